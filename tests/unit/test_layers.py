"""Who may import whom: the table of levels, compared with the sources.

A module imports only from lower levels. Modules of one level do not import each
other, unless they are files of one sub-package, and there without a circle. Imports
inside functions and under ``TYPE_CHECKING`` count like any other.
"""

from __future__ import annotations

import ast
import graphlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: The modules and sub-packages of leadpact, by level. The package's own
#: ``__init__`` stands outside: it is the API, may import all, and nobody imports it.
LEVELS = {
    0: ("diagnostics",),
    1: ("errors",),
    2: ("extras", "instants", "text_tables", "units"),
    3: ("calendars", "language"),
    4: ("model",),
    5: ("loading", "sources", "planning", "wording", "regions"),
    6: ("check",),
    7: ("compile", "signing", "business_time"),
    8: ("engines",),
    9: ("explain", "results", "tally"),
    10: ("pact",),
    11: ("book", "signed"),
    12: ("agreement", "which"),
    13: ("charts", "show", "contract"),
    14: ("reports", "review", "signed_page"),
    15: ("cli",),
    16: ("testing", "pytest_plugin"),
}

#: Packages that only some modules import, so that what they do stays in one place.
IMPORTERS = {
    "yaml": ("loading", "sources"),
    "cattrs": ("loading", "compile"),
    "click": ("cli",),
    "rich": ("cli",),
    "segno": ("agreement",),
    "typst": ("agreement",),
    "holidays": ("calendars",),
    "cryptography": ("signing",),
    "pyhanko": ("signing",),
    "asn1crypto": ("signing",),
}

#: The clock, the environment, chance and the network: only ``cli`` may ask for them,
#: so that the same policy, leads and ``now`` give the same answer.
AMBIENT = (
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "http",
    "os.environ",
    "os.getenv",
    "random",
    "secrets",
    "socket",
    "time",
    "urllib.request",
)
ASKING = ("cli",)

LEVEL = {unit: level for level, units in LEVELS.items() for unit in units}
SOURCE = Path(__file__).parents[2] / "src" / "leadpact"


def test_sources_obey() -> None:
    """The sources of leadpact obey the three tables."""
    files = {
        file.relative_to(SOURCE).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted(SOURCE.rglob("*.py"))
    }
    assert problems(files) == []


def problems(files: Mapping[str, str]) -> list[str]:
    """What breaks a rule, one sentence each, sorted.

    Args:
        files: Sources by their path inside the package, such as ``check/rules.py``.
    """
    modules = {dotted(file) for file in files}
    found = set()
    inner: dict[str, set[str]] = {module: set() for module in modules}
    for file, text in files.items():
        module = dotted(file)
        if module == "leadpact":
            continue
        unit = module.split(".")[1]
        if unit not in LEVEL:
            found.add(f"{file}: `{unit}` has no level")
            continue
        for name in names(text, module, is_package=file.endswith("__init__.py")):
            target = longest(name, modules)
            if target.split(".")[:2] == ["leadpact", unit]:
                inner[module] |= {target} - {module}
            elif mistake := judge(unit, name, target):
                found.add(f"{file}: {mistake}")
    return sorted(found | circles(inner))


def judge(unit: str, name: str, target: str) -> str:
    """What is wrong with a name that a unit takes from outside itself, or nothing.

    Args:
        unit: The module or sub-package that asks, such as ``check``.
        name: What it asks for, dotted in full.
        target: The module of leadpact that holds the name, if it is one of ours.
    """
    first, _, rest = target.partition(".")
    other = rest.partition(".")[0]
    if first == "leadpact" and not other:
        return f"imports {name}, which no module has but the API"
    # A target without a level is reported where its own file is read.
    if first == "leadpact" and LEVEL.get(other, -1) >= LEVEL[unit]:
        return f"`{unit}`, level {LEVEL[unit]}, imports `{other}`, level {LEVEL[other]}"
    package = name.partition(".")[0]
    if unit not in IMPORTERS.get(package, (unit,)):
        return f"`{unit}` may not import {package}"
    if unit not in ASKING and any(f"{name}.".startswith(f"{a}.") for a in AMBIENT):
        return f"`{unit}` may not ask for {name}"
    return ""


def circles(graph: Mapping[str, set[str]]) -> set[str]:
    """The first circle of modules that import each other, if there is one."""
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return {f"a circle: {' -> '.join(reversed(error.args[1]))}"}
    return set()


def names(text: str, module: str, *, is_package: bool) -> Iterator[str]:
    """Every name from another module, dotted in full, that a source text asks for.

    Imported names, and the attributes that are read from them: after
    ``import datetime as dt``, ``dt.datetime.now`` is ``datetime.datetime.now``.
    """
    tree = ast.parse(text)
    imported: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.split(".")[0]
                imported[alias.asname or first] = alias.name if alias.asname else first
                yield alias.name
        elif isinstance(node, ast.ImportFrom):
            # Level 1 is the package of the module, which is itself in `__init__`.
            up = node.level - is_package
            base = module.split(".")[: -up or None] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                imported[alias.asname or alias.name] = f"{source}.{alias.name}"
                yield f"{source}.{alias.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            first, _, rest = ast.unparse(node).partition(".")
            if first in imported:
                yield f"{imported[first]}.{rest}"


