"""JSON and JSON Lines: one record an object."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from entities.io.records import Failure, Record, from_object
from entities.text.decode import decode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from entities.io.records import Fields


def read_json_lines(stream: BinaryIO, path: str, fields: Fields) -> Iterator[Record | Failure]:
    """Yield one record for each line that is not blank; a broken line does not stop the others.

    Args:
        stream: The open file, read line by line.
        path: Its name, printable.
        fields: Names of the fields.
    """
    number = 0
    found = False
    for number, line in enumerate(stream, start=1):
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")  # noqa: PLW2901 - only the first line can have the mark
        if line.strip():
            found = True
            yield _parse(line, f"{path}:{number}", path, f"{path}:{number}", fields)
    if not found:
        yield Failure(path, "empty", "no line holds anything", skipped=True)


def read_json(stream: BinaryIO, path: str, fields: Fields) -> Iterator[Record | Failure]:
    """Yield one record for a JSON object, or one for each element of a JSON array.

    Args:
        stream: The open file.
        path: Its name, printable.
        fields: Names of the fields.
    """
    data = stream.read()
    if not data.strip():
        yield Failure(path, "empty", "the file is empty", skipped=True)
        return
    decoded = decode(data)
    value = _load(decoded.text, path)
    if isinstance(value, Failure):
        yield value
    elif isinstance(value, list):
        if not value:
            yield Failure(path, "empty", "an empty JSON array", skipped=True)
        for index, item in enumerate(value):
            where = f"{path}[{index}]"
            yield from_object(item, where, path, where, fields)
    else:
        yield from_object(value, path, path, path, fields)


def _parse(line: bytes, where: str, path: str, default_id: str, fields: Fields) -> Record | Failure:
    decoded = decode(line.rstrip(b"\r\n"))
    value = _load(decoded.text, where)
    if isinstance(value, Failure):
        return value
    record = from_object(value, where, path, default_id, fields)
    if decoded.replaced and isinstance(record, Record):
        message = f"{decoded.replaced:,} undecodable characters in {decoded.encoding} became U+FFFD"
        return Record(
            record.where, record.path, record.id, record.text, record.title, record.date, (("undecodable", message),), record.fields
        )
    return record


def _load(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        near = text[max(0, error.pos - 10) : error.pos + 10]
        return Failure(where, "bad-json", f"not JSON at character {error.pos + 1} ({error.msg}), near {near!r}")
    except (RecursionError, ValueError) as error:
        return Failure(where, "bad-json", f"JSON that can't be read: {str(error).splitlines()[0]}")
