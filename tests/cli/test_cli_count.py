"""`entities count`: exact numbers for an example counted by hand, from every kind of input, in every form."""

from __future__ import annotations

import csv
import io
import json

import pytest
from scipy.stats.contingency import chi2_contingency

ADA, BEN, NORLAND = "person/ada-holm", "person/ben-reed", "place/norland"
# Sentences with mentions: {Ada, Ben, Norland} {Ben} | {Norland, Ada} {Ada} and, in the second text, {Ben, Norland}.
FIRST = (
    "Ada Holm met Ben Reed in Norland on Monday and they talked for long. Ben Reed left the room early that day.\n"
    "Norland thanked Ada Holm for the long visit of last year. Ada Holm slept on the train and did not wake.\n"
)
SECOND = (
    "Ben Reed spoke in Norland about the harvest of the year and about the price of bread.\n"
    "Nobody else was there to hear him on that evening, they say.\n"
)
ENTITIES = {
    "sentence": {ADA: (3, 3, 1), BEN: (3, 3, 2), NORLAND: (3, 3, 2)},
    "paragraph": {ADA: (3, 2, 1), BEN: (3, 2, 2), NORLAND: (3, 3, 2)},
    "document": {ADA: (3, 1, 1), BEN: (3, 2, 2), NORLAND: (3, 2, 2)},
    # Ada 0, Ben 13, Norland 25, Ben 69, Norland 108, Ada 124, Ada 166; and Ben 0, Norland 18:
    # {Ada, Ben} {Ben, Norland} {Norland} {Ben} {Norland, Ada} {Ada} {Ada}; {Ben, Norland} {Norland}
    "window:20": {ADA: (3, 4, 1), BEN: (3, 4, 2), NORLAND: (3, 5, 2)},
}
PAIRS = {
    "sentence": {(ADA, BEN): (1, 1), (ADA, NORLAND): (2, 1), (BEN, NORLAND): (2, 2)},
    "paragraph": {(ADA, BEN): (1, 1), (ADA, NORLAND): (2, 1), (BEN, NORLAND): (2, 2)},
    "document": {(ADA, BEN): (1, 1), (ADA, NORLAND): (1, 1), (BEN, NORLAND): (2, 2)},
    "window:20": {(ADA, BEN): (1, 1), (ADA, NORLAND): (1, 1), (BEN, NORLAND): (2, 2)},
}
TOTALS = {"sentence": 5, "paragraph": 3, "document": 2, "window:20": 9}


@pytest.fixture
def news(workplace):
    (workplace / "news").mkdir()
    (workplace / "news" / "1.txt").write_text(FIRST, encoding="utf-8")
    (workplace / "news" / "2.txt").write_text(SECOND, encoding="utf-8")
    return workplace


def rows(done):
    return [json.loads(line) for line in done.out.splitlines()]


def tables(done):
    entities = {
        row["entity"]: (row["mentions"], row["units"], row["documents"])
        for row in rows(done)
        if row["kind"] == "entity"
    }
    pairs = {
        (row["entity"], row["with"]): (row["units"], row["documents"])
        for row in rows(done)
        if row["kind"] == "pair"
    }
    return entities, pairs


@pytest.mark.parametrize("unit", TOTALS)
def test_every_unit_counted_by_hand(command, news, unit):
    done = command("count", "news", "-g", "small.yaml", "--unit", unit, "-f", "jsonl")
    assert done.messages == ["2 inputs = 2 annotated + 0 partial + 0 rejected + 0 skipped"]
    assert tables(done) == (ENTITIES[unit], PAIRS[unit])
    for row in rows(done):
        if row["kind"] == "pair":
            first, second = (ENTITIES[unit][row[side]][1] for side in ("entity", "with"))
            cells = [
                [row["units"], first - row["units"]],
                [second - row["units"], TOTALS[unit] - first - second + row["units"]],
            ]
            assert row["expected"] == pytest.approx(first * second / TOTALS[unit], abs=5e-5)
            if all(map(sum, cells)) and all(map(sum, zip(*cells, strict=True))):
                expected = chi2_contingency(cells, correction=False, lambda_="log-likelihood").statistic
                assert row["log_likelihood"] == pytest.approx(expected, abs=5e-5)


