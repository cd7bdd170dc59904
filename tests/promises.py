"""Timers drawn at random, in every combination that a policy may hold.

A draw is a function of a `random.Random`, so that a seed stands for a policy, in
`python -m corpus` and in `strategies.promises`. What a timer asks for is kept as the
phrases of the policy; `oracle_leads.py` knows what those of `PLAIN` mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

#: A value with the condition under which it is taken; the last one has none.
Cases = tuple[tuple[str, str], ...]

#: Calendars of one zone without changes of the clock, and those that have more.
DESKS = ("desk", "late_desk", "two_shifts")
FAR_DESKS = (*DESKS, "night", "new_york", "home")
CALENDARS = """
    desk: {timezone: UTC, open: {mon-fri: 09:00-17:00}}
    late_desk: {timezone: UTC, open: {mon-fri: 13:00-21:00}}
    two_shifts: {timezone: UTC, open: {mon-sun: [08:00-12:00, 13:30-18:00]}}
    night: {timezone: Asia/Manila, open: {sun-thu: 22:00-06:00}}
    new_york:
      timezone: America/New_York
      open: {mon-thu: [09:00-12:30, 13:00-17:30], fri: 09:00-16:00}
      holidays: {country: US, also: [2026-01-07]}
      days: {2026-01-08: 10:00-12:00, 2026-01-13: closed}
    home: {timezone: {field: zone, otherwise: UTC}, open: {mon-sun: 08:00-20:00}}
