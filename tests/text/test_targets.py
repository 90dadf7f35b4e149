"""Whole lists are encoded as single names are, whatever their length, script and readings."""

import numpy as np

from entities.text.targets import encode_targets, log_prior
from entities.text.transliteration import LONGEST_CHUNK, load_model


def test_chunks_end_where_they_should():
    model = load_model()
    targets = encode_targets([("kushner", "库什纳"), ("ba", "巴")], model)
    assert targets.chunks.shape == (2, 7, LONGEST_CHUNK)
    for row, name in enumerate(targets.latin):
        for last in range(len(name)):
            for size in range(1, LONGEST_CHUNK + 1):
                chunk = name[last - size + 1 : last + 1] if size <= last + 1 else "?"
                expected = model.chunks.get(chunk, 1)
                assert targets.chunks[row, last, LONGEST_CHUNK - size] == expected


def test_a_name_alone_and_in_a_list_are_one():
    model = load_model()
    pairs = [("wu", "吴"), ("schwarzenegger", "施瓦辛格"), ("", "普京"), ("macron", "")]
    together = encode_targets(pairs, model)
    for number, pair in enumerate(pairs):
        alone = encode_targets([pair], model)
        assert alone.prior[0] == np.float32(together.prior[number])
        assert alone.syllables[0] == together.syllables[number]
        assert alone.mandarin[0].tolist() == together.mandarin[number, : alone.mandarin.shape[1]].tolist()


def test_one_character_without_a_reading_makes_the_form_unspeakable():
    targets = encode_targets([("", "普々"), ("", "普京")], load_model())
    assert targets.syllables.tolist() == [0, 2]
    assert (targets.mandarin[0] == -1).all()


def test_an_empty_list_is_encoded():
    targets = encode_targets([], load_model())
    assert len(targets.letters) == 0


def test_owners_are_their_own_unless_said():
    model = load_model()
    assert encode_targets([("a", ""), ("b", "")], model).owners.tolist() == [0, 1]
    assert encode_targets([("a", ""), ("b", "")], model, [7, 7]).owners.tolist() == [7, 7]


def test_a_likelier_name_has_the_higher_prior():
    model = load_model()
    assert log_prior("marina", model) > log_prior("mxqzna", model)
