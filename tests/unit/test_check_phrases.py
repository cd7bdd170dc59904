from __future__ import annotations

import pytest
from builders_mistakes import hints, mistakes, timers

REPLY = "reply / from: handed_off / until: attempt / within: 4 hours"


class TestEveryPhrase:
    """Every phrase of a policy is judged, wherever it stands."""

    @pytest.mark.parametrize(
        ("section", "text"),
        [
            ("definitions", "{a: X > 5}"),
            ("definitions", "{a: {any: [X > 5, email is known]}}"),
            ("definitions", "{a: {first: [hot when X > 5, cold]}}"),
            ("scoring", "{a: [5 when X > 5]}"),
            ("stages", "[{name: A, party: sales, when: X > 5}]"),
            ("limits", "{a: {party: sales, never: note, when: X > 5}}"),
            ("timers", timers(f"{REPLY} / when: X > 5")),
            (
                "timers",
                timers(
                    "a / from: won / until: note / within: [4 hours when X, 5 hours]"
                ),
            ),
            ("timers", timers(f"{REPLY} / times: [6 when X > 5, 3]")),
            ("timers", timers(f"{REPLY} / calendar: [late_desk when X > 5, desk]")),
        ],
    )
    def test_conditions(self, section: str, text: str) -> None:
        """An unknown name of a condition is told."""
        found = mistakes(**{section: text})
        assert found == [("LP2001", "X", "unknown name `X`")]

    @pytest.mark.parametrize(
        ("section", "text"),
        [
            ("scoring", "{a: [5 each X]}"),
            ("stages", "[{name: A, party: sales, enter: [won, X]}]"),
            ("limits", "{a: {party: sales, never: X}}"),
            ("goals", "{a: {party: sales, require: count(X) >= 5, per: day}}"),
            ("timers", timers("a / from: X / until: note / within: 4 hours")),
            ("timers", timers("a / from: won / until: [note, X] / within: 4 hours")),
            ("timers", timers(f"{REPLY} / enough: X")),
            ("timers", timers(f"{REPLY} / unless: X")),
            ("timers", timers(f"{REPLY} / pause: {{from: X, until: resumed}}")),
            ("timers", timers(f"{REPLY} / pause: {{from: paused, until: X}}")),
        ],
    )
    def test_patterns(self, section: str, text: str) -> None:
        """An unknown event is told."""
        found = mistakes(**{section: text})
        assert found == [("LP2001", "X", "unknown event `X`")]

    def test_in_broken_things(self) -> None:
        """The phrases of a thing are judged whatever else is wrong with it."""
        text = timers("a / form: won / until: X / within: 4 parsecs / when: Y is known")
        assert mistakes(timers=text) == [
            ("LP1005", "form", "unknown key `form`"),
            ("LP2001", "X", "unknown event `X`"),
            ("LP3001", "parsecs", "unknown unit `parsecs`"),
            ("LP2001", "Y", "unknown name `Y`"),
        ]

    def test_types(self) -> None:
        """A condition is true or false, and what it compares goes together."""
        assert mistakes(
            definitions='{a: employees, b: employees == "5", c: amount > 5 EUR}'
        ) == [
            (
                "LP3002",
                "employees",
                "`employees` is a number, not true or false",
            ),
            ("LP3002", '"5"', '`employees` is a number, `"5"` is text'),
            ("LP3002", "5 EUR", "`5 EUR` is not in the currency of the policy"),
        ]

    def test_choices(self) -> None:
        """Choices are those of the field, definition, event or stage."""
        found = mistakes(
            definitions="""
                band: {first: [hot when employees > 5, cold]}
                a: country is UK
                b: band in [hot, warm]
                c: stage is SQL
                d: happened(rejected where reason is student)
            """,
            stages="[{name: SAL, party: sales, enter: won}]",
            events="{rejected: {reason: {type: choice, choices: [no_budget]}}}",
        )
        shown = [(code, shown) for code, shown, _ in found]
        words = ["UK", "warm", "SQL", "student"]
        assert shown == [("LP3003", word) for word in words]


class TestLists:
    """Parameters where a list stands."""

    @pytest.mark.parametrize(
        ("test", "hint"),
        [
            ("email contains any chief", "state a list, as `chief: [ceo]`"),
            ("email starts with any chief", "state a list, as `chief: [ceo]`"),
            ("email in chief", "compare it with `==`"),
        ],
    )
    def test_one_value(self, test: str, hint: str) -> None:
        """`contains any` a word is not `==` that word."""
        found = hints(parameters="{chief: ceo}", definitions=f"{{a: {test}}}")
        assert found == [hint]


