"""What matching by sound costs: against leaving it out, as the list grows, and on text made to hold it up.

Run: `python benchmarks/cost.py [--shared ../shared] [--rounds 5] [--texts 300] [--seed 1]`; it takes about ten minutes.

Every figure is a ratio of two processor times from one run, so that other work on the machine counts little: the two sides
take turns, each round has new texts, the first round only warms up, and the median round counts. Only the one-off cost of
encoding the names is also given in seconds.

The lists are made up: the built-in countries, some built-in places and organisations, and persons with a given name and a
surname from the name pairs beside the evaluation data; without those, with names put together from halves of the names of
built-in persons. The texts are those of speed.py, but some of the persons in them are on no list: half of these are
misspellings of listed names by a character of the same sound, half are strangers.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import random
import statistics
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gold import SHARED
from speed import make_texts

from entities import Annotator, Settings
from entities.finders.variants import sound_index
from entities.gazetteer.index import compile_index
from entities.gazetteer.load import Gazetteer
from entities.model import Entity, Name
from entities.text.pinyin import to_syllables
from entities.text.targets import only_letters
from entities.text.transliteration import load_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from entities.finders.variants import SoundIndex

PAIRS = "data/translit_rigour_wikidata.tsv"
SMALL, MIDDLE, LARGE = 1_000, 10_000, 100_000
# Entities of a made-up list that are no persons: the countries, and places and organisations up to this number.
OTHERS = 400
# Pairs kept off every list, for strangers.
STRANGERS = 6_000
MADE_PAIRS = 40_000
# Persons from whom the texts of a round draw; enough that hardly any stranger comes twice, which is the costlier way.
CAST = 4_000
# Share of persons in the texts who are on no list, by what it imitates: the names that nothing explained with the built-in
# gazetteers were 0.6 in 1,000 characters of the four news articles beside the evaluation data, 2.0 of the development
# passages (written around rare names), 7.5 of the sentences of Chinese Wikipedia.
SHARES = {"news articles": 0.03, "passages": 0.105, "encyclopedia": 0.46}
NEWS = SHARES["passages"]
# A hostile text takes so long that fewer rounds must do.
HOSTILE_ROUNDS = 3
MEGABYTE = 1_000_000
# Characters of transliterations are at least this much likelier in foreign names than elsewhere (log ratio).
SPELLING = 0.0
ASKED_SWITCH, ASKED_GROWTH, ASKED_HOSTILE, ASKED_LINEAR = 1.5, 2.0, 10.0, 2.0
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Pair(NamedTuple):
    """A name in Latin letters and in Chinese."""

    latin: str
    chinese: str


class Ratio(NamedTuple):
    """The median of the rounds' ratios, the lowest and the highest."""

    median: float
    lowest: float
    highest: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.lowest:.2f} to {self.highest:.2f})"


def load_pairs(shared: Path, builtin: Gazetteer, chance: random.Random) -> tuple[list[Pair], str]:
    """Return distinct foreign names in a random order, and where they come from."""
    path = shared / PAIRS
    if path.is_file():
        header, *lines = path.read_text(encoding="utf-8").splitlines()
        columns = header.split("\t")
        latin, chinese = columns.index("latin_first"), columns.index("zh_hans")
        rows = [line.split("\t") for line in lines]
        found, source = [Pair(row[latin].capitalize(), row[chinese]) for row in rows], path.name
    else:
        found, source = make_pairs(builtin, chance), "halves of built-in names"
    spelling = spelling_characters()
    chosen = {
        pair.chinese: pair
        for pair in found
        if 2 <= len(pair.chinese) <= 6
        and spelling.issuperset(pair.chinese)
        and only_letters(pair.latin.lower())
    }
    pairs = [chosen[key] for key in sorted(chosen)]
    chance.shuffle(pairs)
    return pairs, source


