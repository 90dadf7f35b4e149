"""Entities that no gazetteer lists: known by a full name, for one document only.

Their ids say so: `local:威廉·阿尔贝克`. The id holds the name and the name makes the entity, so that nothing has to be
kept; two documents that write a name alike give it one id, which does not say that they mean one person.
"""

from __future__ import annotations

from entities.model import Entity, Name

PREFIX = "local:"


def local_id(name: str) -> str:
    """Return the id of the entity that a document knows by a full name only."""
    return PREFIX + name


def is_local(identifier: str) -> bool:
    """Say whether an id is that of an entity of one document, which no gazetteer lists."""
    return identifier.startswith(PREFIX)


def local_entity(identifier: str) -> Entity:
    """Return the entity of one document that an id stands for.

    Args:
        identifier: An id for which `is_local` holds.

    Returns:
        The entity; a person, since only full names of persons are taken up without a gazetteer.
    """
    name = identifier.removeprefix(PREFIX)
    return Entity(identifier, "PERSON", (Name(name, "zh" if "·" in name else "en"),))
