"""`entities gazetteer`: list, show, lint, schema."""

from __future__ import annotations

import json

import click

from entities.cli.console import gazetteer_option, say
from entities.io.output import open_output


@click.group()
def command() -> None:
    """List, show and check gazetteers."""


@command.command("list")
def list_gazetteers() -> None:
    """List the built-in gazetteers with what they hold."""
    from entities.gazetteer import catalog
    from entities.gazetteer.source import parse

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
    from entities.gazetteer import catalog
    from entities.text.fold import fold_text

    gazetteer = catalog.load(gazetteers or None)
    entity = gazetteer.get(identifier)
    wanted = fold_text(identifier)
    found = [entity] if entity else [
        item for item in gazetteer.entities if any(fold_text(surface) == wanted for surface in item.surfaces())
    ]  # fmt: skip
    if not found:
        from rapidfuzz import process
        from rapidfuzz.distance import JaroWinkler

        nearest = process.extract(
            identifier, [item.id for item in gazetteer.entities], scorer=JaroWinkler.normalized_similarity, limit=3
        )
        raise click.UsageError(f"no entity `{identifier}`. Nearest ids: {', '.join(hit[0] for hit in nearest)}.")
    with open_output(None) as stream:
        for item in found:
            stream.write(f"{item.id}  {item.type}  {item.name}  [{item.gazetteer}]\n")
            if item.wikidata:
                stream.write(f"  wikidata       {item.wikidata}\n")
            for label, names in (("", item.names), ("abbreviations", item.abbreviations)):
                for language in dict.fromkeys(name.language for name in names):
                    shown = [
                        name.text + (f" (used by {name.used_by})" if name.used_by else "")
                        for name in names
                        if name.language == language
                    ]
                    stream.write(f"  {label or language:14} {', '.join(shown)}\n")
            if item.context:
                stream.write(f"  context        {', '.join(item.context)}\n")
    return 0


@command.command()
@click.argument("files", nargs=-1, metavar="[NAME|FILE]...")
def lint(*, files: tuple[str, ...]) -> int:
    """Check gazetteers together; without arguments, the built-in ones.

    Errors keep a file from loading and give exit status 2; warnings do not.
    """
    from entities.gazetteer import catalog
    from entities.gazetteer.lint import lint as check

    paths = [catalog.find(name) for name in files or catalog.builtin_names()]
    errors, warnings = check(paths)
    with open_output(None) as stream:
        stream.writelines(f"error: {problem}\n" for problem in errors)
        stream.writelines(f"warning: {problem}\n" for problem in warnings)
    say(f"{len(paths)} files, {len(errors)} errors, {len(warnings)} warnings")
    return 2 if errors else 0


@command.command()
def schema() -> None:
    """Print the JSON Schema of gazetteer files, for editors."""
    from entities.gazetteer.schema import json_schema

    with open_output(None) as stream:
        stream.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
