"""Train the transliteration model and write entities/data/transliteration.npz.

Run: `pip install -e '.[generate]' && python scripts/train_transliteration.py --pairs PAIRS.tsv --variants VARIANTS.tsv`

PAIRS: Latin-Han name pairs, columns latin_first and zh_hans (facts from Wikidata, CC0, as filtered from persons.txt of
opensanctions/rigour 1.8.2, MIT); they are in the result, as names to compare with. VARIANTS: columns region, en, zh-CN, variant
(facts from the conversion tables of Chinese Wikipedia); only learned numbers of them are kept, no row is in the result.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import math
import random
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from rapidfuzz.distance import Levenshtein
from sklearn.linear_model import LogisticRegression

from entities.text import sound
from entities.text.background import Background
from entities.text.fold import fold_many
from entities.text.pinyin import Reading, split_syllable, to_syllables
from entities.text.tables import load_common_han
from entities.text.targets import encode_targets, only_letters
from entities.text.transliteration import (
    LETTERS,
    LONGEST_CHUNK,
    SoundModel,
    build_model,
    expand_counts,
    expand_hong_kong,
    general_rows,
)

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "data"
TARGET = ROOT / "entities" / "data" / "transliteration.npz"
ITERATIONS = 6
# Variants weigh more than pairs: they are what the model must know.
VARIANT_WEIGHT = 2.0
FOLDS = 5
# Lists made of each part, by what of the names they hold; in each another half of the names is listed.
TASKS = {"all": 3, "latin": 1, "chinese": 1}
# One misspelt form for so many variants.
MISSPELT = 8
# Inverse strength of the penalty on the weights of the ranker; 0.01 to 1 do as well on the held-out parts.
STRENGTH = 0.1
# Share of what the full ranker accepts that the first look may miss, and the log odds for which its cuts are found.
FIRST_LOSS = 0.01
NEEDED = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0)
# The size of the lists that names are looked up in when the ranker is trained.
LIST_SIZE = 5000
# Strangers that the background does not know either; of the names in the news that nobody lists, most are not in any table.
UNKNOWN_STRANGERS = 0.7
# How much of a character's share in all names speaks for the mainland before a form is seen.
STYLE_STRENGTH = 20.0
# A run of up to three letters seen this often in names is a possible chunk.
POSSIBLE_CHUNK = 20


class Variant(NamedTuple):
    """A row of the variants: region, letters of the name, mainland form, other form; all folded."""

    region: str
    latin: str
    chinese: str
    form: str


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """Return (letters, folded Chinese form) pairs that can be aligned."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    latin, chinese = fold_many([row[1] for row in rows]), fold_many([row[4] for row in rows])
    found = [(only_letters(a), b) for a, b in zip(latin, chinese, strict=True)]
    return [pair for pair in found if can_align(*pair)]


