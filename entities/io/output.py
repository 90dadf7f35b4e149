"""Where results go: standard output, or a file that appears only when it is whole."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from entities.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def open_output(path: str | None) -> Iterator[TextIO]:
    """Open an output for text.

    A file is written under a temporary name in its own folder, flushed to disk and renamed at the end; if anything
    goes wrong before, the file of that name stays as it was.

    Args:
        path: File name, or None or `-` for standard output.

    Yields:
        The stream, UTF-8 with plain line feeds.

    Raises:
        InputError: The file can't be written there.
    """
    if path is None or path == "-":
        stream = sys.stdout
        stream.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
        yield stream
        stream.flush()
        return
    target = Path(path)
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    except OSError as error:
        raise InputError(str(target), f"can't be written: {error.strerror}", "unwritable") from error
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(_default_mode(target))
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _default_mode(target: Path) -> int:
    """Return the mode that the file has or that a new file would get; temporary files are private."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
