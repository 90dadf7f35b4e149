"""One text to annotate, or the reason why there is none."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

# A decompressed file or a record beyond this is refused; the largest archives of single news pages stay far below.
MAX_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Fields:
    """Names of the fields of a JSON object or CSV row that hold the text and what belongs to it.

    Attributes:
        text: Field of the text to annotate.
        id: Field of the document's id, or None for `id` if there is one.
        date: Field of its date, or None for `date` if there is one.
        title: Field of its title, or None for `title` if there is one.
        annotations: Take objects with a list `mentions` too; they need no text.
    """

    text: str = "text"
    id: str | None = None
    date: str | None = None
    title: str | None = None
    annotations: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A text with what is known of it.

    Attributes:
        where: File, or file and line, for messages.
        path: The file, printable.
        id: Id of the document.
        text: Its raw text.
        title: Its title, if given apart from the text.
        date: Its date, if given apart from the text.
        faults: `(code, message)` for everything that was lost in reading.
        fields: The whole object, for readers that need more of it.
    """

    where: str
    path: str
    id: str
    text: str
    title: str | None = None
    date: str | None = None
    faults: tuple[tuple[str, str], ...] = ()
    fields: dict[str, Any] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that gives no text.

    Attributes:
        where: File, or file and line, for messages.
        code: Stable word, such as `bad-json`.
        message: What was found, what was expected.
        skipped: True if there was nothing to do (empty, unknown kind), False if something is wrong.
    """

    where: str
    code: str
    message: str
    skipped: bool = False


def printable(path: str | os.PathLike[str]) -> str:
    """Return a file name as valid UTF-8 text without control characters."""
    text = os.fsencode(path).decode("utf-8", errors="backslashreplace")
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


def from_object(value: Any, where: str, path: str, default_id: str, fields: Fields) -> Record | Failure:
    """Take the text and what belongs to it out of a JSON object or CSV row.

    Args:
        value: The parsed object.
        where: For messages.
        path: The file, printable.
        default_id: Id of the record if it has none of its own.
        fields: Names of the fields.

    Returns:
        The record, or why there is none.
    """
    if not isinstance(value, dict):
        return Failure(where, "not-an-object", f"a JSON {_kind(value)}; expected an object with the field `{fields.text}`")
    stored = fields.annotations and isinstance(value.get("mentions"), list)
    if fields.text not in value and not stored:
        known = ", ".join(f"`{key}`" for key in list(value)[:12]) or "none"
        return Failure(where, "no-text-field", f"no field `{fields.text}`; it has {known}; name the right one with --text-field")
    text = value.get(fields.text, "")
    if not isinstance(text, str):
        return Failure(where, "text-not-string", f"field `{fields.text}` holds a JSON {_kind(text)}; expected a string")
    return Record(
        where=where,
        path=path,
        id=_scalar(value, fields.id, "id") or default_id,
        text=text,
        title=_scalar(value, fields.title, "title"),
        date=_scalar(value, fields.date, "date"),
        fields=value,
    )


def _scalar(value: dict[str, Any], name: str | None, default: str) -> str | None:
    found = value.get(name or default)
    return str(found) if isinstance(found, (str, int, float)) and not isinstance(found, bool) and found != "" else None


def _kind(value: Any) -> str:
    kinds = {dict: "object", list: "array", str: "string", bool: "boolean", int: "number", float: "number"}
    return kinds.get(type(value), "null")
