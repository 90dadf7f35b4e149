"""Whether two names that stand side by side may be one: by sound across scripts, by characters or letters within one.

Lenient on purpose: a gloss has already said that they are one, and these only have to tell that from a bracket that
adds something else (乌克兰（Part One）, 普京（Li Wei）).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from entities.text.pinyin import split_syllable, to_syllables

if TYPE_CHECKING:
    from collections.abc import Iterable

# Share of what one name has that the other must have in the same order; all three by judgement, checked on the cases in
# tests/cases/glosses.
_CONSONANTS_SHARED = 0.7
_SYLLABLES_SHARED = 0.6
_LETTERS_SHARED = 0.6
# Letters that count as a word of two bodies' names in common.
_WORD_SHARED = 4
_CHINESE = {
    "b": "P", "p": "P", "m": "M", "f": "F", "h": "F", "w": "F", "d": "T", "t": "T", "n": "N", "l": "L", "r": "L",
    "g": "K", "k": "K", "j": "S", "q": "S", "x": "S", "s": "S", "z": "S", "c": "S", "zh": "S", "ch": "S", "sh": "S",
}  # fmt: skip
# Soft letters first, so that Chinese j q x meet g and k before e and i, and c sounds as it is spoken.
_SOFT = re.compile(r"ch|sh|zh|ts|cz|sz|[jzsx]|[cgk](?=[eiy])|th(?=[aeiou]?[^aeiou]*$)")
_HARD = str.maketrans({
    **dict.fromkeys("bp", "P"), **dict.fromkeys("fvhw", "F"), **dict.fromkeys("dt", "T"), **dict.fromkeys("lr", "L"),
    **dict.fromkeys("gkqc", "K"), "m": "M", "n": "N", **dict.fromkeys("aeiouy", ""),
})  # fmt: skip
_WORD = re.compile(r"[a-z\u00df-\u024f]+")


def sounds_like(chinese: str, latin: Iterable[str]) -> bool:
    """Say whether a Chinese form may spell one of some Latin names or a part of one.

    Args:
        chinese: Folded Han characters.
        latin: Folded Latin names.
    """
    spoken = to_syllables(chinese.replace("·", ""))
    if not spoken:
        return False
    heard = "".join(_CHINESE.get(split_syllable(syllable)[0], "") for syllable in spoken)
    opens = _CHINESE.get(split_syllable(spoken[0])[0], "")
    for name in latin:
        words = _WORD.findall(name)
        # 习近平 and Lee Hsien Loong are written in letters by their syllables.
        if "".join(spoken) in {"".join(words), "".join([*words[1:], *words[:1]])}:
            return True
        if any(_heard_in(heard, opens, "".join(words[place:])) for place in range(len(words))):
            return True
    return False


def _heard_in(heard: str, opens: str, latin: str) -> bool:
    from rapidfuzz.distance import LCSseq

    hard, soft = _skeletons(latin)
    for written in (hard, soft):
        # A syllable without a consonant stands for a vowel or a sound that Chinese lacks at the start.
        starts = written.startswith(opens) if opens else latin[:1] in "aeiouywhvg"
        if starts and heard and LCSseq.similarity(heard, written) >= _CONSONANTS_SHARED * len(heard):
            return True
    return False


@lru_cache(maxsize=1024)
def _skeletons(latin: str) -> tuple[str, str]:
    """Return the consonants of a Latin name, with every letter hard and with soft ones where they may be."""
    hard = re.sub(r"[jzsx]", "S", latin).translate(_HARD)
    return hard, _SOFT.sub("S", latin).translate(_HARD)


def written_alike(chinese: str, other: str) -> bool:
    """Say whether two Chinese forms share enough of their characters or syllables to be spellings of one name."""
    from rapidfuzz.distance import LCSseq

    if LCSseq.normalized_similarity(chinese, other) >= _SYLLABLES_SHARED:
        return True
    spoken, heard = to_syllables(chinese), to_syllables(other)
    return bool(spoken and heard) and (
        LCSseq.normalized_similarity(list(spoken or ()), list(heard or ())) >= _SYLLABLES_SHARED
    )


def spelt_alike(latin: str, other: str) -> bool:
    """Say whether two Latin forms begin alike and share enough of their letters to be spellings of one name."""
    from rapidfuzz.distance import LCSseq

    return latin[:1] == other[:1] and LCSseq.normalized_similarity(latin, other) >= _LETTERS_SHARED


def shares_word(latin: str, names: Iterable[str]) -> bool:
    """Say whether a Latin name has a longer word in common with one of some others."""
    words = {word for word in _WORD.findall(latin) if len(word) >= _WORD_SHARED}
    return any(not words.isdisjoint(_WORD.findall(name)) for name in names)


def stands_for(acronym: str, names: Iterable[str]) -> bool:
    """Say whether the letters of an acronym can be those of one of some Latin names, the first ones of words first.

    Args:
        acronym: Folded letters.
        names: Folded Latin names.
    """
    letters = "".join(_WORD.findall(acronym))
    return any(_initials_in(letters, _WORD.findall(name)) for name in names)


def _initials_in(letters: str, words: list[str]) -> bool:
    place = 0
    for word in words:
        if place < len(letters) and word[0] == letters[place]:
            place += 1
    # Small words may be left out and one letter may come from inside a word or from another language.
    return place > 0 and words[:1] != [] and place >= len(letters) - (1 if len(letters) > 2 else 0)
