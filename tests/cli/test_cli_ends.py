"""How the command ends: closed pipes, full disks, interruptions; and what then stands under the final name."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-W", "error", "-m", "entities"]
LINE = b'{"text": "Ada Holm went to Norland."}\n'


def names(folder="."):
    return sorted(path.name for path in Path(folder).iterdir())


@pytest.fixture
def many(workplace):
    """A file whose annotations do not fit into a pipe."""
    (workplace / "many.jsonl").write_bytes(LINE * 3000)
    return "many.jsonl"


@pytest.mark.parametrize(
    "arguments",
    [
        ["annotate", "-f", "jsonl"],
        ["annotate", "-f", "csv"],
        ["annotate", "-f", "pretty"],
        ["count", "-f", "table", "--top", "0"],
    ],
    ids=" ".join,
)
def test_a_reader_that_has_seen_enough_ends_the_command_quietly(workplace, many, arguments):
    if arguments[0] == "count":
        names = [
            f'{{"entity": "e{number}", "start": 0, "paragraph": 0, "sentence": {number}}}'
            for number in range(2000)
        ]
        Path(many).write_text(f'{{"mentions": [{", ".join(names)}]}}', encoding="utf-8")
    with subprocess.Popen(
        [*COMMAND, *arguments, many, "-g", "small.yaml"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout.readline()
        process.stdout.close()
        messages = process.stderr.read()
        assert (process.wait(60), messages) == (0, b"")


def test_head_ends_the_command_quietly(workplace, many):
    script = f'{" ".join(COMMAND)} annotate {many} -g small.yaml | head -1; echo "${{PIPESTATUS[*]}}"'
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False, encoding="utf-8")
    first, statuses = done.stdout.splitlines()
    assert first.startswith('{"id": "many.jsonl:1"')
    assert (statuses, done.stderr) == ("0 0", "")


def test_closed_messages_do_not_stop_the_work(workplace, many):
    Path("bad.jsonl").write_text("x\n" * 3000, encoding="utf-8")
    script = f"{' '.join(COMMAND)} annotate bad.jsonl {many} -g small.yaml -o out.jsonl 2>&1 | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False, encoding="utf-8")
    assert done.stdout.splitlines()[1:] == ["1"]
    assert len(Path("out.jsonl").read_bytes().splitlines()) == 3000


@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full"])
def test_without_standard_error_the_work_is_done(workplace, many, redirection):
    script = (
        f"{' '.join(COMMAND)} annotate {many} -g small.yaml {redirection} | wc -l; echo ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False, encoding="utf-8")
    assert done.stdout.split() == ["3000", "0"]


@pytest.mark.parametrize(
    ("redirection", "status", "message"),
    [
        ("> /dev/full", 3, "standard output: can't be written: No space left on device (not-written)"),
        ("-o /dev/full", 3, "/dev/full: can't be written: No space left on device (not-written)"),
        (">&-", 2, "standard output: is closed (unwritable)"),
        (
            "-o missing/out.jsonl",
            2,
            "missing/out.jsonl: can't be written: No such file or directory (unwritable)",
        ),
        ("-o folder", 2, "folder: can't be written: it is a folder (unwritable)"),
        (
            "-o many.jsonl/out.jsonl",
            2,
            "many.jsonl/out.jsonl: can't be written: Not a directory (unwritable)",
        ),
    ],
)
def test_outputs_that_cannot_be_written(workplace, many, redirection, status, message):
    Path("folder").mkdir()
    before = names()
    script = f"{' '.join(COMMAND)} annotate {many} -g small.yaml {redirection}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False, encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr) == (status, "", f"entities: {message}\n")
    assert names() == before


def test_an_output_that_is_an_input_is_refused(command, workplace, many):
    before = Path(many).read_bytes()
    Path("link.jsonl").symlink_to(many)
    for arguments in (
        ("annotate", many, "-o", many),
        ("annotate", ".", "-o", "link.jsonl"),
        ("count", many, "-o", many),
    ):
        done = command(*arguments, "-g", "small.yaml")
        assert (done.status, done.out) == (2, "")
        assert done.messages == [f"{arguments[-1]}: can't be written: it is also an input (unwritable)"]
        assert Path(many).read_bytes() == before


def test_closed_standard_input(workplace):
    for command in ("annotate -", "explain -"):
        script = f"{' '.join(COMMAND)} {command} -g small.yaml <&-"
        done = subprocess.run(["bash", "-c", script], capture_output=True, check=False, encoding="utf-8")
        assert (
            done.stderr.splitlines()[0] == "entities: -: can't be read: standard input is closed (unreadable)"
        )
        assert done.returncode == (1 if command == "annotate -" else 2)


def test_devices_are_written_and_not_replaced(shell, workplace, many):
    done = shell("annotate", many, "-g", "small.yaml", "-o", "/dev/null")
    assert (done.status, done.out) == (0, "")
    assert not Path("/dev/null").is_file()
    done = shell("annotate", many, "-g", "small.yaml", "-o", "/dev/stdout")
    assert len(done.out.splitlines()) == 3000


def wait_for(condition):
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise TimeoutError


@pytest.mark.parametrize(
    ("number", "status", "word"),
    [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")],
    ids=["int", "term"],
)
@pytest.mark.parametrize("old", [None, "the old result\n"], ids=["new", "replaced"])
def test_an_interrupted_run_leaves_no_half_file(workplace, number, status, word, old):
    if old is not None:
        Path("out.jsonl").write_text(old, encoding="utf-8")
    before = names()
    arguments = ["annotate", "-", "-g", "small.yaml", "-o", "out.jsonl"]
    with subprocess.Popen(
        [*COMMAND, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdin.write(LINE * 20_000)
        process.stdin.flush()
        wait_for(lambda: any(path.stat().st_size for path in Path().glob(".entities-*.part")))
        process.send_signal(number)
        process.wait(60)
        assert process.stderr.read().decode() == f"entities: {word}; no output file was changed\n"
        assert (process.returncode, process.stdout.read()) == (status, b"")
        process.stdin.close()
    assert names() == before
    assert old is None or Path("out.jsonl").read_text(encoding="utf-8") == old


def test_of_two_runs_into_one_file_the_second_is_told(workplace):
    arguments = ["annotate", "-", "-g", "small.yaml", "-o", "out.jsonl"]
    with subprocess.Popen([*COMMAND, *arguments], stdin=subprocess.PIPE, stderr=subprocess.PIPE) as slow:
        slow.stdin.write(LINE)
        slow.stdin.flush()
        wait_for(lambda: list(Path().glob(".entities-*.part")))
        subprocess.run([*COMMAND, *arguments], input=LINE * 2, check=True, capture_output=True)
        _, messages = slow.communicate()
    assert slow.returncode == 3
    assert messages.decode() == (
        "entities: out.jsonl: was written by another program in the meantime; its result stays, this one is dropped (not-written)\n"
    )
    assert len(Path("out.jsonl").read_bytes().splitlines()) == 2
    assert names() == ["out.jsonl", "small.yaml"]


def on_terminal(arguments, **streams):
    """Run the command with standard error on a terminal and return what the terminal got."""
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": streams.pop("term", "xterm")}
    with subprocess.Popen([*COMMAND, *arguments], stderr=theirs, env=environment, **streams) as process:
        os.close(theirs)
        seen = b""
        try:
            while data := os.read(ours, 65536):
                seen += data
        except OSError:
            pass  # the other side is closed
        finally:
            os.close(ours)
    assert process.returncode == 0
    return seen.decode()


def test_long_work_shows_a_progress_bar_on_a_terminal_only(shell, workplace):
    for number in range(25):
        Path(f"{number}.txt").write_bytes(b"Norland" + b" and more" * 100)
    arguments = ["annotate", "*.txt", "-g", "small.yaml"]
    with Path("out.jsonl").open("wb") as output:
        seen = on_terminal(arguments, stdout=output)
        assert "reading" in seen
        assert "100%" in seen
        assert "25 inputs = 25 annotated" in seen
        assert "reading" not in on_terminal(arguments, stdout=output, term="dumb")
        assert "reading" not in on_terminal(["annotate", "1.txt", "-g", "small.yaml"], stdout=output)
    assert Path("out.jsonl").read_text(encoding="utf-8").count("Norland") >= 25
    assert "reading" not in shell(*arguments).err
