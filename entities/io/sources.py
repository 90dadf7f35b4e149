"""Paths as the user gave them to records: files, folders, patterns and standard input."""

from __future__ import annotations

import errno
import glob
import gzip
import io
import os
import re
import stat
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from entities.io.csv_records import read_csv, read_tsv
from entities.io.json_records import read_json, read_json_lines
from entities.io.plain import read_plain
from entities.io.records import MAX_BYTES, Failure, decode_name
from entities.text.decode import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from entities.io.records import Fields, Record

    Reader = Callable[[io.BufferedReader, str, Fields], Iterator[Record | Failure]]

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
    ".tsv": read_tsv,
}
STDIN = "-"
# Standard input has no extension; a text that begins like a JSON object is taken for JSON Lines.
_OBJECT = re.compile(r'\s*\{[ \t]*"')
_HEAD_BYTES = 1 << 16
_SNIFF_BYTES = 1 << 10
_BUFFER_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, or what is wrong with a path that was given.

    Attributes:
        path: As given, or found in a folder.
        size: Bytes on disk; 0 if not known.
        identity: Device and number on it, the same for all names of one file; None if not known.
        failure: Why it can't be read, or None.
    """

    path: str
    size: int = 0
    identity: tuple[int, int] | None = None
    failure: Failure | None = None


def find_sources(paths: Iterable[str]) -> list[Source]:
    """Turn paths, folders and patterns into files.

    Args:
        paths: As given on the command line; `-` is standard input.

    Returns:
        Files in the order given, each once. Patterns are sorted; of a folder, its files come sorted by name, then
        those of its subfolders. Files and folders whose names begin with a dot are left out of folders.
    """
    sources: dict[str, Source] = {}
    for path in paths:
        for source in _expand(path):
            sources.setdefault(source.path, source)
    return list(sources.values())


def _expand(path: str) -> Iterator[Source]:
    if path == STDIN:
        yield Source(path)
    elif os.path.isdir(path):  # noqa: PTH112 - names that are no UTF-8 stay strings
        found = False
        for source in _walk(path):
            found = True
            yield source
        if not found:
            yield _fail(path, "no-files", "the folder holds no files; hidden ones are left out")
    elif not os.path.lexists(path) and glob.has_magic(path):
        matched = sorted(glob.glob(path, recursive=True))  # noqa: PTH207 - sorted as strings
        if not matched:
            yield _fail(path, "no-match", "no file matches this pattern")
        for name in matched:
            yield from _expand(name)
    else:
        yield _check(path)


def _walk(top: str) -> Iterator[Source]:
    """Yield the files of a folder and its subfolders, and what can't be entered."""
    folders = [top]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as entries:
                found = sorted(
                    (entry for entry in entries if not entry.name.startswith(".")),
                    key=lambda entry: entry.name,
                )
        except OSError as error:
            yield _fail(folder, "unreadable", f"the folder can't be read: {error.strerror}")
            continue
        for entry in found:
            if not os.path.isdir(entry.path):  # noqa: PTH112 - never raises, unlike entry.is_dir()
                yield _check(entry.path)
            elif entry.is_symlink():
                # Followed, a link to a folder above would never end.
                message = "a link to a folder, not followed; name it on the command line to read it"
                yield _fail(entry.path, "linked-folder", message, skipped=True)
        folders.extend(entry.path for entry in reversed(found) if entry.is_dir(follow_symlinks=False))


def _fail(path: str, code: str, message: str, *, skipped: bool = False) -> Source:
    return Source(path, failure=Failure(decode_name(path), code, message, skipped=skipped))


def _check(path: str) -> Source:
    try:
        status = os.stat(path)  # noqa: PTH116 - names that are no UTF-8 stay strings
    except OSError as error:
        if os.path.islink(path) and error.errno in (errno.ENOENT, errno.ELOOP):  # noqa: PTH114 - as above
            target = decode_name(os.readlink(path))  # noqa: PTH115 - as above
            return _fail(path, "broken-link", f"a link to `{target}`, where there is no file")
        code = "not-found" if error.errno in (errno.ENOENT, errno.ENOTDIR) else "unreadable"
        return _fail(path, code, f"can't be opened: {error.strerror}")
    if not stat.S_ISREG(status.st_mode):
        return _fail(path, "not-a-file", "a pipe, socket or device; expected a file (standard input is `-`)")
    suffix = _suffix(path)
    if suffix not in READERS:
        found = (
            f"`{decode_name(suffix)}` is not a known kind of file" if suffix else "the name has no extension"
        )
        return _fail(
            path,
            "unknown-extension",
            f"{found}; known: {' '.join(READERS)}, each also with .gz",
            skipped=True,
        )
    return Source(path, status.st_size, (status.st_dev, status.st_ino))


