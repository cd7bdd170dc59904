"""`leadpact fmt`: policies and mappings in their normal layout."""

from __future__ import annotations

import click

from leadpact.cli.rewriting import Rewrite, rewrite_files, rewriting_options
from leadpact.loading.files import read_file
from leadpact.loading.layout import lay_out


@click.command(
    epilog="""\b
Examples:
  leadpact fmt policy.yaml mapping.yaml
  leadpact fmt --check policies
  leadpact fmt --diff policy.yaml
  leadpact fmt - < policy.yaml
"""
)
@rewriting_options
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    only_check: bool,  # noqa: FBT001 - click hands over what it was given
    only_diff: bool,  # noqa: FBT001 - as above
) -> None:
    """Lay out policies and mappings, and change nothing that they say.

    Indentation, blanks and blank lines become the same everywhere; comments stay where
    they are. Of a folder, every policy and mapping in it is laid out, but none in a
    folder named `tests`. `-` reads standard input and writes standard output.
    """
    ctx.exit(
        rewrite_files(paths, _laid_out, only_check=only_check, only_diff=only_diff)
    )


def _laid_out(name: str, data: bytes) -> Rewrite:
    text = lay_out(name, data, read_file)
    return Rewrite(text, "laid out", "would be laid out", "unchanged")
