"""Text and HTML files: one record a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entities.io.records import Failure, Record, note_undecodable
from entities.text.decode import decode, looks_binary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from entities.io.records import Fields
    from entities.text.decode import Decoded


def read_plain(stream: BinaryIO, path: str, fields: Fields) -> Iterator[Record | Failure]:
    """Yield the one text of a file.

    Args:
        stream: The open file.
        path: Its name, as valid UTF-8.
        fields: Not used by this format.
    """
    del fields
    decoded = read_text(stream, path)
    if isinstance(decoded, Failure):
        yield decoded
    else:
        # Offsets are into the file as Python reads it as plain UTF-8, which keeps the mark.
        yield note_undecodable(Record(path, path, path, decoded.mark + decoded.text), decoded)


def read_text(stream: BinaryIO, path: str) -> Decoded | Failure:
    """Return the decoded text of a whole file, or why it has none: it is empty or binary."""
    decoded = decode(stream.read())
    if not decoded.text.strip():
        return Failure(path, "empty", "the file is empty", skipped=True)
    return binary_failure(path) if looks_binary(decoded) else decoded


def binary_failure(path: str) -> Failure:
    """Return what is said of a file that holds no text."""
    return Failure(path, "binary", "not a text file: control or undecodable characters throughout")
