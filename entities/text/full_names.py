"""Full names of persons and their last parts."""

from __future__ import annotations

import re
from functools import cache

from entities.text.tables import load_rules

_SUFFIX = re.compile(r",? (?:jr|sr|ii|iii|iv)\.?$")


@cache
def load_particles() -> frozenset[str]:
    """Return the words that belong to the Latin surname behind them, folded."""
    return frozenset(load_rules("full_names")["particles"])


def last_part(full_name: str) -> str:
    """Return the part of a full name that stands for it alone.

    Args:
        full_name: A folded name, of any kind.

    Returns:
        What stands behind the last interpunct; of Latin words, the last one with the particles before it, without `jr.`;
        nothing if the name has no parts.
    """
    if "·" in full_name:
        return full_name.rpartition("·")[2]
    words = _SUFFIX.sub("", full_name).split(" ")
    if len(words) == 1:
        return ""
    particles = load_particles()
    last = len(words) - 1
    return " ".join(words[next((place for place in range(1, last) if words[place] in particles), last) :])
