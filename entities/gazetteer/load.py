"""Gazetteer files to a validated `Gazetteer`; all problems of all files are reported at once."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from pydantic import ValidationError

from entities.errors import GazetteerError, Problem
from entities.gazetteer.schema import EntitySpec, FileSpec, NameSpec
from entities.gazetteer.source import parse, shown
from entities.model import ENTITY_TYPES, LANGUAGES, Entity, Name
from entities.text.decode import decode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from pydantic_core import ErrorDetails

    from entities.gazetteer.source import Path as NodePath
    from entities.gazetteer.source import Source

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
    marked: Source | None = None

    def locate(self, path: NodePath, *, key: bool = False) -> tuple[int, int]:
        """Return line and column of the deepest node on a path; the file is read again only when this is needed.

        Args:
            path: Keys and indexes from the top of the file.
            key: Return the place of the node's key, not that of its value.
        """
        if self.marked is None:
            self.marked = parse(self.text, self.path, marks=True)
        if key and path in self.marked.key_marks:
            return self.marked.key_marks[path]
        for length in range(len(path), -1, -1):
            if (found := self.marked.marks.get(path[:length])) is not None:
                return found
        return 1, 1

    def report(self, path: NodePath, code: str, message: str) -> None:
        where = self.locate(path, key=code in _ABOUT_KEYS)
        self.problems.append(Problem(self.path, *where, code, message))


def load_files(paths: Iterable[Path | str], *, base: Collection[Path | str] = ()) -> Gazetteer:
    """Read gazetteer files into one gazetteer.

    An entity that several files list under one id gets the names of all of them, so that a file of your own can
    add names to a built-in entity. The order of the paths does not matter: files go by the name of the gazetteer.

    Args:
        paths: YAML files.
        base: Those of them that go before all others, so that their preferred labels stay.

    Returns:
        The gazetteer.

    Raises:
        GazetteerError: Any of the files has a problem; the error lists all problems of all files.
    """
    return _load([_read(Path(path)) for path in paths], frozenset(map(str, base)))


def load_texts(texts: Sequence[tuple[str, str]]) -> Gazetteer:
    """Read gazetteers from `(path, YAML text)` pairs; see `load_files`."""
    return _load([_File(path, text, []) for path, text in texts], frozenset())


def _load(files: Sequence[_File], base: frozenset[str]) -> Gazetteer:
    for file in files:
        if not file.problems:
            _parse(file)
    parsed = [
        (file.path not in base, file.spec.name, file.path, file) for file in files if file.spec is not None
    ]
    merged: dict[str, Entity] = {}
    for *_, file in sorted(parsed, key=lambda item: item[:3]):
        _merge(file, merged)
    problems = [problem for file in files for problem in file.problems]
    if problems:
        raise GazetteerError(problems)
    names = tuple(sorted({name for _, name, *_ in parsed}))
    return Gazetteer(tuple(merged[key] for key in sorted(merged)), names)


def _read(path: Path) -> _File:
    shown = str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        return _File(shown, "", [Problem(shown, 1, 1, "unreadable", f"can't be read: {reason}")])
    try:
        return _File(shown, data.decode("utf-8-sig"), [])
    except UnicodeDecodeError as error:
        encoding = decode(data).encoding
        reads = "a byte is wrong" if encoding == "utf-8" else f"reads like {encoding}"
        # Without a byte order mark the bytes up to the wrong one are good UTF-8.
        before = data[: error.start].decode("utf-8", errors="replace").split("\n")
        message = f"not UTF-8 ({reads}); save it as UTF-8"
        return _File(shown, "", [Problem(shown, len(before), len(before[-1]) + 1, "not-utf-8", message)])


def _parse(file: _File) -> None:
    source = parse(file.text, file.path)
    file.problems.extend(source.problems)
    if source.value in (None, ""):
        if not source.problems:
            message = "the file is empty; it needs `name` and `entities`"
            file.problems.append(Problem(file.path, 1, 1, "empty", message))
        return
    try:
        file.spec = FileSpec.model_validate(source.value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            where = tuple(part for part in detail["loc"] if part != "[key]")
            written = _as_written(where, source.value)
            if not _in_hole(written, detail["type"], source.holes):
                file.report(written, *_explain(detail, where, written, source.value))


def _as_written(where: NodePath, value: Any) -> NodePath:
    """Return a path of the schema as the file has it.

    One name or word may stand there without the list, and a name without the mapping.
    """
    path: list[str | int] = []
    for part in where:
        if (isinstance(part, int) and not isinstance(value, list)) or isinstance(value, str):
            continue
        path.append(part)
        inside = isinstance(value, list) or (isinstance(value, dict) and part in value)
        value = value[part] if inside else None
    return tuple(path)


def _in_hole(where: NodePath, kind: str, holes: set[NodePath]) -> bool:
    """Say whether a problem is only that an alias or merge key, reported already, stands for the value."""
    if kind == "missing" and (*where[:-1], "<<") in holes:
        return True
    return any(where[:length] in holes for length in range(len(where) + 1)) if holes else False


def _merge(file: _File, merged: dict[str, Entity]) -> None:
    assert file.spec is not None
    spec = file.spec
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


def _explain(detail: ErrorDetails, where: NodePath, written: NodePath, value: Any) -> tuple[str, str]:
    """Turn one validation error into a code and a message that says what was found and what is allowed."""
    kind = detail["type"]
    key = str(where[-1]) if where else ""
    level = _level(where)
    named = _named(written)
    found = _shown(detail["input"])
    if kind == "missing":
        return "missing-key", f"{_owner(where, value)} has no `{key}`; it needs {_NEEDS[level]}"
    if kind == "extra_forbidden":
        return "unknown-key", f"unknown key `{shown(key)}`; {_allowed(key, _FIELDS[level])}"
    if kind == "literal_error" and detail["loc"] and detail["loc"][-1] == "[key]":
        return "unknown-language", f"unknown language tag `{shown(key)}`; {_allowed(key, LANGUAGES)}"
    if kind == "literal_error":
        return "unknown-value", f"{named} is {found}; {_allowed(detail['input'], _OPTIONS.get(key, ()))}"
    if kind == "string_pattern_mismatch":
        return f"bad-{key}", f"{named} is {found}; expected {_PATTERNS.get(key, 'another form')}"
    if kind in ("string_too_short", "too_short"):
        return "empty-value", f"{named} is empty; write at least one value or leave it out"
    if kind == "string_too_long":
        longest = detail["ctx"]["max_length"]
        return (
            "too-long",
            f"{named} has {len(detail['input']):,} characters; the longest allowed is {longest}",
        )
    if kind == "no_letters":
        return "no-letters", f"{named} is {found}; it needs a letter or a digit to be found by"
    wanted = _KINDS.get(kind, detail["msg"])
    if kind.startswith("model") and len(where) == 5:
        wanted = "text or a mapping"
    return "wrong-kind", f"{named} is {found}; expected {wanted}"


_ABOUT_KEYS = ("unknown-key", "unknown-language")
_OPTIONS: dict[str, Sequence[str]] = {
    "type": ENTITY_TYPES,
    "match": get_args(NameSpec.model_fields["match"].annotation),
}
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


_NEEDS = {"file": "`name` and `entities`", "entity": "`id`, `type` and `names`", "name": "`text`"}


def _owner(where: NodePath, value: Any) -> str:
    """Name the mapping that lacks a key."""
    if len(where) < 3:
        return "the file"
    entity = _named_entity(where, value)
    return entity if len(where) == 3 else f"a name of {entity}"


def _named_entity(where: NodePath, value: Any) -> str:
    item = value["entities"][where[1]]
    identifier = item.get("id") if isinstance(item, dict) else None
    return f"entity `{identifier}`" if isinstance(identifier, str) else f"entity number {int(where[1]) + 1}"


def _named(written: NodePath) -> str:
    """Name the value that a problem is about."""
    if not written:
        return "the file"
    last = written[-1]
    if isinstance(last, str):
        return f"`{last}`"
    return f"entity number {last + 1}" if len(written) == 2 else f"value {last + 1} of `{written[-2]}`"


def _allowed(found: Any, options: Sequence[str]) -> str:
    allowed = f"allowed: {', '.join(options)}"
    if not isinstance(found, str):
        return allowed
    nearest = [option for option in options if option.lower() == found.lower()]
    nearest = nearest or difflib.get_close_matches(found, options, n=1, cutoff=0.5)
    return f"{allowed}; did you mean `{nearest[0]}`?" if nearest else allowed


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return f"`{shown(value)}`"
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list) else f"`{value}`"
