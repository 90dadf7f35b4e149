"""Short forms after full names, surnames of somebody introduced, full names that no gazetteer lists."""

import pytest

import entities
from entities.explain import replay
from entities.gazetteer.load import load_texts
from entities.local import is_local, local_entity
from entities.model import Step
from entities.text.full_names import last_part

GAZETTEER = """\
name: bay
entities:
  - {id: person/warrick, type: PERSON, names: {en: [Elise Warrick], zh-CN: [伊丽丝·瓦里克]}}
  - {id: person/brink, type: PERSON, names: {en: [Ola Brink, Brink], zh-CN: [奥拉·布林克, 布林克]}, context: [渔业部长]}
  - {id: person/rose, type: PERSON, names: {en: [Thomas Rose], zh-CN: [托马斯·罗兹]}}
  - {id: person/tan-wei, type: PERSON, names: {en: [Tan Weilong], zh-CN: [谭伟龙]}}
  - {id: person/leyden, type: PERSON, names: {en: [Ursula von der Leyden]}}
  - {id: person/exact, type: PERSON, names: {en: [{text: Gustav Holmqvist, match: exact}]}}
  - {id: place/norland, type: GPE, names: {en: [Norland], zh-CN: [诺兰]}}
  - {id: place/chad, type: GPE, names: {en: [Chad], zh-CN: [查德]}}
"""
BAY = load_texts([("bay.yaml", GAZETTEER)])


@pytest.fixture(scope="module")
def annotator():
    return entities.Annotator(BAY)


@pytest.fixture(scope="module")
def curious():
    return entities.Annotator(BAY, settings=entities.Settings(unknown=True))


def look(annotator, text):
    """Return `text=entity` of every mention, after checking that its steps replay."""
    mentions = annotator.annotate(text).mentions
    assert [replay(mention, annotator.gazetteer) for mention in mentions] == [one.entity for one in mentions]
    assert annotator.explain(text).annotation.mentions == mentions
    return [f"{mention.text}={mention.entity.partition('/')[2] or mention.entity}" for mention in mentions]


def reasons(annotator, text):
    return {(text[one.start : one.end], one.reason, one.detail) for one in annotator.explain(text).rejections}


# The last part of a name


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("威廉·阿尔贝克", "阿尔贝克"),
        ("亚历山大·范·德贝伦", "德贝伦"),
        ("steve witkoff", "witkoff"),
        ("ursula von der leyden", "von der leyden"),
        ("romeo brawner jr.", "brawner"),
        ("brink", ""),
        ("阿尔贝克", ""),
    ],
)
def test_last_part(name, part):
    assert last_part(name) == part


# Short forms


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("伊丽丝·瓦里克抵达，瓦里克说会谈顺利。", "瓦里克"),
        ("伊丽丝·瓦里克抵达。部长瓦里克指出", "瓦里克"),
        ("伊麗絲·瓦里克抵達，瓦里克說會談順利。", "瓦里克"),
        ("伊丽丝·瓦里克抵达。随后与罗兹的助手瓦里克会谈。", "瓦里克"),
        ("托马斯·罗兹抵达，罗兹说会谈顺利。", "罗兹"),
        ("Elise Warrick came. Warrick left.", "Warrick"),
        ("Elise Warrick came. Mr. Warrick left.", "Warrick"),
        ("Elise Warrick came, and Warrick's aide left.", "Warrick"),
        ("Elise Warrick came. WARRICK left", "WARRICK"),
        ("Elise Warrick came. Minister Warrick left.", "Warrick"),
        ("Thomas Rose came, but Rose left.", "Rose"),
        ("Thomas Rose came. Mr. Rose left.", "Rose"),
        ("Ursula von der Leyden came, and von der Leyden left.", "von der Leyden"),
        ("Elise Warrick（瓦里克的姓）来了，Warrick走了。", "Warrick"),
    ],
)
def test_found(annotator, text, short):
    assert f"{short}=" in "".join(
        f"{one.text}=" for one in annotator.annotate(text).mentions if one.method == "short"
    )
    look(annotator, text)


