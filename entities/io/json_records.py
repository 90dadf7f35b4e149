"""JSON and JSON Lines: one record an object."""

from __future__ import annotations

import codecs
import io
import json
from typing import TYPE_CHECKING, Any

from entities.io.plain import binary_failure, read_text
from entities.io.records import MAX_BYTES, Failure, from_object, note_undecodable
from entities.text.decode import decode, looks_binary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from entities.io.records import Fields, Record

_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SKIP_BYTES = 1 << 20
_NEAR = 10


def read_json_lines(stream: io.BufferedReader, path: str, fields: Fields) -> Iterator[Record | Failure]:
    """Yield one record for each line that is not blank; a broken line does not stop the others.

    Args:
        stream: The open file, read line by line.
        path: Its name, as valid UTF-8.
        fields: Names of the fields.
    """
    head = stream.peek()
    if head.startswith(_WIDE_MARKS):
        # In UTF-16 a line break is two bytes; read as a whole, it becomes lines like all others.
        stream = io.BufferedReader(io.BytesIO(decode(stream.read()).text.encode()))
    elif head and looks_binary(decode(head)):
        yield binary_failure(path)
        return
    found = False
    for number, line in enumerate(_read_lines(stream), start=1):
        where = f"{path}:{number}"
        if line is None:
            found = True
            yield Failure(
                where, "too-large", f"a line of more than {MAX_BYTES:,} bytes, the most a line may have"
            )
            continue
        # Only the first line can have the mark.
        data = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
        if data.strip():
            found = True
            yield _parse(data, number, path, fields)
    if not found:
        yield Failure(path, "empty", "no line holds anything", skipped=True)


def _read_lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines, with None for one that is too long; memory holds no more than the limit."""
    while line := stream.readline(MAX_BYTES + 1):
        if len(line) <= MAX_BYTES:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_SKIP_BYTES)
        yield None


def read_json(stream: BinaryIO, path: str, fields: Fields) -> Iterator[Record | Failure]:
    """Yield one record for a JSON object, or one for each element of a JSON array.

    Args:
        stream: The open file.
        path: Its name, as valid UTF-8.
        fields: Names of the fields.
    """
    decoded = read_text(stream, path)
    if isinstance(decoded, Failure):
        yield decoded
        return
    value = parse_json(decoded.text, path)
    if isinstance(value, Failure):
        yield value
        return
    if value == []:
        yield Failure(path, "empty", "an empty JSON array", skipped=True)
    places = (
        [(f"{path}[{index}]", item) for index, item in enumerate(value)]
        if isinstance(value, list)
        else [(path, value)]
    )
    for where, item in places:
        record = from_object(item, where, path, where, fields)
        yield record if isinstance(record, Failure) else note_undecodable(record, decoded)


def _parse(line: bytes, number: int, path: str, fields: Fields) -> Record | Failure:
    decoded = decode(line.rstrip(b"\r\n"))
    value = parse_json(decoded.text, path, number)
    if isinstance(value, Failure):
        return value
    where = f"{path}:{number}"
    record = from_object(value, where, path, where, fields)
    return record if isinstance(record, Failure) else note_undecodable(record, decoded)


def parse_json(text: str, path: str, number: int | None = None) -> Any:
    """Parse JSON, or return a `Failure` that says why it is none.

    Args:
        text: A whole file, or a line.
        path: Name of the file, as valid UTF-8.
        number: Number of the line that the text is, None if it is a whole file.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        near = text[max(0, error.pos - _NEAR) : error.pos + _NEAR]
        hint = (
            "; if each line is an object, name the file .jsonl"
            if error.msg == "Extra data" and number is None
            else ""
        )
        message = f"not JSON ({error.msg}), near {near!r}{hint}"
        return Failure(f"{path}:{number or error.lineno}:{error.colno}", "bad-json", message)
    except RecursionError:
        return Failure(
            f"{path}:{number}" if number else path, "bad-json", "JSON nested too deep to be a record"
        )
    except ValueError as error:
        # Python refuses numbers of thousands of digits.
        return Failure(
            f"{path}:{number}" if number else path, "bad-json", f"JSON that can't be read: {error}"
        )
