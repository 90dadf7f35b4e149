"""Resolving names of a list, half of the queries names of nobody in it: F1, and recall at precision 0.95.

Run: `python benchmarks/resolve.py [--shared ../shared]`; nothing is tuned on this data.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from gold import SHARED

from entities import Annotator
from entities.gazetteer.load import load_texts


def read_table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a tab-separated file by its header."""
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    return [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]


def make_gazetteer(rows: list[dict[str, str]]) -> Any:
    """Return a gazetteer with one English name and one mainland form an entity."""
    entities = [
        {
            "id": f"person/e{number}",
            "type": "PERSON",
            "names": {"en": [row["en"]], "zh-CN": row["zh-CN"].split("|")},
        }
        for number, row in enumerate(rows)
    ]
    return load_texts([("list.yaml", json.dumps({"name": "list", "entities": entities}, ensure_ascii=False))])


def measure_resolve(shared: Path) -> dict[str, float]:
    """Print and return the figures."""
    folder = shared / "data" / "resolve-dev"
    rows, queries = read_table(folder / "entities.tsv"), read_table(folder / "queries.tsv")
    ids = {f"person/e{number}": row["id"] for number, row in enumerate(rows)}
    annotator = Annotator(make_gazetteer(rows))
    answers = []
    for query, found in zip(
        queries, annotator.resolve_many(query["surface"] for query in queries), strict=True
    ):
        if found is not None:
            answers.append((found.score, ids[found.entity] == query["entity"]))
    known = sum(query["entity"] != "NIL" for query in queries)
    right = sum(good for _, good in answers)
    precision, recall = right / len(answers), right / known
    print(f"{len(rows):,} entities, {len(queries):,} queries, {known:,} of them known")
    print(f"at the default: P {precision:.3f}  R {recall:.3f}  F1 {2 * right / (len(answers) + known):.3f}")
    good = at_95 = 0
    best = 0.0
    for count, (_, is_right) in enumerate(sorted(answers, reverse=True), start=1):
        good += is_right
        best = max(best, 2 * good / (count + known))
        if good >= 0.95 * count:
            at_95 = good
    print(
        f"recall at precision 0.95: {at_95 / known:.3f};  best F1 over thresholds above the default: {best:.3f}"
        "  (asked: F1 0.72; 0.35)"
    )
    return {
        "resolve F1": 2 * right / (len(answers) + known),
        "resolve recall at precision 0.95": at_95 / known,
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED)
    shared = parser.parse_args().shared
    if not (shared / "data" / "resolve-dev").is_dir():
        print(f"no data in {shared}; nothing measured")
        return
    measure_resolve(shared)


if __name__ == "__main__":
    main()
