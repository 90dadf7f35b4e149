"""Tokens for the peers that stand on spaCy: one a Chinese character, one a word of any other script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[^\W_{_HAN}]+|[^ ]")


def make_language(tokens: str) -> Language:
    """Return an empty pipeline.

    Args:
        tokens: `characters`: spaCy's Chinese as it comes, which splits English words into letters too; `words`: English
            words stay whole, so that no name is found inside a longer word.
    """
    import spacy

    nlp = spacy.blank("zh")
    if tokens == "words":
        nlp.tokenizer = lambda text: _tokenize(nlp, text)
    return nlp


def _tokenize(nlp: Language, text: str) -> Doc:
    from spacy.tokens import Doc

    words, spaces, end = [], [], 0
    for match in _TOKEN.finditer(text):
        _add_spaces(words, spaces, match.start() - end)
        words.append(match[0])
        spaces.append(False)
        end = match.end()
    _add_spaces(words, spaces, len(text) - end)
    return Doc(nlp.vocab, words, spaces)


def _add_spaces(words: list[str], spaces: list[bool], count: int) -> None:
    """Add spaces: the first belongs to the token before it, the others are a token."""
    if count and words:
        spaces[-1] = True
        count -= 1
    if count:
        words.append(" " * count)
        spaces.append(False)
