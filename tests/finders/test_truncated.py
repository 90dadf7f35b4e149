"""Names that lost their head or tail: what speaks for one, what speaks against it, and which of several is meant."""

import random

import pytest

import entities
from entities.document import read_document
from entities.explain import describe_rejection, describe_step, replay
from entities.finders import FINDERS
from entities.finders.truncated import METHOD, SCORE_BESIDE, SCORE_NAMED, find_truncated
from entities.gazetteer.index import compile_index
from entities.gazetteer.load import load_texts
from entities.resolve import choose_spans

GAZETTEER = """\
name: bay
entities:
  - id: person/brinkman
    type: PERSON
    names: {en: [Ola Brinkman], zh-CN: [布林克曼, 奥拉·布林克曼], zh-TW: [布林克曼]}
    context: [渔业部长, minister of fisheries]
  - {id: person/torvig, type: PERSON, names: {en: [Per Torvig], zh-CN: [托尔维格]}}
  - {id: person/ostrand, type: PERSON, names: {en: [Eva Ostrand], zh-TW: [歐斯特蘭德]}, context: [港務局長]}
  - {id: person/karlstromson, type: PERSON, names: {en: [Ida Karlstromson], zh-CN: [卡尔斯特伦森]}}
  - {id: person/holmsen, type: PERSON, names: {en: [Marta Holmsen], zh-CN: [马尔塔·霍尔姆森]}}
  - {id: person/stenberg, type: PERSON, names: {en: [Stenberg], zh-CN: [斯滕贝尔格]}, context: [灯塔看守人]}
  - {id: person/stenberk, type: PERSON, names: {en: [Stenberk], zh-CN: [斯滕贝尔克]}, context: [邮政总局]}
  - {id: person/kolmans, type: PERSON, names: {en: [Kolmans], zh-CN: [{text: 科尔曼斯, match: exact}]}}
  - {id: person/eriksson, type: PERSON, names: {en: [Eriksson], zh-CN: [埃里克松]}}
  - {id: person/ansgarson, type: PERSON, names: {en: [Ansgarson], zh-CN: [安斯加尔松]}}
  - {id: person/ansgar-lind, type: PERSON, names: {en: [Ansgar Lind], zh-CN: [安斯加尔·林德]}}
  - {id: person/perssonbo, type: PERSON, names: {en: [Perssonbo], zh-CN: [佩尔松博]}}
  - {id: person/persson, type: PERSON, names: {en: [Persson], zh-CN: [佩尔松]}}
  - {id: person/schwarzman, type: PERSON, names: {en: [Schwarzman], zh-CN: [施瓦茨曼]}, context: [植物园园长]}
  - {id: place/norlander, type: GPE, names: {en: [Norlander], zh-CN: [诺兰德尔]}, context: [海湾]}
  - {id: place/ladoga-bay, type: LOC, names: {en: [Elmas Bay], zh-CN: [埃尔马斯湖]}}
"""
LOADED = load_texts([("bay.yaml", GAZETTEER)])
INDEX = compile_index(LOADED)
ANNOTATOR = entities.Annotator(LOADED)


def look(text):
    """Return `(surface, entity, score)` of what is found and `(surface, reason)` of what is not."""
    document = read_document(text, INDEX)
    taken, _ = choose_spans([item for finder in FINDERS for item in finder(document, INDEX, None)])
    rejections = []
    found = find_truncated(document, INDEX, taken, rejections)
    assert found == find_truncated(document, INDEX, taken)
    assert {item.method for item in (*found, *rejections)} <= {METHOD}
    for rejection in rejections:
        assert describe_rejection(rejection)

    def written(item):
        return text[slice(*document.page.folded.to_raw(item.start, item.end))]

    return [(written(item), item.entities[0].partition("/")[2], item.score) for item in found], [
        (written(item), item.reason) for item in rejections
    ]


# Named elsewhere in the text


