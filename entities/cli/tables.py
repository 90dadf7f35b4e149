"""Tables for reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from entities.cli.console import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Wide enough for two names and their figures; a terminal's own width is used on a terminal.
_WIDTH = 110


def print_table(
    stream: TextIO, head: Sequence[str], rows: Iterable[Sequence[object]], *, hidden: int
) -> None:
    """Print a table with its figures to the right.

    Args:
        stream: Where to.
        head: Names of the columns.
        rows: Cells, one for each column.
        hidden: Number of rows that are left out, told below the table.
    """
    console = Console(
        file=stream, highlight=False, soft_wrap=False, width=None if stream.isatty() else _WIDTH
    )
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for column in head:
        words = column in ("entity", "type", "with")
        table.add_column(column, justify="left" if words else "right", no_wrap=not words)
    for row in rows:
        table.add_row(*(Text(escape(str(cell))) for cell in row))
    # Written by rich itself, a closed pipe would end the program with status 1.
    with console.capture() as captured:
        console.print(table)
        if hidden:
            console.print(f"... and {hidden} more; --top 0 shows all", style="dim")
        console.print()
    stream.write(captured.get())
