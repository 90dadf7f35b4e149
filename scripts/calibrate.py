"""Fit what scores mean and write entities/data/calibration.tsv.

Run: `python scripts/calibrate.py [--shared ../shared]`

Every mention found in one half of the gold articles and the development passages, by the built-in gazetteers and by the minimal
one, is right or wrong; a curve of two numbers is fitted for each method (see entities/calibration.py). The other half is left for
benchmarks/calibration.py, which measures how well the curves hold.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from gold import SHARED  # noqa: E402 - the benchmarks' own reader of the gold data
from judged import judge_scores  # noqa: E402

import entities.senses  # noqa: E402 - see above
from entities.calibration import Curve, log_odds  # noqa: E402

TARGET = ROOT / "entities" / "data" / "calibration.tsv"
# A curve is pulled towards "as the finder says", with the weight of this many mentions: few were seen of some methods.
_PULL = 4.0


def fit_curve(scores: list[float], rights: list[bool]) -> Curve:
    """Return the curve that makes the outcomes likeliest.

    Args:
        scores: What the finder said of each mention.
        rights: Whether it was right.
    """
    given, outcome = np.array([log_odds(score) for score in scores]), np.array(rights, float)

    def cost(curve: np.ndarray) -> float:
        odds = curve[0] + curve[1] * given
        likely = outcome * np.logaddexp(0, -odds) + (1 - outcome) * np.logaddexp(0, odds)
        return float(likely.sum() + _PULL * (curve[0] ** 2 + (curve[1] - 1) ** 2) / 2)

    # A curve may be flat, but not fall.
    found = minimize(cost, [0.0, 1.0], bounds=[(None, None), (0.0, None)])
    return Curve(*map(float, found.x))


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=SHARED)
    shared = parser.parse_args().shared
    if not (shared / "gold").is_dir():
        raise SystemExit(f"no gold data in {shared}; nothing fitted")
    # What the finders say themselves, not what an earlier table made of it.
    entities.senses.calibrate = lambda _method, score: score  # type: ignore[assignment]
    judged: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for item in judge_scores(shared)[0]:
        if item.fitted:
            judged[item.method].append((item.score, item.right))
    lines = ["method\tshift\tslope\tright\tall"]
    for method, outcomes in sorted(judged.items()):
        scores, rights = [score for score, _ in outcomes], [right for _, right in outcomes]
        curve = fit_curve(scores, rights)
        lines.append(f"{method}\t{curve.shift:.4f}\t{curve.slope:.4f}\t{sum(rights)}\t{len(rights)}")
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
