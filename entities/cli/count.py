"""`entities count`."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from entities.cli.annotate import parse_zones
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
)
from entities.comentions import DEFAULT_ZONES, Counts, Unit
from entities.errors import SettingsError
from entities.io.annotations import csv_writer, from_object, safe_cell, write_line
from entities.io.output import open_output
from entities.io.records import Failure, Record
from entities.io.sources import find_sources
from entities.local import is_local

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from entities.annotator import Annotator
    from entities.comentions import EntityCount, PairCount
    from entities.io.annotations import StoredMention
    from entities.model import Mention, ZoneLabel

_ENTITY_COLUMNS = ("kind", "entity", "name", "type", "mentions", "units", "documents")
_PAIR_COLUMNS = (
    "kind", "entity", "name", "with", "with_name", "units", "documents", "expected", "npmi", "log_likelihood",
)  # fmt: skip


def parse_unit(_context: click.Context, _option: click.Parameter, value: str) -> Unit:
    """Read the unit of counting."""
    try:
        return Unit.parse(value)
    except SettingsError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@gazetteer_option
@click.option(
    "--unit",
    callback=parse_unit,
    default="sentence",
    show_default=True,
    metavar="UNIT",
    help="What counts as together: document, paragraph, sentence, or window:N with N characters.",
)
@click.option(
    "--min-count",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Leave out entities with fewer mentions and pairs with fewer units.",
)
@click.option(
    "--top",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    help="Rows of each table; 0 for all. CSV and JSON Lines always have all.",
)
@click.option(
    "-f",
    "--format",
    "style",
    type=click.Choice(["table", "csv", "jsonl"]),
    default="table",
    show_default=True,
    help="Two tables for reading, CSV rows, or one JSON object a row.",
)
@output_option
@click.option(
    "--zones",
    callback=parse_zones,
    metavar="LIST",
    default=",".join(DEFAULT_ZONES),
    show_default=True,
    help="Zones whose mentions count.",
)
@unknown_option(
    "Also count full names that no gazetteer lists; one name in two documents counts as one entity, namesakes or not."
)
@score_option()
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
    unknown: bool,
    min_score: float,
    **fields: str | None,
) -> int:
    """Count entities and who is mentioned together.

    PATH is what `entities annotate` wrote as JSON Lines or CSV, or raw files, which are annotated first. A pair
    counts once a unit. NPMI runs from -1 (never together) over 0 (as often as chance) to 1 (only together); G2 is the
    log-likelihood ratio.
    """
    counter = _Counter(Counts(unit), frozenset(zones), gazetteers, min_score, unknown=unknown)
    ledger = Ledger()
    sources = find_sources(paths)
    check_output(output, sources)
    reading = read_all(sources, make_fields(fields, annotations=True), bar=True)
    with open_output(output) as stream:
        with closing(reading) as items:
            for item in items:
                ledger.note(counter.count(item))
        entities, pairs = counter.counts.entities(min_count), counter.counts.pairs(min_count)
        if style == "table":
            _write_tables(stream, counter, entities, pairs, top or max(len(entities), len(pairs)))
        else:
            {"csv": _write_csv, "jsonl": _write_jsonl}[style](stream, counter, entities, pairs)
    return ledger.close()


class _Counter:
    """Counts stored annotations as they are and annotates raw texts first.

    Attributes:
        counts: What was counted so far.
        labels: Name and type of every entity met.
    """

    def __init__(
        self,
        counts: Counts,
        zones: frozenset[str],
        gazetteers: tuple[str, ...],
        min_score: float,
        *,
        unknown: bool,
    ) -> None:
        self.counts = counts
        self.labels: dict[str, tuple[str, str]] = {}
        self._zones = zones
        self._gazetteers = gazetteers
        self._min_score = min_score
        self._unknown = unknown
        # Wrong names of gazetteers are told before anything is read; the built-in ones are loaded when needed.
        self._annotator: Annotator | None = self._make_annotator() if gazetteers else None

    def count(self, item: Record | Failure) -> Record | Failure:
        """Count one record; return it, or what was wrong."""
        if isinstance(item, Failure):
            return item
        if item.stored is not None:
            stored = from_object(item.stored, item.where)
            if isinstance(stored, Failure):
                return stored
            self._add([mention for mention in stored.mentions if mention.score >= self._min_score])
            return item
        if self._annotator is None:
            self._annotator = self._make_annotator()
        done = annotate_record(self._annotator, item)
        if isinstance(done, Failure):
            return done
        self._add(done[1].mentions)
        return item

    def _make_annotator(self) -> Annotator:
        return make_annotator(self._gazetteers, self._min_score, unknown=self._unknown)

    def _add(self, mentions: Sequence[Mention | StoredMention]) -> None:
        if not self._unknown:
            # An id that holds within one document only must not join two of them unless asked for.
            mentions = [mention for mention in mentions if not is_local(mention.entity)]
        for mention in mentions:
            self.labels.setdefault(mention.entity, (mention.name, mention.type))
        self.counts.add(mentions, self._zones)


def _entity_cells(counter: _Counter, row: EntityCount) -> dict[str, Any]:
    name, kind = counter.labels[row.entity]
    cells = ("entity", row.entity, name, kind, row.mentions, row.units, row.documents)
    return dict(zip(_ENTITY_COLUMNS, cells, strict=True))


def _pair_cells(counter: _Counter, row: PairCount) -> dict[str, Any]:
    first, second = counter.labels[row.first][0], counter.labels[row.second][0]
    measures = (round(measure, 4) for measure in (row.expected, row.npmi, row.log_likelihood))
    cells = ("pair", row.first, first, row.second, second, row.units, row.documents, *measures)
    return dict(zip(_PAIR_COLUMNS, cells, strict=True))


def _write_jsonl(
    stream: TextIO, counter: _Counter, entities: list[EntityCount], pairs: list[PairCount]
) -> None:
    for entity in entities:
        write_line(stream, _entity_cells(counter, entity))
    for pair in pairs:
        write_line(stream, _pair_cells(counter, pair))


def _write_csv(
    stream: TextIO, counter: _Counter, entities: list[EntityCount], pairs: list[PairCount]
) -> None:
    columns = list(dict.fromkeys((*_ENTITY_COLUMNS, *_PAIR_COLUMNS)))
    rows = csv_writer(stream)
    rows.writerow(columns)
    cells = [_entity_cells(counter, entity) for entity in entities] + [
        _pair_cells(counter, pair) for pair in pairs
    ]
    rows.writerows([safe_cell(row.get(column, "")) for column in columns] for row in cells)


def _write_tables(
    stream: TextIO, counter: _Counter, entities: list[EntityCount], pairs: list[PairCount], top: int
) -> None:
    from entities.cli.tables import print_table  # rich is slow to load

    units = f"{counter.counts.unit.kind}s"
    print_table(
        stream,
        ("entity", "type", "mentions", units, "documents"),
        [(*counter.labels[row.entity], row.mentions, row.units, row.documents) for row in entities[:top]],
        hidden=max(0, len(entities) - top),
    )
    names = {entity: name for entity, (name, _) in counter.labels.items()}
    print_table(
        stream,
        ("entity", "with", units, "documents", "NPMI", "G2"),
        [
            (
                names[row.first],
                names[row.second],
                row.units,
                row.documents,
                f"{row.npmi:.2f}",
                f"{row.log_likelihood:.1f}",
            )
            for row in pairs[:top]
        ],
        hidden=max(0, len(pairs) - top),
    )
