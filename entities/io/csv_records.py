"""CSV and TSV: one record a row, with a header row."""

from __future__ import annotations

import csv
import io
import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

from entities.io.annotations import COLUMNS
from entities.io.lines import MAX_LINE
from entities.io.plain import read_text
from entities.io.records import Failure, Record, from_object, list_names, note_undecodable, quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from entities.io.records import Fields

    Row = tuple[int, list[str]]

# A cell may hold a whole article; the module's default limit is 128 KB.
_CELL_LIMIT = 1 << 28
_TOO_LONG = f"a line of more than {MAX_LINE:,} characters, the most a line may have"
# A quoted cell; possessive, or a quote that is never closed would be tried from every place in it.
_QUOTED = re.compile(r'"(?:[^"]++|"")*+"')


def read_csv(stream: BinaryIO, path: str, fields: Fields) -> Iterator[Record | Failure]:
    """Yield one record a row of a file with commas, semicolons or tabs between the cells.

    Args:
        stream: The open file.
        path: Its name, as valid UTF-8.
        fields: Names of the columns.
    """
    yield from _read(stream, path, fields, ",;\t")


def read_tsv(stream: BinaryIO, path: str, fields: Fields) -> Iterator[Record | Failure]:
    """Yield one record a row of a file with tabs between the cells; see `read_csv`."""
    yield from _read(stream, path, fields, "\t")


def _read(stream: BinaryIO, path: str, fields: Fields, delimiters: str) -> Iterator[Record | Failure]:
    decoded = read_text(stream, path)
    if isinstance(decoded, Failure):
        yield decoded
        return
    text = io.StringIO(decoded.text, newline="")
    # The delimiter is the one that shows the column asked for, else the one that gives most columns.
    first, delimiter = max(
        ((next(_from_start(text, path, delimiter)), delimiter) for delimiter in delimiters),
        key=lambda pair: _suits(pair[0], fields),
    )
    if isinstance(first, Failure):
        yield first
        return
    rows = _from_start(text, path, delimiter)
    next(rows)
    header = first[1]
    if fields.annotations and fields.text == "text" and set(COLUMNS) <= set(header):
        yield from _read_mentions(rows, header, path)
        return
    if (failure := _check_header(header, path, fields)) is not None:
        yield failure
        return
    found = False
    for row in rows:
        found = True
        record = row if isinstance(row, Failure) else _to_record(row, header, path, fields)
        yield record if isinstance(record, Failure) else note_undecodable(record, decoded)
    if not found:
        yield Failure(path, "empty", "a header and no rows", skipped=True)


def _from_start(text: io.StringIO, path: str, delimiter: str) -> Iterator[Row | Failure]:
    text.seek(0)
    return read_rows(text, path, delimiter)


def read_rows(lines: Iterable[str | None], path: str, delimiter: str) -> Iterator[Row | Failure]:
    """Yield `(line, cells)` for each row that is not blank, the header first; a broken row does not stop the others.

    Args:
        lines: Lines with their line breaks; None stands for one that is too long.
        path: Name of the file, as valid UTF-8.
        delimiter: What stands between the cells.
    """
    csv.field_size_limit(_CELL_LIMIT)
    watched = _Watched(iter(lines))
    # Strict, or a quote that is never closed would swallow the rest of the file in silence.
    reader = csv.reader(watched, delimiter=delimiter, strict=True)
    while True:
        watched.row.clear()
        line = watched.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if str(error) == "unexpected end of data":
                line += _find_open_quote(watched.row, delimiter)
                message = "the quote that opens in this line is never closed; its row and all that follow were not read"
            elif str(error) == _TOO_LONG:
                line, message = watched.number, _TOO_LONG
            else:
                message = f"not CSV: {error}; a quote inside a quoted cell is written twice"
            yield Failure(f"{path}:{line}", "bad-csv", message)
            continue
        if cells:
            yield line, cells


