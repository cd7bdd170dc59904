"""`leadpact migrate`: policies and mappings in the newest format."""

from __future__ import annotations

import click

from leadpact.cli.rewriting import Rewrite, rewrite_files, rewriting_options
from leadpact.loading.migrations import migrate


@click.command(
    epilog="""\b
Examples:
  leadpact migrate policies
  leadpact migrate --check policies mapping.yaml
  leadpact migrate --diff policy.yaml
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
    """Bring policies and mappings to the newest format, and tell the format of each.

    So far there is one format. Comments stay where they are. Of a folder, every policy
    and mapping in it is taken, but none in a folder named `tests`. `-` reads standard
    input and writes standard output.
    """
    ctx.exit(
        rewrite_files(paths, _migrated, only_check=only_check, only_diff=only_diff)
    )


def _migrated(name: str, data: bytes) -> Rewrite:
    found = migrate(name, data)
    was, kind = found.found, found.kind.word
    return Rewrite(
        # What is current stays as it is, to the last byte.
        None if was == found.newest else found.text,
        done=f"{kind}, migrated from format {was} to {found.newest}",
        due=f"{kind}, format {was}, would be migrated to {found.newest}",
        kept=f"{kind}, format {was}, current",
    )
