"""Conditions as Python: what is generated says what walking the tree says."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from builders import at, make_policy
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle_conditions import Happening, Oracle, Points
from strategies import typed_rules

import leadpact
from leadpact.instants import to_instant
from leadpact.model.lead import Actor, Event, Lead
from leadpact.units import Duration, Money, Percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leadpact import Decision, Pact
    from leadpact.model.evaluation import Evaluation

NOW = at("mon3 12:00")
SECTIONS = {
    "fields": """
        n: integer
        d: decimal
        k: {type: choice, choices: [A, B, C]}
        t: text
        f: flag
        m: money
        p: percent
        day: date
        seen: instant
        tags: {type: set, choices: [x, Y, z]}
    """,
    "events": """
        probe: {}
        demo_request:
          size: integer
          plan: {type: choice, choices: [basic, pro]}
          note: text
          tags: {type: set, choices: [x, Y, z]}
    """,
    "parameters": """
        few: [ab, Ba]
        words: [q1, q2, q3, xa, ba]
        numbers: [1, 2.5, 3, 7]
    """,
    "stages": "\n- {name: SAL, party: sales, enter: accepted}",
    "timers": """
        guarded: {party: sales, from: probe, when: tested, until: note, within: 1 hour}
    """,
}
_TESTS = (
    *("n >= 1", "d < 1", "k is A", "t contains b", "f", "m > 0 USD", "p < 40%"),
    *("tags contains x", "happened(touched)", "seen is missing", "day < 2026-03-01"),
)
_MANY = [_TESTS[number % len(_TESTS)] for number in range(40)]
_DEEP = "".join(
    f"{test} {joint} ("
    for test, joint in zip(_MANY, itertools.cycle(["and", "or"]), strict=False)
)
_DEEP = f"{_DEEP}f{')' * len(_MANY)}"
#: Shapes that are seldom drawn: lines and cases about events alone, scores of whole
#: points on both sides, ranges without an end or around zero.
CORNERS = {
    "definitions": """
        tested: fit - intent >= 3 - fit
        of_events:
          first:
            - hot when happened(touched)
            - warm when first(touched) - first(demo_request) > 1 hour
            - cold
        events_tell: of_events is known
        rank:
          first:
            - hot when k is B
            - warm when n > 1
            - cold
        rank_tells: rank is known and rank is not hot
        nothing_times_endless: endless * 0 == 0
        endless_is_known: endless - endless is known
        one_over_score: 1 / fit > 0
        money_over_score: m / fit < 1 USD
        product: fit * n > 2
        quotient: n / d * fit >= 0
        turned: -fit <= intent
        turned_first: -fit - intent > -12
        turned_last: intent - -fit in [3, 8]
        turned_twice: 2 - -fit < intent
        turned_sum: -(n + fit) >= d
        turned_equal: -(d + intent) == -2.5
        beside_itself: fit + 1 > fit
        alike: n >= 3 or n >= 1 or n > 7
        one_line:
          all:
            - n > d
        sure_points: sure > 3
        last_of: last(touched) >= seen or first(demo_request) is missing
    """,
    "scoring": """
        fit:
          - 10 when k is A
          - -4 when happened(touched)
          - 3 each demo_request, up to 6 points
        sure:
          - 10 when n is known
          - -5 when k is missing
        intent:
          - 5 when t contains a
          - -2 each touched
          - 0 each demo_request
        endless:
          - 2.5 each touched where channel is web
          - -0.5 when f
    """,
}
#: Conditions within each other and side by side, more than a block of code may hold.
CROWDED = {
    "definitions": f"""
        tested: {_DEEP}
        wide: {" or ".join(_MANY)}
        band:
          first:
            - hot when {_DEEP}
            - cold
    """,
    "scoring": f"""
        fit:
          - 10 when not ({_DEEP})
    """,
}
#: Values of fields as they may be given, each with its meaning.
VALUES: Mapping[str, tuple[tuple[object, object], ...]] = {
    "n": (
        *((number, Decimal(number)) for number in (-1, 0, 1, 2, 3)),
        ("2", Decimal(2)),
    ),
    "d": (
        *((Decimal(text), Decimal(text)) for text in ("0.5", "-2.25", "3", "0.333333")),
        *((1, Decimal(1)), (0.5, Decimal("0.5")), ("2.5", Decimal("2.5"))),
    ),
    "k": (("A", "A"), ("B", "B"), ("C", "C"), (" A ", "A"), (" ", None)),
    "t": (
        *((text, text) for text in ("a", "ab", "AB", "B", "xab", "bxa", "q2", "ba")),
        *(("", None), ("  ", None)),
    ),
    "f": ((True, True), (False, False), ("yes", True)),
    "m": (
        *((5, Decimal(5)), (-1, Decimal(-1)), ("0.5 USD", Decimal("0.5"))),
        *((Money(Decimal(40), "USD"), Decimal(40)), (Decimal("2.5"), Decimal("2.5"))),
    ),
    "p": (
        (40, Decimal(40)),
        ("2.5%", Decimal("2.5")),
        (Percent(Decimal(0)), Decimal()),
    ),
    "day": (
        (date(2026, 3, 1), date(2026, 3, 1)),
        ("2026-01-05", date(2026, 1, 5)),
        (date(2026, 2, 28), date(2026, 2, 28)),
    ),
    "seen": tuple(
        (given, Decimal(to_instant(NOW - ago)))
        for ago in (timedelta(), timedelta(days=1), timedelta(days=3))
        for given in (NOW - ago, (NOW - ago).isoformat())
    ),
    "tags": (
        (["x"], frozenset("x")),
        ("Y; z", frozenset("Yz")),
        (frozenset(["x", "z"]), frozenset("xz")),
    ),
}
DATA: Mapping[str, Mapping[str, tuple[tuple[object, object], ...]]] = {
    "touched": {
        "channel": (
            ("web", "web"),
            ("call", "call"),
            ("fair", "fair"),
            (" web ", "web"),
        )
    },
    "demo_request": {
        "size": (*VALUES["n"],),
        "plan": (("pro", "pro"), ("basic", "basic")),
        "note": VALUES["t"],
        "tags": VALUES["tags"],
    },
    "accepted": {},
}
#: Values that no field of the type can hold.
WRONG: Mapping[str, tuple[object, ...]] = {
    "n": (1.5, True, 2**53 + 1, "many", [1]),
    "d": (False, "0.1234567", "1e3"),
    "k": ("D", "a", 1),
    "t": (1, ["a"]),
    "f": (1, 0.0, "perhaps"),
    "m": ("5 EUR", True, 0.1234567),
    "p": ("4 USD", False),
    "day": ("2026-02-30", NOW, 7),
    "seen": (NOW.replace(tzinfo=None), "2026-01-05 09:00", 7),
    "tags": (["w"], "x; w", [1]),
}
_DAYS = [timedelta(days=day) for day in (0, 1, 2, 3, -1)]


@st.composite
def known(
    draw: st.DrawFn, values: Mapping[str, tuple[tuple[object, object], ...]]
) -> tuple[dict[str, object], dict[str, object]]:
    """Some of some values: as they are given, and what they mean."""
    chosen = {
        name: draw(st.sampled_from([*some, *some, (None, None)]))
        for name, some in values.items()
    }
    given_values = {name: value for name, (value, _) in chosen.items()}
    meant = {name: value for name, (_, value) in chosen.items() if value is not None}
    return {
        name: value for name, value in given_values.items() if value is not None
    }, meant


@st.composite
def happenings(draw: st.DrawFn) -> tuple[Event, Happening]:
    """An event, and the same in plain words."""
    kind = draw(st.sampled_from(["touched", "touched", "demo_request", "accepted"]))
    given_data, meant = draw(known(DATA[kind]))
    when = NOW - draw(st.sampled_from(_DAYS))
    recorded = when + draw(st.sampled_from([timedelta(), timedelta(hours=2)]))
    actor = draw(st.sampled_from([Actor.HUMAN, Actor.SYSTEM, Actor.UNKNOWN]))
    event = Event(kind, when, given_data, actor, recorded, draw(st.uuids()).hex)
    return event, Happening(
        kind, to_instant(when), actor.value, to_instant(recorded), meant
    )


def pact_of(sections: Mapping[str, str]) -> Pact:
    """A policy with some definitions and scores."""
    return leadpact.loads(make_policy(**{**SECTIONS, **sections}))


def oracle_of(
    pact: Pact, fields: Mapping[str, object], events: tuple[Happening, ...] | None
) -> Oracle:
    """The same lead to an interpreter that knows no engine."""
    now = to_instant(NOW)
    accepted = any(one.type == "accepted" and one.at <= now for one in events or ())
    stage = "SAL" if accepted else ""
    return Oracle(pact.checked.policy, fields, events, now, stage, frozenset(["desk"]))


def bare(value: object) -> object:
    """A value without its unit."""
    match value:
        case Money() | Percent():
            return value.amount
        case Duration():
            return value.microseconds
    return value


def check(oracle: Oracle, found: Evaluation | Decision) -> None:
    """All definitions and scores are what the interpreter says."""
    for name, verdict in found.definitions.items():
        assert (bare(verdict.value), verdict.certain) == oracle.definition(name), name
    for name, score in found.scores.items():
        ends = Points(score.points, score.low, score.high)
        assert ends == oracle.score(name), name


def agree(pact: Pact, data: st.DataObject) -> None:
    """Decisions, evaluations with and without a history, and guards of timers agree."""
    for _ in range(3):
        fields, meant = data.draw(known(VALUES))
        oracle = oracle_of(pact, meant, None)
        decision = pact.decide(fields, now=NOW)
        for name in oracle.policy.definitions:
            value, _ = oracle.definition(name)
            assert bare(decision.value(name)) == value, name
        check(oracle, decision)
        check(oracle, pact.evaluate(Lead("L1", fields, None), now=NOW))
        drawn = data.draw(st.lists(happenings(), max_size=6))
        oracle = oracle_of(pact, meant, tuple(one for _, one in drawn))
        probe = Event("probe", NOW, id="probe")
        lead = Lead("L1", fields, (*(event for event, _ in drawn), probe))
        found = pact.evaluate(lead, now=NOW)
        check(oracle, found)
        assert bool(found.instances) is bool(oracle.definition("tested")[0])


class TestGenerated:
    """Generated functions agree with a walk over the checked tree."""

    # Each policy is a large one, and judges several leads.
    @settings(max_examples=settings().max_examples // 2)
    @given(typed_rules(), st.data())
    def test_all_that_is_asked(
        self, sections: dict[str, str], data: st.DataObject
    ) -> None:
        """Decisions, evaluations with and without a history, and guards of timers."""
        agree(pact_of(sections), data)

    @pytest.mark.parametrize("sections", [CORNERS, CROWDED])
    @given(data=st.data())
    def test_corners(self, sections: dict[str, str], data: st.DataObject) -> None:
        """The same of shapes that chance seldom draws."""
        agree(pact_of(sections), data)

    @given(
        st.lists(st.text("abcAß", min_size=1, max_size=4), min_size=1, max_size=3_000),
        st.sampled_from(["contains", "starts with", "ends with"]),
        st.text("abcAß", max_size=6),
    )
    def test_wide_lists(self, words: list[str], test: str, text: str) -> None:
        """Thousands of words are sought as one is, whatever their order."""
        wide = ", ".join(f'"{word}"' for word in words)
        pact = pact_of(
            {
                "parameters": f"\nwide: [{wide}]",
                "definitions": f"\ntested: t {test} any wide\n"
                "listed: t in wide\nunlisted: t not in wide",
            }
        )
        oracle = oracle_of(pact, {"t": text} if text else {}, None)
        check(oracle, pact.decide({"t": text}, now=NOW))

    @given(st.data())
    def test_wrong_values(self, data: st.DataObject) -> None:
        """A field of the wrong type is refused, whoever asks."""
        name = data.draw(st.sampled_from([*WRONG]))
        fields, _ = data.draw(known(VALUES))
        fields[name] = data.draw(st.sampled_from(WRONG[name]))
        pact = pact_of({"definitions": "\ntested: f"})
        with pytest.raises(leadpact.RecordError, match=f"`{name}`"):
            pact.decide(fields, now=NOW)
        with pytest.raises(leadpact.RecordError, match=f"`{name}`"):
            pact.evaluate(Lead("L1", fields), now=NOW)