def test_sentences_are_the_default_and_measures_are_those_of_a_calculator(command, news):
    done = command("count", "news", "-g", "small.yaml", "-f", "jsonl")
    assert rows(done)[0] == {
        "kind": "entity", "entity": ADA, "name": "Ada Holm", "type": "PERSON", "mentions": 3, "units": 3, "documents": 1,
    }  # fmt: skip
    # ln(2 * 5 / 9) / -ln(2 / 5) = 0.1150; ln(1 * 5 / 9) / -ln(1 / 5) = -0.3652
    assert {(row["entity"], row["with"]): (row["expected"], row["npmi"]) for row in rows(done)[3:]} == {
        (ADA, NORLAND): (1.8, 0.115),
        (BEN, NORLAND): (1.8, 0.115),
        (ADA, BEN): (1.8, -0.3652),
    }


@pytest.mark.parametrize("style", ["jsonl", "csv"])
def test_counting_what_annotate_wrote_equals_counting_the_files(command, news, style):
    output = f"news.{style}"
    command("annotate", "news", "-g", "small.yaml", "-f", style, "-o", output)
    for unit in TOTALS:
        done = command("count", output, "--unit", unit, "-f", "jsonl")
        assert (done.status, done.messages) == (
            0,
            ["2 inputs = 2 annotated + 0 partial + 0 rejected + 0 skipped"],
        )
        assert done.out == command("count", "news", "-g", "small.yaml", "--unit", unit, "-f", "jsonl").out


def test_counting_standard_input(shell, news):
    annotated = shell("annotate", "news", "-g", "small.yaml")
    done = shell("count", "-", "-f", "jsonl", stdin=annotated.out.encode())
    assert tables(done) == (ENTITIES["sentence"], PAIRS["sentence"])


def test_the_table(shell, news):
    done = shell("count", "news", "-g", "small.yaml")
    assert done.status == 0
    assert [line.rstrip() for line in done.out.splitlines()] == [
        "entity    type    mentions  sentences  documents",
        "Ada Holm  PERSON         3          3          1",
        "Ben Reed  PERSON         3          3          2",
        "Norland   GPE            3          3          2",
        "",
        "entity    with      sentences  documents   NPMI   G2",
        "Ada Holm  Norland           2          1   0.11  0.1",
        "Ben Reed  Norland           2          2   0.11  0.1",
        "Ada Holm  Ben Reed          1          1  -0.37  2.9",
        "",
    ]


def test_the_table_shows_the_top(command, news):
    done = command("count", "news", "-g", "small.yaml", "--top", "1", "--unit", "window:30")
    assert [line.rstrip() for line in done.out.splitlines()] == [
        "entity    type    mentions  windows  documents",
        "Ada Holm  PERSON         3        4          1",
        "... and 2 more; --top 0 shows all",
        "",
        "entity    with     windows  documents  NPMI   G2",
        "Ben Reed  Norland        3          2  0.11  0.2",
        "... and 2 more; --top 0 shows all",
        "",
    ]
    assert len(command("count", "news", "-g", "small.yaml", "--top", "0").out.splitlines()) == 10


def test_csv_has_all_rows_under_one_header(command, news):
    done = command("count", "news", "-g", "small.yaml", "-f", "csv", "--top", "1")
    table = list(csv.DictReader(io.StringIO(done.out)))
    assert done.out.splitlines()[0] == (
        "kind,entity,name,type,mentions,units,documents,with,with_name,expected,npmi,log_likelihood"
    )
    assert [row["kind"] for row in table] == ["entity"] * 3 + ["pair"] * 3
    assert table[3] == {
        "kind": "pair", "entity": ADA, "name": "Ada Holm", "type": "", "mentions": "", "units": "2", "documents": "1",
        "with": NORLAND, "with_name": "Norland", "expected": "1.8", "npmi": "0.115", "log_likelihood": "0.1384",
    }  # fmt: skip


def test_min_count_leaves_out_the_rare(command, news):
    done = command("count", "news", "-g", "small.yaml", "-f", "jsonl", "--min-count", "2")
    assert set(tables(done)[1]) == {(ADA, NORLAND), (BEN, NORLAND)}
    assert rows(command("count", "news", "-g", "small.yaml", "-f", "jsonl", "--min-count", "4")) == []


def test_boilerplate_counts_only_on_request(command, workplace):
    page = "<p>Norland was calm on that day, and nobody knew why it was.</p><footer>Ben Reed</footer>"
    (workplace / "a.html").write_text(page, encoding="utf-8")
    command("annotate", "a.html", "-g", "small.yaml", "-o", "a.jsonl")
    for path in ("a.html", "a.jsonl"):
        assert [row["entity"] for row in rows(command("count", path, "-g", "small.yaml", "-f", "jsonl"))] == [
            NORLAND
        ]
        done = command("count", path, "-g", "small.yaml", "-f", "jsonl", "--zones", "boilerplate")
        assert [row["entity"] for row in rows(done)] == [BEN]


