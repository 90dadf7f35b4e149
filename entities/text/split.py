"""Paragraphs and sentences of Chinese and English text, as offsets."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

# A paragraph ends at any line break; runs of breaks make one border.
_PARAGRAPH = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_CLOSERS = r"”’」』】》〉〗〕）)\"'］\]"
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
# What a new sentence starts with, behind white space.
_NEXT = rf"(?=[{_CLOSERS}]*+\s++[\"'“‘「『(（《【\[]*+[A-Z0-9À-ÖØ-Þ{_HAN}])"
# Always an end, with any closing marks: 。！？ and, outside addresses (`?id=1`), ! and ?. Dots of omission end a
# sentence before white space and a new one; Chinese ones also without the white space, unless the clause goes on.
# A full stop ends one only before white space and a new one; so 3.5% and example.com hold none. The first character
# class lets the search skip to the next mark; runs are read from their first mark only, which keeps them linear.
_SENTENCE_END = re.compile(
    rf"[。！？!?….](?:(?<=[。！？])[。！？!?]*+"
    rf"|(?<=[!?])(?<![。！？!?].)[。！？!?]*+(?![A-Za-z0-9_=&/#%-])"
    rf"|(?<=…)(?<!….)…++(?=[{_CLOSERS}]*+(?![、，；：,;:。.！？!?的等和与與及])\S)"
    rf"|(?<=…)(?<!….)…*+{_NEXT}"
    rf"|(?<=\.)(?<!\..)(?:\.{{2,}}+|(?!\.)){_NEXT})"
    rf"[{_CLOSERS}]*+"
)
_ABBREVIATION = re.compile(
    r"\b(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]|Mr|Mrs|Ms|Mx|Dr|Prof|Gen|Lt|Col|Maj|Capt|Cmdr|Sgt|Cpl|Adm|Brig|Sen|Rep|Gov|Pres"
    r"|Amb|Hon|Rev|Supt|St|Jr|Sr|Inc|Ltd|Co|Cos|Corp|Bros|Dept|Univ|Assn|Ave|Blvd|Rd|vs|etc|al|cf|(?P<number>Nos?|Fig|Vol)"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun|Mt|Ft|approx|est)\Z"
)
_LONGEST_ABBREVIATION = 12
# Words that open a sentence and no name: behind them even an abbreviation was the end (`in the U.S. The Kremlin`).
_OPENER = re.compile(
    r"\s+[\"'“‘(]*(?:The|He|She|It|They|We|You|But|In|On|At|This|That|These|Those|However|Meanwhile|His|Her|Its|Their|Our"
    r"|If|When|While|After|Before|For|As|There|With|Both|Some|Many|Since|Although|Asked|According)\b(?!\.)"
)


@dataclass(frozen=True, slots=True)
class Units:
    """Paragraphs and sentences of one text, as sorted start offsets and their ends.

    Attributes:
        paragraphs: `(start, end)` of each paragraph that has any character beside white space.
        sentences: `(start, end)` of each sentence; those of a paragraph cover it without gaps.
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
        if not line.group().isspace():
            paragraphs.append(line.span())
            sentences.extend(_split_sentences(text, *line.span()))
    return Units(tuple(paragraphs), tuple(sentences))


def _split_sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts = [
        match.end()
        for match in _SENTENCE_END.finditer(text, start, end)
        if not _is_abbreviation(text, match, start)
    ]
    # Marks and white space alone make no sentence: they stay with what is before them.
    last = next((index for index in range(end - 1, start, -1) if text[index].isalnum()), start)
    return list(pairwise([start, *(cut for cut in cuts if cut <= last), end]))


def _is_abbreviation(text: str, match: re.Match[str], start: int) -> bool:
    """Say whether a full stop belongs to an abbreviation or an initial (Gen. Smith, J. D. Vance, the U.S. Senate)."""
    stop = match.start()
    if text[stop] != "." or text.startswith("..", stop):
        return False
    found = _ABBREVIATION.search(text, max(start, stop - _LONGEST_ABBREVIATION), stop)
    if found is None or _OPENER.match(text, match.end()):
        return False
    return found["number"] is None or text[match.end() :][:2].strip().isdigit()
