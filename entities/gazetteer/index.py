"""The compiled form of a gazetteer: one automaton over folded text that finds every listed surface form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from entities.text.fold import HAN, fold_many, fold_text
from entities.text.tables import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from entities.gazetteer.load import Gazetteer
    from entities.model import Entity, Name

Script = Literal["han", "latin", "blocker"]

_HAN = re.compile(f"[{HAN}]")
_DOTTED = re.compile(r"(?<=.)·(?=.)")
# Without its dots a short full name could be an ordinary word (阿·宾).
_UNDOTTED_LENGTH = 5
# Shorter joined names could be words of some language.
_JOINED_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Surface:
    """A distinct folded surface form and every listed name that folds to it.

    Attributes:
        text: The folded form.
        script: `han` if it has a Han character, else `latin`; `blocker` for a word that is no name.
        names: Listed names with their entities, sorted by entity id.
        owners: Ids of those entities.
        forms: The listed name of each of them.
        types: Types of those entities.
        spellings: All listed names that fold to the form, as written.
        foreign: The form is spelt wholly with characters that spell foreign names.
        blocks: The form also stands in the list of words that block other names.
    """

    text: str
    script: Script
    names: tuple[tuple[Entity, Name], ...] = ()
    owners: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()
    spellings: tuple[str, ...] = ()
    foreign: bool = False
    blocks: bool = False


class Occurrence(NamedTuple):
    """A place in the folded text where a surface form stands."""

    start: int
    end: int
    surface: Surface


@dataclass(frozen=True, slots=True, eq=False)
class NameIndex:
    """All surface forms of a gazetteer, compiled.

    Attributes:
        surfaces: Distinct forms, sorted.
        abbreviations: Entities by folded abbreviation, sorted by descending prior, then id.
        listed: Every listed form of each entity, as written.
        labels: Preferred English label of each entity.
        given_names: First words of the listed Latin names of all persons, folded, with the ids of those persons.

    Indexes compare by identity, so that finders can keep what they derive from one.
    """

    surfaces: tuple[Surface, ...]
    abbreviations: dict[str, tuple[Entity, ...]]
    listed: dict[str, frozenset[str]]
    labels: dict[str, str]
    given_names: dict[str, frozenset[str]]
    _automaton: AhoCorasick = field(repr=False)

    def scan(self, folded: str) -> list[Occurrence]:
        """Find every surface form, overlapping ones included.

        Args:
            folded: Folded text.

        Returns:
            Occurrences by start, then by length, longest first.
        """
        surfaces = self.surfaces
        # Sorting plain tuples of numbers is faster than sorting what they stand for by a key.
        places = sorted(
            (start, -end, number)
            for number, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True)
        )
        return [Occurrence(start, -end, surfaces[number]) for start, end, number in places]


def compile_index(gazetteer: Gazetteer) -> NameIndex:
    """Compile a gazetteer.

    Args:
        gazetteer: Validated entities.

    Returns:
        The index; equal gazetteers give equal indexes, whatever the order of their files.
    """
    rules = load_rules("boundaries")
    spelling = frozenset(rules["name_characters"]) | {"·"}
    blockers = frozenset(fold_many(rules["blockers"]))
    names: dict[str, list[tuple[Entity, Name]]] = {}
    listings = [(entity, name) for entity in gazetteer.entities for name in entity.names]
    folded = fold_many([name.text for _, name in listings])
    for listing, text in zip(listings, folded, strict=True):
        for form in _forms(text.strip(), listing[0]):
            names.setdefault(form, []).append(listing)
    names.pop("", None)
    surfaces = tuple(
        _make_surface(form, names.get(form, []), spelling, blocks=form in blockers)
        for form in sorted({*names, *blockers})
    )
    listed = {entity.id: frozenset(entity.surfaces()) for entity in gazetteer.entities}
    labels = {entity.id: entity.name for entity in gazetteer.entities}
    automaton = AhoCorasick(
        [surface.text for surface in surfaces], matchkind=MatchKind.Standard, store_patterns=False
    )
    return NameIndex(
        surfaces,
        _collect_abbreviations(gazetteer.entities),
        listed,
        labels,
        _collect_given(listings, folded),
        automaton,
    )


@lru_cache(maxsize=4096)
def fold_context(entity: Entity) -> tuple[str, ...]:
    """Return the context words of an entity, folded, in listed order."""
    return tuple(dict.fromkeys(fold_many(entity.context)))


def _forms(folded: str, entity: Entity) -> Iterable[str]:
    """Yield the forms that a folded name matches in.

    Besides itself: a dotted foreign name without its dots, and a person's Latin name without its spaces, which
    scrapers lose (DavidArakhamia).
    """
    yield folded
    if entity.type == "PERSON" and " " in folded and folded.isascii():
        joined = folded.replace(" ", "")
        if len(joined) >= _JOINED_LENGTH:
            yield joined
    if "·" in folded:
        plain = _DOTTED.sub("", folded)
        if len(plain) >= _UNDOTTED_LENGTH and _HAN.search(plain):
            yield plain


def _make_surface(
    form: str, listed: list[tuple[Entity, Name]], spelling: frozenset[str], *, blocks: bool
) -> Surface:
    unique: dict[str, tuple[Entity, Name]] = {}
    # Entities come sorted by id and names in listed order, so the first listing of each entity stays.
    for entity, name in listed:
        unique.setdefault(entity.id, (entity, name))
    script: Script = "blocker" if not unique else "han" if _HAN.search(form) else "latin"
    names = tuple(unique.values())
    return Surface(
        form,
        script,
        names,
        owners=tuple(unique),
        forms=tuple(name.text for _, name in names),
        types=frozenset(entity.type for entity, _ in names),
        spellings=tuple(dict.fromkeys(name.text for _, name in listed)),
        foreign=spelling.issuperset(form),
        blocks=blocks,
    )


def _collect_abbreviations(entities: tuple[Entity, ...]) -> dict[str, tuple[Entity, ...]]:
    collected: dict[str, list[Entity]] = {}
    for entity in entities:
        for name in entity.abbreviations:
            owners = collected.setdefault(fold_text(name.text).strip(), [])
            if entity not in owners:
                owners.append(entity)
    return {
        form: tuple(sorted(owners, key=lambda entity: (-entity.prior, entity.id)))
        for form, owners in sorted(collected.items())
        if form
    }


def _collect_given(listings: list[tuple[Entity, Name]], folded: list[str]) -> dict[str, frozenset[str]]:
    collected: dict[str, set[str]] = {}
    excluded = frozenset(load_rules("latin")["not_given"])
    for (entity, name), form in zip(listings, folded, strict=True):
        if entity.type == "PERSON" and name.language == "en" and " " in form:
            given = form.split(" ", 1)[0]
            if given not in excluded:
                collected.setdefault(given, set()).add(entity.id)
    return {given: frozenset(owners) for given, owners in collected.items()}
