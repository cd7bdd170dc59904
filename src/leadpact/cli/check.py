"""`leadpact check`: every mistake in policies and mappings."""

from __future__ import annotations

from pathlib import Path

import click

from leadpact.cli.files import named_by
from leadpact.cli.options import present_option
from leadpact.cli.reports import REPORTS, Batch
from leadpact.cli.verdicts import exit_code, judge, judge_books
from leadpact.diagnostics import Severity


@click.command(
    epilog="""\b
Examples:
  leadpact check policy.yaml
  leadpact check policies mapping.yaml
  leadpact check --format github --fail-on note policies
"""
)
@click.argument(
    "paths",
    metavar="PATH...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
)
@click.option(
    "--format",
    "style",
    type=click.Choice(list(REPORTS)),
    default="text",
    show_default=True,
    help="How to tell: for people, for programs, for code scanning, or as annotations "
    "of a GitHub workflow.",
)
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    default="warning",
    show_default=True,
    help="The least severity that ends with exit code 1; errors always end with 3.",
)
@present_option
@click.pass_context
def command(
    ctx: click.Context, paths: tuple[Path, ...], style: str, fail_on: str, now: int
) -> None:
    """Check policies and mappings, and tell all their mistakes at once.

    Of a folder, every policy, mapping and file of shared definitions in it is checked,
    but none in a folder named `tests`. Where policies in one folder are named like
    `1.0.0.yaml`, they are checked as the versions of one policy. A line tells of each
    file that is fine, and the digest of a policy. A mapping is compared with the policy
    that is named beside it, or else with the one policy in its folder.
    """
    batches = []
    for named in [named_by(path) for path in paths]:
        verdicts = tuple(judge(file, paths, now) for file in named.files)
        batches.append(Batch(judge_books(verdicts), named.remark))
    REPORTS[style](batches)
    judged = [verdict for batch in batches for verdict in batch.verdicts]
    ctx.exit(exit_code(judged, Severity(fail_on)))
