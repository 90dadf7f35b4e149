"""`entities annotate`: what it reads, what it writes."""

from __future__ import annotations

import csv
import gzip
import io
import json

import pytest

TEXT = "Ada Holm flew to Norland on Monday. 阿达·霍尔姆在诺兰德停留了两天。\n"
FOUND = ["person/ada-holm", "place/norland", "person/ada-holm", "place/norland"]
BALANCE = "1 inputs = 1 annotated + 0 partial + 0 rejected + 0 skipped"


def rows(done):
    return [json.loads(line) for line in done.out.splitlines()]


def found(row):
    return [mention["entity"] for mention in row["mentions"]]


def test_a_text_file_gives_one_object_with_offsets_into_it(shell, workplace):
    (workplace / "a.txt").write_text(TEXT, encoding="utf-8")
    done = shell("annotate", "a.txt", "-g", "small.yaml")
    assert (done.status, done.messages) == (0, [BALANCE])
    (row,) = rows(done)
    assert list(row) == ["id", "path", "language", "mentions"]
    assert (row["id"], row["path"], row["language"]) == ("a.txt", "a.txt", "mixed")
    assert found(row) == FOUND
    for mention in row["mentions"]:
        assert TEXT[mention["start"] : mention["end"]] == mention["text"]
    assert row["mentions"][0] == {
        "start": 0, "end": 8, "text": "Ada Holm", "entity": "person/ada-holm", "type": "PERSON", "name": "Ada Holm",
        "method": "latin", "score": row["mentions"][0]["score"], "form": "Ada Holm", "zone": "body", "paragraph": 0,
        "sentence": 0,
    }  # fmt: skip
    assert 0.5 < row["mentions"][0]["score"] <= 1


def test_builtin_gazetteers_are_found_by_name(shell, workplace):
    (workplace / "a.txt").write_text("法国总统抵达日本,随后前往Canada。", encoding="utf-8")
    done = shell("annotate", "a.txt", "--gazetteer", "countries")
    assert found(rows(done)[0]) == ["place/france", "place/japan", "place/canada"]


def test_gazetteers_add_up(shell, workplace):
    (workplace / "a.txt").write_text("Ada Holm is in Canada.", encoding="utf-8")
    done = shell("annotate", "a.txt", "-g", "countries", "-g", "small.yaml")
    assert found(rows(done)[0]) == ["person/ada-holm", "place/canada"]


CRLF = "Ada Holm rests.\r\n诺兰德在下雪。\r\n"
RECORDS = [{"text": TEXT, "id": "one"}, {"text": "\u3000Norland 𠀀 诺兰德", "id": "two"}]
FILES = {
    "plain.txt": TEXT.encode(),
    "crlf.text": CRLF.encode(),
    "mark.md": b"\xef\xbb\xbf" + TEXT.encode(),
    "gb.txt": ("阿达·霍尔姆在诺兰德停留了两天,他们谈到了今年的天气和收成。" * 3).encode("gb18030"),
    "page.html": "<html><p>Ada&nbsp;Holm &amp; <b>诺兰</b>德</p></html>".encode(),
    "page.htm": b"<p>Norland</p>",
    "page.xhtml": b"<p>Norland</p>",
    "escaped.txt": b'"content":"\\u003cp\\u003eAda Holm\\u003c/p\\u003e \\u8bfa\\u5170\\u5fb7"',
    "one.json": json.dumps(RECORDS[0]).encode(),
    "list.json": json.dumps(RECORDS, indent=1).encode(),
    "lines.jsonl": "".join(json.dumps(row) + "\n" for row in RECORDS).encode(),
    "lines.ndjson": "\n\n".join(json.dumps(row, ensure_ascii=False) for row in RECORDS).encode(),
    "wide.jsonl": "".join(json.dumps(row, ensure_ascii=False) + "\r\n" for row in RECORDS).encode("utf-16"),
    "table.csv": b'id,text\r\none,"Ada Holm, of ""Norland"",\r\nslept"\r\n',
    "semicolon.csv": "text;id\nNorland, and 诺兰德;one\n".encode(),
    "single.csv": b"text\nNorland\n",
    "tabs.csv": b"text\tid\nNorland, and Ada Holm\tone\n",
    "tabs.tsv": b"text\tid\nNorland, and Ada Holm\tone\n",
    "one-column.tsv": b"text\nNorland, and Ada Holm\n",
}
NUMBER = {"plain.txt": [4], "crlf.text": [2], "mark.md": [4], "gb.txt": [6], "page.html": [2], "page.htm": [1],
          "page.xhtml": [1], "escaped.txt": [2], "one.json": [4], "list.json": [4, 2], "lines.jsonl": [4, 2],
          "lines.ndjson": [4, 2], "wide.jsonl": [4, 2], "table.csv": [2], "semicolon.csv": [2], "single.csv": [1],
          "tabs.csv": [2], "tabs.tsv": [2], "one-column.tsv": [2]}  # fmt: skip


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
@pytest.mark.parametrize("name", FILES)
def test_every_format_also_packed(command, workplace, name, packed):
    path = workplace / (f"{name}.gz" if packed else name)
    path.write_bytes(gzip.compress(FILES[name]) if packed else FILES[name])
    done = command("annotate", path.name, "-g", "small.yaml")
    assert done.messages == [BALANCE.replace("1", str(len(NUMBER[name])))]
    assert done.status == 0
    assert [len(row["mentions"]) for row in rows(done)] == NUMBER[name]


