"""Names on their own: every kind of answer, and a reason where there is none."""

from __future__ import annotations

import pytest

from entities import Annotator
from entities.gazetteer.load import load_texts
from entities.resolution import Resolution, Unresolved

LISTED = """\
name: sounds
entities:
  - id: person/jared-kushner
    type: PERSON
    names: {en: [Jared Kushner], zh-CN: [库什纳, 贾里德·库什纳]}
  - id: person/volodymyr-zelenskyy
    type: PERSON
    names: {en: [Volodymyr Zelenskyy, Zelenskyy], zh-CN: [泽连斯基]}
  - id: place/norland
    type: GPE
    names: {en: [Norland], zh-CN: [诺兰]}
    abbreviations: {zh: [诺]}
  - id: person/john-carter
    type: PERSON
    prior: 0.8
    names: {en: [John Carter], zh-CN: [卡特]}
  - id: person/ann-carter
    type: PERSON
    prior: 0.2
    names: {en: [Ann Carter], zh-CN: [卡特]}
"""


@pytest.fixture(scope="module")
def annotator():
    return Annotator(load_texts([("sounds.yaml", LISTED)]))


@pytest.mark.parametrize(
    ("surface", "entity", "method", "form"),
    [
        ("库什纳", "person/jared-kushner", "exact", "库什纳"),
        ("庫什納", "person/jared-kushner", "exact", "库什纳"),
        (" 《库什纳》 ", "person/jared-kushner", "exact", "库什纳"),
        ("庫許納", "person/jared-kushner", "variant", "库什纳"),
        ("贾里德·庫許納", "person/jared-kushner", "variant", "库什纳"),
        ("澤倫斯基", "person/volodymyr-zelenskyy", "variant", "泽连斯基"),
        ("ZELENSKYY", "person/volodymyr-zelenskyy", "exact", "Zelenskyy"),
        ("Zelenskiyy", "person/volodymyr-zelenskyy", "latin", "Zelenskyy"),
        ("Volodymyr-Zelenskyy", "person/volodymyr-zelenskyy", "latin", "Volodymyr Zelenskyy"),
        ("Wolodymyr Zelenskij", "person/volodymyr-zelenskyy", "latin", "Volodymyr Zelenskyy"),
        ("Norlnad", "place/norland", "latin", "Norland"),
        ("诺", "place/norland", "abbreviation", "诺"),
    ],
)
def test_a_name_is_resolved(surface, entity, method, form, annotator):
    found = annotator.resolve(surface)
    assert found is not None
    assert (found.entity, found.method, found.form, found.surface) == (entity, method, form, surface)
    assert 0 < found.score <= 1


def test_a_shared_name_goes_to_the_likelier_with_the_other_as_runner_up(annotator):
    found = annotator.resolve("卡特")
    assert (found.entity, found.runner_up) == ("person/john-carter", "person/ann-carter")
    assert found.score == pytest.approx(0.99 * 0.8)


@pytest.mark.parametrize(
    ("surface", "reason"),
    [
        ("", "empty"),
        ("  。", "empty"),
        (None, "not-a-string"),
        (12, "not-a-string"),
        (["库什纳"], "not-a-string"),
        ("库" * 10_000, "too-long"),
        ("😀", "not-a-name"),
        ("库a什b", "not-a-name"),
        ("12:30", "not-a-name"),
        ("\ud800", "empty"),
        ("斯", "no-match"),
        ("x", "no-match"),
        ("乙丙丁", "no-match"),
        ("阿列克谢·库許納", "no-match"),
        ("Norlanda", "no-match"),
        ("Jon Cartter", "no-match"),
        ("Ann Carton", "no-match"),
    ],
)
def test_what_is_no_name_has_a_reason(surface, reason, annotator):
    found = annotator.resolve_or_reason(surface)
    assert isinstance(found, Unresolved)
    assert found.reason == reason
    assert annotator.resolve(surface) is None


def test_many_come_back_in_order(annotator):
    found = list(annotator.resolve_many(["庫許納", "乙丙丁", "诺兰"]))
    assert [item.entity if isinstance(item, Resolution) else None for item in found] == [
        "person/jared-kushner",
        None,
        "place/norland",
    ]


def test_variants_are_found_in_running_text(annotator):
    mentions = annotator.annotate("特使庫許納与泽伦斯基会面。").mentions
    assert [(m.text, m.entity, m.method) for m in mentions] == [
        ("庫許納", "person/jared-kushner", "variant"),
        ("泽伦斯基", "person/volodymyr-zelenskyy", "variant"),
    ]


@pytest.mark.parametrize(
    "text",
    ["科林·库什尼尔", "阿列克谢·庫許納说", "··泽伦斯吉说", "斯大林", "库什", "拉斯泽伦斯基亚诺夫"],
)
def test_other_peoples_names_are_left_alone(text, annotator):
    assert annotator.annotate(text).mentions == ()