def dotted(file: str) -> str:
    """The name of the module in a file: ``check/rules.py`` is leadpact.check.rules."""
    parts = PurePosixPath(file).with_suffix("").parts
    return ".".join(["leadpact", *(part for part in parts if part != "__init__")])


def longest(name: str, modules: set[str]) -> str:
    """The longest start of a dotted name that is a module, else its first part."""
    while name not in modules and "." in name:
        name = name.rpartition(".")[0]
    return name


class TestProblems:
    """The check itself, on small packages that break one rule each."""

    @pytest.mark.parametrize(
        "line",
        [
            "from leadpact.check import rules",
            "from leadpact.check.rules import RULES",
            "import leadpact.check.rules",
            "from .check import rules",
            "def late():\n    from leadpact import check",
            "if TYPE_CHECKING:\n    from leadpact.check import rules",
        ],
    )
    def test_higher_level(self, line: str) -> None:
        """An import from a higher level is found, however it is written."""
        files = {"__init__.py": "", "units.py": line, "check/rules.py": ""}
        files["check/__init__.py"] = ""
        assert problems(files) == [
            "units.py: `units`, level 2, imports `check`, level 6"
        ]

    def test_lower_level(self) -> None:
        """An import from a lower level is fine."""
        files = {"units.py": "", "cli/demo.py": "from leadpact.units import Unit"}
        assert problems(files) == []

    def test_same_level(self) -> None:
        """Two modules of one level do not import each other."""
        files = {"units.py": "from leadpact import instants", "instants.py": ""}
        assert problems(files) == [
            "units.py: `units`, level 2, imports `instants`, level 2"
        ]

    def test_inside_a_package(self) -> None:
        """Files of one sub-package may import each other."""
        files = {
            "language/__init__.py": "from .parser import parse",
            "language/lexer.py": "",
            "language/parser.py": "from leadpact.language import lexer",
        }
        assert problems(files) == []

    @pytest.mark.parametrize(
        "line",
        [
            "from .parser import parse",
            "from leadpact.language import parse",
            "from . import parse",
        ],
    )
    def test_circle(self, line: str) -> None:
        """Files of one sub-package that import each other in a circle are found."""
        files = {
            "language/__init__.py": "from .parser import parse",
            "language/lexer.py": line,
            "language/parser.py": "from .lexer import tokens",
        }
        (found,) = problems(files)
        assert found.startswith("a circle: leadpact.language")

    def test_unknown_module(self) -> None:
        """A module that the table does not name is found."""
        files = {"helpers.py": "", "cli/demo.py": ""}
        assert problems(files) == ["helpers.py: `helpers` has no level"]

    @pytest.mark.parametrize("line", ["import leadpact", "from leadpact import load"])
    def test_api(self, line: str) -> None:
        """The API imports all, and nobody imports the API."""
        files = {"__init__.py": "from leadpact.cli import main", "cli.py": line}
        (found,) = problems(files)
        assert found.startswith("cli.py: imports leadpact")
        assert found.endswith("which no module has but the API")

    @pytest.mark.parametrize("line", ["import yaml", "from yaml.nodes import Node"])
    def test_importers(self, line: str) -> None:
        """A package that few may import is found elsewhere, and not with those few."""
        assert problems({"loading/document.py": line}) == []
        assert problems({"check/rules.py": line}) == [
            "check/rules.py: `check` may not import yaml"
        ]

    @pytest.mark.parametrize(
        ("text", "asked"),
        [
            ("import os\nos.environ['HOME']", "os.environ"),
            ("from os import environ as e", "os.environ"),
            ("import datetime as dt\ndt.datetime.now(dt.UTC)", "datetime.datetime.now"),
            ("from datetime import date\ntoday = date.today", "datetime.date.today"),
            ("import random", "random"),
            ("from time import monotonic", "time.monotonic"),
        ],
    )
    def test_ambient(self, text: str, asked: str) -> None:
        """The clock, the environment and chance are for the command line only."""
        assert problems({"cli/demo.py": text}) == []
        assert problems({"units.py": text}) == [
            f"units.py: `units` may not ask for {asked}"
        ]

    def test_pure_time(self) -> None:
        """Reading and building instants is no asking for the clock."""
        text = (
            "from datetime import datetime, time\n"
            "datetime.fromisoformat(text)\n"
            "def judge(lead, *, now):\n    return lead.now(now), time(9)\n"
        )
        assert problems({"units.py": text}) == []
