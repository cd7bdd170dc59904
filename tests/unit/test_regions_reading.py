from __future__ import annotations

import functools
from decimal import Decimal

import attrs
import pytest
from builders_regions import checked, decision, make_reader

from leadpact.diagnostics import NOWHERE
from leadpact.language.nodes import Literal
from leadpact.language.types import Kind, Type
from leadpact.model.policy import Field
from leadpact.regions import Past, Reader, Space, TooManyRegionsError, verdict
from leadpact.regions.variables import Subset
from leadpact.regions.verdicts import Reach, reach


def told(condition: str, **sections: str) -> list[str]:
    """The outcomes of a condition, each with its lead in words."""
    found = verdict(decision(condition, make_reader(**sections)))
    known = {"true": found.true, "false": found.false, "unknown": found.unknown}
    return [f"{name}: {lead}" for name, lead in known.items() if lead is not None]


class TestFields:
    """Comparisons with constants cut the values of a field."""

    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            ("n >= 50", ["true: n = 50", "false: n = 49", "unknown: n missing"]),
            ("50 > n", ["true: n = 49", "false: n = 50", "unknown: n missing"]),
            ("n > 5 and n < 6", ["false: n = 4", "unknown: n missing"]),
            (
                "n * 2 - 10 >= 90",
                ["true: n = 50", "false: n = 49", "unknown: n missing"],
            ),
            ("7 - n < 5", ["true: n = 3", "false: n = 1", "unknown: n missing"]),
            ("2 * n + n == 7", ["false: n = 2", "unknown: n missing"]),
            ("n * 0 == 1", ["false: n = 1", "unknown: n missing"]),
            ("n < n + 1", ["true: n = 1", "unknown: n missing"]),
            ("n > 5 - n", ["true: n = 3", "false: n = 2", "unknown: n missing"]),
            ("-n > 3", ["true: n = -4", "false: n = -3", "unknown: n missing"]),
            ("n > 9007199254740991 + 1", ["false: n = 9007199254740991"]),
            (
                "d > 5 and d < 6",
                ["true: d = 5.1", "false: d = 4", "unknown: d missing"],
            ),
            ("d > 5 and d < 5.000001", ["false: d = 4", "unknown: d missing"]),
            ("m >= 10.5 USD", ["true: m = 10.5 USD", "false: m = 10 USD"]),
            ("p < 40%", ["true: p = 39%", "false: p = 40%", "unknown: p missing"]),
            ("day < 2026-03-01", ["true: day = 2026-02-28", "false: day = 2026-03-01"]),
            ("day is known", ["true: day = 2026-01-05", "false: day missing"]),
            ("seen is known", ["true: seen = 2026-01-05T12:00:00+00:00"]),
            ("k in [A, B]", ["true: k = A", "false: k = C", "unknown: k missing"]),
            ("k is not B", ["true: k = A", "false: k = B", "unknown: k missing"]),
            ("f", ["true: f = true", "false: f = false", "unknown: f missing"]),
            ("f is missing", ["true: f missing", "false: f = true"]),
            ("(n > 1) is known", ["true: n = 0", "false: n missing"]),
            ("n + 1 is known", ["true: n = 1", "false: n missing"]),
            ("5 < 6", ["true: any lead"]),
            ("5 + 1 > 2 * 3", ["false: any lead"]),
            ("-(5) is known", ["true: any lead"]),
            ('t == "a"', ["true: t = a", "false: t = other", "unknown: t missing"]),
            ("t starts with other", ["true: t = other", "false: t = text"]),
        ],
    )
    def test_outcomes(self, condition: str, expected: list[str]) -> None:
        """Each outcome that is possible has a lead, beside its neighbour."""
        found = told(condition)
        assert found[: len(expected)] == expected

    def test_blank_text(self) -> None:
        """A blank text is missing, so that none is equal to one."""
        assert told('t == " "') == ["false: t = other", "unknown: t missing"]

    def test_classes(self) -> None:
        """A field keeps a value of each class, and tells where another one lies."""
        reader = make_reader()
        decision("n >= 50 or n in [7] or n is missing", reader)
        reader.space.settle()
        field = reader.field("n")
        assert field is not None
        assert [one.value for one in field.classes] == [6, 7, 50, None]
        assert [field.class_of(value).value for value in (60, 8, None)] == [50, 6, None]

    def test_limits(self) -> None:
        """What data cannot hold is in no region."""
        near = "d > 9007199254740991 and d < 9007199254740991.01"
        assert verdict(decision(near)).never_holds


