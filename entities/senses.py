"""Which of the entities that share a surface form a mention means: what the text says, beside it and elsewhere.

Evidence is counted in log odds and added to the logarithm of the entities' priors: words of an entity's `context` beside the name
or anywhere; entities that these words name, mentioned in whatever form (neighbours); the entity itself named elsewhere by a form
that is its alone. What speaks for a sense at one mention of a form speaks, a little less, at the others: one sense a text.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from entities.calibration import calibrate
from entities.finders.full_names import is_full_name, load_name_rules
from entities.gazetteer.index import fold_context
from entities.local import is_local, local_entity
from entities.model import Alternative, Step
from entities.text.full_names import last_part
from entities.text.tables import load_rules

if TYPE_CHECKING:
    from entities.document import Document
    from entities.gazetteer.index import NameIndex
    from entities.gazetteer.load import Gazetteer
    from entities.model import Candidate, Entity
    from entities.settings import Settings

# Weights of a context word beside the name and anywhere in the text; a word beside the name outweighs a prior of 1 to 7, one
# elsewhere a prior of 1 to 2.
_BESIDE = 2.0
_ANYWHERE = 0.7
# More words of one entity add nothing: a long list of words must not win by its length.
_MOST_WORDS = 2
# A neighbour says less than a word, since it may be in the text for another's sake.
_NEIGHBOUR_BESIDE = 1.0
_NEIGHBOUR_ANYWHERE = 0.4
# What stands right beside a name and fits one kind of thing only (in Austin, Austin said).
_CUE = 2.0
_LONGEST_CUE = 14
# Characters on either side of a full name in which a word of family counts.
_CLAUSE = 20
# An entity that the text also names by a form of its own is almost surely meant by a shared form (one sense a text).
_NAMED_ELSEWHERE = 3.0
# How much of what speaks for a sense at another mention of the form counts at this one.
_ONE_SENSE = 0.7
# A sense whose share is below this, with another in sight, is only the likeliest: the mention is marked ambiguous.
_CLEAR = 0.75


class Reading(NamedTuple):
    """A chosen candidate with its entity.

    Attributes:
        candidate: The candidate.
        entity: The entity chosen.
        form: The listed name of that entity.
        score: Probability of being right.
        alternatives: The other entities that list the form, best first.
        ambiguous: Whether the text leaves open which of them is meant.
        steps: All steps, the choice of the entity included.
    """

    candidate: Candidate
    entity: Entity
    form: str
    score: float
    alternatives: tuple[Alternative, ...]
    ambiguous: bool
    steps: tuple[Step, ...]


class Evidence(NamedTuple):
    """What speaks for an entity at a mention: log odds, and the words and names that say so."""

    weight: float
    reasons: tuple[str, ...]


_NOTHING = Evidence(0.0, ())


class Senses:
    """The senses of the surface forms in one document.

    Args:
        document: The document.
        chosen: The candidates chosen in it, by start.
        gazetteer: The entities.
        index: The same, compiled.
        settings: Options.
    """

    def __init__(
        self,
        document: Document,
        chosen: list[Candidate],
        gazetteer: Gazetteer,
        *,
        index: NameIndex,
        settings: Settings,
    ) -> None:
        self._text = document.text
        self._gazetteer = gazetteer
        self._index = index
        self._window = settings.context_window
        self._counts: dict[str, int] = {}
        # Where each entity stands that is named by a form which is its alone and no ordinary word. A bare surname behind somebody
        # else's full name may be that one's.
        self._words_too = _words_too(gazetteer)
        self._bearers = self._full_names(chosen)
        self._places: dict[str, list[int]] = defaultdict(list)
        open_ones = []
        for item in chosen:
            if len(item.entities) > 1 or self._is_word_too(item) or self._bearer(item) is not None:
                open_ones.append(item)
            else:
                self._places[item.entities[0]].append(item.start)
        self._own = {
            id(item): {
                identifier: self._evidence(gazetteer[identifier], item) for identifier in self._owners(item)
            }
            for item in open_ones
        }
        # The strongest evidence for each entity at any mention of forms that the same entities share.
        self._best: dict[tuple[tuple[str, ...], str], Evidence] = {}
        for item in open_ones:
            for identifier, evidence in self._own[id(item)].items():
                key = (item.entities, identifier)
                self._best[key] = max(self._best.get(key, _NOTHING), evidence)

    def read(self, candidate: Candidate) -> Reading | None:
        """Choose the entity of a candidate.

        Args:
            candidate: A chosen candidate.

        Returns:
            The reading; its score is the candidate's, shared out over the entities by prior and evidence. None if the form
            is an ordinary word too and nothing in the text makes it a name.
        """
        surface = (
            candidate.steps[-1].after if candidate.steps else self._text[candidate.start : candidate.end]
        )
        if id(candidate) in self._own and len(self._own[id(candidate)]) > 1:
            return self._choose(candidate, surface)
        identifier, form = candidate.entities[0], candidate.forms[0]
        score = calibrate(candidate.method, candidate.score)
        if is_local(identifier):
            steps = (*candidate.steps, Step("unlisted", form, surface, identifier))
            return Reading(candidate, local_entity(identifier), form, score, (), ambiguous=False, steps=steps)
        if id(candidate) in self._own and not self._at(candidate, identifier).weight:
            return None
        steps = (*candidate.steps, Step("lookup", form, surface, identifier))
        entity = self._gazetteer[identifier]
        return Reading(candidate, entity, form, score, (), ambiguous=False, steps=steps)

    def _choose(self, candidate: Candidate, surface: str) -> Reading | None:
        forms = dict(zip(candidate.entities, candidate.forms, strict=True))
        weighed = []
        bearer = self._bearer(candidate)
        steps = candidate.steps
        for identifier in self._owners(candidate):
            entity, evidence = self._gazetteer[identifier], self._at(candidate, identifier)
            if evidence.weight or (identifier, forms.get(identifier)) not in self._words_too:
                weighed.append((math.log(entity.prior) + evidence.weight, entity, evidence.reasons))
        if not weighed:
            return None
        weighed.sort(key=lambda item: (-item[0], item[1].id))
        total = sum(math.exp(weight) for weight, _, _ in weighed)
        shares = [math.exp(weight) / total for weight, _, _ in weighed]
        _, best, reasons = weighed[0]
        reason = ",".join(reasons) or f"prior {best.prior:g}"
        if bearer is not None and bearer.entities[0] == best.id:
            full = self._text[bearer.start : bearer.end]
            steps = (*steps, Step("short-form", "before", surface, full), *bearer.steps)
            surface = steps[-1].after
            forms[best.id] = bearer.forms[0]
        lookup = Step("lookup", forms[best.id], surface, best.id)
        choice = Step("choice", reason, " ".join(sorted(self._owners(candidate))), best.id)
        others = tuple(
            Alternative(entity.id, round(candidate.score * share, 4))
            for (_, entity, _), share in zip(weighed[1:], shares[1:], strict=True)
        )
        return Reading(
            candidate,
            best,
            forms[best.id],
            calibrate(candidate.method, candidate.score * shares[0]),
            others,
            ambiguous=shares[0] < _CLEAR,
            steps=(*steps, lookup, choice),
        )

    def _full_names(self, chosen: list[Candidate]) -> dict[str, list[Candidate]]:
        """Return the full names of listed persons in the text by their last parts, in order."""
        found: dict[str, list[Candidate]] = defaultdict(list)
        for item in chosen:
            surface = self._text[item.start : item.end]
            if len(item.entities) > 1 or is_local(item.entities[0]) or not is_full_name(surface):
                continue
            if self._gazetteer[item.entities[0]].type != "PERSON":
                continue
            # The relative of a known person is introduced by a full name, and the bare surname still is the known one's.
            near = self._text[max(0, item.start - _CLAUSE) : item.end + _CLAUSE]
            if not load_name_rules().family.search(near):
                found[last_part(surface)].append(item)
        return found

    def _bearer(self, candidate: Candidate) -> Candidate | None:
        """Return the nearest full name before a bare surname that only somebody else is listed for (亨特·拜登 ... 拜登)."""
        bearers = self._bearers and self._bearers.get(self._text[candidate.start : candidate.end])
        if not bearers or is_local(candidate.entities[0]):
            return None
        number = bisect_left(bearers, candidate.start, key=_start) - 1
        return None if number < 0 or bearers[number].entities[0] in candidate.entities else bearers[number]

    def _owners(self, candidate: Candidate) -> tuple[str, ...]:
        """Return the entities that a candidate may mean."""
        bearer = self._bearer(candidate)
        return candidate.entities if bearer is None else (*candidate.entities, bearer.entities[0])

    def _is_word_too(self, candidate: Candidate) -> bool:
        first = candidate.entities[0]
        return (first, candidate.forms[0]) in self._words_too

    def _at(self, candidate: Candidate, identifier: str) -> Evidence:
        """Return the evidence for an entity at a candidate, with what other mentions of the form add."""
        own = self._own[id(candidate)][identifier]
        best = self._best[candidate.entities, identifier]
        if best.weight <= own.weight:
            return own
        weight = own.weight + _ONE_SENSE * (best.weight - own.weight)
        return Evidence(weight, tuple(dict.fromkeys((*own.reasons, *best.reasons))))

    def _evidence(self, entity: Entity, candidate: Candidate) -> Evidence:
        low = max(0, candidate.start - self._window)
        near = (
            f"{self._text[low : candidate.start]} {self._text[candidate.end : candidate.end + self._window]}"
        )
        context = fold_context(entity)
        words = [word for word in context if word in near][:_MOST_WORDS]
        weight = _BESIDE * len(words)
        if not words:
            words = [word for word in context if self._count(word)][:_MOST_WORDS]
            weight = _ANYWHERE * len(words)
        # A neighbour that a word above has named already says nothing new.
        beside, anywhere = self._neighbours(entity, candidate, "".join(words))
        weight += _NEIGHBOUR_BESIDE * len(beside) + _NEIGHBOUR_ANYWHERE * len(anywhere)
        words += [self._index.labels[identifier] for identifier in (*beside, *anywhere)]
        if cue := self._cue(entity, candidate):
            weight += _CUE
            words.append(cue)
        if entity.id in self._places:
            weight += _NAMED_ELSEWHERE
            words.append(entity.name)
        return Evidence(weight, tuple(words))

    def _cue(self, entity: Entity, candidate: Candidate) -> str:
        """Return what beside a name says that it names a thing of the entity's kind; nothing if all of them are of one kind."""
        cues = _load_cues().get(entity.type)
        if cues is None or len({self._gazetteer[owner].type for owner in self._owners(candidate)}) < 2:
            return ""
        before, after = cues
        if found := before.search(self._text, max(0, candidate.start - _LONGEST_CUE), candidate.start):
            return found[0].strip()
        found = after.match(self._text, candidate.end)
        return found[0].strip() if found else ""

    def _neighbours(self, entity: Entity, candidate: Candidate, said: str) -> tuple[list[str], list[str]]:
        """Return the neighbours of an entity that stand beside a candidate, and those elsewhere; a few of each."""
        beside, anywhere = [], []
        for neighbour, words in neighbours_of(entity, self._index).items():
            places = self._places.get(neighbour)
            if not places or neighbour in candidate.entities or any(word in said for word in words):
                continue
            number = bisect_left(places, candidate.start)
            nearest = places[max(0, number - 1) : number + 1]
            if any(abs(place - candidate.start) <= 2 * self._window for place in nearest):
                beside.append(neighbour)
            else:
                anywhere.append(neighbour)
        return beside[:_MOST_WORDS], anywhere[:_MOST_WORDS]

    def _count(self, word: str) -> int:
        if word not in self._counts:
            self._counts[word] = self._text.count(word)
        return self._counts[word]


