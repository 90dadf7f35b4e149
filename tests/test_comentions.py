"""Counts of mentions and co-mentions, checked by hand, against scipy, and against a slow reading of the definition."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats.contingency import chi2_contingency

import entities
from entities.comentions import Counts, Unit, count_comentions, log_likelihood, npmi
from entities.errors import SettingsError

BODY = frozenset({"body"})
UNITS = ("document", "paragraph", "sentence", "window:1", "window:7", "window:1000")


@dataclass(frozen=True)
class Mention:
    entity: str
    start: int
    paragraph: int = 0
    sentence: int = 0
    zone: str = "body"


@dataclass(frozen=True)
class Text:
    mentions: tuple[Mention, ...]


def test_sentences_counted_by_hand():
    texts = [
        # a b | a a | b, the last in a paragraph of its own
        Text(
            (
                Mention("a", 0),
                Mention("b", 9),
                Mention("a", 20, 0, 1),
                Mention("a", 30, 0, 1),
                Mention("b", 40, 1, 2),
            )
        ),
        # a b c
        Text((Mention("c", 0), Mention("b", 5), Mention("a", 9))),
        Text(()),
    ]
    counts = count_comentions(texts)
    assert (counts.documents, counts.units) == (3, 4)
    assert [(row.entity, row.mentions, row.units, row.documents) for row in counts.entities()] == [
        ("a", 4, 3, 2),
        ("b", 3, 3, 2),
        ("c", 1, 1, 1),
    ]
    assert [(row.first, row.second, row.units, row.documents, row.expected) for row in counts.pairs()] == [
        ("a", "b", 2, 2, 9 / 4),
        ("a", "c", 1, 1, 3 / 4),
        ("b", "c", 1, 1, 3 / 4),
    ]
    assert counts.pairs()[0].npmi == pytest.approx(math.log(2 * 4 / 9) / math.log(2))
    assert [row.entity for row in counts.entities(min_count=2)] == ["a", "b"]
    assert [(row.first, row.second) for row in counts.pairs(min_count=2)] == [("a", "b")]


def test_windows_counted_by_hand():
    # Windows of 10 open at 0, 6, 10 and 30, and hold {a, b}, {b, c}, {c}, {a}: 10 is not within 10 of 0.
    text = Text((Mention("a", 0), Mention("b", 6), Mention("c", 10), Mention("a", 30)))
    counts = count_comentions([text], unit="window:10")
    assert counts.units == 4
    assert dict(counts.entity_units) == {"a": 2, "b": 2, "c": 2}
    assert dict(counts.pair_units) == {("a", "b"): 1, ("b", "c"): 1}


def test_only_the_zones_named_count():
    text = Text((Mention("a", 0, zone="title"), Mention("b", 1), Mention("c", 2, zone="boilerplate")))
    assert dict(count_comentions([text]).pair_units) == {("a", "b"): 1}
    assert dict(count_comentions([text], zones=["boilerplate", "body"]).pair_units) == {("b", "c"): 1}


def test_annotations_of_the_library_are_counted(workplace):
    annotator = entities.Annotator(["small.yaml"])
    texts = ["Ada Holm met Ben Reed there. Ben Reed left for Norland.", "诺兰德欢迎本·里德。"]
    counts = count_comentions(annotator.annotate_many(texts), unit=Unit("sentence"))
    assert dict(counts.pair_units) == {
        ("person/ada-holm", "person/ben-reed"): 1,
        ("person/ben-reed", "place/norland"): 2,
    }


@pytest.mark.parametrize(
    "table", [(3, 7, 5, 40), (1, 1, 1, 2), (5, 9, 8, 20), (0, 3, 4, 10), (2, 50, 70, 1000), (30, 40, 41, 90)]
)
def test_log_likelihood_is_that_of_scipy(table):
    together, first, second, total = table
    cells = [[together, first - together], [second - together, total - first - second + together]]
    expected = chi2_contingency(cells, correction=False, lambda_="log-likelihood").statistic
    assert log_likelihood(*table) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("table", [(3, 7, 5, 40), (1, 1, 1, 2), (5, 9, 8, 20), (2, 50, 70, 1000)])
def test_npmi_is_pointwise_mutual_information_over_its_greatest_value(table):
    together, first, second, total = table
    p_first, p_second, p_both = first / total, second / total, together / total
    assert npmi(*table) == pytest.approx(math.log2(p_both / (p_first * p_second)) / -math.log2(p_both))


def test_npmi_at_its_ends():
    assert npmi(0, 3, 4, 10) == -1
    assert npmi(10, 10, 10, 10) == 1
    assert npmi(1, 1, 1, 10) == pytest.approx(1)
    assert npmi(2, 4, 5, 10) == pytest.approx(0)
    assert npmi(3, 4, 5, 10) > 0 > npmi(1, 4, 5, 10)


def test_pairs_that_keep_together_come_before_pairs_of_chance():
    texts = [Text((Mention("a", 0), Mention("b", 1), Mention("often", 2)))] * 3 + [
        Text((Mention("often", 0),))
    ] * 5
    assert [(row.first, row.second) for row in count_comentions(texts).pairs()] == [
        ("a", "b"),
        ("a", "often"),
        ("b", "often"),
    ]


mentions = st.builds(
    lambda entity, start, zone: Mention(entity, start, start // 20, start // 7, zone),
    st.sampled_from("abcd"),
    st.integers(0, 60),
    st.sampled_from(["body", "body", "boilerplate"]),
)
texts = st.lists(
    st.lists(mentions, max_size=12).map(lambda found: Text(tuple(sorted(found, key=lambda one: one.start)))),
    max_size=5,
)


@given(texts, st.lists(st.booleans(), min_size=5, max_size=5), st.sampled_from(UNITS))
def test_parts_merge_into_the_whole(collection, sides, unit):
    shards = [[], []]
    for text, side in zip(collection, sides, strict=False):
        shards[side].append(text)
    left, right = (count_comentions(shard, unit=unit) for shard in shards)
    left.merge(right)
    whole = count_comentions(collection, unit=unit)
    assert left == whole
    assert left.pairs() == whole.pairs()
    assert left.entities() == whole.entities()


@given(texts, st.sampled_from(UNITS))
def test_counts_are_what_the_definition_says(collection, unit):
    counts = count_comentions(collection, unit=unit, zones=["body"])
    kind, _, size = unit.partition(":")
    groups = []
    for text in collection:
        kept = [mention for mention in text.mentions if mention.zone == "body"]
        if kind == "window":
            groups += [
                {other.entity for other in kept[number:] if other.start < mention.start + int(size)}
                for number, mention in enumerate(kept)
            ]
        else:
            numbers = {getattr(mention, kind, 0) for mention in kept}
            groups += [
                {mention.entity for mention in kept if getattr(mention, kind, 0) == number}
                for number in numbers
            ]
    assert counts.units == len(groups)
    for first, second in combinations("abcd", 2):
        assert counts.pair_units[first, second] == sum(first in group and second in group for group in groups)
        assert counts.pair_documents[first, second] <= counts.pair_units[first, second]
    for entity in "abcd":
        assert counts.entity_units[entity] == sum(entity in group for group in groups)


@given(texts, st.sampled_from(UNITS))
def test_measures_keep_their_bounds(collection, unit):
    for row in count_comentions(collection, unit=unit).pairs():
        assert -1 <= row.npmi <= 1 + 1e-12
        assert row.log_likelihood >= 0
        assert row.first < row.second


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sentences",
        "window",
        "window:0",
        "window:-3",
        "window:12345678",
        "window:１０",
        "Document",
        "window:5 ",
    ],
)
def test_unknown_units_are_refused(text):
    with pytest.raises(SettingsError) as caught:
        Unit.parse(text)
    assert str(caught.value) == (
        f"unit is `{text}`; expected document, paragraph, sentence or window:N with N characters, such as window:100."
    )


def test_counts_over_different_units_do_not_merge():
    with pytest.raises(SettingsError) as caught:
        Counts(Unit("document")).merge(Counts(Unit("window", 5)))
    assert str(caught.value) == "counts over different units can't be merged; count both over one unit."


def test_long_texts_are_counted_in_linear_time():
    text = Text(
        tuple(Mention("abcd"[number % 4], number, number // 9, number // 3) for number in range(200_000))
    )
    for unit in UNITS:
        assert count_comentions([text], unit=unit).mentions["a"] == 50_000
