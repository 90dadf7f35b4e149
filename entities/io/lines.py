"""Text of any size: decoded piece by piece, given line by line."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from typing import TYPE_CHECKING

from entities.errors import InputError
from entities.text.decode import decode, looks_binary, scrub

if TYPE_CHECKING:
    from collections.abc import Iterator

# The characters of a whole book; what is longer is no line.
MAX_LINE = 1 << 24
_PIECE_BYTES = 1 << 20
_WIDE = ("utf-16", "utf-32")


class TextLines:
    r"""The lines of a stream of bytes, each with its line break: `\n`, `\r\n` or `\r`; None for one that is too long.

    What fits into one piece is decoded like every other text. Of more than that, the first piece that is not plain
    ASCII shows the encoding.

    Args:
        stream: The open file.
        path: Its name, as valid UTF-8.

    Attributes:
        encoding: The encoding, as far as was read.
        replaced: Undecodable characters and NULs that became U+FFFD, as far as was read.
    """

    def __init__(self, stream: io.BufferedIOBase, path: str) -> None:
        self.encoding = "utf-8"
        self.replaced = 0
        self._stream = stream
        self._path = path
        self._held = b""
        self._ended = False
        self._error: InputError | None = None
        self._lines = self._split()

    def __iter__(self) -> Iterator[str | None]:
        return self

    def __next__(self) -> str | None:
        """Return the next line.

        Raises:
            InputError: The file is binary, damaged or can't be read; all whole lines before that were given.
        """
        return next(self._lines)

    def _split(self) -> Iterator[str | None]:
        parts: list[str] = []
        size = 0
        held = ""
        for piece in self._decode():
            text = held + piece
            # A return at the end of a piece may be half of a line break.
            held = "\r" if text.endswith("\r") else ""
            for line in io.StringIO(text.removesuffix(held), newline=""):
                size += len(line)
                if size <= MAX_LINE:
                    parts.append(line)
                else:
                    parts.clear()
                if line.endswith(("\n", "\r")):
                    yield "".join(parts) or None
                    parts.clear()
                    size = 0
        if self._error is not None:
            raise self._error
        if size or held:
            yield "".join(parts) + held if size <= MAX_LINE else None

    def _decode(self) -> Iterator[str]:
        """Yield the text in pieces.

        Raises:
            InputError: The first piece is binary.
        """
        piece = self._read()
        decoded = decode(piece)
        if looks_binary(decoded):
            raise InputError(
                self._path, "not a text file: control or undecodable characters throughout", "binary"
            )
        if self._ended:
            self.encoding, self.replaced = decoded.encoding, decoded.replaced
            yield decoded.text
            return
        decoder: codecs.IncrementalDecoder | None = None
        if not _is_ascii(piece):
            self.encoding = decoded.encoding
            decoder = _decoder("utf-8-sig" if decoded.encoding == "utf-8" else decoded.encoding)
        while piece:
            if decoder is None and not _is_ascii(piece):
                found = decode(piece).encoding
                # After a million bytes of ASCII nothing is wide.
                self.encoding = "utf-8" if found.startswith(_WIDE) else found
                decoder = _decoder(self.encoding)
            yield self._scrub(piece.decode("ascii") if decoder is None else decoder.decode(piece), piece)
            piece = self._read()
        if decoder is not None:
            yield self._scrub(decoder.decode(b"", final=True), b"")

    def _read(self) -> bytes:
        """Return the next piece, of whole lines if it can be; what comes before damage is still given."""
        piece = bytearray(self._held)
        try:
            while not self._ended and len(piece) < _PIECE_BYTES:
                data = self._stream.read1(_PIECE_BYTES - len(piece))
                piece += data
                self._ended = not data
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            self._ended = True
            self._error = InputError(self._path, f"the compressed file is damaged: {error}", "bad-gzip")
        except OSError as error:
            self._ended = True
            self._error = InputError(self._path, f"can't be read: {error.strerror or error}", "unreadable")
        # Half a character at the end would mislead the choice of an encoding.
        cut = 0 if self._ended else piece.rfind(b"\n") + 1
        self._held = bytes(piece[cut:]) if cut else b""
        return bytes(piece[:cut] if cut else piece)

    def _scrub(self, text: str, piece: bytes) -> str:
        already = piece.count("\ufffd".encode()) if self.encoding == "utf-8" else 0
        self.replaced += max(0, text.count("\ufffd") - already)
        clean, lost = scrub(text)
        self.replaced += lost
        return clean


def _is_ascii(piece: bytes) -> bool:
    return piece.isascii() and b"\0" not in piece


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder(encoding)(errors="replace")
