"""`leadpact check`: every mistake in policies and mappings."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from leadpact.calendars import time_zone
from leadpact.check import (
    CheckedPolicy,
    advise_mapping,
    advise_policy,
    check_policy,
)
from leadpact.cli.exits import Exit
from leadpact.cli.kinds import YAML, is_mapping, is_policy, is_shared, policy_beside
from leadpact.cli.options import present_option
from leadpact.cli.terminal import tell
from leadpact.diagnostics import Severity
from leadpact.errors import PolicyError
from leadpact.instants import from_instant
from leadpact.loading.files import read_bytes, read_file
from leadpact.loading.policy import load_mapping, load_policy, load_shared
from leadpact.pact import Pact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from leadpact.diagnostics import Diagnostic

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
@present_option
@click.pass_context
def command(ctx: click.Context, paths: tuple[Path, ...], now: int) -> None:
    """Check policies and mappings, and tell all their mistakes at once.

    Of a folder, every policy and mapping in it is checked, but none in a folder named
    `tests`. A line tells of each file that is fine, and the digest of a policy.
    A mapping is also compared with the policy beside it, in its folder or in PATH,
    if there is exactly one.
    """
    tally = Tally(now, paths)
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
    """How many files are invalid, and how many are fine but for a warning.

    Attributes:
        now: Instant at which acknowledgements may have run out.
        paths: What the command was given.
    """

    now: int
    paths: Sequence[Path] = ()
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
            if name.endswith(YAML) and name[0] != ".":
                yield Path(place, name)


def _is_ours(file: Path) -> bool:
    """Whether a file is one of ours, or cannot be read."""
    try:
        data = read_bytes(str(file))
    except PolicyError:
        return True
    return is_policy(data) or is_mapping(data) or is_shared(data)


def check_file(file: Path, tally: Tally) -> None:
    """Check one file, and print what is to be said of it."""
    name = str(file)
    try:
        data = read_bytes(name)
        if is_mapping(data):
            found = mapping_advice(file, data, tally)
            _tell(found, {name: _text(data)}, tally)
            click.echo(f"{name}: mapping, fine")
            return
        if is_shared(data):
            load_shared(name, data)
            click.echo(f"{name}: shared definitions, fine by themselves")
            return
        loaded = load_policy(name, data, read_file)
        pact = Pact(check_policy(loaded))
    except PolicyError as error:
        tally.invalid += 1
        tell(error.diagnostics, error.sources)
        return
    advice = advise_policy(loaded, today=_today(pact.checked, tally))
    found = (*pact.checked.diagnostics, *advice)
    _tell(found, loaded.document.sources, tally)
    policy = pact.checked.policy
    click.echo(f"{name}: {policy.policy} {policy.version}, fine, digest {pact.digest}")


def mapping_advice(file: Path, data: bytes, tally: Tally) -> Sequence[Diagnostic]:
    """What is to be said of a mapping beside its policy, if that one is sound.

    Raises:
        PolicyError: The mapping has mistakes.
    """
    name = str(file)
    mapping = load_mapping(name, data)
    beside = policy_beside(file, tally.paths)
    if beside is None:
        return ()
    try:
        checked = check_policy(
            load_policy(str(beside), read_bytes(str(beside)), read_file)
        )
    except PolicyError:  # It is told where that file is checked.
        return ()
    text, today = _text(data), _today(checked, tally)
    return advise_mapping(mapping, checked.policy, file=name, text=text, today=today)


def _today(checked: CheckedPolicy, tally: Tally) -> date:
    """The day in the timezone of a policy."""
    moment = from_instant(tally.now)
    with contextlib.suppress(OverflowError):  # In the last hours that a date has.
        moment = moment.astimezone(time_zone(checked.policy.timezone))
    return moment.date()


def _tell(
    found: Sequence[Diagnostic], sources: Mapping[str, str], tally: Tally
) -> None:
    """Print warnings and notes of a file that can be loaded, and count them."""
    tell(found, sources)
    tally.warned += any(each.severity is Severity.WARNING for each in found)


def _text(data: bytes) -> str:
    """The text of a file that can be loaded, as its places count it."""
    return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
