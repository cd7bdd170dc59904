"""What a case may expect, by the names of the policy, each read so that it can fail.

An expected word must be one that the policy can say: what is misspelt would never be
met, or worse, always.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import attrs

from leadpact.diagnostics import NOWHERE, near
from leadpact.language.nodes import Name, Step, Timing
from leadpact.language.printer import print_phrase
from leadpact.loading.document import Entries, Items, Node, refuse
from leadpact.loading.structure import structure
from leadpact.loading.texts import choose, parsed, read_integer, text_of
from leadpact.model.evaluation import Outcome, State
from leadpact.model.policy import Classification, Policy
from leadpact.review.cases.suite import Expectation, Moment
from leadpact.units import number, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from leadpact.loading.document import Scalar
    from leadpact.model.evaluation import Consequence, Evaluation, Instance, Score
    from leadpact.model.values import FieldValue
    from leadpact.review.cases.suite import Finding, Judged

_NONE, _UNKNOWN = "none", "unknown"
_STATES = {state.value: state.value for state in State} | {_NONE: _NONE}
_OUTCOMES = {outcome.value: outcome.value for outcome in Outcome}
_FLAGS = ("true", "false", _UNKNOWN)

#: What is expected of an instance, and what it says, as texts.
_Aspect: TypeAlias = "Callable[[Judged, Instance], tuple[str, str]]"


@attrs.frozen
class Reader:
    """Reads what is expected of one policy.

    Attributes:
        policy: The policy.
        types: Types of events that its leads have.
        moment: Reads an instant.
    """

    policy: Policy
    types: Iterable[str]
    moment: Callable[[Node], Moment]

    def names(self) -> dict[str, Callable[[str, Node], Callable[[Judged], Finding]]]:
        """What can be expected, by name, with what reads it."""
        policy = self.policy
        return {
            **dict.fromkeys((*policy.timers, *policy.limits), self._timer),
            **dict.fromkeys(policy.scoring, self._score),
            **dict.fromkeys(policy.definitions, self._definition),
            "stage": self._stage,
            "owner": self._owner,
            "consequences": partial(self._consequences, exact=True),
            "includes": partial(self._consequences, exact=False),
            "unknown": partial(self._fields, _unknown),
            "incomplete": partial(self._fields, _incomplete),
            "findings": self._findings,
            "next_at": self._next,
        }

    def read(self, name: str, at: Scalar, node: Node) -> Expectation:
        """One expectation.

        Raises:
            InvalidNodeError: LP7001, there is no such name; LP1009 and others, it can
                never be found.
        """
        policy, names = self.policy, self.names()
        if name not in names:
            message = f"nothing in the policy is called `{name}`"
            refuse(at, "LP7001", message, near(name, names))
        timed = name in policy.timers or name in policy.limits
        if timed and (name in policy.definitions or name in policy.scoring):
            message = f"`{name}` is a timer, and a definition or a score"
            refuse(at, "LP7001", message, "give one of them another name")
        return Expectation(name, at.span, names[name](name, node))

    # Timers and limits.

    def _timer(self, name: str, node: Node) -> Callable[[Judged], Finding]:
        if isinstance(node, Items):
            states = [choose(one, _STATES, "a state") for one in node.items]
            return partial(_all_states, name, states)
        if isinstance(node, Entries):
            return self._instance(name, node)
        state = choose(node, _STATES, "a state")
        return partial(_last_state, name, state)

    def _instance(self, name: str, node: Entries) -> Callable[[Judged], Finding]:
        """What is expected of the last instance of a timer."""
        readers: Mapping[str, Callable[[Node], _Aspect]] = {
            "state": lambda value: _word(
                choose(value, _STATES, "a state"), lambda found: found.state.value
            ),
            "outcome": lambda value: _word(
                choose(value, _OUTCOMES, "an outcome"),
                lambda found: found.outcome.value,
            ),
            "due": lambda value: _instant(self.moment(value), lambda found: found.due),
            "ended": lambda value: _instant(
                self.moment(value), lambda found: found.end
            ),
            "ended_by": lambda value: _word(
                self._type(value), lambda found: found.end_type or _NONE
            ),
            "owner": lambda value: _word(
                text_of(value), lambda found: found.owner_at_due or _NONE
            ),
            "counted": lambda value: _word(
                str(parsed(value, read_integer)), lambda found: str(found.counted)
            ),
        }
        aspects = []
        for key, at, value in node:
            if key not in readers:
                refuse(at, "LP1005", f"unknown key `{key}`", near(key, readers))
            aspects.append((key, readers[key](value)))
        if not aspects:
            refuse(node, "LP7002", f"nothing is expected of `{name}`")
        return partial(_aspects, name, aspects)

    def _type(self, node: Node) -> str:
        words = {word: word for word in self.types} | {_NONE: _NONE}
        return choose(node, words, "a type of event")

    # Scores and definitions.

    def _score(self, name: str, node: Node) -> Callable[[Judged], Finding]:
        low, _, high = text_of(node).partition(" to ")
        ends = tuple(plain(parsed(node, number, end)) for end in (low, high or low))
        return partial(_points, name, ends)

    def _definition(self, name: str, node: Node) -> Callable[[Judged], Finding]:
        body = self.policy.definitions[name].body
        words: Sequence[str] = _FLAGS
        if isinstance(body, Classification):
            words = [*(told(case.value.value) for case in body.cases), _UNKNOWN]
        word = choose(node, dict.fromkeys(words, ""), f"a value of `{name}`") or (
            text_of(node)
        )
        return partial(_value, name, word)

    def _stage(self, _: str, node: Node) -> Callable[[Judged], Finding]:
        names = [*(stage.name for stage in self.policy.stages), _NONE]
        stage = choose(node, {name: name for name in names}, "a stage")
        return lambda judged: _differ(stage, judged.evaluation.stage or _NONE)

    def _owner(self, _: str, node: Node) -> Callable[[Judged], Finding]:
        owner = text_of(node)
        return lambda judged: _differ(owner, judged.evaluation.owner or _NONE)

    # What follows, and what is odd.

    def _consequences(
        self, _: str, node: Node, *, exact: bool
    ) -> Callable[[Judged], Finding]:
        if exact and _is_none(node):
            return partial(_follows, (), exact=True)
        wanted = tuple(self._step(one) for one in _items(node))
        return partial(_follows, wanted, exact=exact)

    def _step(self, node: Node) -> tuple[str, Moment | None]:
        """A step as a text, with the instant at which it is due if that is told."""
        moment = None
        if isinstance(node, Entries):
            given = {key: value for key, _, value in node}
            for key, at, _ in node:
                if key not in {"do", "at"}:
                    hint = near(key, ("do", "at"))
                    refuse(at, "LP1005", f"unknown key `{key}`", hint)
            if "do" not in given:
                refuse(node, "LP1006", "`do` is missing", "add it", node.head)
            if "at" in given:
                moment = self.moment(given["at"])
            node = given["do"]
        step = structure(node, Step)
        if step.timing is not Timing.AT_ONCE:
            hint = "write `{do: STEP, at: INSTANT}`"
            refuse(node, "LP1009", "a step that is due has no time of its own", hint)
        text = print_phrase(_plain(step))
        self._require_asked(text, node)
        return text, moment

    def _require_asked(self, text: str, node: Node) -> None:
        """Refuse a step that the policy never asks for."""
        asked = {
            print_phrase(_plain(step))
            for timer in self.policy.timers.values()
            for step in (*timer.warn, *timer.missed, *timer.met)
        }
        if text not in asked:
            message = f"the policy never asks to `{text}`"
            refuse(node, "LP7001", message, near(text, asked))

    def _fields(
        self, lacks: Callable[[Evaluation], set[str]], _: str, node: Node
    ) -> Callable[[Judged], Finding]:
        """Fields of which all that are missing are expected."""
        items = () if _is_none(node) else _items(node)
        names = [text_of(item) for item in items]
        for name, item in zip(names, items, strict=True):
            if name not in self.policy.fields and "(" not in name:
                hint = near(name, self.policy.fields)
                refuse(item, "LP7001", f"the policy has no field `{name}`", hint)
        return lambda judged: _differ_lists(
            sorted(set(names)), sorted(lacks(judged.evaluation))
        )

    def _findings(self, _: str, node: Node) -> Callable[[Judged], Finding]:
        codes = () if _is_none(node) else tuple(map(text_of, _items(node)))
        return lambda judged: _differ_lists(
            sorted(set(codes)),
            sorted({found.code for found in judged.evaluation.findings}),
        )

    def _next(self, _: str, node: Node) -> Callable[[Judged], Finding]:
        if _is_none(node):
            return lambda judged: _differ(_NONE, judged.show(judged.evaluation.next))
        moment = self.moment(node)
        return lambda judged: _differ(
            judged.show(judged.instant(moment)), judged.show(judged.evaluation.next)
        )


def told(value: FieldValue | None) -> str:
    """A value as a policy writes it; `unknown` if there is none."""
    match value:
        case None:
            return _UNKNOWN
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return plain(Decimal(value))
    return str(value)


def _plain(step: Step) -> Step:
    """A step without its time and its note."""
    return attrs.evolve(
        step,
        note=None,
        timing=Timing.AT_ONCE,
        duration=None,
        share=None,
        every=None,
        times=1,
    )


def _is_none(node: Node) -> bool:
    return not isinstance(node, Items | Entries) and text_of(node) == _NONE


def _items(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Items) and node.items:
        return node.items
    hint = "write a list, or `none`"
    if isinstance(node, Items):
        return refuse(node, "LP1007", "an empty list", hint)
    return refuse(node, "LP1008", "a list belongs here", hint)


def _differ(expected: str, found: str) -> Finding:
    return None if expected == found else (expected, found)


def _differ_lists(expected: Sequence[str], found: Sequence[str]) -> Finding:
    return _differ(_listed(expected), _listed(found))


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words) or _NONE


def _word(expected: str, ask: Callable[[Instance], str]) -> _Aspect:
    return lambda _, found: (expected, ask(found))


def _instant(moment: Moment, ask: Callable[[Instance], int | None]) -> _Aspect:
    return lambda judged, found: (
        judged.show(judged.instant(moment)),
        judged.show(ask(found)),
    )


def _instances(name: str, judged: Judged) -> list[Instance]:
    return [one for one in judged.evaluation.instances if one.timer == name]


def _last_state(name: str, state: str, judged: Judged) -> Finding:
    found = _instances(name, judged)
    return _differ(state, found[-1].state.value if found else _NONE)


def _all_states(name: str, states: Sequence[str], judged: Judged) -> Finding:
    found = [one.state.value for one in _instances(name, judged)]
    return _differ_lists(states, found)


def _aspects(
    name: str, aspects: Sequence[tuple[str, _Aspect]], judged: Judged
) -> Finding:
    found = _instances(name, judged)
    if not found:
        return "an instance", _NONE
    wrong = [
        (key, pair)
        for key, ask in aspects
        if (pair := ask(judged, found[-1]))[0] != pair[1]
    ]
    if not wrong:
        return None
    expected, told_ = (
        ", ".join(f"{key} {pair[side]}" for key, pair in wrong) for side in (0, 1)
    )
    return expected, told_


def _points(name: str, ends: tuple[str, ...], judged: Judged) -> Finding:
    return _differ(_range(*ends), _range(*_ends(judged.evaluation.scores[name])))


def _ends(score: Score) -> tuple[str, str]:
    return plain(score.low), plain(score.high)


def _range(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"


def _value(name: str, word: str, judged: Judged) -> Finding:
    return _differ(word, told(judged.evaluation.definitions[name].value))


def _follows(
    wanted: Sequence[tuple[str, Moment | None]], judged: Judged, *, exact: bool
) -> Finding:
    due = [one for one in judged.evaluation.consequences if not one.withdrawn]
    found = [(_request(one), one.due) for one in due]
    expected = [
        (text, None if moment is None else judged.instant(moment))
        for text, moment in wanted
    ]
    if exact:
        pairs = zip(expected, found, strict=False)
        is_met = len(expected) == len(found) and all(_is(*pair) for pair in pairs)
    else:
        is_met = _has_all(expected, found)
    if is_met:
        return None
    timed = any(at is not None for _, at in expected)
    return (
        _listed([_due(text, at, judged) for text, at in expected]),
        _listed([_due(text, at if timed else None, judged) for text, at in found]),
    )


def _is(expected: tuple[str, int | None], found: tuple[str, int]) -> bool:
    return expected[0] == found[0] and expected[1] in {None, found[1]}


def _has_all(
    expected: Iterable[tuple[str, int | None]], found: Iterable[tuple[str, int]]
) -> bool:
    """Whether each that is expected is among those found, each of them once."""
    rest = list(found)
    # Those that tell their instant choose first.
    for one in sorted(expected, key=lambda pair: pair[1] is None):
        match = next((each for each in rest if _is(one, each)), None)
        if match is None:
            return False
        rest.remove(match)
    return True


def _due(text: str, at: int | None, judged: Judged) -> str:
    return text if at is None else f"{text} at {judged.show(at)}"


def _request(one: Consequence) -> str:
    """What is asked for, as a step of a policy says it."""
    step = Step(
        Name(one.verb, span=NOWHERE),
        tuple(Name(to.name, span=NOWHERE) for to in one.to),
        one.place or None,
        span=NOWHERE,
    )
    return print_phrase(step)


def _unknown(evaluation: Evaluation) -> set[str]:
    """What definitions lack."""
    verdicts = evaluation.definitions.values()
    return {name for verdict in verdicts for name in verdict.missing}


def _incomplete(evaluation: Evaluation) -> set[str]:
    """What the stage asks for that is not filled in."""
    return {name for entry in evaluation.entries[-1:] for name in entry.missing}
