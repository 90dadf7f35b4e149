"""Gazetteer files: what is read, and every message about what can't be, word for word."""

import time

import pytest
import yaml

from entities.errors import GazetteerError, Problem
from entities.gazetteer.load import load_files, load_texts
from entities.gazetteer.source import MAX_CHARACTERS, parse
from entities.model import Name

HEAD = "name: bay\nentities:\n"
PLACE = "  - id: place/norland\n    type: GPE\n    names: {en: Norland}\n"


def load(*texts):
    return load_texts([(f"{number}.yaml", text) for number, text in enumerate(texts)])


def problems_of(*texts):
    with pytest.raises(GazetteerError) as caught:
        load(*texts)
    assert str(caught.value) == "\n".join(str(problem) for problem in caught.value.problems)
    return [str(problem) for problem in caught.value.problems]


def problem_of(text):
    (problem,) = problems_of(text)
    assert problem.startswith("0.yaml:")
    return problem.removeprefix("0.yaml:")


def entity(**fields):
    """Return a file with one entity, each value written as YAML on a line of its own, from line 3 on."""
    lines = [f"    {key}: {value}" for key, value in {"id": "place/norland", "type": "GPE", **fields}.items()]
    return f"{HEAD}  -\n" + "\n".join(lines) + "\n"


# What is read


def test_an_entity_has_all_its_fields():
    (one,) = load(
        """\
name: bay
description: A bay
license: CC0-1.0
entities:
  - id: place/norland
    type: GPE
    wikidata: Q42
    prior: 0.25
    names:
      en: [Norland, {text: Northland, used_by: sailors, from: 1905, until: 1950-06, note: on old maps}]
      zh-CN: {text: 诺兰, match: exact}
    abbreviations: {zh: 诺}
    context: [海湾, bay]
"""
    ).entities
    assert one.id == "place/norland"
    assert one.type == "GPE"
    assert one.wikidata == "Q42"
    assert one.prior == 0.25
    assert one.gazetteer == "bay"
    assert one.context == ("海湾", "bay")
    assert one.abbreviations == (Name("诺", "zh"),)
    assert one.names == (
        Name("Norland", "en"),
        Name("Northland", "en", "variants", "sailors", "1905", "1950-06", "on old maps"),
        Name("诺兰", "zh-CN", "exact"),
    )


@pytest.mark.parametrize("written", ["Norland", "[Norland]", "{text: Norland}", "[{text: Norland}]"])
def test_one_name_needs_no_list_and_no_mapping(written):
    assert load(entity(names=f"{{en: {written}}}")).entities[0].names == (Name("Norland", "en"),)


def test_one_context_word_needs_no_list():
    assert load(entity(names="{en: Norland}", context="海湾")).entities[0].context == ("海湾",)


@pytest.mark.parametrize(
    "scalar",
    ["No", "12:30", "0777", "2022-02-24", "null", "1e3", "on", "True", "0x1F", ".inf", "1_000", "Null"],
)
def test_every_scalar_stays_text(scalar):
    written = f"{{en: [{scalar}, {{text: Norland, used_by: {scalar}, note: ~}}]}}"
    (one,) = load(entity(names=written, context=f"[{scalar}]")).entities
    assert one.surfaces() == (scalar, "Norland")
    assert (one.names[1].used_by, one.names[1].note) == (scalar, "~")
    assert one.context == (scalar,)


def test_white_space_around_a_name_is_no_part_of_it():
    assert load(entity(names='{en: ["  Norland "]}')).entities[0].surfaces() == ("Norland",)


def test_files_without_entities_are_allowed():
    assert load("name: bay\nentities: []\n").entities == ()


def test_entities_are_found_by_id():
    gazetteer = load(HEAD + PLACE)
    assert len(gazetteer) == 1
    assert gazetteer["place/norland"] is gazetteer.get("place/norland") is gazetteer.entities[0]
    assert gazetteer.get("place/atlantis") is None
    with pytest.raises(KeyError):
        gazetteer["place/atlantis"]


# Several files


