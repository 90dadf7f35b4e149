"""Listed names inside longer names that no gazetteer lists: 华盛顿|大学, 普希金|广场, Lincoln Memorial, Moscow, Idaho.

A word of data/rules/heads.yaml beside a name makes another one of it: of something named after the person or place, of
somebody who is called like the place, or of a town far from it. What the words beside a name only locate or ascribe
(莫斯科警方, 特朗普政府, Moscow court) is none of these.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from entities.finders.head_rules import (
    LETTERS,
    PROVINCES,
    QUOTES,
    load_capitalised,
    load_heads,
    load_hints,
    load_namesakes,
    load_person_words,
)
from entities.finders.words import word_ending, word_starting
from entities.gazetteer.index import fold_context

if TYPE_CHECKING:
    from collections.abc import Container

    from entities.document import Document
    from entities.finders.head_rules import HanRule
    from entities.gazetteer.index import NameIndex, Occurrence, Surface
    from entities.model import Entity

    Kind = Literal["person", "town", "country", "school"]

# The reasons for which a name is no mention although it ends where it seems to: a longer name holds it.
INSIDE_LONGER = frozenset({"named-after-person", "in-longer-name"})
# What the built-in list of countries is called; places of all others are towns and regions here.
_COUNTRIES = "countries"
_PLACES = frozenset({"GPE", "LOC"})
# Schools whose names are those of their presses and clinics, too.
_SCHOOLS = ("大学", "学院", " university")
_WORD_AFTER = re.compile(rf" ([{LETTERS}'.-]+)")
_WORD_BEFORE = re.compile(rf"(?<![{LETTERS}'])([{LETTERS}']+) (?:[a-z]\. ?)?$")
_LONG_WORD = re.compile(r"(?<![A-Za-z])[A-Za-z][A-Za-z]{3,}")
# Words between a Chinese name and its head (华盛顿|国立|师范|大学); real names have no more.
_MOST_BETWEEN = 2
# No word before a name that matters is longer, and no line says by its capitals what a wider stretch would not.
_REACH = 40
_AROUND = 120


class LongerNames:
    """The listed names of one document, and the longer ones that may hold them.

    Args:
        document: The document, scanned.
        index: The compiled gazetteer, for given names; only Latin names need it.
        starts: Where listed names of more than one character start; a Chinese head does not run into one.
    """

    def __init__(
        self, document: Document, index: NameIndex | None = None, starts: Container[int] = ()
    ) -> None:
        self.document = document
        self.index = index
        self.starts = starts

    def around(self, item: Occurrence) -> tuple[str, str] | None:
        """Say whether a name is part of a longer one that means something or somebody else.

        Args:
            item: A listed name that no rule on its borders speaks against.

        Returns:
            The reason for which it does not count, with what the rule saw, or None.
        """
        text = self.document.text
        if item.surface.script == "han":
            if not _hints_han(item, text):
                return None
            kind = _kind(item.surface)
            return _longer_han(item, text, kind, self.starts) if kind else None
        if not _hints_latin(item, text):
            return None
        return _Latin(item, self, _kind(item.surface)).judge()

    @cached_property
    def named_in_full(self) -> frozenset[str]:
        """Ids of all that the text names by more than one word."""
        return frozenset(
            owner
            for item in self.document.occurrences
            if " " in item.surface.text
            for owner in item.surface.owners
        )


def _hints_han(item: Occurrence, text: str) -> bool:
    """Say whether any rule may look at a Chinese name; nearly all are done with here."""
    hints = load_hints()
    return (
        text[item.end : item.end + 1] in hints.han_after
        or text[item.start - 1 : item.start] in hints.han_before
        or item.surface.text in hints.han_names
    )


def _hints_latin(item: Occurrence, text: str) -> bool:
    """Say whether any rule may look at a Latin name."""
    hints = load_hints()
    start, end, surface = item
    if surface.text in hints.latin_names or text[end : end + 1] in (",", "-"):
        return True
    if start and text.endswith(hints.latin_before, 0, start):
        return True
    after = _WORD_AFTER.match(text, end)
    return after is not None and after[1].removesuffix("'s").rstrip(".") in hints.latin_after


def _kind(surface: Surface) -> Kind | None:
    """Return the kind of a name for the rules; None for most organisations, and for buildings.

    Of several namesakes the one that is meant most often decides (华盛顿 is a town, although persons are called so).
    """
    entity = _usual_entity(surface)
    if entity.type == "PERSON":
        return "person"
    if entity.type in _PLACES:
        return "country" if entity.gazetteer == _COUNTRIES else "town"
    return "school" if entity.type == "ORG" and surface.text.endswith(_SCHOOLS) else None


def _usual_entity(surface: Surface) -> Entity:
    if len(surface.names) == 1:
        return surface.names[0][0]
    return max((entity for entity, _ in surface.names), key=_usual)


def _usual(entity: Entity) -> tuple[float, str]:
    # Of equals, the same one always.
    return entity.prior, entity.id


def _is_foreign(surface: Surface) -> bool:
    """Say whether a Chinese name is that of a foreigner: by its characters, or by a full name with an interpunct."""
    return surface.foreign or any(
        mark in name.text for entity, _ in surface.names for name in entity.names for mark in "·•"
    )


def _longer_han(item: Occurrence, text: str, kind: Kind, starts: Container[int]) -> tuple[str, str] | None:
    heads = load_heads()
    start, end, surface = item
    for rule in heads.han_after.get(kind, ()):
        if found := _match_han(rule, text, end, surface, starts):
            return (
                ("named-after-person", found)
                if kind == "person"
                else ("in-longer-name", text[start:end] + found)
            )
    for head in heads.han_only_after.get(surface.text, ()):
        last = end + len(head)
        if (
            text.startswith(head, end)
            and len(word_starting(text, end) or "") <= len(head)
            and end not in starts
        ):
            return "in-longer-name", text[start:last]
    for head in heads.han_only_before.get(surface.text, ()):
        if text.endswith(head, 0, start) and not word_ending(text, start):
            return "in-longer-name", text[start - len(head) : end]
    # A place in a state of America, written as such addresses are (爱达荷州|莫斯科).
    if kind == "town" and text[start - 1 : start] in PROVINCES:
        state = next((state for state in load_namesakes().han_states if text.endswith(state, 0, start)), "")
        if state and _is_elsewhere(
            surface, state.rstrip("".join(PROVINCES)) if len(state) > len("加州") else state
        ):
            return "namesake", text[start - len(state) : end]
    return None


def _is_elsewhere(surface: Surface, state: str) -> bool:
    """Say whether the place that a name means most often is outside America, and none of its namesakes known in the state."""
    rules = load_namesakes()
    entity = _usual_entity(surface)
    return (
        entity.type == "GPE"
        and entity.gazetteer in rules.gazetteers
        and entity.name.lower() not in rules.american
        and not any(state in fold_context(other) for other, _ in surface.names)
    )


def _match_han(rule: HanRule, text: str, place: int, surface: Surface, starts: Container[int]) -> str:
    """Return the head at a place with the words before it, or nothing."""
    first = place
    if rule.quoted and text[place : place + 1] in QUOTES:
        place += 1
    for _ in range(_MOST_BETWEEN):
        place += next((len(word) for word in rule.between if text.startswith(word, place)), 0)
    for head in rule.heads.get(text[place : place + 1], ()):
        end = place + len(head)
        # A longer word or a name may start there instead (大学生, 路过, 湖南).
        if text.startswith(head, place) and len(word_starting(text, place) or "") <= len(head):
            wrong = place in starts or text.startswith(rule.unless, end)
            return "" if wrong or (rule.foreign and not _is_foreign(surface)) else text[first:end]
    return ""


class _Latin:
    """One Latin name and what stands beside it."""

    def __init__(self, item: Occurrence, names: LongerNames, kind: Kind | None) -> None:
        self._item = item
        self._names = names
        self._page = names.document.page
        self._text = names.document.text
        self._kind = kind

    def judge(self) -> tuple[str, str] | None:
        """Return why the name does not count, or None."""
        if self._kind is None:
            return self._after_person_too()
        return (
            self._after()
            or self._before()
            or (self._kind == "person" and (self._numeral() or self._after_person_too()))
            or (self._kind in ("town", "country") and (self._in_state() or self._surname()))
            or None
        )

    def _written(self, start: int, end: int) -> str:
        low, high = self._page.to_clean(start, end)
        return self._page.cleaned.aligned.text[low:high]

    def _is_capital(self, place: int) -> bool:
        """Say whether the letter there is a capital, or all the text is written without."""
        if self._written(place, place + 1).isupper():
            return True
        start, end, _ = self._item
        written = self._written(start, end)
        # A name that is listed with capitals is let through in small letters only where the whole text has none.
        return written == written.lower()

    def _after(self) -> tuple[str, str] | None:
        end, heads = self._item.end, load_heads()
        rules = heads.latin_after.get(str(self._kind), ())
        if only := heads.latin_only_after.get(self._item.surface.text):
            rules = (*rules, only)
        if self._text[end : end + 1] == "-":
            word = "-class"
        else:
            match = _WORD_AFTER.match(self._text, end)
            if match is None:
                return None
            word = match[1].removesuffix("'s").rstrip(".")
        for rule in rules:
            # Looking into a set spares nearly all patterns.
            if word in rule.words and (found := rule.pattern.match(self._text, end)):
                if "\n" in self._written(end, found.end()):
                    return None
                only_word = rule is only and self._item.surface.text not in load_capitalised()
                if rule.small or only_word or self._is_capital(end + 1):
                    return self._reason(self._item.start, found.end())
        return None

    def _reason(self, start: int, end: int) -> tuple[str, str]:
        if self._kind == "person" and start == self._item.start:
            return "named-after-person", self._written(self._item.end, end).strip()
        return "in-longer-name", self._written(start, end)

    def _before(self) -> tuple[str, str] | None:
        start, heads = self._item.start, load_heads()
        words = heads.latin_before.get(str(self._kind), ())
        words = (*words, *heads.latin_only_before.get(self._item.surface.text, ()))
        if not self._text.endswith(words, 0, start):
            return None
        for word in words:
            begin = start - len(word)
            if self._text.endswith(word, 0, start) and self._is_word_start(begin) and self._is_capital(begin):
                # Mr. Washington may be somebody listed, whom the text then names in full.
                titled = word in load_person_words().courtesy and self._names_in_full()
                return None if titled else self._reason(begin, self._item.end)
        return None

    def _names_in_full(self) -> bool:
        """Say whether the text has a full name of a person whose surname this is."""
        persons = (entity.id for entity, _ in self._item.surface.names if entity.type == "PERSON")
        return not self._names.named_in_full.isdisjoint(persons)

    def _is_word_start(self, place: int) -> bool:
        return place <= 0 or not self._text[place - 1].isalnum()

    def _numeral(self) -> tuple[str, str] | None:
        """Say whether a surname is the number of a chapter or king (Chapter XI)."""
        start, end, surface = self._item
        written = self._written(start, end)
        if not written.isupper() or surface.text not in load_person_words().numerals:
            return None
        around = self._written(max(0, start - _AROUND), min(len(self._text), end + _AROUND))
        if around.isupper() or self._text.endswith(load_person_words().titles, 0, start):
            return None
        return "numeral", self._written(max(0, start - _REACH // 2), end).strip()

    def _in_state(self) -> tuple[str, str] | None:
        """Say whether a state of America stands behind a town that is elsewhere (Moscow, Idaho)."""
        start, end, surface = self._item
        if self._text[end : end + 1] != ",":
            return None
        rules = load_namesakes()
        state = rules.state.match(self._text, end)
        if state is None or not self._is_capital(state.start(1)):
            return None
        if state[1] == "georgia" and surface.text not in rules.georgian:
            return None
        if len(state[1]) == len("tx") and not self._written(*state.span(1)).isupper():
            return None
        following = _WORD_AFTER.match(self._text, state.end())
        if following and (following[1] not in rules.followed_by or self._kind == "country"):
            return None
        return ("namesake", self._written(start, state.end())) if _is_elsewhere(surface, state[1]) else None

    def _surname(self) -> tuple[str, str] | None:
        """Say whether a place stands behind a given name (Denzel Washington)."""
        start, end, surface = self._item
        rules = load_person_words()
        if surface.text not in rules.surnames_too:
            return None
        before = _WORD_BEFORE.search(self._text, max(0, start - _REACH), start)
        if before is None or before[1] in rules.not_given or "\n" in self._written(before.start(1), start):
            return None
        index = self._names.index
        bearers = index.given_names.get(before[1], frozenset()) if index is not None else frozenset()
        known = before[1] in rules.given or bool(bearers)
        # Of one who is listed, the full name is a form of its own, or the surname is his.
        if not known or not bearers.isdisjoint(surface.owners) or before[1] in rules.surnames_too:
            return None
        if not self._is_capital(before.start(1)):
            return None
        return "other-given-name", self._written(before.start(1), end)

    def _after_person_too(self) -> tuple[str, str] | None:
        """Say whether a surname is the given name, or the first of the names, of somebody else (Abe Fortas)."""
        end, surface = self._item.end, self._item.surface
        rules = load_person_words()
        if surface.text not in rules.given_of_others or "PERSON" not in surface.types:
            return None
        match = _WORD_AFTER.match(self._text, end)
        if match is None or match[1] in rules.no_surnames:
            return None
        written = self._written(*match.span(1))
        # In a line of capitals, or in a headline that has them on every word, a verb looks like a surname.
        plain = written[:1].isupper() and written[1:].islower() and "'" not in written
        behind = self._written(match.end(), min(len(self._text), match.end() + _AROUND))
        if not plain or "\n" in self._written(end, match.end()) or behind[1:2].isupper():
            return None
        low = [word for word in _LONG_WORD.findall(behind.split("\n")[0]) if word.islower()]
        if not low:
            return None
        return "given-name-of-another", self._written(self._item.start, match.end())
