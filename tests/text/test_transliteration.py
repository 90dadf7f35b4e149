"""The better pair outscores the worse, and a missing table says what to do."""

from __future__ import annotations

import numpy as np
import pytest

from entities.errors import DataError
from entities.text import transliteration
from entities.text.pinyin import readings, split_syllable, to_syllables
from entities.text.sound import rank
from entities.text.targets import encode_targets, log_prior, only_letters
from entities.text.transliteration import load_model


def test_names_are_read_as_names():
    assert to_syllables("泽连斯基") == ("ze", "lian", "si", "ji")
    assert readings("塞")[:2] == ("sai", "se")
    assert to_syllables("许", "cantonese") == ("heoi",)
    assert to_syllables("A") is None


@pytest.mark.parametrize(
    ("syllable", "parts"), [("zhang", ("zh", "ang")), ("an", ("", "an")), ("lian", ("l", "ian"))]
)
def test_syllables_are_split(syllable, parts):
    assert split_syllable(syllable) == parts


def test_only_letters_drops_the_rest():
    assert only_letters("o'brien-smith jr.") == "obriensmithjr"


@pytest.mark.parametrize(
    ("form", "right", "wrong"),
    [
        ("库许纳", ("kushner", "库什纳"), ("kuznetsov", "库兹涅佐夫")),
        ("魏科夫", ("witkoff", "威特科夫"), ("volkov", "沃尔科夫")),
        ("梅尔茨", ("merz", "默茨"), ("miller", "米勒")),
        ("顿内次克", ("donetsk", "顿涅茨克"), ("dnipro", "第聂伯罗")),
        ("马克宏", ("macron", "马克龙"), ("mackenzie", "麦肯齐")),
        ("史特拉斯堡", ("strasbourg", "斯特拉斯堡"), ("salzburg", "萨尔茨堡")),
    ],
)
def test_the_right_name_outscores_another(form, right, wrong):
    model = load_model()
    best, *_ = rank(form, encode_targets([wrong, right], model), model)
    assert best.target == 1


def test_one_side_is_enough():
    model = load_model()
    targets = encode_targets([("kushner", ""), ("putin", "")], model)
    assert rank("库许纳", targets, model)[0].target == 0
    targets = encode_targets([("", "普京"), ("", "库什纳")], model)
    assert rank("库许纳", targets, model)[0].target == 1


def test_no_targets_give_no_match():
    model = load_model()
    assert rank("库许纳", encode_targets([], model), model) == []


def test_likely_letters_are_likelier():
    model = load_model()
    assert log_prior("anderson", model) > log_prior("xqzvkjwp", model)


def test_probabilities_sum_to_one():
    model = load_model()
    known = model.forward[1:, [column for column in range(model.forward.shape[1]) if column != 1]]
    assert np.all(known.sum(1) < 1.01)
    assert np.all(model.mandarin.substitution[:-1].sum(1) < 1.01)


@pytest.mark.parametrize("content", [b"", b"not an archive", b"PK\x03\x04broken"])
def test_a_damaged_table_names_the_file_and_the_command(content, monkeypatch, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "transliteration.npz").write_bytes(content)
    monkeypatch.setattr(transliteration, "files", lambda _: tmp_path)
    load_model.cache_clear()
    try:
        with pytest.raises(
            DataError, match=r"data/transliteration\.npz is missing or damaged .*train_transliteration"
        ):
            load_model()
    finally:
        load_model.cache_clear()
