"""Spellings of one Latin name: which differences are none, and which make another name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from entities.text.romanisation import (
    SPELLING_RULES,
    is_pinyin,
    is_slavic,
    look_alikes,
    one_edit,
    romanisation_keys,
    same_joined,
    same_romanised,
    squeeze,
)


@pytest.mark.parametrize(
    "names",
    [
        "zelenskyi zelenskyy zelensky zelenskiy zelenskij zelenskii zelenski zelenskyj zelenskiyy",
        "medvedev medwedew medvedeff medvedyev medvediev medvedjev",
        "lavrov lavroff lavrow",
        "kharkiv harkiv harkiw",
        "poroshenko poroschenko",
        "zhytomyr jytomyr jitomir",
        "shchedrin schtschedrin shtchedrin",
        "chernihiv tschernihiw tchernihiv",
        "nemtsov nemcov nemtzoff",
        "aleksandrov alexandrov alexandroff",
        "yuri iuri juri jurij yuriy",
        "lukyanivka lukianivka lukjanivka luk'yanivka",
        "khmelnytskyi khmel'nyts'kyi hmelnicki",
        "yermak iermak jermak ermak",
    ],
)
def test_one_name_in_several_romanisations(names):
    first, *others = names.split()
    for other in others:
        assert same_romanised(first, other), other
        assert same_romanised(other, first), other


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kyiv", "kiev"),
        ("kharkiv", "kharkov"),
        ("mykola", "nikolai"),
        ("zelensky", "zelenskaya"),
        ("kuznetsov", "kuznetsova"),
        ("johnson", "johnston"),
        ("macron", "marion"),
    ],
)
def test_what_no_romanisation_does(one, other):
    assert not same_romanised(one, other)


def test_keys_of_many_are_those_of_each():
    names = ["zelenskij", "jytomyr", "", "witkoff", "nur-sultan"]
    assert romanisation_keys(names) == [romanisation_keys([name])[0] for name in names]
    assert romanisation_keys([]) == []


@pytest.mark.parametrize("name", ["zelenskij", "lavroff", "poroschenko", "kharkiw", "donetsk", "abramovitch"])
def test_slavic_endings(name):
    assert all(map(is_slavic, romanisation_keys([name])[0]))


@pytest.mark.parametrize("name", ["johnson", "meyer", "fischer", "franklin", "shoigu", "ov"])
def test_other_endings(name):
    assert not any(map(is_slavic, romanisation_keys([name])[0]))


@pytest.mark.parametrize("name", ["xi jinping", "jianping", "wang yi", "xi'an", "zhang-wei"])
def test_pinyin(name):
    assert is_pinyin(name)


@pytest.mark.parametrize("name", ["putin brown", "martin", "lukashenko", "", "xi jinpnig"])
def test_not_pinyin(name):
    assert not is_pinyin(name)


def test_marks_between_words():
    assert squeeze("abu-dhabi o'neill st. x") == "abudhabioneillstx"
    assert same_joined("stevewitkoff", "steve witkoff")
    assert not same_joined("stevewitkof", "steve witkoff")


@pytest.mark.parametrize(
    ("written", "listed", "kind"),
    [
        ("witkofff", "witkoff", "slip"),
        ("netanayhu", "netanyahu", "slip"),
        ("zelenskvy", "zelenskyy", "slip"),
        ("lavr0v", "lavrov", "slip"),
        ("lran", "iran", "slip"),
        ("rnykola", "mykola", "slip"),
        ("makhrnov", "makhmov", "slip"),
        ("steve witkof", "steve witkoff", "double"),
        ("anderson", "andersson", "double"),
        ("netenyahu", "netanyahu", "other"),
        ("zakarova", "zakharova", "other"),
        ("johnston", "johnson", "other"),
        # other words
        ("witkoff", "witkoff", None),
        ("russian", "russia", None),
        ("zelenskys", "zelensky", None),
        ("kuznetsova", "kuznetsov", None),
        ("aleksandrova", "aleksandrovka", None),
        ("argentinier", "argentiniar", None),
        ("wetanyahu", "netanyahu", None),
        ("etnanyahu", "netanyahu", None),
        ("stevewitkoff", "steve witkoff", None),
        ("steve-witkoff", "steve witkoff", None),
        ("netenyaho", "netanyahu", None),
        ("trumpet", "trump", None),
    ],
)
def test_one_edit(written, listed, kind):
    assert one_edit(written, listed) == kind


NAMES = st.text("abemnrsty", min_size=1, max_size=9)


@given(NAMES, NAMES)
def test_an_edit_is_one_by_the_usual_distance_or_a_look_alike(written, listed):
    kind = one_edit(written, listed)
    if kind is not None:
        assert OSA.distance(written, listed) == 1 or listed in look_alikes(written)
    if OSA.distance(written, listed) > 2:
        assert kind is None


def test_look_alikes_of_two_letters_and_of_the_first():
    assert "mykola" in look_alikes("rnykola")
    assert "rnykola" in look_alikes("mykola")
    assert "iran" in look_alikes("lran")
    assert "lran" not in look_alikes("1van")


def test_every_rule_has_a_name():
    assert set(SPELLING_RULES) == {"joined words", "romanisation", "one letter off"}
