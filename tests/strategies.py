"""Every strategy of the property tests; each section serves one subject."""

from __future__ import annotations

import random
import unicodedata
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import attrs
from hypothesis import strategies as st
from promises import EVERYTHING, draw_timers

from leadpact.diagnostics import Span
from leadpact.instants import to_instant
from leadpact.language.conditions import ELAPSED_UNITS
from leadpact.language.lexer import LONGEST, STEP_WORDS, WORDS
from leadpact.language.nodes import (
    Aggregate,
    Arithmetic,
    ArithmeticOperator,
    Ask,
    Between,
    Case,
    Compare,
    Comparison,
    Condition,
    Is,
    Joint,
    Literal,
    Logic,
    Measure,
    Member,
    Name,
    Negative,
    Not,
    OpenAt,
    Pattern,
    Points,
    Presence,
    Question,
    Source,
    Step,
    TextOperator,
    TextTest,
    Timing,
)
from leadpact.model.evaluation import (
    Consequence,
    Ending,
    Evaluation,
    Finding,
    Holding,
    Instance,
    Outcome,
    Recipient,
    Score,
    ScoreLine,
    StageEntry,
    State,
    Verdict,
)
from leadpact.model.lead import Actor, Event, Lead
from leadpact.model.policy import Period, Plan, Segment
from leadpact.units import LENGTHS, Duration, Money, Percent, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promises import Promise, Words

    from leadpact.model.values import FieldValue

CaseValue = TypeVar("CaseValue", Literal, Duration, int, Name)

# Phrases: every tree that the parser can produce.

_SPAN = Span("strategy")
#: Words that stand for themselves, words of the language beside ordinary ones.
_LIKELY_NAMES = (
    *("employees", "country", "fit", "stage", "at", "to", "points", "share", "USD"),
    *("day", "business", "up", "if", "størrelse", "x1", "AND", "a_b"),
)

_names_of_things = (
    (
        st.sampled_from(_LIKELY_NAMES)
        | st.from_regex("[a-zA-Z][a-z_0-9]{0,8}", fullmatch=True)
    )
    .filter(lambda word: word not in WORDS)
    .map(lambda word: Name(word, span=_SPAN))
)
_names_in_steps = _names_of_things.filter(lambda name: name.name not in STEP_WORDS)

_texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp"]),
    max_size=12,
).map(lambda text: unicodedata.normalize("NFC", text))
_words = (
    st.sampled_from((*_LIKELY_NAMES, *sorted(WORDS), "no-budget", "3com", "", 'a"\\'))
    | _texts
)


def numbers(*, signed: bool = True) -> st.SearchStrategy[Decimal]:
    """Numbers within the limits of the language."""
    least = -(10**9) if signed else 0
    whole = st.integers(least, 10**9).map(Decimal)
    return whole | st.decimals(least, 10**9, places=6).map(lambda number: number + 0)


@st.composite
def durations(draw: st.DrawFn, units: tuple[Unit, ...] = tuple(Unit)) -> Duration:
    """Durations; only amounts of minutes and hours have decimals."""
    unit = draw(st.sampled_from(units))
    amount = Decimal(draw(st.integers(0, 10_000)))
    if unit in LENGTHS and unit not in {Unit.DAY, Unit.WEEK}:
        amount += draw(st.sampled_from([Decimal(0), Decimal("0.5"), Decimal("0.25")]))
    return Duration(amount, unit)


_moneys = st.builds(Money, numbers(), st.sampled_from(["USD", "EUR", "NOK"]))
_percents = st.builds(Percent, numbers())
_amounts = numbers() | _moneys | _percents | durations()


def quantities() -> st.SearchStrategy[Decimal | Money | Percent | Duration]:
    """Numbers, money, percentages and durations."""
    return _amounts


def _literals(values: st.SearchStrategy[object]) -> st.SearchStrategy[Literal]:
    return st.builds(Literal, values, span=st.just(_SPAN))


_word_literals = _literals(_words)
_literal_values = _literals(_amounts | st.dates() | _words)


def literals() -> st.SearchStrategy[Literal]:
    """Constants."""
    return _literal_values


def names() -> st.SearchStrategy[Name]:
    """Names that may stand anywhere, in steps too."""
    return _names_in_steps


def _tuples(
    of: st.SearchStrategy[Literal], least: int = 1
) -> st.SearchStrategy[tuple[Literal, ...]]:
    return st.lists(of, min_size=least, max_size=3).map(tuple)


@st.composite
def _chains(draw: st.DrawFn, inner: st.SearchStrategy[Condition]) -> Compare:
    operators = draw(
        st.lists(st.sampled_from(Comparison), min_size=1, max_size=3).map(tuple)
    )
    count = len(operators) + 1
    operands = draw(st.lists(inner, min_size=count, max_size=count).map(tuple))
    return Compare(operands, operators, span=_SPAN)


