"""The spaCy component: what it writes, what it counts, and that saved pipelines need nothing else."""

import inspect
import json
import pickle
import re
import subprocess
import sys
import warnings

import pytest
import spacy
from spacy.tokens import DocBin

from entities import Annotator
from entities.errors import GazetteerError, InputError, SettingsError, UnknownGazetteerError
from entities.integrations.spacy import DEFAULT_CONFIG, EntitiesComponent, MisalignedMentionWarning

GAZETTEER = """\
name: harbour
license: CC0-1.0
entities:
  - id: person/amaline-koster
    type: PERSON
    names:
      en: [Amaline Koster, Koster]
      zh-CN: [阿玛琳·科斯特, 科斯特]
    context: [市长, mayor]
  - id: place/velograd
    type: GPE
    names:
      en: [Velograd]
      zh-CN: [维洛格勒]
  - id: org/velograd-harbour-union
    type: ORG
    names:
      en: [Velograd Harbour Union]
      zh-CN: [维洛格勒港工会]
"""
CHINESE = "市长科斯特昨天在维洛格勒会见了工人。"
ENGLISH = "Mayor Koster met the dockers in Velograd on Friday."


@pytest.fixture
def gazetteer(tmp_path):
    path = tmp_path / "harbour.yaml"
    path.write_text(GAZETTEER, encoding="utf-8")
    return path


@pytest.fixture
def make(gazetteer):
    """Return a function that makes a pipeline with the component and the small gazetteer."""

    def build(language="zh", **config):
        nlp = spacy.blank(language)
        nlp.add_pipe("entities", config={"gazetteers": [str(gazetteer)], **config})
        return nlp

    return build


def found(doc, key="entities"):
    return [(span.text, span.label_, span.kb_id_, span.id_) for span in doc.spans[key]]


IN_CHINESE = [
    ("科斯特", "PERSON", "person/amaline-koster", "exact"),
    ("维洛格勒", "GPE", "place/velograd", "exact"),
]
IN_ENGLISH = [
    ("Koster", "PERSON", "person/amaline-koster", "latin"),
    ("Velograd", "GPE", "place/velograd", "latin"),
]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh", CHINESE, IN_CHINESE),
        ("zh", ENGLISH, IN_ENGLISH),
        ("en", ENGLISH, IN_ENGLISH),
        ("xx", ENGLISH, IN_ENGLISH),
    ],
)
def test_mentions_become_a_span_group(make, language, text, expected):
    assert found(make(language)(text)) == expected


def test_nothing_is_added_to_the_annotators_answers(make, gazetteer):
    text = f"{CHINESE}\n{ENGLISH}"
    mentions = Annotator([str(gazetteer)]).annotate(text).mentions
    doc = make()(text)
    assert [(span.start_char, span.end_char, span.kb_id_, span.id_) for span in doc.spans["entities"]] == [
        (mention.start, mention.end, mention.entity, mention.method) for mention in mentions
    ]


def test_the_group_tells_offsets_score_form_and_zone_of_each_mention(make):
    doc = make()(CHINESE)
    assert doc.spans["entities"].attrs["left_out"] == []
    record = doc.spans["entities"].attrs["mentions"][1]
    assert doc.text[record["start"] : record["end"]] == record["text"] == "维洛格勒"
    assert (record["name"], record["form"], record["zone"]) == ("Velograd", "维洛格勒", "body")
    assert 0 < record["score"] <= 1


def test_markup_in_the_text_is_no_hindrance(make):
    text = "<p>市长<b>科斯特</b>说：&ldquo;维洛格勒&rdquo;很好。</p>"
    doc = make()(text)
    assert doc.text == text
    assert found(doc) == IN_CHINESE


@pytest.mark.parametrize("text", ["", " \n", "今天没有新闻。"])
def test_a_text_without_mentions_gets_an_empty_group(make, text):
    doc = make()(text)
    assert len(doc.spans["entities"]) == 0
    assert doc.ents == ()


def test_built_in_gazetteers_are_taken_by_name():
    nlp = spacy.blank("zh")
    nlp.add_pipe("entities", config={"gazetteers": ["countries"]})
    assert ("挪威", "GPE", "place/norway", "exact") in found(nlp("挪威外长周二访问了冰岛。"))


