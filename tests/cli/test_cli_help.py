"""Help and wrong usage: every option is explained, every error says what is allowed, and help is instant."""

from __future__ import annotations

import re
import subprocess
import sys

import click
import pytest

import entities
from entities.cli.main import COMMANDS, cli


def all_commands(group=cli, path=()):
    yield path, group
    if isinstance(group, click.Group):
        context = click.Context(group)
        for name in group.list_commands(context):
            yield from all_commands(group.get_command(context, name), (*path, name))


@pytest.mark.parametrize(
    "path", [path for path, _ in all_commands()], ids=lambda path: " ".join(path) or "entities"
)
def test_every_command_has_help_and_so_has_every_option(command, path):
    found = dict(all_commands())[path]
    done = command(*path, "--help")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(f"Usage: entities {' '.join(path)}".rstrip())
    assert found.help
    for parameter in found.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert parameter.opts[-1] in done.out
        else:
            assert re.search("[A-Z]+", parameter.metavar or parameter.name.upper())[0] in found.help


def test_the_overview_names_every_command(shell):
    done = shell("--help")
    assert (done.status, done.err) == (0, "")
    assert all(f"  {name} " in done.out for name in COMMANDS)
    assert shell("-h") == done


def test_without_arguments_the_overview_is_shown(shell):
    done = shell()
    assert done.status in (0, 2)  # older releases of click say 0
    assert "Usage: entities [OPTIONS] COMMAND [ARGS]..." in done.out + done.err


def test_version(shell):
    assert shell("--version").out == f"entities, version {entities.__version__}\n"


def test_the_overview_imports_nothing_but_click():
    code = (
        "import sys; from entities.cli.main import run; run(['--help']);"
        "print(*sorted({name.split('.')[0] for name in sys.modules} - set(sys.stdlib_module_names)));"
        "print(*sorted(name for name in sys.modules if name.startswith('entities')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8")
    packages, modules = done.stdout.splitlines()[-2:]
    assert set(packages.split()) - {"__main__", "entities", "click", "colorama"} <= {
        "sitecustomize",
        "usercustomize",
    } | {name for name in packages.split() if name.startswith(("_", "distutils"))}
    assert modules.split() == ["entities", "entities.cli", "entities.cli.main", "entities.errors"]


@pytest.mark.parametrize(
    ("arguments", "messages"),
    [
        (["anotate"], ["no command `anotate`. Did you mean `annotate`? Commands: {COMMANDS}. (usage)", "see `entities --help`"]),
        (["xyzzy"], ["no command `xyzzy`. Commands: {COMMANDS}. (usage)", "see `entities --help`"]),
        (["annotate"], ["Missing argument 'PATH...'. (usage)", "see `entities annotate --help`"]),
        (["annotate", "a.txt", "--zones", "body,tail"], ["Invalid value for '--zones': no zone `tail`; zones: title, body, caption, byline, boilerplate. (usage)", "see `entities annotate --help`"]),
        (["annotate", "a.txt", "--zones", ","], ["Invalid value for '--zones': names no zone; zones: title, body, caption, byline, boilerplate. (usage)", "see `entities annotate --help`"]),
        (["count", "a.txt", "--unit", "window:0"], ["Invalid value for '--unit': unit is `window:0`; expected document, paragraph, sentence or window:N with N characters, such as window:100. (usage)", "see `entities count --help`"]),
        (["annotate", "a.txt", "-g", "countrys"], None),
        (["annotate", "a.txt", "-g", "missing.yaml"], ["no gazetteer file `missing.yaml`; check the path. (unknown-gazetteer)"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_wrong_usage_is_told_word_for_word(command, arguments, messages):
    done = command(*arguments)
    assert (done.status, done.out) == (2, "")
    if messages is not None:
        assert done.messages == [message.replace("{COMMANDS}", ", ".join(COMMANDS)) for message in messages]


def test_an_unknown_gazetteer_gets_the_nearest_names(shell, workplace):
    (workplace / "a.txt").write_text("Norland", encoding="utf-8")
    done = shell("annotate", "a.txt", "-g", "countrys", "-o", "out.jsonl")
    assert (done.status, done.out) == (2, "")
    (message,) = done.messages
    assert message.startswith("no gazetteer `countrys`. Did you mean `countries`")
    assert message.endswith(" (unknown-gazetteer)")
    assert not (workplace / "out.jsonl").exists()


@pytest.mark.parametrize(
    "arguments",
    [["annotate", "a.txt", "--frmat", "csv"], ["annotate", "a.txt", "-f", "xml"], ["count", "a.txt", "--min-count", "0"],
     ["annotate", "a.txt", "--min-score", "2"], ["gazetteer", "shw"], ["explain"], ["--verbose"]],
    ids=" ".join,
)  # fmt: skip
def test_wrong_options_are_told_in_one_line_with_a_hint(command, arguments):
    done = command(*arguments)
    assert (done.status, done.out) == (2, "")
    message, hint = done.messages
    assert message.endswith(" (usage)")
    assert hint.startswith("see `entities")
    if "--frmat" in arguments:
        assert "--frmat" in message
        assert "--format" in message


def test_completion_scripts_are_made_by_click(shell):
    done = shell(_ENTITIES_COMPLETE="bash_source")
    assert done.status == 0
    assert "_ENTITIES_COMPLETE=bash_complete" in done.out


def test_an_error_of_the_program_is_one_line_with_its_place(command, workplace, monkeypatch):
    (workplace / "a.jsonl").write_text('{"text": "one"}\n{"text": "two"}\n', encoding="utf-8")

    def fail(self, text, **_):
        if text == "one":
            raise KeyError(text)
        return annotate(self, text)

    annotate = entities.Annotator.annotate
    monkeypatch.setattr(entities.Annotator, "annotate", fail)
    for name in ("annotate", "count"):
        done = command(name, "a.jsonl", "-g", "small.yaml")
        assert done.status == 1
        message, balance = done.messages
        assert message.startswith(
            "a.jsonl:1: internal error, please report it: KeyError in test_cli_help.py:"
        )
        assert message.endswith(" (internal-error)")
        assert balance == "2 inputs = 1 annotated + 0 partial + 1 rejected + 0 skipped"


def test_an_error_of_the_program_outside_of_inputs_is_one_line_too(command, monkeypatch):
    monkeypatch.setattr("entities.cli.gazetteer.json_schema", lambda: 1 / 0)
    done = command("gazetteer", "schema")
    assert (done.status, done.out) == (3, "")
    (message,) = done.messages
    assert message.startswith("internal error, please report it: ZeroDivisionError in test_cli_help.py:")
