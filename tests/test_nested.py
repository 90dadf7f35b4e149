"""Names inside longer mentions: which of them are real, and what becomes of them."""

import json

import pytest

import entities
from entities.explain import replay
from entities.gazetteer.load import load_texts
from entities.io.annotations import from_object, to_object
from entities.io.records import Failure, Record

GAZETTEER = """\
name: bay
entities:
  - {id: person/brink, type: PERSON, names: {en: [Ola Brink, Brink], zh-CN: [布林克, 奥拉·布林克]}}
  - {id: place/norland, type: GPE, names: {en: Norland, zh-CN: 诺兰}}
  - {id: place/west-norland, type: GPE, names: {en: West Norland, zh-CN: 西诺兰}}
  - {id: place/bay, type: GPE, names: {en: ["Bay, Norland", Bay of Norland], zh-CN: 诺兰湾城}}
  - {id: org/ministry, type: ORG, names: {en: Norland Ministry of Fish, zh-CN: [诺兰国防部, 诺兰渔业部]}}
  - {id: org/office, type: ORG, names: {en: Ministry of West Norland, zh-CN: 西诺兰国防部}}
  - {id: org/bank, type: ORG, names: {en: Norlandia Bank, zh-CN: 诺兰迪银行}}
  - {id: fac/square, type: FAC, names: {en: Brink Square, zh-CN: 布林克广场}}
"""


@pytest.fixture(scope="module")
def gazetteer():
    return load_texts([("bay.yaml", GAZETTEER)])


@pytest.fixture(scope="module")
def nesting(gazetteer):
    return entities.Annotator(gazetteer, settings=entities.Settings(nested=True))


@pytest.fixture(scope="module")
def plain(gazetteer):
    return entities.Annotator(gazetteer)


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        # an ordinary word behind
        ("诺兰国防部说", [("诺兰", "place/norland")]),
        ("Norland Ministry of Fish said", [("Norland", "place/norland")]),
        # a head that turns the name down where the longer one is not listed
        ("布林克广场上", [("布林克", "person/brink")]),
        ("on Brink Square today", [("Brink", "person/brink")]),
        # a place that another lies in
        ("in Bay, Norland today", [("Norland", "place/norland")]),
        ("the Bay of Norland froze", [("Norland", "place/norland")]),
        # spelt alike
        ("西诺兰说", []),
        ("in West Norland today", []),
        ("诺兰迪银行说", []),
        # the parts of a person's name
        ("奥拉·布林克说", []),
        ("Ola Brink said", []),
        # one inside another, which holds no third
        ("the Ministry of West Norland", [("West Norland", "place/west-norland")]),
    ],
)
def test_only_names_with_real_borders_are_nested(nesting, text, inner):
    (mention,) = nesting.annotate(text).mentions
    assert [(item.text, item.entity) for item in mention.nested] == inner
    for item in mention.nested:
        assert mention.start <= item.start < item.end <= mention.end
        assert text[item.start : item.end] == item.text
        assert (item.nested, item.paragraph, item.sentence) == ((), mention.paragraph, mention.sentence)
        assert replay(item, nesting.gazetteer) == item.entity


TEXT = "诺兰国防部在布林克广场。Ola Brink of the Norland Ministry of Fish left Bay, Norland."


def test_the_mentions_are_the_same_as_without(nesting, plain):
    mentions = nesting.annotate(TEXT).mentions
    assert any(mention.nested for mention in mentions)
    assert tuple(mention._replace(nested=()) for mention in mentions) == plain.annotate(TEXT).mentions
    assert nesting.explain(TEXT).annotation == nesting.annotate(TEXT)
    assert nesting.explain(TEXT).rejections == plain.explain(TEXT).rejections


def test_nested_mentions_below_the_least_score_are_left_out(gazetteer):
    settings = entities.Settings(nested=True, min_score=1.0)
    assert all(
        not mention.nested
        for mention in entities.Annotator(gazetteer, settings=settings).annotate(TEXT).mentions
    )


def written(annotator, text):
    annotation = annotator.annotate(text)
    return json.loads(
        json.dumps(to_object(Record("a.txt", "a.txt", "a", text), annotation, annotation.mentions))
    )


def test_what_is_written_is_read_back(nesting):
    value = written(nesting, "诺兰国防部说")
    (mention,) = value["mentions"]
    (inner,) = mention["nested"]
    assert list(inner) == ["start", "end", "text", "entity", "type", "name", "method", "score"]
    assert (inner["start"], inner["end"], inner["text"], inner["method"]) == (0, 2, "诺兰", "exact")
    (stored,) = from_object(value, "a.jsonl:1").mentions
    (again,) = stored.nested
    assert (again.entity, again.start, again.name, again.type) == ("place/norland", 0, "Norland", "GPE")
    assert (again.score, again.zone, again.sentence) == (inner["score"], stored.zone, stored.sentence)


def test_nothing_is_written_without_nested_mentions(nesting, plain):
    assert "nested" not in written(plain, TEXT)["mentions"][0]
    assert "nested" not in written(nesting, "诺兰说")["mentions"][0]


@pytest.mark.parametrize(
    ("nested", "wrong"),
    [
        (3, "a `nested` of the wrong kind"),
        ([3], "a `nested` of the wrong kind"),
        ([{"entity": "place/norland"}], "no 'start'"),
        ([{"entity": 3, "start": 0}], "a `entity` of the wrong kind"),
    ],
)
def test_a_wrong_nested_mention_is_told(nesting, nested, wrong):
    value = written(nesting, "诺兰国防部说")
    value["mentions"][0]["nested"] = nested
    failure = from_object(value, "a.jsonl:1")
    assert isinstance(failure, Failure)
    assert wrong in failure.message
