"""`entities resolve`: names in, one answer each, in order; tables and objects keep what they hold."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import entities
from entities.settings import DEFAULT_MIN_SCORE

COMMAND = [sys.executable, "-W", "error", "-m", "entities", "resolve", "-g", "small.yaml"]
KEYS = ["surface", "entity", "name", "score", "method", "form", "runner_up"]
ADDED = ["entity", "name", "score", "method", "form", "runner_up", "reason"]
HOLM = "person/ada-holm"


@pytest.fixture
def resolve(command):
    def run(*arguments, stdin=b""):
        return command("resolve", *arguments, "-g", "small.yaml", stdin=stdin)

    return run


def rows(done):
    return [json.loads(line) for line in done.out.splitlines()]


def table(done, delimiter=","):
    return list(csv.reader(io.StringIO(done.out, newline=""), delimiter=delimiter))


def answers(done):
    return [(row["surface"], row["entity"], row.get("reason")) for row in rows(done)]


def balance(resolved=0, unresolved=0, rejected=0, reasons=""):
    names = resolved + unresolved + rejected
    told = f" ({reasons})" if reasons else ""
    return f"{names} names = {resolved} resolved + {unresolved} unresolved{told} + {rejected} rejected"


def test_one_line_a_name_in_order(shell):
    done = shell("resolve", "-", "-g", "small.yaml", stdin="诺兰德\n\n😀\n阿達·霍爾姆\n".encode())
    assert answers(done) == [
        ("诺兰德", "place/norland", None),
        ("", None, "empty"),
        ("😀", None, "not-a-name"),
        ("阿達·霍爾姆", HOLM, None),
    ]
    assert [list(row) for row in rows(done)] == [KEYS, [*KEYS, "reason"], [*KEYS, "reason"], KEYS]
    assert (done.status, done.messages) == (0, [balance(2, 2, reasons="1 empty, 1 not-a-name")])


ODD = {
    "2024": "not-a-name",
    "3.14": "not-a-name",
    "😀": "not-a-name",
    "a": "no-match",
    "诺": "no-match",
    "诺兰德Norlan": "not-a-name",
    "x" * 10_000: "too-long",
    "诺" * 10_000: "too-long",
    " \t": "empty",
    "Norl\0and": "undecodable",
    "\u202eNobody Here": "no-match",
}


@pytest.mark.parametrize("surface", ODD, ids=lambda surface: ascii(surface)[:20])
def test_what_is_no_name_gets_a_reason(resolve, surface):
    reason = ODD[surface]
    expected = [
        (surface.replace("\0", "\ufffd"), None, reason),
        ("Norland", "place/norland", None),
    ]
    done = resolve("-", stdin=f"{surface}\nNorland\n".encode())
    assert answers(done) == expected
    assert done.messages[-1] == balance(1, 1, reasons=f"1 {reason}")
    lines = "".join(json.dumps(item) + "\n" for item in (surface, "Norland"))
    Path("names.jsonl").write_text(lines, encoding="utf-8")
    assert answers(resolve("names.jsonl")) == expected


def test_nuls_are_told(resolve):
    done = resolve("-", stdin=b"Norl\0and\n")
    message = "-: undecodable characters or NULs replaced by U+FFFD: 1; read as utf-8 (undecodable)"
    assert (done.status, done.messages) == (1, [message, balance(0, 1, reasons="1 undecodable")])
    Path("names.jsonl").write_text('{"who": "\\u0000", "x": "\\ud800"}\n', encoding="utf-8")
    done = resolve("names.jsonl", "--column", "who")
    assert done.status == 1
    assert done.messages == [
        "names.jsonl:1: lone surrogates or NULs replaced by U+FFFD: 1 (unusable-characters)",
        balance(0, 1, reasons="1 undecodable"),
    ]
    assert rows(done)[0]["x"] == "\ufffd"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_every_encoding_and_line_break(resolve, encoding, ending):
    names = ["阿达·霍尔姆", "诺兰德", "港务总署", "某某人"]
    expected = [HOLM, "place/norland", "org/harbour-office", None]
    Path("names.txt").write_bytes(ending.join([*names, ""]).encode(encoding))
    done = resolve("names.txt")
    assert [row["surface"] for row in rows(done)] == names
    assert [row["entity"] for row in rows(done)] == expected
    Path("names.csv").write_bytes(
        ending.join(["名字,备注", *(f"{name},人" for name in names), ""]).encode(encoding)
    )
    done = resolve("names.csv", "--column", "名字")
    assert [row[0] for row in table(done)] == ["名字", *names]
    assert [row[2] or None for row in table(done)[1:]] == expected
    assert done.status == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "big5", "utf-16"])
@pytest.mark.parametrize("lead", ["", "Norland"], ids=["at once", "after ASCII"])
def test_large_files_in_every_encoding(resolve, monkeypatch, encoding, lead):
    monkeypatch.setattr("entities.io.lines._PIECE_BYTES", 1000)
    names = [lead] * 300 * bool(lead) + ["阿達·霍爾姆", "諾蘭德"] * 400
    Path("names.txt").write_bytes("\r\n".join([*names, ""]).encode(encoding))
    done = resolve("names.txt")
    assert [row["surface"] for row in rows(done)] == names
    assert done.status == 0


def test_damage_in_a_large_file_is_counted(resolve, monkeypatch):
    monkeypatch.setattr("entities.io.lines._PIECE_BYTES", 1000)
    data = "诺兰德\n".encode() * 200 + b"Nor\xffland\n" + "\ufffd\n".encode() + b"Norland"
    done = resolve("-", stdin=data)
    assert [row["entity"] for row in rows(done)] == ["place/norland"] * 200 + [None, None, "place/norland"]
    assert done.messages == [
        "-: undecodable characters or NULs replaced by U+FFFD: 1; read as utf-8 (undecodable)",
        balance(201, 2, reasons="2 undecodable"),
    ]
    assert done.status == 1


def test_lines_too_long_to_be_lines_are_rejected(resolve, monkeypatch):
    monkeypatch.setattr("entities.io.lines._PIECE_BYTES", 1000)
    monkeypatch.setattr("entities.io.lines.MAX_LINE", 5000)
    data = b"Norland\n" + b"x" * 12_345 + b"\nNorland\r\n"
    for arguments, head in ((), b""), (("--column", "who"), b"who,x\n"):
        done = resolve("-", *arguments, stdin=head + data)
        assert done.status == 1
        assert done.messages[0].startswith(f"-:{3 if head else 2}: a line of more than ")
        assert done.messages[-1] == balance(2, 0, 1)


# Tables


def test_a_table_gets_columns_added(resolve):
    Path("names.csv").write_text('who,score,note\n诺兰德,1,"a\nb"\n\n=甲乙丙,-2,+1 x\n', encoding="utf-8")
    done = resolve("names.csv", "--column", "who")
    assert table(done) == [
        ["who", "score", "note", "entity", "name", "entities_score", "method", "form", "runner_up", "reason"],
        ["诺兰德", "1", "a\nb", "place/norland", "Norland", "0.99", "exact", "诺兰德", "", ""],
        # Formulas are disarmed, numbers are left alone.
        ["'=甲乙丙", "-2", "'+1 x", *[""] * 6, "not-a-name"],
    ]
    assert (done.status, done.messages) == (0, [balance(1, 1, reasons="1 not-a-name")])


@pytest.mark.parametrize(
    ("name", "delimiter"), [("n.csv", ","), ("n.csv", ";"), ("n.csv", "\t"), ("n.tsv", "\t"), ("n.tsv.gz", "\t"), ("-", ";")]
)  # fmt: skip
def test_a_table_keeps_its_delimiter(resolve, name, delimiter):
    data = f"id{delimiter}who\n1{delimiter}Norland\n".encode()
    if name != "-":
        Path(name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    done = resolve(name, "--column", "who", stdin=data)
    assert table(done, delimiter) == [
        ["id", "who", *ADDED],
        ["1", "Norland", "place/norland", "Norland", "0.99", "exact", "Norland", "", ""],
    ]


def test_columns_that_are_taken_are_left_alone(resolve):
    done = resolve("-", "--column", "name", stdin=b"name,entity,entities_entity,x,x\nNorland,a,b,1,2\n")
    head, row = table(done)
    assert head == [
        "name", "entity", "entities_entity", "x", "x",
        "entities_entities_entity", "entities_name", "score", "method", "form", "runner_up", "reason",
    ]  # fmt: skip
    assert row[:7] == ["Norland", "a", "b", "1", "2", "place/norland", "Norland"]


def test_the_only_column_needs_no_name(resolve):
    Path("names.csv").write_text("who\nNorland\n", encoding="utf-8")
    done = resolve("names.csv")
    assert [row[:2] for row in table(done)] == [["who", "entity"], ["Norland", "place/norland"]]
    assert done.messages == ["names.csv: the names are taken from its one column, `who`", balance(1)]


def test_ragged_rows(resolve):
    Path("names.csv").write_text(
        "id,who,note\n1,Norland\n2\n3,Ada Holm,x,,\n4,Holm, Ada,x\n,,\n5,诺兰德,y\n", encoding="utf-8"
    )
    done = resolve("names.csv", "--column", "who")
    assert [row[:4] for row in table(done)[1:]] == [
        ["1", "Norland", "", "place/norland"],
        ["2", "", "", ""],
        ["3", "Ada Holm", "x", HOLM],
        ["", "", "", ""],
        ["5", "诺兰德", "y", "place/norland"],
    ]
    assert {len(row) for row in table(done)} == {10}
    assert done.status == 1
    assert done.messages == [
        "names.csv:5: 4 cells, but the header has 3; cells with the delimiter or a line break need quotes (bad-csv)",
        balance(3, 2, 1, "2 empty"),
    ]


@pytest.mark.parametrize(
    ("data", "line", "resolved"),
    [
        ('who,x\nNorland,1\n"Norland,2\nNorland,3\n', 3, 1),
        ('who,x\nNorland,"1\n1"\nNorland,"2\n2","2\nNorland,3\n', 5, 1),
        ('who,x\n"Nor""land\n",1\n"a\nb","""c\n""\nNorland,3\n', 5, 0),
        ('who,x\n"Norland",1\nNorland,"', 3, 1),
    ],
    ids=["first cell", "last cell", "doubled", "at the end"],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_quote_that_is_never_closed_is_told_with_its_line(resolve, data, line, resolved, ending):
    Path("names.csv").write_bytes(data.replace("\n", ending).encode())
    done = resolve("names.csv", "--column", "who")
    message = "the quote that opens in this line is never closed; its row and all that follow were not read"
    assert done.messages[0] == f"names.csv:{line}: {message} (bad-csv)"
    assert done.messages[-1].startswith(f"{len(table(done))} names = ")
    assert sum(row[2] == "place/norland" for row in table(done)[1:]) >= resolved
    assert done.messages[-1].endswith("1 rejected")
    assert done.status == 1


