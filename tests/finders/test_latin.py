"""Listed Latin names: whole words, capitals, given names, accepted and turned down."""

import pytest

from entities.document import read_document
from entities.finders.latin import METHOD, SCORE, find_latin
from entities.gazetteer.index import compile_index
from entities.gazetteer.load import load_texts
from entities.model import Step

GAZETTEER = """\
name: bay
entities:
  - {id: person/lavrov, type: PERSON, names: {en: [Sergei Lavrov, Sergey Lavrov, Lavrov]}}
  - {id: person/witkoff, type: PERSON, names: {en: [Steve Witkoff, Witkoff]}}
  - {id: person/steve-reed, type: PERSON, names: {en: [Steve Reed, Reed]}}
  - {id: person/anna-reed, type: PERSON, names: {en: [Anna Reed, Reed]}}
  - {id: person/erdogan, type: PERSON, names: {en: [Recep Tayyip Erdogan, Erdogan]}}
  - {id: place/us, type: GPE, names: {en: [United States, US, U.S.]}}
  - {id: place/russia, type: GPE, names: {en: [Russia, Russian]}}
  - {id: place/reed, type: GPE, names: {en: [Reed Falls, Falls]}}
  - {id: place/turkiye, type: GPE, names: {en: [Türkiye, Turkey]}}
  - {id: place/ivory-coast, type: GPE, names: {en: ["Côte d'Ivoire"]}}
  - {id: org/who, type: ORG, names: {en: [WHO, World Health Organization]}}
  - {id: org/nato, type: ORG, names: {en: [NATO, Nato]}}
  - {id: org/opec, type: ORG, names: {en: [OPEC+]}}
  - {id: org/aid, type: ORG, names: {en: [USAID, AID]}}
  - {id: org/bank, type: ORG, names: {en: [eBay, de Bank]}}
  - {id: org/g7, type: ORG, names: {en: [G7, G-7]}}
  - {id: org/site, type: ORG, names: {en: ["20 Minutes", "163"]}}
"""
INDEX = compile_index(load_texts([("bay.yaml", GAZETTEER)]))


def look(text):
    """Return surfaces found and `(surface, reason, detail)` of what was turned down, as the text has them."""
    document = read_document(text, INDEX)
    rejections = []
    found = find_latin(document, INDEX, rejections)
    assert {item.method for item in (*found, *rejections)} <= {METHOD}
    assert {item.score for item in found} <= {SCORE}
    assert found == find_latin(document, INDEX)

    def written(item):
        return text[slice(*document.page.folded.to_raw(item.start, item.end))]

    return [written(item) for item in found], [
        (written(item), item.reason, item.detail) for item in rejections
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # whole words
        ("Russia", ["Russia"]),
        ("(Russia)", ["Russia"]),
        ("Russia's", ["Russia"]),
        ("Russia’s", ["Russia"]),
        ("pro-Russia Russia-led", ["Russia", "Russia"]),
        ("Russia/NATO", ["Russia", "NATO"]),
        ("在Russia和NATO之间", ["Russia", "NATO"]),
        ("the U.S. and the U.S.", ["U.S.", "U.S."]),
        ("OPEC+ met", ["OPEC+"]),
        ("G7 and G-7", ["G7", "G-7"]),
        # diacritics, width and quotes are folded
        ("Turkiye, TÜRKIYE, Erdoğan", ["Turkiye", "TÜRKIYE", "Erdoğan"]),
        ("Cote d’Ivoire", ["Cote d’Ivoire"]),
        ("The Ｒussia", ["Ｒussia"]),
        ("Ｒussia", ["Ｒussia"]),
        # spaces
        ("United\u00a0States", ["United\u00a0States"]),
        ("United\nStates", ["United\nStates"]),
        ("SteveWitkoff arrived", ["SteveWitkoff"]),
        # capitals
        ("RUSSIA WINS", ["RUSSIA"]),
        ("US and WHO", ["US", "WHO"]),
        ("Nato, NATO", ["Nato", "NATO"]),
        ("eBay, EBAY", ["eBay", "EBAY"]),
        # text without capitals still has long names and names of several words
        ("steve witkoff in turkiye", ["steve witkoff", "steve witkoff", "turkiye"]),
        # names without letters
        ("on 163 and 20 Minutes", ["163", "20 Minutes"]),
        # given names
        ("Sergei Lavrov", ["Sergei Lavrov", "Sergei Lavrov"]),
        ("Sergey V. Lavrov", ["Sergey V. Lavrov"]),
        ("Sergey V. K. Lavrov", ["Sergey V. K. Lavrov"]),
        ("Foreign Lavrov", ["Lavrov"]),
        ("Steve. Lavrov", ["Lavrov"]),
        # a place of that name keeps it
        ("Anna Falls", ["Falls"]),
    ],
)
def test_found(text, found):
    assert look(text)[0] == found


@pytest.mark.parametrize(
    ("text", "surface", "reason", "detail"),
    [
        ("Prussia", "russia", "part-of-word", "p"),
        ("Russiagate", "Russia", "part-of-word", "g"),
        ("Russia1", "Russia", "part-of-word", "1"),
        ("Rußland Erdoganß", "Erdogan", "part-of-word", "s"),
        ("We ate turkey", "turkey", "lower-case", "turkey"),
        ("Look at the falls", "falls", "lower-case", "falls"),
        ("It helps us", "us", "not-capitals", "us"),
        ("Us and them", "Us", "not-capitals", "Us"),
        ("Who said that", "Who", "not-capitals", "Who"),
        ("who told us", "us", "lower-case", "us"),
        ("TELL US MORE", "US", "all-capitals-line", "US"),
        ("WHO DID THIS", "WHO", "all-capitals-line", "WHO"),
        ("Anna Lavrov", "Lavrov", "other-given-name", "anna"),
        ("Sergey Witkoff", "Witkoff", "other-given-name", "sergey"),
    ],
)
def test_turned_down(text, surface, reason, detail):
    assert (surface, reason, detail) in look(text)[1]


def test_short_names_inside_words_are_not_reported():
    assert look("Buses and houses") == ([], [])


def test_a_line_of_capitals_matters_only_to_words():
    assert look("NATO AND RUSSIA TELL USAID")[0] == ["NATO", "RUSSIA", "USAID"]


def test_the_given_name_chooses_between_namesakes():
    for text, owner in (("Steve K. Reed", "person/steve-reed"), ("Anna K. Reed", "person/anna-reed")):
        (found,) = find_latin(read_document(text, INDEX), INDEX)
        assert found.entities == (owner,)
        given = text.removesuffix("Reed").lower()
        assert found.steps == (Step("given-name", given, text.lower(), "reed"),)
    (bare,) = find_latin(read_document("Reed said", INDEX), INDEX)
    assert bare.entities == ("person/anna-reed", "person/steve-reed")
    assert bare.steps == ()


def test_chinese_names_are_left_to_the_other_finder():
    assert look("俄罗斯") == ([], [])