def test_an_entity_of_two_files_has_the_names_of_both():
    first = "name: a\nentities:\n  - {id: place/norland, type: GPE, wikidata: Q1, names: {en: Norland}, context: [bay]}\n"
    second = (
        "name: b\nentities:\n  - {id: place/norland, type: GPE, wikidata: Q1, prior: 0.5, "
        "names: {en: [Norland, Northland], zh-CN: 诺兰}, abbreviations: {zh: 诺}, context: [bay, 海湾]}\n"
    )
    gazetteer = load(first, second)
    (one,) = gazetteer.entities
    assert gazetteer.names == ("a", "b")
    assert one.surfaces() == ("Norland", "Northland", "诺兰", "诺")
    assert (one.gazetteer, one.prior, one.context) == ("a", 0.5, ("bay", "海湾"))


def test_the_order_of_files_does_not_matter():
    texts = [
        f"name: {name}\nentities:\n"
        f"  - {{id: place/norland, type: GPE, names: {{en: [Norland {name}], zh-CN: [诺兰{name}]}}, context: [{name}]}}\n"
        f"  - {{id: place/{name}, type: GPE, names: {{en: {name}}}}}\n"
        for name in ("a", "b", "c")
    ]
    expected = load(*texts)
    for order in ((2, 1, 0), (1, 0, 2), (2, 0, 1)):
        gazetteer = load(*(texts[number] for number in order))
        assert gazetteer.entities == expected.entities
        assert gazetteer.names == expected.names
    assert [item.id for item in expected.entities] == ["place/a", "place/b", "place/c", "place/norland"]
    assert expected["place/norland"].name == "Norland a"


def test_labels_of_the_base_stay(tmp_path):
    base, own = tmp_path / "z.yaml", tmp_path / "a.yaml"
    base.write_text(f"name: z\nentities:\n{PLACE}", encoding="utf-8")
    own.write_text(f"name: a\nentities:\n{PLACE.replace('Norland', 'Northland')}", encoding="utf-8")
    assert load_files([own, base])["place/norland"].name == "Northland"
    assert load_files([own, base], base=[base])["place/norland"].name == "Norland"


def test_types_that_disagree():
    other = "name: sea\nentities:\n  - id: place/norland\n    type: LOC\n    names: {en: Norland}\n"
    message = "`place/norland` is LOC here but GPE in gazetteer `bay`; use one type (type-conflict)"
    assert problems_of(HEAD + PLACE, other) == [f"1.yaml:4:11: {message}"]
    assert problems_of(other, HEAD + PLACE) == [f"0.yaml:4:11: {message}"]


def test_all_problems_of_all_files_come_at_once(tmp_path):
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(HEAD + PLACE, encoding="utf-8")
    bad.write_text(
        "nmae: bay\nentities:\n  - id: Norland\n    type: gpe\n  - id: place/x\n    type: LOC\n    names: {fr: X}\n",
        encoding="utf-8",
    )
    broken = tmp_path / "broken.yaml"
    broken.write_bytes("name: 海湾\n名称: 海".encode() + "湾".encode("gb18030"))
    with pytest.raises(GazetteerError) as caught:
        load_files([tmp_path / "missing.yaml", bad, broken, good])
    folder = f"{tmp_path}/"
    assert str(caught.value).replace(folder, "").split("\n") == [
        "bad.yaml:1:1: the file has no `name`; it needs `name` and `entities` (missing-key)",
        (
            "bad.yaml:1:1: unknown key `nmae`; allowed: name, description, license, entities; did you mean `name`? "
            "(unknown-key)"
        ),
        "bad.yaml:3:5: entity `Norland` has no `names`; it needs `id`, `type` and `names` (missing-key)",
        (
            "bad.yaml:3:9: `id` is `Norland`; expected a kind, a slash and lower-case words joined by hyphens, such as "
            "`person/volodymyr-zelenskyy` (bad-id)"
        ),
        "bad.yaml:4:11: `type` is `gpe`; allowed: PERSON, GPE, LOC, ORG, FAC; did you mean `GPE`? (unknown-value)",
        "bad.yaml:7:13: unknown language tag `fr`; allowed: en, zh-CN, zh-TW, zh-HK, zh-SG, zh (unknown-language)",
        "broken.yaml:2:6: not UTF-8 (a byte is wrong); save it as UTF-8 (not-utf-8)",
        "missing.yaml:1:1: can't be read: No such file or directory (unreadable)",
    ]
    assert caught.value.problems[0] == Problem(
        f"{folder}bad.yaml", 1, 1, "missing-key", "the file has no `name`; it needs `name` and `entities`"
    )


