"""Ways of finding mentions, one a file; each returns candidates and knows nothing of the others.

`FINDERS` look for listed forms. `LATER_FINDERS` look at what these leave unexplained; they are given the candidates taken.
To add one: write a module with a function of the right type and put it into its list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from entities.finders.abbreviations import find_abbreviations
from entities.finders.exact import find_exact
from entities.finders.latin import find_latin
from entities.finders.variants import find_variants

if TYPE_CHECKING:
    from collections.abc import Callable

    from entities.document import Document
    from entities.gazetteer.index import NameIndex
    from entities.model import Candidate, Rejection

    # Candidates are returned; what is turned down goes into the list, if there is one.
    Finder = Callable[[Document, NameIndex, list[Rejection] | None], list[Candidate]]
    LaterFinder = Callable[[Document, NameIndex, list[Candidate], list[Rejection] | None], list[Candidate]]

FINDERS: tuple[Finder, ...] = (find_exact, find_abbreviations, find_latin)
LATER_FINDERS: tuple[LaterFinder, ...] = (find_variants,)
