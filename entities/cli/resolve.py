"""`entities resolve`."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TextIO

import click

from entities.cli.console import (
    DONE,
    INCOMPLETE,
    check_output,
    describe_bug,
    gazetteer_option,
    make_annotator,
    output_option,
    say,
    score_option,
)
from entities.errors import InputError
from entities.io.annotations import csv_writer, safe_cell
from entities.io.names import ColumnError, find_names, open_names, read_names
from entities.io.output import open_output
from entities.io.records import Failure, decode_name, list_names, quote
from entities.resolution import MAX_LENGTH, Resolution, Unresolved
from entities.text.decode import scrub

if TYPE_CHECKING:
    from collections.abc import Callable

    from entities.annotator import Annotator
    from entities.io.lines import TextLines
    from entities.io.names import Name, NameList

    Answer = dict[str, Any]
    Write = Callable[[Name, Answer], Failure | None]

_ADDED = ("entity", "name", "score", "method", "form", "runner_up", "reason")
_PREFIX = "entities_"
# Distinct names whose answers are kept; some tens of megabytes.
_MEMO = 1 << 16


@dataclass(slots=True)
class _Ledger:
    """What became of each name; the books must balance.

    Attributes:
        resolved: Names with an entity.
        reasons: Names without one, by reason.
        rejected: Lines that could not be read.
        damaged: Something was lost in reading, though the name was answered.
    """

    resolved: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    rejected: int = 0
    damaged: bool = False

    @property
    def names(self) -> int:
        """All names."""
        return self.resolved + self.reasons.total() + self.rejected

    def note(self, answer: Answer) -> None:
        """Count one answer."""
        if answer["entity"] is None:
            self.reasons[answer["reason"]] += 1
        else:
            self.resolved += 1

    def reject(self, failure: Failure) -> None:
        """Count what could not be read, and say why."""
        self.rejected += 1
        say(f"{failure.where}: {failure.message} ({failure.code})")

    def lose(self, where: str, message: str) -> None:
        """Say what was lost."""
        self.damaged = True
        say(f"{where}: {message}")

    def close(self) -> int:
        """Print the balance and return the exit status."""
        reasons = ", ".join(f"{number} {reason}" for reason, number in sorted(self.reasons.items()))
        say(
            f"{self.names} names = {self.resolved} resolved + {self.reasons.total()} unresolved"
            f"{f' ({reasons})' if reasons else ''} + {self.rejected} rejected"
        )
        nothing_read = self.names == self.reasons["no-field"]
        return INCOMPLETE if self.rejected or self.damaged or nothing_read else DONE


@click.command()
@click.argument("file", default="-", metavar="[FILE|-]")
@click.option(
    "--column",
    metavar="NAME",
    help="CSV column or JSON field that holds the names; the answers are added to the rows or objects.",
)
@gazetteer_option
@output_option
@score_option("Give no entity below this score.")
def command(
    *, file: str, column: str | None, gazetteers: tuple[str, ...], output: str | None, min_score: float
) -> int:
    """Resolve a column of names to entities.

    FILE holds one name a line; JSON strings, or objects with --column, if it ends in .jsonl; or a table if it ends in
    .csv or .tsv; each also with .gz. With --column, standard input and other files are objects or a table. Each name
    gives one line, in order: a JSON object with surface, entity (null if none), name, score, method, form, runner_up,
    and a reason if there is none. Objects and rows keep what they hold; where they have a field of such a name, the one
    added is called entities_NAME.
    """
    source = find_names(file)
    check_output(output, [source])
    where = decode_name(file)
    ledger = _Ledger()
    with open_names(source) as lines:
        try:
            names = read_names(lines, file, column)
        except ColumnError as error:
            raise click.UsageError(str(error)) from error
        if names.table and column is None and names.column is not None:
            say(f"{where}: the names are taken from its one column, {quote(names.column)}")
        resolver = _Resolver(make_annotator(gazetteers, min_score), ledger)
        with open_output(output) as stream:
            _resolve_all(names, resolver, _writer(names, stream), ledger)
        _tell_losses(lines, where, ledger)
    return ledger.close()


def _resolve_all(names: NameList, resolver: _Resolver, write: Write, ledger: _Ledger) -> None:
    seen = False
    items = iter(names.names)
    while True:
        try:
            item = next(items)
        except StopIteration:
            break
        except InputError as error:
            # What came before the damage is done.
            ledger.reject(Failure(error.where, error.code, error.message))
            return
        if isinstance(item, Failure):
            ledger.reject(item)
            continue
        if item.missing and not seen:
            say(
                f"{item.where}: no field {quote(names.column or '')}; it has {list_names(item.row)} (no-field)"
            )
        seen = True
        answer = resolver.answer(item)
        failure = answer if isinstance(answer, Failure) else write(item, answer)
        if failure is not None:
            ledger.reject(failure)
        elif not isinstance(answer, Failure):
            ledger.note(answer)


def _tell_losses(lines: TextLines, where: str, ledger: _Ledger) -> None:
    if lines.replaced:
        message = (
            f"undecodable characters or NULs replaced by U+FFFD: {lines.replaced:,}; read as {lines.encoding}"
        )
        ledger.lose(where, f"{message} (undecodable)")
    if not ledger.names:
        say(f"{where}: it holds no names (empty)")


class _Resolver:
    """Answers names, each distinct one once."""

    def __init__(self, annotator: Annotator, ledger: _Ledger) -> None:
        self._resolve = annotator.resolve_or_reason
        self._resolve_again = lru_cache(maxsize=_MEMO)(annotator.resolve_or_reason)
        self._ledger = ledger

    def answer(self, name: Name) -> Answer | Failure:
        """Return the answer to a name; an error of the program in it does not stop the others."""
        surface = name.surface
        if name.missing:
            return _to_answer(Unresolved(None, "no-field"))
        if not isinstance(surface, str):
            return _to_answer(Unresolved(surface, "not-a-string"))
        clean, lost = scrub(surface)
        if lost:
            message = f"lone surrogates or NULs replaced by U+FFFD: {lost:,} (unusable-characters)"
            self._ledger.lose(name.where, message)
        if "\ufffd" in clean:
            # What is left of a damaged name would match by chance.
            return _to_answer(Unresolved(clean, "undecodable"))
        try:
            found = self._resolve(clean) if len(clean) > MAX_LENGTH else self._resolve_again(clean)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other names are still done
            return Failure(name.where, "internal-error", describe_bug(error))
        return _to_answer(found)


def _to_answer(found: Resolution | Unresolved) -> Answer:
    if isinstance(found, Resolution):
        return {"surface": found.surface, **{name: getattr(found, name) for name in _ADDED[:-1]}}
    empty: Answer = dict.fromkeys(_ADDED)
    return {"surface": found.surface, **empty, "runner_up": found.runner_up, "reason": found.reason}


def _writer(names: NameList, stream: TextIO) -> Write:
    if names.table is not None:
        return _table_writer(names.table.header, names.table.delimiter, stream)
    if names.kind == "objects":
        return _object_writer(stream)
    return lambda name, answer: _write_object(stream, name.where, answer)


def _table_writer(header: list[str], delimiter: str, stream: TextIO) -> Write:
    rows = csv_writer(stream, delimiter=delimiter)

    def write(name: Name, answer: Answer) -> None:
        added = ["" if answer.get(key) is None else answer[key] for key in _ADDED]
        rows.writerow([safe_cell(cell) for cell in (*name.row, *added)])

    if header:
        rows.writerow([safe_cell(cell) for cell in (*header, *_free_keys(header).values())])
    return write


def _object_writer(stream: TextIO) -> Write:
    # Fixed by the first object: a key that is ours in one object and its own in another deceives.
    keys: dict[str, str] = {}

    def write(name: Name, answer: Answer) -> Failure | None:
        keys.update(keys or _free_keys(name.row))
        if clash := [key for key in keys.values() if key in name.row]:
            message = f"has a field {quote(clash[0])} of its own, where an answer is added; the first object had none; rename it"
            return Failure(name.where, "field-clash", message)
        added = {keys[key]: value for key, value in answer.items() if key in keys}
        return _write_object(stream, name.where, {**name.row, **added})

    return write


def _free_keys(taken: Any) -> dict[str, str]:
    """Return the names under which the parts of an answer are added to a row or object."""
    keys = {}
    for key in _ADDED:
        free = key
        while free in taken:
            free = _PREFIX + free
        keys[key] = free
    return keys


def _write_object(stream: TextIO, where: str, value: Answer) -> Failure | None:
    try:
        line = json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return Failure(where, "bad-json", "JSON nested too deep to be a record")
    stream.write(scrub(line)[0] + "\n")
    return None
