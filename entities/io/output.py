"""Where results go: standard output, or a file that appears only when it is whole."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from entities.errors import InputError
from entities.io.records import decode_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager


def open_output(path: str | None) -> AbstractContextManager[TextIO]:
    """Open an output for text: UTF-8 with plain line feeds.

    A file is written under a temporary name in its own folder, flushed to disk and renamed at the end; if anything
    goes wrong before, the file of that name stays as it was. If another program changed it meanwhile, that one wins.

    Args:
        path: File name, or None or `-` for standard output. Devices and pipes are written as they are.

    Returns:
        A context manager that gives the stream and raises `InputError`, with code `unwritable` if nothing can be
        written there and `not-written` if writing failed or came too late.
    """
    if path is None or path == "-":
        return _standard_output()
    try:
        mode = os.stat(path).st_mode if os.path.lexists(path) else stat.S_IFREG  # noqa: PTH116 - an empty path is a path
    except OSError as error:
        raise _failure(path, error, "unwritable") from error
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return _whole_file(path)
    return _device(path)


@contextmanager
def _standard_output() -> Iterator[TextIO]:
    if sys.stdout is None:
        raise InputError("standard output", "is closed", "unwritable")
    try:
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _failure("standard output", error, "not-written") from error


@contextmanager
def _device(path: str) -> Iterator[TextIO]:
    try:
        with Path(path).open("w", encoding="utf-8", newline="\n") as stream:
            yield stream
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _failure(path, error, "not-written") from error


@contextmanager
def _whole_file(path: str) -> Iterator[TextIO]:
    # A link stays a link: the file that it leads to is replaced.
    target = Path(path).resolve()
    try:
        before = _identity(target)
        handle, name = tempfile.mkstemp(prefix=".entities-", suffix=".part", dir=target.parent)
    except OSError as error:
        raise _failure(path, error, "unwritable") from error
    temporary = Path(name)
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as stream:  # noqa: PTH123 - a handle has no path
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        _replace(target, temporary, before, path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _failure(path, error, "not-written") from error
        raise


def _replace(target: Path, temporary: Path, before: tuple[int, int, int] | None, path: str) -> None:
    if _identity(target) != before:
        message = "was written by another program in the meantime; its result stays, this one is dropped"
        raise InputError(decode_name(path), message, "not-written")
    temporary.chmod(_default_mode(target))
    temporary.replace(target)


def _failure(path: str, error: OSError, code: str) -> InputError:
    return InputError(decode_name(path), f"can't be written: {error.strerror or error}", code)


def _identity(target: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file is written or replaced, or None if there is none."""
    if not target.exists():
        return None
    if target.is_dir():
        raise IsADirectoryError(None, "it is a folder")
    found = target.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _default_mode(target: Path) -> int:
    """Return the mode that the file has or that a new file would get; temporary files are private."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
