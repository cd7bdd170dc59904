from __future__ import annotations

import pytest
from builders import make_policy
from builders_mistakes import marked, timers

from leadpact.check import advise_policy, check_policy
from leadpact.check.advice.findings import line_of
from leadpact.diagnostics import Diagnostic, Severity, Span
from leadpact.loading.policy import load_policy

#: Codes of what regions tell.
REGIONS = "LP22"


def advised(**sections: str) -> tuple[str, list[Diagnostic]]:
    """The text of a policy, and what regions tell of it."""
    text = make_policy(**sections)
    loaded = load_policy("policy.yaml", text.encode())
    check_policy(loaded)
    found = [one for one in advise_policy(loaded) if one.code.startswith(REGIONS)]
    return text, found


def told(**sections: str) -> list[tuple[str, str]]:
    """Code and marked text of what regions tell of a policy."""
    text, found = advised(**sections)
    return [(one.code, marked(one.span, text)) for one in found]


class TestConstants:
    """Conditions that are the same for every lead, LP2201 and LP2202."""

    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            ("employees >= 5", []),
            ("email is missing or email is known", ["LP2201"]),
            ("employees >= 0 or employees < 0", ["LP2201"]),
            ("not (employees > 5 and employees < 5)", ["LP2202"]),
            ("employees between 9 and 3", ["LP2202"]),
            ("country in [US] and country is not US", ["LP2202"]),
            ("happened(attempt where actor is human and automated)", ["LP2202"]),
        ],
    )
    def test_conditions(self, condition: str, expected: list[str]) -> None:
        """A whole condition is looked at, that of an event too."""
        found = told(definitions=f"{{a: '{condition}'}}")
        assert [code for code, _ in found] == expected

    def test_inside_out(self) -> None:
        """The part that decides is told, and not the whole as well."""
        found = told(definitions="{a: 'email is known and (score < 1 and score > 2)'}")
        assert found == [("LP2202", "score < 1 and score > 2")]

    def test_names(self) -> None:
        """What is said of a definition is not said again of its name."""
        found = told(
            definitions="{a: score < 1 and score > 2, b: a, c: not b or a, d: b or b}",
            stages="[{name: MQL, party: marketing, when: c}]",
        )
        assert found == [("LP2202", "score < 1 and score > 2")]

    def test_core(self) -> None:
        """The hint names the fewest operands that decide."""
        _, (found,) = advised(
            definitions="{a: score < 1 and email is known and 2 < score}"
        )
        assert found.hint == "`score < 1` and `2 < score` exclude each other"
        assert found.severity is Severity.WARNING

    @pytest.mark.parametrize(
        ("lines", "expected"),
        [
            ("all: [score > 3, email is known, score < 2]", [("LP2202", "score < 2")]),
            ("any: [score > 3, email is known, score < 5]", [("LP2201", "score < 5")]),
            ("none: [score > 3, score <= 3]", [("LP2202", "score <= 3")]),
            ("all: [score > 3, 1 > score > 2]", [("LP2202", "1 > score > 2")]),
            ("all: [score > 3, email is known]", []),
        ],
    )  # fmt: skip
    def test_lines(self, lines: str, expected: list[tuple[str, str]]) -> None:
        """Lines of a definition are looked at one by one, then together."""
        assert told(definitions=f"{{a: {{{lines}}}}}") == expected


