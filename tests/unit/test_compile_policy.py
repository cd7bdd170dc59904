"""A checked policy as a plan: resolved, ordered, complete."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from builders import make_pact

from leadpact.compile.plan import (
    Apply,
    Constant,
    ContactPlan,
    DurationCase,
    LinePlan,
    Operator,
    Origin,
    Read,
    StepPlan,
    ValueCase,
)
from leadpact.language.nodes import Timing
from leadpact.language.types import Kind
from leadpact.model.policy import Repeat
from leadpact.pact import load
from leadpact.units import Duration, Unit

INBOUND = Path(__file__).parents[2] / "policies/inbound/1.0.0.yaml"
BIG = Apply(Operator.GE, (Read(Origin.FIELD, "employees"), Constant(50)))


def span(amount: int, unit: Unit) -> Duration:
    """A duration."""
    return Duration(Decimal(amount), unit)


class TestTimers:
    """A timer with all that it says."""

    def test_every_key(self) -> None:
        """Every key of a timer is in its plan."""
        pact = make_pact(
            timers="""
                t:
                  party: sales
                  promise: Words
                  from: [created, handed_off]
                  when: employees >= 50
                  until: attempt
                  enough: connected
                  unless: lost
                  times:
                    - 3 when employees >= 50
                    - 2
                  apart: 4 hours
                  within:
                    - 1 business hour when employees >= 50
                    - 2 business days
                  pause: {from: paused, until: resumed}
                  repeat: restart
                  calendar:
                    - owner when employees >= 50
                    - late_desk
                  warn:
                    - alert owner at 75%
                    - flag 30 minutes before due
                  missed:
                    - >-
                      escalate to manager and marketing for review
                      after 1 hour every 2 hours at most 3 times "go"
                  met:
                    - celebrate
            """
        )
        (timer,) = pact.plan.timers
        patterns = pact.plan.patterns
        names = {
            key: [patterns[place].name for place in getattr(timer, key)]
            for key in ("starts", "until", "enough", "unless", "pause", "resume")
        }
        assert names == {
            "starts": ["created", "handed_off"],
            "until": ["attempt"],
            "enough": ["connected"],
            "unless": ["lost"],
            "pause": ["paused"],
            "resume": ["resumed"],
        }
        assert (timer.name, timer.party, timer.when) == ("t", "sales", BIG)
        assert timer.within == (
            DurationCase(span(1, Unit.BUSINESS_HOUR), BIG),
            DurationCase(span(2, Unit.BUSINESS_DAY), None),
        )
        assert timer.times == (ValueCase(3, BIG), ValueCase(2, None))
        assert timer.calendar == (ValueCase("owner", BIG), ValueCase("late_desk", None))
        assert timer.apart == (DurationCase(span(4, Unit.HOUR), None),)
        assert timer.repeat is Repeat.RESTART
        assert timer.fallback == "desk"
        assert [(step.timing, step.share) for step in timer.warn] == [
            (Timing.AT_SHARE, Decimal(75)),
            (Timing.BEFORE_DUE, None),
        ]
        assert timer.missed == (
            StepPlan(
                verb="escalate",
                to=("manager", "marketing"),
                place="review",
                timing=Timing.AFTER,
                duration=span(1, Unit.HOUR),
                share=None,
                every=span(2, Unit.HOUR),
                times=3,
                note="go",
            ),
        )
        assert [(step.verb, step.timing) for step in timer.met] == [
            ("celebrate", Timing.AT_ONCE)
        ]

    def test_defaults(self) -> None:
        """A short timer keeps, needs one answer, and has no steps."""
        pact = make_pact(
            parties="""
                marketing: {signatory: A, contact: a@b.c}
                sales: {signatory: B, contact: b@b.c}
            """,
            roles="",
            timers="""
                t: {party: sales, from: created, until: note, within: 2 hours}
            """,
        )
        (timer,) = pact.plan.timers
        assert (timer.when, timer.times, timer.apart, timer.calendar) == (
            None,
            (),
            (),
            (),
        )
        assert (timer.repeat, timer.fallback) == (Repeat.KEEP, "")
        assert timer.deliver == ""
        assert (timer.warn, timer.missed, timer.met) == ((), (), ())


class TestOrder:
    """Each thing stands after what it depends on."""

    def test_timers_and_stages(self) -> None:
        """A timer after the timers and stages that it asks about."""
        pact = make_pact(
            stages="\n  - {name: LATE, party: sales, when: happened(missed zeal)}\n",
            timers="""
                after: {party: sales, from: entered LATE, until: note, within: 2 hours}
                zeal: {party: sales, from: created, until: note, within: 2 hours}
                final: {party: sales, from: met after, until: note, within: 2 hours}
            """,
        )
        order = pact.plan.order
        assert sorted(order) == ["", "after", "final", "zeal"]
        assert order.index("zeal") < order.index("") < order.index("after")
        assert order.index("after") < order.index("final")

    def test_through_definitions_and_scores(self) -> None:
        """What a definition or a score asks about comes first as well."""
        pact = make_pact(
            definitions="\n  slow: lateness >= 10\n",
            scoring="\n  lateness:\n    - 10 each missed zeal\n",
            timers="""
                alpha: {party: sales, from: created, when: slow,
                  until: note, within: 2 hours}
                zeal: {party: sales, from: created, until: note, within: 2 hours}
            """,
        )
        order = pact.plan.order
        assert order.index("zeal") < order.index("alpha")

    def test_names_are_sorted(self) -> None:
        """What has a name stands by name, and stages stand as in the funnel."""
        plan = load(INBOUND).plan
        for rows in (
            plan.timers,
            plan.limits,
            plan.definitions,
            plan.scores,
            plan.fields,
            plan.events,
            plan.calendars,
            plan.contacts,
        ):
            names = [one.name for one in rows]
            assert names == sorted(names)
        assert [stage.name for stage in plan.stages] == ["MQL", "SAL", "SQL", "WON"]


class TestRest:
    """Definitions, scores, stages, limits, contacts, and the plan's numbers."""

    def test_definitions(self) -> None:
        """`all`, `any` and `none` are joints; cases keep their order."""
        pact = make_pact(
            definitions="""
                a: {all: [employees >= 50, employees >= 50]}
                b: {any: [employees >= 50, employees >= 50]}
                c: {none: [employees >= 50, employees >= 50]}
                d:
                  first:
                    - 100 USD when employees >= 50
                    - 40.5 USD
            """
        )
        found = {one.name: one for one in pact.plan.definitions}
        assert found["a"].condition == Apply(Operator.AND, (BIG, BIG))
        assert found["b"].condition == Apply(Operator.OR, (BIG, BIG))
        assert found["c"].condition == Apply(
            Operator.NOT, (Apply(Operator.OR, (BIG, BIG)),)
        )
        assert found["d"].condition is None
        assert found["d"].cases == (
            ValueCase(100, BIG),
            ValueCase(Decimal("40.5"), None),
        )
        assert found["d"].type.kind is Kind.MONEY

    def test_scores(self) -> None:
        """Lines keep their order, their points, their cap and their text."""
        pact = make_pact(
            scoring="""
                fit:
                  - -2.5 when employees >= 50
                  - 2 each note, up to 20 points
            """
        )
        (fit,) = pact.plan.scores
        assert fit.lines == (
            LinePlan(Decimal("-2.5"), BIG, None, None, "-2.5 when employees >= 50"),
            LinePlan(Decimal(2), None, 0, Decimal(20), "2 each note, up to 20 points"),
        )

    def test_stages_and_limits(self) -> None:
        """Stages with events, conditions and fields; limits with both."""
        pact = make_pact(
            stages="""
                - {name: A, party: sales, when: employees >= 50}
                - {name: B, party: sales, enter: accepted, complete: [amount, close]}
            """,
            limits="\n  l: {party: sales, never: note, when: employees >= 50}\n",
        )
        first, second = pact.plan.stages
        assert (first.enter, first.when, first.complete) == ((), BIG, ())
        assert second.complete == ("amount", "close")
        assert pact.plan.patterns[second.enter[0]].name == "accepted"
        (limit,) = pact.plan.limits
        assert (limit.party, limit.when) == ("sales", BIG)

    def test_contacts(self) -> None:
        """Parties and roles with their addresses."""
        assert make_pact().plan.contacts == (
            ContactPlan("manager", "boss@example.com", ""),
            ContactPlan("marketing", "leads@example.com", ""),
            ContactPlan("sales", "sales@example.com", ""),
        )

    def test_deliver(self) -> None:
        """The calendars that messages wait for go by name."""
        pact = make_pact(
            roles="""
                manager: {party: sales, who: a, contact: b@example.com, deliver: desk}
            """,
            timers="""
                reply: {party: sales, from: created, until: note, within: 2 hours,
                  deliver: late_desk}
            """,
        )
        manager = ContactPlan("manager", "b@example.com", "desk")
        assert pact.plan.contacts[0] == manager
        assert pact.plan.timers[0].deliver == "late_desk"

    def test_header(self) -> None:
        """A plan knows the policy it comes from."""
        pact = make_pact()
        plan = pact.plan
        assert (plan.policy, plan.version, plan.digest) == (
            "trial",
            "1.0.0",
            pact.digest,
        )
        assert (plan.timezone, plan.currency) == ("UTC", "USD")

    def test_planned_numbers(self) -> None:
        """Numbers of the plan are constants: 500000 x 40% / 10000 / 2.5% = 800."""
        pact = make_pact(
            plan="""
                per: month
                revenue_quota: 500000 USD
                marketing_share: 40%
                average_sale: 10000 USD
                lead_to_customer: 2.5%
            """,
            definitions="\n  it: employees >= planned_leads\n",
        )
        assert pact.plan.definitions[0].condition == Apply(
            Operator.GE, (Read(Origin.FIELD, "employees"), Constant(800))
        )

    def test_words_of_the_page_are_no_part(self) -> None:
        """Two policies that differ in words alone have alike plans."""
        one, other = make_pact(title="One"), make_pact(title="Other")
        assert one.digest != other.digest
        assert one.plan.timers == other.plan.timers
        assert one.plan.contacts == other.plan.contacts
