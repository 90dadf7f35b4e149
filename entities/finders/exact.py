"""Listed Chinese names, where nothing beside them says that they are part of something else."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from entities.finders.heads import INSIDE_LONGER, LongerNames
from entities.finders.words import word_ending, word_starting
from entities.model import Candidate, Rejection, Step
from entities.text.fold import HAN, fold_many
from entities.text.tables import load_rules

if TYPE_CHECKING:
    from entities.document import Document
    from entities.gazetteer.index import NameIndex, Occurrence
    from entities.model import Entity

METHOD = "exact"
# Set by judgement, not calibrated: below the 823 of 827 that are right on the gold articles and development passages, since the
# rules were tuned on them; resolve lowers the score of shared forms.
SCORE = 0.98
_GIVEN = re.compile(rf"([{HAN}·]{{1,24}})·$")
# Chinese, Korean and Japanese names have up to four characters.
_NATIVE_LENGTH = 4
# Two transliterations of one given name share at least this much of their characters (弗拉基米尔, 弗拉迪米尔).
_GIVEN_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class _Rules:
    spelling: frozenset[str]
    words_after: frozenset[str]
    crossed_endings: frozenset[str]
    office_endings: frozenset[str]
    office_suffixes: frozenset[str]
    generic_endings: frozenset[str]


@cache
def _load() -> _Rules:
    rules = load_rules("boundaries")
    return _Rules(
        spelling=frozenset(rules["name_characters"]),
        words_after=frozenset(rules["words_after"]),
        crossed_endings=frozenset(rules["crossed_endings"]),
        office_endings=frozenset(rules["office_endings"]),
        office_suffixes=frozenset(rules["office_suffixes"]),
        generic_endings=frozenset(rules["generic_endings"]),
    )


class _Context:
    """Where listed names and blocking words start and end in one document."""

    def __init__(self, document: Document) -> None:
        self.text = document.text
        self.names = [item for item in document.occurrences if item.surface.script == "han"]
        self.spans = {(item.start, item.end) for item in self.names}
        self.starts = {start for start, end in self.spans if end - start > 1}
        self.ends = {end for start, end in self.spans if end - start > 1}
        self.longer = LongerNames(document, starts=self.starts)
        self.blockers = [(item.start, item.end) for item in document.occurrences if item.surface.blocks]
        self._starts = [start for start, _ in self.blockers]
        self.longest = max((end - start for start, end in self.blockers), default=0)

    def stands_alone(self, number: int) -> bool:
        """Say whether no name crosses the borders of this one, which is the longest from its start."""
        end = self.names[number].end
        # No copy and no more than the names inside this one are looked at, which its length bounds.
        for place in range(number + 1, len(self.names)):
            item = self.names[place]
            if item.start >= end:
                return True
            if item.end > end:
                return False
        return True

    def blocker_at(self, start: int, end: int) -> tuple[int, int] | None:
        """Return a blocking word that holds or crosses the span and is not inside it."""
        low = bisect_left(self._starts, start - self.longest)
        high = bisect_right(self._starts, end - 1)
        for begin, stop in self.blockers[low:high]:
            if begin < end and stop > start and (begin < start or stop > end):
                return begin, stop
        return None


def find_exact(
    document: Document, index: NameIndex, rejections: list[Rejection] | None = None
) -> list[Candidate]:
    """Find listed Chinese names that stand as names.

    Args:
        document: The document, scanned.
        index: The compiled gazetteer (unused here; all finders take it).
        rejections: Where to note what is turned down and why; None to spare the work. Without it, a name inside a
            longer accepted one that nothing else overlaps is not looked at, since it could not win.

    Returns:
        The candidates.
    """
    del index
    context = _Context(document)
    found: list[Candidate] = []
    safe_start = safe_until = held_until = 0
    held = ("", "")
    for number, item in enumerate(context.names):
        if rejections is None and item.end <= max(safe_until, held_until):
            continue
        # What is no mention for the longer name around it holds none either (尼日尔|三角洲, 尼日).
        judged = held if item.end <= held_until else _judge(item, context)
        if isinstance(judged, Candidate):
            if item.end <= safe_until and judged.start < safe_start:
                # A given name outside the longer name would make it win, and only where rejections are asked for.
                judged = Candidate(*item[:2], item.surface.owners, METHOD, item.surface.forms, SCORE)
            found.append(judged)
            if item.end > safe_until and context.stands_alone(number):
                safe_start, safe_until = judged.start, item.end
            continue
        if judged[0] in INSIDE_LONGER and item.end > held_until:
            held_until, held = item.end, ("in-longer-name", context.text[item.start : item.end])
        if rejections is not None:
            rejections.append(Rejection(item.start, item.end, item.surface.owners, METHOD, *judged))
    return found


def _judge(item: Occurrence, context: _Context) -> Candidate | tuple[str, str]:
    """Return the candidate, or why there is none."""
    start, end, surface = item
    rejected = (
        (_blocked(item, context) if context.blockers else None)
        or _crossed(item, context)
        or (surface.foreign and _continued(item, context))
        or context.longer.around(item)
        or _office(item, context)
    )
    if rejected:
        return rejected
    # A listed name before the dot, or the hyphen that it may have been, is another name (俄罗斯-乌克兰), not a given one.
    if context.text[start - 1 : start] == "·" and start - 1 not in context.ends:
        return _with_given_name(item, context)
    return Candidate(start, end, surface.owners, METHOD, surface.forms, SCORE)


def _with_given_name(item: Occurrence, context: _Context) -> Candidate | tuple[str, str]:
    """Take in the given name before a surname, or turn down a surname whose given name is another person's."""
    start, end, surface = item
    given = _GIVEN.search(context.text, max(0, start - 25), start)
    kept = [
        number
        for number, (entity, _) in enumerate(surface.names)
        if given is None or _agrees(entity, given[1], surface.text)
    ]
    if given is None or not any(surface.names[number][0].type == "PERSON" for number in kept):
        if given is not None and not kept:
            return "other-given-name", given[1]
        return Candidate(start, end, surface.owners, METHOD, surface.forms, SCORE)
    begin = min(start, _given_start(given, context))
    steps: tuple[Step, ...] = ()
    if begin < start:
        steps = (Step("given-name", context.text[begin:start], context.text[begin:end], surface.text),)
    owners = tuple(surface.owners[number] for number in kept)
    return Candidate(
        begin, end, owners, METHOD, tuple(surface.forms[number] for number in kept), SCORE, steps
    )


