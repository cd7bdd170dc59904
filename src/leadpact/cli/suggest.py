"""`leadpact suggest`: the numbers of a policy that history suggests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import attrs
import click

from leadpact.check import check_policy
from leadpact.cli.desk import Source, people_of, read_data, require_data, tell_reading
from leadpact.cli.options import data_options, output_option, policy_argument
from leadpact.cli.output import opened
from leadpact.cli.progress import Track
from leadpact.cli.rewriting import difference
from leadpact.cli.terminal import printable
from leadpact.diagnostics import near
from leadpact.errors import PolicyError
from leadpact.instants import from_instant
from leadpact.language.printer import print_phrase
from leadpact.loading.files import read_bytes, read_file
from leadpact.loading.policy import Loaded, load_policy
from leadpact.model.lead import Lead, Person
from leadpact.pact import Pact
from leadpact.review.difference import PolicyDifference, compare_policies
from leadpact.review.suggestions.attempts import suggest_attempts
from leadpact.review.suggestions.limits import Answer, suggest_limits
from leadpact.review.suggestions.patching import (
    TIMES,
    WITHIN,
    Key,
    Patch,
    patch_number,
    patch_timer,
)
from leadpact.review.suggestions.reports import (
    attempt_json,
    attempt_lines,
    change_lines,
    limit_json,
    limit_lines,
    threshold_json,
    threshold_lines,
)
from leadpact.review.suggestions.thresholds import comparisons, suggest_threshold
from leadpact.units import Percent

if TYPE_CHECKING:
    from pathlib import Path

    from leadpact.language.nodes import Compare, Literal

_WHOLE = Percent(Decimal(100))


def _target(ctx: click.Context, param: click.Parameter, text: str) -> Percent:
    """A share above nothing, up to all."""
    try:
        found = Percent.parse(text)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from None
    if not 0 < found.amount <= _WHOLE.amount:
        msg = f"`{text}` is no share: say one above 0%, up to 100%"
        raise click.BadParameter(msg, ctx, param)
    return found


@click.command(
    epilog="""\b
Examples:
  leadpact suggest policy.yaml first_touch --leads leads.csv --events events.csv \\
      --mapping mapping.yaml --now 2026-03-13T19:30:00Z
  leadpact suggest policy.yaml accept --target 90% --events events.jsonl \\
      --now 2026-03-13T19:30:00Z --write new.yaml
  leadpact suggest policy.yaml persistence --attempts --events events.jsonl \\
      --now 2026-03-13T19:30:00Z
  leadpact suggest policy.yaml fit+intent --goal qualified --target 40% \\
      --events events.jsonl --now 2026-03-13T19:30:00Z
