"""A policy ten times as large takes about ten times the work, not a hundred times.

Work is counted in calls of functions, which no machine changes.
"""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING

import pytest
from builders import at, judge, make_lead, make_policy

import leadpact
from leadpact.agreement import Target, agreement_view, render
from leadpact.check import advise_policy
from leadpact.diagnostics import nearest
from leadpact.loading.policy import load_policy

if TYPE_CHECKING:
    import types
    from collections.abc import Callable

FEW, MANY = 30, 300

TIMER = "{party: sales, from: accepted, until: won, within: 1 hour}"
GROWING: dict[str, Callable[[int], dict[str, str]]] = {
    "definitions": lambda n: {"definitions": lines(n, "d{}: employees > {}")},
    "one for all": lambda n: {"definitions": "\nd: employees > 5" + lines(n, "d{}: d")},
    "lines": lambda n: {"definitions": "\nd:\n  all:" + lines(n, "  - employees > {}")},
    "windows": lambda n: {
        "definitions": lines(n, "d{}: happened(note in last {} days)")
    },
    "fields": lambda n: {"fields": lines(n, "f{}: text")},
    "choices": lambda n: {
        "fields": f"{{f: {{type: choice, choices: [{words(n)}]}}}}",
        "definitions": lines(n, "d{}: f is c{}"),
    },
    "parameters": lambda n: {
        "parameters": lines(n, "p{}: {}"),
        "definitions": lines(n, "d{}: employees > p{}"),
    },
    "scores": lambda n: {"scoring": lines(n, "s{}: 1 when employees > {}")},
    "points": lambda n: {"scoring": "\ns:" + lines(n, "- {} when employees > {}")},
    "stages": lambda n: {
        "stages": lines(n, "- {{name: S{}, party: sales, enter: accepted}}")
    },
    "entered stages": lambda n: {
        "stages": lines(n, "- {{name: S{}, party: sales, enter: accepted}}"),
        "definitions": lines(n, "d{}: happened(entered S{})"),
    },
    "timers": lambda n: {"timers": lines(n, "t{}: {" + TIMER + "}")},
    "timers by case": lambda n: {
        "definitions": "{band: {first: [hot when employees > 5, cold]}}",
        "timers": lines(
            n,
            "t{}: {{party: sales, from: accepted, until: won, "
            "within: [1 hour when band is hot, 2 hours]}}",
        ),
    },
    "goals": lambda n: {
        "timers": f"{{t: {TIMER}}}",
        "goals": lines(n, "g{}: {{party: sales, require: share(t) >= 5%, per: week}}"),
    },
    "ranked goals": lambda n: {
        "timers": f"{{t: {TIMER}}}",
        "goals": lines(n, "c{}: {{party: sales, require: share(t) >= 5%, per: week}}"),
        "order": f"[{words(n)}]",
    },
    "calendars": lambda n: {
        "parties": "\nmarketing: {signatory: a, contact: b}\n"
        "sales: {signatory: a, contact: b}",
        "calendars": lines(n, "c{}: {{timezone: UTC, open: {{mon-fri: 09:00-17:00}}}}"),
    },
    "needs": lambda n: {"needs": lines(n, "- need {}")},
}
#: Things that need the one before twice, down to a field that the lead lacks.
UNKNOWN: dict[str, Callable[[int], dict[str, str]]] = {
    "definitions": lambda n: {
        "definitions": needs(n, "d{0}: employees > 5", "d{0}: d{1} and d{1}")
    },
    "scores": lambda n: {
        "scoring": needs(
            n, "s{0}: [1 when employees > 5]", "s{0}: [1 when s{1} > 0 and s{1} > 0]"
        ),
        "definitions": lines(n, "d{}: s{} > 0"),
    },
}

#: What advice looks at once more, each with each or all together.
ADVISED: dict[str, Callable[[int], dict[str, str]]] = {
    **GROWING,
    "cases": lambda n: {
        "definitions": "\nd:\n  first:"
        + lines(n, "  - c{} when employees > {}")
        + "\n  - z"
    },
    "touches": lambda n: {
        "timers": lines(
            n, "t{}: {{party: sales, from: accepted, until: attempt, within: 4 hours}}"
        )
        + lines(
            n, "a{}: {{party: sales, from: accepted, until: rejected, within: 1 hour}}"
        )
    },
    "needles": lambda n: {
        "parameters": "\np:" + lines(n, "- w{}"),
        "fields": "{t: text}",
        "definitions": "{d: t starts with any p and not t ends with any p}",
    },
}
#: Where many questions are asked of one field: its values times the questions are
#: looked at, up to a number of steps.
OF_ONE_FIELD = frozenset(
    {"definitions", "lines", "choices", "parameters", "scores", "points", "cases"}
)
#: As many as are looked at, and more.
NEAR, BEYOND = 400, 2000
#: Calls that those steps make at most, beside the linear work.
MOST_CALLS = 12_000_000
WRONG: dict[str, Callable[[int], dict[str, str]]] = {
    "unknown keys": lambda n: {f"key{number}": "x" for number in range(n)},
    "unknown words": lambda n: {"fields": lines(n, "f{}: txt")},
}


