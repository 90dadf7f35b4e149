"""The built-in gazetteers: how much they hold, the names that must be there, and the scripts of names."""

from collections import defaultdict

import pytest

from entities.gazetteer import catalog
from entities.gazetteer.lint import lint
from entities.gazetteer.source import parse
from entities.text.fold import HAN, fold_text

# Characters that fold to another one but belong to their script all the same: 堃 is written so in mainland China
# in the names of persons, 恒 so in Hong Kong and Taiwan.
NO_TRADITIONAL = frozenset("堃")
NO_SIMPLIFIED = frozenset("恒")

# Forms of one person or place that must lead to one entity and to no other.
ONE_ENTITY = {
    "person/donald-trump": ["特朗普", "川普", "Trump", "Donald Trump", "唐纳德·特朗普", "唐納·川普"],
    "person/vladimir-putin": ["普京", "普丁", "蒲亭", "普亭", "普廷", "Putin", "弗拉基米尔·普京"],
    "person/volodymyr-zelenskyy": [
        "泽连斯基",
        "泽伦斯基",
        "澤倫斯基",
        "澤連斯基",
        "Zelenskyy",
        "Zelensky",
        "Zelenskiy",
    ],
    "person/steve-witkoff": ["威特科夫", "魏科夫", "Witkoff", "Steve Witkoff"],
    "person/jared-kushner": ["库什纳", "庫許納", "库许纳", "Jared Kushner"],
    "person/friedrich-merz": ["默茨", "梅爾茨", "Merz"],
    "person/keir-starmer": ["斯塔默", "施凱爾", "施紀賢", "Starmer"],
    "person/emmanuel-macron": ["马克龙", "馬克宏", "馬克龍", "Macron"],
    "person/marco-rubio": ["鲁比奥", "卢比奥", "盧比歐", "Rubio"],
    "person/jd-vance": ["万斯", "范斯", "JD Vance"],
    "person/andrii-yermak": ["叶尔马克", "葉爾馬克", "Yermak"],
    "person/sergei-lavrov": ["拉夫罗夫", "拉夫羅夫", "Sergei Lavrov", "Sergey Lavrov"],
    "person/ursula-von-der-leyen": ["冯德莱恩", "范德賴恩", "馮德萊恩"],
    "person/recep-tayyip-erdogan": ["埃尔多安", "艾爾段", "埃爾多安", "Erdogan", "Erdoğan"],
    "place/pokrovsk": ["红军城", "紅軍城", "波克罗夫斯克", "Pokrovsk", "Krasnoarmeysk"],
    "place/bakhmut": ["巴赫穆特", "阿尔乔莫夫斯克", "Bakhmut"],
    "place/kyiv": ["基辅", "基輔", "Kyiv", "Kiev"],
    "place/united-states": ["美国", "美國", "United States", "U.S.", "US"],
    "place/russia": ["俄罗斯", "俄羅斯", "Russia"],
    "place/ukraine": ["乌克兰", "烏克蘭", "Ukraine"],
    "place/turkiye": ["土耳其", "Turkey", "Türkiye"],
    "org/nato": ["北约", "北約", "NATO"],
    "org/european-union": ["欧盟", "歐盟", "EU"],
}
# Forms that name a region and its capital in the same way; both owners must list them all.
SHARED = {
    ("place/donetsk", "place/donetsk-oblast"): ["顿涅茨克", "頓內次克", "頓涅茨克", "Donetsk"],
    ("place/luhansk", "place/luhansk-oblast"): ["卢甘斯克", "盧甘斯克", "Luhansk"],
    ("place/georgia", "place/georgia-us-state"): ["Georgia", "乔治亚"],
}


@pytest.fixture(scope="module")
def gazetteer():
    return catalog.load()


@pytest.fixture(scope="module")
def owners(gazetteer):
    found = defaultdict(set)
    for entity in gazetteer.entities:
        for name in entity.names:
            # A form that only the text around it makes a name of this entity leaves it to others elsewhere.
            if name.match != "context":
                found[fold_text(name.text)].add(entity.id)
    return found


@pytest.fixture(scope="module")
def files():
    return {
        name: parse(catalog.find(name).read_text(encoding="utf-8"), name).value
        for name in catalog.builtin_names()
    }


# The files


def test_lint_finds_no_errors():
    errors, _ = lint([catalog.find(name) for name in catalog.builtin_names()])
    assert errors == []


def test_files_say_what_they_are(files):
    for name, content in files.items():
        assert content["name"] == name
        assert content["license"] == ("Unicode-3.0" if name == "countries" else "CC0-1.0")
        assert content["description"]
        assert content["entities"]


def test_no_id_is_defined_twice(files):
    places = defaultdict(list)
    for name, content in files.items():
        for entity in content["entities"]:
            places[entity["id"]].append(name)
    assert {identifier: names for identifier, names in places.items() if len(names) > 1} == {}


