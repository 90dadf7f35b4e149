"""Unlisted spellings of Latin names: what each rule finds, what speaks against it, hostile text."""

import random
import string

import pytest

from entities.document import read_document
from entities.finders.latin import find_latin
from entities.finders.latin_variants import METHOD, SCORES, find_latin_variants, spelling_index
from entities.gazetteer.index import compile_index
from entities.gazetteer.load import load_texts
from entities.model import Step
from entities.resolve import choose_spans

GAZETTEER = """\
name: bay
entities:
  - id: person/zelenskyy
    type: PERSON
    names: {en: [Volodymyr Zelenskyy, Zelenskyy, Vladimir Zelensky]}
  - {id: person/medvedev, type: PERSON, names: {en: [Dmitry Medvedev, Medvedev]}}
  - {id: person/witkoff, type: PERSON, names: {en: [Steve Witkoff, Witkoff]}, context: [envoy]}
  - {id: person/netanyahu, type: PERSON, names: {en: [Benjamin Netanyahu, Netanyahu]}}
  - {id: person/johnson, type: PERSON, names: {en: [Boris Johnson, Johnson]}}
  - {id: person/andersson, type: PERSON, names: {en: [Magdalena Andersson, Andersson]}}
  - {id: person/marin, type: PERSON, names: {en: [Sanna Marin, Marin]}}
  - {id: person/macron, type: PERSON, names: {en: [Emmanuel Macron, Macron]}}
  - {id: person/corbyn, type: PERSON, names: {en: [Jeremy Corbyn, Corbyn]}}
  - {id: person/shoigu, type: PERSON, names: {en: [Sergei Shoigu, Shoigu]}}
  - {id: person/biden, type: PERSON, names: {en: [Joe Biden, Biden]}}
  - {id: person/xi, type: PERSON, names: {en: [Xi Jinping]}}
  - {id: person/ivan-bondarenko, type: PERSON, names: {en: [Ivan Bondarenko, Bondarenko]}}
  - {id: person/olha-bondarenko, type: PERSON, names: {en: [Olha Bondarenko, Bondarenko]}}
  - {id: person/kozlovsky, type: PERSON, names: {en: [Kozlovskyi]}}
  - {id: person/kozlowska, type: PERSON, names: {en: [Kozlovskiy]}}
  - {id: person/peterson, type: PERSON, names: {en: [Petersen Hall, Marta Petersens]}}
  - {id: place/abu-dhabi, type: GPE, names: {en: [Abu Dhabi]}}
  - {id: place/xian, type: GPE, names: {en: ["Xi'an"]}}
  - {id: place/kharkiv, type: GPE, names: {en: [Kharkiv]}}
  - {id: place/catalonia, type: GPE, names: {en: [Catalonia]}}
  - {id: place/lithuania, type: GPE, names: {en: [Lithuania]}}
  - {id: org/un, type: ORG, names: {en: [United Nations, UN]}}
  - {id: org/white-house, type: ORG, names: {en: [White House]}}
"""
INDEX = compile_index(load_texts([("bay.yaml", GAZETTEER)]))


def search(text, rejections=None):
    document = read_document(text, INDEX)
    taken, _ = choose_spans(find_latin(document, INDEX))
    return document, find_latin_variants(document, INDEX, taken, rejections)


def look(text):
    """Return `(surface, rule)` of what is found and `(surface, reason, detail)` of what is turned down."""
    rejections = []
    document, found = search(text, rejections)
    assert {item.method for item in (*found, *rejections)} <= {METHOD}
    assert found == search(text)[1]

    def written(item):
        return text[slice(*document.page.folded.to_raw(item.start, item.end))]

    rules = [next(step.argument for step in item.steps if step.kind == "spelling") for item in found]
    return list(zip(map(written, found), rules, strict=True)), [
        (written(item), item.reason, item.detail) for item in rejections
    ]