class TestCases:
    """The last case has no condition, and every other one has."""

    @pytest.mark.parametrize(
        ("cases", "shown", "message"),
        [
            (
                "[4 hours, 5 hours]",
                "4 hours",
                "the cases after this one are never reached",
            ),
            (
                "[4 hours when employees > 5]",
                "4 hours when employees > 5",
                "the last case has a `when`, so some leads have no value",
            ),
        ],
    )
    def test_within(self, cases: str, shown: str, message: str) -> None:
        """A case out of its place is told whole."""
        text = timers(f"a / from: won / until: note / within: {cases}")
        assert mistakes(timers=text) == [("LP2007", shown, message)]

    def test_everywhere(self) -> None:
        """Times, calendars and classifications are cases as well."""
        text = timers(f"{REPLY} / times: [1, 2] / calendar: [desk, late_desk]")
        found = mistakes(timers=text, definitions="{a: {first: [hot, cold]}}")
        shown = {(code, shown) for code, shown, _ in found}
        assert shown == {("LP2007", "hot"), ("LP2007", "1"), ("LP2007", "desk")}

    @pytest.mark.parametrize(
        ("cases", "sound"),
        [
            ("[hot when employees > 5, cold]", True),
            ("[1.5 when employees > 5, 2]", True),
            ("[5 USD when employees > 5, 2 USD]", True),
            ("[5 USD when employees > 5, 2]", False),
            ("[hot when employees > 5, 2]", False),
        ],
    )
    def test_types(self, cases: str, sound: bool) -> None:  # noqa: FBT001 - a case
        """The cases of a classification are words, numbers or money."""
        found = mistakes(definitions=f"{{a: {{first: {cases}}}}}")
        told = [(code, message) for code, _, message in found]
        expected = ("LP3002", "the cases of `a` are of several types")
        assert told == ([] if sound else [expected])


class TestZones:
    """The field that tells a lead's zone is a text field."""

    @pytest.mark.parametrize(
        ("field", "found"),
        [
            ("zone", []),
            ("zon", [("LP2001", "zon", "unknown field `zon`")]),
            (
                "employees",
                [("LP3002", "employees", "`employees` is a number, a zone is text")],
            ),
        ],
    )
    def test_field(self, field: str, found: list[tuple[str, str, str]]) -> None:
        """An unknown field, or one of another type, is told at its name."""
        zone = f"{{field: {field}, otherwise: UTC}}"
        week = "open: {mon-fri: 09:00-17:00}"
        text = f"""
            desk: {{timezone: UTC, {week}}}
            lead_day: {{timezone: {zone}, {week}}}
        """
        assert mistakes(calendars=text) == found


class TestCaseValues:
    """The value of a case is judged like any other constant."""

    def test_money_is_in_the_currency_of_the_policy(self) -> None:
        """A definition cannot add up dollars and euros."""
        text = "{worth: {first: [5 XYZ when email is known, 1 EUR]}}"
        assert ("LP3002", "5 XYZ") in [
            found[:2] for found in mistakes(definitions=text)
        ]


class TestShares:
    """What a goal asks for as a part of all."""

    @pytest.mark.parametrize(
        ("measure", "shown"),
        [
            ("share(reply) >= 195%", ["195%"]),
            ("share(reply) <= -5%", ["-5%"]),
            ("rate(won of accepted) >= 100.1%", ["100.1%"]),
            ("share(reply) >= most", ["most"]),
            ("share(reply) >= 100%", []),
            ("rate(won of accepted) <= 0%", []),
            ("count(won) >= 195", []),
        ],
    )
    def test_within_none_and_all(self, measure: str, shown: list[str]) -> None:
        """More than all of them is a slip, told at the amount."""
        found = mistakes(
            timers=timers(REPLY),
            parameters="{most: 101%}",
            goals=f"{{a: {{party: sales, require: {measure}, per: month}}}}",
        )
        assert [(code, text) for code, text, _ in found] == [
            ("LP2007", text) for text in shown
        ]
        assert all(said.endswith("not within 0% and 100%") for _, _, said in found)

    def test_hint(self) -> None:
        """The measure is named, with what it can be."""
        goals = "{a: {party: sales, require: share(reply) >= 195%, per: month}}"
        assert hints(timers=timers(REPLY), goals=goals) == [
            "`share` is a part of all: ask for 0% to 100%"
        ]
