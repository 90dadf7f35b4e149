"""Loads the tables and rule files in entities/data, once each."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from entities.errors import DataError


def read_data(name: str) -> str:
    """Return the text of a file in entities/data.

    Args:
        name: Path below entities/data, with forward slashes.

    Raises:
        DataError: The file is missing or no UTF-8 text.
    """
    try:
        return files("entities").joinpath(f"data/{name}").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            f"entities/data/{name} can't be read ({error}); reinstall the package, or make the file again with the "
            "command in entities/data/README.md."
        ) from error


@cache
def load_rules(name: str) -> dict[str, Any]:
    """Return the content of a hand-written rule file, `entities/data/rules/NAME.yaml`."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content = yaml.load(read_data(f"rules/{name}.yaml"), loader)  # noqa: S506 - a safe loader, our own file
    if not isinstance(content, dict):
        raise DataError(f"entities/data/rules/{name}.yaml must hold a mapping; reinstall the package.")
    return content


@cache
def load_common_han() -> re.Pattern[str]:
    """Return a pattern that matches one common Han character of either script."""
    return re.compile(f"[{read_data('common_han.txt').strip()}]")
