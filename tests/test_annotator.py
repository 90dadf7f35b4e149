"""The contract of the annotator: offsets, frozen answers, options, units, and one answer whatever the order."""

import itertools
import json
import os
import random
import subprocess
import sys
from types import GeneratorType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import entities
from entities.errors import GazetteerError, SettingsError, UnknownGazetteerError
from entities.explain import replay
from entities.gazetteer.load import load_texts

TEXTS = (
    "bay.yaml",
    """\
name: bay
entities:
  - id: person/ola-brink
    type: PERSON
    names:
      en: [Ola Brink, Brink]
      zh-CN: [奥拉·布林克, 布林克]
      zh-TW: [奧拉·布林克]
    abbreviations: {zh: 布}
    context: [渔业部长]
  - id: person/per-brink
    type: PERSON
    prior: 0.2
    names:
      en: [Per Brink, Brink]
      zh-CN: [佩尔·布林克, 布林克]
  - id: place/norland
    type: GPE
    names:
      en: [Norland, NL]
      zh-CN: [诺兰德, {text: 诺兰德市, note: the town}]
      zh-TW: [諾蘭德]
    abbreviations: {zh: 俄}
  - id: org/harbour-office
    type: ORG
    names: {en: [Harbour Office], zh-CN: [港务总署, 诺兰德港务总署]}
""",
)


@pytest.fixture(scope="module")
def annotator():
    return entities.Annotator(load_texts([TEXTS]))


def found(annotation):
    return [(mention.text, mention.entity) for mention in annotation.mentions]


# Offsets belong to the caller's string

OFFSETS = {
    "plain": ("会见布林克。", "布林克"),
    "line feeds": ("会见\n\n布林克。", "布林克"),
    "carriage returns": ("会见\r\n布林克。\r\n", "布林克"),
    "byte order mark": ("\ufeff布林克说", "布林克"),
    "astral characters before": ("𠮷🙂布林克", "布林克"),
    "decomposed letters before": ("E\u0301te\u0301 布林克", "布林克"),
    "letters that grow when folded": ("Straße ﬃ İ ŉ 布林克", "布林克"),
    "letters that grow around": ("ﬀ Norland ﬀ", "Norland"),
    "zero width inside": ("会见布\u200b林克。", "布\u200b林克"),
    "combining mark inside": ("Norla\u0301nd", "Norla\u0301nd"),
    "full width": ("Ｎｏｒland is a town", "Ｎｏｒland"),
    "traditional": ("訪問諾蘭德。", "諾蘭德"),
    "numeric reference": ("会见&#24067;林克。", "&#24067;林克"),
    "named reference": ("Harbour&nbsp;Office", "Harbour&nbsp;Office"),
    "reference escaped twice": ("Harbour&amp;nbsp;Office", "Harbour&amp;nbsp;Office"),
    "tag inside": ("<p>布<b>林</b>克</p>", "布<b>林</b>克"),
    "comment inside": ("<p>布<!-- -->林克</p>", "布<!-- -->林克"),
    "attributes with names": ('<p title="诺兰德">布林克</p>', "布林克"),
    "script with names": ("<script>诺兰德</script>布林克", "布林克"),
    "escaped character": (r"会见\u5e03林克", r"\u5e03林克"),
    "escaped twice": (r"会见\\u5e03林克", r"\\u5e03林克"),
    "escaped markup": (
        r"\u003cp\u003e布\u003cb\u003e林\u003c/b\u003e克\u003c/p\u003e",
        r"布\u003cb\u003e林\u003c/b\u003e克",
    ),
    "escaped line feed": (r"会见\n布林克<\/p>", "布林克"),
    "lone surrogate and null before": ("\ud800\x00布林克", "布林克"),
    "possessive": ("Norland’s", "Norland"),
    "two lines": ("the Harbour\nOffice", "Harbour\nOffice"),
    "spaced dot": ("奥拉 · 布林克", "奥拉 · 布林克"),
}


