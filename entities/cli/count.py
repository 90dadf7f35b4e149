"""`entities count`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from entities.cli.annotate import parse_zones, with_scrub_fault
from entities.cli.console import Ledger, field_options, gazetteer_option, make_annotator, make_fields, read_all, score_option
from entities.comentions import DEFAULT_ZONES, Counts, Unit
from entities.errors import SettingsError
from entities.io.annotations import csv_writer, from_object, safe_cell, write_line
from entities.io.output import open_output
from entities.io.records import Failure, Record
from entities.io.sources import find_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from entities.annotator import Annotator
    from entities.comentions import CountedMention, EntityCount, PairCount
    from entities.model import ZoneLabel

_ENTITY_COLUMNS = ("kind", "entity", "name", "type", "mentions", "units", "documents")
_PAIR_COLUMNS = ("kind", "entity", "name", "with", "with_name", "units", "documents", "expected", "npmi", "log_likelihood")


def parse_unit(_context: click.Context, _option: click.Parameter, value: str) -> Unit:
    """Read the unit of counting."""
    try:
        return Unit.parse(value)
    except SettingsError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@gazetteer_option
@click.option("--unit", callback=parse_unit, default="sentence", show_default=True, metavar="UNIT",
              help="What counts as together: document, paragraph, sentence, or window:N with N characters.")  # fmt: skip
@click.option("--min-count", type=click.IntRange(1), default=1, show_default=True, help="Leave out entities and pairs below this.")
@click.option("--top", type=click.IntRange(0), default=20, show_default=True,
              help="Rows of each table; 0 for all. CSV and JSON Lines always have all.")  # fmt: skip
@click.option("-f", "--format", "style", type=click.Choice(["table", "csv", "jsonl"]), default="table", show_default=True,
              help="Two tables for reading, CSV rows, or one JSON object a row.")  # fmt: skip
@click.option("-o", "--output", metavar="FILE", help="Write to this file; it appears only when whole. Default: standard output.")
@click.option("--zones", callback=parse_zones, metavar="LIST", default=",".join(DEFAULT_ZONES), show_default=True,
              help="Zones whose mentions count.")  # fmt: skip
@score_option
@field_options
def command(
    *,
    paths: tuple[str, ...],
    gazetteers: tuple[str, ...],
    unit: Unit,
    min_count: int,
    top: int,
    style: str,
    output: str | None,
    zones: tuple[ZoneLabel, ...],
    min_score: float,
    **fields: str | None,
) -> int:
    """Count entities and who is mentioned together.

    PATH is what `entities annotate` wrote, or raw files, which are annotated first. A pair counts once a unit. NPMI
    runs from -1 (never together) over 0 (as often as chance) to 1 (only together); G2 is the log-likelihood ratio.
    """
    counter = _Counter(Counts(unit), frozenset(zones), gazetteers, min_score)
    ledger = Ledger()
    with open_output(output) as stream:
        for item in read_all(find_sources(paths), make_fields(fields, annotations=True)):
            ledger.note(counter.count(item))
        write = {"table": _write_tables, "csv": _write_csv, "jsonl": _write_jsonl}[style]
        entities, pairs = counter.counts.entities(min_count), counter.counts.pairs(min_count)
        if style == "table" and top:
            hidden = (max(0, len(entities) - top), max(0, len(pairs) - top))
            entities, pairs = entities[:top], pairs[:top]
        else:
            hidden = (0, 0)
        write(stream, counter, entities, pairs, hidden)
    return ledger.close()


class _Counter:
    """Counts stored annotations as they are and annotates raw texts first."""

    def __init__(self, counts: Counts, zones: frozenset[str], gazetteers: tuple[str, ...], min_score: float) -> None:
        self.counts = counts
        self.labels: dict[str, tuple[str, str]] = {}
        self._zones = zones
        self._options = (gazetteers, min_score)
        self._annotator: Annotator | None = None
        if gazetteers:
            self._annotator = make_annotator(gazetteers, min_score)

    def count(self, item: Record | Failure) -> Record | Failure:
        """Count one record; return it, with what was wrong."""
        if isinstance(item, Failure):
            return item
        if item.fields is not None and isinstance(item.fields.get("mentions"), list):
            stored = from_object(item.fields, item.where)
            if isinstance(stored, Failure):
                return stored
            self._add(stored.mentions)
            return item
        if self._annotator is None:
            self._annotator = make_annotator(*self._options)
        annotation = self._annotator.annotate(item.text, title=item.title)
        self._add(annotation.mentions)
        return with_scrub_fault(item, annotation)

    def _add(self, mentions: Sequence[Any]) -> None:
        for mention in mentions:
            self.labels.setdefault(mention.entity, (mention.name, mention.type))
        kept: Sequence[CountedMention] = mentions
        self.counts.add(kept, self._zones)


def _entity_cells(counter: _Counter, row: EntityCount) -> tuple[Any, ...]:
    name, kind = counter.labels[row.entity]
    return "entity", row.entity, name, kind, row.mentions, row.units, row.documents


def _pair_cells(counter: _Counter, row: PairCount) -> tuple[Any, ...]:
    first, second = counter.labels[row.first][0], counter.labels[row.second][0]
    return (
        "pair", row.first, first, row.second, second, row.units, row.documents,
        round(row.expected, 4), round(row.npmi, 4), round(row.log_likelihood, 4),
    )  # fmt: skip


def _write_jsonl(
    stream: TextIO, counter: _Counter, entities: list[EntityCount], pairs: list[PairCount], _hidden: tuple[int, int]
) -> None:
    for entity in entities:
        write_line(stream, dict(zip(_ENTITY_COLUMNS, _entity_cells(counter, entity), strict=True)))
    for pair in pairs:
        write_line(stream, dict(zip(_PAIR_COLUMNS, _pair_cells(counter, pair), strict=True)))


def _write_csv(
    stream: TextIO, counter: _Counter, entities: list[EntityCount], pairs: list[PairCount], _hidden: tuple[int, int]
) -> None:
    columns = list(dict.fromkeys((*_ENTITY_COLUMNS, *_PAIR_COLUMNS)))
    rows = csv_writer(stream)
    rows.writerow(columns)
    for entity in entities:
        cells = dict(zip(_ENTITY_COLUMNS, _entity_cells(counter, entity), strict=True))
        rows.writerow([safe_cell(cells.get(column, "")) for column in columns])
    for pair in pairs:
        cells = dict(zip(_PAIR_COLUMNS, _pair_cells(counter, pair), strict=True))
        rows.writerow([safe_cell(cells.get(column, "")) for column in columns])


def _write_tables(
    stream: TextIO, counter: _Counter, entities: list[EntityCount], pairs: list[PairCount], hidden: tuple[int, int]
) -> None:
    unit = f"{counter.counts.unit.kind}s"
    _write_table(
        stream,
        ("entity", "type", "mentions", unit, "documents"),
        [(name, kind, mentions, units, documents) for _, _, name, kind, mentions, units, documents in
         (_entity_cells(counter, row) for row in entities)],
        hidden[0],
    )  # fmt: skip
    _write_table(
        stream,
        ("entity", "with", unit, "documents", "NPMI", "G2"),
        [(first, second, units, documents, f"{npmi:.2f}", f"{g2:.1f}") for _, _, first, _, second, units, documents, _, npmi, g2 in
         (_pair_cells(counter, row) for row in pairs)],
        hidden[1],
    )  # fmt: skip


def _write_table(stream: TextIO, head: Sequence[str], rows: Iterable[Sequence[Any]], hidden: int) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=stream, highlight=False, soft_wrap=False, width=None if stream.isatty() else 110)
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0), caption_justify="left")
    for column in head:
        numeric = column not in ("entity", "type", "with")
        table.add_column(column, justify="right" if numeric else "left", no_wrap=numeric)
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    console.print(table)
    if hidden:
        console.print(f"... and {hidden} more; --top 0 shows all", style="dim")
    console.print()
