"""Clean text: escapes, markup and references go; what is no markup stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entities.text.clean import clean, clean_fragment
from entities.text.markup import Hint

PROPERTY = settings(deadline=None, derandomize=True, max_examples=400)


def text_of(raw: str) -> str:
    return clean(raw).aligned.text


def paragraphs(raw: str) -> list[str]:
    return [line.strip() for line in text_of(raw).split("\n") if line.strip()]


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "雨停了，车队离开小镇。\r\n\r\n市长没有说话。",
        "I <3 this town",
        "他在<白河渡口>等船，<泽连斯基>没有来。",
        "a<b and c>d, 5 < 6 > 4",
        "if x<y>z then",
        "write to <mayor@example.com> or <https://example.com/a>",
        "<Al-Jazeera> said",
        "C:\\new\\table and \\upper",
        "AT&T, R&D; Q&A; &foo; &timestamp; &; &#; &#x;",
        "price?a=1&copy=2&nbsp=3",
        "</ p> < p> <1>",
        "a trailing <p",
        "a trailing <",
        "]] > and <! not",
    ],
)
def test_plain_text_stays_as_it_is(raw: str):
    cleaned = clean(raw)
    assert cleaned.aligned.text == raw
    assert (cleaned.aligned.layers, cleaned.hints, cleaned.skipped) == ((), (), ())


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("\\u003cp\\u003e雨停了\\u003c/p\\u003e", "雨停了"),
        ("\\u003Cp\\u003E雨停了\\u003C\\/p\\u003E", "雨停了"),
        ("\\\\u003cp\\\\u003e雨停了\\\\u003c\\\\/p\\\\u003e", "雨停了"),
        ('\\u003cp class=\\"a\\" title=\'b\'\\u003e他说\\"不\\"\\u003c\\/p\\u003e', '他说"不"'),
        ("\\u003cp\\u003e\\u767d\\u6cb3\\ud842\\udfb7\\ud83d\\ude00\\u003c/p\\u003e", "白河𠮷😀"),
        ("\\u003cp\\u003e\\ud83d alone\\u003c/p\\u003e", "\ufffd alone"),
        ("\\u0000 \\u003cb\\u003ex", "\ufffd x"),
    ],
)
def test_json_escapes(raw: str, expected: str):
    assert paragraphs(raw) == [expected]


def test_line_breaks_in_json():
    assert text_of('他说\\"走\\"。\\n第二段\\r\\n第三段\\t完') == '他说"走"。\n第二段\r\n第三段\t完'


def test_surrogates_escaped_twice():
    assert text_of("\\\\ud842\\\\udfb7 \\\\\\\\u767d") == "𠮷 白"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("<p>一</p><p>二</p>", ["一", "二"]),
        ("一<br>二<br/>三<BR />四", ["一", "二", "三", "四"]),
        ("<ul><li>一<li>二</ul>", ["一", "二"]),
        ("<table><tr><td>一</td><td>二</td></tr></table>", ["一", "二"]),
        ("<div><h2>题</h2>文</div>", ["题", "文"]),
        ("白<b>河</b>渡<span class='x'>口</span><a href=\"/y\">站</a>", ["白河渡口站"]),
        ('<p title="a > b" data-x=\'c "d" > e\'>一</p>', ["一"]),
        ('<img alt="5 < 6" src=x>一', ["一"]),
        ("<p class=\"open>一<a href='y'>二</a>", ["一二"]),
        ("<p class='it's'>一</p>", ["一"]),
        ("<p\nclass=a\n>一</p\n>", ["一"]),
        ("<o:p>一</o:p><media:title>二</media:title><news-body>三</news-body>", ["一二三"]),
        ("<!DOCTYPE html><?xml version='1.0'?><![if !IE]>一<![endif]>", ["一"]),
        ("<![CDATA[<p>一</p>二]]>", ["一", "二"]),
        ("一<!-- 二 <p> -->三<!--[if IE]>四<![endif]-->", ["一三"]),
        ("一<script>var a = '</p>' + \"<p>\";</script>二", ["一", "二"]),
        ("一<STYLE type='text/css'>p > b {color: red}</Style >二", ["一", "二"]),
        ("一<svg><title>图标</title><path d='M0'/></svg>二<template><p>三</p></template>", ["一", "二"]),
        ("一<script src='x'/>二", ["一", "二"]),
        ("<P>一</P>", ["一"]),
    ],
)
def test_markup(raw: str, expected: list[str]):
    assert paragraphs(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("一<!-- 二\n三", ["一 二", "三"]),
        ("<p>一<script>var a = 1;\n二</p>", ["一", "二"]),
        ("<style>p{color:red} b{x:y}<p>一</p>", ["一"]),
        ("<style>p{color:red}\n一", ["一"]),
        ("<b>一", ["一"]),
        ("一</div></div>", ["一"]),
        ("<![CDATA[一", ["一"]),
        ("一<p class='x", ["一<p class='x"]),
    ],
)
def test_what_is_never_closed_costs_little(raw: str, expected: list[str]):
    assert paragraphs(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("&lt;雨&gt; &amp; 风 &quot;停&quot; &#39;了&#x27;", "<雨> & 风 \"停\" '了'"),
        ("&amp;lt;雨&amp;gt; &amp;amp;amp; &amp;amp;nbsp;", "<雨> & \xa0"),
        ("a&nbsp;b&nbspc &nbsp白&nbsp", "a\xa0b&nbspc \xa0白\xa0"),
        ("&ldquo;雨&rdquo;&hellip;&middot;&szlig;&shy;", "“雨”…·ß\xad"),
        ("&#30333;&#x6CB3;&#X6cb3;&#131072;&#x1F600;", "白河河𠀀😀"),
        ("&#0;&#xD800;&#x110000;", "\ufffd\ufffd\ufffd"),
        ("&NotEqualTilde;", "≂̸"),
        ("&#150;&#8203;", "–\u200b"),
    ],
)
def test_references(raw: str, expected: str):
    assert text_of(raw) == expected


def test_markup_behind_references():
    assert paragraphs("&lt;p&gt;一&lt;br /&gt;二&lt;/p&gt;") == ["一", "二"]
    assert paragraphs("&amp;lt;p&amp;gt;一&amp;lt;/p&amp;gt;") == ["一"]
    assert paragraphs("\\u0026lt;p\\u0026gt;一\\u0026nbsp;二") == ["一\xa0二"]
    assert paragraphs("<p>&lt;script&gt;x = 1&lt;/script&gt;一</p>") == ["一"]


def test_a_line_break_inside_a_closed_block_is_only_white_space():
    assert paragraphs("<p>The convoy\r\n   left <b>the\ntown</b></p>") == ["The convoy left the town"]
    assert paragraphs("<div>\n  白河\n  渡口\n</div>") == ["白河渡口"]
    assert paragraphs("<p>第一行\nsecond</p>") == ["第一行 second"]
    assert paragraphs("<div><p>one\ntwo<p>three\nfour</div>") == ["one two", "three four"]


def test_other_line_breaks_stay():
    assert paragraphs("题\n<b>一</b>\n二 <i>三</i>\n四") == ["题", "一", "二 三", "四"]
    assert paragraphs("<p>一</p>\n二\n三\n<p>四</p>") == ["一", "二", "三", "四"]
    assert paragraphs("<p>一\n二\n三") == ["一", "二", "三"]
    assert paragraphs("<div><pre>一\n二</pre>三\n四</div>") == ["一", "二", "三四"]


def test_hints():
    raw = (
        "<title>题</title><nav>首页</nav><h1>大题</h1><p>文</p><figure><figcaption>图</figcaption></figure>"
        "<div class='photo-caption'><div>说</div>明</div><aside>旁</aside><footer>尾</footer>"
    )
    cleaned = clean(raw)
    said = [(hint.label, cleaned.aligned.text[hint.start : hint.end].strip()) for hint in cleaned.hints]
    assert said == [
        ("title", "题"),
        ("boilerplate", "首页"),
        ("title", "大题"),
        ("caption", "图"),
        ("caption", "说\n明"),
        ("boilerplate", "旁"),
        ("boilerplate", "尾"),
    ]


def test_hints_follow_the_text_through_later_layers():
    cleaned = clean("&amp;<h1>白&amp;河</h1>&lt;p&gt;文&lt;/p&gt;")
    (hint,) = cleaned.hints
    assert isinstance(hint, Hint)
    assert cleaned.aligned.text[hint.start : hint.end].strip() == "白&河"


def test_an_unclosed_or_empty_element_gives_no_hint():
    assert clean("<nav>首页<p>文</p>").hints == ()
    assert clean("<h1></h1><p>文</p>").hints == ()


def test_skipped_spans_are_raw():
    raw = "一\\u003cstyle\\u003ep{}\\u003c/style\\u003e二\\u003c!--三--\\u003e四"
    cleaned = clean(raw)
    assert [raw[start:end] for start, end in cleaned.skipped] == [
        "\\u003cstyle\\u003ep{}\\u003c/style\\u003e",
        "\\u003c!--三--\\u003e",
    ]


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("白\n 河", "白河"),
        ("Ann\r\n  Lee", "Ann Lee"),
        ("Ann\\nLee", "Ann Lee"),
        ("白<b>河</b>", "白河"),
        ("\\u767d&#27827;", "白河"),
        ("白河", "白河"),
    ],
)
def test_a_fragment_reads_as_it_does_within_the_page(fragment: str, expected: str):
    assert clean_fragment(fragment) == expected


HOSTILE = {
    "backslashes": "\\" * 100_000,
    "backslashes before u": "\\" * 100_000 + "u",
    "half surrogates": "\\ud83d" * 20_000,
    "less-than signs": "<" * 100_000,
    "open tags": "<p " * 33_000,
    "open quotes": '<p "' * 25_000,
    "crossed quotes": "<p \"'" * 20_000,
    "quoted tags": '<p "<p " ' * 11_000,
    "one tag of classes": "<p " + "class=" * 17_000 + ">",
    "many classes of captions": "<p class='a " + "image_" * 17_000 + "'>",
    "comments": "<!--" * 25_000,
    "comment ends": "-->" * 33_000,
    "scripts": "<script>" * 12_500,
    "script ends": "</script>" * 11_000,
    "declarations": "<!a" * 33_000,
    "instructions": "<?" * 50_000,
    "character data": "<![CDATA[" * 11_000,
    "nesting": "<div>" * 20_000 + "</div>" * 20_000,
    "never closed": "<h1>" * 25_000,
    "never opened": "</h1>" * 20_000,
    "headings": "<h1>a</h1>" * 10_000,
    "spaces in a block": "<p>" + " " * 100_000 + "x</p>",
    "lines in a block": "<p>" + " \n" * 50_000 + "x</p>",
    "ampersands": "&" * 100_000,
    "nested ampersands": "&" + "amp;" * 25_000,
    "open references": "&amp" * 25_000,
    "numbers": "&#1" * 33_000,
    "escaped tags": "&lt;p&gt;" * 11_000,
    "tags escaped twice": "&amp;lt;b&amp;gt;" * 6_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_is_finished_with(name: str):
    cleaned = clean(HOSTILE[name])
    assert cleaned.aligned.to_raw(0, len(cleaned.aligned.text))[1] <= len(HOSTILE[name])


PIECES = st.sampled_from(
    [
        *"<>/\"'=!\\&\n1ab白河😀",
        "\r\n",
        "--",
        "\\\\",
        "amp;",
        "&lt;",
        "&#x3c;",
        "u003c",
        "\\u003c",
        "\\n",
        "div",
        "script",
        "style",
        "title",
        "<!--",
        "-->",
        "<p>",
        "</p>",
        "<h1>",
        "</h1>",
        "<div class='caption'>",
        "</div>",
        "<script>",
        "</script>",
        "<style>",
        "<br>",
        "]]>",
        "<![CDATA[",
    ]
)


@PROPERTY
@given(st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=30).map("".join))
def test_whatever_comes_in_offsets_and_hints_stay_within_the_text(raw: str):
    raw = raw.encode("utf-8", errors="replace").decode()
    cleaned = clean(raw)
    text = cleaned.aligned.text
    ends = 0
    for index in range(len(text)):
        start, end = cleaned.aligned.to_raw(index, index + 1)
        assert 0 <= start < end <= len(raw)
        assert start >= ends or (start, end) == cleaned.aligned.to_raw(index - 1, index)
        ends = max(ends, start)
    assert all(0 <= hint.start <= hint.end <= len(text) for hint in cleaned.hints)
    assert all(0 <= start < end <= len(raw) for start, end in cleaned.skipped)
    text.encode("utf-8")
