"""The cases in tests/cases: texts with the mentions that a careful reader would mark.

To add one, write it into the file of its provenance. A case that fails for a known reason goes into
known_failures.yaml with that reason; when it starts to pass, the test says so, and it moves to another file.
"""

from collections import Counter
from pathlib import Path

import pytest
import yaml

import entities
from entities import explain
from entities.local import is_local

FOLDER = Path(__file__).parent / "cases"
FILES = {path.stem: yaml.load(path.read_bytes(), yaml.BaseLoader) for path in sorted(FOLDER.glob("*.yaml"))}
CASES = [case for cases in FILES.values() for case in cases]
# These are read with `Settings(unknown=True)`.
UNKNOWN = FILES["unknown"]


def parameters():
    for file, cases in FILES.items():
        for case in cases:
            marks = ()
            if file == "known_failures":
                marks = pytest.mark.xfail(reason=case["reason"], raises=AssertionError, strict=True)
            yield pytest.param(case, id=f"{file}:{case['label']}", marks=marks)


@pytest.fixture(scope="module")
def annotator():
    return entities.Annotator()


@pytest.fixture(scope="module")
def curious(annotator):
    return entities.Annotator(annotator.gazetteer, settings=entities.Settings(unknown=True))


@pytest.mark.parametrize("case", list(parameters()))
def test_case(case, annotator, curious):
    mentions = (curious if case in UNKNOWN else annotator).annotate(case["text"]).mentions
    assert [[mention.text, mention.entity] for mention in mentions] == case["expect"], case["comment"]


# The files


def test_there_are_enough_cases_of_every_provenance():
    assert set(FILES) == {
        "ambiguous",
        "collisions",
        "in_the_wild",
        "known_failures",
        "longer_names",
        "negative",
        "synthetic",
        "unknown",
    }
    assert len(CASES) >= 150
    assert min(len(cases) for cases in FILES.values()) >= 20
    # Finding too much is the usual fault of a gazetteer, so texts without any name are first-class.
    assert sum(not case["expect"] for case in FILES["negative"]) >= 50


def test_labels_are_unique_and_cases_are_complete():
    labels = Counter(case["label"] for case in CASES)
    assert [label for label, count in labels.items() if count > 1] == []
    for file, cases in FILES.items():
        keys = {"label", "comment", "text", "expect"} | ({"reason"} if file == "known_failures" else set())
        assert [
            case["label"]
            for case in cases
            if set(case) != keys or not all(case[key] for key in keys - {"expect"})
        ] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_expected_mentions_stand_in_the_text_in_order_and_name_listed_entities(case, annotator):
    position = 0
    for surface, identifier in case["expect"]:
        position = case["text"].index(surface, position) + len(surface)
        assert is_local(identifier) == (annotator.gazetteer.get(identifier) is None), identifier
        assert not is_local(identifier) or case in UNKNOWN


# What the cases exercise together


@pytest.fixture(scope="module")
def explanations(annotator, curious):
    return [(curious if case in UNKNOWN else annotator).explain(case["text"]) for case in CASES]


def test_the_cases_exercise_every_kind_of_step(explanations):
    steps = [step for item in explanations for mention in item.annotation.mentions for step in mention.steps]
    assert {step.kind for step in steps} == set(explain.REPLAY)
    assert {step.argument.partition(":")[0] for step in steps if step.kind == "context"} == set(
        explain._RULES
    )
    evidence = {step.argument.split(":")[1] for step in steps if step.kind == "cut-off"}
    assert evidence == set(explain._EVIDENCE)


def test_the_cases_exercise_every_reason_of_rejection(explanations):
    assert {item.reason for one in explanations for item in one.rejections} == set(explain._REASONS)


def test_explaining_gives_the_mentions_of_annotating(annotator, curious, explanations):
    for case, explanation in zip(CASES, explanations, strict=True):
        reader = curious if case in UNKNOWN else annotator
        assert explanation.annotation == reader.annotate(case["text"])
