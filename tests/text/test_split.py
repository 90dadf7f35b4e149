"""Paragraphs and sentences: they end where a reader ends them, and leave nothing out."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entities.text.split import Units, split_units

PROPERTY = settings(deadline=None, derandomize=True, max_examples=500)


def sentences(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in split_units(text).sentences]


@pytest.mark.parametrize(
    "parts",
    [
        ["雨停了。", "车队离开小镇！", "他还会回来吗？", "没有人知道"],
        ["市长说：“我们会回来。”", "他没有回头。"],
        ["「我們會回來。」", "市長說。", "（記者在現場。）", "雨又下了。"],
        ["『走吧！』", "他說。"],
        ["增长3.5%,好于预期。", "每升7.82元!", "真的?", "是的。"],
        ["什么？！", "他愣住了。"],
        ["完了!!!", "还没有?!", "没有。"],
        ["会谈讨论了军援、制裁……等议题。", "下一轮在十一月。"],
        ["“我真的不知道……”", "他低下头。"],
        ["他沉默了很久……", "然后走了。"],
        ["我们……，也许，会回来。", "再见。"],
        ["结束了… …"],
        ["泽连斯基说(他在基辅):没有结果。", "会谈继续。"],
        ["消息见 https://example.com/a?id=1&b=2 网页。", "完。"],
        ["分号不是句号；冒号：也不是。", "逗号，更不是。"],
    ],
)
def test_chinese(parts: list[str]):
    assert sentences("".join(parts)) == parts


@pytest.mark.parametrize(
    "parts",
    [
        ["The rain stopped.", "The convoy left!", "Will it be back?", "Nobody knows"],
        ["Gen. Smith met Sen. Lee and Mr. Holm.", "They spoke for an hour."],
        ["Lt. Gen. Ann Lee commands it.", "Dr. Reed, Ph.D. and Prof. Wu advise her."],
        ["J. D. Vance and George W. Bush met.", "So did I."],
        ["He flew to the U.S. Senate from the U.K. on Tuesday.", "It rained."],
        ["She left the U.S.", "The Kremlin said nothing."],
        ["He works for Holm Inc.", "He is happy."],
        ["It rose 3.5% to 7.82 euros.", "That was more than in Jan. 2025."],
        ["Trains leave at 5 p.m. on Sundays.", "The last one leaves at 9 p.m.", "After that there is a bus."],
        ["See No. 5 and Fig. 3 of it.", "He said no.", "Then he left."],
        ['He said: "No."', '"Why?"', "she asked."],
        ['"We will be back," he said.', '"We will."', "(He was wrong.)", "It rained."],
        ["NATO.", "The EU.", "Then the OSCE."],
        ["He waited... and waited.", "Then…", "He left.", "So..."],
        ["Really?!", "Yes!", "No..."],
        ["Read example.com/a.b?c=1 or a.txt.", "It helps."],
        ["Oil fell to $60.", "‘Bad,’ he said.", "“Very bad.”", "20 ships left."],
        ["The vote was 5-4.", "Élodie Martin voted no."],
    ],
)
def test_english(parts: list[str]):
    assert sentences(" ".join(parts)) == parts


def test_both_languages_in_one_paragraph():
    assert sentences("He said “走吧。” Then he left. 他走了。Nobody spoke. 没有人说话") == [
        "He said “走吧。”",
        "Then he left.",
        "他走了。",
        "Nobody spoke.",
        "没有人说话",
    ]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\n\n \n", "\u2028", "\x0b", "\x85"])
def test_a_line_break_ends_paragraph_and_sentence(line_break: str):
    text = f"第一段没有句号{line_break}第二段。有两句"
    units = split_units(text)
    assert [text[start:end] for start, end in units.paragraphs] == ["第一段没有句号", "第二段。有两句"]
    assert sentences(text) == ["第一段没有句号", "第二段。", "有两句"]


def test_marks_and_white_space_alone_are_no_sentence():
    assert sentences("雨停了。 ") == ["雨停了。"]
    assert sentences("雨停了。 ” ——") == ["雨停了。 ” ——"]
    assert sentences("。。。") == ["。。。"]
    assert split_units(" \n\t\n") == split_units("") == Units((), ())


def test_locate():
    text = "雨停了。车队离开。\n\n市长说：“走吧。”他走了。"
    units = split_units(text)
    assert units.locate(0) == (0, 0)
    assert units.locate(text.index("车")) == (0, 1)
    assert units.locate(text.index("\n")) == (0, 1)
    assert units.locate(text.index("走吧")) == (1, 2)
    assert units.locate(text.index("”")) == (1, 2)
    assert units.locate(text.index("他走")) == (1, 3)
    assert units.locate(len(text) + 5) == (1, 3)
    assert split_units("").locate(3) == (0, 0)
    assert split_units("  \n雨").locate(0) == (0, 0)


PIECES = st.sampled_from(
    [
        *"。！?!….”\"'）)「」% \n\u3000\u2028雨a",
        "..",
        "...",
        "……",
        "U.S.",
        "Gen.",
        "A.",
        "The",
        "He",
        "3.5",
        "车队",
        "b2",
        "\r\n",
        "www.x.y?z=1",
        "  ",
    ]
)


@PROPERTY
@given(st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text()))
def test_every_character_of_a_paragraph_is_in_one_sentence(text: str):
    units = split_units(text)
    for start, end in units.paragraphs:
        assert text[start:end].strip()
        own = [span for span in units.sentences if span[0] >= start and span[1] <= end]
        assert own[0][0] == start
        assert own[-1][1] == end
        assert all(before[1] == after[0] for before, after in pairwise(own))
        assert all(low < high for low, high in own)
    outside = set(range(len(text))) - {index for span in units.paragraphs for index in range(*span)}
    assert all(text[index].isspace() for index in outside)
    assert len(units.sentences) == sum(
        1 for span in units.sentences if any(start <= span[0] < end for start, end in units.paragraphs)
    )


@PROPERTY
@given(st.lists(PIECES, max_size=30).map("".join))
def test_locate_agrees_with_the_spans(text: str):
    units = split_units(text)
    for number, (start, end) in enumerate(units.sentences):
        for position in range(start, end):
            paragraph, sentence = units.locate(position)
            assert sentence == number
            assert units.paragraphs[paragraph][0] <= position < units.paragraphs[paragraph][1]


@pytest.mark.parametrize(
    "text",
    [
        "." * 100_000,
        ". " * 50_000,
        "A." * 50_000,
        "!" * 100_000 + "x",
        "?!" * 50_000 + "a",
        "…" * 100_000,
        "….…." * 20_000,
        "。" * 100_000,
        "." + " " * 100_000 + "x",
        "." + '"' * 100_000,
        "…" + "”" * 100_000 + "的",
        "<?" * 50_000,
        "." * 99_999 + "a",
    ],
    ids=range(13),
)
def test_hostile_input_is_finished_with(text: str):
    units = split_units(text)
    assert units.paragraphs == ((0, len(text)),)
    assert units.sentences[-1][1] == len(text)
