"""A text, read: cleaned, folded, scanned and cut into zones, paragraphs and sentences, for the finders to share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from entities.text.clean import CleanText, clean
from entities.text.decode import scrub
from entities.text.fold import fold
from entities.text.split import Units, split_units
from entities.text.zones import ZoneMap, find_zones

if TYPE_CHECKING:
    from entities.gazetteer.index import NameIndex, Occurrence
    from entities.model import Zone
    from entities.text.alignment import AlignedText

# From the first letter with a diacritic to the last of Latin Extended-B; from Extension A to the unified ideographs.
_LATIN_EXTENDED = (0xC0, 0x24F)
_HAN_BLOCKS = (0x3400, 0x9FFF)
# A Han character carries about three letters' worth; a document is mixed if either side has a tenth of the weight.
_HAN_WEIGHT = 3
_MIXED_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Page:
    """What reading a text gives before any gazetteer is looked at.

    Attributes:
        raw: The raw text, scrubbed one for one.
        cleaned: Clean text and what the markup said.
        folded: Folded text, aligned with the raw text.
        zones: Full tiling of the raw text.
        zone_map: The same in clean offsets.
        units: Paragraphs and sentences in clean offsets.
        language: `zh`, `en`, `mixed` or `und`.
    """

    raw: str
    cleaned: CleanText
    folded: AlignedText
    zones: tuple[Zone, ...]
    zone_map: ZoneMap
    units: Units
    language: str

    def to_clean(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of the folded text to the clean text."""
        for layer in reversed(self.folded.layers[len(self.cleaned.aligned.layers) :]):
            start, end = layer.to_source(start, end)
        return start, end


@dataclass(frozen=True, slots=True)
class Document:
    """A page together with every listed surface form in it.

    Attributes:
        page: The page.
        text: The folded text; all finders' offsets are in it.
        occurrences: Every place of every listed surface form, by start, longest first.
    """

    page: Page
    text: str
    occurrences: list[Occurrence]


def read_page(text: str, *, title: str | None = None) -> Page:
    """Clean, fold, zone and split a text.

    Args:
        text: Raw text.
        title: Its title, if known from elsewhere.

    Returns:
        The page.
    """
    raw, _ = scrub(text)
    cleaned = clean(raw)
    folded = fold(cleaned.aligned)
    zone_map = find_zones(cleaned, folded, title)
    return Page(
        raw=raw,
        cleaned=cleaned,
        folded=folded,
        zones=zone_map.to_raw(cleaned, len(raw)),
        zone_map=zone_map,
        units=split_units(cleaned.aligned.text),
        language=detect_language(cleaned.aligned.text),
    )


def read_document(text: str, index: NameIndex, *, title: str | None = None) -> Document:
    """Read a text and scan it for listed names; see `read_page`."""
    page = read_page(text, title=title)
    return Document(page, page.folded.text, index.scan(page.folded.text))


def detect_language(text: str) -> str:
    """Say which language a text is written in.

    Args:
        text: Clean text.

    Returns:
        `zh`, `en`, `mixed`, or `und` if it has neither Han nor Latin letters.
    """
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
    low = codes | 0x20
    latin = int(np.count_nonzero((low >= ord("a")) & (low <= ord("z"))))
    latin += int(np.count_nonzero((codes >= _LATIN_EXTENDED[0]) & (codes <= _LATIN_EXTENDED[1])))
    han = int(np.count_nonzero((codes >= _HAN_BLOCKS[0]) & (codes <= _HAN_BLOCKS[1]))) * _HAN_WEIGHT
    if not han and not latin:
        return "und"
    share = han / (han + latin)
    if share >= 1 - _MIXED_SHARE:
        return "zh"
    return "en" if share <= _MIXED_SHARE else "mixed"
