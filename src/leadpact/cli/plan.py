"""`leadpact plan`: from revenue back to leads."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from leadpact.cli.desk import input_of
from leadpact.cli.options import SOURCE, output_option, policy_argument
from leadpact.cli.output import opened
from leadpact.cli.terminal import printable
from leadpact.pact import load
from leadpact.planning import History, history, is_first_day
from leadpact.reports.plans import PlanReport, plan_json, plan_text
from leadpact.sources import read_past

if TYPE_CHECKING:
    from pathlib import Path

    from leadpact.model.policy import Plan

#: `2026-03` in place of a date, for its first day.
_MONTH_LENGTH = 7


@click.command(
    epilog="""\b
Examples:
  leadpact plan policies/inbound/1.0.0.yaml
  leadpact plan policies/inbound/1.0.0.yaml --history past.csv --for 2026-03
  leadpact plan policies/inbound/1.0.0.yaml --format xlsx -o plan.xlsx
"""
)
@policy_argument
@click.option(
    "--history",
    "past",
    type=SOURCE,
    metavar="FILE",
    help=(
        "Past periods, CSV or JSON Lines with `period`, `leads`, `customers`, "
        "`revenue` and, if known, `total_revenue` and `segment`."
    ),
)
@click.option(
    "--for",
    "period",
    metavar="DATE",
    help="The first day of the period that is planned, or a month such as 2026-03.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "xlsx"]),
    default="text",
    show_default=True,
    help="For people, for programs, or a workbook with live formulas.",
)
@output_option
def command(
    policy: Path, past: str | None, period: str | None, form: str, output: str
) -> None:
    """Tell how many leads a plan needs, from revenue back to them, step by step.

    With `--history` it tells the same with the averages of past periods in place of
    the numbers of the policy: those that its `averages` ask for, before a sales cycle
    that has not ended yet.
    """
    checked = load(policy).checked.policy
    if checked.plan is None:
        msg = f"`{policy}` has no `plan`"
        raise click.UsageError(msg)
    first = None if period is None else _first_day(checked.plan, period)
    with opened(output, policy, past) as stream:
        found = None if past is None else _history(checked.plan, past, first)
        report = PlanReport(checked, checked.plan, first, found)
        stream.write(_written(report, form))


def _written(report: PlanReport, form: str) -> bytes:
    if form == "xlsx":
        from leadpact.reports.workbook import plan_workbook  # noqa: PLC0415 - an extra

        return plan_workbook(report)
    if form == "json":
        return plan_json(report).encode(errors="backslashreplace")
    lines = "".join(f"{printable(line)}\n" for line in plan_text(report))
    return lines.encode(errors="backslashreplace")


def _first_day(plan: Plan, text: str) -> date:
    """The first day of a period.

    Raises:
        BadParameter: It is none.
    """
    whole = f"{text}-01" if len(text) == _MONTH_LENGTH else text
    try:
        day = date.fromisoformat(whole)
    except ValueError:
        msg = f"`{text}` is no date: write it as 2026-03-01, or 2026-03"
        raise click.BadParameter(msg, param_hint="--for") from None
    if not is_first_day(plan.per, day):
        msg = f"{day} is not the first day of a {plan.per.value}"
        raise click.BadParameter(msg, param_hint="--for")
    return day


def _history(plan: Plan, past: str, first: date | None) -> History:
    if first is None:
        msg = "say with `--for` which period is planned: the past before it counts"
        raise click.UsageError(msg)
    if plan.averages is None:
        msg = "the plan does not say what it averages: add `averages: {over: 6 months}`"
        raise click.UsageError(msg)
    rows = read_past(input_of(past), plan.revenue_quota.currency)
    return history(plan, rows, first)
