"""`leadpact evaluate`: what a policy says about leads at an instant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from leadpact.cli.desk import Source, read_desk, tell_reading
from leadpact.cli.options import (
    data_options,
    output_option,
    trust_option,
    versions_argument,
)
from leadpact.cli.output import opened
from leadpact.cli.progress import Track
from leadpact.cli.summary import summary_text
from leadpact.results import Results, Table, csv_text, json_lines, json_text

if TYPE_CHECKING:
    from collections.abc import Iterable


@click.command(
    epilog="""\b
Examples:
  leadpact evaluate policy.yaml --leads leads.csv --events events.csv \\
      --mapping mapping.yaml --now 2026-03-13T19:30:00Z
  zcat events.csv.gz | leadpact evaluate policy.yaml --events - \\
      --now $(date -u +%FT%TZ) --format json -o result.json
  leadpact evaluate policy.yaml --events events.jsonl \\
      --now 2026-03-13T19:30:00Z --format csv --table consequences
"""
)
@versions_argument
@data_options
@trust_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl", "csv"]),
    default="text",
    show_default=True,
    help="A summary to read, or the whole result.",
)
@click.option(
    "--table",
    type=click.Choice([table.value for table in Table]),
    help="Which table to write as CSV.  [default: timers]",
)
@output_option
def command(form: str, table: str | None, output: str, **files: Any) -> None:  # noqa: ANN401 - the options that a source is made of
    """Judge leads by a policy at an instant.

    POLICY is a policy file, or a folder with the versions of one: then each promise is
    judged by the version that binds it.

    A missed promise is a result, not a failure: the exit code is 0.
    """
    if table and form != "csv":
        msg = "`--table` goes with `--format csv`: the other formats hold all tables"
        raise click.UsageError(msg)
    source = Source(**files)
    with opened(output, *source.paths) as stream:
        with Track() as track:
            desk = read_desk(source, track)
            results = desk.results(track.judged(desk.reading.leads))
        tell_reading(desk.reading)
        for piece in _pieces(results, form, table, terminal=stream.isatty()):
            stream.write(piece.encode())


def _pieces(
    results: Results, form: str, table: str | None, *, terminal: bool
) -> Iterable[str]:
    match form:
        case "json":
            return json_text(results)
        case "jsonl":
            return json_lines(results)
        case "csv":
            return csv_text(results, Table(table or Table.TIMERS))
    return [summary_text(results, terminal=terminal)]
