"""The reports by name: what each tells, from what it is made, and in which forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs
import click

from leadpact.agreement.fit import Paper
from leadpact.charts import ChartFormat, Spec, draw
from leadpact.cli.terminal import printable
from leadpact.instants import format_instant
from leadpact.reports.bar_charts import funnel_chart, kept_chart, segments_chart
from leadpact.reports.breaches import Breach, breaches
from leadpact.reports.charts import Look, speed_chart, waterfall_chart
from leadpact.reports.daily import Daily, daily
from leadpact.reports.depth import Depth, depth
from leadpact.reports.disputed import Disputed, disputed
from leadpact.reports.feedback import Feedback, feedback
from leadpact.reports.funnel import FunnelStage, funnel
from leadpact.reports.goals import GoalStanding, standings
from leadpact.reports.kept import Group, Kept, kept
from leadpact.reports.leakage import Leak, leakage
from leadpact.reports.material import Material
from leadpact.reports.output import (
    Report,
    report_csv,
    report_markdown,
    report_text,
    reports_json,
)
from leadpact.reports.segments import Segment, segments
from leadpact.reports.speed import Every, Speed, SpeedRange, speed, speed_ranges
from leadpact.reports.stalled import Stalled, stalled
from leadpact.reports.status import StatusCount, status
from leadpact.reports.waterfall import WaterfallDay, counted_goals, waterfall

if TYPE_CHECKING:
    from leadpact.results.tables import Span

T = TypeVar("T")

#: All tables together.
ALL: Final = "all"


@attrs.frozen
class Asked:
    """What of a report is asked for.

    Attributes:
        by: For whom promises are told apart.
        every: Which days are told together.
        field: By which field or definition leads are told apart.
        goal: Which goal is shown; ``None`` for all that can be.
        first: The first day of its period; ``None`` for the one of ``now``.
        amount: What is compared with instead of the goal.
        working_days: Whether the goal line grows on working days alone.
        personal: Whether people and leads are named.
        paper: Size of a page for print.
    """

    by: Group
    every: Every
    field: str | None
    goal: str | None
    first: date | None
    amount: Decimal | None
    working_days: bool
    personal: bool
    paper: Paper


@attrs.frozen
class Kind:
    """One report that is a table.

    Attributes:
        tells: What it tells, in a few words.
        row: The class of its rows.
        rows: Makes them.
        chart: Draws them: of a title, facts, rows and a look; ``None`` for no picture.
        has_days: Whether it looks at the days that are asked for.
        most: How many rows people are shown, the first ones; ``None`` for all.
    """

    tells: str
    row: type[Any]
    rows: Callable[[Material, Asked], Sequence[Any]]
    chart: Callable[[str, str, Sequence[Any], Look], Spec] | None = None
    has_days: bool = True
    most: int | None = None


def _of(
    report: Callable[[Material, T], Sequence[Any]], material: Material, name: T
) -> Sequence[Any]:
    """A report of what a name of the policy says.

    Raises:
        UsageError: The policy does not have it.
    """
    try:
        return report(material, name)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _named(asked: Asked, report: str) -> str:
    """The name that a report cannot do without.

    Raises:
        UsageError: None is given.
    """
    if asked.field is None:
        what = "definition" if report == "disputed" else "field or definition"
        msg = f"say with `--of` by which {what} leads are told apart"
        raise click.UsageError(msg)
    return asked.field


def _kept(material: Material, asked: Asked) -> Sequence[Kept]:
    """Promises by whom they are told apart.

    Raises:
        UsageError: By segments, of which none is named.
    """
    name = _named(asked, "kept") if asked.by is Group.SEGMENT else None
    return _of(lambda found, field: kept(found, asked.by, field), material, name)


def _waterfall(material: Material, asked: Asked) -> Sequence[WaterfallDay]:
    """The days of one goal, or of all that can be shown.

    Raises:
        UsageError: There is none, or the period begins on another day.
    """
    known = counted_goals(material.policy)
    names = known if asked.goal is None else (asked.goal,)
    if not names:
        msg = "no goal of the policy counts or adds up to reach an amount"
        raise click.UsageError(msg)
    try:
        return tuple(
            row
            for name in names
            for row in waterfall(
                material,
                name,
                asked.first,
                amount=asked.amount,
                working_days=asked.working_days,
            )
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from None


#: The reports that are tables, in the order in which they are told together.
TABLES: Final[Mapping[str, Kind]] = {
    "goals": Kind(
        "how the goals stand in their periods, and what follows",
        GoalStanding,
        lambda material, _: standings(material),
    ),
    "kept": Kind(
        "how promises ended that were due: on time, late, or never",
        Kept,
        _kept,
        kept_chart,
    ),
    "breaches": Kind(
        "broken promises beside kept ones: the customers that came of both",
        Breach,
        lambda material, _: breaches(material),
    ),
    "stalled": Kind(
        "promises that are due and that nobody has kept, the longest first",
        Stalled,
        lambda material, _: stalled(material),
        has_days=False,
        most=1000,
    ),
    "speed": Kind(
        "how fast promises were kept that began, by day, week or month",
        Speed,
        lambda material, asked: speed(material, asked.every),
        speed_chart,
    ),
    "ranges": Kind(
        "after how many days they were kept: 0 to 10, 11 to 20, 21 to 35",
        SpeedRange,
        lambda material, _: speed_ranges(material),
    ),
    "daily": Kind(
        "the month so far, every day: leads, tries, connects, pipeline",
        Daily,
        lambda material, asked: _of(daily, material, asked.field),
        has_days=False,
    ),
    "status": Kind(
        "leads that were handed off: open, in progress, qualified, and not",
        StatusCount,
        lambda material, asked: _of(status, material, asked.field),
        has_days=False,
    ),
    "depth": Kind(
        "how often leads were tried that nobody has reached, by their age",
        Depth,
        lambda material, _: depth(material),
        has_days=False,
    ),
    "feedback": Kind(
        "what sales said of its leads: accepted, or rejected and why",
        Feedback,
        lambda material, _: feedback(material),
    ),
    "disputed": Kind(
        "leads sent beside leads qualified by a definition, and why not",
        Disputed,
        lambda material, asked: _of(disputed, material, _named(asked, "disputed")),
    ),
    "segments": Kind(
        "kinds of leads: how many became customers, and what they brought",
        Segment,
        lambda material, asked: _of(segments, material, _named(asked, "segments")),
        segments_chart,
    ),
    "funnel": Kind(
        "from stage to stage: how many leads, and how long it takes",
        FunnelStage,
        lambda material, _: funnel(material),
        funnel_chart,
    ),
    "leakage": Kind(
        "leads that nobody works on and that nobody said the end of",
        Leak,
        lambda material, _: leakage(material),
        has_days=False,
    ),
    "waterfall": Kind(
        "leads day by day beside the goal line of a period",
        WaterfallDay,
        _waterfall,
        waterfall_chart,
        has_days=False,
    ),
}
#: The reports that are pages: what each tells, and its form.
PAGES: Final[Mapping[str, tuple[str, str]]] = {
    "scorecard": ("one page of a month for the meeting of both heads", "pdf"),
    "dashboard": ("both sides today, with the leads behind each number", "html"),
}
_FORMS = ("text", "markdown", "csv", "json", "html", "xlsx")
_PICTURES = ("svg", "png")
#: Forms that people read from the top; programs and spreadsheets get every row.
_READ = ("text", "markdown", "html")
_TABLE_FORMS = (*_FORMS, *_PICTURES)
FORMS: Final = (*_TABLE_FORMS, "pdf")


def forms_of(name: str) -> Sequence[str]:
    """In which forms a report can be made, the usual one first."""
    if name in PAGES:
        return (PAGES[name][1],)
    if name == ALL:
        return [form for form in _FORMS if form != "csv"]
    return _FORMS if TABLES[name].chart is None else _TABLE_FORMS


def help_text() -> str:
    """What the command does, with a line for each report."""
    lines = [f"{name:<9}  {kind.tells}" for name, kind in TABLES.items()]
    lines += [f"{name:<9}  {tells}" for name, (tells, _) in PAGES.items()]
    lines.append(f"{ALL:<9}  every table that the policy has")
    return "\n\n".join(
        ("Tell what became of promises and leads.", "\b\n" + "\n".join(lines))
    )


def written(
    name: str, material: Material, asked: Asked, form: str, *, width: int | None = None
) -> bytes:
    """A report as a file.

    Args:
        name: Of the report.
        material: What it is made from.
        asked: What of it is asked for.
        form: One of ``forms_of(name)``.
        width: Columns of the terminal that text is for; ``None`` for none.

    Raises:
        AgreementError: LP5002, an optional package is not installed.
        UsageError: The report cannot be made of this policy.
    """
    if name == "dashboard":
        from leadpact.reports.dashboard import dashboard  # noqa: PLC0415 - large

        return dashboard(material, personal=asked.personal).encode()
    if name == "scorecard":
        return _scorecard(material, asked)
    reports = _all(material, asked) if name == ALL else [_report(name, material, asked)]
    if form in _READ:
        reports = list(map(_shortened, reports))
    if form in _PICTURES:
        return draw(_spec(reports[0], Look.of(material.policy)), ChartFormat(form))
    if form == "xlsx":
        from leadpact.reports.sheets import reports_workbook  # noqa: PLC0415 - an extra

        return reports_workbook(reports)
    if form == "text" and width is not None:
        from leadpact.cli.report_screen import drawn  # noqa: PLC0415 - rich is slow

        return drawn(reports, width).encode(errors="backslashreplace")
    return _as_text(reports, form).encode(errors="backslashreplace")


def _scorecard(material: Material, asked: Asked) -> bytes:
    from leadpact.reports.scorecard import scorecard  # noqa: PLC0415 - large

    try:
        return scorecard(material, asked.first, asked.paper)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _as_text(reports: Sequence[Report], form: str) -> str:
    match form:
        case "csv":
            return report_csv(reports[0])
        case "json":
            return reports_json(reports)
        case "markdown":
            return "\n".join(map(report_markdown, reports))
        case "html":
            from leadpact.reports.web import reports_html  # noqa: PLC0415 - large

            return reports_html(reports)
    told = (
        "".join(f"{printable(line)}\n" for line in report_text(one)) for one in reports
    )
    return "\n".join(told)


def _all(material: Material, asked: Asked) -> list[Report]:
    """Every table that can be made of the policy, and of what was asked for."""
    # What `--of` names is asked of one report; here it tells segments apart.
    left_out = {"disputed"}
    if asked.field is None:
        left_out.add("segments")
    if not counted_goals(material.policy):
        left_out.add("waterfall")
    if not material.policy.goals:
        left_out.add("goals")
    of_all = attrs.evolve(asked, field=None)
    return [
        _report(name, material, asked if name in {"segments", "kept"} else of_all)
        for name in TABLES
        if name not in left_out
    ]


def _report(name: str, material: Material, asked: Asked) -> Report:
    kind, policy = TABLES[name], material.policy
    tells = f"{kind.tells[0].upper()}{kind.tells[1:]}."
    title = f"{policy.policy} {policy.version}, {name}: {tells}"
    rows = kind.rows(material, asked)
    return Report(name, title, _facts(kind, material), kind.row, rows)


def _shortened(report: Report) -> Report:
    """A report with no more rows than people read, and how many are left out."""
    most = TABLES[report.name].most
    if most is None or len(report.rows) <= most:
        return report
    more = len(report.rows) - most
    fact = f"The first {most:,} rows; {more:,} more are in `--format csv` and `json`."
    return attrs.evolve(report, facts=(*report.facts, fact), rows=report.rows[:most])


def _facts(kind: Kind, material: Material) -> tuple[str, ...]:
    """As of when, how many leads, which days, and in which zone."""
    told = f"As of {format_instant(material.now)}, {len(material.tables.leads):,} leads"
    if material.tables.refused:
        told = f"{told}, {len(material.tables.refused)} more could not be judged"
    days = _days(material.span) if kind.has_days else ""
    return (f"{told}; days in {material.span.zone}{days}.",)


def _days(span: Span) -> str:
    since = "" if span.since is None else f" from {format_instant(span.since)}"
    until = "" if span.until is None else f" to before {format_instant(span.until)}"
    return f"{since}{until}"


def _spec(report: Report, look: Look) -> Spec:
    """What to draw of a report."""
    chart = TABLES[report.name].chart
    assert chart is not None  # noqa: S101 - its forms were looked at before
    title, _, _ = report.title.partition(", ")
    return chart(title, " ".join(report.facts), report.rows, look)