@pytest.mark.parametrize(
    ("text", "surfaces", "rule"),
    [
        ("Zelenskij left", ["Zelenskij"], "romanisation"),
        ("ZELENSKIJ LEFT", ["ZELENSKIJ"], "romanisation"),
        ("Zelens'kyj's office", ["Zelens'kyj"], "romanisation"),
        ("Volodymyr Zelenskij left", ["Volodymyr Zelenskij"], "romanisation"),
        ("Wolodymyr Selensky and Wladimir Zelenskij", ["Wladimir Zelenskij"], "romanisation"),
        ("pro-Zelenskij crowds", ["Zelenskij"], "romanisation"),
        ("Witkoff-Medwedew talks", ["Medwedew"], "romanisation"),
        ("a call with Medwedew. Medvedeff agreed", ["Medwedew", "Medvedeff"], "romanisation"),
        ("President Medwedew, D. Medwedew", ["Medwedew", "Medwedew"], "romanisation"),
        ("Harkiv", ["Harkiv"], "romanisation"),
        ("在Harkiv会见Zelenskij。", ["Harkiv", "Zelenskij"], "romanisation"),
        ("Sergei Schoigu spoke", ["Sergei Schoigu"], "romanisation"),
        ("Shoigu spoke. Schoigu left", ["Schoigu"], "romanisation"),
        ("we saw zelenskij in harkiv", ["zelenskij", "harkiv"], "romanisation"),
        ("#JoeBiden @JoeBiden", ["JoeBiden", "JoeBiden"], "joined words"),
        ("UnitedNations, WhiteHouse", ["UnitedNations", "WhiteHouse"], "joined words"),
        ("Abu-Dhabi, Abudhabi, AbuDhabi", ["Abu-Dhabi", "Abudhabi", "AbuDhabi"], "joined words"),
        ("United-Nations", ["United-Nations"], "joined words"),
        ("XiJinping", ["XiJinping"], "joined words"),
        ("Steve Witkof", ["Steve Witkof"], "one letter off"),
        ("Zelenskvy left", ["Zelenskvy"], "one letter off"),
        ("Netanayhu left", ["Netanayhu"], "one letter off"),
        ("Benjamin Netenyahu left", ["Benjamin Netenyahu"], "one letter off"),
        ("Netanyahu left. Netenyahu stayed", ["Netenyahu"], "one letter off"),
        ("envoy Witkofff left", ["Witkofff"], "one letter off"),
        ("Witkoff left. Witkofff stayed", ["Witkofff"], "one letter off"),
        ("Netanyahü, Netanyahó. NETANAYHÚ", ["NETANAYHÚ"], "one letter off"),
    ],
)
def test_found(text, surfaces, rule):
    assert look(text)[0] == [(surface, rule) for surface in surfaces]


@pytest.mark.parametrize(
    ("text", "surface", "reason", "detail"),
    [
        ("Witkofff left", "Witkofff", "unsupported-spelling", "Witkoff"),
        ("Netenyahu left", "Netenyahu", "unsupported-spelling", "Netanyahu"),
        ("we asked Corbin", "Corbin", "unsupported-spelling", "Corbyn"),
        ("we asked Schoigu", "Schoigu", "unsupported-spelling", "Shoigu"),
        ("Anatoly Zelenskij left", "Zelenskij", "other-given-name", "anatoly"),
        ("Steve Zelenskij left", "Zelenskij", "other-given-name", "steve"),
        ("Brown-Zelenskij left", "Zelenskij", "other-given-name", "brown"),
        ("Zelenskij-Brown left", "Zelenskij", "other-given-name", "brown"),
        ("A. Zelenskij left", "Zelenskij", "other-given-name", "a."),
        ("we saw Kozlovskii", "Kozlovskii", "ambiguous-spelling", "Kozlovskiy, Kozlovskyi"),
        ("x " + "Ab" * 21, "Ab" * 21, "not-compared", "ab" * 20),
    ],
)
def test_turned_down(text, surface, reason, detail):
    found, rejected = look(text)
    assert found == []
    assert rejected == [(surface, reason, detail)]


