"""One-character and two-character names: 美乌, 对俄, 乌方, 普泽会, each only in a context that makes it a name.

The contexts are data (data/rules/abbreviations.yaml); this module knows how to look around a character, not what the
characters mean.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from entities.finders.words import word_around, word_starting
from entities.model import Candidate, Rejection, Step
from entities.text.fold import fold_text
from entities.text.tables import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from entities.document import Document
    from entities.gazetteer.index import NameIndex, Occurrence
    from entities.model import Entity

METHOD = "abbreviation"
# Set by judgement, not calibrated: below what the rules reach on the gold articles and development passages that they were tuned
# on (214 of 214 for pair, after and frame; 18 of 18 for before, joined and person-pair; none held of the one clause).
SCORES = {
    "pair": 0.97,
    "joined": 0.95,
    "after": 0.97,
    "before": 0.95,
    "clause": 0.93,
    "always": 0.93,
    "frame": 0.95,
    "person-pair": 0.95,
}
_CLAUSE_START = re.compile(r"[\s，。！？；：、,.!?;:()（）《》「」『』【】\[\]\"'“”‘’—…|/·-]$")
_LETTER = re.compile(r"[A-Za-z]")
_LONGEST_WORD = 6
# Names above this length that hold an abbreviation would be found by their start alone only beyond it.
_LONGEST_NAME = 200


class _Token(NamedTuple):
    """An abbreviation in the text; `held` is the word or listed name around it, if any, and `named` says which."""

    start: int
    end: int
    text: str
    held: str | None
    named: bool


@dataclass(frozen=True, slots=True)
class _Rules:
    strong: frozenset[str]
    always: frozenset[str]
    openers: frozenset[str]
    regional: frozenset[str]
    grammatical: frozenset[str]
    after_digit: frozenset[str]
    pairs: frozenset[str]
    pair_followers: frozenset[str]
    joiners: frozenset[str]
    before_strong: frozenset[str]
    before_weak: frozenset[str]
    after_any: frozenset[str]
    after_weak: frozenset[str]
    person_followers: tuple[str, ...]
    frames: dict[str, list[str]]
    letter_frames: list[str]
    spelling: frozenset[str]


@cache
def _load() -> _Rules:
    rules = load_rules("abbreviations")
    return _Rules(
        strong=frozenset(rules["strong"]),
        always=frozenset(rules["always"]),
        openers=frozenset(rules["clause_openers"]),
        regional=frozenset(rules["regional"]),
        grammatical=frozenset(rules["grammatical"]),
        after_digit=frozenset(rules["after_digit"]),
        # A pair counts in either order.
        pairs=frozenset(rules["pairs"]) | frozenset(_turned(pair) for pair in rules["pairs"]),
        pair_followers=frozenset(rules["pair_followers"]),
        joiners=frozenset(rules["joiners"]),
        before_strong=frozenset(rules["before_strong"]),
        before_weak=frozenset(rules["before_weak"]),
        after_any=frozenset(rules["after_any"]),
        after_weak=frozenset(rules["after_weak"]),
        person_followers=tuple(rules["person_pair_followers"]),
        frames=rules["frames"],
        letter_frames=rules["letter_frames"],
        spelling=frozenset(load_rules("boundaries")["name_characters"]),
    )


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The abbreviations of one gazetteer, by what they can be."""

    places: dict[str, tuple[Entity, ...]]
    persons: dict[str, tuple[Entity, ...]]
    framed: dict[str, tuple[Entity, ...]]
    places_pattern: re.Pattern[str] | None
    persons_pattern: re.Pattern[str] | None
    framed_pattern: re.Pattern[str] | None


def find_abbreviations(
    document: Document, index: NameIndex, rejections: list[Rejection] | None = None
) -> list[Candidate]:
    """Find abbreviations in contexts that make them names.

    Args:
        document: The document, scanned.
        index: The compiled gazetteer.
        rejections: Where to note characters that a word or no context explains; None to spare the work.

    Returns:
        The candidates.
    """
    compiled = _compile(index)
    found: list[Candidate] = []
    if compiled.places_pattern is not None:
        tokens = _tokens(compiled.places_pattern, document, explain=rejections is not None)
        found.extend(_judge_places(tokens, compiled, document, rejections))
    if compiled.persons_pattern is not None:
        found.extend(_find_person_pairs(document.text, compiled))
    if compiled.framed_pattern is not None:
        found.extend(_find_framed(document, compiled))
    return found


