"""The fragments of the changelog."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "changelog.d"
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.(added|changed|fixed|removed)\.md")


def test_names() -> None:
    """Every fragment is named ``<topic>.<added|changed|fixed|removed>.md``."""
    names = {file.name for file in FOLDER.iterdir()} - {"README.md"}
    assert {name for name in names if not NAME.fullmatch(name)} == set()


def test_texts() -> None:
    """Every fragment says something and ends with a line break."""
    for file in FOLDER.iterdir():
        text = file.read_text(encoding="utf-8")
        assert text.strip(), file.name
        assert text.endswith("\n"), file.name