def _patterns(
    where: st.SearchStrategy[Condition],
) -> st.SearchStrategy[Pattern]:
    return st.builds(
        Pattern,
        st.sampled_from(Source),
        _names_of_things,
        st.none() | durations(ELAPSED_UNITS),
        st.none() | where,
        span=st.just(_SPAN),
    )


def _larger(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    span = st.just(_SPAN)
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Not, inner, span=span),
        st.builds(Logic, st.sampled_from(Joint), several, span=span),
        _chains(inner),
        st.builds(Between, inner, inner, inner, span=span),
        st.builds(Member, inner, _tuples(_literal_values), st.booleans(), span=span),
        st.builds(Is, inner, _word_literals, st.booleans(), span=span),
        st.builds(Presence, inner, st.booleans(), span=span),
        st.builds(
            TextTest,
            inner,
            st.sampled_from(TextOperator),
            _tuples(_word_literals),
            span=span,
        ),
        st.builds(
            Arithmetic, st.sampled_from(ArithmeticOperator), inner, inner, span=span
        ),
        st.builds(Negative, inner, span=span),
        st.builds(Ask, st.sampled_from(Question), _patterns(inner), span=span),
    )


def conditions() -> st.SearchStrategy[Condition]:
    """Conditions and values, well formed but of any type."""
    leaves = st.one_of(
        _names_of_things,
        _literal_values,
        st.builds(OpenAt, _names_of_things, span=st.just(_SPAN)),
    )
    return st.recursive(leaves, _larger, max_leaves=8)


def patterns() -> st.SearchStrategy[Pattern]:
    """Patterns with and without windows and conditions."""
    return _patterns(conditions())


def _cases_of(
    values: st.SearchStrategy[CaseValue],
) -> st.SearchStrategy[Case[CaseValue]]:
    return st.builds(Case, values, st.none() | conditions(), span=st.just(_SPAN))


def literal_cases() -> st.SearchStrategy[Case[Literal]]:
    """Cases of constants."""
    return _cases_of(_literal_values)


def duration_cases() -> st.SearchStrategy[Case[Duration]]:
    """Cases of durations."""
    return _cases_of(durations())


def integer_cases() -> st.SearchStrategy[Case[int]]:
    """Cases of whole numbers."""
    return _cases_of(st.integers(0, 2**53))


def name_cases() -> st.SearchStrategy[Case[Name]]:
    """Cases of names."""
    return _cases_of(_names_of_things)


def points() -> st.SearchStrategy[Points]:
    """Points for a condition, or for each event."""
    span = st.just(_SPAN)
    return st.builds(Points, numbers(), when=conditions(), span=span) | st.builds(
        Points,
        numbers(),
        each=patterns(),
        cap=st.none() | numbers(signed=False),
        span=span,
    )


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """Steps with every timing."""
    timing = draw(st.sampled_from(Timing))
    timed = timing in {Timing.AFTER, Timing.BEFORE_DUE, Timing.BY}
    every = draw(st.none() | durations()) if timing is Timing.AFTER else None
    shares = numbers(signed=False).map(Percent)
    return Step(
        draw(_names_in_steps),
        draw(st.lists(_names_in_steps, max_size=3).map(tuple)),
        draw(st.none() | _words),
        timing,
        draw(durations()) if timed else None,
        draw(shares) if timing is Timing.AT_SHARE else None,
        every,
        draw(st.integers(1, 20)) if every else 1,
        draw(st.none() | _texts),
        span=_SPAN,
    )


@st.composite
def measures(draw: st.DrawFn) -> Measure:
    """Measures of every form."""
    aggregate = draw(st.sampled_from(Aggregate))
    comparison = draw(st.sampled_from([Comparison.GE, Comparison.LE]))
    amount = draw(_literals(_amounts) | _names_of_things)
    named = isinstance(amount, Name)
    segment = draw(st.none() | _names_of_things) if named else None
    of_timer = aggregate is Aggregate.SHARE or (
        aggregate in {Aggregate.AVERAGE, Aggregate.MEDIAN, Aggregate.P90}
        and draw(st.booleans())
    )
    if of_timer:
        timer = draw(_names_of_things)
        return Measure(
            *(aggregate, comparison, amount),
            timer=timer,
            segment=segment,
            span=_SPAN,
        )
    counted = aggregate in {Aggregate.COUNT, Aggregate.RATE}
    return Measure(
        aggregate,
        comparison,
        amount,
        value=None if counted else draw(conditions()),
        pattern=draw(patterns()),
        base=draw(patterns()) if aggregate is Aggregate.RATE else None,
        segment=segment,
        span=_SPAN,
    )


# Histories: events of one lead, many of them at one instant.

