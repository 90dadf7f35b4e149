"""A learned model of how Chinese syllables spell foreign names, and how one spelling turns into another.

Three scores, all from one table (entities/data/transliteration.npz, made by scripts/train_transliteration.py):

- *segment model*: P(Latin name | Chinese form). Each character emits a chunk of 0 to 6 letters; the chunks' probabilities
  were learned by EM over aligned pairs (a unigram joint segment model, cf. Li, Zhang and Su 2004, "A joint source-channel
  model for machine transliteration"), smoothed from character over syllable to initial and final. The reverse,
  P(characters | chunks), is the same counts the other way round, and a letter trigram model stands for P(Latin name).
- *confusion model*: P(form | other form) over Mandarin syllables, a channel with learned substitutions, insertions and
  deletions (许/什, dropped 尔 and 斯).
- the same channel from Mandarin to Cantonese syllables, for Hong Kong forms.

A logistic combination turns the scores of a pair into the odds that the two are one name.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from entities.errors import DataError
from entities.text.pinyin import split_syllable, to_syllables

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Integers = NDArray[np.int16]

TABLE = "transliteration.npz"
COMMAND = "python scripts/train_transliteration.py"
# A chunk is what one character spells: up to six letters (施 schi, 夫 ff).
LONGEST_CHUNK = 6
MAX_LETTERS = 24
MAX_CHARACTERS = 10
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_FLOOR = 1e-9
# Strengths of smoothing, in pseudo-counts; the first values tried, not searched.
_CHARACTER_STRENGTH = 6.0
_SYLLABLE_STRENGTH = 8.0
_REVERSE_STRENGTH = 1.0
# Weights of the letter model and the reverse model beside the segment model: within 0.002 of the best of twelve pairs tried on
# NEWS-valid (share of right first places among 513 names).
PRIOR_WEIGHT = 0.6
REVERSE_WEIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Channel:
    """A confusion model: rows are syllables of the listed form, columns of the form in the text.

    Attributes:
        rows: Index of each listed syllable; the last row stands for unknown ones.
        columns: Index of each syllable of the text; the last column stands for unknown ones.
        substitution: P(column | row).
        deletion: P(row is dropped).
        insertion: P(column is put in).
        prior: P(column), the score's reference.
    """

    rows: dict[str, int]
    columns: dict[str, int]
    substitution: Floats
    deletion: Floats
    insertion: Floats
    prior: Floats


@dataclass(frozen=True, slots=True)
class Ranker:
    """A logistic combination of features; `bias + weights . (features - mean) / scale` are log odds."""

    mean: Floats
    scale: Floats
    weights: Floats
    bias: float


@dataclass(frozen=True, slots=True)
class SoundModel:
    """The whole model; see the module.

    Attributes:
        chunks: Index of each known chunk of letters; 0 is the empty one, 1 any unknown one.
        characters: Row of each character in `forward` and `reverse`.
        syllables: Row of each syllable in the same tables, for characters never seen.
        forward: P(chunk | row).
        reverse: P(row | chunk).
        letters: Log P(letter | two letters before), 27 x 27 x 27; 26 is the border.
        mandarin: Confusion between Mandarin syllables.
        cantonese: Confusion from Mandarin to Cantonese syllables.
        name_characters: How much more likely a character is in a foreign name than in running text, log ratio.
        ranker: Combination of all scores.
        latin_ranker: Combination for entities without a listed Chinese form.
        chinese_ranker: Combination for entities without a Latin form.
    """

    chunks: dict[str, int]
    characters: dict[str, int]
    syllables: dict[str, int]
    forward: Floats
    reverse: Floats
    letters: Floats
    mandarin: Channel
    cantonese: Channel
    name_characters: dict[str, float]
    ranker: Ranker
    latin_ranker: Ranker
    chinese_ranker: Ranker

    def row(self, char: str) -> int:
        """Return the row of a folded character; of its syllable if the character was never seen; 0 if neither."""
        found = self.characters.get(char)
        if found is None:
            syllables = to_syllables(char)
            found = self.syllables.get(syllables[0], 0) if syllables else 0
        return found


def only_letters(latin: str) -> str:
    """Return the letters of a folded Latin name, without spaces, hyphens and marks."""
    return "".join(char for char in latin if char in LETTERS)[:MAX_LETTERS]


@cache
def load_model() -> SoundModel:
    """Load the shipped table.

    Raises:
        DataError: It is missing or damaged; the message names the file and the command that makes it.
    """
    import zipfile

    import numpy as np

    try:
        content = files("entities").joinpath(f"data/{TABLE}").read_bytes()
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            return build_model({name: stored[name] for name in stored.files})
    except (OSError, ValueError, KeyError, EOFError, IndexError, zipfile.BadZipFile) as error:
        raise DataError(
            f"entities/data/{TABLE} is missing or damaged ({type(error).__name__}: {error}); "
            f"reinstall the package, or make it again with `{COMMAND}`."
        ) from error


def build_model(stored: dict[str, Any]) -> SoundModel:
    """Expand stored counts into the tables that scoring uses.

    Args:
        stored: Arrays as the training script writes them.

    Returns:
        The model.
    """
    chunks = [str(chunk) for chunk in stored["chunks"]]
    characters = [str(char) for char in stored["characters"]]
    forward, reverse, syllables = expand_counts(
        chunks, characters, stored["count_rows"], stored["count_columns"], stored["counts"]
    )
    return SoundModel(
        chunks={chunk: number for number, chunk in enumerate(chunks)},
        characters={char: number + 1 for number, char in enumerate(characters)},
        syllables={syllable: len(characters) + 1 + number for number, syllable in enumerate(syllables)},
        forward=forward,
        reverse=reverse,
        letters=stored["letters"],
        mandarin=_channel(stored, "mandarin"),
        cantonese=_channel(stored, "cantonese"),
        name_characters=dict(
            zip(map(str, stored["name_characters"]), stored["name_ratios"].tolist(), strict=True)
        ),
        ranker=_ranker(stored, "all"),
        latin_ranker=_ranker(stored, "latin"),
        chinese_ranker=_ranker(stored, "chinese"),
    )


def _channel(stored: dict[str, Any], name: str) -> Channel:
    return Channel(
        {str(syllable): number for number, syllable in enumerate(stored[f"{name}_rows"])},
        {str(syllable): number for number, syllable in enumerate(stored[f"{name}_columns"])},
        stored[f"{name}_substitution"],
        stored[f"{name}_deletion"],
        stored[f"{name}_insertion"],
        stored[f"{name}_prior"],
    )


def _ranker(stored: dict[str, Any], name: str) -> Ranker:
    mean, scale, weights = stored[f"ranker_{name}"]
    return Ranker(mean, scale, weights, float(stored[f"bias_{name}"]))


def expand_counts(
    chunks: list[str], characters: list[str], rows: Any, columns: Any, counts: Any
) -> tuple[Floats, Floats, list[str]]:
    """Smooth expected counts of (character, chunk) into probabilities both ways.

    A character backs off to its syllable, a syllable to its initial (for the consonants that open a chunk) and its
    final (for the rest).

    Args:
        chunks: Chunks; 0 is empty, 1 unknown.
        characters: Characters.
        rows: Character of each count.
        columns: Chunk of each count.
        counts: Expected counts from EM.

    Returns:
        P(chunk | row), P(row | chunk) with row 0 for unknown, then characters, then syllables; and the syllables.
    """
    import numpy as np

    by_character = np.zeros((len(characters), len(chunks)), np.float32)
    np.add.at(by_character, (rows, columns), counts)
    spoken = [(to_syllables(char) or ("",))[0] for char in characters]
    syllables = sorted(set(spoken))
    number = {syllable: index for index, syllable in enumerate(syllables)}
    of_character = np.array([number[syllable] for syllable in spoken])
    by_syllable = np.zeros((len(syllables), len(chunks)), np.float32)
    np.add.at(by_syllable, of_character, by_character)
    base = _decomposed(by_syllable, syllables, chunks)
    total = by_syllable.sum(1, keepdims=True)
    syllable_table = (by_syllable + _SYLLABLE_STRENGTH * base) / (total + _SYLLABLE_STRENGTH)
    total = by_character.sum(1, keepdims=True)
    character_table = (by_character + _CHARACTER_STRENGTH * syllable_table[of_character]) / (
        total + _CHARACTER_STRENGTH
    )
    share = by_syllable.sum(0, keepdims=True) / by_syllable.sum()
    forward = np.concatenate([share, character_table, syllable_table])
    reverse = np.concatenate(
        [
            np.full_like(share, 1e-4),
            _turn(by_character, character_table),
            _turn(by_syllable, syllable_table),
        ]
    )
    forward[:, 1] = reverse[:, 1] = _FLOOR
    return forward.astype(np.float32), reverse.astype(np.float32), syllables


def _turn(counts: Floats, table: Floats) -> Floats:
    """Return P(row | chunk), backing off to Bayes' rule on the smoothed table."""
    joint = table * (counts.sum(1, keepdims=True) / counts.sum())
    back = joint / joint.sum(0, keepdims=True)
    result: Floats = (counts + _REVERSE_STRENGTH * back) / (counts.sum(0, keepdims=True) + _REVERSE_STRENGTH)
    return result


