"""The spaCy component `entities`: gazetteer mentions as a span group, on any pipeline.

    nlp = spacy.blank("zh")
    nlp.add_pipe("entities", config={"gazetteers": ["countries", "mine.yaml"]})
    doc = nlp("乌克兰总统抵达巴黎。")
    for span in doc.spans["entities"]:
        print(span.text, span.label_, span.kb_id_, span.id_)

spaCy finds the factory through the entry point of this package. It loads entry points for what loading them does, not
for their value, whenever any pipeline is made: an undecorated function would stay unknown, and a slow import here would
slow down every pipeline on the machine. So fetching `make_component`, which is what loading the entry point means,
registers the factory; importing this module registers nothing and loads nothing heavy.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from spacy.language import Language
from spacy.tokens import SpanGroup
from spacy.util import filter_spans

import entities
from entities.errors import InputError, SettingsError
from entities.model import ZONE_LABELS, Entity
from entities.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from spacy.tokens import Doc, Span

    from entities.annotator import Annotator
    from entities.gazetteer.load import Gazetteer
    from entities.model import Mention

FACTORY = "entities"
# The only place where the defaults stand; `EntitiesComponent` says what each option means.
DEFAULT_CONFIG: dict[str, Any] = {
    "gazetteers": None,
    "min_score": Settings().min_score,
    "set_ents": False,
    "span_key": "entities",
    "zones": None,
}
# What a group's `attrs` say of each mention; all of it survives `Doc.to_bytes` and `DocBin`.
_RECORDED = ("start", "end", "text", "entity", "type", "name", "method", "score", "form", "zone")
# A token of which the name is the smaller part says something else: of a Chinese clause that a tokenizer for another
# language leaves whole, the first name would claim everything. 俄 in 俄方 and Kyiv in Kyiv-led still are the token.
_NAME_SHARE = 0.5
_FILE = "gazetteer.json"


class MisalignedMentionWarning(UserWarning):
    """A mention begins or ends inside a token of the pipeline; shown once for each component object."""


class EntitiesComponent:
    """Writes the mentions that an `Annotator` finds in `doc.text` to `doc.spans` and, if asked, to `doc.ents`.

    Each span has the entity's type as label, its id as `kb_id_` and the method as `id_`. The span group's `attrs` hold
    `mentions`, one mapping for each span in the same order, with the mention's own offsets in `doc.text`, its score, the
    listed form and the zone; and `left_out`, the mentions that no run of tokens stands for. A group that the document
    already has under the key is replaced.

    A mention that begins or ends inside a token gets the whole token if the name is at least half of it (俄 in 俄方),
    else it is left out of the group (a name in a clause that the tokenizer left whole). Both are counted in
    `misaligned`, and the first one gives a `MisalignedMentionWarning`. With `n_process` each worker process has its own
    copy of the component and counts for itself; `attrs` come back with the documents.

    Gazetteers are read when the first text comes, so that a saved pipeline, which carries its entities, loads where
    their files are absent. Reading and compiling all built-in ones takes seconds; `component.annotator` does it at once.

    Args:
        name: Name of the component in its pipeline.
        gazetteers: Names of built-in gazetteers and paths of YAML files; None for all built-in ones.
        min_score: Mentions below this score are left out, 0 to 1.
        set_ents: Also set `doc.ents`. Where spans overlap, the longest is taken. Entities that other components set
            before are kept unless they overlap a mention.
        span_key: Key of the span group in `doc.spans`.
        zones: Labels of the parts of the page (`title`, `body`, `caption`, `byline`, `boilerplate`) whose mentions are
            wanted; None for all.

    Attributes:
        misaligned: Mentions so far that began or ended inside a token.

    Raises:
        SettingsError: Options have values that are not allowed; all are listed.
        UnknownGazetteerError: A gazetteer is no file name and not built in.
    """

    def __init__(
        self,
        name: str,
        *,
        gazetteers: Sequence[str] | None,
        min_score: float,
        set_ents: bool,
        span_key: str,
        zones: Sequence[str] | None,
    ) -> None:
        _check(
            name,
            {
                "gazetteers": gazetteers,
                "min_score": min_score,
                "set_ents": set_ents,
                "span_key": span_key,
                "zones": zones,
            },
        )
        self.name = name
        self.gazetteers = None if gazetteers is None else tuple(gazetteers)
        self.min_score = min_score
        self.set_ents = set_ents
        self.span_key = span_key
        self.zones = None if zones is None else frozenset(zones)
        self.misaligned = 0
        self._warned = False
        self._gazetteer: Gazetteer | None = None
        self._annotator: Annotator | None = None

    @property
    def annotator(self) -> Annotator:
        """The annotator that does the work; made when it is first needed.

        Raises:
            UnknownGazetteerError: A gazetteer file does not exist.
            GazetteerError: A gazetteer file has problems; all are listed.
        """
        if self._annotator is None:
            settings = Settings(min_score=self.min_score)
            self._annotator = entities.Annotator(self._read_gazetteer(), settings=settings)
        return self._annotator

    def __call__(self, doc: Doc) -> Doc:
        """Find the mentions of one document.

        Args:
            doc: A tokenized document.

        Returns:
            The same document with its span group, and its entities if `set_ents` is on.
        """
        spans: list[Span] = []
        placed: list[dict[str, Any]] = []
        left_out: list[dict[str, Any]] = []
        for mention in self.annotator.annotate(doc.text).mentions:
            if self.zones is not None and mention.zone not in self.zones:
                continue
            record = {key: getattr(mention, key) for key in _RECORDED}
            span = self._place(doc, mention)
            if span is None:
                left_out.append(record)
            else:
                spans.append(span)
                placed.append(record)
        attrs = {"mentions": placed, "left_out": left_out}
        doc.spans[self.span_key] = SpanGroup(doc, name=self.span_key, attrs=attrs, spans=spans)
        if self.set_ents:
            _set_ents(doc, spans)
        return doc

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002 - spaCy passes it
        """Return the gazetteers as JSON: their names and files, and all their entities.

        Args:
            exclude: Taken because spaCy passes it; there are no parts to leave out.
        """
        gazetteer = self._read_gazetteer()
        saved = _Saved(
            format=1, gazetteers=self.gazetteers, names=gazetteer.names, entities=gazetteer.entities
        )
        return saved.model_dump_json(exclude_defaults=True).encode("utf-8")

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> EntitiesComponent:  # noqa: ARG002 - spaCy passes it
        """Replace the gazetteers by saved ones; the other options stay.

        Args:
            data: What `to_bytes` returned.
            exclude: Taken because spaCy passes it.

        Returns:
            The component.

        Raises:
            InputError: The data are not what this version saves.
        """
        return self._restore(data, f"component `{self.name}`")

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Save the gazetteers to `gazetteer.json` in a folder, which is made if needed; see `to_bytes`."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _FILE).write_bytes(self.to_bytes(exclude=exclude))

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> EntitiesComponent:  # noqa: ARG002 - spaCy passes it
        """Replace the gazetteers by those that `to_disk` saved in a folder; see `from_bytes`."""
        file = Path(path) / _FILE
        try:
            data = file.read_bytes()
        except OSError as error:
            message = f"can't be read: {error.strerror or error}; save the pipeline again"
            raise InputError(str(file), message, "unreadable") from error
        return self._restore(data, str(file))

    def __getstate__(self) -> dict[str, Any]:
        # The compiled index stays behind: worker processes that are spawned, not forked, compile their own.
        return {**self.__dict__, "_annotator": None}

    def _read_gazetteer(self) -> Gazetteer:
        if self._gazetteer is None:
            self._gazetteer = entities.load_gazetteer(self.gazetteers)
        return self._gazetteer

    def _restore(self, data: bytes, where: str) -> EntitiesComponent:
        try:
            saved = _Saved.model_validate_json(data)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(str(part) for part in first["loc"]) or "all of it"
            message = (
                f"no saved gazetteers of this version at `{place}`: {first['msg']}; save the pipeline again"
            )
            raise InputError(where, message, "bad-saved-gazetteer") from error
        self.gazetteers = saved.gazetteers
        self._gazetteer = entities.Gazetteer(saved.entities, saved.names)
        self._annotator = None
        return self

    def _place(self, doc: Doc, mention: Mention) -> Span | None:
        start, end = mention.start, mention.end
        span = doc.char_span(start, end)
        if span is None:
            self._count_misaligned(mention)
            span = doc.char_span(start, end, alignment_mode="expand")
            if span is None or end - start < _NAME_SHARE * (span.end_char - span.start_char):
                return None
        span.label_, span.kb_id_, span.id_ = mention.type, mention.entity, mention.method
        return span

    def _count_misaligned(self, mention: Mention) -> None:
        self.misaligned += 1
        if not self._warned:
            self._warned = True
            warnings.warn(
                f"component `{self.name}`: the mention `{mention.text}` at {mention.start}-{mention.end} begins or "
                "ends inside a token. Such mentions get the whole token if the name is at least half of it; the "
                "others are only in `attrs['left_out']` of the span group. `component.misaligned` counts both and "
                "this is said once; for Chinese take a pipeline that cuts it, such as `spacy.blank('zh')`.",
                MisalignedMentionWarning,
                stacklevel=4,
            )


class _Saved(BaseModel):
    """What is saved with a pipeline."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1]
    gazetteers: tuple[str, ...] | None
    names: tuple[str, ...]
    entities: tuple[Entity, ...]


