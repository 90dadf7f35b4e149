"""Outputs appear whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from entities.errors import InputError
from entities.io.output import open_output


def names(folder="."):
    return sorted(path.name for path in Path(folder).iterdir())


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_a_file_appears_when_it_is_whole():
    with open_output("out.txt") as stream:
        stream.write("诺兰德\n𠀀")
        assert not Path("out.txt").exists()
    assert Path("out.txt").read_bytes() == "诺兰德\n𠀀".encode()
    assert names() == ["out.txt"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, ValueError, GeneratorExit])
def test_after_an_error_the_old_file_stands(error):
    Path("out.txt").write_text("old", encoding="utf-8")
    with pytest.raises(error), open_output("out.txt") as stream:  # noqa: PT012 - the error is raised inside
        stream.write("half")
        raise error
    assert Path("out.txt").read_text(encoding="utf-8") == "old"
    assert names() == ["out.txt"]


def test_errors_of_writing_are_told_with_the_file():
    with pytest.raises(InputError) as caught, open_output("out.txt"):
        raise OSError(28, "No space left on device")
    assert str(caught.value) == "out.txt: can't be written: No space left on device (not-written)"
    assert names() == []


def test_a_closed_pipe_is_no_error_of_writing():
    with pytest.raises(BrokenPipeError), open_output("-"):
        raise BrokenPipeError


def test_modes_are_those_of_other_files():
    mask = os.umask(0o027)
    try:
        with open_output("new.txt") as stream:
            stream.write("x")
    finally:
        os.umask(mask)
    assert Path("new.txt").stat().st_mode & 0o777 == 0o640
    Path("new.txt").chmod(0o604)
    with open_output("new.txt") as stream:
        stream.write("y")
    assert Path("new.txt").stat().st_mode & 0o777 == 0o604


def test_a_link_stays_a_link():
    Path("sub").mkdir()
    Path("sub/real.txt").write_text("old", encoding="utf-8")
    Path("link.txt").symlink_to("sub/real.txt")
    with open_output("link.txt") as stream:
        stream.write("new")
    assert Path("link.txt").is_symlink()
    assert Path("sub/real.txt").read_text(encoding="utf-8") == "new"
    assert names("sub") == ["real.txt"]


def test_long_names_are_no_trouble():
    name = "n" * 250 + ".txt"
    with open_output(name) as stream:
        stream.write("x")
    assert names() == [name]


def test_the_first_of_two_wins():
    with pytest.raises(InputError) as caught, open_output("out.txt") as slow:  # noqa: PT012 - raised when it closes
        slow.write("second")
        with open_output("out.txt") as fast:
            fast.write("first")
    assert caught.value.code == "not-written"
    assert Path("out.txt").read_text(encoding="utf-8") == "first"
    assert names() == ["out.txt"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("", ": can't be written: it is a folder (unwritable)"),
        (".", ".: can't be written: it is a folder (unwritable)"),
        ("none/out.txt", "none/out.txt: can't be written: No such file or directory (unwritable)"),
    ],
)
def test_places_where_nothing_can_be_written(path, message):
    with pytest.raises(InputError) as caught, open_output(path):
        raise AssertionError
    assert str(caught.value) == message


def test_standard_output_has_plain_line_feeds(capfdbinary):
    with open_output(None) as stream:
        stream.write("诺兰德\n")
    assert capfdbinary.readouterr().out == "诺兰德\n".encode()