class TestCases:
    """Cases that are never reached, LP2203."""

    def of_cases(self, *cases: str) -> list[tuple[str, str]]:
        """What is told of a classification."""
        body = "".join(f"\n    - {case}" for case in cases)
        return told(definitions=f"\n  a:\n    first:{body}")

    def test_many(self) -> None:
        """Of hundreds of cases each one that is reached is known to be."""
        cases = [f"a{at} when n == {at}" for at in range(400)]
        assert self.of_numbers(*cases, "b when n < 400", "z") == []

    def test_too_many(self) -> None:
        """Where the cases that take others are too many to find, that is told."""
        cases = [f"a{at} when n == {at}" for at in range(150)]
        taken = [f"b{at} when n in [{at}, 149]" for at in range(150)]
        found = self.of_numbers(*cases, *taken, "z")
        *told, last = found
        assert {each.code for each in told} == {"LP2203"}
        assert 0 < len(told) < 150
        message = f"`b{len(told)} when n in [{len(told)}, 149]` is never reached, "
        assert last.message == message + "and so may be others"
        assert (last.code, last.severity) == ("LP2206", Severity.NOTE)

    def of_numbers(self, *cases: str) -> list[Diagnostic]:
        """What is told of a classification by a number."""
        lines = "".join(f"\n    - {case}" for case in cases)
        definitions = f"\n  it:\n    first:{lines}"
        _, found = advised(fields="{n: integer}", definitions=definitions)
        return found

    def test_reached(self) -> None:
        """A case is reached where no earlier one holds."""
        assert self.of_cases("x when score > 3", "y when score > 1", "z") == []

    def test_taken(self) -> None:
        """A case that earlier ones take is never reached."""
        found = self.of_cases("x when score > 3", "y when score > 5", "z")
        assert found == [("LP2203", "y when score > 5")]

    def test_unknown(self) -> None:
        """An unknown case is passed over, so that a later one may be reached."""
        cases = ("x when score > 3", "y when score <= 3", "w when email is known", "z")
        assert self.of_cases(*cases) == []

    def test_never(self) -> None:
        """A case that never holds is told as such alone."""
        found = self.of_cases("x when score > 3", "y when score > 5 and score < 4", "z")
        assert found == [("LP2202", "score > 5 and score < 4")]

    def test_classification(self) -> None:
        """What follows from a case that is not reached is not told again."""
        found = told(
            definitions="""
                a:
                  first:
                    - x when score > 3
                    - y when score > 5
                    - z
                b: a is y
                c: a in [y]
            """
        )
        assert [code for code, _ in found] == ["LP2203"]

    def test_timers(self) -> None:
        """Cases of timers are looked at, whatever they decide."""
        within = "[2 hours when score > 3, 1 hours when score > 4, 3 hours]"
        text = f"reply / from: handed_off / until: attempt / within: {within}"
        assert told(timers=timers(text)) == [("LP2203", "1 hours when score > 4")]


class TestThresholds:
    """Score thresholds out of reach, LP2204."""

    SCORING = """
        fit: [10 when score > 3, -5 when email is missing]
        more: [1 each touched]
    """

    @pytest.mark.parametrize(
        ("condition", "message"),
        [
            ("fit > 10", "`fit > 10` never holds: `fit` lies between -5 and 10"),
            ("fit >= -5", "`fit >= -5` always holds: `fit` lies between -5 and 10"),
            ("more < 0", "`more < 0` never holds: `more` is at least 0"),
            ("-more > 0", "`-more > 0` never holds: `-more` is at most 0"),
            ("fit in [11, 12]", "`fit in [11, 12]` never holds: `fit` lies between"),
            (
                "fit between 11 and 12",
                "`fit between 11 and 12` never holds: `fit` lies",
            ),
            (
                "fit between 0 and -9",
                "`fit between 0 and -9` never holds: `fit` lies between -5 and 10",
            ),
            (
                "fit - fit > 20",
                "`fit - fit > 20` never holds: `fit - fit` is always 0",
            ),
            ("fit * 0 > 1", "`fit * 0 > 1` never holds: `fit * 0` is always 0"),
        ],
    )
    def test_reach(self, condition: str, message: str) -> None:
        """The message tells the reach of the score."""
        _, found = advised(definitions=f"{{a: '{condition}'}}", scoring=self.SCORING)
        assert [one.code for one in found] == ["LP2204"]
        assert found[0].message.startswith(message)

    def test_far(self) -> None:
        """Points without a bound outweigh every number that stands beside them."""
        definitions = """
            shift: {first: [-400 when email is known, 0]}
            far: {first: [600 when email is known, 500]}
            a: more + shift >= 50 and email is known
            b: more >= far
            c: more - fit * 30 >= 5 and score > 3
            d: more in [2, 700]
        """
        assert told(definitions=definitions, scoring=self.SCORING) == []

    def test_divisor(self) -> None:
        """What is divided by zero is unknown, however much is known of a lead."""
        sections = {"scoring": "{fit: [30 when score > 3]}"}
        assert told(definitions="{a: (fit + 1) / fit > 0}", **sections) == []
        assert told(definitions="{a: (fit + 1) / (fit + 1) > 0}", **sections) == [
            ("LP2204", "(fit + 1) / (fit + 1) > 0")
        ]

    def test_places(self) -> None:
        """A reach is told with no more places than a policy can give."""
        _, (found,) = advised(definitions="{a: fit / 3 > 4}", scoring=self.SCORING)
        ends = "`fit / 3` lies between -1.666667 and 3.333333"
        assert found.message == f"`fit / 3 > 4` never holds: {ends}"

    def test_contradiction(self) -> None:
        """Links that exclude each other are no matter of reach."""
        found = told(definitions="{a: 5 <= fit < 3}", scoring=self.SCORING)
        assert found == [("LP2202", "5 <= fit < 3")]