def _blocked(item: Occurrence, context: _Context) -> tuple[str, str] | None:
    span = context.blocker_at(item.start, item.end)
    return ("part-of-word", context.text[slice(*span)]) if span else None


def _crossed(item: Occurrence, context: _Context) -> tuple[str, str] | None:
    """Say whether an ordinary word crosses the border of the name (李|强调, 最新|俄罗斯)."""
    text, (start, end, surface) = context.text, item
    native = end - start <= _NATIVE_LENGTH and (
        (not surface.foreign and "PERSON" in surface.types) or surface.text[-1] in _load().crossed_endings
    )
    shorter = (start + 1, end) in context.spans
    if start and (shorter or (native and start not in context.ends)):
        left = word_ending(text, start + 1)
        if left and (shorter or not word_ending(text, start)):
            return "crosses-word", left
    if surface.text[-1] in _load().generic_endings and (start, end - 1) in context.spans:
        right = word_starting(text, end - 1)
        if right:
            return "crosses-word", right
    if native:
        right = word_starting(text, end - 1)
        if right and end not in context.starts and not word_starting(text, end):
            return "crosses-word", right
    return None


def _continued(item: Occurrence, context: _Context) -> tuple[str, str] | None:
    """Say whether a foreign name goes on to the left or right (赫尔松|斯基, 拉斯|普京)."""
    rules = _load()
    text, spelling = context.text, rules.spelling
    after = text[item.end : item.end + 1]
    if after in rules.words_after or item.end + 1 in context.starts:
        after = ""
    if after == "·" and "PERSON" in item.surface.types:
        return "given-name-of-another", text[item.end : item.end + 6]
    if after in spelling and item.end not in context.starts and not word_starting(text, item.end):
        return "name-goes-on", after
    before = text[item.start - 1 : item.start]
    if before in rules.words_after or item.start - 1 in context.ends:
        return None
    if before in spelling and item.start not in context.ends and not word_ending(text, item.start):
        return "name-begins-before", before
    return None


def _office(item: Occurrence, context: _Context) -> tuple[str, str] | None:
    """Say whether the name of a body is the first part of its head's title (外交部|长)."""
    rules = _load()
    after = context.text[item.end : item.end + 1]
    if (
        after in rules.office_suffixes
        and item.surface.text[-1] in rules.office_endings
        and item.surface.types == {"ORG"}
    ):
        return "title-of-head", after
    return None


def _given_start(given: re.Match[str], context: _Context) -> int:
    """Find where a given name starts: after the last character before the dot that spells no foreign name."""
    spelling = _load().spelling
    begin = given.end() - 1
    floor = given.start()
    while begin > floor and (context.text[begin - 1] in spelling or context.text[begin - 1] == "·"):
        begin -= 1
    # A word or listed name that ends inside the run is not part of the given name (总统弗拉基米尔, 俄罗斯弗拉基米尔).
    for position in range(begin + 1, given.end() - 1):
        if position in context.ends:
            begin = position
    # A dot or hyphen that stands before the given name is no part of it.
    while begin < given.end() and given.string[begin] == "·":
        begin += 1
    return begin


def _agrees(entity: Entity, given: str, surname: str) -> bool:
    """Say whether a given name written before a surname may be this entity's."""
    if entity.type != "PERSON":
        # A place name behind a foreign given name is a surname (乔治·华盛顿) unless the dot joins two places.
        return given[-1:] not in _load().spelling
    known = _given_names(entity, surname)
    if not known:
        return True
    last = given.rsplit("·", 1)[-1]
    return any(_alike(last, name) for name in known)


@lru_cache(maxsize=4096)
def _given_names(entity: Entity, surname: str) -> frozenset[str]:
    ending = f"·{surname}"
    folded = fold_many([name.text for name in entity.names if "·" in name.text or "•" in name.text])
    return frozenset(
        part for name in folded if name.endswith(ending) for part in name[: -len(ending)].split("·")
    )


def _alike(given: str, known: str) -> bool:
    from rapidfuzz.distance import LCSseq

    tail = given[-len(known) - 1 :]
    return LCSseq.similarity(tail, known) >= _GIVEN_SHARE * len(known)
