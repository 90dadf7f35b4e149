"""How likely an unlisted Chinese form and a listed name are one: features of a pair, and their combination."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from entities.text.pinyin import split_syllable, to_syllables
from entities.text.transliteration import (
    PRIOR_WEIGHT,
    REVERSE_WEIGHT,
    channel_scores,
    segment_scores,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from entities.text.transliteration import Floats, Ranker, SoundModel, Targets

# Weight of the Cantonese channel in the sum that orders candidates before the ranker sees them; chosen on the training
# variants, where it adds 0.015 to the share of right first places.
_CANTONESE_WEIGHT = 0.3
# The ranker looks at this many; the right one is among them for 97 of 100 variants of one held-back fifth.
SHORTLIST = 15
LATIN_FEATURES = 11


class SoundMatch(NamedTuple):
    """A target with the log odds that it is the name meant."""

    target: int
    log_odds: float


@dataclass(frozen=True, slots=True)
class _Scores:
    """All scores of one form against all targets."""

    forward: Floats
    reverse: Floats
    mandarin: Floats
    cantonese: Floats
    total: Floats


def rank(
    form: str, targets: Targets, owners: NDArray[np.int64], model: SoundModel, *, shortlist: int = SHORTLIST
) -> list[SoundMatch]:
    """Rank targets by how likely each is what an unlisted form names.

    Args:
        form: Folded Han characters, all with known readings.
        targets: Listed forms.
        owners: Number of the entity of each target; the margin is taken to the best of another entity.
        model: The model.
        shortlist: How many to look at closely.

    Returns:
        The best targets, best first.
    """
    import numpy as np

    if not len(targets.latin):
        return []
    scores = _score(form, targets, model)
    order = np.argsort(-scores.total, kind="stable")[:shortlist]
    table = features(form, targets, owners, scores, order)
    odds = combine(table, targets, order, model)
    best = np.argsort(-odds, kind="stable")
    return [SoundMatch(int(order[place]), float(odds[place])) for place in best]


def _score(form: str, targets: Targets, model: SoundModel) -> _Scores:
    import numpy as np

    forward, reverse = segment_scores(form, targets, model)
    forward = forward - PRIOR_WEIGHT * targets.prior
    spoken = to_syllables(form) or ()
    mandarin = channel_scores(spoken, targets.mandarin, targets.syllables, model.mandarin)
    cantonese = channel_scores(
        to_syllables(form, "cantonese") or spoken, targets.cantonese, targets.syllables, model.cantonese
    )
    has_latin, has_chinese = targets.letters > 0, targets.syllables > 0
    by_letters = np.where(has_latin, forward + REVERSE_WEIGHT * reverse, 0)
    by_sound = np.where(has_chinese, mandarin + _CANTONESE_WEIGHT * cantonese, 0)
    # One side alone stands in for the other.
    total = by_letters + by_sound
    total = np.where(has_latin & has_chinese, total, 2 * total)
    return _Scores(forward, reverse, mandarin, cantonese, total.astype(np.float32))


def score_all(form: str, targets: Targets, model: SoundModel) -> _Scores:
    """Score a form against all targets; the training script needs it apart from `rank`."""
    return _score(form, targets, model)


def features(
    form: str, targets: Targets, owners: NDArray[np.int64], scores: _Scores, order: NDArray[np.int64]
) -> Floats:
    """Return one row of features for each target in `order`: first those of the Latin form, then those of the Chinese one."""
    import numpy as np

    size = len(form)
    spoken = to_syllables(form) or ()
    forward, reverse = scores.forward[order], scores.reverse[order]
    mandarin, cantonese, total = scores.mandarin[order], scores.cantonese[order], scores.total[order]
    letters = np.maximum(targets.letters[order].astype(np.float32), 1)
    syllables = targets.syllables[order].astype(np.float32)
    margin = _margins(total, owners[order])
    pairs = np.array(
        [_overlap(form, spoken, targets.chinese[number]) for number in order.tolist()], np.float32
    )
    columns = [
        forward,
        reverse,
        forward / size,
        reverse / size,
        forward / letters,
        letters,
        np.full_like(forward, size),
        forward - scores.forward.max(),
        margin,
        total / size,
        margin / size,
        mandarin,
        cantonese,
        mandarin / size,
        cantonese / size,
        syllables,
        np.abs(size - syllables),
        mandarin - scores.mandarin.max(),
        cantonese - scores.cantonese.max(),
        *pairs.T,
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _margins(total: Floats, owners: NDArray[np.int64]) -> Floats:
    """Return for each target its lead over the best target of another entity; the first ones are the best."""
    import numpy as np

    best = total[0] if len(total) else 0
    rival = next((total[place] for place in range(len(total)) if owners[place] != owners[0]), best - 10)
    margins: Floats = np.where(owners == owners[0], total - rival, total - best).astype(np.float32)
    return margins


def _overlap(form: str, spoken: Sequence[str], chinese: str) -> tuple[float, ...]:
    from rapidfuzz.distance import LCSseq

    if not chinese:
        return (0.0,) * 7
    other = to_syllables(chinese) or ("",)
    longest = max(len(form), len(chinese))
    return (
        LCSseq.similarity(form, chinese) / longest,
        LCSseq.similarity(list(spoken), list(other)) / longest,
        float(spoken[0] == other[0]),
        float(split_syllable(spoken[0])[0] == split_syllable(other[0])[0]),
        float(form[-1] == chinese[-1]),
        float(spoken[-1] == other[-1]),
        float(split_syllable(spoken[-1])[0] == split_syllable(other[-1])[0]),
    )


def combine(table: Floats, targets: Targets, order: NDArray[np.int64], model: SoundModel) -> Floats:
    """Return the log odds of each row of features, by the ranker that fits what the target lists."""
    import numpy as np

    has_latin, has_chinese = targets.letters[order] > 0, targets.syllables[order] > 0
    both = _odds(table, model.ranker)
    latin = _odds(table[:, :LATIN_FEATURES], model.latin_ranker)
    chinese = _odds(table[:, LATIN_FEATURES:], model.chinese_ranker)
    result: Floats = np.where(has_latin & has_chinese, both, np.where(has_latin, latin, chinese))
    return result


def _odds(table: Floats, ranker: Ranker) -> Floats:
    import numpy as np

    odds: Floats = ((table - ranker.mean) / ranker.scale @ ranker.weights + ranker.bias).astype(np.float32)
    return odds
