"""HTML to text: known tags go, what they say of the text stays as hints, scripts and comments are skipped.

Only known element names are markup: `<b>` is, `<3` and `<泽连斯基>` are not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from entities.text.alignment import LayerBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from entities.text.alignment import AlignedText, Layer

_BLOCK = frozenset(
    """address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption
    figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe legend li link main menu meta
    nav noframes noscript ol optgroup option p picture pre script search section select style summary svg table tbody
    td template textarea tfoot th thead title tr ul video audio canvas object embed item""".split()  # noqa: SIM905 - words
)
_INLINE = frozenset(
    """a abbr acronym applet area b base basefont bdi bdo big button cite code col colgroup data datalist del dfn em
    font i img input ins kbd label map mark marquee meter nobr output param path progress q rb rp rt rtc ruby s samp
    slot small source span strike strong sub sup time track tt u var wbr""".split()  # noqa: SIM905 - words
)
_KNOWN = _BLOCK | _INLINE
# Elements of other vocabularies: `<media:content>`, `<o:p>`, and custom ones: `<news-body>`.
_FOREIGN = re.compile(r"[a-z][a-z0-9]*(?:[:-][a-z0-9_]+)+")
_SKIPPED = frozenset({"script", "style", "template", "svg"})
# Their line breaks are shown as such.
_VERBATIM = frozenset({"pre", "textarea"})
_VOID = frozenset({"br", "hr", "link", "meta", "embed", "frame"})

HintLabel = Literal["title", "caption", "boilerplate"]
_HINTS: dict[str, HintLabel] = {
    "title": "title",
    "h1": "title",
    "figcaption": "caption",
    "nav": "boilerplate",
    "footer": "boilerplate",
    "aside": "boilerplate",
    "noscript": "boilerplate",
    "button": "boilerplate",
    "select": "boilerplate",
}
# The bound keeps a tag of nothing but `class=` linear.
_CAPTION_ATTRIBUTE = re.compile(
    r"\b(?:class|type|id)\s{0,9}=\s{0,9}[\"']?[^\"'>=]{0,200}?(?:caption|ima?ge?[-_]desc|pic[-_]desc|photo[-_]desc)",
    re.IGNORECASE,
)

# Possessive repeats keep this linear. Quoted values may hold `>`, and `<` if they are short and end where values do;
# a tag with a quote too many ends at its first `>`, so that no article is swallowed.
_TOKEN = re.compile(
    r"<!--|<!\[CDATA\[|\]\]>|<!\[(?:if|endif)[^<>]*+>|<![A-Za-z][^<>]*+>|<\?[^<>]*+>"
    r"|<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9:_-]*+)"
    r"(?P<rest>(?=[\s/>])(?:"
    r"(?:[^<>\"']++|\"(?:[^\"<]*+|[^\"]{0,300}+)\"(?=[\s/>])|'(?:[^'<]*+|[^']{0,300}+)'(?=[\s/>]))*+>"
    r"|(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+>"
    r"|[^<>]*+>))"
)
# A line break with the indentation round it; the look-behind lets a run of spaces be read once.
_LINE_BREAK = re.compile("(?<![ \t])[ \t]*+[\n\r\x0b\x0c\x85\u2028\u2029]\\s*+")
_HAN = re.compile("[\u3000-\u9fff\uf900-\ufaff\uff01-\uff5e\U00020000-\U000323af]")


@dataclass(frozen=True, slots=True)
class Hint:
    """What the markup says of a stretch of clean text."""

    start: int
    end: int
    label: HintLabel

    def carry(self, layer: Layer) -> Hint:
        """Move the hint forward to the next layer's offsets."""
        return Hint(layer.to_derived(self.start), layer.to_derived(self.end), self.label)


class _Step(NamedTuple):
    """A tag or the like: its span in the text, with that of the content skipped, and what it is.

    Comments and declarations have no name.
    """

    start: int
    end: int
    name: str
    is_open: bool
    label: HintLabel | None
    skipped: bool


