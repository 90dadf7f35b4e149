"""Bytes to text: byte order mark, strict UTF-8, then a score over a closed set of encodings.

General detectors flip their answer on one bad byte; news pages come in a handful of encodings, so each
is tried and the one whose result reads most like Chinese or English wins.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from entities.text.tables import load_common_han

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Order breaks ties: what the Chinese web mostly is, first.
_GUESSES = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
# Scoring a prefix is enough: the shares of characters settle within a few thousand.
_SAMPLE_BYTES = 65536
_SCRUB = re.compile("[\x00\ud800-\udfff]")
# One undecodable byte in a hundred still leaves a readable page; beyond a third it is no text in that encoding.
_BINARY_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text.

    Attributes:
        text: The text, without byte order mark.
        encoding: The encoding that was used.
        replaced: Number of undecodable or unusable characters that became U+FFFD.
    """

    text: str
    encoding: str
    replaced: int


def scrub(text: str) -> tuple[str, int]:
    """Replace lone surrogates and NULs one for one with U+FFFD, so that offsets hold everywhere.

    Args:
        text: Any string.

    Returns:
        The usable text, of the same length, and the number of characters replaced.
    """
    if _SCRUB.search(text) is None:
        return text, 0
    return _SCRUB.subn("\ufffd", text)


def decode(data: bytes) -> Decoded:
    """Decode the bytes of a text file.

    Args:
        data: The whole file.

    Returns:
        The text; undecodable bytes are replaced and counted, never dropped.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :] if encoding == "utf-8" else data, encoding)
    try:
        text, replaced = scrub(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _decode_as(data, _best_encoding(data))
    return Decoded(text, "utf-8", replaced)


def looks_binary(decoded: Decoded) -> bool:
    """Say whether what was decoded is no text: a large share of control or replaced characters.

    Args:
        decoded: The result of `decode`.

    Returns:
        True if the file should be rejected as binary.
    """
    sample = decoded.text[:_SAMPLE_BYTES]
    if not sample:
        return False
    odd = len(re.findall("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]", sample))
    return odd / len(sample) > _BINARY_SHARE


def _decode_as(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    already = data.count(b"\xef\xbf\xbd") if encoding == "utf-8" else 0
    replaced = text.count("\ufffd") - already
    text, scrubbed = scrub(text)
    return Decoded(text, encoding, replaced + scrubbed)


def _best_encoding(data: bytes) -> str:
    sample = data[:_SAMPLE_BYTES]
    return max(_GUESSES, key=lambda encoding: (_readability(sample, encoding), -_GUESSES.index(encoding)))


def _readability(sample: bytes, encoding: str) -> float:
    """Score how much a decoding reads like Chinese or English, per byte of input.

    Common characters count for the bytes they took, so that an encoding cannot win by swallowing
    bytes into few characters; anything unlikely (replacement, private use, rare Han, control) counts against.
    """
    text = sample.decode(encoding, errors="replace")
    common = len(load_common_han().findall(text))
    plain = len(re.findall(r"[\t\n\r -~]", text))
    punctuation = len(re.findall("[\u3000-\u3002\u3008-\u3011\uff01-\uff5e“”‘’…—·]", text))
    width = 3 if encoding == "utf-8" else 2
    plain_width = 2 if encoding.startswith("utf-16") else 1
    good = width * (common + punctuation) + plain_width * plain
    bad = len(text) - common - plain - punctuation
    return (good - 2 * bad) / max(1, len(sample))
