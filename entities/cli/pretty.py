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
    from entities.io.records import Record
    from entities.model import Annotation, Mention

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
        # Written by rich itself, a closed pipe would end the program with status 1.
        with self._console.capture() as captured:
            self._console.rule(Text(escape(record.title or record.id)), align="left", style="dim")
            self._console.print(self._highlight(annotation, mentions))
            self._console.print(self._tabulate(mentions))
        self._stream.write(captured.get())

    def _tabulate(self, mentions: tuple[Mention, ...]) -> Table:
        by_entity: dict[str, list[Mention]] = {}
        for mention in mentions:
            by_entity.setdefault(mention.entity, []).append(mention)
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
            forms = Counter(_display(mention.text) for mention in own)
            shown = ", ".join(f"{form} {number}" for form, number in forms.most_common())
            style = STYLES[own[0].type] if self._coloured else ""
            table.add_row(str(len(own)), Text(own[0].name, style=style), own[0].type, Text(shown))
        return table

    def _highlight(self, annotation: Annotation, mentions: tuple[Mention, ...]) -> Text:
        aligned = clean(annotation.text).aligned
        result = Text()
        done = 0
        for mention in mentions:
            start, end = mention.start, mention.end
            for layer in aligned.layers:
                start, end = layer.to_derived(start), layer.to_derived(end)
            result.append(_display(aligned.text[done:start]))
            surface = _display(aligned.text[start:end])
            if self._coloured:
                result.append(surface, style=STYLES[mention.type])
            else:
                result.append(f"[{surface} {mention.type}]")
            done = end
        result.append(_display(aligned.text[done:]))
        result.rstrip()
        return result


def _display(text: str) -> str:
    """Drop blank lines, which markup leaves in numbers, and what could command the terminal."""
    return escape(_BLANK_LINES.sub("\n", _LINE_ENDS.sub("\n", text)), keep="\n\t")
