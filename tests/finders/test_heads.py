"""Longer names round listed ones: what each rule sees and says, and what it leaves alone."""

import pytest

from entities.document import read_document
from entities.finders.exact import find_exact
from entities.finders.head_rules import load_heads, load_hints, load_person_heads
from entities.finders.latin import find_latin
from entities.gazetteer.index import compile_index
from entities.gazetteer.load import load_texts

COUNTRIES = """\
name: countries
entities:
  - {id: place/norland, type: GPE, names: {en: Norland, zh-CN: 诺兰}}
  - {id: place/guinea, type: GPE, names: {en: Guinea, zh-CN: [几内亚, 几内]}}
"""
CITIES = """\
name: places-cities
entities:
  - {id: place/berg, type: GPE, names: {en: Berg, zh-CN: 伯格}}
  - {id: place/boston, type: GPE, names: {en: Boston, zh-CN: 波士顿}}
  - {id: place/washington, type: GPE, prior: 0.9, names: {en: Washington, zh-CN: 华盛顿}}
  - {id: person/washington, type: PERSON, prior: 0.2, names: {en: [George Washington, Washington], zh-CN: 华盛顿}}
"""
BAY = """\
name: bay
entities:
  - {id: place/fjord, type: GPE, names: {en: Fjord, zh-CN: 峡湾城}}
  - {id: person/brink, type: PERSON, names: {en: [Ola Brink, Brink], zh-CN: [布林克, 奥拉·布林克]}}
  - {id: person/gault, type: PERSON, names: {en: Gault, zh-CN: [高乐, 夏尔·高乐]}}
  - {id: person/li, type: PERSON, names: {en: Li Qiang, zh-CN: 李强}}
  - {id: person/abe, type: PERSON, names: {en: Abe, zh-CN: 安倍}}
  - {id: person/xi, type: PERSON, names: {en: Xi, zh-CN: 习}}
  - {id: org/school, type: ORG, names: {en: Berg University, zh-CN: 伯格大学}}
"""
INDEX = compile_index(
    load_texts([("countries.yaml", COUNTRIES), ("places-cities.yaml", CITIES), ("bay.yaml", BAY)])
)
REASONS = {
    "named-after-person",
    "in-longer-name",
    "namesake",
    "numeral",
    "given-name-of-another",
    "other-given-name",
}


def look(text):
    """Return what was found, and what a longer name holds with what was seen of it."""
    document = read_document(text, INDEX)
    rejections = []
    found = [item for find in (find_exact, find_latin) for item in find(document, INDEX, rejections)]
    held = [
        (text[item.start : item.end], item.reason, item.detail)
        for item in rejections
        if item.reason in REASONS
    ]
    return [text[item.start : item.end] for item in found], held


