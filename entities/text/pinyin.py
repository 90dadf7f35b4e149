"""Han characters to syllables: Mandarin, and Cantonese for the forms that Hong Kong uses.

The table is generated (entities/data/readings.tsv); readings in names come first.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from entities.errors import DataError
from entities.text.tables import read_data

Reading = Literal["mandarin", "cantonese"]
# Longest first, so that `zh` is not read as `z`.
_INITIALS = (
    "zh",
    "ch",
    "sh",
    "b",
    "p",
    "m",
    "f",
    "d",
    "t",
    "n",
    "l",
    "g",
    "k",
    "h",
    "j",
    "q",
    "x",
    "r",
    "z",
    "c",
    "s",
    "y",
    "w",
)


@cache
def all_readings() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the Mandarin and the Cantonese readings of every folded character that has any.

    Raises:
        DataError: The table is damaged; the message names the command that makes it.
    """
    table = {}
    try:
        for line in read_data("readings.tsv").split("\n")[1:-1]:
            char, mandarin, cantonese = line.split("\t")
            table[char] = (tuple(mandarin.split()), tuple(cantonese.split()))
    except ValueError as error:
        raise DataError(
            f"entities/data/readings.tsv is damaged ({error}); make it again with `python scripts/build_readings.py`."
        ) from error
    return table


def readings(char: str, language: Reading = "mandarin") -> tuple[str, ...]:
    """Return the readings of a folded character without tones, that of names first; empty if unknown."""
    return all_readings().get(char, ((), ()))[language == "cantonese"]


def to_syllables(text: str, language: Reading = "mandarin") -> tuple[str, ...] | None:
    """Return the syllables of a folded name, one a character, or None if a character has no reading.

    Args:
        text: Folded Han characters without interpuncts.
        language: Which readings.
    """
    found = [readings(char, language) for char in text]
    return tuple(options[0] for options in found) if all(found) else None


@cache
def split_syllable(syllable: str) -> tuple[str, str]:
    """Return the initial (empty if there is none) and the final of a syllable."""
    for initial in _INITIALS:
        if syllable.startswith(initial):
            return initial, syllable[len(initial) :]
    return "", syllable
