"""`leadpact check`: every mistake in policies and mappings."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from leadpact.check import advise_policy, check_policy
from leadpact.cli.exits import Exit
from leadpact.cli.terminal import tell
from leadpact.diagnostics import Severity
from leadpact.errors import PolicyError
from leadpact.loading.files import read_bytes, read_file
from leadpact.loading.policy import load_mapping, load_policy, load_shared
from leadpact.pact import Pact

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What a file is, by its keys that stand at the start of a line.
_POLICY = re.compile(rb"""^(?:\xef\xbb\xbf)?["']?leadpact["']?\s*:""", re.MULTILINE)
_MAPPING = re.compile(rb"""^["']?mapping["']?\s*:""", re.MULTILINE)
_SHARED = re.compile(rb"""^["']?shared["']?\s*:""", re.MULTILINE)

#: A folder of tests of policies; they are no policies themselves.
_TESTS = "tests"


@click.command(
    epilog="""\b
Examples:
  leadpact check policy.yaml
  leadpact check policies mapping.yaml
"""
)
@click.argument(
    "paths",
    metavar="PATH...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
)
@click.pass_context
def command(ctx: click.Context, paths: tuple[Path, ...]) -> None:
    """Check policies and mappings, and tell all their mistakes at once.

    Of a folder, every policy and mapping in it is checked, but none in a folder named
    `tests`. A line tells of each file that is fine, and the digest of a policy.
    """
    tally = Tally()
    for path in paths:
        if path.is_dir():
            check_folder(path, tally)
        else:
            check_file(path, tally)
    if tally.invalid:
        files = "file is" if tally.invalid == 1 else "files are"
        click.echo(f"{tally.invalid} {files} invalid", err=True)
        ctx.exit(Exit.POLICY)
    ctx.exit(Exit.FINDINGS if tally.warned else Exit.FINE)


@attrs.define
class Tally:
    """How many files are invalid, and how many are fine but for a warning."""

    invalid: int = 0
    warned: int = 0


def check_folder(folder: Path, tally: Tally) -> None:
    """Check every policy and mapping in a folder and below.

    Raises:
        UsageError: There is none.
    """
    files = sorted(_yaml_files(folder))
    found = [file for file in files if _is_ours(file)]
    if not found:
        msg = f"there is no policy and no mapping in `{folder}`"
        raise click.UsageError(msg)
    for file in found:
        check_file(file, tally)
    if other := len(files) - len(found):
        files_are = "file that is" if other == 1 else "files that are"
        message = (
            f"{folder}: passed over {other} {files_are} neither policy nor mapping"
        )
        click.echo(message, err=True)


def _yaml_files(folder: Path) -> Iterator[Path]:
    """Files that may be ours: not those that are hidden, nor those of tests."""
    for place, inner, names in os.walk(folder):
        # What is taken out here is not walked.
        inner[:] = [name for name in inner if name != _TESTS and name[0] != "."]
        for name in names:
            if name.endswith((".yaml", ".yml")) and name[0] != ".":
                yield Path(place, name)


def _is_ours(file: Path) -> bool:
    """Whether a file is one of ours, or cannot be read."""
    try:
        data = read_bytes(str(file))
    except PolicyError:
        return True
    return any(kind.search(data) for kind in (_POLICY, _MAPPING, _SHARED))


def check_file(file: Path, tally: Tally) -> None:
    """Check one file, and print what is to be said of it."""
    name = str(file)
    try:
        data = read_bytes(name)
        if _MAPPING.search(data) and not _POLICY.search(data):
            load_mapping(name, data)
            click.echo(f"{name}: mapping, fine")
            return
        if _SHARED.search(data) and not _POLICY.search(data):
            load_shared(name, data)
            click.echo(f"{name}: shared definitions, fine by themselves")
            return
        loaded = load_policy(name, data, read_file)
        pact = Pact(check_policy(loaded))
    except PolicyError as error:
        tally.invalid += 1
        tell(error.diagnostics, error.sources)
        return
    found = (*pact.checked.diagnostics, *advise_policy(loaded))
    tell(found, loaded.document.sources)
    tally.warned += any(each.severity is Severity.WARNING for each in found)
    policy = pact.checked.policy
    click.echo(f"{name}: {policy.policy} {policy.version}, fine, digest {pact.digest}")
