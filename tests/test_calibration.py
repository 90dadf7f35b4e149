"""Scores mean what they say, or nothing is changed; a damaged table says what to do."""

import pytest

from entities import calibration
from entities.calibration import Curve, apply_curve, calibrate, load_curves
from entities.errors import DataError


def test_every_method_has_a_curve():
    assert {"exact", "abbreviation", "latin", "variant", "truncated"} <= set(load_curves())


@pytest.mark.parametrize("method", sorted(load_curves()))
def test_a_better_candidate_never_scores_less(method):
    scores = [calibrate(method, number / 100) for number in range(101)]
    assert scores == sorted(scores)
    assert 0 < scores[0] <= scores[-1] < 1


def test_a_method_without_a_curve_keeps_its_score():
    assert calibrate("no-such-method", 0.42) == 0.42


def test_the_plain_curve_changes_nothing():
    assert apply_curve(Curve(0.0, 1.0), 0.3) == pytest.approx(0.3)


@pytest.mark.parametrize("content", ["method\tshift\nexact\t1\n", "method\tshift\tslope\nexact\tx\t1\n"])
def test_a_damaged_table_names_the_file_and_the_command(content, monkeypatch):
    monkeypatch.setattr(calibration, "read_data", lambda _: content)
    load_curves.cache_clear()
    try:
        with pytest.raises(DataError, match=r"data/calibration\.tsv is damaged .*scripts/calibrate\.py"):
            load_curves()
    finally:
        load_curves.cache_clear()
