"""Ordinary Chinese words, to tell where a name ends and whether a character is part of a word."""

from __future__ import annotations

from functools import cache

from entities.text.tables import load_rules, read_data

_LENGTHS = (2, 3, 4)


@cache
def load_words() -> frozenset[str]:
    """Return the table of ordinary words, folded."""
    return frozenset(read_data("words.txt").split())


@cache
def load_held_words() -> frozenset[str]:
    """Return the words that hold an abbreviation character without meaning the country, folded."""
    rules = load_rules("abbreviations")
    return (load_words() | frozenset(rules["words"])) - frozenset(rules["not_words"])


def word_starting(text: str, position: int) -> str | None:
    """Return the longest ordinary word that starts at a position of folded text, or None."""
    words = load_words()
    for length in reversed(_LENGTHS):
        if (word := text[position : position + length]) in words:
            return word
    return None


def word_ending(text: str, position: int) -> str | None:
    """Return the longest ordinary word that ends just before a position of folded text, or None."""
    words = load_words()
    for length in reversed(_LENGTHS):
        if position >= length and (word := text[position - length : position]) in words:
            return word
    return None


def word_around(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the longest word that holds `text[start:end]` and more, as offsets, or None."""
    words = load_held_words()
    size = end - start
    for length in reversed(_LENGTHS):
        if length <= size:
            break
        for begin in range(max(0, end - length), start + 1):
            if text[begin : begin + length] in words:
                return begin, begin + length
    return None
