"""`entities gazetteer`: list, show, lint, schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from entities.cli.console import escape, gazetteer_option, say
from entities.gazetteer import catalog
from entities.gazetteer import lint as checks
from entities.gazetteer.schema import json_schema
from entities.gazetteer.source import parse
from entities.io.output import open_output
from entities.text.fold import fold_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from entities.gazetteer.load import Gazetteer
    from entities.model import Entity


@click.group()
def command() -> None:
    """List, show and check gazetteers."""


@command.command("list")
def list_gazetteers() -> None:
    """List the built-in gazetteers with what they hold."""
    with open_output(None) as stream:
        total = 0
        for name in catalog.builtin_names():
            content = parse(catalog.find(name).read_text(encoding="utf-8"), name).value
            total += len(content["entities"])
            stream.write(f"{name:20} {len(content['entities']):6,}  {content.get('description', '')}\n")
        stream.write(f"{'all':20} {total:6,}\n")


@command.command()
@click.argument("identifier", metavar="ID")
@gazetteer_option
def show(*, identifier: str, gazetteers: tuple[str, ...]) -> int:
    """Show an entity by its id, or all that list ID as a name."""
    gazetteer = catalog.load(gazetteers or None)
    found = _find(gazetteer, identifier)
    if not found:
        ids = [entity.id for entity in gazetteer.entities]
        nearest = process.extract(identifier, ids, scorer=JaroWinkler.normalized_similarity, limit=3)
        raise click.UsageError(
            f"no entity `{identifier}`. Nearest ids: {', '.join(hit[0] for hit in nearest)}."
        )
    with open_output(None) as stream:
        stream.writelines(f"{escape(line)}\n" for entity in found for line in _describe(entity))
    return 0


def _find(gazetteer: Gazetteer, identifier: str) -> list[Entity]:
    entity = gazetteer.get(identifier)
    if entity is not None:
        return [entity]
    wanted = fold_text(identifier)
    return [
        item
        for item in gazetteer.entities
        if any(fold_text(surface) == wanted for surface in item.surfaces())
    ]


def _describe(entity: Entity) -> Iterator[str]:
    yield f"{entity.id}  {entity.type}  {entity.name}  [{entity.gazetteer}]"
    if entity.wikidata:
        yield f"  wikidata       {entity.wikidata}"
    for label, names in (("", entity.names), ("abbreviations", entity.abbreviations)):
        for language in dict.fromkeys(name.language for name in names):
            shown = [
                name.text + (f" (used by {name.used_by})" if name.used_by else "")
                for name in names
                if name.language == language
            ]
            yield f"  {label or language:14} {', '.join(shown)}"
    if entity.context:
        yield f"  context        {', '.join(entity.context)}"


@command.command()
@click.argument("files", nargs=-1, metavar="[NAME|FILE]...")
def lint(*, files: tuple[str, ...]) -> int:
    """Check gazetteers together.

    NAME is a built-in gazetteer, FILE a YAML file; without either, all built-in ones are checked. Errors keep a file
    from loading and give exit status 2; warnings do not.
    """
    paths = [catalog.find(name) for name in files or catalog.builtin_names()]
    errors, warnings = checks.lint(paths)
    with open_output(None) as stream:
        stream.writelines(f"error: {escape(str(problem))}\n" for problem in errors)
        stream.writelines(f"warning: {escape(str(problem))}\n" for problem in warnings)
    say(f"{len(paths)} files, {len(errors)} errors, {len(warnings)} warnings")
    return 2 if errors else 0


@command.command()
def schema() -> None:
    """Print the JSON Schema of gazetteer files, for editors."""
    with open_output(None) as stream:
        stream.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
