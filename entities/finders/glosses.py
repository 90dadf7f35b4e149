"""Names that the text itself explains: 红军城（乌克兰称波克罗夫斯克）, 维特（Steve Witkoff）, Dnipro (formerly Yekaterinoslav).

In brackets or behind a comma stand two names of one thing. If the gazetteer lists one of them, the other is lent its entity
for the rest of the document and is a suggestion for the curator. The words that say so and what speaks against it are data
(data/rules/glosses.yaml); this module looks for a listed name on one side and for the borders of the unlisted one on the other.
Only what stands beside a bracket or such words is looked at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from entities.finders.gloss_names import ACRONYM, Found, GlossNames
from entities.finders.gloss_rules import (
    BESIDE,
    BRACKETS,
    CLOSING,
    HAN_RUN,
    LETTER,
    METHOD,
    QUOTES,
    SHORT_FORM,
    load_gloss_rules,
)
from entities.finders.words import word_ending, word_starting
from entities.model import Candidate, Step
from entities.text.fold import fold_many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from entities.document import Document
    from entities.finders.gloss_rules import Pattern
    from entities.gazetteer.index import NameIndex
    from entities.model import Rejection

# Set by judgement, not calibrated: where the text explains the name, and elsewhere in it, where it could be another one.
SCORE, SCORE_ELSEWHERE = 0.94, 0.92
# What is longer explains more than a name.
_CONTENT, _CLAUSE = 90, 60
_SHORT = 2
_ITEM = re.compile(r"[^,;、/|]+")
_CLAUSE_END = re.compile(r"[,;。!?()\[\]【】〔〕]|\. |\.$|$")
_OR = re.compile(r" ?(?:或者?|及|和|与|、|/|,? or |,? and |,) ?")


class _Gloss(NamedTuple):
    """An unlisted name with what explains it.

    Attributes:
        start: First character of the unlisted name.
        end: One past its last.
        known: The listed name.
        owners: Entities that it may mean; those of the listed name, or fewer.
        pattern: Name of the pattern.
        wide: It counts elsewhere in the document, too.
        region: Borders of the whole gloss.
    """

    start: int
    end: int
    known: Candidate
    owners: tuple[str, ...]
    pattern: str
    wide: bool
    region: tuple[int, int]


class _Item(NamedTuple):
    """One part of what stands in brackets: a name, perhaps behind words."""

    start: int
    end: int
    pattern: Pattern | None
    known: Candidate | None


def find_glosses(
    document: Document, index: NameIndex, taken: list[Candidate], rejections: list[Rejection] | None = None
) -> list[Candidate]:
    """Find unlisted names that the text explains by listed ones, wherever they stand in it.

    Args:
        document: The document, scanned.
        index: The compiled gazetteer.
        taken: What the finders of listed forms found, without overlaps.
        rejections: Unused here: what stands in brackets is seldom meant as a name.

    Returns:
        The candidates.
    """
    del rejections
    if not taken:
        return []
    trigger = load_gloss_rules().trigger
    first = trigger.search(document.text)
    if first is None:
        return []
    reader = _Reader(document, index, taken)
    closed = 0
    for match in trigger.finditer(document.text, first.start()):
        if match[0] != ",":
            closed = max(closed, reader.read_bracket(match.start()))
        elif match.start() >= closed:
            # Inside brackets a comma parts what belongs to the name in front of them.
            reader.read_clause(match.start())
    return _Lender(reader).candidates() if reader.glosses else []


class _Reader(GlossNames):
    """Reads the glosses of one document."""

    def __init__(self, document: Document, index: NameIndex, taken: list[Candidate]) -> None:
        super().__init__(document, index, taken)
        self.glosses: list[_Gloss] = []

    # Where a gloss may be

    def read_bracket(self, place: int) -> int:
        """Read what stands in a bracket that opens at a place, and return where it closes."""
        text = self.text
        close = text.find(BRACKETS[text[place]], place + 1, place + 1 + _CONTENT)
        if close < 0 or text.find(text[place], place + 1, close) >= 0:
            return place
        head_end = place - 1 if text[place - 1 : place] == " " else place
        head = self._head_known(head_end)
        content = [self._item(*part, bracket=True) for part in self._parts(place + 1, close)]
        # Nearly every bracket has a listed name on neither side, or the same one on both.
        if head is None and not any(item.known for item in content):
            return close
        if not load_gloss_rules().credits.match(text, place + 1, close + 1):
            self._read(head, head_end, content, close + 1, bracket=True)
        return close

    def read_clause(self, comma: int) -> None:
        """Read what stands behind a comma: words, and a name up to the next mark."""
        head = self._head_known(comma)
        start = comma + 1 + self.text.startswith(" ", comma + 1)
        end_match = _CLAUSE_END.search(self.text, start, start + _CLAUSE)
        end = end_match.start() if end_match else min(len(self.text), start + _CLAUSE)
        # Without a listed name before it, one must stand behind the words.
        if head is None and not any(place in self.starts for place in range(start + 1, end)):
            return
        item = self._item(start, end, bracket=False)
        if item.pattern is not None:
            self._read(head, comma, [item], end, bracket=False)

    def _parts(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        for match in _ITEM.finditer(self.text, start, end):
            first, last = match.span()
            while first < last and self.text[first] == " ":
                first += 1
            while last > first and self.text[last - 1] == " ":
                last -= 1
            if first < last:
                yield first, last

    def _head_known(self, end: int) -> Candidate | None:
        """Return the listed name that ends where a gloss begins, perhaps before a suffix or closing quote."""
        text = self.text
        found = self.ends.get(end)
        if found is None and text[end - 1 : end] in CLOSING:
            found = self.ends.get(end - 1)
            if found is not None and text[found.start - 1 : found.start] != CLOSING[text[end - 1]]:
                return None
        if found is None and text[end - 1 : end] in load_gloss_rules().suffixes:
            found = self.ends.get(end - 1)
            if found is not None and not self._is_place(found):
                return None
        if found is None or found.method == "abbreviation" or self._is_rest(found):
            return None
        return found

    def _is_place(self, known: Candidate) -> bool:
        return self.type_of(known.entities, known) in ("GPE", "LOC")

    def _is_rest(self, known: Candidate) -> bool:
        """Say whether a name of two characters may be the end of a longer foreign name that nobody lists (赞比|西亚)."""
        start = known.start
        return (
            known.end - start == _SHORT
            and self.spelt(max(0, start - 1), known.end)
            and start > 0
            and start not in self.ends
            and word_ending(self.text, start) is None
            and self.text[start - 1] not in load_gloss_rules().words_before
        )

    def _exactly(self, start: int, end: int) -> Candidate | None:
        """Return the listed name that fills a stretch but for quotes, an article and a suffix."""
        text = self.text
        if start < end and text[start] in QUOTES and text[end - 1] == QUOTES[text[start]]:
            start, end = start + 1, end - 1
        if text.startswith("the ", start, end):
            start += 4
        found = self.starts.get(start)
        if found is None or found.method == "abbreviation":
            return None
        fills = found.end == end or (
            found.end == end - 1 and text[end - 1] in load_gloss_rules().suffixes and self._is_place(found)
        )
        return found if fills else None

    def _item(self, start: int, end: int, *, bracket: bool) -> _Item:
        known = self._exactly(start, end) if bracket else None
        if known is not None:
            return _Item(start, end, None, known)
        led = self._lead(start, end, bracket=bracket)
        if led is None:
            return _Item(start, end, None, None)
        pattern, first = led
        return _Item(first, end, pattern, self._exactly(first, self._name_end(first, end, bracket=bracket)))

    def _name_end(self, start: int, end: int, *, bracket: bool) -> int:
        """Return where a listed name behind words must end; in English a bracket may say more behind it."""
        known = self.starts.get(start)
        if known is not None and known.end < end and self._may_follow(known.end, end, bracket=bracket):
            return known.end
        return end

    def _may_follow(self, place: int, end: int, *, bracket: bool) -> bool:
        return bracket and load_gloss_rules().rest.match(self.text, place, end) is not None

    def _lead(self, start: int, end: int, *, bracket: bool) -> tuple[Pattern, int] | None:
        """Return the pattern whose words open a stretch, and where the name begins."""
        text, rules = self.text, load_gloss_rules()
        if LETTER.match(text, start):
            return self._lead_en(start, end)
        places = [(start, "")]
        # Behind a comma, `乌克兰称` tells what Ukraine says.
        if bracket:
            caller = self.starts.get(start)
            after = rules.callers.match(text, start, end)
            if caller is not None and caller.end < end:
                ending = rules.caller_endings.match(text, caller.end, end)
                places.insert(0, (ending.end() if ending else caller.end, "anyone"))
            elif after:
                places.insert(0, (after.end(), "language" if after["language"] else "anyone"))
        for place, called in places:
            for pattern in rules.patterns:
                if pattern.called not in ("", called) and called != "language":
                    continue
                match = pattern.zh.match(text, place, end)
                if match and match.end() < end:
                    return pattern, match.end()
        # `俄语Покровск` and the like have no words between the language and the name.
        return None

    def _lead_en(self, start: int, end: int) -> tuple[Pattern, int] | None:
        text, rules = self.text, load_gloss_rules()
        caller = rules.caller_en.match(text, start, end)
        for pattern in rules.patterns:
            places = [start]
            if pattern.called:
                places = [caller.end(), caller.end() - 1] if caller else []
                if caller and text[caller.end() - 2 : caller.end() - 1] == ":":
                    return pattern, caller.end()
            for place in places:
                match = pattern.en.match(text, place, end)
                if match and match.end() < end:
                    first = match.end() + (4 if text.startswith("the ", match.end()) else 0)
                    return pattern, first
        return None

    # What it says

    def _read(
        self, head: Candidate | None, head_end: int, items: list[_Item], stop: int, *, bracket: bool
    ) -> None:
        """Read one gloss: a name, listed or not, and the items that explain it."""
        agreed = _agree(head, items)
        if agreed is None:
            return
        known, common = agreed
        owners = self.owners(known, common)
        begin, found = head.start if head else head_end, list[Found]()
        if head is None:
            pattern = next(item.pattern for item in items if item.known is known)
            span = self.unlisted_head(head_end, known, owners, pattern, bracket=bracket)
            if span is None:
                return
            begin = span[0]
            found.append((*span, pattern.name if pattern else BESIDE, self.wide(*span, owners, known)))
        named = any(item.known is not None for item in items)
        for item in items:
            if item.known is None and item.pattern is not None:
                found += self._aliases(item, known, owners, bracket=bracket)
            elif item.known is None and head is not None:
                found += self.plain((item.start, item.end), known, owners, named=named)
        for first, last, name, wide in found:
            self.glosses.append(_Gloss(first, last, known, owners, name, wide, (begin, stop)))

    # Names behind words

    def _aliases(
        self, item: _Item, known: Candidate, owners: tuple[str, ...], *, bracket: bool
    ) -> list[Found]:
        pattern = item.pattern
        kind = self.type_of(owners, known)
        if pattern is None or kind in pattern.excluded:
            return []
        sure = pattern.sure and (bracket or not pattern.spoken)
        found: list[Found] = []
        place, end = item.start, item.end
        while place < end:
            span, place, quoted = self._next_name(place, end)
            if span is None or not (quoted or self._ends_well(span, item, bracket=bracket)):
                break
            short = pattern.name == SHORT_FORM
            wide = self.judge(span, kind, sure=sure, quoted=quoted, short=short)
            if wide is not None and not (short and self._adds(span, owners)):
                found.append((*span, pattern.name, wide))
            joined = _OR.match(self.text, place, end)
            if not joined:
                break
            place = joined.end()
        return found

    def _adds(self, span: tuple[int, int], owners: tuple[str, ...]) -> bool:
        """Say whether a Chinese short form has a character that no Chinese name of the entity has (抗大, 政治大学)."""
        form = self.text[slice(*span)]
        if not HAN_RUN.fullmatch(form):
            return False
        return any(
            not set(form) <= set("".join(fold_many(sorted(self.index.listed[owner])))) for owner in owners
        )

    def _next_name(self, place: int, end: int) -> tuple[tuple[int, int] | None, int, bool]:
        """Return the span of the name that begins at a place, where to go on, and whether it stands in quotes."""
        text = self.text
        if text[place] in QUOTES:
            close = text.find(QUOTES[text[place]], place + 1, end)
            return ((place + 1, close), close + 1, True) if close > place + 1 else (None, end, False)
        if LETTER.match(text, place):
            span = self.latin_name(place, end)
            return span, span[1] if span else end, False
        match = HAN_RUN.match(text, place, end)
        if match is None:
            return None, end, False
        # 普丁或蒲亭: two names, unless a border would leave a single character.
        either = text.find("或", place + 2, match.end() - 2)
        last = either if either > 0 else match.end()
        return (place, last), last, False

    def _ends_well(self, span: tuple[int, int], item: _Item, *, bracket: bool) -> bool:
        """Say whether what follows a name without quotes lets it end there."""
        text, (start, last) = self.text, span
        if last == item.end:
            return True
        latin = LETTER.match(text, start) is not None
        if bracket:
            return (latin and self._may_follow(last, item.end, bracket=True)) or bool(_OR.match(text, last))
        if not latin:
            return not LETTER.match(text, last) and not HAN_RUN.match(text, last)
        words = text[max(0, start - 16) : start].split()
        tails = load_gloss_rules().tails
        for word, tail in tails.items():
            if words and word == words[-1]:
                return tail.match(text, last) is not None
        return True


def _agree(head: Candidate | None, items: list[_Item]) -> tuple[Candidate, frozenset[str]] | None:
    """Return the listed name of a gloss and the entities that all of its listed names may mean; None if there are none."""
    known, owners = head, frozenset(head.entities) if head else frozenset()
    for item in items:
        if item.known is None or (head is not None and item.pattern is not None):
            continue
        theirs = frozenset(item.known.entities)
        if known is None:
            known, owners = item.known, theirs
        elif owners & theirs:
            owners &= theirs
        elif item.pattern is None:
            # Another thing stands in the bracket: a place of publication, a party, a list.
            return None
    return None if known is None else (known, owners)


class _Lender:
    """Lends the entities of listed names to the names that a document explains by them."""

    def __init__(self, reader: _Reader) -> None:
        self._reader = reader
        self._text = reader.text
        self._by_form: dict[str, list[_Gloss]] = {}
        for gloss in reader.glosses:
            self._by_form.setdefault(self._text[gloss.start : gloss.end], []).append(gloss)

    def candidates(self) -> list[Candidate]:
        """Return every place of every explained name."""
        # A name that is explained in two ways explains nothing.
        forms = {
            form: glosses
            for form, glosses in self._by_form.items()
            if len({frozenset(gloss.owners) for gloss in glosses}) == 1
        }
        if not forms:
            return []
        found = []
        places = {(gloss.start, gloss.end): gloss for gloss in self._reader.glosses}
        automaton = AhoCorasick(list(forms), matchkind=MatchKind.LeftmostLongest)
        names = list(forms)
        for number, start, end in automaton.find_matches_as_indexes(self._text):
            glosses = forms[names[number]]
            here = places.get((start, end))
            gloss = here or glosses[0]
            if here is None and not (gloss.wide and self._stands(start, end, gloss)):
                continue
            if any(
                item.start < start or item.end > end or item.end - item.start == end - start
                for item in self._reader.overlapped(start, end)
            ):
                continue
            found.append(self._candidate(start, end, gloss, SCORE if here else SCORE_ELSEWHERE))
        return found

    def _candidate(self, start: int, end: int, gloss: _Gloss, score: float) -> Candidate:
        known = gloss.known
        forms = dict(zip(known.entities, known.forms, strict=True))
        low, high = self._reader.document.page.folded.to_raw(*gloss.region)
        excerpt = self._text[slice(*gloss.region)]
        step = Step(
            "gloss",
            f"{gloss.pattern}:{low}-{high}:{excerpt}",
            self._text[start:end],
            self._reader.surface(known),
        )
        return Candidate(
            start, end, gloss.owners, METHOD, tuple(forms[owner] for owner in gloss.owners), score, (step,)
        )

    def _stands(self, start: int, end: int, gloss: _Gloss) -> bool:
        """Say whether a form that is explained elsewhere stands here as a name."""
        text = self._text
        before, after = text[start - 1 : start], text[end : end + 1]
        if LETTER.match(text, start) or LETTER.match(text, end - 1):
            if LETTER.match(before) or LETTER.match(after):
                return False
            ours = self._reader.written(start, end)
            theirs = self._reader.written(gloss.start, gloss.end)
            return ours == theirs or (ours.isupper() and len(ours) > ACRONYM // 2)
        ends, starts = self._reader.ends, self._reader.starts
        spelling = load_gloss_rules().spelling
        if self._reader.spelt(start, end):
            goes_on = (
                spelling.match(after)
                and after not in load_gloss_rules().words_after
                and end not in starts
                and not word_starting(text, end)
            )
            begins = (
                spelling.match(before)
                and before not in load_gloss_rules().words_before
                and start not in ends
                and not word_ending(text, start)
            )
            if goes_on or begins or after == "·":
                return False
        left, right = word_ending(text, start + 1), word_starting(text, end - 1)
        if left and start not in ends and not word_ending(text, start):
            return False
        return not (right and end not in starts and not word_starting(text, end))
