"""`entities resolve`."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from entities.cli.console import gazetteer_option, make_annotator, say, score_option
from entities.io.annotations import csv_writer, safe_cell, write_line
from entities.io.output import open_output
from entities.resolution import Resolution
from entities.text.decode import decode, looks_binary

if TYPE_CHECKING:
    from entities.annotator import Annotator
    from entities.resolution import Unresolved

_EXTRA = "\x00extra"
_ADDED = ("entity", "name", "score", "method", "form", "runner_up")


@click.command()
@click.argument("file", default="-", metavar="[FILE|-]")
@click.option(
    "--column",
    metavar="NAME",
    help="CSV column that holds the names; the output is the CSV with columns added.",
)
@gazetteer_option
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write to this file; it appears only when whole. Default: standard output.",
)
@score_option
def command(
    *, file: str, column: str | None, gazetteers: tuple[str, ...], output: str | None, min_score: float
) -> int:
    """Resolve a column of names to entities.

    FILE holds one name a line, JSON strings a line if it ends in .jsonl, or CSV with --column. Each name gives one line,
    in order: a JSON object with surface, entity (null if none), name, score, method, form, runner_up, and a reason if
    there is none.
    """
    text = _read(file)
    annotator = make_annotator(gazetteers, min_score)
    with open_output(output) as stream:
        if column is not None:
            _resolve_table(text, column, annotator, stream)
        else:
            for surface in _read_names(text, as_json=file.endswith(".jsonl")):
                write_line(stream, _to_object(annotator.resolve_or_reason(surface)))
    return 0


def _read(file: str) -> str:
    try:
        if file == "-":
            data = sys.stdin.buffer.read()
        elif Path(file).is_fifo() or Path(file).is_dir():
            raise click.UsageError(f"{file} is no file; expected a file of names, or - for standard input.")
        else:
            data = Path(file).read_bytes()
    except OSError as error:
        raise click.UsageError(f"{file} can't be read: {error.strerror}.") from error
    decoded = decode(data)
    if looks_binary(decoded):
        raise click.UsageError(
            f"{file} is no text; expected one name a line, JSON Lines, or CSV with --column."
        )
    if decoded.replaced:
        say(
            f"{file}: {decoded.replaced:,} undecodable characters in {decoded.encoding} became U+FFFD (undecodable)"
        )
    return decoded.text


def _read_names(text: str, *, as_json: bool) -> list[Any]:
    lines = text.splitlines()
    if not as_json:
        return lines
    names = []
    for line in lines:
        try:
            names.append(json.loads(line))
        except (ValueError, RecursionError):
            names.append(line)
    return names


def _to_object(found: Resolution | Unresolved) -> dict[str, Any]:
    if isinstance(found, Resolution):
        return {"surface": found.surface, **{name: getattr(found, name) for name in _ADDED}}
    empty = dict.fromkeys(_ADDED)
    return {"surface": found.surface, **empty, "runner_up": found.runner_up, "reason": found.reason}


def _resolve_table(text: str, column: str, annotator: Annotator, stream: Any) -> None:
    # What a row has beyond the header is kept under the name of an extra column, so that nothing is lost.
    rows = csv.DictReader(io.StringIO(text, newline=""), restkey=_EXTRA)
    fields = list(rows.fieldnames or ())
    if column not in fields:
        raise click.UsageError(f"no column `{column}`; columns: {', '.join(fields) or 'none'}.")
    added = [name if name not in fields else f"entities_{name}" for name in _ADDED]
    writer = csv_writer(stream)
    writer.writerow([*fields, *added])
    unresolved = 0
    for row in rows:
        found = _to_object(annotator.resolve_or_reason(row[column] or ""))
        unresolved += found["entity"] is None
        cells = (
            [row[name] for name in fields] + [found[name] for name in _ADDED] + list(row.get(_EXTRA) or ())
        )
        writer.writerow([safe_cell("" if cell is None else cell) for cell in cells])
    say(f"{unresolved} names unresolved")
