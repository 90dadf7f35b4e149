"""Bytes to text: the encoding is found, and one bad byte anywhere does not change what is found."""

from __future__ import annotations

import random
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entities.text.decode import Decoded, decode, looks_binary, scrub

PROPERTY = settings(deadline=None, derandomize=True, max_examples=300)

SIMPLIFIED = """前线的雨下了整整一夜，天亮时车队才离开小镇。
“我们会回来的。”市长站在桥头说，他的大衣已经湿透。
据当地电台报道，北岸的两座变电站在凌晨恢复供电，约3.5万户居民重新用上了暖气。
谈判代表没有回答记者的提问，只说会谈“有进展”，下一轮定在十一月举行。
国防部否认了这一说法，称部队仍在原来的位置，没有后撤一步。
经济学家提醒，粮价上涨主要是因为运输受阻，而不是收成不好。
"""
TRADITIONAL = """前線的雨下了整整一夜，天亮時車隊才離開小鎮。
「我們會回來的。」市長站在橋頭說，他的大衣已經濕透。
據當地電台報導，北岸的兩座變電站在凌晨恢復供電，約3.5萬戶居民重新用上了暖氣。
談判代表沒有回答記者的提問，只說會談「有進展」，下一輪定在十一月舉行。
國防部否認了這一說法，稱部隊仍在原來的位置，沒有後撤一步。
經濟學家提醒，糧價上漲主要是因為運輸受阻，而不是收成不好。
"""
ENGLISH = """The convoy left the town at dawn, after a night of rain that had turned the road to mud.
"We will be back," the mayor said from the bridge, his coat soaked through.
Two substations on the north bank were running again, local radio said, and 35,000 homes had heat.
"""
MIXED = f"{ENGLISH}The mayor's name is written 林望北 in Chinese, the town's 白河渡口.\n{ENGLISH}"
TEXTS = {
    "simplified": (SIMPLIFIED, "gb18030"),
    "simplified-one-line": (SIMPLIFIED.replace("\n", ""), "gb18030"),
    "traditional": (TRADITIONAL, "big5hkscs"),
    "traditional-one-line": (TRADITIONAL.replace("\n", ""), "big5hkscs"),
    "mostly-english": (MIXED, "gb18030"),
    "mostly-english-big5": (MIXED, "big5hkscs"),
}
CASES = [(name, encoding) for name, (_, legacy) in TEXTS.items() for encoding in ("utf-8", legacy)]


def damage(data: bytes, position: int) -> list[bytes]:
    before, after = data[:position], data[position + 1 :]
    return [
        before + b"\xff" + after,
        before + b"\x80" + after,
        before + b"\xc3" + after,
        before + b" " + after,
        before + b"A" + after,
        before + b"\x00" + after,
        before + after,
        before + b"\xff" + data[position:],
        before + b"z" + data[position:],
    ]


@pytest.mark.parametrize(("name", "encoding"), CASES)
@pytest.mark.parametrize("length", [50, 200, 1000, 5000])
def test_whole_texts_of_every_length(name: str, encoding: str, length: int):
    text = TEXTS[name][0]
    text = text[-length:] if length < len(text) else (text * (length // len(text) + 1))[:length]
    assert decode(text.encode(encoding)) == Decoded(text, "utf-8" if text.isascii() else encoding, 0)


@pytest.mark.parametrize(("name", "encoding"), CASES)
def test_one_bad_byte_anywhere_does_not_flip_the_choice(name: str, encoding: str):
    text, _ = TEXTS[name]
    data = text.encode(encoding)
    flipped = [
        (position, kind, decoded.encoding)
        for position in range(len(data))
        for kind, bad in enumerate(damage(data, position))
        if (decoded := decode(bad)).encoding != encoding
    ]
    assert flipped == []


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_bad_byte_anywhere_in_a_short_text(encoding: str):
    data = SIMPLIFIED[:50].encode(encoding)
    for position in range(len(data)):
        for bad in damage(data, position):
            assert decode(bad).encoding == encoding


@pytest.mark.parametrize(
    ("text", "encoding"), [(SIMPLIFIED, "utf-8"), (SIMPLIFIED, "gb18030"), (TRADITIONAL, "big5hkscs")]
)
def test_one_bad_byte_at_places_of_a_long_text(text: str, encoding: str):
    data = (text * 20).encode(encoding)
    for position in range(0, len(data), 997):
        for bad in damage(data, position):
            assert decode(bad).encoding == encoding


def test_a_lost_byte_garbles_a_few_characters_not_the_rest_of_the_line():
    text = SIMPLIFIED.replace("\n", "").replace("3.5", "三")
    data = text.encode("gb18030")
    for position in range(len(data) - 60):
        for bad in (data[:position] + data[position + 1 :], data[:position] + b"A" + data[position + 1 :]):
            assert decode(bad).text.endswith(text[-20:])


def test_characters_outside_gb2312_are_no_lost_bytes():
    text = "陶喆和朱镕基在白河渡口见面，李堃、吴玥、王昇也到了，丁玥玥没有来。" * 3
    assert decode(text.encode("gb18030")) == Decoded(text, "gb18030", 0)
    assert decode("𠮷野家".encode("gb18030") * 9).text == "𠮷野家" * 9


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, ENGLISH, MIXED, "Kyiv", "泽连斯基抵达基辅"])
def test_utf_16_with_and_without_mark(encoding: str, text: str):
    mark = "\ufeff".encode(encoding)
    assert decode(text.encode(encoding)) == Decoded(text, encoding, 0)
    assert decode(mark + text.encode(encoding)) == Decoded(text, "utf-16", 0)


