"""Where gazetteers are: built-in ones by name, one's own by file."""

from __future__ import annotations

import difflib
from functools import lru_cache
from pathlib import Path

import entities
from entities.errors import DataError, UnknownGazetteerError
from entities.gazetteer.load import Gazetteer, load_files

_SUFFIXES = (".yaml", ".yml")


def builtin_folder() -> Path:
    """Return the folder of the built-in gazetteers: in the installed package, or in the checkout.

    Raises:
        DataError: It is in neither place.
    """
    package = Path(entities.__file__).parent
    for folder in (package / "gazetteers", package.parent / "gazetteers"):
        if folder.is_dir():
            return folder
    raise DataError("The built-in gazetteers are missing; reinstall the package.")


def builtin_names() -> tuple[str, ...]:
    """Return the names of the built-in gazetteers, sorted."""
    return tuple(sorted(path.stem for path in builtin_folder().glob("*.yaml")))


def find(name: str) -> Path:
    """Return the file of a gazetteer.

    Args:
        name: Name of a built-in gazetteer, or path of a YAML file.

    Raises:
        UnknownGazetteerError: Neither exists; the message gives the nearest names.
    """
    if name in builtin_names():
        return builtin_folder() / f"{name}.yaml"
    path = Path(name)
    if path.is_file():
        return path
    if path.suffix in _SUFFIXES or "/" in name or path.exists():
        known = path.suffix in _SUFFIXES and path.stem in builtin_names()
        hint = f" `{path.stem}` is built in: give it without `{path.suffix}`." if known else ""
        raise UnknownGazetteerError(f"no gazetteer file `{name}`; check the path.{hint}")
    nearest = difflib.get_close_matches(name, builtin_names(), n=3, cutoff=0.6)
    hint = f" Did you mean {' or '.join(f'`{near}`' for near in nearest)}?" if nearest else ""
    raise UnknownGazetteerError(f"no gazetteer `{name}`.{hint} Built in: {', '.join(builtin_names())}.")


def load(names: tuple[str, ...] | None = None) -> Gazetteer:
    """Load gazetteers into one.

    A gazetteer that was loaded lately and whose files have not changed since is not read again.

    Args:
        names: Built-in names and files, in any order; None for all built-in ones.

    Raises:
        UnknownGazetteerError: A name is not known.
        GazetteerError: A file has problems.
    """
    # Paths stay as the user named them, for messages; the stamp tells files of one name apart.
    paths = {find(name) for name in (builtin_names() if names is None else names)}
    return _load(tuple(sorted((str(path), _stamp(path)) for path in paths)))


def _stamp(path: Path) -> tuple[str, int, int]:
    state = path.stat()
    return str(path.resolve()), state.st_mtime_ns, state.st_size


@lru_cache(maxsize=8)
def _load(files: tuple[tuple[str, tuple[str, int, int]], ...]) -> Gazetteer:
    paths = [Path(path) for path, _ in files]
    return load_files(paths, base=[path for path in paths if path.parent == builtin_folder()])
