"""`entities annotate --suggest FILE`: unlisted names that the texts explain."""

from __future__ import annotations

import json

import pytest

ONE = "Norland (formerly Stenberg) is cold. Stenberg sleeps.\n"
TWO = "Ada Holm（又称诺兰）到了。In Norland (formerly Stenberg) snow fell.\n"


@pytest.fixture
def texts(workplace):
    (workplace / "a.txt").write_text(ONE, encoding="utf-8")
    (workplace / "b.txt").write_text(TWO, encoding="utf-8")
    return workplace


def rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_suggestions_are_counted_over_all_inputs(command, texts):
    done = command(
        "annotate", "a.txt", "b.txt", "-g", "small.yaml", "--suggest", "names.jsonl", "-o", "out.jsonl"
    )
    assert done.status == 0
    first, *_ = found = rows(texts / "names.jsonl")
    assert [list(row) for row in found] == [
        ["surface", "entity", "name", "count", "documents", "patterns", "examples"]
    ] * len(found)
    assert {key: first[key] for key in list(first)[:6]} == {
        "surface": "Stenberg",
        "entity": "place/norland",
        "name": "Norland",
        "count": 2,
        "documents": 2,
        "patterns": ["former-name"],
    }
    assert [(example["path"], example["context"]) for example in first["examples"]] == [
        ("a.txt", "Norland (formerly Stenberg) is cold."),
        ("b.txt", "In Norland (formerly Stenberg) snow fell."),
    ]
    for text, example in zip((ONE, TWO), first["examples"], strict=True):
        assert text[example["start"] : example["end"]] == "Stenberg"
    mentions = [mention for row in rows(texts / "out.jsonl") for mention in row["mentions"]]
    assert [mention["method"] for mention in mentions if mention["text"] == "Stenberg"] == ["gloss"] * 3


def test_the_same_bytes_every_time(command, texts):
    written = []
    for _ in range(2):
        command("annotate", "a.txt", "b.txt", "-g", "small.yaml", "--suggest", "names.jsonl")
        written.append((texts / "names.jsonl").read_bytes())
    assert written[0] == written[1] != b""


def test_to_standard_output_when_the_mentions_go_to_a_file(command, texts):
    done = command("annotate", "a.txt", "-g", "small.yaml", "--suggest", "-", "-o", "out.jsonl")
    assert json.loads(done.out)["surface"] == "Stenberg"


def test_no_suggestions_give_an_empty_file(command, texts):
    (texts / "c.txt").write_text("Norland is cold.", encoding="utf-8")
    command("annotate", "c.txt", "-g", "small.yaml", "--suggest", "names.jsonl")
    assert (texts / "names.jsonl").read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("--suggest", "-"),
        ("--suggest", "out.jsonl", "-o", "out.jsonl"),
        ("--suggest", "x/../out", "-o", "out"),
    ],
)
def test_both_outputs_in_one_place_are_refused(command, texts, arguments):
    (texts / "x").mkdir()
    done = command("annotate", "a.txt", "-g", "small.yaml", *arguments)
    assert done.status == 2
    assert "is also the output of the mentions." in done.err
    assert not (texts / "out.jsonl").exists()


def test_an_input_is_not_written_over(command, texts):
    done = command("annotate", "a.txt", "-g", "small.yaml", "--suggest", "a.txt")
    assert done.status == 2
    assert (texts / "a.txt").read_text(encoding="utf-8") == ONE


def test_where_nothing_can_be_written_nothing_is_done(command, texts):
    done = command(
        "annotate", "a.txt", "-g", "small.yaml", "--suggest", "missing/names.jsonl", "-o", "out.jsonl"
    )
    assert done.status == 2
    assert not (texts / "out.jsonl").exists()