@lru_cache(maxsize=8)
def _compile(index: NameIndex) -> _Compiled:
    places: dict[str, tuple[Entity, ...]] = {}
    persons: dict[str, tuple[Entity, ...]] = {}
    framed: dict[str, tuple[Entity, ...]] = {}
    for form, owners in index.abbreviations.items():
        people = tuple(entity for entity in owners if entity.type == "PERSON")
        others = tuple(entity for entity in owners if entity.type != "PERSON")
        if _LETTER.match(form) or form in _load().frames:
            framed[form] = owners
            continue
        if people:
            persons[form] = people
        if others:
            places[form] = others
    return _Compiled(
        places, persons, framed, _any_of(places), _person_pattern(persons), _framed_pattern(framed)
    )


def _any_of(forms: dict[str, tuple[Entity, ...]]) -> re.Pattern[str] | None:
    longer = sorted((form for form in forms if len(form) > 1), key=lambda form: (-len(form), form))
    single = "".join(sorted(re.escape(form) for form in forms if len(form) == 1))
    parts = [*map(re.escape, longer), *([f"[{single}]"] if single else [])]
    return re.compile("|".join(parts)) if parts else None


def _person_pattern(forms: dict[str, tuple[Entity, ...]]) -> re.Pattern[str] | None:
    if not forms:
        return None
    one = f"[{''.join(map(re.escape, forms))}]"
    return re.compile(
        rf"(?P<first>{one})(?P<second>{one})(?={'|'.join(map(re.escape, _load().person_followers))})"
    )


def _framed_pattern(forms: dict[str, tuple[Entity, ...]]) -> re.Pattern[str] | None:
    rules = _load()
    frames = [
        frame.replace("{form}", re.escape(form))
        for form in forms
        for frame in rules.frames.get(form, rules.letter_frames)
    ]
    return re.compile("|".join(frames)) if frames else None


def _tokens(pattern: re.Pattern[str], document: Document, *, explain: bool) -> list[_Token]:
    """Find every abbreviation with the listed name, blocking word or ordinary word that holds it, if any.

    One inside a listed name can only be turned down, so it is left out unless that must be explained.
    """
    text = document.text
    covered = _covered(document)
    dated = _load().after_digit
    tokens = []
    for match in pattern.finditer(text):
        start, end = match.span()
        named = covered[start] == 1
        held = None
        if named and not explain:
            continue
        if named:
            held = _name_around(document, start)
        elif span := word_around(text, start, end):
            held = text[slice(*span)]
            # 赴法 and 旅美 are words only because the preposition takes a country.
            preposition = held[:-1] in _load().before_weak and span[1] == end
            if preposition or (span[0] == start and _framed_both(text, start, end)):
                held = None
        if held is None and match.group() in dated and text[start - 1 : start].isdigit():
            held = text[start - 1 : end]
        tokens.append(_Token(start, end, match.group(), held, named))
    return tokens


def _framed_both(text: str, start: int, end: int) -> bool:
    """Say whether what stands on both sides outweighs a word that begins with an abbreviation (支持|乌|海防, 赴|美|谈判)."""
    rules = _load()
    before = _longest_suffix(text, start, rules.before_strong) or ""
    after = _longest_prefix(text, end, rules.after_any) or word_starting(text, end) or ""
    if before in rules.before_weak:
        return len(after) > 1
    return text[start:end] in rules.strong and len(before) > 1 and len(after) > 1 and after in rules.after_any


def _covered(document: Document) -> bytearray:
    """Mark the positions inside longer listed names and blocking words.

    A name that a blocking word crosses holds nothing: 美国 in 美国务卿 leaves 美 free.
    """
    covered = bytearray(len(document.text) + 1)
    words = [item for item in document.occurrences if item.surface.blocks]
    crossed = {position for item in words for position in range(item.start, item.end)}
    for start, end, surface in document.occurrences:
        if end - start < 2 or surface.script == "latin":
            continue
        if crossed and not surface.blocks and any(position in crossed for position in range(start, end)):
            continue
        covered[start:end] = b"\x01" * (end - start)
    return covered


