"""Which part of the page a stretch of text is: title, body, caption, byline or boilerplate.

Zones only label; every mention is kept and carries its zone. The marks are data (data/rules/zones.yaml); this
module adds the shape of lines: a short first line is a title, a title that comes again is boilerplate, a list of
headlines behind the editor's line is boilerplate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from entities.model import Zone
from entities.text.tables import load_rules

if TYPE_CHECKING:
    from entities.model import ZoneLabel
    from entities.text.alignment import AlignedText
    from entities.text.clean import CleanText

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_TRIM = " \t\u3000\xa0[]【】()（）<>《》:：-—–·•*#|>»▶►■◆●○"
_BREADCRUMB = re.compile(r"^\s*[^>»›。]{1,12}(?:\s*[>»›]\s*[^>»›。]{1,20}){2,}\s*$")
_SENTENCE_STOP = re.compile(r"[。！!;；…]['\"”’」』)）]*\s*$|[a-z0-9]\.\s*$")
# A title is a short line; headlines of the four commonest news formats stay well below.
_TITLE_LENGTHS = (4, 120)
_BYLINE_LENGTH = 80
_MARK_LENGTH = 24
# Shorter repeats are ordinary phrases; a cut-off repeat keeps at least four fifths.
_REPEAT_LENGTH = 10
_REPEAT_SHARE = 0.8
# A "related stories" line above this share of the page is an insert, not the tail.
_TAIL_FROM = 0.25


@dataclass(frozen=True, slots=True)
class _Rules:
    tail_lines: frozenset[str]
    tail_starts: tuple[str, ...]
    line_starts: tuple[str, ...]
    editor_starts: tuple[str, ...]
    byline_starts: tuple[str, ...]
    caption_starts: tuple[str, ...]
    adverts: re.Pattern[str]
    byline: re.Pattern[str]
    dateline: re.Pattern[str]
    trailing: re.Pattern[str]
    caption_end: re.Pattern[str]


@dataclass(slots=True)
class _Line:
    """A line that is not blank, in clean offsets, with its folded text and the label given so far."""

    start: int
    end: int
    text: str
    folded: str
    core: str
    label: ZoneLabel = "body"


@cache
def _load() -> _Rules:
    rules = load_rules("zones")

    def union(key: str) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{pattern})" for pattern in rules[key]))

    return _Rules(
        tail_lines=frozenset(rules["tail_lines"]),
        tail_starts=tuple(rules["tail_starts"]),
        line_starts=tuple(rules["line_starts"]),
        editor_starts=tuple(rules["editor_starts"]),
        byline_starts=tuple(rules["byline_starts"]),
        caption_starts=tuple(rules["caption_starts"]),
        adverts=union("adverts"),
        byline=union("byline_patterns"),
        dateline=union("datelines"),
        trailing=union("trailing_bylines"),
        caption_end=union("caption_ends"),
    )


@dataclass(frozen=True, slots=True)
class ZoneMap:
    """Labelled stretches of the clean text, without gaps, and the borders inside lines.

    Attributes:
        spans: `(start, end, label)` in clean offsets, in order, covering the whole text.
    """

    spans: tuple[tuple[int, int, ZoneLabel], ...]

    def to_raw(self, cleaned: CleanText, length: int) -> tuple[Zone, ...]:
        """Return the zones as a full tiling of the raw text.

        Args:
            cleaned: The clean text that the map was made for.
            length: Length of the raw text.
        """
        aligned = cleaned.aligned
        pieces = [(*aligned.to_raw(start, end), label) for start, end, label in self.spans if end > start]
        zones: list[Zone] = []
        position = 0
        skipped = iter([*cleaned.skipped, (length, length)])
        skip = next(skipped)
        # Markup between two stretches belongs to the one before it; scripts and styles are boilerplate.
        for index, (start, _, label) in enumerate(pieces):
            stop = pieces[index + 1][0] if index + 1 < len(pieces) else length
            position = min(position, start) if not zones else position
            while skip[0] < stop and skip[1] <= length and skip != (length, length):
                _append(zones, position, max(position, skip[0]), label)
                if skip[1] - skip[0] >= _SKIPPED_ZONE:
                    _append(zones, max(position, skip[0]), max(position, skip[1]), "boilerplate")
                else:
                    _append(zones, max(position, skip[0]), max(position, skip[1]), label)
                position = max(position, skip[1])
                skip = next(skipped)
            _append(zones, position, max(position, stop), label)
            position = max(position, stop)
        if not pieces and length:
            zones.append(Zone(0, length, "boilerplate" if cleaned.skipped else "body"))
        return tuple(zones)


# Comments of a few characters (<!--IMG_0-->) are marks within the text; longer skipped stretches are code.
_SKIPPED_ZONE = 200


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
    rules = _load()
    lines = _lines(text, folded)
    for line in lines:
        line.label = _label_line(line, rules)
    _apply_hints(lines, cleaned)
    title_line = _find_title(lines, title)
    _label_tail(lines, rules, len(text))
    spans: list[tuple[int, int, ZoneLabel]] = [(line.start, line.end, line.label) for line in lines]
    inserts = [insert for line in lines if line.label in ("body", "caption") for insert in _inserts(line, rules)]
    headline = title or (title_line.text.strip() if title_line else None)
    if headline:
        inserts.extend(_title_repeats(text, headline, title_line))
    return _tile(spans, inserts, len(text))


def _lines(text: str, folded: AlignedText) -> list[_Line]:
    from entities.text.fold import fold_text

    same = len(folded.text) == len(text)
    lines = []
    for match in _LINE.finditer(text):
        if match.group().strip():
            low = folded.text[match.start() : match.end()] if same else fold_text(match.group())
            lines.append(_Line(match.start(), match.end(), match.group(), low, low.strip(_TRIM)))
    return lines


def _label_line(line: _Line, rules: _Rules) -> ZoneLabel:
    low = line.folded.strip()
    if line.core.startswith(rules.editor_starts) and len(low) <= _BYLINE_LENGTH and _has_slot(line.core, rules.editor_starts):
        return "byline"
    if low.startswith(rules.caption_starts) or rules.caption_end.search(low):
        return "caption"
    if _BREADCRUMB.match(low) or (line.core.startswith(rules.line_starts) and len(low) <= _BYLINE_LENGTH):
        return "boilerplate"
    if len(low) <= _BYLINE_LENGTH and (
        (line.core.startswith(rules.byline_starts) and _has_slot(line.core, rules.byline_starts)) or rules.byline.search(low)
    ):
        return "byline"
    return "body"


def _has_slot(core: str, starts: tuple[str, ...]) -> bool:
    """Say whether a mark is followed by a colon, a space or nothing, so that 编辑部 is not 编辑."""
    mark = max((start for start in starts if core.startswith(start)), key=len)
    rest = core[len(mark) :]
    return not rest or rest[0] in ":：/|、 " or mark[-1] in "/|"


def _apply_hints(lines: list[_Line], cleaned: CleanText) -> None:
    for hint in cleaned.hints:
        for line in lines:
            if line.start >= hint.end:
                break
            if line.start >= hint.start and line.end <= hint.end and line.label == "body":
                line.label = hint.label  # type: ignore[assignment]


def _find_title(lines: list[_Line], title: str | None) -> _Line | None:
    """Find the headline: given, marked up, or the first line if it is shaped like one."""
    if title:
        for line in lines:
            if line.text.strip() == title.strip():
                line.label = "title"
                return line
        return None
    for line in lines:
        if line.label == "title":
            return line
    content = [line for line in lines if line.label not in ("boilerplate", "byline")]
    if len(content) < 2:
        return None
    first = content[0]
    size = len(first.text.strip())
    indented = first.text.startswith(("\u3000\u3000", "    ", "\xa0\xa0"))
    if (
        first.label == "body"
        and not indented
        and _TITLE_LENGTHS[0] <= size <= _TITLE_LENGTHS[1]
        and not _SENTENCE_STOP.search(first.text)
    ):
        first.label = "title"
        return first
    return None


def _label_tail(lines: list[_Line], rules: _Rules, length: int) -> None:
    """Label everything behind the first mark that ends the article."""
    tail: int | None = None
    editor: int | None = None
    for index, line in enumerate(lines):
        if line.start < length * _TAIL_FROM and index < len(lines) - 1:
            continue
        if line.core in rules.tail_lines or line.core.startswith(rules.tail_starts):
            tail = index
            break
        if line.label == "byline" and line.core.startswith(rules.editor_starts):
            editor = index
    if editor is not None and (tail is None or editor < tail):
        tail = editor + 1
    if tail is not None:
        for line in lines[tail:]:
            line.label = "byline" if line.label == "byline" and line.core.startswith(rules.editor_starts) else "boilerplate"


def _inserts(line: _Line, rules: _Rules) -> list[tuple[int, int, ZoneLabel]]:
    """Find datelines, credits and advertisements inside a line of text."""
    found: list[tuple[int, int, ZoneLabel]] = []
    if len(line.folded) != line.end - line.start:
        return found
    if match := rules.dateline.search(line.folded[:100]):
        found.append((line.start + match.start(), line.start + match.end(), "byline"))
    tail_from = max(0, len(line.folded) - 100)
    if match := rules.trailing.search(line.folded, tail_from):
        found.append((line.start + match.start(), line.start + match.end(), "byline"))
    found.extend(
        (line.start + match.start(), line.start + match.end(), "boilerplate") for match in rules.adverts.finditer(line.folded)
    )
    return found


def _title_repeats(text: str, headline: str, title_line: _Line | None) -> list[tuple[int, int, ZoneLabel]]:
    """Find the headline again further down, whole or cut off, also glued to a paragraph."""
    if len(headline) < _REPEAT_LENGTH:
        return []
    stem = headline[: max(_REPEAT_LENGTH, int(len(headline) * _REPEAT_SHARE))]
    found: list[tuple[int, int, ZoneLabel]] = []
    position = title_line.end if title_line else 0
    while (start := text.find(stem, position)) >= 0:
        end = start + len(stem)
        while end - start < len(headline) and end < len(text) and text[end] == headline[end - start]:
            end += 1
        found.append((start, end, "boilerplate"))
        position = end
    return found


def _tile(
    spans: list[tuple[int, int, ZoneLabel]], inserts: list[tuple[int, int, ZoneLabel]], length: int
) -> ZoneMap:
    """Lay inserts over the lines and fill the gaps between lines with body text."""
    tiles: list[tuple[int, int, ZoneLabel]] = []
    pending = sorted(inserts)
    position = 0
    next_insert = 0
    for start, end, label in spans:
        if start > position:
            tiles.append((position, start, "body" if label != "boilerplate" or not tiles or tiles[-1][2] != label else label))
        cursor = start
        while next_insert < len(pending) and pending[next_insert][0] < end:
            low, high, insert = pending[next_insert]
            next_insert += 1
            if low < cursor:
                continue
            high = min(high, end)
            tiles.extend([(cursor, low, label), (low, high, insert)])
            cursor = high
        tiles.append((cursor, end, label))
        position = end
    if position < length or not tiles:
        tiles.append((position, length, "body" if not tiles or tiles[-1][2] != "boilerplate" else "boilerplate"))
    return ZoneMap(tuple(tile for tile in tiles if tile[1] > tile[0]))
