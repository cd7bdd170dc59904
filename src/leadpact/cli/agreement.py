"""`leadpact agreement`: the page that both parties sign."""

from __future__ import annotations

from pathlib import Path

import click

from leadpact.agreement import Paper, Target, agreement_view, render
from leadpact.cli.options import policy_argument
from leadpact.cli.output import STREAM, opened
from leadpact.pact import load

_TARGETS = {target.value: target for target in Target}


@click.command(
    epilog="""\b
Examples:
  leadpact agreement policy.yaml -o agreement.pdf
  leadpact agreement policy.yaml -o agreement.pdf --paper letter
  leadpact agreement policy.yaml -o - --format md
  leadpact agreement policy.yaml -o agreement.pdf --template our-page
"""
)
@policy_argument
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    help="Where to write, such as page.pdf; `-` is standard output.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_TARGETS)),
    help="What to write, if the ending of the file does not tell.",
)
@click.option(
    "--paper",
    type=click.Choice([paper.value for paper in Paper]),
    default=Paper.A4.value,
    show_default=True,
    help="Paper of the PDF.",
)
@click.option(
    "--template",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder with templates of your own; the others are those of leadpact.",
)
def command(
    policy: Path, output: str, form: str | None, paper: str, template: Path | None
) -> None:
    """Print the one-page agreement as PDF, HTML or Markdown."""
    target = _TARGETS[form] if form else _by_ending(output)
    view = agreement_view(load(policy).checked)
    page = render(view, target, paper=Paper(paper), template=template)
    own = template.glob("*.j2") if template else ()
    with opened(output, policy, *own) as stream:
        stream.write(page)


def _by_ending(output: str) -> Target:
    """What the ending of a file asks for.

    Raises:
        UsageError: It asks for nothing that is known.
    """
    ending = Path(output).suffix.removeprefix(".").lower()
    if ending in _TARGETS:
        return _TARGETS[ending]
    known = ", ".join(f"`.{word}`" for word in _TARGETS)
    if output == STREAM:
        msg = "say with `--format` what to write to standard output: pdf, html or md"
    else:
        msg = f"`{output}` ends in none of {known}: add `--format`, or name it so"
    raise click.UsageError(msg)
