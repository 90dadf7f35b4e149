"""Lists of names: one a line, one a JSON value or object, or one a row of CSV; read as they are needed."""

from __future__ import annotations

import os
import re
import stat
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from entities.errors import InputError
from entities.io.csv_records import read_rows
from entities.io.json_records import parse_json
from entities.io.lines import MAX_LINE, TextLines
from entities.io.records import Failure, decode_name, list_names, quote
from entities.io.sources import STDIN, Source, unpack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DELIMITERS = {".csv": ",;\t", ".tsv": "\t"}
_JSON_LINES = (".jsonl", ".ndjson")
# Files that hold something else than a list of names, whatever their lines look like.
_OTHER = (".json", ".html", ".htm", ".xhtml")
_OBJECT = re.compile(r'\s*\{[ \t]*"')
# A header with line breaks in its cells has fewer lines than this.
_HEAD_LINES = 100
_MISSING: Any = object()


@dataclass(frozen=True, slots=True)
class Name:
    """One name to resolve.

    Attributes:
        where: File and line, for messages.
        surface: The name; JSON may hold anything here.
        row: The cells or the JSON object that it stands in, if any.
    """

    where: str
    surface: Any
    row: Any = None

    @property
    def missing(self) -> bool:
        """True if the JSON object has no such field."""
        return self.surface is _MISSING


@dataclass(frozen=True, slots=True)
class Table:
    """What a table says of itself.

    Attributes:
        header: Names of its columns.
        delimiter: What stands between its cells.
    """

    header: list[str]
    delimiter: str


@dataclass(frozen=True, slots=True)
class NameList:
    """A list of names that is being read.

    Attributes:
        kind: `lines`, `values` (JSON), `objects` (JSON) or `table`.
        column: Column or field of the names, if they stand in one.
        table: Header and delimiter of a table.
        names: The names, and what could not be read.
    """

    kind: str
    names: Iterator[Name | Failure]
    column: str | None = None
    table: Table | None = None


class ColumnError(Exception):
    """The column of the names is missing or not named; the message says which there are."""


def find_names(path: str) -> Source:
    """Return the file of a list of names.

    Args:
        path: As given on the command line; `-` is standard input.

    Raises:
        InputError: There is no such file, or it can't hold a list of names.
    """
    if path == STDIN:
        return Source(path)
    name = decode_name(path)
    try:
        status = os.stat(path)  # noqa: PTH116 - names that are no UTF-8 stay strings
    except OSError as error:
        raise InputError(name, f"can't be opened: {error.strerror}", "not-found") from error
    if not stat.S_ISREG(status.st_mode):
        message = "a folder, pipe, socket or device; expected a file (standard input is `-`)"
        raise InputError(name, message, "not-a-file")
    if _suffix(path) in _OTHER:
        message = f"`{_suffix(path)}` holds no list of names; expected one name a line, .jsonl, .csv or .tsv"
        raise InputError(name, message, "unknown-extension")
    return Source(path, status.st_size, (status.st_dev, status.st_ino))


def _suffix(path: str) -> str:
    return Path(Path(path).name.lower().removesuffix(".gz")).suffix


@contextmanager
def open_names(source: Source) -> Iterator[TextLines]:
    """Open a list of names.

    Args:
        source: From `find_names`.

    Raises:
        InputError: It can't be opened.
    """
    if source.path == STDIN:
        if sys.stdin is None:
            raise InputError(STDIN, "can't be read: standard input is closed", "unreadable")
        yield TextLines(sys.stdin.buffer, STDIN)  # type: ignore[arg-type]
        return
    name = decode_name(source.path)
    try:
        file = Path(source.path).open("rb")  # noqa: SIM115 - closed below; only opening may fail here
    except OSError as error:
        raise InputError(name, f"can't be read: {error.strerror}", "unreadable") from error
    with file, unpack(file, source.path, None) as stream:
        yield TextLines(stream, name)


