from __future__ import annotations

import pytest
from builders import make_pact

from leadpact.review.difference import Grade, PolicyDifference, compare_policies
from leadpact.review.difference.reports import (
    json_text,
    markdown,
    text_lines,
)
from leadpact.text_tables import escaped

DEFINITIONS = """
    large: employees >= 50
    band:
      first:
        - hot when employees >= 200
        - cold
"""
MQL = "{name: MQL, party: marketing, when: large}"
SECTIONS = {
    "fields": "{employees: integer, country: {type: choice, choices: [US, NO]}}",
    "roles": "{boss: {party: sales, who: head of sales, contact: b@example.com}}",
    "calendars": "{desk: {timezone: UTC, open: {mon-fri: 09:00-17:00}}}",
    "definitions": DEFINITIONS,
    "stages": f"[{MQL}]",
    "timers": (
        "{reply: {party: sales, from: handed_off, until: attempt, within: 8 hours, "
        "missed: [alert boss]}}"
    ),
    "goals": (
        "{leads: {party: marketing, require: count(entered MQL) >= 100, per: month}}"
    ),
    "limits": "{calls: {party: sales, never: attempt where channel is call}}",
}


def compared(before: dict[str, str], after: dict[str, str]) -> PolicyDifference:
    """How two versions of a small policy differ."""
    old, new = (make_pact(**{**SECTIONS, **one}) for one in (before, after))
    return compare_policies(old.checked, new.checked)


def told(found: PolicyDifference) -> list[str]:
    """What it is for whom."""
    return [
        f"{effect.party} {effect.direction.value}: {effect.reason}"
        for clause in found.clauses
        for effect in clause.effects
    ]


def timer(**parts: str) -> dict[str, str]:
    """The timer of the policy with some parts replaced."""
    whole = {
        "party": "sales",
        "from": "handed_off",
        "until": "attempt",
        "within": "8 hours",
        "missed": "[alert boss]",
        **parts,
    }
    told_parts = ", ".join(f"{key}: {value}" for key, value in whole.items() if value)
    return {"timers": f"{{reply: {{{told_parts}}}}}"}


def _chain(within: str) -> dict[str, str]:
    """A timer that starts where another one is missed."""
    first = timer(within=within)["timers"].removesuffix("}")
    second = "after: {party: sales, from: missed reply, until: note, within: 1 hour}"
    return {"timers": f"{first}, {second}}}"}


def _never_outside(hours: str) -> dict[str, str]:
    """A limit on what happens outside some hours."""
    return {
        "calendars": f"{{desk: {{timezone: UTC, open: {{mon-fri: {hours}}}}}}}",
        "limits": "{calls: {party: sales, never: attempt, when: not open(desk)}}",
    }


def turned(effect: str) -> str:
    """The effect of the change the other way round, as far as its direction goes."""
    party, direction = effect.split(":", maxsplit=1)[0].split(" ", 1)
    other = {
        "harder": "easier",
        "easier": "harder",
        "more leads": "fewer leads",
        "fewer leads": "more leads",
    }
    return f"{party} {other.get(direction, direction)}"


