"""Counting suggestions over documents."""

import entities
from entities.model import Annotation, Suggestion
from entities.suggestions import EXAMPLES, Example, SuggestionRow


def annotation(*found):
    return Annotation("", "zh", (), (), tuple(found))


def suggest(surface, entity="person/a", pattern="nickname", start=0):
    return Suggestion(surface, entity, "A", pattern, start, start + len(surface), f"...{surface}...")


def test_names_are_counted_over_documents_the_most_frequent_first():
    counter = entities.Suggestions()
    counter.add(
        annotation(suggest("乙"), suggest("甲", start=5), suggest("甲", pattern="beside", start=9)), "one.txt"
    )
    counter.add(annotation(suggest("甲", start=2)), "two.txt")
    counter.add(annotation(), "three.txt")
    assert counter.rows() == [
        SuggestionRow(
            "甲", "person/a", "A", 3, 2, ("nickname", "beside"),
            (Example("one.txt", 5, 6, "...甲..."), Example("one.txt", 9, 10, "...甲..."), Example("two.txt", 2, 3, "...甲...")),
        ),
        SuggestionRow("乙", "person/a", "A", 1, 1, ("nickname",), (Example("one.txt", 0, 1, "...乙..."),)),
    ]  # fmt: skip


def test_spellings_that_fold_to_the_same_are_one_name_and_two_entities_are_two():
    counter = entities.Suggestions()
    counter.add(annotation(suggest("維特"), suggest("维特"), suggest("维特"), suggest("维特", "person/b")))
    assert [(row.surface, row.entity, row.count) for row in counter.rows()] == [
        ("维特", "person/a", 3),
        ("维特", "person/b", 1),
    ]


def test_only_some_examples_are_kept():
    counter = entities.Suggestions()
    for number in range(EXAMPLES + 3):
        counter.add(annotation(suggest("甲", start=number)), f"{number}.txt")
    (row,) = counter.rows()
    assert row.count == row.documents == EXAMPLES + 3
    assert [example.path for example in row.examples] == [f"{number}.txt" for number in range(EXAMPLES)]


def test_nothing_gives_nothing():
    assert entities.Suggestions().rows() == []