def test_the_span_key_is_free(make):
    doc = make(span_key="names")(CHINESE)
    assert found(doc, "names") == IN_CHINESE
    assert "entities" not in doc.spans


def test_a_group_of_that_key_is_replaced(make):
    nlp = make()
    doc = nlp.make_doc(CHINESE)
    doc.spans["entities"] = [doc[0:1]]
    assert found(nlp(doc)) == IN_CHINESE


def test_min_score_leaves_mentions_out(make):
    assert found(make(min_score=1.0)(CHINESE)) == []


def test_zones_choose_parts_of_the_page(make):
    text = f"科斯特访问海港\n\n{CHINESE}工人们向她提出了许多要求，会谈持续到了深夜。\n"
    assert found(make(zones=["title"])(text)) == IN_CHINESE[:1]
    assert found(make(zones=["body"])(text)) == IN_CHINESE


# doc.ents


def test_doc_ents_are_left_alone_unless_asked(make):
    assert make()(CHINESE).ents == ()


def test_doc_ents_are_set_with_type_id_and_method(make):
    doc = make(set_ents=True)(CHINESE)
    assert [(span.text, span.label_, span.kb_id_, span.id_) for span in doc.ents] == IN_CHINESE


def test_earlier_entities_stay_where_no_mention_is(make):
    nlp = make("en", set_ents=True)
    ruler = nlp.add_pipe("entity_ruler", before="entities")
    ruler.add_patterns([{"label": "DATE", "pattern": "Friday"}, {"label": "PLACE", "pattern": "in Velograd"}])
    doc = nlp(ENGLISH)
    assert [(span.text, span.label_) for span in doc.ents] == [
        ("Koster", "PERSON"),
        ("Velograd", "GPE"),
        ("Friday", "DATE"),
    ]


# Mentions that are no run of tokens


def test_a_token_that_is_mostly_the_name_stands_for_it(make):
    nlp = make("en")
    with pytest.warns(MisalignedMentionWarning):
        doc = nlp("The <b>Velograd</b> harbour")
    assert [span.text for span in doc.spans["entities"]] == ["Velograd</b"]
    assert doc.spans["entities"].attrs["mentions"][0]["text"] == "Velograd"
    assert nlp.get_pipe("entities").misaligned == 1


def test_a_clause_left_whole_does_not_stand_for_a_name_in_it(make):
    nlp = make("xx")
    with pytest.warns(MisalignedMentionWarning):
        doc = nlp(CHINESE)
    group = doc.spans["entities"]
    assert len(group) == 0
    assert [record["entity"] for record in group.attrs["left_out"]] == [
        "person/amaline-koster",
        "place/velograd",
    ]
    assert nlp.get_pipe("entities").misaligned == 2


def test_two_names_in_one_token_both_count_but_only_one_is_an_entity():
    nlp = spacy.blank("en")
    nlp.add_pipe("entities", config={"gazetteers": ["countries"], "set_ents": True})
    with pytest.warns(MisalignedMentionWarning):
        doc = nlp("The 中俄 talks")
    assert [(span.text, span.kb_id_) for span in doc.spans["entities"]] == [
        ("中俄", "place/china"),
        ("中俄", "place/russia"),
    ]
    assert [span.text for span in doc.ents] == ["中俄"]


def test_misaligned_mentions_warn_once_for_each_component(make):
    first, second = make("xx"), make("xx")
    with pytest.warns(MisalignedMentionWarning) as caught:
        [nlp(CHINESE) for nlp in (first, first, second)]
    assert len(caught) == 2
    assert str(caught[0].message) == (
        "component `entities`: the mention `科斯特` at 2-5 begins or ends inside a token. Such mentions get the whole "
        "token if the name is at least half of it; the others are only in `attrs['left_out']` of the span group. "
        "`component.misaligned` counts both and this is said once; for Chinese take a pipeline that cuts it, such as "
        "`spacy.blank('zh')`."
    )
    assert first.get_pipe("entities").misaligned == 4
    assert second.get_pipe("entities").misaligned == 2


# Saved pipelines and documents