@pytest.mark.parametrize("key", OFFSETS)
def test_offsets_lead_to_the_surface(key, annotator):
    text, surface = OFFSETS[key]
    annotation = annotator.annotate(text)
    (mention,) = annotation.mentions
    assert mention.text == surface
    assert annotation.text[mention.start : mention.end] == surface
    assert len(annotation.text) == len(text)
    assert replay(mention, annotator.gazetteer) == mention.entity


@pytest.mark.parametrize("mark", ["-", "—", "·"])
def test_a_dash_before_a_given_name_is_no_part_of_it(mark, annotator):
    (mention,) = annotator.annotate(f"今日{mark}奥拉夫·布林克来访").mentions
    assert mention.text == "奥拉夫·布林克"
    assert replay(mention, annotator.gazetteer) == mention.entity


def test_unusable_characters_are_replaced_one_for_one(annotator):
    annotation = annotator.annotate("\ud800布林克\x00\udfff")
    assert annotation.text == "\ufffd布林克\ufffd\ufffd"
    assert found(annotation) == [("布林克", "person/ola-brink")]


@pytest.mark.parametrize("text", ["", " ", "\n", "今天没有新闻。", "<p></p>", "\ufeff", "12 345"])
def test_texts_without_names(text, annotator):
    annotation = annotator.annotate(text)
    assert annotation.mentions == ()
    assert annotation.text == text


# What an answer holds


def test_a_mention_has_all_its_fields(annotator):
    annotation = annotator.annotate("新闻\n\n今天。昨天，渔业部长布林克回到諾蘭德。")
    brink, norland = annotation.mentions
    assert brink == entities.Mention(
        start=14, end=17, text="布林克", entity="person/ola-brink", type="PERSON", name="Ola Brink",
        method="exact", score=brink.score, form="布林克", zone="body", paragraph=1, sentence=2,
        steps=brink.steps, alternatives=brink.alternatives,
    )  # fmt: skip
    assert [step.kind for step in brink.steps] == ["lookup", "choice"]
    assert [other.entity for other in brink.alternatives] == ["person/per-brink"]
    assert brink.score > brink.alternatives[0].score > 0
    assert (norland.text, norland.form, norland.method) == ("諾蘭德", "諾蘭德", "exact")
    assert [step.kind for step in norland.steps] == ["fold", "lookup"]
    assert 0 < norland.score <= 1


def test_the_form_is_the_listed_name_that_is_written_so(annotator):
    forms = {
        mention.text: mention.form
        for mention in annotator.annotate("諾蘭德、诺兰德、NORLAND、Norland").mentions
    }
    assert forms == {"諾蘭德": "諾蘭德", "诺兰德": "诺兰德", "NORLAND": "Norland", "Norland": "Norland"}


def test_methods_name_the_finders(annotator):
    annotation = annotator.annotate("布林克说俄方到了Norland。")
    assert [mention.method for mention in annotation.mentions] == ["exact", "abbreviation", "latin"]


def test_mentions_come_in_order_and_do_not_overlap(annotator):
    mentions = annotator.annotate("诺兰德港务总署的奥拉·布林克在诺兰德市，Ola Brink said.").mentions
    assert [mention.text for mention in mentions] == [
        "诺兰德港务总署",
        "奥拉·布林克",
        "诺兰德市",
        "Ola Brink",
    ]
    assert all(one.end <= other.start for one, other in itertools.pairwise(mentions))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("会见布林克。", "zh"),
        ("Brink met the mayor.", "en"),
        ("布林克 met Brink and the others", "mixed"),
        ("12 !", "und"),
    ],
)
def test_the_language_of_a_text(text, language, annotator):
    assert annotator.annotate(text).language == language


def test_answers_are_frozen(annotator):
    annotation = annotator.annotate("布林克说")
    (mention,) = annotation.mentions
    values = [annotation, mention, annotation.zones[0], mention.steps[0], annotator.gazetteer.entities[0]]
    values += [annotator.settings, annotator.gazetteer, annotator.explain("俄亥俄").rejections[0]]
    for value in values:
        field = next(iter(getattr(value, "_fields", None) or type(value).__dataclass_fields__))
        with pytest.raises(AttributeError):
            setattr(value, field, None)
    with pytest.raises(AttributeError):
        annotator.settings = entities.Settings()
    with pytest.raises(AttributeError):
        annotator.gazetteer = None


