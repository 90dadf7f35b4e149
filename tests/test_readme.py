"""Every command and every piece of code in the README does what the README shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n(\$ .*?)```", README, re.DOTALL)
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
ENVIRONMENT = {
    **os.environ,
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    "COLUMNS": "110",
}


def split_session(block):
    """Return the command and the output that one console block shows."""
    first, _, output = block.partition("\n")
    return first.removeprefix("$ "), output


@pytest.mark.parametrize("block", CONSOLE, ids=lambda block: block.split("\n")[0][2:40])
def test_console_block_shows_real_output(block):
    command, shown = split_session(block)
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="replace",
    )
    assert done.returncode == 0, done.stderr
    assert tidy(done.stdout) == tidy(shown)


def tidy(text):
    return [line.rstrip() for line in text.strip().splitlines()]


@pytest.mark.parametrize("code", PYTHON, ids=lambda code: code.split("\n")[2][:40] or "code")
def test_python_block_runs(code):
    code = "import warnings; warnings.simplefilter('ignore')\n" + code
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_yaml_block_is_the_example_file():
    block = re.search(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert block is not None
    assert block[1] == (ROOT / "examples" / "mine.yaml").read_text(encoding="utf-8")


def test_every_command_and_option_is_named():
    from entities.cli.main import COMMANDS, LazyGroup

    group = LazyGroup()
    for name in COMMANDS:
        assert f"entities {name}" in README
    command = group.get_command(None, "annotate")
    for parameter in command.params:
        for option in parameter.opts:
            assert option.lstrip("-") in README or option == parameter.name, option


def test_exit_statuses_and_set_up_commands_are_named():
    for word in ("make demo", "make test", "| 0 |", "| 1 |", "| 2 |", "| 3 |", "| 130, 143 |"):
        assert word in README