# Files that can't be read


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(GazetteerError, match=r"^.*:1:1: can't be read: Is a directory \(unreadable\)$"):
        load_files([tmp_path])


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16"])
def test_another_encoding_is_named(tmp_path, encoding):
    path = tmp_path / "bay.yaml"
    text = "name: 海灣\nentities: []\ndescription: 關於這個海灣的名稱和地方，以及附近的國家與城市\n"
    path.write_bytes(text.encode(encoding))
    with pytest.raises(GazetteerError) as caught:
        load_files([path])
    (problem,) = caught.value.problems
    assert problem.code == "not-utf-8"
    reads_like = {"gb18030": "gb18030", "big5": "big5hkscs", "utf-16": "utf-16"}[encoding]
    assert problem.message == f"not UTF-8 (reads like {reads_like}); save it as UTF-8"
    assert (problem.line, problem.column) == (1, 1) if encoding == "utf-16" else (1, 7)


def test_one_wrong_byte_is_placed(tmp_path):
    path = tmp_path / "bay.yaml"
    path.write_bytes(
        "name: 海湾\nentities: []\ndescription: 海".encode() + b"\xff" + "湾和城市的名称\n".encode()
    )
    with pytest.raises(
        GazetteerError, match=r":3:15: not UTF-8 \(a byte is wrong\); save it as UTF-8 \(not-utf-8\)$"
    ):
        load_files([path])


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path):
    path = tmp_path / "bay.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + PLACE).replace("\n", "\r\n").encode())
    assert load_files([path]).entities[0].name == "Norland"


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n", "---\n"])
def test_an_empty_file(text):
    assert problem_of(text) == "1:1: the file is empty; it needs `name` and `entities` (empty)"


def test_a_file_that_is_too_large():
    source = parse("#" * (MAX_CHARACTERS + 1), "big.yaml")
    assert source.value is None
    assert [str(problem) for problem in source.problems] == [
        "big.yaml:1:1: 256,000,001 characters; a gazetteer file may have 256,000,000 (too-large)"
    ]


# YAML that a gazetteer may not have


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("name: [bay\n", "2:1"),
        ("name: 海湾: 诺兰\n", "1:9"),
        ("name: bay\n\tentities: []\n", "2:1"),
        ("name: 'bay\n", "2:1"),
        ("name: bay\nentities: []]\n", "2:13"),
        ('name: "\\q"\n', "1:8"),
    ],
)
def test_what_is_no_yaml(text, place):
    problem = problem_of(text)
    assert problem.startswith(f"{place}: not YAML here: ")
    assert problem.endswith("; check quotes, commas and indentation (yaml-syntax)")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            f"{HEAD}  - id: place/norland\n    id: place/norland\n    type: GPE\n    names: {{en: Norland}}\n",
            "4:5: key `id` for the second time in one mapping (first on line 3); keep one (duplicate-key)",
        ),
        (
            entity(names="{en: Norland, zh-CN: 诺兰, en: Northland}"),
            "6:37: key `en` for the second time in one mapping (first on line 6); keep one (duplicate-key)",
        ),
        (
            entity(names="&n {en: Norland}"),
            "6:12: anchor `&n`; gazetteers have no anchors, remove it (anchor)",
        ),
        (
            entity(names="{en: *n}"),
            "6:17: alias `*n`; write the value out, gazetteers have no aliases (alias)",
        ),
        (
            entity(names="{*n : Norland}"),
            "6:13: alias `*n`; write the value out, gazetteers have no aliases (alias)",
        ),
        (
            entity(names="{en: !!str Norland}"),
            "6:17: tag `tag:yaml.org,2002:str`; gazetteers have no tags, every value is text, remove it (tag)",
        ),
        (
            entity(names="!python/object:os.system {en: Norland}"),
            "6:12: tag `!python/object:os.system`; gazetteers have no tags, every value is text, remove it (tag)",
        ),
        (
            entity(names="{en: Norland}", **{"<<": "{prior: 0.5}"}),
            "7:5: merge key `<<`; write the values out, gazetteers have no merge keys (merge-key)",
        ),
        (
            f"{HEAD}{PLACE}---\nname: sea\nentities: []\n",
            "6:1: a second YAML document; put it into a file of its own (several-documents)",
        ),
        (
            f"{HEAD}  - {{[id]: place/norland}}\n",
            "3:6: a list or mapping as a key; keys are plain words (bad-key)",
        ),
        (
            f"{HEAD}  - ? {{id: place/norland}}\n",
            "3:7: a list or mapping as a key; keys are plain words (bad-key)",
        ),
        (
            entity(names=r'{en: "Nor\0land"}'),
            "6:17: control character U+0000; remove it (control-character)",
        ),
        (
            entity(names=r'{en: "Nor\x1fland"}'),
            "6:17: control character U+001F; remove it (control-character)",
        ),
        (
            entity(names="{zh-CN: 诺\x07兰}"),
            "6:21: control character U+0007; remove it (control-character)",
        ),
        ("\x07name: bay\n", "1:1: control character U+0007; remove it (control-character)"),
        ("name: bay\n\x9f", "2:1: control character U+009F; remove it (control-character)"),
    ],
)  # fmt: skip
def test_yaml_that_a_gazetteer_may_not_have(text, message):
    assert problem_of(text) == message


