"""Texts a second against spaCy's entity ruler with the same names, and the start-up of the command.

Run: `python benchmarks/speed.py [--rounds 15] [--texts 100] [--seed 1]`; it takes under two minutes.

Both sides read the same texts, made here from templates with listed names, new ones in every round so that nothing is
remembered from the round before; they take turns and the median round counts. `Annotator().annotate` runs with
everything on. The ruler is a blank Chinese pipeline that knows every listed name as a phrase; it only compares tokens,
so it has less to do: no folding, no offsets through markup, no boundaries, no choice between namesakes.
"""

from __future__ import annotations

import argparse
import gc
import random
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import entities

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from spacy.language import Language

    from entities import Gazetteer

TEXT_LENGTH = 1000
# Chinese news with a share of English, as a folder of scraped pages has it.
ENGLISH_SHARE = 0.15
SENTENCES_IN_PARAGRAPH = 4

CHINESE = (
    "{person}周三在{place}对记者说，谈判已经取得进展，但仍有许多问题没有解决。",
    "{country}外交部发言人表示，{person}将于下周访问{country}，并与当地官员会面。",
    "据{place}当地媒体报道，昨夜的爆炸造成至少七人受伤，救援工作持续到清晨。",
    "{person}与{person}通了电话，双方讨论了停火、交换战俘和粮食出口等议题。",
    "{org}在一份声明中说，将在年底以前向{country}提供第二批援助。",
    "分析人士认为，{country}的立场没有变化，{person}的讲话主要是说给国内听的。",
    "{country}军队说，过去一天在{place}附近击落了十二架无人机。",
    "市场对此反应平淡，油价小幅上涨，{place}股市收盘时几乎没有变化。",
    "{person}还说：“我们需要的不是承诺，而是具体的时间表。”",
    "目前还不清楚{person}是否会出席在{place}举行的会议，{org}没有回应置评请求。",
    "这项协议包括三个部分，涉及能源、交通和人道主义援助，预计下个月签署。",
    "当地居民告诉记者，道路已经封闭，学校停课，许多人连夜离开了{place}。",
)
ENGLISH = (
    "{person} told reporters in {place} on Wednesday that the talks had made progress.",
    "Officials from {country} said that {person} would travel to {place} next week.",
    "{org} announced a second package of aid for {country} before the end of the year.",
    "Local media in {place} reported at least seven injured after an explosion overnight.",
    "{person} and {person} spoke by phone about a ceasefire and an exchange of prisoners.",
    "Analysts said the position of {country} had not changed, and markets hardly moved.",
)
HEADLINES = {
    "zh": "{person}抵达{place}，将与{country}官员会谈",
    "en": "{person} arrives in {place} for talks",
}


class Speed(NamedTuple):
    """Texts a second and mentions a text of one side in one round."""

    rate: float
    mentions: float


def listed_names(gazetteer: Gazetteer, language: str) -> dict[str, list[str]]:
    """Return the listed names in a language by the slot of the templates that they fill."""
    names: dict[str, list[str]] = {"person": [], "place": [], "country": [], "org": []}
    for entity in gazetteer.entities:
        slot = {"PERSON": "person", "ORG": "org"}.get(entity.type, "place")
        if slot == "place" and entity.gazetteer == "countries":
            slot = "country"
        names[slot].extend(name.text for name in entity.names if name.language == language)
    return {slot: texts or names["place"] for slot, texts in names.items()}


def make_texts(gazetteer: Gazetteer, count: int, seed: int) -> list[str]:
    """Make texts of about `TEXT_LENGTH` characters, mostly Chinese; the same seed gives the same texts."""
    chance = random.Random(seed)
    names = {"zh": listed_names(gazetteer, "zh-CN"), "en": listed_names(gazetteer, "en")}
    return [_make_text(chance, names) for _ in range(count)]


def _make_text(chance: random.Random, names: dict[str, dict[str, list[str]]]) -> str:
    language = "en" if chance.random() < ENGLISH_SHARE else "zh"
    templates, space = (ENGLISH, " ") if language == "en" else (CHINESE, "")
    parts = [_fill(HEADLINES[language], chance, names[language]), "\n\n"]
    length, number = 0, 0
    while length < TEXT_LENGTH:
        number += 1
        end = "\n" if number % SENTENCES_IN_PARAGRAPH == 0 else space
        parts.append(_fill(chance.choice(templates), chance, names[language]) + end)
        length += len(parts[-1])
    return "".join(parts)


