"""The last part of a full name on its own, after the full name: 威廉·阿尔贝克 ... 阿尔贝克, Steve Witkoff ... Mr. Witkoff.

The gazetteer need not list the surname alone: the text says whose it is. The nearest full name before decides; one with
another given name makes the surname nobody's until the next. In a title, which comes before everything, a surname counts
if the text names one person so and no other.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from entities.finders.full_names import (
    LETTERS,
    Borders,
    is_full_name,
    is_given_name,
    load_name_rules,
    read_persons,
)
from entities.finders.words import load_words, word_around, word_ending, word_starting
from entities.local import is_local
from entities.model import Candidate, Rejection, Step
from entities.text.full_names import last_part

if TYPE_CHECKING:
    from entities.document import Document
    from entities.gazetteer.index import NameIndex

METHOD = "short"
# By judgement, not calibrated: the full name stands in the text, so little but a namesake or a word can be meant, and
# two characters are a word more often than three.
SCORE, SCORE_SHORT = 0.93, 0.85
# Han characters of a short form that is scored lower; letters that one must have.
_FEW_CHARACTERS = 2
_FEWEST_LETTERS = 3
# Where the full name stands: the arguments of the step.
BEFORE, BELOW = "before", "below the title"
_LETTER = re.compile(f"[{LETTERS}]")
_ARTICLES = frozenset({"the", "a", "an"})
# The end of a title before a surname, where the word before it does not count.
# Before a surname in the middle of a sentence, where only names have capitals.
_CLAUSE = (",", ";", "(", "-")
_TITLES = tuple(
    f" {title}{end}"
    for title in ("mr", "mrs", "ms", "dr", "prof", "sen", "rep", "gov", "gen", "col", "sir", "lord")
    for end in (". ", " ")
)


class _FullName(NamedTuple):
    """A full name in the text.

    Attributes:
        candidate: What was found there.
        surface: How it is written, folded.
    """

    candidate: Candidate
    surface: str


def find_short_forms(
    document: Document, index: NameIndex, taken: list[Candidate], rejections: list[Rejection] | None = None
) -> list[Candidate]:
    """Find last parts of full names that stand alone.

    Args:
        document: The document, scanned.
        index: The compiled gazetteer.
        taken: What was found so far, without overlaps, by start.
        rejections: Where to note last parts that do not count; None to spare the work.

    Returns:
        The candidates.
    """
    named = _full_names(document.text, index, taken)
    if not named:
        return []
    return _Search(document, index, taken, named, rejections).run()


def _full_names(text: str, index: NameIndex, taken: list[Candidate]) -> dict[str, dict[int, _FullName]]:
    """Return full names of persons by last part and start, where the last part may stand alone."""
    named: dict[str, dict[int, _FullName]] = {}
    for item in taken:
        surface = text[item.start : item.end]
        if is_full_name(surface):
            short = last_part(surface)
            if _may_be_short(short, surface, item, index):
                named.setdefault(short, {})[item.start] = _FullName(item, surface)
    return named


def _may_be_short(short: str, surface: str, item: Candidate, index: NameIndex) -> bool:
    """Say whether the last part of a full name can be a name on its own that is not listed as one."""
    rules, persons = load_name_rules(), read_persons(index)
    if not all(is_local(owner) for owner in item.entities):
        # Where a listed form stands untaken, a rule has turned it down.
        if short in persons.listed or not persons.shortened.issuperset(item.entities):
            return False
        if any(
            name.text == form and name.match != "variants"
            for owner, form in zip(item.entities, item.forms, strict=True)
            for name in persons.by_id[owner].names
        ):
            return False
    if "·" not in surface:
        return len(short) >= _FEWEST_LETTERS and short not in rules.heads
    if short in rules.not_alone:
        return False
    # Longer surnames stand in the word table, too (史密斯), and are no words.
    few = len(short) == _FEW_CHARACTERS and short not in load_words() and rules.spelling.issuperset(short)
    return few or len(short) > _FEW_CHARACTERS


@dataclass(slots=True)
class _Search:
    """The search through one document.

    Attributes:
        owners: The full name that each last part belongs to at the place reached; None after somebody else's.
        waiting: Last parts in the title, until the text has been read.
        others: Last parts that more than one person bears in the text.
    """

    document: Document
    index: NameIndex
    taken: list[Candidate]
    named: dict[str, dict[int, _FullName]]
    rejections: list[Rejection] | None
    owners: dict[str, _FullName | None] = field(default_factory=dict)
    waiting: list[tuple[str, int, int]] = field(default_factory=list)
    others: set[str] = field(default_factory=set)
    found: list[Candidate] = field(default_factory=list)
    borders: Borders = field(init=False)

    def __post_init__(self) -> None:
        self.borders = Borders(self.document, self.taken)

    def run(self) -> list[Candidate]:
        """Read the text once, in order."""
        shorts = sorted(self.named)
        automaton = AhoCorasick(shorts, matchkind=MatchKind.LeftmostLongest, store_patterns=False)
        starts = [item.start for item in self.taken]
        for number, start, end in automaton.find_matches_as_indexes(self.document.text):
            place = bisect_right(starts, start) - 1
            if place >= 0 and start < self.taken[place].end:
                self._name(shorts[number], self.taken[place])
            else:
                self._look(shorts[number], start, end)
        for short, start, end in self.waiting:
            owner = self.owners.get(short)
            if owner is not None and short not in self.others:
                self._take(owner, BELOW, start, end)
        return self.found

    def _name(self, short: str, item: Candidate) -> None:
        """Note whose a last part is from here on."""
        full = self.named[short].get(item.start)
        if full is None:
            return
        known = self.owners.get(short, full)
        if known is None or known.candidate.entities != item.entities:
            self.others.add(short)
        self.owners[short] = full

    def _look(self, short: str, start: int, end: int) -> None:
        """Judge a last part that nothing is found for."""
        full = next(iter(self.named[short].values()))
        judged = self._chinese(short, start, end) if "·" in full.surface else self._latin(short, start, end)
        if judged is None:
            return
        reason, detail = judged
        owner = self.owners.get(short)
        if reason == "other-given-name":
            self.owners[short] = None
            self.others.add(short)
        elif not reason:
            if owner is not None:
                self._take(owner, BEFORE, start, end)
                return
            if short not in self.owners and self.borders.in_title(start):
                self.waiting.append((short, start, end))
            if short not in self.owners:
                return
            reason, detail = "other-given-name", self.document.text[start:end]
        if self.rejections is not None:
            entities = (owner or full).candidate.entities
            self.rejections.append(Rejection(start, end, entities, METHOD, reason, detail))

    def _take(self, owner: _FullName, place: str, start: int, end: int) -> None:
        text, item = self.document.text, owner.candidate
        short = text[start:end]
        score = SCORE_SHORT if len(short) <= _FEW_CHARACTERS else SCORE
        # What is known of the full name holds for its last part, and no more.
        score = min(score, item.score)
        steps = (Step("short-form", place, short, owner.surface), *item.steps)
        self.found.append(Candidate(start, end, item.entities, METHOD, item.forms, score, steps))

    def _chinese(self, short: str, start: int, end: int) -> tuple[str, str] | None:
        """Return why a Chinese last part does not count, or an empty reason; None if it is none."""
        text, borders = self.document.text, self.borders
        strictly = len(short) <= _FEW_CHARACTERS
        if text[start - 1 : start] == "·":
            return (
                ("other-given-name", text[max(0, start - 6) : start - 1]) if borders.free_after(end) else None
            )
        if text[end : end + 1] == "·":
            return "given-name-of-another", text[end : end + 6]
        if head := borders.person_head(end):
            return "named-after-person", head
        if not borders.free_after(end, strictly=strictly):
            return "name-goes-on", text[end]
        if not borders.free_before(start, strictly=strictly):
            return "name-begins-before", text[start - 1]
        return self._crossing_word(start, end) or ("", "")

    def _crossing_word(self, start: int, end: int) -> tuple[str, str] | None:
        text = self.document.text
        if held := word_around(text, start, end):
            return "part-of-word", text[slice(*held)]
        left, right = word_ending(text, start + 1), word_starting(text, end - 1)
        if left and not (word_ending(text, start) or self.borders.ends_at(start)):
            return "crosses-word", left
        if right and not (word_starting(text, end) or self.borders.starts_at(end)):
            return "crosses-word", right
        return None

    def _latin(self, short: str, start: int, end: int) -> tuple[str, str] | None:
        """Return why a Latin last part does not count, or an empty reason; None if it is none."""
        borders = self.borders
        text = self.document.text
        if _LETTER.search(text[start - 1 : start] + text[end : end + 1]):
            return None
        word = short.rpartition(" ")[2]
        if not borders.is_capital(end - len(word)):
            return None
        if text[end : end + 1] == "-" and not borders.starts_at(end + 1):
            return "name-goes-on", "-"
        return self._beside_latin(short, start, end) or ("", "")

    def _beside_latin(self, short: str, start: int, end: int) -> tuple[str, str] | None:
        """Return what the words beside a Latin last part have against it."""
        rules, borders = load_name_rules(), self.borders
        after = borders.word_after(end)
        if after in rules.heads:
            return "named-after-person", after
        if after and is_given_name(short, self.index) and not borders.starts_at(end + 1):
            return "given-name-of-another", after
        owner = self.owners.get(short)
        initial = borders.initial_before(start)
        if initial and (owner is None or owner.surface[0] != initial):
            return "other-given-name", initial
        before = borders.word_before(start)
        word = before[1] if before else ""
        if short in rules.words_too:
            titled = f" {self.document.text[max(0, start - 6) : start]}".endswith(_TITLES)
            plain = before is not None and not borders.is_capital(before[0]) and word not in _ARTICLES
            clause = self.document.text[max(0, start - 2) : start].strip().endswith(_CLAUSE)
            if not titled and not plain and not clause:
                return "only-a-word", short
        if before is None or not borders.is_capital(before[0]) or word in rules.before_surnames:
            return None
        if is_given_name(word, self.index):
            # Steven for Steve is no contradiction, nor is it known to be one name with what follows.
            same = owner is not None and word[0] == owner.surface[0]
            return ("name-begins-before" if same else "other-given-name"), word
        return None if borders.ends_at(start - 1) else ("name-begins-before", word)