class TestSets:
    """A set has each word or not."""

    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            ("x contains A", ["true: x = [a]", "false: x = []", "unknown: x missing"]),
            ("x contains a and not x contains any [b, C]", ["true: x = [a]"]),
            ("x contains a and x contains b", ["true: x = [a, b]", "false: x = []"]),
            ("x contains a and x is missing", ["false: x = []"]),
        ],
    )
    @pytest.mark.parametrize("choices", [("a", "b", "c"), None])
    def test_outcomes(
        self, condition: str, expected: list[str], choices: tuple[str, ...] | None
    ) -> None:
        """Words are in it whatever the others are, and capitals do not count."""
        found = checked()
        kind = Type(Kind.SET, choices)
        fields = {"x": Field(kind, span=NOWHERE)}
        policy = attrs.evolve(found.policy, fields=fields)
        text = condition if choices else condition.replace("A", "a").replace("C", "c")
        known = verdict(decision(text, Reader(Space(), policy, found.scope)))
        outcomes = {"true": known.true, "false": known.false, "unknown": known.unknown}
        shown = [f"{name}: {lead}" for name, lead in outcomes.items() if lead]
        assert shown[: len(expected)] == expected

    def test_crowd(self) -> None:
        """A set that is asked for too many words is refused."""
        subset = Subset("x", tuple(f"w{at}" for at in range(12)))
        for at in range(12):
            subset.ask(at, functools.partial(_has, f"w{at}"))
        with pytest.raises(TooManyRegionsError):
            subset.settle()


def _has(word: str, chosen: frozenset[str] | None) -> bool:
    return chosen is not None and word in chosen


class TestStage:
    """A lead has a stage of the funnel, or none."""

    STAGES = """
        - {name: MQL, party: marketing, when: n >= 5}
        - {name: SAL, party: sales, enter: accepted}
    """

    def test_stage(self) -> None:
        """No stage is missing, and a stage is never unknown."""
        found = told("stage is SAL", stages=self.STAGES)
        assert found == ["true: stage = SAL", "false: stage = MQL"]
        found = told("stage is known", stages=self.STAGES)
        assert found == ["true: stage = MQL", "false: stage missing"]
        found = told("stage is SAL and stage is MQL", stages=self.STAGES)
        assert found == ["false: any lead"]

    def test_open(self) -> None:
        """A calendar is open or not."""
        assert told("open(desk)") == ["true: open(desk)", "false: not open(desk)"]