def _decomposed(counts: Floats, syllables: list[str], chunks: list[str]) -> Floats:
    """Return P(opening consonants | initial) P(rest | final) for every syllable and chunk."""
    import numpy as np

    openings, rests = zip(*(_split_chunk(chunk) for chunk in chunks), strict=True)
    initials, finals = zip(*(split_syllable(syllable) for syllable in syllables), strict=True)
    parts = []
    for of_chunk, of_syllable in ((openings, initials), (rests, finals)):
        chunk_parts, syllable_parts = sorted(set(of_chunk)), sorted(set(of_syllable))
        chunk_ids = np.array([chunk_parts.index(part) for part in of_chunk])
        syllable_ids = np.array([syllable_parts.index(part) for part in of_syllable])
        table = np.full((len(syllable_parts), len(chunk_parts)), 0.02, np.float64)
        for row, own in enumerate(counts):
            table[syllable_ids[row]] += np.bincount(chunk_ids, own, len(chunk_parts))
        table /= table.sum(1, keepdims=True)
        parts.append(table[syllable_ids][:, chunk_ids])
    result: Floats = (parts[0] * parts[1]).astype(np.float32)
    return result


def _split_chunk(chunk: str) -> tuple[str, str]:
    opening = len(chunk) - len(chunk.lstrip("bcdfghjklmnpqrstvwxz"))
    return chunk[:opening], chunk[opening:]