#: Types of events with the data that the policies of the tests ask about.
_HAPPENINGS: tuple[tuple[str, dict[str, tuple[object, ...]]], ...] = (
    ("created", {}),
    ("handed_off", {}),
    ("accepted", {}),
    ("rejected", {}),
    ("recycled", {}),
    ("reconverted", {}),
    ("attempt", {"channel": ("call", "email", None)}),
    ("attempt", {"channel": ("call",)}),
    ("touched", {"channel": ("web", None)}),
    ("connected", {}),
    ("note", {}),
    ("qualified", {}),
    ("lost", {}),
    ("paused", {}),
    ("resumed", {}),
    ("assigned", {"to": ("ann", "ben")}),
    ("reassigned", {"to": ("ann", "ben")}),
    ("waived", {"timer": ("keep", "answers"), "by": ("boss", None), "why": ("fair",)}),
    ("changed", {"field": ("employees",), "value": (10, 90), "before": (10, 90)}),
    ("demo_request", {}),
)
_MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
_HALF_HOURS_A_DAY = 48


@st.composite
def moments(draw: st.DrawFn, *, days: int = 7) -> datetime:
    """Half hours of some days from Monday 5 January 2026 on, mostly at daytime."""
    day = draw(st.integers(0, days - 1))
    slot = draw(st.integers(16, 36) | st.integers(0, _HALF_HOURS_A_DAY - 1))
    return _MONDAY + timedelta(days=day, minutes=30 * slot)


@st.composite
def happenings(draw: st.DrawFn, *, days: int = 7, backdated: bool = False) -> Event:
    """One event, of an identity of its own."""
    kind, data = draw(st.sampled_from(_HAPPENINGS))
    found = {name: draw(st.sampled_from(values)) for name, values in data.items()}
    at = draw(moments(days=days))
    late = timedelta(hours=draw(st.sampled_from((0, 0, 0, 1, 30)))) if backdated else 0
    return Event(
        kind,
        at,
        {name: value for name, value in found.items() if value is not None},
        draw(st.sampled_from([Actor.HUMAN, Actor.HUMAN, Actor.AUTOMATION])),
        at + late if isinstance(late, timedelta) else None,
        draw(st.uuids()).hex[:8],
        draw(st.integers(0, 2)),
    )


def histories(
    *, days: int = 7, backdated: bool = False
) -> st.SearchStrategy[list[Event]]:
    """Some events of one lead, each id once."""
    some = st.lists(happenings(days=days, backdated=backdated), max_size=14)
    return some.map(lambda events: list({one.id: one for one in events}.values()))


