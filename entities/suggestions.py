"""Unlisted names that texts explain, collected over documents for the curator of a gazetteer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from entities.text.fold import fold_text

if TYPE_CHECKING:
    from entities.model import Annotation, Suggestion

# Places shown of each name; a curator looks at a few.
EXAMPLES = 5


class Example(NamedTuple):
    """A place where a text explains a name, in code points of its raw text."""

    path: str
    start: int
    end: int
    context: str


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """A name with what all documents say about it.

    Attributes:
        surface: The name as it is written most often.
        entity: Id of the entity that it names.
        name: Preferred English label of that entity.
        count: How often it is explained.
        documents: In how many documents.
        patterns: How, the most frequent way first.
        examples: The first places.
    """

    surface: str
    entity: str
    name: str
    count: int
    documents: int
    patterns: tuple[str, ...]
    examples: tuple[Example, ...]


@dataclass(slots=True)
class _Tally:
    name: str
    surfaces: Counter[str] = field(default_factory=Counter)
    patterns: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    examples: list[Example] = field(default_factory=list)


class Suggestions:
    """Counts the suggestions of many documents; spellings that fold to the same are one name."""

    def __init__(self) -> None:
        self._tallies: dict[tuple[str, str], _Tally] = {}

    def add(self, annotation: Annotation, source: str = "") -> None:
        """Count the suggestions of one document.

        Args:
            annotation: What was found in it.
            source: Its path or id, for the examples.
        """
        seen: set[tuple[str, str]] = set()
        for suggestion in annotation.suggestions:
            key = (fold_text(suggestion.surface), suggestion.entity)
            tally = self._tallies.setdefault(key, _Tally(suggestion.name))
            self._count(tally, suggestion, source)
            tally.documents += key not in seen
            seen.add(key)

    @staticmethod
    def _count(tally: _Tally, suggestion: Suggestion, source: str) -> None:
        tally.surfaces[suggestion.surface] += 1
        tally.patterns[suggestion.pattern] += 1
        if len(tally.examples) < EXAMPLES:
            tally.examples.append(Example(source, suggestion.start, suggestion.end, suggestion.context))

    def rows(self) -> list[SuggestionRow]:
        """Return the names, the most frequent first; draws by surface, then entity."""
        rows = [
            SuggestionRow(
                surface=_ordered(tally.surfaces)[0],
                entity=entity,
                name=tally.name,
                count=tally.surfaces.total(),
                documents=tally.documents,
                patterns=_ordered(tally.patterns),
                examples=tuple(tally.examples),
            )
            for (_, entity), tally in self._tallies.items()
        ]
        return sorted(rows, key=lambda row: (-row.count, row.surface, row.entity))


def _ordered(counts: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(counts, key=lambda key: (-counts[key], key)))