def read_variants(path: Path) -> list[Variant]:
    """Return the variants that can be aligned."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    columns = [fold_many([row[number] for row in rows]) for number in (1, 2, 3)]
    found = [Variant(row[0], only_letters(a), b, c) for row, a, b, c in zip(rows, *columns, strict=True)]
    return [row for row in found if row.latin and to_syllables(row.chinese) and to_syllables(row.form)]


def can_align(latin: str, chinese: str) -> bool:
    """Say whether every character can have its chunk."""
    return (
        2 <= len(latin) <= 18
        and 1 <= len(chinese) <= min(9, len(latin))
        and len(latin) <= LONGEST_CHUNK * len(chinese)
        and to_syllables(chinese) is not None
    )


class Segments(NamedTuple):
    """Expected counts of (character, chunk)."""

    chunks: list[str]
    characters: list[str]
    counts: Any


Batch = tuple[int, int, Any, Any, Any]


def make_batches(
    weighted: list[tuple[str, str, float]], chunk_ids: dict[str, int], character_ids: dict[str, int]
) -> list[Batch]:
    """Gather pairs of one shape: (characters, letters, chunk ids, character ids, weights)."""
    shapes: dict[tuple[int, int], list[tuple[str, str, float]]] = defaultdict(list)
    for item in weighted:
        shapes[len(item[1]), len(item[0])].append(item)
    batches = []
    for (size, letters), items in shapes.items():
        ids = np.ones((len(items), letters, LONGEST_CHUNK), np.int32)
        for row, (latin, _, _) in enumerate(items):
            for start in range(letters):
                for length in range(1, min(LONGEST_CHUNK, letters - start) + 1):
                    ids[row, start, length - 1] = chunk_ids.get(latin[start : start + length], 1)
        rows = np.array([[character_ids[char] for char in chinese] for _, chinese, _ in items])
        batches.append((size, letters, ids, rows, np.array([weight for *_, weight in items])))
    return batches


def train_segments(weighted: list[tuple[str, str, float]]) -> Segments:
    """Learn by EM which chunk of letters each character spells; batches of one shape at a time."""
    seen = Counter(
        latin[start : start + size]
        for latin, _, _ in weighted
        for start in range(len(latin))
        for size in range(1, min(LONGEST_CHUNK, len(latin) - start) + 1)
    )
    chunks = ["", "?", *sorted(chunk for chunk, count in seen.items() if count >= 4 or len(chunk) == 1)]
    chunk_ids = {chunk: number for number, chunk in enumerate(chunks)}
    characters = sorted({char for _, chinese, _ in weighted for char in chinese})
    character_ids = {char: number for number, char in enumerate(characters)}
    batches = make_batches(weighted, chunk_ids, character_ids)
    lengths = np.array([len(chunk) for chunk in chunks])
    start_table = np.where(lengths > 0, 1e-3 * 0.15 ** np.abs(lengths - 2.2), 1e-6)
    table = np.tile(start_table[None, :], (len(characters), 1))
    counts = np.zeros_like(table)
    for iteration in range(ITERATIONS):
        counts = np.zeros_like(table)
        likelihood = sum(_expect(batch, table, counts) for batch in batches)
        counts[:, 1] = 0
        rows, columns = np.nonzero(counts)
        forward, _, _ = expand_counts(chunks, characters, rows, columns, counts[rows, columns])
        table = forward[1 : len(characters) + 1].astype(np.float64)
        print(f"segments, iteration {iteration}: log likelihood {likelihood:,.0f}", flush=True)
    return Segments(chunks, characters, counts)


def _expect(batch: Batch, table: Any, counts: Any) -> float:
    """Add a batch's expected counts (forward-backward over segmentations); return its log likelihood."""
    size, letters, ids, rows, weights = batch
    ahead = np.zeros((size + 1, len(rows), letters + 1))
    ahead[0, :, 0] = 1
    emitted = []
    for place in range(size):
        chunk, empty = table[rows[:, place][:, None, None], ids], table[rows[:, place], 0]
        emitted.append((chunk, empty))
        ahead[place + 1] += ahead[place] * empty[:, None]
        for length in range(1, min(LONGEST_CHUNK, letters) + 1):
            ahead[place + 1][:, length:] += (
                ahead[place][:, : letters + 1 - length] * chunk[:, : letters + 1 - length, length - 1]
            )
    back = np.zeros_like(ahead)
    back[size, :, letters] = 1
    for place in range(size - 1, -1, -1):
        chunk, empty = emitted[place]
        back[place] += back[place + 1] * empty[:, None]
        for length in range(1, min(LONGEST_CHUNK, letters) + 1):
            back[place][:, : letters + 1 - length] += (
                back[place + 1][:, length:] * chunk[:, : letters + 1 - length, length - 1]
            )
    total = ahead[size, :, letters]
    share = np.where(total > 0, weights / np.maximum(total, 1e-300), 0)
    for place in range(size):
        chunk, empty = emitted[place]
        np.add.at(counts, (rows[:, place], 0), (ahead[place] * back[place + 1]).sum(1) * empty * share)
        for length in range(1, min(LONGEST_CHUNK, letters) + 1):
            width = letters + 1 - length
            posterior = (
                ahead[place][:, :width]
                * chunk[:, :width, length - 1]
                * back[place + 1][:, length:]
                * share[:, None]
            )
            np.add.at(
                counts,
                (np.repeat(rows[:, place], width), ids[:, :width, length - 1].ravel()),
                posterior.ravel(),
            )
    return float(np.sum(weights[total > 0] * np.log(total[total > 0])))


