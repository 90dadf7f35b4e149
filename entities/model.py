"""The values that pass between the parts: all frozen, none of them does work."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable

EntityType = Literal["PERSON", "GPE", "LOC", "ORG", "FAC"]
Language = Literal["en", "zh-CN", "zh-TW", "zh-HK", "zh-SG", "zh"]
ZoneLabel = Literal["title", "body", "caption", "byline", "boilerplate"]

ENTITY_TYPES: tuple[EntityType, ...] = get_args(EntityType)
LANGUAGES: tuple[Language, ...] = get_args(Language)
ZONE_LABELS: tuple[ZoneLabel, ...] = get_args(ZoneLabel)


@dataclass(frozen=True, slots=True)
class Name:
    """One listed name of an entity.

    Attributes:
        text: The name as the gazetteer writes it.
        language: BCP 47 tag; `zh` means any Chinese.
        match: `variants` if similar-sounding forms may be linked to it, `exact` if not; `context` if not and if it is an
            ordinary word too, which only the text around it makes a name.
        used_by: Who uses this form, where that says something (`russia`), else None.
        valid_from: ISO date from which the form is used, else None.
        valid_until: ISO date until which the form was used, else None.
        note: A remark for curators.
    """

    text: str
    language: Language
    match: Literal["exact", "variants", "context"] = "variants"
    used_by: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A canonical entity: one person, place or organisation under all its names.

    Attributes:
        id: Stable identifier such as `person/volodymyr-zelenskyy`.
        type: One of `PERSON`, `GPE`, `LOC`, `ORG`, `FAC`.
        names: All listed names; the first of each language is its preferred label.
        abbreviations: Short forms that count only in certain contexts (乌 in 对乌).
        wikidata: Wikidata id, if certain.
        context: Words that stand near the entity's name; they decide between namesakes.
        prior: Relative frequency among entities that share a surface form; 1.0 unless stated.
        gazetteer: Name of the gazetteer that lists the entity.
    """

    id: str
    type: EntityType
    names: tuple[Name, ...]
    abbreviations: tuple[Name, ...] = ()
    wikidata: str | None = None
    context: tuple[str, ...] = ()
    prior: float = 1.0
    gazetteer: str = ""

    def __hash__(self) -> int:
        # Equal entities have equal ids; hashing every name would cost more than the look-ups it serves.
        return hash(self.id)

    @property
    def name(self) -> str:
        """The preferred English label, or the first name if there is no English one."""
        return self.label("en")

    def label(self, language: Language = "en") -> str:
        """Return the preferred label in a language.

        Args:
            language: A language tag; Chinese tags fall back on other Chinese names.

        Returns:
            The first name in that language, else in a related one, else the first name of all.
        """
        related = [language, *(tag for tag in LANGUAGES if tag[:2] == language[:2])]
        for tag in related:
            for name in self.names:
                if name.language == tag:
                    return name.text
        return self.names[0].text

    def surfaces(self) -> tuple[str, ...]:
        """Return every distinct listed surface form, in listed order, abbreviations last."""
        return tuple(dict.fromkeys(name.text for name in (*self.names, *self.abbreviations)))


class Step(NamedTuple):
    """One step from a surface form in the text to an entity; a reason, kept as a value.

    Attributes:
        kind: What happened: a key of `entities.explain.REPLAY`.
        argument: The rule, form or word that the step rests on.
        before: The string that the step starts from.
        after: The string that it leads to.
    """

    kind: str
    argument: str
    before: str
    after: str


class Candidate(NamedTuple):
    """A possible mention, found by one finder, in offsets of the folded text.

    Attributes:
        start: First character in the folded text.
        end: One past the last character in the folded text.
        entities: Ids of all entities that the surface may name, sorted.
        method: How it was found.
        forms: The listed name that it was matched to, for each of the entities.
        score: Probability that the surface is a name of one of them, 0 to 1, before context.
        steps: How it was found, up to the folded form that the gazetteer lists.
    """

    start: int
    end: int
    entities: tuple[str, ...]
    method: str
    forms: tuple[str, ...]
    score: float
    steps: tuple[Step, ...] = ()


