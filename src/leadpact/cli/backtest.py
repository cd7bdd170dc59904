"""`leadpact backtest`: what the same history would have been under another version."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from leadpact.calendars import time_zone
from leadpact.charts import ChartFormat, draw
from leadpact.cli.desk import Source, people_of, read_data, require_data, tell_reading
from leadpact.cli.options import FILE, data_options, output_option
from leadpact.cli.output import opened
from leadpact.cli.progress import Track
from leadpact.cli.terminal import printable
from leadpact.instants import from_instant, to_instant
from leadpact.pact import load
from leadpact.results.tables import Span, Tables
from leadpact.review.backtest import compare_tables
from leadpact.review.backtest_charts import breaches_chart
from leadpact.review.backtest_reports import (
    backtest_json,
    backtest_lines,
    backtest_markdown,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leadpact.model.lead import Lead
    from leadpact.pact import Pact
    from leadpact.review.backtest import Backtest
    from leadpact.sources import Reading

#: In place of an instant: that of the last event.
LAST_EVENT = -(2**63)
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(
    epilog="""\b
Examples:
  leadpact backtest 1.0.0.yaml 1.1.0.yaml --leads leads.csv --events events.csv \\
      --mapping mapping.yaml --now 2026-03-13T19:30:00Z
  leadpact backtest 1.0.0.yaml 1.1.0.yaml --events events.jsonl \\
      --now 2026-03-13T19:30:00Z --from 2026-01-01 --to 2026-03-31 --format markdown
"""
)
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@data_options
@click.option(
    "--from",
    "first",
    type=_DAY,
    metavar="DATE",
    help="The first day of promises and stages that are looked at, by when they began.",
)
@click.option("--to", "last", type=_DAY, metavar="DATE", help="The last such day.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="For people, for a pull request, or for programs.",
)
@click.option(
    "--chart",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Draw breaches by week, promise by promise, as .svg or .png.",
)
@output_option
def command(  # noqa: PLR0913, PLR0917 - one an option
    old: Path,
    new: Path,
    first: datetime | None,
    last: datetime | None,
    form: str,
    chart: Path | None,
    output: str,
    **files: Any,  # noqa: ANN401 - what a source is made of
) -> None:
    """Judge the same leads by two versions of a policy, and tell what differs.

    Leads that enter a stage, breaches and what follows, each gained and lost; by week
    and by owner. It says nothing of what people would have done under the new version.
    """
    source = Source(policy=new, **files)
    require_data(source)
    kind = None if chart is None else _kind(chart)
    before, after = load(old), load(new)
    span = span_of(after, first, last)
    with opened(output, old, *source.paths) as stream:
        found, reading = compared(before, after, source, span)
        tell_reading(reading)
        title = title_of(before, after)
        text = _report(title, found, form)
        stream.write(text.encode(errors="backslashreplace"))
        if chart is not None and kind is not None:
            picture = draw(breaches_chart(title, found), kind)
            with opened(str(chart), old, *source.paths) as drawn:
                drawn.write(picture)


def _kind(chart: Path) -> ChartFormat:
    """The kind of picture that a name asks for.

    Raises:
        BadParameter: It asks for none.
    """
    try:
        return ChartFormat(chart.suffix.removeprefix(".").lower())
    except ValueError:
        msg = f"`{chart}` ends with neither .svg nor .png"
        raise click.BadParameter(msg, param_hint="--chart") from None


def compared(
    before: Pact, after: Pact, source: Source, span: Span
) -> tuple[Backtest, Reading]:
    """Both versions over the same leads, with a bar while it takes.

    Args:
        before: The version before.
        after: The version after.
        source: The leads, and the instant for which they are judged, or
            ``LAST_EVENT``.
        span: Which promises are looked at.

    Raises:
        PolicyError: The mapping has mistakes.
        RecordError: A file cannot be read, or a lead cannot be judged.
    """
    with Track() as track:
        reading = read_data(source, [before.plan, after.plan], track)
        people = people_of(source)
        now = _last_event(reading.leads) if source.now == LAST_EVENT else source.now
        tables = [
            Tables.of(
                pact.evaluate_many(
                    track.judged(reading.leads), now=from_instant(now), people=people
                )
            )
            for pact in (before, after)
        ]
    return compare_tables(tables[0], tables[1], span), reading


def _last_event(leads: Sequence[Lead]) -> int:
    """The instant of the last event of all leads.

    Raises:
        UsageError: There is none.
    """
    times = [event.at for lead in leads for event in lead.events or ()]
    if not times:
        msg = "no lead has an event: say with `--as-of` for which instant"
        raise click.UsageError(msg)
    return to_instant(max(times))


def span_of(pact: Pact, first: datetime | None, last: datetime | None) -> Span:
    """The days in the zone of a policy, the last one included.

    Raises:
        UsageError: The last one lies before the first.
    """
    zone = pact.checked.policy.timezone
    where = time_zone(zone)
    since = until = None
    if first is not None:
        since = to_instant(datetime.combine(first, time(), where))
    if last is not None:
        behind = datetime.fromordinal(last.toordinal() + 1)
        until = to_instant(datetime.combine(behind, time(), where))
    if since is not None and until is not None and since >= until:
        msg = "`--to` lies before `--from`: no day is both"
        raise click.UsageError(msg)
    return Span(since, until, zone)


def title_of(before: Pact, after: Pact) -> str:
    """Which versions; where their numbers are the same, by their digests."""
    old, new = before.checked.policy, after.checked.policy
    if old.version == new.version:
        return (
            f"{old.policy} {old.version} ({before.digest[:12]}) -> "
            f"{new.version} ({after.digest[:12]})"
        )
    return f"{old.policy} {old.version} -> {new.version}"


def _report(title: str, found: Backtest, form: str) -> str:
    if form == "json":
        return backtest_json(title, found)
    if form == "markdown":
        return printable(backtest_markdown(title, found))
    return "".join(f"{printable(line)}\n" for line in backtest_lines(title, found))
