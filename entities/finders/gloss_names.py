"""Where the unlisted name of a gloss begins and ends, and whether it is a name at all.

Words that say that two names mean one are not enough: （乌称已撤军）, (formerly Prime Minister) and （以下简称“公司”） hold them, too.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from entities.finders.gloss_rules import (
    BESIDE,
    CLOSING,
    HAN_RUN,
    INITIALS,
    LETTER,
    LETTERS,
    QUOTED,
    QUOTES,
    WORD,
    load_gloss_rules,
)
from entities.finders.likeness import shares_word, sounds_like, spelt_alike, stands_for, written_alike
from entities.finders.words import load_words, word_ending
from entities.text.fold import HAN, fold_many

if TYPE_CHECKING:
    from entities.document import Document
    from entities.finders.gloss_rules import Pattern
    from entities.gazetteer.index import NameIndex, Surface
    from entities.model import Candidate

# Span of an unlisted name, name of the pattern, and whether it counts elsewhere in the document, too.
Found = tuple[int, int, str, bool]
# What is longer is no name or acronym.
_NAME, ACRONYM = 12, 8
_MOST_WORDS = 6
_WORDS_BEFORE = re.compile(rf"(?:[{LETTERS}'.&-]+ ){{0,5}}[{LETTERS}'.&-]+$")


@lru_cache(maxsize=4)
def _listed(index: NameIndex) -> dict[str, Surface]:
    return {surface.text: surface for surface in index.surfaces if surface.names}


@lru_cache(maxsize=4096)
def _latin_names(index: NameIndex, identifier: str) -> tuple[str, ...]:
    names = [name for name in sorted(index.listed[identifier]) if not re.search(f"[{HAN}]", name)]
    return tuple(dict.fromkeys(name.strip() for name in fold_many(names)))


class GlossNames:
    """Knows the names of one document and judges what stands beside them.

    Attributes:
        document: The document.
        text: Its folded text.
        index: The compiled gazetteer.
        taken: What the finders of listed forms found, by start, without overlaps.
        starts: These by start.
        ends: These by end.
    """

    def __init__(self, document: Document, index: NameIndex, taken: list[Candidate]) -> None:
        self.document = document
        self.text = document.text
        self.index = index
        self.taken = taken
        self.starts = {item.start: item for item in taken}
        self.ends = {item.end: item for item in taken}

    @cached_property
    def clean(self) -> str:
        """The text before folding, which has capitals."""
        return self.document.page.cleaned.aligned.text

    def written(self, start: int, end: int) -> str:
        """Return a stretch as it is written, capitals and all."""
        low, high = self.document.page.to_clean(start, end)
        return self.clean[low:high]

    def wide(self, start: int, end: int, owners: tuple[str, ...], known: Candidate) -> bool:
        """Say whether a name in front of a gloss counts elsewhere: it is no word, or one that is an old name of a place."""
        form = self.text[start:end]
        if LETTER.match(form):
            return bool(self._judge_latin((start, end)))
        return form not in load_words() or self.type_of(owners, known) in ("GPE", "LOC")

    def owners(self, known: Candidate, owners: frozenset[str]) -> tuple[str, ...]:
        """Return the entities that an explained name may mean.

        What has other names is the thing that bears the name first of all (Kaliningrad the city), not one that is also
        called so (its region).
        """
        left = tuple(identifier for identifier in known.entities if identifier in owners)
        if len(left) < 2:
            return left
        surface = self.surface(known)
        labels = [
            identifier
            for identifier in left
            if any(
                surface == label
                for entity, _ in _listed(self.index)[surface].names
                if entity.id == identifier
                for label in fold_many([entity.label("en"), entity.label("zh-CN"), entity.label("zh-TW")])
            )
        ] if surface in _listed(self.index) else []  # fmt: skip
        return tuple(labels) or left

    def surface(self, known: Candidate) -> str:
        """Return the listed form of a candidate, folded."""
        return known.steps[-1].after if known.steps else self.text[known.start : known.end]

    def type_of(self, owners: tuple[str, ...], known: Candidate) -> str:
        """Return the type of what a listed name means."""
        listed = _listed(self.index).get(self.surface(known))
        names = listed.names if listed else ()
        return next((entity.type for entity, _ in names if entity.id in owners), "")

    def latin_name(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the words with capitals from a place on."""
        text, rules = self.text, load_gloss_rules()
        last, place, count = start, start, 0
        while count < _MOST_WORDS and (match := WORD.match(text, place, end)):
            word = match[0]
            if self.capital(*match.span()):
                last = match.end()
            elif word not in rules.joiners or not count:
                break
            count += 1
            if not text.startswith(" ", match.end(), end):
                break
            place = match.end() + 1
        return (start, last) if last > start else None

    def capital(self, start: int, end: int) -> bool:
        """Say whether a word has a capital letter."""
        # Names of peoples' and houses often begin small (al-Sharaa, eBay).
        return any(char.isupper() for char in self.written(start, end))

    def judge(
        self, span: tuple[int, int], kind: str, *, sure: bool, quoted: bool, short: bool
    ) -> bool | None:
        """Say how far a name behind words counts: everywhere, only here, or not at all (None)."""
        start, end = span
        form = self.text[start:end]
        if form in _listed(self.index) or form in self.index.abbreviations:
            return None
        if not HAN_RUN.fullmatch(form):
            return self._judge_latin(span)
        rules = load_gloss_rules()
        size = len(form.replace("·", ""))
        if not 2 <= size <= _NAME or form in rules.not_names or form[0] == "·" or form[-1] == "·":
            return None
        word = form in load_words()
        spelt = self.spelt(start, end) and (not word or size > 3)
        if spelt and (size > 2 or sure):
            return True
        if not rules.clause_characters.isdisjoint(form) or (form.endswith(rules.titles) and not quoted):
            return None
        if word:
            # A word may be a person's by-name or an old name of a place; of a body it is whatever was named last.
            return None if kind == "ORG" or not sure else kind != "PERSON"
        if not sure:
            place = kind in ("GPE", "LOC") and size <= 4
            # Of what somebody says (乌称失守), no character is one of foreign names or places.
            like_name = form[-1] in rules.place_endings or any(map(rules.spelling.match, form))
            named = quoted or (
                like_name and (form[-1] in rules.place_endings or self._has_no_word(start, end))
            )
            return True if (quoted and size <= 6) or (place and named) else None
        holds = any(item.start >= start and item.end - item.start > 1 for item in self.overlapped(start, end))
        if holds and not (short or quoted):
            return None
        return True if size <= 8 else None

    def _judge_latin(self, span: tuple[int, int]) -> bool | None:
        form = self.text[slice(*span)]
        rules = load_gloss_rules()
        words = WORD.findall(form)
        if (
            not words
            or not WORD.fullmatch(form.replace(" ", "-"))
            or len(form) < 2
            or len(words) > _MOST_WORDS
        ):
            return None
        if not self.capital(*span) or form.endswith("'s") or not any(map(str.isalpha, form)):
            return None
        if not rules.not_words.isdisjoint(words) or (len(words) == 1 and words[0] in rules.not_alone):
            return None
        # A word that the text also writes small is one of the language.
        return not (len(words) == 1 and re.search(rf"(?<![A-Za-z]){re.escape(form)}(?![A-Za-z])", self.clean))

    def spelt(self, start: int, end: int) -> bool:
        """Say whether a stretch is spelt with characters of foreign names throughout."""
        return load_gloss_rules().spelling.fullmatch(self.text, start, end) is not None

    def _has_no_word(self, start: int, end: int) -> bool:
        """Say whether a stretch holds no ordinary word."""
        words, text = load_words(), self.text
        return not any(
            text[first:last] in words
            for first in range(start, end - 1)
            for last in range(first + 2, min(end, first + 4) + 1)
        )

    def overlapped(self, start: int, end: int) -> list[Candidate]:
        """Return the listed names that a stretch overlaps."""
        place = bisect_left(self.taken, start, key=lambda item: item.end - 1)
        found = []
        while place < len(self.taken) and self.taken[place].start < end:
            found.append(self.taken[place])
            place += 1
        return found

    # Names without words

    def plain(
        self, span: tuple[int, int], known: Candidate, owners: tuple[str, ...], *, named: bool
    ) -> list[Found]:
        """Read what stands in brackets without words: only likeness, initials or quotes tell a name from a remark.

        Args:
            span: The stretch.
            known: The listed name in front of the bracket.
            owners: What that means.
            named: Another listed name of it stands in the bracket.

        Returns:
            The name, if it is one.
        """
        text, (start, end) = self.text, span
        if text.startswith("the ", start, end):
            start += 4
        quoted = text[start] in QUOTES and text[end - 1] == QUOTES[text[start]] and end - start > 3
        if quoted:
            start, end = start + 1, end - 1
        span, form, kind = (start, end), text[start:end], self.type_of(owners, known)
        if form in _listed(self.index) or form in self.index.abbreviations:
            return []
        latin = tuple(name for owner in owners for name in _latin_names(self.index, owner))
        surface = self.surface(known)
        if HAN_RUN.fullmatch(form):
            return self._plain_chinese(span, kind, latin, surface, quoted=quoted)
        wide = self._judge_latin(span)
        if wide is None or self.latin_name(start, end) != span:
            return []
        if self.written(start, end).upper() == self.written(start, end):
            fits = kind in ("ORG", "FAC") and len(form) <= ACRONYM and (named or stands_for(form, latin))
            return [(start, end, INITIALS, wide)] if fits else []
        chinese = HAN_RUN.fullmatch(surface) is not None
        if chinese and kind != "ORG":
            alike = self._spelt_name(surface) and sounds_like(surface.rpartition("·")[2], _words_of(form))
        elif chinese:
            alike = shares_word(form, latin)
        else:
            alike = any(spelt_alike(form, name) for name in (surface, *latin))
        if alike:
            return [(start, end, BESIDE, wide)]
        by_name = quoted and kind == "PERSON" and form.count(" ") <= 1
        return [(start, end, QUOTED, wide)] if by_name else []

    def _plain_chinese(
        self, span: tuple[int, int], kind: str, latin: tuple[str, ...], surface: str, *, quoted: bool
    ) -> list[Found]:
        start, end = span
        form = self.text[start:end]
        size = len(form.replace("·", ""))
        if not 2 <= size <= _NAME:
            return []
        if self.spelt(start, end) and form not in load_words():
            if HAN_RUN.fullmatch(surface):
                alike = size > 2 and written_alike(form, surface)
            else:
                alike = kind != "ORG" and sounds_like(form.rpartition("·")[2], latin)
            if alike:
                return [(start, end, BESIDE, True)]
        plain = load_gloss_rules().clause_characters.isdisjoint(form) and not self.overlapped(start, end)
        named = self._has_no_word(start, end) or (
            kind in ("GPE", "LOC")
            and form[-1] in load_gloss_rules().place_endings
            and form not in load_words()
        )
        return [(start, end, QUOTED, True)] if quoted and size <= 5 and plain and named else []

    def _spelt_name(self, form: str) -> bool:
        return load_gloss_rules().spelling.fullmatch(form) is not None or "·" in form

    # The unlisted name in front

    def unlisted_head(
        self, end: int, known: Candidate, owners: tuple[str, ...], pattern: Pattern | None, *, bracket: bool
    ) -> tuple[int, int] | None:
        """Return the unlisted name that ends where a gloss by a listed one begins."""
        text = self.text
        kind = self.type_of(owners, known)
        if pattern is not None and kind in pattern.excluded:
            return None
        before = text[end - 1 : end]
        if before in CLOSING:
            start = text.rfind(CLOSING[before], max(0, end - 1 - 3 * _NAME), end - 1) + 1
            return self._quoted_head((start, end - 1), kind, owners, pattern) if start else None
        if HAN_RUN.match(before):
            return self._chinese_head(end, kind, owners, pattern, bracket=bracket)
        if LETTER.match(before):
            return self._latin_head(end, kind, owners, known, pattern)
        return None

    def _quoted_head(
        self, span: tuple[int, int], kind: str, owners: tuple[str, ...], pattern: Pattern | None
    ) -> tuple[int, int] | None:
        form = self.text[slice(*span)]
        if not form or form in _listed(self.index):
            return None
        if pattern is None and not (
            HAN_RUN.fullmatch(form)
            and (
                kind in ("ORG", "FAC")
                or sounds_like(form, [name for owner in owners for name in _latin_names(self.index, owner)])
            )
        ):
            return None
        return span if self.judge(span, kind, sure=True, quoted=True, short=True) else None

    def _chinese_head(
        self, end: int, kind: str, owners: tuple[str, ...], pattern: Pattern | None, *, bracket: bool
    ) -> tuple[int, int] | None:
        text, rules = self.text, load_gloss_rules()
        floor = end
        while floor > max(0, end - _NAME) and HAN_RUN.match(text, floor - 1):
            floor -= 1
        latin = [name for owner in owners for name in _latin_names(self.index, owner)]
        for start in range(floor, end - 1):
            form = text[start:end]
            if (
                text[start] == "·"
                or form in rules.not_names
                or form in _listed(self.index)
                or (form in load_words() and kind == "PERSON")
            ):
                continue
            if not self._may_begin(start, floor) or (
                text[start] in rules.words_before and self._may_begin(start + 1, floor) and end - start > 2
            ):
                continue
            spelt = self.spelt(start, end)
            if pattern is None:
                fits = kind != "ORG" and form not in load_words() and self._spells(start, end, latin)
            elif spelt:
                fits = len(form) > 2 or (bracket and form not in load_words())
            else:
                fits = bracket and self._name_like(start, end, kind)
            if fits:
                return start, end
        return None

    def _spells(self, start: int, end: int, latin: list[str]) -> bool:
        """Say whether a stretch spells one of some Latin names, perhaps behind a part that is translated (新|赫尔希伊夫卡)."""
        if self.spelt(start, end) and sounds_like(self.text[start:end].rpartition("·")[2], latin):
            return True
        rest = [
            name.removeprefix(part).lstrip(" -")
            for part in load_gloss_rules().prefixes.get(self.text[start], ())
            for name in latin
            if name.startswith(part)
        ]
        return bool(rest) and self.spelt(start + 1, end) and sounds_like(self.text[start + 1 : end], rest)

    def _name_like(self, start: int, end: int, kind: str) -> bool:
        """Say whether a stretch in front of a gloss can only be a name: short, of no words, one of the table at most."""
        form = self.text[start:end]
        if not 2 <= len(form) <= 5 or not load_gloss_rules().clause_characters.isdisjoint(form):
            return False
        if form in load_words():
            return kind in ("GPE", "LOC") and len(form) <= 3
        return self._has_no_word(start, end) and not any(
            item.end - item.start > 1 for item in self.overlapped(start, end)
        )

    def _may_begin(self, start: int, floor: int) -> bool:
        """Say whether a name may begin at a place: behind a mark, a listed name or a word, and not inside one."""
        text = self.text
        if start == floor:
            return not HAN_RUN.match(text[start - 1 : start])
        word = word_ending(text, start)
        if start in self.ends or word is not None:
            return True
        across = word_ending(text, start + 1)
        return text[start - 1] in load_gloss_rules().words_before and across is None

    def _latin_head(
        self, end: int, kind: str, owners: tuple[str, ...], known: Candidate, pattern: Pattern | None
    ) -> tuple[int, int] | None:
        rules, text = load_gloss_rules(), self.text
        before = _WORDS_BEFORE.search(text, max(0, end - 60), end)
        if before is None:
            return None
        words = list(WORD.finditer(text, before.start(), end))
        start, place = end, len(words) - 1
        while place >= 0 and (self.capital(*words[place].span()) or words[place][0] in rules.joiners):
            if words[place].end() + (start < end) < start or not text[words[place].start()].isalpha():
                break
            start = words[place].start()
            place -= 1
        kept = [word for word in words if word.start() >= start]
        while kept and (kept[0][0] in rules.openers or not self.capital(*kept[0].span())):
            kept.pop(0)
        if not kept or self.starts.keys() & set(range(kept[0].start(), end)):
            return None
        span = (kept[0].start(), end)
        form = text[slice(*span)]
        if form in _listed(self.index) or self._judge_latin(span) is None:
            return None
        if kind != "PERSON" and len(kept) > 1 and kept[0][0] in self.index.given_names:
            return None
        if pattern is None:
            names = (
                self.surface(known),
                *(name for owner in owners for name in _latin_names(self.index, owner)),
            )
            return span if any(spelt_alike(form, name) for name in names) else None
        return span


def _words_of(latin: str) -> list[str]:
    return [latin, *latin.split()] if " " in latin else [latin]
