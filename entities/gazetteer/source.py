"""YAML text to plain values, through parser events, with every scalar kept as a string.

Loaders of YAML turn `No` into False and `12:30` into 45000, run merge keys for as long as the file asks, and build
objects from tags. Reading events avoids all of it: anchors, aliases and tags are errors, depth and size are limited,
and each node's line and column can be found again when something about it must be reported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from entities.errors import Problem

Path = tuple[str | int, ...]

_LOADER = getattr(yaml, "CLoader", yaml.Loader)
# entities -> entity -> names -> language -> name: a gazetteer needs 7 levels.
MAX_DEPTH = 12
# A million names are about 60 MB of YAML.
MAX_CHARACTERS = 256_000_000
# No name holds them, whether they stand in the file or are written as escapes.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


@dataclass(slots=True)
class _Frame:
    """A mapping or sequence that is being read."""

    value: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None
    keys: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Source:
    """A parsed YAML file.

    Attributes:
        path: The file, as the user named it.
        value: Mappings, lists and strings; None if the file is empty or broken.
        problems: What is wrong with it as YAML.
        holes: Where a value is missing because an alias or a merge key stood there.
        marks: Line and column of every node, only if `parse` was asked for them.
        key_marks: Line and column of the key of every node in a mapping, only if `parse` was asked for marks.
    """

    path: str
    value: Any = None
    problems: list[Problem] = field(default_factory=list)
    holes: set[Path] = field(default_factory=set)
    marks: dict[Path, tuple[int, int]] = field(default_factory=dict)
    key_marks: dict[Path, tuple[int, int]] = field(default_factory=dict)


def parse(text: str, path: str, *, marks: bool = False) -> Source:
    """Parse YAML text into plain values.

    Args:
        text: The file's text.
        path: Name for messages.
        marks: Also record the position of every node.

    Returns:
        The values with the problems found; parsing goes on after a problem where it can.
    """
    source = Source(path)
    if len(text) > MAX_CHARACTERS:
        source.problems.append(
            Problem(
                path,
                1,
                1,
                "too-large",
                f"{len(text):,} characters; a gazetteer file may have {MAX_CHARACTERS:,}",
            )
        )
        return source
    try:
        _Builder(source, marks=marks).run(text)
    except _StopReadingError:
        source.value = None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = " ".join(part for part in (error.context, error.problem) if part)
        source.problems.append(
            Problem(
                path,
                line,
                column,
                "yaml-syntax",
                f"not YAML here: {what}; check quotes, commas and indentation",
            )
        )
        source.value = None
    except (yaml.YAMLError, UnicodeError) as error:
        source.problems.append(_unreadable(text, path, error))
        source.value = None
    return source


def shown(text: str) -> str:
    """Return a key or value for a message, cut short, and escaped if it has characters that don't show."""
    text = text[:60]
    return text if text.isprintable() else ascii(text)[1:-1]


def _unreadable(text: str, path: str, error: Exception) -> Problem:
    """Say which character keeps the parser from reading the text; the parser itself gives no line."""
    if (odd := _CONTROL.search(text)) is None:
        return Problem(path, 1, 1, "yaml-syntax", f"not YAML: {str(error).splitlines()[0]}")
    before = text[: odd.start()].splitlines(keepends=True) or [""]
    whole = before[-1].endswith(("\n", "\r"))
    line, column = (len(before) + 1, 1) if whole else (len(before), len(before[-1]) + 1)
    return Problem(path, line, column, "control-character", _odd_character(odd.group()))


def _odd_character(character: str) -> str:
    return f"control character U+{ord(character):04X}; remove it"


class _StopReadingError(Exception):
    """The file is hostile or no single document; what was read of it is dropped."""


class _Builder:
    def __init__(self, source: Source, *, marks: bool) -> None:
        self.source = source
        self.marks = marks
        self.stack: list[_Frame] = []
        self.documents = 0

    def run(self, text: str) -> None:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.ScalarEvent):
                self._check(event)
                self._scalar(event)
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                self._check(event)
                self._open(event)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self.stack.pop()
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event)
            elif isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    self._problem(
                        event, "several-documents", "a second YAML document; put it into a file of its own"
                    )
                    raise _StopReadingError

    def _check(self, event: Any) -> None:
        if event.anchor:
            self._problem(event, "anchor", f"anchor `&{event.anchor}`; gazetteers have no anchors, remove it")
        if event.tag:
            self._problem(
                event, "tag", f"tag `{event.tag}`; gazetteers have no tags, every value is text, remove it"
            )

    def _problem(self, event: Any, code: str, message: str) -> None:
        mark = event.start_mark
        self.source.problems.append(Problem(self.source.path, mark.line + 1, mark.column + 1, code, message))

    def _alias(self, event: Any) -> None:
        message = f"alias `*{event.anchor}`; write the value out, gazetteers have no aliases"
        self._problem(event, "alias", message)
        if self.stack and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None:
            self.stack[-1].key = f"*{event.anchor}"
            self.source.holes.add((*self.stack[-1].path, f"*{event.anchor}"))
            return
        self.source.holes.add(self._place())
        self._put("", event)

    def _place(self) -> Path:
        """Return the path of the value that is read next."""
        if not self.stack:
            return ()
        frame = self.stack[-1]
        return (*frame.path, len(frame.value) if isinstance(frame.value, list) else frame.key or "")

    def _open(self, event: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            self._problem(event, "too-deep", f"more than {MAX_DEPTH} levels of nesting; a gazetteer needs 7")
            raise _StopReadingError
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        if self.stack and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None:
            self._problem(event, "bad-key", "a list or mapping as a key; keys are plain words")
            raise _StopReadingError
        path = self._put(value, event)
        self.stack.append(_Frame(value, path))

    def _scalar(self, event: Any) -> None:
        if odd := _CONTROL.search(event.value):
            self._problem(event, "control-character", _odd_character(odd.group()))
        frame = self.stack[-1] if self.stack else None
        if frame is not None and isinstance(frame.value, dict) and frame.key is None:
            self._key(frame, event)
        else:
            self._put(event.value, event)

    def _key(self, frame: _Frame, event: Any) -> None:
        key = event.value
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if key == "<<":
            message = "merge key `<<`; write the values out, gazetteers have no merge keys"
            self._problem(event, "merge-key", message)
            self.source.holes.add((*frame.path, key))
        elif key in frame.keys:
            self._problem(
                event,
                "duplicate-key",
                f"key `{shown(key)}` for the second time in one mapping (first on line {frame.keys[key]}); keep one",
            )
        frame.keys.setdefault(key, line)
        frame.key = key
        if self.marks:
            self.source.key_marks.setdefault((*frame.path, key), (line, column))

    def _put(self, value: Any, event: Any) -> Path:
        # Paths of single values are made only for marks: there are too many of them.
        path = self._place() if self.marks or isinstance(value, (dict, list)) else ()
        if not self.stack:
            self.source.value = value
        else:
            frame = self.stack[-1]
            if isinstance(frame.value, dict):
                frame.value[frame.key or ""] = value
                frame.key = None
            else:
                frame.value.append(value)
        if self.marks:
            self.source.marks[path] = (event.start_mark.line + 1, event.start_mark.column + 1)
        return path