def test_upper_case_extensions_are_known(command, workplace):
    (workplace / "A.TXT").write_text(TEXT, encoding="utf-8")
    (workplace / "B.JSONL.GZ").write_bytes(gzip.compress(b'{"text": "Norland"}'))
    assert [
        len(row["mentions"]) for row in rows(command("annotate", "A.TXT", "B.JSONL.GZ", "-g", "small.yaml"))
    ] == [4, 1]


def test_offsets_are_into_the_field_of_a_record(command, workplace):
    (workplace / "lines.jsonl").write_bytes(FILES["lines.jsonl"])
    (workplace / "table.csv").write_bytes(FILES["table.csv"])
    texts = [row["text"] for row in RECORDS] + ['Ada Holm, of "Norland",\r\nslept']
    for text, row in zip(
        texts, rows(command("annotate", "lines.jsonl", "table.csv", "-g", "small.yaml")), strict=True
    ):
        assert row["mentions"]
        for mention in row["mentions"]:
            assert text[mention["start"] : mention["end"]] == mention["text"]


@pytest.mark.parametrize("name", ["plain.txt", "crlf.text", "mark.md", "escaped.txt", "page.html"])
def test_offsets_are_into_the_file_read_as_plain_utf8(command, workplace, name):
    (workplace / name).write_bytes(FILES[name])
    with (workplace / name).open(encoding="utf-8", newline="") as file:
        text = file.read()
    (row,) = rows(command("annotate", name, "-g", "small.yaml"))
    assert row["mentions"]
    for mention in row["mentions"]:
        assert text[mention["start"] : mention["end"]] == mention["text"]


def make_tree(folder):
    for name in (
        "b.txt",
        "a.txt",
        "ä.txt",
        "sub/c.txt",
        "sub/deep/d.jsonl",
        "another/e.html",
        ".hidden.txt",
        ".git/f.txt",
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"text": "Norland"}' if name.endswith("jsonl") else "Norland", encoding="utf-8")


def test_a_folder_is_read_whole_in_order_without_hidden_files(shell, workplace):
    make_tree(workplace / "news")
    done = shell("annotate", "news", "-g", "small.yaml")
    paths = ["a.txt", "b.txt", "ä.txt", "another/e.html", "sub/c.txt", "sub/deep/d.jsonl"]
    assert [row["path"] for row in rows(done)] == [f"news/{path}" for path in paths]
    assert done.messages == ["6 inputs = 6 annotated + 0 partial + 0 rejected + 0 skipped"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("news/*.txt", ["a.txt", "b.txt", "ä.txt"]),
        ("news/[ab].txt", ["a.txt", "b.txt"]),
        ("news/**/*.txt", ["a.txt", "b.txt", "sub/c.txt", "ä.txt"]),
        ("news/s*", ["sub/c.txt", "sub/deep/d.jsonl"]),
    ],
)
def test_patterns(command, workplace, pattern, expected):
    make_tree(workplace / "news")
    assert [row["path"] for row in rows(command("annotate", pattern, "-g", "small.yaml"))] == [
        f"news/{name}" for name in expected
    ]


