"""Names that a text explains by listed ones: precision and recall of the suggestions, recall of the mentions.

Run: `python benchmarks/glosses.py [FILE...]`; without files, those in tests/cases/glosses, on which the rules were tuned, and the one in
its folder held_back, which was not looked at until they were done. Asked for: suggestions with precision 0.97
and recall 0.90. Cases have `label`, `text`, `expect` (mentions that must be found; others may stand beside them) and `suggest`.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from entities import Annotator

FOLDER = Path(__file__).parent.parent / "tests" / "cases" / "glosses"


def main() -> None:
    """Print the figures of each file and every wrong or missed suggestion."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="cases to measure instead")
    files = parser.parse_args().files or sorted(FOLDER.rglob("*.yaml"))
    annotator = Annotator()
    for path in files:
        measure(path, annotator)


def measure(path: Path, annotator: Annotator) -> None:
    """Print the figures of one file."""
    cases: list[dict[str, Any]] = yaml.load(path.read_bytes(), yaml.BaseLoader)
    tally: Counter[str] = Counter()
    for case in cases:
        annotation = annotator.annotate(case["text"])
        found = Counter((one.surface, one.entity) for one in annotation.suggestions)
        wanted = Counter((surface, entity) for surface, entity in case["suggest"])
        mentions = Counter((one.text, one.entity) for one in annotation.mentions)
        expected = Counter((surface, entity) for surface, entity in case["expect"])
        tally["right"] += (found & wanted).total()
        tally["wrong"] += (found - wanted).total()
        tally["missed"] += (wanted - found).total()
        tally["mentions"] += expected.total()
        tally["mentions found"] += (expected & mentions).total()
        for kind, names in (("wrong", found - wanted), ("missed", wanted - found)):
            for surface, entity in sorted(names):
                print(f"  {kind:6} {case['label']}: {surface} {entity}")
    right, wrong, missed = tally["right"], tally["wrong"], tally["missed"]
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    share = tally["mentions found"] / max(1, tally["mentions"])
    print(
        f"{path.name}: {len(cases)} cases, suggestions P {precision:.3f}  R {recall:.3f}  ({right} right, {wrong} wrong, "
        f"{missed} missed); expected mentions found {share:.3f}"
    )


if __name__ == "__main__":
    main()
