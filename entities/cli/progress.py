"""The progress bar."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def show_progress(total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error while the context lasts; messages appear above it.

    Args:
        total: Bytes to read.

    Yields:
        A function that takes the number of bytes read since the last call.
    """
    columns = (TextColumn("reading"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as progress:
        task = progress.add_task("", total=total)
        yield lambda count: progress.advance(task, count)
