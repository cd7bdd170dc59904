"""`leadpact suggest`: the limits that history would have met."""

from __future__ import annotations

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
from leadpact.pact import Pact
from leadpact.review.difference import PolicyDifference, compare_policies
from leadpact.review.suggestions.limits import LimitAdvice, suggest_limits
from leadpact.review.suggestions.patching import WITHIN, patch_timer
from leadpact.review.suggestions.reports import change_lines, limit_json, limit_lines
from leadpact.units import Percent

if TYPE_CHECKING:
    from collections.abc import Iterator
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
    help="The share of promises that is to be met.",
)
@data_options
@click.option(
    "--write",
    metavar="FILE",
    help="Where to write the policy with the suggested limits; not over POLICY.",
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
def command(
    policy: Path,
    timer: str,
    target: Percent,
    write: str | None,
    form: str,
    output: str,
    **files: Any,  # noqa: ANN401 - what a source is made of
) -> None:
    """Tell the tightest limit of TIMER that history would have met, as a patch.

    For each case of `within` it is the least amount, in steps that people read at a
    glance, under which the share is met. What was never answered is never met. It says
    nothing of what people would have done under another limit.
    """
    source = Source(policy=policy, **files)
    require_data(source)
    file, data = str(policy), read_bytes(str(policy))
    pact = Pact(_checked(file, data))
    _require_timer(pact, timer)
    read = (*source.paths, write)
    with opened(output, *read) as stream, Track() as track:
        found = _suggested(pact, timer, target, source, track)
        change = _Change.of(file, data, pact, found)
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


def _suggested(
    pact: Pact, timer: str, target: Percent, source: Source, track: Track
) -> LimitAdvice:
    """What the files of leads suggest."""
    reading = read_data(source, [pact.plan], track)
    people = people_of(source)
    found = suggest_limits(
        pact,
        timer,
        track.judged(reading.leads),
        now=from_instant(source.now),
        target=target,
        people=people,
    )
    tell_reading(reading)
    return found


@attrs.frozen
class _Change:
    """The policy with the limits that are suggested.

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
    def of(cls, file: str, data: bytes, pact: Pact, found: LimitAdvice) -> _Change:
        """The change that an advice makes of a file."""
        patch = patch_timer(file, data, found.timer, {WITHIN: found.limits}, read_file)
        after = patch.text.encode()
        shown = "".join(difference(file, data, after))
        meaning, error = None, None
        if shown:
            try:
                meaning = compare_policies(pact.checked, _checked(file, after))
            except PolicyError as refused:
                error = refused
        return cls(after, shown, patch.left, meaning, error)


def _report(pact: Pact, found: LimitAdvice, change: _Change, form: str) -> bytes:
    title = f"{pact.checked.policy.policy} {pact.checked.policy.version}"
    if form == "json":
        text = limit_json(title, found, change.meaning, change.patch)
    else:
        text = "".join(f"{line}\n" for line in _lines(title, found, change))
    return text.encode(errors="backslashreplace")


def _lines(title: str, found: LimitAdvice, change: _Change) -> Iterator[str]:
    """The report for people, with the patch and what it means."""
    yield from map(printable, limit_lines(title, found))
    if change.meaning is not None:
        yield ""
        yield from map(printable, change_lines(change.meaning))
    if change.patch:
        yield ""
        yield from map(printable, change.patch.splitlines())
