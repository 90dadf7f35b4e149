"""Checks beyond what keeps a file from loading: forms that several entities list."""

import pytest

from entities.gazetteer.lint import lint

PLACE = "  - {{id: place/{0}, type: GPE, names: {{en: [{0} Town, {1}]}}{2}}}\n"


@pytest.fixture
def check(tmp_path):
    """Return a function that lints texts and gives errors and warnings as text, without the folder."""

    def run(*texts):
        paths = [tmp_path / f"{number}.yaml" for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, encoding="utf-8")
        return [
            [str(problem).replace(f"{tmp_path}/", "") for problem in problems] for problems in lint(paths)
        ]

    return run


def file(*places, name="bay"):
    return f"name: {name}\nentities:\n" + "".join(PLACE.format(*place) for place in places)


def test_a_good_file_has_neither_errors_nor_warnings(check):
    assert check(file(("a", "Aby", ""), ("b", "Bby", ""))) == [[], []]


def test_errors_come_without_warnings(check):
    errors, warnings = check(file(("a", "Aby", ""), ("b", "Aby", ", colour: x")))
    assert warnings == []
    assert errors == [
        (
            "0.yaml:4:58: unknown key `colour`; allowed: id, type, names, abbreviations, wikidata, context, prior "
            "(unknown-key)"
        )
    ]


def test_a_form_that_nothing_decides_is_warned_of_at_each_place(check):
    advice = "give context words or a prior so that it can be decided, or remove one (shared-form)"
    assert check(file(("a", "Aby", ""), ("b", "Aby", ""))) == [
        [],
        [
            f"0.yaml:3:51: `Aby` of place/a is also a name of place/b; {advice}",
            f"0.yaml:4:51: `Aby` of place/b is also a name of place/a; {advice}",
        ],
    ]


def test_files_are_compared_with_each_other(check):
    _, warnings = check(file(("a", "Aby", "")), file(("b", "Aby", ""), name="sea"))
    assert [warning.partition(" of ")[0] for warning in warnings] == [
        "0.yaml:3:51: `Aby`",
        "1.yaml:3:51: `Aby`",
    ]


@pytest.mark.parametrize("decision", [", context: [harbour]", ", prior: 0.5"])
def test_context_or_a_prior_on_one_side_is_enough(check, decision):
    assert check(file(("a", "Aby", ""), ("b", "Aby", decision))) == [[], []]


@pytest.mark.parametrize(
    ("first", "second"), [("諾蘭", "诺兰"), ("ABY", "aby"), ("Ａby", "Aby"), ("Àby", "Aby")]
)
def test_forms_are_compared_folded(check, first, second):
    _, warnings = check(file(("a", first, ""), ("b", second, "")))
    assert len(warnings) == 2


def test_one_entity_in_two_files_is_no_clash(check):
    assert check(file(("a", "Aby", "")), file(("a", "Aby", ""), name="sea")) == [[], []]


def test_names_without_lists_are_placed(check):
    text = "name: bay\nentities:\n" + "".join(
        f"  - id: place/{key}\n    type: GPE\n    names:\n      en: {name}\n"
        for key, name in (("a", "Aby"), ("b", "{text: Aby}"))
    )
    _, warnings = check(text)
    assert [warning.partition(" of ")[0] for warning in warnings] == [
        "0.yaml:6:11: `Aby`",
        "0.yaml:10:11: `Aby`",
    ]
