"""Every mention found in the development data, right or wrong, with its score; cut into two halves by document."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from gold import TEXT_ZONES, annotate_all, load_articles, load_foreign, load_passages, score, span
from sounds import minimal_gazetteer

from entities import Annotator

if TYPE_CHECKING:
    from pathlib import Path


class Judged(NamedTuple):
    """A mention that was found.

    Attributes:
        source: Which texts, with which gazetteers.
        fitted: Whether it is of the half that curves are fitted on.
        method: How it was found.
        score: Its score.
        right: Whether span and entity are right.
    """

    source: str
    fitted: bool
    method: str
    score: float
    right: bool


class Missed(NamedTuple):
    """How many mentions of a half were not found."""

    source: str
    fitted: bool
    count: int


def is_fitted(identifier: str) -> bool:
    """Say which half a document belongs to, the same in every run."""
    return hashlib.sha256(identifier.encode()).digest()[0] % 2 == 0


def judge_scores(shared: Path) -> tuple[list[Judged], list[Missed]]:
    """Annotate the articles and passages and judge each mention.

    Args:
        shared: The folder with the gold data.

    Returns:
        All mentions that count one way or the other, and how many were missed.
    """
    other, wide = (frozenset(ids) for ids in load_foreign(shared))
    builtin, minimal = Annotator(), Annotator(minimal_gazetteer(shared))
    judged: list[Judged] = []
    missed: list[Missed] = []
    for source, annotator, texts, zones in (
        ("articles, built-in gazetteers", builtin, load_articles(shared), TEXT_ZONES),
        ("passages, built-in gazetteers", builtin, load_passages(shared), None),
        ("passages, minimal gazetteer", minimal, load_passages(shared), None),
    ):
        found = annotate_all(annotator, texts, zones)
        _, _, errors = score(texts, found, zones=zones, other=other, wide=wide)
        wrong = {(where, *span(item)) for kind, where, item in errors if kind != "missed"}
        gold = {(text.id, *span(mention)) for text in texts for mention in text.mentions}
        judged += [
            Judged(source, is_fitted(text.id), item["method"], item["score"], key not in wrong)
            for text in texts
            for item in found[text.id]
            # What is neither gold nor wrong was not annotated either way.
            if (key := (text.id, *span(item))) in gold or key in wrong
        ]
        counts = Counter(is_fitted(where) for kind, where, _ in errors if kind == "missed")
        missed += [Missed(source, half, counts[half]) for half in (True, False)]
    return judged, missed