@pytest.mark.parametrize(
    ("text", "surface", "entity"),
    [
        ("布林克曼到了。布林克说", "布林克", "brinkman"),
        ("林克曼说。布林克曼到了", "林克曼", "brinkman"),
        ("布林克曼到了，记者对布林克说", "布林克", "brinkman"),
        ("布林克曼到了，又派布林克和诺兰德尔代表", "布林克", "brinkman"),
        ("Ola Brinkman arrived. 布林克在场", "布林克", "brinkman"),
        ("奥拉·布林克曼到了。布林克在场", "布林克", "brinkman"),
        ("歐斯特蘭德到了。歐斯特蘭說", "歐斯特蘭", "ostrand"),
        ("歐斯特蘭德到了。總理斯特蘭德說", "斯特蘭德", "ostrand"),
        ("卡尔斯特伦森到了。卡尔斯特说", "卡尔斯特", "karlstromson"),
        ("卡尔斯特伦森到了。斯特伦森说", "斯特伦森", "karlstromson"),
        # the surname of a full name, which is not listed alone
        ("马尔塔·霍尔姆森到了。霍尔姆说", "霍尔姆", "holmsen"),
        # places, too
        ("诺兰德尔在海边。诺兰德在下雪", "诺兰德", "norlander"),
        # of two, the one that is named
        ("斯滕贝尔克到了。斯滕贝尔说", "斯滕贝尔", "stenberk"),
        ("<p>布林<b>克</b>说</p><p>布林克曼到了</p>", "布林<b>克", "brinkman"),
    ],
)
def test_a_name_that_the_text_gives_in_full(text, surface, entity):
    assert look(text) == ([(surface, entity, SCORE_NAMED)], [])


@pytest.mark.parametrize(
    ("text", "turned_down"),
    [
        # the foreign name goes on, or begins before
        ("布林克曼到了。布林克斯说", []),
        ("布林克曼到了。尔布林克说", []),
        ("布林克曼到了。阿林克曼说", []),
        # the lost part may be there, misspelt
        ("布林克曼到了。布林克漫说", [("布林克", "name-goes-on")]),
        ("布林克曼到了。不林克曼说", [("林克曼", "name-begins-before")]),
        # another name or thing
        ("布林克曼到了。布林克·马克说", [("布林克", "given-name-of-another")]),
        ("布林克曼到了。约翰·布林克说", [("布林克", "other-given-name")]),
        ("布林克曼到了。布林克大街很长", [("布林克", "named-after-person")]),
        # both are named
        ("斯滕贝尔格和斯滕贝尔克到了。斯滕贝尔说", [("斯滕贝尔", "not-enough-evidence")]),
        # another is named
        ("诺兰德尔在海边。布林克说", [("布林克", "not-enough-evidence")]),
        # too short, or more lost than two characters
        ("托尔维格到了。托尔说", []),
        ("卡尔斯特伦森到了。卡尔斯说", []),
        # whole names: given names, listed ones, parts of listed ones, those without a generic ending
        ("埃里克松到了。埃里克说", []),
        ("安斯加尔松到了。安斯加尔说", []),
        ("佩尔松博到了。佩尔松说", []),
        ("埃尔马斯湖结冰了。埃尔马斯说", []),
        # a name that only counts as written
        ("科尔曼斯到了。科尔曼说", []),
    ],
)
def test_what_only_looks_like_the_rest_of_a_name(text, turned_down):
    assert look(text) == ([], turned_down)


# Not named elsewhere


@pytest.mark.parametrize(
    ("text", "surface", "entity"),
    [
        ("布林克6日说", "布林克", "brinkman"),
        ("布林克 12 日说", "布林克", "brinkman"),
        ("布林克周三说", "布林克", "brinkman"),
        ("再派布林克…", "布林克", "brinkman"),
        ("再派布林克......", "布林克", "brinkman"),
        ("再派布林克", "布林克", "brinkman"),
        ("再派布林克\n诺兰德尔下雪", "布林克", "brinkman"),
        ("再派布林克\r\n诺兰德尔下雪", "布林克", "brinkman"),
        ("再派布林克<br>诺兰德尔下雪", "布林克", "brinkman"),
        ("再派布林克<img src='a.png'>的人", "布林克", "brinkman"),
        ("渔业部长布林克说", "布林克", "brinkman"),
        ("渔业部长林克曼说", "林克曼", "brinkman"),
        ("部长林克曼说", "林克曼", "brinkman"),
        ("港務局長斯特蘭德說", "斯特蘭德", "ostrand"),
        # no context is listed, so any title will do for a lost head
        ("总统尔斯特伦森抵达", "尔斯特伦森", "karlstromson"),
        # of two, the one whose word stands beside
        ("灯塔看守人斯滕贝尔说", "斯滕贝尔", "stenberg"),
        # others are called so, but this is what he is called by
        ("植物园园长施瓦茨说", "施瓦茨", "schwarzman"),
        # with its own given name
        ("听说奥拉·布林克说", "奥拉·布林克", "brinkman"),
        ("马尔塔·霍尔姆说", "马尔塔·霍尔姆", "holmsen"),
    ],
)
def test_a_name_with_something_beside_it(text, surface, entity):
    assert look(text) == ([(surface, entity, SCORE_BESIDE)], [])


