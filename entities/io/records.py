"""One text to annotate, or the reason why there is none."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from entities.text.decode import scrub

if TYPE_CHECKING:
    from entities.text.decode import Decoded

# A file, or a line of JSON Lines, beyond this is refused; the largest archives of single news pages stay far below.
MAX_BYTES = 1 << 30
# Enough of a wrong value to know it again.
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Fields:
    """Names of the fields of a JSON object or CSV row that hold the text and what belongs to it.

    Attributes:
        text: Field of the text to annotate.
        id: Field of the document's id, or None for `id` if there is one.
        date: Field of its date, or None for `date` if there is one.
        title: Field of its title, or None for `title` if there is one.
        annotations: Take what `entities annotate` wrote too; it needs no text.
    """

    text: str = "text"
    id: str | None = None
    date: str | None = None
    title: str | None = None
    annotations: bool = False

    @property
    def named(self) -> dict[str, str]:
        """The fields other than the text that the user named, by what they hold."""
        given = {"id": self.id, "date": self.date, "title": self.title}
        return {what: name for what, name in given.items() if name is not None}


@dataclass(frozen=True, slots=True)
class Record:
    """A text with what is known of it.

    Attributes:
        where: File, or file and line, for messages.
        path: The file, as valid UTF-8.
        id: Id of the document.
        text: Its raw text, without lone surrogates and NULs.
        title: Its title, if given apart from the text.
        date: Its date, if given apart from the text.
        faults: `(code, message)` for everything that was lost in reading.
        stored: What `entities annotate` wrote, if the input is that and no text.
    """

    where: str
    path: str
    id: str
    text: str
    title: str | None = None
    date: str | None = None
    faults: tuple[tuple[str, str], ...] = ()
    stored: dict[str, Any] | None = field(default=None, repr=False)

    def with_fault(self, code: str, message: str) -> Record:
        """Return the record with one more fault."""
        return replace(self, faults=(*self.faults, (code, message)))


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


def decode_name(path: str | os.PathLike[str]) -> str:
    r"""Return a file name as valid UTF-8, with `\xNN` for bytes that are none."""
    return os.fsencode(path).decode("utf-8", errors="backslashreplace")


def quote(text: str) -> str:
    """Return a value for a message, in backquotes and not too long."""
    return f"`{text}`" if len(text) <= _SHOWN else f"`{text[:_SHOWN]}...`"


def from_object(value: Any, where: str, path: str, default_id: str, fields: Fields) -> Record | Failure:
    """Take the text and what belongs to it out of a JSON object or CSV row.

    Args:
        value: The parsed object.
        where: For messages.
        path: The file, as valid UTF-8.
        default_id: Id of the record if it has none of its own.
        fields: Names of the fields.

    Returns:
        The record, or why there is none.
    """
    if not isinstance(value, dict):
        message = f"a JSON {_kind(value)}; expected an object with the field {quote(fields.text)}"
        return Failure(where, "not-an-object", message)
    # What has a text is raw, whatever it calls mentions itself.
    stored = fields.annotations and fields.text not in value and isinstance(value.get("mentions"), list)
    if fields.text not in value and not stored:
        message = (
            f"no field {quote(fields.text)}; it has {list_names(value)}; name the right one with --text-field"
        )
        return Failure(where, "no-text-field", message)
    text = value.get(fields.text, "")
    if not isinstance(text, str):
        message = f"field {quote(fields.text)} holds a JSON {_kind(text)}; expected a string"
        return Failure(where, "text-not-string", message)
    known = {what: _scalar(value.get(fields.named.get(what, what))) for what in ("id", "date", "title")}
    clean = {what: scrub(item or "") for what, item in {**known, "text": text}.items()}
    faults = _missing_fields(value, known, fields)
    if lost := sum(count for _, count in clean.values()):
        faults.append(("unusable-characters", f"lone surrogates or NULs replaced by U+FFFD: {lost:,}"))
    return Record(
        where=where,
        path=path,
        id=clean["id"][0] or default_id,
        text=clean["text"][0],
        title=clean["title"][0] or None,
        date=clean["date"][0] or None,
        faults=tuple(faults),
        stored=value if stored else None,
    )


def _missing_fields(
    value: dict[str, Any], known: dict[str, str | None], fields: Fields
) -> list[tuple[str, str]]:
    """Return a fault for each field that the user named and that is not there or can't be used."""
    messages = []
    for what, name in fields.named.items():
        if name not in value:
            messages.append(f"no field {quote(name)} for the {what}; it has {list_names(value)}")
        elif known[what] is None and value[name] not in (None, ""):
            found = f"field {quote(name)} for the {what} holds a JSON {_kind(value[name])}"
            messages.append(f"{found}; expected a string or number")
    return [("no-field", message) for message in messages]


def note_undecodable(record: Record, decoded: Decoded) -> Record:
    """Add the fault that characters of this record could not be decoded, if some could not.

    Args:
        record: A record of a decoded file or line.
        decoded: The file or line; U+FFFD that it held itself is not told apart.
    """
    parts = (record.text, record.title or "", record.date or "", record.id)
    lost = min(decoded.replaced, sum(part.count("\ufffd") for part in parts))
    if not lost:
        return record
    message = f"undecodable characters or NULs replaced by U+FFFD: {lost:,}; read as {decoded.encoding}"
    return record.with_fault("undecodable", message)


def list_names(names: Any) -> str:
    """Return the first dozen names of fields for a message."""
    shown = [quote(name) for name in list(names)[:12]]
    return ", ".join(shown) or "none"


def _scalar(found: Any) -> str | None:
    return (
        str(found)
        if isinstance(found, (str, int, float)) and not isinstance(found, bool) and found != ""
        else None
    )


def _kind(value: Any) -> str:
    kinds = {dict: "object", list: "array", str: "string", bool: "boolean", int: "number", float: "number"}
    return kinds.get(type(value), "null")
