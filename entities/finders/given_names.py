"""Whether a given name written in Chinese may be that of a listed person."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import LCSseq

from entities.text.fold import fold_text
from entities.text.pinyin import to_syllables
from entities.text.targets import encode_targets, only_letters
from entities.text.transliteration import PRIOR_WEIGHT, REVERSE_WEIGHT, load_model, segment_scores

if TYPE_CHECKING:
    from entities.gazetteer.index import NameIndex

_MEMORY = 20_000
# A given name before a variant must share this much of its syllables with a listed one (米尔 in 弗拉基米尔, 弗拉迪米尔) ...
_GIVEN_ALIKE = 0.6
# ... or, if none is listed, reach this score a character against the English one; set by judgement.
_GIVEN_SCORE = -1.5


@lru_cache(maxsize=_MEMORY)
def given_agrees(given: str, identifier: str, index: NameIndex) -> bool:
    """Say whether a Chinese given name may be that of a person, by its listed spellings or by sound."""
    spoken = to_syllables(given)
    # Between two interpuncts in a row there is nothing.
    if not spoken:
        return False
    known = {
        part for form in index.listed[identifier] if "·" in form for part in fold_text(form).split("·")[:-1]
    }
    if any(
        LCSseq.normalized_similarity(list(spoken), list(to_syllables(part) or ())) >= _GIVEN_ALIKE
        for part in known
    ):
        return True
    words = fold_text(index.labels[identifier]).split()
    if known or len(words) < 2:
        return False
    model = load_model()
    target = encode_targets([(only_letters(words[0]), "")], model)
    scores = segment_scores(given, target, model)
    score = float(scores.forward[0] - PRIOR_WEIGHT * target.prior[0] + REVERSE_WEIGHT * scores.reverse[0])
    return score / len(given) >= _GIVEN_SCORE
