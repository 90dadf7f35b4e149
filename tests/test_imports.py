"""Who may import whom: one way only, and nothing heavy before it is needed."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import entities

PACKAGE = Path(entities.__file__).parent
# From the bottom up; a module may import from its own layer and from those before it.
LAYERS = [
    {"errors", "model", "settings", "local"},
    {"text"},
    {"gazetteer"},
    {"document", "calibration"},
    {"finders"},
    {"resolve", "resolution", "senses", "nested"},
    {"annotator"},
]
# Everything else stands outside and may import all layers; these may not import each other.
OUTSIDE = {"explain", "comentions", "suggestions", "io", "integrations", "cli", "__main__"}
# Heavy libraries and where they may be used; all but spaCy are imported on first use, directly or with the module
# that needs them.
ONLY_IN = {
    "spacy": "entities.integrations.spacy",
    "scipy": "entities.comentions",
    "rich": "entities.cli.",
}


def name_of(path):
    parts = ("entities", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py")) if "gazetteers" not in path.parts}


def layer(module):
    """Return the number of a module's layer; the package itself is a façade that imports on first use."""
    part = module.split(".")[1] if "." in module else None
    for number, parts in enumerate(LAYERS):
        if part in parts:
            return number
    return len(LAYERS)


@cache
def imports(module):
    """Return `(line, imported module, when)` for every import: `types`, on `load` or on `use`."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    when = {}
    for part in ast.walk(tree):
        if isinstance(part, ast.If) and isinstance(part.test, ast.Name) and part.test.id == "TYPE_CHECKING":
            when.update(dict.fromkeys(ast.walk(part), "types"))
        elif isinstance(part, ast.FunctionDef):
            when.update(dict.fromkeys(ast.walk(part), "use"))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: imports are absolute"
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in MODULES else node.module for name in inner]
        else:
            continue
        found += [(node.lineno, name, when.get(node, "load")) for name in names]
    return found


def own_imports(module):
    return [item for item in imports(module) if item[1].split(".")[0] == "entities"]


def test_every_module_has_a_place():
    known = set().union(*LAYERS, OUTSIDE)
    assert {module.split(".")[1] for module in MODULES if "." in module} == known


@pytest.mark.parametrize("module", [module for module in MODULES if layer(module) < len(LAYERS)])
def test_layers_import_downwards_only(module):
    upwards = [
        f"{module}:{line} imports {other}"
        for line, other, _ in own_imports(module)
        # The catalog asks the package where it is; no code of it is used.
        if layer(other) > layer(module)
        and not (other == "entities" and module == "entities.gazetteer.catalog")
    ]
    assert upwards == []


@pytest.mark.parametrize("module", [module for module in MODULES if module.startswith("entities.finders.")])
def test_finders_know_nothing_of_each_other(module):
    others = {other for _, other, _ in own_imports(module) if other.startswith("entities.finders")}
    shared = {
        "full_names",
        "given_names",
        "gloss_names",
        "gloss_rules",
        "head_rules",
        "heads",
        "likeness",
        "runs",
        "words",
    }
    assert others <= {f"entities.finders.{name}" for name in shared}


@pytest.mark.parametrize(
    "module", [module for module in MODULES if module.split(".")[1:2] and module.split(".")[1] in OUTSIDE]
)
def test_what_stands_outside_knows_only_what_it_needs(module):
    part = module.split(".")[1]
    allowed = {
        "cli": {"io", "comentions", "explain", "suggestions"},
        "io": {"suggestions"},
        "__main__": {"cli"},
    }.get(part, set())
    others = {other.split(".")[1] for _, other, _ in own_imports(module) if "." in other} & OUTSIDE
    assert others - {part} <= allowed


@pytest.mark.parametrize("library", ONLY_IN)
def test_heavy_libraries_stay_where_they_are_needed(library):
    users = {
        module: when
        for module in MODULES
        for _, other, when in imports(module)
        if other.split(".")[0] == library and when != "types"
    }
    assert [module for module in users if not module.startswith(ONLY_IN[library])] == []
    # A module that can't be imported without the library is itself imported on first use, or by its like.
    heavy = {module for module, when in users.items() if when == "load"}
    early = [
        f"{module}:{line} imports {other}"
        for module in set(MODULES) - heavy
        for line, other, when in own_imports(module)
        if other in heavy and when == "load"
    ]
    assert early == []


@pytest.mark.parametrize("module", MODULES)
def test_modules_have_a_docstring_and_no_loose_ends(module):
    text = MODULES[module].read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert not [mark for mark in ("TODO", "FIXME", "XXX") if mark in text]


# What an import costs


def loaded_by(code):
    script = f"import sys\n{code}\nprint(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("code", ["import entities", "import entities.cli.main"])
def test_light_imports_load_no_heavy_library(code):
    heavy = {"numpy", "yaml", "pydantic", "scipy", "spacy", "rich", "rapidfuzz", "ahocorasick_rs", "pypinyin"}
    assert loaded_by(code) & heavy == set()


def test_an_annotator_loads_neither_statistics_nor_pipelines():
    loaded = loaded_by("import entities; entities.Annotator(['countries']).annotate('俄罗斯')")
    assert loaded & {"scipy", "spacy", "rich", "click"} == set()


def test_the_package_gives_all_that_it_names():
    assert [name for name in entities.__all__ if getattr(entities, name, None) is None] == []
    assert set(entities.__all__) <= set(dir(entities))
    with pytest.raises(AttributeError, match=r"^module 'entities' has no attribute 'nothing'$"):
        _ = entities.nothing
