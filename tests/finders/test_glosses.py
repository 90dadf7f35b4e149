"""Names that the text explains: what says that two names mean one, where the unlisted one begins, and how far it counts."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

import entities
from entities.explain import describe_step, replay
from entities.finders.gloss_rules import BESIDE, INITIALS, QUOTED, load_gloss_rules, pattern_names
from entities.finders.glosses import METHOD
from entities.gazetteer.load import load_texts

GAZETTEER = """\
name: bay
entities:
  - {id: person/brinkman, type: PERSON, names: {en: [Ola Brinkman], zh-CN: [布林克曼]}}
  - {id: person/torvig, type: PERSON, names: {en: [Per Torvig, Torvig], zh-CN: [托尔维格]}}
  - {id: place/norlander, type: GPE, names: {en: [Norlander], zh-CN: [诺兰德尔], zh-TW: [諾蘭德爾]}}
  - {id: place/new-elmas, type: GPE, names: {en: [Novoelmas]}}
  - {id: place/karlsund, type: GPE, names: {en: [Karlsund], zh-CN: [卡尔松德]}}
  - {id: place/karlsund-oblast, type: GPE, names: {en: [Karlsund Oblast, Karlsund], zh-CN: [卡尔松德州, 卡尔松德]}}
  - {id: org/harbour-office, type: ORG, names: {en: [Norlander Harbour Office], zh-CN: [诺兰德尔港务总署]}}
