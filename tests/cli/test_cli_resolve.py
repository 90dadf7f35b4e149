"""`entities resolve`, through the real entry point."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

NAMES = "name: sounds\nentities:\n  - {id: person/jared-kushner, type: PERSON, names: {en: [Jared Kushner], zh-CN: [库什纳]}}\n"


@pytest.fixture
def run(tmp_path):
    (tmp_path / "names.yaml").write_text(NAMES, encoding="utf-8")

    def call(*arguments, text=None):
        command = [sys.executable, "-m", "entities", "resolve", *arguments, "-g", "names.yaml"]
        return subprocess.run(
            command, cwd=tmp_path, input=text, capture_output=True, encoding="utf-8", check=False, timeout=60
        )

    return call


def rows(done):
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_one_line_a_name_in_order(run):
    found = rows(run("-", text="庫許納\n\n😀\n库什纳\n"))
    assert [(row["surface"], row["entity"], row.get("reason")) for row in found] == [
        ("庫許納", "person/jared-kushner", None),
        ("", None, "empty"),
        ("😀", None, "not-a-name"),
        ("库什纳", "person/jared-kushner", None),
    ]
    assert list(found[0]) == ["surface", "entity", "name", "score", "method", "form", "runner_up"]


def test_json_lines_may_hold_anything(run, tmp_path):
    (tmp_path / "names.jsonl").write_text('"库什纳"\n12\nnull\n["a"]\n{broken\n', encoding="utf-8")
    found = rows(run("names.jsonl"))
    assert [row["entity"] for row in found] == ["person/jared-kushner", None, None, None, None]
    assert [row.get("reason") for row in found[1:4]] == ["not-a-string"] * 3


def test_csv_gets_columns_added(run, tmp_path):
    (tmp_path / "names.csv").write_text("who,score\n庫許納,1\n=甲乙丙,2\n", encoding="utf-8")
    done = run("names.csv", "--column", "who", "-o", "out.csv")
    assert done.returncode == 0, done.stderr
    head, first, second = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    assert head == "who,score,entity,name,entities_score,method,form,runner_up"
    assert first.startswith("庫許納,1,person/jared-kushner,Jared Kushner,")
    assert second.startswith("'=甲乙丙,2,,")
    assert "1 names unresolved" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.txt"], "missing.txt"),
        (["names.csv", "--column", "nobody"], "no column `nobody`; columns: who"),
    ],
)
def test_wrong_use_is_told(run, tmp_path, arguments, message):
    (tmp_path / "names.csv").write_text("who\nx\n", encoding="utf-8")
    done = run(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on this system")
def test_a_pipe_by_name_does_not_hang(run, tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    done = run("pipe.txt")
    assert done.returncode == 2
    assert "pipe.txt" in done.stderr