def train_hong_kong(stored: dict[str, Any], variants: list[Variant]) -> dict[str, Any]:
    """Learn by EM what characters spell when they are read in Cantonese, starting from the general table."""
    chunks, known = stored["chunks"].tolist(), stored["characters"].tolist()
    forward, _, _ = expand_counts(
        chunks, known, *(stored[f"count{part}"] for part in ("_rows", "_columns", "s"))
    )
    forms = [
        (row.latin, row.form, 1.0)
        for row in variants
        if row.region == "hk" and can_align(row.latin, row.form)
    ]
    characters = sorted({*known, *(char for _, form, _ in forms for char in form)})
    batches = make_batches(
        forms,
        {chunk: number for number, chunk in enumerate(chunks)},
        {char: number for number, char in enumerate(characters)},
    )
    general = general_rows(forward, known, characters)
    counts = np.zeros((len(characters), len(chunks)))
    table = general[1:].astype(np.float64)
    for _ in range(ITERATIONS):
        counts[:] = 0
        for batch in batches:
            _expect(batch, table, counts)
        counts[:, 1] = 0
        counts[counts < 0.01] = 0
        expanded, _ = expand_hong_kong(chunks, characters, general, counts.astype(np.float32))
        table = expanded[1 : len(characters) + 1].astype(np.float64)
    rows, columns = np.nonzero(counts)
    return {
        "hong_kong_characters": np.array(characters), "hong_kong_rows": rows.astype(np.int16),
        "hong_kong_columns": columns.astype(np.int16), "hong_kong_counts": counts[rows, columns].astype(np.float32),
    }  # fmt: skip


def style_ratios(pairs: list[tuple[str, str]], variants: list[Variant]) -> tuple[list[str], list[float]]:
    """Return how much likelier each character is in mainland forms than in others, as log ratios."""
    here = Counter(char for _, chinese in pairs for char in chinese)
    there = Counter(char for row in variants for char in row.form)
    all_here, all_there = sum(here.values()), sum(there.values())
    characters = sorted({*here, *there})
    ratios = []
    for char in characters:
        expected = STYLE_STRENGTH * here[char] / all_here
        ratios.append(
            math.log((expected + here[char] * all_there / all_here + 0.5) / (there[char] + expected + 0.5))
        )
    return characters, ratios


