"""What full names look like and what may stand beside a name, for the finders that go from full names to short forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from entities.finders.head_rules import load_person_heads
from entities.finders.runs import free_part
from entities.finders.words import word_ending, word_starting
from entities.text.fold import HAN, fold_many
from entities.text.full_names import last_part
from entities.text.romanisation import is_pinyin
from entities.text.tables import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from entities.document import Document
    from entities.gazetteer.index import NameIndex
    from entities.model import Candidate, Entity

# Chinese, Korean and Japanese names have up to four characters.
_NATIVE_LENGTH = 4
# What folds to an interpunct but joins two names as often as the parts of one.
HYPHENS = frozenset("-‐‑–—")
LETTERS = r"0-9a-z\u00df-\u024f"
# Characters of one part of a Chinese name.
_LONGEST_PART = 9
_HAN = re.compile(f"[{HAN}]")
_HAN_RUN = re.compile(f"[{HAN}]*$")
_WORD_BEFORE = re.compile(rf"(?<![{LETTERS}'])([{LETTERS}'-]+)( (?:[a-z]\. ?){{0,2}})$")
_INITIAL_BEFORE = re.compile(rf"(?<![{LETTERS}'])([a-z])\. ?$")
_WORD_AFTER = re.compile(rf" ([{LETTERS}'-]+)")
_REACH = 40


class Rules(NamedTuple):
    """The rule tables on full names, folded.

    Attributes:
        given_names: Latin given names that no listed person needs to have.
        given_or_place: Places that are given names, too.
        surnames: Common Latin surnames.
        han_given_names: Chinese given names with characters that seldom spell foreign ones.
        family: Words for relatives.
        not_alone: Chinese short forms that are something else as well.
        words_too: Latin surnames that are words or given names as well.
        heads: Words with a capital behind a name that make a place or thing of it.
        titles: Chinese and Latin titles right before a surname.
        not_given: First words of listed full names of persons that are also words of running text.
        before_surnames: Words with a capital before a surname that are no given names.
        spelling: Characters that spell foreign names.
        person_heads: Chinese words behind a name that make a place or thing of it.
        words_before: Characters that are words of their own before a name.
        words_after: The same behind one.
    """

    given_names: frozenset[str]
    given_or_place: frozenset[str]
    surnames: frozenset[str]
    han_given_names: frozenset[str]
    family: re.Pattern[str]
    not_alone: frozenset[str]
    words_too: frozenset[str]
    heads: frozenset[str]
    titles: tuple[str, ...]
    not_given: frozenset[str]
    before_surnames: frozenset[str]
    spelling: frozenset[str]
    person_heads: tuple[str, ...]
    words_before: frozenset[str]
    words_after: frozenset[str]


@cache
def load_name_rules() -> Rules:
    """Return the rule tables on full names."""
    rules, boundaries, truncated = load_rules("full_names"), load_rules("boundaries"), load_rules("truncated")
    family = "|".join(
        rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else word for word in rules["family"]
    )
    return Rules(
        given_names=frozenset(rules["given_names"]),
        given_or_place=frozenset(rules["given_or_place"]),
        surnames=frozenset(rules["surnames"]),
        han_given_names=frozenset(fold_many(rules["han_given_names"])),
        family=re.compile(family),
        not_alone=frozenset(fold_many(rules["not_alone"])),
        words_too=frozenset(rules["words_too"]),
        heads=frozenset(rules["heads"]),
        titles=tuple(fold_many([*truncated["titles"], *(f"{title} " for title in rules["titles"])])),
        not_given=frozenset(rules["not_given"]),
        before_surnames=frozenset(load_rules("romanisation")["before_surnames"])
        | frozenset(load_rules("latin")["not_given"]),
        spelling=frozenset(boundaries["name_characters"]),
        person_heads=load_person_heads(),
        words_before=frozenset(truncated["words_before"]),
        words_after=frozenset(truncated["words_after"]) | frozenset(boundaries["words_after"]),
    )


@dataclass(frozen=True)
class Persons:
    """The persons of one gazetteer, as full names show them.

    Attributes:
        listed: All listed surface forms, folded.
        by_id: All persons by id.
        shortened: Ids of those who go by the last part of their names: not those who put the surname first.
        han_given_names: The parts before an interpunct of all listed Chinese full names.
        han_surnames: The parts behind it.
    """

    listed: frozenset[str]
    by_id: dict[str, Entity]
    shortened: frozenset[str]
    han_given_names: frozenset[str]
    han_surnames: frozenset[str]


@lru_cache(maxsize=4)
def read_persons(index: NameIndex) -> Persons:
    """Sort out the persons of a gazetteer; done once."""
    by_id = {
        entity.id: entity
        for surface in index.surfaces
        for entity, _ in surface.names
        if entity.type == "PERSON"
    }
    dotted = [surface.text for surface in index.surfaces if surface.script == "han" and "·" in surface.text]
    return Persons(
        frozenset(surface.text for surface in index.surfaces if surface.names),
        by_id,
        frozenset(identifier for identifier, entity in by_id.items() if not _surname_first(entity)),
        frozenset(part for text in dotted for part in text.split("·")[:-1]),
        frozenset(text.rpartition("·")[2] for text in dotted),
    )


def _surname_first(entity: Entity) -> bool:
    """Say whether a person bears a Chinese, Korean, Japanese or Vietnamese name, whose last part nobody uses alone."""
    chinese = [name.text for name in entity.names if name.language != "en"]
    if any(mark in text for text in chinese for mark in "·•"):
        return False
    spelling = load_name_rules().spelling
    native = [
        text
        for text in fold_many(chinese)
        if 1 < len(text) <= _NATIVE_LENGTH and not spelling.issuperset(text)
    ]
    return bool(native) or is_pinyin(fold_many([entity.name])[0])


class Borders:
    """Where taken names begin and end in one document, and what stands beside a place in it."""

    def __init__(self, document: Document, taken: Iterable[Candidate]) -> None:
        self.text = document.text
        self._document = document
        self._clean = document.page.cleaned.aligned.text
        # Nearly always folding moves nothing.
        self._aligned = len(document.page.folded.layers) == len(document.page.cleaned.aligned.layers)
        self._starts = {item.start for item in taken}
        self._ends = {item.end for item in taken}
        self._titles = [
            (start, end) for start, end, label in document.page.zone_map.spans if label == "title"
        ]

    def written(self, start: int, end: int) -> str:
        """Return a stretch of the clean text by folded offsets."""
        if not self._aligned:
            start, end = self._document.page.to_clean(start, end)
        return self._clean[start:end]

    def is_capital(self, position: int) -> bool:
        """Say whether the letter there is written with a capital."""
        return self.written(position, position + 1)[:1].isupper()

    def in_title(self, position: int) -> bool:
        """Say whether a place is in the title of the page."""
        if not self._titles:
            return False
        place, _ = self._document.page.to_clean(position, position + 1)
        return any(start <= place < end for start, end in self._titles)

    def free_before(self, start: int, *, strictly: bool = False) -> bool:
        """Say whether no Chinese foreign name may have begun before; strictly, only if something shows it."""
        before = self.text[start - 1 : start]
        rules = load_name_rules()
        return (
            not _HAN.match(before)
            or start in self._ends
            or before in rules.words_before
            or word_ending(self.text, start) is not None
            or (not strictly and before not in rules.spelling)
        )

    def free_after(self, end: int, *, strictly: bool = False) -> bool:
        """Say whether no Chinese foreign name goes on behind; strictly, only if something shows it."""
        after = self.text[end : end + 1]
        rules = load_name_rules()
        return (
            not _HAN.match(after)
            or end in self._starts
            or after in rules.words_after
            or word_starting(self.text, end) is not None
            or (not strictly and after not in rules.spelling)
        )

    def ends_at(self, position: int) -> bool:
        """Say whether a taken name ends there."""
        return position in self._ends

    def starts_at(self, position: int) -> bool:
        """Say whether a taken name begins there."""
        return position in self._starts

    def word_before(self, start: int) -> tuple[int, str] | None:
        """Return the Latin word before a surname on its line, perhaps with initials between, and where it starts."""
        match = _WORD_BEFORE.search(self.text, max(0, start - _REACH), start)
        if match is None or "\n" in self.written(match.start(1), start):
            return None
        return match.start(1), match[1]

    def initial_before(self, start: int) -> str:
        """Return the initial right before a surname, or nothing."""
        match = _INITIAL_BEFORE.search(self.text, max(0, start - _REACH), start)
        return match[1] if match and self.is_capital(match.start(1)) else ""

    def word_after(self, end: int) -> str:
        """Return the Latin word with a capital behind a name on its line, or nothing."""
        match = _WORD_AFTER.match(self.text, end)
        if match is None or not self.is_capital(match.start(1)) or "\n" in self.written(end, match.start(1)):
            return ""
        return match[1].removesuffix("'s")

    def person_head(self, end: int) -> str:
        """Return the Chinese word that makes a place or thing of the name before it, or nothing."""
        for head in load_name_rules().person_heads:
            if self.text.startswith(head, end) and not word_starting(self.text, end + len(head) - 1):
                return head
        return ""


def is_given_name(word: str, index: NameIndex) -> bool:
    """Say whether a folded Latin word is a given name: of someone listed, or a common one."""
    rules = load_name_rules()
    return (word in index.given_names and word not in rules.not_given) or word in rules.given_names


def find_given_start(text: str, place: int, index: NameIndex) -> tuple[int, bool]:
    """Find where the Chinese given name before an interpunct starts.

    Args:
        text: Folded text.
        place: The interpunct.
        index: The compiled gazetteer.

    Returns:
        The start, `place` itself if nothing there spells a foreign name, and whether it is a known given name.
    """
    rules, persons = load_name_rules(), read_persons(index)
    run = _HAN_RUN.search(text, max(0, place - _LONGEST_PART), place)
    floor = run.start() if run else place
    start = place
    while start > floor and text[start - 1] in rules.spelling:
        start -= 1
    if place - start > 1:
        start = free_part(text, start, place)[0]
    known = (
        begin
        for begin in range(floor, place)
        if text[begin:place] in persons.han_given_names or text[begin:place] in rules.han_given_names
    )
    longest = next(known, place)
    # What stands before a known given name and spells sounds, too, is part of the name unless it ends a word.
    if longest < place and (start >= longest or word_ending(text, longest)):
        return longest, True
    return start, False


def is_full_name(text: str) -> bool:
    """Say whether a folded name has a last part that could stand for it alone."""
    return ("·" in text or " " in text) and len(last_part(text)) > 1