class Rejection(NamedTuple):
    """A candidate that was looked at and turned down, in offsets of the folded text.

    Attributes:
        start: First character in the folded text.
        end: One past the last character in the folded text.
        entities: Ids of the entities it would have named.
        method: The finder.
        reason: Stable code of the rule that turned it down.
        detail: The word or neighbour that the rule saw.
    """

    start: int
    end: int
    entities: tuple[str, ...]
    method: str
    reason: str
    detail: str


class Alternative(NamedTuple):
    """An entity that a mention might also have named, with its score."""

    entity: str
    score: float


class Mention(NamedTuple):
    """A mention of an entity in the raw text: `text[start:end]` of the annotation is `mention.text`.

    Attributes:
        start: First code point in the raw text.
        end: One past the last code point in the raw text.
        text: The surface form, exactly as the raw text has it, markup included.
        entity: Id of the entity.
        type: Type of the entity.
        name: Preferred English label of the entity.
        method: `exact`, `abbreviation`, `latin`, `gloss`, `truncated`, `variant`, `short` or `unknown`.
        score: Probability of being right, 0 to 1.
        form: The listed name that it was matched to.
        zone: Part of the page that it stands in.
        paragraph: Number of its paragraph in the document, from 0.
        sentence: Number of its sentence in the document, from 0.
        steps: How it was found; `entities.explain` renders and replays them.
        alternatives: Other entities that list this surface form, best first.
        ambiguous: Whether the text leaves open which of them is meant; the entity is only the likeliest.
        nested: Mentions inside this one, by start, longest first; only with `Settings(nested=True)`.
    """

    start: int
    end: int
    text: str
    entity: str
    type: EntityType
    name: str
    method: str
    score: float
    form: str
    zone: ZoneLabel
    paragraph: int
    sentence: int
    steps: tuple[Step, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    ambiguous: bool = False
    nested: tuple[Mention, ...] = ()

    def __repr__(self) -> str:
        # Without the steps, which fill a screen.
        return f"Mention({self.text!r}, {self.start}, {self.end}, {self.entity!r}, {self.method!r}, {self.score})"


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of the raw text and the part of the page that it belongs to."""

    start: int
    end: int
    label: ZoneLabel


class Suggestion(NamedTuple):
    """An unlisted name that the text explains by a listed one: something for the curator to list.

    Attributes:
        surface: The unlisted name, exactly as the raw text has it.
        entity: Id of the entity that the text says it names.
        name: Preferred English label of that entity.
        pattern: How the text says so: a pattern of data/rules/glosses.yaml, or `beside`, `initials` or `quoted`.
        start: First code point in the raw text.
        end: One past the last code point in the raw text.
        context: The sentence that it stands in, or the part of it around the name.
    """

    surface: str
    entity: str
    name: str
    pattern: str
    start: int
    end: int
    context: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """What was found in one text.

    Attributes:
        text: The raw text (lone surrogates and NULs replaced one for one).
        language: `zh`, `en`, `mixed`, or `und` if the text has no letters of either.
        zones: A full tiling of the text.
        mentions: Non-overlapping mentions in order of `start`.
        suggestions: Unlisted names that the text explains by listed ones, in order of `start`.
    """

    text: str = field(repr=False)
    language: str
    zones: tuple[Zone, ...] = field(repr=False)
    mentions: tuple[Mention, ...]
    suggestions: tuple[Suggestion, ...] = field(default=(), repr=False)

    def in_zones(self, labels: Iterable[ZoneLabel]) -> tuple[Mention, ...]:
        """Return the mentions that stand in any of the zones named."""
        wanted = frozenset(labels)
        return tuple(mention for mention in self.mentions if mention.zone in wanted)
