"""What the commands share: options, messages, the closing balance, the progress bar."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from entities.io.records import Failure, Fields, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from entities.annotator import Annotator
    from entities.io.sources import Source

DONE, INCOMPLETE = 0, 1
# A bar for a handful of files only flickers.
_BAR_FROM = 20


@dataclass(slots=True)
class Ledger:
    """What became of each input; the books must balance.

    Attributes:
        annotated: Inputs done wholly.
        partial: Inputs done with something lost.
        rejected: Inputs with something wrong, not done.
        skipped: Inputs with nothing to do.
    """

    annotated: int = 0
    partial: int = 0
    rejected: int = 0
    skipped: int = 0
    characters: int = field(default=0, repr=False)

    @property
    def inputs(self) -> int:
        """All inputs."""
        return self.annotated + self.partial + self.rejected + self.skipped

    def note(self, item: Record | Failure) -> None:
        """Count one input and say on standard error what was wrong with it."""
        if isinstance(item, Failure):
            if item.skipped:
                self.skipped += 1
            else:
                self.rejected += 1
            say(f"{item.where}: {item.message} ({item.code})")
        elif item.faults:
            self.partial += 1
            for code, message in item.faults:
                say(f"{item.where}: {message} ({code})")
        else:
            self.annotated += 1

    def close(self) -> int:
        """Print the balance and return the exit status."""
        say(
            f"{self.inputs} inputs = {self.annotated} annotated + {self.partial} partial"
            f" + {self.rejected} rejected + {self.skipped} skipped"
        )
        nothing_done = self.inputs > 0 and not self.annotated and not self.partial
        return INCOMPLETE if self.partial or self.rejected or nothing_done else DONE


def say(message: str) -> None:
    """Print a message for people; what came from a file cannot command the terminal."""
    safe = "".join(char if char.isprintable() else char.encode("unicode_escape", "backslashreplace").decode() for char in message)
    click.echo(f"entities: {safe}", err=True)


def gazetteer_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--gazetteer`."""
    return click.option(
        "-g",
        "--gazetteer",
        "gazetteers",
        multiple=True,
        metavar="NAME|FILE",
        help="A built-in gazetteer or a YAML file; repeat for several. Default: all built-in ones.",
    )(command)


def score_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--min-score`."""
    return click.option(
        "--min-score",
        type=click.FloatRange(0, 1),
        default=0.0,
        show_default=True,
        help="Leave out mentions below this score.",
    )(command)


def field_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that name the fields of JSON objects and CSV rows."""
    for name, default, what in reversed(
        (
            ("text", "text", "the text"),
            ("id", None, "the document's id (default: id, else file and line)"),
            ("date", None, "its date (default: date)"),
            ("title", None, "its title (default: title)"),
        )
    ):
        help_text = f"JSON field or CSV column of {what}."
        command = click.option(
            f"--{name}-field", default=default, show_default=default is not None, metavar="NAME", help=help_text
        )(command)
    return command


def make_annotator(gazetteers: tuple[str, ...], min_score: float) -> Annotator:
    """Return the annotator that the options ask for."""
    from entities.annotator import Annotator
    from entities.settings import Settings

    return Annotator(gazetteers or None, settings=Settings(min_score=min_score))


def make_fields(options: dict[str, str | None], *, annotations: bool = False) -> Fields:
    """Return the field names that the options ask for; `annotations` takes stored annotations too."""
    return Fields(
        options["text_field"] or "text", options["id_field"], options["date_field"], options["title_field"], annotations
    )


def read_all(sources: list[Source], fields: Fields) -> Iterator[Record | Failure]:
    """Yield the records of all sources, with a progress bar on a terminal when there are many."""
    from entities.io.sources import read_source

    for source in _with_bar(sources):
        yield from read_source(source, fields)


def _with_bar(sources: list[Source]) -> Iterable[Source]:
    if len(sources) < _BAR_FROM or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return sources
    from rich.console import Console
    from rich.progress import track

    return track(sources, description="annotating", console=Console(stderr=True), transient=True)
