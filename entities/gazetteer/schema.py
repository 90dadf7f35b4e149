"""What a gazetteer file may hold; the source of the JSON Schema and of every message about a wrong field."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from entities.model import EntityType, Language

ID_PATTERN = r"^[a-z]+/[a-z0-9]+(?:[-.][a-z0-9]+)*$"
# The longest listed names are official names of institutions, below 100 characters.
MAX_NAME = 200
DATE_PATTERN = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"


def _as_mapping(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, (str, dict)) else value


def _has_letter(text: str) -> str:
    # What has neither letters nor digits folds to nothing, or is found everywhere.
    if text and not any(map(str.isalnum, text)):
        raise PydanticCustomError("no_letters", "no letter or digit")
    return text


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


_Findable = Annotated[str, Field(min_length=1, max_length=MAX_NAME), AfterValidator(_has_letter)]


class NameSpec(_Strict):
    """A name with more to say than its text."""

    text: _Findable = Field(description="The name, as it is written.")
    match: Literal["exact", "variants", "context"] = Field(
        default="variants",
        description="`exact` if no similar-sounding form may be linked to it; `context` if it is an ordinary word too, taken "
        "only where a context word stands in the text or another form names the entity.",
    )
    used_by: str | None = Field(default=None, description="Who uses this form, where that says something.")
    from_: str | None = Field(
        default=None, alias="from", pattern=DATE_PATTERN, description="In use from this date."
    )
    until: str | None = Field(default=None, pattern=DATE_PATTERN, description="In use until this date.")
    note: str | None = Field(default=None, description="A remark for curators.")


AnyName = Annotated[NameSpec, BeforeValidator(_as_mapping, json_schema_input_type=str | NameSpec)]
Names = Annotated[
    list[AnyName],
    Field(min_length=1),
    BeforeValidator(
        _as_list, json_schema_input_type=str | NameSpec | Annotated[list[AnyName], Field(min_length=1)]
    ),
]
Words = Annotated[list[_Findable], BeforeValidator(_as_list, json_schema_input_type=str | list[_Findable])]


class EntitySpec(_Strict):
    """One entity of a gazetteer file."""

    id: str = Field(pattern=ID_PATTERN, max_length=120, description="Stable identifier, never reused.")
    type: EntityType = Field(description="PERSON, GPE, LOC, ORG or FAC.")
    names: Annotated[dict[Language, Names], Field(min_length=1)] = Field(
        description="Names by language; the first of each list is the preferred label."
    )
    abbreviations: dict[Language, Names] = Field(
        default_factory=dict,
        description="Short forms that count only in the contexts of a headline or a compound.",
    )
    wikidata: str | None = Field(default=None, pattern=r"^Q[1-9][0-9]*$", description="Only when certain.")
    context: Words = Field(
        default_factory=list, description="Words that stand near the name; they decide between namesakes."
    )
    prior: float = Field(
        default=1.0, gt=0, le=1, description="Relative frequency among entities that share a form."
    )


class FileSpec(_Strict):
    """A gazetteer file."""

    name: str = Field(min_length=1, max_length=80, description="Name of the gazetteer.")
    description: str = Field(default="", description="What it holds.")
    license: str = Field(default="", description="SPDX identifier of its licence.")
    entities: list[EntitySpec] = Field(description="The entities.")


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of gazetteer files, for editors.

    Returns:
        A JSON Schema (draft 2020-12) as plain values.
    """
    schema = FileSpec.model_json_schema(by_alias=True, mode="validation")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Gazetteer of `entities`"
    return schema