class TestCoverage:
    """Leads that no timer covers, LP2205."""

    def hints(self, *texts: str, **sections: str) -> list[str]:
        """The hints about leads that no timer covers."""
        _, found = advised(timers=timers(*texts), **sections)
        return [one.hint for one in found if one.code == "LP2205"]

    REST = "until: attempt / within: 4 hours"

    def test_covered(self) -> None:
        """A timer without a guard covers all, as do two that join."""
        assert self.hints(f"a / from: handed_off / {self.REST}") == []
        found = self.hints(
            f"a / from: handed_off / when: score > 3 / {self.REST}",
            f"b / from: handed_off / when: not (score is known) / {self.REST}",
            f"c / from: handed_off / when: score <= 3 / {self.REST}",
        )
        assert found == []

    def test_missing(self) -> None:
        """An unknown guard starts no timer."""
        found = self.hints(
            f"a / from: handed_off / when: score > 3 / {self.REST}",
            f"b / from: handed_off / when: score <= 3 / {self.REST}",
        )
        assert found == [
            "with `score missing`, `a` and `b` are off: widen a `when`, or add a timer"
        ]

    def test_where(self) -> None:
        """A condition on the event that starts it is a guard, too."""
        found = self.hints(f"a / from: created where actor is human / {self.REST}")
        assert found == [
            "with `actor = automation`, `a` is off: widen a `when`, or add a timer"
        ]

    def test_event_itself(self) -> None:
        """The event that starts a timer has happened, and is in the history."""
        human = "happened(created where actor is human)"
        found = self.hints(
            f"a / from: handed_off / when: happened(handed_off) / {self.REST}",
            f"b / from: created / when: {human} / {self.REST}",
            f"c / from: created where automated / {self.REST}",
        )
        assert found == []

    def test_entered(self) -> None:
        """A stage is entered where its condition holds, and then it is the stage."""
        stages = """
            - {name: MQL, party: marketing, when: score > 3}
            - {name: SAL, party: sales, enter: accepted}
        """
        found = self.hints(
            f"a / from: entered MQL / when: score > 2 / {self.REST}",
            f"b / from: entered SAL / when: stage is SAL / {self.REST}",
            stages=stages,
        )
        assert found == []

    def test_other_events(self) -> None:
        """An event that is no arrival need not start a timer."""
        assert self.hints(f"a / from: note / when: score > 3 / {self.REST}") == []

    def test_doubt(self) -> None:
        """What is not known to be possible is not told."""
        assert (
            self.hints(f"a / from: created / when: employees > score / {self.REST}")
            == []
        )

    def test_too_many(self) -> None:
        """Where there are too many regions, nothing is said."""
        words = " or ".join(f"email contains w{number}x" for number in range(12))
        found = self.hints(
            f"a / from: handed_off / when: {words} / {self.REST}",
            definitions="{a: email contains w}",
        )
        assert found == []


