"""`leadpact report`: the numbers that both teams answer for."""

from __future__ import annotations

import shutil
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import attrs
import click

from leadpact.agreement.fit import Paper
from leadpact.cli.backtest import span_of
from leadpact.cli.desk import Source, read_desk, tell_reading
from leadpact.cli.options import data_options, output_option, versions_argument
from leadpact.cli.output import opened
from leadpact.cli.progress import Track
from leadpact.cli.report_kinds import (
    ALL,
    FORMS,
    PAGES,
    TABLES,
    Asked,
    forms_of,
    help_text,
    written,
)
from leadpact.instants import from_instant
from leadpact.reports.kept import Group
from leadpact.reports.material import Material
from leadpact.reports.speed import Every

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


_DAY = click.DateTime(["%Y-%m-%d"])


def _amount(_: click.Context, __: click.Parameter, text: str | None) -> Decimal | None:
    """An exact amount above zero; whatever is none is refused."""
    if text is None:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal()
    if not amount.is_finite() or amount <= 0:
        msg = f"{text} is no amount above zero"
        raise click.BadParameter(msg)
    return amount


@click.command(
    help=help_text(),
    epilog="""\b
Examples:
  leadpact report kept policy.yaml --leads leads.csv --events events.csv \\
      --mapping mapping.yaml --now 2026-03-13T19:30:00Z
  leadpact report speed policy.yaml --events events.jsonl --every month \\
      --now 2026-03-13T19:30:00Z --from 2026-01-01 --to 2026-03-31
  leadpact report waterfall policy.yaml --events events.jsonl --goal leads \\
      --period 2026-03-01 --now 2026-03-13T19:30:00Z --format csv -o waterfall.csv
  leadpact report scorecard policy.yaml --events events.jsonl --period 2026-03 \\
      --now 2026-04-01T12:00:00Z -o march.pdf
""",
)
@click.argument("name", type=click.Choice([*TABLES, *PAGES, ALL]))
@versions_argument
@data_options
@click.option(
    "--from", "first", type=_DAY, metavar="DATE", help="The first day that counts."
)
@click.option("--to", "last", type=_DAY, metavar="DATE", help="The last such day.")
@click.option(
    "--by",
    type=click.Choice([group.value for group in Group]),
    default=Group.ALL.value,
    show_default=True,
    help="For whom `kept` is told apart; a segment is what `--of` names.",
)
@click.option(
    "--every",
    type=click.Choice([every.value for every in Every]),
    default=Every.WEEK.value,
    show_default=True,
    help="Which days `speed` tells together.",
)
@click.option(
    "--of",
    "field",
    metavar="NAME",
    help="Which field or definition `segments` tells leads apart by, which "
    "definition `disputed` asks, and which must hold in `status` and `daily`.",
)
@click.option(
    "--goal",
    metavar="NAME",
    help="Which goal `waterfall` shows; all that count or add up unless given.",
)
@click.option(
    "--amount",
    callback=_amount,
    metavar="NUMBER",
    help="Another goal for `waterfall` to compare with.",
)
@click.option(
    "--working-days",
    is_flag=True,
    help="Let the goal line of `waterfall` grow on working days alone.",
)
@click.option(
    "--period",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m"]),
    metavar="DATE",
    help="The first day of the period of `waterfall`, or the month of `scorecard`, "
    "such as 2026-03; the one of `--now` unless given.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="For people, a wiki, a spreadsheet, programs, a browser; `kept`, `speed`, "
    "`segments`, `funnel` and `waterfall` also as a picture. A dashboard is HTML, a "
    "scorecard PDF.",
)
@click.option(
    "--no-personal",
    is_flag=True,
    help="Leave names of people, ids of leads and free text out of a dashboard.",
)
@click.option(
    "--paper",
    type=click.Choice([paper.value for paper in Paper]),
    default=Paper.A4.value,
    show_default=True,
    help="Size of a scorecard.",
)
@output_option
def command(  # noqa: PLR0913, PLR0917 - one an option
    name: str,
    policy: Path,
    first: datetime | None,
    last: datetime | None,
    by: str,
    every: str,
    field: str | None,
    goal: str | None,
    amount: Decimal | None,
    working_days: bool,  # noqa: FBT001 - a flag
    period: datetime | None,
    form: str | None,
    no_personal: bool,  # noqa: FBT001 - a flag
    paper: str,
    output: str,
    **files: Any,  # noqa: ANN401 - what a source is made of
) -> None:
    """Tell what became of promises and leads."""
    allowed = forms_of(name)
    chosen = form or allowed[0]
    if chosen not in allowed:
        msg = f"`{name}` is made as {', '.join(allowed)}, not as {chosen}"
        raise click.UsageError(msg)
    source = Source(policy=policy, **files)
    day = None if period is None else period.date()
    asked = Asked(
        by=Group(by),
        every=Every(every),
        field=field,
        goal=goal,
        first=day,
        amount=amount,
        working_days=working_days,
        personal=not no_personal,
        paper=Paper(paper),
    )
    with opened(output, *source.paths) as stream:
        with Track() as track:
            desk = read_desk(source, track)
            material = Material.of(
                desk.judge,
                track.judged(desk.reading.leads),
                now=from_instant(desk.now),
                people=desk.people,
            )
        tell_reading(desk.reading)
        span = span_of(material.pact, first, last)
        material = attrs.evolve(material, span=span)
        width = shutil.get_terminal_size().columns if stream.isatty() else None
        stream.write(written(name, material, asked, chosen, width=width))