def test_a_file_named_like_a_pattern_is_that_file(command, workplace):
    (workplace / "a[1].txt").write_text("Norland", encoding="utf-8")
    (workplace / "a1.txt").write_text("Ada Holm", encoding="utf-8")
    assert [row["path"] for row in rows(command("annotate", "a[1].txt", "-g", "small.yaml"))] == ["a[1].txt"]


def test_inputs_come_in_the_order_given_and_once(command, workplace):
    make_tree(workplace / "news")
    done = command("annotate", "news/sub/c.txt", "news", "news/a.txt", "-g", "small.yaml")
    assert [row["path"] for row in rows(done)][:2] == ["news/sub/c.txt", "news/a.txt"]
    assert done.messages == ["6 inputs = 6 annotated + 0 partial + 0 rejected + 0 skipped"]


def test_standard_input_as_text(shell):
    done = shell("annotate", "-", "-g", "small.yaml", stdin=TEXT.encode())
    assert (done.status, done.messages) == (0, [BALANCE])
    assert [(row["id"], found(row)) for row in rows(done)] == [("-", FOUND)]


@pytest.mark.parametrize("lead", ["", "\n\n", "\ufeff"])
def test_standard_input_as_json_lines(command, lead):
    data = lead + '{"text": "Norland", "id": 7}\n\n{"text": "Ada Holm"}\n'
    done = command("annotate", "-", "-g", "small.yaml", stdin=data.encode())
    line = 3 + lead.count("\n")
    assert [(row["id"], found(row)) for row in rows(done)] == [
        ("7", ["place/norland"]),
        (f"-:{line}", ["person/ada-holm"]),
    ]


def test_long_standard_input(command):
    lines = b'{"text": "Norland"}\n' * 10_000
    done = command("annotate", "-", "-g", "small.yaml", stdin=lines)
    assert done.messages == ["10000 inputs = 10000 annotated + 0 partial + 0 rejected + 0 skipped"]
    done = command("annotate", "-", "-g", "small.yaml", stdin=b"Nobody was there. " * 10_000 + b"Norland")
    assert rows(done)[0]["mentions"][0]["start"] == 180_000


def test_fields_are_named_by_options(shell, workplace):
    record = {
        "body": "Norland",
        "key": 12,
        "when": "2024-05-01",
        "headline": "Ada Holm speaks",
        "id": "x",
        "title": "y",
    }
    (workplace / "a.jsonl").write_text(json.dumps(record), encoding="utf-8")
    (workplace / "b.csv").write_text("when,body,headline,key\n2024-05-02,Ben Reed,,13\n", encoding="utf-8")
    options = (
        "--text-field",
        "body",
        "--id-field",
        "key",
        "--date-field",
        "when",
        "--title-field",
        "headline",
    )
    done = shell("annotate", "a.jsonl", "b.csv", "-g", "small.yaml", *options)
    assert done.messages == ["2 inputs = 2 annotated + 0 partial + 0 rejected + 0 skipped"]
    first, second = rows(done)
    assert list(first) == ["id", "path", "language", "title", "date", "mentions"]
    assert (first["id"], first["title"], first["date"]) == ("12", "Ada Holm speaks", "2024-05-01")
    assert found(first) == ["place/norland"]
    assert (second["id"], second["date"], "title" in second) == ("13", "2024-05-02", False)


def test_fields_have_usual_names(command, workplace):
    (workplace / "a.jsonl").write_text(
        '{"text": "", "id": "x", "title": "t", "date": 2024, "other": 1}', encoding="utf-8"
    )
    (row,) = rows(command("annotate", "a.jsonl", "-g", "small.yaml"))
    assert row == {
        "id": "x",
        "path": "a.jsonl",
        "language": "und",
        "title": "t",
        "date": "2024",
        "mentions": [],
    }


def test_csv_output_has_a_row_for_each_mention(shell, workplace):
    (workplace / "a.txt").write_text(TEXT, encoding="utf-8")
    done = shell("annotate", "a.txt", "-g", "small.yaml", "--format", "csv")
    table = list(csv.DictReader(io.StringIO(done.out)))
    assert [row["entity"] for row in table] == FOUND
    assert (
        done.out.splitlines()[0]
        == "id,path,start,end,text,entity,type,name,method,score,form,zone,paragraph,sentence"
    )
    assert (table[1]["start"], table[1]["end"], table[1]["text"]) == ("17", "24", "Norland")


