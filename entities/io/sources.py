"""Paths as the user gave them to records: files, folders, patterns and standard input."""

from __future__ import annotations

import glob
import gzip
import io
import json
import os
import stat
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from entities.io.csv_records import read_csv
from entities.io.json_records import read_json, read_json_lines
from entities.io.plain import read_plain
from entities.io.records import MAX_BYTES, Failure, Record, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import BinaryIO

    from entities.io.records import Fields

    Reader = Callable[[BinaryIO, str, Fields], Iterator[Record | Failure]]

READERS: dict[str, Reader] = {
    ".txt": read_plain,
    ".text": read_plain,
    ".md": read_plain,
    ".html": read_plain,
    ".htm": read_plain,
    ".xhtml": read_plain,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".csv": read_csv,
    ".tsv": read_csv,
}
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, or what is wrong with a path that was given."""

    path: str
    failure: Failure | None = None


def find_sources(paths: Iterable[str]) -> list[Source]:
    """Turn paths, folders and patterns into files.

    Args:
        paths: As given on the command line; `-` is standard input.

    Returns:
        Files in the order given, folders and patterns sorted by name, each file once.
    """
    sources: dict[str, Source] = {}
    for path in paths:
        for source in _expand(path):
            sources.setdefault(source.path, source)
    return list(sources.values())


def _expand(path: str) -> Iterator[Source]:
    if path == STDIN:
        yield Source(path)
        return
    if os.path.isdir(path):  # noqa: PTH112 - names that are no UTF-8 stay strings
        found = [os.path.join(folder, name) for folder, _, names in sorted(os.walk(path)) for name in sorted(names)]  # noqa: PTH118
        found = [name for name in found if not Path(name).name.startswith(".")]
        if not found:
            yield Source(path, Failure(printable(path), "no-files", "the folder holds no files"))
        yield from (_check(name) for name in found)
        return
    if not os.path.lexists(path) and glob.has_magic(path):
        matched = sorted(glob.glob(path, recursive=True))  # noqa: PTH207
        if not matched:
            yield Source(path, Failure(printable(path), "no-match", "no file matches this pattern"))
        for name in matched:
            yield from _expand(name)
        return
    yield _check(path)


def _check(path: str) -> Source:
    shown = printable(path)
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
    except OSError as error:
        if os.path.islink(path):  # noqa: PTH114
            target = printable(os.readlink(path))  # noqa: PTH115
            return Source(path, Failure(shown, "broken-link", f"a link to `{target}`, which does not exist"))
        return Source(path, Failure(shown, "not-found", f"can't be opened: {error.strerror}"))
    if not stat.S_ISREG(mode):
        return Source(path, Failure(shown, "not-a-file", "a pipe, socket or device; expected a file (standard input is `-`)"))
    if _suffix(path) not in READERS:
        known = " ".join(READERS)
        found = _suffix(path) or "no extension"
        message = f"{found} is no known kind of file; known: {known}, each also with .gz"
        return Source(path, Failure(shown, "unknown-extension", message, skipped=True))
    return Source(path)


def _suffix(path: str) -> str:
    name = Path(path).name.lower().removesuffix(".gz")
    return Path(name).suffix


def read_source(source: Source, fields: Fields) -> Iterator[Record | Failure]:
    """Yield the records of a source, and a failure for every part of it that can't be read.

    Args:
        source: From `find_sources`.
        fields: Names of the fields of JSON objects and CSV rows.
    """
    if source.failure is not None:
        yield source.failure
        return
    shown = printable(source.path)
    try:
        if source.path == STDIN:
            yield from _read_stdin(fields)
            return
        size = os.stat(source.path).st_size  # noqa: PTH116
        with _open(source.path) as stream:
            records = READERS[_suffix(source.path)](stream, shown, fields)
            if size > MAX_BYTES and READERS[_suffix(source.path)] is not read_json_lines:
                yield Failure(shown, "too-large", f"{size:,} bytes; a file may have {MAX_BYTES:,}; split it, or use .jsonl")
                return
            yield from (_with_odd_name(record, source.path, shown) for record in records)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        yield Failure(shown, "bad-gzip", f"the compressed file is damaged: {error}")
    except OSError as error:
        yield Failure(shown, "unreadable", f"can't be read: {error.strerror or error}")
    except _TooLargeError:
        yield Failure(shown, "too-large", f"more than {MAX_BYTES:,} bytes when unpacked; split it, or use .jsonl")


def _with_odd_name(record: Record | Failure, path: str, shown: str) -> Record | Failure:
    if isinstance(record, Failure) or path == shown:
        return record
    fault = ("file-name", "the file name is not printable UTF-8; it is written with escapes")
    return Record(
        record.where, record.path, record.id, record.text, record.title, record.date, (*record.faults, fault), record.fields
    )


class _TooLargeError(Exception):
    """A compressed file unpacks to more than is allowed."""


class _Limited(io.RawIOBase):
    """A stream that gives up once it has given more than the limit, so that a small archive can't fill the memory."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._left = MAX_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise _TooLargeError
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def _open(path: str) -> BinaryIO:
    if path.lower().endswith(".gz"):
        return io.BufferedReader(_Limited(gzip.open(path)), buffer_size=1 << 20)  # type: ignore[arg-type]
    return open(path, "rb")  # noqa: PTH123, SIM115 - the caller closes it


def _read_stdin(fields: Fields) -> Iterator[Record | Failure]:
    """Read standard input: JSON Lines if its first line is a JSON object, else one text."""
    stream = sys.stdin.buffer
    first = stream.readline()
    try:
        is_object = isinstance(json.loads(first), dict)
    except ValueError:
        is_object = False
    if is_object:
        yield from read_json_lines(_chain(first, stream), STDIN, fields)
    else:
        yield from read_plain(io.BytesIO(first + stream.read()), STDIN, fields)


def _chain(first: bytes, rest: BinaryIO) -> BinaryIO:
    def lines() -> Iterator[bytes]:
        yield first
        yield from rest

    return lines()  # type: ignore[return-value]