def test_min_score_holds_for_stored_mentions_too(command, workplace):
    mentions = [
        {"entity": name, "start": 0, "paragraph": 0, "sentence": 0, "score": score}
        for name, score in (("a", 0.9), ("b", 0.5))
    ]
    (workplace / "a.jsonl").write_text(json.dumps({"id": "x", "mentions": mentions}), encoding="utf-8")
    assert [
        row["entity"] for row in rows(command("count", "a.jsonl", "-f", "jsonl", "--min-score", "0.6"))
    ] == ["a"]
    assert [
        row["entity"] for row in rows(command("count", "a.jsonl", "-f", "jsonl", "--min-score", "0.5"))
    ] == ["a", "b", "a"]


def test_raw_and_stored_inputs_mix(command, news):
    command("annotate", "news/1.txt", "-g", "small.yaml", "-o", "first.jsonl")
    done = command("count", "first.jsonl", "news/2.txt", "-g", "small.yaml", "-f", "jsonl")
    assert tables(done) == (ENTITIES["sentence"], PAIRS["sentence"])


GOOD = {"entity": "a", "start": 0, "paragraph": 0, "sentence": 0}


@pytest.mark.parametrize(
    ("mention", "wrong"),
    [
        ({}, "no 'entity'"),
        ({**GOOD, "sentence": "0"}, "a `sentence` of the wrong kind"),
        ({**GOOD, "start": True}, "a `start` of the wrong kind"),
        ({**GOOD, "score": None}, "a `score` of the wrong kind"),
        ({**GOOD, "name": 3}, "a `name` of the wrong kind"),
        ({**GOOD, "zone": "tail"}, "a zone that is none of title, body, caption, byline, boilerplate"),
        ({**GOOD, "zone": []}, "a zone that is none of title, body, caption, byline, boilerplate"),
        (3, "no fields"),
    ],
)
def test_damaged_annotations_are_rejected(command, workplace, mention, wrong):
    lines = [{"id": "x", "mentions": [GOOD]}, {"id": "y", "mentions": [GOOD, mention]}]
    (workplace / "a.jsonl").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    done = command("count", "a.jsonl", "-f", "jsonl")
    assert done.status == 1
    assert done.messages == [
        f"a.jsonl:2: mention 1 has {wrong}; expected what `entities annotate` writes (bad-annotation)",
        "2 inputs = 1 annotated + 0 partial + 1 rejected + 0 skipped",
    ]
    assert rows(done)[0]["mentions"] == 1


def test_damaged_rows_of_annotations_are_rejected(command, news):
    command("annotate", "news", "-g", "small.yaml", "-f", "csv", "-o", "a.csv")
    lines = (news / "a.csv").read_text(encoding="utf-8").splitlines()
    (news / "a.csv").write_text(
        "\n".join([*lines, lines[1].rpartition(",")[0], lines[1].rpartition(",")[0] + ",x"]), encoding="utf-8"
    )
    assert command("count", "a.csv").messages == [
        "a.csv:11: 13 cells, but the header has 14 (bad-csv)",
        "a.csv:12: mention 0 has a `sentence` of the wrong kind; expected what `entities annotate` writes (bad-annotation)",
        "4 inputs = 2 annotated + 0 partial + 2 rejected + 0 skipped",
    ]


def test_records_with_a_text_are_raw_whatever_else_they_hold(command, workplace):
    (workplace / "posts.jsonl").write_text(
        '{"text": "Norland", "mentions": ["@ada", {"id": 3}]}', encoding="utf-8"
    )
    done = command("count", "posts.jsonl", "-g", "small.yaml", "-f", "jsonl")
    assert (done.status, [row["entity"] for row in rows(done)]) == (0, [NORLAND])


def test_names_from_files_cannot_command_the_terminal(command, workplace):
    mention = {**GOOD, "name": "\x1b[31mred\ud800", "type": "a\nb"}
    (workplace / "a.jsonl").write_text(json.dumps({"id": "x", "mentions": [mention]}), encoding="utf-8")
    done = command("count", "a.jsonl")
    assert "\x1b" not in done.out
    assert r"\x1b[31mred�  a\nb" in done.out


def test_two_runs_give_the_same_bytes(shell, news):
    for style in ("table", "csv", "jsonl"):
        first, second = (
            shell("count", "news", "-g", "small.yaml", "-f", style, PYTHONHASHSEED=seed)
            for seed in ("1", "7")
        )
        assert first == second
        assert first.status == 0
