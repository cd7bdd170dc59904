from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import judge, make_pact, make_policy
from builders_mistakes import mistakes, timers

from leadpact.check.circles import DEEPEST_NEED
from leadpact.check.graph import (
    Node,
    dependencies,
    in_dependency_order,
)
from leadpact.loading.policy import load_policy

if TYPE_CHECKING:
    from leadpact.model.evaluation import Evaluation
    from leadpact.model.policy import Policy

REPLY = "reply / from: handed_off / until: attempt / within: 4 hours"


def policy_of(**sections: str) -> Policy:
    """A policy, whatever is wrong with it."""
    return load_policy("policy.yaml", make_policy(**sections).encode()).policy


class TestCircles:
    """Nothing can need itself to be known."""

    def told(self, **sections: str) -> tuple[str, str]:
        """The place and the message of the one mistake of a policy."""
        ((code, shown, message),) = mistakes(**sections)
        assert code == "LP2003"
        return shown, message

    def test_definitions(self) -> None:
        """A circle is told from its first thing by place, on the way of its needs."""
        found = self.told(definitions="{c: not a, a: b and employees > 5, b: c}")
        assert found == ("c", "a circle: `c` -> `a` -> `b` -> `c`")

    def test_itself(self) -> None:
        """A thing that needs itself is the smallest circle."""
        found = self.told(scoring="{fit: [5 when fit > 5]}")
        assert found == ("fit", "a circle: `fit` -> `fit`")

    @pytest.mark.parametrize(
        ("asked", "section", "text", "way"),
        [
            (
                "happened(missed reply)",
                "timers",
                timers(f"{REPLY} / when: late"),
                "`late` -> `reply` -> `late`",
            ),
            (
                "happened(attempt) and not happened(met reply)",
                "timers",
                timers(
                    f"{REPLY} / unless: won where automated / times: [2 when late, 1]"
                ),
                "`late` -> `reply` -> `late`",
            ),
            (
                "stage is SAL",
                "stages",
                "[{name: SAL, party: sales, when: late}]",
                "`late` -> the stages -> `late`",
            ),
            (
                "happened(entered SAL)",
                "stages",
                "[{name: SAL, party: sales, enter: accepted, when: late}]",
                "`late` -> the stages -> `late`",
            ),
        ],
    )
    def test_across(self, asked: str, section: str, text: str, way: str) -> None:
        """Timers and stages take part in circles."""
        found = self.told(definitions=f"{{late: '{asked}'}}", **{section: text})
        assert found == ("late", f"a circle: {way}")

    def test_none(self) -> None:
        """What only stands in steps, limits and goals makes no circle."""
        found = mistakes(
            definitions="{late: happened(missed reply), later: late}",
            timers=timers(f"{REPLY} / missed: [alert owner]"),
            limits="{quiet: {party: sales, never: attempt, when: late}}",
        )
        assert found == []


class TestRows:
    """What needs things that need others is worked out within each other."""

    def row(self, length: int) -> str:
        """Definitions that need each other; each but the first is two nodes deep."""
        needs = (f"d{number}: not d{number - 1}" for number in range(1, length))
        return "\n" + "\n".join(
            ("  d0: employees > 5", *(f"  {each}" for each in needs))
        )

    def test_longest(self) -> None:
        """The first that is too deep is told, and none that need it."""
        most = DEEPEST_NEED // 2
        assert mistakes(definitions=self.row(most)) == []
        ((code, shown, message),) = mistakes(definitions=self.row(most + 9))
        assert (code, shown) == ("LP1013", "d100")
        assert message == "`d100`, with all that it needs, is 202 operations deep"

    def test_scores(self) -> None:
        """Scores that need each other count as well."""
        needs = [f"s{number}: [1 when s{number - 1} > 1]" for number in range(1, 80)]
        scoring = "\n" + "\n".join(f"  {each}" for each in ("s0: [1 when x]", *needs))
        ((code, shown, _),) = mistakes(scoring=scoring, definitions="{x: score > 1}")
        assert (code, shown) == ("LP1013", "s66")

    def test_longest_row_is_judged(self) -> None:
        """The deepest policy that passes judges a lead, deep inside other calls."""
        pact = make_pact(definitions=self.row(DEEPEST_NEED // 2))

        def inside(calls: int) -> Evaluation:
            if calls:
                return inside(calls - 1)
            return judge(pact, "", "mon 09:00", employees=9)

        assert len(inside(200).definitions) == DEEPEST_NEED // 2

    def test_shared_needs_are_looked_at_once(self) -> None:
        """Things that ask for one thing twice each do not double the work each."""
        needs = [f"d{n}: d{n - 1} or not d{n - 1}" for n in range(1, 50)]
        rows = ("d0: happened(touched in last 5 days)", *needs)
        definitions = "\n" + "\n".join(f"  {row}" for row in rows)
        pact = make_pact(definitions=definitions)
        assert len(judge(pact, "", "mon 09:00").definitions) == 50


class TestGraph:
    """What depends on what."""

    def policy(self) -> Policy:
        """A policy whose things depend on each other."""
        pause = "pause: {from: paused, until: resumed}"
        return policy_of(
            definitions="{hot: fit > 5, late: happened(missed reply), own: score > 5}",
            scoring="{fit: [5 when own, 2 each entered SAL]}",
            stages="[{name: SAL, party: sales, enter: accepted}]",
            timers=timers(f"{REPLY} / when: stage is SAL / {pause}"),
        )

    def test_dependencies(self) -> None:
        """Each thing knows what it asks for directly; fields are no things."""
        assert dependencies(self.policy()) == {
            (Node.DEFINITION, "hot"): {(Node.SCORE, "fit")},
            (Node.DEFINITION, "late"): {(Node.TIMER, "reply")},
            (Node.DEFINITION, "own"): set(),
            (Node.SCORE, "fit"): {(Node.DEFINITION, "own"), (Node.STAGES, "")},
            (Node.STAGES, ""): set(),
            (Node.TIMER, "reply"): {(Node.STAGES, "")},
        }

    def test_order(self) -> None:
        """Things come after what they ask for."""
        policy = self.policy()
        order = in_dependency_order(dependencies(policy))
        for thing, asked in dependencies(policy).items():
            assert all(order.index(each) < order.index(thing) for each in asked)

    def test_unknown(self) -> None:
        """Names of nothing depend on nothing."""
        policy = policy_of(definitions="{a: b and happened(missed c)}")
        assert dependencies(policy)[Node.DEFINITION, "a"] == set()
