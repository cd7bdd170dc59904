"""The canonical form of the shipped policies, so that each change of it is seen.

A signature is over this form: whoever changes a file here breaks the signatures of
every policy that says the same.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders import SHIPPED, make_pact

import leadpact
from leadpact.signing.canonical import digest, to_json

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parent / "canonical"
#: The shipped policies by the names of their golden files.
POLICIES = {
    f"{file.parent.name}-{file.stem}": file
    for file in SHIPPED
    if file.stem != "policy"  # The examples are no models to copy.
}

#: The golden file of calendars alone.
JOINED = "joined-calendars"


@pytest.mark.parametrize("name", POLICIES)
def test_canonical_form(name: str, golden: Callable[[Path, str], None]) -> None:
    """The canonical form, spread over lines, and the digest of the policy."""
    policy = leadpact.load(POLICIES[name]).checked.policy
    told = {"digest": digest(policy), "canonical": to_json(policy)}
    text = json.dumps(told, indent=2, ensure_ascii=False, sort_keys=True)
    golden(GOLDEN / f"{name}.json", text + "\n")


def test_joined(golden: Callable[[Path, str], None]) -> None:
    """The canonical form of calendars, those that are joined among them."""
    calendars = """
        sales:
          timezone: America/New_York
          open: {mon-thu: [09:00-12:30, 13:00-17:30], fri: 22:00-06:00}
          holidays: {country: US, subdivision: NY, also: [2026-12-24]}
          days: {2026-12-23: 09:00-12:00, 2026-12-31: closed}
        lead_day:
          timezone: {field: zone, otherwise: UTC}
          open: {mon-sun: 08:00-20:00}
        desk: {all: [sales, lead_day]}
    """
    policy = make_pact(calendars=calendars).checked.policy
    text = json.dumps(to_json(policy.calendars), indent=2, sort_keys=True)
    golden(GOLDEN / f"{JOINED}.json", text + "\n")


def test_no_file_is_left_over() -> None:
    """Every golden file belongs to a policy that is shipped."""
    assert {file.stem for file in GOLDEN.glob("*.json")} == {*POLICIES, JOINED}