def test_a_pipeline_saved_to_disk_needs_no_gazetteer_file(make, gazetteer, tmp_path):
    make(set_ents=True).to_disk(tmp_path / "pipeline")
    gazetteer.unlink()
    loaded = spacy.load(tmp_path / "pipeline")
    doc = loaded(CHINESE)
    assert found(doc) == IN_CHINESE
    assert len(doc.ents) == 2
    assert loaded.get_pipe("entities").gazetteers == (str(gazetteer),)


def test_a_pipeline_saved_as_bytes_needs_no_gazetteer_file(make, gazetteer):
    data = make().to_bytes()
    other = make()
    gazetteer.unlink()
    assert found(other.from_bytes(data)(CHINESE)) == IN_CHINESE


def test_saved_gazetteers_are_the_same_gazetteers(make):
    component = make().get_pipe("entities")
    before = component.annotator.gazetteer
    after = component.from_bytes(component.to_bytes()).annotator.gazetteer
    assert after is not before
    assert (after.entities, after.names) == (before.entities, before.names)


def test_all_built_in_gazetteers_survive(make):
    nlp = spacy.blank("zh")
    component = nlp.add_pipe("entities")
    data = component.to_bytes()
    restored = make().get_pipe("entities").from_bytes(data)
    assert restored.gazetteers is None
    assert restored.to_bytes() == data


def test_the_saved_form_is_json(make, gazetteer, tmp_path):
    make().to_disk(tmp_path / "pipeline")
    saved = json.loads((tmp_path / "pipeline" / "entities" / "gazetteer.json").read_text(encoding="utf-8"))
    assert saved["gazetteers"] == [str(gazetteer)]
    assert saved["names"] == ["harbour"]
    assert len(saved["entities"]) == 3


def test_a_damaged_save_says_where_and_what(make):
    component = make().get_pipe("entities")
    data = json.loads(component.to_bytes())
    data["entities"][2]["type"] = "TOWN"
    with pytest.raises(InputError) as caught:
        component.from_bytes(json.dumps(data).encode())
    assert str(caught.value) == (
        "component `entities`: no saved gazetteers of this version at `entities.2.type`: Input should be 'PERSON', "
        "'GPE', 'LOC', 'ORG' or 'FAC'; save the pipeline again (bad-saved-gazetteer)"
    )
    with pytest.raises(InputError, match="at `all of it`: Invalid JSON"):
        component.from_bytes(b"\x80\x04}")


def test_a_missing_save_says_where(make, tmp_path):
    with pytest.raises(InputError) as caught:
        make().get_pipe("entities").from_disk(tmp_path / "nowhere")
    assert str(caught.value) == (
        f"{tmp_path / 'nowhere' / 'gazetteer.json'}: can't be read: No such file or directory; "
        "save the pipeline again (unreadable)"
    )


# Newer Pythons warn about forking where threads run, as they do in a worker of pytest-xdist.
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_worker_processes_give_the_same_documents(make):
    nlp = make(set_ents=True)
    texts = [f"{CHINESE}{number}" for number in range(7)]
    alone = list(nlp.pipe(texts))
    together = list(nlp.pipe(texts, n_process=2, batch_size=2))
    assert [doc.text for doc in together] == texts
    assert [found(doc) for doc in together] == [found(doc) for doc in alone] == [IN_CHINESE] * 7
    assert [doc.spans["entities"].attrs for doc in together] == [doc.spans["entities"].attrs for doc in alone]
    assert [len(doc.ents) for doc in together] == [2] * 7


def test_a_component_can_be_sent_to_a_process_that_was_spawned(make):
    nlp = make()
    nlp(CHINESE)
    component = pickle.loads(pickle.dumps(nlp.get_pipe("entities")))
    assert found(component(spacy.blank("zh").make_doc(CHINESE))) == IN_CHINESE


def test_documents_survive_docbin(make):
    doc = make(set_ents=True)(CHINESE)
    data = DocBin(docs=[doc], store_user_data=True).to_bytes()
    [restored] = DocBin().from_bytes(data).get_docs(spacy.blank("zh").vocab)
    assert found(restored) == IN_CHINESE
    assert restored.spans["entities"].attrs == doc.spans["entities"].attrs
    assert [(span.text, span.label_, span.kb_id_, span.id_) for span in restored.ents] == IN_CHINESE


# Configuration


