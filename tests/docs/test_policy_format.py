"""The page of the policy format is made from the code, and its examples are sound."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import format_page
import pytest
import yaml

import leadpact

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "policy-format.md"
POLICY = (ROOT / "policies" / "inbound" / "1.0.0.yaml").read_text("utf-8")
EXAMPLE = re.compile(r"^```yaml\n(.+?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = EXAMPLE.findall(format_page.page())


def test_page(golden: Callable[[Path, str], None]) -> None:
    """The page is what the code makes; `--update-golden` writes it anew."""
    golden(PAGE, format_page.page())


def test_every_key() -> None:
    """Every key of every section has a row on the page."""
    rows = format_page.page().splitlines()
    missing = {
        f"{section.name}.{key.name}"
        for section in format_page.sections().values()
        for key in section.keys
        if not any(
            row.startswith(f"| `{key.name}` ") and row.endswith(f"{key.description} |")
            for row in rows
        )
    }
    assert missing == set()


def test_every_line() -> None:
    """A line of prose holds one sentence."""
    for line in format_page.page().splitlines():
        if not line.startswith(("|", "```", " ", "#", "-")):
            assert not re.search(r"[a-z`)]\. [A-Z`]", line), line


def texts_of(text: str) -> dict[str, Any]:
    """A YAML file whose values are texts."""
    found: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes texts only
    return found


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: str(text.split(":")[0]))
def test_example(example: str) -> None:
    """An example loads in a sound policy, in place of what has the same name there."""
    whole: dict[str, Any] = texts_of(POLICY)
    for section, value in texts_of(example).items():
        known = whole.get(section)
        if isinstance(known, dict) and isinstance(value, dict):
            whole[section] = {**known, **value}
        else:
            whole[section] = value
    text = yaml.safe_dump(whole, allow_unicode=True)
    assert leadpact.loads(text).checked.diagnostics == ()


def test_examples_are_found() -> None:
    """Every section of a policy has an example."""
    shown = {line.split(":")[0] for text in EXAMPLES for line in text.splitlines()}
    keys = {key.name for key in format_page.sections()["policy"].keys}
    # The example of `include` would need a file to include, so it is no YAML block.
    assert keys - shown == {"ends", "supersedes", "include"}
