"""Raw text to clean text: JSON escapes, HTML markup and character references, with the way back.

Scraped news is often several things at once: plain lines, then one line of HTML escaped as JSON. Each pass is a
layer that keeps offsets, linear in the length of the text whatever it holds.

Scripts, styles and comments are no text; they are left out of the clean text and reported as `skipped`.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from html.entities import html5
from typing import TYPE_CHECKING

from entities.text.alignment import AlignedText, LayerBuilder
from entities.text.markup import Hint, strip_markup

if TYPE_CHECKING:
    from collections.abc import Callable

# `&nbsp` is the one that careless pages leave open.
_REFERENCE = re.compile(
    r"&(?:amp;)*(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|nbsp(?![A-Za-z0-9;=])|[A-Za-z][A-Za-z0-9]{1,31};)"
)
_NESTED_AMP = re.compile(r"(?<=&)(?:amp;)+")
_ESCAPED = re.compile(r"\\u[0-9a-fA-F]{4}|\\[\"/]")
# A run of backslashes is one that was escaped again; the look-behind lets a run be tried once, not at each of them.
_ESCAPE = re.compile(
    r"(?<!\\)\\++(?:u[dD][89abAB][0-9a-fA-F]{2}\\++u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[\"/nrt])"
)
_UNIT = re.compile(r"u([0-9a-fA-F]{4})")
_CONTROL = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "/": "/"}
_UNUSABLE = re.compile("[\x00\ud800-\udfff]")
# A page that was escaped once more shows its tags only after the references are resolved; deeper is not met.
_MARKUP_ROUNDS = 3


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


def clean(raw: str) -> CleanText:
    """Remove escapes and markup.

    Args:
        raw: Raw text without lone surrogates.

    Returns:
        Clean text, hints and skipped spans; for plain text the text itself, unchanged.
    """
    aligned = AlignedText(raw)
    if "\\" in raw and _ESCAPED.search(raw):
        aligned = _rewrite(aligned, _ESCAPE, _unescape)
    hints: list[Hint] = []
    skipped: list[tuple[int, int]] = []
    for _ in range(_MARKUP_ROUNDS):
        before = aligned
        if "<" in aligned.text and (stripped := strip_markup(aligned)):
            aligned, found, spans = stripped
            hints = [*(hint.carry(aligned.layers[-1]) for hint in hints), *found]
            skipped.extend(spans)
        if "&" in aligned.text and (resolved := _rewrite(aligned, _REFERENCE, _resolve)) is not aligned:
            aligned = resolved
            hints = [hint.carry(aligned.layers[-1]) for hint in hints]
        if aligned is before:
            break
    return CleanText(aligned, tuple(hints), tuple(sorted(skipped)))


def clean_fragment(fragment: str) -> str:
    """Clean a piece cut out of a page, such as a mention, as it reads there: escapes count and line breaks flow.

    Args:
        fragment: Raw text.

    Returns:
        Clean text; only its white space may differ from that of the page.
    """
    plain = _rewrite(AlignedText(fragment), _ESCAPE, _unescape)
    return clean(f"<div>{plain.text}</div>").aligned.text.strip()


def _rewrite(source: AlignedText, pattern: re.Pattern[str], plain: Callable[[str], str]) -> AlignedText:
    """Put the plain form in the place of each match, where it differs; return the source itself if none does."""
    text = source.text
    builder = LayerBuilder()
    done = 0
    for match in pattern.finditer(text):
        new = plain(match.group())
        if new != match.group():
            builder.keep(text, done, match.start())
            builder.replace(_UNUSABLE.sub("\ufffd", new), match.start(), match.end())
            done = match.end()
    if not done:
        return source
    builder.keep(text, done, len(text))
    return source.then(*builder.build())


def _unescape(escape: str) -> str:
    code = escape.lstrip("\\")
    if code[0] != "u":
        return _CONTROL[code]
    return bytes.fromhex("".join(_UNIT.findall(code))).decode("utf-16-be", errors="replace")


def _resolve(reference: str) -> str:
    plain = _NESTED_AMP.sub("", reference)
    if plain == "&":
        return plain
    if plain.startswith("&#"):
        return html.unescape(plain)
    return html5.get(plain[1:].removesuffix(";") + ";", plain)