@pytest.mark.parametrize(
    "text",
    [
        "瓦里克说，会谈顺利。后来伊丽丝·瓦里克抵达。",
        "Warrick left. Then Elise Warrick came.",
        "伊丽丝·瓦里克抵达，瓦里克斯说会谈顺利。",
        "伊丽丝·瓦里克抵达，赫瓦里克镇下雪。",
        "伊丽丝·瓦里克抵达，瓦里克大学开学。",
        "托马斯·罗兹抵达，弗罗兹说会谈顺利。",
        "谭伟龙抵达，伟龙说会谈顺利。",
        "Tan Weilong came. Weilong left.",
        "Elise Warrick came. The warrick is a fish.",
        "Elise Warrick came. The Warricks left.",
        "Elise Warrick came to Warrick Airport.",
        "Elise Warrick came on a Warrick-Stone yacht.",
        "Thomas Rose came. Rose gardens bloom.",
        "Thomas Rose came with the Rose of Tralee.",
        "Gustav Holmqvist came. Holmqvist left.",
        "Elise Warrick came with Anna Warrick.",
        "Elise Warrick came with B. Warrick.",
    ],
)
def test_not_found(annotator, text):
    assert [one for one in annotator.annotate(text).mentions if one.method == "short"] == []
    look(annotator, text)


def test_the_nearest_full_name_decides(curious):
    text = "伊丽丝·瓦里克抵达。瓦里克说好。安东·瓦里克也在。瓦里克走了。伊丽丝·瓦里克留下。瓦里克笑了。"
    assert look(curious, text) == [
        "伊丽丝·瓦里克=warrick",
        "瓦里克=warrick",
        "安东·瓦里克=local:安东·瓦里克",
        "瓦里克=local:安东·瓦里克",
        "伊丽丝·瓦里克=warrick",
        "瓦里克=warrick",
    ]


def test_another_given_name_speaks_against_it_until_the_full_name_comes_again(annotator):
    text = "Elise Warrick came. Robert Warrick left, said Warrick. Elise Warrick smiled, and so Warrick did."
    assert look(annotator, text) == ["Elise Warrick=warrick", "Elise Warrick=warrick", "Warrick=warrick"]
    assert ("Warrick", "other-given-name", "robert") in reasons(annotator, text)


def test_a_title_may_have_the_short_form_first(annotator):
    text = "<html><head><title>Warrick leaves</title></head><body><h1>Warrick leaves</h1><p>Elise Warrick left on Monday. It was late.</p></body></html>"
    found = [one for one in annotator.annotate(text).mentions if one.method == "short"]
    assert {one.zone for one in found} <= {"title"}
    assert found
    assert found[0].steps[-2] == Step("short-form", "below the title", "warrick", "elise warrick")
    look(annotator, text)


def test_the_steps_name_the_full_form(annotator):
    mention = annotator.annotate("伊丽丝·瓦里克抵达，瓦里克说会谈顺利。").mentions[1]
    assert mention.steps == (
        Step("short-form", "before", "瓦里克", "伊丽丝·瓦里克"),
        Step("lookup", "伊丽丝·瓦里克", "伊丽丝·瓦里克", "person/warrick"),
    )


# Surnames of somebody introduced


@pytest.mark.parametrize(
    "text",
    [
        "演员马库斯·布林克登场。布林克说，电影很好。",
        "The actor Marcus Brink came. Brink left.",
    ],
)
def test_a_listed_surname_goes_to_whom_the_text_introduces(annotator, curious, text):
    assert look(annotator, text) == []
    name = "马库斯·布林克" if "马" in text else "Marcus Brink"
    assert [one.entity for one in curious.annotate(text).mentions] == [f"local:{name}"] * 2
    look(curious, text)
    surname = name[-3:] if "马" in text else "Brink"
    assert (surname, "introduced-as-another", name) in reasons(annotator, text)