def strip_markup(source: AlignedText) -> tuple[AlignedText, list[Hint], list[tuple[int, int]]] | None:
    """Remove the tags of a text.

    Args:
        source: The text.

    Returns:
        The text without markup, hints in its offsets, and raw spans of scripts, styles and comments; None if there
        is no markup.
    """
    text = source.text
    steps = list(_walk(text))
    if not steps:
        return None
    builder = LayerBuilder()
    closes = _match_tags(steps)
    flowing = _find_flow(steps, closes)
    hints: list[Hint] = []
    pending: dict[int, tuple[int, HintLabel]] = {}
    skipped: list[tuple[int, int]] = []
    done = 0
    flows = False
    for index, step in enumerate(steps):
        _keep(builder, text, done, step.start, flows=flows)
        if index in pending:
            start, label = pending.pop(index)
            if builder.length > start:
                hints.append(Hint(start, builder.length, label))
        if step.name in _BLOCK:
            builder.replace("\n", step.start, step.end)
        if step.label and index in closes:
            pending[closes[index]] = (builder.length, step.label)
        if step.skipped:
            skipped.append(source.to_raw(step.start, step.end))
        done = step.end
        flows = flowing[index]
    _keep(builder, text, done, len(text), flows=flows)
    return source.then(*builder.build()), hints, skipped


def _walk(text: str) -> Iterator[_Step]:
    """Yield the tags, comments and declarations in order; none lies within a script or comment."""
    unclosed: set[str] = set()
    done = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if start < done:
            continue
        if match["name"] is None:
            stop = _find_end(text, "-->", end, unclosed) if match.group() == "<!--" else None
            done = stop or end
            yield _Step(start, done, "", is_open=False, label=None, skipped=stop is not None)
            continue
        name = match["name"].lower()
        if not _is_element(match["name"], match["rest"]):
            continue
        is_open = not match["close"] and not (match["rest"].endswith("/>") and name in _SKIPPED)
        skipped = is_open and name in _SKIPPED
        done = end
        if skipped:
            done = _find_end(text, f"</{name}", end, unclosed) or _unclosed_end(text, name, end)
        label = _label_tag(name, match["rest"]) if is_open and not skipped else None
        yield _Step(start, done, name, is_open=is_open, label=label, skipped=skipped)


def _is_element(name: str, attributes: str) -> bool:
    if len(name) == 1 and "=" not in attributes and attributes.strip(" \t\r\n/>"):
        # `a <b and c> d` is about numbers.
        return False
    return name.lower() in _KNOWN or _FOREIGN.fullmatch(name) is not None


def _label_tag(name: str, attributes: str) -> HintLabel | None:
    return _HINTS.get(name) or ("caption" if _CAPTION_ATTRIBUTE.search(attributes) else None)


def _find_end(text: str, mark: str, start: int, unclosed: set[str]) -> int | None:
    """Find the end of a skipped element; a mark not found once is not looked for again, which keeps this linear."""
    if mark in unclosed:
        return None
    found = re.compile(re.escape(mark), re.IGNORECASE).search(text, start)
    if found is None:
        unclosed.add(mark)
        return None
    if mark == "-->":
        return found.end()
    close = text.find(">", found.end())
    return found.end() if close < 0 else close + 1


def _unclosed_end(text: str, name: str, start: int) -> int:
    """Without an end tag only the rest of the line is lost, or of the style rules, not the rest of the page."""
    found = re.compile("[\n\r]" if name == "script" else "[\n\r<]").search(text, start)
    return found.start() if found else len(text)


def _match_tags(steps: list[_Step]) -> dict[int, int]:
    """Return the number of the closing tag for each opening tag that has one."""
    closes: dict[int, int] = {}
    opened: defaultdict[str, list[int]] = defaultdict(list)
    for index, step in enumerate(steps):
        if step.skipped or not step.name or step.name in _VOID:
            continue
        if step.is_open:
            opened[step.name].append(index)
        elif opened[step.name]:
            closes[opened[step.name].pop()] = index
    return closes


def _find_flow(steps: list[_Step], closes: dict[int, int]) -> list[bool]:
    """Say for the text behind each tag whether it lies in a closed block, where a line break is only a space.

    A text that merely holds a tag here and there keeps its lines.
    """
    depth = [0] * len(steps)
    for start, end in closes.items():
        if steps[start].name in _BLOCK:
            # One verbatim element outweighs any nesting.
            weight = -len(steps) if steps[start].name in _VERBATIM else 1
            depth[start] += weight
            depth[end] -= weight
    flowing = []
    total = 0
    for change in depth:
        total += change
        flowing.append(total > 0)
    return flowing


def _keep(builder: LayerBuilder, text: str, start: int, end: int, *, flows: bool) -> None:
    """Copy text; where it flows, a line break becomes a space, or nothing between Chinese characters."""
    done = start
    if flows:
        for match in _LINE_BREAK.finditer(text, start, end):
            first, last = match.span()
            builder.keep(text, done, first)
            joined = start < first and last < end and _HAN.match(text, first - 1) and _HAN.match(text, last)
            builder.replace("" if joined else " ", first, last)
            done = last
    builder.keep(text, done, end)
