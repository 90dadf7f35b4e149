"""Who is mentioned together: counts that merge, and measures of association.

A *unit* is a document, paragraph, sentence or window; an entity is present in a unit once however often it is named
there, and a pair counts once a unit. With N units that hold any entity, n_a and n_b that hold each, and n_ab that hold
both:

- NPMI = ln(n_ab N / (n_a n_b)) / -ln(n_ab / N), from -1 to 1 (Bouma 2009, "Normalized (pointwise) mutual information
  in collocation extraction");
- log-likelihood G2 = 2 sum O ln(O / E) over the four cells of the 2 x 2 table (Dunning 1993, "Accurate methods for
  the statistics of surprise and coincidence").
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

from entities.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Protocol

    from entities.model import ZoneLabel

    class CountedMention(Protocol):
        """What counting needs of a mention."""

        @property
        def entity(self) -> str:
            """Id of its entity."""

        @property
        def start(self) -> int:
            """Its first character in the raw text."""

        @property
        def zone(self) -> ZoneLabel:
            """Part of the page that it stands in."""

        @property
        def paragraph(self) -> int:
            """Number of its paragraph in the document."""

        @property
        def sentence(self) -> int:
            """Number of its sentence in the document."""

    class CountedText(Protocol):
        """What counting needs of an annotation."""

        @property
        def mentions(self) -> Sequence[CountedMention]:
            """Its mentions in order of `start`."""


UnitKind = Literal["document", "paragraph", "sentence", "window"]
# Bylines name the reporters and boilerplate other stories; neither says who is in the news together.
DEFAULT_ZONES: tuple[ZoneLabel, ...] = ("title", "body", "caption")
_UNIT = re.compile(r"(document|paragraph|sentence)|window:([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Unit:
    """What counts as together.

    Attributes:
        kind: `document`, `paragraph`, `sentence` or `window`.
        size: Length of a window in characters of the raw text; 0 for the others.
    """

    kind: UnitKind
    size: int = 0

    @classmethod
    def parse(cls, text: str) -> Unit:
        """Read `document`, `paragraph`, `sentence` or `window:N`.

        Raises:
            SettingsError: It is none of these.
        """
        match = _UNIT.fullmatch(text)
        if match is None:
            raise SettingsError(
                f"unit is `{text}`; expected document, paragraph, sentence or window:N with N characters, such as window:100."
            )
        if match[2]:
            return cls("window", int(match[2]))
        return cls(match[1])  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class EntityCount:
    """How often an entity is mentioned: mentions, units and documents that hold it."""

    entity: str
    mentions: int
    units: int
    documents: int


@dataclass(frozen=True, slots=True)
class PairCount:
    """How often two entities are mentioned together.

    Attributes:
        first: Id of the entity that sorts first.
        second: Id of the other.
        units: Units that hold both.
        documents: Documents with at least one such unit.
        expected: Units expected if the two were independent: n_a n_b / N.
        npmi: Normalised pointwise mutual information, -1 to 1.
        log_likelihood: G2 of the 2 x 2 table, 0 or more.
    """

    first: str
    second: str
    units: int
    documents: int
    expected: float
    npmi: float
    log_likelihood: float


@dataclass(slots=True)
class Counts:
    """Counts of mentions and co-mentions; counting parts and merging them equals counting all at once.

    Attributes:
        unit: What counts as together.
        documents: Number of documents counted.
        units: Number of units with at least one mention.
        mentions: Mentions by entity.
        entity_units: Units by entity.
        entity_documents: Documents by entity.
        pair_units: Units by pair of entity ids, smaller id first.
        pair_documents: Documents by pair.
    """

    unit: Unit
    documents: int = 0
    units: int = 0
    mentions: Counter[str] = field(default_factory=Counter)
    entity_units: Counter[str] = field(default_factory=Counter)
    entity_documents: Counter[str] = field(default_factory=Counter)
    pair_units: Counter[tuple[str, str]] = field(default_factory=Counter)
    pair_documents: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, mentions: Sequence[CountedMention], zones: frozenset[str]) -> None:
        """Count one document.

        Args:
            mentions: Its mentions in order of `start`.
            zones: Zones whose mentions count.
        """
        kept = [mention for mention in mentions if mention.zone in zones]
        self.documents += 1
        self.mentions.update(mention.entity for mention in kept)
        self.entity_documents.update({mention.entity for mention in kept})
        pairs: set[tuple[str, str]] = set()
        for group in _group(kept, self.unit):
            self.units += 1
            self.entity_units.update(group)
            together = list(combinations(sorted(group), 2))
            self.pair_units.update(together)
            pairs.update(together)
        self.pair_documents.update(pairs)

    def merge(self, other: Counts) -> None:
        """Add the counts of another part of the collection.

        Raises:
            SettingsError: The two were counted over different units.
        """
        if other.unit != self.unit:
            raise SettingsError("counts over different units can't be merged; count both over one unit.")
        self.documents += other.documents
        self.units += other.units
        for mine, theirs in (
            (self.mentions, other.mentions),
            (self.entity_units, other.entity_units),
            (self.entity_documents, other.entity_documents),
        ):
            mine.update(theirs)
        self.pair_units.update(other.pair_units)
        self.pair_documents.update(other.pair_documents)

    def entities(self, min_count: int = 1) -> list[EntityCount]:
        """Return entities with at least `min_count` mentions, most mentioned first."""
        rows = [
            EntityCount(key, count, self.entity_units[key], self.entity_documents[key])
            for key, count in self.mentions.items()
            if count >= min_count
        ]
        return sorted(rows, key=lambda row: (-row.mentions, row.entity))

    def pairs(self, min_count: int = 1) -> list[PairCount]:
        """Return pairs that share at least `min_count` units, most frequent first."""
        rows = [self._measure(pair, count) for pair, count in self.pair_units.items() if count >= min_count]
        return sorted(rows, key=lambda row: (-row.units, -row.log_likelihood, row.first, row.second))

    def _measure(self, pair: tuple[str, str], together: int) -> PairCount:
        first, second = self.entity_units[pair[0]], self.entity_units[pair[1]]
        return PairCount(
            *pair,
            units=together,
            documents=self.pair_documents[pair],
            expected=first * second / self.units,
            npmi=npmi(together, first, second, self.units),
            log_likelihood=log_likelihood(together, first, second, self.units),
        )


def _group(mentions: Sequence[CountedMention], unit: Unit) -> Iterator[set[str]]:
    """Yield the entities of each unit that has any."""
    if unit.kind == "window":
        yield from _windows(mentions, unit.size)
        return
    number_of = attrgetter(unit.kind) if unit.kind != "document" else lambda _: 0
    groups: dict[int, set[str]] = {}
    for mention in mentions:
        groups.setdefault(number_of(mention), set()).add(mention.entity)
    yield from groups.values()


def _windows(mentions: Sequence[CountedMention], size: int) -> Iterator[set[str]]:
    """Yield one window from the start of each mention; another within fewer than `size` characters is in it."""
    ordered = sorted(mentions, key=lambda mention: mention.start)
    end = 0
    inside: Counter[str] = Counter()
    for mention in ordered:
        while end < len(ordered) and ordered[end].start - mention.start < size:
            inside[ordered[end].entity] += 1
            end += 1
        yield set(inside)
        inside[mention.entity] -= 1
        if not inside[mention.entity]:
            del inside[mention.entity]


def count_comentions(
    annotations: Iterable[CountedText],
    *,
    unit: str | Unit = "sentence",
    zones: Iterable[ZoneLabel] = DEFAULT_ZONES,
) -> Counts:
    """Count mentions and co-mentions.

    Entities of one document (`local:NAME`, on request only) are counted by their ids like all others: one name in two
    documents is one entity. `entities count` leaves them out unless told otherwise.

    Args:
        annotations: Annotations, as they come; nothing of them is kept.
        unit: `document`, `paragraph`, `sentence` or `window:N` with N characters of raw text.
        zones: Zones whose mentions count.

    Returns:
        The counts, with measures on request.

    Raises:
        SettingsError: The unit is not known.
    """
    counts = Counts(unit if isinstance(unit, Unit) else Unit.parse(unit))
    wanted = frozenset(zones)
    for annotation in annotations:
        counts.add(annotation.mentions, wanted)
    return counts


def npmi(together: int, first: int, second: int, total: int) -> float:
    """Return normalised pointwise mutual information (Bouma 2009).

    Args:
        together: Units that hold both.
        first: Units that hold the first.
        second: Units that hold the second.
        total: All units.

    Returns:
        -1 (never together) to 1 (only together); 1 if both are in every unit.
    """
    if together == 0:
        return -1.0
    if together == total:
        return 1.0
    return math.log(together * total / (first * second)) / -math.log(together / total)


def log_likelihood(together: int, first: int, second: int, total: int) -> float:
    """Return the log-likelihood ratio G2 of a 2 x 2 table (Dunning 1993).

    Args:
        together: Units that hold both.
        first: Units that hold the first.
        second: Units that hold the second.
        total: All units.

    Returns:
        0 or more; 3.84 is significant at 5 % for one pair tested on its own.
    """
    observed = (together, first - together, second - together, total - first - second + together)
    rows, columns = (first, total - first), (second, total - second)
    expected = (
        rows[0] * columns[0] / total,
        rows[0] * columns[1] / total,
        rows[1] * columns[0] / total,
        rows[1] * columns[1] / total,
    )
    terms = (o * math.log(o / e) for o, e in zip(observed, expected, strict=True) if o > 0)
    return max(0.0, 2 * math.fsum(terms))
