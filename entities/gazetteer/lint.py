"""Checks of gazetteer files beyond what makes them unreadable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entities.errors import GazetteerError, Problem
from entities.gazetteer.load import load_files
from entities.gazetteer.source import parse
from entities.text.fold import fold_many

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def lint(paths: Sequence[Path]) -> tuple[list[Problem], list[Problem]]:
    """Check gazetteer files together.

    Args:
        paths: The files.

    Returns:
        Errors, which keep the files from loading, and warnings, all sorted by place. Without errors only are
        warnings looked for.
    """
    try:
        load_files(paths)
    except GazetteerError as error:
        return list(error.problems), []
    return [], sorted(_shared_forms(paths))


def _shared_forms(paths: Sequence[Path]) -> list[Problem]:
    """Warn of forms that several entities list where neither context words nor priors can decide between them."""
    places: list[tuple[str, str, Problem, bool]] = []
    for path in paths:
        source = parse(path.read_text(encoding="utf-8-sig"), str(path), marks=True)
        for number, entity in enumerate(source.value["entities"]):
            decided = bool(entity.get("context")) or "prior" in entity
            for language, names in entity["names"].items():
                listed = names if isinstance(names, list) else [names]
                for index, name in enumerate(listed):
                    text = name["text"] if isinstance(name, dict) else name
                    where = ("entities", number, "names", language, index)
                    mark = source.marks.get(where) or source.marks.get(where[:-1], (1, 1))
                    places.append((text, entity["id"], Problem(str(path), *mark, "shared-form", ""), decided))
    owners: dict[str, dict[str, bool]] = {}
    folded = fold_many([text for text, *_ in places])
    for form, (_, identifier, _, decided) in zip(folded, places, strict=True):
        owners.setdefault(form, {})[identifier] = decided
    warnings = []
    for form, (text, identifier, problem, _) in zip(folded, places, strict=True):
        others = sorted(set(owners[form]) - {identifier})
        if others and not any(owners[form].values()):
            message = (
                f"`{text}` of {identifier} is also a name of {', '.join(others)}; give context words or a prior "
                "so that it can be decided, or remove one"
            )
            warnings.append(Problem(problem.path, problem.line, problem.column, problem.code, message))
    return warnings
