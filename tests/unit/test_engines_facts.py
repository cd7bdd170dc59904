"""Scores, definitions and classifications, and what is missing behind them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from builders import codes, hours, judge, make_pact, make_timer, tell

from leadpact.units import Duration, Money, Percent

if TYPE_CHECKING:
    from leadpact.model.evaluation import Score

SCORING = """
    fit:
      - 30 when employees >= 200
      - 20 when country is US
      - -10 when email ends with any ["@yahoo.com", "@hotmail.com"]
    intent:
      - 40 when happened(demo_request in last 30 days)
      - 2 each touched in last 14 days where channel is web, up to 5 points
"""


def of(score: Score) -> tuple[int, int, int]:
    """What is certain, the least and the most, where they are whole."""
    return int(score.points), int(score.low), int(score.high)


class TestScores:
    """Points add up, line by line."""

    def test_known(self) -> None:
        """Lines that fired are told with their points, the others are not."""
        pact = make_pact(scoring=SCORING)
        found = judge(
            pact, "", "mon 12:00", employees=200, country="CA", email="a@yahoo.com"
        )
        fit = found.scores["fit"]
        assert of(fit) == (20, 20, 20)
        assert [(int(line.points), line.known) for line in fit.lines] == [
            (30, True),
            (-10, True),
        ]
        assert fit.lines[0].text == "30 when employees >= 200"

    @pytest.mark.parametrize(
        ("fields", "points", "low", "high"),
        [
            ({"employees": 300}, 30, 20, 50),
            ({"employees": 300, "country": "US"}, 50, 40, 50),
            ({"employees": 300, "email": "a@yahoo.com"}, 20, 20, 40),
            ({}, 0, -10, 50),
        ],
    )
    def test_unknown_lines(
        self, fields: dict[str, Any], points: int, low: int, high: int
    ) -> None:
        """The certain part is shown; each unknown line widens the range on its own."""
        fit = judge(make_pact(scoring=SCORING), "", "mon 12:00", **fields).scores["fit"]
        assert of(fit) == (points, low, high)

    def test_unknown_lines_are_told(self) -> None:
        """A line that might have fired is told as such."""
        fit = judge(
            make_pact(scoring=SCORING), "", "mon 12:00", employees=1, email="a@b.c"
        ).scores["fit"]
        assert [(line.text, int(line.points), line.known) for line in fit.lines] == [
            ("20 when country is US", 20, False)
        ]

    @pytest.mark.parametrize(
        ("events", "points"),
        [
            ("", 0),
            ("mon 09:00 touched channel=web", 2),
            ("mon 09:00 touched channel=web; mon 10:00 touched channel=web", 4),
            (
                (
                    "mon 09:00 touched channel=web\nmon 10:00 touched channel=web\n"
                    "mon 11:00 touched channel=web"
                ),
                5,
            ),
            ("mon 09:00 touched channel=ad", 0),
            ("mon 09:00 touched channel=web; mon 10:00 demo_request", 42),
        ],
    )
    def test_each(self, events: str, points: int) -> None:
        """Points for each event add up to their cap."""
        intent = judge(make_pact(scoring=SCORING), events, "mon 12:00").scores["intent"]
        assert of(intent) == (points, points, points)

    def test_points_decay(self) -> None:
        """Points in a window fade when the window passes."""
        pact = make_pact(scoring=SCORING)
        events = "mon 09:00 touched channel=web"
        assert judge(pact, events, "mon3 08:59").scores["intent"].points == 2
        assert judge(pact, events, "mon3 09:00").scores["intent"].points == 0

    def test_negative_cap(self) -> None:
        """Points that are taken away stop at the cap as well."""
        pact = make_pact(scoring="\n  it:\n    - -2 each note, up to 3 points\n")
        events = "mon 09:00 note; mon 10:00 note"
        assert judge(pact, events, "mon 12:00").scores["it"].points == -3

    def test_decimals_are_exact(self) -> None:
        """Points are decimals, not floats."""
        pact = make_pact(
            scoring="""
                it:
                  - 0.1 when employees is missing
                  - 0.2 when employees is missing
            """
        )
        assert judge(pact, "", "mon 12:00").scores["it"].points == Decimal("0.3")


class TestDefinitions:
    """A definition has a value, or says what is missing."""

    def test_missing_fields(self) -> None:
        """The fields behind an unknown are named, those that decide nothing are not."""
        pact = make_pact(
            definitions="""
                workable:
                  all:
                    - employees >= 50
                    - country in [US, CA]
                    - email is known
            """
        )
        verdict = judge(pact, "", "mon 12:00").definitions["workable"]
        assert (verdict.value, verdict.certain, verdict.missing) == (False, True, ())
        verdict = judge(pact, "", "mon 12:00", email="a@b.c").definitions["workable"]
        assert (verdict.value, verdict.certain) == (None, False)
        assert verdict.missing == ("country", "employees")
        verdict = judge(pact, "", "mon 12:00", email="a@b.c", employees=50).definitions[
            "workable"
        ]
        assert verdict.missing == ("country",)

    def test_through_definitions_and_scores(self) -> None:
        """What is missing is named through definitions and scores."""
        pact = make_pact(
            scoring="\n  fit:\n    - 20 when country is US\n",
            definitions="""
                near: country in [US, CA]
                good: fit >= 20 and near
                unless_near: not near
            """,
        )
        found = judge(pact, "", "mon 12:00").definitions
        assert found["good"].missing == ("country",)
        assert found["unless_near"].missing == ("country",)

    def test_what_decides_nothing_is_not_named(self) -> None:
        """A part that is decided without a field leaves the field out."""
        pact = make_pact(
            definitions="""
                it: employees >= 50 or (country is US and email is known)
            """
        )
        verdict = judge(pact, "", "mon 12:00").definitions["it"]
        assert (verdict.value, verdict.missing) == (None, ("employees",))

    def test_lines_behind_a_score(self) -> None:
        """Behind a score stand its unknown lines, not the ones that are known."""
        pact = make_pact(
            scoring="""
                fit:
                  - 30 when employees >= 200 or email is known
                  - 20 when country is US
            """,
            definitions="\n  it: fit >= 45\n",
        )
        verdict = judge(pact, "", "mon 12:00", email="a@b.c").definitions["it"]
        assert (verdict.value, verdict.missing) == (None, ("country",))

    def test_is_known(self) -> None:
        """`is known` works on definitions, so that nothing falls between."""
        pact = make_pact(
            definitions="""
                near: country in [US, CA]
                sorted_out: near is known
                open_case: near is missing
            """
        )
        found = judge(pact, "", "mon 12:00").definitions
        assert (found["sorted_out"].value, found["open_case"].value) == (False, True)
        found = judge(pact, "", "mon 12:00", country="MX").definitions
        assert (found["sorted_out"].value, found["open_case"].value) == (True, False)

    def test_no_history(self) -> None:
        """The question about events is named where the history is not known."""
        pact = make_pact(definitions="\n  asked: happened(demo_request)\n")
        verdict = judge(pact, None, "mon 12:00").definitions["asked"]
        assert (verdict.value, verdict.certain) == (None, False)
        assert len(verdict.missing) == 1
        assert "demo_request" in verdict.missing[0]


class TestClassifications:
    """The first case that holds; unknown ones are passed over and told."""

    DEFINITIONS = """
        size:
          first:
            - large when employees >= 200
            - medium when employees >= 50
            - small
        worth:
          first:
            - 100 USD when email contains ceo
            - 40 USD
        is_small: size is small
        size_known: size is known
    """

    @pytest.mark.parametrize(
        ("employees", "value"),
        [(200, "large"), (199, "medium"), (50, "medium"), (49, "small")],
    )
    def test_first_case(self, employees: int, value: str) -> None:
        """The first case that holds gives the value."""
        pact = make_pact(definitions=self.DEFINITIONS)
        verdict = judge(pact, "", "mon 12:00", employees=employees).definitions["size"]
        assert (verdict.value, verdict.certain, verdict.missing) == (value, True, ())

    def test_past_an_unknown_case(self) -> None:
        """It has the value it reached, though `is known` says no."""
        found = judge(make_pact(definitions=self.DEFINITIONS), "", "mon 12:00")
        verdict = found.definitions["size"]
        assert (verdict.value, verdict.certain) == ("small", False)
        assert verdict.missing == ("employees",)
        assert found.definitions["is_small"].value is True
        assert found.definitions["size_known"].value is False

    def test_before_an_unknown_case(self) -> None:
        """A case that holds before an unknown one is certain."""
        pact = make_pact(
            definitions="""
                size:
                  first:
                    - large when employees >= 200
                    - foreign when country is MX
                    - small
            """
        )
        verdict = judge(pact, "", "mon 12:00", employees=200).definitions["size"]
        assert (verdict.value, verdict.certain, verdict.missing) == ("large", True, ())

    def test_a_case_that_fails_before_an_unknown_one(self) -> None:
        """Only the unknown case is behind it, not the one that failed."""
        pact = make_pact(
            definitions="""
                size:
                  first:
                    - large when employees >= 200
                    - foreign when country is MX
                    - small
            """
        )
        verdict = judge(pact, "", "mon 12:00", employees=1).definitions["size"]
        assert (verdict.value, verdict.certain) == ("small", False)
        assert verdict.missing == ("country",)

    def test_units(self) -> None:
        """Percentages and durations are shown as such."""
        pact = make_pact(
            definitions="""
                part:
                  first:
                    - 2.5% when employees >= 200
                    - 40%
                wait:
                  first:
                    - 90 minutes when employees >= 200
                    - 2 hours
            """
        )
        found = judge(pact, "", "mon 12:00", employees=200).definitions
        assert found["part"].value == Percent(Decimal("2.5"))
        wait = found["wait"].value
        assert isinstance(wait, Duration)
        assert wait.microseconds == hours(1.5)

    def test_money(self) -> None:
        """A value of money carries its currency."""
        pact = make_pact(definitions=self.DEFINITIONS)
        found = judge(pact, "", "mon 12:00", email="ceo@b.c").definitions["worth"]
        assert found.value == Money(Decimal(100), "USD")


class TestUnknownGuards:
    """An unknown decision counts as not satisfied, and says what is missing."""

    def test_timer(self) -> None:
        """A guard that is unknown starts nothing, and the finding names the field."""
        pact = make_timer(
            "from: handed_off / until: attempt / within: 2 hours / "
            "when: employees >= 50 and country is US"
        )
        found = judge(pact, "mon 09:00 handed_off", "mon 10:00", country="US")
        assert tell(found) == []
        assert codes(found) == ["LP4008"]
        assert "`employees`" in found.findings[0].message
        assert "`country`" not in found.findings[0].message

    def test_case_of_within(self) -> None:
        """An unknown case of the time allowed is passed over and reported."""
        pact = make_timer(
            "from: handed_off / until: attempt / "
            "within: [1 hour when employees >= 200, 4 hours]"
        )
        found = judge(pact, "mon 09:00 handed_off", "mon 10:00")
        assert tell(found) == ["mon 09:00 running, due mon 13:00"]
        assert codes(found) == ["LP4008"]
        assert "`employees`" in found.findings[0].message

    def test_case_of_times_and_calendar(self) -> None:
        """So it is with how many times, and with the calendar."""
        pact = make_timer(
            "from: handed_off / until: attempt / within: 2 business hours / "
            "times: [3 when employees >= 200, 1] / "
            "calendar: [late_desk when country is US, desk]"
        )
        found = judge(pact, "mon 09:00 handed_off", "mon 10:00")
        assert tell(found) == ["mon 09:00 running, due mon 11:00"]
        assert codes(found) == ["LP4008", "LP4008"]

    def test_limit(self) -> None:
        """An unknown `when` of a limit is no violation, and is told."""
        pact = make_pact(
            limits="""
                quiet: {party: sales, never: attempt, when: country is US}
            """
        )
        found = judge(pact, "mon 09:00 attempt", "mon 10:00")
        assert found.instances == ()
        assert codes(found) == ["LP4008"]
        assert "`country`" in found.findings[0].message

    def test_decided_before_the_unknown(self) -> None:
        """A case that holds first leaves nothing to report."""
        pact = make_timer(
            "from: handed_off / until: attempt / "
            "within: [1 hour when email is known, 2 hours when employees >= 1, 4 hours]"
        )
        found = judge(pact, "mon 09:00 handed_off", "mon 09:30", email="a@b.c")
        assert tell(found) == ["mon 09:00 running, due mon 10:00"]
        assert codes(found) == []


class TestSets:
    """A set contains a choice, whatever the capitals."""

    SET = "{wants: {type: set, choices: [CRM, email, shop]}}"

    @pytest.mark.parametrize(
        ("condition", "wants", "expected"),
        [
            ("wants contains crm", None, None),
            ("wants contains any [CRM, shop]", "email;shop", True),
            ("wants contains any [CRM, shop]", "email", False),
            ("not wants contains CRM", [], True),
            ("wants is known", [], True),
        ],
    )
    def test_contains(self, condition: str, wants: object, expected: object) -> None:
        """Missing is unknown, an empty set contains nothing."""
        condition = condition.replace("crm", "CRM")
        pact = make_pact(fields=self.SET, definitions=f"\n  it: {condition}")
        found = judge(pact, "", "mon 12:00", wants=wants)
        assert found.definitions["it"].value is expected
