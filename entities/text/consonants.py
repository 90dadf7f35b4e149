"""Names that may sound alike, found fast: by the consonants they share, coarsely, in either script.

Consonants survive what changes vowels and drops weak syllables (k-sh-n in 库什纳, 庫許納 and Kushner), and there are few,
so a list of names is a few lists of numbers.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from entities.text.pinyin import all_readings, split_syllable

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

_CLASSES = "BDFGMNSY"
_OF_INITIAL = {
    "b": "B", "p": "B", "m": "M", "f": "F", "h": "F", "w": "F", "d": "D", "t": "D", "n": "N", "l": "N", "r": "N",
    "g": "G", "k": "G", "j": "G", "q": "G", "x": "S", "s": "S", "z": "S", "c": "S", "zh": "S", "ch": "S", "sh": "S", "y": "Y",
}  # fmt: skip
_OF_LETTER = str.maketrans({
    **dict.fromkeys("bp", "B"), **dict.fromkeys("fvhw", "F"), **dict.fromkeys("dt", "D"), **dict.fromkeys("nlr", "N"),
    **dict.fromkeys("gkq", "G"), **dict.fromkeys("szcxj", "S"), "m": "M", "y": "Y", **dict.fromkeys("aeiou", ""),
})  # fmt: skip
_DOUBLED = re.compile(r"([A-Z])\1+")
# Features are numbers: the first consonant, each consonant, each pair of neighbours, each pair around one between.
_KINDS = 4
_SIZE = len(_CLASSES) + 1
FEATURES = _KINDS * _SIZE * _SIZE


class ConsonantNet:
    """A list of names by their consonants.

    Args:
        latin: Letters of each name, or empty.
        chinese: Folded Chinese form of each, or empty.
    """

    def __init__(self, latin: Sequence[str], chinese: Sequence[str]) -> None:
        import numpy as np

        self._size = len(latin)
        pairs = np.unique(
            np.concatenate(
                [_feature_pairs(_latin_skeletons(latin)), _feature_pairs(_chinese_skeletons(chinese))]
            )
        )
        features = pairs // max(1, self._size)
        self._names = (pairs % max(1, self._size)).astype(np.int32)
        self._starts = np.searchsorted(features, np.arange(FEATURES + 1))
        counts = np.maximum(np.diff(self._starts), 1)
        self._weights = np.log1p(self._size / counts).astype(np.float32)

    def nearest(self, form: str, count: int) -> NDArray[np.int64]:
        """Return the numbers, in order, of the names that share most consonants with a Chinese form.

        Args:
            form: Folded Han characters.
            count: How many at most; the answer does not depend on the order among names that share as much.
        """
        import numpy as np

        scores = np.zeros(self._size, np.float32)
        for feature in np.unique(_feature_pairs(_chinese_skeletons([form]))).tolist():
            names = self._names[self._starts[feature] : self._starts[feature + 1]]
            # Each name stands once under a feature.
            scores[names] += self._weights[feature]
        if self._size > count:
            edge = np.partition(scores, self._size - count)[self._size - count]
            better = np.flatnonzero(scores > edge)
            scores_at_edge = np.flatnonzero(scores == edge)[: count - len(better)] if edge > 0 else better[:0]
            return np.sort(np.concatenate([better, scores_at_edge]))
        return np.flatnonzero(scores > 0)


def _latin_skeletons(names: Sequence[str]) -> str:
    return _DOUBLED.sub(r"\1", "\n".join(names).translate(_OF_LETTER))


def _chinese_skeletons(forms: Sequence[str]) -> str:
    return "\n".join(forms).translate(_initial_classes())


@cache
def _initial_classes() -> dict[int, str]:
    return {
        ord(char): _OF_INITIAL.get(split_syllable(mandarin[0])[0], "") if mandarin else ""
        for char, (mandarin, _) in all_readings().items()
    }


def _feature_pairs(skeletons: str) -> NDArray[np.int64]:
    """Return feature x number of names + name, for every feature of every line."""
    import numpy as np

    codes = np.frombuffer(skeletons.encode("ascii", "replace"), np.uint8)
    lut = np.full(256, -1, np.int64)
    for number, letter in enumerate(_CLASSES, start=1):
        lut[ord(letter)] = number
    lut[ord("\n")] = 0
    values = lut[codes]
    values = values[values >= 0]
    names = np.cumsum(values == 0)
    size = int(names[-1]) + 1 if len(names) else 1
    # A border before the first line, and enough of them after the last.
    around = np.concatenate([[0], values, [0, 0]])
    first, here, after, later = around[:-3], around[1:-2], around[2:-1], around[3:]
    is_here = here > 0
    found = []
    for kind, left, right, wanted in (
        (0, here, np.zeros_like(here), is_here & (first == 0)),
        (1, here, np.zeros_like(here), is_here),
        (2, here, after, is_here & (after > 0)),
        (3, here, later, is_here & (after > 0) & (later > 0)),
    ):
        feature = (kind * _SIZE + left) * _SIZE + right
        found.append((feature * size + names)[wanted])
    return np.concatenate(found)
