"""Which letters each character of a Chinese form spells, and which syllable of a listed form each stands for.

The best single alignment of each kind, with the cost of every step; the worst step tells a name that is misspelt evenly from
one that is right but for one syllable, and `explain` shows them all.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from entities.text.pinyin import to_syllables
from entities.text.transliteration import LONGEST_CHUNK, REVERSE_WEIGHT

if TYPE_CHECKING:
    from entities.text.transliteration import Channel, SoundModel

_IMPOSSIBLE = -1e9
_FLOOR = 1e-12


class SpelledCharacter(NamedTuple):
    """A character, the letters it spells, and the log probabilities of these given it and of it given these."""

    char: str
    letters: str
    forward: float
    reverse: float


class SyllableEdit(NamedTuple):
    """A syllable of a listed form and the one that stands for it.

    Attributes:
        listed: Mandarin syllable of the listed form; empty if one was put in.
        spoken: Mandarin syllable of the other form; empty if one was dropped.
        cost: -log P(edit).
        log_ratio: log P(edit) - log P(syllable by chance).
    """

    listed: str
    spoken: str
    cost: float
    log_ratio: float


def spell(form: str, latin: str, model: SoundModel) -> list[SpelledCharacter]:
    """Align a Chinese form with the letters of a Latin name.

    Args:
        form: Folded Han characters.
        latin: Letters, see `only_letters`.
        model: The model.

    Returns:
        One item a character; empty if the name has more letters than the characters can spell.
    """
    size = len(latin)
    best = [_IMPOSSIBLE] * (size + 1)
    best[0] = 0.0
    back: list[list[tuple[int, float, float] | None]] = []
    for char in form:
        row = model.row(char)
        forward, reverse = model.forward[row], model.reverse[row]
        following = [_IMPOSSIBLE] * (size + 1)
        came: list[tuple[int, float, float] | None] = [None] * (size + 1)
        for start in range(size + 1):
            if best[start] == _IMPOSSIBLE:
                continue
            for end in range(start, min(start + LONGEST_CHUNK, size) + 1):
                chunk = model.chunks.get(latin[start:end], 1)
                ahead, behind = math.log(forward[chunk] + _FLOOR), math.log(reverse[chunk] + _FLOOR)
                value = best[start] + ahead + REVERSE_WEIGHT * behind
                if value > following[end]:
                    following[end], came[end] = value, (start, ahead, behind)
        best = following
        back.append(came)
    if best[size] == _IMPOSSIBLE:
        return []
    found = []
    end = size
    for char, came in zip(reversed(form), reversed(back), strict=True):
        step = came[end]
        if step is None:
            return []
        found.append(SpelledCharacter(char, latin[step[0] : end], step[1], step[2]))
        end = step[0]
    return found[::-1]


def match_syllables(chinese: str, form: str, channel: Channel) -> list[SyllableEdit]:
    """Align the Mandarin syllables of a listed form with those of another form.

    Args:
        chinese: The listed form, folded.
        form: The other form, folded.
        channel: The confusion model.

    Returns:
        The edits in order; empty if a character has no reading.
    """
    import numpy as np

    listed, spoken = to_syllables(chinese), to_syllables(form)
    if listed is None or spoken is None:
        return []
    rows = [channel.rows.get(syllable, len(channel.rows)) for syllable in listed]
    columns = [channel.columns.get(syllable, len(channel.columns)) for syllable in spoken]
    chance = np.log(channel.prior[columns])
    kept = (1 - channel.deletion[rows])[:, None] * channel.substitution[np.ix_(rows, columns)]
    replaced = (np.log(kept + _FLOOR) - chance).tolist()
    dropped = np.log(channel.deletion[rows] + _FLOOR).tolist()
    added = (np.log(channel.insertion[columns] + _FLOOR) - chance).tolist()
    values = [[_IMPOSSIBLE] * (len(columns) + 1) for _ in range(len(rows) + 1)]
    came = [[(0, 0, 0.0)] * (len(columns) + 1) for _ in range(len(rows) + 1)]
    values[0][0] = 0.0
    for i in range(len(rows) + 1):
        for j in range(len(columns) + 1):
            steps = []
            if i and j:
                steps.append((1, 1, replaced[i - 1][j - 1]))
            if i:
                steps.append((1, 0, dropped[i - 1]))
            if j:
                steps.append((0, 1, added[j - 1]))
            for up, left, ratio in steps:
                value = values[i - up][j - left] + ratio
                if value > values[i][j]:
                    values[i][j], came[i][j] = value, (up, left, ratio)
    found = []
    i, j = len(rows), len(columns)
    while i or j:
        up, left, ratio = came[i][j]
        by_chance = float(chance[j - 1]) if left else 0.0
        edit = SyllableEdit(
            listed[i - 1] if up else "", spoken[j - 1] if left else "", -ratio - by_chance, ratio
        )
        found.append(edit)
        i, j = i - up, j - left
    return found[::-1]
