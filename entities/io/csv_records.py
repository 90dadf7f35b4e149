"""CSV: one record a row, with a header row."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from entities.io.records import Failure, Record, from_object
from entities.text.decode import decode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from entities.io.records import Fields

# A field may hold a whole article; the module's default limit is 128 KB.
_FIELD_LIMIT = 1 << 28


def read_csv(stream: BinaryIO, path: str, fields: Fields) -> Iterator[Record | Failure]:
    """Yield one record a row.

    Args:
        stream: The open file.
        path: Its name, printable.
        fields: Names of the columns.
    """
    csv.field_size_limit(_FIELD_LIMIT)
    decoded = decode(stream.read())
    if not decoded.text.strip():
        yield Failure(path, "empty", "the file is empty", skipped=True)
        return
    faults = ()
    if decoded.replaced:
        faults = (("undecodable", f"{decoded.replaced:,} undecodable characters in {decoded.encoding} became U+FFFD"),)
    rows = csv.DictReader(io.StringIO(decoded.text, newline=""), dialect=_dialect(decoded.text))
    if fields.text not in (rows.fieldnames or ()):
        known = ", ".join(f"`{name}`" for name in (rows.fieldnames or ())[:12])
        message = f"no column `{fields.text}`; it has {known}; name the right one with --text-field"
        yield Failure(path, "no-text-field", message)
        return
    found = False
    try:
        for row in rows:
            found = True
            where = f"{path}:{rows.line_num}"
            record = from_object({key: value for key, value in row.items() if key}, where, path, where, fields)
            if faults and isinstance(record, Record):
                record = Record(where, path, record.id, record.text, record.title, record.date, faults, record.fields)
            yield record
    except csv.Error as error:
        yield Failure(f"{path}:{rows.line_num}", "bad-csv", f"rows can't be read from here on: {error}")
    if not found:
        yield Failure(path, "empty", "a header and no rows", skipped=True)


def _dialect(text: str) -> type[csv.Dialect]:
    header = text.split("\n", 1)[0]

    class Found(csv.excel):
        delimiter = max(",;\t", key=header.count)

    return Found
