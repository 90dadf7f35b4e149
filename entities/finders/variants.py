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
from typing import TYPE_CHECKING, NamedTuple

from entities.finders.given_names import given_agrees
from entities.finders.runs import (
    LONGEST,
    LONGEST_RUN,
    SHORTEST,
    free_part,
    mask,
    parts_of,
    run_pattern,
    split_run,
)
from entities.model import Candidate, Rejection, Step
from entities.text.consonants import ConsonantNet
from entities.text.fold import HAN, fold_text
from entities.text.pinyin import to_syllables
from entities.text.sound import RIVALS, first_look, rank
from entities.text.targets import encode_targets, only_letters
from entities.text.transliteration import load_model

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    import numpy as np
    from numpy.typing import NDArray

    from entities.document import Document
    from entities.gazetteer.index import NameIndex
    from entities.model import Entity
    from entities.text.sound import Look
    from entities.text.targets import Targets
    from entities.text.transliteration import SoundModel

METHOD = "variant"
# Listed forms of one entity to compare with; further ones add little and cost as much.
_FORMS_OF_ENTITY = 4
# Candidates that are scored in full: in running text, and for a name on its own, where no text helps and the wider net
# raised F1 on the list of benchmarks/resolve.py by 0.02.
_RETRIEVED, _RETRIEVED_ALONE = 80, 5000
# Names of others to compare with in running text; fewer than for a name on its own, where 150 cost 0.01 of F1, and no worse there.
_RIVALS = 150
# Log odds behind the best of the first look at which a target is not compared in full, unless it would be the runner-up.
_WITHIN = 5.0
# The ranker was trained on lists of this size; the odds of a chance likeness grow with the list.
_TRAINED_SIZE = 5000
# Log odds that running text asks for beyond the ranker's: most unexplained runs name nobody listed.
RUNNING_TEXT_BIAS = -2.5
# Log odds that a form of four syllables or more gains by sounding wholly as the listed one (泽伦司基): an input method's slip, which
# the ranker knows from few examples. No more false matches come of it in the unrelated text of benchmarks/sounds.py.
_SAME_SYLLABLES, _SAME_SYLLABLES_LENGTH = 2.5, 4
# Log odds that an entity gains by being named elsewhere in the text by a listed form.
NAMED_ELSEWHERE = 4.0
# Log odds that a form must have to be a candidate at all.
ACCEPT = 0.0
_MEMORY = 20_000
# Distinct runs solved in one text: far more than news has (4 in 300,000 characters of benchmarks/speed.py); text made of random
# syllables must not hold up the rest. What is over the budget stays unexplained and is said so in `explain`.
_BUDGET, _CHARACTERS_PER_RUN = 200, 250
_GIVEN = re.compile(rf"[{HAN}·]+$")
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
    """The best reading of a run: part of the run, target, log odds before the text is looked at, the runner-up and the lead over it."""

    start: int
    end: int
    entity: str
    form: str
    folded: str
    latin: str
    log_odds: float
    runner_up: str
    lead: float


class Faint(NamedTuple):
    """A reading of a run that a first look has ruled out: part of the run and the target that is least unlike it."""

    start: int
    end: int
    entity: str
    form: str


@dataclass(slots=True)
class _Seen:
    """A part of a run after a first look, and its solution when it has been compared in full."""

    form: str
    part: tuple[int, int]
    numbers: NDArray[np.int64]
    look: Look
    rivals: int
    solution: Solution | None = None


@dataclass(slots=True)
class SoundIndex:
    """The names of one gazetteer, encoded for comparison by sound.

    Attributes:
        targets: Encoded names.
        entities: Entities by that number.
        forms: Listed name of each target.
        net: The names by their consonants.
        listed: All listed forms, folded; where one stands unaccepted, a rule turned it down and sound must not bring it back.
        memory: Solved runs.
    """

    targets: Targets
    entities: list[Entity]
    forms: list[str]
    net: ConsonantNet
    listed: frozenset[str]
    memory: OrderedDict[str, tuple[_Seen, ...]] = field(default_factory=OrderedDict)


