"""`leadpact suggest`: the numbers of a policy that history suggests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs
import click

from leadpact.check import CheckedPolicy, check_policy
from leadpact.cli.desk import Source, people_of, read_data, require_data, tell_reading
from leadpact.cli.options import data_options, output_option, policy_argument
from leadpact.cli.output import opened
from leadpact.cli.progress import Track
from leadpact.cli.rewriting import difference
from leadpact.cli.terminal import printable
from leadpact.diagnostics import near
from leadpact.errors import PolicyError
from leadpact.instants import from_instant
from leadpact.loading.files import read_bytes, read_file
from leadpact.loading.policy import load_policy
from leadpact.model.lead import Lead, Person
from leadpact.pact import Pact
from leadpact.review.difference import PolicyDifference, compare_policies
from leadpact.review.suggestions.attempts import suggest_attempts
from leadpact.review.suggestions.limits import Answer, suggest_limits
from leadpact.review.suggestions.patching import TIMES, WITHIN, Key, patch_timer
from leadpact.review.suggestions.reports import (
    attempt_json,
    attempt_lines,
    change_lines,
    limit_json,
    limit_lines,
)
from leadpact.units import Percent

if TYPE_CHECKING:
    from pathlib import Path

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
"""
)
@policy_argument
@click.argument("timer")
@click.option(
    "--target",
    default="95%",
    show_default=True,
    metavar="SHARE",
    callback=_target,
    help="The share of promises that is to be met, or of the leads that connect.",
)
@click.option(
    "--attempts",
    is_flag=True,
    help="Tell after how many tries leads connect, in place of a limit.",
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
    timer: str,
    target: Percent,
    attempts: bool,  # noqa: FBT001 - as above
    write: str | None,
    form: str,
    output: str,
    **files: Any,  # noqa: ANN401 - what a source is made of
) -> None:
    """Tell the tightest limit of TIMER that history would have met, as a patch.

    For each case of `within` it is the least amount, in steps that people read at a
    glance, under which the share is met. What was never answered is never met. It says
    nothing of what people would have done under another limit.

    With `--attempts` it is the number of tries, `times`, after which a share of those
    leads that connect have connected: what the timer calls `enough`, or else the event
    `connected`.
    """
    source = Source(policy=policy, **files)
    require_data(source)
    file, data = str(policy), read_bytes(str(policy))
    pact = Pact(_checked(file, data))
    _require_timer(pact, timer)
    with opened(output, *source.paths, write) as stream:
        with Track() as track:
            reading = read_data(source, [pact.plan], track)
            leads = track.judged(reading.leads)
            now, people = from_instant(source.now), people_of(source)
            asked = _Asked(pact, timer, target, leads, people, now)
            found = _attempts(asked) if attempts else _limits(asked)
        tell_reading(reading)
        change = _Change.of(file, data, asked, found)
        stream.write(_report(pact, found, change, form))
    for line in change.left:
        click.echo(line, err=True)
    if change.error is not None:
        raise change.error
    if write is not None:
        with opened(write, *source.paths) as stream:
            stream.write(change.after)


def _checked(file: str, data: bytes) -> CheckedPolicy:
    return check_policy(load_policy(file, data, read_file))


def _require_timer(pact: Pact, timer: str) -> None:
    """Refuse a name that no timer has.

    Raises:
        UsageError: It is another name.
    """
    timers = pact.checked.policy.timers
    if timer not in timers:
        hint = near(timer, timers) or "the policy has none"
        msg = f"there is no timer `{timer}`: {hint}"
        raise click.UsageError(msg)


@attrs.frozen
class _Asked:
    """Of what a suggestion is asked, and by what history."""

    pact: Pact
    timer: str
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
        numbers: What is to be another number in the policy.
        left: What is to be changed by hand in any case.
    """

    lines: Callable[[str], Iterator[str]]
    json: Callable[[str, PolicyDifference | None, str], str]
    numbers: Mapping[Key, Sequence[object]]
    left: tuple[str, ...] = ()


def _limits(asked: _Asked) -> _Advice:
    """The tightest limits."""
    found = suggest_limits(
        asked.pact,
        asked.timer,
        asked.leads,
        now=asked.now,
        target=asked.target,
        people=asked.people,
    )
    return _Advice(
        lambda title: limit_lines(title, found),
        lambda title, change, patch: limit_json(title, found, change, patch),
        {WITHIN: found.limits},
    )


def _attempts(asked: _Asked) -> _Advice:
    """The number of tries."""
    found = suggest_attempts(
        asked.pact,
        asked.timer,
        asked.leads,
        now=asked.now,
        target=asked.target,
        people=asked.people,
    )
    timer = asked.pact.checked.policy.timers[asked.timer]
    numbers: Mapping[Key, Sequence[object]] = {}
    left: tuple[str, ...] = ()
    if found.answer is Answer.SUGGESTED:
        if len(timer.times) == 1:
            numbers = {TIMES: (found.suggested,)}
        else:
            left = (f"{timer.span}: say `times: {found.suggested}` by hand",)
    return _Advice(
        lambda title: attempt_lines(title, found),
        lambda title, change, patch: attempt_json(title, found, change, patch),
        numbers,
        left,
    )


@attrs.frozen
class _Change:
    """The policy with the numbers that are suggested.

    Attributes:
        after: Its bytes.
        patch: What changes, as a unified diff; empty if nothing does.
        left: What is to be changed by hand.
        meaning: What changes for whom; ``None`` for nothing.
        error: Why it is no policy; ``None`` if it is one.
    """

    after: bytes
    patch: str
    left: tuple[str, ...]
    meaning: PolicyDifference | None
    error: PolicyError | None

    @classmethod
    def of(cls, file: str, data: bytes, asked: _Asked, found: _Advice) -> _Change:
        """The change that an advice makes of a file."""
        patch = patch_timer(file, data, asked.timer, found.numbers, read_file)
        after = patch.text.encode()
        shown = "".join(difference(file, data, after))
        meaning, error = None, None
        if shown:
            try:
                meaning = compare_policies(asked.pact.checked, _checked(file, after))
            except PolicyError as refused:
                error = refused
        return cls(after, shown, (*found.left, *patch.left), meaning, error)


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