@pytest.mark.parametrize(
    "text",
    [
        "奥拉·布林克会见演员马库斯·布林克。布林克说，电影很好。",
        "布林克抵达。演员马库斯·布林克登场。布林克说，电影很好。",
        "演员马库斯·布林克登场。渔业部长说，电影很好。布林克走了。",
        "演员马库斯·布林克登场。总统布林克走了。",
        "侄子马库斯·布林克登场。布林克走了。",
        "His nephew Marcus Brink came. Brink left.",
        "Marcus Brink came. President Brink left.",
        "To marcus Brink is a name. Brink left.",
    ],
)
def test_the_listed_person_keeps_the_surname_if_anything_speaks_for_it(annotator, text):
    assert "brink" in {found.partition("=")[2] for found in look(annotator, text)}


def test_places_that_are_given_names(annotator):
    assert look(annotator, "Chad Smith drums. Chad is a country. 查德·瓦里克打鼓。查德是国家。") == [
        "Chad=chad",
        "查德=chad",
    ]


# Full names that no gazetteer lists


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("专家威廉·阿尔贝克指出，形势严峻。", ["威廉·阿尔贝克"]),
        ("导演大卫·阿尔贝克和作家安娜·玛丽亚·洛佩斯说", ["大卫·阿尔贝克", "安娜·玛丽亚·洛佩斯"]),
        ("said William Alberque, a fellow", ["William Alberque"]),
        ("said Anna van der Molen of the board", ["Anna van der Molen"]),
        ("said John F. Alberque today", ["John F. Alberque"]),
        ("（William Alberque）", ["William Alberque"]),
        ("said William\u202e Alberque today", ["William Alberque"]),
        ("阿塞拜疆-亚美尼亚边境", []),
        ("William Street is long", []),
        ("William Wins Big In Court", []),
        ("in January Alberque left", []),
        ("william alberque said", []),
        ("San William Alberque is a town", []),
    ],
)
def test_full_names(curious, text, names):
    found = [one for one in curious.annotate(text).mentions if one.method == "unknown"]
    assert [one.entity for one in found] == [f"local:{name}" for name in names]
    assert [one.name for one in found] == names
    assert {one.type for one in found} <= {"PERSON"}
    look(curious, text)


def test_nothing_unknown_by_default(annotator):
    assert look(annotator, "专家威廉·阿尔贝克指出，形势严峻。阿尔贝克走了。William Alberque left.") == []


def test_both_scripts_of_a_name_are_one_entity(curious):
    text = "专家威廉·阿尔贝克指出。威廉·阿爾貝克走了。阿爾貝克笑了。"
    assert {one.entity for one in curious.annotate(text).mentions} == {"local:威廉·阿尔贝克"}
    look(curious, text)


def test_unknown_names_without_variants():
    settings = entities.Settings(unknown=True, variants=False)
    found = look(entities.Annotator(BAY, settings=settings), "威廉·阿尔贝克来了。阿尔贝克走了。")
    assert found == ["威廉·阿尔贝克=local:威廉·阿尔贝克", "阿尔贝克=local:威廉·阿尔贝克"]


def test_local_entities():
    assert is_local("local:威廉·阿尔贝克")
    assert not is_local("person/brink")
    entity = local_entity("local:William Alberque")
    assert (entity.id, entity.type, entity.name) == ("local:William Alberque", "PERSON", "William Alberque")
    assert local_entity("local:威廉·阿尔贝克").names[0].language == "zh"


@pytest.mark.parametrize(
    "unit", ["威廉·阿尔贝克，", "·", "阿·", "William Alberque, ", "A. ", "伊丽丝·瓦里克，瓦里克，", "Mark "]
)
def test_long_repeats_are_read_to_the_end(curious, unit):
    # The time that it takes is measured by benchmarks/cost.py.
    annotation = curious.annotate(unit * (80_000 // len(unit)))
    assert all(annotation.text[m.start : m.end] == m.text for m in annotation.mentions)
