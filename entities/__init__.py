"""Finds who and what Chinese and English news mentions, whatever form the name takes, and who is mentioned together.

import entities

annotator = entities.Annotator()
for mention in annotator.annotate("澤倫斯基抵達紅軍城。").mentions:
print(mention.text, mention.entity, mention.start, mention.end)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = [
    "Annotation",
    "Annotator",
    "Counts",
    "DataError",
    "EntitiesError",
    "Entity",
    "Gazetteer",
    "GazetteerError",
    "InputError",
    "Mention",
    "Name",
    "ReplayError",
    "Settings",
    "SettingsError",
    "Suggestion",
    "Suggestions",
    "UnknownGazetteerError",
    "Zone",
    "count_comentions",
    "load_gazetteer",
]

if TYPE_CHECKING:
    from entities.annotator import Annotator
    from entities.comentions import Counts, count_comentions
    from entities.errors import (
        DataError,
        EntitiesError,
        GazetteerError,
        InputError,
        ReplayError,
        SettingsError,
        UnknownGazetteerError,
    )
    from entities.gazetteer.catalog import load as load_gazetteer
    from entities.gazetteer.load import Gazetteer
    from entities.model import Annotation, Entity, Mention, Name, Suggestion, Zone
    from entities.settings import Settings
    from entities.suggestions import Suggestions

# Imported on first use, so that `entities --help` and light uses stay instant.
_HOMES = {
    "Annotator": "entities.annotator",
    "Counts": "entities.comentions",
    "count_comentions": "entities.comentions",
    "Gazetteer": "entities.gazetteer.load",
    "load_gazetteer": "entities.gazetteer.catalog",
    "Settings": "entities.settings",
    "Suggestions": "entities.suggestions",
    **dict.fromkeys(("Annotation", "Entity", "Mention", "Name", "Suggestion", "Zone"), "entities.model"),
    **dict.fromkeys([name for name in __all__ if name.endswith("Error")], "entities.errors"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'entities' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), "load" if name == "load_gazetteer" else name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
