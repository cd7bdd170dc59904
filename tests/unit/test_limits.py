"""The page of limits tells the constants of the code, and every one of them."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from leadpact.diagnostics import CODES

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "limits.md").read_text("utf-8")
ROW = re.compile(
    r"^\| .+ \| ([\d,]+) \| \[(LP\d{4})\]\(diagnostics\.md#(lp\d{4})\) "
    r"\| `([\w.]+)` \|$",
    re.MULTILINE,
)
#: How constants that are limits are called.
_READING = ("language", "loading", "check")
LIMIT = re.compile(r"(MOST|LONGEST|DEEPEST|LARGEST|DECIMAL)(_[A-Z]+)?")


def test_page_tells_the_constants() -> None:
    """Each row has the value of its constant, and a code of the catalogue."""
    rows = ROW.findall(PAGE)
    assert len(rows) == PAGE.count("| [LP")
    for value, code, anchor, constant in rows:
        module, _, name = constant.rpartition(".")
        assert int(value.replace(",", "")) == getattr(
            importlib.import_module(module), name
        )
        assert code in CODES
        assert anchor == code.lower()


def test_page_has_every_limit() -> None:
    """A public constant with the name of a limit has a row."""
    assert {row[3] for row in ROW.findall(PAGE)} == set(limits())


def limits() -> Iterator[str]:
    """Public constants of what reads policies that are named as limits are."""
    source = ROOT / "src"
    folders = (source / "leadpact" / folder for folder in _READING)
    files = [file for folder in folders for file in folder.rglob("*.py")]
    for file in (source / "leadpact" / "units.py", *files):
        module = ".".join(file.relative_to(source).with_suffix("").parts).removesuffix(
            ".__init__"
        )
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.Assign):
                for each in ast.walk(node.targets[0]):
                    if isinstance(each, ast.Name) and LIMIT.fullmatch(each.id):
                        yield f"{module}.{each.id}"
