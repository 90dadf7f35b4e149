"""`entities gazetteer`: list, show, lint, schema."""

from __future__ import annotations

import json

from entities.gazetteer import catalog


def test_list_names_every_builtin_gazetteer(shell):
    done = shell("gazetteer", "list")
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    assert [line.split()[0] for line in lines] == [*catalog.builtin_names(), "all"]
    counts = [int(line.split()[1].replace(",", "")) for line in lines]
    assert sum(counts[:-1]) == counts[-1] > 500
    assert all(len(line.split(maxsplit=2)) == 3 for line in lines[:-1])


def test_show_by_id(shell):
    done = shell("gazetteer", "show", "person/ada-holm", "-g", "small.yaml")
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        "person/ada-holm  PERSON  Ada Holm  [small]",
        "  en             Ada Holm",
        "  zh-CN          阿达·霍尔姆",
        "  zh-TW          阿達·霍爾姆",
    ]


def test_show_by_name_in_any_script_with_everything_that_is_known(command, workplace):
    (workplace / "rich.yaml").write_text(
        """\
name: rich
entities:
  - id: place/norland
    type: GPE
    wikidata: Q1
    names: {en: [Norland, {text: Northmark, used_by: islanders}], zh-CN: [诺兰德]}
    abbreviations: {zh: [诺]}
    context: [harbour, 海港]
""",
        encoding="utf-8",
    )
    done = command("gazetteer", "show", "諾蘭德", "-g", "rich.yaml")
    assert done.out.splitlines() == [
        "place/norland  GPE  Norland  [rich]",
        "  wikidata       Q1",
        "  en             Norland, Northmark (used by islanders)",
        "  zh-CN          诺兰德",
        "  abbreviations  诺",
        "  context        harbour, 海港",
    ]


def test_names_cannot_command_the_terminal(command, workplace):
    (workplace / "odd.yaml").write_text(
        'name: odd\nentities:\n  - {id: place/x, type: GPE, names: {en: ["X\\e[31mville\\nY"]}}\n',
        encoding="utf-8",
    )
    for arguments in (("gazetteer", "show", "place/x", "-g", "odd.yaml"), ("gazetteer", "lint", "odd.yaml")):
        done = command(*arguments)
        assert "\x1b" not in done.out + done.err


def test_show_of_an_unknown_id_gives_the_nearest(shell):
    done = shell("gazetteer", "show", "person/ada-hol", "-g", "small.yaml")
    assert (done.status, done.out) == (2, "")
    assert done.messages == [
        "no entity `person/ada-hol`. Nearest ids: person/ada-holm, person/ben-reed, place/norland. (usage)",
        "see `entities gazetteer show --help`",
    ]


def test_lint_of_a_sound_file(shell):
    done = shell("gazetteer", "lint", "small.yaml")
    assert (done.status, done.out, done.messages) == (0, "", ["1 files, 0 errors, 0 warnings"])


def test_lint_of_the_builtin_gazetteers_finds_no_error(command):
    done = command("gazetteer", "lint")
    assert done.status == 0
    assert "error: " not in done.out
    assert done.messages[0].startswith(f"{len(catalog.builtin_names())} files, 0 errors, ")


def test_lint_shows_errors_and_warnings_with_their_place(shell, workplace):
    (workplace / "bad.yaml").write_text(
        "name: bad\nentities:\n  - {id: place/x, type: TOWN, names: {en: [X]}}\n", encoding="utf-8"
    )
    done = shell("gazetteer", "lint", "bad.yaml")
    assert done.status == 2
    assert done.out.startswith("error: bad.yaml:3:")
    assert done.messages == ["1 files, 1 errors, 0 warnings"]
    (workplace / "twice.yaml").write_text(
        "name: twice\nentities:\n"
        "  - {id: place/x, type: GPE, names: {en: [Xville]}}\n"
        "  - {id: place/y, type: GPE, names: {en: [Xville]}}\n",
        encoding="utf-8",
    )
    done = shell("gazetteer", "lint", "twice.yaml")
    assert (done.status, done.messages) == (0, ["1 files, 0 errors, 2 warnings"])
    assert [line.split(":")[:3] for line in done.out.splitlines()] == [
        ["warning", " twice.yaml", "3"],
        ["warning", " twice.yaml", "4"],
    ]


def test_schema_is_json_schema(shell):
    done = shell("gazetteer", "schema")
    assert (done.status, done.err) == (0, "")
    schema = json.loads(done.out)
    assert {"name", "entities"} <= set(schema["properties"])


def test_a_gazetteer_with_errors_stops_the_command(shell, workplace):
    (workplace / "a.txt").write_text("Norland", encoding="utf-8")
    (workplace / "bad.yaml").write_text(
        "name: bad\nentities:\n  - {id: place/x, type: TOWN, names: {en: [X]}}\n", encoding="utf-8"
    )
    done = shell("annotate", "a.txt", "-g", "small.yaml", "-g", "bad.yaml", "-o", "out.jsonl")
    assert (done.status, done.out) == (2, "")
    assert done.messages[0].startswith("bad.yaml:3:")
    assert done.messages[0].endswith("(unknown-value)")
    assert done.messages[1:] == ["1 gazetteer problem(s); nothing was done"]
    assert not (workplace / "out.jsonl").exists()
