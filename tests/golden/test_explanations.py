"""One lead as each policy that is shipped explains it, as last read and approved."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

import leadpact
from leadpact.cli.terminal import explanation_lines

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parent / "explanations"
POLICIES = sorted(Path(__file__).parents[2].glob("policies/*/1.0.0.yaml"))
STORY = json.loads((GOLDEN / "story.json").read_text("utf-8"))


@pytest.mark.parametrize("file", POLICIES, ids=lambda file: file.parent.name)
def test_policy(file: Path, golden: Callable[[Path, str], None]) -> None:
    """The whole explanation, with what the clock of each promise used and skipped."""
    pact = leadpact.load(file)
    known = pact.checked.policy.fields
    lead = {
        "id": "L-1",
        "fields": {
            key: value for key, value in STORY["fields"].items() if key in known
        },
        "events": STORY["events"],
    }
    now, people = datetime.fromisoformat(STORY["now"]), STORY["people"]
    found = pact.explain(lead, now=now, people=people, stretches=True)
    text = "\n".join(explanation_lines(found, None))
    golden(GOLDEN / f"{file.parent.name}.txt", click.unstyle(text) + "\n")