class TestDirections:
    """The table of rules: what is harder, and for whom."""

    @pytest.mark.parametrize(
        ("before", "after", "effects"),
        [
            (
                timer(),
                timer(within="4 hours"),
                ["sales harder: 4 hours instead of 8 hours"],
            ),
            (
                timer(),
                timer(within="90 minutes"),
                ["sales harder: 90 minutes instead of 8 hours"],
            ),
            (
                timer(),
                timer(within="480 minutes"),
                ["sales different: 480 minutes instead of 8 hours"],
            ),
            (
                timer(),
                timer(within="8 business hours", calendar="desk"),
                [
                    "sales different: 8 business hours instead of 8 hours",
                    "sales different: another calendar",
                ],
            ),
            (
                timer(),
                timer(within="[4 hours when band is hot, 8 hours]"),
                ["sales harder: 4 hours instead of 8 hours"],
            ),
            (timer(when="large"), timer(), ["sales harder: for more leads"]),
            (
                timer(when="large"),
                timer(when="country is US"),
                ["sales harder: for more leads", "sales easier: for fewer leads"],
            ),
            (timer(), timer(times="2"), ["sales harder: tries: 2 instead of 1"]),
            (
                timer(times="2"),
                timer(times="2", apart="4 hours"),
                ["sales harder: tries must lie apart"],
            ),
            (
                timer(times="2", apart="4 hours"),
                timer(times="2", apart="1 hour"),
                ["sales easier: between tries: 1 hour instead of 4 hours"],
            ),
            (
                timer(),
                timer(until="[attempt, note]"),
                ["sales easier: kept by note as well"],
            ),
            (
                timer(),
                timer(until="note"),
                ["sales different: kept by note instead of attempt"],
            ),
            (
                timer(),
                timer(**{"from": "[handed_off, won]"}),
                ["sales harder: starts at won as well"],
            ),
            (
                timer(),
                timer(unless="lost"),
                ["sales easier: no longer owed after lost"],
            ),
            (
                timer(),
                timer(enough="won"),
                ["sales easier: kept at once by won as well"],
            ),
            (
                timer(),
                timer(pause="{from: paused, until: resumed}"),
                ["sales easier: the clock can be paused"],
            ),
            (
                timer(),
                timer(repeat="each"),
                ["sales harder: another rule for further starts"],
            ),
            (
                timer(),
                timer(repeat="restart"),
                ["sales different: another rule for further starts"],
            ),
            (
                timer(),
                timer(missed="[alert boss, alert sales]"),
                ["sales harder: if missed: alert sales as well"],
            ),
            (
                timer(),
                timer(missed="[alert sales]"),
                ["sales different: if missed: alert sales instead of alert boss"],
            ),
            (
                timer(),
                timer(party="marketing"),
                [
                    "sales easier: marketing answers for it now",
                    "marketing harder: sales answered for it before",
                ],
            ),
            (
                timer(),
                {"timers": "", "goals": ""},
                [
                    "sales easier: this promise is gone",
                    "marketing easier: this goal is gone",
                ],
            ),
            (
                {},
                {"limits": ""},
                ["sales easier: this limit is gone"],
            ),
            (
                {},
                {
                    "limits": SECTIONS["limits"].replace("attempt", "[note, attempt")[
                        :-2
                    ]
                    + "]}}"
                },
                ["sales harder: never note as well"],
            ),
            (
                {},
                {"definitions": DEFINITIONS.replace("50", "100")},
                [
                    "marketing harder: fewer leads become MQL",
                    "sales fewer leads: fewer leads become MQL",
                ],
            ),
            (
                {},
                {
                    "definitions": DEFINITIONS.replace(
                        "employees >= 50", "country is US"
                    )
                },
                [
                    "marketing harder: fewer leads become MQL",
                    "marketing easier: more leads become MQL",
                    "sales different: other leads become MQL",
                ],
            ),
            (
                {},
                {"stages": SECTIONS["stages"].replace("}", ", complete: country}")},
                ["marketing harder: country must be filled in as well"],
            ),
            (
                {},
                {"stages": "[{name: MQL, party: marketing, enter: won}]"},
                ["marketing different: another way into MQL"],
            ),
            (
                {"stages": f"[{MQL}, {{name: WON, party: sales, enter: won}}]"},
                {"stages": f"[{{name: WON, party: sales, enter: won}}, {MQL}]"},
                [
                    "marketing different: the funnel has another order",
                    "sales different: the funnel has another order",
                ],
            ),
            (
                {},
                {"stages": f"[{{name: WON, party: sales, enter: won}}, {MQL}]"},
                ["sales different: a new stage"],
            ),
            (
                {},
                {"goals": SECTIONS["goals"].replace("100", "120")},
                ["marketing harder: 120 instead of 100"],
            ),
            (
                {},
                {"goals": SECTIONS["goals"].replace("month", "week")},
                ["marketing different: something else is measured"],
            ),
            (
                timer(within="8 business hours", calendar="desk"),
                {
                    **timer(within="8 business hours", calendar="desk"),
                    "calendars": SECTIONS["calendars"].replace("09:00", "08:00"),
                },
                ["sales harder: more hours count, so that it is due sooner"],
            ),
            (
                timer(within="8 business hours", calendar="desk"),
                {
                    **timer(within="8 business hours", calendar="desk"),
                    "calendars": SECTIONS["calendars"].replace("UTC", "Europe/Oslo"),
                },
                ["sales different: other hours count"],
            ),
            (
                timer(repeat="restart"),
                timer(**{"from": "[handed_off, note]", "repeat": "restart"}),
                ["sales different: starts at note as well"],
            ),
            (
                timer(repeat="restart", when="large"),
                timer(repeat="restart"),
                ["sales different: for more leads"],
            ),
            (
                timer(),
                timer(until="attempt where actor is human"),
                [
                    (
                        "sales harder: kept by attempt where actor is human instead of "
                        "attempt"
                    ),
                ],
            ),
            (
                timer(until="attempt where channel is call"),
                timer(until="attempt where channel is email"),
                [
                    (
                        "sales different: kept by attempt where channel is email "
                        "instead of attempt where channel is call"
                    ),
                ],
            ),
            (
                timer(when="stage is MQL"),
                {
                    **timer(when="stage is MQL"),
                    "definitions": DEFINITIONS.replace("50", "100"),
                },
                [
                    "marketing harder: fewer leads become MQL",
                    "sales fewer leads: fewer leads become MQL",
                    "sales different: a lead may be in another stage",
                ],
            ),
            (
                timer(**{"from": "entered MQL"}),
                {
                    **timer(**{"from": "entered MQL"}),
                    "definitions": DEFINITIONS.replace("50", "100"),
                },
                [
                    "marketing harder: fewer leads become MQL",
                    "sales fewer leads: fewer leads become MQL",
                    "sales easier: fewer leads become MQL",
                ],
            ),
            (
                _chain("8 hours"),
                _chain("4 hours"),
                [
                    "sales different: it asks for reply",
                    "sales harder: 4 hours instead of 8 hours",
                ],
            ),
            (
                timer(within="1 business day", calendar="desk"),
                {
                    **timer(within="1 business day", calendar="desk"),
                    "calendars": SECTIONS["calendars"].replace("17:00", "18:00"),
                },
                ["sales different: other hours count"],
            ),
            (
                timer(within="1 calendar day", calendar="desk"),
                {
                    **timer(within="1 calendar day", calendar="desk"),
                    "calendars": SECTIONS["calendars"].replace("UTC", "Europe/Oslo"),
                },
                ["sales different: other hours count"],
            ),
            (
                timer(times="2", apart="1 business hour", calendar="desk"),
                {
                    **timer(times="2", apart="1 business hour", calendar="desk"),
                    "calendars": SECTIONS["calendars"].replace("17:00", "18:00"),
                },
                ["sales different: other hours count"],
            ),
            (
                _never_outside("09:00-17:00"),
                _never_outside("12:00-13:00"),
                ["sales different: other hours count"],
            ),
            (
                {},
                {
                    "roles": SECTIONS["roles"].replace(
                        "party: sales", "party: marketing"
                    )
                },
                [
                    "sales different: marketing has this role now",
                    "marketing different: marketing has this role now",
                ],
            ),
            (
                {"fields": SECTIONS["fields"].replace("NO]", "NO, CA]")},
                {"fields": SECTIONS["fields"].replace("NO]", "NO, SE]")},
                [
                    "marketing different: no longer CA",
                    "sales different: no longer CA",
                ],
            ),
            (
                {"events": "{demo: {size: integer}}"},
                {"events": "{demo: {size: decimal}}"},
                [
                    "marketing different: read as decimal instead of integer",
                    "sales different: read as decimal instead of integer",
                ],
            ),
            (
                {"commitments": "{sales: [Say why a lead is rejected]}"},
                {
                    "commitments": (
                        "{sales: [Say why a lead is rejected, Be in the meeting]}"
                    )
                },
                ["sales harder: it commits to more"],
            ),
            (
                {},
                {"timezone": "Europe/Oslo"},
                [
                    "marketing different: every promise may be another one",
                    "sales different: every promise may be another one",
                ],
            ),
        ],
    )
    def test_change(
        self, before: dict[str, str], after: dict[str, str], effects: list[str]
    ) -> None:
        """What a change is, and that the change back is the opposite."""
        found = compared(before, after)
        assert told(found) == effects
        worst = {effect.split(":")[0].split(" ", 1)[1] for effect in effects}
        is_major = bool(worst & {"harder", "different"})
        assert (found.grade is Grade.MAJOR) is is_major
        back = told(compared(after, before))
        assert sorted(one.split(":")[0] for one in back) == sorted(map(turned, effects))

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ({}, {"title": "Another title"}),
            (timer(promise="Answer"), timer(promise="Answer fast")),
            (
                {},
                {
                    "definitions": DEFINITIONS.replace(
                        "employees >= 50", "not (employees < 50)"
                    )
                },
            ),
            (timer(when="large"), timer(when="employees >= 50")),
            (
                timer(within="[4 hours when band is hot, 8 hours]"),
                timer(within="[8 hours when band is cold, 4 hours]"),
            ),
        ],
    )
    def test_words(self, before: dict[str, str], after: dict[str, str]) -> None:
        """What changes words only, or how a condition is written, is a patch."""
        found = compared(before, after)
        assert (told(found), found.grade) == ([], Grade.PATCH)

    @pytest.mark.parametrize(
        "after",
        [
            {"fields": SECTIONS["fields"].replace("{e", "{city: text, e")},
            {"events": "{demo: {}}"},
            {"fields": SECTIONS["fields"].replace("NO]", "NO, CA]")},
            {"calendars": SECTIONS["calendars"].replace("17:00", "18:00")},
            timer(warn="[alert boss at 50%]"),
            {"consequences": "{reply: The boss calls}"},
            {"roles": SECTIONS["roles"].replace("b@", "c@")},
        ],
    )
    def test_minor(self, after: dict[str, str]) -> None:
        """What is new, or told to others, and no promise of anybody, is minor."""
        found = compared({}, after)
        assert (told(found), found.grade) == ([], Grade.MINOR)


