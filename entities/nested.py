"""Names inside longer mentions, on request: 乌克兰 in 乌克兰总统办公室, Moscow in Moscow State University.

Only those count whose borders are real. 俄罗斯 in 白俄罗斯 and Sudan in South Sudan are spelt alike and name nothing there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

from entities.finders.heads import INSIDE_LONGER
from entities.finders.words import word_ending, word_starting
from entities.local import is_local
from entities.model import Candidate
from entities.text.fold import HAN
from entities.text.tables import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from entities.document import Document
    from entities.gazetteer.load import Gazetteer
    from entities.model import Rejection
    from entities.senses import Reading

# More names than these never start at one place.
_MOST_NAMES = 8
_PLACES = frozenset({"GPE", "LOC"})
_HAN = re.compile(f"[{HAN}]")
# What joins a place to the one that it lies in, on either side.
_JOINED = re.compile(r"^(?:,| of |·)|(?:,| of the| of|·) ?$")


def find_nested(
    document: Document,
    readings: list[Reading],
    losers: Iterable[Candidate],
    rejections: Iterable[Rejection],
    gazetteer: Gazetteer,
) -> dict[int, list[Candidate]]:
    """Find the names inside longer mentions.

    Args:
        document: The document, scanned.
        readings: The mentions, without overlaps, by start.
        losers: Names that were accepted and lost to a longer one.
        rejections: What was turned down; what it was for the longer name around it counts inside that name.
        gazetteer: The entities.

    Returns:
        Candidates by the start of the mention that holds them, by start, longest first.
    """
    starts = [reading.candidate.start for reading in readings]
    found: dict[int, dict[tuple[int, int], Candidate]] = {}
    for item in (*losers, *_turned_down(document, readings, starts, rejections)):
        number = bisect_right(starts, item.start) - 1
        if number >= 0 and _is_inside(item, readings[number].candidate):
            inside = found.setdefault(number, {})
            known = inside.setdefault((item.start, item.end), item)
            # Two ways may lead to one name; the better one says how it was found.
            if (item.score, known.method) > (known.score, item.method):
                inside[item.start, item.end] = item
    kept: dict[int, list[Candidate]] = {}
    for number, items in found.items():
        outer = readings[number].candidate._replace(entities=(readings[number].entity.id,))
        if inner := _only_real(outer, items.values(), document, gazetteer):
            kept[outer.start] = inner
    return kept


def _turned_down(
    document: Document, readings: list[Reading], starts: list[int], rejections: Iterable[Rejection]
) -> Iterator[Candidate]:
    """Yield the names that were turned down only because of the longer name around them."""
    spans: dict[tuple[int, int], str] = {}
    for item in rejections:
        number = bisect_right(starts, item.start) - 1
        if number < 0 or not item.entities:
            continue
        outer = readings[number].candidate
        # Some listed names are in the list of words that block other names as well.
        blocked = item.reason == "part-of-word" and item.detail == document.text[outer.start : outer.end]
        if item.reason in INSIDE_LONGER or (blocked and item.end - item.start > 1):
            spans[item.start, item.end] = item.method
    if not spans:
        return
    scores = load_rules("heads")["nested"]["scores"]
    for start, end, surface in document.occurrences:
        method = spans.get((start, end), "")
        if surface.names and method in scores:
            yield Candidate(start, end, surface.owners, method, surface.forms, scores[method])


def _only_real(
    outer: Candidate, items: Iterable[Candidate], document: Document, gazetteer: Gazetteer
) -> list[Candidate]:
    """Keep the names that stand as names inside the mention and inside each other."""
    kept = [outer]
    for item in sorted(items, key=lambda item: (item.start - item.end, item.start)):
        around = [other for other in kept if _is_inside(item, other)]
        apart = [other for other in kept if other.end <= item.start or item.end <= other.start]
        if len(around) + len(apart) == len(kept) and all(
            _is_real(item, other, document, gazetteer) for other in around
        ):
            kept.append(item)
    return sorted(kept[1:], key=lambda item: (item.start, -item.end))


def _is_inside(item: Candidate, outer: Candidate) -> bool:
    shorter = item.end - item.start < outer.end - outer.start
    return shorter and outer.start <= item.start and item.end <= outer.end


def _is_real(item: Candidate, outer: Candidate, document: Document, gazetteer: Gazetteer) -> bool:
    """Say whether a name inside a longer one stands there as a name."""
    if not set(item.entities).isdisjoint(outer.entities) or any(
        map(is_local, (*item.entities, *outer.entities))
    ):
        return False
    kinds = {gazetteer[identifier].type for identifier in outer.entities}
    # The parts of a person's name are names of that person.
    if "PERSON" in kinds:
        return False
    text = document.text
    before, after = text[outer.start : item.start], text[item.end : outer.end]
    inner = {gazetteer[identifier].type for identifier in item.entities}
    if kinds <= _PLACES and inner & _PLACES:
        return bool((before and _JOINED.search(before)) or (after and _JOINED.search(after)))
    return _ends_before(before, text, item.start, outer.start) and _begins_after(
        after, text, item.end, outer.end, document
    )


def _ends_before(before: str, text: str, place: int, floor: int) -> bool:
    """Say whether what stands before a name in a mention ends there, as a word."""
    if not _HAN.match(before[-1:]):
        return True
    word = word_ending(text, place)
    return word is not None and place - len(word) >= floor


def _begins_after(after: str, text: str, place: int, ceiling: int, document: Document) -> bool:
    """Say whether what stands behind a name in a mention begins there: a word, a generic ending or another name."""
    if not _HAN.match(after):
        return True
    word = word_starting(text, place)
    if word is not None and place + len(word) <= ceiling:
        return True
    endings = load_rules("heads")["nested"]["endings"]
    first = bisect_left(document.occurrences, place, key=itemgetter(0))
    return after in endings or any(
        item.start == place and item.end <= ceiling and item.surface.names and item.end - place > 1
        for item in islice(document.occurrences, first, first + _MOST_NAMES)
    )