def make_pairs(builtin: Gazetteer, chance: random.Random) -> list[Pair]:
    """Make names from the head of one part of a built-in person's name and the tail of another."""
    parts = sorted(
        {
            Pair(latin, chinese)
            for entity in builtin.entities
            for name in entity.names
            if entity.type == "PERSON" and name.language == "zh-CN" and "·" in name.text
            if name.text.count("·") == entity.name.count(" ")
            for latin, chinese in zip(entity.name.split(" "), name.text.split("·"), strict=True)
            if len(chinese) > 1 and len(latin) > 2
        }
    )
    made = list(parts)
    while len(made) < MADE_PAIRS:
        head, tail = chance.sample(parts, 2)
        made.append(
            Pair(
                (head.latin[: (len(head.latin) + 1) // 2] + tail.latin[len(tail.latin) // 2 :]).capitalize(),
                head.chinese[: (len(head.chinese) + 1) // 2] + tail.chinese[len(tail.chinese) // 2 :],
            )
        )
    return made


def spelling_characters() -> frozenset[str]:
    """Return the characters that mostly spell foreign names."""
    return frozenset(char for char, ratio in load_model().name_characters.items() if ratio >= SPELLING)


def make_person(number: int, given: Pair, last: Pair) -> Entity:
    """Return a person with an English name, a full Chinese name and a Chinese surname."""
    names = (
        Name(f"{given.latin} {last.latin}", "en"),
        Name(f"{given.chinese}·{last.chinese}", "zh-CN"),
        Name(last.chinese, "zh-CN"),
    )
    return Entity(f"person/p{number}", "PERSON", names, gazetteer="made")


class World:
    """Lists of several sizes, each holding the smaller ones, and persons that none of them holds.

    Attributes:
        builtin: The built-in gazetteers.
        source: Where the names come from.
        others: Countries, places and organisations on every list.
        persons: Persons of the longest list, those of the shorter ones first.
    """

    def __init__(self, shared: Path, seed: int) -> None:
        chance = random.Random(seed)
        self.builtin = Annotator().gazetteer
        pairs, self.source = load_pairs(shared, self.builtin, chance)
        self._strangers, listed = pairs[:STRANGERS], pairs[STRANGERS:]
        self._listed = frozenset(pair.chinese for pair in listed)
        others = [entity for entity in self.builtin.entities if entity.type != "PERSON"]
        # Countries first; the rest in a random order.
        self.others = sorted(others, key=lambda entity: (entity.gazetteer != "countries", chance.random()))[
            :OTHERS
        ]
        self.persons = [
            make_person(number, chance.choice(listed), listed[number % len(listed)])
            for number in range(LARGE - OTHERS)
        ]

    def gazetteer(self, size: int) -> Gazetteer:
        """Return the list of a size; it is put together here, as reading it from a file would only take longer."""
        entities = [*self.others, *self.persons[: size - OTHERS]]
        return Gazetteer(tuple(sorted(entities, key=lambda entity: entity.id)), ("made",))

    def make_texts(
        self, listed: Sequence[Entity], share: float, count: int, seed: int
    ) -> tuple[list[str], float]:
        """Make texts about listed persons and, for a share of the persons in them, about others.

        Returns:
            The texts, and how many Chinese names in 1,000 characters are on no list.
        """
        chance = random.Random(seed)
        unlisted = self._unlisted(chance)
        cast = [next(unlisted) if chance.random() < share else chance.choice(listed) for _ in range(CAST)]
        texts = make_texts(Gazetteer((*self.others, *cast)), count, seed)
        strange = [entity.names[-1].text for entity in cast if entity.id.startswith("person/unlisted")]
        return texts, 1000 * count_names(texts, strange) / sum(map(len, texts))

    def _unlisted(self, chance: random.Random) -> Iterator[Entity]:
        """Yield misspelt listed persons and strangers in turn."""
        same_sound = defaultdict(list)
        for char in sorted(spelling_characters()):
            same_sound[to_syllables(char)].append(char)
        strangers = itertools.cycle(chance.sample(self._strangers, len(self._strangers)))
        for number in itertools.count():
            if number % 2:
                given, last = next(strangers), next(strangers)
            else:
                english, full, _ = (name.text for name in chance.choice(self.persons[: SMALL - OTHERS]).names)
                given, last = map(Pair, english.split(" "), full.split("·"))
                last = last._replace(chinese=misspell(last.chinese, same_sound, chance))
            if last.chinese not in self._listed:
                person = make_person(number, given, last)
                yield Entity(f"person/unlisted-{number}", person.type, person.names)


def misspell(
    name: str, same_sound: Mapping[tuple[str, ...] | None, Sequence[str]], chance: random.Random
) -> str:
    """Return a name with one character changed for another of the same sound, if any has one."""
    places = list(range(len(name)))
    chance.shuffle(places)
    for place in places:
        others = [char for char in same_sound[to_syllables(name[place])] if char != name[place]]
        if others:
            return name[:place] + chance.choice(others) + name[place + 1 :]
    return name


def count_names(texts: Sequence[str], names: Sequence[str]) -> int:
    """Count the names in the texts, overlapping ones once each."""
    from ahocorasick_rs import AhoCorasick

    automaton = AhoCorasick(sorted({*names}))
    return sum(len(automaton.find_matches_as_indexes(text)) for text in texts)


def sounds_of(annotator: Annotator) -> SoundIndex:
    """Return the encoded names of an annotator."""
    return sound_index(annotator._index)  # noqa: SLF001 - no option shows what it remembers, or forgets it


def timed(work: Callable[[], object]) -> float:
    """Return the seconds of processor time that work takes."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def time_texts(annotator: Annotator, texts: Sequence[str]) -> float:
    """Return the seconds for some texts, with nothing remembered of any name from before."""
    if annotator.settings.variants:
        sounds_of(annotator).memory.clear()
    return timed(lambda: [annotator.annotate(text) for text in texts])


def summarise(ratios: Sequence[float]) -> Ratio:
    """Return the median and the range, without the first, which warmed up."""
    counted = ratios[1:]
    return Ratio(statistics.median(counted), min(counted), max(counted))


def verdict(ratio: Ratio, asked: float) -> str:
    """Say what is asked and whether the ratio meets it."""
    return f"asked: at most {asked:g}; {'met' if ratio.median <= asked else 'MISSED'}"


def compare(
    upper: Annotator, lower: Annotator, rounds: int, make: Callable[[int], tuple[list[str], float]]
) -> tuple[Ratio, float]:
    """Time two annotators on the same texts in turn.

    Returns:
        The time of the first over that of the second, and the mean number of unlisted names in 1,000 characters.
    """
    ratios, strange = [], []
    for number in range(rounds + 1):
        texts, density = make(number)
        strange.append(density)
        seconds = {}
        for annotator in (upper, lower) if number % 2 else (lower, upper):
            seconds[annotator] = time_texts(annotator, texts)
        ratios.append(seconds[upper] / seconds[lower])
    return summarise(ratios), statistics.mean(strange)


def print_switch(world: World, rounds: int, count: int, seed: int) -> None:
    """Print the cost of matching by sound against leaving it out."""
    gazetteer = world.gazetteer(MIDDLE)
    on, off = (Annotator(gazetteer, settings=Settings(variants=variants)) for variants in (True, False))
    print(f"\n1. By sound on over off, {MIDDLE:,} entities, {count} texts a round:")
    listed = world.persons[: MIDDLE - OTHERS]
    for manner, share in SHARES.items():
        ratio, strange = compare(
            on, off, rounds, lambda number, share=share: world.make_texts(listed, share, count, seed + number)
        )
        about = f"{strange:.1f} unlisted names in 1,000 characters, like {manner}"
        print(f"   {about:64}{ratio!s:24}{verdict(ratio, ASKED_SWITCH)}", flush=True)


def print_growth(world: World, large: Annotator, rounds: int, count: int, seed: int) -> None:
    """Print the cost of a long list against a short one, on texts about entities of both."""
    small = Annotator(world.gazetteer(SMALL))
    listed = world.persons[: SMALL - OTHERS]
    print(f"\n2. {LARGE:,} entities over {SMALL:,}, by sound on, {count} texts a round:")
    for manner, share in SHARES.items():
        ratio, strange = compare(
            large,
            small,
            rounds,
            lambda number, share=share: world.make_texts(listed, share, count, seed + number),
        )
        about = f"{strange:.1f} unlisted names in 1,000 characters, like {manner}"
        print(f"   {about:64}{ratio!s:24}{verdict(ratio, ASKED_GROWTH)}", flush=True)


def fill(pieces: Iterator[str], size: int) -> str:
    """Return pieces joined up to a size in bytes of UTF-8."""
    taken, length = [], 0
    while length < size:
        taken.append(next(pieces))
        length += len(taken[-1].encode())
    return "".join(taken).encode()[:size].decode(errors="ignore")


def hostile_texts(seed: int) -> dict[str, Iterator[str]]:
    """Return the pieces of each hostile text, without end."""
    chance = random.Random(seed)
    characters = sorted(spelling_characters())

    def run(shortest: int, longest: int) -> str:
        return "".join(chance.choices(characters, k=chance.randint(shortest, longest)))

    def word() -> str:
        return "".join(chance.choices(LETTERS, k=chance.randint(3, 10))).capitalize()

    return {
        "斯斯斯斯": itertools.repeat("斯"),
        "克夫克夫": itertools.repeat("克夫"),
        "random characters of transliterations": (chance.choice(characters) for _ in itertools.count()),
        "连斯基连斯基": itertools.repeat("连斯基"),
        "····": itertools.repeat("·"),
        "random capitalised words": (f"{word()} " for _ in itertools.count()),
        "random names, comma between (also tried)": (f"{run(3, 9)}，" for _ in itertools.count()),
        "given names before one misspelling (also tried)": (
            f"{run(2, 3)}·泽连斯机，" for _ in itertools.count()
        ),
    }


def print_hostile(world: World, annotator: Annotator, listed: Sequence[Entity], seed: int) -> None:
    """Print the cost of hostile text against that of news, a megabyte of each in one piece, and of all of it against half."""
    over_news: dict[str, list[float]] = defaultdict(list)
    over_half: dict[str, list[float]] = defaultdict(list)
    for number in range(HOSTILE_ROUNDS + 1):
        # A text takes some 2.7 kB; more than enough, and cut to size.
        texts, _ = world.make_texts(listed, NEWS, MEGABYTE // 2_000, seed + number)
        news = fill(itertools.cycle(f"{text}\n\n" for text in texts), MEGABYTE)
        # Before the hostile texts and after them, in case the machine slows down meanwhile.
        reference = [time_texts(annotator, [news])]
        whole, half = {}, {}
        for name, pieces in hostile_texts(seed + number).items():
            text = fill(pieces, MEGABYTE)
            half[name] = time_texts(annotator, [text[: len(text) // 2]])
            whole[name] = time_texts(annotator, [text])
        reference.append(time_texts(annotator, [news]))
        half["news"] = time_texts(annotator, [news[: len(news) // 2]])
        whole["news"] = statistics.mean(reference)
        for name, seconds in whole.items():
            over_news[name].append(seconds / whole["news"])
            over_half[name].append(seconds / half[name])
    print(
        f"\n3. A megabyte of hostile text over one of news, and over half a megabyte of the same, {len(annotator.gazetteer):,} entities:"
    )
    for name, ratios in over_news.items():
        linear = summarise(over_half[name])
        against = summarise(ratios)
        asked = "" if name == "news" else verdict(against, ASKED_HOSTILE)
        print(f"   {name:48}{against!s:26}{asked:28}  over half {linear!s:24}asked: about {ASKED_LINEAR:g}")


def print_once(gazetteers: Sequence[Gazetteer]) -> None:
    """Print what encoding the names costs once, over compiling the list."""
    print("0. Once, in seconds of processor time and over compiling the list; nothing asked")
    for gazetteer in gazetteers:
        compiled, encoded = [], []
        for _ in range(3 if len(gazetteer) < LARGE else 1):
            start = time.process_time()
            index = compile_index(gazetteer)
            compiled.append(time.process_time() - start)
            encoded.append(timed(lambda index=index: sound_index(index)))
        whole, part = statistics.median(compiled), statistics.median(encoded)
        print(
            f"   {len(gazetteer):>7,} entities: names encoded by sound in {part:.2f} s, {part / whole:.2f} of the {whole:.2f} s"
            " that compiling the list takes"
        )
    # What these indexes hold would count as garbage to walk in the rounds.
    sound_index.cache_clear()


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of the evaluation data")
    parser.add_argument("--rounds", type=int, default=5, help="rounds that count")
    parser.add_argument("--texts", type=int, default=300, help="texts in a round, of about 1,000 characters")
    parser.add_argument("--seed", type=int, default=1, help="seed of lists and texts")
    options = parser.parse_args()
    model = timed(load_model)
    world = World(options.shared, options.seed)
    print(f"Names from {world.source}; median of {options.rounds} rounds (lowest to highest).")
    print(f"The model of sounds loads in {model:.2f} s.\n")
    large = world.gazetteer(LARGE)
    print_once([world.gazetteer(SMALL), world.gazetteer(MIDDLE), large])
    print_switch(world, options.rounds, options.texts, options.seed)
    annotator = Annotator(large)
    print_growth(world, annotator, options.rounds, options.texts, options.seed)
    builtin = [entity for entity in world.builtin.entities if entity.type == "PERSON"]
    print_hostile(world, Annotator(), builtin, options.seed)
    print_hostile(world, annotator, world.persons[: SMALL - OTHERS], options.seed)


if __name__ == "__main__":
    main()
