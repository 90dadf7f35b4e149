"""Annotations as JSON Lines: what `entities annotate` writes and `entities count` reads."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from entities.io.records import Failure
from entities.model import ZONE_LABELS
from entities.text.decode import scrub

if TYPE_CHECKING:
    from collections.abc import Iterable

    from entities.io.records import Record
    from entities.model import Annotation, Mention, ZoneLabel
    from entities.suggestions import SuggestionRow

COLUMNS = (
    "id", "path", "start", "end", "text", "entity", "type", "name", "method", "score", "form", "zone", "paragraph", "sentence",
)  # fmt: skip
# What is written of a mention inside another one, which has the rest.
_NESTED = ("start", "end", "text", "entity", "type", "name", "method", "score")
# A spreadsheet runs a cell that starts with one of these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# A signed number begins like a formula and is none.
_NUMBER = re.compile(r"[+-][0-9]+(?:[.,][0-9]+)?")


@dataclass(frozen=True, slots=True)
class StoredMention:
    """A mention as far as it was stored: what counting needs, and the mentions inside it, which counting leaves alone."""

    entity: str
    start: int
    zone: ZoneLabel
    paragraph: int
    sentence: int
    name: str
    type: str
    score: float = 1.0
    nested: tuple[StoredMention, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredAnnotation:
    """An annotation read back from JSON Lines."""

    id: str
    mentions: tuple[StoredMention, ...]


def to_object(
    record: Record, annotation: Annotation, mentions: Iterable[Mention], *, explain: bool = False
) -> dict[str, Any]:
    """Return the JSON object of an annotated record.

    Args:
        record: The input.
        annotation: What was found in it.
        mentions: The mentions to write.
        explain: Also write steps and alternatives.
    """
    result: dict[str, Any] = {"id": record.id, "path": record.path, "language": annotation.language}
    if record.title is not None:
        result["title"] = record.title
    if record.date is not None:
        result["date"] = record.date
    result["mentions"] = [_mention_object(mention, explain=explain) for mention in mentions]
    return result


def _mention_object(mention: Mention, *, explain: bool) -> dict[str, Any]:
    result: dict[str, Any] = {name: getattr(mention, name) for name in COLUMNS[2:]}
    if mention.ambiguous:
        result["ambiguous"] = True
        first = {"entity": mention.entity, "score": mention.score}
        others = [{"entity": other.entity, "score": other.score} for other in mention.alternatives]
        result["candidates"] = [first, *others]
    if mention.nested:
        result["nested"] = [{name: getattr(inner, name) for name in _NESTED} for inner in mention.nested]
    if explain:
        result["steps"] = [[step.kind, step.argument, step.before, step.after] for step in mention.steps]
        result["alternatives"] = [
            {"entity": other.entity, "score": other.score} for other in mention.alternatives
        ]
    return result


def suggestion_object(row: SuggestionRow) -> dict[str, Any]:
    """Return the JSON object of a suggested name.

    Args:
        row: What all documents say about it.
    """
    return {
        "surface": row.surface,
        "entity": row.entity,
        "name": row.name,
        "count": row.count,
        "documents": row.documents,
        "patterns": list(row.patterns),
        "examples": [example._asdict() for example in row.examples],
    }


def write_line(stream: TextIO, value: dict[str, Any]) -> None:
    """Write one JSON object as a line."""
    stream.write(json.dumps(value, ensure_ascii=False) + "\n")


def csv_writer(stream: TextIO, *, delimiter: str = ",") -> Any:
    """Return a CSV writer with the dialect that all tables use.

    Args:
        stream: The output.
        delimiter: What stands between the cells.
    """
    # Told that rows end in \n alone, the module leaves cells that hold \r without quotes.
    return csv.writer(_LineFeeds(stream), delimiter=delimiter, lineterminator="\r\n")


class _LineFeeds:
    """Passes on rows with a plain line feed at the end; the module writes a row at a time."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, row: str) -> None:
        self._stream.write(row.removesuffix("\r\n") + "\n")


def safe_cell(value: Any) -> Any:
    """Return a CSV cell that no spreadsheet runs as a formula."""
    if not isinstance(value, str) or not value.startswith(_FORMULA) or _NUMBER.fullmatch(value):
        return value
    return f"'{value}"


def mention_rows(record: Record, mentions: Iterable[Mention]) -> Iterable[list[Any]]:
    """Yield a CSV row for each mention."""
    for mention in mentions:
        cells = [record.id, record.path, *(getattr(mention, name) for name in COLUMNS[2:])]
        yield [safe_cell(cell) for cell in cells]


def from_object(value: dict[str, Any], where: str) -> StoredAnnotation | Failure:
    """Read an annotation back from its JSON object.

    Args:
        value: An object with a list `mentions`.
        where: For messages.

    Returns:
        The annotation, or what is wrong with it.
    """
    mentions = []
    for number, item in enumerate(value["mentions"]):
        try:
            mentions.append(_stored_mention(item))
        except KeyError as error:
            wrong = f"no {error}"
        except TypeError as error:
            wrong = str(error)
        else:
            continue
        message = f"mention {number} has {wrong}; expected what `entities annotate` writes"
        return Failure(where, "bad-annotation", message)
    return StoredAnnotation(str(value.get("id", where)), tuple(mentions))


def _stored_mention(item: Any) -> StoredMention:
    """Read a mention back.

    Raises:
        KeyError: It lacks a field.
        TypeError: A field is of the wrong kind; the message says which.
    """
    if not isinstance(item, dict):
        raise TypeError("no fields")
    zone = item.get("zone", "body")
    if zone not in ZONE_LABELS:
        raise TypeError(f"a zone that is none of {', '.join(ZONE_LABELS)}")
    return StoredMention(
        entity=_typed(item, "entity", str),
        start=_typed(item, "start", int),
        zone=zone,
        paragraph=_typed(item, "paragraph", int),
        sentence=_typed(item, "sentence", int),
        name=_typed(item, "name", str, item["entity"]),
        type=_typed(item, "type", str, ""),
        score=_typed(item, "score", (float, int), 1.0),
        nested=_stored_nested(item) if "nested" in item else (),
    )


def _stored_nested(outer: dict[str, Any]) -> tuple[StoredMention, ...]:
    """Read the mentions inside a mention back; they stand in its zone, paragraph and sentence.

    Raises:
        KeyError: One lacks a field.
        TypeError: A field is of the wrong kind; the message says which.
    """
    items = _typed(outer, "nested", list)
    if not all(isinstance(item, dict) for item in items):
        raise TypeError("a `nested` of the wrong kind")
    place = {name: outer[name] for name in ("zone", "paragraph", "sentence") if name in outer}
    return tuple(
        _stored_mention({**{name: item[name] for name in _NESTED if name in item}, **place}) for item in items
    )


def _typed(item: dict[str, Any], name: str, kinds: Any, default: Any = None) -> Any:
    value = item[name] if default is None else item.get(name, default)
    if isinstance(value, bool) or not isinstance(value, kinds):
        raise TypeError(f"a `{name}` of the wrong kind")
    return scrub(value)[0] if isinstance(value, str) else value
