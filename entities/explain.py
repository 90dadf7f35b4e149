"""Reasons into prose, and reasons applied again: every step of a mention can be replayed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entities.errors import ReplayError
from entities.finders.gloss_rules import explains, read_gloss
from entities.local import local_id
from entities.text.clean import clean_fragment
from entities.text.fold import fold_text
from entities.text.full_names import last_part
from entities.text.pinyin import to_syllables
from entities.text.romanisation import SPELLING_RULES
from entities.text.spelling import match_syllables, spell
from entities.text.transliteration import load_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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


def _replay_ahead(step: Step, gazetteer: Gazetteer) -> str:
    runner_up, _, _ = step.argument.rpartition(" ")
    return step.after if gazetteer.get(runner_up) else ""


def _replay_spelling(step: Step, gazetteer: Gazetteer) -> str:
    del gazetteer
    rule = SPELLING_RULES.get(step.argument)
    return step.after if rule is not None and rule(step.before, step.after) else ""


# Characters that a cut-off name may have lost.
_LOST = (1, 2)


def _replay_cut_off(step: Step, gazetteer: Gazetteer) -> str:
    del gazetteer
    side = step.argument.partition(":")[0]
    last = step.after.rpartition("·")[2]
    left = {"tail": last.startswith(step.before), "head": last.endswith(step.before)}
    return step.after if left.get(side) and len(last) - len(step.before) in _LOST else ""


def _replay_gloss(step: Step, gazetteer: Gazetteer) -> str:
    del gazetteer
    pattern, _, excerpt = read_gloss(step.argument)
    return step.after if explains(pattern, excerpt, step.before, step.after) else ""


def _replay_short_form(step: Step, gazetteer: Gazetteer) -> str:
    del gazetteer
    return step.after if step.before and last_part(step.after) == step.before else ""


def _replay_unlisted(step: Step, gazetteer: Gazetteer) -> str:
    same = fold_text(step.argument).strip() == step.before
    return local_id(step.argument) if same and gazetteer.get(step.after) is None else ""


def _replay_choice(step: Step, gazetteer: Gazetteer) -> str:
    return step.after if step.after in step.before.split(" ") and gazetteer.get(step.after) else ""


REPLAY: dict[str, Callable[[Step, Gazetteer], str]] = {
    "clean": _replay_clean,
    "fold": _replay_fold,
    "given-name": _replay_given_name,
    "context": _replay_context,
    "lookup": _replay_lookup,
    "sounds-like": _replay_sounds_like,
    "ahead": _replay_ahead,
    "spelling": _replay_spelling,
    "cut-off": _replay_cut_off,
    "gloss": _replay_gloss,
    "short-form": _replay_short_form,
    "unlisted": _replay_unlisted,
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


_EVIDENCE = {
    "named": "the text names it elsewhere: {0}",
    "given-name": "its given name stands before it: {0}",
    "beside": "it stands beside {0}",
    "broken-off": "it stands before {0}",
    "line-end": "a line ends there or a tag opens",
}


def _describe_sounds(step: Step) -> str:
    """Return which letters and syllables stand for which, with the cost (-log probability) of each."""
    form, _, latin = step.argument.rpartition(" ")
    model = load_model()
    said = f"{step.before!r} sounds like {step.argument!r}"
    if spelt := spell(step.before, latin, model):
        letters = "·".join(item.letters or "-" for item in spelt)
        said += f": {'·'.join(step.before)} ~ {letters} ({_costs(-item.forward for item in spelt)})"
    if edits := match_syllables(step.after, step.before, model.mandarin) if form else []:
        listed = "·".join(edit.listed or "-" for edit in edits)
        spoken = "·".join(edit.spoken or "-" for edit in edits)
        said += f"; {listed} > {spoken} ({_costs(edit.cost for edit in edits)})"
    return said


def _costs(costs: Iterable[float]) -> str:
    return " ".join(f"{cost:.1f}" for cost in costs)


_GLOSSES = {
    "also-written": "as another spelling",
    "former-name": "as a former name",
    "original-name": "as an original name",
    "in-language": "as the name in a language",
    "present-name": "as a name of another time",
    "nickname": "as a by-name",
    "short-form": "as a short form",
    "that-is": "as the same",
    "also-called": "as another name",
    "called-by": "as what others call it",
    "beside": "by a name in brackets that is like it",
    "initials": "by its initials in brackets",
    "quoted": "by a name in brackets and quotes",
}


def describe_step(step: Step) -> str:
    """Return one step as a sentence without a full stop."""
    if step.kind == "context":
        rule, _, detail = step.argument.partition(":")
        return f"{step.after} in {step.before.strip()!r} {_RULES[rule].format(repr(detail))}"
    if step.kind == "gloss":
        pattern, (low, high), excerpt = read_gloss(step.argument)
        return f"the text explains {step.before!r} as {step.after!r}, {_GLOSSES[pattern]}, at {low}-{high}: {excerpt!r}"
    if step.kind == "cut-off":
        side, rule, detail = step.argument.split(":", 2)
        return f"the {side} of {step.after!r} is cut off; {_EVIDENCE[rule].format(repr(detail))}"
    if step.kind == "sounds-like":
        return _describe_sounds(step)
    if step.kind == "ahead":
        runner_up, _, lead = step.argument.rpartition(" ")
        return f"ahead of the runner-up {runner_up} by {lead} in log odds"
    return {
        "clean": f"without markup and escapes: {step.after!r}",
        "fold": f"folded: {step.before!r} is {step.after!r}",
        "given-name": f"the given name {step.argument.strip(' ·')!r} belongs to it",
        "lookup": f"{step.after} lists {step.argument!r}",
        "spelling": f"{step.before!r} spells {step.after!r}: {step.argument}",
        "short-form": f"{step.before!r} is the last part of {step.after!r}, which stands {step.argument}",
        "unlisted": f"{step.argument!r} is a full name that no gazetteer lists; {step.after} is for this text only",
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
    "in-longer-name": "part of a longer name that is not listed: {0}",
    "namesake": "a namesake in another country: {0}",
    "numeral": "a Roman numeral: {0}",
    "title-of-head": "the title of its head: {0} follows",
    "not-solved": "not compared by sound, too long for a name or one of too many: {0}",
    "not-alike": "does not sound enough like {0}",
    "not-compared": "not compared by spelling, too long for a name or one of too many: {0}",
    "ambiguous-spelling": "as close to one name as to another: {0}",
    "unsupported-spelling": "close to {0}, but nothing in the text bears it out",
    "not-enough-evidence": "could be the rest of {0}, but nothing else says so",
    "only-a-word": "an ordinary word too, and nothing in the text makes {0} a name",
    "below-min-score": "its score is too low: {0}",
    "introduced-as-another": "the text introduces another person of this name: {0}",
    "overlapped": "overlapped by {0}",
    "lower-case": "written without a capital: {0}",
    "not-capitals": "an acronym, but written {0}",
    "all-capitals-line": "a word in a line of capitals: {0}",
}


def describe_rejection(rejection: Rejection) -> str:
    """Return why a candidate was turned down, as a phrase."""
    return _REASONS[rejection.reason].format(repr(rejection.detail))