@pytest.mark.parametrize("encoding", ["utf-32-le", "utf-32-be"])
def test_utf_32_with_mark(encoding: str):
    assert decode(("\ufeff" + SIMPLIFIED).encode(encoding)) == Decoded(SIMPLIFIED, "utf-32", 0)


def test_the_mark_of_utf_8_is_kept_beside_the_text():
    data = ("\ufeff" + SIMPLIFIED).encode()
    decoded = decode(data)
    assert decoded == Decoded(SIMPLIFIED, "utf-8", 0, mark="\ufeff")
    assert decoded.mark + decoded.text == data.decode("utf-8")
    assert decode(b"\xef\xbb\xbfbad \xff byte") == Decoded("bad \ufffd byte", "utf-8", 1, mark="\ufeff")


def test_a_cut_off_utf_16_file_loses_its_last_character():
    decoded = decode(("\ufeff" + SIMPLIFIED).encode("utf-16-le")[:-1])
    assert decoded == Decoded(SIMPLIFIED[:-1] + "\ufffd", "utf-16", 1)


def test_line_ends_and_a_mark_inside_are_kept():
    text = "第一行\r\n第二行\r第三行\n\ufeff第四行\u2028"
    assert decode(text.encode()).text == text


def test_western_punctuation_of_english_pages():
    data = "The mayor’s café – “closed” – reopened in Malmö.".encode("cp1252")
    assert decode(data) == Decoded("The mayor’s café – “closed” – reopened in Malmö.", "cp1252", 0)
    assert decode(b"a stray \xff in English") == Decoded("a stray \ufffd in English", "utf-8", 1)
    assert decode("It’s “closed”".encode()[:-1]) == Decoded("It’s “closed\ufffd", "utf-8", 1)


def test_undecodable_bytes_are_counted_and_a_replacement_character_of_the_author_is_not():
    assert decode(b"one \xff two \xfe\xfe three") == Decoded("one \ufffd two \ufffd\ufffd three", "utf-8", 3)
    assert decode("写成 \ufffd 的字".encode()).replaced == 0
    assert decode("写成 \ufffd 的字".encode() + b"\xff").replaced == 1
    assert decode(SIMPLIFIED.encode("gb18030") + b"\x81").replaced == 1


def test_empty_and_blank():
    assert decode(b"") == Decoded("", "utf-8", 0)
    assert decode(b" \r\n") == Decoded(" \r\n", "utf-8", 0)
    assert decode(b"\xef\xbb\xbf") == Decoded("", "utf-8", 0, mark="\ufeff")
    assert not looks_binary(decode(b""))


def test_scrub_replaces_one_for_one():
    assert scrub("a\x00b\ud800c\udfff") == ("a\ufffdb\ufffdc\ufffd", 3)
    assert scrub("泽连斯基 \U0001f600") == ("泽连斯基 \U0001f600", 0)
    assert decode(b"Kyiv\x00 and Lviv") == Decoded("Kyiv\ufffd and Lviv", "utf-8", 1)


@PROPERTY
@given(st.text(st.characters()))
def test_scrub_keeps_the_length_and_leaves_text_that_can_be_written(text: str):
    scrubbed, count = scrub(text)
    assert len(scrubbed) == len(text)
    assert sum(a != b for a, b in zip(text, scrubbed, strict=True)) == count
    scrubbed.encode("utf-8")
    assert "\x00" not in scrubbed


@PROPERTY
@given(st.binary(max_size=300))
def test_any_bytes_become_text_that_can_be_written(data: bytes):
    decoded = decode(data)
    decoded.text.encode("utf-8")
    assert decoded.replaced <= decoded.text.count("\ufffd")
    looks_binary(decoded)


@PROPERTY
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff")))
def test_utf_8_is_taken_at_its_word(text: str):
    assert decode(text.encode()) == Decoded(text, "utf-8", 0)


def test_binary_files_are_told_from_text():
    noise = random.Random(7).randbytes(4000)
    for data in (
        noise,
        zlib.compress(SIMPLIFIED.encode() * 50 + noise),
        b"\x89PNG\r\n\x1a\n" + noise,
        bytes(500),
    ):
        assert looks_binary(decode(data)), data[:8]
    assert looks_binary(decode(b"\x7fELF\x02\x01\x01" + bytes(60) + b".text\x00.data\x00" * 9))
    assert looks_binary(Decoded("\x01\x02 half \x03\x04 of it \x05", "utf-8", 0))


@pytest.mark.parametrize(
    ("name", "encoding"), [*CASES, ("simplified", "utf-16-le"), ("mostly-english", "utf-16-be")]
)
def test_text_is_not_binary_in_any_encoding(name: str, encoding: str):
    data = TEXTS[name][0].encode(encoding)
    assert not looks_binary(decode(data))
    assert not looks_binary(decode(data[:40] + b"\xff\x80" + data[40:]))


def test_other_scripts_in_utf_8_are_text():
    assert not looks_binary(decode("Мэр стоял на мосту под дождём.".encode()))
    assert not looks_binary(decode("وقف العمدة على الجسر".encode() + b"\xff"))
    assert decode("Мэр стоял на мосту.".encode() + b"\xff").encoding == "utf-8"
