"""The headline of a page, and where it comes again: under pictures, cut off, glued to a paragraph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from entities.text.fold import fold_text

if TYPE_CHECKING:
    from entities.text.lines import Line, LineMap, Span

# In letters, a Han character counting two: headlines of the commonest news formats stay well within.
_TITLE_WIDTHS = (8, 160)
# A shorter first line may be the name of the site or the rubric; the headline is the first full one below it.
_FULL_TITLE_WIDTH = 16
_TITLE_LINES = 5
_LONGEST_HEADLINE = 300
_NO_TITLE = re.compile(r"(?:[。;:]|[a-z0-9]\.|\.{3})['\"”’」』)]*\s*$")
_SITE_NAME = re.compile(r"\s*[_|丨]\s*[^_|丨]{2,24}$|\s+-{1,2}\s+[^-]{2,24}$")
# A cut-off repeat keeps at least four fifths; glued to a paragraph, only a long headline is no chance.
_REPEAT_SHARE = 0.8
_REPEAT_WIDTH = 32
_WHOLE_REPEAT_WIDTH = 12


def find_title(lines: list[Line], title: str | None) -> tuple[str, Line | None]:
    """Find the headline: given, marked up, or a line at the top that is shaped like one; label its line.

    Args:
        lines: The lines of the page, labelled as far as their look and the markup say.
        title: The title, if it is known from elsewhere.

    Returns:
        The folded headline, empty if there is none, and its line, if it has one.
    """
    if title and title.strip():
        whole = fold_text(title).strip()
        headline = _read_headline(whole)
        for line in lines:
            if line.low.strip() in (whole, headline):
                line.label = "title"
                return headline, line
        return headline, None
    marked = [line for line in lines if line.label == "title"]
    picked = (
        marked[-1] if marked else _pick_title([line for line in lines if line.label in ("body", "caption")])
    )
    if picked is None:
        return "", None
    picked.label = "title"
    return _read_headline(picked.low.strip()), picked


def _read_headline(text: str) -> str:
    """Return a headline without the name of the site; what is too long for one is none."""
    return _SITE_NAME.sub("", text) if len(text) <= _LONGEST_HEADLINE else ""


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


def find_repeats(page: LineMap, headline: str, title_line: Line | None) -> list[Span]:
    """Label lines that repeat the headline, whole or cut off, and find it glued to the edge of a paragraph.

    Args:
        page: The lines of the page.
        headline: The folded headline.
        title_line: Its line; if None, the first repeat is the title.

    Returns:
        The repeats within paragraphs, in clean offsets.
    """
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
