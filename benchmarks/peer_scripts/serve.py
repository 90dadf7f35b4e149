"""What the peer scripts share: a job on stdin, spans on stdout. It needs no package, for it runs in every environment.

A job is `{"entities": [...], "texts": [...], "settings": {...}}`, with entities as in a gazetteer file; the answer is
`{"load": seconds, "find": seconds, "spans": [[[start, end, entity], ...], ...]}` with one list of spans a text.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Span = tuple[int, int, str]
    Finder = Callable[[str], list[Span]]

# Some tools load their dictionaries with the first text; it holds no name of any gazetteer.
WARM_UP = "今天天气很好。It rained all day."


def list_names(entity: dict[str, Any], *, abbreviations: bool) -> list[str]:
    """Return the names of an entity, with or without its one-character abbreviations."""
    groups = [entity["names"], entity.get("abbreviations", {}) if abbreviations else {}]
    return list(dict.fromkeys(name for group in groups for names in group.values() for name in names))


def simplify(job: dict[str, Any]) -> None:
    """Write names and texts in simplified characters, as a careful user of a tool that knows no scripts would."""
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    for entity in job["entities"]:
        for group in (entity["names"], entity.get("abbreviations", {})):
            for language, names in group.items():
                group[language] = [convert(name) for name in names]
    for index, text in enumerate(job["texts"]):
        simplified = convert(text)
        # A text that changed its length would have other offsets; one character at a time it cannot.
        if len(simplified) != len(text):
            simplified = "".join(new if len(new) == 1 else old for old in text for new in [convert(old)])
        job["texts"][index] = simplified


def serve(make_finder: Callable[[list[dict[str, Any]], dict[str, Any]], Finder]) -> None:
    """Read the job, find the names, write the answer; whatever a tool prints goes to stderr."""
    job = json.load(sys.stdin)
    settings = job["settings"]
    with contextlib.redirect_stdout(sys.stderr):
        if settings.pop("simplify", False):
            simplify(job)
        start = time.perf_counter()
        find = make_finder(job["entities"], settings)
        find(WARM_UP)
        loaded = time.perf_counter()
        spans = [find(text) for text in job["texts"]]
        done = time.perf_counter()
    json.dump({"load": loaded - start, "find": done - loaded, "spans": spans}, sys.stdout)