def _suffix(path: str) -> str:
    name = Path(path).name.lower().removesuffix(".gz")
    return Path(name).suffix


def read_source(
    source: Source, fields: Fields, *, watch: Callable[[int], None] | None = None
) -> Iterator[Record | Failure]:
    """Yield the records of a source, and a failure for every part of it that can't be read.

    Args:
        source: From `find_sources`.
        fields: Names of the fields of JSON objects and CSV rows.
        watch: Called after every record with the number of bytes read from the disk for it.
    """
    if source.failure is not None:
        yield source.failure
        return
    name = decode_name(source.path)
    reader = READERS.get(_suffix(source.path), read_plain)
    # JSON Lines are read line by line, everything else as a whole.
    limit = None if reader is read_json_lines else MAX_BYTES
    if limit is not None and source.size > limit:
        yield _too_large(name)
        return
    try:
        if source.path == STDIN:
            yield from _read_stdin(fields)
            return
        with Path(source.path).open("rb") as file, unpack(file, source.path, limit) as stream:
            odd = os.fsencode(source.path) != name.encode()
            done = 0
            for record in reader(stream, name, fields):
                if odd and not isinstance(record, Failure):
                    # Said once a file, not for each of a million lines.
                    odd = False
                    yield record.with_fault(
                        "file-name", "the file name is not UTF-8; it is written with escapes"
                    )
                else:
                    yield record
                if watch is not None:
                    watch(file.tell() - done)
                    done = file.tell()
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        yield Failure(name, "bad-gzip", f"the compressed file is damaged: {error}")
    except OSError as error:
        yield Failure(name, "unreadable", f"can't be read: {error.strerror or error}")
    except _TooLargeError:
        yield _too_large(name)


def _too_large(name: str) -> Failure:
    return Failure(
        name, "too-large", f"more than {MAX_BYTES:,} bytes, the most a file may have; split it, or use .jsonl"
    )


class _TooLargeError(Exception):
    """A file holds more than is allowed."""


class _Limited(io.RawIOBase):
    """A stream that gives up once it has given more than the limit, so that a small archive can't fill the memory."""

    def __init__(self, stream: io.BufferedIOBase, limit: int | None, head: bytes = b"") -> None:
        self._stream = stream
        self._limit = limit
        self._head = head
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._head:
            data, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            # One read at a time, so that what comes before damage is still given.
            data = self._stream.read1(len(buffer))
        self._given += len(data)
        if self._limit is not None and self._given > self._limit:
            raise _TooLargeError
        buffer[: len(data)] = data
        return len(data)


def unpack(file: io.BufferedReader, path: str, limit: int | None) -> io.BufferedReader:
    """Return what a file holds, unpacked if its name ends in .gz.

    Args:
        file: The open file.
        path: Its name.
        limit: The most bytes that it may give, or None.
    """
    stream = gzip.GzipFile(fileobj=file) if path.lower().endswith(".gz") else file
    return io.BufferedReader(_Limited(stream, limit), _BUFFER_BYTES)


def _read_stdin(fields: Fields) -> Iterator[Record | Failure]:
    """Read standard input: JSON Lines if it begins like an object, else one text."""
    if sys.stdin is None:
        yield Failure(STDIN, "unreadable", "can't be read: standard input is closed")
        return
    head = sys.stdin.buffer.read(_HEAD_BYTES)
    is_lines = _OBJECT.match(decode(head[:_SNIFF_BYTES]).text) is not None
    # A short head was all there is; asked again, a terminal would wait for more.
    rest = sys.stdin.buffer if len(head) == _HEAD_BYTES else io.BytesIO()
    limited = _Limited(rest, None if is_lines else MAX_BYTES, head)  # type: ignore[arg-type]
    stream: io.BufferedReader = io.BufferedReader(limited, _BUFFER_BYTES)
    yield from (read_json_lines if is_lines else read_plain)(stream, STDIN, fields)
