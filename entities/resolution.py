"""One name on its own to its entity: a column of names, where there is no text around them to help."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from entities.finders.variants import probability, solve_name, sound_index
from entities.text.fold import HAN, fold_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entities.gazetteer.index import NameIndex, Surface
    from entities.gazetteer.load import Gazetteer
    from entities.model import Entity

# No name is longer; what is, is a sentence in the wrong column.
MAX_LENGTH = 200
EXACT_SCORE = 0.99
ABBREVIATION_SCORE = 0.9
_HAN_NAME = re.compile(rf"[{HAN}]+(?:·[{HAN}]+)*")
_LETTER = re.compile(r"[a-z]")
# Edits that still leave a Latin name the same: one in seven letters (Zelenskyy, Zelenskij; Kuleba, Kulebba).
_LATIN_CUTOFF = 86
_LATIN_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name was resolved to.

    Attributes:
        surface: The name as given.
        entity: Id of the entity.
        name: Its preferred English label.
        score: Probability of being right, 0 to 1.
        method: `exact`, `abbreviation`, `variant` or `latin`.
        form: The listed name that it was matched to.
        runner_up: Id of the next best entity, or None.
    """

    surface: str
    entity: str
    name: str
    score: float
    method: str
    form: str
    runner_up: str | None


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Why a name was not resolved: `empty`, `too-long`, `not-a-string`, `not-a-name` or `no-match`; with the best guess, if any."""

    surface: Any
    reason: str
    runner_up: str | None = None


def resolve_surface(
    surface: Any, index: NameIndex, gazetteer: Gazetteer, min_score: float
) -> Resolution | Unresolved:
    """Resolve one name.

    Args:
        surface: The name; anything that is no usable string gives a reason.
        index: The compiled gazetteer.
        gazetteer: The gazetteer.
        min_score: Answers below this probability are not given.
    """
    if not isinstance(surface, str):
        return Unresolved(surface, "not-a-string")
    if len(surface) > MAX_LENGTH:
        return Unresolved(surface, "too-long")
    folded = fold_text(surface.encode("utf-8", "replace").decode("utf-8")).strip(
        " ,.;:!?\"'()[]，。；：！？《》（）【】「」"
    )
    if not folded:
        return Unresolved(surface, "empty")
    listed = _surfaces(index).get(folded)
    if listed is not None and listed.names:
        owners = sorted((entity for entity, _ in listed.names), key=lambda entity: (-entity.prior, entity.id))
        form = dict(zip(listed.owners, listed.forms, strict=True))[owners[0].id]
        score = EXACT_SCORE * owners[0].prior / sum(entity.prior for entity in owners)
        return _answer(surface, owners[0], score, method="exact", form=form, runner_up=_second(owners))
    if shortened := index.abbreviations.get(folded):
        score = ABBREVIATION_SCORE * shortened[0].prior / sum(entity.prior for entity in shortened)
        return _answer(
            surface, shortened[0], score, method="abbreviation", form=folded, runner_up=_second(shortened)
        )
    if _HAN_NAME.fullmatch(folded):
        found = _by_sound(surface, folded, index, gazetteer)
    elif _LETTER.search(folded) and not re.search(f"[{HAN}]", folded):
        found = _by_letters(surface, folded, index, gazetteer)
    else:
        return Unresolved(surface, "not-a-name")
    if isinstance(found, Resolution) and found.score < min_score:
        return Unresolved(surface, "no-match", found.entity)
    return found


def _second(owners: Sequence[Entity]) -> str | None:
    return owners[1].id if len(owners) > 1 else None


def _answer(
    surface: str, entity: Entity, score: float, *, method: str, form: str, runner_up: str | None
) -> Resolution:
    return Resolution(surface, entity.id, entity.name, round(score, 4), method, form, runner_up)


def _by_sound(surface: str, folded: str, index: NameIndex, gazetteer: Gazetteer) -> Resolution | Unresolved:
    if len(folded.replace("·", "")) < 2:
        return Unresolved(surface, "no-match")
    solution = solve_name(folded, index, sound_index(index))
    if solution is None:
        return Unresolved(surface, "no-match")
    score = probability(solution.log_odds)
    return _answer(
        surface,
        gazetteer[solution.entity],
        score,
        method="variant",
        form=solution.form,
        runner_up=solution.runner_up or None,
    )


def _by_letters(surface: str, folded: str, index: NameIndex, gazetteer: Gazetteer) -> Resolution | Unresolved:
    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    if len(folded) < _LATIN_LENGTH:
        return Unresolved(surface, "no-match")
    names = _latin_names(index)
    hits = process.extract(
        folded, names, scorer=Indel.normalized_similarity, score_cutoff=_LATIN_CUTOFF / 100, limit=5
    )
    if not hits:
        return Unresolved(surface, "no-match")
    owners: dict[str, tuple[float, str]] = {}
    for name, similarity, _ in hits:
        for owner, form in zip(_surfaces(index)[name].owners, _surfaces(index)[name].forms, strict=True):
            owners.setdefault(owner, (similarity, form))
    (best, (similarity, form)), *others = sorted(owners.items(), key=lambda item: (-item[1][0], item[0]))
    runner_up = others[0][0] if others else None
    return _answer(surface, gazetteer[best], similarity, method="latin", form=form, runner_up=runner_up)


@lru_cache(maxsize=4)
def _surfaces(index: NameIndex) -> dict[str, Surface]:
    return {surface.text: surface for surface in index.surfaces}


@lru_cache(maxsize=4)
def _latin_names(index: NameIndex) -> list[str]:
    return [surface.text for surface in index.surfaces if surface.script == "latin"]
