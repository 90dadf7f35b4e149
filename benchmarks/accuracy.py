"""Accuracy on the gold articles and the development passages, of unlisted forms and of scores: every figure, in one command.

Run: `python benchmarks/accuracy.py [--shared ../shared] [--errors N] [--all] [--check]`

`--all` adds what takes minutes: the tables of sounds.py, calibration.py, resolve.py, news.py and peers.py. `--check` compares with the floors in benchmarks/floors.json, which hold for one state of the data (its fingerprint);
`--pin` writes new floors, and lowers one only with `--reason`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from calibration import measure_calibration
from gold import (
    SHARED,
    TEXT_ZONES,
    GoldText,
    Score,
    annotate_all,
    load_articles,
    load_foreign,
    load_passages,
    map_ids,
    read_lines,
    score,
    span,
)  # fmt: skip
from resolve import measure_resolve
from sounds import measure_sounds

from entities import Annotator, Counts
from entities.comentions import Unit
from entities.document import read_page
from entities.io.annotations import StoredMention

FLOORS = Path(__file__).with_name("floors.json")


def measure_abbreviations(articles: list[GoldText], found: dict[str, list[dict[str, Any]]]) -> Score:
    """Score one-character abbreviations of countries, regions and organisations on their own."""
    mapped = map_ids(articles, found, set())
    result = Score()
    for text in articles:
        gold = {
            span(mention): mention["entity"]
            for mention in text.mentions
            if mention.get("form") == "one-char" and mention["zone"] in TEXT_ZONES
        }
        soft = [*text.ignore, *(mention for mention in text.mentions if mention["zone"] not in TEXT_ZONES)]
        hit = set()
        for item in found[text.id]:
            if item["method"] != "abbreviation" or item["end"] - item["start"] != 1:
                continue
            if gold.get(span(item)) is not None and gold[span(item)] == mapped.get(item["entity"]):
                hit.add(span(item))
            elif not any(one["start"] < item["end"] and item["start"] < one["end"] for one in soft):
                result.wrong += 1
        result.right += len(hit)
        result.missed += len(gold) - len(hit)
    return result


def measure_zones(shared: Path, articles: list[GoldText]) -> tuple[int, int]:
    """Return the characters that are rightly boilerplate or not, and all characters."""
    texts = {text.id: text.text for text in articles}
    right = total = 0
    for row in read_lines(shared / "gold/seeds/zones.jsonl"):
        raw = texts[row["file"]]
        expected, got = bytearray(len(raw)), bytearray(len(raw))
        for zone in row["zones"]:
            if zone["zone"] == "boilerplate":
                expected[zone["start"] : zone["end"]] = b"\x01" * (zone["end"] - zone["start"])
        for zone in read_page(raw).zones:
            if zone.label == "boilerplate":
                got[zone.start : zone.end] = b"\x01" * (zone.end - zone.start)
        right += sum(a == b for a, b in zip(expected, got, strict=True))
        total += len(raw)
    return right, total


def measure_comentions(
    shared: Path, articles: list[GoldText], found: dict[str, list[dict[str, Any]]]
) -> dict[str, Score]:
    """Score co-mention counts of pairs: a pair counted n times against m has min(n, m) right."""
    gold = json.loads((shared / "gold/seeds/comentions.json").read_text(encoding="utf-8"))["files"]
    mapped = map_ids(articles, found, set())
    result = {}
    for unit in ("sentence", "paragraph"):
        tally = Score()
        for text in articles:
            counts = Counts(Unit(unit))
            mentions = [
                StoredMention(
                    mapped.get(m["entity"], m["entity"]),
                    m["start"],
                    m["zone"],
                    m["paragraph"],
                    m["sentence"],
                    "",
                    "",
                )
                for m in found[text.id]
            ]
            counts.add(mentions, frozenset(TEXT_ZONES))
            ours = Counter(dict(counts.pair_units))
            pairs = gold[text.id]["default"]["pairs"]
            theirs = Counter({tuple(sorted((p["a"], p["b"]))): p[f"{unit}s"] for p in pairs if p[f"{unit}s"]})
            both = sum((ours & theirs).values())
            tally.right += both
            tally.wrong += sum(ours.values()) - both
            tally.missed += sum(theirs.values()) - both
        result[unit] = tally
    return result


def fingerprint(texts: list[GoldText]) -> str:
    """Return a digest of the data that the figures were measured on."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(
            json.dumps([text.id, text.text, text.mentions], ensure_ascii=False, sort_keys=True).encode()
        )
    return digest.hexdigest()[:16]


