"""Names that were never listed so: forms that sound like a listed name (庫許納 for 库什纳, 魏科夫 for Witkoff).

Runs of characters that spell foreign names and that no listed name explains are rare and repeat, so each distinct run
is solved once and remembered. A run is compared by sound with the listed names that share enough of its consonants, and
taken only if the odds are good and the lead over the next entity is clear.
"""

from __future__ import annotations

import math
import re
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import LCSseq

from entities.finders.words import word_ending, word_starting
from entities.model import Candidate, Rejection, Step
from entities.text.fold import HAN, fold_text
from entities.text.pinyin import split_syllable, to_syllables
from entities.text.sound import rank
from entities.text.transliteration import (
    PRIOR_WEIGHT,
    REVERSE_WEIGHT,
    encode_targets,
    load_model,
    only_letters,
    segment_scores,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from entities.document import Document
    from entities.gazetteer.index import NameIndex
    from entities.model import Entity
    from entities.text.transliteration import SoundModel, Targets

METHOD = "variant"
# Two-character names never match by sound alone: most real ones have another real one within a hair's breadth.
SHORTEST, LONGEST = 3, 9
# A run beyond this is no name; hostile text is made of such runs.
LONGEST_RUN = 24
# Characters at least this much likelier in foreign names than among common ones (log ratio) make up runs.
_NAME_RATIO = -1.0
# Listed forms of one entity to compare with; further ones add little and cost as much.
_FORMS_OF_ENTITY = 4
# Candidates that are scored in full: in running text, and for a name on its own, where no text helps and the wider net
# raised F1 on the list of benchmarks/resolve.py by 0.02.
_RETRIEVED, _RETRIEVED_ALONE = 150, 2000
# The ranker was trained on lists of this size; the odds of a chance likeness grow with the list.
_TRAINED_SIZE = 5000
# Log odds that running text asks for beyond the ranker's: most unexplained runs name nobody listed.
RUNNING_TEXT_BIAS = -4.0
# Log odds that an entity gains by being named elsewhere in the text by a listed form.
NAMED_ELSEWHERE = 4.0
# Log odds that a form must have to be a candidate at all.
ACCEPT = 0.0
_MEMORY = 20_000
# Distinct runs solved in one text: far more than news has (4 in 300,000 characters of benchmarks/speed.py); text made of random
# syllables must not hold up the rest. What is over the budget stays unexplained and is said so in `explain`.
_BUDGET, _CHARACTERS_PER_RUN = 200, 250
# A given name before a variant must share this much of its syllables with a listed one (米尔 in 弗拉基米尔, 弗拉迪米尔) ...
_GIVEN_ALIKE = 0.6
# ... or, if none is listed, reach this score a character against the English one; set by judgement.
_GIVEN_SCORE = -1.5
_GIVEN = re.compile(rf"[{HAN}·]+$")
_CONSONANTS = {
    "b": "B", "p": "B", "m": "M", "f": "F", "h": "F", "w": "F", "d": "D", "t": "D", "n": "N", "l": "N", "r": "N",
    "g": "G", "k": "G", "j": "G", "q": "G", "x": "S", "s": "S", "z": "S", "c": "S", "zh": "S", "ch": "S", "sh": "S", "y": "Y",
}  # fmt: skip
_LATIN_CONSONANTS = str.maketrans({
    **dict.fromkeys("bp", "B"), **dict.fromkeys("fvhw", "F"), **dict.fromkeys("dt", "D"), **dict.fromkeys("nlr", "N"),
    **dict.fromkeys("gkq", "G"), **dict.fromkeys("szcxj", "S"), "m": "M", "y": "Y", **dict.fromkeys("aeiou", ""),
})  # fmt: skip
# Words of place and body names that have no part in the sound of the name.
_GENERIC = frozenset(
    [
        "oblast",
        "region",
        "city",
        "state",
        "province",
        "county",
        "district",
        "raion",
        "river",
        "lake",
        "sea",
        "mount",
        "mountain",
        "mountains",
        "island",
        "islands",
        "republic",
        "kingdom",
        "group",
        "company",
        "corporation",
        "agency",
        "news",
        "the",
        "of",
        "and",
    ]
)
_PARTICLES = frozenset(
    {"de", "van", "von", "der", "den", "da", "di", "del", "la", "le", "bin", "al", "el", "ben", "ten"}
)


class Solution(NamedTuple):
    """The best reading of a run: part of the run, target, log odds before the text is looked at, and the runner-up."""

    start: int
    end: int
    entity: str
    form: str
    folded: str
    latin: str
    log_odds: float
    runner_up: str


@dataclass(slots=True)
class SoundIndex:
    """The names of one gazetteer, encoded for comparison by sound.

    Attributes:
        targets: Encoded names.
        owners: Number of the entity of each target.
        entities: Entities by that number.
        forms: Listed name of each target.
        postings: Targets by consonant feature.
        weights: Weight of each feature.
        pattern: Matches a run of characters that spell foreign names.
        listed: All listed forms, folded; where one stands unaccepted, a rule turned it down and sound must not bring it back.
        memory: Solved runs.
    """

    targets: Targets
    owners: NDArray[np.int64]
    entities: list[Entity]
    forms: list[str]
    postings: dict[str, NDArray[np.int64]]
    weights: dict[str, float]
    pattern: re.Pattern[str]
    listed: frozenset[str]
    memory: OrderedDict[str, tuple[Solution, ...]] = field(default_factory=OrderedDict)

    def retrieve(self, form: str, count: int) -> NDArray[np.int64]:
        """Return the numbers of the targets that share most consonants with a form."""
        import numpy as np

        scores = np.zeros(len(self.forms))
        for feature in consonant_features(form):
            if feature in self.postings:
                scores[self.postings[feature]] += self.weights[feature]
        if len(scores) <= count:
            return np.flatnonzero(scores > 0)
        best = np.argpartition(-scores, count)[:count]
        return np.sort(best[scores[best] > 0])


def consonant_features(form: str) -> set[str]:
    """Return the consonants of a Chinese form and their ordered pairs, coarsely."""
    return _features(
        "".join(_CONSONANTS.get(split_syllable(syllable)[0], "") for syllable in to_syllables(form) or ())
    )


def latin_features(latin: str) -> set[str]:
    """Return the same features of a Latin form."""
    return _features(re.sub(r"(.)\1+", r"\1", latin.translate(_LATIN_CONSONANTS)))


def _features(skeleton: str) -> set[str]:
    found = {f"^{skeleton[:1]}", *skeleton}
    found.update(a + b for a, b in pairwise(skeleton))
    found.update(a + "." + b for a, b in zip(skeleton, skeleton[2:], strict=False))
    return found


@lru_cache(maxsize=4)
def sound_index(index: NameIndex) -> SoundIndex:
    """Encode the names of a gazetteer for comparison by sound; done once, when the first run asks for it."""
    import numpy as np

    model = load_model()
    entities: dict[str, Entity] = {}
    for surface in index.surfaces:
        entities.update((entity.id, entity) for entity, _ in surface.names)
    ordered = [entities[key] for key in sorted(entities)]
    pairs: list[tuple[str, str]] = []
    owners: list[int] = []
    forms: list[str] = []
    for number, entity in enumerate(ordered):
        for latin, chinese, form in _sound_forms(entity, model):
            pairs.append((latin, chinese))
            owners.append(number)
            forms.append(form)
    postings: dict[str, list[int]] = {}
    for target, (latin, chinese) in enumerate(pairs):
        found = consonant_features(chinese) | latin_features(latin)
        for feature in found:
            postings.setdefault(feature, []).append(target)
    weights = {feature: math.log(1 + len(pairs) / len(numbers)) for feature, numbers in postings.items()}
    spelling = "".join(char for char, ratio in sorted(model.name_characters.items()) if ratio >= _NAME_RATIO)
    return SoundIndex(
        encode_targets(pairs, model),
        np.array(owners, np.int64),
        ordered,
        forms,
        {feature: np.array(numbers, np.int64) for feature, numbers in postings.items()},
        weights,
        re.compile(f"[{re.escape(spelling)}]{{{SHORTEST},}}"),
        frozenset(surface.text for surface in index.surfaces),
    )


def _sound_forms(entity: Entity, model: SoundModel) -> list[tuple[str, str, str]]:
    """Return (letters, Chinese form, listed name) of an entity for comparison; none if its names are not foreign."""
    latin = _latin_core(entity)
    letters = only_letters(fold_text(entity.name).replace(" ", ""))
    chosen: dict[tuple[str, ...], tuple[str, str]] = {}
    has_chinese = False
    for name in entity.names:
        if name.language == "en" or name.match == "exact":
            has_chinese = has_chinese or name.language != "en"
            continue
        has_chinese = True
        text = fold_text(name.text).strip()
        spoken = (
            to_syllables(text)
            if 2 <= len(text) <= LONGEST and model.name_characters.keys() >= set(text)
            else None
        )
        # 习近平 and Xi Jinping are one name in one language; names like it have no foreign sound to vary.
        native = " " in entity.name and spoken is not None and "".join(spoken) in letters
        if spoken and not native and len(chosen) < _FORMS_OF_ENTITY:
            chosen.setdefault(spoken, (text, name.text))
    if not chosen:
        return [] if has_chinese or not latin else [(latin, "", entity.name)]
    return [(latin, text, form) for text, form in chosen.values() if len(text) >= SHORTEST or latin]


def _latin_core(entity: Entity) -> str:
    """Return the letters of the part of the English name that its usual Chinese form spells."""
    english = next((name.text for name in entity.names if name.language == "en"), "")
    words = fold_text(english).split()
    if entity.type == "PERSON" and len(words) > 1:
        start = next(
            (place for place, word in enumerate(words[1:], start=1) if word in _PARTICLES), len(words) - 1
        )
        words = words[start:]
    else:
        words = [word for word in words if word not in _GENERIC] or words
    return only_letters("".join(words))


def find_variants(
    document: Document, index: NameIndex, taken: list[Candidate], rejections: list[Rejection] | None = None
) -> list[Candidate]:
    """Find unlisted forms of listed names by their sound.

    Args:
        document: The document, scanned.
        index: The compiled gazetteer.
        taken: What the finders of listed forms found, without overlaps.
        rejections: Where to note runs that sound like a listed name, but not enough; None to spare the work.

    Returns:
        The candidates.
    """
    sounds = sound_index(index)
    if not sounds.forms:
        return []
    named = {identifier for candidate in taken for identifier in candidate.entities}
    text = mask(document.text, taken)
    found: list[Candidate] = []
    # Runs are counted in this text only: what other texts have left in the memory must not change an answer.
    solved: set[str] = set()
    budget = _BUDGET + len(text) // _CHARACTERS_PER_RUN
    for match in sounds.pattern.finditer(text):
        first, last = _free_part(document.text, *match.span())
        run = text[first:last]
        if len(run) < SHORTEST:
            continue
        solved.add(run)
        if len(run) > LONGEST_RUN or len(solved) > budget:
            judged: Candidate | Rejection | None = Rejection(
                first, last, (), METHOD, "not-solved", run[:LONGEST_RUN]
            )
        else:
            likely = [
                solution for solution in solve(run, sounds) if _fits_full_name(text, first, solution, index)
            ]
            judged = _judge(document.text, first, likely, named)
        if isinstance(judged, Candidate):
            found.append(judged)
        elif judged is not None and rejections is not None:
            rejections.append(judged)
    return found


def _judge(text: str, first: int, likely: list[Solution], named: set[str]) -> Candidate | Rejection | None:
    """Return the best solution of a run as a candidate, or as a rejection if the odds are too low."""
    if not likely:
        return None
    weighed = [
        (solution.log_odds + RUNNING_TEXT_BIAS + NAMED_ELSEWHERE * (solution.entity in named), -place)
        for place, solution in enumerate(likely)
    ]
    odds, place = max(weighed)
    solution = likely[-place]
    start, end = first + solution.start, first + solution.end
    if odds < ACCEPT:
        detail = f"{solution.form}, log odds {odds:.1f}"
        return Rejection(start, end, (solution.entity,), METHOD, "not-alike", detail)
    names = f"{solution.form} {solution.latin}".strip()
    step = Step("sounds-like", names, text[start:end], solution.folded)
    return Candidate(start, end, (solution.entity,), METHOD, (solution.form,), probability(odds), (step,))


def _free_part(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a run without the ends that belong to ordinary words reaching out of it (总理|思维里登科)."""
    for size in (2, 1):
        word = word_ending(text, start + size)
        if word is not None and len(word) > size:
            start += size
            break
    for size in (2, 1):
        word = word_starting(text, end - size)
        if word is not None and len(word) > size and end - size > start:
            end -= size
            break
    return start, end


def _fits_full_name(text: str, offset: int, solution: Solution, index: NameIndex) -> bool:
    """Say whether what stands beside an interpunct agrees: a given name before it, nothing after it."""
    start, end = offset + solution.start, offset + solution.end
    if text[end : end + 1] == "·":
        return False
    if text[start - 1 : start] != "·":
        return True
    given = _GIVEN.search(text, max(0, start - 16), start - 1)
    return given is not None and _given_agrees(given.group().rsplit("·", 1)[-1], solution.entity, index)


def _given_agrees(given: str, identifier: str, index: NameIndex) -> bool:
    """Say whether a Chinese given name may be that of a person, by its listed spellings or by sound."""
    spoken = to_syllables(given)
    if spoken is None:
        return False
    known = {
        part for form in index.listed[identifier] if "·" in form for part in fold_text(form).split("·")[:-1]
    }
    if any(
        LCSseq.normalized_similarity(list(spoken), list(to_syllables(part) or ())) >= _GIVEN_ALIKE
        for part in known
    ):
        return True
    words = fold_text(index.labels[identifier]).split()
    if known or len(words) < 2:
        return False
    model = load_model()
    target = encode_targets([(only_letters(words[0]), "")], model)
    forward, reverse = segment_scores(given, target, model)
    score = float(forward[0] - PRIOR_WEIGHT * target.prior[0] + REVERSE_WEIGHT * reverse[0])
    return score / len(given) >= _GIVEN_SCORE


def mask(text: str, taken: list[Candidate]) -> str:
    """Return the text with every taken span, in order of start, blanked, so that no run reaches into it."""
    pieces, done = [], 0
    for candidate in taken:
        if candidate.start >= done:
            pieces += [text[done : candidate.start], "\x00" * (candidate.end - candidate.start)]
            done = candidate.end
    return "".join([*pieces, text[done:]])


def probability(log_odds: float) -> float:
    """Return the probability of log odds."""
    return round(1 / (1 + math.exp(-log_odds)), 4)


def solve(run: str, sounds: SoundIndex) -> tuple[Solution, ...]:
    """Return the best reading of each part of a run that could be a name; remembered."""
    known = sounds.memory.get(run)
    if known is None:
        known = tuple(
            solution
            for part in _parts(run)
            if (solution := _solve_part(run, part, sounds, _RETRIEVED)) is not None
        )
        sounds.memory[run] = known
        if len(sounds.memory) > _MEMORY:
            sounds.memory.popitem(last=False)
    return known


def solve_name(form: str, index: NameIndex, sounds: SoundIndex) -> Solution | None:
    """Return the best reading of a whole name, without a text around it.

    Args:
        form: Folded Han characters, with interpuncts between the parts of a full name.
        index: The compiled gazetteer.
        sounds: Its names, encoded.
    """
    if not sounds.forms:
        return None
    given, _, last = form.rpartition("·")
    if len(last) > LONGEST:
        return None
    solution = _solve_part(last, (0, len(last)), sounds, _RETRIEVED_ALONE)
    if solution is not None and given and not _given_agrees(given.split("·")[0], solution.entity, index):
        return None
    return solution


def _parts(run: str) -> list[tuple[int, int]]:
    """Return the parts of a run to try: the whole, and what is left when an ordinary word is taken off an end (特使|魏科夫)."""
    starts = [0, *(size for size in (1, 2, 3) if word_ending(run, size) == run[:size])]
    ends = [
        len(run),
        *(len(run) - size for size in (1, 2, 3) if word_starting(run, len(run) - size) == run[-size:]),
    ]
    return [(start, end) for start in starts for end in ends if SHORTEST <= end - start <= LONGEST]


def _solve_part(run: str, part: tuple[int, int], sounds: SoundIndex, retrieved: int) -> Solution | None:
    start, end = part
    form = run[start:end]
    if form in sounds.listed or to_syllables(form) is None:
        return None
    numbers = sounds.retrieve(form, retrieved)
    if not len(numbers):
        return None
    ranked = rank(form, sounds.targets.take(numbers), sounds.owners[numbers], load_model())
    if not ranked:
        return None
    best = int(numbers[ranked[0].target])
    owner = int(sounds.owners[best])
    rival = next((match for match in ranked if sounds.owners[numbers[match.target]] != owner), None)
    crowd = math.log(max(1, len(sounds.forms)) / _TRAINED_SIZE)
    odds = ranked[0].log_odds - (crowd if crowd > 0 else 0.5 * crowd)
    return Solution(
        start,
        end,
        sounds.entities[owner].id,
        sounds.forms[best],
        fold_text(sounds.forms[best]).strip(),
        sounds.targets.latin[best],
        odds,
        sounds.entities[int(sounds.owners[numbers[rival.target]])].id if rival else "",
    )