"""
LOADED = load_texts([("bay.yaml", GAZETTEER)])
ANNOTATOR = entities.Annotator(LOADED)
FOLDER = Path(__file__).parent.parent / "cases" / "glosses"
CASES = [
    case for path in sorted(FOLDER.glob("*.yaml")) for case in yaml.load(path.read_bytes(), yaml.BaseLoader)
]


def suggestions(text):
    """Return `(surface, entity, pattern)` of each suggestion, checked against the text."""
    annotation = ANNOTATOR.annotate(text)
    for mention in annotation.mentions:
        assert replay(mention, LOADED) == mention.entity
        assert all(describe_step(step) for step in mention.steps)
    for one in annotation.suggestions:
        assert annotation.text[one.start : one.end] == one.surface
    return [(one.surface, one.entity.partition("/")[2], one.pattern) for one in annotation.suggestions]


def lent(text):
    """Return the texts of all mentions that were found by a gloss."""
    return [mention.text for mention in ANNOTATOR.annotate(text).mentions if mention.method == METHOD]


# The cases


@pytest.fixture(scope="module")
def builtin():
    return entities.Annotator()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case, builtin):
    annotation = builtin.annotate(case["text"])
    assert [[one.surface, one.entity] for one in annotation.suggestions] == case["suggest"]
    explained = {surface for surface, _ in case["suggest"]}
    expected = Counter((surface, entity) for surface, entity in case["expect"] if surface in explained)
    found = Counter(
        (mention.text, mention.entity) for mention in annotation.mentions if mention.method == METHOD
    )
    assert found == expected
    for mention in annotation.mentions:
        assert replay(mention, builtin.gazetteer) == mention.entity


def test_labels_are_unique():
    assert max(Counter(case["label"] for case in CASES).values()) == 1


# Patterns


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("布林克曼（又译布林柯曼）到了", [("布林柯曼", "brinkman", "also-written")]),
        ("布林克曼，又譯布林柯曼，到了", [("布林柯曼", "brinkman", "also-written")]),
        ("布林克曼（又译“布林柯曼”）到了", [("布林柯曼", "brinkman", "also-written")]),
        (
            "布林克曼（Ola Brinkman，又译布林柯曼或布蓝克曼）",
            [("布林柯曼", "brinkman", "also-written"), ("布蓝克曼", "brinkman", "also-written")],
        ),
        ("布林克曼（原名霍尔姆森）到了", [("霍尔姆森", "brinkman", "original-name")]),
        ("布林克曼（外号“海狗”）到了", [("海狗", "brinkman", "nickname")]),
        ("诺兰德尔（旧称斯滕贝尔格）很冷", [("斯滕贝尔格", "norlander", "former-name")]),
        ("斯滕贝尔格（今诺兰德尔）很冷", [("斯滕贝尔格", "norlander", "present-name")]),
        ("他生于斯滕贝尔格，即诺兰德尔。", [("斯滕贝尔格", "norlander", "that-is")]),
        ("诺兰德尔（卡尔松德人称斯滕贝尔格）很冷", [("斯滕贝尔格", "norlander", "called-by")]),
        ("诺兰德尔（俄语：斯滕贝尔格）很冷", [("斯滕贝尔格", "norlander", "in-language")]),
        ("诺兰德尔，又称斯滕贝尔格，很冷", [("斯滕贝尔格", "norlander", "also-called")]),
        ("诺兰德尔港务总署（以下简称“诺港署”）说", [("诺港署", "harbour-office", "short-form")]),
        ("诺兰德尔港务总署（NHO）说", [("NHO", "harbour-office", INITIALS)]),
        ("特使布林曼（Ola Brinkman）说", [("布林曼", "brinkman", BESIDE)]),
        ("在新埃尔马斯（Novoelmas）", [("新埃尔马斯", "new-elmas", BESIDE)]),
        ("Norlander (formerly Stenberg) is cold", [("Stenberg", "norlander", "former-name")]),
        ("Norlander, known in Danish as Stenberg, is cold", [("Stenberg", "norlander", "also-called")]),
        ("Norlander, called Stenberg by sailors, is cold", [("Stenberg", "norlander", "also-called")]),
        ("Norlander, or Stenberg in Danish, is cold", [("Stenberg", "norlander", "that-is")]),
        ("Norlander (Danish: Stenberg) is cold", [("Stenberg", "norlander", "in-language")]),
        ("In Stenberg (now Norlander) it is cold", [("Stenberg", "norlander", "present-name")]),
        ('Ola Brinkman ("Sealdog") came', [("Sealdog", "brinkman", QUOTED)]),
        ("Ola Brinkman (born Eva Holmsen) came", [("Eva Holmsen", "brinkman", "original-name")]),
        ("諾蘭德爾〔舊稱斯滕貝爾格〕很冷", [("斯滕貝爾格", "norlander", "former-name")]),
        ("<p>诺兰德尔（旧称<b>斯滕贝尔格</b>）很冷</p>", [("斯滕贝尔格", "norlander", "former-name")]),
        # the thing that bears the name first of all
        ("Karlsund (formerly Stenberg) is cold", [("Stenberg", "karlsund", "former-name")]),
    ],
)
def test_what_explains_a_name(text, found):
    assert suggestions(text) == found


def test_every_pattern_is_among_those_above():
    marks = [mark for mark in test_what_explains_a_name.pytestmark if mark.name == "parametrize"]
    assert {pattern for _, found in marks[0].args[1] for *_, pattern in found} == pattern_names()


@pytest.mark.parametrize(
    "text",
    [
        # ages, dates, roles, sides, counts
        "布林克曼（47岁）到了",
        "布林克曼（渔业部长）到了",
        "布林克曼（左）和托尔维格（右）",
        "诺兰德尔（12月3日）电",
        "诺兰德尔（12人）",
        "Ola Brinkman (53) and Per Torvig (D-Del.) met",
        "Ola Brinkman (pictured) and Per Torvig (left) met",
        "Ola Brinkman (born January 1970) came",
        # credits and places of publication
        "诺兰德尔港务总署（记者霍尔姆森）",
        "诺兰德尔港务总署（图／霍尔姆森）",
        "布林克曼（文/Li Wei）",
        "Norlander Harbour Office (Karlsund) said",
        # what is said, not what is called so
        "诺兰德尔（卡尔松德称已撤军）",
        "诺兰德尔（卡尔松德称失守）",
        "他批评布林克曼，又称诺兰德尔必须让步。",
        "他会见了布林克曼，即使没有结果。",
        "布林克曼（即将离任）说",
        "布林克曼（原名不详）说",
        # another thing, another kind, or two of them
        "诺兰德尔（卡尔松德）",
        "诺兰德尔（Part One）",
        "布林克曼（Per Torvig，又译斯滕贝尔格）",
        "布林克曼（又译托尔维格）",
        "顾问（Ola Brinkman）说",
        "当时的首都（今诺兰德尔）",
        "Ola Brinkman, formerly Prime Minister, left",
        "Ola Brinkman (formerly Harbour Workers) left",
        "Norlander, formerly the capital, is cold",
        "Norlander, formerly quiet, is cold",
        "Torvig (Brinkman's envoy) left",
        # whatever was named last
        "诺兰德尔港务总署（以下简称“公司”）",
        'Norlander Harbour Office (hereinafter "Company")',
        # a part that the name does not have
        "诺兰德尔港务总署（简称抗大）",
        # listed on both sides
        "布林克曼（Ola Brinkman）",
        # nothing listed
        "斯滕贝尔格（旧称霍尔姆森）",
        # not closed, or too long
        "诺兰德尔（旧称斯滕贝尔格",
        "布林克曼（" + "、" * 100 + "又译布林柯曼）",
    ],
)
def test_what_explains_nothing(text):
    assert suggestions(text) == []


# How far it counts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("维格尔说。托尔维格（又译维格尔）到了，维格尔说", ["维格尔"] * 3),
        # another name goes on or begins before
        ("托尔维格（又译维格尔）到了，维格尔曼说，阿维格尔说", ["维格尔"]),
        ("托尔维格（又译维格尔）到了，维格尔·霍尔姆说", ["维格尔"]),
        # a word stays a word
        ("托尔维格（外号“坦克”）到了，坦克停下了", ["坦克"]),
        ('Per Torvig ("Bear") came. Bear slept', ["Bear", "Bear"]),
        ('Per Torvig ("Bear") came. A bear slept. Bear slept', ["Bear"]),
        (
            "Norlander (formerly Stenberg). Stenberger, Stenberg's, stenberg, Stenberg-Ost",
            ["Stenberg", "Stenberg"],
        ),
        # explained in two ways
        ("托尔维格（又译维格尔）和布林克曼（又译维格尔）", []),
        # inside a listed name
        ("诺兰德尔港务总署（简称港务署）和港务署", ["港务署", "港务署"]),
    ],
)
def test_the_name_counts_where_it_stands_as_one(text, found):
    if "stenberg," in text:
        # A word that also stands without a capital is one of the language.
        found = ["Stenberg"]
    assert lent(text) == found


def test_without_variants_nothing_is_lent():
    annotator = entities.Annotator(LOADED, settings=entities.Settings(variants=False))
    annotation = annotator.annotate("诺兰德尔（旧称斯滕贝尔格）很冷")
    assert annotation.suggestions == ()


def test_offsets_in_markup_and_context():
    text = "<p>雪&amp;雾。</p><p>諾蘭德爾（舊稱&nbsp;斯滕貝爾格）很冷。</p>"
    (one,) = ANNOTATOR.annotate(text).suggestions
    assert text[one.start : one.end] == one.surface == "斯滕貝爾格"
    assert one.context == "諾蘭德爾（舊稱 斯滕貝爾格）很冷。"
    assert one.name == "Norlander"


def test_the_context_of_a_long_sentence_is_the_part_around():
    (one,) = ANNOTATOR.annotate("雪" * 900 + "诺兰德尔（旧称斯滕贝尔格）" + "很冷" * 900).suggestions
    assert "诺兰德尔（旧称斯滕贝尔格）" in one.context
    assert len(one.context) == 200


@pytest.mark.parametrize(
    "piece",
    [
        "诺兰德尔（旧称斯滕贝尔格），",
        "诺兰德尔(旧称",
        "诺兰德尔，又称",
        "(",
        "，也",
        "Norlander (formerly known as in danish ",
    ],
)
def test_long_repeats_are_read_to_the_end(piece):
    # The time that it takes is measured by benchmarks/cost.py.
    annotation = ANNOTATOR.annotate(piece * 4000)
    assert all(annotation.text[m.start : m.end] == m.text for m in annotation.mentions)


def test_the_rules_are_folded():
    from entities.text.fold import fold_text

    rules = load_gloss_rules()
    for words in (rules.not_words, rules.not_alone, rules.not_names, rules.joiners, rules.openers):
        assert all(fold_text(word) == word for word in words)
