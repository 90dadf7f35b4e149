"""Other people's names: what a form might spell if it names nobody who is listed.

卡梅隆 is somewhat like Kamloops, but far more like Cameron; that no Cameron is listed does not make it Kamloops. The names are
shipped with the model (see entities/data/README.md).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from entities.text.consonants import ConsonantNet
from entities.text.targets import encode_targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from entities.text.targets import Targets
    from entities.text.transliteration import SoundModel


class Background:
    """A list of names to compare with.

    Args:
        latin: Letters of each.
        chinese: Folded Chinese form of each.
        model: The model.
    """

    def __init__(self, latin: Sequence[str], chinese: Sequence[str], model: SoundModel) -> None:
        self._latin, self._chinese = latin, chinese
        self._model = model
        self._net = ConsonantNet(latin, chinese)

    def nearest(self, form: str, count: int) -> Targets:
        """Return the names that share most consonants with a form, encoded.

        Args:
            form: Folded Han characters.
            count: How many at most.
        """
        numbers = self._net.nearest(form, count).tolist()
        return encode_targets(
            [(self._latin[number], self._chinese[number]) for number in numbers], self._model
        )


@cache
def background_of(model: SoundModel) -> Background:
    """Return the names shipped with a model, ready; made once."""
    return Background(*model.background, model)
