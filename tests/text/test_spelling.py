"""Which letters a character spells and which syllable it stands for, with costs."""

import math

import pytest

from entities.text.spelling import match_syllables, spell
from entities.text.transliteration import load_model


@pytest.mark.parametrize(
    ("form", "latin", "letters"),
    [
        ("库许纳", "kushner", ["ku", "sh", "ner"]),
        ("泽伦斯基", "zelensky", ["ze", "len", "s", "ky"]),
        ("马克龙", "macron", ["ma", "c", "ron"]),
    ],
)
def test_letters_of_characters(form, latin, letters):
    spelt = spell(form, latin, load_model())
    assert [item.letters for item in spelt] == letters
    assert "".join(item.char for item in spelt) == form
    assert all(item.forward < 0 and item.reverse < 0 for item in spelt)


def test_more_letters_than_characters_can_spell():
    assert spell("马", "macronmacron", load_model()) == []


@pytest.mark.parametrize(
    ("listed", "form", "edits"),
    [
        ("库什纳", "库许纳", [("ku", "ku"), ("shi", "xu"), ("na", "na")]),
        ("默茨", "默茨", [("mo", "mo"), ("ci", "ci")]),
        ("威特科夫", "威科夫", [("wei", "wei"), ("te", ""), ("ke", "ke"), ("fu", "fu")]),
    ],
)
def test_syllables_stand_for_syllables(listed, form, edits):
    found = match_syllables(listed, form, load_model().mandarin)
    assert [(edit.listed, edit.spoken) for edit in found] == edits
    assert all(edit.cost > 0 for edit in found)


def test_the_cost_of_an_edit_and_its_ratio_differ_by_chance():
    channel = load_model().mandarin
    same, *_ = match_syllables("库", "库", channel)
    assert math.isclose(
        same.cost + same.log_ratio, -math.log(channel.prior[channel.columns["ku"]]), rel_tol=1e-4
    )
    other, *_ = match_syllables("库", "许", channel)
    assert other.cost > same.cost


def test_a_form_without_a_reading_is_not_aligned():
    assert match_syllables("库々", "库许", load_model().mandarin) == []
