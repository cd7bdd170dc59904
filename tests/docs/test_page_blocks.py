"""The table of blocks in the how-to, compared with the shipped templates."""

from __future__ import annotations

import re
from pathlib import Path

from leadpact.agreement.template_files import PAGES, shipped_templates

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "change-the-page.md"
TARGETS = dict(zip(("PDF", "HTML", "Markdown"), PAGES, strict=True))


def test_every_block_is_told() -> None:
    """The table names the blocks of each target, and no others."""
    rows = re.findall(
        r"^\| `(\w+)` \|.*\| ([\w, ]+) \|$", PAGE.read_text("utf-8"), re.MULTILINE
    )
    for target, name in TARGETS.items():
        told = [block for block, where in rows if target in where or where == "all"]
        text = shipped_templates().files[f"leadpact/{name}"]
        assert sorted(told) == sorted(re.findall(r"{% block (\w+) %}", text))
