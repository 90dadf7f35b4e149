"""One-character and two-character names, rule by rule, accepted and turned down."""

import pytest

from entities.document import read_document
from entities.finders.abbreviations import METHOD, SCORES, find_abbreviations
from entities.gazetteer.index import compile_index
from entities.gazetteer.load import load_texts
from entities.model import Step
from entities.text.tables import load_rules

COUNTRIES = {
    "us": ("美", "美国"),
    "russia": ("俄", "俄罗斯"),
    "ukraine": ("乌", "乌克兰"),
    "europe": ("欧", "欧洲"),
    "china": ("中", "中国"),
    "france": ("法", "法国"),
    "germany": ("德", "德国"),
    "japan": ("日", "日本"),
    "britain": ("英", "英国"),
    "israel": ("以", "以色列"),
    "belgium": ("比", "比利时"),
    "canada": ("加", "加拿大"),
    "korea": ("朝", "朝鲜"),
    "belarus": ("白俄", "白俄罗斯"),
    "zhejiang": ("浙", "浙江"),
    "shanghai": ("沪", "上海"),
    "india": ("印", "印度"),
    "pakistan": ("巴", "巴基斯坦"),
    "palestine": ("巴", "巴勒斯坦"),
    "indonesia": ("印尼", "印度尼西亚"),
}
PEOPLE = """\
  - {id: person/trump, type: PERSON, names: {en: Trump, zh-CN: 特朗普}, abbreviations: {zh: [特, 川]}}
  - {id: person/putin, type: PERSON, names: {en: Putin, zh-CN: 普京}, abbreviations: {zh: 普}}
  - {id: person/zelensky, type: PERSON, names: {en: Zelensky, zh-CN: 泽连斯基}, abbreviations: {zh: 泽}}
  - {id: org/nato, type: ORG, names: {en: NATO, zh-CN: 北约}, abbreviations: {zh: 约}}
  - {id: org/x, type: ORG, names: {en: Twitter}, abbreviations: {en: X}}
"""
GAZETTEER = "name: bay\nentities:\n" + PEOPLE
GAZETTEER += "".join(
    f"  - {{id: place/{key}, type: GPE, names: {{en: {key.title()}, zh-CN: {name}}}, abbreviations: {{zh: {short}}}}}\n"
    for key, (short, name) in COUNTRIES.items()
)
INDEX = compile_index(load_texts([("bay.yaml", GAZETTEER)]))
KINDS = {score: kind for kind, score in SCORES.items()}


