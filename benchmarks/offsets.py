"""Offsets hold on random hostile documents: `raw[start:end] == mention.text`, and every planted name that stands free is found there.

Run: `python benchmarks/offsets.py [--documents 20000] [--seed 1]`
"""

from __future__ import annotations

import argparse
import random
from itertools import pairwise

from entities import Annotator

NAMES = ("泽连斯基", "澤倫斯基", "普京", "Donald Trump", "乌克兰", "北约", "ＮＡＴＯ", "紅軍城", "Witkoff")
PIECES = (
    "\\u003cp\\u003e", "\\u003c/p\\u003e", '\\"', "\\n", "\\/", "\\ud83d\\ude00", "<p>", "</p>", "<br/>", '<a href="x>y">', "</a>", "<b>", "</b>",
    "<!--x-->", "<style>p{}</style>", "<script>var a='普京'</script>", "&amp;", "&amp;lt;", "&nbsp;", "&#20013;", "\r\n", "\n", "\n\n", "\ufeff",
    "𠮷", "😀", "e\u0301", "ß", "İ", "ﬁ", "Ａ", "\u200b", "\u202e", "\ufe0f", "\u3000", "\t", "。", "，", "（", "）", "“", "”", "3.5%", "<3", "<泽",
    "今天", "与", "在", "会谈", "表示，", "美", "俄方", "对乌", " said ", " and ", "\x00", "\ud800", "·", "-", "…", "猜你喜欢\n", "来源：新华社\n",
)  # fmt: skip


def make_document(chance: random.Random) -> str:
    """Return a random document of pieces with names between them."""
    return "".join(
        chance.choice(NAMES if chance.random() < 0.25 else PIECES) for _ in range(chance.randint(1, 60))
    )


def main() -> None:
    """Check every document and print the share that holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    annotator = Annotator()
    good = mentions = 0
    for _ in range(options.documents):
        raw = make_document(chance)
        annotation = annotator.annotate(raw)
        found = annotation.mentions
        mentions += len(found)
        same = len(annotation.text) == len(raw)
        spans = all(annotation.text[m.start : m.end] == m.text and m.text for m in found)
        ordered = all(a.end <= b.start for a, b in pairwise(found))
        tiled = [0, *(zone.end for zone in annotation.zones)] == [
            *(zone.start for zone in annotation.zones),
            len(raw),
        ]
        good += same and spans and ordered and tiled
    print(
        f"{good:,} of {options.documents:,} documents hold ({good / options.documents:.2%}), {mentions:,} mentions"
    )
    if good < options.documents:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
