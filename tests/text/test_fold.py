"""Folding: one form for all spellings, the same again when folded again, character for character with offsets."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entities.text.alignment import AlignedText
from entities.text.fold import fold, fold_many, fold_text

PROPERTY = settings(deadline=None, derandomize=True, max_examples=500)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
# What the steps of folding act upon, in odd orders.
TRICKY = st.lists(
    st.sampled_from(
        [
            "泽",
            "連",
            "a",
            "É",
            "e\u0301",
            "\u0301",
            "\ufe00",
            "·",
            "•",
            ".",
            "-",
            "—",
            " ",
            "　",
            "\n",
            "\r",
            "\r\n",
            "\u200b",
            "ß",
            "ﬁ",
            "…",
            "𠮷",
        ]
    ),
    max_size=25,
).map("".join)


@pytest.mark.parametrize("mark", "·・•‧∙･●．.-－—–‐‑﹣᛫")
def test_every_interpunct_between_han_is_one(mark: str):
    assert fold_text(f"科林{mark}鲍威尔") == "科林·鲍威尔"


def test_spaces_beside_an_interpunct_go():
    assert (
        fold_text("史蒂夫 · 威特科夫")
        == fold_text("史蒂夫・ 威特科夫")
        == fold_text("史蒂夫  •威特科夫")
        == "史蒂夫·威特科夫"
    )
    assert fold_text("弗拉基米尔 · 亚历山德罗维奇·泽连斯基") == "弗拉基米尔·亚历山德罗维奇·泽连斯基"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("会谈结束. 特朗普说", "会谈结束. 特朗普说"),
        ("谈判 - 专题", "谈判 - 专题"),
        ("会谈——没有结果", "会谈--没有结果"),
        ("3.5公里", "3.5公里"),
        ("第5-7页", "第5-7页"),
        ("和A-B.C在", "和a-b.c在"),
        ("他说...没有", "他说...没有"),
        ("完。下", "完。下"),
        ("一   · 二", "一   · 二"),
    ],
)
def test_other_dots_and_dashes_are_no_interpunct(text: str, folded: str):
    assert fold_text(text) == folded


def test_a_bullet_at_the_start_of_a_line_is_no_interpunct():
    assert fold_text("名单：特朗普\n· 普京\r\n  •泽连斯基") == "名单:特朗普   普京    泽连斯基"
    assert "·" not in fold_text("特朗普\n●普京")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("澤倫斯基與烏克蘭國會", "泽伦斯基与乌克兰国会"),
        ("臺灣 台灣", "台湾 台湾"),
        ("裏海 裡海", "里海 里海"),
        ("ＫＹＩＶ　Ｋｙｉｖ", "kyiv kyiv"),
        ("ﾊﾞｲﾃﾞﾝ", "ハ\u3099イテ\u3099ン"),
        (
            "Zelenskyĭ Erdoğan Wałęsa Ørsted Đilas Łódź Ærø Œuvre",
            "zelenskyi erdogan walesa orsted dilas lodz aero oeuvre",
        ),
        ("ﬁ ﬂ ﬀ ß ẞ İ ı Ĳ", "fi fl ff ss ss i i ij"),
        ("“Kyiv” ‘Lviv’ `x´", "\"kyiv\" 'lviv' 'x'"),
        ("（a）［b］：！？，", "(a)[b]:!?,"),
        ("a\u200bb\u00adc\ufeffd\u2060e\u202af\u202c", "abcdef"),
        ("a\u00a0b\u2003c\td\r\ne\u2028f", "a b c d e f"),
        ("Ⅳ ① ㎏ ℃", "iv 1 kg °c"),
        ("Київ Мэр", "київ мэр"),
        ("𠮷野家 㐀", "𠮷野家 㐀"),
    ],
)
def test_forms(text: str, folded: str):
    assert unicodedata.normalize("NFC", fold_text(text)) == unicodedata.normalize("NFC", folded)


def test_composed_and_decomposed_letters_fold_alike():
    for text in ("Zelenskyĭ", "Erdoğan", "José", "Malmö", "Dvořák"):
        assert fold_text(unicodedata.normalize("NFD", text)) == fold_text(text)


def test_every_character_folds_to_a_fixed_point():
    characters = [
        chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF and code != 0x1F
    ]
    once = fold_many(characters)
    assert len(once) == len(characters)
    assert fold_many(once) == once


@PROPERTY
@given(st.one_of(ANY_TEXT, TRICKY))
def test_folding_again_changes_nothing(text: str):
    once = fold_text(text)
    assert fold_text(once) == once


@PROPERTY
@given(st.one_of(ANY_TEXT, TRICKY))
def test_offsets_go_forward_and_what_they_give_folds_to_the_same(text: str):
    folded = fold(AlignedText(text))
    before = (0, 0)
    for index, char in enumerate(folded.text):
        start, end = folded.to_raw(index, index + 1)
        assert 0 <= start < end <= len(text)
        assert (start, end) == before or start >= before[1]
        assert char in fold_text(text[start:end]) + " .-·"
        before = (start, end)


@PROPERTY
@given(
    st.lists(
        st.one_of(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1f")), TRICKY),
        max_size=8,
    )
)
def test_many_at_once_are_folded_as_each_alone(texts: list[str]):
    assert fold_many(texts) == [fold_text(text) for text in texts]


def test_plain_folded_text_needs_no_layer():
    assert fold(AlignedText("雨停了")).layers == ()
    assert fold(AlignedText("RAIN")).layers == ()
    assert fold(AlignedText("")).text == ""


@pytest.mark.parametrize(
    "text",
    [
        "\u0301" * 100_000,
        "a" + "\u0301" * 100_000,
        "汉·" * 50_000,
        "汉 " * 50_000,
        "\n·" * 50_000,
        "\r\n" * 50_000,
        "ß" * 50_000,
    ],
)
def test_hostile_input_is_finished_with(text: str):
    assert fold_text(fold_text(text)) == fold_text(text)
