"""`entities annotate`."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from entities.cli.console import (
    Ledger,
    annotate_record,
    check_output,
    field_options,
    gazetteer_option,
    make_annotator,
    make_fields,
    output_option,
    read_all,
    score_option,
    writes_to_terminal,
)
from entities.io.annotations import COLUMNS, csv_writer, mention_rows, to_object, write_line
from entities.io.output import open_output
from entities.io.records import Failure
from entities.io.sources import find_sources
from entities.model import ZONE_LABELS, ZoneLabel

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from entities.io.records import Record
    from entities.model import Annotation, Mention

    Writer = Callable[[Record, Annotation, tuple[Mention, ...]], None]


def parse_zones(
    _context: click.Context, _option: click.Parameter, value: str | None
) -> tuple[ZoneLabel, ...] | None:
    """Read a comma-separated list of zones."""
    if value is None:
        return None
    zones = [zone.strip() for zone in value.split(",") if zone.strip()]
    if unknown := [zone for zone in zones if zone not in ZONE_LABELS]:
        raise click.BadParameter(f"no zone `{unknown[0]}`; zones: {', '.join(ZONE_LABELS)}.")
    if not zones:
        raise click.BadParameter(f"names no zone; zones: {', '.join(ZONE_LABELS)}.")
    return tuple(label for label in ZONE_LABELS if label in zones)


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@gazetteer_option
@click.option(
    "-f",
    "--format",
    "style",
    type=click.Choice(["jsonl", "csv", "pretty"]),
    default="jsonl",
    show_default=True,
    help="One JSON object a document, one CSV row a mention, or coloured text for reading.",
)
@output_option
@click.option(
    "--zones",
    callback=parse_zones,
    metavar="LIST",
    help=f"Only mentions in these zones, of {','.join(ZONE_LABELS)}.",
)
@click.option(
    "--explain",
    is_flag=True,
    help="With each mention in JSON, the steps that led to it and its alternatives.",
)
@score_option
@field_options
def command(
    *,
    paths: tuple[str, ...],
    gazetteers: tuple[str, ...],
    style: str,
    output: str | None,
    zones: tuple[ZoneLabel, ...] | None,
    explain: bool,
    min_score: float,
    **fields: str | None,
) -> int:
    """Find the mentions in files.

    PATH is a file, a folder, a pattern, or - for standard input (one text, or JSON Lines). Files: .txt .md .html
    .json .jsonl .csv .tsv, each also with .gz. JSON, JSON Lines and CSV hold one text an object or row.
    """
    annotator = make_annotator(gazetteers, min_score)
    ledger = Ledger()
    sources = find_sources(paths)
    check_output(output, sources)
    reading = read_all(sources, make_fields(fields), bar=not writes_to_terminal(output))
    with open_output(output) as stream, closing(reading) as items:
        write = _writer(style, stream, explain=explain, colour=None if output is None else False)
        for item in items:
            done = annotate_record(annotator, item)
            if isinstance(done, Failure):
                ledger.note(done)
                continue
            record, annotation = done
            write(record, annotation, annotation.mentions if zones is None else annotation.in_zones(zones))
            ledger.note(record)
    return ledger.close()


def _writer(style: str, stream: TextIO, *, explain: bool, colour: bool | None) -> Writer:
    if style == "csv":
        rows: Any = csv_writer(stream)
        rows.writerow(COLUMNS)
        return lambda record, _, mentions: rows.writerows(mention_rows(record, mentions))
    if style == "pretty":
        from entities.cli.pretty import Printer  # rich is slow to load

        return Printer(stream, colour=colour).print
    return lambda record, annotation, mentions: write_line(
        stream, to_object(record, annotation, mentions, explain=explain)
    )
