"""Turns down bare surnames of listed persons where the text introduces somebody else by a full name (Judd Trump ... Trump).

A listed surname is not its bearer's where another person's full name stands before it and nothing in the text speaks
for the bearer: no other form of the name, no word of the context, no title, and no word of family, since the relative
of somebody known is introduced and the bare surname still is the known one's. A place whose name is a given name, too,
is turned down before a common surname (Chad Smith).
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from entities.finders.full_names import (
    HYPHENS,
    Borders,
    find_given_start,
    is_given_name,
    load_name_rules,
    read_persons,
)
from entities.finders.given_names import given_agrees
from entities.gazetteer.index import fold_context
from entities.model import Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from entities.document import Document
    from entities.gazetteer.index import NameIndex
    from entities.model import Candidate

# Foreign names have no more characters between two interpuncts.
_LONGEST = 9
# Characters on either side of a full name in which a word of family counts: a clause.
_NEAR = 40


class _Introduction(NamedTuple):
    """A full name of a person who is not the listed bearer of its surname."""

    start: int
    end: int
    given: str


def drop_introduced(
    document: Document, index: NameIndex, taken: list[Candidate], rejections: list[Rejection] | None = None
) -> list[Candidate]:
    """Drop bare surnames that belong to a person whom the text introduces and no gazetteer lists.

    Args:
        document: The document, scanned.
        index: The compiled gazetteer.
        taken: What was found so far, without overlaps, by start.
        rejections: Where to note what is turned down and why; None to spare the work.

    Returns:
        What still holds.
    """
    review = _Review(document, index, taken)
    dropped = {**review.given_names_of_places(), **review.surnames_of_others()}
    if not dropped:
        return taken
    if rejections is not None:
        for number, why in dropped.items():
            item = taken[number]
            rejections.append(Rejection(item.start, item.end, item.entities, item.method, *why))
    return [item for number, item in enumerate(taken) if number not in dropped]


class _Review:
    """Looks at the bare surnames of one document."""

    def __init__(self, document: Document, index: NameIndex, taken: list[Candidate]) -> None:
        self._document = document
        self._text = document.text
        self._index = index
        self._taken = taken
        self._rules = load_name_rules()

    @cached_property
    def _borders(self) -> Borders:
        return Borders(self._document, self._taken)

    @cached_property
    def _starts(self) -> list[int]:
        return [item.start for item in self._taken]

    def _is_taken(self, position: int) -> bool:
        number = bisect_right(self._starts, position) - 1
        return number >= 0 and position < self._taken[number].end

    def given_names_of_places(self) -> dict[int, tuple[str, str]]:
        """Return the places that are given names here, by their numbers, with the reasons."""
        found = {}
        for number, item in enumerate(self._taken):
            if self._text[item.end : item.end + 1] == "·":
                size = self._chinese_surname(item)
            elif self._text[item.start : item.end] in self._rules.given_or_place:
                size = self._latin_surname(item.end)
            else:
                continue
            if size:
                found[number] = ("given-name-of-another", self._borders.written(item.start, item.end + size))
        return found

    def _latin_surname(self, end: int) -> int:
        """Return the length of a common surname behind a name, with the space; 0 if there is none."""
        word = self._borders.word_after(end)
        return 1 + len(word) if word in self._rules.surnames and not self._borders.starts_at(end + 1) else 0

    def _chinese_surname(self, item: Candidate) -> int:
        """Return the length of the surname of somebody listed behind a place and an interpunct; 0 if there is none."""
        persons = read_persons(self._index)
        begin = item.end + 1
        surface = self._text[item.start : item.end]
        if (
            self._borders.starts_at(begin)
            or self._borders.written(item.end, begin) in HYPHENS
            or not self._rules.spelling.issuperset(surface)
            or not persons.by_id.keys().isdisjoint(item.entities)
        ):
            return 0
        ends = (
            end
            for end in range(begin + _LONGEST, begin + 1, -1)
            if self._text[begin:end] in persons.han_surnames and self._borders.free_after(end)
        )
        return next(ends, item.end) - item.end

    def surnames_of_others(self) -> dict[int, tuple[str, str]]:
        """Return the bare surnames that belong to somebody introduced, by their numbers, with the reasons."""
        bare = self._bare_surnames()
        found: dict[int, tuple[str, str]] = {}
        if not bare:
            return found
        introductions: dict[str, _Introduction] = {}
        for surname, introduction in (*self._in_chinese(bare), *self._in_latin(bare)):
            introductions.setdefault(surname, introduction)
        for surname, introduction in introductions.items():
            numbers = bare[surname]
            if not self._speaks_for_bearer(surname, numbers, introduction):
                name = self._borders.written(introduction.start, introduction.end)
                found.update((number, ("introduced-as-another", name)) for number in numbers)
        return found

    def _bare_surnames(self) -> dict[str, list[int]]:
        """Return the numbers of what was taken and is a single name of persons only, by folded text."""
        found: dict[str, list[int]] = {}
        persons = read_persons(self._index).by_id
        for number, item in enumerate(self._taken):
            surface = self._text[item.start : item.end]
            if "·" not in surface and " " not in surface and all(owner in persons for owner in item.entities):
                found.setdefault(surface, []).append(number)
        return found

    def _in_chinese(self, bare: dict[str, list[int]]) -> Iterator[tuple[str, _Introduction]]:
        place = self._text.find("·")
        while place >= 0:
            begin = place + 1
            if not self._is_taken(place) and not self._is_taken(begin):
                for end in range(begin + _LONGEST, begin + 1, -1):
                    surname = self._text[begin:end]
                    if surname in bare:
                        if introduction := self._judge_chinese(place, end, bare[surname]):
                            yield surname, introduction
                        break
            place = self._text.find("·", begin)

    def _judge_chinese(self, place: int, end: int, numbers: list[int]) -> _Introduction | None:
        """Return the full name around an interpunct, if its given name is not that of the listed bearer."""
        # A hyphen may join two names; what was taken before the mark is one of them.
        if self._borders.written(place, place + 1) in HYPHENS or self._borders.ends_at(place):
            return None
        start, _ = find_given_start(self._text, place, self._index)
        if start == place or not self._borders.free_after(end):
            return None
        last = self._text[start:place]
        owners = {owner for number in numbers for owner in self._taken[number].entities}
        if any(given_agrees(last, owner, self._index) for owner in owners):
            return None
        return _Introduction(start, end, last)

    def _in_latin(self, bare: dict[str, list[int]]) -> Iterator[tuple[str, _Introduction]]:
        for item in self._document.occurrences:
            surname = item.surface.text
            if item.surface.script == "latin" and surname in bare and not self._is_taken(item.start):
                before = self._borders.word_before(item.start)
                if before is None or not self._borders.is_capital(before[0]):
                    continue
                start, given = before
                owners = {owner for number in bare[surname] for owner in self._taken[number].entities}
                bearers = self._index.given_names.get(given, frozenset())
                if is_given_name(given, self._index) and bearers.isdisjoint(owners):
                    yield surname, _Introduction(start, item.end, given)

    def _speaks_for_bearer(self, surname: str, numbers: list[int], introduction: _Introduction) -> bool:
        """Say whether the listed bearer of a surname is in the text, or may well be."""
        text = self._text
        body = [number for number in numbers if not self._in_title(number)] or numbers
        if self._taken[body[0]].start < introduction.start and not self._in_title(body[0]):
            return True
        owners = {owner for number in numbers for owner in self._taken[number].entities}
        if any(
            not owners.isdisjoint(item.entities) and text[item.start : item.end] != surname
            for item in self._taken
        ):
            return True
        if any(self._is_titled(self._taken[number]) for number in numbers):
            return True
        near = text[max(0, introduction.start - _NEAR) : introduction.end + _NEAR]
        if self._rules.family.search(near):
            return True
        persons = read_persons(self._index).by_id
        return any(word in text for owner in owners for word in fold_context(persons[owner]))

    def _is_titled(self, item: Candidate) -> bool:
        titles = self._rules.titles
        return self._text.endswith(titles, 0, item.start) or self._text.startswith(titles, item.end)

    def _in_title(self, number: int) -> bool:
        return self._borders.in_title(self._taken[number].start)
