"""Listed Chinese names: what may stand beside one, rule by rule, accepted and turned down."""

import pytest

from entities.document import read_document
from entities.finders.exact import METHOD, SCORE, find_exact
from entities.gazetteer.index import compile_index
from entities.gazetteer.load import load_texts
from entities.model import Step

GAZETTEER = """\
name: bay
entities:
  - {id: person/putin, type: PERSON, names: {en: Putin, zh-CN: [普京, 弗拉基米尔·普京], zh-TW: 普丁}}
  - {id: person/biden, type: PERSON, names: {en: Biden, zh-CN: [拜登, 乔·拜登]}}
  - {id: person/modi, type: PERSON, names: {en: Modi, zh-CN: [莫迪, 纳伦德拉·莫迪]}}
  - {id: person/kallas, type: PERSON, names: {en: Kallas, zh-CN: 卡拉斯}}
  - {id: person/colin, type: PERSON, names: {en: Colin Powell, zh-CN: [鲍威尔, 科林·鲍威尔]}}
  - {id: person/jerome, type: PERSON, names: {en: Jerome Powell, zh-CN: [鲍威尔, 杰罗姆·鲍威尔]}}
  - {id: person/lenin, type: PERSON, names: {en: Lenin, zh-CN: 列宁}}
  - {id: person/li-qiang, type: PERSON, names: {en: Li Qiang, zh-CN: 李强}}
  - {id: person/wang-yi, type: PERSON, names: {en: Wang Yi, zh-CN: 王毅}}
  - {id: place/kherson, type: GPE, names: {en: Kherson, zh-CN: 赫尔松, zh-TW: 赫爾松}}
  - {id: place/washington, type: GPE, names: {en: Washington, zh-CN: 华盛顿}}
  - {id: place/moscow, type: GPE, names: {en: Moscow, zh-CN: 莫斯科}}
  - {id: place/russia, type: GPE, names: {en: Russia, zh-CN: 俄罗斯}}
  - {id: place/belarus, type: GPE, names: {en: Belarus, zh-CN: 白俄罗斯}}
  - {id: place/india, type: GPE, names: {en: India, zh-CN: 印度}}
  - {id: place/indonesia, type: GPE, names: {en: Indonesia, zh-CN: 印度尼西亚}}
  - {id: place/us, type: GPE, names: {en: US, zh-CN: 美国}}
  - {id: org/ministry, type: ORG, names: {en: Ministry, zh-CN: 俄罗斯外交部}}
  - {id: org/paper, type: ORG, names: {en: Paper, zh-CN: 世界报}}
  - {id: place/congo-kinshasa, type: GPE, names: {en: DRC, zh-CN: 刚果（金）}}
"""
INDEX = compile_index(load_texts([("bay.yaml", GAZETTEER)]))


def look(text):
    """Return surfaces found and `(surface, reason, detail)` of what was turned down."""
    document = read_document(text, INDEX)
    rejections = []
    found = find_exact(document, INDEX, rejections)
    assert {item.method for item in (*found, *rejections)} <= {METHOD}
    assert {item.score for item in found} <= {SCORE}
    return (
        [document.text[item.start : item.end] for item in found],
        [(document.text[item.start : item.end], item.reason, item.detail) for item in rejections],
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # nothing beside it
        ("普京", ["普京"]),
        ("，普京。", ["普京"]),
        ("普京x普京", ["普京", "普京"]),
        # characters that spell no foreign name
        ("说普京不在", ["普京"]),
        ("赫尔松的冬天", ["赫尔松"]),
        # a spelling character, but a word begins or ends there
        ("普京特使", ["普京"]),
        ("拜登登上飞机", ["拜登"]),
        ("莫斯科多处停电", ["莫斯科"]),
        ("接见普京", ["普京"]),
        # a spelling character that is mostly a word behind a name
        ("普京比拜登", ["普京", "拜登"]),
        ("普京和拜登", ["普京", "拜登"]),
        ("普京及其助手", ["普京"]),
        # a listed name begins or ends there
        ("普京拜登莫迪", ["普京", "拜登", "莫迪"]),
        ("俄罗斯莫斯科", ["俄罗斯", "莫斯科"]),
        # a given name
        ("弗拉基米尔·普京", ["弗拉基米尔·普京", "弗拉基米尔·普京"]),
        ("弗拉季米尔·普京", ["弗拉季米尔·普京"]),
        ("总统弗拉季米尔·普京", ["弗拉季米尔·普京"]),
        pytest.param(
            "俄罗斯弗拉季米尔·普京",
            ["俄罗斯", "弗拉季米尔·普京"],
            marks=pytest.mark.xfail(
                reason="a given name that is not listed ends no name before it", strict=True
            ),
        ),
        pytest.param(
            "杰罗翰·鲍威尔",
            ["杰罗翰·鲍威尔"],
            marks=pytest.mark.xfail(
                reason="翰 spells no name, so the given name is not taken in", strict=True
            ),
        ),
        ("弗拉基米尔普京", ["弗拉基米尔普京"]),
        # a head that a person's name may not stand before is no part of a word
        ("列宁广场舞", []),
        ("列宁路过此地", ["列宁"]),
        # a place may stand before most of them
        ("莫斯科机场", ["莫斯科"]),
        ("莫斯科大街", ["莫斯科"]),
        ("莫斯科大学", []),
        ("华盛顿大街", []),
        # native names
        ("李强说", ["李强"]),
        ("李强强调", ["李强"]),
        ("王毅说", ["王毅"]),
        ("会见李强", ["李强"]),
        # names inside each other all come; the longest wins later
        ("白俄罗斯", ["白俄罗斯", "俄罗斯"]),
        ("印度尼西亚", ["印度尼西亚", "印度"]),
        ("刚果(金)", ["刚果(金)"]),
        # the whole body, and a title that is not its head's
        ("俄罗斯外交部", ["俄罗斯外交部", "俄罗斯"]),
        ("俄罗斯外交部副部长", ["俄罗斯外交部", "俄罗斯"]),
        # folded forms
        ("赫爾松", ["赫尔松"]),
    ],
)
def test_found(text, found):
    assert look(text)[0] == found


