"""Annotations as JSON Lines: what `entities annotate` writes and `entities count` reads."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from entities.io.records import Failure
from entities.model import ZONE_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from entities.io.records import Record
    from entities.model import Annotation, Mention, ZoneLabel

T = TypeVar("T")

COLUMNS = (
    "id", "path", "start", "end", "text", "entity", "type", "name", "method", "score", "form", "zone", "paragraph", "sentence",
)  # fmt: skip
# A spreadsheet runs a cell that starts with one of these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class StoredMention:
    """A mention as far as it was stored: what counting needs."""

    entity: str
    start: int
    zone: ZoneLabel
    paragraph: int
    sentence: int
    name: str
    type: str


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
    if explain:
        result["steps"] = [[step.kind, step.argument, step.before, step.after] for step in mention.steps]
        result["alternatives"] = [{"entity": other.entity, "score": other.score} for other in mention.alternatives]
    return result


def write_line(stream: TextIO, value: dict[str, Any]) -> None:
    """Write one JSON object as a line."""
    # Lone surrogates are scrubbed from texts, but ids and titles come as they are; ASCII keeps any of them valid.
    try:
        text = json.dumps(value, ensure_ascii=False)
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, ensure_ascii=True)
    stream.write(text + "\n")


def csv_writer(stream: TextIO) -> Any:
    """Return a CSV writer with the dialect that all tables use."""
    return csv.writer(stream, lineterminator="\n")


def safe_cell(value: Any) -> Any:
    """Return a CSV cell that no spreadsheet runs as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


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
            mention = StoredMention(
                entity=_typed(item["entity"], str),
                start=_typed(item["start"], int),
                zone=item.get("zone", "body"),
                paragraph=_typed(item["paragraph"], int),
                sentence=_typed(item["sentence"], int),
                name=_typed(item.get("name", item["entity"]), str),
                type=_typed(item.get("type", ""), str),
            )
        except (KeyError, TypeError, AttributeError) as error:
            what = f"no {error}" if isinstance(error, KeyError) else "a value of the wrong kind"
            return Failure(where, "bad-annotation", f"mention {number} has {what}; expected what `entities annotate` writes")
        if mention.zone not in ZONE_LABELS:
            allowed = ", ".join(ZONE_LABELS)
            return Failure(where, "bad-annotation", f"mention {number} has zone {mention.zone!r}; allowed: {allowed}")
        mentions.append(mention)
    return StoredAnnotation(str(value.get("id", where)), tuple(mentions))


def _typed(value: Any, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise TypeError
    return value
