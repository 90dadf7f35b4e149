"""spaczz's ruler: phrases like the listed ones, by edit distance.

Its ratio counts insertions and deletions, so at the default of 75 a name of four characters may differ in one, and one
of three in none. Abbreviations of one character cannot match by halves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from serve import list_names, serve
from spaczz.pipeline import SpaczzRuler
from tokens import make_language

if TYPE_CHECKING:
    from serve import Finder, Span


def make_finder(rows: list[dict[str, Any]], settings: dict[str, Any]) -> Finder:
    """Return a function that finds the names in a text.

    Args:
        rows: Entities.
        settings: `tokens` of `make_language`; `ratio` that a match needs, 0 to 100; `flex`, by how many tokens a
            match may be longer or shorter than the name; `abbreviations` on or off.
    """
    nlp = make_language(settings["tokens"])
    ruler = SpaczzRuler(nlp, fuzzy_defaults={"min_r": settings["ratio"], "flex": settings["flex"]})
    ruler.add_patterns(
        [
            {"label": row["type"], "pattern": name, "type": "fuzzy", "id": row["id"]}
            for row in rows
            for name in list_names(row, abbreviations=settings["abbreviations"])
        ]
    )

    def find(text: str) -> list[Span]:
        return [(one.start_char, one.end_char, one.ent_id_) for one in ruler(nlp(text)).ents]

    return find


if __name__ == "__main__":
    serve(make_finder)
