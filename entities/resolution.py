"""One name on its own to its entity: a column of names, where there is no text around them to help."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from entities.finders.latin_variants import (
    SCORES,
    SLIP_IN_COLUMN,
    closest_spellings,
    find_spellings,
    spelling_index,
)
from entities.finders.variants import probability, solve_name, sound_index
from entities.text.fold import HAN, fold_text
from entities.text.romanisation import romanisation_keys

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
# What is left of the score of a Latin spelling that in running text something would have to bear out; by judgement.
UNSURE = 0.6


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
    """Why a name was not resolved, with the best guess, if any.

    The reason is `empty`, `too-long`, `not-a-string`, `not-a-name`, `no-match`, or `ambiguous` where several entities list the
    name and none stands out.
    """

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
    listed = _by_list(surface, folded, index)
    if listed is not None:
        if listed.score >= min_score:
            return listed
        return Unresolved(surface, "ambiguous" if listed.runner_up else "no-match", listed.entity)
    if _HAN_NAME.fullmatch(folded):
        found = _by_sound(surface, folded, index, gazetteer)
    elif _LETTER.search(folded) and not re.search(f"[{HAN}]", folded):
        found = _by_letters(surface, folded, index)
    else:
        return Unresolved(surface, "not-a-name")
    if isinstance(found, Resolution) and found.score < min_score:
        return Unresolved(surface, "no-match", found.entity)
    return found


def _by_list(surface: str, folded: str, index: NameIndex) -> Resolution | None:
    listed = _surfaces(index).get(folded)
    if listed is not None and listed.names:
        # Who has the name only where a text says so does not stand in the way of who has it everywhere.
        names = [item for item in listed.names if item[1].match != "context"] or listed.names
        owners = sorted((entity for entity, _ in names), key=lambda entity: (-entity.prior, entity.id))
        form = dict(zip(listed.owners, listed.forms, strict=True))[owners[0].id]
        score = EXACT_SCORE * owners[0].prior / sum(entity.prior for entity in owners)
        return _answer(surface, owners[0], score, method="exact", form=form, runner_up=_second(owners))
    if shortened := index.abbreviations.get(folded):
        score = ABBREVIATION_SCORE * shortened[0].prior / sum(entity.prior for entity in shortened)
        return _answer(
            surface, shortened[0], score, method="abbreviation", form=folded, runner_up=_second(shortened)
        )
    return None


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


def _by_letters(surface: str, folded: str, index: NameIndex) -> Resolution | Unresolved:
    (keys,) = romanisation_keys([folded])
    likely = find_spellings(folded, keys, spelling_index(index), shortest_slip=SLIP_IN_COLUMN)
    closest = closest_spellings(likely)
    if len(closest) != 1:
        return Unresolved(surface, "no-match", closest[0].surface.owners[0] if closest else None)
    spelling = closest[0]
    owners = sorted(
        (entity for entity, _ in spelling.surface.names), key=lambda entity: (-entity.prior, entity.id)
    )
    form = dict(zip(spelling.surface.owners, spelling.surface.forms, strict=True))[owners[0].id]
    score = SCORES[spelling.rule] * (1 if spelling.sure else UNSURE)
    score *= owners[0].prior / sum(entity.prior for entity in owners)
    return _answer(surface, owners[0], score, method="latin", form=form, runner_up=_second(owners))


@lru_cache(maxsize=4)
def _surfaces(index: NameIndex) -> dict[str, Surface]:
    return {surface.text: surface for surface in index.surfaces}
