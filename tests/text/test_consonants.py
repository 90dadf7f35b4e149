"""Names that share consonants are found, in either script, in the same order in every run."""

import pytest

from entities.text.consonants import ConsonantNet

LATIN = ["kushner", "putin", "", "witkoff", "zelenskyy", "aia"]
CHINESE = ["", "普京", "默茨", "威特科夫", "", "阿亚"]


@pytest.mark.parametrize(
    ("form", "number"), [("库许纳", 0), ("蒲亭", 1), ("梅尔茨", 2), ("魏科夫", 3), ("择连斯基", 4)]
)
def test_the_nearest_is_among_the_first(form, number):
    net = ConsonantNet(LATIN, CHINESE)
    assert number in net.nearest(form, 2).tolist()


def test_no_more_than_asked_for():
    net = ConsonantNet(LATIN * 50, CHINESE * 50)
    for count in (1, 7, 60, 300, 1000):
        found = net.nearest("泽伦斯基", count).tolist()
        assert len(found) <= count
        assert found == sorted(set(found))


def test_a_form_without_consonants_finds_nothing():
    assert ConsonantNet(LATIN, CHINESE).nearest("阿", 3).tolist() == []


def test_an_empty_list_finds_nothing():
    assert ConsonantNet([], []).nearest("泽伦斯基", 3).tolist() == []


def test_characters_without_a_reading_do_no_harm():
    assert 0 in ConsonantNet(LATIN, CHINESE).nearest("库々许纳", 3).tolist()
