"""Which part of the page a stretch of text is: title, body, caption, byline or boilerplate.

Zones only label; every mention is kept and carries its zone. What a line looks like is in lines.py; this module
adds where it stands: a short first line is a title, a title that comes again is boilerplate, a list of other
stories behind the article is boilerplate, and so is one within it, up to where the article goes on.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from entities.model import Zone
from entities.text.lines import (
    Line,
    Rules,
    find_inserts,
    is_editors,
    label_line,
    load_zone_rules,
    read_lines,
)
from entities.text.titles import find_repeats, find_title

if TYPE_CHECKING:
    from entities.model import ZoneLabel
    from entities.text.alignment import AlignedText
    from entities.text.clean import CleanText
    from entities.text.lines import Span

# Comments of a few characters (<!--IMG_0-->) are marks within the text; longer skipped stretches are code.
_SKIPPED_ZONE = 200
# Share of a paragraph's pairs of characters (or words) that the article has used before: in the four seed articles
# 0.12 to 0.64 in its own paragraphs, at most 0.11 in those about other stories. A short beginning has used fewer.
_SAME_STORY = 0.1
_KNOWN_PAIRS = 500
_WORDS = re.compile("[a-z]{5,}")
_HAN_RUN = re.compile("[\u3400-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class ZoneMap:
    """Labelled stretches of the clean text.

    Attributes:
        spans: `(start, end, label)` in clean offsets, in order, covering the whole text.
    """

    spans: tuple[Span, ...]

    def to_raw(self, cleaned: CleanText, length: int) -> tuple[Zone, ...]:
        """Return the zones as a full tiling of the raw text.

        Args:
            cleaned: The clean text that the map was made for.
            length: Length of the raw text.
        """
        borders: list[tuple[int, ZoneLabel]] = []
        for start, _, label in self.spans:
            # Markup between two stretches belongs to the one before it.
            borders.append((cleaned.aligned.to_raw(start, start + 1)[0] if borders else 0, label))
        code = [span for span in cleaned.skipped if span[1] - span[0] >= _SKIPPED_ZONE]
        if not borders:
            borders.append((0, "boilerplate" if code else "body"))
        zones: list[Zone] = []
        for (start, label), (end, _) in zip(borders, [*borders[1:], (length, "body")], strict=True):
            _append(zones, start, end, label)
        return tuple(_overlay(zones, code) if code else zones)


def _overlay(zones: list[Zone], code: list[tuple[int, int]]) -> list[Zone]:
    """Lay scripts and styles over the zones, as boilerplate."""
    result: list[Zone] = []
    number = 0
    for zone in zones:
        position = zone.start
        while number < len(code) and code[number][0] < zone.end:
            start, end = code[number]
            _append(result, position, min(start, zone.end), zone.label)
            _append(result, max(position, start), min(end, zone.end), "boilerplate")
            position = max(position, min(end, zone.end))
            if end > zone.end:
                break
            number += 1
        _append(result, position, zone.end, zone.label)
    return result


def _append(zones: list[Zone], start: int, end: int, label: ZoneLabel) -> None:
    if end <= start:
        return
    if zones and zones[-1].label == label:
        zones[-1] = Zone(zones[-1].start, end, label)
    else:
        zones.append(Zone(start, end, label))


def find_zones(cleaned: CleanText, folded: AlignedText, title: str | None = None) -> ZoneMap:
    """Label the parts of a page.

    Args:
        cleaned: Clean text with what the markup said.
        folded: The folded clean text; its last layers lead back to the clean text.
        title: The title, if it is known from elsewhere (a JSON field).

    Returns:
        The labelled stretches.
    """
    text = cleaned.aligned.text
    rules = load_zone_rules()
    rare = rules.on_page(folded.text)
    page = read_lines(text, folded, len(cleaned.aligned.layers))
    lines = page.lines
    if len(lines) > 1:
        for number, line in enumerate(lines):
            line.label = label_line(line, number, rules, rare)
        for line, after in pairwise(lines):
            if line.label == "caption" and line.core.rstrip(",") in rules.caption_leads:
                after.label = "caption"
    _apply_hints(lines, cleaned)
    headline, title_line = find_title(lines, title)
    inserts = find_repeats(page, headline, title_line) if headline else []
    if len(lines) > 1:
        _label_lists(lines, rules)
    for line in lines:
        if line.label in ("body", "caption"):
            inserts.extend(find_inserts(line, page, rules, rare))
    return ZoneMap(_tile([(line.start, line.end, line.label) for line in lines], sorted(inserts), len(text)))


def _apply_hints(lines: list[Line], cleaned: CleanText) -> None:
    """Label the lines within marked-up elements; the innermost element has the say."""
    starts = [line.start for line in lines]
    # Where to look on from each line; labelled ones are jumped over, so that nesting costs nothing.
    onward = list(range(len(lines) + 1))
    for hint in cleaned.hints:
        number = _jump(onward, bisect_left(starts, hint.start))
        while number < len(lines) and lines[number].end <= hint.end:
            if lines[number].label == "body":
                lines[number].label = hint.label
            onward[number] = number + 1
            number = _jump(onward, number)


def _jump(onward: list[int], number: int) -> int:
    while onward[number] != number:
        onward[number] = onward[onward[number]]
        number = onward[number]
    return number


def _label_lists(lines: list[Line], rules: Rules) -> None:
    """Label what follows a mark such as 相关阅读 or the editors' line, to the end or to where the article goes on."""
    number = 0
    story: list[Line] = []
    known: set[str] = set()
    hopeless = False
    while number < len(lines):
        line = lines[number]
        number += 1
        if line.is_prose:
            story.append(line)
        ends = line.core in rules.tail_lines or line.core.startswith(rules.tail_starts)
        listed = ends or line.core in rules.related_lines
        if not listed and not (line.label == "byline" and is_editors(line, rules)):
            continue
        if listed:
            line.label = "boilerplate"
        # Nothing can be the tail of an article that has not begun.
        if hopeless and not story and not known:
            continue
        begun = bool(story or known)
        known.update(*(_pairs(told) for told in story))
        story.clear()
        resumed = None if ends and begun else _resume(lines, number, known)
        hopeless = resumed is None
        if hopeless and not begun:
            continue
        stop = len(lines) if resumed is None else resumed
        for other in lines[number:stop]:
            other.label = "byline" if other.label == "byline" and is_editors(other, rules) else "boilerplate"
        number = stop