def lines(count: int, form: str) -> str:
    """Numbered lines of a section."""
    return "\n" + "\n".join(form.format(number, number) for number in range(count))


def needs(count: int, first: str, form: str) -> str:
    """Lines of a section that need the line before."""
    further = (form.format(number, number - 1) for number in range(1, count))
    return "\n" + "\n".join([first.format(0), *further])


def words(count: int) -> str:
    """Numbered words."""
    return ", ".join(f"c{number}" for number in range(count))


def work(run: Callable[[], object]) -> int:
    """Calls of functions, of Python and of C, that something makes."""
    calls = 0

    def count(_: types.FrameType, event: str, __: object) -> None:
        nonlocal calls
        calls += event.endswith("call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(before)
    return calls


def load_and_print(sections: dict[str, str]) -> None:
    """Everything that is done with a policy before there is a lead."""
    pact = leadpact.loads(make_policy(**sections))
    render(agreement_view(pact.checked), Target.MARKDOWN)


def advise(sections: dict[str, str]) -> None:
    """What only those ask for who write policies."""
    advise_policy(load_policy("policy.yaml", make_policy(**sections).encode()))


@pytest.mark.parametrize("name", GROWING)
def test_sound(name: str) -> None:
    """Loading, checking, compiling and printing take linear work."""
    load_and_print(GROWING[name](FEW))  # What is loaded once is no work of a policy.
    few, many = (
        work(functools.partial(load_and_print, GROWING[name](count)))
        for count in (FEW, MANY)
    )
    assert many < 15 * few


@pytest.mark.parametrize("name", UNKNOWN)
def test_unknown(name: str) -> None:
    """What is missing is looked for once, however often it is needed."""

    def explained(count: int) -> int:
        pact = leadpact.loads(make_policy(**UNKNOWN[name](count)))
        found = []

        def explain() -> None:
            found.append(judge(pact, None, "mon 12:00"))
            pact.explain(make_lead(None), now=at("mon 12:00"))

        calls = work(explain)
        last = found[0].definitions[f"d{count - 1}"]
        assert last.missing == ("employees",)
        return calls

    explained(3)
    assert explained(18) < 10 * explained(3)


@pytest.mark.parametrize("name", sorted(ADVISED.keys() - OF_ONE_FIELD))
def test_advice(name: str) -> None:
    """Advice takes linear work."""
    advise(ADVISED[name](FEW))
    few, many = (
        work(functools.partial(advise, ADVISED[name](count))) for count in (FEW, MANY)
    )
    assert many < 15 * few


@pytest.mark.parametrize("name", sorted(OF_ONE_FIELD))
def test_advice_of_one_field(name: str) -> None:
    """Questions of one field take more than that, up to a bound."""
    for count in (NEAR, BEYOND):
        assert work(functools.partial(advise, ADVISED[name](count))) < MOST_CALLS


@pytest.mark.parametrize("name", WRONG)
def test_wrong(name: str) -> None:
    """So does telling mistakes, which are told up to a number."""

    def refused(count: int) -> None:
        with pytest.raises(leadpact.PolicyError):
            leadpact.loads(make_policy(**WRONG[name](count)))

    refused(15)
    few, many = (work(functools.partial(refused, count)) for count in (15, 150))
    assert many < 15 * few


def test_near_matches() -> None:
    """The work for a near match has a bound, whatever a policy names."""
    word = "a" * 60
    names = [f"{word[:40]}{number:020}" for number in range(3000)]
    most = work(functools.partial(nearest, word, names[:200]))
    assert most < 100_000
    for count in (201, 3000):
        assert work(functools.partial(nearest, word, names[:count])) < most


def test_values_for_each_of_a_list() -> None:
    """A sum is worked out for each value that it is compared with."""
    amount = " + ".join(["employees"] * 40)
    listed = ", ".join(map(str, range(300)))
    for test in (f"{amount} in [{listed}]", f"{amount} in p"):
        text = make_policy(
            parameters=f"{{p: [{listed}]}}", definitions=f"\n  d: {test}"
        )
        with pytest.raises(leadpact.PolicyError) as caught:
            leadpact.loads(text)
        assert {found.code for found in caught.value.diagnostics} == {"LP1013"}


def test_values_of_lists() -> None:
    """A list that is named often counts each time, so that it cannot multiply."""
    text = make_policy(
        parameters=f"{{p: [{', '.join(map(str, range(1000)))}]}}",
        definitions=lines(30, "d{}: employees in p"),
    )
    with pytest.raises(leadpact.PolicyError) as caught:
        leadpact.loads(text)
    assert {found.code for found in caught.value.diagnostics} == {"LP1013"}
    assert caught.value.diagnostics[0].hint.startswith("name the test")
