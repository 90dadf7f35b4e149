"""This project beside spaCy, spaczz and HarvestText: the same minimal gazetteer, texts and scorer.

Run: `python benchmarks/peers.py [--shared ../shared] [--only NAME] [--all] [--venvs FOLDER] [--timeout 900]`; it takes five to
fifteen minutes, most of them spaczz's, and the first time also installs the peers.

The gazetteer is that of benchmarks/sounds.py, made from the gold of the development passages. Each peer runs in a virtual
environment of its own, which pip fills once; a script of benchmarks/peer_scripts reads names and texts on stdin and writes
spans on stdout. A peer that cannot be installed, fails or takes too long is skipped, and the table says so.

This project was developed on these passages, its peers were not. To make up for some of that, each peer runs with several
settings, and the best by F1 on these very texts is reported. One-character abbreviations are on or off, whichever scores
better. Because this project folds traditional and simplified characters as it matches, and no peer does, each peer also has
a second row, with names and texts brought to simplified characters by OpenCC before it reads them. The seconds are those for
finding the names in all texts, without start-up and the loading of names.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gold import SHARED, GoldText, Score, load_foreign, load_passages, score
from sounds import minimal_gazetteer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from entities import Gazetteer

SCRIPTS = Path(__file__).parent / "peer_scripts"
VENVS = Path.home() / ".cache" / "entities-benchmarks"
# The OpenCC that HarvestText itself brings; the second rows need it everywhere.
OPENCC = "opencc-python-reimplemented==0.1.7"
INSTALL_TIMEOUT = 1200
LAST_LINES = 8
COLUMN = 34

Settings = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Row:
    """A row of the table: a way to run a tool.

    Attributes:
        title: What the table calls it.
        tries: The settings to try; the best is reported.
    """

    title: str
    tries: list[Settings]


@dataclass(slots=True, kw_only=True)
class Peer:
    """A tool.

    Attributes:
        name: Name for `--only`.
        script: Its script in benchmarks/peer_scripts.
        requires: What pip installs for it; empty for this project, which runs in the Python of the benchmark.
        rows: Its rows of the table.
    """

    name: str
    script: str
    rows: list[Row]
    requires: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Result:
    """What came of one setting: its score and the seconds for finding, the loading left out."""

    settings: Settings
    score: Score
    seconds: float


@dataclass(slots=True, kw_only=True)
class Data:
    """What every peer gets and is scored by."""

    names: list[dict[str, Any]]
    texts: list[GoldText]
    other: frozenset[str]
    wide: frozenset[str]


class PeerError(Exception):
    """A peer could not be installed or run; the message says why."""


def make_rows(title: str, tries: list[Settings]) -> list[Row]:
    """Return the two rows of a peer, on texts as they are and on simplified ones, each without and with abbreviations."""
    return [
        Row(
            title=title + suffix,
            tries=[
                one | {"abbreviations": short, "simplify": simplify}
                for one in tries
                for short in (False, True)
            ],
        )
        for simplify, suffix in ((False, ""), (True, ", OpenCC first"))
    ]


PEERS = [
    Peer(
        name="entities",
        script="use_entities.py",
        rows=[
            Row(title="entities", tries=[{"variants": True}]),
            Row(title="entities, by sound off", tries=[{"variants": False}]),
        ],
    ),
    Peer(
        name="spacy",
        script="use_spacy.py",
        requires=["spacy>=3.8,<3.9", OPENCC],
        # Its Chinese as it comes splits all text into characters, so that names may be found inside English words; with
        # whole words that cannot happen. Comparing without case changed nothing for the better.
        rows=make_rows("spaCy entity_ruler, exact", [{"tokens": "characters"}, {"tokens": "words"}]),
    ),
    Peer(
        name="spaczz",
        script="use_spaczz.py",
        requires=["spaczz==0.6.1", "spacy>=3.8,<3.9", OPENCC],
        # Its defaults, and the same with matches as long as the name, which keeps a neighbouring character out. On the
        # unsimplified texts ratios of 66, 80 and 85 and a flex of 1 scored no better, and letters as tokens worse and three times slower.
        rows=make_rows(
            "spaczz ruler, fuzzy",
            [{"tokens": "words", "ratio": 75, "flex": flex} for flex in ("default", "min")],
        ),
    ),
    Peer(
        name="harvesttext",
        script="use_harvesttext.py",
        requires=["harvesttext==0.8.2.1", OPENCC],
        # With both tolerances None it is exact matching and scores what spaCy does. 1 is the most it takes.
        rows=make_rows(
            "HarvestText, pinyin and character",
            [
                {"pinyin": pinyin, "characters": characters}
                for pinyin, characters in ((0, None), (1, None), (None, 1), (0, 1), (1, 1))
            ],
        ),
    ),
]


def write_names(gazetteer: Gazetteer) -> list[dict[str, Any]]:
    """Return the entities of a gazetteer as a gazetteer file has them."""
    rows = []
    for entity in gazetteer.entities:
        row: dict[str, Any] = {"id": entity.id, "type": entity.type, "names": {}}
        for name in entity.names:
            row["names"].setdefault(name.language, []).append(name.text)
        for name in entity.abbreviations:
            row.setdefault("abbreviations", {}).setdefault(name.language, []).append(name.text)
        rows.append(row)
    return rows


def run(command: list[str], what: str, timeout: float, **options: Any) -> str:
    """Return what a command prints.

    Raises:
        PeerError: If it fails, with the last lines of its output, or takes too long.
    """
    try:
        done = subprocess.run(
            command,
            check=False,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=timeout,
            **options,
        )
    except subprocess.TimeoutExpired:
        raise PeerError(f"{what} took more than {timeout:.0f} s") from None
    except OSError as error:
        raise PeerError(f"{what} did not start: {error}") from None
    if done.returncode:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise PeerError(
            "\n    ".join([f"{what} ended with exit code {done.returncode}", *lines[-LAST_LINES:]])
        )
    return str(done.stdout)


def prepare(peer: Peer, venvs: Path) -> str:
    """Return the Python that a peer runs in, with the peer installed."""
    if not peer.requires:
        return sys.executable
    folder = venvs / peer.name
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    stamp = folder / "installed.txt"
    wanted = "\n".join([sys.version, *peer.requires])
    if not (stamp.exists() and stamp.read_text(encoding="utf-8") == wanted):
        print(f"installing {', '.join(peer.requires)} in {folder}", file=sys.stderr)
        run([sys.executable, "-m", "venv", "--clear", str(folder)], "venv", INSTALL_TIMEOUT)
        run([str(python), "-m", "pip", "install", "--quiet", *peer.requires], "pip install", INSTALL_TIMEOUT)
        stamp.write_text(wanted, encoding="utf-8")
    return str(python)


def measure(peer: Peer, python: str, settings: Settings, data: Data, timeout: float) -> Result:
    """Run a peer with one setting and score what it finds."""
    if timeout <= 0:
        raise PeerError("no time is left; give a longer --timeout")
    job = json.dumps(
        {"entities": data.names, "texts": [text.text for text in data.texts], "settings": settings}
    )
    # HarvestText takes the first of a set, so that the seed of hashes may decide between namesakes.
    environment = os.environ | {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
    if peer.requires:
        environment.pop("PYTHONPATH", None)
    output = run([python, str(SCRIPTS / peer.script)], peer.script, timeout, input=job, env=environment)
    try:
        answer = json.loads(output)
        found = {
            text.id: [
                {"start": start, "end": end, "surface": text.text[start:end], "entity": entity}
                for start, end, entity in spans
            ]
            for text, spans in zip(data.texts, answer["spans"], strict=True)
        }
    except (ValueError, KeyError, TypeError) as error:
        raise PeerError(f"{peer.script} answered nonsense: {error}: {output[:200]}") from error
    total, _, _ = score(data.texts, found, other=data.other, wide=data.wide)
    return Result(settings=settings, score=total, seconds=answer["find"])


def load_data(shared: Path) -> Data:
    """Read the development passages and make their minimal gazetteer."""
    other, wide = (frozenset(ids) for ids in load_foreign(shared))
    names = write_names(minimal_gazetteer(shared))
    return Data(names=names, texts=load_passages(shared), other=other, wide=wide)


def describe(settings: Settings) -> str:
    """Return settings in a few words, without what the title of the row says."""
    shown = {key: value for key, value in settings.items() if key not in ("simplify", "variants")}
    return ", ".join(
        f"{key} {'on' if value is True else 'off' if value is False else value}"
        for key, value in shown.items()
    )


def show(title: str, result: Result) -> str:
    """Return a line of the table."""
    total = result.score
    figures = f"{total.precision:7.3f}{total.recall:7.3f}{total.f1:7.3f}{result.seconds:9.2f}"
    return f"{title:{COLUMN + 14}}{figures}   {describe(result.settings)}".rstrip()


def skip(title: str, error: PeerError) -> str:
    """Say loudly that something was left out; return the line of the table that says so too."""
    print(f"\n!!! SKIPPED {title}: {error}\n", file=sys.stderr)
    return f"{title:{COLUMN + 14}}  SKIPPED: {str(error).splitlines()[0]}"


def compare(peer: Peer, data: Data, options: argparse.Namespace) -> Iterator[str]:
    """Yield the lines of the table for a peer."""
    try:
        python = prepare(peer, options.venvs)
    except PeerError as error:
        yield from (skip(row.title, error) for row in peer.rows)
        return
    end = time.monotonic() + options.timeout
    for row in peer.rows:
        results = []
        for settings in row.tries:
            try:
                results.append(measure(peer, python, settings, data, end - time.monotonic()))
            except PeerError as error:
                what = f"{row.title}, {len(row.tries) - len(results)} of {len(row.tries)} settings"
                yield skip(what, error)
                break
            print(f"{peer.name} {settings}: {results[-1].score}", file=sys.stderr)
        if options.all:
            yield from (show(f"  {row.title}", result) for result in results)
        if results:
            yield show(row.title, max(results, key=lambda one: one.score.f1))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder with the gold data")
    parser.add_argument(
        "--only",
        action="append",
        choices=[peer.name for peer in PEERS],
        help="measure this tool; may be repeated",
    )
    parser.add_argument("--all", action="store_true", help="show every setting that was tried")
    parser.add_argument("--venvs", type=Path, default=VENVS, help="folder for the environments of the peers")
    parser.add_argument(
        "--timeout",
        type=float,
        default=900,
        help="seconds for all settings of one peer, its installation aside",
    )
    options = parser.parse_args()
    if not (options.shared / "gold").is_dir():
        print(f"no gold data in {options.shared}; nothing measured", file=sys.stderr)
        return
    data = load_data(options.shared)
    lines = [
        line
        for peer in PEERS
        if not options.only or peer.name in options.only
        for line in compare(peer, data, options)
    ]
    size = sum(len(text.text) for text in data.texts)
    print(
        f"{len(data.texts)} development passages, {size:,} characters, minimal gazetteer of {len(data.names)} entities"
    )
    print(f"{'tool':{COLUMN + 14}}{'P':>7}{'R':>7}{'F1':>7}{'seconds':>9}   best of the settings tried")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
