"""Latin names in spellings that are not listed: Zelenskij, SteveWitkoff, Netanayhu.

Words with a capital that no listed name explains are compared with the listed names by three rules, the surest first
(`entities.text.romanisation`). Names that differ by a letter are often two people's, so that the shorter and plainer a
likeness is, the more must bear it out: the entity named elsewhere in the text, or a given name or word of its context
before the name. Another given name speaks against it, and so does a second entity that is as close.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from entities.finders.runs import mask
from entities.model import Candidate, Rejection, Step
from entities.text.fold import fold_many
from entities.text.romanisation import (
    is_pinyin,
    is_slavic,
    look_alikes,
    one_edit,
    romanisation_keys,
    squeeze,
)
from entities.text.tables import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from entities.document import Document
    from entities.gazetteer.index import NameIndex, Surface

METHOD = "latin"
# All by judgement, to be calibrated on texts; only their order has reasons: words written together are the same letters,
# systems of romanisation are few, and a letter gone wrong may be another name.
SCORES = {"joined words": 0.95, "romanisation": 0.93, "one letter off": 0.85}
_SCORE_NAMED_ELSEWHERE = 0.92
# Letters that a name needs, by judgement checked on 20,000 names of other people (tests/finders/test_latin_variants.py
# has the kinds that went wrong): to be compared at all; to be joined without a capital inside; to be one letter off as
# a slip (with support and without) or as any other edit (never without); to hold such an edit as a word of a full name.
_SHORTEST = 6
_JOINED_PLACE, _JOINED = 8, 10
_SLIP, _SLIP_ALONE = 8, 9
# In a column of names all words are names, so that shorter ones can be slips (Witkof).
SLIP_IN_COLUMN = 7
_EDIT = 9
_SLIP_OF_WORD, _EDIT_OF_WORD = 6, 9
# Of another romanisation on its own, less than one letter in three differs: Harlow is not Kharlov.
_SHARE = 3
# A word of a full name that agrees counts for something from this length on.
_AGREEING = 4
_LONGEST = 40
_MOST_WORDS = 4
# Distinct words and rows of words compared letter by letter in one text, as in variants.py: news has about one in 200
# characters. What is over the budget stays unexplained and is said so in `explain`.
_BUDGET, _CHARACTERS_PER_WORD = 200, 100
_CONTEXT = 30
_LETTERS = r"0-9a-z\u00df-\u024f"
_WORD = re.compile(rf"[{_LETTERS}]+(?:'[{_LETTERS}]+)*")
_LOWER_WORD = re.compile(r"(?<![A-Za-z])[a-z]{6,}(?![A-Za-z])")
# The word before a surname, perhaps with initials between.
_WORD_BEFORE = re.compile(
    rf"(?:(?<![{_LETTERS}'])([{_LETTERS}']+)[ -])?((?<![{_LETTERS}'])(?:[a-z]\. ?){{1,2}})?$"
)


class Spelling(NamedTuple):
    """A listed name that a written one may spell.

    Attributes:
        rule: A key of `SPELLING_RULES`.
        surface: The listed name.
        distance: How far the written name is from it; smaller is closer.
        sure: It needs nothing in the text to bear it out.
    """

    rule: str
    surface: Surface
    distance: int
    sure: bool


@dataclass(frozen=True)
class SpellingIndex:
    """The Latin names of one gazetteer, by what their spellings share.

    Attributes:
        surfaces: Names with a capital that are long enough to be compared, by folded form.
        listed: All Latin forms, folded; where one stands unaccepted, a rule turned it down.
        words: All words of those forms; a word of someone's name is no misspelling.
    """

    surfaces: dict[str, Surface]
    listed: frozenset[str]
    words: frozenset[str]

    @cached_property
    def by_key(self) -> dict[str, list[Surface]]:
        """Names by key of romanisation."""
        found: dict[str, list[Surface]] = {}
        for surface, keys in zip(self.surfaces.values(), romanisation_keys(list(self.surfaces)), strict=True):
            for key in keys:
                found.setdefault(key, []).append(surface)
        return found

    @cached_property
    def by_squeezed(self) -> dict[str, list[Surface]]:
        """Names by what is left without the marks between words."""
        found: dict[str, list[Surface]] = {}
        for surface, squeezed in zip(
            self.surfaces.values(), squeeze("\n".join(self.surfaces)).split("\n"), strict=True
        ):
            found.setdefault(squeezed, []).append(surface)
        return found

    @cached_property
    def single(self) -> dict[tuple[str, int], list[str]]:
        """Names of one word by first letter and length."""
        found: dict[tuple[str, int], list[str]] = {}
        for text in self.surfaces:
            if len(_split(text)) == 1:
                found.setdefault((text[0], len(text)), []).append(text)
        return found

    @cached_property
    def full(self) -> dict[tuple[str, int, int], list[str]]:
        """Names of several words by first and by last word, with its place and their number."""
        found: dict[tuple[str, int, int], list[str]] = {}
        for text in self.surfaces:
            words = _split(text)
            if 1 < len(words) <= _MOST_WORDS:
                found.setdefault((words[0], 0, len(words)), []).append(text)
                found.setdefault((words[-1], 1, len(words)), []).append(text)
        return found

    def may_be_edited(self, words: list[str]) -> bool:
        """Say whether any name may be one letter off these words: long ones, or the first or last word of a name."""
        if len(words) == 1:
            return len(words[0]) >= _SLIP - 1 and words[0] not in self.words
        return (words[0], 0, len(words)) in self.full or (words[-1], 1, len(words)) in self.full


def _split(text: str) -> list[str]:
    return text.replace("-", " ").split(" ")


@lru_cache(maxsize=4)
def spelling_index(index: NameIndex) -> SpellingIndex:
    """Sort the Latin names of a gazetteer for comparison by spelling; done once, when the first word asks for it."""
    latin = [surface for surface in index.surfaces if surface.script == "latin"]
    written = "\n".join(surface.text for surface in latin)
    return SpellingIndex(
        {surface.text: surface for surface in latin if _may_vary(surface)},
        frozenset(surface.text for surface in latin),
        frozenset(_WORD.findall(written)),
    )


def _may_vary(surface: Surface) -> bool:
    """Say whether a name is no acronym, no word in small letters and not one that the index itself has joined."""
    if not _SHORTEST <= len(surface.text) <= _LONGEST:
        return False
    joined = " " not in surface.text and all(" " in text for text in surface.spellings)
    return not joined and any(text[:1].isupper() and not text.isupper() for text in surface.spellings)


def find_spellings(
    written: str,
    keys: Iterable[str],
    spellings: SpellingIndex,
    *,
    edits: bool = True,
    shortest_slip: int = _SLIP,
) -> list[Spelling]:
    """Return the listed names that a written one may spell, by the surest rule that finds any.

    Args:
        written: A folded name that is not listed.
        keys: Its keys of romanisation.
        spellings: The listed names.
        edits: Whether to look for a letter gone wrong.
        shortest_slip: Letters that a name of one word needs, written or listed, to be a slip.
    """
    from rapidfuzz.distance import OSA

    if not _SHORTEST <= len(written) <= _LONGEST:
        return []
    if joined := spellings.by_squeezed.get(squeeze(written)):
        return [
            Spelling("joined words", surface, 0, sure=True) for surface in joined if _joins(written, surface)
        ]
    same = {surface.text: surface for key in keys for surface in spellings.by_key.get(key, ())}
    found = [
        Spelling(
            "romanisation",
            surface,
            distance := OSA.distance(written, text),
            sure=distance * _SHARE < len(written) and _sure_romanisation(written, text),
        )
        for text, surface in same.items()
        if not (is_pinyin(text) and is_pinyin(written))
    ]
    return found or (_edits(written, spellings, shortest_slip) if edits else [])


def closest_spellings(likely: Iterable[Spelling]) -> list[Spelling]:
    """Return the closest of some spellings, one for each set of entities; several are as many readings of the name."""
    ordered = sorted(likely, key=lambda one: (one.distance, one.surface.text))
    closest: dict[tuple[str, ...], Spelling] = {}
    for one in ordered:
        if one.distance == ordered[0].distance:
            closest.setdefault(one.surface.owners, one)
    # A form of more entities holds that of fewer; which of them is meant is chosen later.
    return [one for owners, one in closest.items() if not any(set(owners) < set(other) for other in closest)]


def _joins(written: str, surface: Surface) -> bool:
    """Say whether one form of two has the marks between words that the other lacks, and is long enough."""
    return len(_split(surface.text)) > 1 or len(written) >= _SLIP


def _sure_romanisation(written: str, listed: str) -> bool:
    if any(is_slavic(key) for (key, *_) in romanisation_keys([listed])):
        return True
    ours, theirs = _split(written), _split(listed)
    if len(ours) != len(theirs) or len(ours) < 2:
        return False
    agreeing = [one for one, other in zip(ours, theirs, strict=True) if one == other]
    differing = [one for one, other in zip(ours, theirs, strict=True) if one != other]
    return len(max(agreeing, key=len, default="")) >= _AGREEING and len(min(differing, key=len)) >= _SHORTEST


def _edits(written: str, spellings: SpellingIndex, shortest_slip: int) -> list[Spelling]:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    words = _split(written)
    if len(words) == 1:
        if written in spellings.words:
            return []
        lists = [spellings.single.get((written[0], len(written) + change), ()) for change in (-1, 0, 1)]
    else:
        lists = [
            spellings.full.get((words[0], 0, len(words)), ()),
            spellings.full.get((words[-1], 1, len(words)), ()),
        ]
    texts = {text for text in look_alikes(written) if text in spellings.surfaces}
    for names in lists:
        if names:
            hits = process.extract(written, names, scorer=OSA.distance, score_cutoff=1, limit=None)
            texts.update(text for text, _, _ in hits)
    judged = [
        _judge_edit(written, words, spellings.surfaces[text], spellings, shortest_slip)
        for text in sorted(texts)
    ]
    return [spelling for spelling in judged if spelling is not None]


def _judge_edit(
    written: str, words: list[str], surface: Surface, spellings: SpellingIndex, shortest_slip: int
) -> Spelling | None:
    """Say whether a name one letter off is long enough for it, and whether it needs support."""
    kind = one_edit(written, surface.text)
    theirs = _split(surface.text)
    if kind is None or len(words) != len(theirs) or (is_pinyin(written) and is_pinyin(surface.text)):
        return None
    wrong, right = next((one, other) for one, other in zip(words, theirs, strict=True) if one != other)
    if wrong in spellings.words:
        return None
    length = max(len(wrong), len(right))
    distance = ("slip", "double", "other").index(kind)
    if len(words) == 1:
        if length < (_EDIT if kind == "other" else shortest_slip):
            return None
        return Spelling("one letter off", surface, distance, sure=kind == "slip" and length >= _SLIP_ALONE)
    # Of other names than persons' the words are ordinary ones (White House, White Horse).
    least = _EDIT_OF_WORD if kind == "other" else _SLIP_OF_WORD if surface.types == {"PERSON"} else _SLIP
    return Spelling("one letter off", surface, distance, sure=True) if length >= least else None


class _Token(NamedTuple):
    start: int
    end: int
    capital: bool
    ends: bool
    """A possessive ends a name."""


def find_latin_variants(
    document: Document, index: NameIndex, taken: list[Candidate], rejections: list[Rejection] | None = None
) -> list[Candidate]:
    """Find unlisted spellings of listed Latin names.

    Args:
        document: The document, scanned.
        index: The compiled gazetteer.
        taken: What the finders of listed forms found, without overlaps.
        rejections: Where to note words that are close to a listed name but not taken for it; None to spare the work.

    Returns:
        The candidates.
    """
    if not spelling_index(index).surfaces:
        return []
    return _Search(document, index, taken, rejections).run()


@dataclass
class _Search:
    """The search through one document."""

    document: Document
    index: NameIndex
    taken: list[Candidate]
    rejections: list[Rejection] | None
    found: list[Candidate] = field(default_factory=list)
    _memo: dict[str, list[Spelling]] = field(default_factory=dict)
    _words: list[str] = field(default_factory=list)
    _keys: list[tuple[str, ...]] = field(default_factory=list)
    _compared: int = 0

    def __post_init__(self) -> None:
        self.text = mask(self.document.text, self.taken)
        page = self.document.page
        self.clean = page.cleaned.aligned.text
        # Nearly always folding moves nothing.
        self._aligned = len(page.folded.layers) == len(page.cleaned.aligned.layers)
        self.spellings = spelling_index(self.index)
        self.tokens = list(self._tokens())
        self._budget = _BUDGET + len(self.text) // _CHARACTERS_PER_WORD

    @cached_property
    def uncased(self) -> bool:
        """Whether the text has no capitals, as chat has not."""
        return self.clean == self.clean.lower()

    @cached_property
    def named(self) -> frozenset[str]:
        """Entities that the text names by a listed form."""
        return frozenset(identifier for candidate in self.taken for identifier in candidate.entities)

    @cached_property
    def lower_words(self) -> frozenset[str]:
        """Words that stand in the text without a capital, and so are no names."""
        return frozenset() if self.uncased else frozenset(_LOWER_WORD.findall(self.clean))

    def _tokens(self) -> Iterable[_Token]:
        for match in _WORD.finditer(self.text):
            start, end = match.span()
            ends = end - start > 2 and self.text.endswith("'s", start, end)
            first = self._written(start, start + 1)
            yield _Token(start, end - 2 * ends, self.uncased or first.isupper() or first.isdigit(), ends)

    def _written(self, start: int, end: int) -> str:
        if self._aligned:
            return self.clean[start:end]
        low, high = self.document.page.to_clean(start, end)
        return self.clean[low:high]

    def run(self) -> list[Candidate]:
        """Look at every row of words with capitals, the longest first."""
        words = [self.text[token.start : token.end] for token in self.tokens]
        distinct = sorted({word for word, token in zip(words, self.tokens, strict=True) if token.capital})
        read = dict(zip(distinct, romanisation_keys(distinct), strict=True))
        self._words = words
        self._keys = [read.get(word, (word,)) for word in words]
        position = 0
        while position < len(self.tokens):
            size = self._longest(position)
            while size and not self._look(position, size):
                size -= 1
            position += size or 1
        return self.found

    def _longest(self, position: int) -> int:
        """Return how many words from here on may be one name."""
        left = self.tokens[position]
        if not left.capital:
            return 0
        size = 1
        for right in self.tokens[position + 1 : position + _MOST_WORDS]:
            gap = self.text[left.end : right.start]
            if left.ends or not (gap == "-" or (gap == " " and right.capital)):
                break
            size += 1
            left = right
        return size

    def _look(self, position: int, size: int) -> bool:
        """Judge one row of words; True if it is settled."""
        start, end = self.tokens[position].start, self.tokens[position + size - 1].end
        if not _SHORTEST <= end - start <= _LONGEST:
            if size == 1 and end - start > _LONGEST:
                self._reject(start, end, (), "not-compared", self.text[start : start + _LONGEST])
            return False
        written = self.text[start:end]
        known: Sequence[Spelling] | None = self._memo.get(written)
        if known is None:
            known = self._find(written, position, position + size)
            if known is None:
                self._reject(start, end, (), "not-compared", written)
                return False
        fitting = [
            one for one in known if one.rule != "joined words" or self._joins(position, size, one.surface)
        ]
        if self.uncased:
            fitting = [one for one in fitting if one.rule == "romanisation" and one.sure]
        if not fitting or (size == 1 and written in self.lower_words):
            return False
        return self._judge(start, end, fitting)

    def _find(self, written: str, first: int, last: int) -> Sequence[Spelling] | None:
        """Return what a row of words may spell; None if that is left open, for the budget is spent."""
        spellings = self.spellings
        words, keys = self._words[first:last], self._keys[first:last]
        # Look-ups first: nearly no row of words is near any name.
        readings = {" ".join([key[0] for key in keys]), " ".join([key[-1] for key in keys])}
        alike = not spellings.by_key.keys().isdisjoint(readings) or (
            "".join(words).replace("'", "") in spellings.by_squeezed
        )
        edits = not self.uncased and spellings.may_be_edited(words)
        if not (alike or edits) or written in spellings.listed:
            return ()
        if not alike:
            self._compared += 1
            if self._compared > self._budget:
                return None
        known = self._memo[written] = find_spellings(written, readings, spellings, edits=edits)
        return known

    def _joins(self, position: int, size: int, surface: Surface) -> bool:
        """Say whether a joined word is written as one: with its capitals, or so long that no other word is meant."""
        start, end = self.tokens[position].start, self.tokens[position + size - 1].end
        if size > 1 or end - start >= _JOINED:
            return True
        if end - start >= _JOINED_PLACE and surface.types <= {"GPE", "LOC"}:
            return True
        written = self._written(start, end).replace("'", "")
        borders, place = [], 0
        for word in _split(surface.text):
            borders.append(written[place : place + 1])
            place += len(squeeze(word))
        return not written.isupper() and "".join(borders).isupper() and len(written) == place

    def _judge(self, start: int, end: int, likely: list[Spelling]) -> bool:
        written = self.text[start:end]
        rivals = closest_spellings(likely)
        backed = [one for one in rivals if not self.named.isdisjoint(one.surface.owners)]
        settled = backed if len(backed) == 1 else rivals
        best = settled[0]
        owners = dict(zip(best.surface.owners, best.surface.forms, strict=True))
        if len(settled) > 1:
            entities = tuple(sorted({owner for one in settled for owner in one.surface.owners}))
            names = ", ".join(one.surface.forms[0] for one in settled[:2])
            return self._reject(start, end, entities, "ambiguous-spelling", names)
        steps: tuple[Step, ...] = (Step("spelling", best.rule, written, best.surface.text),)
        first = start
        if " " not in best.surface.text and best.surface.types == {"PERSON"}:
            first, bearers = self._given_before(start, owners)
            other = self._second_surname(end) if bearers else self.text[first:start].strip(" -")
            if other:
                return self._reject(start, end, tuple(owners), "other-given-name", other)
            owners = bearers
            if first < start:
                given = Step("given-name", self.text[first:start], self.text[first:end], written)
                steps = (given, *steps)
        named = not self.named.isdisjoint(owners)
        if not (best.sure or named or first < start or self._has_context(start, best.surface)):
            form = best.surface.forms[0]
            return self._reject(start, end, tuple(owners), "unsupported-spelling", form)
        score = SCORES[best.rule]
        if named:
            score = max(score, _SCORE_NAMED_ELSEWHERE)
        self.found.append(Candidate(first, end, tuple(owners), METHOD, tuple(owners.values()), score, steps))
        return True

    def _given_before(self, start: int, owners: dict[str, str]) -> tuple[int, dict[str, str]]:
        """Return where a given name before a surname starts, and the owners it leaves: none if it is another's.

        A word with a capital that is no office and opens no sentence counts as a given name even if nobody listed has it.
        """
        before = _WORD_BEFORE.search(self.text, max(0, start - _LONGEST), start)
        if before is None:
            return start, owners
        initials = (before[2] or "").replace(".", " ").split()
        if initials and before[1] is None:
            fitting = {
                owner: form
                for owner, form in owners.items()
                if any(
                    name[:1] == initials[0] for name in fold_many([*self.index.listed[owner]]) if " " in name
                )
            }
            return start if fitting else before.start(2), fitting
        word = before[1]
        if word is None or word in _before_surnames():
            return start, owners
        if self.uncased or not self._written(before.start(1), before.start(1) + 1).isupper():
            return start, owners
        bearers = self.index.given_names.get(word, frozenset())
        fitting = {owner: form for owner, form in owners.items() if owner in bearers}
        return before.start(1), fitting

    def _second_surname(self, end: int) -> str:
        """Return a second surname after a hyphen (Zelenskij-Brown); a listed name there is somebody else."""
        if self.text[end : end + 1] != "-" or not self._written(end + 1, end + 2).isupper():
            return ""
        match = _WORD.match(self.text, end + 1)
        return match[0][:_LONGEST] if match else ""

    def _has_context(self, start: int, surface: Surface) -> bool:
        near = self.text[max(0, start - _CONTEXT) : start]
        return any(word in near for entity, _ in surface.names for word in fold_many(entity.context) if word)

    def _reject(self, start: int, end: int, entities: tuple[str, ...], reason: str, detail: str) -> bool:
        if self.rejections is not None:
            self.rejections.append(Rejection(start, end, entities, METHOD, reason, detail))
        return True


@cache
def _before_surnames() -> frozenset[str]:
    return frozenset(load_rules("romanisation")["before_surnames"]) | frozenset(
        load_rules("latin")["not_given"]
    )