@pytest.mark.parametrize(
    "text",
    [
        # too short
        "Maryn Marryn Macronn Bidden Sanna Martin",
        # other endings
        "Lithuanian Lithuanians Zelenskyys Zelenskaya Medvedeva Medvedevs Catalonian",
        # other people
        "Boris Johnston. Johnston. Johnson met Johnston.",
        "Anderson left",
        # a letter makes another Chinese name
        "Xi Jianping, Xi Jinpin",
        # a word of somebody's name
        "Petersen Petersens",
        # small letters in a text with capitals; the same word in small letters
        "We saw zelenskij and joebiden.",
        "In Catalonia no catatonia. Catatonia is rare.",
        # names of ordinary words
        "White Horse, Whites House, United Notions",
        # no capital inside, and short
        "Joebiden Xijinping JOEBIDEN",
        # names of several words on two sides of a comma, or with a possessive between
        "Steve, Witkof; Steve's Witkof",
    ],
)
def test_left_alone(text):
    assert look(text)[0] == []


def test_a_given_name_before_a_spelling_belongs_to_it_and_chooses():
    _, (bare,) = search("we saw Bondarjenko")
    assert bare.entities == ("person/ivan-bondarenko", "person/olha-bondarenko")
    _, (found,) = search("Volodymyr V. Zelenskij")
    assert found.entities == ("person/zelenskyy",)
    assert found.steps == (
        Step("given-name", "volodymyr v. ", "volodymyr v. zelenskij", "zelenskij"),
        Step("spelling", "romanisation", "zelenskij", "zelenskyy"),
    )


def test_scores_rise_when_the_entity_is_named_elsewhere():
    for text, score in [
        ("Zelenskij left", SCORES["romanisation"]),
        ("JoeBiden left", SCORES["joined words"]),
        ("Netanayhu left", SCORES["one letter off"]),
        ("Netanyahu came. Netanayhu left", 0.92),
    ]:
        (found,) = search(text)[1]
        assert found.score == score
    assert SCORES["joined words"] > SCORES["romanisation"] > 0.92 > SCORES["one letter off"]


def test_taken_spans_are_not_looked_at():
    document = read_document("Zelenskij left", INDEX)
    (found,) = find_latin_variants(document, INDEX, [])
    assert find_latin_variants(document, INDEX, [found]) == []


def test_text_without_latin_words():
    assert look("泽连斯基离开。") == ([], [])
    assert look("") == ([], [])


def test_an_empty_gazetteer():
    index = compile_index(load_texts([("none.yaml", "name: none\nentities: []\n")]))
    document = read_document("Zelenskij left Harkiv", index)
    assert find_latin_variants(document, index, []) == []


def test_words_beyond_the_budget_are_said_to_be_left_out():
    letters = random.Random(1)
    words = {"".join(letters.choices(string.ascii_lowercase, k=10)).capitalize() for _ in range(2000)}
    _, rejected = look(" ".join(sorted(words)))
    assert {reason for _, reason, _ in rejected} == {"not-compared"}
    assert 1000 < len(rejected) < 2000


@pytest.mark.parametrize(
    "make",
    [
        lambda size: "A" * size,
        lambda size: "A'" * (size // 2),
        lambda size: "Ab-" * (size // 3),
        lambda size: "A. " * (size // 3),
        lambda size: "Zelenskvy " * (size // 10),
        lambda size: " ".join(
            "".join(random.Random(seed).choices(string.ascii_lowercase, k=9)).capitalize()
            for seed in range(size // 10)
        ),
    ],
    ids=["letters", "apostrophes", "hyphens", "initials", "names", "words"],
)
def test_long_text_is_read_to_the_end(make):
    # The time that it takes is measured by benchmarks/cost.py.
    document = read_document(make(400_000), INDEX)
    found = find_latin_variants(document, INDEX, [], [])
    assert all(0 <= item.start < item.end <= len(document.text) for item in found)


def test_the_index_is_made_once():
    assert spelling_index(INDEX) is spelling_index(INDEX)
