"""What glosses are written with: the words of data/rules/glosses.yaml, compiled, and the check of a gloss after the fact."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from entities.finders.runs import run_pattern
from entities.text.fold import HAN, fold_many
from entities.text.tables import load_rules

if TYPE_CHECKING:
    from entities.model import Mention

METHOD = "gloss"
# Patterns without words: the name in brackets only, an acronym of the name, a name in quotes.
BESIDE, INITIALS, QUOTED = "beside", "initials", "quoted"
# The pattern whose name must be made of the known one's characters.
SHORT_FORM = "short-form"

BRACKETS = {"(": ")", "[": "]", "〔": "〕", "【": "】"}
QUOTES = {'"': '"', "'": "'", "「": "」", "『": "』", "《": "》", "〈": "〉"}
CLOSING = {close: start for start, close in QUOTES.items()}
HAN_RUN = re.compile(f"[{HAN}·]+")
LETTERS = r"0-9a-z\u00df-\u024f"
LETTER = re.compile(f"[{LETTERS}]")
WORD = re.compile(rf"[{LETTERS}]+(?:['.&-][{LETTERS}]+)*")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that say that the name behind them means what the name before them means; see the rule file."""

    name: str
    zh: re.Pattern[str]
    en: re.Pattern[str]
    sure: bool
    spoken: bool
    called: str
    excluded: frozenset[str]


@dataclass(frozen=True, slots=True)
class GlossRules:
    """The content of the rule file, compiled; see there."""

    patterns: tuple[Pattern, ...]
    trigger: re.Pattern[str]
    caller_endings: re.Pattern[str]
    callers: re.Pattern[str]
    caller_en: re.Pattern[str]
    tails: dict[str, re.Pattern[str]]
    rest: re.Pattern[str]
    credits: re.Pattern[str]
    not_words: frozenset[str]
    not_alone: frozenset[str]
    openers: frozenset[str]
    joiners: frozenset[str]
    clause_characters: frozenset[str]
    not_names: frozenset[str]
    words_before: frozenset[str]
    words_after: frozenset[str]
    place_endings: frozenset[str]
    suffixes: frozenset[str]
    prefixes: dict[str, list[str]]
    titles: tuple[str, ...]
    spelling: re.Pattern[str]


@cache
def load_gloss_rules() -> GlossRules:
    """Load the rule file, once."""
    rules = load_rules("glosses")
    zh, en = rules["languages_zh"], rules["languages_en"]
    between = rules["between_en"].replace("{lang}", en)
    lead = rules["lead_en"].replace("{lang}", en)
    patterns = tuple(
        Pattern(
            name,
            re.compile(rf"(?:{one['zh']}):? ?"),
            re.compile(
                rf"{'' if one.get('called') else lead}(?:{one['en']}){between}(?:(?<=[: ])| |(?=[\"'「『]))"
            ),
            bool(one.get("sure")),
            bool(one.get("spoken")),
            one.get("called", ""),
            frozenset(one.get("not", ())),
        )
        for name, one in rules["patterns"].items()
    )
    # A run pattern asks for a number of characters behind its class.
    spelling = run_pattern().pattern.rpartition("{")[0]
    return GlossRules(
        patterns=patterns,
        trigger=re.compile(
            rf"[(\[〔【,](?:(?<!,)|(?= ?(?:[{rules['comma_zh']}]|(?:{rules['comma_en']})\b)))"
        ),
        caller_endings=re.compile(rules["caller_endings"]),
        callers=re.compile(rules["callers"].replace("{lang}", zh)),
        caller_en=re.compile(rules["caller_en"].replace("{lang}", en) + "[: ] ?"),
        tails={word: re.compile(tail) for word, tail in rules["tails"].items()},
        rest=re.compile(rules["rest_en"]),
        credits=re.compile(rules["credits"]),
        not_words=frozenset(rules["not_words_en"]),
        not_alone=frozenset(rules["not_alone"]),
        openers=frozenset(rules["openers"]),
        joiners=frozenset(rules["joiners"]),
        clause_characters=frozenset(rules["clause_characters"]),
        not_names=frozenset(rules["not_names"]),
        words_before=frozenset(rules["words_before"]),
        words_after=frozenset(load_rules("truncated")["words_after"]),
        place_endings=frozenset(rules["place_endings"]),
        suffixes=frozenset(rules["suffixes"]),
        prefixes=rules["prefixes"],
        titles=tuple(fold_many(load_rules("truncated")["titles"])),
        spelling=re.compile(f"(?:{spelling}|·)+"),
    )


def pattern_names() -> frozenset[str]:
    """Return the names of all patterns, those without words included."""
    return frozenset(pattern.name for pattern in load_gloss_rules().patterns) | {BESIDE, INITIALS, QUOTED}


def explains(pattern: str, excerpt: str, name: str, known: str) -> bool:
    """Say whether a stretch of text can explain one name by another in the way of a pattern.

    Args:
        pattern: Name of the pattern.
        excerpt: The stretch, folded.
        name: The unlisted name, folded.
        known: The listed one, folded.

    Returns:
        Whether both names stand in it apart from each other, and what makes the pattern beside them.
    """
    places = [(excerpt.find(name), name), (excerpt.find(known), known)]
    if any(place < 0 for place, _ in places):
        return False
    # The longer name is taken out first, for it may hold the other.
    rest = excerpt
    for text in sorted((name, known), key=len, reverse=True):
        if text not in rest:
            return False
        rest = rest.replace(text, "\x00", 1)
    words = {one.name: one for one in load_gloss_rules().patterns}.get(pattern)
    if words is not None:
        return words.zh.search(rest) is not None or words.en.search(rest) is not None
    return pattern in pattern_names() and any(mark in rest for mark in BRACKETS)


def read_gloss(argument: str) -> tuple[str, tuple[int, int], str]:
    """Return the pattern, the place in the raw text and the folded excerpt that the argument of a step names."""
    pattern, place, excerpt = argument.split(":", 2)
    low, _, high = place.partition("-")
    return pattern, (int(low), int(high)), excerpt


def gloss_of(mention: Mention) -> tuple[str, tuple[int, int], str]:
    """Return what `read_gloss` reads from the step of a mention found by this method."""
    return read_gloss(next(step.argument for step in mention.steps if step.kind == METHOD))