def test_deep_nesting_is_refused_at_once():
    message = "more than 12 levels of nesting; a gazetteer needs 7 (too-deep)"
    for text, place in (("[" * 200_000, "1:13"), ("{a: " * 200_000, "1:49"), ("- " * 200_000, "1:25")):
        started = time.perf_counter()
        assert problem_of(text) == f"{place}: {message}"
        assert time.perf_counter() - started < 2


def test_a_merge_bomb_is_refused_at_once():
    # Each line merges the one before it five times: `yaml.safe_load` follows 5 ** 11 of them.
    lines = ["a0: &a0 {k: v}"]
    lines += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 5)}]}}" for n in range(1, 12)]
    bomb = "\n".join(lines)
    assert len(bomb) == 463
    started = time.perf_counter()
    found = problems_of(bomb)
    assert time.perf_counter() - started < 1
    assert "0.yaml:1:5: anchor `&a0`; gazetteers have no anchors, remove it (anchor)" in found
    merge = "merge key `<<`; write the values out, gazetteers have no merge keys (merge-key)"
    assert f"0.yaml:2:10: {merge}" in found


def test_what_an_alias_leaves_out_is_not_reported_twice():
    text = (
        f"{HEAD}  - &a {{id: place/norland, type: GPE, names: {{en: Norland}}}}\n  - *a\n"
        "  - {<<: *a, id: place/x}\n"
    )
    assert problems_of(text) == [
        "0.yaml:3:5: anchor `&a`; gazetteers have no anchors, remove it (anchor)",
        "0.yaml:4:5: alias `*a`; write the value out, gazetteers have no aliases (alias)",
        "0.yaml:5:6: merge key `<<`; write the values out, gazetteers have no merge keys (merge-key)",
        "0.yaml:5:10: alias `*a`; write the value out, gazetteers have no aliases (alias)",
    ]


def test_the_slow_parser_gives_the_same(monkeypatch):
    text = entity(names="{en: [No, 12:30], zh-CN: 诺兰}")
    fast = parse(text, "0.yaml", marks=True)
    monkeypatch.setattr("entities.gazetteer.source._LOADER", yaml.Loader)
    slow = parse(text, "0.yaml", marks=True)
    assert (fast.value, fast.marks, fast.key_marks) == (slow.value, slow.marks, slow.key_marks)


# Values that a gazetteer may not have

