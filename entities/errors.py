"""Every error that this package raises on purpose.

EntitiesError
├── GazetteerError         one or more problems in gazetteer files, all listed
├── UnknownGazetteerError  no built-in gazetteer and no file of that name
├── SettingsError          an option value that is not allowed
├── InputError             one input (or one record of it) that can't be read
├── DataError              a table that ships with the package is missing or damaged
└── ReplayError            an explanation step that does not lead where it says
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class EntitiesError(Exception):
    """Base class of all errors raised by `entities`."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in a gazetteer file.

    Attributes:
        path: The file, as the user named it.
        line: Line number, from 1.
        column: Column number, from 1.
        code: A stable, documented word such as `duplicate-id`.
        message: What was found, what is allowed, what to do.
    """

    path: str
    line: int
    column: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message} ({self.code})"


class GazetteerError(EntitiesError):
    """Gazetteer files that can't be used; `problems` lists everything wrong in all of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UnknownGazetteerError(EntitiesError):
    """No built-in gazetteer has this name and no such file exists."""


class SettingsError(EntitiesError, ValueError):
    """An option was given a value that is not allowed."""


class InputError(EntitiesError):
    """An input that can't be read.

    Args:
        where: File, or file and line or record, as shown to the user.
        message: What was found and what was expected.
        code: A stable, documented word such as `bad-json`.
    """

    def __init__(self, where: str, message: str, code: str) -> None:
        self.where, self.message, self.code = where, message, code
        super().__init__(f"{where}: {message} ({code})")


class DataError(EntitiesError):
    """A table that ships with the package is missing or damaged."""


class ReplayError(EntitiesError):
    """An explanation step that, applied again, does not give the result it claims."""