def _make_component(
    nlp: Language,  # noqa: ARG001 - spaCy demands it
    name: str,
    *,
    # Kinds are checked by the component, whose messages say what is allowed; spaCy's only say what is not.
    gazetteers: Any,
    min_score: Any,
    set_ents: Any,
    span_key: Any,
    zones: Any,
) -> EntitiesComponent:
    return EntitiesComponent(
        name, gazetteers=gazetteers, min_score=min_score, set_ents=set_ents, span_key=span_key, zones=zones
    )


def __getattr__(name: str) -> Any:
    if name != "make_component":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    Language.factory(FACTORY, default_config=DEFAULT_CONFIG, assigns=["doc.spans"], func=_make_component)
    return _make_component


def _set_ents(doc: Doc, spans: list[Span]) -> None:
    chosen = filter_spans(spans)
    taken = {token for span in chosen for token in range(span.start, span.end)}
    kept = [span for span in doc.ents if taken.isdisjoint(range(span.start, span.end))]
    doc.ents = sorted([*chosen, *kept], key=lambda span: span.start)


def _check(name: str, options: dict[str, Any]) -> None:
    """Raise one error for all options that have values that are not allowed."""
    problems = [
        f"component `{name}`: `{option}` is {options[option]!r}; expected {expected}."
        for option, (allowed, expected) in _ALLOWED.items()
        if not allowed(options[option])
    ]
    if problems:
        raise SettingsError("\n".join(problems))
    for gazetteer in options["gazetteers"] or ():
        # A saved pipeline brings the entities of files that are gone; what is no file name can only be a slip.
        if not Path(gazetteer).suffix and "/" not in gazetteer:
            from entities.gazetteer import catalog

            catalog.find(gazetteer)


def _is_names(value: Any) -> bool:
    return (
        isinstance(value, (list, tuple))
        and bool(value)
        and all(isinstance(item, str) and item for item in value)
    )


_ALLOWED: dict[str, tuple[Callable[[Any], bool], str]] = {
    "gazetteers": (
        lambda value: value is None or _is_names(value),
        "a list of built-in names and YAML files, or null for all built-in ones",
    ),
    "min_score": (
        lambda value: isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1,
        "a number from 0 to 1",
    ),
    "set_ents": (lambda value: isinstance(value, bool), "true or false"),
    "span_key": (lambda value: isinstance(value, str) and bool(value), "the name of a span group"),
    "zones": (
        lambda value: value is None or (_is_names(value) and set(value) <= set(ZONE_LABELS)),
        f"a list of {', '.join(ZONE_LABELS)}, or null for all",
    ),
}