ALLOWED = {
    "file": "name, description, license, entities",
    "entity": "id, type, names, abbreviations, wikidata, context, prior",
    "name": "text, match, used_by, from, until, note",
    "language": "en, zh-CN, zh-TW, zh-HK, zh-SG, zh",
}
ID = "expected a kind, a slash and lower-case words joined by hyphens, such as `person/volodymyr-zelenskyy` (bad-id)"
DATE = "expected a date such as `2022`, `2022-02` or `2022-02-24`"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # the file
        ("- bay\n", "1:1: the file is a list; expected a mapping (wrong-kind)"),
        ("bay\n", "1:1: the file is `bay`; expected a mapping (wrong-kind)"),
        ("name: bay\n", "1:1: the file has no `entities`; it needs `name` and `entities` (missing-key)"),
        ("name: [bay]\nentities: []\n", "1:7: `name` is a list; expected text (wrong-kind)"),
        ("name: ''\nentities: []\n", "1:7: `name` is empty; write at least one value or leave it out (empty-value)"),
        ("name: bay\nentities: {}\n", "2:11: `entities` is a mapping; expected a list (wrong-kind)"),
        ("name: bay\nentities:\n", "2:10: `entities` is ``; expected a list (wrong-kind)"),
        (
            "name: bay\nlicence: CC0\nentities: []\n",
            f"2:1: unknown key `licence`; allowed: {ALLOWED['file']}; did you mean `license`? (unknown-key)",
        ),
        (
            f"name: {'x' * 81}\nentities: []\n",
            "1:7: `name` has 81 characters; the longest allowed is 80 (too-long)",
        ),
        # an entity
        (f"{HEAD}  - bay\n", "3:5: entity number 1 is `bay`; expected a mapping (wrong-kind)"),
        (f"{HEAD}{PLACE}  - [bay]\n", "6:5: entity number 2 is a list; expected a mapping (wrong-kind)"),
        (
            f"{HEAD}  - id: place/norland\n    type: GPE\n",
            "3:5: entity `place/norland` has no `names`; it needs `id`, `type` and `names` (missing-key)",
        ),
        (
            f"{HEAD}  - type: GPE\n    names: {{en: Norland}}\n",
            "3:5: entity number 1 has no `id`; it needs `id`, `type` and `names` (missing-key)",
        ),
        (
            entity(names="{en: Norland}", contxt="bay"),
            f"7:5: unknown key `contxt`; allowed: {ALLOWED['entity']}; did you mean `context`? (unknown-key)",
        ),
        (
            entity(names="{en: Norland}", colour="blue"),
            f"7:5: unknown key `colour`; allowed: {ALLOWED['entity']} (unknown-key)",
        ),
        (entity(id="Place/Norland", names="{en: N}"), f"4:9: `id` is `Place/Norland`; {ID}"),
        (entity(id="norland", names="{en: N}"), f"4:9: `id` is `norland`; {ID}"),
        (entity(id="place/nor--land", names="{en: N}"), f"4:9: `id` is `place/nor--land`; {ID}"),
        (entity(id="place/诺兰", names="{en: N}"), f"4:9: `id` is `place/诺兰`; {ID}"),
        (entity(id="''", names="{en: N}"), f"4:9: `id` is ``; {ID}"),
        (entity(id="[a]", names="{en: N}"), "4:9: `id` is a list; expected text (wrong-kind)"),
        (
            entity(id=f"place/{'x' * 115}", names="{en: N}"),
            "4:9: `id` has 121 characters; the longest allowed is 120 (too-long)",
        ),
        (
            entity(type="Person", names="{en: N}"),
            "5:11: `type` is `Person`; allowed: PERSON, GPE, LOC, ORG, FAC; did you mean `PERSON`? (unknown-value)",
        ),
        (
            entity(type="[GPE]", names="{en: N}"),
            "5:11: `type` is a list; allowed: PERSON, GPE, LOC, ORG, FAC (unknown-value)",
        ),
        (
            entity(names="{en: N}", wikidata="42"),
            "7:15: `wikidata` is `42`; expected a Wikidata id such as `Q212` (bad-wikidata)",
        ),
        *(
            (
                entity(names="{en: N}", prior=value),
                f"7:12: `prior` is `{value}`; expected a number above 0 and up to 1 (wrong-kind)",
            )
            for value in ("0", "1.5", "-1", "often", "nan", "inf")
        ),
        (
            entity(names="{en: N}", context="[bay, {a: b}]"),
            "7:20: value 2 of `context` is a mapping; expected text (wrong-kind)",
        ),
        (
            entity(names="{en: N}", context="[bay, '']"),
            "7:20: value 2 of `context` is empty; write at least one value or leave it out (empty-value)",
        ),
        (
            entity(names="{en: N}", context="'…'"),
            "7:14: `context` is `…`; it needs a letter or a digit to be found by (no-letters)",
        ),
        (
            entity(names="{en: N}", abbreviations="[诺]"),
            "7:20: `abbreviations` is a list; expected a mapping (wrong-kind)",
        ),
        # its names
        (entity(names="[Norland]"), "6:12: `names` is a list; expected a mapping (wrong-kind)"),
        (entity(names=""), "6:11: `names` is ``; expected a mapping (wrong-kind)"),
        (
            entity(names="{}"),
            "6:12: `names` is empty; write at least one value or leave it out (empty-value)",
        ),
        (
            entity(names="{en: []}"),
            "6:17: `en` is empty; write at least one value or leave it out (empty-value)",
        ),
        (
            entity(names="{en: ''}"),
            "6:17: `en` is empty; write at least one value or leave it out (empty-value)",
        ),
        (
            entity(names="{en: [Norland, ' ']}"),
            "6:27: value 2 of `en` is empty; write at least one value or leave it out (empty-value)",
        ),
        (
            entity(names="{en: {text: ''}}"),
            "6:24: `text` is empty; write at least one value or leave it out (empty-value)",
        ),
        (
            entity(names="{zh-cn: 诺兰}"),
            (f"6:13: unknown language tag `zh-cn`; allowed: {ALLOWED['language']}; did you mean `zh-CN`? "
            "(unknown-language)"),
        ),
        (
            entity(names="{en: N}", abbreviations="{zh-tw: 諾}"),
            (f"7:21: unknown language tag `zh-tw`; allowed: {ALLOWED['language']}; did you mean `zh-TW`? "
            "(unknown-language)"),
        ),
        (
            entity(names="{en: [Norland, [Northland]]}"),
            "6:27: value 2 of `en` is a list; expected text or a mapping (wrong-kind)",
        ),
        (
            entity(names="{en: [{used_by: sailors}]}"),
            "6:18: a name of entity `place/norland` has no `text`; it needs `text` (missing-key)",
        ),
        (
            entity(names="{en: {text: N, usedby: sailors}}"),
            f"6:27: unknown key `usedby`; allowed: {ALLOWED['name']}; did you mean `used_by`? (unknown-key)",
        ),
        (
            entity(names="{en: [{text: N, match: fuzzy}]}"),
            "6:35: `match` is `fuzzy`; allowed: exact, variants, context (unknown-value)",
        ),
        (
            entity(names="{en: [{text: N, match: Exact}]}"),
            "6:35: `match` is `Exact`; allowed: exact, variants, context; did you mean `exact`? (unknown-value)",
        ),
        (entity(names="{en: {text: [N]}}"), "6:24: `text` is a list; expected text (wrong-kind)"),
        (entity(names="{en: {text: N, from: 1905-13}}"), f"6:33: `from` is `1905-13`; {DATE} (bad-from)"),
        (entity(names="{en: {text: N, until: May}}"), f"6:34: `until` is `May`; {DATE} (bad-until)"),
        (entity(names="{en: {text: N, until: １９０５}}"), f"6:34: `until` is `１９０５`; {DATE} (bad-until)"),
        (entity(names="{en: {text: N, note: [a]}}"), "6:33: `note` is a list; expected text (wrong-kind)"),
        (
            entity(names=f"{{en: {'x' * 201}}}"),
            "6:17: `en` has 201 characters; the longest allowed is 200 (too-long)",
        ),
        (
            entity(names="{zh: [\u200b]}"),
            r"6:18: value 1 of `zh` is `\u200b`; it needs a letter or a digit to be found by (no-letters)",
        ),
        # ids
        (
            f"{HEAD}{PLACE}{PLACE}",
            ("6:9: id `place/norland` for the second time (first on line 3); merge the two or give one a new id "
            "(duplicate-id)"),
        ),
    ],
)  # fmt: skip
def test_values_that_a_gazetteer_may_not_have(text, message):
    assert problem_of(text) == message


def test_what_does_not_show_is_escaped_in_messages():
    text = 'name: bay\nentities: []\n"na\\nme\u200b": x\n'
    message = (
        rf"3:1: unknown key `na\nme\u200b`; allowed: {ALLOWED['file']}; did you mean `name`? (unknown-key)"
    )
    assert problem_of(text) == message