def train_channel(
    weighted: list[tuple[tuple[str, ...], tuple[str, ...], float]], characters: list[str], language: Reading
) -> dict[str, Any]:
    """Learn by EM how a listed form's syllables turn into another form's; every character of names has its place."""
    listed_syllables = {(to_syllables(char) or ("",))[0] for char in characters} - {""}
    form_syllables = {(to_syllables(char, language) or ("",))[0] for char in characters} - {""}
    rows = sorted(listed_syllables | {syllable for listed, _, _ in weighted for syllable in listed})
    columns = sorted(form_syllables | {syllable for _, form, _ in weighted for syllable in form})
    row_ids, column_ids = (
        {syllable: number for number, syllable in enumerate(part)} for part in (rows, columns)
    )
    row_parts, column_parts = ([split_syllable(syllable) for syllable in part] for part in (rows, columns))
    same = [np.array([[a[side] == b[side] for b in column_parts] for a in row_parts]) for side in (0, 1)]
    substitution = 1e-4 + 0.02 * same[0] + 0.02 * same[1]
    for syllable, row in row_ids.items():
        if syllable in column_ids:
            substitution[row, column_ids[syllable]] += 1
    substitution /= substitution.sum(1, keepdims=True)
    deletion, insertion = np.full(len(rows), 0.03), np.full(len(columns), 0.002)
    prior = np.zeros(len(columns))
    for _ in range(ITERATIONS):
        replaced, dropped, added, syllables = (
            np.zeros_like(substitution),
            np.zeros(len(rows)),
            np.zeros(len(columns)),
            0.0,
        )
        for listed, form, weight in weighted:
            a, b = [row_ids[syllable] for syllable in listed], [column_ids[syllable] for syllable in form]
            syllables += weight * len(b)
            _expect_edits(a, b, weight, (substitution, deletion, insertion), (replaced, dropped, added))
        back = _backoff(replaced, row_parts, column_parts)
        substitution = (replaced + 4 * back) / (replaced.sum(1, keepdims=True) + 4)
        used = replaced.sum(1) + dropped
        deletion = (dropped + 3 * dropped.sum() / used.sum()) / (used + 3)
        insertion = (added + 0.05) / syllables
        prior = replaced.sum(0) + added + 0.5
    # A last row and column for syllables never seen.
    substitution = np.pad(substitution, ((0, 1), (0, 1)), constant_values=1e-5)
    return {
        "rows": np.array(rows), "columns": np.array(columns), "substitution": substitution.astype(np.float32),
        "deletion": np.append(deletion, 0.05).astype(np.float32), "insertion": np.append(insertion, 1e-3).astype(np.float32),
        "prior": np.append(prior / prior.sum(), 1e-4).astype(np.float32),
    }  # fmt: skip


def _backoff(replaced: Any, row_parts: list[tuple[str, str]], column_parts: list[tuple[str, str]]) -> Any:
    """Return P(initial | initial) P(final | final) for every pair of syllables."""
    product = np.ones_like(replaced)
    for side in (0, 1):
        parts = sorted({pair[side] for pair in (*row_parts, *column_parts)})
        own = np.array([parts.index(pair[side]) for pair in row_parts])
        other = np.array([parts.index(pair[side]) for pair in column_parts])
        table = np.full((len(parts), len(parts)), 0.05)
        np.add.at(table, (own[:, None], other[None, :]), replaced)
        product *= (table / table.sum(1, keepdims=True))[own][:, other]
    return product


def _expect_edits(  # noqa: C901 - forward, backward and counts of one recursion
    a: list[int], b: list[int], weight: float, model: tuple[Any, Any, Any], counts: tuple[Any, Any, Any]
) -> None:
    substitution, deletion, insertion = model
    m, n = len(a), len(b)
    ahead, back = np.zeros((m + 1, n + 1)), np.zeros((m + 1, n + 1))
    ahead[0, 0] = back[m, n] = 1
    kept = [(1 - deletion[i]) * substitution[i, b] for i in a]
    for i in range(m + 1):
        for j in range(n + 1):
            if i and j:
                ahead[i, j] += ahead[i - 1, j - 1] * kept[i - 1][j - 1]
            if i:
                ahead[i, j] += ahead[i - 1, j] * deletion[a[i - 1]]
            if j:
                ahead[i, j] += ahead[i, j - 1] * insertion[b[j - 1]]
    for i in range(m, -1, -1):
        for j in range(n, -1, -1):
            if i < m and j < n:
                back[i, j] += back[i + 1, j + 1] * kept[i][j]
            if i < m:
                back[i, j] += back[i + 1, j] * deletion[a[i]]
            if j < n:
                back[i, j] += back[i, j + 1] * insertion[b[j]]
    share = weight / max(ahead[m, n], 1e-300)
    for i in range(m + 1):
        for j in range(n + 1):
            if i < m and j < n:
                counts[0][a[i], b[j]] += ahead[i, j] * kept[i][j] * back[i + 1, j + 1] * share
            if i < m:
                counts[1][a[i]] += ahead[i, j] * deletion[a[i]] * back[i + 1, j] * share
            if j < n:
                counts[2][b[j]] += ahead[i, j] * insertion[b[j]] * back[i, j + 1] * share


