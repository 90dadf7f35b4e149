"""Offsets: layers compose, and every name leads back to exactly the characters that spell it in the raw text."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from entities.text.alignment import AlignedText, Layer, LayerBuilder
from entities.text.clean import clean
from entities.text.fold import fold

PROPERTY = settings(deadline=None, derandomize=True, max_examples=400)


def build(*runs: tuple[str, int, int]) -> tuple[str, Layer]:
    builder = LayerBuilder()
    for text, start, end in runs:
        builder.replace(text, start, end)
    return builder.build()


def test_kept_text_maps_character_for_character():
    builder = LayerBuilder()
    builder.keep("abcdef", 2, 5)
    text, layer = builder.build()
    assert text == "cde"
    assert layer.to_source(1, 2) == (3, 4)
    assert layer.to_source(0, 3) == (2, 5)


def test_an_atom_maps_as_a_whole():
    text, layer = build(("x", 0, 1), ("&", 1, 6), ("ss", 6, 7))
    assert text == "x&ss"
    assert layer.to_source(1, 2) == (1, 6)
    assert layer.to_source(2, 3) == layer.to_source(3, 4) == layer.to_source(2, 4) == (6, 7)
    assert layer.to_source(0, 3) == (0, 7)


def test_dropped_text_belongs_to_no_side():
    _, layer = build(("a", 0, 1), ("b", 4, 5))
    assert layer.to_source(0, 1) == (0, 1)
    assert layer.to_source(1, 2) == (4, 5)
    assert layer.to_source(0, 2) == (0, 5)


def test_an_empty_span_maps_to_an_empty_span():
    _, layer = build(("a", 0, 1), ("b", 4, 5))
    assert layer.to_source(1, 1) == (4, 4)
    assert layer.to_source(2, 2) == (5, 5)
    assert Layer([], [], [], 0).to_source(0, 0) == (0, 0)


def test_extend_reaches_only_from_the_end_of_the_last_run():
    builder = LayerBuilder()
    builder.extend(0, 1)
    builder.replace("e", 1, 2)
    builder.extend(2, 3)
    builder.extend(4, 5)
    assert builder.build()[1].to_source(0, 1) == (1, 3)


def test_positions_in_dropped_text_go_to_what_follows():
    _, layer = build(("ab", 2, 4), ("c", 6, 9))
    assert [layer.to_derived(position) for position in range(10)] == [0, 0, 0, 1, 2, 2, 2, 3, 3, 3]
    assert Layer([], [], [], 0).to_derived(3) == 0


def test_layers_compose():
    inner, first = build(("<", 0, 4), ("b", 4, 5), (">", 5, 9), ("ß", 9, 15))
    aligned = AlignedText("&lt;b&gt;\\u00df").then(inner, first)
    aligned = aligned.then(*build(("ss", 3, 4)))
    assert aligned.then("SS", None).to_raw(0, 1) == (9, 15)
    assert aligned.to_raw(0, 2) == (9, 15)


@PROPERTY
@given(st.lists(st.tuples(st.sampled_from(["keep", "atom", "wide", "drop"]), st.integers(1, 4)), max_size=12))
def test_a_layer_agrees_with_a_list_of_characters(plan: list[tuple[str, int]]):
    source = "".join(chr(0x4E00 + index) for index in range(sum(size for _, size in plan)))
    builder = LayerBuilder()
    origin: list[tuple[int, int]] = []
    position = 0
    for kind, size in plan:
        end = position + size
        if kind == "keep":
            builder.keep(source, position, end)
            origin.extend((index, index + 1) for index in range(position, end))
        elif kind != "drop":
            text = "y" * (size + 1) if kind == "wide" else "x"
            builder.replace(text, position, end)
            origin.extend([(position, end)] * len(text))
        position = end
    text, layer = builder.build()
    assert len(text) == layer.length == len(origin)
    for start in range(len(origin)):
        for end in range(start + 1, len(origin) + 1):
            assert layer.to_source(start, end) == (origin[start][0], origin[end - 1][1])
    for position in range(len(source)):
        later = [index for index, (start, _) in enumerate(origin) if start >= position]
        assert layer.to_derived(position) == (later[0] if later else len(origin))


# Spellings of names that fold to one form each. Those with a backslash count only on a page that is JSON-escaped.
NAMES = {
    "泽连斯基": [
        "泽连斯基",
        "澤連斯基",
        "泽<b>连</b>斯基",
        "泽<!-- 广告 -->连斯基",
        "&#27901;连&#x65AF;基",
        "&amp;#27901;连斯基",
        "泽\u200b连\u2060斯基",
        "泽\ufe00连\U000e0100斯基\ufe01",
        "\\u6cfd\\u8fde斯基",
        "泽\\u003cb\\u003e连\\u003c\\/b\\u003e斯基",
    ],
    "志𠮷雄": ["志𠮷雄", "志&#x20BB7;雄", "志<i>𠮷</i>雄", "\\u5fd7\\ud842\\udfb7雄"],
    "kyivstrasse": [
        "Kyivstraße",
        "ＫＹＩＶstraße",
        "KYIV&shy;STRA&szlig;E",
        "Kyivstra\\u00dfe",
        "kyıvstraße",
    ],
    "istanbul office": [
        "İstanbul oﬃce",
        "İSTANBUL&nbsp;OFFICE",
        "I\u0307stanbul o\ufb00ice",
        "İ<em>st</em>anbul office",
    ],
    "jose": ["José", "Jose\u0301", "ＪＯＳＥ\u0301\u0323", "J&ouml;s&eacute;", "Jos\u202de"],
    "科林·鲍威尔": [
        "科林·鲍威尔",
        "科林．鲍威爾",
        "科林 • 鲍威尔",
        "科林&middot;鲍威尔",
        "科林<i>-</i>鲍威尔",
    ],
}
FILLERS = [
    "，会谈在周二开始。",
    " The talks began. ",
    "\r\n",
    "\n",
    "\ufeff",
    "\u200b",
    "\u202a",
    "\u202c",
    "𠮷田",
    "e\u0301",
    "字\ufe00",
    "ＡＢＣ１２３",
    "ß",
    "İ",
    "ﬁﬂ",
    "……",
    "——",
    "<3 ",
    "a < b ",
    "<泽某某>",
    "<p>",
    "</p>",
    '<p class="a>b" title=\'c"d\'>',
    "<br/>",
    "<!-- 泽连斯基 -->",
    "<script>var a = '泽连斯基 jose';</script>",
    "<style>.jose{}</style>",
    "<div>\n  前线\n  平静\n</div>",
    "&amp;",
    "&lt;",
    "&amp;lt;i&amp;gt;",
    "&nbsp;&amp;nbsp;",
    "&#128512;",
    "」「",
]
ESCAPED_FILLERS = [
    "\\n",
    "\\r\\n",
    '\\"',
    "\\/",
    "\\u003cp\\u003e",
    "\\u003c\\/p\\u003e",
    "\\ud83d\\ude00",
    "\\\\u0026amp;",
]


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, list[tuple[str, int, int]]]:
    """Return a page and the form, start and end of each name in it."""
    escaped = draw(st.booleans())
    raw = "\\u003cdiv\\u003e" if escaped else ""
    marks = []
    fillers = st.sampled_from(FILLERS + ESCAPED_FILLERS if escaped else FILLERS)
    for form in draw(st.lists(st.sampled_from(sorted(NAMES)), max_size=6)):
        # The white space keeps a name from being glued to the next one.
        raw += "".join(draw(st.lists(fillers, max_size=4))) + " "
        spellings = [name for name in NAMES[form] if escaped or "\\" not in name]
        name = draw(st.sampled_from(spellings))
        marks.append((form, len(raw), len(raw) + len(name)))
        raw += name + " "
    return raw + "".join(draw(st.lists(fillers, max_size=4))), marks


@PROPERTY
@given(pages())
def test_each_name_leads_back_to_exactly_its_characters(page: tuple[str, list[tuple[str, int, int]]]):
    raw, marks = page
    folded = fold(clean(raw).aligned)
    form = "|".join(map(re.escape, NAMES))
    found = [(match.group(), *folded.to_raw(*match.span())) for match in re.finditer(form, folded.text)]
    assert found == marks, folded.text


def test_marks_on_the_last_letter_belong_to_the_name_but_invisible_characters_do_not():
    raw = "Jose\u0301\u200b met \u202aAda\u202c\ufe0f"
    folded = fold(AlignedText(raw))
    start = folded.text.index("jose")
    assert folded.to_raw(start, start + 4) == (0, 5)
    start = folded.text.index("ada")
    assert folded.to_raw(start, start + 3) == (raw.index("Ada"), raw.index("Ada") + 3)