def test_answers_are_values(annotator):
    text = "布林克说俄方到了Norland。"
    assert annotator.annotate(text) == annotator.annotate(text)
    assert hash(annotator.annotate(text)) == hash(annotator.annotate(text))


# Paragraphs, sentences and zones


def test_paragraphs_and_sentences_are_counted_over_the_whole_text(annotator):
    text = "布林克到了。布林克说：“诺兰德！”\n\n诺兰德\r\n\r\nBrink left. Mr. Brink came. Norland"
    places = [
        (mention.text, mention.paragraph, mention.sentence) for mention in annotator.annotate(text).mentions
    ]
    assert places == [
        ("布林克", 0, 0),
        ("布林克", 0, 1),
        ("诺兰德", 0, 1),
        ("诺兰德", 1, 2),
        ("Brink", 2, 3),
        ("Brink", 2, 4),
        ("Norland", 2, 5),
    ]


def test_markup_makes_paragraphs(annotator):
    mentions = annotator.annotate("<p>布林克</p><p>布林克<br>布林克</p>").mentions
    assert [mention.paragraph for mention in mentions] == [0, 1, 2]


PAGE = """\
布林克访问诺兰德引发热议

渔业部长布林克星期二抵达诺兰德，会见了当地的渔民和官员，并听取了他们对新配额的意见。

图为布林克（左）在诺兰德。

会谈持续了整整三个小时，双方同意下个月再次见面，届时将讨论港口扩建和渔船登记等问题。

相关阅读
诺兰德迎来旅游旺季
"""


def test_zones_tile_the_text_and_label_mentions(annotator):
    annotation = annotator.annotate(PAGE)
    assert annotation.zones[0].start == 0
    assert annotation.zones[-1].end == len(PAGE)
    assert all(
        one.end == other.start for one, other in zip(annotation.zones, annotation.zones[1:], strict=False)
    )
    assert [(mention.text, mention.zone) for mention in annotation.mentions] == [
        ("布林克", "title"),
        ("诺兰德", "title"),
        ("布林克", "body"),
        ("诺兰德", "body"),
        ("布林克", "caption"),
        ("诺兰德", "caption"),
        ("诺兰德", "boilerplate"),
    ]
    assert [mention.zone for mention in annotation.in_zones(["title", "caption"])] == ["title"] * 2 + [
        "caption"
    ] * 2
    assert annotation.in_zones([]) == ()
    for mention in annotation.mentions:
        assert [zone.label for zone in annotation.zones if zone.start <= mention.start < zone.end] == [
            mention.zone
        ]


def test_a_title_given_from_outside_is_looked_for(annotator):
    title = "布林克访问诺兰德引发热议"
    text = f"昨天很冷，人们都待在家里，没有出门。\n{title}\n渔业部长来了，人们都很高兴，晚上还放了烟花。"
    without, told = annotator.annotate(text), annotator.annotate(text, title=title)
    assert [mention.zone for mention in without.mentions] == ["body", "body"]
    assert [mention.zone for mention in told.mentions] == ["title", "title"]
    assert found(without) == found(told)


# Options


def test_min_score_leaves_out_the_less_certain(annotator):
    text = "布林克到了诺兰德。"
    scores = [mention.score for mention in annotator.annotate(text).mentions]
    assert scores[0] < scores[1]
    strict = entities.Annotator(annotator.gazetteer, settings=entities.Settings(min_score=scores[1]))
    assert found(strict.annotate(text)) == [("诺兰德", "place/norland")]
    none = entities.Annotator(annotator.gazetteer, settings=entities.Settings(min_score=1))
    assert none.annotate(text).mentions == ()
    assert strict.settings.min_score == scores[1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"min_score": 1.5}, "min_score is 1.5; expected a number from 0 to 1."),
        ({"min_score": -0.1}, "min_score is -0.1; expected a number from 0 to 1."),
        ({"min_score": float("nan")}, "min_score is nan; expected a number from 0 to 1."),
        ({"context_window": -1}, "context_window is -1; expected a number of characters, 0 or more."),
    ],
)
def test_options_that_are_not_allowed(options, message):
    with pytest.raises(SettingsError) as caught:
        entities.Settings(**options)
    assert str(caught.value) == message
    assert isinstance(caught.value, ValueError)