@pytest.mark.parametrize(
    "text",
    [
        "布林克说",
        "他和布林克见面",
        "“布林克”",
        "<b>布林克</b>在场",
        # a break says nothing of a lost head
        "林克曼6日说",
        "林克曼",
        # another office
        "财政部长布林克说",
        "外交部长林克曼说",
        "总统林克曼说",
        # no context is listed, and a title is enough for a lost head of some length only
        "总统托尔维说",
        "总统尔维格说",
        "总统卡尔斯特伦说",
        # others are called so
        "施瓦茨6日说",
        "园长施瓦茨说",
        # two begin so
        "斯滕贝尔6日说",
        "总统斯滕贝尔6日说",
        # places need the full name in the text
        "诺兰德6日说",
        "海湾诺兰德下雪",
    ],
)
def test_a_name_with_too_little_beside_it(text):
    found, turned_down = look(text)
    assert found == []
    assert [reason for _, reason in turned_down] == ["not-enough-evidence"]


def test_a_given_name_that_is_listed_with_a_name_that_is_named_scores_higher():
    ((surface, _, score),), _ = look("奥拉·布林克说。布林克曼到了")
    assert (surface, score) == ("奥拉·布林克", SCORE_NAMED)


# Through the annotator


def test_a_cut_off_name_is_found_once_and_by_this_finder():
    mentions = ANNOTATOR.annotate("布林克曼到了。布林克说，渔业部长布林克6日再来").mentions
    assert [(mention.text, mention.method, mention.form) for mention in mentions] == [
        ("布林克曼", "exact", "布林克曼"),
        ("布林克", METHOD, "布林克曼"),
        ("布林克", METHOD, "布林克曼"),
    ]


def test_cut_off_names_are_switched_off_with_variants():
    annotator = entities.Annotator(LOADED, settings=entities.Settings(variants=False))
    assert annotator.annotate("布林克6日说").mentions == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "布林克曼到了。布林克说",
            "the tail of '布林克曼' is cut off; the text names it elsewhere: '布林克曼'",
        ),
        ("部长林克曼说", "the head of '布林克曼' is cut off; it stands beside '部长'"),
        ("布林克6日说", "the tail of '布林克曼' is cut off; it stands before '6'"),
        ("再派布林克", "the tail of '布林克曼' is cut off; a line ends there or a tag opens"),
        (
            "马尔塔·霍尔姆说",
            "the tail of '马尔塔·霍尔姆森' is cut off; its given name stands before it: '马尔塔·'",
        ),
    ],
)
def test_the_steps_replay_and_say_why(text, sentence):
    (mention,) = [mention for mention in ANNOTATOR.annotate(text).mentions if mention.method == METHOD]
    assert replay(mention, LOADED) == mention.entity
    assert sentence in [describe_step(step) for step in mention.steps]


# Hostile text


@pytest.mark.parametrize(
    "unit", ["布林克", "部长林克曼，", "布林克3", "奥拉·布林克", "布林克·", "约翰·布林克说", "布林克说"]
)
def test_long_repeats_are_read_to_the_end(unit):
    # The time that it takes is measured by benchmarks/cost.py.
    document = read_document(unit * 8000, INDEX)
    taken, _ = choose_spans([item for finder in FINDERS for item in finder(document, INDEX, None)])
    found = find_truncated(document, INDEX, taken, [])
    assert all(0 <= item.start < item.end <= len(document.text) for item in found)


def test_random_text_of_name_characters_is_read_in_order():
    chance = random.Random(5)
    text = "".join(chance.choice("布林克曼托尔维格斯滕贝尔·，说和6") for _ in range(3000))
    annotation = ANNOTATOR.annotate(text)
    ends = [0, *(mention.end for mention in annotation.mentions)]
    assert all(
        end <= mention.start and text[mention.start : mention.end] == mention.text
        for end, mention in zip(ends, annotation.mentions, strict=False)
    )
    assert all(replay(mention, LOADED) == mention.entity for mention in annotation.mentions)
