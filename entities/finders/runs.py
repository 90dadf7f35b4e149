"""Runs of characters that spell foreign names, in what the finders of listed forms left unexplained."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from entities.finders.words import word_ending, word_starting
from entities.text.tables import load_rules
from entities.text.transliteration import load_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entities.gazetteer.index import Occurrence
    from entities.model import Candidate

# Two-character names never match by sound alone: most real ones have another real one within a hair's breadth.
SHORTEST, LONGEST = 3, 9
# A run beyond this is no name; hostile text is made of such runs.
LONGEST_RUN = 24
# Characters at least this much likelier in foreign names than among common ones (log ratio) make up runs.
_NAME_RATIO = -1.0


@cache
def run_pattern() -> re.Pattern[str]:
    """Return a pattern that matches a run of characters that spell foreign names."""
    ratios = load_model().name_characters
    spelling = "".join(char for char, ratio in sorted(ratios.items()) if ratio >= _NAME_RATIO)
    return re.compile(f"[{re.escape(spelling)}]{{{SHORTEST},}}")


def mask(text: str, taken: Sequence[Candidate | Occurrence]) -> str:
    """Return the text with every taken span, in order of start, blanked, so that no run reaches into it."""
    pieces, done = [], 0
    for item in taken:
        if item.start >= done:
            pieces += [text[done : item.start], "\x00" * (item.end - item.start)]
            done = item.end
    return "".join([*pieces, text[done:]])


@cache
def load_joiners() -> frozenset[str]:
    """Return the characters that spell names and are words by themselves (和), so that a run may go on past a name."""
    return frozenset(load_rules("boundaries")["words_after"])


def split_run(run: str) -> list[tuple[int, int]]:
    """Return the spans between joiners that are long enough for names (威特高夫|和|库许纳); none if there is no joiner."""
    edges = [-1, *(place for place, char in enumerate(run) if char in load_joiners()), len(run)]
    spans = [(left + 1, right) for left, right in pairwise(edges) if right - left - 1 >= SHORTEST]
    return spans if len(edges) > 2 else []


def free_part(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a run without the ends that belong to ordinary words reaching out of it (总理|思维里登科)."""
    for size in (2, 1):
        word = word_ending(text, start + size)
        if word is not None and len(word) > size:
            start += size
            break
    for size in (2, 1):
        word = word_starting(text, end - size)
        if word is not None and len(word) > size and end - size > start:
            end -= size
            break
    return start, end


def parts_of(run: str) -> list[tuple[int, int]]:
    """Return the parts of a run to try: the whole, and what is left when an ordinary word is taken off an end (特使|魏科夫)."""
    joiners = load_joiners()
    starts = [
        0,
        *(size for size in (1, 2, 3) if run[:size] in joiners or word_ending(run, size) == run[:size]),
    ]
    ends = [
        len(run),
        *(
            len(run) - size
            for size in (1, 2, 3)
            if run[-size:] in joiners or word_starting(run, len(run) - size) == run[-size:]
        ),
    ]
    return [(start, end) for start in starts for end in ends if SHORTEST <= end - start <= LONGEST]
