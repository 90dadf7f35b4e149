"""Listed names in Latin letters: whole words, capitals where they matter, possessives."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from entities.finders.heads import INSIDE_LONGER, LongerNames
from entities.model import Candidate, Rejection, Step
from entities.text.tables import load_rules

if TYPE_CHECKING:
    from entities.document import Document
    from entities.gazetteer.index import NameIndex, Occurrence

METHOD = "latin"
# See SCORE in exact.py: all of 238 are right there, but few English texts are among them.
SCORE = 0.97
# Acronyms up to this length are words of running text when written small (us, who, it, aid).
_ACRONYM_LENGTH = 5
# Lower-case text without any capital (chat, search terms) still names people with names as long as this.
_UNCASED_LENGTH = 7
_LETTER = re.compile(r"[0-9a-z\u00df-\u024f\u0400-\u04ff]")
_LOWER = re.compile(r"[a-z]")
_UPPER = re.compile(r"[A-Z]")
_LINE_AROUND = 120
# A word, perhaps with an initial after it, just before a surname.
_GIVEN_BEFORE = re.compile(r"(?<![a-z0-9])([a-z][a-z'-]+) ((?:[a-z]\. ?){0,2})$")


def find_latin(
    document: Document, index: NameIndex, rejections: list[Rejection] | None = None
) -> list[Candidate]:
    """Find listed Latin names that stand as words.

    Args:
        document: The document, scanned.
        index: The compiled gazetteer.
        rejections: Where to note what is turned down and why; None to spare the work.

    Returns:
        The candidates.
    """
    found: list[Candidate] = []
    uncased: bool | None = None
    longer = LongerNames(document, index)
    held_until, held = 0, ("", "")
    for item in document.occurrences:
        if item.surface.script != "latin":
            continue
        inside = _inside_word(item, document.text)
        # Parts of other words are too common to report each (us in Russia).
        if inside and (rejections is None or len(item.surface.text) <= _ACRONYM_LENGTH):
            continue
        if uncased is None:
            clean = document.page.cleaned.aligned.text
            uncased = clean == clean.lower()
        reason = ("part-of-word", inside) if inside else _wrong_case(item, document, uncased=uncased)
        # What is no mention for the longer name around it holds none either (University of South Africa).
        reason = reason or (held if item.end <= held_until else longer.around(item))
        if reason and reason[0] in INSIDE_LONGER and item.end > held_until:
            held_until, held = item.end, ("in-longer-name", item.surface.text)
        candidate = None if reason else _with_given_name(item, document, index, uncased=uncased)
        if candidate is not None:
            found.append(candidate)
        elif rejections is not None:
            detail = reason or ("other-given-name", document.text[: item.start].rstrip()[-20:])
            rejections.append(Rejection(item.start, item.end, item.surface.owners, METHOD, *detail))
    return found


def _with_given_name(
    item: Occurrence, document: Document, index: NameIndex, *, uncased: bool
) -> Candidate | None:
    """Take in a given name before a bare surname, or turn the surname down if it is another person's.

    `Sergey V. Lavrov` is one mention although only `Sergey Lavrov` is listed; in `Judd Trump` Trump is not Donald, since
    Judd is a given name, though nobody's who is listed. A common given name that begins like the bearer's own may be
    another form of it (Don Trump) and says nothing.
    """
    text = document.text
    if " " in item.surface.text or "PERSON" not in item.surface.types:
        return Candidate(item.start, item.end, item.surface.owners, METHOD, item.surface.forms, SCORE)
    owners = dict(zip(item.surface.owners, item.surface.forms, strict=True))
    start = item.start
    steps: tuple[Step, ...] = ()
    before = _GIVEN_BEFORE.search(text, max(0, item.start - 40), item.start)
    if before is not None and not uncased and not _is_capital(before.start(1), document):
        # To mark Trump's birthday.
        before = None
    bearers = index.given_names.get(before[1]) if before else None
    if before is not None and bearers is None and before[1] in _common_given_names():
        initials = {form[:1].lower() for owner in owners for form in index.listed[owner] if " " in form}
        bearers = None if before[1][0] in initials else frozenset()
    if before is not None and bearers is not None:
        persons = {entity.id for entity, _ in item.surface.names if entity.type == "PERSON"}
        if not bearers & persons and persons == set(owners) and not before[2]:
            return None
        if bearers & persons:
            owners = {key: form for key, form in owners.items() if key in bearers}
            start = before.start(1)
            steps = (Step("given-name", text[start : item.start], text[start : item.end], item.surface.text),)
    return Candidate(start, item.end, tuple(owners), METHOD, tuple(owners.values()), SCORE, steps)


def _is_capital(position: int, document: Document) -> bool:
    low, high = document.page.to_clean(position, position + 1)
    return document.page.cleaned.aligned.text[low:high].isupper()


@cache
def _common_given_names() -> frozenset[str]:
    return frozenset(load_rules("full_names")["given_names"])


def _inside_word(item: Occurrence, text: str) -> str | None:
    before, after = text[item.start - 1 : item.start], text[item.end : item.end + 1]
    first, last = item.surface.text[0], item.surface.text[-1]
    if before and _LETTER.match(before) and _LETTER.match(first):
        return before
    if after and _LETTER.match(after) and _LETTER.match(last):
        return after
    return None


def _wrong_case(item: Occurrence, document: Document, *, uncased: bool) -> tuple[str, str] | None:
    """Compare capitals: a name listed with a capital must be written with one, an acronym all in capitals."""
    form = item.surface.forms[0]
    clean = document.page.cleaned.aligned.text
    start, end = document.page.to_clean(item.start, item.end)
    written = clean[start:end]
    listed = item.surface.spellings
    if any(text[:1].islower() for text in listed) or not _LOWER.search(item.surface.text):
        return None
    if uncased:
        return None if len(written) >= _UNCASED_LENGTH or " " in written else ("lower-case", written)
    acronym = all(text.isupper() or "." in text for text in listed) and len(form) <= _ACRONYM_LENGTH
    if acronym:
        if not _is_upper(written) and written not in listed:
            return "not-capitals", written
        around = clean[max(0, start - _LINE_AROUND) : start] + clean[end : end + _LINE_AROUND]
        if form.isalpha() and _shouted(around) and form.lower() in _words_in_capitals():
            return "all-capitals-line", written
        return None
    if not written[:1].isupper() and written[:1].lower() != written[:1].upper():
        return "lower-case", written
    return None


def _is_upper(written: str) -> bool:
    return written.upper() == written


@cache
def _words_in_capitals() -> frozenset[str]:
    return frozenset(load_rules("latin")["words_in_capitals"])


def _shouted(around: str) -> bool:
    return bool(_UPPER.search(around)) and not _LOWER.search(around)
