"""Reading of the gold data, annotation of its texts, and strong-match scores.

The rule is that of the scorer beside the data (tools/score.py): a prediction is right when span and entity agree, a
generic place suffix does not matter, and entity ids are mapped one to one by most agreeing spans.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from entities import Annotator

SHARED = Path(__file__).parent.parent.parent / "shared"
TEXT_ZONES = ("title", "body", "caption")
_SUFFIX = re.compile(r"(?<=..)(共和国|共和國|自治区|地区|地區|半岛|半島|[市州省县縣区區村镇鎮国國])$")


@dataclass(slots=True)
class GoldText:
    """A text with its gold mentions.

    Attributes:
        id: File name or passage id.
        text: Raw text.
        mentions: Gold mentions.
        ignore: Spans that count neither way.
    """

    id: str
    text: str
    mentions: list[dict[str, Any]]
    ignore: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Score:
    """Counts of right, wrong and missed mentions."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of predictions that are right."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of gold mentions that are found."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    def __str__(self) -> str:
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}  ({self.right} right, {self.wrong} wrong, {self.missed} missed)"


def read_lines(path: Path) -> list[Any]:
    """Return the objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def load_articles(shared: Path) -> list[GoldText]:
    """Return the gold articles."""
    ignore = {row["file"]: row["spans"] for row in read_lines(shared / "gold/seeds/ignore.jsonl")}
    texts = []
    for row in read_lines(shared / "gold/seeds/gold.jsonl"):
        with (shared / "seeds" / row["file"]).open(encoding="utf-8", newline="") as stream:
            text = stream.read()
        soft = [span for span in ignore.get(row["file"], []) if span["policy"] == "dont_care"]
        texts.append(GoldText(row["file"], text, row["mentions"], soft))
    return texts


def load_passages(shared: Path) -> list[GoldText]:
    """Return the development passages."""
    gold = {row["id"]: row["mentions"] for row in read_lines(shared / "gold/passages-dev/gold.jsonl")}
    rows = read_lines(shared / "gold/passages-dev/docs.jsonl")
    return [GoldText(row["id"], row["text"], gold[row["id"]]) for row in rows]


def load_foreign(shared: Path) -> tuple[set[str], set[str]]:
    """Return the passage entities outside the domain, and those that cover both a city and its region."""
    rows = [
        line.split("\t")
        for line in (shared / "gold/passages-dev/entities.tsv").read_text(encoding="utf-8").splitlines()
    ]
    domain = rows[0].index("domain")
    return {row[0] for row in rows[1:] if row[domain] == "other"}, {
        row[0] for row in rows[1:] if "oblast" in row[-1]
    }


def annotate_all(
    annotator: Annotator, texts: list[GoldText], zones: tuple[str, ...] | None
) -> dict[str, list[dict[str, Any]]]:
    """Return predictions by text, in the given zones or all."""
    result = {}
    for text in texts:
        annotation = annotator.annotate(text.text)
        result[text.id] = [
            {"start": m.start, "end": m.end, "surface": m.text, "entity": m.entity, "method": m.method, "zone": m.zone,
             "paragraph": m.paragraph, "sentence": m.sentence, "score": m.score}
            for m in annotation.mentions
            if zones is None or m.zone in zones
        ]  # fmt: skip
    return result


def span(mention: dict[str, Any]) -> tuple[int, int]:
    """Return a mention's span without a generic place suffix."""
    cut = _SUFFIX.search(mention["surface"])
    return mention["start"], mention["end"] - (len(cut[0]) if cut else 0)


def map_ids(texts: list[GoldText], found: dict[str, list[dict[str, Any]]], wide: set[str]) -> dict[str, str]:
    """Map our ids to gold ids one to one, by most agreeing spans; gold ids in `wide` may take several."""
    joint: Counter[tuple[str, str]] = Counter()
    for text in texts:
        gold = {span(mention): mention["entity"] for mention in text.mentions}
        joint.update((item["entity"], gold[span(item)]) for item in found[text.id] if span(item) in gold)
    mapped: dict[str, str] = {}
    used: set[str] = set()
    for (ours, theirs), _ in sorted(joint.items(), key=lambda pair: (-pair[1], str(pair[0]))):
        if ours not in mapped and (theirs not in used or theirs in wide):
            mapped[ours] = theirs
            used.add(theirs)
    return mapped


def score(  # noqa: C901 - one rule, one place
    texts: list[GoldText],
    found: dict[str, list[dict[str, Any]]],
    *,
    zones: tuple[str, ...] | None = None,
    other: frozenset[str] = frozenset(),
    wide: frozenset[str] = frozenset(),
    by: str = "kind",
) -> tuple[Score, dict[str, Score], list[tuple[str, str, dict[str, Any]]]]:
    """Score predictions.

    Args:
        texts: Gold.
        found: Predictions by text.
        zones: Gold mentions outside these zones count neither way.
        other: Gold entities whose mentions are never missed.
        wide: Gold entities that several of our ids may map to.
        by: Field of gold mentions to break recall down by.

    Returns:
        The score of everything, recall by `by`, and the errors as (kind, text id, mention).
    """
    mapped = map_ids(texts, found, set(wide))
    total, parts, errors = Score(), {}, []
    for text in texts:
        soft = [*text.ignore, *(nested for mention in text.mentions for nested in mention.get("nested", []))]
        gold = {}
        for mention in text.mentions:
            if mention.get("optional") or (zones and mention.get("zone") not in zones):
                soft.append(mention)
            else:
                gold[span(mention)] = mention
        hit = set()
        for item in found[text.id]:
            key = span(item)
            if key in gold:
                if mapped.get(item["entity"]) == gold[key]["entity"]:
                    hit.add(key)
                    total.right += gold[key]["entity"] not in other
                else:
                    total.wrong += 1
                    errors.append(("wrong entity", text.id, item))
            elif not any(one["start"] < item["end"] and item["start"] < one["end"] for one in soft):
                total.wrong += 1
                errors.append(("false", text.id, item))
        for key, mention in gold.items():
            if mention["entity"] in other:
                continue
            part = parts.setdefault(str(mention.get(by)), Score())
            if key in hit:
                part.right += 1
            else:
                part.missed += 1
                total.missed += 1
                errors.append(("missed", text.id, mention))
    return total, parts, errors
