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
from entities.text.fold import fold_text
from entities.text.lines import (
    Line,
    LineMap,
    Rules,
    find_inserts,
    is_editors,
    label_line,
    load_zone_rules,
    read_lines,
)

if TYPE_CHECKING:
    from entities.model import ZoneLabel
    from entities.text.alignment import AlignedText
    from entities.text.clean import CleanText
    from entities.text.lines import Span

# Comments of a few characters (<!--IMG_0-->) are marks within the text; longer skipped stretches are code.
_SKIPPED_ZONE = 200
# In letters, a Han character counting two: headlines of the commonest news formats stay well within.
_TITLE_WIDTHS = (8, 160)
# A shorter first line may be the name of the site or the rubric; the headline is the first full one below it.
_FULL_TITLE_WIDTH = 16
_TITLE_LINES = 5
_NO_TITLE = re.compile(r"(?:[。;:]|[a-z0-9]\.|\.{3})['\"”’」』)]*\s*$")
_SITE_NAME = re.compile(r"\s*[_|丨]\s*[^_|丨]{2,24}$|\s+-{1,2}\s+[^-]{2,24}$")
# A cut-off repeat keeps at least four fifths; glued to a paragraph, only a long headline is no chance.
_REPEAT_SHARE = 0.8
_REPEAT_WIDTH = 32
_WHOLE_REPEAT_WIDTH = 12
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
    headline, title_line = _find_title(lines, title)
    inserts = _find_repeats(page, headline, title_line) if headline else []
    if len(lines) > 1:
        _label_lists(lines, rules)
    for line in lines:
        if line.label in ("body", "caption"):
            inserts.extend(find_inserts(line, page, rules, rare))
    return ZoneMap(_tile([(line.start, line.end, line.label) for line in lines], sorted(inserts), len(text)))


def _apply_hints(lines: list[Line], cleaned: CleanText) -> None:
    starts = [line.start for line in lines]
    for hint in cleaned.hints:
        for line in lines[bisect_left(starts, hint.start) : bisect_left(starts, hint.end)]:
            if line.end <= hint.end and line.label == "body":
                line.label = hint.label


def _find_title(lines: list[Line], title: str | None) -> tuple[str, Line | None]:
    """Return the folded headline, and its line: given, marked up, or a line at the top that is shaped like one."""
    if title and title.strip():
        headline = fold_text(title).strip()
        for line in lines:
            if line.low.strip() == headline:
                line.label = "title"
                return headline, line
        return headline, None
    marked = [line for line in lines if line.label == "title"]
    if marked:
        return _SITE_NAME.sub("", marked[-1].low.strip()), marked[-1]
    picked = _pick_title([line for line in lines if line.label not in ("boilerplate", "byline")])
    if picked is None:
        return "", None
    picked.label = "title"
    return _SITE_NAME.sub("", picked.low.strip()), picked


def _pick_title(content: list[Line]) -> Line | None:
    top = content[: min(_TITLE_LINES, len(content) - 1)]
    for number, line in enumerate(top):
        if line.is_prose or (line.ends_sentence and not line.low.rstrip().endswith(("!", "?"))):
            top = top[:number]
            break
    titles = [line for line in top if _is_title_like(line)]
    return next((line for line in titles if line.width >= _FULL_TITLE_WIDTH), titles[0] if titles else None)


def _is_title_like(line: Line) -> bool:
    indented = line.text.startswith(("\u3000\u3000", "    ", "\xa0\xa0"))
    shaped = _TITLE_WIDTHS[0] <= line.width <= _TITLE_WIDTHS[1] and not _NO_TITLE.search(line.low)
    return line.label == "body" and shaped and not indented


def _find_repeats(page: LineMap, headline: str, title_line: Line | None) -> list[Span]:
    """Label lines that repeat the headline, whole or cut off, and find it glued to the edge of a paragraph."""
    width = len(headline) + len(re.findall("[\u3400-\u9fff]", headline))
    if width < _WHOLE_REPEAT_WIDTH:
        return []
    stem = headline[: int(len(headline) * _REPEAT_SHARE)]
    found: list[Span] = []
    seen = title_line is not None
    for line in page.lines:
        if line is title_line or (title_line and line.start < title_line.start) or stem not in line.low:
            continue
        low = line.low.strip()
        if low.startswith(stem) and len(low) <= 2 * len(headline) - len(stem):
            line.label = "boilerplate" if seen else "title"
            seen = True
        elif width >= _REPEAT_WIDTH:
            for start, end in _glued(line.low, headline, stem):
                found.append(
                    (
                        *page.to_clean(line.offset + start, line.offset + end),
                        "boilerplate" if seen else "title",
                    )
                )
                seen = True
    return found


def _glued(low: str, headline: str, stem: str) -> list[tuple[int, int]]:
    """Find a headline at the start of a line, at its end, or behind the end of a sentence."""
    found: list[tuple[int, int]] = []
    position = 0
    while (start := low.find(stem, position)) >= 0:
        position = start + len(stem)
        while position - start < len(headline) and low[position : position + 1] == headline[position - start]:
            position += 1
        if not low[:start].strip() or not low[position:].strip() or low[start - 1] in '。!?"”」 ':
            found.append((start, position))
    return found


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
