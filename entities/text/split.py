"""Paragraphs and sentences of Chinese and English text, as offsets."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

# A paragraph ends at any line break; runs of breaks make one border.
_PARAGRAPH = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_CLOSERS = "”’」』】》〉）)\"'］\\]"
_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Adm|Sen|Rep|Gov|Pres|St|Jr|Sr|Inc|Ltd|Co|Corp|vs|etc|No|Fig|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Mt|Ft|approx|e\\.g|i\\.e"
)
# A full stop ends a sentence only before white space and an upper-case letter, digit, quote or Han character,
# and not after an initial (U.S., J. D.), a title (Gen.) or inside a number (3.5%): those have no space or are excluded.
_SENTENCE_END = re.compile(
    rf"(?:[。！？!?]+|…{{2,}}|\.{{3,}}(?=\s)|(?<![A-Z])(?<!\.[a-z])\.(?=[{_CLOSERS}]*\s+[\"'“‘(]*[A-Z0-9\u4e00-\u9fff]))"
    rf"[{_CLOSERS}]*"
)
_TITLE_BEFORE = re.compile(rf"\b(?:{_ABBREVIATIONS})\.$")
# `Washington, D.C. The` can't be told from `the U.S. The`: an initial never ends a sentence, but a longer
# all-capitals word (NATO.) does, which the look-behind above would miss.
_CAPITALS_END = re.compile(rf"(?<=[A-Z]{{3}})\.(?=[{_CLOSERS}]*\s+[\"'“‘(]*[A-Z\u4e00-\u9fff])[{_CLOSERS}]*")


@dataclass(frozen=True, slots=True)
class Units:
    """Paragraphs and sentences of one text, as sorted start offsets and their ends.

    Attributes:
        paragraphs: `(start, end)` of each paragraph that has any character beside line breaks.
        sentences: `(start, end)` of each sentence; every sentence lies in one paragraph.
    """

    paragraphs: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[int, int], ...]
    _paragraph_starts: list[int] = field(init=False, repr=False, compare=False)
    _sentence_starts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_paragraph_starts", [start for start, _ in self.paragraphs])
        object.__setattr__(self, "_sentence_starts", [start for start, _ in self.sentences])

    def locate(self, position: int) -> tuple[int, int]:
        """Return the numbers of the paragraph and the sentence that hold a position, from 0."""
        return (
            max(0, bisect_right(self._paragraph_starts, position) - 1),
            max(0, bisect_right(self._sentence_starts, position) - 1),
        )


def split_units(text: str) -> Units:
    """Split a text into paragraphs and sentences.

    Args:
        text: Clean text (markup gone), offsets in code points.

    Returns:
        The units; both are empty for an empty text.
    """
    paragraphs: list[tuple[int, int]] = []
    sentences: list[tuple[int, int]] = []
    for line in _PARAGRAPH.finditer(text):
        if line.group().strip():
            paragraphs.append(line.span())
            sentences.extend(_split_sentences(text, *line.span()))
    return Units(tuple(paragraphs), tuple(sentences))


def _split_sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts = [match.end() for match in _SENTENCE_END.finditer(text, start, end) if not _is_title(text, match)]
    if "." in text[start:end]:
        cuts.extend(match.end() for match in _CAPITALS_END.finditer(text, start, end))
    edges = sorted({start, *cuts, end})
    spans = list(zip(edges, edges[1:], strict=False))
    return [span for span in spans if text[span[0] : span[1]].strip()]


def _is_title(text: str, match: re.Match[str]) -> bool:
    return match.group().startswith(".") and bool(
        _TITLE_BEFORE.search(text, max(0, match.start() - 8), match.start() + 1)
    )