class TestEvents:
    """Counts of related patterns bound each other."""

    @pytest.mark.parametrize(
        "condition",
        [
            "count(touched) < 2 and count(touched in last 7 days) > 3",
            "happened(touched where channel is web) and not happened(touched)",
            "count(touched where channel is web) > count(touched where channel is web)",
            "happened(touched where channel is web and channel is call)",
            (
                "happened(touched in last 2 days where channel is web) "
                "and not happened(touched in last 7 days where channel in [web, call])"
            ),
            (
                "count(touched where automated or not automated) != 1 "
                "and count(touched) == 1"
            ),
        ],
    )
    def test_never(self, condition: str) -> None:
        """What the relation of two patterns forbids is never so."""
        assert verdict(decision(condition)).never_holds

    def test_history(self) -> None:
        """A lead comes with the events that its counts need."""
        condition = (
            "count(touched where channel is web) == 2 and count(touched) == 3 "
            "and not happened(touched in last 2 days)"
        )
        lead = verdict(decision(condition)).true
        assert lead is not None
        day = 24 * 3_600_000_000
        assert (
            lead.events
            == (
                Past("touched", 3 * day, 2, {"channel": "web"}),
                Past("touched", 3 * day, 1, {"channel": "other"}),
            )
            or sum(past.times for past in lead.events or ()) == 3
        )
        assert not lead.rests_on

    def test_other_events(self) -> None:
        """Events of other types have nothing to do with each other."""
        found = told("happened(touched) and not happened(demo_request)")
        assert found[0] == "true: count(demo_request) = 0, count(touched) = 1"

    def test_no_history(self) -> None:
        """Without a history, nothing is known of events."""
        lead = verdict(decision("happened(touched)")).unknown
        assert (lead and lead.events, str(lead)) == (None, "history not given")

    def test_instants(self) -> None:
        """The first event is known where there is one."""
        assert told("first(touched) is known")[0] == "true: count(touched) = 1"

    def test_tangled(self) -> None:
        """Three patterns across each other are not proven to be possible."""
        condition = (
            "count(touched where channel is web) == 2 "
            "and count(touched where actor is human) == 2 and count(touched) == 3"
        )
        found = verdict(decision(condition))
        assert found.true
        assert found.doubts == ("it counts one event by several conditions",)
        assert not found.is_proven


class TestScores:
    """Scores are ranges, from the certain to the possible points."""

    SCORING = """
        fit:
          - 30 when k is A
          - 20 when k is B
          - -5 when n < 10
        intent:
          - 2.5 each touched in last 7 days, up to 10 points
        loss:
          - -1 each touched
        gain:
          - 1 each touched
        none:
          - 0 each touched, up to 10 points
        both:
          - 4 each touched in last 2 days, up to 4 points
          - -1 each touched, up to 4 points
    """

    def reach_of(self, condition: str) -> Reach | None:
        """The reach of the value that a condition compares."""
        reader = make_reader(scoring=self.SCORING)
        return reach(reader.score(condition))

    def test_reach(self) -> None:
        """Lines that exclude each other do not add up."""
        assert self.reach_of("fit") == Reach(Decimal(-5), Decimal(30))
        assert self.reach_of("intent") == Reach(Decimal(0), Decimal(10))
        assert self.reach_of("loss") == Reach(None, Decimal(0))
        assert self.reach_of("gain") == Reach(Decimal(0), None)
        assert self.reach_of("none") == Reach(Decimal(0), Decimal(0))
        # What happened in two days counts in both lines.
        assert self.reach_of("both") == Reach(Decimal(-4), Decimal(3))

    @pytest.mark.parametrize(
        ("condition", "never", "always"),
        [
            ("fit >= 31", True, False),
            ("fit >= 30", False, False),
            ("fit >= -5", False, True),
            ("fit + intent > 40", True, False),
            ("fit - intent >= -15", False, True),
            ("fit * 2 > 60", True, False),
            ("fit / 2 <= 15", False, True),
            ("-fit > 5", True, False),
            ("fit in [31, 32]", True, False),
            ("fit == 25 and k is A", False, False),
            ("fit == 25 and n >= 10", True, False),
            ("loss > 0", True, False),
            ("loss < -100", False, False),
            ("gain - loss >= 0", False, True),
            ("100 - gain > 200", True, False),
            ("-loss >= 0", False, True),
            ("gain between 0 and 100", False, False),
            ("gain in [-1, -2]", True, False),
            ("60 / (fit + 10) >= 15", True, False),
            ("60 / fit >= 0", False, False),
            ("fit * fit / fit + 1 > -5000", False, False),
            ("both > 4 and not happened(touched)", True, False),
        ],
    )
    def test_thresholds(self, condition: str, never: bool, always: bool) -> None:  # noqa: FBT001
        """A comparison is decided by how far the score reaches."""
        found = verdict(decision(condition, make_reader(scoring=self.SCORING)))
        assert (found.never_holds, found.always_holds) == (never, always)
        assert found.is_proven

    @pytest.mark.parametrize(
        "condition",
        [
            "gain + loss > 1",
            "gain > gain",
            "gain * 2 > 5",
            "gain + gain > 4",
            "fit > n",
        ],
    )
    def test_no_bound(self, condition: str) -> None:
        """What has no bound that is known is not proven."""
        found = verdict(decision(condition, make_reader(scoring=self.SCORING)))
        assert not found.is_proven
        assert found.can_be_true
        assert found.can_be_false

    def test_known(self) -> None:
        """A score is known where all its lines are."""
        found = told("loss is known", scoring=self.SCORING)
        assert found == ["true: count(touched) = 0", "false: history not given"] or (
            found[-1] == "false: history not given"
        )

    def test_later_constant(self) -> None:
        """A constant that is met later moves how far counts are told apart."""
        reader = make_reader(scoring=self.SCORING)
        assert not verdict(decision("gain >= 3", reader)).never_holds
        assert not verdict(decision("gain >= 300", reader)).never_holds

    def test_too_far(self) -> None:
        """A count that would have to be told apart too often is not analysed."""
        reader = make_reader(scoring=self.SCORING)
        found = verdict(decision("gain >= 30000", reader))
        assert found.unproven
        assert found.doubts == (found.unproven,)
        assert reach(reader.score("gain")) is None


