"""Answers do not depend on the hash seed, on the order of gazetteers, or on the order of entities in them."""

import os
import random
import subprocess
import sys

import yaml

import entities
from entities.gazetteer import catalog
from entities.gazetteer.load import load_texts

NAMES = ["countries", "people-america", "people-ukraine", "namesakes"]
TEXTS = [
    "特使威特高夫和泽连思基抵达日内瓦，鲍威尔没有出席。俄乌代表随后会谈，乌方说波克罗夫斯克（俄称红军城）仍在手中。",
    "亨特·拜登早年做过律师，拜登后来转而作画。布什总统1991年把伊拉克军队赶出科威特。",
    "Powell said rates would stay. Johnson told reporters that Georgia, the state, had voted. Zelenskij met Witkof in Geneva.",
    "刚果首都金沙萨发生抗议，克林顿国务卿访问了越南。",
]
SCRIPT = """
import sys, entities
annotator = entities.Annotator(sys.argv[1].split(","))
for text in sys.stdin.read().split("\\x1e"):
    print([tuple(mention) for mention in annotator.annotate(text).mentions])
"""


def results(annotator):
    return [annotator.annotate(text).mentions for text in TEXTS]


def test_the_order_of_gazetteers_does_not_matter():
    forward = results(entities.Annotator(NAMES))
    assert any(mention.alternatives for mentions in forward for mention in mentions)
    assert any(mention.method == "variant" for mentions in forward for mention in mentions)
    assert results(entities.Annotator(NAMES[::-1])) == forward


def test_the_order_of_entities_does_not_matter():
    chance = random.Random(4)
    texts = []
    for name in NAMES:
        content = yaml.load(catalog.find(name).read_text(encoding="utf-8"), yaml.BaseLoader)
        chance.shuffle(content["entities"])
        texts.append((f"{name}.yaml", yaml.safe_dump(content, allow_unicode=True, sort_keys=False)))
    assert results(entities.Annotator(load_texts(texts))) == results(entities.Annotator(NAMES))


def test_the_hash_seed_does_not_matter():
    printed = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT, ",".join(NAMES)],
            input="\x1e".join(TEXTS),
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(printed) == 1
