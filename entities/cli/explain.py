"""`entities explain`."""

from __future__ import annotations

import json
import sys

import click

from entities.cli.console import gazetteer_option, make_annotator, score_option
from entities.explain import describe_rejection, describe_step
from entities.io.output import open_output
from entities.text.decode import decode


@click.command()
@click.argument("text")
@gazetteer_option
@click.option("-f", "--format", "style", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
@score_option
def command(*, text: str, gazetteers: tuple[str, ...], style: str, min_score: float) -> None:
    """Show every mention in TEXT and why, and every candidate that was turned down and why.

    TEXT - reads standard input.
    """
    if text == "-":
        text = decode(sys.stdin.buffer.read()).text
    annotator = make_annotator(gazetteers, min_score)
    explanation = annotator.explain(text)
    with open_output(None) as stream:
        for mention in explanation.annotation.mentions:
            if style == "jsonl":
                steps = [[step.kind, step.argument, step.before, step.after] for step in mention.steps]
                row = {"start": mention.start, "end": mention.end, "text": mention.text, "entity": mention.entity}
                row |= {"method": mention.method, "score": mention.score, "steps": steps}
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
                continue
            head = f"{mention.text}  {mention.start}-{mention.end}  {mention.entity} ({mention.name}, {mention.type})"
            stream.write(f"{head}  {mention.method} {mention.score:.2f}  {mention.zone}\n")
            stream.writelines(f"    {describe_step(step)}\n" for step in mention.steps)
            stream.writelines(f"    or {other.entity} {other.score:.2f}\n" for other in mention.alternatives)
        for rejection in explanation.rejections:
            surface = explanation.annotation.text[rejection.start : rejection.end]
            if style == "jsonl":
                row = {"start": rejection.start, "end": rejection.end, "text": surface, "rejected": list(rejection.entities)}
                row |= {"method": rejection.method, "reason": rejection.reason, "detail": rejection.detail}
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
                continue
            owners = ", ".join(rejection.entities)
            stream.write(f"not {surface}  {rejection.start}-{rejection.end}  {owners}: {describe_rejection(rejection)}\n")