def test_the_context_window_says_what_stands_beside_a_name(annotator):
    text = "渔业部长星期二没有来，布林克来了。"
    near, far = (
        entities.Annotator(annotator.gazetteer, settings=entities.Settings(context_window=width)).annotate(
            text
        )
        for width in (30, 3)
    )
    assert found(near) == found(far)
    assert near.mentions[0].score > far.mentions[0].score


# Gazetteers


def test_gazetteers_come_by_name_file_and_value(tmp_path):
    path = tmp_path / "bay.yaml"
    path.write_text(TEXTS[1], encoding="utf-8")
    text = "布林克访问挪威。"
    assert found(entities.Annotator(["countries", str(path)]).annotate(text)) == [
        ("布林克", "person/ola-brink"),
        ("挪威", "place/norway"),
    ]
    assert found(entities.Annotator(path for path in [path]).annotate(text)) == [
        ("布林克", "person/ola-brink")
    ]
    assert found(entities.Annotator("countries").annotate(text)) == [("挪威", "place/norway")]
    assert found(entities.Annotator(entities.load_gazetteer(("countries",))).annotate(text)) == [
        ("挪威", "place/norway")
    ]
    assert entities.Annotator([]).annotate(text).mentions == ()
    assert entities.Annotator(["countries", str(path)]).gazetteer.names == ("bay", "countries")


def test_all_built_in_gazetteers_are_the_default():
    annotator = entities.Annotator()
    assert annotator.gazetteer is entities.load_gazetteer()
    assert annotator.settings == entities.Settings()


def test_gazetteers_that_can_not_be_used(tmp_path):
    with pytest.raises(UnknownGazetteerError, match=r"^no gazetteer `countrys`\. Did you mean `countries`\?"):
        entities.Annotator(["countrys"])
    path = tmp_path / "bay.yaml"
    path.write_text("name: bay\n", encoding="utf-8")
    with pytest.raises(GazetteerError, match="the file has no `entities`"):
        entities.Annotator([str(path)])


# Many texts


def test_many_texts_are_annotated_one_by_one(annotator):
    asked = []

    def texts():
        for text in ("布林克", "", "诺兰德"):
            asked.append(text)
            yield text

    answers = annotator.annotate_many(texts())
    assert isinstance(answers, GeneratorType)
    assert asked == []
    assert found(next(answers)) == [("布林克", "person/ola-brink")]
    assert asked == ["布林克"]
    assert [found(answer) for answer in answers] == [[], [("诺兰德", "place/norland")]]


# What was turned down


def test_explanations_hold_what_was_turned_down_in_raw_offsets(annotator):
    text = "<p>俄亥俄州诺兰德尔</p>"
    annotator = entities.Annotator(annotator.gazetteer, settings=entities.Settings(variants=False))
    explanation = annotator.explain(text)
    assert explanation.annotation == annotator.annotate(text)
    assert explanation.annotation.mentions == ()
    turned_down = [(text[item.start : item.end], item.method, item.reason) for item in explanation.rejections]
    assert turned_down == [
        ("俄", "abbreviation", "part-of-word"),
        ("俄", "abbreviation", "part-of-word"),
        ("诺兰德", "exact", "name-goes-on"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "诺兰德港务总署的奥拉·布林克在诺兰德市",
        "俄亥俄州诺兰德尔，俄方在诺兰德",
        "比奥拉·布林克年轻",
    ],
)
def test_explaining_finds_what_annotating_finds(text, annotator):
    assert found(annotator.explain(text).annotation) == found(annotator.annotate(text))


