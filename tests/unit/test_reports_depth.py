from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from builders import at, make_pact

from leadpact.model.lead import Actor, Event, Lead
from leadpact.reports.depth import Depth, depth
from leadpact.reports.feedback import Feedback, feedback
from leadpact.reports.material import Material

if TYPE_CHECKING:
    from collections.abc import Iterable

NOW = at("mon6 12:00")
PACT = make_pact(
    stages="[{name: SAL, party: sales, enter: accepted}]",
    reject_reasons="{no_budget: No budget this year}",
)


def lead(name: str, *events: tuple[str, str]) -> Lead:
    """A lead with events: `attempt!` by automation, `rejected no_budget` with why."""
    found = []
    for told, when in events:
        kind, _, reason = told.rstrip("!").partition(" ")
        data = {"reason": reason} if reason else {}
        actor = Actor.AUTOMATION if told.endswith("!") else Actor.HUMAN
        found.append(Event(kind, at(when), data, actor))
    return Lead(name, {}, found)


def material(leads: Iterable[Lead], since: str = "") -> Material:
    """What reports on some leads are made from, from some day on."""
    return Material.of(PACT, leads, now=NOW, since=at(since) if since else None)


def depths(*leads: Lead) -> dict[str, Depth]:
    """The report, by age."""
    return {one.older_than: one for one in depth(material(leads))}


def said(leads: Iterable[Lead], since: str = "") -> list[Feedback]:
    """The report on what was said, from some day on."""
    return [*feedback(material(leads, since))]


class TestDepth:
    """How often leads were tried that nobody has reached."""

    def test_ages(self) -> None:
        """A lead of a month is one of a week as well; the edge belongs to it."""
        found = depths(
            lead("A", ("handed_off", "mon5 12:00"), ("attempt", "mon5 13:00")),
            lead("B", ("handed_off", "mon5 12:01")),
            lead("C", ("handed_off", "mon1 09:00"), ("attempt", "mon1 10:00")),
        )
        assert [one.leads for one in found.values()] == [2, 1, 1]

    def test_tries(self) -> None:
        """Humans and others apart; what lies before the hand-off does not count."""
        found = depths(
            lead(
                "A",
                ("attempt", "mon1 08:00"),
                ("handed_off", "mon1 09:00"),
                ("attempt", "mon1 10:00"),
                ("attempt", "tue1 10:00"),
                ("attempt!", "tue1 11:00"),
            ),
            lead("B", ("handed_off", "mon1 09:00"), ("attempt!", "tue1 11:00")),
        )["1 month"]
        assert (found.leads, found.untried) == (2, 1)
        assert (found.by_human, found.by_others) == (Fraction(1), Fraction(1))

    def test_reached(self) -> None:
        """Who was reached since the hand-off is left out; before it nobody was."""
        found = depths(
            lead("A", ("handed_off", "mon1 09:00"), ("connected", "mon1 10:00")),
            lead("B", ("connected", "mon1 08:00"), ("handed_off", "mon1 09:00")),
            lead("C", ("handed_off", "mon1 09:00"), ("connected", "tue6 10:00")),
        )
        assert found["1 month"].leads == 2

    def test_nobody(self) -> None:
        """Of no lead there is no average; a lead that was not handed off is none."""
        found = depths(lead("A", ("created", "mon1 09:00")))["1 week"]
        assert found == Depth("1 week", 0, 0, None, None)


class TestFeedback:
    """What sales said of its leads."""

    def test_reasons(self) -> None:
        """Reasons in the words of the policy, the most frequent first."""
        found = said(
            [
                lead(
                    "A", ("accepted", "mon1 09:00"), ("disqualified dup", "tue1 09:00")
                ),
                lead("B", ("rejected no_budget", "mon1 09:00")),
                lead(
                    "C",
                    ("rejected no_budget", "mon1 09:00"),
                    ("rejected", "wed1 09:00"),
                ),
            ]
        )
        assert found == [
            Feedback("accepted", "", 1, Fraction(1, 4)),
            Feedback("rejected", "No budget this year", 2, Fraction(1, 2)),
            Feedback("rejected", "", 1, Fraction(1, 4)),
            Feedback("disqualified", "dup", 1, None),
        ]

    def test_days(self) -> None:
        """What was said on other days, or will be, does not count."""
        leads = [
            lead("A", ("accepted", "mon1 09:00")),
            lead("B", ("accepted", "tue1 09:00")),
            lead("C", ("accepted", "tue6 09:00")),
        ]
        assert [one.count for one in said(leads, "tue1 00:00")] == [1]

    def test_event_twice(self) -> None:
        """An event that a source gives twice was said once."""
        one = Event("accepted", at("mon1 09:00"), id="e1")
        assert [each.count for each in said([Lead("A", {}, [one, one])])] == [1]