def test_a_quote_that_is_never_closed_is_found_in_a_long_file(resolve):
    data = b'who,x\n"' + b'""a' * 1_000_000
    done = resolve("-", "--column", "who", stdin=data)
    assert done.messages[0].startswith("-:2: the quote that opens in this line is never closed")


def test_a_quote_in_the_wrong_place_costs_one_row(resolve):
    done = resolve("-", "--column", "who", stdin=b'who,x\n"Nor"land,1\nNorland,2\n')
    message = "-:2: not CSV: ',' expected after '\"'; a quote inside a quoted cell is written twice (bad-csv)"
    assert done.messages == [message, balance(1, 0, 1)]


# JSON Lines


def test_json_values_of_every_kind(resolve):
    Path("names.jsonl").write_text(
        '"Norland"\n12\nnull\n["a"]\ntrue\n\n{"a": 1}\n{broken\n"Ada Holm"\n', encoding="utf-8"
    )
    done = resolve("names.jsonl")
    assert answers(done) == [
        ("Norland", "place/norland", None),
        *((value, None, "not-a-string") for value in (12, None, ["a"], True, {"a": 1})),
        ("Ada Holm", HOLM, None),
    ]
    assert done.status == 1
    assert done.messages == [
        "names.jsonl:8:2: not JSON (Expecting property name enclosed in double quotes), near '{broken' (bad-json)",
        balance(2, 5, 1, "5 not-a-string"),
    ]