@dataclass(frozen=True, slots=True)
class Targets:
    """Listed forms to compare with, encoded; all arrays run parallel.

    Attributes:
        latin: Letters of the Latin form, empty if there is none.
        chinese: Folded Chinese form without interpuncts, empty if there is none.
        chunks: Chunk ids, target x first letter x length - 1.
        letters: Number of letters.
        prior: Log P(Latin form).
        mandarin: Rows of the Mandarin channel, -1 where the form has ended.
        cantonese: Rows of the Cantonese channel.
        syllables: Number of syllables of the Chinese form.
    """

    latin: tuple[str, ...]
    chinese: tuple[str, ...]
    chunks: Integers
    letters: Integers
    prior: Floats
    mandarin: Integers
    cantonese: Integers
    syllables: Integers

    def take(self, numbers: NDArray[np.int64]) -> Targets:
        """Return some of the targets."""
        chosen = numbers.tolist()
        return Targets(
            tuple(self.latin[number] for number in chosen),
            tuple(self.chinese[number] for number in chosen),
            self.chunks[numbers],
            self.letters[numbers],
            self.prior[numbers],
            self.mandarin[numbers],
            self.cantonese[numbers],
            self.syllables[numbers],
        )


def encode_targets(pairs: Sequence[tuple[str, str]], model: SoundModel) -> Targets:
    """Encode listed forms for scoring.

    Args:
        pairs: Letters of the Latin form (see `only_letters`) and folded Chinese form; either may be empty.
        model: The model.
    """
    import numpy as np

    count = len(pairs)
    longest = max([len(latin) for latin, _ in pairs] + [1])
    most = max([min(len(chinese), MAX_CHARACTERS) for _, chinese in pairs] + [1])
    chunks = np.ones((count, longest, LONGEST_CHUNK), np.int16)
    mandarin = np.full((count, most), -1, np.int16)
    cantonese = np.full((count, most), -1, np.int16)
    prior = np.zeros(count, np.float32)
    known = model.chunks
    for number, (latin, chinese) in enumerate(pairs):
        for start in range(len(latin)):
            for size in range(1, min(LONGEST_CHUNK, len(latin) - start) + 1):
                chunks[number, start, size - 1] = known.get(latin[start : start + size], 1)
        prior[number] = log_prior(latin, model)
        spoken = to_syllables(chinese[:MAX_CHARACTERS]) or ()
        for place, syllable in enumerate(spoken):
            mandarin[number, place] = model.mandarin.rows.get(syllable, len(model.mandarin.rows))
            cantonese[number, place] = model.cantonese.rows.get(syllable, len(model.cantonese.rows))
    return Targets(
        tuple(latin for latin, _ in pairs),
        tuple(chinese for _, chinese in pairs),
        chunks,
        np.array([len(latin) for latin, _ in pairs], np.int16),
        prior,
        mandarin,
        cantonese,
        (mandarin >= 0).sum(1).astype(np.int16),
    )


