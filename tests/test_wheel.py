"""What is shipped works: the built wheel, installed apart from the checkout, has its data and finds names."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    target = tmp_path_factory.mktemp("wheel")
    # hatchling is in the test environment's build requirements; no network is needed once it is there.
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(target.glob("*.whl"))


def test_wheel_holds_gazetteers_data_and_types(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in (ROOT / "gazetteers").glob("*.yaml"):
        assert f"entities/gazetteers/{name.name}" in names
    assert {"entities/py.typed", "entities/data/fold.tsv", "entities/data/rules/zones.yaml"} <= names
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/"))]


def test_wheel_works_without_the_checkout(wheel, tmp_path):
    installed = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    code = (
        "import entities, pathlib\n"
        f"assert pathlib.Path(entities.__file__).is_relative_to({str(installed)!r}), entities.__file__\n"
        "annotation = entities.Annotator(['countries']).annotate('美乌代表在德国会谈。')\n"
        "print([mention.entity for mention in annotation.mentions])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "['place/united-states', 'place/ukraine', 'place/germany']"
