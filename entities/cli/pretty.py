"""Annotated text for reading in a terminal: mentions in colour, and a table of who is in it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from entities.cli.console import escape
from entities.text.clean import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entities.io.records import Record
    from entities.model import Annotation, Mention
    from entities.text.alignment import AlignedText

_BLANK_LINES = re.compile(r"[ \t\xa0\u3000]*[\r\n](?:[ \t\xa0\u3000]*[\r\n])+")
_LINE_ENDS = re.compile(r"\r\n?")
STYLES = {
    "PERSON": "bold magenta",
    "GPE": "bold blue",
    "LOC": "bold cyan",
    "ORG": "bold green",
    "FAC": "bold yellow",
}


class Printer:
    """Prints annotated texts.

    Args:
        stream: Where to.
        colour: True for colours, False for none, None to decide by the stream. Without colours, mentions stand in
            brackets with their type: [泽连斯基 PERSON].
    """

    def __init__(self, stream: TextIO, *, colour: bool | None) -> None:
        self._stream = stream
        self._console = Console(file=stream, force_terminal=colour, highlight=False, soft_wrap=True)
        self._coloured = self._console.color_system is not None and not self._console.no_color

    def print(self, record: Record, annotation: Annotation, mentions: tuple[Mention, ...]) -> None:
        """Print one annotated text."""
        aligned = clean(annotation.text).aligned
        spans = [_to_clean(aligned, mention) for mention in mentions]
        forms = [_display(aligned.text[start:end]) for start, end in spans]
        # Written by rich itself, a closed pipe would end the program with status 1.
        with self._console.capture() as captured:
            self._console.rule(Text(escape(record.title or record.id)), align="left", style="dim")
            self._console.print(self._highlight(aligned.text, mentions, spans, forms))
            self._console.print(self._tabulate(mentions, forms))
        self._stream.write(captured.get())

    def _highlight(
        self, text: str, mentions: Sequence[Mention], spans: Sequence[tuple[int, int]], forms: Sequence[str]
    ) -> Text:
        result = Text()
        done = 0
        for mention, (start, end), form in zip(mentions, spans, forms, strict=True):
            result.append(_display(text[done:start]))
            if self._coloured:
                result.append(form, style=STYLES[mention.type])
            else:
                result.append(f"[{form} {mention.type}]")
            done = end
        result.append(_display(text[done:]))
        result.rstrip()
        return result

    def _tabulate(self, mentions: Sequence[Mention], forms: Sequence[str]) -> Table:
        by_entity: dict[str, list[tuple[Mention, str]]] = {}
        for mention, form in zip(mentions, forms, strict=True):
            by_entity.setdefault(mention.entity, []).append((mention, form))
        table = Table(
            "mentions",
            "entity",
            "type",
            "forms in this text",
            box=None,
            header_style="dim",
            padding=(0, 2, 0, 0),
        )
        for own in sorted(by_entity.values(), key=len, reverse=True):
            first = own[0][0]
            counts = Counter(form for _, form in own).most_common()
            shown = ", ".join(f"{form} {number}" for form, number in counts)
            style = STYLES[first.type] if self._coloured else ""
            table.add_row(str(len(own)), Text(first.name, style=style), first.type, Text(shown))
        return table


def _to_clean(aligned: AlignedText, mention: Mention) -> tuple[int, int]:
    """Return where a mention stands in the clean text."""
    start, end = mention.start, mention.end
    for layer in aligned.layers:
        start, end = layer.to_derived(start), layer.to_derived(end)
    return start, end


def _display(text: str) -> str:
    """Drop blank lines, which markup leaves in numbers, and what could command the terminal."""
    return escape(_BLANK_LINES.sub("\n", _LINE_ENDS.sub("\n", text)), keep="\n\t")
