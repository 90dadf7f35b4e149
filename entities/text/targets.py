"""Listed forms encoded for comparison by sound: whole lists at once, in a few passes over arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from entities.text.pinyin import all_readings
from entities.text.transliteration import LETTERS, LONGEST_CHUNK, MAX_CHARACTERS, MAX_LETTERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from entities.text.transliteration import Floats, Integers, SoundModel

# One more than the code of `z`; 0 stands for what is past the end.
_ALPHABET = len(LETTERS) + 1
# All characters that have readings lie below this code point.
_HAN_LIMIT = 0x10000


@dataclass(frozen=True, slots=True)
class Targets:
    """Listed forms to compare with, encoded; all arrays run parallel.

    Attributes:
        latin: Letters of the Latin form, empty if there is none.
        chinese: Folded Chinese form without interpuncts, empty if there is none.
        chunks: Chunk ids, target x last letter x LONGEST_CHUNK - length; 1 for what is no known chunk.
        letters: Number of letters.
        prior: Log P(Latin form).
        mandarin: Rows of the Mandarin channel, -1 where the form has ended.
        cantonese: Rows of the Cantonese channel.
        syllables: Number of syllables of the Chinese form.
        owners: Number of the entity of each; forms of one entity are no rivals.
    """

    latin: tuple[str, ...]
    chinese: tuple[str, ...]
    chunks: Integers
    letters: Integers
    prior: Floats
    mandarin: Integers
    cantonese: Integers
    syllables: Integers
    owners: NDArray[np.int64]

    def take(self, numbers: NDArray[np.int64]) -> Targets:
        """Return some of the targets."""
        chosen = numbers.tolist()
        letters, syllables = self.letters[numbers], self.syllables[numbers]
        most = max(1, int(syllables.max(initial=1)))
        return Targets(
            tuple(self.latin[number] for number in chosen),
            tuple(self.chinese[number] for number in chosen),
            # No wider than the longest of them, since all that follows works on the whole width.
            self.chunks[numbers, : max(1, int(letters.max(initial=1)))],
            letters,
            self.prior[numbers],
            self.mandarin[numbers, :most],
            self.cantonese[numbers, :most],
            syllables,
            self.owners[numbers],
        )


def encode_targets(
    pairs: Sequence[tuple[str, str]], model: SoundModel, owners: Sequence[int] | None = None
) -> Targets:
    """Encode listed forms for scoring.

    Args:
        pairs: Letters of the Latin form (see `only_letters`) and folded Chinese form; either may be empty.
        model: The model.
        owners: Number of the entity of each; None if each has its own.
    """
    import numpy as np

    latin, chinese = tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)
    letters = np.array([len(name) for name in latin], np.int16)
    longest = int(letters.max(initial=1))
    codes = _letter_codes(latin, longest)
    most = max([min(len(form), MAX_CHARACTERS) for form in chinese] + [1])
    mandarin, cantonese = (_channel_rows(chinese, most, rows) for rows in _row_tables(model))
    return Targets(
        latin,
        chinese,
        _chunk_ids(codes, model),
        letters,
        _log_priors(codes, letters, model),
        mandarin,
        cantonese,
        (mandarin >= 0).sum(1).astype(np.int16),
        np.arange(len(pairs)) if owners is None else np.array(owners, np.int64),
    )


def log_prior(latin: str, model: SoundModel) -> float:
    """Return log P(letters) by the letter trigram model."""
    return float(encode_targets([(latin, "")], model).prior[0])


def _letter_codes(names: Sequence[str], longest: int) -> NDArray[np.uint8]:
    """Return letters as 1 to 26, padded with 0 and by LONGEST_CHUNK more."""
    import numpy as np

    padding = chr(ord("a") - 1)
    width = longest + LONGEST_CHUNK
    joined = "".join(name.ljust(width, padding) for name in names).encode("ascii")
    return (np.frombuffer(joined, np.uint8) - ord(padding)).reshape(len(names), width)


def _chunk_ids(codes: NDArray[np.uint8], model: SoundModel) -> Integers:
    """Return the chunk that ends with each letter, the longest first; 1 for what is no known chunk."""
    import numpy as np

    following, numbers = _trie(model)
    width = codes.shape[1] - LONGEST_CHUNK
    ids = np.ones((len(codes), width, LONGEST_CHUNK), np.int16)
    state = np.zeros((len(codes), width), np.int32)
    for size in range(1, min(LONGEST_CHUNK, width) + 1):
        state = following[state, codes[:, size - 1 : size - 1 + width]]
        ids[:, size - 1 :, LONGEST_CHUNK - size] = numbers[state[:, : width - size + 1]]
    return ids


@cache
def _trie(model: SoundModel) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
    """Return the next state for each state and letter, and the chunk of each state; state 1 leads nowhere."""
    import numpy as np

    states: dict[str, int] = {"": 0}
    for chunk in model.chunks:
        if chunk.isalpha():
            for size in range(1, len(chunk) + 1):
                states.setdefault(chunk[:size], len(states) + 1)
    following = np.ones((len(states) + 2, _ALPHABET), np.int32)
    numbers = np.ones(len(states) + 2, np.int16)
    for prefix, state in states.items():
        if prefix:
            following[states[prefix[:-1]], ord(prefix[-1]) - ord("a") + 1] = state
            numbers[state] = model.chunks.get(prefix, 1)
    return following, numbers


def _log_priors(codes: NDArray[np.uint8], letters: Integers, model: SoundModel) -> Floats:
    import numpy as np

    # The letter model counts from 0, with the border last.
    border = len(LETTERS)
    places = np.where(codes == 0, border, codes.astype(np.int16) - 1)
    places = np.concatenate([np.full((len(codes), 2), border), places], axis=1)
    each = model.letters[places[:, :-2], places[:, 1:-1], places[:, 2:]]
    # The letter after the last is the border; what follows it has no part in the name.
    inside = np.arange(each.shape[1])[None, :] <= letters[:, None]
    priors: Floats = np.where(inside, each, 0).sum(1).astype(np.float32)
    return priors


@cache
def _row_tables(model: SoundModel) -> tuple[Integers, Integers]:
    """Return the rows of the two channels for every character; -2 for one without a reading."""
    import numpy as np

    tables = np.full((2, _HAN_LIMIT), -2, np.int16)
    for char, (mandarin, _) in all_readings().items():
        if mandarin and ord(char) < _HAN_LIMIT:
            for table, channel in zip(tables, (model.mandarin, model.cantonese), strict=True):
                table[ord(char)] = channel.rows.get(mandarin[0], len(channel.rows))
    # The padding.
    tables[:, 0] = -1
    return tables[0], tables[1]


def _channel_rows(forms: Sequence[str], most: int, rows: Integers) -> Integers:
    import numpy as np

    joined = "".join(form[:most].ljust(most, "\0") for form in forms)
    codes = np.frombuffer(joined.encode("utf-32-le"), "<u4").reshape(len(forms), most)
    found: Integers = rows[np.minimum(codes, _HAN_LIMIT - 1)]
    # One character without a reading makes the whole form unspeakable.
    found[(found == -2).any(1)] = -1
    return found


def only_letters(latin: str) -> str:
    """Return the letters of a folded Latin name, without spaces, hyphens and marks."""
    return "".join(char for char in latin if char in LETTERS)[:MAX_LETTERS]