def train_letters(names: list[str]) -> Any:
    """Return log P(letter | two before), interpolated from trigrams down; index 26 is the border."""
    border = len(LETTERS)
    counts = np.zeros((27, 27, 27))
    for name in names:
        codes = [border, border, *(ord(letter) - 97 for letter in name), border]
        np.add.at(counts, (codes[:-2], codes[1:-1], codes[2:]), 1)
    one = (counts.sum((0, 1)) + 1) / (counts.sum() + 27)
    two = (counts.sum(0) + 3 * one) / (counts.sum((0, 2))[:, None] + 3)
    three = (counts + 3 * two[None]) / (counts.sum(2, keepdims=True) + 3)
    return np.log(three).astype(np.float32)


def name_ratios(pairs: list[tuple[str, str]], variants: list[Variant]) -> tuple[list[str], list[float]]:
    """Return how much more likely characters are in foreign names than among common characters, as log ratios."""
    counts = Counter(char for _, chinese in pairs for char in chinese)
    counts.update(char for row in variants for char in row.form * 3)
    total = sum(counts.values())
    uniform = 1 / len(set(load_common_han().pattern))
    kept = sorted(char for char, count in counts.items() if count >= 8)
    return kept, [math.log(counts[char] / total / uniform) for char in kept]


def train_tables(pairs: list[tuple[str, str]], variants: list[Variant]) -> dict[str, Any]:
    """Train everything but the rankers; return the arrays to store."""
    weighted = [(latin, chinese, 1.0) for latin, chinese in pairs]
    weighted += [(row.latin, row.form, VARIANT_WEIGHT) for row in variants if can_align(row.latin, row.form)]
    segments = train_segments(weighted)
    by_name: dict[str, set[str]] = defaultdict(set)
    for latin, chinese in pairs:
        by_name[latin].add(chinese)
    doublets = [
        (to_syllables(a), to_syllables(b))
        for forms in by_name.values()
        for a in sorted(forms)
        for b in sorted(forms)
        if a != b
    ]
    edits = [
        (a, b, 0.3)
        for a, b in doublets
        if a and b and Levenshtein.normalized_distance(a, b) <= 0.6 and abs(len(a) - len(b)) <= 2
    ]
    spoken = [
        (to_syllables(row.chinese), to_syllables(row.form), to_syllables(row.form, "cantonese"), row.region)
        for row in variants
    ]
    mandarin = train_channel(
        [*edits, *((a, b, 1.0) for a, b, _, _ in spoken if a and b)], segments.characters, "mandarin"
    )
    cantonese = train_channel(
        [(a, c, 1.0) for a, _, c, region in spoken if a and c and region == "hk"],
        segments.characters,
        "cantonese",
    )
    used = segments.counts >= 0.3
    used[:, :2] = False
    # Chunks that were never chosen but could be keep their backed-off probability; rarer ones count as unknown.
    frequent = Counter(
        latin[start : start + size]
        for latin, _ in pairs
        for size in (1, 2, 3)
        for start in range(len(latin) - size + 1)
    )
    possible = {chunk for chunk, count in frequent.items() if count >= POSSIBLE_CHUNK}
    columns = sorted(
        {
            0,
            1,
            *np.nonzero(used)[1].tolist(),
            *(n for n, chunk in enumerate(segments.chunks) if chunk in possible or chunk in LETTERS),
        }
    )
    counts = segments.counts[:, columns]
    rows, places = np.nonzero(counts >= 0.1)
    kept, ratios = name_ratios(pairs, variants)
    stored = {
        "chunks": np.array([segments.chunks[column] for column in columns]), "characters": np.array(segments.characters),
        "count_rows": rows.astype(np.int16), "count_columns": places.astype(np.int16), "counts": counts[rows, places].astype(np.float32),
        "letters": train_letters([latin for latin, _ in pairs]),
        "name_characters": np.array(kept), "name_ratios": np.array(ratios, np.float32),
    }  # fmt: skip
    for name, channel in (("mandarin", mandarin), ("cantonese", cantonese)):
        stored |= {f"{name}_{key}": value for key, value in channel.items()}
    stored |= train_hong_kong(stored, variants)
    styled, styles = style_ratios(pairs, variants)
    stored |= {"style_characters": np.array(styled), "style_ratios": np.array(styles, np.float32)}
    return stored