class TestDoubts:
    """What cannot be followed for every lead."""

    def test_unproven(self) -> None:
        """It is different, and why nothing is proven is told."""
        two = {"fields": "{employees: integer, seats: integer}"}
        before = {**two, "definitions": DEFINITIONS.replace(">= 50", "> seats")}
        after = {**two, "definitions": DEFINITIONS.replace(">= 50", "> seats + 1")}
        found = told(compared(before, after))
        assert any("different: not proven" in one for one in found)
        moved = timer(within="[4 hours when employees > seats, 8 hours]")
        plain = timer(within="[8 hours when employees > 3, 4 hours]")
        (effect, *_) = told(compared({**two, **plain}, {**two, **moved}))
        assert effect.startswith("sales different: ")
        assert "not proven" in effect


class TestClauses:
    """What each clause says, and why it means something else."""

    def test_sentences(self) -> None:
        """Before and after in sentences, with the place in the file."""
        found = compared({}, timer(within="4 hours"))
        (clause,) = found.clauses
        assert clause.title == "timers.reply"
        assert (
            clause.before[0]
            == "Sales will record an attempt within 8 hours of the hand-off"
        )
        assert (
            clause.after[0]
            == "Sales will record an attempt within 4 hours of the hand-off"
        )
        assert clause.span.line > 1

    def test_meant(self) -> None:
        """A clause that stays as it is, what changes it, and a lead that shows it."""
        found = compared({}, {"definitions": DEFINITIONS.replace("50", "100")})
        definition, stage = found.clauses
        assert definition.notes == (
            "tighter: no longer for a lead with employees = 50",
        )
        assert stage.is_only_meant
        assert stage.notes == ("what changes it: `large`",)
        assert stage.effects[0].lead == "employees = 50"

    def test_cases(self) -> None:
        """Leads that get another value of a classification."""
        found = compared({}, {"definitions": DEFINITIONS.replace("200", "300")})
        (definition,) = found.clauses
        assert definition.notes == (
            "cold instead of hot for a lead with employees = 200",
        )

    def test_only_in_the_file(self) -> None:
        """What no sentence says is told as it stands in the file."""
        found = compared({}, {"order": "[reply]"})
        (clause,) = found.clauses
        assert clause.notes == ("order: new: reply",)

    def test_plan(self) -> None:
        """What a plan comes to is told beside what it says."""
        plan = (
            "{per: month, revenue_quota: 500000 USD, marketing_share: 40%, "
            "average_sale: 10000 USD, lead_to_customer: 2.5%}"
        )
        found = compared({"plan": plan}, {"plan": plan.replace("40%", "60%")})
        (clause,) = found.clauses
        assert "planned leads: 1200 instead of 800" in clause.notes


class TestReports:
    """A difference in words."""

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("`a_b` and a_b", "`a_b` and a\\_b"),
            ("``<b>`", "\\`\\`\\<b\\>\\`"),
            ("``a`<b>", "\\``a`\\<b\\>"),
        ],
    )
    def test_code(self, text: str, shown: str) -> None:
        """Names in backticks are code, and nothing else is."""
        assert escaped(text, code=True) == shown

    def test_nothing(self) -> None:
        """Where nothing differs, nothing is told."""
        (line,) = text_lines(compared({}, {}))
        assert line.endswith(": nothing differs")
        assert "<details>" not in markdown(compared({}, {}))

    def test_marks(self) -> None:
        """Texts of a policy cannot change what Markdown shows."""
        found = compared({}, {"title": "'*bold* <b> ```'"})
        assert "```diff\n- " in markdown(found)
        assert "+ *bold* <b> '''\n```" in markdown(found)

    def test_json(self) -> None:
        """All of it as JSON."""
        text = json_text(compared({}, timer(within="4 hours")))
        for part in ('"grade": "major"', '"direction": "harder"', '"format": 1'):
            assert part in text
