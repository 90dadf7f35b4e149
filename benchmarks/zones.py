"""Share of characters in the right zone on the gold articles, boilerplate against the rest.

Run: `python benchmarks/zones.py [--gold ../shared]`
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from entities.document import read_page


def measure(shared: Path) -> dict[str, tuple[int, int]]:
    """Return for each article the characters in the right zone and all characters."""
    result = {}
    for line in (shared / "gold/seeds/zones.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        raw = (shared / "seeds" / gold["file"]).open(encoding="utf-8", newline="").read()
        expected = ["body"] * len(raw)
        for zone in gold["zones"]:
            expected[zone["start"] : zone["end"]] = [zone["zone"]] * (zone["end"] - zone["start"])
        found = ["body"] * len(raw)
        for zone in read_page(raw).zones:
            found[zone.start : zone.end] = [zone.label] * (zone.end - zone.start)
        right = sum((a == "boilerplate") == (b == "boilerplate") for a, b in zip(expected, found, strict=True))
        result[gold["file"]] = (right, len(raw))
    return result


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, default=Path(__file__).parent.parent.parent / "shared")
    shared = parser.parse_args().gold
    rows = measure(shared)
    for name, (right, total) in rows.items():
        print(f"{name}  {right}/{total} = {right / total:.4f}")
    right, total = (sum(column) for column in zip(*rows.values(), strict=True))
    print(f"all  {right}/{total} = {right / total:.4f}")


if __name__ == "__main__":
    main()
