"""`entities annotate`."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path
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
    unknown_option,
    writes_to_terminal,
)
from entities.io.annotations import (
    COLUMNS,
    csv_writer,
    mention_rows,
    suggestion_object,
    to_object,
    write_line,
)
from entities.io.output import open_output
from entities.io.records import Failure
from entities.io.sources import find_sources
from entities.model import ZONE_LABELS, ZoneLabel
from entities.suggestions import Suggestions

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
@click.option(
    "--nested",
    is_flag=True,
    help="With each mention in JSON, the names inside it (乌克兰 in 乌克兰总统办公室).",
)
@click.option(
    "--suggest",
    metavar="FILE",
    help="Also write to this file the unlisted names that the texts explain (维特（Steve Witkoff）), one JSON object each.",
)
@unknown_option(
    "Also full names of persons that no gazetteer lists; each is an entity of its document, `local:NAME`."
)
@score_option()
@field_options
def command(
    *,
    paths: tuple[str, ...],
    gazetteers: tuple[str, ...],
    style: str,
    output: str | None,
    zones: tuple[ZoneLabel, ...] | None,
    explain: bool,
    nested: bool,
    suggest: str | None,
    unknown: bool,
    min_score: float,
    **fields: str | None,
) -> int:
    """Find the mentions in files.

    PATH is a file, a folder, a pattern, or - for standard input (one text, or JSON Lines). Files: .txt .md .html
    .json .jsonl .csv .tsv, each also with .gz. JSON, JSON Lines and CSV hold one text an object or row.
    """
    if suggest is not None and _same_file(suggest, output):
        raise click.BadParameter("is also the output of the mentions.", param_hint="'--suggest'")
    annotator = make_annotator(gazetteers, min_score, unknown=unknown, nested=nested)
    ledger = Ledger()
    sources = find_sources(paths)
    check_output(output, sources)
    check_output(suggest, sources)
    suggestions = Suggestions()
    reading = read_all(sources, make_fields(fields), bar=not writes_to_terminal(output))
    with ExitStack() as stack:
        # Opened first and closed last, so that it holds all or is not there.
        suggested = None if suggest is None else stack.enter_context(open_output(suggest))
        stream = stack.enter_context(open_output(output))
        items = stack.enter_context(closing(reading))
        write = _writer(style, stream, explain=explain, colour=None if output is None else False)
        for item in items:
            done = annotate_record(annotator, item)
            if isinstance(done, Failure):
                ledger.note(done)
                continue
            record, annotation = done
            write(record, annotation, annotation.mentions if zones is None else annotation.in_zones(zones))
            suggestions.add(annotation, record.path)
            ledger.note(record)
        if suggested is not None:
            for row in suggestions.rows():
                write_line(suggested, suggestion_object(row))
    return ledger.close()


def _same_file(suggest: str, output: str | None) -> bool:
    if suggest == "-" or output in (None, "-"):
        return suggest == "-" and output in (None, "-")
    return Path(suggest).resolve() == Path(str(output)).resolve()


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
