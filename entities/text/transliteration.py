"""A learned model of how Chinese syllables spell foreign names, and how one spelling turns into another.

Three scores, all from one table (entities/data/transliteration.npz, made by scripts/train_transliteration.py):

- *segment model*: P(Latin name | Chinese form). Each character emits a chunk of 0 to 6 letters; the chunks' probabilities
  were learned by EM over aligned pairs (a unigram joint segment model, cf. Li, Zhang and Su 2004, "A joint source-channel
  model for machine transliteration"), smoothed from character over syllable to initial and final. The reverse,
  P(characters | chunks), is the same counts the other way round, and a letter trigram model stands for P(Latin name).
- *confusion model*: P(form | other form) over Mandarin syllables, a channel with learned substitutions, insertions and
  deletions (许/什, dropped 尔 and 斯).
- the same channel from Mandarin to Cantonese syllables, and a segment model over Cantonese syllables, for Hong Kong forms.

`sound.py` turns the scores of a pair into the odds that the two are one name.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from entities.errors import DataError
from entities.text.pinyin import readings, split_syllable, to_syllables

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from entities.text.targets import Targets

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
_CANTONESE_CHARACTER_STRENGTH = 3.0
_CANTONESE_SYLLABLE_STRENGTH = 6.0
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
    """A logistic combination of features; `bias + weights . inputs(features)` are log odds, see `sound.inputs`."""

    mean: Floats
    scale: Floats
    weights: Floats
    bias: float


@dataclass(frozen=True, slots=True, eq=False)
class SoundModel:
    """The whole model; see the module.

    Attributes:
        chunks: Index of each known chunk of letters; 0 is the empty one, 1 any unknown one.
        characters: Row of each character in `forward` and `reverse`.
        syllables: Row of each syllable in the same tables, for characters never seen.
        forward: P(chunk | row).
        reverse: P(row | chunk).
        hong_kong_characters: Row of each character in `hong_kong`.
        hong_kong_syllables: Row of each Cantonese syllable there, for characters never seen.
        hong_kong: P(chunk | row) in Hong Kong forms; row 0 is for what has no Cantonese reading.
        letters: Log P(letter | two letters before), 27 x 27 x 27; 26 is the border.
        mandarin: Confusion between Mandarin syllables.
        cantonese: Confusion from Mandarin to Cantonese syllables.
        name_characters: How much more likely a character is in a foreign name than in running text, log ratio.
        style: How much likelier each character is in mainland forms than in others, log ratio.
        background: Latin letters and folded Chinese form of many other people's names, to compare with.
        first: Combination of the scores that cost little, for a first look.
        first_cuts: For a number of log odds needed, the least at the first look with which they are reached in all but one of a
            hundred cases; two rows.
        rankers: Combination of the scores for entities with both forms (`all`), or with one (`latin`, `chinese`).
    """

    chunks: dict[str, int]
    characters: dict[str, int]
    syllables: dict[str, int]
    forward: Floats
    reverse: Floats
    hong_kong_characters: dict[str, int]
    hong_kong_syllables: dict[str, int]
    hong_kong: Floats
    letters: Floats
    mandarin: Channel
    cantonese: Channel
    name_characters: dict[str, float]
    style: dict[str, float]
    background: tuple[tuple[str, ...], tuple[str, ...]]
    first: Ranker
    first_cuts: Floats
    rankers: dict[str, Ranker]

    def row(self, char: str) -> int:
        """Return the row of a folded character; of its syllable if the character was never seen; 0 if neither."""
        found = self.characters.get(char)
        if found is None:
            syllables = to_syllables(char)
            found = self.syllables.get(syllables[0], 0) if syllables else 0
        return found

    def hong_kong_row(self, char: str) -> int:
        """Return the row of a folded character in `hong_kong`, by the same rule."""
        found = self.hong_kong_characters.get(char)
        if found is None:
            spoken = readings(char, "cantonese")
            found = self.hong_kong_syllables.get(spoken[0], 0) if spoken else 0
        return found


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


def general_rows(forward: Floats, known: list[str], characters: list[str]) -> Floats:
    """Return the rows of the general table for an unknown character and then for each of a list."""
    row_of = {char: number + 1 for number, char in enumerate(known)}
    rows: Floats = forward[[0, *(row_of.get(char, 0) for char in characters)]]
    return rows


def build_model(stored: dict[str, Any]) -> SoundModel:
    """Expand stored counts into the tables that scoring uses.

    Args:
        stored: Arrays as the training script writes them.

    Returns:
        The model.
    """
    import numpy as np

    chunks = [str(chunk) for chunk in stored["chunks"]]
    characters = [str(char) for char in stored["characters"]]
    forward, reverse, syllables = expand_counts(
        chunks, characters, stored["count_rows"], stored["count_columns"], stored["counts"]
    )
    hong_kong_characters = [str(char) for char in stored["hong_kong_characters"]]
    counts = np.zeros((len(hong_kong_characters), len(chunks)), np.float32)
    counts[stored["hong_kong_rows"], stored["hong_kong_columns"]] = stored["hong_kong_counts"]
    hong_kong, hong_kong_syllables = expand_hong_kong(
        chunks, hong_kong_characters, general_rows(forward, characters, hong_kong_characters), counts
    )
    return SoundModel(
        chunks={chunk: number for number, chunk in enumerate(chunks)},
        characters={char: number + 1 for number, char in enumerate(characters)},
        syllables={syllable: len(characters) + 1 + number for number, syllable in enumerate(syllables)},
        forward=forward,
        reverse=reverse,
        hong_kong_characters={char: number + 1 for number, char in enumerate(hong_kong_characters)},
        hong_kong_syllables={
            syllable: len(hong_kong_characters) + 1 + number
            for number, syllable in enumerate(hong_kong_syllables)
        },
        hong_kong=hong_kong,
        letters=stored["letters"],
        mandarin=_channel(stored, "mandarin"),
        cantonese=_channel(stored, "cantonese"),
        name_characters=dict(
            zip(map(str, stored["name_characters"]), stored["name_ratios"].tolist(), strict=True)
        ),
        style=dict(zip(map(str, stored["style_characters"]), stored["style_ratios"].tolist(), strict=True)),
        background=(_lines(stored["background_latin"]), _lines(stored["background_chinese"])),
        first=_ranker(stored, "first"),
        first_cuts=stored["first_cuts"],
        rankers={kind: _ranker(stored, kind) for kind in ("all", "latin", "chinese")},
    )


def _lines(content: Any) -> tuple[str, ...]:
    return tuple(content.tobytes().decode("utf-8").split("\n"))


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
    mean, scale = stored[f"scale_{name}"]
    return Ranker(mean, scale, stored[f"weights_{name}"], float(stored[f"bias_{name}"]))


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


def expand_hong_kong(
    chunks: list[str], characters: list[str], general: Floats, by_character: Floats
) -> tuple[Floats, list[str]]:
    """Smooth expected counts of (character, chunk) in Hong Kong forms into P(chunk | row).

    A character backs off half to its Cantonese syllable (and that to initial and final) and half to what it spells
    elsewhere.

    Args:
        chunks: Chunks; 0 is empty, 1 unknown.
        characters: Characters of Hong Kong forms and of names in general.
        general: P(chunk | row) of the general model, for an unknown character and then for each of these.
        by_character: Expected counts from EM, characters x chunks.

    Returns:
        P(chunk | row) with row 0 for unknown, then characters, then syllables; and the syllables.
    """
    import numpy as np

    spoken = [(readings(char, "cantonese") or ("",))[0] for char in characters]
    syllables = sorted(set(spoken))
    of_character = np.array([syllables.index(syllable) for syllable in spoken])
    by_syllable = np.zeros((len(syllables), len(chunks)), np.float32)
    np.add.at(by_syllable, of_character, by_character)
    base = _decomposed(by_syllable, syllables, chunks)
    total = by_syllable.sum(1, keepdims=True)
    strength = _CANTONESE_SYLLABLE_STRENGTH
    syllable_table = (by_syllable + strength * base) / (total + strength)
    total = by_character.sum(1, keepdims=True)
    strength = _CANTONESE_CHARACTER_STRENGTH
    character_table = (by_character + strength * 0.5 * (syllable_table[of_character] + general[1:])) / (
        total + strength
    )
    table = np.concatenate([general[:1], character_table, syllable_table])
    table[:, 1] = _FLOOR
    return table.astype(np.float32), syllables


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


class SegmentScores(NamedTuple):
    """Log probabilities, summed over all alignments, one a target.

    Attributes:
        forward: P(Latin | form).
        reverse: P(form | Latin segments).
        hong_kong: P(Latin | form read in Cantonese).
    """

    forward: Floats
    reverse: Floats
    hong_kong: Floats


def segment_scores(form: str, targets: Targets, model: SoundModel) -> SegmentScores:
    """Return how well a Chinese form spells the Latin form of every target.

    Args:
        form: Folded Han characters.
        targets: Encoded names; of one without a Latin form the scores mean nothing.
        model: The model.
    """
    import numpy as np
    from numpy.lib.stride_tricks import sliding_window_view

    count, longest, _ = targets.chunks.shape
    # Paths by table, target and letters spelt so far, behind a margin for chunks that would begin before the first letter.
    paths = np.zeros((3, count, LONGEST_CHUNK + longest + 1))
    paths[:, :, LONGEST_CHUNK] = 1
    emitted = np.empty((3, *targets.chunks.shape), np.float32)
    # Numbers of this type are taken without a copy of them for each table.
    chunks = targets.chunks.astype(np.intp)
    for char in form:
        row = model.row(char)
        rows = (model.forward[row], model.reverse[row], model.hong_kong[model.hong_kong_row(char)])
        for number, probabilities in enumerate(rows):
            np.take(probabilities, chunks, out=emitted[number], mode="clip")
        before = sliding_window_view(paths[:, :, 1:-1], LONGEST_CHUNK, axis=2)
        spelling = np.einsum("tnjs,tnjs->tnj", before, emitted)
        paths *= np.array([float(probabilities[0]) for probabilities in rows])[:, None, None]
        paths[:, :, LONGEST_CHUNK + 1 :] += spelling
    found = paths[:, np.arange(count), LONGEST_CHUNK + targets.letters.astype(np.intp)]
    return SegmentScores(*np.log(np.maximum(found, 1e-300)).astype(np.float32))


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
