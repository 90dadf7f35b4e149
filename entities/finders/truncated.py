"""Listed Chinese names that lost their head or tail to a scraper or typist (总统连斯基, 泽连斯6日).

What is left of a name says little, so it counts only where it fills a run of name characters by itself and something
else speaks for the entity: the text names it elsewhere, its title or given name stands right before, or the text breaks
off behind a lost tail and no other listed name begins so.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from entities.finders.head_rules import load_person_heads
from entities.finders.runs import LONGEST, LONGEST_RUN, SHORTEST, free_part, mask, parts_of, run_pattern
from entities.finders.words import load_words, word_ending, word_starting
from entities.gazetteer.index import fold_context
from entities.model import Candidate, Rejection, Step
from entities.text.fold import HAN, fold_many, fold_text
from entities.text.tables import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from entities.document import Document
    from entities.gazetteer.index import NameIndex, Surface
    from entities.model import Entity

    Side = Literal["head", "tail"]

METHOD = "truncated"
# Set by judgement, not calibrated: no evaluation data holds enough cut-off names to measure them.
SCORE_NAMED, SCORE_BESIDE = 0.9, 0.75
# So much of a name must be left if one character is lost, and if two are; what is shorter begins too many other names.
_LEFT = {1: SHORTEST, 2: SHORTEST + 1}
# Names shown where several could be meant.
_SHOWN = 3
_HAN = re.compile(f"[{HAN}]")
_GIVEN = re.compile(f"[{HAN}]+$")


@dataclass(frozen=True, slots=True)
class _Rules:
    generic: frozenset[str]
    person_heads: tuple[str, ...]
    whole: frozenset[str]
    borne: frozenset[str]
    titles: tuple[str, ...]
    words_before: frozenset[str]
    words_after: frozenset[str]
    breaks: re.Pattern[str]


@cache
def _load() -> _Rules:
    rules = load_rules("truncated")
    return _Rules(
        generic=frozenset(rules["generic"]),
        person_heads=load_person_heads(),
        whole=frozenset(fold_many(rules["whole"])),
        borne=frozenset(fold_many(rules["borne"])),
        titles=tuple(sorted(fold_many(rules["titles"]), key=len, reverse=True)),
        words_before=frozenset(rules["words_before"]),
        words_after=frozenset(rules["words_after"]),
        breaks=re.compile(rules["break"]),
    )


class Cut(NamedTuple):
    """A listed name that what is left could be the rest of.

    Attributes:
        side: What is lost: `head` or `tail`.
        entity: The entity.
        form: The listed name, as written.
        folded: The same, folded.
        rank: Place among the readings of one entity: characters lost, then listed order.
    """

    side: Side
    entity: Entity
    form: str
    folded: str
    rank: tuple[int, int]


class _Reading(NamedTuple):
    """All names that what is left could come from.

    Attributes:
        cuts: Names that lost few characters, best first.
        owners: Every entity with a listed name that begins or ends so, however much longer.
    """

    cuts: tuple[Cut, ...]
    owners: frozenset[str]


class _Evidence(NamedTuple):
    """A name with what speaks for it: the rule and what it saw."""

    cut: Cut
    rule: str
    detail: str


@dataclass(slots=True)
class CutForms:
    """What is left of the names of one gazetteer when their head or tail is lost.

    Attributes:
        automaton: Finds these forms.
        sources: The names that each form can come from, with what was lost.
        bases: Surfaces by their last part between interpuncts.
        ordered: Those parts, sorted.
        backwards: Those parts, each read backwards, sorted.
        memory: Forms read so far; no more than there are forms.
    """

    automaton: AhoCorasick
    sources: dict[str, list[tuple[Side, str]]]
    bases: dict[str, list[Surface]]
    ordered: list[str]
    backwards: list[str]
    memory: dict[str, _Reading] = field(default_factory=dict)

    def read(self, form: str) -> _Reading:
        """Return the names that a form could be the rest of; remembered."""
        known = self.memory.get(form)
        if known is None:
            cuts = [cut for side, base in self.sources[form] for cut in self._cuts(side, base, form)]
            cuts.sort(key=lambda cut: (cut.rank, cut.entity.id))
            longer = [
                *_starting(self.ordered, form),
                *(base[::-1] for base in _starting(self.backwards, form[::-1])),
            ]
            owners = frozenset(
                owner for base in longer for surface in self.bases[base] for owner in surface.owners
            )
            known = self.memory[form] = _Reading(tuple(cuts), owners)
        return known

    def _cuts(self, side: Side, base: str, form: str) -> Iterator[Cut]:
        surfaces = self.bases[base]
        # A full name stands for its surname only where the surname alone is not listed.
        plain = [surface for surface in surfaces if surface.text == base]
        for surface in plain or surfaces:
            for entity, name in surface.names:
                # A name that similar forms may not be linked to may not be linked to parts of it either.
                if name.match != "exact":
                    rank = (len(base) - len(form), entity.names.index(name))
                    yield Cut(side, entity, name.text, surface.text, rank)


def _starting(ordered: list[str], prefix: str) -> Iterator[str]:
    for place in range(bisect_left(ordered, prefix), len(ordered)):
        if not ordered[place].startswith(prefix):
            return
        yield ordered[place]


@lru_cache(maxsize=4)
def cut_forms(index: NameIndex) -> CutForms:
    """Compile what is left of the names of a gazetteer when their head or tail is lost; done once.

    Args:
        index: The compiled gazetteer.

    Returns:
        The forms, without those that are listed names, parts of listed full names or ordinary words.
    """
    rules = _load()
    bases: dict[str, list[Surface]] = {}
    joined: set[str] = set()
    known = {surface.text for surface in index.surfaces}
    for surface in index.surfaces:
        if surface.script == "han":
            last = surface.text.rpartition("·")[2]
            bases.setdefault(last, []).append(surface)
            if last != surface.text:
                joined.add(surface.text.replace("·", ""))
                known.update(surface.text.split("·"))
    for text in joined:
        # The index lists a full name without its dots, too; that is no surname.
        bases.pop(text, None)
    known |= rules.whole
    words = load_words()
    sources: dict[str, list[tuple[Side, str]]] = {}
    # Only what is spelt by sound throughout stands in runs; other names that lose a character are not told from words.
    pattern = run_pattern()
    for base in filter(pattern.fullmatch, bases):
        for side, form, lost in _shortened(base):
            if rules.generic.isdisjoint(lost) and form not in known and form not in words:
                sources.setdefault(form, []).append((side, base))
    return CutForms(
        AhoCorasick(list(sources), matchkind=MatchKind.Standard, store_patterns=False),
        sources,
        bases,
        sorted(bases),
        sorted(base[::-1] for base in bases),
    )


def _shortened(base: str) -> Iterator[tuple[Side, str, str]]:
    """Yield what may be left of a name, with the side that lost and what it lost."""
    for missing, shortest in _LEFT.items():
        left = len(base) - missing
        if shortest <= left <= LONGEST:
            yield "tail", base[:left], base[left:]
            yield "head", base[missing:], base[:missing]


def find_truncated(
    document: Document, index: NameIndex, taken: list[Candidate], rejections: list[Rejection] | None = None
) -> list[Candidate]:
    """Find listed names that lost one or two characters at their head or tail.

    Args:
        document: The document, scanned.
        index: The compiled gazetteer.
        taken: What the finders of listed forms found, without overlaps.
        rejections: Where to note what could be the rest of a name, but need not; None to spare the work.

    Returns:
        The candidates.
    """
    forms = cut_forms(index)
    text = mask(document.text, taken)
    starts = [start for _, start, _ in forms.automaton.find_matches_as_indexes(text)]
    if not starts:
        return []
    blockers = [item for item in document.occurrences if item.surface.blocks]
    judge = _Judge(document, mask(text, blockers), taken, forms, index)
    found: list[Candidate] = []
    for match in run_pattern().finditer(judge.masked):
        place = bisect_left(starts, match.start())
        if place < len(starts) and starts[place] < match.end():
            judged = judge.run(*match.span())
            if isinstance(judged, Candidate):
                found.append(judged)
            elif judged is not None and rejections is not None:
                rejections.append(judged)
    return found


class _Judge:
    """Judges what is left of names in one document."""

    def __init__(
        self, document: Document, masked: str, taken: list[Candidate], forms: CutForms, index: NameIndex
    ) -> None:
        self.masked = masked
        self._document = document
        self._text = document.text
        self._forms = forms
        self._index = index
        self._places: dict[str, tuple[int, int] | None] = {}
        self._named: dict[str, set[str]] = {}
        for candidate in taken:
            for identifier, form in zip(candidate.entities, candidate.forms, strict=True):
                self._named.setdefault(identifier, set()).add(form)

    def run(self, start: int, end: int) -> Candidate | Rejection | None:
        """Judge a run of name characters: a candidate, a rejection, or None if it is no part of a listed name."""
        first, last = free_part(self._text, start, end)
        run = self.masked[first:last]
        if not SHORTEST <= len(run) <= LONGEST_RUN:
            return None
        if run not in self._places:
            self._places[run] = self._place(run)
        place = self._places[run]
        return None if place is None else self._part(first + place[0], first + place[1])

    def _place(self, run: str) -> tuple[int, int] | None:
        """Return where a run holds the rest of a name and else only ordinary words."""
        words_before, words_after = _load().words_before, _load().words_after
        for start, end in sorted(parts_of(run), key=lambda part: part[0] - part[1]):
            # The word table holds no words of a single character (派|威特科, 泽连斯|和).
            for begin in (start, start + 1) if run[start] in words_before else (start,):
                for stop in (end, end - 1) if run[end - 1] in words_after else (end,):
                    if run[begin:stop] in self._forms.sources:
                        return begin, stop
        return None

    def _part(self, start: int, end: int) -> Candidate | Rejection | None:
        """Judge what could be the rest of a name; None if only names that allow no other forms are like that."""
        reading = self._forms.read(self._text[start:end])
        if not reading.cuts:
            return None
        weighed = self._weigh(start, end, reading)
        if isinstance(weighed, _Evidence):
            return self._candidate(start, end, weighed)
        return Rejection(start, end, tuple(sorted(reading.owners)), METHOD, *weighed)

    def _candidate(self, start: int, end: int, evidence: _Evidence) -> Candidate:
        cut, rule, detail = evidence
        left, steps = self._text[start:end], []
        if rule == "given-name":
            begin = start - len(detail)
            steps.append(Step("given-name", detail, self._text[begin:end], left))
            start = begin
        steps.append(Step("cut-off", f"{cut.side}:{rule}:{detail}", left, cut.folded))
        score = SCORE_NAMED if cut.entity.id in self._named else SCORE_BESIDE
        return Candidate(start, end, (cut.entity.id,), METHOD, (cut.form,), score, tuple(steps))

    def _weigh(self, start: int, end: int, reading: _Reading) -> _Evidence | tuple[str, str]:
        """Return what speaks for one of the names, or the reason why none is taken."""
        text = self._text
        if text[end : end + 1] == "·":
            return "given-name-of-another", text[end : end + 6]
        if head := self._person_head(end):
            return "named-after-person", head
        free = {"head": self._stands_free_before(start), "tail": self._stands_free_after(end)}
        cuts = [cut for cut in reading.cuts if free[cut.side]]
        if not cuts:
            # Of a form that could have lost either end, the side behind it is named.
            lost_tail = any(cut.side == "tail" for cut in reading.cuts)
            return ("name-goes-on", text[end]) if lost_tail else ("name-begins-before", text[start - 1])
        if text[start - 1 : start] == "·":
            return self._given(start, cuts)
        named = reading.owners & self._named.keys()
        evidence = self._elsewhere(cuts, named) if named else self._nearby(start, end, cuts, reading.owners)
        shown = " ".join(list(dict.fromkeys(cut.form for cut in cuts))[:_SHOWN])
        return evidence or ("not-enough-evidence", shown)

    def _person_head(self, end: int) -> str:
        """Return the word that makes a place or thing of the name before it (康奈尔|大学), or nothing."""
        for head in _load().person_heads:
            if self._text.startswith(head, end) and not word_starting(self._text, end + len(head) - 1):
                return head
        return ""

    def _stands_free_before(self, start: int) -> bool:
        before = self.masked[start - 1 : start]
        return (
            not _HAN.match(before)
            or before in _load().words_before
            or word_ending(self._text, start) is not None
        )

    def _stands_free_after(self, end: int) -> bool:
        after = self.masked[end : end + 1]
        return (
            not _HAN.match(after)
            or after in _load().words_after
            or word_starting(self._text, end) is not None
        )

    def _given(self, start: int, cuts: list[Cut]) -> _Evidence | tuple[str, str]:
        """Return the name that the gazetteer lists with the given name that stands before the interpunct."""
        for cut in cuts:
            last = cut.folded.rpartition("·")[2]
            for form in sorted(self._index.listed[cut.entity.id]):
                given, _, surname = fold_text(form).strip().rpartition("·")
                # In the masked text, a name that is already taken is no given name.
                if given and surname == last and self.masked.endswith(f"{given}·", 0, start):
                    return _Evidence(cut, "given-name", f"{given}·")
        given_before = _GIVEN.search(self._text, max(0, start - LONGEST - 1), start - 1)
        return "other-given-name", given_before[0] if given_before else "·"

    def _elsewhere(self, cuts: list[Cut], named: frozenset[str]) -> _Evidence | None:
        """Return the name of the one entity that could be meant and that the text names elsewhere."""
        if len(named) > 1:
            return None
        (identifier,) = named
        forms = self._named[identifier]
        own = [cut for cut in cuts if cut.entity.id == identifier]
        if not own:
            return None
        best = min(own, key=lambda cut: (cut.form not in forms, cut.rank))
        return _Evidence(best, "named", best.form if best.form in forms else min(forms))

    def _nearby(self, start: int, end: int, cuts: list[Cut], owners: frozenset[str]) -> _Evidence | None:
        """Return the name of the one person whom what stands right beside speaks for."""
        # Places begin and end like other places and the people named after them.
        persons = [cut for cut in cuts if cut.entity.type == "PERSON"]
        beside: dict[str, _Evidence] = {}
        for cut in persons:
            if cut.entity.id not in beside and (word := self._word_beside(start, end, cut)):
                beside[cut.entity.id] = _Evidence(cut, "beside", word)
        if len(beside) == 1:
            return next(iter(beside.values()))
        if beside or len(owners) > 1 or self._text[start:end] in _load().borne:
            return None
        tails = [cut for cut in persons if cut.side == "tail"]
        found = _load().breaks.match(self._text, end)
        if tails and found and found[0].strip():
            return _Evidence(tails[0], "broken-off", found[0].strip())
        if tails and (found or self._line_ends(end)):
            return _Evidence(tails[0], "line-end", "")
        return None

    def _word_beside(self, start: int, end: int, cut: Cut) -> str:
        """Return the title or context word of an entity that stands right beside, or nothing."""
        context = [word for word in fold_context(cut.entity) if _HAN.match(word)]
        for word in context:
            if self._text.endswith(word, 0, start) or self._text.startswith(word, end):
                return word
        title = next((title for title in _load().titles if self._text.endswith(title, 0, start)), "")
        if not title or self._text[start:end] in _load().borne:
            return ""
        # The longer word decides: 外交部长 is no 财政部长, though both end in 部长.
        word = max(title, word_ending(self._text, start) or "", key=len)
        if context:
            return word if any(known.endswith(word) for known in context) else ""
        return word if cut.side == "head" and end - start >= _LEFT[2] else ""

    def _line_ends(self, end: int) -> bool:
        """Say whether a line ends or a tag opens right behind an offset."""
        page = self._document.page
        clean = page.to_clean(end - 1, end)[1]
        raw = page.folded.to_raw(end - 1, end)[1]
        # A tag that closes stands behind whole names as well: links and bold type.
        opens = page.raw.startswith("<", raw) and not page.raw.startswith("</", raw)
        return opens or page.cleaned.aligned.text.startswith(("\n", "\r"), clean)
