"""Finding gazetteers by name and by file."""

import os
from pathlib import Path

import pytest

import entities
from entities.errors import DataError, GazetteerError, UnknownGazetteerError
from entities.gazetteer import catalog

TEXT = "name: bay\nentities:\n  - {id: place/norland, type: GPE, names: {en: Norland}}\n"
BUILT_IN = ", ".join(catalog.builtin_names())


@pytest.fixture
def bay(tmp_path):
    path = tmp_path / "bay.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def message_of(name):
    with pytest.raises(UnknownGazetteerError) as caught:
        catalog.find(name)
    return str(caught.value)


def test_built_in_gazetteers_have_the_names_of_their_files():
    names = catalog.builtin_names()
    assert list(names) == sorted(names)
    assert {"countries", "organisations", "people-ukraine", "places-ukraine"} <= set(names)
    for name in names:
        path = catalog.find(name)
        assert path.parent == catalog.builtin_folder()
        assert catalog.load((name,)).names == (name,)


def test_a_file_is_found_by_its_path(bay, monkeypatch):
    assert catalog.find(str(bay)) == bay
    monkeypatch.chdir(bay.parent)
    assert catalog.find("bay.yaml") == Path("bay.yaml")
    bay.rename("bay")
    assert catalog.find("bay") == Path("bay")


def test_a_built_in_name_goes_before_a_file_of_that_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("countries").write_text(TEXT, encoding="utf-8")
    assert catalog.find("countries").parent == catalog.builtin_folder()
    assert catalog.find("./countries") == Path("countries")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("countrys", " Did you mean `countries`?"),
        ("organizations", " Did you mean `organisations`?"),
        ("places-ukrain", " Did you mean `places-ukraine`"),
        ("zzz", ""),
    ],
)
def test_an_unknown_name_gets_the_nearest(name, hint):
    message = message_of(name)
    assert message.startswith(f"no gazetteer `{name}`.{hint}")
    assert message.endswith(f" Built in: {BUILT_IN}.")
    assert ("Did you mean" in message) == bool(hint)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.yaml", "no gazetteer file `missing.yaml`; check the path."),
        ("missing.yml", "no gazetteer file `missing.yml`; check the path."),
        ("somewhere/missing", "no gazetteer file `somewhere/missing`; check the path."),
        (
            "countries.yaml",
            "no gazetteer file `countries.yaml`; check the path. `countries` is built in: give it without `.yaml`.",
        ),
        (".", "no gazetteer file `.`; check the path."),
    ],
)
def test_a_file_that_is_not_there(name, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert message_of(name) == message


def test_a_missing_folder_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(entities, "__file__", str(tmp_path / "entities" / "__init__.py"))
    with pytest.raises(DataError, match=r"^The built-in gazetteers are missing; reinstall the package\.$"):
        catalog.builtin_folder()


# Loading


def test_no_names_load_everything():
    gazetteer = catalog.load()
    assert gazetteer.names == catalog.builtin_names()
    assert catalog.load(catalog.builtin_names()) is gazetteer
    assert entities.load_gazetteer() is gazetteer


def test_order_and_repeats_do_not_matter(bay):
    gazetteer = catalog.load(("countries", str(bay)))
    assert catalog.load((str(bay), "countries")) is gazetteer
    assert catalog.load((str(bay), "countries", str(bay))) is gazetteer
    assert gazetteer.names == ("bay", "countries")


def test_built_in_labels_stay(bay):
    bay.write_text(
        "name: a\nentities:\n  - {id: place/norway, type: GPE, names: {en: Norge}}\n", encoding="utf-8"
    )
    norway = catalog.load((str(bay), "countries"))["place/norway"]
    assert norway.name == "Norway"
    assert "Norge" in norway.surfaces()


def test_a_changed_file_is_read_again(bay):
    first = catalog.load((str(bay),))
    assert catalog.load((str(bay),)) is first
    bay.write_text(TEXT.replace("Norland", "Sorland"), encoding="utf-8")
    os.utime(bay, ns=(1, 1))
    assert catalog.load((str(bay),)).entities[0].name == "Sorland"


def test_a_path_means_another_file_in_another_folder(bay, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert catalog.load(("bay.yaml",)).entities[0].name == "Norland"
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.chdir(other)
    Path("bay.yaml").write_text(TEXT.replace("Norland", "Sorland"), encoding="utf-8")
    assert catalog.load(("bay.yaml",)).entities[0].name == "Sorland"


def test_problems_name_the_file_as_the_user_did(bay, monkeypatch):
    bay.write_text("name: bay\n", encoding="utf-8")
    monkeypatch.chdir(bay.parent)
    with pytest.raises(GazetteerError, match=r"^bay\.yaml:1:1: the file has no `entities`"):
        catalog.load(("bay.yaml", "countries"))


def test_nothing_loads_nothing():
    assert len(catalog.load(())) == 0
