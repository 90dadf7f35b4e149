"""Ways of finding mentions, one a file; each returns candidates and knows nothing of the others.

`FINDERS` look for listed forms. `LATER_FINDERS` look at what these leave unexplained; each is given the
candidates taken so far, those of the later finders before it included. `REVIEWERS` look at all that was taken, before and
after the later finders, and keep what the text as a whole does not speak against. `UNKNOWN_FINDERS`, which run on request,
look for names that no gazetteer lists; `LAST_FINDERS` go from the names found by all the others to their short forms.
To add one: write a module with a function of the right type and put it into its list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from entities.finders.abbreviations import find_abbreviations
from entities.finders.exact import find_exact
from entities.finders.glosses import find_glosses
from entities.finders.introduced import drop_introduced
from entities.finders.latin import find_latin
from entities.finders.latin_variants import find_latin_variants
from entities.finders.short_forms import find_short_forms
from entities.finders.truncated import find_truncated
from entities.finders.unknown import find_unknown
from entities.finders.variants import find_variants

if TYPE_CHECKING:
    from collections.abc import Callable

    from entities.document import Document
    from entities.gazetteer.index import NameIndex
    from entities.model import Candidate, Rejection

    # Candidates are returned; what is turned down goes into the list, if there is one.
    Finder = Callable[[Document, NameIndex, list[Rejection] | None], list[Candidate]]
    LaterFinder = Callable[[Document, NameIndex, list[Candidate], list[Rejection] | None], list[Candidate]]
    # What still holds of the candidates given is returned.
    Reviewer = LaterFinder

FINDERS: tuple[Finder, ...] = (find_exact, find_abbreviations, find_latin)
LATER_FINDERS: tuple[LaterFinder, ...] = (find_glosses, find_truncated, find_variants, find_latin_variants)
REVIEWERS: tuple[Reviewer, ...] = (drop_introduced,)
UNKNOWN_FINDERS: tuple[LaterFinder, ...] = (find_unknown,)
LAST_FINDERS: tuple[LaterFinder, ...] = (find_short_forms,)
