"""Raw text to clean text: JSON escapes, HTML markup and character references, with the way back.

Scraped news is often several things at once: plain lines, then one line of HTML escaped as JSON. Each pass is a
layer that keeps offsets, linear in the length of the text whatever it holds.

Only known element names are markup: `<b>` is, `<3` and `<泽连斯基>` are not. Scripts, styles and comments are no
text; they are left out of the clean text and reported as `skipped`.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from entities.text.alignment import AlignedText, Layer, LayerBuilder

_BLOCK = frozenset(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe legend li link main menu meta nav "
    "noframes noscript ol optgroup option p picture pre script section select style summary table tbody td template "
    "textarea tfoot th thead title tr ul video audio canvas object embed".split()
)
_INLINE = frozenset(
    "a abbr acronym applet area b base basefont bdi bdo big button cite code col colgroup data datalist del dfn em font "
    "i img input ins kbd label map mark marquee meter nobr o:p output param path progress q rp rt ruby s samp slot small "
    "source span strike strong sub sup svg time track tt u var wbr".split()
)
_KNOWN = _BLOCK | _INLINE
_SKIPPED = frozenset({"script", "style", "template"})
_HINTS = {
    "title": "title",
    "h1": "title",
    "figcaption": "caption",
    "nav": "boilerplate",
    "footer": "boilerplate",
    "aside": "boilerplate",
}
_CAPTION_ATTRIBUTE = re.compile(r"(?:class|type)\s*=\s*[\"']?[^\"'>]*(?:caption|image[-_]desc|img[-_]desc|pic[-_]desc)", re.I)

# Possessive repeats and a stop at every `<` keep both forms linear: a failed tag never rescans past the next `<`.
_TOKEN = re.compile(
    r"<!--|<!\[CDATA\[|\]\]>|<![A-Za-z][^<>]*+>|<\?[^<>]*+>"
    r"|<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9:_-]*+)"
    r"(?P<rest>(?=[\s/>])(?:(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+>|[^<>]*+>))"
)
_REFERENCE = re.compile(r"&(?:amp;)*(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_NESTED_AMP = re.compile(r"(?:amp;)+")
_ESCAPED = re.compile(r"\\u[0-9a-fA-F]{4}|\\[\"/]")
_ESCAPE = re.compile(
    r"\\++(?:u[dD][89abAB][0-9a-fA-F]{2}\\+u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[\"/nrt])"
)
_CONTROL = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "/": "/"}
# A page that was escaped once more shows its tags only after the references are resolved; deeper is not met.
_MARKUP_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Hint:
    """What the markup says of a stretch of clean text: `title`, `caption` or `boilerplate`."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class CleanText:
    """Clean text with its way back and what the markup said.

    Attributes:
        aligned: The clean text and its layers.
        hints: What the markup says of stretches of it, in clean offsets.
        skipped: Raw spans of scripts, styles and comments.
    """

    aligned: AlignedText
    hints: tuple[Hint, ...] = ()
    skipped: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class _Markup:
    """One pass over the markup: the derived text and what was seen."""

    builder: LayerBuilder = field(default_factory=LayerBuilder)
    length: int = 0
    hints: list[Hint] = field(default_factory=list)
    skipped: list[tuple[int, int]] = field(default_factory=list)
    open_hints: dict[str, tuple[int, str]] = field(default_factory=dict)

    def keep(self, text: str, start: int, end: int) -> None:
        self.builder.keep(text, start, end)
        self.length += max(0, end - start)

    def replace(self, new: str, start: int, end: int) -> None:
        self.builder.replace(new, start, end)
        self.length += len(new)


def clean(raw: str) -> CleanText:
    """Remove escapes and markup.

    Args:
        raw: Raw text without lone surrogates.

    Returns:
        Clean text, hints and skipped spans; for plain text the text itself, unchanged.
    """
    aligned = AlignedText(raw)
    if "\\" in raw and _ESCAPED.search(raw):
        aligned = aligned.then(*_unescape_json(raw))
    hints: list[Hint] = []
    skipped: list[tuple[int, int]] = []
    for _ in range(_MARKUP_ROUNDS):
        before = aligned
        if "<" in aligned.text:
            aligned = _strip_markup(aligned, hints, skipped)
        if "&" in aligned.text:
            aligned = _resolve_references(aligned, hints)
        if aligned is before:
            break
    return CleanText(aligned, tuple(hints), tuple(sorted(skipped)))


def _unescape_json(text: str) -> tuple[str, Layer]:
    builder = LayerBuilder()
    done = 0
    for match in _ESCAPE.finditer(text):
        builder.keep(text, done, match.start())
        code = match.group().lstrip("\\")
        if code[0] == "u":
            plain = _from_utf16(re.findall(r"u([0-9a-fA-F]{4})", code))
        else:
            plain = _CONTROL[code]
        builder.replace(plain, match.start(), match.end())
        done = match.end()
    builder.keep(text, done, len(text))
    return builder.build()