def _name_around(document: Document, position: int) -> str:
    """Return the longest listed name or blocking word over a position."""
    low = bisect_left(document.occurrences, position - _LONGEST_NAME, key=_start)
    return next(
        item.surface.text
        for item in (document.occurrences[place] for place in range(low, len(document.occurrences)))
        if item.start <= position < item.end and item.surface.script != "latin" and item.end - item.start > 1
    )


def _start(item: Occurrence) -> int:
    return item.start


def _judge_places(
    tokens: list[_Token], compiled: _Compiled, document: Document, rejections: list[Rejection] | None
) -> Iterator[Candidate]:
    text = document.text
    names = [
        item for item in document.occurrences if item.surface.script == "han" and item.end - item.start > 1
    ]
    listed_starts = {item.start for item in names}
    listed_ends = {item.end for item in names}
    for chain in _chains(tokens):
        paired = _pair_up(chain, text)
        for token in chain:
            rule = paired.get(token)
            if rule is None and token.held is None:
                rule = _judge_alone(token, text, listed_starts, listed_ends)
            if rule is None:
                if rejections is not None:
                    ids = tuple(entity.id for entity in compiled.places[token.text])
                    reason = (
                        ("part-of-word", token.held) if token.held else ("no-context", _window(text, token))
                    )
                    rejections.append(Rejection(token.start, token.end, ids, METHOD, *reason))
                continue
            owners = compiled.places[token.text]
            kind = rule[0]
            step = Step("context", f"{kind}:{rule[1]}", _window(text, token), token.text)
            ids = tuple(entity.id for entity in owners)
            yield Candidate(
                token.start, token.end, ids, METHOD, _forms(owners, token.text), SCORES[kind], (step,)
            )


def _window(text: str, token: _Token) -> str:
    return text[max(0, token.start - _LONGEST_WORD) : token.end + _LONGEST_WORD]


def _chains(tokens: list[_Token]) -> Iterator[list[_Token]]:
    """Group tokens that stand directly next to each other."""
    chain: list[_Token] = []
    for token in tokens:
        if chain and chain[-1].end != token.start:
            yield chain
            chain = []
        chain.append(token)
    if chain:
        yield chain


def _pair_up(chain: list[_Token], text: str) -> dict[_Token, tuple[str, str]]:
    """Find the rows of countries in a row of abbreviations (欧乌美 in 欧乌美三方), link by link."""
    paired: dict[_Token, tuple[str, str]] = {}
    if len(chain) < 2:
        return paired
    rules = _load()
    follower = _longest_prefix(text, chain[-1].end, rules.pair_followers)
    office = follower or _longest_prefix(text, chain[-1].end, rules.after_any)
    for left, right in pairwise(chain):
        last = right is chain[-1]
        if _linked(left, right, follower=follower if last else None, office=office if last else None):
            paired[left] = paired[right] = ("pair", left.text + right.text)
    return paired


def _linked(left: _Token, right: _Token, *, follower: str | None, office: str | None) -> bool:
    rules = _load()
    if left.named or right.named:
        return False
    strong = (left.text in rules.strong) + (right.text in rules.strong)
    listed = strong == 2 or left.text + right.text in rules.pairs
    if left.held or right.held:
        # 中 of 从中 is free again in 从中俄关系, 法 of 法官 in 英法官员; what follows must say so.
        return (listed and follower is not None) or (listed and office is not None and right.held is not None)
    if left.text in rules.grammatical or right.text in rules.grammatical:
        return listed and (follower is not None or office is not None)
    if listed:
        return True
    if left.text in rules.regional or right.text in rules.regional:
        return False
    return (strong == 1 and office is not None) or follower is not None


def _turned(pair: str) -> str:
    half = len(pair) // 2
    return pair[half:] + pair[:half]