@st.composite
def ticks(
    draw: st.DrawFn, kinds: tuple[str, ...], *, horizon: int
) -> list[tuple[int, str, int]]:
    """Events as (minute, kind, seq), on a coarse grid so that many coincide.

    The first kind opens the history more often than not, so that something happens.
    """
    grid = st.integers(0, horizon // 30).map(lambda slot: slot * 30)
    fine = st.integers(0, horizon)
    found = draw(
        st.lists(
            st.tuples(
                st.one_of(grid, grid, grid, fine),
                st.sampled_from(kinds),
                st.integers(0, 2),
            ),
            max_size=12,
        )
    )
    start = draw(grid)
    return [(start // 4, kinds[0], 0), *found] if draw(st.booleans()) else found


# Whole leads: several timers at once, and histories that hit them.

_Kind: TypeAlias = tuple[str, dict[str, tuple[object, ...]]]
#: Some timers, and a lead that hits them.
Hit: TypeAlias = "tuple[tuple[Promise, ...], Lead]"

#: Types of events of `promises.PATTERNS`, with data of which some may be missing.
_ASKED: tuple[_Kind, ...] = (
    ("handed_off", {}),
    ("handed_off", {}),
    ("accepted", {}),
    ("note", {}),
    ("qualified", {}),
    ("attempt", {"channel": ("call", "email", None), "outcome": ("reached", None)}),
    ("attempt", {"channel": ("call",)}),
    ("touched", {"channel": ("web", "email", None)}),
    ("demo_request", {"size": (2, 3, None)}),
    ("connected", {}),
    ("meeting", {}),
    ("lost", {}),
    ("unsubscribed", {}),
    ("recycled", {}),
    ("reconverted", {}),
    ("rejected", {"reason": ("spam", "other", None)}),
    ("consent_changed", {"consent": ("given", "withdrawn", None)}),
    ("assigned", {"to": ("ann", "ben", None)}),
    ("reassigned", {"to": ("ann", "ben", "cleo")}),
    ("paused", {}),
    ("resumed", {}),
    ("waived", {"timer": ("t0", "t1", "t2"), "by": ("boss", None), "why": ("fair",)}),
    (
        "changed",
        {
            "field": ("employees",),
            "value": (10, 50, 90, None),
            "before": (10, 90, None),
        },
    ),
    (
        "changed",
        {
            "field": ("country",),
            "value": ("US", "CA", "NO", None),
            "before": ("US", "NO", None),
        },
    ),
)
_LATENESS = (timedelta(), timedelta(minutes=30), timedelta(hours=6), timedelta(days=2))


def promises(
    words: Words = EVERYTHING, *, most: int = 4
) -> st.SearchStrategy[tuple[Promise, ...]]:
    """Several timers of every kind; they do not shrink, which would take minutes."""
    seeds = st.integers(0, 2**32)
    return seeds.map(lambda seed: draw_timers(random.Random(seed), words, most))  # noqa: S311 - No secret.


def _kinds(drawn: tuple[Promise, ...]) -> st.SearchStrategy[_Kind]:
    """Types of events; mostly those that some timers name."""
    named = {
        phrase.split(" ", maxsplit=1)[0]
        for one in drawn
        for phrase in (*one.starts, *one.until, *one.enough, *one.unless)
    }
    asked = [kind for kind in _ASKED if kind[0] in named] or _ASKED
    return st.sampled_from(asked) | st.sampled_from(asked) | st.sampled_from(_ASKED)


def _spans(drawn: tuple[Promise, ...]) -> list[timedelta]:
    """Spans from one event to what follows: due, the next try, a step after due."""
    found = [timedelta()]
    for one in drawn:
        allowed = [_span(value) for value, _ in one.within]
        steps = [_span(step.removeprefix("after ")) for step in one.missed if step]
        found += [*allowed, *(_span(value) for value, _ in one.apart)]
        found += [within + step for within in allowed for step in steps]
    return found


def _span(value: str) -> timedelta:
    """The length of `4 hours`, or of open hours in a row; none for days."""
    amount, unit = value.split(" every ", maxsplit=1)[0].split(" ", maxsplit=1)
    lengths = {"minutes": 1, "hours": 60}
    return timedelta(minutes=int(amount) * lengths.get(unit.split()[-1], 0))


@st.composite
def _instants(
    draw: st.DrawFn, earlier: list[datetime], spans: list[timedelta], *, days: int
) -> datetime:
    """An instant of its own, that of another event, or the due of its promise."""
    if not earlier or draw(st.booleans()):
        minutes = timedelta(minutes=draw(st.sampled_from((0, 0, 0, 1))))
        return draw(moments(days=days)) + minutes
    at = draw(st.sampled_from(earlier)) + draw(st.sampled_from(spans))
    return at if at < _MONDAY + timedelta(days=days) else draw(moments(days=days))


@st.composite
def whole_leads(
    draw: st.DrawFn,
    drawn: tuple[Promise, ...] = (),
    *,
    days: int = 6,
    backdated: bool = False,
) -> Lead:
    """Leads whose histories hit some timers; each event has an id."""
    kinds, spans = _kinds(drawn), _spans(drawn)
    numbers = draw(st.permutations(range(draw(st.integers(0, 20)))))
    events: list[Event] = []
    for number in numbers:
        kind, data = draw(kinds)
        found = {name: draw(st.sampled_from(values)) for name, values in data.items()}
        at = draw(_instants([event.at for event in events], spans, days=days))
        may_be_late = backdated and kind != "changed"
        late = draw(st.sampled_from((*_LATENESS, *spans))) if may_be_late else None
        events.append(
            Event(
                kind,
                at,
                {name: value for name, value in found.items() if value is not None},
                draw(st.sampled_from([Actor.HUMAN, Actor.HUMAN, Actor.AUTOMATION])),
                at + late if late else None,
                f"e{number:02}",
                draw(st.integers(0, 2)),
            )
        )
    fields = {
        "employees": draw(st.sampled_from((10, 50, 90, None))),
        "country": draw(st.sampled_from(("US", "NO", None))),
    }
    known = {name: value for name, value in fields.items() if value is not None}
    return Lead("L1", known, tuple(events))


@st.composite
def judged_promises(
    draw: st.DrawFn, *, days: int = 6
) -> tuple[tuple[Promise, ...], list[Lead]]:
    """One timer or two of every kind, and leads whose histories hit them."""
    drawn = draw(promises(most=2))
    leads = draw(st.lists(whole_leads(drawn, days=days), min_size=3, max_size=6))
    return drawn, [attrs.evolve(one, id=f"L{place}") for place, one in enumerate(leads)]


@st.composite
def hits(
    draw: st.DrawFn,
    words: Words = EVERYTHING,
    *,
    most: int = 4,
    days: int = 6,
    backdated: bool = False,
) -> Hit:
    """Timers of every kind, with a lead that hits them."""
    drawn = draw(promises(words, most=most))
    return drawn, draw(whole_leads(drawn, days=days, backdated=backdated))


# Plans: money and shares with up to six places.


def amounts(least: str, most: str) -> st.SearchStrategy[Decimal]:
    """Amounts with up to six places."""
    return st.decimals(least, most, places=6)


_sales = amounts("0.000001", "1e11").map(lambda amount: Money(amount, "USD"))
_rates = amounts("0.000001", "100").map(Percent)


@st.composite
def _segments(draw: st.DrawFn) -> tuple[Segment, ...]:
    """Segments whose shares add up to 100%."""
    shares = draw(st.lists(amounts("0", "25"), min_size=1, max_size=3))
    shares.append(100 - sum(shares, Decimal()))
    return tuple(
        Segment(
            f"segment_{index}",
            Percent(share),
            draw(st.none() | _sales),
            draw(st.none() | _rates),
            span=_SPAN,
        )
        for index, share in enumerate(shares)
    )


def plans(*, segmented: bool = True) -> st.SearchStrategy[Plan]:
    """Plans that count leads, some of them by segment."""
    return st.builds(
        Plan,
        per=st.just(Period.MONTH),
        revenue_quota=amounts("0", "1e11").map(lambda amount: Money(amount, "USD")),
        marketing_share=amounts("0", "100").map(Percent),
        average_sale=_sales,
        lead_to_customer=st.none() | _rates,
        rates=st.dictionaries(st.sampled_from(["SAL", "SQL", "WON"]), _rates),
        segments=st.just(()) | _segments() if segmented else st.just(()),
        span=st.just(_SPAN),
    )


# Conditions that mean something in the small policy of `builders_regions.py`.

_TESTS_OF_FIELDS = (
    *("n >= 1", "n < 2", "n == 2", "n != 1", "3 <= n", "1 < n <= 3", "n in [1, 3]"),
    *("n between 1 and 2", "n * 2 - 1 > 3", "3 - n <= 1", "n / 2 >= 1", "n + n > 3"),
    *("n / 3 * 3 == n", "n - 1 >= 2 - n", "-n < -1", "n not in [2]", "n > d"),
    *("n is missing", "n * 0 == 0", "n + 1 is known"),
    *("d >= 0.5", "d * 3 == 1.5", "d / 3 > 0.1", "d < 0.500001", "d is known"),
    *("k is A", "k is not B", "k in [A, B]", "k not in [C]", "k is known"),
    *("t contains a", "t starts with any [a, ab]", "t ends with b"),
    *('t == "a"', 't == "B"', 't != "ab"', "t in [ab, b]", "t is missing"),
    *("f", "not f", "f is known"),
)
_TESTS_OF_EVENTS = (
    *("happened(touched)", "count(touched) >= 1", "count(touched) == 2"),
    *("happened(touched in last 2 days)", "count(touched in last 2 days) < 2"),
    *("happened(touched where channel is web)", "first(touched) is known"),
    "count(touched in last 2 days where channel is web) >= 1",
    "count(touched where channel is not web) * 2 > 1",
    "count(touched where channel in [web, call]) <= 1",
    "happened(touched where channel is missing and actor is human)",
    *("happened(touched where automated)", "happened(demo_request where size >= 3)"),
    "happened(touched where channel is web and channel is call)",
)
_TESTS_OF_NAMES = (
    *("first_one", "second_one is missing", "lines", "band is hot", "band is not warm"),
    *("band is known", "band is cold", "worth >= 50 USD", "worth == 40 USD"),
    *("fit >= 5", "fit < 0", "fit == 10", "fit in [0, 10]", "fit is known"),
    *("fit + intent >= 10", "fit - intent < 5", "-fit > 2", "fit * 2 >= 10 + intent"),
    *("(fit + 1) / 2 > 3", "intent between 2 and 4", "endless >= 7", "endless < -3"),
    *("fit + endless >= 12", "10 / fit >= 1", "fit != intent"),
    *("endless + shift >= 12", "endless > shift", "shift - endless in [-20, 3]"),
    *("endless - fit * 4 >= 5", "(fit + 1) / fit > 0", "endless >= shift * 2 - fit"),
)


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    two = st.tuples(inner, inner)
    return st.one_of(
        two.map(lambda pair: f"({pair[0]}) and ({pair[1]})"),
        two.map(lambda pair: f"({pair[0]}) or ({pair[1]})"),
        inner.map(lambda one: f"not ({one})"),
        inner.map(lambda one: f"({one}) is known"),
    )


def field_conditions(*, events: bool = False) -> st.SearchStrategy[str]:
    """Conditions on fields, and on events if asked, as text."""
    tests = (*_TESTS_OF_FIELDS, *(_TESTS_OF_EVENTS if events else ()))
    return st.recursive(st.sampled_from(tests), _joined, max_leaves=4)


def lead_conditions() -> st.SearchStrategy[str]:
    """Conditions on fields, events, definitions and scores, as text."""
    names = st.sampled_from(_TESTS_OF_NAMES)
    leaves = st.one_of(names, names, field_conditions(events=True))
    return st.recursive(leaves, _joined, max_leaves=4)


# Evaluations: everything that the classes can hold.

_ids = st.text(st.characters(codec="utf-8"), max_size=6)
_ids_or_none = st.none() | _ids
_several_ids = st.lists(_ids, max_size=2).map(tuple)
_times = st.integers(
    to_instant(datetime(1, 1, 1, tzinfo=UTC)),
    to_instant(datetime(9999, 12, 31, tzinfo=UTC)),
)
_times_or_none = st.none() | _times
_lengths = st.integers(-(10**18), 10**18)
_exact = numbers() | st.decimals(-(10**15), 10**15, places=12)
_bounds = _exact | st.sampled_from([Decimal("Infinity"), Decimal("-Infinity")])
_values_of_fields: st.SearchStrategy[FieldValue] = st.one_of(
    st.booleans(),
    st.integers(-(2**53), 2**53),
    _amounts,
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    _ids,
    st.frozensets(_ids, max_size=2),
)


def _named(
    kind: type[Score | Verdict], **parts: st.SearchStrategy[object]
) -> st.SearchStrategy[dict[str, Any]]:
    one: st.SearchStrategy[Any] = st.builds(kind, name=_ids, **parts)
    return st.lists(one, max_size=2).map(
        lambda found: {each.name: each for each in found}
    )


def evaluations() -> st.SearchStrategy[Evaluation]:
    """Evaluations, whether or not a policy could say so."""
    instances = st.builds(
        Instance,
        *(_ids, _ids, _times, _ids),
        *(st.sampled_from(State), st.sampled_from(Outcome)),
        *(_times_or_none, _ids, _ids, _lengths, _lengths, _times_or_none),
        *(st.none() | st.sampled_from(Ending), _ids, _ids),
        *(st.integers(0, 9), st.integers(0, 9), _ids_or_none),
        st.lists(st.builds(Holding, _ids_or_none, _lengths), max_size=2).map(tuple),
        *(_ids, _ids, _times_or_none, _times_or_none),
    )
    recipients = st.builds(Recipient, _ids, _ids, _ids, delivered=_times)
    consequences = st.builds(
        Consequence,
        *(_ids, _ids, _ids, _ids, st.integers(1, 9), _times, _ids),
        st.lists(recipients, max_size=2).map(tuple),
        *(_ids, _ids, st.booleans()),
    )
    lines = st.lists(st.builds(ScoreLine, _ids, _bounds, st.booleans()), max_size=2)
    return st.builds(
        Evaluation,
        *(_ids, _ids, _ids, st.booleans(), st.dictionaries(_ids, _ids, max_size=2)),
        *(_ids, _times, _ids_or_none),
        st.lists(st.builds(StageEntry, _ids, _times, _several_ids), max_size=2).map(
            tuple
        ),
        _named(Score, points=_exact, low=_bounds, high=_bounds, lines=lines.map(tuple)),
        _named(
            Verdict,
            value=st.none() | _values_of_fields,
            certain=st.booleans(),
            missing=_several_ids,
        ),
        _ids_or_none,
        st.lists(instances, max_size=2).map(tuple),
        st.lists(consequences, max_size=2).map(tuple),
        st.lists(st.builds(Finding, _ids, _ids), max_size=2).map(tuple),
        _times_or_none,
    )


# Policies whose conditions are of every type, as text; `oracle_conditions.py` reads
# them. Names of fields and events are those of `property/test_generated.py`.

_OPERATORS = ("==", "!=", "<", "<=", ">", ">=")
_TEXT_OPERATORS = ("contains", "starts with", "ends with")
_PRESENCE = ("is known", "is missing")
#: Tests within each other, so many that half of the depth is left for themselves.
_DEEP = 15
_WHERE = (
    *("channel is web", "channel is not call", "channel in [web, call]"),
    *("channel is missing", "actor is human", "not automated", "automated"),
    *("at < recorded_at", "recorded_at - at >= 1 hour", "at is known"),
    *("channel is web and automated", "channel is call or actor is system"),
)
_WHERE_OF_DEMO = (
    *("size >= 3", "size * 2 + 1 == 5", "size < 3 or plan is pro", "plan is known"),
    *("note contains ab", "note contains any [b, x, ba, q]", "note starts with A"),
    *("note contains ab and note contains b", "not (note ends with b)"),
    *("tags contains x", "tags contains any [Y, x]", "size / size == 1"),
    *("size in [1, 2, 3, 4, 5]", "not automated and size is missing", "-size < -2"),
)


@attrs.frozen
class Typed:
    """Draws conditions and values of each type from the names that there are.

    Attributes:
        chance: Draws an example.
        is_plain: Whether fields and events alone decide, and nothing lies so deep that
            it gets a function of its own: then a decision needs no more than fields.
        flags: Names that are true or false.
        scores: Names of scores.
        bands: Names of classifications into `hot`, `warm` and `cold`.
        worths: Names of classifications into money.
        shares: Names of classifications into percentages.
        spans: Names of classifications into durations.
    """

    chance: random.Random
    is_plain: bool = False
    flags: tuple[str, ...] = ()
    scores: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    worths: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    spans: tuple[str, ...] = ()

    def _one(self, *options: str) -> str:
        return self.chance.choice(options)

    def _may(self) -> bool:
        return self.chance.random() < 0.5

    def pattern(self) -> str:
        """Events of a type, some of them in a window, some by their data."""
        name = self._one("touched", "demo_request")
        where = _WHERE_OF_DEMO if name == "demo_request" else _WHERE
        found = name + self._one("", "", " in last 2 days")
        if self._may():
            return found
        tests = self.chance.sample(where, self.chance.randint(1, 3))
        return f"{found} where {self.nest(tests)}"

    def nest(self, parts: Sequence[str]) -> str:
        """Conditions within each other, as deep as there are conditions."""
        text, *others = parts
        for other in others:
            text = f"({other}) {self._one('and', 'or')} ({text})"
            if len(parts) < _DEEP and self._may():
                text = f"not ({text})"
        return text

    def number(self, depth: int) -> str:
        """A number, with scores in it or without."""
        pattern = self.pattern()
        constants = ("0", "1", "2", "3", "0.5")
        leaves = ("n", "d", *self.scores, f"count({pattern})")
        if depth == 0 or self._may():
            return self._one(*leaves, *leaves, *constants)
        shape = self._one("sum", "sum", "negative", "ratio", *["scores"] * 4)
        if shape == "scores":
            return self.sum_of_scores()
        if shape == "negative":
            return f"-({self.number(depth - 1)})"
        if shape == "ratio":
            return f"({self.money(depth - 1)}) / ({self.money(depth - 1)} + 1 USD)"
        sign = self._one("+", "-", "*", "/")
        left, right = self.number(depth - 1), self.number(depth - 1)
        if sign == "/" and right == "0":
            right = "0.5"
        return f"({left}) {sign} ({right})"

    def sum_of_scores(self) -> str:
        """What most bands ask for, often more than once."""
        parts = (*self.scores, *self.scores, "1", "3", "n")
        one, two = self._one(*parts), self._one(*parts)
        sign = self._one("+", "-", "+", "-", "*")
        return self._one(f"{one} {sign} {two}", f"-({one}) {sign} {two}", f"-({one})")

    def money(self, depth: int) -> str:
        """Money."""
        if depth == 0 or self._may():
            return self._one("m", "m", *self.worths, "5 USD", "0.5 USD")
        shape = self._one("sum", "product", "product", "negative")
        if shape == "negative":
            return f"-({self.money(depth - 1)})"
        if shape == "sum":
            sign = self._one("+", "-")
            return f"({self.money(depth - 1)}) {sign} ({self.money(depth - 1)})"
        money, number = self.money(depth - 1), self.number(depth - 1)
        if number == "0":
            number = "3"
        order = self._one("({m}) * ({n})", "({n}) * ({m})", "({m}) / ({n})")
        return order.format(m=money, n=number)

    def percent(self, depth: int) -> str:
        """A percentage."""
        if depth == 0:
            return self._one("p", "p", *self.shares, "40%", "2.5%")
        sign = self._one("+", "-")
        return f"({self.percent(depth - 1)}) {sign} ({self.percent(depth - 1)})"

    def instant(self, _: int) -> str:
        """An instant."""
        question = self._one("first", "last")
        return self._one("seen", f"{question}({self.pattern()})")

    def duration(self, _: int) -> str:
        """Time between instants, or so much of it."""
        between = f"({self.instant(0)}) - ({self.instant(0)})"
        return self._one(between, between, *self.spans, "2 days", "90 minutes")

    def date(self, _: int) -> str:
        """A date."""
        return self._one("day", "day", "2026-03-01", "2026-02-28")

    def ordered(self, depth: int) -> str:
        """A comparison of values that have an order."""
        make = self.chance.choice(
            [
                *(self.number, self.number, self.money, self.percent),
                *(self.duration, self.date, self.instant),
            ]
        )
        one, two, three = (make(depth) for _ in range(3))
        shape = self._one("pair", "pair", "chain", "between", "known", "missing")
        if shape == "between":
            return f"({one}) between ({two}) and ({three})"
        if shape in {"known", "missing"}:
            return f"({one}) is {shape}"
        text = f"({one}) {self._one(*_OPERATORS)} ({two})"
        if shape == "chain":
            text = f"{text} {self._one(*_OPERATORS)} ({three})"
        return text

    def listed(self, depth: int) -> str:
        """Whether a value is in a list."""
        lists = {
            self.number(depth): ("[1]", "[0, 1, 2]", "[0, 1, 2, 0.5, 7]", "numbers"),
            self.money(depth): ("[5 USD, 0.5 USD]", "[50 USD, 40 USD, 60 USD, 1 USD]"),
            self.percent(depth): ("[40%, 2.5%]",),
            self.date(depth): ("[2026-03-01, 2026-01-05]",),
            "k": ("[A]", "[A, B]", "[B, C]"),
            "t": ("[ab, b]", "[a, b, ab, B, ba]", "few", "words"),
            **dict.fromkeys(self.bands, ("[hot, cold]", "[warm]")),
        }
        value = self._one(*lists)
        return f"({value}) {self._one('in', 'not in')} {self._one(*lists[value])}"

    def text(self) -> str:
        """A test of text or of a set."""
        if self._may():
            return self._one('t == "ab"', 't != "B"', "t is missing", "tags is known")
        if self._may():
            words = self._one("x", "any [Y]", "any [Y, z]", "any [x, Y, z, x]")
            return f"tags contains {words}"
        some = ("any [Ab]", "any [a, B]", "any [xa, ab, b, bb]", "any few", "any words")
        return f"t {self._one(*_TEXT_OPERATORS)} {self._one('a', *some)}"

    def choice(self) -> str:
        """A test of a choice."""
        bands = [
            f"{band} {test}"
            for band in self.bands
            for test in ("is hot", "is not warm", "is cold", "is known", "is missing")
        ]
        of_stage = ("stage is SAL", "stage is not SAL", "stage is known")
        stage = () if self.is_plain else of_stage
        fields = ("k is A", "k is not B", "k is known", "k is missing")
        alike = ("n >= 3 or n >= 1", "k is not A or k is not B", "n < 1 and n < d")
        return self._one(*fields, *fields, *stage, *alike, *bands)

    def leaf(self, depth: int) -> str:
        """A test."""
        shape = self._one(
            "ordered", "ordered", "ordered", "listed", "text", "choice", "name", "name"
        )
        if shape == "ordered":
            return self.ordered(depth)
        if shape == "listed":
            return self.listed(depth)
        if shape == "text":
            return self.text()
        if shape == "choice":
            return self.choice()
        known = [f"{name} {test}" for name in self.flags for test in _PRESENCE]
        pattern = self.pattern()
        hours = () if self.is_plain else ("open(desk)", "open(late_desk)")
        return self._one(
            *("f", "f", "f is known"),
            *hours,
            *self.flags,
            *known,
            f"happened({pattern})",
        )

    def flag(self) -> str:
        """A condition: one test, a few, many in a row, or many within each other."""
        sizes = (*[1, 2] * 5, 3, 3, 3, 5, 8)
        size = self.chance.choice(sizes if self.is_plain else (*sizes, _DEEP, 24))
        leaves = [self.leaf(2 if size < 5 else 0) for _ in range(size)]
        while len(leaves) > 1 and sum(map(len, leaves)) + 15 * len(leaves) > LONGEST:
            leaves.pop()
        if self._may():
            return self.nest(leaves)
        joint = self._one("and", "or")
        text = f" {joint} ".join(f"({leaf})" for leaf in leaves)
        return self._one(text, f"not ({text})", f"({text}) is known")

    def lines(self) -> str:
        """`all`, `any` or `none` of some conditions."""
        lines = "".join(f"\n    - {self.leaf(1)}" for _ in range(self._size()))
        return f"\n  {self._one('all', 'any', 'none')}:{lines}"

    def cases(self, *values: str) -> str:
        """Cases of some values, each at least once; the last has no condition."""
        more = self.chance.choices(values, k=self.chance.randint(0, 2))
        some = self.chance.sample([*values[:-1], *more], len(values) - 1 + len(more))
        lines = [*(f"{value} when {self.flag()}" for value in some), values[-1]]
        return "\n  first:" + "".join(f"\n    - {line}" for line in lines)

    def _size(self) -> int:
        return self.chance.randint(1, 4)

    def score(self) -> str:
        """Lines of points."""
        lines = []
        for _ in range(self._size()):
            points = self._one("10", "-3", "2.5", "0", "1")
            if self._may():
                lines.append(f"{points} when {self.flag()}")
            else:
                cap = self._one("", ", up to 5 points", ", up to 2.5 points")
                lines.append(f"{points} each {self.pattern()}{cap}")
        return "".join(f"\n  - {line}" for line in lines)


def typed_rules() -> st.SearchStrategy[dict[str, str]]:
    """Definitions and scores of every type; they do not shrink, as promises do not."""
    seeds = st.integers(0, 2**32)
    return seeds.map(lambda seed: _typed_rules(random.Random(seed)))  # noqa: S311 - No secret.


def _typed_rules(chance: random.Random) -> dict[str, str]:
    """Definitions and scores, each made of those before it."""
    bands = ("hot", "warm", "cold")
    names = Typed(chance, chance.random() < 0.5)
    scoring = {"fit": names.score()}
    names = attrs.evolve(names, scores=("fit",))
    definitions = {"one": names.flag(), "band": names.cases(*bands)}
    names = attrs.evolve(names, flags=("one",), bands=("band",))
    definitions |= {
        "worth": names.cases("50 USD", "-1 USD", "40 USD"),
        "discount": names.cases("40%", "2.5%"),
        "patience": names.cases("2 days", "90 minutes"),
        "lines": names.lines(),
    }
    names = attrs.evolve(
        names,
        flags=("one", "lines"),
        worths=("worth",),
        shares=("discount",),
        spans=("patience",),
    )
    scoring["intent"] = names.score()
    names = attrs.evolve(names, scores=("fit", "intent"))
    definitions |= {"mood": names.cases(*bands), "two": names.flag()}
    names = attrs.evolve(names, flags=("one", "lines", "two"), bands=("band", "mood"))
    definitions["tested"] = names.flag()
    return {"definitions": _mapping(definitions), "scoring": _mapping(scoring)}


def _mapping(parts: dict[str, str]) -> str:
    """A section of YAML; a part that is one phrase stands in single quotes."""
    return "".join(
        f"\n{name}: {text}" if text.startswith("\n") else f"\n{name}: '{text}'"
        for name, text in parts.items()
    )
