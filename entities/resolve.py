"""Candidates to spans: the best reading without overlaps."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entities.model import Candidate

# Between readings of one stretch, a name counts a little more than its parts together (乌克兰国防部 over 乌克兰),
# so that the longest listed name wins; scores still decide between names of one length.
_LENGTH_BONUS = 0.25


def choose_spans(candidates: list[Candidate]) -> tuple[list[Candidate], list[tuple[Candidate, Candidate]]]:
    """Choose the best-scoring set of candidates that do not overlap.

    Args:
        candidates: All candidates of a document, in any order.

    Returns:
        The chosen ones by start, and each other one with a chosen one that it overlaps.
    """
    ordered = sorted(candidates, key=_by_place)
    if all(left.end <= right.start for left, right in pairwise(ordered)):
        return ordered, []
    best: dict[tuple[int, int], Candidate] = {}
    for candidate in sorted(candidates, key=_rank):
        best.setdefault((candidate.start, candidate.end), candidate)
    items = sorted(best.values(), key=lambda item: (item.start, -item.end))
    starts = [item.start for item in items]
    # value[i] is the best total of items[i:]; an earlier, longer name wins a draw.
    value = [0.0] * (len(items) + 1)
    taken = [False] * len(items)
    following = [bisect_left(starts, item.end) for item in items]
    for index in range(len(items) - 1, -1, -1):
        with_it = _weight(items[index]) + value[following[index]]
        taken[index] = with_it >= value[index + 1]
        value[index] = max(with_it, value[index + 1])
    chosen: list[Candidate] = []
    index = 0
    while index < len(items):
        if taken[index]:
            chosen.append(items[index])
            index = following[index]
        else:
            index += 1
    return chosen, _losers(items, chosen)


def _by_place(candidate: Candidate) -> int:
    return candidate.start


def _rank(candidate: Candidate) -> tuple[float, str, tuple[str, ...]]:
    return -candidate.score, candidate.method, candidate.entities


def _weight(candidate: Candidate) -> float:
    length = candidate.end - candidate.start
    return candidate.score * (length + _LENGTH_BONUS * (length - 1))


def _losers(items: list[Candidate], chosen: list[Candidate]) -> list[tuple[Candidate, Candidate]]:
    ends = [item.end for item in chosen]
    kept = {id(item) for item in chosen}
    pairs = []
    for item in items:
        if id(item) not in kept:
            index = bisect_left(ends, item.start + 1)
            if index < len(chosen) and chosen[index].start < item.end:
                pairs.append((item, chosen[index]))
    return pairs