def _fill(template: str, chance: random.Random, names: dict[str, list[str]]) -> str:
    for slot, choices in names.items():
        while f"{{{slot}}}" in template:
            template = template.replace(f"{{{slot}}}", chance.choice(choices), 1)
    return template


def make_ruler(gazetteer: Gazetteer) -> Language:
    """Return a blank Chinese pipeline whose entity ruler knows every listed surface form as a phrase."""
    import spacy

    nlp = spacy.blank("zh")
    nlp.max_length = sys.maxsize
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(  # type: ignore[attr-defined]
        [
            {"label": entity.type, "pattern": surface, "id": entity.id}
            for entity in gazetteer.entities
            for surface in entity.surfaces()
        ]
    )
    return nlp


def measure(find: Callable[[Sequence[str]], int], texts: Sequence[str]) -> Speed:
    """Time one side on the texts of one round."""
    gc.collect()
    start = time.perf_counter()
    mentions = find(texts)
    seconds = time.perf_counter() - start
    return Speed(len(texts) / seconds, mentions / len(texts))


def compare(rounds: int, count: int, seed: int) -> None:
    """Print the texts a second of both sides and the ratio."""
    annotator = entities.Annotator()
    gazetteer = annotator.gazetteer
    start = time.perf_counter()
    nlp = make_ruler(gazetteer)
    surfaces = sum(len(entity.surfaces()) for entity in gazetteer.entities)
    print(
        f"{len(gazetteer):,} entities, {surfaces:,} names; the ruler took {time.perf_counter() - start:.1f} s to fill"
    )
    sides: dict[str, Callable[[Sequence[str]], int]] = {
        "Annotator().annotate": lambda texts: sum(len(annotator.annotate(text).mentions) for text in texts),
        "spaCy blank zh + entity_ruler": lambda texts: sum(len(doc.ents) for doc in nlp.pipe(texts)),
    }
    results: dict[str, list[Speed]] = {name: [] for name in sides}
    # The first round only warms up.
    for number in range(rounds + 1):
        texts = make_texts(gazetteer, count, seed + number)
        for name in sorted(sides, reverse=number % 2 == 1):
            speed = measure(sides[name], texts)
            if number:
                results[name].append(speed)
    ours, theirs = (results[name] for name in sides)
    ratios = [mine.rate / other.rate for mine, other in zip(ours, theirs, strict=True)]
    print(f"{rounds} rounds of {count} texts of about {TEXT_LENGTH:,} characters, median round:\n")
    print(f"{'':32}{'texts/s':>10}{'slowest':>10}{'fastest':>10}{'found/text':>12}")
    for name, speeds in results.items():
        rates = [speed.rate for speed in speeds]
        mentions = statistics.mean(speed.mentions for speed in speeds)
        print(
            f"{name:32}{statistics.median(rates):10.1f}{min(rates):10.1f}{max(rates):10.1f}{mentions:12.1f}"
        )
    print(f"{'ratio':32}{statistics.median(ratios):10.2f}{min(ratios):10.2f}{max(ratios):10.2f}")


def measure_start(command: list[str], times: int) -> float:
    """Return the shortest of several runs of a command, in seconds."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def compare_start(times: int) -> None:
    """Print the start-up time of the command over that of Python itself."""
    command = shutil.which("entities", path=str(Path(sys.executable).parent))
    if command is None:
        print("\nno `entities` command beside this Python; install the package to time its start-up")
        return
    python = measure_start([sys.executable, "-c", "pass"], times)
    try:
        ours = measure_start([command, "--help"], times)
    except subprocess.CalledProcessError as error:
        print(f"\n`entities --help` ends with exit code {error.returncode}; its start-up was not timed")
        return
    print(
        f"\nstart-up, shortest of {times}: entities --help {ours * 1000:.0f} ms, python -c pass {python * 1000:.0f} ms, ",
        end="",
    )
    print(f"ratio {ours / python:.2f}")


def main() -> None:
    """Run both comparisons."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=15, help="rounds that count")
    parser.add_argument("--texts", type=int, default=100, help="texts in a round")
    parser.add_argument("--starts", type=int, default=10, help="runs of each command")
    parser.add_argument("--seed", type=int, default=1, help="seed of the texts")
    options = parser.parse_args()
    compare(options.rounds, options.texts, options.seed)
    compare_start(options.starts)


if __name__ == "__main__":
    main()
