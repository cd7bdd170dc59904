"""The page of the API lists every public name, and nothing else."""

from __future__ import annotations

import ast
import importlib
import inspect
import operator
import re
from pathlib import Path

import pytest

import leadpact
import leadpact.testing
from leadpact.cli.report_kinds import PAGES, TABLES

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "api.md"
TEXT, TESTING = PAGE.read_text("utf-8").split("## For your own tests")
#: The name at the start of a row of a table, with what it takes.
ROW = re.compile(r"^\| `([\w.]+)(\(.*?\))?` \|", re.MULTILINE)


def methods(kind: type) -> set[str]:
    """The public methods of a class, after its name."""
    return {
        f"{kind.__name__}.{name}"
        for name, value in vars(kind).items()
        if inspect.isfunction(value) and not name.startswith("_")
    }


def test_names() -> None:
    """Each name of `leadpact` and each method of `Pact` and `Book` has a row."""
    listed = {name for name, _ in ROW.findall(TEXT)} - {"Pact.digest"}
    public = {*leadpact.__all__} - {"__version__"}
    assert listed == public | methods(leadpact.Pact) | methods(leadpact.Book)
    assert "`__version__`" in TEXT


def test_reports() -> None:
    """Each report of the command is a function that takes what its row says."""
    rows = re.findall(r"^\| (\w+) \| `([\w.]+)(\(.*?\))`", TEXT, re.MULTILINE)
    assert [name for name, _, _ in rows] == [*TABLES, *PAGES]
    for _, place, taken in rows:
        module, _, name = place.rpartition(".")
        found = getattr(importlib.import_module(f"leadpact.reports.{module}"), name)
        assert parameters(taken) == [*inspect.signature(found).parameters]


def test_testing() -> None:
    """So has each name of `leadpact.testing`."""
    own = {
        name
        for name, value in vars(leadpact.testing).items()
        if getattr(value, "__module__", "") == "leadpact.testing" and name[0] != "_"
    }
    listed = {name for name, _ in ROW.findall(TESTING)}
    assert listed == own | methods(leadpact.testing.Clock)


@pytest.mark.parametrize(
    ("name", "taken"), [row for row in ROW.findall(TEXT + TESTING) if row[1]]
)
def test_arguments(name: str, taken: str) -> None:
    """What stands in brackets are the parameters, in their order."""
    home = leadpact if name.partition(".")[0] in leadpact.__all__ else leadpact.testing
    signature = inspect.signature(operator.attrgetter(name)(home))
    assert parameters(taken) == [one for one in signature.parameters if one != "self"]


def parameters(taken: str) -> list[str]:
    """The names of the parameters in brackets, as Python reads them."""
    (function,) = ast.parse(f"def function{taken}: ...").body
    assert isinstance(function, ast.FunctionDef)
    given = function.args
    found = (*given.args, given.vararg, *given.kwonlyargs, given.kwarg)
    return [one.arg for one in found if one]