def measure(shared: Path, errors: int = 0) -> tuple[dict[str, float], str]:
    """Measure and print everything; return the figures and the fingerprint of the data."""
    annotator = Annotator()
    articles, passages = load_articles(shared), load_passages(shared)
    other, wide = (frozenset(ids) for ids in load_foreign(shared))
    found = annotate_all(annotator, articles, TEXT_ZONES)
    figures: dict[str, float] = {}

    total, parts, wrong = score(articles, found, zones=TEXT_ZONES)
    figures["articles F1"] = total.f1
    print(f"gold articles, zones {', '.join(TEXT_ZONES)}: {total}")
    for kind, part in sorted(parts.items()):
        print(f"    recall {kind:8} {part.recall:.3f}  ({part.right} of {part.right + part.missed})")
    short = measure_abbreviations(articles, found)
    figures |= {"one-character precision": short.precision, "one-character recall": short.recall}
    print(f"one-character abbreviations: {short}")
    right, characters = measure_zones(shared, articles)
    figures["zone share"] = right / characters
    print(
        f"characters in the right zone, boilerplate against the rest: {right / characters:.4f}  ({right} of {characters})"
    )
    for unit, tally in measure_comentions(shared, articles, found).items():
        figures[f"co-mentions per {unit} F1"] = tally.f1
        print(f"co-mention pairs per {unit}: {tally}")

    found_passages = annotate_all(annotator, passages, None)
    total, parts, more = score(passages, found_passages, other=other, wide=wide)
    figures["passages F1"] = total.f1
    print(f"development passages, built-in gazetteers: {total}")
    for kind, part in sorted(parts.items()):
        print(f"    recall {kind:8} {part.recall:.3f}  ({part.right} of {part.right + part.missed})")
    for kind, where, mention in [*wrong, *more][:errors]:
        print(
            f"  {kind:12} {where} {mention['start']}-{mention['end']} {mention['surface']} {mention['entity']}"
        )
    return figures, fingerprint([*articles, *passages])


def measure_more(shared: Path) -> dict[str, float]:
    """Print the tables of the other accuracy benchmarks and return their figures."""
    # It trains a model, which needs scikit-learn.
    from news import measure_news

    figures: dict[str, float] = {}
    for title, table in (
        ("unlisted forms", measure_sounds),
        ("what scores mean", measure_calibration),
        ("names of a list", measure_resolve),
        ("the segment model alone", measure_news),
    ):
        print(f"\n== {title}")
        figures |= table(shared)
    print("\n== other tools")
    command = [sys.executable, str(Path(__file__).with_name("peers.py")), "--shared", str(shared)]
    subprocess.run(command, check=False)
    return figures


def check(figures: dict[str, float], mark: str) -> list[str]:
    """Return what is wrong compared with the pinned floors."""
    pinned = json.loads(FLOORS.read_text(encoding="utf-8"))
    if pinned["fingerprint"] != mark:
        return [
            f"the data is not that of the floors ({mark} instead of {pinned['fingerprint']}); pin them anew"
        ]
    floors = pinned["floors"]
    return [
        f"{name} is {figures[name]:.4f}, below its floor {floor:.4f}"
        for name, floor in floors.items()
        if name in figures and figures[name] < floor
    ]


def pin(figures: dict[str, float], mark: str, reason: str | None) -> None:
    """Write new floors, a little below what was measured; refuse to lower one without a reason."""
    old = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {"floors": {}, "lowered": []}
    # What was not measured this time keeps its floor.
    floors = old["floors"] | {name: int(value * 1000) / 1000 for name, value in figures.items()}
    lower = [name for name, floor in floors.items() if floor < old["floors"].get(name, 0)]
    if lower and not reason:
        raise SystemExit(f"these floors would go down: {', '.join(lower)}; give --reason")
    lowered = [*old["lowered"], *({"figure": name, "reason": reason} for name in lower)]
    content = {"fingerprint": mark, "floors": floors, "lowered": lowered}
    FLOORS.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    """Print every figure; see the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder with the gold data")
    parser.add_argument("--errors", type=int, default=0, help="also print this many errors")
    parser.add_argument("--all", action="store_true", help="also print the tables that take minutes")
    parser.add_argument("--check", action="store_true", help="fail if a figure is below its floor")
    parser.add_argument("--pin", action="store_true", help="write new floors")
    parser.add_argument("--reason", help="why a floor goes down")
    options = parser.parse_args()
    if not (options.shared / "gold").is_dir():
        print(f"no gold data in {options.shared}; nothing measured", file=sys.stderr)
        return
    figures, mark = measure(options.shared, options.errors)
    if options.all:
        figures |= measure_more(options.shared)
    if options.pin:
        pin(figures, mark, options.reason)
    if options.check and (failures := check(figures, mark)):
        raise SystemExit("\n".join(failures))


if __name__ == "__main__":
    main()
