"""Full names of persons in no gazetteer: 威廉·阿尔贝克, William Alberque; looked for only on request.

They become entities of their document (`entities.local`). Precision goes first: a Chinese name must have an interpunct,
a part before it that is a given name or spelt by foreign sounds throughout, and a border behind it that a word or mark
shows; a Latin one must begin with a known given name and stand in running text, not in a headline of capitals.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from entities.finders.full_names import (
    HYPHENS,
    LETTERS,
    Borders,
    find_given_start,
    is_given_name,
    load_name_rules,
    read_persons,
)
from entities.finders.runs import free_part, mask
from entities.finders.words import load_words
from entities.local import local_id
from entities.model import Candidate
from entities.text.fold import HAN
from entities.text.full_names import load_particles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from entities.document import Document
    from entities.gazetteer.index import NameIndex
    from entities.model import Rejection

METHOD = "unknown"
# By judgement, not calibrated: an interpunct is nearly always one of a person's name (books and titles make up the
# rest), a given name and a word with a capital somewhat less often.
SCORE_CHINESE, SCORE_LATIN = 0.9, 0.85
# Characters of one part of a Chinese name.
_SHORTEST, _LONGEST = 2, 9
_MOST_PARTS = 4
_HAN_START = re.compile(f"[{HAN}]*")
_WORD = re.compile(rf"(?<![{LETTERS}'-])[a-z\u00df-\u024f][{LETTERS}-]*[a-z\u00df-\u024f](?![{LETTERS}'-])")
# Behind a name in running text: a word without a capital (checked separately), a mark, Chinese, or the end.
_MARK_AFTER = re.compile(rf"'s |[,;:.)\]\"!?，。；：（）、]|[{HAN}]|\s*\Z")
_LOWER_AFTER = re.compile(rf"(?:'s)? ([{LETTERS}])")


class LocalName(NamedTuple):
    """A full name that no gazetteer lists.

    Attributes:
        start: First character in the folded text.
        end: One past the last character in the folded text.
        entity: Id of the entity of the document.
        form: The name as the text first writes it.
    """

    start: int
    end: int
    entity: str
    form: str


def find_unknown(
    document: Document, index: NameIndex, taken: list[Candidate], rejections: list[Rejection] | None = None
) -> list[Candidate]:
    """Find full names of persons that no gazetteer lists.

    Args:
        document: The document, scanned.
        index: The compiled gazetteer.
        taken: What was found so far, without overlaps.
        rejections: Unused; that something is no name is not worth noting.

    Returns:
        The candidates; their entities are those of the document.
    """
    del rejections
    return [
        Candidate(
            name.start,
            name.end,
            (name.entity,),
            METHOD,
            (name.form,),
            SCORE_CHINESE if "·" in name.form else SCORE_LATIN,
        )
        for name in find_local_names(document, index, taken)
    ]


def find_local_names(document: Document, index: NameIndex, taken: list[Candidate]) -> list[LocalName]:
    """Return the full names of a document that no gazetteer lists, for finders that join other forms to them.

    Args:
        document: The document, scanned.
        index: The compiled gazetteer.
        taken: What was found so far, without overlaps.

    Returns:
        The names by start; two that fold to the same have one entity.
    """
    search = _Search(document, index, taken)
    spans = sorted([*search.chinese(), *search.latin()])
    forms: dict[str, str] = {}
    found = []
    for start, end in spans:
        # Direction marks and the like, which folding drops, must not get into ids.
        written = "".join(filter(str.isprintable, " ".join(search.borders.written(start, end).split())))
        form = forms.setdefault(
            document.text[start:end], re.sub(rf"(?<=[{HAN}])[^{HAN}](?=[{HAN}])", "·", written)
        )
        found.append(LocalName(start, end, local_id(form), form))
    return found


class _Search:
    """The search through one document."""

    def __init__(self, document: Document, index: NameIndex, taken: list[Candidate]) -> None:
        blockers = [item for item in document.occurrences if item.surface.blocks]
        self.borders = Borders(document, taken)
        self._text = document.text
        # In the masked text, no name reaches into what is taken.
        self._masked = mask(mask(document.text, taken), blockers)
        self._index = index
        self._persons = read_persons(index)
        self._rules = load_name_rules()

    def chinese(self) -> Iterator[tuple[int, int]]:
        """Yield the spans of full Chinese names."""
        done = 0
        place = self._masked.find("·")
        while place >= 0:
            span = self._around(place) if place >= done else None
            if span is not None:
                yield span
                done = span[1]
            place = self._masked.find("·", place + 1)

    def _around(self, place: int) -> tuple[int, int] | None:
        """Return the full name whose first interpunct is at a place."""
        start = self._given_start(place)
        if start is None:
            return None
        for _ in range(_MOST_PARTS):
            # A hyphen joins a given name's parts, but also two countries or two persons.
            if self.borders.written(place, place + 1) in HYPHENS:
                return None
            begin = place + 1
            following = _HAN_START.match(self._masked, begin, begin + _LONGEST + 1)
            part = following[0] if following else ""
            if self._masked[begin + len(part) : begin + len(part) + 1] != "·" or not self._spells(part):
                end = self._surname_end(begin, begin + len(part))
                return None if end is None else (start, end)
            place = begin + len(part)
        return None

    def _spells(self, part: str) -> bool:
        return part in self._persons.han_given_names or (
            bool(part) and self._rules.spelling.issuperset(part) and part not in load_words()
        )

    def _given_start(self, place: int) -> int | None:
        """Return where the given name before an interpunct starts."""
        start, known = find_given_start(self._masked, place, self._index)
        if known or start == place:
            return start if known else None
        if place - start < _SHORTEST or self._text[start:place] in load_words():
            return None
        return start if self.borders.free_before(start) else None

    def _surname_end(self, begin: int, limit: int) -> int | None:
        """Return where the surname behind an interpunct ends; None if nothing shows it."""
        end = begin
        while end < limit and self._text[end] in self._rules.spelling:
            end += 1
        if end - begin >= _SHORTEST:
            while self._ends_in_word(begin, end):
                end -= 1
            end = free_part(self._text, begin, end)[1] if end - begin > _SHORTEST else end
        if end - begin >= _SHORTEST and self.borders.free_after(end, strictly=True):
            return end
        known = (
            stop
            for stop in range(limit, begin + 1, -1)
            if self._text[begin:stop] in self._persons.han_surnames
        )
        return next((stop for stop in known if self.borders.free_after(stop, strictly=True)), None)

    def _ends_in_word(self, begin: int, end: int) -> bool:
        """Say whether the last character of a surname is a word of its own (阿尔贝克|比), not the end of it (谢尔比|也)."""
        if end - begin <= _SHORTEST or self._text[end - 1] not in self._rules.words_after:
            return False
        return self.borders.starts_at(end) or not self.borders.free_after(end, strictly=True)

    def latin(self) -> Iterator[tuple[int, int]]:
        """Yield the spans of full Latin names."""
        done = 0
        rest = _rest_of_name()
        for match in _WORD.finditer(self._masked):
            start = match.start()
            given = match[0] in self._rules.given_or_place or is_given_name(match[0], self._index)
            if start < done or not given or not self.borders.is_capital(start):
                continue
            following = rest.match(self._masked, match.end())
            end = self._latin_end(match.end(), following) if following else None
            if end is not None and self._stands_as_name(start, end):
                yield start, end
                done = end

    def _latin_end(self, given_end: int, following: re.Match[str]) -> int | None:
        """Return where the surnames behind a given name end: one or two words with a capital, none of a thing."""
        end = None
        for group in (1, 2):
            if following[group] is None:
                break
            word = following[group]
            begin = following.start(group)
            if not self.borders.is_capital(begin) or "\n" in self.borders.written(given_end, begin):
                break
            if word in self._rules.heads:
                return None
            if word in self._rules.before_surnames or word.isdigit():
                break
            end = following.end(group)
        return end

    def _stands_as_name(self, start: int, end: int) -> bool:
        """Say whether a name stands in running text and no other word with a capital belongs to it."""
        before = self.borders.word_before(start)
        lower_before = False
        if before is not None:
            lower_before = not self.borders.is_capital(before[0])
            if not lower_before and before[1] not in self._rules.before_surnames:
                return False
        if self.borders.word_after(end):
            return False
        lower = _LOWER_AFTER.match(self._text, end)
        if lower and not self.borders.is_capital(lower.start(1)):
            return True
        return lower_before or bool(_MARK_AFTER.match(self._text, end))


@cache
def _rest_of_name() -> re.Pattern[str]:
    """Return a pattern of what follows a given name: initials, particles and one or two words."""
    particles = "|".join(sorted(load_particles()))
    word = rf"[a-z\u00df-\u024f][{LETTERS}-]*(?:'[a-rt-z][{LETTERS}-]*)?[a-z\u00df-\u024f]"
    return re.compile(rf"(?: [a-z]\.)* (?:(?:{particles}) )*({word})(?: ({word}))?(?![{LETTERS}])")
