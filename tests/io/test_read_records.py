"""Readers on their own, for what the command's tests do not show: properties over random files."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entities.io.annotations import csv_writer
from entities.io.csv_records import read_csv, read_tsv
from entities.io.json_records import read_json, read_json_lines
from entities.io.plain import read_plain
from entities.io.records import Failure, Fields, Record, decode_name, quote
from entities.io.sources import READERS, Source, find_sources, read_source

FIELDS = Fields()
# What stays as it is when read: no controls, which make a file binary; every kind of line break and quote.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
ODD = st.text(alphabet="a,;\t\"'\n\r 德é𠀀\\", max_size=20)
IN_MEMORY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def read(reader, data, fields=FIELDS):
    return list(reader(io.BufferedReader(io.BytesIO(data)), "f", fields))


@given(
    st.lists(st.one_of(TEXT, ODD), min_size=1, max_size=8),
    st.booleans(),
    st.sampled_from(["\n", "\r\n", "\n\n"]),
)
def test_json_lines_give_back_what_was_written(texts, ascii_only, ending):
    data = "".join(json.dumps({"text": text}, ensure_ascii=ascii_only) + ending for text in texts).encode()
    records = read(read_json_lines, data)
    assert [record.text for record in records] == texts
    assert not any(record.faults for record in records)
    step = ending.count("\n")
    assert [record.id for record in records] == [f"f:{number * step + 1}" for number in range(len(texts))]


@given(st.lists(st.one_of(TEXT, ODD), min_size=1, max_size=5), st.sampled_from([None, 1]))
def test_json_arrays_give_back_what_was_written(texts, indent):
    data = json.dumps(
        [{"text": text, "id": number} for number, text in enumerate(texts)], indent=indent
    ).encode()
    assert [(record.id, record.text) for record in read(read_json, data)] == [
        (str(n), text) for n, text in enumerate(texts)
    ]


@given(
    st.lists(st.tuples(st.one_of(TEXT, ODD), st.text(string.ascii_letters, min_size=1)), min_size=1, max_size=6),
    st.sampled_from(",;\t"), st.sampled_from([("\n", csv.QUOTE_ALL), ("\r\n", csv.QUOTE_ALL), ("\r\n", csv.QUOTE_MINIMAL)]),
)  # fmt: skip
def test_csv_gives_back_what_was_written(rows, delimiter, form):
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=form[0], quoting=form[1])
    writer.writerows([("text", "id"), *rows])
    data = buffer.getvalue().encode()
    readers = [read_csv, read_tsv] if delimiter == "\t" else [read_csv]
    for reader in readers:
        records = read(reader, data)
        assert [(record.text, record.id) for record in records] == rows
        assert not any(record.faults for record in records)


@given(st.lists(st.tuples(st.one_of(TEXT, ODD), ODD.filter(bool)), min_size=1, max_size=6))
def test_our_own_tables_are_read_back(rows):
    buffer = io.StringIO(newline="")
    csv_writer(buffer).writerows([("text", "id"), *rows])
    assert [(record.text, record.id) for record in read(read_csv, buffer.getvalue().encode())] == rows


@given(st.lists(ODD, min_size=1, max_size=6))
def test_rows_are_named_by_their_first_line(texts):
    buffer = io.StringIO(newline="")
    places = []
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerow(["text"])
    for text in texts:
        written = buffer.getvalue().replace("\r\n", "\n").replace("\r", "\n")
        places.append(f"f:{written.count(chr(10)) + 1}")
        writer.writerow([text])
    assert [record.where for record in read(read_csv, buffer.getvalue().encode())] == places


@given(st.binary(max_size=300))
@pytest.mark.parametrize(
    "reader", [read_plain, read_json, read_json_lines, read_csv, read_tsv], ids=lambda one: one.__name__
)
def test_any_bytes_give_records_or_failures(reader, data):
    for fields in (FIELDS, Fields(annotations=True)):
        items = read(reader, data, fields)
        assert items
        assert all(isinstance(item, (Record, Failure)) for item in items)
        for item in items:
            if isinstance(item, Record):
                (item.text + item.id + (item.title or "")).encode()
                assert "\x00" not in item.text


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["text", "id", "title", "date", "mentions", "x"]), VALUES))
def test_any_object_gives_a_record_or_a_failure(value):
    data = json.dumps(value).encode()
    for fields in (FIELDS, Fields("x", "id", "date", "title", annotations=True)):
        (item,) = read(read_json, data, fields)
        if isinstance(item, Record):
            (item.text + item.id + (item.title or "") + (item.date or "")).encode()


@IN_MEMORY
@given(data=st.binary(max_size=200), cut=st.integers(0, 60), name=st.sampled_from(sorted(READERS)))
def test_any_damage_to_an_archive_is_told(tmp_path, data, cut, name):
    path = tmp_path / f"f{name}.gz"
    path.write_bytes(gzip.compress(data, mtime=0)[: -cut or None])
    (source,) = find_sources([str(path)])
    assert source.size == path.stat().st_size
    items = list(read_source(source, FIELDS))
    assert items
    if cut and path.stat().st_size:
        assert isinstance(items[-1], Failure)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("诺兰德在下雪".encode(), "诺兰德在下雪"),
        ("诺兰德在下雪,天气很冷,人们都在家里".encode("gb18030"), "诺兰德在下雪,天气很冷,人们都在家里"),
        ("諾蘭德在下雪,天氣很冷,人們都在家裡".encode("big5"), "諾蘭德在下雪,天氣很冷,人們都在家裡"),
        ("诺兰德\r\n".encode("utf-16"), "诺兰德\r\n"),
        (b"a\r\nb\rc\n", "a\r\nb\rc\n"),
        (b"\xef\xbb\xbfa\r\n", "\ufeffa\r\n"),
    ],
)
def test_texts_keep_every_character(data, text):
    (record,) = read(read_plain, data)
    assert (record.text, record.faults) == (text, ())


def test_bytes_read_are_watched(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "x"}\n' * 200_000)
    (source,) = find_sources([str(path)])
    steps = []
    assert len(list(read_source(source, FIELDS, watch=steps.append))) == 200_000
    assert sum(steps) == path.stat().st_size == source.size
    assert max(steps) < source.size


def test_a_file_that_went_away_is_told(tmp_path):
    path = tmp_path / "a.txt"
    assert list(read_source(Source(str(path), 5), FIELDS)) == [
        Failure(str(path), "unreadable", "can't be read: No such file or directory")
    ]


@pytest.fixture
def deep_folder(tmp_path, monkeypatch):
    """A file in a folder that lies deeper than Python's stack, taken away again whatever the test does.

    It is taken apart from below: neither shutil.rmtree nor pytest's own clean-up is made for this depth.
    """
    monkeypatch.chdir(tmp_path)
    made = 0
    try:
        for _ in range(1200):
            Path("d").mkdir()
            os.chdir("d")
            made += 1
        Path("a.txt").write_text("x", encoding="utf-8")
        os.chdir(tmp_path)
        yield "d"
    finally:
        os.chdir(tmp_path)
        for _ in range(made):
            os.chdir("d")
        Path("a.txt").unlink(missing_ok=True)
        for _ in range(made):
            os.chdir("..")
            Path("d").rmdir()


def test_deep_folders_are_walked(deep_folder):
    (source,) = find_sources([deep_folder])
    assert source.failure is None
    assert source.path.endswith("/a.txt")


def test_names_for_messages():
    assert decode_name("诺.txt") == "诺.txt"
    assert decode_name(b"\xff\\.txt".decode("utf-8", "surrogateescape")) == r"\xff\.txt"
    assert quote("x" * 40) == f"`{'x' * 40}`"
    assert quote("x" * 41) == f"`{'x' * 40}...`"
