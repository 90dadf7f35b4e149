"""The tables of data/rules/heads.yaml, compiled: words that make another name of the listed one beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from entities.text.tables import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

_Made = TypeVar("_Made")
LETTERS = r"0-9a-z\u00df-\u024f"
QUOTES = '"\u201d」』'
# What a Chinese name of a state ends in.
PROVINCES = ("州", "省")


@dataclass(frozen=True, slots=True)
class HanRule:
    """The Chinese heads behind the names of one kind.

    Attributes:
        foreign: Only for names of foreigners.
        quoted: The name may stand in quotation marks.
        heads: The heads by first character, longest first.
        between: What may stand before the head.
        unless: What behind the head speaks of the person all the same.
    """

    foreign: bool
    quoted: bool
    heads: dict[str, tuple[str, ...]]
    between: tuple[str, ...]
    unless: tuple[str, ...]


class LatinRule(NamedTuple):
    """The English heads behind the names of one kind.

    Attributes:
        words: First words of what may stand there.
        pattern: Matches at the end of the name.
        small: The head needs no capital.
    """

    words: frozenset[str]
    pattern: re.Pattern[str]
    small: bool


@dataclass(frozen=True, slots=True)
class Heads:
    """The rule tables, by kind of name and by name."""

    han_after: dict[str, tuple[HanRule, ...]]
    han_only_after: dict[str, tuple[str, ...]]
    han_only_before: dict[str, tuple[str, ...]]
    latin_after: dict[str, tuple[LatinRule, ...]]
    latin_before: dict[str, tuple[str, ...]]
    latin_only_after: dict[str, LatinRule]
    latin_only_before: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Hints:
    """What stands beside a name that some rule may be for: looking into these spares all else for most names.

    Attributes:
        han_after: First characters of all that may stand behind a Chinese name.
        han_before: Last characters of what may stand before any.
        han_names: Chinese names that have words of their own before them.
        latin_after: First words of all that may stand behind a Latin name.
        latin_before: What may stand before any.
        latin_names: Latin names that rules look at whatever stands beside them.
    """

    han_after: frozenset[str]
    han_before: frozenset[str]
    han_names: frozenset[str]
    latin_after: frozenset[str]
    latin_before: tuple[str, ...]
    latin_names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Where listed towns are and where they are not."""

    gazetteers: frozenset[str]
    american: frozenset[str]
    georgian: frozenset[str]
    state: re.Pattern[str]
    followed_by: frozenset[str]
    han_states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonWords:
    """Words that tell a person of a place's name, or of a listed person's, from it."""

    surnames_too: frozenset[str]
    given: frozenset[str]
    not_given: frozenset[str]
    given_of_others: frozenset[str]
    no_surnames: frozenset[str]
    courtesy: frozenset[str]
    titles: tuple[str, ...]
    numerals: frozenset[str]


@cache
def load_heads() -> Heads:
    """Return the words beside names that make other names of them."""
    rules = load_rules("heads")
    only = rules["only"]
    return Heads(
        han_after=_by_kind(
            (rule, _han_rule(rule)) for rule in rules["rules"] if _is_for(rule, "zh", "after")
        ),
        han_only_after={name: tuple(words) for name, words in only["zh"]["after"].items()},
        han_only_before={name: tuple(words) for name, words in only["zh"]["before"].items()},
        latin_after=_by_kind(
            (rule, _latin_rule(rule["after"], rule.get("between", ()), small="small" in rule))
            for rule in rules["rules"]
            if _is_for(rule, "en", "after")
        ),
        latin_before={
            kind: tuple(word for rule in found for word in rule)
            for kind, found in _by_kind(
                (rule, _with_space(rule["before"]))
                for rule in rules["rules"]
                if _is_for(rule, "en", "before")
            ).items()
        },
        latin_only_after={
            name: _latin_rule(words, (), small=False) for name, words in only["en"]["after"].items()
        },
        latin_only_before={name: _with_space(words) for name, words in only["en"]["before"].items()},
    )


def _is_for(rule: dict[str, Any], language: str, side: str) -> bool:
    return rule["language"] == language and side in rule


def _by_kind(rules: Iterable[tuple[dict[str, Any], _Made]]) -> dict[str, tuple[_Made, ...]]:
    found: dict[str, tuple[_Made, ...]] = {}
    for rule, made in rules:
        for kind in rule["kinds"]:
            found[kind] = (*found.get(kind, ()), made)
    return found