def _resume(lines: list[Line], number: int, known: set[str]) -> int | None:
    """Find where the article goes on behind a list: at two paragraphs in a row that speak of the same things."""
    share = _SAME_STORY * min(1.0, len(known) / _KNOWN_PAIRS)
    for index in range(number, len(lines) - 1):
        if lines[index].is_prose and lines[index + 1].is_prose:
            pairs = _pairs(lines[index]) | _pairs(lines[index + 1])
            if len(pairs & known) >= share * len(pairs):
                return index
    return None


def _pairs(line: Line) -> set[str]:
    """Return the pairs of Han characters and the longer English words of a line."""
    pairs = set(_WORDS.findall(line.low))
    for run in _HAN_RUN.findall(line.low):
        pairs.update(run[index : index + 2] for index in range(len(run) - 1))
    return pairs


def _tile(spans: list[Span], inserts: list[Span], length: int) -> tuple[Span, ...]:
    """Lay inserts over the lines and fill the gaps between lines."""
    tiles: list[Span] = []
    number = 0
    position = 0
    before: ZoneLabel = "body"
    for start, end, label in spans:
        if start > position:
            tiles.append((position, start, "boilerplate" if label == before == "boilerplate" else "body"))
        cursor = start
        while number < len(inserts) and inserts[number][0] < end:
            low, high, insert = inserts[number]
            number += 1
            if low >= cursor:
                high = min(high, end)
                tiles.extend([(cursor, low, label), (low, high, insert)])
                cursor = high
        tiles.append((cursor, end, label))
        position = end
        before = label
    if position < length:
        tiles.append((position, length, "boilerplate" if before == "boilerplate" else "body"))
    return tuple(tile for tile in tiles if tile[1] > tile[0])