def _judge_alone(
    token: _Token, text: str, listed_starts: set[int], listed_ends: set[int]
) -> tuple[str, str] | None:
    rules = _load()
    if token.text in rules.regional:
        return None
    strong = token.text in rules.strong
    after = _longest_prefix(text, token.end, rules.after_any if strong else rules.after_weak)
    if after is not None:
        word = word_starting(text, token.end)
        free = (
            token.text not in rules.grammatical
            or _opens(token, text)
            or _longest_suffix(text, token.start, rules.before_strong)
        )
        if free and (word is None or len(word) <= len(after) or word in rules.after_any or strong):
            return "after", after
    before = _longest_suffix(text, token.start, rules.before_strong if strong else rules.before_weak)
    if _spells_on(token, text, listed_starts):
        return None
    if before is not None:
        return "before", before
    if joiner := _joined(token, text, listed_starts, listed_ends):
        return "joined", joiner
    if not strong:
        return None
    if token.text in rules.openers and _opens(token, text):
        return "clause", text[token.start - 1 : token.start]
    return ("always", token.text) if token.text in rules.always else None


def _opens(token: _Token, text: str) -> bool:
    return token.start == 0 or _CLAUSE_START.search(text, token.start - 1, token.start) is not None


def _spells_on(token: _Token, text: str, listed_starts: set[int]) -> bool:
    """Say whether the character starts a foreign name (乌尔姆, 俄狄浦斯) rather than standing for a country."""
    after = text[token.end : token.end + 1]
    return after in _load().spelling and token.end not in listed_starts and not word_starting(text, token.end)


def _joined(token: _Token, text: str, listed_starts: set[int], listed_ends: set[int]) -> str | None:
    """Return the mark that joins the token to a listed name or another strong abbreviation (美、乌、欧盟)."""
    rules = _load()
    strong = token.text in rules.strong
    if token.text in rules.grammatical:
        return None
    for joiner in rules.joiners if strong else ("、",):
        size = len(joiner)
        if text.startswith(joiner, token.end):
            beyond = token.end + size
            if beyond in listed_starts or text[beyond : beyond + 1] in rules.strong:
                return joiner
        if text.endswith(joiner, 0, token.start):
            beyond = token.start - size
            if beyond in listed_ends or text[beyond - 1 : beyond] in rules.strong:
                return joiner
    return None


def _longest_prefix(text: str, position: int, words: frozenset[str]) -> str | None:
    for length in range(_LONGEST_WORD, 0, -1):
        if (word := text[position : position + length]) in words and len(word) == length:
            return word
    return None


def _longest_suffix(text: str, position: int, words: frozenset[str]) -> str | None:
    for length in range(min(_LONGEST_WORD, position), 0, -1):
        if (word := text[position - length : position]) in words:
            return word
    return None


def _find_person_pairs(text: str, compiled: _Compiled) -> Iterator[Candidate]:
    assert compiled.persons_pattern is not None
    for match in compiled.persons_pattern.finditer(text):
        for group in ("first", "second"):
            form = match[group]
            owners = compiled.persons[form]
            follower = next(word for word in _load().person_followers if text.startswith(word, match.end()))
            step = Step("context", f"person-pair:{follower}", match.group() + follower, form)
            ids = tuple(entity.id for entity in owners)
            yield Candidate(
                *match.span(group), ids, METHOD, _forms(owners, form), SCORES["person-pair"], (step,)
            )


def _find_framed(document: Document, compiled: _Compiled) -> Iterator[Candidate]:
    assert compiled.framed_pattern is not None
    if not any(form in document.text for form in compiled.framed):
        return
    clean = document.page.cleaned.aligned.text
    for match in compiled.framed_pattern.finditer(document.text):
        group = next(number for number, value in enumerate(match.groups(), start=1) if value)
        start, end = match.span(group)
        low, high = document.page.to_clean(start, end)
        form = match[group]
        if not _LETTER.match(form) or clean[low:high].isupper():
            owners = compiled.framed[form]
            step = Step("context", f"frame:{form}", match.group(), form)
            ids = tuple(entity.id for entity in owners)
            yield Candidate(start, end, ids, METHOD, _forms(owners, form), SCORES["frame"], (step,))


@cache
def _forms(owners: tuple[Entity, ...], folded: str) -> tuple[str, ...]:
    """Return the listed abbreviation of each entity that folds to this form."""
    return tuple(
        next(name.text for name in entity.abbreviations if fold_text(name.text).strip() == folded)
        for entity in owners
    )
