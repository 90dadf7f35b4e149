"""Names that were never listed so: what matching by sound finds with a minimal gazetteer, and what it finds wrongly.

Run: `python benchmarks/sounds.py [--shared ../shared]`

The minimal gazetteer is made from the gold of the development passages: for each entity its English name, its commonest form in
mainland passages, and the one-character abbreviation of a country; nothing else. The false matches are those in unrelated
encyclopedia sentences with the built-in gazetteers; each is printed.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from gold import SHARED, Score, annotate_all, load_foreign, load_passages, read_lines, score

from entities import Annotator, Settings
from entities.gazetteer.load import load_texts

_HAN = re.compile("[\u4e00-\u9fff]")


def minimal_gazetteer(shared: Path) -> Any:
    """Return the minimal gazetteer of the development passages."""
    regions = {row["id"]: row for row in read_lines(shared / "gold/passages-dev/docs.jsonl")}
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    short: dict[str, Counter[str]] = defaultdict(Counter)
    for passage in load_passages(shared):
        page = regions[passage.id]
        # A mainland form if there is one, else another simplified one, else whatever there is.
        weight = 10_000 if page["region"] == "cn" else 100 if page["lang"] == "zh-Hans" else 1
        for mention in passage.mentions:
            surface = mention["surface"]
            if mention["kind"] == "abbr" and len(surface) == 1 and mention["label"] == "GPE":
                short[mention["entity"]][surface] += 1
            elif mention["kind"] in ("full", "short") and len(surface) > 1 and _HAN.search(surface):
                forms[mention["entity"]][surface] += weight
    rows = (shared / "gold/passages-dev/entities.tsv").read_text(encoding="utf-8").splitlines()[1:]
    entities = []
    for identifier, name, label, _, domain, *_ in (row.split("\t") for row in rows):
        if domain != "core":
            continue
        names = {"en": [name]}
        if forms[identifier]:
            names["zh-CN"] = [forms[identifier].most_common(1)[0][0]]
        entity: dict[str, Any] = {"id": f"x/{identifier.replace('_', '-')}", "type": label, "names": names}
        if short[identifier]:
            entity["abbreviations"] = {"zh": [short[identifier].most_common(1)[0][0]]}
        entities.append(entity)
    content = json.dumps({"name": "minimal", "entities": entities}, ensure_ascii=False)
    return load_texts([("minimal.yaml", content)])


def measure_minimal(shared: Path) -> dict[str, float]:
    """Print the scores of the minimal gazetteer with and without matching by sound; return the figure."""
    gazetteer = minimal_gazetteer(shared)
    passages = load_passages(shared)
    other, wide = (frozenset(ids) for ids in load_foreign(shared))
    total = Score()
    for variants in (False, True):
        annotator = Annotator(gazetteer, settings=Settings(variants=variants))
        total, _, _ = score(passages, annotate_all(annotator, passages, None), other=other, wide=wide)
        print(f"minimal gazetteer of {len(gazetteer)}, by sound {'on ' if variants else 'off'}: {total}")
    print("    (asked: F1 0.84)")
    return {"passages F1, minimal gazetteer": total.f1}


def measure_false(shared: Path) -> dict[str, float]:
    """Print the matches of unlisted forms in unrelated text; return how few there are."""
    annotator = Annotator()
    lines = (shared / "data/uner_zh_gsdsimp.txt").read_text(encoding="utf-8").splitlines()
    size = sum(map(len, lines))
    found = [
        (mention, line)
        for line in lines
        for mention in annotator.annotate(line).mentions
        if mention.method in {"variant", "truncated"}
        or any(step.kind == "spelling" for step in mention.steps)
    ]
    for mention, line in found:
        around = line[max(0, mention.start - 6) : mention.end + 6]
        print(f"  {mention.score:.2f}  {mention.text} ~ {mention.form}  {mention.entity}  ...{around}...")
    rate = len(found) / size * 1e6
    print(
        f"unlisted forms found in unrelated text: {len(found)} in {size:,} characters, {rate:.0f} a million (asked: at most 50)"
    )
    # A floor is a lower bound, so the figure is the characters without one.
    return {"characters per false unlisted form": size / max(1, len(found))}


def measure_sounds(shared: Path) -> dict[str, float]:
    """Print both tables; return their figures."""
    return measure_minimal(shared) | measure_false(shared)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=SHARED)
    shared = parser.parse_args().shared
    if not (shared / "gold").is_dir():
        print(f"no evaluation data in {shared}; nothing measured")
        return
    measure_sounds(shared)


if __name__ == "__main__":
    main()