class TestUnproven:
    """Conditions that are not analysed, LP2206."""

    def test_place(self) -> None:
        """The comparison is marked, and not the whole condition."""
        _, found = advised(definitions="{a: email is known and employees > score}")
        assert [one.severity for one in found] == [Severity.NOTE]
        assert told(definitions="{a: email is known and employees > score}") == [
            ("LP2206", "employees > score")
        ]

    def test_once(self) -> None:
        """A field that is asked too much is told where it is asked first."""
        words = [f"w{number}x" for number in range(12)]
        lines = ", ".join(f"1 when email contains {word}" for word in words)
        found = told(
            scoring=f"{{fit: [{lines}]}}",
            definitions="{a: email contains w3x, b: a or score > 3, c: fit > 3}",
        )
        assert found == [("LP2206", "email contains w0x")]

    def test_large(self) -> None:
        """A condition whose fields together have too many regions is told."""
        fields = "\n".join(f"  x{number}: integer" for number in range(40))
        lines = "\n".join(
            f"    - {1000 + number * number * 7} when x{number} > 0"
            for number in range(40)
        )
        found = told(
            fields=f"\n{fields}",
            scoring=f"\n  fit:\n{lines}",
            definitions="{a: fit > 20000, b: not a}",
        )
        assert found == [("LP2206", "fit > 20000")]

    def test_lines(self) -> None:
        """Lines that only together have too many regions are told by their name."""
        fields = "".join(f"\n  x{number}: flag" for number in range(1200))
        lines = "".join(f"\n    - x{number}" for number in range(1200))
        _, found = advised(fields=fields, definitions=f"\n  a:\n    all:{lines}")
        told = [(one.code, one.message) for one in found]
        message = "`a` is not analysed: it has too many regions to look at each"
        assert told == [("LP2206", message)]

    def test_cap(self) -> None:
        """Points for a million events are not looked at one by one."""
        scoring = "\n  fit:\n    - 1 each touched, up to 9000000000 points"
        found = told(scoring=scoring, definitions="{a: fit > 3}")
        assert found == [("LP2206", "fit > 3")]

    def test_together(self) -> None:
        """What takes too many steps together is told once, and never kept quiet."""
        fields = "".join(f"\n  x{number}: flag" for number in range(60))
        lines = "".join(
            f"\n    - {1 + number * 37 % 101} when x{number}" for number in range(60)
        )
        tests = "".join(f"\n  a{number}: fit > {60 * number}" for number in range(45))
        _, found = advised(fields=fields, scoring=f"\n  fit:{lines}", definitions=tests)
        (note,) = [one for one in found if one.code == "LP2206"]
        assert note.message.startswith("not all conditions are analysed")
        assert note.severity is Severity.NOTE

    def test_plan(self) -> None:
        """Plan numbers are constants."""
        plan = (
            "{per: month, revenue_quota: 500000 USD, marketing_share: 40%, "
            "average_sale: 10000 USD, lead_to_customer: 2.5%}"
        )
        found = told(
            plan=plan, definitions="{a: employees > planned_leads and employees < 10}"
        )
        assert found == [("LP2202", "employees > planned_leads and employees < 10")]


class TestLines:
    """Lines that hints name."""

    def test_files(self) -> None:
        """A line of another file is told with its file."""
        here, there = Span("a.yaml", 3), Span("b.yaml", 7)
        assert line_of(here, here) == "line 3"
        assert line_of(there, here) == "b.yaml, line 7"
