"""Every threshold that a user may set, once, with how its default was found."""

from __future__ import annotations

from dataclasses import dataclass

from entities.errors import SettingsError

# Of the values tried by benchmarks/calibration.py, 0 to 0.5 give the best F1 on annotated text, 0.3 to 0.4 on names by themselves
# (the log odds that scripts/train_transliteration.py prints). This one keeps a form that two entities share evenly, and leaves out
# the likeliest of three.
DEFAULT_MIN_SCORE = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of an `Annotator`.

    Attributes:
        min_score: Mentions below this score are left out, 0 to 1; names resolved on their own likewise. See
            `DEFAULT_MIN_SCORE`.
        context_window: Characters on either side of a name in which a word of its entity's `context` counts
            as standing beside it. A clause of Chinese news is shorter than this.
        variants: Also find forms that are not listed: those that sound like a listed name, and listed names that
            lost their head or tail.
        unknown: Also find full names of persons that no gazetteer lists, and their short forms. They become entities
            of their document, with ids such as `local:威廉·阿尔贝克`, which are no promise that two documents mean
            one person.
        nested: Also give, with each mention, the names inside it (乌克兰 in 乌克兰总统办公室); they count nowhere else.
    """

    min_score: float = DEFAULT_MIN_SCORE
    context_window: int = 30
    variants: bool = True
    unknown: bool = False
    nested: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.min_score <= 1:
            raise SettingsError(f"min_score is {self.min_score}; expected a number from 0 to 1.")
        if self.context_window < 0:
            raise SettingsError(
                f"context_window is {self.context_window}; expected a number of characters, 0 or more."
            )
