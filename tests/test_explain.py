"""Explanations: every step of every case can be applied again, every reason has words, forgeries are found out."""

import re
from pathlib import Path

import pytest
import yaml

import entities
from entities import explain
from entities.errors import ReplayError
from entities.explain import describe_rejection, describe_step, replay
from entities.finders.gloss_rules import pattern_names
from entities.gazetteer.load import load_texts
from entities.model import Rejection, Step

FOLDER = Path(__file__).parent / "cases"
CASES = [
    case for path in sorted(FOLDER.glob("*.yaml")) for case in yaml.load(path.read_bytes(), yaml.BaseLoader)
]
GAZETTEER = """\
name: bay
entities:
  - id: person/ola-brink
    type: PERSON
    names:
      en: [Ola Brink, Brink]
      zh-CN: [奥拉·布林克, 布林克]
  - id: person/per-brink
    type: PERSON
    names:
      en: [Per Brink, Brink]
      zh-CN: [佩尔·布林克, 布林克]
    context: [渔业部长]
  - id: place/norland
    type: GPE
    names: {en: [Norland], zh-CN: [诺兰]}
    abbreviations: {zh: [俄]}
"""


@pytest.fixture(scope="module")
def annotator():
    return entities.Annotator()


@pytest.fixture(scope="module")
def small():
    return entities.Annotator(load_texts([("bay.yaml", GAZETTEER)]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_every_mention_replays_and_every_reason_has_words(case, annotator):
    explanation = annotator.explain(case["text"])
    for mention in explanation.annotation.mentions:
        assert replay(mention, annotator.gazetteer) == mention.entity
        for step in mention.steps:
            assert_is_phrase(describe_step(step))
    for rejection in explanation.rejections:
        assert_is_phrase(describe_rejection(rejection))


def assert_is_phrase(text):
    assert text.strip() == text
    assert len(text) > len("part of ''")
    assert not text.endswith(".")
    assert "{" not in text.replace("'{", "")


# What the words are

STEPS = [
    (Step("clean", "markup", "A&amp;B", "A&B"), "without markup and escapes: 'A&B'"),
    (Step("fold", "characters", "諾蘭", "诺兰"), "folded: '諾蘭' is '诺兰'"),
    (Step("given-name", "奥拉·", "奥拉·布林克", "布林克"), "the given name '奥拉' belongs to it"),
    (Step("lookup", "诺兰", "诺兰", "place/norland"), "place/norland lists '诺兰'"),
    (
        Step("sounds-like", "布林克 brink", "布林柯", "布林克"),
        "'布林柯' sounds like '布林克 brink': 布·林·柯 ~ b·rin·k (C C C); bu·lin·ke > bu·lin·ke (C C C)",
    ),
    (
        Step("ahead", "place/norland 2.3", "布林克", "布林克"),
        "ahead of the runner-up place/norland by 2.3 in log odds",
    ),
    (
        Step("cut-off", "tail:named:布林克", "布林", "布林克"),
        "the tail of '布林克' is cut off; the text names it elsewhere: '布林克'",
    ),
    (
        Step("cut-off", "head:beside:渔业部长", "林克", "布林克"),
        "the head of '布林克' is cut off; it stands beside '渔业部长'",
    ),
    (
        Step("cut-off", "tail:given-name:奥拉·", "布林", "布林克"),
        "the tail of '布林克' is cut off; its given name stands before it: '奥拉·'",
    ),
    (
        Step("cut-off", "tail:broken-off:6", "布林", "布林克"),
        "the tail of '布林克' is cut off; it stands before '6'",
    ),
    (
        Step("cut-off", "tail:line-end:", "布林", "布林克"),
        "the tail of '布林克' is cut off; a line ends there or a tag opens",
    ),
    (
        Step("short-form", "before", "布林克", "奥拉·布林克"),
        "'布林克' is the last part of '奥拉·布林克', which stands before",
    ),
    (
        Step("unlisted", "奥拉·布林克", "奥拉·布林克", "local:奥拉·布林克"),
        "'奥拉·布林克' is a full name that no gazetteer lists; local:奥拉·布林克 is for this text only",
    ),
    (Step("spelling", "romanisation", "norlandt", "norland"), "'norlandt' spells 'norland': romanisation"),
    (
        Step("gloss", "also-written:3-14:布林克(又译布林柯)", "布林柯", "布林克"),
        "the text explains '布林柯' as '布林克', as another spelling, at 3-14: '布林克(又译布林柯)'",
    ),
    (
        Step("choice", "渔业部长", "person/ola-brink person/per-brink", "person/per-brink"),
        "of person/ola-brink, person/per-brink chosen for 渔业部长",
    ),
    (
        Step("context", "pair:俄乌", "俄乌战争", "俄"),
        "俄 in '俄乌战争' stands next to another abbreviation: '俄乌'",
    ),
    (Step("context", "joined:、", "俄、美国", "俄"), "俄 in '俄、美国' is joined to another name by '、'"),
    (Step("context", "after:方", " 俄方说", "俄"), "俄 in '俄方说' stands before '方'"),
    (Step("context", "before:访", "访俄", "俄"), "俄 in '访俄' stands after '访'"),
    (Step("context", "clause:，", "，俄不", "俄"), "俄 in '，俄不' opens a clause"),
    (Step("context", "always:俄", "少俄老", "俄"), "俄 in '少俄老' is held by no word"),
    (Step("context", "frame:x", "on x", "x"), "x in 'on x' stands in a phrase for 'x'"),
    (Step("context", "person-pair:会", "特普会", "特"), "特 in '特普会' is one of two persons before '会'"),
]
REASONS = {
    "part-of-word": "part of '道德'",
    "no-context": "nothing in '道德' makes it a name",
    "crosses-word": "the word '道德' crosses its border",
    "name-goes-on": "a foreign name goes on with '道德'",
    "name-begins-before": "a foreign name begins before it: '道德'",
    "given-name-of-another": "a given name: '道德'",
    "other-given-name": "another given name: '道德'",
    "named-after-person": "named after the person: '道德' follows",
    "in-longer-name": "part of a longer name that is not listed: '道德'",
    "namesake": "a namesake in another country: '道德'",
    "numeral": "a Roman numeral: '道德'",
    "title-of-head": "the title of its head: '道德' follows",
    "not-alike": "does not sound enough like '道德'",
    "not-enough-evidence": "could be the rest of '道德', but nothing else says so",
    "not-solved": "not compared by sound, too long for a name or one of too many: '道德'",
    "not-compared": "not compared by spelling, too long for a name or one of too many: '道德'",
    "ambiguous-spelling": "as close to one name as to another: '道德'",
    "unsupported-spelling": "close to '道德', but nothing in the text bears it out",
    "only-a-word": "an ordinary word too, and nothing in the text makes '道德' a name",
    "below-min-score": "its score is too low: '道德'",
    "introduced-as-another": "the text introduces another person of this name: '道德'",
    "overlapped": "overlapped by '道德'",
    "lower-case": "written without a capital: '道德'",
    "not-capitals": "an acronym, but written '道德'",
    "all-capitals-line": "a word in a line of capitals: '道德'",
}


@pytest.mark.parametrize(("step", "words"), STEPS)
def test_words_of_a_step(step, words):
    # The costs are the model's, which is trained anew now and then.
    costs = re.sub(r"-?\d+\.\d(?= |\))", "C", describe_step(step)) if step.kind == "sounds-like" else None
    assert (costs or describe_step(step)) == words


@pytest.mark.parametrize("reason", REASONS)
def test_words_of_a_rejection(reason):
    rejection = Rejection(0, 1, ("place/norland",), "exact", reason, "道德")
    assert describe_rejection(rejection) == REASONS[reason]


def test_every_step_rule_and_reason_is_among_those_above():
    assert {step.kind for step, _ in STEPS} == set(explain.REPLAY)
    rules = {step.argument.partition(":")[0] for step, _ in STEPS if step.kind == "context"}
    assert rules == set(explain._RULES)
    evidence = {step.argument.split(":")[1] for step, _ in STEPS if step.kind == "cut-off"}
    assert evidence == set(explain._EVIDENCE)
    assert set(explain._GLOSSES) == pattern_names()
    assert set(REASONS) == set(explain._REASONS)


# Forgeries


def mention_of(annotator, text):
    (mention,) = annotator.annotate(text).mentions
    assert replay(mention, annotator.gazetteer) == mention.entity
    return mention


def make(step, **changes):
    values = {"kind": step.kind, "argument": step.argument, "before": step.before, "after": step.after}
    return Step(**{**values, **changes})


def with_steps(mention, **changes):
    """Return the mention with its step of one kind changed."""
    kind = changes.pop("of")
    steps = tuple(make(step, **changes) if step.kind == kind else step for step in mention.steps)
    assert steps != mention.steps
    return mention._replace(steps=steps)


@pytest.mark.parametrize(
    ("text", "changes", "message"),
    [
        (
            "诺&#20848;来信",
            {"of": "clean", "after": "诺尔"},
            "step `clean` of '诺&#20848;' gives '诺兰', not '诺尔'.",
        ),
        (
            "諾蘭来信",
            {"of": "fold", "after": "诺尔"},
            "step `fold` of '諾蘭' gives '诺兰', not '诺尔'.",
        ),
        (
            "奥拉夫·布林克来信",
            {"of": "given-name", "argument": "奥"},
            "step `given-name` of '奥拉夫·布林克' gives '拉夫·布林克', not '布林克'.",
        ),
        ("俄方来信", {"of": "context", "before": "美方来信"}, "step `context` of '俄' gives '', not '俄'."),
        (
            "诺兰来信",
            {"of": "lookup", "argument": "诺尔"},
            "step `lookup` of '诺兰' gives '', not 'place/norland'.",
        ),
        (
            "诺兰来信",
            {"of": "lookup", "after": "place/atlantis"},
            "step `lookup` of '诺兰' gives '', not 'place/atlantis'.",
        ),
        (
            "渔业部长布林克来信",
            {"of": "choice", "before": "person/per-brink", "after": "person/ola-brink"},
            "step `choice` of '布林克' gives '', not 'person/ola-brink'.",
        ),
        (
            "渔业部长布林克来信",
            {"of": "choice", "after": "person/ola-brink"},
            "the steps of '布林克' lead to 'person/ola-brink', not 'person/per-brink'.",
        ),
        (
            "諾蘭来信",
            {"of": "fold", "before": "諾尔"},
            "step `fold` of '諾蘭' starts from '諾尔', not '諾蘭'.",
        ),
    ],
)
def test_a_forged_step_is_found_out(small, text, changes, message):
    mention = mention_of(small, text)
    with pytest.raises(ReplayError) as caught:
        replay(with_steps(mention, **changes), small.gazetteer)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ({"argument": "head:named:诺兰德尔"}, "诺兰德"),
        ({"argument": "middle:named:诺兰德尔"}, "诺兰德"),
        ({"before": "诺尔德"}, "诺尔德"),
        ({"before": "诺兰德尔"}, "诺兰德尔"),
        ({"before": "诺"}, "诺"),
    ],
)
def test_a_forged_cut_is_found_out(small, change, left):
    step = make(Step("cut-off", "tail:named:诺兰德尔", "诺兰德", "诺兰德尔"), **change)
    mention = mention_of(small, "诺兰来信")._replace(text=left, steps=(step,))
    with pytest.raises(ReplayError, match=f"^step `cut-off` of '{left}' gives '', not '诺兰德尔'\\.$"):
        replay(mention, small.gazetteer)


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("one letter off", "norlnad", "norland"),
        ("romanisation", "norlandov", "norlandoff"),
        ("joined words", "nor-land", "norland"),
    ],
)
def test_a_forged_spelling_is_found_out(small, rule, before, after):
    step = Step("spelling", rule, before, after)
    assert explain.REPLAY["spelling"](step, small.gazetteer) == after
    for change in ({"argument": "guess"}, {"before": "nordstrand"}, {"after": "nordstrand"}):
        forged = mention_of(small, "诺兰来信")._replace(
            text=make(step, **change).before, steps=(make(step, **change),)
        )
        with pytest.raises(ReplayError, match=r"^step `spelling` of '.*' gives '', not '.*'\.$"):
            replay(forged, small.gazetteer)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"argument": "guess:0-9:布林克(又译布林柯)"}, "布林柯"),
        ({"argument": "nickname:0-9:布林克(又译布林柯)"}, "布林柯"),
        ({"argument": "also-written:0-9:布林克(布林柯)"}, "布林柯"),
        ({"argument": "also-written:0-9:诺兰(又译布林柯)"}, "布林柯"),
        ({"argument": "beside:0-9:布林克 布林柯"}, "布林柯"),
        ({"before": "诺尔德"}, "诺尔德"),
    ],
)
def test_a_forged_gloss_is_found_out(small, change, name):
    step = make(Step("gloss", "also-written:0-9:布林克(又译布林柯)", "布林柯", "布林克"), **change)
    assert (
        explain.REPLAY["gloss"](
            make(step, argument="also-written:0-9:布林克(又译布林柯)", before="布林柯"), None
        )
        == "布林克"
    )
    mention = mention_of(small, "诺兰来信")._replace(text=name, steps=(step,))
    with pytest.raises(ReplayError, match=f"^step `gloss` of '{name}' gives '', not '布林克'\\.$"):
        replay(mention, small.gazetteer)