"""
)
@policy_argument
@click.argument("name")
@click.option(
    "--target",
    default="95%",
    show_default=True,
    metavar="SHARE",
    callback=_target,
    help="The share of promises that is to be met, of leads that connect, or of leads "
    "that convert.",
)
@click.option(
    "--attempts",
    is_flag=True,
    help="Tell after how many tries leads connect, in place of a limit.",
)
@click.option(
    "--goal",
    metavar="EVENT",
    help="Tell from which score on leads come to this event; NAME is a score then.",
)
@data_options
@click.option(
    "--write",
    metavar="FILE",
    help="Where to write the policy with what is suggested; not over POLICY.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)
@output_option
def command(  # noqa: PLR0913, PLR0917 - click hands over what it was given
    policy: Path,
    name: str,
    target: Percent,
    attempts: bool,  # noqa: FBT001 - as above
    goal: str | None,
    write: str | None,
    form: str,
    output: str,
    **files: Any,  # noqa: ANN401 - what a source is made of
) -> None:
    """Tell the tightest limit of a timer that history would have met, as a patch.

    For each case of `within` it is the least amount, in steps that people read at a
    glance, under which the share is met. What was never answered is never met. It says
    nothing of what people would have done under another limit.

    With `--attempts` it is the number of tries, `times`, after which a share of those
    leads that connect have connected: what the timer calls `enough`, or else the event
    `connected`.

    With `--goal` it is the least score from which a share of the leads come to an
    event, such as `won`. NAME is a score, or several that add up: `fit+intent`.
    """
    source = Source(policy=policy, **files)
    require_data(source)
    if attempts and goal is not None:
        msg = "`--attempts` and `--goal` ask for two things: give one of them"
        raise click.UsageError(msg)
    file, data = str(policy), read_bytes(str(policy))
    loaded = load_policy(file, data, read_file)
    pact = Pact(check_policy(loaded))
    with opened(output, *source.paths, write) as stream:
        with Track() as track:
            advise = _advice(pact, name, goal, attempts=attempts)
            reading = read_data(source, [pact.plan], track)
            leads = track.judged(reading.leads)
            now, people = from_instant(source.now), people_of(source)
            asked = _Asked(file, data, loaded, pact, target, leads, people, now)
            found = advise(asked)
        tell_reading(reading)
        change = _Change.of(asked, found.patch)
        stream.write(_report(pact, found, change, form))
    for line in found.patch.left:
        click.echo(line, err=True)
    if change.error is not None:
        raise change.error
    if write is not None:
        with opened(write, *source.paths) as stream:
            stream.write(change.after)


@attrs.frozen
class _Asked:
    """By what policy and what history a suggestion is made."""

    file: str
    data: bytes
    loaded: Loaded
    pact: Pact
    target: Percent
    leads: Iterable[Lead]
    people: tuple[Person, ...]
    now: datetime


@attrs.frozen
class _Advice:
    """What history suggests, to be told and to be done.

    Attributes:
        lines: From the title to the lines for people.
        json: From the title, what changes and the patch to the text for programs.
        patch: The policy with it.
    """

    lines: Callable[[str], Iterator[str]]
    json: Callable[[str, PolicyDifference | None, str], str]
    patch: Patch


def _advice(
    pact: Pact, name: str, goal: str | None, *, attempts: bool
) -> Callable[[_Asked], _Advice]:
    """What makes the suggestion that is asked for.

    Raises:
        UsageError: The policy has nothing of that name.
    """
    policy = pact.checked.policy
    if goal is not None:
        scores = tuple(one.strip() for one in name.split("+"))
        for one in scores:
            _require(one, policy.scoring, "score")
        _require(goal, pact.bound.types.events, "event")
        return partial(_threshold, scores=scores, goal=goal)
    _require(name, policy.timers, "timer")
    return partial(_attempts if attempts else _limits, timer=name)


def _require(name: str, known: Iterable[str], kind: str) -> None:
    """Refuse a name that nothing of a kind has.

    Raises:
        UsageError: It is another name.
    """
    if name not in known:
        hint = near(name, [*known]) or "the policy has none"
        msg = f"there is no {kind} `{name}`: {hint}"
        raise click.UsageError(msg)


def _limits(asked: _Asked, timer: str) -> _Advice:
    """The tightest limits."""
    found = suggest_limits(
        asked.pact,
        timer,
        asked.leads,
        now=asked.now,
        target=asked.target,
        people=asked.people,
    )
    numbers = {WITHIN: found.limits}
    return _Advice(
        lambda title: limit_lines(title, found),
        lambda title, change, patch: limit_json(title, found, change, patch),
        patch_timer(asked.file, asked.data, timer, numbers, read_file),
    )


def _attempts(asked: _Asked, timer: str) -> _Advice:
    """The number of tries."""
    found = suggest_attempts(
        asked.pact,
        timer,
        asked.leads,
        now=asked.now,
        target=asked.target,
        people=asked.people,
    )
    terms = asked.pact.checked.policy.timers[timer]
    numbers: Mapping[Key, Sequence[object]] = {}
    left: tuple[str, ...] = ()
    if found.answer is Answer.SUGGESTED:
        if len(terms.times) == 1:
            numbers = {TIMES: (found.suggested,)}
        else:
            left = (f"{terms.span}: say `times: {found.suggested}` by hand",)
    patch = patch_timer(asked.file, asked.data, timer, numbers, read_file)
    return _Advice(
        lambda title: attempt_lines(title, found),
        lambda title, change, patch: attempt_json(title, found, change, patch),
        attrs.evolve(patch, left=(*left, *patch.left)),
    )


def _threshold(asked: _Asked, scores: tuple[str, ...], goal: str) -> _Advice:
    """The threshold of a score; a patch where the policy has but one."""
    found = suggest_threshold(
        asked.pact,
        scores,
        asked.leads,
        goal=goal,
        now=asked.now,
        target=asked.target,
        people=asked.people,
    )
    places = [*comparisons(asked.loaded.document.phrases, scores)]
    patch = Patch(asked.data.decode(), ())
    if found.suggested is not None:
        patch = _with_threshold(asked, places, found.suggested)
    return _Advice(
        lambda title: threshold_lines(title, found),
        lambda title, change, patch: threshold_json(title, found, change, patch),
        patch,
    )


def _with_threshold(
    asked: _Asked, places: Sequence[tuple[Compare, Literal]], threshold: Decimal
) -> Patch:
    """The policy with another threshold, if it is clear which of them that is."""
    if len(places) == 1:
        ((_, number),) = places
        return patch_number(asked.file, asked.data, number, threshold, read_file)
    left = tuple(f"{one.span}: `{print_phrase(one)}` now" for one, _ in places)
    return Patch(asked.data.decode(), left)


@attrs.frozen
class _Change:
    """The policy with the numbers that are suggested.

    Attributes:
        after: Its bytes.
        patch: What changes, as a unified diff; empty if nothing does.
        meaning: What changes for whom; ``None`` for nothing.
        error: Why it is no policy; ``None`` if it is one.
    """

    after: bytes
    patch: str
    meaning: PolicyDifference | None
    error: PolicyError | None

    @classmethod
    def of(cls, asked: _Asked, patch: Patch) -> _Change:
        """The change that a patch makes."""
        after = patch.text.encode()
        shown = "".join(difference(asked.file, asked.data, after))
        meaning, error = None, None
        if shown:
            try:
                changed = check_policy(load_policy(asked.file, after, read_file))
                meaning = compare_policies(asked.pact.checked, changed)
            except PolicyError as refused:
                error = refused
        return cls(after, shown, meaning, error)


def _report(pact: Pact, found: _Advice, change: _Change, form: str) -> bytes:
    title = f"{pact.checked.policy.policy} {pact.checked.policy.version}"
    if form == "json":
        text = found.json(title, change.meaning, change.patch)
    else:
        text = "".join(f"{line}\n" for line in _lines(title, found, change))
    return text.encode(errors="backslashreplace")


def _lines(title: str, found: _Advice, change: _Change) -> Iterator[str]:
    """The report for people, with the patch and what it means."""
    yield from map(printable, found.lines(title))
    if change.meaning is not None:
        yield ""
        yield from map(printable, change_lines(change.meaning))
    if change.patch:
        yield ""
        yield from map(printable, change.patch.splitlines())