def _han_rule(rule: dict[str, Any]) -> HanRule:
    heads: dict[str, tuple[str, ...]] = {}
    for head in sorted(rule["after"], key=len, reverse=True):
        heads[head[0]] = (*heads.get(head[0], ()), head)
    return HanRule(
        "foreign" in rule,
        "quoted" in rule,
        heads,
        tuple(rule.get("between", ())),
        tuple(rule.get("unless", ())),
    )


def _latin_rule(heads: Iterable[str], between: Iterable[str], *, small: bool) -> LatinRule:
    heads, between = sorted(heads, key=len, reverse=True), tuple(between)
    middle = f"(?: (?:{'|'.join(map(re.escape, between))}))*" if between else ""
    endings = "|".join(re.escape(head if head[0] == "-" else f" {head}") for head in heads)
    pattern = re.compile(rf"{middle}(?:{endings})(?![{LETTERS}])")
    return LatinRule(frozenset(word.split(" ")[0] for word in (*heads, *between)), pattern, small)


def _with_space(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{word} " for word in words)


@cache
def load_hints() -> Hints:
    """Return what tells names that no rule is for."""
    heads, rules = load_heads(), load_rules("heads")
    han = [rule for rules_of_kind in heads.han_after.values() for rule in rules_of_kind]
    firsts = {first for rule in han for first in (*rule.heads, *(word[0] for word in rule.between))}
    only = {head[0] for words in heads.han_only_after.values() for head in words}
    names = (
        rules["surnames_too"],
        rules["given_names_of_others"],
        heads.latin_only_before,
        rules["numerals"],
    )
    return Hints(
        han_after=frozenset(firsts | only | set(QUOTES)),
        han_before=frozenset(PROVINCES),
        han_names=frozenset(heads.han_only_before),
        latin_after=frozenset(
            word
            for rule in (
                *(rule for found in heads.latin_after.values() for rule in found),
                *heads.latin_only_after.values(),
            )
            for word in rule.words
        ),
        latin_before=tuple(sorted({word for words in heads.latin_before.values() for word in words})),
        latin_names=frozenset(name for listed in names for name in listed),
    )


@cache
def load_namesakes() -> Namesakes:
    """Return what tells towns from their namesakes in America."""
    rules = load_rules("heads")["namesakes"]
    states = "|".join(re.escape(state) for state in sorted(rules["states"], key=len, reverse=True))
    return Namesakes(
        gazetteers=frozenset(rules["gazetteers"]),
        american=frozenset(rules["american"]),
        georgian=frozenset(rules["georgian"]),
        state=re.compile(rf", ?({states}|georgia)(?![{LETTERS}])"),
        followed_by=frozenset(rules["followed_by"]),
        han_states=tuple(
            ending
            for state in rules["han_states"]
            for ending in ((state,) if state[-1] in PROVINCES else (f"{state}州", f"{state}省"))
        ),
    )


@cache
def load_person_words() -> PersonWords:
    """Return what tells persons by their names from places and from other persons."""
    rules, names = load_rules("heads"), load_rules("full_names")
    return PersonWords(
        surnames_too=frozenset(rules["surnames_too"]),
        given=frozenset(rules["given_names_too"]) | frozenset(names["given_names"]),
        not_given=frozenset(
            (*rules["not_given"], *names["not_given"], *names["heads"], *load_rules("latin")["not_given"])
        ),
        given_of_others=frozenset(rules["given_names_of_others"]),
        no_surnames=frozenset(names["heads"]) | frozenset(rules["no_surnames"]),
        courtesy=frozenset(_with_space(rules["courtesy"])),
        titles=_with_space(names["titles"]),
        numerals=frozenset(rules["numerals"]),
    )


@cache
def load_person_heads() -> tuple[str, ...]:
    """Return the Chinese words behind a person's name that make a place or thing of it, longest first."""
    rules = (rule for rule in load_rules("heads")["rules"] if _is_for(rule, "zh", "after"))
    heads = {head for rule in rules if "person" in rule["kinds"] for head in rule["after"]}
    return tuple(sorted(heads, key=lambda head: (-len(head), head)))


@cache
def load_capitalised() -> frozenset[str]:
    """Return the names whose own heads are names, too, and need a capital (Manchester City)."""
    return frozenset(load_rules("heads")["capitals"])
