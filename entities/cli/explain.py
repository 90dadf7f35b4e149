"""`entities explain`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

import click

from entities.cli.console import (
    escape,
    gazetteer_option,
    make_annotator,
    say,
    score_option,
    unknown_option,
)
from entities.errors import InputError
from entities.explain import describe_rejection, describe_step
from entities.io.annotations import write_line
from entities.io.output import open_output
from entities.text.decode import decode

if TYPE_CHECKING:
    from entities.annotator import Explanation


@click.command()
@click.argument("text")
@gazetteer_option
@click.option(
    "-f",
    "--format",
    "style",
    type=click.Choice(["text", "jsonl"]),
    default="text",
    show_default=True,
    help="Lines for reading, or one JSON object for each mention and each rejected candidate.",
)
@unknown_option("Also look for full names of persons that no gazetteer lists.")
@score_option()
def command(*, text: str, gazetteers: tuple[str, ...], style: str, unknown: bool, min_score: float) -> None:
    """Show every mention in TEXT and why, and every candidate that was turned down and why.

    TEXT - reads standard input.
    """
    annotator = make_annotator(gazetteers, min_score, unknown=unknown)
    explanation = annotator.explain(_read_stdin() if text == "-" else text)
    with open_output(None) as stream:
        {"text": _write_text, "jsonl": _write_jsonl}[style](stream, explanation)
    if not explanation.annotation.mentions and not explanation.rejections:
        say("nothing in this text is a listed name")


def _read_stdin() -> str:
    if sys.stdin is None:
        raise InputError("-", "can't be read: standard input is closed", "unreadable")
    try:
        return decode(sys.stdin.buffer.read()).text
    except OSError as error:
        raise InputError("-", f"can't be read: {error.strerror}", "unreadable") from error


def _write_text(stream: TextIO, explanation: Explanation) -> None:
    text = explanation.annotation.text
    for mention in explanation.annotation.mentions:
        place = f"{escape(mention.text)}  {mention.start}-{mention.end}"
        owner = f"{mention.entity} ({escape(mention.name)}, {mention.type})"
        stream.write(f"{place}  {owner}  {mention.method} {mention.score:.2f}  {mention.zone}\n")
        stream.writelines(f"    {describe_step(step)}\n" for step in mention.steps)
        stream.writelines(f"    or {other.entity} {other.score:.2f}\n" for other in mention.alternatives)
    for rejection in explanation.rejections:
        place = f"{escape(text[rejection.start : rejection.end])}  {rejection.start}-{rejection.end}"
        stream.write(f"not {place}  {', '.join(rejection.entities)}: {describe_rejection(rejection)}\n")


def _write_jsonl(stream: TextIO, explanation: Explanation) -> None:
    text = explanation.annotation.text
    for mention in explanation.annotation.mentions:
        write_line(
            stream,
            {
                "start": mention.start,
                "end": mention.end,
                "text": mention.text,
                "entity": mention.entity,
                "method": mention.method,
                "score": mention.score,
                "steps": [[step.kind, step.argument, step.before, step.after] for step in mention.steps],
            },
        )
    for rejection in explanation.rejections:
        write_line(
            stream,
            {
                "start": rejection.start,
                "end": rejection.end,
                "text": text[rejection.start : rejection.end],
                "rejected": list(rejection.entities),
                "method": rejection.method,
                "reason": rejection.reason,
                "detail": rejection.detail,
            },
        )
