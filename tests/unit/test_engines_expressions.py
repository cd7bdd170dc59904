"""Conditions: what is true, false and unknown, and the ranges of scores."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from builders import at, codes, judge, make_lead, make_pact

#: Conditions that are true, false and unknown of a lead with 50 employees.
TRUE, FALSE, UNKNOWN = "employees == 50", "employees == 51", "country is US"
WORDS = {TRUE: True, FALSE: False, UNKNOWN: None}

FIFTY: dict[str, Any] = {
    "employees": 50,
    "score": "0.1",
    "email": "Ann@Yahoo.com",
    "amount": "250.50 USD",
    "chance": "40%",
    "close": "2026-03-01",
}


def decide(condition: str, events: str | None = "", **fields: object) -> object:
    """The value of a condition for a lead of fifty employees, at Monday noon."""
    pact = make_pact(definitions=f"\n  it: '{condition.replace(chr(39), chr(39) * 2)}'")
    return (
        judge(pact, events, "mon 12:00", **{**FIFTY, **fields}).definitions["it"].value
    )


class TestKleene:
    """Unknown is neither true nor false."""

    @pytest.mark.parametrize("left", WORDS)
    @pytest.mark.parametrize("right", WORDS)
    def test_tables(self, left: str, right: str) -> None:
        """`and` is the least, `or` the greatest of false < unknown < true."""
        rank = {False: 0, None: 1, True: 2}
        known = {value: key for key, value in rank.items()}
        one, other = rank[WORDS[left]], rank[WORDS[right]]
        assert decide(f"{left} and {right}") is known[min(one, other)]
        assert decide(f"{left} or {right}") is known[max(one, other)]

    @pytest.mark.parametrize(
        ("inner", "expected"), [(TRUE, False), (FALSE, True), (UNKNOWN, None)]
    )
    def test_not(self, inner: str, expected: object) -> None:
        """What is not known to hold is not known not to hold."""
        assert decide(f"not {inner}") is expected

    @pytest.mark.parametrize("lines", [*itertools.product(WORDS, repeat=3)])
    @pytest.mark.parametrize("word", ["all", "any", "none"])
    def test_lines(self, word: str, lines: tuple[str, ...]) -> None:
        """`all`, `any` and `none` join their lines by the same tables."""
        body = "".join(f"\n      - {line}" for line in lines)
        pact = make_pact(definitions=f"\n  it:\n    {word}:{body}")
        found = judge(pact, "", "mon 12:00", employees=50).definitions["it"]
        values = [WORDS[line] for line in lines]
        if word == "all":
            expected = False if False in values else None if None in values else True
        else:
            expected = True if True in values else None if None in values else False
            if word == "none":
                expected = None if expected is None else not expected
        assert found.value is expected
        assert found.certain is (expected is not None)


class TestComparisons:
    """What a comparison says of known and of missing values."""

    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            ("employees >= 50", True),
            ("employees > 50", False),
            ("employees != 50", False),
            ("10 < employees <= 50", True),
            ("60 < employees <= 50", False),
            ("employees between 50 and 60", True),
            ("employees between 40 and 50", True),
            ("employees between 51 and 60", False),
            ("employees in [10, 50]", True),
            ("employees not in [10, 50]", False),
            ("score == 0.1", True),
            ("score + 0.2 == 0.3", True),
            ("score * 3 == 0.3", True),
            ("employees / 4 == 12.5", True),
            ("employees - 60 == -10", True),
            ("-employees < 0", True),
            ("employees / (employees - 50) > 1", None),
            ("amount >= 250.5 USD", True),
            ("amount < 250.51 USD", True),
            ("chance >= 40%", True),
            ("chance > 40%", False),
            ("close >= 2026-03-01", True),
            ("close < 2026-03-01", False),
        ],
    )
    def test_known(self, condition: str, expected: object) -> None:
        """Numbers are exact, bounds of `between` are inside, nothing divides by 0."""
        assert decide(condition) is expected

    @pytest.mark.parametrize(
        "condition",
        [
            "employees >= 50",
            "employees != 50",
            "10 < employees < 60",
            "employees between 40 and 60",
            "employees in [10, 50]",
            "employees not in [10, 50]",
            "employees + 1 > 0",
            "-employees < 0",
            "employees == employees",
        ],
    )
    def test_missing(self, condition: str) -> None:
        """A comparison with a missing value is unknown, even with itself."""
        assert decide(condition, employees=None) is None

    @pytest.mark.parametrize("condition", ["country is US", "country is not US"])
    def test_missing_choice(self, condition: str) -> None:
        """A missing choice is neither one word nor another."""
        assert decide(condition) is None

    @pytest.mark.parametrize(
        ("ends", "expected"),
        [
            ("2026-01-05T10:00:00+01:00", False),
            ("2026-01-05T10:00:01+01:00", True),
            (at("mon 09:00"), False),
            (None, None),
        ],
    )
    def test_instants(self, ends: object, expected: object) -> None:
        """Instants compare as instants, whatever their zones."""
        pact = make_pact(
            fields="\n  expiry: instant\n", definitions="\n  it: expiry > first(note)\n"
        )
        found = judge(pact, "mon 09:00 note", "mon 12:00", expiry=ends)
        assert found.definitions["it"].value is expected

    def test_one_side_of_a_chain(self) -> None:
        """A link that fails decides a chain although another is unknown."""
        assert decide("10 < employees < score", score=None) is None
        assert decide("60 < employees < score", score=None) is False

    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            ("country is NO", True),
            ("country is not NO", False),
            ("country in [NO, US]", True),
            ("country in [CA, US]", False),
        ],
    )
    def test_choices(self, condition: str, expected: object) -> None:
        """`NO` is Norway."""
        assert decide(condition, country="NO") is expected

    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            ("country is missing", True),
            ("country is known", False),
            ("employees is known", True),
            ("employees is missing", False),
            ("employees + score is known", True),
        ],
    )
    def test_presence(self, condition: str, expected: object) -> None:
        """Whether a value is known is always known."""
        assert decide(condition) is expected


class TestTexts:
    """Tests of text do not tell capitals."""

    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            ('email contains "@YAHOO"', True),
            ("email starts with ann", True),
            ("email starts with yahoo", False),
            ('email ends with "yahoo.COM"', True),
            ('email ends with any ["@hotmail.com", "@yahoo.com"]', True),
            ('email contains any ["@hotmail.com", "@gmail.com"]', False),
            ('email == "Ann@Yahoo.com"', True),
        ],
    )
    def test_known(self, condition: str, expected: object) -> None:
        """Contains, starts with, ends with; any of several."""
        assert decide(condition) is expected

    def test_missing(self) -> None:
        """A missing text contains nothing known."""
        assert decide("email contains ann", email=None) is None

    def test_beyond_ascii(self) -> None:
        """Letters of other alphabets fold too."""
        assert decide('email contains "STRASSE"', email="Hauptstraße 1") is True


class TestQuestionsAboutEvents:
    """`happened`, `count`, `first` and `last`."""

    EVENTS = (
        "mon 09:00 touched channel=web; mon 10:00 touched channel=ad; "
        "mon 11:00 touched channel=web"
    )

    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            ("happened(touched)", True),
            ("happened(meeting)", False),
            ("count(touched) == 3", True),
            ("count(meeting) == 0", True),
            ("count(touched where channel is web) == 2", True),
            ("count(touched in last 2 hours) == 2", False),
            ("count(touched in last 2 hours) == 1", True),
            ("count(touched in last 121 minutes) == 2", True),
            ("count(touched in last 7 days where channel is web) == 2", True),
            ("last(touched) > first(touched)", True),
            ("last(touched) - first(touched) == 2 hours", True),
            ("last(meeting) > first(touched)", None),
            ("last(meeting) is missing", True),
            ("first(touched) is known", True),
        ],
    )
    def test_given(self, condition: str, expected: object) -> None:
        """The window `in last D` at t is (t - D, t]."""
        assert decide(condition, self.EVENTS) is expected

    @pytest.mark.parametrize(
        ("condition", "empty"),
        [
            ("happened(touched)", False),
            ("not happened(touched)", True),
            ("count(touched) == 0", True),
            ("count(touched) >= 1", False),
            ("first(touched) is known", False),
        ],
    )
    def test_no_history(self, condition: str, empty: object) -> None:
        """A history not given makes them unknown, an empty one answers none."""
        assert decide(condition, "") is empty
        unknown = False if "is known" in condition else None
        assert decide(condition, None) is unknown

    def test_fields_without_history(self) -> None:
        """Without a history, the fields still answer."""
        assert decide("employees >= 50", None) is True

    def test_days_of_a_window(self) -> None:
        """Seven days are 168 hours, and the event at t counts."""
        for when, inside in (
            ("mon0 12:00", False),
            ("mon0 12:01", True),
            ("mon 12:00", True),
            ("mon 12:01", False),
        ):
            answer = decide("happened(note in last 7 days)", f"{when} note")
            assert answer is inside

    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            ("happened(attempt where actor is automation)", True),
            ("happened(attempt where actor is unknown)", False),
            ("count(attempt where automated) == 1", True),
            ("count(attempt where not automated) == 1", True),
            ("happened(attempt where recorded_at > at)", True),
            ("count(attempt where recorded_at == at) == 1", True),
        ],
    )
    def test_of_the_event(self, condition: str, expected: object) -> None:
        """`where` sees actor, instant and recording of the event."""
        events = (
            "mon 09:00 attempt automation; mon 10:00 attempt human recorded:mon-11:00"
        )
        assert decide(condition, events) is expected

    def test_recorded_as_it_happened(self) -> None:
        """Without a recording, an event was written down as it happened."""
        condition = "happened(note where recorded_at == at)"
        assert decide(condition, "mon 09:00 note") is True


class TestUnknownWhere:
    """An event whose `where` is unknown does not match, with a finding."""

    def test_does_not_match(self) -> None:
        """It does not count, and the finding names event and pattern."""
        pact = make_pact(definitions="\n  it: happened(touched where channel is web)\n")
        found = judge(pact, "mon 09:00 touched #t", "mon 10:00")
        assert found.definitions["it"].value is False
        assert codes(found) == ["LP4008"]
        assert "`t`" in found.findings[0].message
        assert "channel is web" in found.findings[0].message

    def test_decided_in_spite_of_it(self) -> None:
        """A `where` that is decided without the datum matches, without a finding."""
        pact = make_pact(
            definitions="""
                it: happened(touched where channel is web or actor is human)
            """
        )
        found = judge(pact, "mon 09:00 touched human", "mon 10:00")
        assert found.definitions["it"].value is True
        assert codes(found) == []

    def test_of_types_that_nobody_asks_about(self) -> None:
        """Events that no pattern names need no data."""
        pact = make_pact(definitions="\n  it: happened(touched where channel is web)\n")
        assert codes(judge(pact, "mon 09:00 attempt", "mon 10:00")) == []


class TestOpen:
    """`open(CALENDAR)` asks at the instant in question."""

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            ("mon 08:59", False),
            ("mon 09:00", True),
            ("mon 16:59", True),
            ("mon 17:00", False),
            ("sat 12:00", False),
        ],
    )
    def test_half_open(self, now: str, expected: object) -> None:
        """Open from the opening on, closed from the closing on."""
        pact = make_pact(definitions="\n  it: open(desk)\n")
        assert judge(pact, "", now).definitions["it"].value is expected


class TestScoreRanges:
    """A score with unknown lines is a range; both ends decide, or nothing is known."""

    SCORING = """
        fit:
          - 30 when employees >= 200
          - 20 when country is US
          - -15 when score < 0.5
        flair:
          - 5 when employees >= 1
    """

    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            ("fit >= -15", True),
            ("fit >= -14", None),
            ("fit >= 20", None),
            ("fit >= 21", False),
            ("fit > 20", False),
            ("fit <= 20", True),
            ("fit < -15", False),
            ("fit == 21", False),
            ("fit == 20", None),
            ("fit != 21", True),
            ("fit != 20", None),
            ("fit + 5 >= 26", False),
            ("fit + flair >= -10", True),
            ("fit + flair >= -9", None),
            ("fit * 2 <= 40", True),
            ("fit * -1 >= -20", True),
            ("-fit >= -20", True),
            ("10 - fit >= -10", True),
            ("fit / 2 <= 10", True),
            ("1 / fit > 0", None),
            ("fit + score >= -100", None),
            ("score - fit >= -100", None),
            ("fit between -15 and 20", True),
            ("fit between 0 and 20", None),
            ("fit between 21 and 30", False),
            ("-20 < fit < 21", True),
            ("fit is known", False),
            ("flair is known", True),
            ("flair == 5", True),
            ("fit >= employees", False),
            ("fit in [21, 22]", False),
            ("fit >= 0 or employees == 50", True),
        ],
    )
    def test_range(self, condition: str, expected: object) -> None:
        """With 50 employees, country and score missing, `fit` is in [-15, 20]."""
        pact = make_pact(scoring=self.SCORING, definitions=f"\n  it: '{condition}'")
        found = judge(pact, "", "mon 12:00", employees=50)
        assert found.definitions["it"].value is expected

    def test_missing_and_range(self) -> None:
        """A missing field beside a range leaves all unknown."""
        pact = make_pact(scoring=self.SCORING, definitions="\n  it: fit > score\n")
        assert judge(pact, "", "mon 12:00", employees=50).definitions["it"].value is (
            None
        )

    def test_no_history_has_no_upper_end(self) -> None:
        """Without a history, points for each event have no end but their cap."""
        pact = make_pact(
            scoring="""
                capped:
                  - 2 each touched, up to 10 points
                endless:
                  - 2 each touched
                falling:
                  - -2 each touched
            """,
            definitions="""
                low: capped <= 10
                high: capped > 10
                far: endless < 1000000
                some: endless >= 0
                lost: endless * 0 >= 0
                apart: endless - endless <= 0
                none: falling <= 0
            """,
        )
        found = pact.evaluate(make_lead(None), now=judge(pact, "", "mon 12:00").now_at)
        values = {name: verdict.value for name, verdict in found.definitions.items()}
        assert values == {
            "low": True,
            "high": False,
            "far": None,
            "some": True,
            "lost": None,
            "apart": None,
            "none": True,
        }