"""

PATTERNS = {
    "from": (
        *("handed_off", "handed_off", "accepted", "note", "reassigned", "attempt"),
        *("touched where channel is web", "consent_changed where consent is given"),
        "demo_request where size >= 3",
    ),
    "until": (
        *("attempt", "attempt where actor is human", "note", "qualified"),
        *("attempt where channel is call", "attempt where channel is not email"),
        *("attempt where actor is human and channel is call", "accepted"),
    ),
    "enough": ("connected", "meeting", "attempt where outcome is reached"),
    "unless": (
        *("lost", "unsubscribed", "recycled"),
        *(
            "rejected where reason is spam",
            "consent_changed where consent is withdrawn",
        ),
    ),
}

#: Conditions on a lead that need nothing but its fields and events.
GUARDS = (
    *("employees >= 50", "employees < 50", "country is US", "country in [US, CA]"),
    *("employees is known", "employees >= 50 or country is US"),
    *("not happened(demo_request in last 2 days)", "happened(demo_request)"),
    *("count(attempt in last 5 hours) >= 2", "employees >= 50 and country is not US"),
    *("not happened(consent_changed where consent is withdrawn)", "open(desk)"),
    *("happened(touched in last 1 day where channel is web)", "not open(late_desk)"),
)
#: Those that need the definitions, scores and stages of ``SECTIONS`` too.
FAR_GUARDS = (
    *GUARDS,
    *("warm", "band is hot", "fit >= 50", "stage is SAL", "stage is not MQL", "busy"),
    *("open(home)", "open(night)", 'email ends with any ["@yahoo.com"]'),
    (
        "last(consent_changed where consent is given) "
        ">= last(consent_changed where consent is withdrawn)"
    ),
)
SECTIONS = {
    "calendars": CALENDARS,
    "scoring": """
        fit:
          - 30 when employees >= 50
          - 20 when happened(demo_request in last 3 days)
          - 2 each touched in last 1 day where channel is web, up to 5 points
    """,
    "definitions": """
        warm: fit >= 40
        busy: count(attempt in last 5 hours) >= 2
        band:
          first:
            - hot when fit >= 50 and stage is SAL
            - cold
    """,
    "stages": """
        - {name: MQL, party: marketing, when: warm}
        - {name: SAL, party: sales, enter: accepted}
        - {name: SQL, party: sales, enter: qualified, complete: [amount]}
    """,
    "limits": """
        quiet:
          party: sales
          never: attempt where channel is call
          when: not open(home)
        refused:
          party: sales
          never: [attempt, touched where channel is email]
          when: happened(consent_changed where consent is withdrawn)
    """,
    "roles": """
        manager:
          {party: sales, who: head of sales, contact: boss@example.com, deliver: desk}
    """,
}

_AMOUNTS = {
    "minutes": (1, 20, 30, 60, 90, 240),
    "hours": (1, 2, 4, 8, 24, 30),
    "business minutes": (1, 30, 60, 90, 240),
    "business hours": (1, 2, 4, 8, 12, 30),
    "business days": (0, 1, 2, 3, 5),
    "calendar days": (0, 1, 2, 7),
}


@attrs.frozen
class Words:
    """What is drawn from: calendars, conditions, and units by their names."""

    calendars: Sequence[str] = FAR_DESKS
    guards: Sequence[str] = FAR_GUARDS
    units: Sequence[str] = tuple(_AMOUNTS)


#: All that a policy may hold, and what the oracle can count minute by minute.
EVERYTHING = Words()
PLAIN = Words(DESKS, GUARDS)


@attrs.frozen
class Promise:
    """A timer, in the phrases of the policy.

    Attributes:
        starts: Its `from`.
        warn: Timings, such as `at 50%`.
        missed: Timings after due; the empty one is due itself.
        returns: Whether the last `missed` step sends the lead back.
    """

    name: str
    starts: tuple[str, ...]
    until: tuple[str, ...]
    within: Cases
    when: str = ""
    enough: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    times: Cases = ()
    apart: Cases = ()
    pauses: bool = False
    repeat: str = "keep"
    calendar: Cases = ()
    deliver: str = ""
    warn: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    returns: bool = False
    met: bool = False

    def text(self) -> str:
        """The timer as a policy says it."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{self.name}:"
        yield "  party: sales"
        yield f"  repeat: {self.repeat}"
        lists = {
            "from": self.starts,
            "until": self.until,
            "enough": self.enough,
            "unless": self.unless,
            "within": _cases(self.within),
            "times": _cases(self.times),
            "apart": _cases(self.apart),
            "calendar": _cases(self.calendar),
            "warn": [f"alert owner {timing}" for timing in self.warn],
            "missed": [
                f"{verb} {timing}".strip()
                for verb, timing in zip(self._verbs(), self.missed, strict=True)
            ],
            "met": ["celebrate sales"] if self.met else (),
        }
        for key, lines in lists.items():
            if lines:
                yield f"  {key}:"
                yield from (f"    - {line}" for line in lines)
        if self.when:
            yield f"  when: {self.when}"
        if self.deliver:
            yield f"  deliver: {self.deliver}"
        if self.pauses:
            yield "  pause: {from: paused, until: resumed}"

    def _verbs(self) -> list[str]:
        verbs = ["alert owner and manager"] * len(self.missed)
        return [*verbs[:-1], "return to marketing"] if self.returns else verbs


def _cases(cases: Cases) -> list[str]:
    return [f"{value} when {when}" if when else value for value, when in cases]


def draw_promise(chance: random.Random, name: str, words: Words) -> Promise:
    """A timer of any kind."""
    within = _draw_cases(chance, words, lambda: _duration(chance, words.units))
    several = chance.random() < 0.4
    times = _draw_cases(chance, words, lambda: str(chance.randint(1, 4)))
    apart = _draw_cases(chance, words, lambda: _distance(chance, words))
    calendars = (*words.calendars, "owner")
    calendar = _draw_cases(chance, words, lambda: chance.choice(calendars))
    missed = _missed(chance, words) if chance.random() < 0.8 else ()
    return Promise(
        name,
        starts=_some(chance, PATTERNS["from"]),
        until=_some(chance, PATTERNS["until"]),
        within=within,
        when=chance.choice(words.guards) if chance.random() < 0.4 else "",
        enough=_some(chance, PATTERNS["enough"]) if chance.random() < 0.4 else (),
        unless=_some(chance, PATTERNS["unless"]) if chance.random() < 0.5 else (),
        times=times if several else (),
        apart=apart if several and chance.random() < 0.7 else (),
        pauses=chance.random() < 0.5,
        repeat=chance.choice(("keep", "restart", "each")),
        calendar=calendar if chance.random() < 0.6 else (),
        deliver=chance.choice(words.calendars) if chance.random() < 0.3 else "",
        warn=_warn(chance, within) if chance.random() < 0.6 else (),
        missed=missed,
        returns=bool(missed) and chance.random() < 0.4,
        met=chance.random() < 0.4,
    )