def log_prior(latin: str, model: SoundModel) -> float:
    """Return log P(letters) by the letter trigram model."""
    border = len(LETTERS)
    codes = [border, border, *(ord(letter) - 97 for letter in latin), border]
    return float(sum(model.letters[a, b, c] for a, b, c in zip(codes, codes[1:], codes[2:], strict=False)))


def segment_scores(form: str, targets: Targets, model: SoundModel) -> tuple[Floats, Floats]:
    """Return log P(Latin | form) and log P(form | Latin segments), summed over all alignments, for every target."""
    import numpy as np

    count, longest, _ = targets.chunks.shape
    paths = [np.zeros((count, longest + 1), np.float64) for _ in range(2)]
    for path in paths:
        path[:, 0] = 1
    for char in form:
        row = model.row(char)
        for turn, table in enumerate((model.forward, model.reverse)):
            emitted = table[row][targets.chunks]
            following = paths[turn] * float(table[row][0])
            for size in range(1, min(LONGEST_CHUNK, longest) + 1):
                following[:, size:] += (
                    paths[turn][:, : longest + 1 - size] * emitted[:, : longest + 1 - size, size - 1]
                )
            paths[turn] = following
    ends = np.arange(count), targets.letters
    forward, reverse = (np.log(np.maximum(path[ends], 1e-300)).astype(np.float32) for path in paths)
    return forward, reverse


def channel_scores(syllables: Sequence[str], rows: Integers, lengths: Integers, channel: Channel) -> Floats:
    """Return log P(syllables | listed form) - log P(syllables) for every listed form."""
    import numpy as np

    count, most = rows.shape
    dropped = channel.deletion[rows]
    kept = 1 - dropped
    path = np.zeros((count, most + 1), np.float64)
    path[:, 0] = 1
    for place in range(most):
        path[:, place + 1] = path[:, place] * dropped[:, place]
    reference = 0.0
    for syllable in syllables:
        column = channel.columns.get(syllable, len(channel.columns))
        following = path * float(channel.insertion[column])
        following[:, 1:] += path[:, :-1] * channel.substitution[rows, column] * kept
        for place in range(most):
            following[:, place + 1] += following[:, place] * dropped[:, place]
        path = following
        reference += float(np.log(channel.prior[column]))
    scores: Floats = (np.log(np.maximum(path[np.arange(count), lengths], 1e-300)) - reference).astype(
        np.float32
    )
    return scores
