"""Reasons into prose, and reasons applied again: every step of a mention can be replayed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entities.errors import ReplayError
from entities.text.clean import clean_fragment
from entities.text.fold import fold_text
from entities.text.pinyin import to_syllables

if TYPE_CHECKING:
    from collections.abc import Callable

    from entities.gazetteer.load import Gazetteer
    from entities.model import Mention, Rejection, Step


def _replay_clean(step: Step, gazetteer: Gazetteer) -> str:
    del gazetteer
    # White space within markup flows, so only the words must agree.
    text = clean_fragment(step.before)
    return step.after if text.split() == step.after.split() else text


def _replay_fold(step: Step, gazetteer: Gazetteer) -> str:
    del gazetteer
    return fold_text(step.before)


def _replay_given_name(step: Step, gazetteer: Gazetteer) -> str:
    del gazetteer
    return step.before.removeprefix(step.argument)


def _replay_context(step: Step, gazetteer: Gazetteer) -> str:
    del gazetteer
    return step.after if step.after in step.before else ""


def _replay_lookup(step: Step, gazetteer: Gazetteer) -> str:
    entity = gazetteer.get(step.after)
    if entity is None or step.argument not in entity.surfaces():
        return ""
    listed = fold_text(step.argument).strip()
    same = {listed, listed.replace("·", ""), listed.replace(" ", "")}
    return step.after if step.before in same else ""


def _replay_sounds_like(step: Step, gazetteer: Gazetteer) -> str:
    del gazetteer
    form, _, latin = step.argument.rpartition(" ")
    listed = form or latin
    same = fold_text(listed).strip() == step.after
    return step.after if same and to_syllables(step.before) is not None else ""


def _replay_choice(step: Step, gazetteer: Gazetteer) -> str:
    return step.after if step.after in step.before.split(" ") and gazetteer.get(step.after) else ""


REPLAY: dict[str, Callable[[Step, Gazetteer], str]] = {
    "clean": _replay_clean,
    "fold": _replay_fold,
    "given-name": _replay_given_name,
    "context": _replay_context,
    "lookup": _replay_lookup,
    "sounds-like": _replay_sounds_like,
    "choice": _replay_choice,
}


def replay(mention: Mention, gazetteer: Gazetteer) -> str:
    """Apply the steps of a mention again.

    Args:
        mention: A mention with its steps.
        gazetteer: The gazetteer that it was found with.

    Returns:
        The id of the entity that the steps lead to.

    Raises:
        ReplayError: A step does not start where the one before it led, does not lead where it says, or the last
            one leads to another entity.
    """
    reached = mention.text
    for step in mention.steps:
        if step.kind not in REPLAY:
            raise ReplayError(f"no step `{step.kind}` (of {mention.text!r}); there are {', '.join(REPLAY)}.")
        if reached != _start(step) and not (step.kind == "choice" and reached in step.before.split(" ")):
            raise ReplayError(
                f"step `{step.kind}` of {mention.text!r} starts from {_start(step)!r}, not {reached!r}."
            )
        result = REPLAY[step.kind](step, gazetteer)
        if result != step.after:
            raise ReplayError(f"step `{step.kind}` of {mention.text!r} gives {result!r}, not {step.after!r}.")
        reached = step.after
    if reached != mention.entity:
        raise ReplayError(f"the steps of {mention.text!r} lead to {reached!r}, not {mention.entity!r}.")
    return reached


def _start(step: Step) -> str:
    """Return what the step before must have led to; a context step shows what stands around it."""
    return step.after if step.kind == "context" else step.before


_RULES = {
    "pair": "stands next to another abbreviation: {0}",
    "joined": "is joined to another name by {0}",
    "after": "stands before {0}",
    "before": "stands after {0}",
    "clause": "opens a clause",
    "always": "is held by no word",
    "frame": "stands in a phrase for {0}",
    "person-pair": "is one of two persons before {0}",
}


def describe_step(step: Step) -> str:
    """Return one step as a sentence without a full stop."""
    if step.kind == "context":
        rule, _, detail = step.argument.partition(":")
        return f"{step.after} in {step.before.strip()!r} {_RULES[rule].format(repr(detail))}"
    return {
        "clean": f"without markup and escapes: {step.after!r}",
        "fold": f"folded: {step.before!r} is {step.after!r}",
        "given-name": f"the given name {step.argument.strip(' ·')!r} belongs to it",
        "lookup": f"{step.after} lists {step.argument!r}",
        "sounds-like": f"{step.before!r} sounds like {step.argument!r}",
        "choice": f"of {step.before.replace(' ', ', ')} chosen for {step.argument}",
    }[step.kind]


_REASONS = {
    "part-of-word": "part of {0}",
    "no-context": "nothing in {0} makes it a name",
    "crosses-word": "the word {0} crosses its border",
    "name-goes-on": "a foreign name goes on with {0}",
    "name-begins-before": "a foreign name begins before it: {0}",
    "given-name-of-another": "a given name: {0}",
    "other-given-name": "another given name: {0}",
    "named-after-person": "named after the person: {0} follows",
    "title-of-head": "the title of its head: {0} follows",
    "not-solved": "not compared by sound, too long for a name or one of too many: {0}",
    "not-alike": "does not sound enough like {0}",
    "overlapped": "overlapped by {0}",
    "lower-case": "written without a capital: {0}",
    "not-capitals": "an acronym, but written {0}",
    "all-capitals-line": "a word in a line of capitals: {0}",
}


def describe_rejection(rejection: Rejection) -> str:
    """Return why a candidate was turned down, as a phrase."""
    return _REASONS[rejection.reason].format(repr(rejection.detail))