def _some(chance: random.Random, phrases: Sequence[str]) -> tuple[str, ...]:
    found = (chance.choice(phrases) for _ in range(chance.randint(1, 3)))
    return tuple(dict.fromkeys(found))


def _draw_cases(chance: random.Random, words: Words, value: Callable[[], str]) -> Cases:
    guarded = [
        (value(), chance.choice(words.guards))
        for _ in range(chance.choice((0, 0, 1, 2)))
    ]
    return (*guarded, (value(), ""))


def _duration(chance: random.Random, units: Sequence[str]) -> str:
    unit = chance.choice(units)
    return f"{chance.choice(_AMOUNTS[unit])} {unit}"


def _distance(chance: random.Random, words: Words) -> str:
    units = [unit for unit in words.units if "minute" in unit or "hour" in unit]
    unit = chance.choice(units)
    return f"{chance.choice(_AMOUNTS[unit][:4])} {unit}"


def _warn(chance: random.Random, within: Cases) -> tuple[str, ...]:
    """Shares of a budget above zero; spans before due that begin after the start."""
    amounts = [value.split(" ", 1) for value, _ in within]
    if any(amount == "0" for amount, _ in amounts):
        return ()
    found = [f"at {chance.choice((1, 33, 50, 75, 90, 99.5))}%"]
    if all(_span(amount, unit) > 20 for amount, unit in amounts):
        business = all(unit.startswith("business") for _, unit in amounts)
        unit = chance.choice(("minutes", "business minutes" if business else "minutes"))
        found.append(f"{chance.choice((5, 20))} {unit} before due")
    chance.shuffle(found)
    return tuple(found[: chance.randint(1, 2)])


def _span(amount: str, unit: str) -> int:
    """Minutes of an amount, roughly."""
    lengths = {"minutes": 1, "hours": 60, "days": 1000}
    return int(amount) * lengths[unit.rsplit(" ", maxsplit=1)[-1]]


def _missed(chance: random.Random, words: Words) -> tuple[str, ...]:
    """A ladder, any of its steps repeated; the first is often at due itself."""
    found = [""] if chance.random() < 0.7 else []
    for _ in range(chance.randint(0, 2)):
        timing = f"after {_distance(chance, words)}"
        if chance.random() < 0.4:
            timing += f" every {_distance(chance, words)}"
            timing += f" at most {chance.randint(1, 3)} times"
        found.append(timing)
    return tuple(found)


def draw_timers(
    chance: random.Random, words: Words, most: int = 4
) -> tuple[Promise, ...]:
    """Several timers; later ones may ask what became of earlier ones."""
    promises: list[Promise] = []
    for index in range(chance.randint(1, most)):
        promise = draw_promise(chance, f"t{index}", words)
        if promises and chance.random() < 0.4:
            promise = _following(chance, promise, chance.choice(promises).name)
        promises.append(promise)
    return tuple(promises)


def _following(chance: random.Random, promise: Promise, earlier: str) -> Promise:
    """A timer that asks what became of another one."""
    match chance.randrange(4):
        case 0:
            return attrs.evolve(promise, starts=(f"missed {earlier}",))
        case 1:
            return attrs.evolve(promise, starts=(*promise.starts, f"met {earlier}"))
        case 2:
            return attrs.evolve(promise, unless=(f"missed {earlier}",))
        case _:
            return attrs.evolve(promise, until=(f"met {earlier}", "qualified"))


def policy_sections(promises: Sequence[Promise]) -> dict[str, str]:
    """The sections of a policy that holds some timers, for ``make_policy``."""
    timers = "\n" + "\n".join(promise.text() for promise in promises)
    return {**SECTIONS, "timers": timers}
