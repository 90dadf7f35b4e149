"""How likely an unlisted Chinese form and a listed name are one: features of a pair, and their combination."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from entities.text.background import background_of
from entities.text.pinyin import split_syllable, to_syllables
from entities.text.spelling import match_syllables, spell
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

    from entities.text.targets import Targets
    from entities.text.transliteration import Floats, Ranker, SoundModel

# Weights in the sum that orders candidates before the ranker sees them, of the Cantonese channel and of the Hong Kong segment
# model; chosen on the training variants, where they add 0.015 and 0.01 to the share of right first places.
_CANTONESE_WEIGHT = 0.3
_HONG_KONG_WEIGHT = 0.7
# The ranker looks at this many: as good as 15 on the training variants (F1 0.721 against 0.724), and half the work.
SHORTLIST = 8
# Names of others that a form is compared with, unless less will do.
RIVALS = 400
# A form whose best sum is below this, a character, is nobody's: of 1,032 pairs of training variants that reach even odds, one is.
_HOPELESS = -8.5
# A name of the background this like the Latin form of a target, 0 to 1, is another spelling of it, not another name.
_SAME_LATIN = 0.85
_COARSE = str.maketrans("yjwc", "iivk")
_DOUBLED = re.compile(r"([a-z])\1+")
_NO_ALIGNMENT = -15.0
# Columns of the table of features: those of the Latin form, of the Chinese one, and of the pair; a target without one form is
# ranked by the rest.
_LATIN_COLUMNS = 21
_CHINESE_COLUMNS = 27
_PAIR_COLUMNS = 9
COLUMNS = {
    "all": slice(0, _LATIN_COLUMNS + _PAIR_COLUMNS + _CHINESE_COLUMNS),
    "latin": slice(0, _LATIN_COLUMNS + _PAIR_COLUMNS),
    "chinese": slice(_LATIN_COLUMNS, _LATIN_COLUMNS + _PAIR_COLUMNS + _CHINESE_COLUMNS),
}


# Columns whose products with one another are features too, counted over all: of the Latin form forward, Hong Kong, lead, lead over
# the background, worst character; margin, total a character, lead over the background (twice), style; of the Chinese form Mandarin,
# its lead, its lead over the background, shared characters, shared syllables, worst syllable. On the training variants the products
# raise recall at precision 0.95 from 0.31 to 0.34.
_CROSSED = (0, 2, 9, 11, 16, 21, 22, 24, 25, 27, 30, 36, 38, 42, 43, 49)
# Further from the mean than this many standard deviations a feature says no more.
_MOST_DEVIATIONS = 5.0


class SoundMatch(NamedTuple):
    """A target with the log odds that it is the name meant."""

    target: int
    log_odds: float


@dataclass(frozen=True, slots=True)
class _Scores:
    """All scores of one form against all targets; the totals are by the Latin form, by the Chinese one, and by what there is."""

    forward: Floats
    reverse: Floats
    hong_kong: Floats
    mandarin: Floats
    cantonese: Floats
    by_letters: Floats
    by_sound: Floats
    total: Floats


class Look(NamedTuple):
    """A first look at the best targets, best first.

    Attributes:
        order: Their numbers.
        odds: Log odds of each by what costs little; infinite for a target with one form only.
        scores: All scores of all targets.
    """

    order: NDArray[np.int64]
    odds: Floats
    scores: _Scores

    def nearest(self, within: float, targets: Targets) -> Look:
        """Return the look without targets further behind the best than some log odds; the first rival of the first one stays."""
        kept = self.odds >= self.odds.max() - within
        owners = targets.owners[self.order]
        kept[0] = True
        kept[(owners != owners[0]).argmax()] = True
        return Look(self.order[kept], self.odds[kept], self.scores)


def rank(
    form: str,
    targets: Targets,
    model: SoundModel,
    *,
    look: Look | None = None,
    rivals: int = RIVALS,
) -> list[SoundMatch]:
    """Rank targets by how likely each is what an unlisted form names.

    Args:
        form: Folded Han characters, all with known readings.
        targets: Listed forms.
        model: The model.
        look: What `first_look` gave for the same; None to look now.
        rivals: How many names of others to compare with.

    Returns:
        The best targets, best first; none if the form is like none of them.
    """
    import numpy as np

    if look is None:
        look = first_look(form, targets, model)
    if not len(look.order):
        return []
    others = background_of(model).nearest(form, rivals)
    table = features(form, targets, look, model=model, others=others)
    odds = combine(table, targets, look.order, model)
    best = np.argsort(-odds, kind="stable")
    return [SoundMatch(int(look.order[place]), float(odds[place])) for place in best]


def first_look(form: str, targets: Targets, model: SoundModel) -> Look:
    """Return the targets that are best by the plain sum of scores; see `rank`."""
    import numpy as np

    scores = _score(form, targets, model)
    order = np.argsort(-scores.total, kind="stable")[:SHORTLIST]
    order = order[scores.total[order] >= _HOPELESS * len(form)]
    if not len(order):
        return Look(order, np.empty(0, np.float32), scores)
    cheap = np.stack(
        [column for part in _cheap_columns(form, targets, order, scores, model) for column in part], axis=1
    )
    ranker = model.first
    odds = (cheap - ranker.mean) / ranker.scale @ ranker.weights + ranker.bias
    both = (targets.letters[order] > 0) & (targets.syllables[order] > 0)
    return Look(order, np.where(both, odds, np.inf).astype(np.float32), scores)


def _score(form: str, targets: Targets, model: SoundModel) -> _Scores:
    import numpy as np

    segments = segment_scores(form, targets, model)
    known = PRIOR_WEIGHT * targets.prior
    forward, reverse, hong_kong = segments.forward - known, segments.reverse, segments.hong_kong - known
    spoken = to_syllables(form) or ()
    mandarin = channel_scores(spoken, targets.mandarin, targets.syllables, model.mandarin)
    cantonese = channel_scores(
        to_syllables(form, "cantonese") or spoken, targets.cantonese, targets.syllables, model.cantonese
    )
    has_latin, has_chinese = targets.letters > 0, targets.syllables > 0
    by_letters = np.where(has_latin, forward + REVERSE_WEIGHT * reverse + _HONG_KONG_WEIGHT * hong_kong, 0)
    by_sound = np.where(has_chinese, mandarin + _CANTONESE_WEIGHT * cantonese, 0)
    # One side alone stands in for the other.
    total = by_letters + by_sound
    total = np.where(has_latin & has_chinese, total, 2 * total).astype(np.float32)
    return _Scores(forward, reverse, hong_kong, mandarin, cantonese, by_letters, by_sound, total)


class _Columns(NamedTuple):
    """Columns of features: of the Latin form, of the pair and of the Chinese form."""

    latin: list[Any]
    pair: list[Any]
    chinese: list[Any]


def _cheap_columns(
    form: str, targets: Targets, order: NDArray[np.int64], scores: _Scores, model: SoundModel
) -> _Columns:
    """Return the features that need no more than the scores."""
    import numpy as np

    size = len(form)
    forward, reverse, hong_kong = scores.forward[order], scores.reverse[order], scores.hong_kong[order]
    mandarin, cantonese, total = scores.mandarin[order], scores.cantonese[order], scores.total[order]
    letters = np.maximum(targets.letters[order].astype(np.float32), 1)
    syllables = targets.syllables[order].astype(np.float32)
    margin = _margins(total, targets.owners[order])
    style = [model.style.get(char, 0.0) for char in form]
    return _Columns(
        latin=[
            forward,
            reverse,
            hong_kong,
            forward / size,
            reverse / size,
            hong_kong / size,
            forward / letters,
            letters,
            np.full_like(forward, size),
            forward - scores.forward.max(),
            hong_kong - scores.hong_kong.max(),
        ],
        pair=[
            margin,
            total / size,
            margin / size,
            *(np.full_like(forward, value) for value in (sum(style) / size, min(style), max(style))),
        ],
        chinese=[
            mandarin,
            cantonese,
            mandarin / size,
            cantonese / size,
            syllables,
            np.abs(size - syllables),
            mandarin - scores.mandarin.max(),
            cantonese - scores.cantonese.max(),
            np.full_like(mandarin, size),
        ],
    )


# The numbers of these features among all columns.
CHEAP = (*range(11), 21, 22, 23, 27, 28, 29, *range(30, 38), 41)


def features(form: str, targets: Targets, look: Look, *, model: SoundModel, others: Targets) -> Floats:
    """Return the table of features of the targets of a look; its columns are those of `COLUMNS`."""
    import numpy as np

    order, scores = look.order, look.scores
    if not len(order):
        return np.empty((0, COLUMNS["chinese"].stop), np.float32)
    size = len(form)
    chosen = targets.take(order)
    forward, reverse, hong_kong = scores.forward[order], scores.reverse[order], scores.hong_kong[order]
    mandarin, cantonese, total = scores.mandarin[order], scores.cantonese[order], scores.total[order]
    cheap = _cheap_columns(form, targets, order, scores, model)
    rivals = _rivals(form, chosen, others, model)
    spelt = np.array([_spelling_features(form, latin, model) for latin in chosen.latin], np.float32)
    heard = np.array([_syllable_features(form, chinese, model) for chinese in chosen.chinese], np.float32)
    latin_columns = [
        *cheap.latin,
        forward - rivals.forward,
        reverse - rivals.reverse,
        hong_kong - rivals.hong_kong,
        np.minimum(forward - rivals.forward, 0),
        np.minimum(hong_kong - rivals.hong_kong, 0),
        *spelt.T,
    ]
    pair_columns = [
        *cheap.pair[:3],
        (total - rivals.total) / size,
        np.minimum(total - rivals.total, 0),
        rivals.same,
        *cheap.pair[3:],
    ]
    chinese_columns = [
        *cheap.chinese[:-1],
        mandarin - rivals.mandarin,
        cantonese - rivals.cantonese,
        np.minimum(mandarin - rivals.mandarin, 0),
        cheap.chinese[-1],
        *heard.T,
    ]
    return np.stack([*latin_columns, *pair_columns, *chinese_columns], axis=1).astype(np.float32)


def _margins(total: Floats, owners: NDArray[np.int64]) -> Floats:
    """Return for each target its lead over the best target of another entity; the first ones are the best."""
    import numpy as np

    best = total[0] if len(total) else 0
    rival = next((total[place] for place in range(len(total)) if owners[place] != owners[0]), best - 10)
    margins: Floats = np.where(owners == owners[0], total - rival, total - best).astype(np.float32)
    return margins


class _Rivals(NamedTuple):
    """The best scores of names of the background, one row for each target; `same` is 1 where one is written as the form is."""

    forward: Floats
    reverse: Floats
    hong_kong: Floats
    mandarin: Floats
    cantonese: Floats
    total: Floats
    same: Floats


def _rivals(form: str, chosen: Targets, others: Targets, model: SoundModel) -> _Rivals:
    """Compare with other people's names; those that are another spelling of the entity's own count for nothing."""
    import numpy as np
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    scores = _score(form, others, model)
    chinese = np.array(others.chinese, dtype=object)
    likeness = Levenshtein.normalized_similarity
    own = process.cdist(_coarsen(chosen.latin), _coarsen(others.latin), scorer=likeness) >= _SAME_LATIN
    own |= np.array(chosen.chinese, dtype=object)[:, None] == chinese[None, :]
    # What is another spelling of one form of an entity is so for its other forms.
    own = (own[:, None, :] & (chosen.owners[:, None] == chosen.owners[None, :])[:, :, None]).any(0)
    both = (chosen.letters > 0) & (chosen.syllables > 0)
    totals = np.where(
        both[:, None],
        scores.total,
        np.where((chosen.letters > 0)[:, None], 2 * scores.by_letters, 2 * scores.by_sound),
    )
    each = (scores.forward, scores.reverse, scores.hong_kong, scores.mandarin, scores.cantonese, totals)
    nothing = -100.0
    best = [np.where(own, nothing, score).max(axis=1, initial=nothing).astype(np.float32) for score in each]
    same = (~own & (chinese == form)[None, :]).any(axis=1).astype(np.float32)
    return _Rivals._make([*best, same])


def _coarsen(names: Sequence[str]) -> list[str]:
    """Return Latin names without what romanisations differ in most (-skyy, -ski, -sky)."""
    return _DOUBLED.sub(r"\1", "\n".join(names).translate(_COARSE)).split("\n") if names else []


def _spelling_features(form: str, latin: str, model: SoundModel) -> tuple[float, ...]:
    """Return what the worst characters cost, how many spell nothing and how many spell many letters."""
    spelt = spell(form, latin, model) if latin else []
    if not spelt:
        return (_NO_ALIGNMENT, _NO_ALIGNMENT, _NO_ALIGNMENT, len(form), 0.0)
    forward = sorted(item.forward for item in spelt)
    return (
        forward[0],
        min(item.reverse for item in spelt),
        forward[1] if len(forward) > 1 else 0.0,
        sum(not item.letters for item in spelt),
        sum(len(item.letters) >= 4 for item in spelt),
    )


def _syllable_features(form: str, chinese: str, model: SoundModel) -> tuple[float, ...]:
    """Return what two Chinese forms share, and what the worst syllables cost."""
    from rapidfuzz.distance import LCSseq

    listed, spoken = to_syllables(chinese), to_syllables(form)
    if not listed or not spoken:
        return (0.0,) * 15
    longest = max(len(form), len(chinese))
    edits = match_syllables(chinese, form, model.mandarin)
    costs = sorted(edit.log_ratio for edit in edits)
    replaced = [edit for edit in edits if edit.listed and edit.spoken]
    return (
        LCSseq.similarity(form, chinese) / longest,
        LCSseq.similarity(spoken, listed) / longest,
        float(spoken[0] == listed[0]),
        float(split_syllable(spoken[0])[0] == split_syllable(listed[0])[0]),
        float(form[-1] == chinese[-1]),
        float(spoken[-1] == listed[-1]),
        float(split_syllable(spoken[-1])[0] == split_syllable(listed[-1])[0]),
        costs[0],
        costs[1] if len(costs) > 1 else 0.0,
        sum(not edit.spoken for edit in edits),
        sum(not edit.listed for edit in edits),
        sum(edit.listed != edit.spoken for edit in replaced),
        min((edit.log_ratio for edit in replaced), default=_NO_ALIGNMENT),
        edits[0].log_ratio,
        edits[-1].log_ratio,
    )


def combine(
    table: Floats, targets: Targets, order: Sequence[int] | NDArray[np.int64], model: SoundModel
) -> Floats:
    """Return the log odds of each row of features, by the ranker that fits what the target lists."""
    import numpy as np

    has_latin, has_chinese = targets.letters[order] > 0, targets.syllables[order] > 0
    both, latin, chinese = (_odds(table[:, COLUMNS[kind]], kind, model.rankers[kind]) for kind in COLUMNS)
    result: Floats = np.where(has_latin & has_chinese, both, np.where(has_latin, latin, chinese))
    return result


def _odds(table: Floats, kind: str, ranker: Ranker) -> Floats:
    import numpy as np

    odds: Floats = (inputs(table, kind, ranker.mean, ranker.scale) @ ranker.weights + ranker.bias).astype(
        np.float32
    )
    return odds


def inputs(table: Floats, kind: str, mean: Floats, scale: Floats) -> Floats:
    """Return what a ranker weighs: the features of a kind of target in standard deviations, and the products of some.

    Args:
        table: Features, rows x columns of the kind.
        kind: A key of `COLUMNS`.
        mean: Mean of each column.
        scale: Standard deviation of each column.
    """
    import numpy as np

    standard = np.clip((table - mean) / scale, -_MOST_DEVIATIONS, _MOST_DEVIATIONS)
    columns = COLUMNS[kind]
    crossed = standard[
        :, [number - columns.start for number in _CROSSED if columns.start <= number < columns.stop]
    ]
    products = [crossed[:, number : number + 1] * crossed[:, number:] for number in range(crossed.shape[1])]
    return np.concatenate([standard, *products], axis=1)