@lru_cache(maxsize=4)
def sound_index(index: NameIndex) -> SoundIndex:
    """Encode the names of a gazetteer for comparison by sound; done once, when the first run asks for it."""
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
    return SoundIndex(
        encode_targets(pairs, model, owners),
        ordered,
        forms,
        ConsonantNet([latin for latin, _ in pairs], [chinese for _, chinese in pairs]),
        frozenset(surface.text for surface in index.surfaces),
    )


def _sound_forms(entity: Entity, model: SoundModel) -> list[tuple[str, str, str]]:
    """Return (letters, Chinese form, listed name) of an entity for comparison; none if its names are not foreign."""
    latin = _latin_core(entity)
    letters = only_letters(fold_text(entity.name).replace(" ", ""))
    chosen: dict[tuple[str, ...], tuple[str, str]] = {}
    has_chinese = False
    for name in entity.names:
        if name.language == "en" or name.match != "variants":
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
    for match in run_pattern().finditer(text):
        first, last = free_part(document.text, *match.span())
        whole = text[first:last]
        # If the whole is no name, it may be several with a word between them that also spells names.
        for number, (begin, stop) in enumerate([(0, len(whole)), *split_run(whole)]):
            run, start = whole[begin:stop], first + begin
            if len(run) < SHORTEST:
                break
            solved.add(run)
            judged: Candidate | Rejection | None
            if len(run) > LONGEST_RUN or len(solved) > budget:
                judged = Rejection(start, first + stop, (), METHOD, "not-solved", run[:LONGEST_RUN])
            else:
                readings = solve(run, sounds, named)
                likely = [
                    reading
                    for reading in readings
                    if isinstance(reading, Solution) and _fits_full_name(text, start, reading, index)
                ]
                judged = _judge(document.text, start, likely, named)
                faint = next((reading for reading in readings if isinstance(reading, Faint)), None)
                if judged is None and faint is not None:
                    span = start + faint.start, start + faint.end
                    judged = Rejection(*span, (faint.entity,), METHOD, "not-alike", faint.form)
            if isinstance(judged, Candidate):
                found.append(judged)
                if number == 0:
                    break
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
    steps: tuple[Step, ...] = (Step("sounds-like", names, text[start:end], solution.folded),)
    if solution.runner_up:
        lead = f"{solution.runner_up} {solution.lead:.1f}"
        steps = (*steps, Step("ahead", lead, solution.folded, solution.folded))
    return Candidate(start, end, (solution.entity,), METHOD, (solution.form,), probability(odds), steps)


def _fits_full_name(text: str, offset: int, solution: Solution, index: NameIndex) -> bool:
    """Say whether what stands beside an interpunct agrees: a given name before it, nothing after it."""
    start, end = offset + solution.start, offset + solution.end
    if text[end : end + 1] == "·":
        return False
    if text[start - 1 : start] != "·":
        return True
    given = _GIVEN.search(text, max(0, start - 16), start - 1)
    return given is not None and given_agrees(given.group().rsplit("·", 1)[-1], solution.entity, index)


def probability(log_odds: float) -> float:
    """Return the probability of log odds."""
    return round(1 / (1 + math.exp(-log_odds)), 4)


def solve(
    run: str, sounds: SoundIndex, named: AbstractSet[str] = frozenset()
) -> tuple[Solution | Faint, ...]:
    """Return the best reading of each part of a run that could be a name; remembered.

    Args:
        run: Folded characters.
        sounds: The names of a gazetteer, encoded.
        named: Entities that the text names elsewhere, for which less is needed.
    """
    known = sounds.memory.get(run)
    if known is None:
        known = sounds.memory[run] = tuple(
            seen for part in parts_of(run) if (seen := _see(run[slice(*part)], part, sounds, _RETRIEVED))
        )
        if len(sounds.memory) > _MEMORY:
            sounds.memory.popitem(last=False)
    return tuple(
        _solve(seen, sounds) if _hopeful(seen, sounds, named) else _faint(seen, sounds) for seen in known
    )


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
    seen = _see(last, (0, len(last)), sounds, _RETRIEVED_ALONE)
    if seen is None:
        return None
    solution = _solve(seen, sounds)
    if given and not given_agrees(given.split("·")[0], solution.entity, index):
        return None
    return solution