def look(text):
    """Return `(surface, rule)` of what is found and `(surface, reason, detail)` of what is turned down."""
    document = read_document(text, INDEX)
    rejections = []
    found = find_abbreviations(document, INDEX, rejections)
    assert found == find_abbreviations(document, INDEX)
    assert {item.method for item in (*found, *rejections)} <= {METHOD}
    rules = []
    for item in found:
        (step,) = item.steps
        surface = document.text[item.start : item.end]
        kind = step.argument.partition(":")[0]
        assert (step.kind, step.after, item.score) == ("context", surface, SCORES[kind])
        assert surface in step.before
        rules.append((item.start, surface, step.argument))
    return (
        [rule[1:] for rule in sorted(rules)],
        [(document.text[item.start : item.end], item.reason, item.detail) for item in rejections],
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # a preposition before people
        ("士兵朝人群开枪", []),
        # a listed pair with a day's character
        ("与日美共同", [("日", "pair:日美"), ("美", "pair:日美")]),
        # two strong ones side by side
        ("俄乌局势", [("俄", "pair:俄乌"), ("乌", "pair:俄乌")]),
        ("白俄乌克兰", []),
        # three in a row
        ("欧乌美三方", [("欧", "pair:欧乌"), ("乌", "pair:乌美"), ("美", "pair:乌美")]),
        # a listed pair of weak ones, in either order
        ("印巴停火", [("印", "pair:印巴"), ("巴", "pair:印巴")]),
        ("德法联手", [("德", "pair:德法"), ("法", "pair:德法")]),
        # two weak ones that only the word behind them makes a pair
        ("印德关系", [("印", "pair:印德"), ("德", "pair:印德")]),
        ("印德纱布", []),
        # one strong and one weak before an office
        ("英印外长", [("英", "pair:英印"), ("印", "pair:英印")]),
        # particles need a word behind the pair
        ("以色列与中以关系", [("中", "pair:中以"), ("以", "pair:中以")]),
        ("巴以停火协议", [("巴", "pair:巴以"), ("以", "pair:巴以")]),
        # provinces count only as listed pairs
        ("沪浙交界", [("沪", "pair:沪浙"), ("浙", "pair:沪浙")]),
        # words that a pair crosses, with a word behind it
        ("从中俄关系看", [("中", "pair:中俄"), ("俄", "pair:中俄")]),
        ("英法官员", [("英", "pair:英法"), ("法", "pair:英法")]),
        # a word after a strong one
        ("美方称", [("美", "after:方")]),
        ("乌军在前线", [("乌", "after:军")]),
        ("俄防空系统", [("俄", "after:防空")]),
        ("乌最高拉达", [("乌", "after:最高拉达")]),
        ("美国务卿", [("美", "after:国务卿")]),
        ("白俄边境", [("白俄", "after:边境")]),
        # an office after a weak one
        ("法总统", [("法", "after:总统")]),
        ("日媒称", [("日", "after:媒")]),
        ("德国防部", [("德", "after:国防部")]),
        ("印尼外长", [("印尼", "after:外长")]),
        # a particle before an office counts at a border
        ("以军撤离", [("以", "after:军")]),
        ("，以总理说", [("以", "after:总理")]),
        ("会见以总理", [("以", "after:总理")]),
        ("指责以军", [("以", "after:军")]),
        ("他比总理高", []),
        # a word before a strong one
        ("对乌援助", [("乌", "after:援助")]),
        ("访俄归来", [("俄", "before:访")]),
        ("谴责乌方", [("乌", "after:方")]),
        # a verb before a weak one
        ("访德归来", [("德", "before:访")]),
        ("驻德记者", [("德", "before:驻")]),
        ("制裁印一家公司", [("印", "before:制裁")]),
        # longer words on both sides outweigh a word in the table
        ("支持乌海防", [("乌", "after:海防")]),
        # joined to another name
        ("美、欧洲", [("美", "joined:、")]),
        ("欧洲、美", [("美", "joined:、")]),
        ("法、德国", [("法", "joined:、")]),
        ("俄罗斯与乌", [("乌", "before:与")]),
        # the start of a clause
        ("乌不能接受", [("乌", "clause:")]),
        ("他说：“乌不能接受", [("乌", 'clause:"')]),
        ("乌", [("乌", "clause:")]),
        # held by nothing
        ("不少俄老兵", [("俄", "always:俄")]),
        # two persons
        ("普特会", [("普", "person-pair:会"), ("特", "person-pair:会")]),
        ("川普通话", [("川", "person-pair:通话"), ("普", "person-pair:通话")]),
        ("普泽同框", [("普", "person-pair:同框"), ("泽", "person-pair:同框")]),
        # frames
        ("乌克兰入约问题", [("约", "frame:约")]),
        ("退约。", [("约", "frame:约")]),
        ("在X发文", [("x", "frame:x")]),
        ("通过X平台发布", [("x", "frame:x")]),
        ("社群平台「X」", [("x", "frame:x")]),
        ("X账号被盗", [("x", "frame:x")]),
        ("She wrote on X.", [("x", "frame:x")]),
        ("on X, formerly Twitter", [("x", "frame:x")]),
        # folded
        ("烏軍與歐美", [("乌", "after:军"), ("欧", "pair:欧美"), ("美", "pair:欧美")]),
    ],
)
def test_found(text, found):
    assert look(text)[0] == found


