"""Text and HTML files: one record a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entities.io.records import Failure, Record
from entities.text.decode import decode, looks_binary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from entities.io.records import Fields


def read_plain(stream: BinaryIO, path: str, fields: Fields) -> Iterator[Record | Failure]:
    """Yield the one text of a file.

    Args:
        stream: The open file.
        path: Its name, printable.
        fields: Not used by this format.
    """
    del fields
    data = stream.read()
    if not data.strip():
        yield Failure(path, "empty", "the file is empty", skipped=True)
        return
    decoded = decode(data)
    if looks_binary(decoded):
        yield Failure(path, "binary", "not a text file (control characters throughout); expected text or HTML")
        return
    faults = []
    if decoded.replaced:
        message = f"{decoded.replaced:,} undecodable or unusable characters in {decoded.encoding} became U+FFFD"
        faults.append(("undecodable", message))
    yield Record(path, path, path, decoded.text, faults=tuple(faults))
