"""One name in several Latin spellings: systems of romanisation, words written together, a letter gone wrong.

Three rules, each a function of a folded written form and a folded listed one; the table is in
`entities/data/rules/romanisation.yaml`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal

from entities.text.pinyin import readings
from entities.text.tables import load_rules, read_data

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

EditKind = Literal["slip", "double", "other"]

_SEPARATORS = " '.-"
# The syllables of a Chinese given name or surname, written together.
_SYLLABLES_OF_WORD = 3
# Within so many letters of the end of a word an edit makes another ending (Aleksandrovka, Aleksandrova).
_ENDING = 2


def romanisation_keys(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Return what is left of names when the differences between systems of romanisation are taken out.

    Args:
        texts: Folded names without line breaks.

    Returns:
        The keys of each: one, or two if it has a letter that is read in two ways. Names with a key in common may be
        spellings of one name.
    """
    if not texts:
        return []
    joined = "\n".join(texts)
    pattern, sound = load_rules("romanisation")["either_way"]
    first = _keys_of_lines(joined)
    second = _keys_of_lines(re.sub(pattern, sound, joined)) if "j" in joined else first
    return [(one,) if one == other else (one, other) for one, other in zip(first, second, strict=True)]


def _keys_of_lines(text: str) -> list[str]:
    # Plain replacements over all names at once: a gazetteer of 100,000 names takes a fraction of a second.
    rules = load_rules("romanisation")
    for written, sound in rules["sounds"]:
        text = text.replace(written, sound)
    for written, sound in rules["endings"]:
        text = re.sub(rf"{written}\b", sound, text)
    return text.split("\n")


def is_slavic(key: str) -> bool:
    """Say whether a word of a key ends as Russian and Ukrainian names do, where romanisations differ most."""
    return _slavic().search(key) is not None


@cache
def _slavic() -> re.Pattern[str]:
    return re.compile(rf"[a-zA-Z](?:{'|'.join(load_rules('romanisation')['slavic'])})\b")


def is_pinyin(name: str) -> bool:
    """Say whether all words of a folded name are Pinyin; there a letter makes another name, not another spelling."""
    return _pinyin().fullmatch(name) is not None


@cache
def _pinyin() -> re.Pattern[str]:
    syllables = {reading for char in read_data("common_han.txt").strip() for reading in readings(char)}
    word = f"(?:{'|'.join(sorted(syllables, reverse=True))}){{1,{_SYLLABLES_OF_WORD}}}"
    return re.compile(f"{word}(?:[ '-]{word})*")


def same_romanised(written: str, listed: str) -> bool:
    """Say whether two folded names differ by the system of romanisation only."""
    one, other = romanisation_keys([written, listed])
    return not set(one).isdisjoint(other)


def squeeze(name: str) -> str:
    """Return a folded name without spaces, hyphens, full stops and apostrophes."""
    for separator in _SEPARATORS:
        name = name.replace(separator, "")
    return name


def same_joined(written: str, listed: str) -> bool:
    """Say whether two folded names differ by the marks between their words only."""
    return squeeze(written) == squeeze(listed)


def one_edit(written: str, listed: str) -> EditKind | None:
    """Say whether one name is another with one letter gone wrong.

    Args:
        written: The folded name as it is written.
        listed: The folded name as it should be.

    Returns:
        `slip` for what hands and scanners do and no other name is likely to show: two neighbours exchanged, a look-alike,
        a third letter after two. `double` for a letter doubled or lost from a double, which also parts real names (Anderson,
        Andersson). `other` for any other letter put in, left out or replaced. None if there is more than one such
        difference, or one that makes another word: at the start, or in the ending (Russian, Kuznetsova).
    """
    from rapidfuzz.distance import Postfix, Prefix

    if written == listed or abs(len(written) - len(listed)) > 1:
        return None
    start = Prefix.similarity(written, listed)
    end = Postfix.similarity(written[start:], listed[start:])
    wrong, right = written[start : len(written) - end], listed[start : len(listed) - end]
    before, after = written[start - 1 : start], written[len(written) - end :][:1]
    if not (wrong + right).replace("'", "").isalnum():
        return None
    if (wrong, right) in _confusions():
        return "slip"
    if len(wrong) == len(right) == 2 and wrong == right[::-1]:
        return "slip" if before.isalpha() else None
    if len(wrong) > 1 or len(right) > 1 or not before.isalpha():
        return None
    if not (wrong and right) and (wrong or right) in (before, after):
        return "slip" if 3 * wrong in written and wrong else "double"
    return "other" if written[len(written) - end :][:_ENDING].isalpha() and end >= _ENDING else None


@cache
def _confusions() -> frozenset[tuple[str, str]]:
    pairs = [tuple(pair) for pair in load_rules("romanisation")["confusions"]]
    return frozenset([*pairs, *(pair[::-1] for pair in pairs)])


def look_alikes(written: str) -> list[str]:
    """Return the forms that differ from a folded name by a look-alike which other searches miss.

    Those are look-alikes of two letters, and of the first letter.
    """
    found = []
    for wrong, right in sorted(_confusions()):
        if len(wrong) == len(right) == 1:
            if written.startswith(wrong):
                found.append(right + written[1:])
            continue
        place = written.find(wrong)
        while place >= 0:
            found.append(written[:place] + right + written[place + len(wrong) :])
            place = written.find(wrong, place + 1)
    return found


# The names of the rules, as steps carry them, with how to check one.
SPELLING_RULES: dict[str, Callable[[str, str], object]] = {
    "joined words": same_joined,
    "romanisation": same_romanised,
    "one letter off": one_edit,
}
