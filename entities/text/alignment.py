"""Text that was derived from another text, with the way back to the original offsets."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Layer:
    """One rewriting of a text, as runs.

    Run `i` covers `derived[i]` up to `derived[i + 1]` of the derived text and comes from
    `starts[i]:ends[i]` of the source. A run whose two sides have one length maps character
    for character; any other run (`&amp;` -> `&`) is an atom that maps as a whole.
    """

    derived: list[int]
    starts: list[int]
    ends: list[int]
    length: int

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of the derived text to the shortest span of the source that holds it."""
        source_start = self._edge(start, last=False) if start < self.length else self._tail(start)
        source_end = self._edge(end - 1, last=True) if end > start else source_start
        return source_start, source_end

    def to_derived(self, position: int) -> int:
        """Map a source offset to the derived offset of the first character that comes from there or later."""
        run = bisect_right(self.starts, position) - 1
        if run < 0:
            return 0
        begin = self.derived[run]
        stop = self.derived[run + 1] if run + 1 < len(self.derived) else self.length
        if position >= self.ends[run]:
            return stop
        if stop - begin == self.ends[run] - self.starts[run]:
            return begin + position - self.starts[run]
        return begin if position == self.starts[run] else stop

    def _edge(self, position: int, *, last: bool) -> int:
        run = bisect_right(self.derived, position) - 1
        begin = self.derived[run]
        stop = self.derived[run + 1] if run + 1 < len(self.derived) else self.length
        if stop - begin == self.ends[run] - self.starts[run]:
            return self.starts[run] + position - begin + last
        return self.ends[run] if last else self.starts[run]

    def _tail(self, position: int) -> int:
        return self.ends[-1] if self.ends else position


class LayerBuilder:
    """Collects pieces of a derived text and the runs that say where each came from.

    Attributes:
        pieces: The pieces so far.
        length: Their length.
    """

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._derived: list[int] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self.length = 0

    def keep(self, source: str, start: int, end: int) -> None:
        """Copy `source[start:end]` unchanged."""
        if end > start:
            self._add(source[start:end], start, end)

    def replace(self, text: str, start: int, end: int) -> None:
        """Put `text` where the source has `start:end`; an empty text drops the span."""
        if text:
            self._add(text, start, end)

    def extend(self, start: int, end: int) -> None:
        """Let the last run, an atom that ends at `start`, cover the source up to `end`; else drop that span.

        It is dropped, too, where the run would no longer be an atom, for both its sides would have one length.
        """
        if (
            self._ends
            and self._ends[-1] == start
            and end - self._starts[-1] != self.length - self._derived[-1]
        ):
            self._ends[-1] = end

    def _add(self, text: str, start: int, end: int) -> None:
        self.pieces.append(text)
        self._derived.append(self.length)
        self._starts.append(start)
        self._ends.append(end)
        self.length += len(text)

    def build(self) -> tuple[str, Layer]:
        """Return the derived text and its layer."""
        return "".join(self.pieces), Layer(self._derived, self._starts, self._ends, self.length)


@dataclass(frozen=True, slots=True)
class AlignedText:
    """A derived text with the layers that lead back to the raw text, newest last."""

    text: str
    layers: tuple[Layer, ...] = field(default=(), repr=False)

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of this text to the raw text.

        Args:
            start: First character of the span.
            end: One past the last character.

        Returns:
            Start and end in code points of the raw text.
        """
        for layer in reversed(self.layers):
            start, end = layer.to_source(start, end)
        return start, end

    def then(self, text: str, layer: Layer | None) -> AlignedText:
        """Return the next derivation; `layer` is None if offsets did not change."""
        return AlignedText(text, self.layers if layer is None else (*self.layers, layer))
