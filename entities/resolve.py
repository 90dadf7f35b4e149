"""Candidates to mentions: the best reading without overlaps, and for shared surface forms the best entity."""

from __future__ import annotations

import math
from bisect import bisect_left
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from entities.model import Alternative, Step
from entities.text.fold import fold_many

if TYPE_CHECKING:
    from entities.document import Document
    from entities.gazetteer.load import Gazetteer
    from entities.model import Candidate, Entity
    from entities.settings import Settings

# Between readings of one stretch, a name counts a little more than its parts together (乌克兰国防部 over 乌克兰),
# so that the longest listed name wins; scores still decide between names of one length.
_LENGTH_BONUS = 0.25
# Weights of a context word beside the name and anywhere in the text, in units of log odds; a word beside the name
# outweighs a prior of 1 to 7, one elsewhere a prior of 1 to 2.
_BESIDE = 2.0
_ANYWHERE = 0.7
# More words of one entity add nothing: a long list of words must not win by its length.
_MOST_WORDS = 2
# An entity that the text also names by a form of its own is almost surely meant by a shared form (one sense a text).
_NAMED_ELSEWHERE = 3.0


class Reading(NamedTuple):
    """A chosen candidate with its entity.

    Attributes:
        candidate: The candidate.
        entity: The entity chosen.
        form: The listed name of that entity.
        score: Probability of being right.
        alternatives: The other entities that list the form, best first.
        steps: All steps, the choice of the entity included.
    """

    candidate: Candidate
    entity: Entity
    form: str
    score: float
    alternatives: tuple[Alternative, ...]
    steps: tuple[Step, ...]


def choose_spans(candidates: list[Candidate]) -> tuple[list[Candidate], list[tuple[Candidate, Candidate]]]:
    """Choose the best-scoring set of candidates that do not overlap.

    Args:
        candidates: All candidates of a document, in any order.

    Returns:
        The chosen ones by start, and each other one with a chosen one that it overlaps.
    """
    ordered = sorted(candidates, key=_by_place)
    if all(left.end <= right.start for left, right in pairwise(ordered)):
        return ordered, []
    best: dict[tuple[int, int], Candidate] = {}
    for candidate in sorted(candidates, key=_rank):
        best.setdefault((candidate.start, candidate.end), candidate)
    items = sorted(best.values(), key=lambda item: (item.start, -item.end))
    starts = [item.start for item in items]
    # value[i] is the best total of items[i:]; an earlier, longer name wins a draw.
    value = [0.0] * (len(items) + 1)
    taken = [False] * len(items)
    following = [bisect_left(starts, item.end) for item in items]
    for index in range(len(items) - 1, -1, -1):
        with_it = _weight(items[index]) + value[following[index]]
        taken[index] = with_it >= value[index + 1]
        value[index] = max(with_it, value[index + 1])
    chosen: list[Candidate] = []
    index = 0
    while index < len(items):
        if taken[index]:
            chosen.append(items[index])
            index = following[index]
        else:
            index += 1
    return chosen, _losers(items, chosen)


def _by_place(candidate: Candidate) -> int:
    return candidate.start


def _rank(candidate: Candidate) -> tuple[float, str, tuple[str, ...]]:
    return -candidate.score, candidate.method, candidate.entities


def _weight(candidate: Candidate) -> float:
    length = candidate.end - candidate.start
    return candidate.score * (length + _LENGTH_BONUS * (length - 1))


def _losers(items: list[Candidate], chosen: list[Candidate]) -> list[tuple[Candidate, Candidate]]:
    ends = [item.end for item in chosen]
    kept = {id(item) for item in chosen}
    pairs = []
    for item in items:
        if id(item) not in kept:
            index = bisect_left(ends, item.start + 1)
            if index < len(chosen) and chosen[index].start < item.end:
                pairs.append((item, chosen[index]))
    return pairs


class Chooser:
    """Chooses between entities that share a surface form, within one document."""

    def __init__(
        self, document: Document, chosen: list[Candidate], gazetteer: Gazetteer, settings: Settings
    ) -> None:
        self._text = document.text
        self._certain = {item.entities[0] for item in chosen if len(item.entities) == 1}
        self._gazetteer = gazetteer
        self._window = settings.context_window
        self._counts: dict[str, int] = {}

    def read(self, candidate: Candidate) -> Reading:
        """Choose the entity of a candidate.

        Args:
            candidate: A chosen candidate.

        Returns:
            The reading; its score is the candidate's, shared out over the entities by prior and context.
        """
        surface = self._surface(candidate)
        if len(candidate.entities) == 1:
            identifier, form = candidate.entities[0], candidate.forms[0]
            steps = (*candidate.steps, Step("lookup", form, surface, identifier))
            return Reading(candidate, self._gazetteer[identifier], form, candidate.score, (), steps)
        forms = dict(zip(candidate.entities, candidate.forms, strict=True))
        weighed = []
        for identifier in candidate.entities:
            entity = self._gazetteer[identifier]
            evidence, words = self._evidence(entity, candidate)
            weighed.append((math.log(entity.prior) + evidence, entity, words))
        weighed.sort(key=lambda item: (-item[0], item[1].id))
        total = sum(math.exp(weight) for weight, _, _ in weighed)
        scores = [candidate.score * math.exp(weight) / total for weight, _, _ in weighed]
        best = weighed[0][1]
        reason = ",".join(weighed[0][2]) or f"prior {best.prior:g}"
        lookup = Step("lookup", forms[best.id], surface, best.id)
        choice = Step("choice", reason, " ".join(sorted(candidate.entities)), best.id)
        others = tuple(
            Alternative(entity.id, round(score, 4))
            for (_, entity, _), score in zip(weighed[1:], scores[1:], strict=True)
        )
        return Reading(candidate, best, forms[best.id], scores[0], others, (*candidate.steps, lookup, choice))

    def _surface(self, candidate: Candidate) -> str:
        if candidate.steps:
            return candidate.steps[-1].after
        return self._text[candidate.start : candidate.end]

    def _evidence(self, entity: Entity, candidate: Candidate) -> tuple[float, list[str]]:
        low = max(0, candidate.start - self._window)
        near = (
            f"{self._text[low : candidate.start]} {self._text[candidate.end : candidate.end + self._window]}"
        )
        context = _fold_context(entity)
        beside = [word for word in context if word in near][:_MOST_WORDS]
        weight, words = _BESIDE * len(beside), beside
        if not beside:
            words = [word for word in context if self._count(word)][:_MOST_WORDS]
            weight = _ANYWHERE * len(words)
        if entity.id in self._certain:
            return weight + _NAMED_ELSEWHERE, [*words, entity.name]
        return weight, words

    def _count(self, word: str) -> int:
        if word not in self._counts:
            self._counts[word] = self._text.count(word)
        return self._counts[word]


@lru_cache(maxsize=4096)
def _fold_context(entity: Entity) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold_many(entity.context)))