@pytest.mark.parametrize(
    ("text", "surface", "reason", "detail"),
    [
        # words that hold or cross a name
        ("莫迪凯", "莫迪", "part-of-word", "莫迪凯"),
        ("普京采娃", "普京", "part-of-word", "普京采娃"),
        ("美国务卿", "美国", "part-of-word", "国务卿"),
        ("贺普丁", "普丁", "part-of-word", "贺普丁"),
        # a foreign name goes on
        ("赫尔松斯基", "赫尔松", "name-goes-on", "斯"),
        ("拜登尔说", "拜登", "name-goes-on", "尔"),
        # a foreign name begins before it
        ("阿尔卡拉斯", "卡拉斯", "name-begins-before", "尔"),
        ("尔拜登", "拜登", "name-begins-before", "尔"),
        # given names
        ("莫迪·夏尔马", "莫迪", "given-name-of-another", "·夏尔马"),
        ("里奥·普京", "普京", "other-given-name", "里奥"),
        ("鲍里斯·鲍威尔", "鲍威尔", "other-given-name", "鲍里斯"),
        ("丹泽尔·华盛顿", "华盛顿", "other-given-name", "丹泽尔"),
        pytest.param(
            *("乔治·华盛顿", "华盛顿", "other-given-name", "乔治"),
            marks=pytest.mark.xfail(reason="治 spells no name", strict=True),
        ),
        # named after a person
        ("列宁广场", "列宁", "named-after-person", "广场"),
        ("列宁大街12号", "列宁", "named-after-person", "大街"),
        ("拜登奖", "拜登", "named-after-person", "奖"),
        # an ordinary word crosses the border of a native name
        ("李强调", "李强", "crosses-word", "强调"),
        ("世界报道", "世界报", "crosses-word", "报道"),
        # the title of a body's head
        ("俄罗斯外交部长", "俄罗斯外交部", "title-of-head", "长"),
    ],
)
def test_turned_down(text, surface, reason, detail):
    assert (surface, reason, detail) in look(text)[1]


def test_the_given_name_chooses_between_namesakes():
    for text, owner in (("科林·鲍威尔", "person/colin"), ("杰罗姆·鲍威尔", "person/jerome")):
        document = read_document(text, INDEX)
        assert {item.entities for item in find_exact(document, INDEX)} == {(owner,)}
    (both,) = find_exact(read_document("鲍威尔", INDEX), INDEX)
    assert both.entities == ("person/colin", "person/jerome")
    assert both.forms == ("鲍威尔", "鲍威尔")


def test_the_given_name_becomes_a_step():
    (found,) = find_exact(read_document("总统弗拉季米尔·普京说", INDEX), INDEX)
    assert found.steps == (Step("given-name", "弗拉季米尔·", "弗拉季米尔·普京", "普京"),)
    (bare,) = find_exact(read_document("普京", INDEX), INDEX)
    assert bare.steps == ()


def test_several_entities_keep_the_order_of_their_ids():
    (found,) = find_exact(read_document("鲍威尔", INDEX), INDEX)
    assert list(found.entities) == sorted(found.entities)


def test_without_rejections_only_what_can_not_win_is_left_out():
    text = "俄罗斯外交部称，白俄罗斯与印度尼西亚的代表会见了弗拉季米尔·普京。"
    document = read_document(text, INDEX)
    short, full = find_exact(document, INDEX), find_exact(document, INDEX, [])
    assert set(short) <= set(full)
    inside = set(full) - set(short)
    assert all(any(one.start <= item.start and item.end <= one.end for one in short) for item in inside)


def test_latin_names_are_left_to_the_other_finder():
    assert look("Putin met Biden in Kherson") == ([], [])