def store_background(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Return the names to compare with as lines of bytes, sorted, which packs well."""
    ordered = sorted(set(pairs))
    return {
        f"background_{part}": np.frombuffer("\n".join(pair[side] for pair in ordered).encode(), np.uint8)
        for side, part in enumerate(("latin", "chinese"))
    }


def blank_rankers(stored: dict[str, Any]) -> dict[str, Any]:
    """Add what is made last, empty, so that features can be computed before."""
    rankers: dict[str, Any] = {}
    for kind, columns in sound.COLUMNS.items():
        scale = np.stack([np.zeros(columns.stop - columns.start), np.ones(columns.stop - columns.start)])
        rankers[f"scale_{kind}"] = scale
        rankers[f"weights_{kind}"] = np.zeros(sound.inputs(scale, kind, *scale).shape[1])
        rankers[f"bias_{kind}"] = np.array(0.0)
    size = len(sound.CHEAP)
    first = {
        "scale_first": np.stack([np.zeros(size), np.ones(size)]), "weights_first": np.zeros(size), "bias_first": np.array(0.0),
        "first_cuts": np.zeros((2, 1)),
    }  # fmt: skip
    return {**store_background([]), **stored, **rankers, **first}


def fold_of(latin: str) -> int:
    """Return the part of the data that a name belongs to, the same in every run."""
    return int(hashlib.sha256(latin.encode()).hexdigest(), 16) % FOLDS


@cache
def homophones() -> dict[tuple[str, ...], list[str]]:
    """Return the common characters by their Mandarin syllable."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for char in load_common_han().pattern[1:-1]:
        if spoken := to_syllables(char):
            found[spoken].append(char)
    return found


def misspell(form: str, chance: random.Random) -> str | None:
    """Replace one character of a form by another that sounds the same, as input methods do; None if there is none."""
    place = chance.randrange(len(form))
    others = [char for char in homophones()[to_syllables(form[place]) or ()] if char != form[place]]
    return form[:place] + chance.choice(others) + form[place + 1 :] if others and len(form) > 2 else None


class Task(NamedTuple):
    """A list of names, and queries: form, place of the right name (-1 if it is nobody of the list), region."""

    entries: list[tuple[str, str]]
    queries: list[tuple[str, int, str]]
    background: list[tuple[str, str]]


def make_task(held: list[Variant], pairs: list[tuple[str, str]], seed: int) -> Task:
    """Make a task of held-out variants and misspelt listed forms; of the rest, half are mainland forms of nobody in the list."""
    chance = random.Random(seed)
    names = sorted({row.latin for row in held})
    chance.shuffle(names)
    known = set(names[: len(names) // 2])
    forms = {row.chinese for row in held if row.latin in known}
    strangers = [row for row in held if row.latin not in known and row.chinese not in forms]
    barred = (
        {row.latin for row in strangers}
        | {row.chinese for row in strangers}
        | {row.form for row in strangers}
    )
    listed = {row.latin: row.chinese for row in held if row.latin in known}
    pool = [pair for pair in pairs if pair[0] not in barred and pair[1] not in barred]
    chance.shuffle(pool)
    for latin, chinese in pool:
        if len(listed) >= LIST_SIZE:
            break
        listed.setdefault(latin, chinese)
    entries = sorted(listed.items())
    place = {latin: number for number, (latin, _) in enumerate(entries)}
    queries = [(row.form, place[row.latin], row.region) for row in held if row.latin in known]
    queries += [(row.form, -1, row.region) for row in strangers]
    listed_forms = {chinese for _, chinese in entries}
    queries += [
        (form, number, "cn")
        for number in chance.sample(range(len(entries)), len(queries) // MISSPELT)
        if (form := misspell(entries[number][1], chance)) and form not in listed_forms
    ]
    others = [
        pair for pair in pool if pair[0] not in listed and pair[1] not in listed_forms and len(pair[1]) > 1
    ]
    others = others[: len(queries) // 2]
    queries += [(chinese, -1, "cn") for _, chinese in others]
    unknown = {
        name for name in sorted({row.latin for row in strangers}) if chance.random() < UNKNOWN_STRANGERS
    }
    unknown |= {latin for latin, _ in others if chance.random() < UNKNOWN_STRANGERS}
    return Task(entries, queries, [pair for pair in pairs if pair[0] not in unknown])


class Collected(NamedTuple):
    """Features and labels of the shortlists of one task, with (query, entry, right entry) of each row."""

    table: Any
    labels: Any
    places: list[tuple[int, int, int]]


def collect(model: SoundModel, task: Task, kind: str) -> Collected:
    """Look at the shortlists of a task whose list has both forms of each name, or one."""
    entries = [
        (latin if kind != "chinese" else "", chinese if kind != "latin" else "")
        for latin, chinese in task.entries
    ]
    targets = encode_targets(entries, model)
    background = Background(*zip(*task.background, strict=True), model)
    tables, labels, places = [], [], []
    for query, (form, right, _) in enumerate(task.queries):
        look = sound.first_look(form, targets, model)
        others = background.nearest(form, sound.RIVALS)
        table = sound.features(form, targets, look, model=model, others=others)
        tables.append(table[:, sound.COLUMNS[kind]])
        labels.extend(int(number == right) for number in look.order.tolist())
        places.extend((query, number, right) for number in look.order.tolist())
    return Collected(np.concatenate(tables), np.array(labels), places)


def collect_part(
    pairs: list[tuple[str, str]], variants: list[Variant], part: int
) -> dict[str, list[Collected]]:
    """Train on all variants but one part, and look at the shortlists of several tasks made of that part."""
    stored = train_tables(pairs, [row for row in variants if fold_of(row.latin) != part])
    model = build_model(blank_rankers(stored))
    held = [row for row in variants if fold_of(row.latin) == part]
    return {
        kind: [collect(model, make_task(held, pairs, part + FOLDS * turn), kind) for turn in range(count)]
        for kind, count in TASKS.items()
    }


def query_weight(right: int) -> float:
    """Return the weight of a query: as if half of all named somebody in the list."""
    return 1.0 if right >= 0 else 0.5


class Fitted(NamedTuple):
    """A ranker: mean and standard deviation of each feature, weights of the inputs made of them, bias."""

    scale: Any
    weights: Any
    bias: float


def fit_ranker(parts: list[Collected], kind: str) -> Fitted:
    """Fit a logistic combination of the features of one kind of list."""
    table = np.concatenate([part.table for part in parts])
    labels = np.concatenate([part.labels for part in parts])
    weights = np.concatenate([[query_weight(right) for *_, right in part.places] for part in parts])
    scale = np.stack([table.mean(0), table.std(0) + 1e-6])
    model = LogisticRegression(C=STRENGTH, max_iter=5000)
    fitted = model.fit(sound.inputs(table, kind, *scale), labels, weights)
    return Fitted(scale, fitted.coef_[0], float(fitted.intercept_[0]))


def fit_first_look(parts: list[Collected], ranker: Fitted) -> dict[str, Any]:
    """Fit the ranker of the first look to what the full one accepts, and find the cut for each of its log odds."""
    table = np.concatenate([part.table for part in parts])
    odds = np.concatenate([odds_of(part.table, "all", ranker) for part in parts])
    cheap = table[:, list(sound.CHEAP)]
    scale = np.stack([cheap.mean(0), cheap.std(0) + 1e-6])
    standard = (cheap - scale[0]) / scale[1]
    fitted = LogisticRegression(C=STRENGTH, max_iter=5000).fit(standard, odds >= 0)
    first = fitted.decision_function(standard)
    cuts = [np.quantile(first[odds >= needed], FIRST_LOSS) for needed in NEEDED]
    return {
        "scale_first": scale.astype(np.float32), "weights_first": fitted.coef_[0].astype(np.float32),
        "bias_first": np.array(float(fitted.intercept_[0])), "first_cuts": np.array([NEEDED, cuts], np.float32),
    }  # fmt: skip


def odds_of(table: Any, kind: str, ranker: Fitted) -> Any:
    """Return the log odds of each row."""
    return sound.inputs(table, kind, *ranker.scale) @ ranker.weights + ranker.bias


def best_f1(odds: Any, places: list[tuple[int, int, int]]) -> tuple[float, float, float, float]:
    """Return the best F1 over thresholds, its threshold, recall at precision 0.95, and the share of right first places."""
    first: dict[int, tuple[float, int, int]] = {}
    for value, (query, entry, right) in zip(odds.tolist(), places, strict=True):
        if query not in first or value > first[query][0]:
            first[query] = (value, entry, right)
    known = sum(right >= 0 for _, _, right in first.values())
    right_ones = wrong_ones = 0.0
    f1 = threshold = recall = 0.0
    for value, entry, right in sorted(first.values(), reverse=True):
        right_ones += entry == right
        wrong_ones += query_weight(right) * (entry != right)
        score = 2 * right_ones / (right_ones + wrong_ones + known)
        if score > f1:
            f1, threshold = score, value
        if right_ones >= 0.95 * (right_ones + wrong_ones):
            recall = right_ones / known
    return f1, threshold, recall, right_ones / known


def main() -> None:
    """Cross-fit the rankers, print what they reach, train the tables on everything and write the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=Path, default=SHARED / "translit_rigour_wikidata.tsv")
    parser.add_argument("--variants", type=Path, default=SHARED / "variants-train.tsv")
    options = parser.parse_args()
    pairs, variants = read_pairs(options.pairs), read_variants(options.variants)
    print(f"{len(pairs):,} pairs, {len(variants):,} variants")
    with ProcessPoolExecutor() as pool:
        held_out = list(pool.map(partial(collect_part, pairs, variants), range(FOLDS)))
    stored = train_tables(pairs, variants) | store_background(pairs)
    for kind in sound.COLUMNS:
        reached = []
        for part, own in enumerate(held_out):
            others = [item for number, item in enumerate(held_out) if number != part]
            ranker = fit_ranker([task for item in others for task in item[kind]], kind)
            reached += [best_f1(odds_of(task.table, kind, ranker), task.places) for task in own[kind]]
        f1, threshold, recall, first = np.mean(reached, axis=0)
        print(
            f"ranker {kind}: F1 {f1:.3f} at log odds {threshold:.2f}; recall at precision 0.95 {recall:.3f}; right first {first:.3f}"
        )
        ranker = fit_ranker([task for item in held_out for task in item[kind]], kind)
        stored[f"scale_{kind}"], stored[f"weights_{kind}"] = (
            ranker.scale.astype(np.float32),
            ranker.weights.astype(np.float32),
        )
        stored[f"bias_{kind}"] = np.array(ranker.bias)
        if kind == "all":
            stored |= fit_first_look([task for item in held_out for task in item[kind]], ranker)
    stored["made"] = np.array([f"{dt.datetime.now(tz=dt.UTC):%Y-%m-%d}", " ".join(__doc__.split())])
    np.savez_compressed(TARGET, **stored)
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
