"""How far scores can be believed: of the mentions scored 0.9, are nine in ten right?

Run: `python benchmarks/calibration.py [--shared ../shared]`

Measured on the half of the gold articles and development passages that scripts/calibrate.py left out, with the built-in gazetteers
and with the minimal one: a reliability diagram, the expected calibration error (Naeini et al. 2015: the mean over ten bins of
the gap between score and share of right ones, weighted by size), and what `min_score` trades.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from gold import SHARED
from judged import Judged, judge_scores

BINS = 10
_WIDTH = 40


def expected_calibration_error(items: list[Judged]) -> float:
    """Return the mean gap between score and share of right ones."""
    total = 0.0
    for number in range(BINS):
        inside = [item for item in items if min(int(item.score * BINS), BINS - 1) == number]
        total += abs(sum(item.score for item in inside) - sum(item.right for item in inside))
    return total / max(1, len(items))


def print_diagram(items: list[Judged]) -> None:
    """Print for each bin of scores the mean score and the share of right ones."""
    for number in range(BINS):
        inside = [item for item in items if min(int(item.score * BINS), BINS - 1) == number]
        if not inside:
            continue
        mean = sum(item.score for item in inside) / len(inside)
        share = sum(item.right for item in inside) / len(inside)
        bar = ["#" if place < share * _WIDTH else " " for place in range(_WIDTH)]
        bar[min(int(mean * _WIDTH), _WIDTH - 1)] = "|"
        print(f"    {mean:.2f} [{''.join(bar)}] {share:.2f} right of {len(inside)}")


def print_trade(items: list[Judged], missed: int) -> None:
    """Print precision, recall and F1 for a range of `min_score`."""
    known = missed + sum(item.right for item in items)
    for floor in (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98):
        kept = [item for item in items if item.score >= floor]
        right = sum(item.right for item in kept)
        print(
            f"    min_score {floor:.2f}: P {right / max(1, len(kept)):.3f}  R {right / known:.3f}  "
            f"F1 {2 * right / (len(kept) + known):.4f}"
        )


def measure_calibration(shared: Path) -> dict[str, float]:
    """Print everything; return one less the error, which floors can hold."""
    judged, missed = judge_scores(shared)
    held = [item for item in judged if not item.fitted]
    for source in sorted({item.source for item in held}):
        items = [item for item in held if item.source == source]
        print(
            f"{source}: expected calibration error {expected_calibration_error(items):.3f} on {len(items)} mentions"
        )
        print_diagram(items)
    print(
        f"all held-back mentions: expected calibration error {expected_calibration_error(held):.3f} (asked: at most 0.05)"
    )
    unlisted = [item for item in held if item.method in {"variant", "truncated"}]
    print(f"of them unlisted forms: {expected_calibration_error(unlisted):.3f} on {len(unlisted)} mentions")
    print("what min_score trades, on the fitted half, where its default was chosen:")
    for source in sorted({item.source for item in judged}):
        items = [item for item in judged if item.source == source and item.fitted]
        print(f"  {source}")
        print_trade(items, sum(item.count for item in missed if item.source == source and item.fitted))
    return {"1 - expected calibration error": 1 - expected_calibration_error(held)}


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=SHARED)
    shared = parser.parse_args().shared
    if not (shared / "gold").is_dir():
        print(f"no gold data in {shared}; nothing measured")
        return
    measure_calibration(shared)


if __name__ == "__main__":
    main()