def test_no_wikidata_id_is_given_twice(gazetteer):
    owners = defaultdict(set)
    for entity in gazetteer.entities:
        if entity.wikidata:
            owners[entity.wikidata].add(entity.id)
    assert {wikidata: ids for wikidata, ids in owners.items() if len(ids) > 1} == {}


# The entities


def test_there_are_enough_of_them(gazetteer):
    countries = [entity for entity in gazetteer.entities if entity.gazetteer == "countries"]
    assert len(countries) == 261
    assert len(gazetteer) - len(countries) >= 500


def test_every_country_has_names_in_english_and_in_both_scripts(gazetteer):
    for entity in gazetteer.entities:
        if entity.gazetteer == "countries":
            languages = {name.language for name in entity.names}
            assert {"en", "zh-CN", "zh-TW"} <= languages, entity.id


def test_every_entity_has_an_english_name(gazetteer):
    assert [
        entity.id for entity in gazetteer.entities if all(name.language != "en" for name in entity.names)
    ] == []


def test_kinds_of_ids_agree_with_types(gazetteer):
    types = {"person": {"PERSON"}, "place": {"GPE", "LOC"}, "org": {"ORG"}, "fac": {"FAC"}}
    assert [
        entity.id for entity in gazetteer.entities if entity.type not in types[entity.id.partition("/")[0]]
    ] == []


# The names that the product is about


@pytest.mark.parametrize("identifier", ONE_ENTITY)
def test_forms_of_one_entity_lead_to_it_alone(identifier, owners):
    assert {form: owners[fold_text(form)] for form in ONE_ENTITY[identifier]} == {
        form: {identifier} for form in ONE_ENTITY[identifier]
    }


@pytest.mark.parametrize("identifiers", SHARED, ids=" ".join)
def test_shared_forms_belong_to_both(identifiers, owners):
    assert {form: owners[fold_text(form)] for form in SHARED[identifiers]} == {
        form: set(identifiers) for form in SHARED[identifiers]
    }


@pytest.mark.parametrize(
    ("identifier", "forms"),
    [
        ("place/united-states", ["美"]),
        ("place/russia", ["俄"]),
        ("place/ukraine", ["乌"]),
        ("place/europe", ["欧"]),
        ("place/belarus", ["白俄"]),
        ("person/donald-trump", ["特", "川"]),
        ("person/vladimir-putin", ["普"]),
        ("person/volodymyr-zelenskyy", ["泽"]),
        ("org/nato", ["约"]),
    ],
)
def test_abbreviations_are_listed(identifier, forms, gazetteer):
    listed = {fold_text(name.text) for name in gazetteer[identifier].abbreviations}
    assert set(forms) <= listed


def test_labels_are_those_of_the_states_themselves(gazetteer):
    labels = {
        "place/kyiv": "Kyiv",
        "place/odesa": "Odesa",
        "place/turkiye": "Türkiye",
        "place/pokrovsk": "Pokrovsk",
        "person/volodymyr-zelenskyy": "Volodymyr Zelenskyy",
    }
    assert {identifier: gazetteer[identifier].name for identifier in labels} == labels


def test_forms_used_by_one_side_say_so(gazetteer):
    used_by = {name.text: name.used_by for name in gazetteer["place/pokrovsk"].names}
    assert used_by["红军城"] == "russia"
    assert used_by["波克罗夫斯克"] is None


# Scripts, as far as characters alone can tell


def is_han(character):
    return any(low <= character <= high for low, high in zip(HAN[::3], HAN[2::3], strict=True))


def is_in_big5(character):
    try:
        character.encode("big5")
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize("language", ["zh-CN", "zh-SG"])
def test_simplified_names_hold_no_traditional_characters(language, gazetteer):
    wrong = [
        (entity.id, name.text, character)
        for entity in gazetteer.entities
        for name in (*entity.names, *entity.abbreviations)
        if name.language == language
        for character in name.text
        if is_han(character) and character not in NO_TRADITIONAL and fold_text(character) != character
    ]
    assert wrong == []


def test_taiwan_and_hong_kong_names_hold_no_simplified_characters(gazetteer):
    # A simplified character is one that others fold to and that Taiwan's own encoding does not have.
    targets = {fold_text(chr(code)) for code in range(0x4E00, 0x9FFF) if fold_text(chr(code)) != chr(code)}
    wrong = [
        (entity.id, name.text, character)
        for entity in gazetteer.entities
        for name in entity.names
        if name.language in ("zh-TW", "zh-HK")
        for character in name.text
        if character in targets and character not in NO_SIMPLIFIED and not is_in_big5(character)
    ]
    assert wrong == []


def test_english_names_hold_no_han_characters(gazetteer):
    english = [
        name.text
        for entity in gazetteer.entities
        for name in entity.names
        if name.language == "en" and any(map(is_han, name.text))
    ]
    assert english == []


def test_no_name_folds_to_a_single_han_character(gazetteer):
    # One character would match everywhere; it belongs under `abbreviations`.
    short = [
        (entity.id, name.text)
        for entity in gazetteer.entities
        for name in entity.names
        if len(fold_text(name.text)) < 2
    ]
    assert short == []