class TestDefinitions:
    """Definitions are looked through."""

    SECTIONS = """
        none_of: {none: [n >= 5, k is A]}
        any_of: {any: [n >= 5, k is A]}
        band: {first: [hot when n >= 5, warm when k is A, cold]}
        size: {first: [2 when n >= 5, 1]}
        cost: {first: [2 USD when n >= 5, 1 USD]}
        slot: {first: [5 minutes when n >= 5, 1 hours]}
    """

    @pytest.mark.parametrize(
        ("condition", "never", "always"),
        [
            ("none_of and n >= 5", True, False),
            ("none_of or any_of", False, True),
            ("band is hot and n < 5", True, False),
            ("band is cold and k is A", True, False),
            ("band is missing and n is known and k is known", True, False),
            ("band in [hot, warm, cold]", False, True),
            ("size * 2 - 1 >= 1", False, True),
            ("-size > -1", True, False),
            ("size / 2 > 1", True, False),
            ("cost + 1 USD > 3 USD", True, False),
            ("cost + cost > 4 USD", True, False),
            ("cost == cost", False, True),
            ("slot > 90 minutes", True, False),
            ("size is known", False, False),
            ("size + 1 is known", False, True),
            ("(none_of) is known", False, False),
        ],
    )
    def test_inlined(self, condition: str, never: bool, always: bool) -> None:  # noqa: FBT001
        """What a definition rests on counts, wherever its name stands."""
        reader = make_reader(definitions=self.SECTIONS)
        found = verdict(decision(condition, reader))
        assert (found.never_holds, found.always_holds) == (never, always)

    def test_no_decision(self) -> None:
        """A classification is asked for its value."""
        reader = make_reader(definitions=self.SECTIONS)
        with pytest.raises(TypeError, match="a classification is no condition: band"):
            reader.definition("band")