@pytest.mark.parametrize(
    "forged",
    [
        Step("short-form", "before", "林克", "奥拉·布林克"),
        Step("short-form", "before", "", "布林克"),
        Step("unlisted", "奥拉·布林", "奥拉·布林克", "local:奥拉·布林克"),
        Step("unlisted", "奥拉·布林克", "奥拉·布林克", "local:佩尔·布林克"),
        Step("unlisted", "诺兰", "诺兰", "place/norland"),
    ],
)
def test_a_forged_short_form_is_found_out(small, forged):
    mention = mention_of(small, "诺兰来信")._replace(text=forged.before, steps=(forged,))
    with pytest.raises(
        ReplayError, match=f"^step `{forged.kind}` of '{forged.before}' gives '.*', not '{forged.after}'"
    ):
        replay(mention, small.gazetteer)


def test_an_unknown_kind_of_step_is_found_out(small):
    mention = mention_of(small, "诺兰来信")
    forged = mention._replace(steps=(Step("guess", "", "诺兰", "place/norland"),))
    kinds = ", ".join(explain.REPLAY)
    with pytest.raises(ReplayError, match=f"^no step `guess` \\(of '诺兰'\\); there are {kinds}\\.$"):
        replay(forged, small.gazetteer)


def test_a_mention_without_steps_is_found_out(small):
    mention = mention_of(small, "诺兰来信")._replace(steps=())
    with pytest.raises(ReplayError, match=r"^the steps of '诺兰' lead to '诺兰', not 'place/norland'\.$"):
        replay(mention, small.gazetteer)


def test_steps_of_another_mention_are_found_out(small):
    mention = mention_of(small, "诺兰来信")
    other = mention_of(small, "Norland wrote")
    with pytest.raises(ReplayError, match="starts from"):
        replay(mention._replace(steps=other.steps), small.gazetteer)


def test_another_gazetteer_does_not_confirm_the_steps(small, annotator):
    with pytest.raises(ReplayError, match=r"^step `lookup`"):
        replay(mention_of(small, "诺兰来信"), annotator.gazetteer)
