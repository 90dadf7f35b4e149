"""What the commands share: options, messages, the closing balance, reading with a progress bar."""

from __future__ import annotations

import os
import re
import sys
import traceback
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from entities.errors import InputError
from entities.io.records import Failure, Fields, Record, decode_name
from entities.io.sources import read_source
from entities.settings import DEFAULT_MIN_SCORE

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from contextlib import AbstractContextManager

    from entities.annotator import Annotator
    from entities.io.sources import Source
    from entities.model import Annotation

DONE, INCOMPLETE = 0, 1
# Below these the work takes a second or two, and a bar only flickers.
_BAR_FROM_FILES = 20
_BAR_FROM_BYTES = 1_000_000
# Controls of the terminal, line breaks, direction marks and lone surrogates.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


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


def escape(text: str, *, keep: str = "") -> str:
    """Return a text that cannot command a terminal.

    Args:
        text: Any text, also from a hostile page.
        keep: Control characters that may stay, such as line breaks.
    """
    return _UNSAFE.sub(
        lambda match: match[0] if match[0] in keep else match[0].encode("unicode_escape").decode(), text
    )


def say(message: str) -> None:
    """Print a message for people, on one line; what came from a file cannot command the terminal."""
    try:
        click.echo(f"entities: {escape(message)}", err=True)
    except OSError:
        # Nobody reads the messages, or there is no room for them; the work goes on.
        discard(sys.stderr)


def discard(stream: Any) -> None:
    """Let everything that is still written to a broken stream disappear, also at exit."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (AttributeError, OSError):
        # No such stream, or one without a file: nothing is written at exit.
        return


def describe_bug(error: Exception) -> str:
    """Return what to tell of an error that should not be, with its place in the program."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"internal error, please report it: {type(error).__name__} in {Path(last.filename).name}:{last.lineno}"


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


def score_option(
    meaning: str = "Leave out mentions below this score.",
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the decorator that adds `--min-score`.

    Args:
        meaning: What the command does with it.
    """
    return click.option(
        "--min-score", type=click.FloatRange(0, 1), default=DEFAULT_MIN_SCORE, show_default=True, help=meaning
    )


def unknown_option(meaning: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the decorator that adds `--unknown`.

    Args:
        meaning: What the command does with it.
    """
    return click.option("--unknown", is_flag=True, help=meaning)


def output_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--output`."""
    return click.option(
        "-o",
        "--output",
        metavar="FILE",
        help="Write to this file; it appears only when whole. Default: standard output.",
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
        command = click.option(
            f"--{name}-field",
            default=default,
            show_default=default is not None,
            metavar="NAME",
            help=f"JSON field or CSV column of {what}.",
        )(command)
    return command


def make_annotator(
    gazetteers: tuple[str, ...], min_score: float, *, unknown: bool = False, nested: bool = False
) -> Annotator:
    """Return the annotator that the options ask for."""
    from entities.annotator import Annotator  # counting what was annotated before needs none
    from entities.settings import Settings  # as above

    settings = Settings(min_score=min_score, unknown=unknown, nested=nested)
    return Annotator(gazetteers or None, settings=settings)


def make_fields(options: dict[str, str | None], *, annotations: bool = False) -> Fields:
    """Return the field names that the options ask for; `annotations` takes stored annotations too."""
    return Fields(
        text=options["text_field"] or "text",
        id=options["id_field"],
        date=options["date_field"],
        title=options["title_field"],
        annotations=annotations,
    )


def annotate_record(annotator: Annotator, item: Record | Failure) -> tuple[Record, Annotation] | Failure:
    """Annotate one record; an error of the program in it does not stop the others."""
    if isinstance(item, Failure):
        return item
    try:
        return item, annotator.annotate(item.text, title=item.title)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other inputs are still done
        return Failure(item.where, "internal-error", describe_bug(error))


def read_all(sources: list[Source], fields: Fields, *, bar: bool) -> Generator[Record | Failure, None, None]:
    """Yield the records of all sources, with a progress bar on a terminal if it will take long.

    Args:
        sources: From `find_sources`.
        fields: Names of the fields of JSON objects and CSV rows.
        bar: False if the results go to the same terminal; they show the progress themselves.
    """
    size = sum(source.size for source in sources)
    long = len(sources) >= _BAR_FROM_FILES or size >= _BAR_FROM_BYTES
    with _progress(size) if bar and long and _is_terminal(sys.stderr) else nullcontext(None) as advance:
        for source in sources:
            yield from read_source(source, fields, watch=advance)


def check_output(output: str | None, sources: list[Source]) -> None:
    """Refuse an output that is one of the inputs, which would be lost.

    Raises:
        InputError: It is.
    """
    if output is None or not Path(output).is_file():
        return
    target = Path(output).stat()
    for source in sources:
        if source.identity == (target.st_dev, target.st_ino):
            raise InputError(decode_name(output), "can't be written: it is also an input", "unwritable")


def writes_to_terminal(output: str | None) -> bool:
    """Say whether `--output` leaves the results to a terminal."""
    return output in (None, "-") and _is_terminal(sys.stdout)


def _is_terminal(stream: Any) -> bool:
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def _progress(size: int) -> AbstractContextManager[Callable[[int], None]]:
    from entities.cli.progress import show_progress  # rich is slow to load

    return show_progress(size)
