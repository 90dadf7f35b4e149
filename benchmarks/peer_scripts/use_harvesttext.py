"""HarvestText's entity linking: exact forms, then nouns of jieba's that sound or look nearly like a listed name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harvesttext import HarvestText
from serve import list_names, serve

if TYPE_CHECKING:
    from serve import Finder, Span

# Its own names of the types, by which it tells jieba what part of speech a linked name is.
TYPES = {"PERSON": "人名", "GPE": "地名", "LOC": "地名", "ORG": "机构名"}
# It looks a noun up with `sentence.find`, so that in a long text a second mention takes the place of the first; its
# documentation gives it sentences too.
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]*")


def make_finder(rows: list[dict[str, Any]], settings: dict[str, Any]) -> Finder:
    """Return a function that finds the names in a text.

    Args:
        rows: Entities.
        settings: `pinyin` is its `pinyin_tolerance` and `characters` its `char_tolerance`, None for neither;
            `abbreviations` on or off.
    """
    tool = HarvestText()
    tool.add_entities(
        {row["id"]: list_names(row, abbreviations=settings["abbreviations"]) for row in rows},
        {row["id"]: TYPES.get(row["type"], "其他专名") for row in rows},
    )

    def find(text: str) -> list[Span]:
        spans: list[Span] = []
        for sentence in _SENTENCE.finditer(text):
            linked = tool.entity_linking(sentence[0], settings["pinyin"], settings["characters"])
            for (start, end), (entity, _) in linked:
                # A noun that jieba joined across a linked name is nowhere in the sentence, and one may be found again
                # inside a linked name: the exact ones come first and stay.
                if start >= 0 and not any(
                    start + sentence.start() < other and before < end + sentence.start()
                    for before, other, _ in spans
                ):
                    spans.append((start + sentence.start(), end + sentence.start(), entity))
        return spans

    return find


if __name__ == "__main__":
    serve(make_finder)
