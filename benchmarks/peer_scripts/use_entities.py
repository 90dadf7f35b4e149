"""This project, asked like its peers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from serve import serve

from entities import Annotator, Settings
from entities.gazetteer.load import load_texts

if TYPE_CHECKING:
    from serve import Finder, Span


def make_finder(rows: list[dict[str, Any]], settings: dict[str, Any]) -> Finder:
    """Return a function that finds the names in a text."""
    content = json.dumps({"name": "minimal", "entities": rows}, ensure_ascii=False)
    annotator = Annotator(load_texts([("minimal.yaml", content)]), settings=Settings(**settings))

    def find(text: str) -> list[Span]:
        return [(one.start, one.end, one.entity) for one in annotator.annotate(text).mentions]

    return find


if __name__ == "__main__":
    serve(make_finder)
