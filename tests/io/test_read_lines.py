"""Lines of files that are decoded piece by piece: the same as of the whole text, wherever the pieces are cut."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entities.errors import InputError
from entities.io import lines as module
from entities.io.csv_records import read_rows
from entities.io.lines import TextLines
from entities.io.records import Failure

TEXT = st.text(alphabet='ab,"\r\n 德é𠀀\u2028\x0b\x85', max_size=80)


def read(data, size=None):
    with pytest.MonkeyPatch.context() as patch:
        if size is not None:
            patch.setattr(module, "_PIECE_BYTES", size)
        lines = TextLines(io.BufferedReader(io.BytesIO(data)), "f")
        return list(lines), lines


# What a piece has to hold for its encoding to be told.
LEAD = "卫星图显示,他们在河边的村子里住了很久。\n"


@given(
    st.text(alphabet='ab,"\r\n 德国人\u2028\x0b', max_size=300),
    st.integers(100, 200),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"]),
)
def test_lines_do_not_depend_on_the_pieces(text, size, encoding):
    text = LEAD + text
    found, lines = read(text.encode(encoding), size)
    assert found == [line for line in re.findall(r"[^\r\n]*(?:\r\n|\r|\n|$)", text) if line]
    assert (lines.replaced, lines.encoding) == (0, encoding.removesuffix("-sig"))


@given(st.binary(max_size=200), st.integers(1, 40))
def test_any_bytes_give_lines_or_an_error(data, size):
    try:
        found, _ = read(data, size)
    except InputError:
        return
    for line in found:
        assert line
        line.encode()


def test_a_line_that_is_too_long_is_none(monkeypatch):
    monkeypatch.setattr(module, "MAX_LINE", 10)
    for size in (3, 1000):
        assert read(b"a\n" + b"x" * 10 + b"\n" + b"x" * 9 + b"\n" + b"x" * 11, size)[0] == [
            "a\n", None, "x" * 9 + "\n", None,
        ]  # fmt: skip


@given(TEXT, st.sampled_from(",;\t"))
def test_the_line_of_an_open_quote_has_a_quote(text, delimiter):
    lines = io.StringIO(text, newline="").readlines()
    told = [item for item in read_rows(lines, "f", delimiter) if isinstance(item, Failure)]
    for failure in told:
        number = int(failure.where.partition(":")[2])
        assert 1 <= number <= len(lines)
        if "never closed" in failure.message:
            assert '"' in lines[number - 1]
