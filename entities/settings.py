"""Every threshold that a user may set, once, with how its default was found."""

from __future__ import annotations

from dataclasses import dataclass

from entities.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of an `Annotator`.

    Attributes:
        min_score: Mentions below this score are left out, 0 to 1. The default keeps everything the finders
            accept.
        context_window: Characters on either side of a name in which a word of its entity's `context` counts
            as standing beside it. A clause of Chinese news is shorter than this.
        variants: Also find forms that are not listed but sound like a listed name.
    """

    min_score: float = 0.0
    context_window: int = 30
    variants: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.min_score <= 1:
            raise SettingsError(f"min_score is {self.min_score}; expected a number from 0 to 1.")
        if self.context_window < 0:
            raise SettingsError(
                f"context_window is {self.context_window}; expected a number of characters, 0 or more."
            )
