"""What a finder says of its candidate, turned into how often such candidates are right.

For each method two numbers, fitted on annotated text: log odds of being right = shift + slope x log odds of the score given
(Platt 1999, "Probabilistic outputs for support vector machines"). The table is entities/data/calibration.tsv, made by
scripts/calibrate.py; benchmarks/calibration.py measures how well it holds on text that it was not fitted on.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import NamedTuple

from entities.errors import DataError
from entities.text.tables import read_data

TABLE = "calibration.tsv"
# No score says that a thing is certain.
LOWEST, HIGHEST = 0.005, 0.995


class Curve(NamedTuple):
    """Log odds of being right = shift + slope x log odds of the score given."""

    shift: float
    slope: float


@cache
def load_curves() -> dict[str, Curve]:
    """Return the curve of each method.

    Raises:
        DataError: The table is missing or damaged; the message names the command that makes it.
    """
    try:
        rows = [line.split("\t") for line in read_data(TABLE).splitlines()[1:]]
        return {row[0]: Curve(float(row[1]), float(row[2])) for row in rows}
    except (ValueError, IndexError) as error:
        raise DataError(
            f"entities/data/{TABLE} is damaged ({error}); make it again with `python scripts/calibrate.py`."
        ) from error


def log_odds(score: float) -> float:
    """Return the log odds of a probability, kept from the ends."""
    inside = min(max(score, LOWEST), HIGHEST)
    return math.log(inside / (1 - inside))


def apply_curve(curve: Curve, score: float) -> float:
    """Return the probability of being right for a score given."""
    found = 1 / (1 + math.exp(-curve.shift - curve.slope * log_odds(score)))
    return min(max(found, LOWEST), HIGHEST)


@lru_cache(maxsize=10_000)
def calibrate(method: str, score: float) -> float:
    """Return how likely a mention is right.

    Args:
        method: How it was found.
        score: What the finder says, 0 to 1.

    Returns:
        The probability, 0 to 1, to four places; the score itself for a method without a curve.
    """
    curve = load_curves().get(method)
    return round(score if curve is None else apply_curve(curve, score), 4)
