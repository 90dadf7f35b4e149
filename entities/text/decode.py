"""Bytes to text: byte order mark, strict UTF-8, then a choice among a closed set of encodings.

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
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_PLAIN = re.compile(r"[\t\n\r -~]")
_PUNCTUATION = re.compile("[\u3000-\u3002\u3008-\u3011\uff01-\uff5e“”‘’…—·]")
_ASCII = re.compile("[\x00-\x7f]")
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_PAIR = re.compile(rb"[\x80-\xff]{2}")
# The quotes, dashes and letters of Western European pages; English ones have one of them in a hundred characters.
_WESTERN = re.compile(rb"[\x85\x91-\x94\x96\x97\xa0\xa3\xab\xb7\xbb\xc0-\xd6\xd8-\xf6\xf8-\xfd]")
# A run of two-byte characters: within one, a lost byte garbles all that follows.
_GB_RUN = re.compile(rb"[\x81-\xfe]{7,}")
# Garbled pairs are common characters in one case of three, so that three more of them are no chance.
_GB_GAIN = 3
# Undecodable characters in a text that is not binary: a third makes it unreadable.
_REPLACED_SHARE = 0.3
# Text has no control characters but white space; compressed data has a tenth.
_CONTROL_SHARE = 0.05
# In a guessed encoding, nineteen in twenty characters of real news read well, of compressed data one in two.
_READABLE = 0.7


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text.

    Attributes:
        text: The text, without byte order mark.
        encoding: The encoding that was used.
        replaced: Number of undecodable or unusable characters that became U+FFFD.
        mark: The byte order mark that plain UTF-8 would keep as a character, else nothing. `mark + text` is the
            file as `open(path, encoding="utf-8", newline="")` reads it.
    """

    text: str
    encoding: str
    replaced: int
    mark: str = ""


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
            if encoding == "utf-8":
                return _decode_as(data[len(mark) :], encoding, mark="\ufeff")
            return _decode_as(data, encoding)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_as(data, _best_encoding(data))
    # English in UTF-16 is valid UTF-8, every second character of it NUL.
    return _decode_as(data, _most_readable(data)) if "\0" in text else Decoded(text, "utf-8", 0)


def looks_binary(decoded: Decoded) -> bool:
    """Say whether what was decoded is no text.

    Args:
        decoded: The result of `decode`.

    Returns:
        True if the file should be rejected as binary: full of control or replaced characters, or in a guessed
        encoding that does not read like Chinese or English.
    """
    sample = decoded.text[:_SAMPLE_BYTES]
    if not sample:
        return False
    control = len(_CONTROL.findall(sample)) / len(sample)
    if control > _CONTROL_SHARE or control + sample.count("\ufffd") / len(sample) > _REPLACED_SHARE:
        return True
    return decoded.encoding in _GUESSES[1:] and sum(_count_readable(sample)) / len(sample) < _READABLE


def _decode_as(data: bytes, encoding: str, *, mark: str = "") -> Decoded:
    if encoding == "gb18030":
        data = _GB_RUN.sub(_resynchronise, data)
    text = data.decode(encoding, errors="replace")
    already = data.count(b"\xef\xbf\xbd") if encoding == "utf-8" else 0
    replaced = text.count("\ufffd") - already
    text, scrubbed = scrub(text)
    return Decoded(text, encoding, replaced + scrubbed, mark)


def _best_encoding(data: bytes) -> str:
    """Choose an encoding for bytes that are not quite UTF-8."""
    sample = data[:_SAMPLE_BYTES]
    text = sample.decode("utf-8", errors="replace")
    replaced = text.count("\ufffd")
    high = len(text) - len(_ASCII.findall(text)) - replaced
    # By chance, other encodings look like UTF-8 in one character of ten, and like common Chinese in fewer.
    if high > 2 * replaced or len(load_common_han().findall(text)) > replaced:
        return "utf-8"
    if _HIGH_PAIR.search(sample) is None and len(_WESTERN.findall(sample)) == len(_HIGH.findall(sample)):
        return "cp1252"
    return _most_readable(data)


def _most_readable(data: bytes) -> str:
    sample = data[:_SAMPLE_BYTES]

    def score(encoding: str) -> tuple[int, int]:
        # Bytes that read well, not characters, so that no encoding wins by swallowing bytes into few characters.
        han, plain = _count_readable(sample.decode(encoding, errors="replace"))
        wide = encoding.startswith("utf-16")
        return (3 if encoding == "utf-8" else 2) * han + (2 if wide else 1) * plain, -_GUESSES.index(encoding)

    return max(_GUESSES, key=score)


def _count_readable(text: str) -> tuple[int, int]:
    """Count the common Han characters with their punctuation, and the printable ASCII characters."""
    return len(load_common_han().findall(text)) + len(_PUNCTUATION.findall(text)), len(_PLAIN.findall(text))


def _resynchronise(match: re.Match[bytes]) -> bytes:
    """Mark the odd byte of a run of two-byte characters, so that what follows it is not paired wrongly."""
    run = match.group()
    if len(run) % 2 == 0:
        return run
    even, odd = (_common_before(run, start) for start in (0, 1))
    pairs = len(run) // 2
    best = max(range(pairs + 1), key=lambda cut: even[cut] + odd[pairs] - odd[cut])
    # A run may be odd because its last byte has an ASCII partner; then no cut gains much.
    if even[best] + odd[pairs] - odd[best] < even[pairs] + _GB_GAIN:
        return run
    return run[: 2 * best] + b"\xff" + run[2 * best + 1 :]


def _common_before(run: bytes, start: int) -> list[int]:
    """Count the common characters among the first 0, 1, 2 ... pairs of a run, paired from `start`."""
    common = load_common_han()
    counts = [0]
    for index in range(start, start + len(run) // 2 * 2, 2):
        char = run[index : index + 2].decode("gb18030", errors="replace")
        counts.append(counts[-1] + (common.match(char) is not None or _PUNCTUATION.match(char) is not None))
    return counts
