"""`entities explain`: every mention and why, every rejected candidate and why."""

from __future__ import annotations

import json

import pytest

TEXT = "Ada Holm在诺兰德"


def test_every_mention_comes_with_its_reason(shell):
    done = shell("explain", TEXT, "-g", "small.yaml")
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0].startswith("Ada Holm  0-8  person/ada-holm (Ada Holm, PERSON)  latin 0.")
    assert "    person/ada-holm lists 'Ada Holm'" in lines
    assert any(line.startswith("诺兰德  9-12  place/norland (Norland, GPE)  exact 0.") for line in lines)
    assert "    place/norland lists '诺兰德'" in lines


def test_rejected_candidates_come_with_their_reason(shell):
    done = shell("explain", "他们在俄亥俄州", "-g", "countries")
    assert done.status == 0
    assert next(line for line in done.out.splitlines() if line.startswith("not ")).startswith(
        "not 俄  3-4  place/russia: "
    )


def test_steps_say_what_was_folded(command):
    done = command("explain", "阿達·霍爾姆", "-g", "small.yaml")
    assert "    folded: '阿達·霍爾姆' is '阿达·霍尔姆'" in done.out.splitlines()


def test_json_lines(command):
    done = command(
        "explain", "他们在俄亥俄州,Ada Holm在家", "-g", "small.yaml", "-g", "countries", "-f", "jsonl"
    )
    rows = [json.loads(line) for line in done.out.splitlines()]
    (mention,) = [row for row in rows if "entity" in row]
    assert list(mention) == ["start", "end", "text", "entity", "method", "score", "steps"]
    assert (mention["text"], mention["entity"], mention["start"]) == ("Ada Holm", "person/ada-holm", 8)
    rejected = [row for row in rows if "rejected" in row]
    assert list(rejected[0]) == ["start", "end", "text", "rejected", "method", "reason", "detail"]
    assert (rejected[0]["text"], rejected[0]["rejected"]) == ("俄", ["place/russia"])


def test_standard_input(shell):
    done = shell("explain", "-", "-g", "small.yaml", stdin="诺兰德".encode("gb18030") + b"\n")
    assert done.out.startswith("诺兰德  0-3  place/norland")


def test_a_text_with_nothing_in_it_is_told(shell):
    done = shell("explain", "nobody at all", "-g", "small.yaml")
    assert (done.status, done.out, done.messages) == (0, "", ["nothing in this text is a listed name"])


@pytest.mark.parametrize("text", ["", "\x00", "\x1b[31mNorland\nAda\nHolm", "\ud800 Norland"])
def test_odd_texts(command, text):
    done = command("explain", text, "-g", "small.yaml")
    assert done.status == 0
    assert "\x1b" not in done.out
    assert ("place/norland" in done.out) == ("Norland" in text)