def test_defaults_stand_in_one_place():
    nlp = spacy.blank("en")
    nlp.add_pipe("entities")
    assert nlp.config["components"]["entities"] == {"factory": "entities", **DEFAULT_CONFIG}
    options = {
        name: parameter.default
        for name, parameter in inspect.signature(EntitiesComponent).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY
    }
    assert options == dict.fromkeys(DEFAULT_CONFIG, inspect.Parameter.empty)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (
            {"gazetteers": "countries"},
            "`gazetteers` is 'countries'; expected a list of built-in names and YAML files, or null for all built-in ones.",
        ),
        (
            {"gazetteers": []},
            "`gazetteers` is []; expected a list of built-in names and YAML files, or null for all built-in ones.",
        ),
        ({"min_score": 80}, "`min_score` is 80; expected a number from 0 to 1."),
        ({"min_score": True}, "`min_score` is True; expected a number from 0 to 1."),
        ({"set_ents": "yes"}, "`set_ents` is 'yes'; expected true or false."),
        ({"span_key": ""}, "`span_key` is ''; expected the name of a span group."),
        (
            {"zones": ["body", "footer"]},
            "`zones` is ['body', 'footer']; expected a list of title, body, caption, byline, boilerplate, or null for all.",
        ),
    ],
)
def test_a_wrong_option_says_what_is_allowed(config, message):
    with pytest.raises(SettingsError) as caught:
        spacy.blank("en").add_pipe("entities", name="news", config=config)
    assert str(caught.value) == f"component `news`: {message}"


def test_all_wrong_options_are_told_at_once():
    with pytest.raises(SettingsError) as caught:
        spacy.blank("en").add_pipe("entities", config={"min_score": "high", "set_ents": 1})
    assert str(caught.value) == (
        "component `entities`: `min_score` is 'high'; expected a number from 0 to 1.\n"
        "component `entities`: `set_ents` is 1; expected true or false."
    )


def test_an_option_that_does_not_exist_is_an_error():
    with pytest.raises(ValueError, match=re.escape("entities -> threshold")):
        spacy.blank("en").add_pipe("entities", config={"threshold": 0.5})


def test_an_unknown_gazetteer_is_told_at_once():
    with pytest.raises(
        UnknownGazetteerError, match=re.escape("no gazetteer `countires`. Did you mean `countries`")
    ):
        spacy.blank("en").add_pipe("entities", config={"gazetteers": ["countires"]})


def test_a_missing_file_is_told_when_it_is_needed():
    nlp = spacy.blank("en")
    nlp.add_pipe("entities", config={"gazetteers": ["lost/harbour.yaml"]})
    with pytest.raises(
        UnknownGazetteerError, match=re.escape("no gazetteer file `lost/harbour.yaml`; check the path.")
    ):
        nlp(ENGLISH)


def test_a_faulty_file_is_told_with_its_lines(make, gazetteer):
    gazetteer.write_text(GAZETTEER.replace("GPE", "TOWN"), encoding="utf-8")
    with pytest.raises(GazetteerError, match=re.escape("harbour.yaml:11:11: `type` is `TOWN`")):
        make()(CHINESE)


# Registration


def run_python(code):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()


def test_importing_registers_nothing_and_the_entry_point_does():
    code = """
import entities.integrations.spacy
from spacy.language import Language
print(Language.has_factory("entities"))
import spacy
spacy.blank("en")
print(Language.has_factory("entities"))
"""
    assert run_python(code) == ["False", "True"]


def test_pipelines_that_do_not_use_the_component_do_not_pay_for_it():
    code = "import spacy, sys; spacy.blank('en'); print('entities.annotator' in sys.modules)"
    assert run_python(code) == ["False"]


def test_the_core_never_imports_spacy():
    code = "import entities, sys; entities.Annotator(['countries']).annotate('挪威'); print('spacy' in sys.modules)"
    assert run_python(code) == ["False"]


def test_the_module_has_no_other_surprises():
    import entities.integrations.spacy as module

    with pytest.raises(AttributeError, match="no attribute 'make_components'"):
        module.make_components  # noqa: B018


def test_making_a_pipeline_twice_is_quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(2):
            spacy.blank("xx").add_pipe("entities")
