"""What of a policy no test reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from leadpact.check import check_policy
from leadpact.diagnostics import Span
from leadpact.language.printer import print_literal, print_phrase
from leadpact.loading.files import read_bytes, read_file
from leadpact.loading.policy import load_policy
from leadpact.model.evaluation import State
from leadpact.model.policy import Classification, Definition
from leadpact.pact import Pact
from leadpact.review.cases.boundaries import (
    BlindSpot,
    Boundary,
    blind_spots,
    boundaries,
)
from leadpact.review.cases.expectations import told
from leadpact.review.cases.running import evaluations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from leadpact.model.evaluation import Evaluation
    from leadpact.model.policy import Policy, Timer
    from leadpact.review.cases.suite import Suite

#: How a promise ends, for a test to show both.
_ENDS = (State.MET.value, State.BREACHED.value)


@attrs.frozen
class Part:
    """One thing of a policy that a test can reach.

    Attributes:
        name: What, such as `timers.accept: breached`.
        span: Where it stands.
        words: More to tell of it.
    """

    name: str
    span: Span
    words: str = ""


@attrs.frozen
class Coverage:
    """What tests reach of a policy.

    Attributes:
        policy: File of the policy.
        reached: How many parts some test reaches.
        missed: Those that none does, in order of the policy; boundaries last.
        boundaries: The boundaries among them.
        blind: Comparisons without a boundary, which are no parts, with the reason.
    """

    policy: str
    reached: int
    missed: tuple[Part, ...]
    boundaries: tuple[Boundary, ...] = ()
    blind: tuple[Part, ...] = ()

    @property
    def share(self) -> float:
        """The share of parts that are reached; 1 of none."""
        total = self.reached + len(self.missed)
        return self.reached / total if total else 1.0


def cover(suites: Sequence[Suite]) -> Coverage:
    """What the tests of one version reach of it: at the instants that they look at.

    Args:
        suites: All suites about the version.
    """
    policy = suites[0].pact.checked.policy
    seen: set[str] = set()
    for suite in suites:
        for case in suite.cases:
            for evaluation in evaluations(case, suite.pact):
                seen.update(_seen(evaluation))
    parts = [*_parts(policy)]
    missed = [part for part in parts if part.name not in seen]
    found = boundaries(suites[0].pact.checked)
    beside = tuple(unreached(found, suites))
    missed += [_boundary_part(one) for one in beside]
    total = len(parts) + len(found)
    blind = tuple(map(_blind_part, blind_spots(suites[0].pact.checked)))
    return Coverage(suites[0].policy, total - len(missed), tuple(missed), beside, blind)


def _blind_part(one: BlindSpot) -> Part:
    name = f"{one.thing.section}.{one.thing.name}: {one.name}"
    return Part(name, one.span, one.reason)


def _boundary_part(one: Boundary) -> Part:
    name = f"{one.thing.section}.{one.thing.name} at {one.name}"
    return Part(name, one.span)


def unreached(found: Sequence[Boundary], suites: Sequence[Suite]) -> Iterator[Boundary]:
    """The boundaries on which no lead of a test lies when the test looks at it.

    Raises:
        PolicyError: The policy cannot be read any more.
    """
    if not suites or not found:
        yield from found
        return
    names, pact = _marked(suites[0].policy, found)
    reached = {
        name
        for suite in suites
        for case in suite.cases
        for evaluation in evaluations(case, pact)
        for name in names
        if evaluation.definitions[name].value is True
    }
    yield from (
        one for name, one in zip(names, found, strict=True) if name not in reached
    )


def _marked(file: str, found: Sequence[Boundary]) -> tuple[list[str], Pact]:
    """The policy with a definition for each boundary, so that engines judge them."""
    loaded = load_policy(file, read_bytes(file), read_file)
    policy = loaded.policy
    stem = "boundary"
    while any(name.startswith(stem) for name in (*policy.definitions, *policy.fields)):
        stem += "_"
    marks = {
        f"{stem}{number}": Definition(one.condition, span=one.span)
        for number, one in enumerate(found)
    }
    definitions = {**policy.definitions, **marks}
    places = {f"definitions.{name}": one.span for name, one in marks.items()}
    spans = {**policy.spans, **places}
    marked = attrs.evolve(
        loaded, policy=attrs.evolve(policy, definitions=definitions, spans=spans)
    )
    return [*marks], Pact(check_policy(marked))


def _parts(policy: Policy) -> Iterator[Part]:
    """Everything of a policy that a test can reach."""
    for name, definition in policy.definitions.items():
        for word in _words(definition):
            yield Part(f"definitions.{name}: {word}", definition.span)
    for name, lines in policy.scoring.items():
        for line in lines:
            yield Part(f"scoring.{name}: {print_phrase(line)}", line.span)
    for stage in policy.stages:
        yield Part(f"stages.{stage.name}: entered", stage.span)
    for name, timer in policy.timers.items():
        yield from _of_timer(name, timer)
    for name, limit in policy.limits.items():
        yield Part(f"limits.{name}: breached", limit.span)


def _words(definition: Definition) -> Iterable[str]:
    """What a definition can be."""
    if not isinstance(definition.body, Classification):
        return ("true", "false")
    cases = definition.body.cases
    return dict.fromkeys(print_literal(case.value.value) for case in cases)


def _of_timer(name: str, timer: Timer) -> Iterator[Part]:
    for end in _ENDS:
        yield Part(f"timers.{name}: {end}", timer.span)
    for key, steps in (
        ("warn", timer.warn),
        ("missed", timer.missed),
        ("met", timer.met),
    ):
        for number, step in enumerate(steps, start=1):
            text = f", {print_phrase(step)}"
            yield Part(f"timers.{name}: {key}.{number}", step.span, text)


def _seen(evaluation: Evaluation) -> Iterator[str]:
    """What a verdict shows, by the names of parts."""
    for name, verdict in evaluation.definitions.items():
        yield f"definitions.{name}: {told(verdict.value)}"
    for name, score in evaluation.scores.items():
        for line in score.lines:
            if line.known and line.points:
                yield f"scoring.{name}: {line.text}"
    for entry in evaluation.entries:
        yield f"stages.{entry.stage}: entered"
    for instance in evaluation.instances:
        for section in ("timers", "limits"):
            yield f"{section}.{instance.timer}: {instance.state.value}"
    for one in evaluation.consequences:
        yield f"timers.{one.timer}: {one.step}"