class _Watched:
    """Passes on lines and keeps those of the row that is being read.

    Attributes:
        row: The lines since it was last emptied.
        number: How many lines there were.
    """

    def __init__(self, lines: Iterator[str | None]) -> None:
        self.row: list[str] = []
        self.number = 0
        self._lines = lines

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        if line is None:
            raise csv.Error(_TOO_LONG)
        self.row.append(line)
        return line


def _find_open_quote(row: list[str], delimiter: str) -> int:
    """Return in which of its lines a row has a quote that is never closed."""
    text = "".join(row)
    border = re.compile(rf"[{re.escape(delimiter)}\r\n]")
    place = 0
    while place < len(text):
        if text[place] == '"':
            cell = _QUOTED.match(text, place)
            if cell is None:
                break
            place = cell.end()
        end = border.search(text, place)
        if end is None:
            break
        place = end.end()
    for number, line in enumerate(row):
        place -= len(line)
        if place < 0:
            return number
    return 0


def _suits(first: Row | Failure, fields: Fields) -> tuple[bool, int]:
    return (False, 0) if isinstance(first, Failure) else (fields.text in first[1], len(first[1]))


def _check_header(header: list[str], path: str, fields: Fields) -> Failure | None:
    if fields.text not in header:
        message = f"no column {quote(fields.text)}; it has {list_names(header)}; name the right one with --text-field"
        return Failure(path, "no-text-field", message)
    for what, name in fields.named.items():
        if name not in header:
            message = f"no column {quote(name)} for the {what}; it has {list_names(header)}"
            return Failure(path, "no-field", message)
    for name in (fields.text, *fields.named.values()):
        if header.count(name) > 1:
            return Failure(
                path, "bad-csv", f"{header.count(name)} columns are named {quote(name)}; rename all but one"
            )
    return None


def _to_record(row: Row, header: list[str], path: str, fields: Fields) -> Record | Failure:
    line, cells = row
    where = f"{path}:{line}"
    if any(cells[len(header) :]) or len(cells) <= header.index(fields.text):
        message = f"{len(cells)} cells, but the header has {len(header)}; cells with the delimiter or a line break need quotes"
        return Failure(where, "bad-csv", message)
    # Spreadsheets leave out empty cells at the end of a row.
    padded = [*cells, *[""] * (len(header) - len(cells))]
    return from_object(dict(zip(header, padded, strict=False)), where, path, where, fields)


def _read_mentions(rows: Iterator[Row | Failure], header: list[str], path: str) -> Iterator[Record | Failure]:
    """Yield one record for each document of a CSV file that `entities annotate` wrote."""

    def document(row: Row | Failure) -> tuple[str, ...]:
        return (
            () if isinstance(row, Failure) else tuple(row[1][header.index(name)] for name in ("id", "path"))
        )

    short = (
        Failure(f"{path}:{row[0]}", "bad-csv", f"{len(row[1])} cells, but the header has {len(header)}")
        if not isinstance(row, Failure) and len(row[1]) != len(header)
        else row
        for row in rows
    )
    found = False
    for key, group in groupby(short, key=document):
        found = True
        if not key:
            yield from (row for row in group if isinstance(row, Failure))
            continue
        own = [row for row in group if not isinstance(row, Failure)]
        mentions = [_to_mention(dict(zip(header, cells, strict=True))) for _, cells in own]
        yield Record(f"{path}:{own[0][0]}", path, key[0], "", stored={"id": key[0], "mentions": mentions})
    if not found:
        yield Failure(path, "empty", "a header and no rows", skipped=True)


def _to_mention(cells: dict[str, str]) -> dict[str, Any]:
    mention: dict[str, Any] = dict(cells)
    for name, kind in (("start", int), ("paragraph", int), ("sentence", int), ("score", float)):
        try:
            mention[name] = kind(cells[name])
        except ValueError:
            # Left as text, it is told as a value of the wrong kind, with its place.
            continue
    return mention
