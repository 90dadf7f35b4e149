"""Gazetteer files to a validated `Gazetteer`; all problems of all files are reported at once."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from pydantic import ValidationError

from entities.errors import GazetteerError, Problem
from entities.gazetteer.schema import EntitySpec, FileSpec, NameSpec
from entities.gazetteer.source import parse
from entities.model import ENTITY_TYPES, LANGUAGES, Entity, Name
from entities.text.decode import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic_core import ErrorDetails

    from entities.gazetteer.source import Path as NodePath

_FIELDS: dict[str, tuple[str, ...]] = {
    "file": tuple(FileSpec.model_fields),
    "entity": tuple(EntitySpec.model_fields),
    "name": tuple(info.alias or key for key, info in NameSpec.model_fields.items()),
}


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """The entities of one or several gazetteer files.

    Attributes:
        entities: All entities, sorted by id, whatever the order of the files.
        names: Names of the gazetteers they came from.
    """

    entities: tuple[Entity, ...]
    names: tuple[str, ...] = ()
    _by_id: dict[str, Entity] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {entity.id: entity for entity in self.entities})

    def __len__(self) -> int:
        return len(self.entities)

    def get(self, identifier: str) -> Entity | None:
        """Return the entity with this id, or None."""
        return self._by_id.get(identifier)

    def __getitem__(self, identifier: str) -> Entity:
        return self._by_id[identifier]


@dataclass(slots=True)
class _File:
    """One parsed file with what is needed to point at its parts."""

    path: str
    text: str
    problems: list[Problem]
    spec: FileSpec | None = None
    marks: dict[NodePath, tuple[int, int]] | None = None

    def locate(self, path: NodePath) -> tuple[int, int]:
        """Return line and column of the deepest node on a path; the file is read again only when this is needed."""
        if self.marks is None:
            self.marks = parse(self.text, self.path, marks=True).marks
        for length in range(len(path), -1, -1):
            if (found := self.marks.get(path[:length])) is not None:
                return found
        return 1, 1

    def report(self, path: NodePath, code: str, message: str) -> None:
        self.problems.append(Problem(self.path, *self.locate(path), code, message))


def load_files(paths: Iterable[Path | str]) -> Gazetteer:
    """Read gazetteer files into one gazetteer.

    An entity that several files list under one id gets the names of all of them, so that a file of your own can
    add names to a built-in entity.

    Args:
        paths: YAML files.

    Returns:
        The gazetteer.

    Raises:
        GazetteerError: Any of the files has a problem; the error lists all problems of all files.
    """
    return load_texts([_read(Path(path)) for path in paths])


def load_texts(texts: Sequence[tuple[str, str]]) -> Gazetteer:
    """Read gazetteers from `(path, YAML text)` pairs; see `load_files`."""
    files = [_parse(path, text) for path, text in texts]
    merged: dict[str, Entity] = {}
    for file in files:
        if file.spec is not None:
            _merge(file, file.spec, merged)
    problems = [problem for file in files for problem in file.problems]
    if problems:
        raise GazetteerError(problems)
    names = tuple(sorted(file.spec.name for file in files if file.spec is not None))
    return Gazetteer(tuple(merged[key] for key in sorted(merged)), names)


def _read(path: Path) -> tuple[str, str]:
    shown = str(path)
    try:
        decoded = decode(path.read_bytes())
    except OSError as error:
        reason = error.strerror or str(error)
        raise GazetteerError([Problem(shown, 1, 1, "unreadable", f"can't be read: {reason}")]) from error
    if decoded.replaced or decoded.encoding != "utf-8":
        message = f"not UTF-8 (reads like {decoded.encoding}); save it as UTF-8"
        raise GazetteerError([Problem(shown, 1, 1, "not-utf-8", message)])
    return shown, decoded.text


def _parse(path: str, text: str) -> _File:
    source = parse(text, path)
    file = _File(path, text, source.problems)
    if source.value is None:
        if not source.problems:
            file.problems.append(
                Problem(path, 1, 1, "empty", "the file is empty; it needs `name` and `entities`")
            )
        return file
    try:
        file.spec = FileSpec.model_validate(source.value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            where = tuple(part for part in detail["loc"] if part != "[key]")
            file.report(where, *_explain(detail, where, source.value))
    return file


def _merge(file: _File, spec: FileSpec, merged: dict[str, Entity]) -> None:
    seen: dict[str, int] = {}
    for index, item in enumerate(spec.entities):
        if item.id in seen:
            first = file.locate(("entities", seen[item.id], "id"))[0]
            file.report(
                ("entities", index, "id"),
                "duplicate-id",
                f"id `{item.id}` for the second time (first on line {first}); merge the two or give one a new id",
            )
            continue
        seen[item.id] = index
        entity = _to_entity(item, spec.name)
        known = merged.get(item.id)
        if known is not None and known.type != entity.type:
            file.report(
                ("entities", index, "type"),
                "type-conflict",
                f"`{item.id}` is {entity.type} here but {known.type} in gazetteer `{known.gazetteer}`; use one type",
            )
            continue
        merged[item.id] = entity if known is None else _join(known, entity)


def _to_entity(item: EntitySpec, gazetteer: str) -> Entity:
    return Entity(
        id=item.id,
        type=item.type,
        names=_to_names(item.names),
        abbreviations=_to_names(item.abbreviations),
        wikidata=item.wikidata,
        context=tuple(item.context),
        prior=item.prior,
        gazetteer=gazetteer,
    )


def _to_names(names: dict[Any, list[NameSpec]]) -> tuple[Name, ...]:
    return tuple(
        Name(spec.text, language, spec.match, spec.used_by, spec.from_, spec.until, spec.note)
        for language, specs in names.items()
        for spec in specs
    )


def _join(first: Entity, second: Entity) -> Entity:
    return Entity(
        id=first.id,
        type=first.type,
        names=tuple(dict.fromkeys((*first.names, *second.names))),
        abbreviations=tuple(dict.fromkeys((*first.abbreviations, *second.abbreviations))),
        wikidata=first.wikidata or second.wikidata,
        context=tuple(dict.fromkeys((*first.context, *second.context))),
        prior=min(first.prior, second.prior),
        gazetteer=first.gazetteer,
    )


def _explain(detail: ErrorDetails, where: NodePath, value: Any) -> tuple[str, str]:
    """Turn one validation error into a code and a message that says what was found and what is allowed."""
    kind = detail["type"]
    key = str(where[-1]) if where else ""
    level = _level(where)
    found = _shown(detail["input"])
    if kind == "missing":
        return "missing-key", f"{_named(where, value)} has no `{key}`; it needs {_needs(level)}"
    if kind == "extra_forbidden":
        return "unknown-key", f"unknown key `{key}`; {_allowed(key, _FIELDS[level])}"
    if kind == "literal_error" and detail["loc"] and detail["loc"][-1] == "[key]":
        return "unknown-language", f"unknown language tag `{key}`; {_allowed(key, LANGUAGES)}"
    if kind == "literal_error":
        options = {"type": ENTITY_TYPES, "match": get_args(NameSpec.model_fields["match"].annotation)}.get(
            key, ()
        )
        return "unknown-value", f"`{key}` is {found}; {_allowed(str(detail['input']), options)}"
    if kind == "string_pattern_mismatch":
        return f"bad-{key}", f"`{key}` is {found}; expected {_PATTERNS.get(key, 'another form')}"
    if kind in ("string_too_short", "too_short"):
        return "empty-value", f"`{key}` is empty; write at least one value or leave the key out"
    if kind == "string_too_long":
        return (
            "too-long",
            f"{len(str(detail['input'])):,} characters in `{key}`; the longest allowed is {detail['ctx']['max_length']}",
        )
    wanted = _KINDS.get(kind, detail["msg"])
    return "wrong-kind", f"`{key}` is {found}; expected {wanted}"


_PATTERNS = {
    "id": "a kind, a slash and lower-case words joined by hyphens, such as `person/volodymyr-zelenskyy`",
    "wikidata": "a Wikidata id such as `Q212`",
    "from": "a date such as `2022`, `2022-02` or `2022-02-24`",
    "until": "a date such as `2022`, `2022-02` or `2022-02-24`",
}
_KINDS = {
    "string_type": "text",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "float_parsing": "a number above 0 and up to 1",
    "greater_than": "a number above 0 and up to 1",
    "less_than_equal": "a number above 0 and up to 1",
}


def _level(where: NodePath) -> str:
    if len(where) <= 1:
        return "file"
    return "entity" if len(where) <= 3 else "name"


def _needs(level: str) -> str:
    return {"file": "`name` and `entities`", "entity": "`id`, `type` and `names`", "name": "`text`"}[level]


def _named(where: NodePath, value: Any) -> str:
    if len(where) >= 3 and where[0] == "entities":
        try:
            identifier = value["entities"][where[1]].get("id")
        except (AttributeError, KeyError, IndexError, TypeError):
            identifier = None
        return f"entity `{identifier}`" if identifier else f"entity number {int(where[1]) + 1}"
    return "the file"


def _allowed(word: str, options: Sequence[str]) -> str:
    nearest = difflib.get_close_matches(word, options, n=1, cutoff=0.5) or [
        option for option in options if option.lower() == word.lower()
    ]
    hint = f"; did you mean `{nearest[0]}`?" if nearest else ""
    return f"allowed: {', '.join(options)}{hint}"


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return f"`{value[:60]}`"
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list) else f"`{value}`"
