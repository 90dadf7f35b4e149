"""What the tests of readers and commands share: a small gazetteer, and two ways to run the command."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, settings

# How fast a machine is must not decide whether a property holds; the same examples in every run.
settings.register_profile(
    "suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")

# Invented names: what the built-in gazetteers list may change.
SMALL = """\
name: small
description: Four invented names
license: CC0-1.0
entities:
  - id: org/harbour-office
    type: ORG
    names: {en: [Harbour Office], zh-CN: [港务总署]}
  - id: person/ada-holm
    type: PERSON
    names: {en: [Ada Holm], zh-CN: [阿达·霍尔姆], zh-TW: [阿達·霍爾姆]}
  - id: person/ben-reed
    type: PERSON
    names: {en: [Ben Reed], zh-CN: [本·里德]}
  - id: place/norland
    type: GPE
    names: {en: [Norland], zh-CN: [诺兰德]}
"""


@dataclass(frozen=True)
class Done:
    """A finished command."""

    status: int
    out: str
    err: str

    @property
    def messages(self):
        """Lines on standard error, without the program name that begins each."""
        lines = self.err.splitlines()
        assert all(line.startswith("entities: ") for line in lines), self.err
        return [line.removeprefix("entities: ") for line in lines]


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    """An empty folder to work in, with `small.yaml`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path


@pytest.fixture
def shell(workplace):
    """Run `python -m entities` in a process of its own, where every warning is an error."""

    def run(*arguments, stdin=b"", **environment):
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "entities", *arguments],
            input=stdin, capture_output=True, check=False, timeout=120, cwd=workplace, env={**os.environ, **environment},
        )  # fmt: skip
        return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return run


@pytest.fixture
def command(workplace, capsys, monkeypatch):
    """Run the command in this process, which is faster."""

    def run(*arguments, stdin=b""):
        from entities.cli.main import run

        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        status = run([str(argument) for argument in arguments])
        return Done(status, *capsys.readouterr())

    return run