def _see(form: str, part: tuple[int, int], sounds: SoundIndex, retrieved: int) -> _Seen | None:
    """Take a first look at a part of a run; None if it is like no name at all."""
    if form in sounds.listed or to_syllables(form) is None:
        return None
    numbers = sounds.net.nearest(form, retrieved)
    look = first_look(form, sounds.targets.take(numbers), load_model())
    rivals = _RIVALS if retrieved == _RETRIEVED else RIVALS
    return _Seen(form, part, numbers, look, rivals) if len(look.order) else None


def _hopeful(seen: _Seen, sounds: SoundIndex, named: AbstractSet[str]) -> bool:
    """Say whether the first look leaves a chance that the odds will do."""
    import numpy as np

    # Whether another text has had it compared in full must not change the answer.
    asked = ACCEPT - RUNNING_TEXT_BIAS + _crowd(sounds)
    unnamed, if_named = np.interp((asked, asked - NAMED_ELSEWHERE), *load_model().first_cuts)
    for place, number in enumerate(seen.numbers[seen.look.order].tolist()):
        # Rare, and worth the full comparison: a relative's name may be almost as near (泽连思基, Zelenska).
        if _sounds_the_same(seen.form, sounds.targets.chinese[number]):
            return True
        is_named = sounds.entities[int(sounds.targets.owners[number])].id in named
        if seen.look.odds[place] >= (if_named if is_named else unnamed):
            return True
    return False


def _sounds_the_same(form: str, listed: str) -> bool:
    """Say whether two forms of some length have the same syllables."""
    return len(form) >= _SAME_SYLLABLES_LENGTH and to_syllables(form) == to_syllables(listed)


def _crowd(sounds: SoundIndex) -> float:
    """Return the log odds that a longer list costs: more names are alike by chance."""
    crowd = math.log(max(1, len(sounds.forms)) / _TRAINED_SIZE)
    return crowd if crowd > 0 else 0.5 * crowd


def _faint(seen: _Seen, sounds: SoundIndex) -> Faint:
    best = int(seen.numbers[seen.look.order[0]])
    owner = int(sounds.targets.owners[best])
    return Faint(*seen.part, sounds.entities[owner].id, sounds.forms[best])


def _solve(seen: _Seen, sounds: SoundIndex) -> Solution:
    """Compare in full; done once."""
    if seen.solution is not None:
        return seen.solution
    form, numbers = seen.form, seen.numbers
    targets = sounds.targets.take(numbers)
    look = seen.look.nearest(_WITHIN, targets)
    ranked = rank(form, targets, load_model(), look=look, rivals=seen.rivals)
    best = int(numbers[ranked[0].target])
    owner = int(sounds.targets.owners[best])
    rival = next((match for match in ranked if sounds.targets.owners[numbers[match.target]] != owner), None)
    odds = ranked[0].log_odds - _crowd(sounds)
    listed = fold_text(sounds.forms[best]).strip()
    if _sounds_the_same(form, listed):
        odds += _SAME_SYLLABLES
    seen.solution = Solution(
        *seen.part,
        sounds.entities[owner].id,
        sounds.forms[best],
        listed,
        sounds.targets.latin[best],
        odds,
        sounds.entities[int(sounds.targets.owners[numbers[rival.target]])].id if rival else "",
        ranked[0].log_odds - rival.log_odds if rival else 0.0,
    )
    return seen.solution
