"""The lines of a page, and what the look of one alone says: a caption, a byline, a menu, a notice of the site.

The marks are data (data/rules/zones.yaml), compared with folded text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, get_type_hints

from entities.text.tables import load_rules

if TYPE_CHECKING:
    from entities.model import ZoneLabel
    from entities.text.alignment import AlignedText, Layer

Span = tuple[int, int, "ZoneLabel"]

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_TRIM = " []【】()〔〕<>《》「」:-~=_·*#|/>»›▶►▷■□◆◇●○★☆※→▲"
# What parts a mark from what it announces: 广告: is a mark, 广告商 is not.
_SLOT = ":/|丨】)]」》>"
_BREADCRUMB = re.compile("[^>»›。]{1,16}+(?:[>»›][^>»›。]{1,40}+){2,}+")
_MENU_PARTS = re.compile(r"[\s/|>»›·丨_,、-]+")
# A credit may stand behind the last sentence.
_STOP = re.compile(r"(?:[。!?]|(?<!\.)\.)['\"”’」』)\]]*(?: ?\([^()]{1,80}\) *[0-9]{0,8})?$")
_CUT_OFF = re.compile(r"\.{3}['\"”’」』)\]]*$")
# In letters, a Han character counting two: a line with the editor's name, a byline of several authors, a notice of two sentences, a caption.
_MARK_WIDTH = 80
_BYLINE_WIDTH = 160
_NOTICE_WIDTH = 300
_CAPTION_WIDTH = 240
# Names of newsrooms and people fill the last line of a dispatch.
_EDITORS_WIDTH = 500
# A paragraph has a sentence, or at least a clause and the length of one.
_SENTENCE_WIDTH = 36
_CLAUSE_WIDTH = 120
# The source of a picture stands within so many characters of the end, a credit of the article begins within so
# many, and its bracket closes, or its 责 stands, within the last few.
_CAPTION_EDGE = 100
_CREDIT_WIDTH = 340
_CREDIT_EDGE = 24


@dataclass(slots=True)
class Line:
    """A line that is not blank.

    Attributes:
        start: First character in the clean text.
        end: One past the last.
        text: The clean text of it.
        low: The folded text of it.
        offset: Where that begins in the folded text.
        core: The folded text without brackets, bullets and colons round it.
        width: Its length in letters; a Han character counts two.
        label: The zone, as far as it is known.
    """

    start: int
    end: int
    text: str
    low: str
    offset: int
    core: str
    width: int
    label: ZoneLabel = "body"

    @property
    def ends_sentence(self) -> bool:
        """Whether the line ends as a sentence does."""
        return _STOP.search(self.low.rstrip()[-100:]) is not None

    @property
    def is_prose(self) -> bool:
        """Whether the line reads like a paragraph of the article, not like a headline or a teaser."""
        if self.label != "body" or self.width < _SENTENCE_WIDTH or _CUT_OFF.search(self.low.rstrip()[-8:]):
            return False
        return self.ends_sentence or (self.width >= _CLAUSE_WIDTH and ("," in self.low or "。" in self.low))


class LineMap(NamedTuple):
    """The lines of a page and the way from the folded text back to the clean one."""

    lines: list[Line]
    layers: tuple[Layer, ...]

    def to_clean(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of the folded text to the clean text."""
        for layer in reversed(self.layers):
            start, end = layer.to_source(start, end)
        return start, end


class RareRule(NamedTuple):
    """A pattern, and the words of which every match holds one."""

    words: tuple[str, ...]
    pattern: str


class Rules(NamedTuple):
    """What data/rules/zones.yaml holds, ready for use."""

    menu_words: frozenset[str]
    tail_lines: frozenset[str]
    related_lines: frozenset[str]
    tail_starts: tuple[str, ...]
    line_starts: tuple[str, ...]
    line_marks: tuple[str, ...]
    editor_starts: tuple[str, ...]
    byline_starts: tuple[str, ...]
    byline_marks: tuple[str, ...]
    caption_starts: tuple[str, ...]
    caption_leads: frozenset[str]
    byline_patterns: re.Pattern[str]
    byline_names: re.Pattern[str]
    datelines: re.Pattern[str]
    trailing_bylines: re.Pattern[str]
    caption_patterns: re.Pattern[str]
    caption_ends: re.Pattern[str]
    caption_credits: re.Pattern[str]
    notices: tuple[RareRule, ...]
    adverts: tuple[RareRule, ...]

    def on_page(self, text: str) -> PageRules:
        """Return the rare rules that a page has cause to try.

        Args:
            text: The folded text of the page.
        """
        return PageRules(_union(self.notices, text), _union(self.adverts, text))


class PageRules(NamedTuple):
    """The rules that hold for some pages only, joined; None if there is none."""

    notices: re.Pattern[str] | None
    adverts: re.Pattern[str] | None


@cache
def load_zone_rules() -> Rules:
    """Return the rules, compiled."""
    rules = load_rules("zones")
    values: dict[str, Any] = {}
    for key, kind in get_type_hints(Rules).items():
        if kind == re.Pattern[str]:
            entries = rules[key]
            for name, part in rules["parts"].items():
                entries = [entry.replace(f"%{name}%", part) for entry in entries]
            values[key] = _join(tuple(entries))
        elif kind == tuple[RareRule, ...]:
            values[key] = tuple(RareRule(tuple(entry["has"]), entry["pattern"]) for entry in rules[key])
        else:
            values[key] = frozenset(rules[key]) if kind == frozenset[str] else tuple(rules[key])
    return Rules(**values)