@pytest.mark.parametrize(
    ("text", "held"),
    [
        # persons
        ("在布林克广场上", ("布林克", "named-after-person", "广场")),
        ("在布林克国际机场", ("布林克", "named-after-person", "国际机场")),
        ("高乐号起航", ("高乐", "named-after-person", "号")),
        ("李强纪念馆", ("李强", "named-after-person", "纪念馆")),
        ("on Brink Square today", ("Brink", "named-after-person", "Square")),
        ("the Ola Brink State Library", ("Ola Brink", "named-after-person", "State Library")),
        ("a Brink-class ship", ("Brink", "named-after-person", "-class")),
        ("the USS Brink sank", ("Brink", "in-longer-name", "USS Brink")),
        # towns and countries
        ("在伯格理工学院", ("伯格", "in-longer-name", "伯格理工学院")),
        ("“伯格”号沉没", ("伯格", "in-longer-name", '伯格"号')),
        ("诺兰湾的冰", ("诺兰", "in-longer-name", "诺兰湾")),
        ("at Berg State University", ("Berg", "in-longer-name", "Berg State University")),
        ("the University of Norland", ("Norland", "in-longer-name", "University of Norland")),
        ("the Norland river froze", ("Norland", "in-longer-name", "Norland river")),
        # some names only
        ("在华盛顿广场", ("华盛顿", "in-longer-name", "华盛顿广场")),
        ("a Guinea pig", ("Guinea", "in-longer-name", "Guinea pig")),
        ("in New Guinea", ("Guinea", "in-longer-name", "New Guinea")),
        # schools
        ("伯格大学出版社", ("伯格大学", "in-longer-name", "伯格大学出版社")),
        ("Berg University Press", ("Berg University", "in-longer-name", "Berg University Press")),
        # namesakes
        ("Berg, Ohio, voted", ("Berg", "namesake", "Berg, Ohio")),
        ("Berg, TX.", ("Berg", "namesake", "Berg, TX")),
        ("俄亥俄州伯格镇", ("伯格", "namesake", "俄亥俄州伯格")),
        # other persons
        ("Abe Fortas was a judge", ("Abe", "given-name-of-another", "Abe Fortas")),
        ("Sarah Washington came", ("Washington", "other-given-name", "Sarah Washington")),
        ("Mr. Washington came", ("Washington", "in-longer-name", "Mr. Washington")),
        ("see Chapter XI below", ("XI", "numeral", "see Chapter XI")),
    ],
)
def test_a_longer_name_holds_the_listed_one(text, held):
    found, seen = look(text)
    assert held in seen
    assert held[0] not in found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # an ordinary word, or another name, begins there
        ("布林克号召", ["布林克"]),
        ("布林克路过", ["布林克"]),
        ("华盛顿大学生", ["华盛顿"]),
        ("诺兰湖边", ["诺兰"]),
        # of the person all the same
        ("布林克大学时代", ["布林克"]),
        ("李强大学毕业", ["李强"]),
        # where, or whose
        ("伯格机场", ["伯格"]),
        ("诺兰大学", ["诺兰"]),
        ("Berg police and the Berg Airport", ["Berg", "Berg"]),
        ("Brink administration", ["Brink"]),
        # no capital, another line
        ("Brink square off", ["Brink"]),
        ("Brink\nSquare", ["Brink"]),
        ("the university of Berg", ["Berg"]),
        ("the new Guinea coach", ["Guinea"]),
        # at home, unknown to us, or the state is somebody's
        ("Boston, Ohio, voted", ["Boston"]),
        ("Fjord, Ohio, voted", ["Fjord"]),
        ("in Berg, Ohio officials met", ["Berg"]),
        ("Norland, Ohio and Iowa", ["Norland"]),
        ("Berg, Georgia, voted", ["Berg"]),
        # a verb, a headline
        ("Abe visits Norland", ["Abe", "Norland"]),
        ("Abe Meets Norland Leaders", ["Abe", "Norland"]),
        ("XI IN BERG", ["XI", "BERG"]),
        ("President XI came", ["XI"]),
        # named in full elsewhere in the text
        (
            "George Washington rode. Mr. Washington came",
            ["George Washington", "George Washington", "Washington"],
        ),
        ("Monday Washington came", ["Washington"]),
    ],
)
def test_the_name_counts(text, found):
    assert look(text)[0] == found


def test_what_a_longer_name_holds_has_no_names_inside():
    assert look("几内亚湾") == (
        [],
        [("几内亚", "in-longer-name", "几内亚湾"), ("几内", "in-longer-name", "几内亚")],
    )


def test_the_tables_are_sound():
    heads, hints = load_heads(), load_hints()
    assert set(heads.han_after) | set(heads.latin_after) == {"person", "town", "country", "school"}
    assert load_person_heads()[0] == max(load_person_heads(), key=len)
    # All is folded as the text is, or it would never match.
    words = {word for rules in heads.latin_after.values() for rule in rules for word in rule.words}
    assert words <= hints.latin_after
    assert all(word == word.lower() for word in hints.latin_after | set(hints.latin_before))
