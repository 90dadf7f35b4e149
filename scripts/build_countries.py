"""Make gazetteers/countries.yaml from the territory names of CLDR and a hand-written overlay.

Sources: scripts/countries/cldr.tsv (names: Unicode CLDR, Unicode licence v3; Wikidata ids: opensanctions/rigour, MIT)
and scripts/countries/overlay.yaml (our own).

Run: `python scripts/build_countries.py`
"""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "scripts" / "countries"
TARGET = ROOT / "gazetteers" / "countries.yaml"
# CLDR's codes for "no territory": test locales and the unknown region.
NO_TERRITORY = {"XA", "XB", "ZZ"}
HEADER = """\
# Made by `python scripts/build_countries.py`; edit scripts/countries/overlay.yaml instead.
name: countries
description: Countries and territories with the names, abbreviations and demonyms that the press uses
license: Unicode-3.0
entities:
"""


def slug(name: str) -> str:
    """Turn an English name into the last part of an id."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("&", "and")).strip("-")


def quote(text: str) -> str:
    """Write a scalar for a YAML flow list."""
    return f'"{text}"' if re.search(r"[,:#'\[\]{}&*!|>%@`\"]|^(?:No|Yes|On|Off)$", text) else text


def listing(names: list[str]) -> str:
    """Write a YAML flow list without repeats."""
    return "[" + ", ".join(quote(name) for name in dict.fromkeys(names)) + "]"


def main() -> None:
    """Write the file."""
    overlay = yaml.load((SOURCES / "overlay.yaml").read_text(encoding="utf-8"), yaml.CBaseLoader)
    with (SOURCES / "cldr.tsv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["iso2"] not in NO_TERRITORY]
    if unknown := set(overlay) - {row["iso2"] for row in rows}:
        raise SystemExit(f"overlay.yaml: no CLDR territory {', '.join(sorted(unknown))}")
    out = [HEADER]
    for row in rows:
        extra = overlay.get(row["iso2"], {})
        label = extra.get("label", row["en"].replace("’", "'"))
        kind = extra.get("kind", "place")
        names = {"en": [label, row["en"].replace("’", "'"), *extra.get("en", [])]}
        # A bracketed remark of CLDR belongs to the name for the two Congos only (刚果（金）).
        for tag, column in (("zh-CN", "zh_Hans"), ("zh-TW", "zh_Hant"), ("zh-HK", "zh_Hant_HK")):
            names[tag] = [row[column], *extra.get(tag, [])]
        if row["iso2"] in {"HK", "MO", "PS", "AE", "SA"}:
            names["zh-CN"] = [*extra["zh-CN"], row["zh_Hans"]]
            names["zh-TW"] = [*extra["zh-TW"], row["zh_Hant"]]
        entity_type = "ORG" if kind == "org" else "LOC" if row["iso2"] in {"AQ", "EZ", "QO"} else "GPE"
        out.append(f"  - id: {kind}/{extra.get('id', slug(label))}\n    type: {entity_type}\n")
        if row["qid"]:
            out.append(f"    wikidata: {row['qid']}\n")
        out.append("    names:\n")
        out.extend(f"      {tag}: {listing(forms)}\n" for tag, forms in names.items())
        if "abbreviations" in extra:
            out.append(f"    abbreviations: {{zh: {listing(extra['abbreviations'])}}}\n")
        if "context" in extra:
            out.append(f"    context: {listing(extra['context'])}\n")
        if "prior" in extra:
            out.append(f"    prior: {extra['prior']}\n")
    TARGET.write_text("".join(out), encoding="utf-8", newline="\n")
    print(len(rows), "territories")


if __name__ == "__main__":
    main()