def test_what_lost_to_a_longer_name_is_told(annotator):
    text = "诺兰德港务总署"
    (lost, also) = annotator.explain(text).rejections
    assert (text[lost.start : lost.end], lost.reason, lost.detail) == ("诺兰德", "overlapped", text)
    assert (text[also.start : also.end], also.reason, also.detail) == ("港务总署", "overlapped", text)


# One answer, whatever the order

SAMPLE = "美乌代表团在日内瓦会谈，俄方称顿涅茨克问题未解决。鲍威尔说，Georgia and Reuters. 季莫申科会见普京。"


def test_the_order_of_gazetteers_does_not_matter():
    names = list(entities.load_gazetteer().names)
    expected = entities.Annotator(names).annotate(SAMPLE)
    random.Random(7).shuffle(names)
    assert entities.Annotator(names).annotate(SAMPLE) == expected
    # Read again, from files in another order, not from what was kept.
    from entities.gazetteer.catalog import find
    from entities.gazetteer.load import load_files

    assert entities.Annotator(load_files(find(name) for name in names)).annotate(SAMPLE) == expected


def test_the_hash_seed_does_not_matter():
    script = (
        "import entities, json, sys\n"
        "explanation = entities.Annotator().explain(sys.stdin.read())\n"
        "print(json.dumps(repr((explanation.annotation.mentions, explanation.rejections,\n"
        "    [(m.steps, m.alternatives) for m in explanation.annotation.mentions]))))"
    )
    answers = set()
    for seed in ("0", "1", "42"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            [sys.executable, "-c", script], input=SAMPLE, capture_output=True, encoding="utf-8", check=True,
            env=environment, timeout=120,
        )  # fmt: skip
        answers.add(json.loads(done.stdout))
    assert len(answers) == 1
    assert "place/ukraine" in answers.pop()


# Any text

PIECES = [
    "布林克", "奥拉·布林克", "諾蘭德", "诺兰德市", "Ola Brink", "Brink", "NORLAND", "NL", "俄方", "俄", "布", "会",
    "港务总署", "Harbour\u00a0Office", "OlaBrink", "Norla\u0301nd", "Ｎorland", "&#24067;林克", "布<b>林</b>克",
    r"\u8bfa\u5170\u5fb7", "<p>", "</p>", "<br>", "<!--", "-->", "<script>", "</script>", "&amp;", "&amp;nbsp;", "&", "<",
    "\\", r"\n", r"\"", " ", "\n", "\r\n", "\t", "\u3000", "\u200b", "\ufeff", "\x00", "\ud800", "🙂", "𠮷", "ß", "İ", "ﬃ",
    "·", "-", ".", "。", "，", "、", "：", "“", "'", "’s", "斯", "尔", "和", "访", "国", "图为", "相关阅读", "a", "I", "5",
]  # fmt: skip
DOCUMENTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=30).map("".join)


@settings(max_examples=300, deadline=None)
@given(DOCUMENTS)
def test_the_contract_holds_for_any_text(text):
    annotator = entities.Annotator(PROPERTY_GAZETTEER)
    explanation = annotator.explain(text)
    annotation = explanation.annotation
    assert len(annotation.text) == len(text)
    position = 0
    for zone in annotation.zones:
        assert zone.start == position < zone.end
        position = zone.end
    assert position == len(text)
    position = paragraph = sentence = 0
    for mention in annotation.mentions:
        assert position <= mention.start < mention.end
        assert annotation.text[mention.start : mention.end] == mention.text
        assert mention.text.strip() == mention.text
        assert 0 < mention.score <= 1
        assert mention.form in annotator.gazetteer[mention.entity].surfaces()
        assert replay(mention, annotator.gazetteer) == mention.entity
        assert (mention.paragraph, mention.sentence) >= (paragraph, sentence)
        position, paragraph, sentence = mention.end, mention.paragraph, mention.sentence
    for rejection in explanation.rejections:
        assert 0 <= rejection.start < rejection.end <= len(text)


PROPERTY_GAZETTEER = load_texts([TEXTS])