class TestWheres:
    """Conditions on events bound what is counted."""

    def test_covered_jointly(self) -> None:
        """What two patterns cover together is not proven to be within them."""
        condition = (
            "happened(touched where actor is human) "
            "and not happened(touched where channel is web) "
            "and not happened(touched where not (channel is web and channel is known))"
        )
        found = verdict(decision(condition))
        assert found.doubts == ("it counts one event by several conditions",)

    def test_other_word(self) -> None:
        """Where any word may stand, one stands for those that are not mentioned."""
        found = told("happened(touched where channel is other)")
        assert found[0] == "true: count(touched where channel is other) = 1"
        found = told("happened(touched where not channel is other)")
        assert found[0].startswith("true")

    def test_too_many(self) -> None:
        """A condition on events with too many regions may hold."""
        tests = " or ".join(f"to contains w{number}x" for number in range(12))
        small = "to contains w1x or to contains w2x"
        condition = (
            f"happened(assigned where {tests}) and not happened(assigned where {small})"
        )
        found = verdict(decision(condition))
        assert found.can_be_true
        assert found.doubts == ("it counts one event by several conditions",)


class TestBeyond:
    """What is not cut into regions is taken as free, with the reason."""

    @pytest.mark.parametrize(
        ("condition", "reason"),
        [
            ("n > d", "it compares `n` with `d`"),
            ("n + d > 1", "it computes with `n` and `d`"),
            ("n * n > 1", "`n * n` is no straight line"),
            ("1 / n > 1", "it divides by `n`"),
            ("n / 0 > 1", "`n / 0` is no number that can be cut"),
            ("1 / 0 > n", "it has no result"),
            ("n / 3 > n / 3", "`n / 3` and `n / 3` are rounded"),
            ("n / 3 - n / 3 > 1", "`n / 3 - n / 3` is no number that can be cut"),
            ("t == t", "it compares `t` with `t`"),
            ("k == k", "it compares `k` with `k`"),
            ("seen > first(touched)", "it compares the instant `first(touched)`"),
            ("first(touched) - seen is known", "it compares the instant"),
            ("-(n * d) > 1", "it computes with `n` and `d`"),
            ("n * d in [1, 2]", "it computes with `n` and `d`"),
            ("n > 1 / 0 + 1", "it has no result"),
            ("size > n", "it compares `size` with `n`"),
            ("size + n > 1", "it computes with `size` and `n`"),
            ("1 / size > 1", "it divides by `size`"),
            ("happened(touched where recorded_at > at)", "it compares `recorded_at`"),
        ],
    )
    def test_reason(self, condition: str, reason: str) -> None:
        """It is told why, and each outcome is possible, as far as is known."""
        reader = make_reader(definitions="{size: {first: [2 when n >= 5, 1]}}")
        found = verdict(decision(condition, reader))
        assert reader.unread[0].reason.startswith(reason)
        assert found.can_be_true
        assert found.can_be_false

    def test_told_once(self) -> None:
        """A chain of comparisons is told once."""
        reader = make_reader()
        decision("n > d > n", reader)
        assert [one.reason for one in reader.unread] == ["it compares `n` with `d`"]

    @pytest.mark.parametrize("condition", ["x", "x contains a", "x > 5 minutes"])
    def test_other_type(self, condition: str) -> None:
        """A field of a type that is not known here is told."""
        found = checked()
        fields = {"x": Field(Type(Kind.DURATION), span=NOWHERE)}
        policy = attrs.evolve(found.policy, fields=fields)
        reader = Reader(Space(), policy, found.scope)
        assert verdict(decision(condition, reader)).can_be_unknown
        assert "`x` is " in reader.unread[0].reason

    def test_other_node(self) -> None:
        """What has no value is no value, wherever it came from."""
        reader = make_reader()
        assert not verdict(decision("(n > 1) == (n > 2)", reader)).is_proven
        with pytest.raises(TypeError):
            reader.condition(Literal("word", span=NOWHERE))

    def test_proof(self) -> None:
        """What never holds whatever it is taken as, is proven not to."""
        assert verdict(decision("n > d and n > 5 and n < 2")).never_holds
        found = verdict(decision("n > d or n > 5"))
        assert str(found.true) == "n = 6"
        assert found.doubts == ("`n > d`: it compares `n` with `d`",)
