"""spaCy's entity ruler: exact phrases, the longest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from serve import list_names, serve
from tokens import make_language

if TYPE_CHECKING:
    from serve import Finder, Span


def make_finder(rows: list[dict[str, Any]], settings: dict[str, Any]) -> Finder:
    """Return a function that finds the names in a text.

    Args:
        rows: Entities.
        settings: `tokens` of `make_language`; `abbreviations` on or off.
    """
    nlp = make_language(settings["tokens"])
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "ORTH"})
    ruler.add_patterns(  # type: ignore[attr-defined]
        [
            {"label": row["type"], "pattern": name, "id": row["id"]}
            for row in rows
            for name in list_names(row, abbreviations=settings["abbreviations"])
        ]
    )

    def find(text: str) -> list[Span]:
        return [(one.start_char, one.end_char, one.ent_id_) for one in nlp(text).ents]

    return find


if __name__ == "__main__":
    serve(make_finder)
