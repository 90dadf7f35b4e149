"""Bad input: one clear line for each fault, the other inputs are done, the books balance, and never a traceback."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

KNOWN = "known: .txt .text .md .html .htm .xhtml .json .jsonl .ndjson .csv .tsv, each also with .gz"
GOOD = b"Ada Holm went to Norland."
PACKED = gzip.compress(b"".join(b'{"text": "Norland %d"}\n' % number for number in range(20_000)), mtime=0)


def balance(annotated=0, partial=0, rejected=0, skipped=0):
    inputs = annotated + partial + rejected + skipped
    return f"{inputs} inputs = {annotated} annotated + {partial} partial + {rejected} rejected + {skipped} skipped"


# name: (content, messages, annotated, partial, rejected, skipped)
FILES = {
    "empty.txt": (b"", ["empty.txt: the file is empty (empty)"], 0, 0, 0, 1),
    "blank.html": (b"\xef\xbb\xbf \n\t\r\n", ["blank.html: the file is empty (empty)"], 0, 0, 0, 1),
    "binary.txt": (
        bytes(range(32)) * 40,
        ["binary.txt: not a text file: control or undecodable characters throughout (binary)"], 0, 0, 1, 0,
    ),
    "binary.csv": (
        bytes(range(32)) * 40,
        ["binary.csv: not a text file: control or undecodable characters throughout (binary)"], 0, 0, 1, 0,
    ),
    "binary.json": (
        bytes(range(32)) * 40,
        ["binary.json: not a text file: control or undecodable characters throughout (binary)"], 0, 0, 1, 0,
    ),
    "binary.jsonl": (
        bytes(range(32)) * 40,
        ["binary.jsonl: not a text file: control or undecodable characters throughout (binary)"], 0, 0, 1, 0,
    ),
    "report.pdf": (b"%PDF", [f"report.pdf: `.pdf` is not a known kind of file; {KNOWN} (unknown-extension)"], 0, 0, 0, 1),
    "report": (b"text", [f"report: the name has no extension; {KNOWN} (unknown-extension)"], 0, 0, 0, 1),
    "report.gz": (b"text", [f"report.gz: the name has no extension; {KNOWN} (unknown-extension)"], 0, 0, 0, 1),
    "nul.txt": (
        b"Ada\x00 in Norland",
        ["nul.txt: undecodable characters or NULs replaced by U+FFFD: 1; read as utf-8 (undecodable)"], 0, 1, 0, 0,
    ),
    "damaged.txt": (
        "阿达·霍尔姆去了诺兰德。".encode() * 9 + b"\xff",
        ["damaged.txt: undecodable characters or NULs replaced by U+FFFD: 1; read as utf-8 (undecodable)"], 0, 1, 0, 0,
    ),
    "broken.jsonl": (
        b'{"text": "one"}\n{"text" "two"}\n{"text": "three"}\n',
        ["broken.jsonl:2:9: not JSON (Expecting ':' delimiter), near '{\"text\" \"two\"}' (bad-json)"], 2, 0, 1, 0,
    ),
    "fields.jsonl": (
        b'{"body": "x", "id": 1}\n{"text": null}\n{"text": 7}\n["x"]\n{}\n"x"\n{"text": "fine"}\n',
        [
            "fields.jsonl:1: no field `text`; it has `body`, `id`; name the right one with --text-field (no-text-field)",
            "fields.jsonl:2: field `text` holds a JSON null; expected a string (text-not-string)",
            "fields.jsonl:3: field `text` holds a JSON number; expected a string (text-not-string)",
            "fields.jsonl:4: a JSON array; expected an object with the field `text` (not-an-object)",
            "fields.jsonl:5: no field `text`; it has none; name the right one with --text-field (no-text-field)",
            "fields.jsonl:6: a JSON string; expected an object with the field `text` (not-an-object)",
        ], 1, 0, 6, 0,
    ),
    "surrogates.jsonl": (
        b'{"text": "\\ud800 Norland \\ud83d\\ude00"}\n{"text": "\\u0000\\u0000Norland"}\n{"id": "\\udfff", "text": "x"}\n',
        [
            "surrogates.jsonl:1: lone surrogates or NULs replaced by U+FFFD: 1 (unusable-characters)",
            "surrogates.jsonl:2: lone surrogates or NULs replaced by U+FFFD: 2 (unusable-characters)",
            "surrogates.jsonl:3: lone surrogates or NULs replaced by U+FFFD: 1 (unusable-characters)",
        ], 0, 3, 0, 0,
    ),
    "bytes.jsonl": (
        b'{"text": "Norland \xff\xfe and many more words of English"}\n{"text": "fine"}\n',
        ["bytes.jsonl:1: undecodable characters or NULs replaced by U+FFFD: 2; read as utf-8 (undecodable)"], 1, 1, 0, 0,
    ),
    "blank.jsonl": (b"\n\n  \n", ["blank.jsonl: no line holds anything (empty)"], 0, 0, 0, 1),
    "deep.jsonl": (
        b'{"text": ' + b"[" * 100_000 + b'\n{"text": "fine"}\n',
        ["deep.jsonl:1: JSON nested too deep to be a record (bad-json)"], 1, 0, 1, 0,
    ),
    "digits.jsonl": (
        b'{"text": ' + b"7" * 9000 + b"}\n",
        None, 0, 0, 1, 0,
    ),
    "array.json": (b"[]", ["array.json: an empty JSON array (empty)"], 0, 0, 0, 1),
    "items.json": (
        b'[{"text": "x"}, {"t": 1}, 3]',
        [
            "items.json[1]: no field `text`; it has `t`; name the right one with --text-field (no-text-field)",
            "items.json[2]: a JSON number; expected an object with the field `text` (not-an-object)",
        ], 1, 0, 2, 0,
    ),
    "lines.json": (
        b'{"text": "x"}\n{"text": "y"}\n',
        [
            ("lines.json:2:1: not JSON (Extra data), near 'xt\": \"x\"}\\n{\"text\": \"';"
             " if each line is an object, name the file .jsonl (bad-json)")
        ], 0, 0, 1, 0,
    ),
    "open.json": (
        b'{\n  "text":\n  oops\n}\n',
        ["open.json:3:3: not JSON (Expecting value), near '\"text\":\\n  oops\\n}\\n' (bad-json)"], 0, 0, 1, 0,
    ),
    "column.csv": (
        b"body,id\nx,1\n",
        ["column.csv: no column `text`; it has `body`, `id`; name the right one with --text-field (no-text-field)"], 0, 0, 1, 0,
    ),
    "twice.csv": (b"text,text\nx,y\n", ["twice.csv: 2 columns are named `text`; rename all but one (bad-csv)"], 0, 0, 1, 0),
    "header.csv": (b"text,id\n", ["header.csv: a header and no rows (empty)"], 0, 0, 0, 1),
    "cells.csv": (
        b"id,text\n1,Ada Holm, of Norland\n2\n3,fine\n4,fine,\n\n5,a,b\n",
        [
            "cells.csv:2: 3 cells, but the header has 2; cells with the delimiter or a line break need quotes (bad-csv)",
            "cells.csv:3: 1 cells, but the header has 2; cells with the delimiter or a line break need quotes (bad-csv)",
            "cells.csv:7: 3 cells, but the header has 2; cells with the delimiter or a line break need quotes (bad-csv)",
        ], 2, 0, 3, 0,
    ),
    "quotes.csv": (
        b'id,text\n1,"two\nlines"\n2,"Nor"land\n3,fine\n4,"never closed\n5,lost\n',
        [
            "quotes.csv:4: not CSV: ',' expected after '\"'; a quote inside a quoted cell is written twice (bad-csv)",
            "quotes.csv:6: the quote that opens in this line is never closed; its row and all that follow were not read (bad-csv)",
        ], 2, 0, 2, 0,
    ),
    "bytes.csv": (
        b"text,id\nAda Holm,1\nNorland \xff in the north,2\nwords,3\n",
        ["bytes.csv:3: undecodable characters or NULs replaced by U+FFFD: 1; read as utf-8 (undecodable)"], 2, 1, 0, 0,
    ),
    "nul.csv": (
        b"text\nAda\x00Holm\n",
        ["nul.csv:2: undecodable characters or NULs replaced by U+FFFD: 1; read as utf-8 (undecodable)"], 0, 1, 0, 0,
    ),
    "plain.txt.gz": (b"hello", ["plain.txt.gz: the compressed file is damaged: Not a gzipped file (b'he') (bad-gzip)"], 0, 0, 1, 0),
    "cut.txt.gz": (
        gzip.compress(bytes(random.Random(1).randbytes(900)))[:200],
        ["cut.txt.gz: the compressed file is damaged: Compressed file ended before the end-of-stream marker was reached (bad-gzip)"],
        0, 0, 1, 0,
    ),
    "flipped.txt.gz": (
        PACKED[:60] + bytes(40) + PACKED[100:],
        None, 0, 0, 1, 0,
    ),
    "nothing.jsonl.gz": (b"", ["nothing.jsonl.gz: no line holds anything (empty)"], 0, 0, 0, 1),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_each_bad_file_is_told_and_the_others_are_done(command, workplace, name):
    content, messages, annotated, partial, rejected, skipped = FILES[name]
    (workplace / name).write_bytes(content)
    (workplace / "z.txt").write_bytes(GOOD)
    done = command("annotate", name, "z.txt", "-g", "small.yaml")
    assert done.status == (1 if partial or rejected else 0)
    if messages is None:
        assert len(done.messages) == 2
        assert done.messages[0].startswith(f"{name}:")
    else:
        assert done.messages[:-1] == messages
    assert done.messages[-1] == balance(annotated + 1, partial, rejected, skipped)
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert len(rows) == annotated + partial + 1
    assert [mention["entity"] for mention in rows[-1]["mentions"]] == ["person/ada-holm", "place/norland"]


def test_all_bad_files_at_once(shell, workplace):
    folder = workplace / "news"
    folder.mkdir()
    for name, (content, *_) in FILES.items():
        (folder / name).write_bytes(content)
    done = shell("annotate", "news", "-g", "small.yaml", "-o", "out.jsonl")
    assert done.status == 1
    expected = [f"news/{message}" for name in sorted(FILES) for message in (FILES[name][1] or ())]
    assert [line for line in done.messages[:-1] if line in expected] == expected
    assert done.messages[-1] == balance(
        *(sum(case[number] for case in FILES.values()) for number in (2, 3, 4, 5))
    )
    lines = (workplace / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == sum(case[2] + case[3] for case in FILES.values())


def test_counting_tells_the_same(command, workplace):
    for name, (content, *_) in FILES.items():
        (workplace / name).write_bytes(content)
    annotated = command("annotate", *FILES, "-g", "small.yaml")
    counted = command("count", *FILES, "-g", "small.yaml")
    assert counted.status == 1
    assert counted.messages == annotated.messages


def test_nothing_done_is_no_success(command, workplace):
    (workplace / "empty.txt").touch()
    done = command("annotate", "empty.txt", "-g", "small.yaml")
    assert (done.status, done.out) == (1, "")
    assert done.messages == ["empty.txt: the file is empty (empty)", balance(skipped=1)]


def test_empty_standard_input(shell):
    done = shell("annotate", "-", "-g", "small.yaml")
    assert (done.status, done.messages) == (1, ["-: the file is empty (empty)", balance(skipped=1)])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b'{"text" 1}\n{"text": "Norland"}',
            "-:1:9: not JSON (Expecting ':' delimiter), near '{\"text\" 1}' (bad-json)",
        ),
        (b'{"a":' * 50_000 + b'\n{"text": "Norland"}', "-:1: JSON nested too deep to be a record (bad-json)"),
    ],
    ids=["broken", "deep"],
)
def test_a_broken_first_line_of_standard_input(command, data, message):
    done = command("annotate", "-", "-g", "small.yaml", stdin=data)
    assert (done.status, done.messages) == (1, [message, balance(1, 0, 1)])


def test_brackets_on_standard_input_are_a_text(command):
    assert command("annotate", "-", "-g", "small.yaml", stdin=b"[" * 100_000).messages == [balance(1)]


def test_binary_standard_input(command):
    done = command("annotate", "-", "-g", "small.yaml", stdin=gzip.compress(os.urandom(5000)))
    assert done.messages == [
        "-: not a text file: control or undecodable characters throughout (binary)",
        balance(0, 0, 1),
    ]


def test_folders_without_files(command, workplace):
    (workplace / "none" / "sub").mkdir(parents=True)
    (workplace / "hidden").mkdir()
    (workplace / "hidden" / ".a.txt").write_bytes(GOOD)
    done = command("annotate", "none", "hidden", "-g", "small.yaml")
    assert (done.status, done.out) == (1, "")
    assert done.messages == [
        "none: the folder holds no files; hidden ones are left out (no-files)",
        "hidden: the folder holds no files; hidden ones are left out (no-files)",
        balance(rejected=2),
    ]


def test_a_folder_with_only_unknown_files(command, workplace):
    (workplace / "odd").mkdir()
    (workplace / "odd" / "a.pdf").write_bytes(b"x")
    (workplace / "odd" / "b.docx").write_bytes(b"x")
    done = command("annotate", "odd", "-g", "small.yaml")
    assert (done.status, done.out) == (1, "")
    assert done.messages == [
        f"odd/a.pdf: `.pdf` is not a known kind of file; {KNOWN} (unknown-extension)",
        f"odd/b.docx: `.docx` is not a known kind of file; {KNOWN} (unknown-extension)",
        balance(skipped=2),
    ]


def test_paths_that_lead_nowhere(command, workplace):
    (workplace / "z.txt").write_bytes(GOOD)
    done = command(
        "annotate", "missing.txt", "missing/*.txt", "z.txt/a.txt", "n" * 300, "z.txt", "-g", "small.yaml"
    )
    assert done.status == 1
    assert done.messages == [
        "missing.txt: can't be opened: No such file or directory (not-found)",
        "missing/*.txt: no file matches this pattern (no-match)",
        "z.txt/a.txt: can't be opened: Not a directory (not-found)",
        f"{'n' * 300}: can't be opened: File name too long (unreadable)",
        balance(1, 0, 4),
    ]


def test_links(command, workplace):
    folder = workplace / "news"
    (folder / "real").mkdir(parents=True)
    (folder / "real" / "a.txt").write_bytes(GOOD)
    (folder / "dangling.txt").symlink_to("nowhere.txt")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "up").symlink_to(folder)
    (folder / "z.txt").symlink_to("real/a.txt")
    done = command("annotate", "news", "-g", "small.yaml")
    assert done.status == 1
    assert done.messages == [
        "news/dangling.txt: a link to `nowhere.txt`, where there is no file (broken-link)",
        "news/loop.txt: a link to `loop.txt`, where there is no file (broken-link)",
        "news/up: a link to a folder, not followed; name it on the command line to read it (linked-folder)",
        balance(2, 0, 2, 1),
    ]
    assert command("annotate", "news/real", "news/up/real", "-g", "small.yaml").messages == [balance(2)]


def test_pipes_and_devices_do_not_hang(shell, workplace):
    os.mkfifo(workplace / "pipe.txt")
    (workplace / "z.txt").write_bytes(GOOD)
    done = shell("annotate", "pipe.txt", "/dev/zero", "z.txt", "-g", "small.yaml")
    what = "a pipe, socket or device; expected a file (standard input is `-`) (not-a-file)"
    assert (done.status, done.messages) == (1, [f"pipe.txt: {what}", f"/dev/zero: {what}", balance(1, 0, 2)])


def test_file_names_that_are_not_utf8(shell, workplace):
    name = os.fsdecode(b"caf\xe9.jsonl")
    Path(name).write_bytes(b'{"text": "Norland"}\n{"text": "Norland"}\n')
    for arguments in ((name,), (".",)):
        done = shell("annotate", *arguments, "-g", "small.yaml")
        prefix = "./" if arguments == (".",) else ""
        messages = [line for line in done.messages if "small.yaml" not in line]
        assert (
            messages[0]
            == rf"{prefix}caf\xe9.jsonl:1: the file name is not UTF-8; it is written with escapes (file-name)"
        )
        assert [json.loads(line)["path"] for line in done.out.splitlines()] == [rf"{prefix}caf\xe9.jsonl"] * 2
        assert done.status == 1
    Path(os.fsdecode(b"\xff.txt")).write_bytes(b"")
    assert (
        shell("annotate", os.fsdecode(b"\xff.txt"), "-g", "small.yaml").messages[0]
        == r"\xff.txt: the file is empty (empty)"
    )


def test_file_names_cannot_command_the_terminal(shell, workplace):
    name = "a\x1b]0;owned\x07\n\u202etxt.txt"
    Path(name).touch()
    done = shell("annotate", name, "-g", "small.yaml")
    assert done.messages[0] == r"a\x1b]0;owned\x07\n\u202etxt.txt: the file is empty (empty)"


@pytest.mark.parametrize("name", ["卫星　图.txt", "a b.txt", "👩\u200d🚀.txt"])
def test_unusual_file_names_are_no_fault(command, workplace, name):
    Path(name).write_bytes(GOOD)
    done = command("annotate", name, "-g", "small.yaml")
    assert done.messages == [balance(1)]
    assert json.loads(done.out)["path"] == name


UNREADABLE = """
import os, sys
os.chdir(sys.argv[1])
from entities.cli.main import main, run
run(["annotate", "warm.txt", "-g", "small.yaml"])  # loads all modules while they can be read
run(["annotate", "warm.txt", "-g", "small.yaml", "-o", "locked/none.txt"] if os.geteuid() else ["--version"])
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
sys.stdout.flush(); sys.stderr.flush()
print("=====", flush=True); print("=====", file=sys.stderr, flush=True)
main(sys.argv[2:])
"""


@pytest.fixture
def guarded(workplace):
    """Run the command as a user who may not read everything, in a folder that this user can enter."""
    folder = Path(tempfile.mkdtemp(prefix="entities-test-"))
    folder.chmod(0o755)
    shutil.copy(workplace / "small.yaml", folder)
    (folder / "warm.txt").write_bytes(GOOD)
    (folder / "news" / "locked").mkdir(parents=True)
    (folder / "news" / "locked" / "a.txt").write_bytes(GOOD)
    (folder / "news" / "secret.txt").write_bytes(GOOD)
    (folder / "news" / "z.txt").write_bytes(GOOD)
    (folder / "readonly").mkdir()
    (folder / "news" / "secret.txt").chmod(0)
    (folder / "news" / "locked").chmod(0)
    (folder / "readonly").chmod(0o555)

    def run(*arguments):
        command = [sys.executable, "-W", "error", "-c", UNREADABLE, str(folder), *arguments]
        done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", timeout=60)
        assert "=====" in done.stdout, done.stderr
        return done.returncode, done.stdout.split("=====\n")[1], done.stderr.split("=====\n")[1].splitlines()

    yield run
    (folder / "news" / "locked").chmod(0o700)
    shutil.rmtree(folder)


@pytest.mark.skipif(
    not hasattr(os, "setuid"), reason="needs a system with user ids to make a file unreadable"
)
def test_unreadable_files_and_folders(guarded):
    status, out, messages = guarded("annotate", "news", "news/locked/a.txt", "-g", "small.yaml")
    assert status == 1
    assert [json.loads(line)["path"] for line in out.splitlines()] == ["news/z.txt"]
    assert messages == [
        "entities: news/secret.txt: can't be read: Permission denied (unreadable)",
        "entities: news/locked: the folder can't be read: Permission denied (unreadable)",
        "entities: news/locked/a.txt: can't be opened: Permission denied (unreadable)",
        f"entities: {balance(1, 0, 3)}",
    ]


@pytest.mark.skipif(
    not hasattr(os, "setuid"), reason="needs a system with user ids to make a folder unwritable"
)
def test_output_into_a_folder_that_may_not_be_written(guarded):
    status, out, messages = guarded("annotate", "news/z.txt", "-g", "small.yaml", "-o", "readonly/out.jsonl")
    assert (status, out) == (2, "")
    assert messages == ["entities: readonly/out.jsonl: can't be written: Permission denied (unwritable)"]


def test_a_text_of_five_megabytes_in_one_line(shell, workplace):
    (workplace / "long.txt").write_bytes(b"nobody was there " * 300_000 + b"Norland")
    (workplace / "long.jsonl").write_bytes(b'{"text": "' + b"nobody was there " * 300_000 + b'Norland"}\n')
    done = shell("annotate", "long.txt", "long.jsonl", "-g", "small.yaml")
    assert (done.status, done.messages) == (0, [balance(2)])
    assert [json.loads(line)["mentions"][0]["start"] for line in done.out.splitlines()] == [5_100_000] * 2


@pytest.mark.parametrize(
    "page", ["<div>" * 100_000, "<b>" * 100_000, "<!--" * 100_000, "<a href='" * 100_000, "&amp;" * 100_000]
)
def test_a_hundred_thousand_nested_tags(command, workplace, page):
    (workplace / "deep.html").write_text(page + " Norland", encoding="utf-8")
    for style in ("jsonl", "pretty"):
        done = command("annotate", "deep.html", "-g", "small.yaml", "-f", style)
        assert (done.status, done.messages) == (0, [balance(1)])


def test_limits_on_size(command, workplace, monkeypatch):
    for module in ("entities.io.sources", "entities.io.json_records"):
        monkeypatch.setattr(f"{module}.MAX_BYTES", 1000)
    (workplace / "a.txt").write_bytes(b"x" * 1001)
    (workplace / "b.txt.gz").write_bytes(gzip.compress(b"x" * 100_000))
    (workplace / "c.jsonl").write_bytes(
        b'{"text": "Norland"}\n{"text": "' + b"x" * 1000 + b'"}\n' + b'{"text": "Ada Holm"}\n' * 200
    )
    (workplace / "d.txt").write_bytes(b"x" * 1000)
    what = "more than 1,000 bytes, the most a file may have; split it, or use .jsonl (too-large)"
    line = "a line of more than 1,000 bytes, the most a line may have (too-large)"
    done = command("annotate", "a.txt", "b.txt.gz", "c.jsonl", "d.txt", "-g", "small.yaml")
    assert done.messages == [f"a.txt: {what}", f"b.txt.gz: {what}", f"c.jsonl:2: {line}", balance(202, 0, 3)]
    done = command("annotate", "-", "-g", "small.yaml", stdin=b"x" * 1001)
    assert done.messages == [f"-: {what}", balance(0, 0, 1)]


def test_what_comes_before_damage_is_kept(command, workplace):
    (workplace / "cut.jsonl.gz").write_bytes(PACKED[:-1000])
    done = command("annotate", "cut.jsonl.gz", "-g", "small.yaml")
    assert done.status == 1
    message, last = done.messages
    assert message.startswith("cut.jsonl.gz: the compressed file is damaged: ")
    number = len(done.out.splitlines())
    assert number > 10_000
    # The line in which the file breaks off is dropped with it.
    assert last == balance(number, 0, 1)


def test_fields_that_were_named_and_are_missing(command, workplace):
    (workplace / "a.jsonl").write_text(
        '{"text": "x", "key": "k", "when": null}\n{"text": "x"}\n{"text": "x", "key": [1], "when": true}\n',
        encoding="utf-8",
    )
    (workplace / "b.csv").write_text("text,key\nx,1\n", encoding="utf-8")
    done = command(
        "annotate", "a.jsonl", "b.csv", "-g", "small.yaml", "--id-field", "key", "--date-field", "when"
    )
    assert done.messages == [
        "a.jsonl:2: no field `key` for the id; it has `text` (no-field)",
        "a.jsonl:2: no field `when` for the date; it has `text` (no-field)",
        "a.jsonl:3: field `key` for the id holds a JSON array; expected a string or number (no-field)",
        "a.jsonl:3: field `when` for the date holds a JSON boolean; expected a string or number (no-field)",
        "b.csv: no column `when` for the date; it has `text`, `key` (no-field)",
        balance(1, 2, 1),
    ]


def test_long_values_are_cut_in_messages(command, workplace):
    (workplace / "a.jsonl").write_text(
        json.dumps({f"{'k' * 50}{number}": 1 for number in range(50)}), encoding="utf-8"
    )
    (message, _) = command("annotate", "a.jsonl", "-g", "small.yaml").messages
    assert message.startswith(f"a.jsonl:1: no field `text`; it has `{'k' * 40}...`, ")
    assert len(message) < 700