def _union(rules: tuple[RareRule, ...], text: str) -> re.Pattern[str] | None:
    patterns = tuple(rule.pattern for rule in rules if any(word in text for word in rule.words))
    return _join(patterns) if patterns else None


@cache
def _join(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def read_lines(text: str, folded: AlignedText, clean_layers: int) -> LineMap:
    """Cut a clean text into lines.

    Args:
        text: The clean text.
        folded: The folded text of it.
        clean_layers: How many of its layers lead from the clean text to the raw one.

    Returns:
        The lines that are not blank.
    """
    layers = folded.layers[clean_layers:]
    lines = []
    for match in _LINE.finditer(text):
        if match.group().isspace():
            continue
        start, end = match.span()
        for layer in layers:
            start, end = layer.to_derived(start), layer.to_derived(end)
        low = folded.text[start:end]
        # A Han character is two columns wide and three bytes long; counting bytes is ten times as fast as matching.
        width = len(low) + (len(low.encode("utf-8")) - len(low)) // 2
        lines.append(Line(*match.span(), match.group(), low, start, low.strip(_TRIM), width))
    return LineMap(lines, layers)


def label_line(line: Line, number: int, rules: Rules, page: PageRules) -> ZoneLabel:
    """Say what a line is by its look.

    Args:
        line: The line.
        number: Its number on the page, from 0.
        rules: The rules.
        page: The rare rules that hold for the page.
    """
    if line.width > _EDITORS_WIDTH:
        return "body"
    low = line.low.strip()
    if is_editors(line, rules):
        return "byline"
    if line.width <= _BYLINE_WIDTH and _is_furniture(line, low, rules):
        return "boilerplate"
    if _is_caption(line, low, rules):
        return "caption"
    if page.notices and line.width <= _NOTICE_WIDTH and page.notices.search(low):
        return "boilerplate"
    if line.width <= _BYLINE_WIDTH and _is_byline(line, low, number, rules):
        return "byline"
    return "body"


def is_editors(line: Line, rules: Rules) -> bool:
    """Say whether a line names the editors: the last line of many articles."""
    if not line.core.startswith(rules.editor_starts):
        return line.width <= _MARK_WIDTH and "责任编辑:" in line.low and "。" not in line.low
    wide = _EDITORS_WIDTH if "editing by" in line.core else _BYLINE_WIDTH
    return line.width <= wide and not line.ends_sentence and _has_slot(line.core, rules.editor_starts)


def _is_furniture(line: Line, low: str, rules: Rules) -> bool:
    core = line.core
    if _BREADCRUMB.fullmatch(low) or core.startswith(rules.line_starts):
        return True
    if core.startswith(rules.line_marks) and not line.ends_sentence and _has_slot(core, rules.line_marks):
        return True
    words = _MENU_PARTS.split(core) if _MENU_PARTS.split(core, maxsplit=1)[0] in rules.menu_words else []
    return bool(words) and all(word in rules.menu_words for word in words)


def _is_caption(line: Line, low: str, rules: Rules) -> bool:
    if low.startswith(rules.caption_starts) or rules.caption_patterns.match(low):
        return True
    # Captions end in a bracket or in no stop at all.
    if low.endswith(("。", "!", "?")) and low[-2:-1] != ")":
        return False
    if rules.caption_ends.search(low, max(0, len(low) - _CAPTION_EDGE)):
        return True
    if low.startswith("(") or line.width > _CAPTION_WIDTH or low.count("。") > 1:
        return False
    return rules.caption_credits.search(low) is not None


def _is_byline(line: Line, low: str, number: int, rules: Rules) -> bool:
    if "。" in low:
        return False
    core = line.core
    dateline = rules.datelines.match(low)
    if dateline and dateline.end() == len(low):
        return True
    return (
        (core.startswith(rules.byline_starts) and _has_slot(core, rules.byline_starts))
        or low.startswith(rules.byline_marks)
        or rules.byline_patterns.search(low) is not None
        or (number > 0 and rules.byline_names.search(line.text) is not None)
    )


def _has_slot(core: str, marks: tuple[str, ...]) -> bool:
    """Say whether a mark is followed by a colon, a bracket, a bar or nothing; Chinese or of several words, by a space."""
    mark = max((mark for mark in marks if core.startswith(mark)), key=len)
    rest = core[len(mark) :]
    if not rest or rest[0] in _SLOT or mark[-1] in _SLOT:
        return True
    return rest[0] == " " and (" " in mark or not mark.isascii())


def find_inserts(line: Line, lines: LineMap, rules: Rules, page: PageRules) -> list[Span]:
    """Find datelines, credits and advertisements inside a paragraph, in clean offsets."""
    low = line.low
    found: list[tuple[int, int, ZoneLabel]] = []
    if match := rules.datelines.match(low):
        found.append((match.start(), match.end(), "byline"))
    edge = low[-_CREDIT_EDGE:] if line.label == "body" else ""
    if (")" in edge or "责" in edge) and (
        match := rules.trailing_bylines.search(low, max(0, len(low) - _CREDIT_WIDTH))
    ):
        found.append((match.start(), match.end(), "byline"))
    if page.adverts:
        found.extend((match.start(), match.end(), "boilerplate") for match in page.adverts.finditer(low))
    return [(*lines.to_clean(line.offset + start, line.offset + end), label) for start, end, label in found]
