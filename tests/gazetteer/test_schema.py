"""The JSON Schema that editors use: it takes what the loader takes and refuses what it refuses."""

import re

import pytest

from entities.errors import GazetteerError
from entities.gazetteer import catalog
from entities.gazetteer.load import load_texts
from entities.gazetteer.schema import json_schema
from entities.gazetteer.source import parse
from entities.model import ENTITY_TYPES, LANGUAGES

SCHEMA = json_schema()
HEAD = "name: bay\nentities:\n"


def faults(value, schema, path="$"):
    """Return where a value breaks a schema; knows the words that our schema uses and refuses all others."""
    if "$ref" in schema:
        return faults(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], path)
    if "anyOf" in schema:
        found = [faults(value, option, path) for option in schema["anyOf"]]
        return [] if [] in found else [f"{path}: none of {len(found)}"]
    kinds = {"string": str, "array": list, "object": dict, "number": float, "null": type(None)}
    if schema["type"] == "number" and isinstance(value, str):
        value = float(value)
    if not isinstance(value, kinds[schema["type"]]):
        return [f"{path}: no {schema['type']}"]
    broken = []
    for word, limit in schema.items():
        broken += [f"{path}{place}: {word}" for place in WORDS[word](value, limit, path)]
        if word == "items":
            broken += [
                fault for index, item in enumerate(value) for fault in faults(item, limit, f"{path}[{index}]")
            ]
        if word == "properties":
            inside = ((key, limit[key]) for key in value if key in limit)
            broken += [
                fault for key, schema_of in inside for fault in faults(value[key], schema_of, f"{path}.{key}")
            ]
        if word == "additionalProperties" and isinstance(limit, dict):
            broken += [fault for key, item in value.items() for fault in faults(item, limit, f"{path}.{key}")]
        if word == "additionalProperties" and limit is False:
            broken += [f"{path}.{key}: not allowed" for key in value if key not in schema["properties"]]
    return broken


def broken(test):
    return lambda value, limit, path: [] if test(value, limit) else [""]


WORDS = dict.fromkeys(
    (
        "type",
        "title",
        "description",
        "default",
        "items",
        "properties",
        "additionalProperties",
        "$defs",
        "$schema",
    ),
    broken(lambda value, limit: True),
) | {
    "minLength": broken(lambda value, limit: len(value) >= limit),
    "maxLength": broken(lambda value, limit: len(value) <= limit),
    "pattern": broken(lambda value, limit: re.search(limit, value) is not None),
    "enum": broken(lambda value, limit: value in limit),
    "minItems": broken(lambda value, limit: len(value) >= limit),
    "minProperties": broken(lambda value, limit: len(value) >= limit),
    "propertyNames": broken(lambda value, limit: set(value) <= set(limit["enum"])),
    "required": broken(lambda value, limit: set(limit) <= set(value)),
    "exclusiveMinimum": broken(lambda value, limit: value > limit),
    "maximum": broken(lambda value, limit: value <= limit),
}


@pytest.mark.parametrize("name", catalog.builtin_names())
def test_built_in_files_fit_the_schema(name):
    content = parse(catalog.find(name).read_text(encoding="utf-8"), name).value
    assert faults(content, SCHEMA) == []


def test_a_validator_of_the_standard_agrees():
    validators = pytest.importorskip("jsonschema")
    validators.Draft202012Validator.check_schema(SCHEMA)
    validator = validators.Draft202012Validator(SCHEMA)
    for name in catalog.builtin_names():
        content = parse(catalog.find(name).read_text(encoding="utf-8"), name).value
        for entity in content["entities"]:
            if "prior" in entity:
                entity["prior"] = float(entity["prior"])
        assert next(validator.iter_errors(content), None) is None


@pytest.mark.parametrize(
    "entity",
    [
        "{id: place/norland, type: GPE, names: {en: Norland}}",
        "{id: place/norland, type: GPE, names: {en: [Norland, {text: Northland, from: 1905}]}}",
        "{id: place/norland, type: GPE, names: {zh: {text: 诺兰, match: exact}}, context: bay, prior: 0.5}",
        "{id: place/norland, type: GPE, names: {en: N}, abbreviations: {zh: [诺]}, wikidata: Q1, context: [a, b]}",
    ],
)
def test_what_the_loader_takes_fits(entity):
    text = f"{HEAD}  - {entity}\n"
    assert len(load_texts([("bay.yaml", text)])) == 1
    assert faults(parse(text, "bay.yaml").value, SCHEMA) == []


@pytest.mark.parametrize(
    ("entity", "fault"),
    [
        ("{type: GPE, names: {en: N}}", "$.entities[0]: required"),
        ("{id: Norland, type: GPE, names: {en: N}}", "$.entities[0].id: pattern"),
        ("{id: place/norland, type: gpe, names: {en: N}}", "$.entities[0].type: enum"),
        ("{id: place/norland, type: GPE, names: {}}", "$.entities[0].names: minProperties"),
        ("{id: place/norland, type: GPE, names: {fr: N}}", "$.entities[0].names: propertyNames"),
        ("{id: place/norland, type: GPE, names: {en: []}}", "$.entities[0].names.en: none of 3"),
        (
            "{id: place/norland, type: GPE, names: {en: {text: N, match: x}}}",
            "$.entities[0].names.en: none of 3",
        ),
        ("{id: place/norland, type: GPE, names: {en: N}, prior: 2}", "$.entities[0].prior: maximum"),
        ("{id: place/norland, type: GPE, names: {en: N}, prior: 0}", "$.entities[0].prior: exclusiveMinimum"),
        ("{id: place/norland, type: GPE, names: {en: N}, wikidata: 1}", "$.entities[0].wikidata: none of 2"),
        ("{id: place/norland, type: GPE, names: {en: N}, colour: x}", "$.entities[0].colour: not allowed"),
    ],
)
def test_what_the_loader_refuses_does_not_fit(entity, fault):
    text = f"{HEAD}  - {entity}\n"
    with pytest.raises(GazetteerError):
        load_texts([("bay.yaml", text)])
    assert faults(parse(text, "bay.yaml").value, SCHEMA) == [fault]


def test_every_field_is_described():
    for part in (SCHEMA, *SCHEMA["$defs"].values()):
        assert part["description"].endswith(".")
        for name, field in part["properties"].items():
            assert field.get("description", "").endswith("."), name


def test_the_schema_says_what_the_model_says():
    entity = SCHEMA["$defs"]["EntitySpec"]["properties"]
    assert tuple(entity["type"]["enum"]) == ENTITY_TYPES
    assert tuple(entity["names"]["propertyNames"]["enum"]) == LANGUAGES
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["required"] == ["name", "entities"]