def read_names(lines: Iterable[str | None], path: str, column: str | None) -> NameList:
    """Look at the first lines and return what reads the others.

    Args:
        lines: From `open_names`.
        path: As given on the command line. Its extension says what it is; what has none of those that are known holds
            one name a line, or if a column is named, JSON objects or a table with any delimiter.
        column: Column or field that holds the names, or None.

    Raises:
        ColumnError: There is no such column, or one has to be named.
        InputError: The first lines can't be read.
    """
    name, suffix = decode_name(path), _suffix(path)
    rest = iter(lines)
    head: list[str | None] = []
    damage: InputError | None = None
    try:
        head.extend(islice(rest, _HEAD_LINES))
    except InputError as error:
        # What comes before the damage is still given.
        if not head:
            raise
        damage = error
    every = _until(head, damage) if damage else chain(head, rest)
    first = next((line for line in head if line and line.strip()), "")
    looks_json = _OBJECT.match(first) is not None and suffix not in _DELIMITERS
    if suffix in _JSON_LINES or (looks_json and (path == STDIN or column is not None)):
        found = parse_json(first.strip(), name, 1) if first else None
        if column is None and isinstance(found, dict):
            raise ColumnError(
                f"{name} holds objects; name the field of the names with --column: {list_names(found)}."
            )
        names = _read_values(every, name) if column is None else _read_objects(every, name, column)
        return NameList("values" if column is None else "objects", names, column)
    if suffix in _DELIMITERS or column is not None:
        return _read_table(head, every, name, column, _DELIMITERS.get(suffix, ",;\t"))
    return NameList("lines", _read_lines(every, name))


def _until(lines: list[str | None], damage: InputError) -> Iterator[str | None]:
    yield from lines
    raise damage


def _read_lines(lines: Iterable[str | None], path: str) -> Iterator[Name | Failure]:
    for number, line in enumerate(lines, start=1):
        where = f"{path}:{number}"
        yield _too_large(where) if line is None else Name(where, line.rstrip("\r\n"))


def _read_values(lines: Iterable[str | None], path: str) -> Iterator[Name | Failure]:
    for number, line in enumerate(lines, start=1):
        where = f"{path}:{number}"
        if line is None:
            yield _too_large(where)
        elif line.strip():
            value = parse_json(line.rstrip("\r\n"), path, number)
            yield value if isinstance(value, Failure) else Name(where, value)


def _read_objects(lines: Iterable[str | None], path: str, column: str) -> Iterator[Name | Failure]:
    for item in _read_values(lines, path):
        if isinstance(item, Failure):
            yield item
        elif isinstance(item.surface, dict):
            yield Name(item.where, item.surface.get(column, _MISSING), item.surface)
        else:
            message = f"no JSON object; expected one with the field {quote(column)}"
            yield Failure(item.where, "not-an-object", message)


def _read_table(
    head: list[str | None], lines: Iterable[str | None], path: str, column: str | None, delimiters: str
) -> NameList:
    def suits(delimiter: str) -> tuple[bool, int]:
        first = next(read_rows(head, path, delimiter), None)
        return (False, 0) if not isinstance(first, tuple) else (column in first[1], len(first[1]))

    delimiter = max(delimiters, key=suits)
    rows = read_rows(lines, path, delimiter)
    first = next(rows, None)
    if isinstance(first, Failure):
        raise InputError(first.where, first.message, first.code)
    header = first[1] if first else []
    table = Table(header, delimiter)
    if not header:
        return NameList("table", iter(()), column, table)
    if column is None and len(header) == 1:
        column = header[0]
    if column is None:
        raise ColumnError(
            f"{path} has {len(header)} columns; name that of the names with --column: {list_names(header)}."
        )
    if column not in header:
        raise ColumnError(f"no column {quote(column)}; columns: {list_names(header)}.")
    if header.count(column) > 1:
        raise ColumnError(f"{header.count(column)} columns are named {quote(column)}; rename all but one.")
    return NameList("table", _read_cells(rows, path, header, header.index(column)), column, table)


def _read_cells(
    rows: Iterator[tuple[int, list[str]] | Failure], path: str, header: list[str], place: int
) -> Iterator[Name | Failure]:
    for row in rows:
        if isinstance(row, Failure):
            yield row
            continue
        line, cells = row
        if any(cells[len(header) :]):
            message = f"{len(cells)} cells, but the header has {len(header)}; cells with the delimiter or a line break need quotes"
            yield Failure(f"{path}:{line}", "bad-csv", message)
            continue
        # Spreadsheets leave out empty cells at the end of a row.
        whole = [*cells[: len(header)], *[""] * (len(header) - len(cells))]
        yield Name(f"{path}:{line}", whole[place], whole)


def _too_large(where: str) -> Failure:
    return Failure(
        where, "too-large", f"a line of more than {MAX_LINE:,} characters, the most a line may have"
    )