def _start(candidate: Candidate) -> int:
    return candidate.start


@cache
def _load_cues() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """Return by type what stands right before a name, and what right after."""
    return {
        kind: (
            re.compile(f"(?:{'|'.join(map(re.escape, sides['before']))})$"),
            re.compile("|".join(map(re.escape, sides["after"]))),
        )
        for kind, sides in load_rules("senses").items()
    }


@lru_cache(maxsize=4)
def _words_too(gazetteer: Gazetteer) -> frozenset[tuple[str, str | None]]:
    """Return the names that are ordinary words, or usually somebody else's, as well: ids and names."""
    return frozenset(
        (entity.id, name.text)
        for entity in gazetteer.entities
        for name in entity.names
        if name.match == "context"
    )


@lru_cache(maxsize=4096)
def neighbours_of(entity: Entity, index: NameIndex) -> dict[str, tuple[str, ...]]:
    """Return the entities that an entity's context words name, each with the words.

    Args:
        entity: An entity.
        index: The compiled gazetteer.

    Returns:
        Words by entity id, sorted; only words whose longest listed name is that of one entity count (乌克兰 in 乌克兰总统).
    """
    found: dict[str, list[str]] = defaultdict(list)
    for word in fold_context(entity):
        longest = max(index.scan(word), key=lambda item: (item.end - item.start, -item.start), default=None)
        if longest is None or longest.end - longest.start < 2 or len(longest.surface.owners) != 1:
            continue
        owner = longest.surface.owners[0]
        if owner != entity.id:
            found[owner].append(word)
    return {owner: tuple(words) for owner, words in sorted(found.items())}