@pytest.mark.parametrize("name", ["n.jsonl", "n.ndjson.gz", "n.txt", "-"])
def test_objects_get_fields_added(resolve, name):
    data = (
        '{"who": "Norland", "name": "mine", "n": [1.5]}\n{"who": "甲乙", "n": 2}\n{"n": 3}\n{"who": {}}\n[]\n{"who": \n'
    ).encode()
    if name != "-":
        Path(name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    done = resolve(name, "--column", "who", stdin=data)
    found = rows(done)
    assert found[0] == {
        "who": "Norland", "name": "mine", "n": [1.5], "entity": "place/norland", "entities_name": "Norland",
        "score": 0.99, "method": "exact", "form": "Norland", "runner_up": None,
    }  # fmt: skip
    assert [row.get("reason") for row in found] == [None, "no-match", "no-field", "not-a-string"]
    # The added fields have the same names in every line.
    assert all("entities_name" in row for row in found)
    assert done.status == 1
    assert done.messages == [
        f"{name}:5: no JSON object; expected one with the field `who` (not-an-object)",
        f"{name}:6:9: not JSON (Expecting value), near '{{\"who\": ' (bad-json)",
        balance(1, 3, 2, "1 no-field, 1 no-match, 1 not-a-string"),
    ]


def test_a_field_that_appears_later_is_not_overwritten(resolve):
    data = b'{"who": "Norland"}\n{"who": "Norland", "entity": "mine"}\n'
    done = resolve("-", "--column", "who", stdin=data)
    assert len(rows(done)) == 1
    assert done.status == 1
    assert done.messages == [
        (
            "-:2: has a field `entity` of its own, where an answer is added; the first object had none; rename it"
            " (field-clash)"
        ),
        balance(1, 0, 1),
    ]


def test_a_field_that_no_object_has(resolve):
    done = resolve("-", "--column", "who", stdin=b'{"a": 1, "b": 2}\n{"a": 1}\n')
    assert [row["reason"] for row in rows(done)] == ["no-field"] * 2
    message = "-:1: no field `who`; it has `a`, `b` (no-field)"
    assert (done.status, done.messages) == (1, [message, balance(0, 2, reasons="2 no-field")])


def test_deep_json_costs_one_line(resolve):
    deep = [b'{"who": "Norland", "x": ' + b"[" * depth + b"]" * depth + b"}" for depth in (100_000, 990, 980)]
    done = resolve(
        "-", "--column", "who", stdin=b"\n".join([b'{"who": "Norland"}', *deep, b'{"who": "Norland"}'])
    )
    assert done.status == 1
    assert "-:2: JSON nested too deep to be a record (bad-json)" in done.messages
    assert rows(done)[0]["entity"] == rows(done)[-1]["entity"] == "place/norland"


# Wrong use, and files with nothing in them


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.txt"], "missing.txt: can't be opened: No such file or directory (not-found)"),
        (["."], ".: a folder, pipe, socket or device; expected a file (standard input is `-`) (not-a-file)"),
        (["page.html"], "page.html: `.html` holds no list of names; expected one name a line, .jsonl, .csv or .tsv (unknown-extension)"),
        (["binary.csv"], "binary.csv: not a text file: control or undecodable characters throughout (binary)"),
        (["names.csv", "--column", "nobody"], "no column `nobody`; columns: `who`, `what`. (usage)"),
        (["names.csv"], "names.csv has 2 columns; name that of the names with --column: `who`, `what`. (usage)"),
        (["twice.csv", "--column", "who"], "2 columns are named `who`; rename all but one. (usage)"),
        (["open.csv", "--column", "who"], "open.csv:1: the quote that opens in this line is never closed; its row and all that follow were not read (bad-csv)"),
        (["objects.jsonl"], "objects.jsonl holds objects; name the field of the names with --column: `who`, `n`. (usage)"),
        (["names.csv", "--min-score", "1.5"], "Invalid value for '--min-score': 1.5 is not in the range 0<=x<=1. (usage)"),
        (["names.csv", "--min-score", "-0.1"], "Invalid value for '--min-score': -0.1 is not in the range 0<=x<=1. (usage)"),
        (["names.csv", "--min-score", "nan"], None),
        (["names.csv", "--column", "who", "-o", "names.csv"], "names.csv: can't be written: it is also an input (unwritable)"),
        (["names.csv", "--column", "who", "-o", "link.csv"], "link.csv: can't be written: it is also an input (unwritable)"),
        (["names.csv", "--column", "who", "-o", "hard.csv"], "hard.csv: can't be written: it is also an input (unwritable)"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_wrong_use_is_told(resolve, arguments, message):
    files = {
        "names.csv": b"who,what\nNorland,x\n",
        "twice.csv": b"who,who\nNorland,x\n",
        "open.csv": b'"who,what\nNorland,x\n',
        "objects.jsonl": b'\n{"who": "Norland", "n": 1}\n',
        "binary.csv": bytes(range(32)) * 40,
        "page.html": b"<p>Norland",
    }
    for name, data in files.items():
        Path(name).write_bytes(data)
    Path("link.csv").symlink_to("names.csv")
    Path("hard.csv").hardlink_to("names.csv")
    before = sorted(Path().iterdir())
    done = resolve(*arguments)
    assert (done.status, done.out) == (2, "")
    if message is not None:
        assert done.messages[0] == message
    assert sorted(Path().iterdir()) == before
    assert all(Path(name).read_bytes() == data for name, data in files.items())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on this system")
def test_a_pipe_by_name_does_not_hang(shell, workplace):
    os.mkfifo(workplace / "pipe.txt")
    done = shell("resolve", "pipe.txt")
    assert done.status == 2
    assert done.messages[0].startswith("pipe.txt: a folder, pipe, socket or device;")


@pytest.mark.parametrize(
    ("name", "data", "out"),
    [
        ("e.txt", b"", ""),
        ("e.jsonl", b"\n \n", ""),
        ("e.csv", b"", ""),
        ("e.csv", b"\xef\xbb\xbf\r\n\r\n", ""),
        ("e.csv", b"who,x\n", f"who,x,{','.join(ADDED)}\n"),
        ("-", b"", ""),
    ],
)
def test_nothing_to_resolve_is_no_success(resolve, name, data, out):
    if name != "-":
        Path(name).write_bytes(data)
    done = resolve(name, *(["--column", "who"] if name != "e.txt" and name != "-" else []), stdin=data)
    assert (done.status, done.out) == (1, out)
    assert done.messages == [f"{name}: it holds no names (empty)", balance()]


def test_what_comes_before_damage_is_kept_in_a_short_file(resolve):
    data = gzip.compress(b"who\n" + b"Norland\n" * 30 + os.urandom(300).hex().encode(), mtime=0)
    Path("names.csv.gz").write_bytes(data[:-100])
    done = resolve("names.csv.gz", "--column", "who")
    assert [row[1] for row in table(done)[1:]] == ["place/norland"] * 30
    assert (done.status, done.messages[-1]) == (1, balance(30, 0, 1))
    Path("names.csv.gz").write_bytes(data[:15])
    assert resolve("names.csv.gz").messages[0].startswith("names.csv.gz: the compressed file is damaged: ")


def test_what_comes_before_damage_is_kept(resolve):
    whole = gzip.compress(b"".join(b"Norland %d\n" % number for number in range(30_000)), mtime=0)
    Path("names.txt.gz").write_bytes(whole[:-1000])
    done = resolve("names.txt.gz")
    assert done.status == 1
    message, last = done.messages
    assert message.startswith("names.txt.gz: the compressed file is damaged: ")
    assert 10_000 < len(rows(done)) < 30_000
    assert last.startswith(f"{len(rows(done)) + 1} names = ")


# Options


@pytest.mark.parametrize(("score", "entity"), [("0", HOLM), ("0.9", HOLM), ("0.995", None), ("1", None)])
def test_min_score_holds_for_every_method(resolve, score, entity):
    (row,) = rows(resolve("-", "--min-score", score, stdin="阿达·霍尔姆\n".encode()))
    assert row["entity"] == entity
    if entity is None:
        assert (row["reason"], row["runner_up"]) == ("no-match", HOLM)


def test_the_help_tells_the_floor(command):
    text = " ".join(command("resolve", "--help").out.split())
    assert f"Give no entity below this score. [default: {DEFAULT_MIN_SCORE}; 0<=x<=1]" in text


def test_each_distinct_name_is_resolved_once(resolve, monkeypatch):
    asked = []
    original = entities.Annotator.resolve_or_reason

    def count(self, surface):
        asked.append(surface)
        if surface == "bad":
            raise KeyError(surface)
        return original(self, surface)

    monkeypatch.setattr(entities.Annotator, "resolve_or_reason", count)
    done = resolve("-", stdin=b"Norland\nAda Holm\nNorland\nbad\nNorland\n")
    assert asked == ["Norland", "Ada Holm", "bad"]
    assert [row["entity"] for row in rows(done)] == ["place/norland", HOLM, "place/norland", "place/norland"]
    message, last = done.messages
    assert message.startswith("-:4: internal error, please report it: KeyError in test_cli_resolve.py:")
    assert (done.status, last) == (1, balance(4, 0, 1))
    asked.clear()
    monkeypatch.setattr("entities.cli.resolve._MEMO", 1)
    resolve("-", stdin=b"Norland\nNorland\nAda Holm\nNorland\n")
    assert asked == ["Norland", "Ada Holm", "Norland"]


def test_a_file_appears_whole(resolve):
    done = resolve("-", "-o", "out.jsonl", stdin=b"Norland\n")
    assert (done.status, done.out, done.messages) == (0, "", [balance(1)])
    assert json.loads(Path("out.jsonl").read_text(encoding="utf-8"))["entity"] == "place/norland"


# Ends


def test_a_reader_that_has_seen_enough_ends_the_command_quietly(workplace):
    (workplace / "names.txt").write_bytes(b"Norland\n" * 20_000)
    with subprocess.Popen([*COMMAND, "names.txt"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline()
        process.stdout.close()
        assert (process.stderr.read(), process.wait(60)) == (b"", 0)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_changes_no_file(workplace, number, status):
    (workplace / "out.jsonl").write_text("old\n", encoding="utf-8")
    with subprocess.Popen(
        [*COMMAND, "-", "-o", "out.jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        # More than one piece: the first is written while the command waits for the next.
        process.stdin.write(b"Norland\n" * 140_000)
        process.stdin.flush()
        for _ in range(600):
            if any(path.stat().st_size for path in workplace.glob(".entities-*.part")):
                break
            time.sleep(0.05)
        process.send_signal(number)
        process.wait(60)
        assert process.returncode == status
        assert process.stderr.read().endswith(b"; no output file was changed\n")
        process.stdin.close()
    assert sorted(path.name for path in workplace.iterdir()) == ["out.jsonl", "small.yaml"]
    assert (workplace / "out.jsonl").read_text(encoding="utf-8") == "old\n"


def test_closed_standard_input(workplace):
    done = subprocess.run(
        ["bash", "-c", f"{' '.join(COMMAND)} - <&-"], capture_output=True, check=False, encoding="utf-8"
    )
    assert done.stderr == "entities: -: can't be read: standard input is closed (unreadable)\n"
    assert done.returncode == 2


MEMORY = """
import re, sys
from pathlib import Path
from entities.cli.main import run
status = run(["resolve", sys.argv[1], "-g", "small.yaml", "-o", "/dev/null", *sys.argv[2:]])
# The peak that getrusage tells is that of the process that started this one, if that was larger.
print(status, re.search("VmHWM:\\s*([0-9]+) kB", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
@pytest.mark.parametrize(("name", "options"), [("names.txt", []), ("names.csv", ["--column", "who"])])
def test_memory_does_not_grow_with_the_file(workplace, name, options):
    peaks = []
    for size in (1, 40):
        (workplace / name).write_bytes(b"who,what\n" + (b"Norland,%s\n" % (b"x" * 180)) * (5000 * size))
        done = subprocess.run(
            [sys.executable, "-c", MEMORY, name, *options], capture_output=True, check=True, encoding="utf-8"
        )
        status, peak = done.stdout.split()
        assert status == "0"
        peaks.append(int(peak))
    # The larger file alone has 38 MB.
    assert peaks[1] - peaks[0] < 20_000