def _from_utf16(units: list[str]) -> str:
    text = b"".join(int(unit, 16).to_bytes(2, "big") for unit in units).decode("utf-16-be", errors="replace")
    return text.replace("\x00", "\ufffd")


def _is_markup(match: re.Match[str]) -> bool:
    name = match["name"]
    if name is None:
        return True
    name = name.lower()
    return name in _KNOWN or ("-" in name.strip("-") and name.isascii())


def _strip_markup(source: AlignedText, hints: list[Hint], skipped: list[tuple[int, int]]) -> AlignedText:
    text = source.text
    tokens = [match for match in _TOKEN.finditer(text) if _is_markup(match)]
    if not tokens:
        return source
    markup = _Markup()
    first, last = tokens[0].start(), tokens[-1].end()
    unclosed: set[str] = set()
    done = 0
    for match in tokens:
        if match.start() < done:
            continue
        _keep_flowing(markup, text, done, match.start(), (first, last))
        done = _handle_token(markup, text, match, unclosed)
    _keep_flowing(markup, text, done, len(text), (first, last))
    derived, layer = markup.builder.build()
    aligned = source.then(derived, layer)
    hints[:] = [_carry(hint, layer) for hint in hints] + markup.hints
    skipped.extend(source.to_raw(start, end) for start, end in markup.skipped)
    return aligned


def _keep_flowing(markup: _Markup, text: str, start: int, end: int, inside: tuple[int, int]) -> None:
    """Copy text between tags; inside the markup a line break is only a space, as in a browser."""
    piece = text[start:end]
    if start >= inside[0] and end <= inside[1] and ("\n" in piece or "\r" in piece):
        markup.replace(piece.replace("\n", " ").replace("\r", " "), start, end)
    else:
        markup.keep(text, start, end)


def _handle_token(markup: _Markup, text: str, match: re.Match[str], unclosed: set[str]) -> int:
    """Act on one tag, comment or declaration; return where reading goes on."""
    start, end = match.span()
    if match.group() == "<!--":
        stop = _find_end(text, "-->", end, unclosed)
        if stop is not None:
            markup.skipped.append((start, stop))
            return stop
        return end
    if match["name"] is None:
        return end
    name = match["name"].lower()
    if name in _SKIPPED and not match["close"] and not match["rest"].endswith("/>"):
        # Without an end tag only the rest of the line is lost, not the rest of the page.
        stop = _find_end(text, f"</{name}", end, unclosed) or _line_end(text, end)
        markup.skipped.append((start, stop))
        markup.replace("\n", start, stop)
        return stop
    _note_hint(markup, name, match)
    if name in _BLOCK:
        markup.replace("\n", start, end)
    return end


def _find_end(text: str, mark: str, start: int, unclosed: set[str]) -> int | None:
    """Find the end of a skipped element; a mark not found once is not looked for again, which keeps this linear."""
    if mark in unclosed:
        return None
    found = re.compile(re.escape(mark), re.I).search(text, start)
    if found is None:
        unclosed.add(mark)
        return None
    if mark == "-->":
        return found.end()
    close = text.find(">", found.end())
    return found.end() if close < 0 else close + 1


def _line_end(text: str, start: int) -> int:
    stop = text.find("\n", start)
    return len(text) if stop < 0 else stop


def _note_hint(markup: _Markup, name: str, match: re.Match[str]) -> None:
    if match["close"]:
        opened = markup.open_hints.pop(name, None)
        if opened is not None and markup.length > opened[0]:
            markup.hints.append(Hint(opened[0], markup.length, opened[1]))
        return
    label = _HINTS.get(name)
    if label is None and _CAPTION_ATTRIBUTE.search(match["rest"]):
        label = "caption"
    if label is not None and name not in markup.open_hints:
        markup.open_hints[name] = (markup.length, label)


def _resolve_references(source: AlignedText, hints: list[Hint]) -> AlignedText:
    text = source.text
    builder = LayerBuilder()
    done = 0
    for match in _REFERENCE.finditer(text):
        reference = _NESTED_AMP.sub("", match.group(), count=1) if match.group().startswith("&amp;") else match.group()
        reference = "&" if reference in ("&", "&;") else reference
        plain = html.unescape(reference)
        if plain == match.group():
            continue
        builder.keep(text, done, match.start())
        builder.replace(_usable(plain), match.start(), match.end())
        done = match.end()
    if not done:
        return source
    builder.keep(text, done, len(text))
    derived, layer = builder.build()
    hints[:] = [_carry(hint, layer) for hint in hints]
    return source.then(derived, layer)


def _usable(plain: str) -> str:
    return "".join("\ufffd" if char == "\x00" or "\ud800" <= char <= "\udfff" else char for char in plain)


def _carry(hint: Hint, layer: Layer) -> Hint:
    """Move a hint forward to the next layer's offsets."""
    return Hint(layer.to_derived(hint.start), layer.to_derived(hint.end), hint.label)
