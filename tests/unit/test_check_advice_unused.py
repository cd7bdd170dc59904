from __future__ import annotations

import pytest
from builders import make_policy
from builders_mistakes import advised, timers

TIMER = "t / from: handed_off / until: attempt / within: 4 business hours"
ZONED = """
    desk: {timezone: {field: zone, otherwise: UTC}, open: {mon-fri: 09:00-17:00}}
"""
JOINED = """
    desk: {all: [early_desk, late_desk]}
    early_desk: {timezone: UTC, open: {mon-fri: 06:00-14:00}}
    late_desk: {timezone: UTC, open: {mon-fri: 13:00-21:00}}
"""


def unused(**sections: str) -> set[tuple[str, str]]:
    """Severity and name of what nothing uses in a policy with some timer."""
    text = make_policy(**{"timers": timers(TIMER), **sections})
    return {(severity, name) for severity, name, _ in advised(text, "LP2101")}


class TestUnused:
    """Names without any use, and names with one."""

    @pytest.mark.parametrize(
        ("sections", "expected"),
        [
            ({"fields": "{spare: text}"}, ("note", "spare")),
            ({"events": "{spare: {}}"}, ("note", "spare")),
            ({"definitions": "{spare: employees > 5}"}, ("warning", "spare")),
            ({"scoring": "{spare: 1 when employees > 5}"}, ("warning", "spare")),
            ({}, ("note", "manager")),
            ({}, ("note", "late_desk")),
        ],
    )
    def test_told(self, sections: dict[str, str], expected: tuple[str, str]) -> None:
        """A decision without use is a warning, anything else a note."""
        assert expected in unused(**sections)

    @pytest.mark.parametrize(
        ("name", "section", "text"),
        [
            ("employees", "definitions", "{a: employees > 5}"),
            ("employees", "scoring", "{a: 1 when employees > 5}"),
            ("country", "definitions", "{a: happened(changed where field is country)}"),
            (
                "country",
                "definitions",
                "\n a: happened(changed where field in [country])",
            ),
            (
                "close",
                "stages",
                "[{name: S, party: sales, enter: won, complete: close}]",
            ),
            ("zone", "calendars", ZONED),
            ("late_desk", "calendars", JOINED),
            ("demo_request", "definitions", "{a: happened(demo_request)}"),
            ("demo_request", "scoring", "{a: 1 each demo_request}"),
            ("rejected", "events", "{rejected: {why: text}}"),
            ("late_desk", "definitions", "{a: open(late_desk)}"),
            ("a", "definitions", "{a: employees > 5, b: not a}"),
            ("a", "definitions", "{a: {label: Large, all: employees > 5}}"),
            ("a", "scoring", "{a: 1 when employees > 5, b: 1 when a > 5}"),
        ],
    )
    def test_used(self, name: str, section: str, text: str) -> None:
        """Whatever names it uses it; the page prints a definition with a label."""
        assert name not in {each for _, each in unused(**{section: text})}

    def test_goal(self) -> None:
        """A measure uses the field that it sums."""
        goal = "{party: sales, require: sum(employees of won) >= 5, per: month}"
        assert ("note", "employees") in unused()
        assert ("note", "employees") not in unused(goals=f"{{g: {goal}}}")

    @pytest.mark.parametrize("calendar", ["late_desk", "owner", "parties"])
    def test_calendars(self, calendar: str) -> None:
        """A timer or a party uses a calendar; owners of leads bring any of them."""
        sections = {"timers": timers(f"{TIMER} / calendar: {calendar}")}
        if calendar == "parties":
            party = "{signatory: VP, contact: a@example.com, calendar: late_desk}"
            sections = {"parties": f"\n  sales: {party}\n  marketing: {party}"}
            assert ("note", "desk") in unused(**sections)
        assert ("note", "late_desk") not in unused(**sections)

    def test_roles(self) -> None:
        """A step uses a role."""
        text = timers(f"{TIMER} / missed: alert manager")
        assert ("note", "manager") not in unused(timers=text)

    def test_data_of_events(self) -> None:
        """What `where` asks is no field, though it has the name of one."""
        text = "{a: happened(won where amount >= 5 USD)}"
        assert ("note", "amount") in unused(definitions=text)

    def test_ranked(self) -> None:
        """To be ranked on the page is no use."""
        told = unused(order="[a]", definitions="{a: employees > 5}")
        assert ("warning", "a") in told