def test_csv_output_holds_no_formulas(command, workplace):
    (workplace / "a.jsonl").write_text(
        '{"id": "=1+1", "text": "Norland"}\n{"id": "@x", "text": "Norland"}', encoding="utf-8"
    )
    done = command("annotate", "a.jsonl", "-g", "small.yaml", "-f", "csv")
    assert [line.split(",")[0] for line in done.out.splitlines()[1:]] == ["'=1+1", "'@x"]


def test_pretty_output_marks_the_mentions_and_sums_them_up(shell, workplace):
    (workplace / "a.html").write_text(
        "<h1>Snow</h1>\r\n<p>Ada <b>Holm</b> left.</p>\n\n\n<p>诺兰德, 诺兰德</p>", encoding="utf-8"
    )
    done = shell("annotate", "a.html", "-g", "small.yaml", "-f", "pretty")
    assert done.messages == [BALANCE]
    assert [line.rstrip() for line in done.out.splitlines()] == [
        "a.html " + "─" * 73,
        "",
        "Snow",
        "[Ada Holm PERSON] left.",
        "[诺兰德 GPE], [诺兰德 GPE]",
        "mentions  entity    type    forms in this text",
        "2         Norland   GPE     诺兰德 2",
        "1         Ada Holm  PERSON  Ada Holm 1",
    ]


def test_pretty_output_cannot_command_the_terminal(command, workplace):
    record = {"id": "\x1b]0;owned\x07", "text": "Norland\x1b[2J \u202edrow\rNorland\u0085"}
    (workplace / "a.jsonl").write_text(json.dumps(record), encoding="utf-8")
    done = command("annotate", "a.jsonl", "-g", "small.yaml", "-f", "pretty")
    assert not set(done.out) & set("\x1b\x07\u202e\u0085\r")
    assert r"\x1b[2J" in done.out


def test_output_file_holds_what_standard_output_would(shell, workplace):
    (workplace / "a.txt").write_text(TEXT, encoding="utf-8")
    straight = shell("annotate", "a.txt", "-g", "small.yaml")
    done = shell("annotate", "a.txt", "-g", "small.yaml", "-o", "out.jsonl")
    assert (done.status, done.out, done.err) == (0, "", straight.err)
    assert (workplace / "out.jsonl").read_text(encoding="utf-8") == straight.out
    assert sorted(path.name for path in workplace.iterdir()) == ["a.txt", "out.jsonl", "small.yaml"]


def test_zones_choose_mentions(command, workplace):
    page = "<h1>Ada Holm wins</h1><p>Norland was calm on that day, and nobody knew why it was.</p><footer>Ben Reed</footer>"
    (workplace / "a.html").write_text(page, encoding="utf-8")
    everything = rows(command("annotate", "a.html", "-g", "small.yaml"))[0]["mentions"]
    assert {mention["zone"] for mention in everything} == {"title", "body", "boilerplate"}
    (row,) = rows(command("annotate", "a.html", "-g", "small.yaml", "--zones", "body, title"))
    assert row["mentions"] == [mention for mention in everything if mention["zone"] != "boilerplate"]
    assert found(row) == ["person/ada-holm", "place/norland"]


def test_explain_adds_steps_and_alternatives(command, workplace):
    (workplace / "a.txt").write_text("阿達·霍爾姆", encoding="utf-8")
    (row,) = rows(command("annotate", "a.txt", "-g", "small.yaml", "--explain"))
    (mention,) = row["mentions"]
    assert mention["alternatives"] == []
    assert [step[0] for step in mention["steps"]] == ["fold", "lookup"]
    assert mention["steps"][-1][-1] == "person/ada-holm"


def test_min_score_leaves_out_mentions_below_it(command, workplace):
    (workplace / "a.txt").write_text(TEXT, encoding="utf-8")
    assert found(rows(command("annotate", "a.txt", "-g", "small.yaml", "--min-score", "0"))[0]) == FOUND
    assert found(rows(command("annotate", "a.txt", "-g", "small.yaml", "--min-score", "1"))[0]) == []


