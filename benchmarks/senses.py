"""Shared names in texts that tell a reader who is meant: is the right one of them chosen?

Run: `python benchmarks/senses.py [FILE...]`; without files, those in tests/cases/senses, of which `dev.yaml` was looked at while the
rules were made and `held.yaml` was not. A case is right if the form under test is linked to what is `meant` and to nothing
else; where nobody is, if it is linked to nobody, or to `listed_since`, its true bearer, whom the gazetteers listed after the case
had been written.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import yaml

from entities import Annotator

FOLDER = Path(__file__).parent.parent / "tests" / "cases" / "senses"


def is_right(case: dict[str, Any], annotator: Annotator) -> bool:
    """Say whether the form under test is linked as it should be."""
    form = case["ambiguous"]
    mentions = annotator.annotate(case["text"]).mentions
    # In other parts of the text the form may well stand for somebody else, which `expect` says.
    others = {entity for surface, entity in case["expect"] if surface == form and entity != case["meant"]}
    linked = {mention.entity for mention in mentions if mention.text == form} - others
    if case["meant"] is None:
        return linked <= {case.get("listed_since")}
    whole = {mention.entity for mention in mentions if form in mention.text}
    return linked <= {case["meant"]} and case["meant"] in whole


def main() -> None:
    """Print the share of right ones of each file, and every wrong one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="cases to measure instead")
    files = parser.parse_args().files or sorted(FOLDER.glob("*.yaml"))
    annotator = Annotator()
    for path in files:
        cases = yaml.safe_load(path.read_text(encoding="utf-8"))
        wrong = [case for case in cases if not is_right(case, annotator)]
        for case in wrong:
            print(f"  wrong {case['label']}: {case['ambiguous']} {case['meant']}")
        right = len(cases) - len(wrong)
        print(f"{path.name}: {right} of {len(cases)} right, {right / len(cases):.3f} (asked: 0.90)")


if __name__ == "__main__":
    main()
