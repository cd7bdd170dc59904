from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import attrs
import pytest
from builders import make_pact, make_policy

import leadpact
from leadpact.model.policy import Policy
from leadpact.show import SECTIONS, show_policy

GOLDEN = Path(__file__).parents[1] / "golden" / "show"
POLICIES = Path(__file__).parents[2] / "policies"
SHIPPED = sorted(POLICIES.glob("*/*.*.*.yaml"))

#: Keys of a policy that its first section tells, or that say nothing by themselves.
ELSEWHERE = {
    *("leadpact", "version", "effective", "ends", "supersedes", "bind", "timezone"),
    *("currency", "title", "summary", "language", "order", "annex", "include"),
    "consequences",  # Told with the promises that they belong to.
}


def told(text: str) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """The sections of a policy: titles and lines."""
    shown = show_policy(leadpact.loads(text).checked)
    return {
        section.key: [(entry.title, entry.lines) for entry in section.entries]
        for section in shown
    }


def test_every_section_is_told() -> None:
    """Every key of a policy file has its section."""
    keys = {attribute.name for attribute in attrs.fields(Policy)} - {"spans"}
    assert keys - ELSEWHERE == set(SECTIONS)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.parent.name)
def test_every_name_is_told(file: Path) -> None:
    """Each named thing of a shipped policy stands under its section."""
    checked = leadpact.load(file).checked
    shown = {section.key: section for section in show_policy(checked)}
    for key in SECTIONS:
        named = getattr(checked.policy, key)
        if isinstance(named, Mapping) and named:
            titles = [entry.title for entry in shown[key].entries]
            assert titles == checked.policy.ranked(named)


def test_inbound(golden: Callable[[Path, str], None]) -> None:
    """A whole policy, as it was last read and approved."""
    checked = leadpact.load(POLICIES / "inbound" / "1.0.0.yaml").checked
    lines: list[str] = []
    for section in show_policy(checked):
        lines += ["", section.heading]
        for entry in section.entries:
            lines += [f"  {entry.title}", *(f"    {line}" for line in entry.lines)]
    golden(GOLDEN / "inbound.txt", "\n".join(lines[1:]) + "\n")


class TestSections:
    """What a section says."""

    def test_short_policy(self) -> None:
        """Sections that a policy leaves out are not told."""
        assert list(told(make_policy())) == [
            *("policy", "parties", "roles", "fields", "events", "calendars")
        ]

    def test_agreement(self) -> None:
        """In force from when to when, and which version it replaces."""
        text = make_policy(ends="2026-12-31", supersedes="0.9.0")
        assert told(text)["policy"] == [
            (
                "A trial: trial 1.0.0",
                (
                    "A policy for tests.",
                    "In force from 5 Jan 2026 to 31 Dec 2026",
                    "Replaces version 0.9.0",
                    "Days begin and end in UTC time; money is in USD",
                ),
            )
        ]

    def test_annex(self) -> None:
        """What the signed page leaves out is told."""
        text = make_policy(needs="[A desk]", aims="[Peace]", annex="[needs, aims]")
        ((_, lines),) = told(text)["policy"]
        assert lines[-1] == "In the annex of the page: needs and aims"

    def test_bind(self) -> None:
        """Which version judges is told where it is not that of the start."""
        kept = "A lead keeps the version that was in force when it was created"
        for word in ("start", "created"):
            ((_, lines),) = told(make_policy(bind=word))["policy"]
            assert (kept in lines) == (word == "created")

    def test_parameters(self) -> None:
        """A value with its unit, why it is so, and where it comes from."""
        text = make_policy(
            parameters="""
                ready: {value: 50, unit: points, reason: it won, source: our CRM}
                served: [US, CA]
            """
        )
        assert told(text)["parameters"] == [
            ("ready", ("50 points", "Why: it won", "From: our CRM")),
            ("served", ("US, CA",)),
        ]

    def test_promises(self) -> None:
        """Steps by their moment, and what is owed in words."""
        text = make_policy(
            timers="""
                reply:
                  party: sales
                  from: handed_off
                  until: attempt
                  within: 4 business hours
                  warn: [alert owner at 75%]
                  missed: [escalate to manager after 1 hour]
                  met: [celebrate]
            """,
            consequences="{reply: Sales calls at once}",
        )
        ((name, lines),) = told(text)["timers"]
        assert name == "reply"
        assert lines[-4:] == (
            "Before: alert the owner at 75% of the time",
            "If missed: escalate to the manager after 1 hour",
            "If missed: Sales calls at once",
            "If kept: celebrate",
        )

    def test_what_is_enough_keeps_a_promise_without_its_steps(self) -> None:
        """A lead that is reached is not given back."""
        text = make_policy(
            timers="""
                tries:
                  party: sales
                  from: accepted
                  until: attempt
                  times: 6
                  enough: connected
                  within: 2 hours
                  met: [flag]
            """
        )
        ((_, lines),) = told(text)["timers"]
        assert lines[1:] == (
            "Kept at once by a connect",
            "After the last try: flag the lead",
        )

    def test_plan(self) -> None:
        """From revenue back to leads, and what else the plan says."""
        text = make_policy(
            plan="""
                per: month
                revenue_quota: 100000 USD
                marketing_share: 50%
                average_sale: 10000 USD
                lead_to_customer: 10%
                sales_cycle: 2 months
            """
        )
        assert told(text)["plan"] == [
            (
                "Why 50 leads: from revenue back to leads, each month",
                (
                    "$50k marketing share, 50% of $100,000",
                    "5 customers, at $10,000 each",
                    "50 leads, 10% become customers",
                    "A sale takes 2 months",
                ),
            )
        ]

    def test_texts(self) -> None:
        """Words of the page stand as they are."""
        text = make_policy(
            aims="[People who recommend us]",
            handoff="{notice: At once}",
            commitments="{sales: [Write notes, Be kind]}",
            playbook="[{try: first, channel: email, actor: automation}]",
            actions="{ring: ring the bell}",
            kpis="[funnel]",
        )
        shown = told(text)
        assert shown["aims"] == [("", ("People who recommend us",))]
        assert shown["handoff"] == [("", ("Notice: At once",))]
        assert shown["commitments"] == [("sales", ("Write notes", "Be kind"))]
        assert shown["playbook"] == [("first", ("email, automatic",))]
        assert shown["actions"] == [("ring", ("ring the bell",))]
        assert shown["kpis"] == [("", ("funnel",))]

    def test_kinds(self) -> None:
        """A field with choices and a label; an event with data."""
        pact = make_pact(
            fields="""
                size: {type: integer, label: Head count}
                wants: {type: set, choices: [crm, web_shop]}
            """,
            events="{visit: {page: text, on: date}}",
        )
        shown = {each.key: each.entries for each in show_policy(pact.checked)}
        assert [entry.lines for entry in shown["fields"]] == [
            ("a whole number, called “Head count”",),
            ("any of: crm, web shop",),
        ]
        (visit,) = shown["events"]
        assert visit.lines == ("on: a date", "page: text")