@pytest.mark.parametrize(
    ("text", "surface", "reason", "detail"),
    [
        # ordinary words
        ("俄亥俄州", "俄", "part-of-word", "俄亥俄"),
        ("很美丽", "美", "part-of-word", "美丽"),
        ("一百美元", "美", "part-of-word", "美元"),
        ("乌龙茶香", "乌", "part-of-word", "乌龙茶"),
        ("有道德", "德", "part-of-word", "道德"),
        ("法律规定", "法", "part-of-word", "法律"),
        ("其中三人", "中", "part-of-word", "其中"),
        ("以及其他", "以", "part-of-word", "以及"),
        ("王朝覆灭", "朝", "part-of-word", "王朝"),
        ("打比方说", "比", "part-of-word", "比方"),
        ("加强合作", "加", "part-of-word", "加强"),
        # listed names
        ("俄罗斯", "俄", "part-of-word", "俄罗斯"),
        ("中国外长", "中", "part-of-word", "中国"),
        # days
        ("15日军方说", "日", "part-of-word", "5日"),
        # nothing that makes it a name
        ("他在沪工作", "沪", "no-context", "他在沪工作"),
        ("红中白板", "中", "no-context", "红中白板"),
        ("他比总理高", "比", "no-context", "他比总理高"),
        # a foreign name begins
        ("德卡尔先生", "德", "no-context", "德卡尔先生"),
    ],
)
def test_turned_down(text, surface, reason, detail):
    found, rejected = look(text)
    assert (surface, reason, detail) in rejected
    assert surface not in [one for one, _ in found]


@pytest.mark.parametrize(
    "text",
    [
        "特会开了", "普通话", "他入约翰家", "约会", "X光", "x平台", "solve for X", "the X axis", "在x发文",
        "乌特列支", "一日军训",
    ],
)  # fmt: skip
def test_nothing_is_found(text):
    assert look(text)[0] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("代表团赴美谈判", [("美", "after:谈判")]),
        ("驻德大使", [("德", "before:驻")]),
    ],
)
def test_known_faults(text, found):
    assert look(text)[0] == found


def test_owners_of_a_shared_abbreviation_come_by_prior():
    document = read_document("印巴停火", INDEX)
    *_, pakistan = find_abbreviations(document, INDEX)
    assert pakistan.entities == ("place/pakistan", "place/palestine")
    assert pakistan.forms == ("巴", "巴")


def test_the_step_shows_what_stands_around():
    (found,) = find_abbreviations(read_document("双方没有谈到美方提出的最新方案细节", INDEX), INDEX)
    assert found.steps == (Step("context", "after:方", "双方没有谈到美方提出的最新", "美"),)


def test_every_rule_is_tested_above():
    kinds = {
        argument.partition(":")[0]
        for mark in test_found.pytestmark
        for values in mark.args[1]
        for _, argument in values[1]
    }
    assert kinds == set(SCORES)


def test_a_gazetteer_without_abbreviations_finds_none():
    index = compile_index(load_texts([("bay.yaml", "name: bay\nentities: []\n")]))
    rejections = []
    assert find_abbreviations(read_document("俄乌美欧，在X发文", index), index, rejections) == []
    assert rejections == []


# The rule file


def test_words_of_the_rule_file_are_no_longer_than_the_window():
    rules = load_rules("abbreviations")
    for key in ("pair_followers", "before_strong", "before_weak", "after_any", "after_weak"):
        assert [word for word in rules[key] if not 1 <= len(word) <= 6] == [], key


@pytest.mark.xfail(reason="港澳台, 京津冀, 江浙沪, 粤港澳, 两岸港澳 and 波兰波 are no pairs", strict=True)
def test_pairs_are_two_abbreviations():
    forms = {*COUNTRIES, *(short for short, _ in COUNTRIES.values())} | set(
        load_rules("abbreviations")["strong"]
    )
    pairs = load_rules("abbreviations")["pairs"]
    assert [
        pair for pair in pairs if len(pair) != 2 and not any(pair.startswith(f) for f in forms if len(f) > 1)
    ] == []


@pytest.mark.xfail(reason="港 and 拉 are no entity's abbreviation", strict=True)
def test_every_character_of_the_classes_is_listed_by_a_built_in_entity():
    from entities.gazetteer import catalog

    listed = {name.text for entity in catalog.load().entities for name in entity.abbreviations}
    rules = load_rules("abbreviations")
    classes = ("strong", "always", "clause_openers", "grammatical", "after_digit", "regional")
    assert [form for key in classes for form in rules[key] if form not in listed] == []