def test_two_runs_give_the_same_bytes(shell, workplace):
    make_tree(workplace / "news")
    for name in ("lines.jsonl", "page.html", "gb.txt", "table.csv"):
        (workplace / "news" / name).write_bytes(FILES[name])
    for style in ("jsonl", "pretty"):
        first, second = (
            shell("annotate", "news", "-g", "small.yaml", "-g", "countries", "-f", style, PYTHONHASHSEED=seed)
            for seed in ("1", "7")
        )
        assert (first.status, first.err) == (0, second.err)
        assert first.out == second.out


# Names that no gazetteer lists

UNLISTED = "专家威廉·阿尔贝克指出，形势严峻。阿尔贝克说，Ada Holm 也在场。\n"


def test_unlisted_names_are_found_on_request(command, workplace):
    (workplace / "a.txt").write_text(UNLISTED, encoding="utf-8")
    found = {}
    for option in ((), ("--unknown",)):
        done = command("annotate", "a.txt", "-g", "small.yaml", *option)
        assert done.status == 0
        mentions = json.loads(done.out)["mentions"]
        found[option] = [(item["text"], item["entity"], item["type"], item["method"]) for item in mentions]
    listed = ("Ada Holm", "person/ada-holm", "PERSON", "latin")
    assert found[()] == [listed]
    assert found[("--unknown",)] == [
        ("威廉·阿尔贝克", "local:威廉·阿尔贝克", "PERSON", "unknown"),
        ("阿尔贝克", "local:威廉·阿尔贝克", "PERSON", "short"),
        listed,
    ]


def test_counting_leaves_unlisted_names_out_unless_asked(command, workplace):
    for name in ("a.txt", "b.txt"):
        (workplace / name).write_text(UNLISTED, encoding="utf-8")
    command("annotate", "a.txt", "b.txt", "-g", "small.yaml", "--unknown", "-o", "both.jsonl")
    for paths in (("both.jsonl",), ("a.txt", "b.txt", "-g", "small.yaml")):
        counted = {}
        for option in ((), ("--unknown",)):
            done = command("count", *paths, *option, "-f", "jsonl")
            rows = [json.loads(line) for line in done.out.splitlines()]
            counted[option] = {
                row["entity"]: (row["name"], row["mentions"], row["documents"])
                for row in rows
                if row["kind"] == "entity"
            }
        assert counted[()] == {"person/ada-holm": ("Ada Holm", 2, 2)}
        assert counted[("--unknown",)] == {
            "person/ada-holm": ("Ada Holm", 2, 2),
            "local:威廉·阿尔贝克": ("威廉·阿尔贝克", 4, 2),
        }


def test_unlisted_names_are_explained_on_request(command):
    done = command("explain", "专家威廉·阿尔贝克来了。阿尔贝克走了。", "-g", "small.yaml", "--unknown")
    assert "'阿尔贝克' is the last part of '威廉·阿尔贝克', which stands before" in done.out
    assert (
        "'威廉·阿尔贝克' is a full name that no gazetteer lists; local:威廉·阿尔贝克 is for this text only"
        in done.out
    )


NESTING = """\
name: nesting
entities:
  - {id: place/norland, type: GPE, names: {en: Norland, zh-CN: 诺兰}}
  - {id: org/ministry, type: ORG, names: {en: Norland Ministry of Fish, zh-CN: 诺兰国防部}}
"""


def test_nested_mentions_are_given_on_request_and_not_counted(shell, workplace):
    (workplace / "nesting.yaml").write_text(NESTING, encoding="utf-8")
    (workplace / "a.txt").write_text("诺兰国防部说，诺兰在下雪。", encoding="utf-8")
    plain = shell("annotate", "a.txt", "-g", "nesting.yaml")
    nested = shell("annotate", "a.txt", "-g", "nesting.yaml", "--nested", "-o", "out.jsonl")
    assert (plain.status, nested.status) == (0, 0)
    (row,) = rows(plain)
    (again,) = map(json.loads, (workplace / "out.jsonl").read_text(encoding="utf-8").splitlines())
    (inner,) = again["mentions"][0].pop("nested")
    assert again == row
    assert (inner["start"], inner["text"], inner["entity"]) == (0, "诺兰", "place/norland")
    counted = shell("count", "out.jsonl", "--format", "csv").out
    (workplace / "plain.jsonl").write_text(plain.out, encoding="utf-8")
    assert counted == shell("count", "plain.jsonl", "--format", "csv").out
