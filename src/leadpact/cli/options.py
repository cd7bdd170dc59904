"""Options that several commands share, and their types."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from leadpact.cli.output import STREAM
from leadpact.errors import RecordError
from leadpact.instants import parse_instant, to_instant

if TYPE_CHECKING:
    from collections.abc import Callable

Command = TypeVar("Command", bound="Callable[..., Any]")

#: A file that must be there; folders are none.
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
#: The same, or standard input.
SOURCE = click.Path(exists=True, dir_okay=False, allow_dash=True)

_NO_NOW = (
    "say with `--now` for which instant. leadpact does not look at the clock, so that "
    "the same policy, leads and instant always give the same answer. For the present: "
    "--now $(date -u +%FT%TZ)"
)


def _instant(ctx: click.Context, param: click.Parameter, text: str | None) -> int:
    """An instant with its zone, as microseconds since the epoch."""
    if text is None:
        raise click.UsageError(_NO_NOW, ctx)
    try:
        return parse_instant(text)
    except RecordError as error:
        raise click.BadParameter(error.diagnostics[0].message, ctx, param) from None


def _present(ctx: click.Context, param: click.Parameter, text: str | None) -> int:
    """The same, or the present by the clock."""
    return to_instant(datetime.now(UTC)) if text is None else _instant(ctx, param, text)


def _any_instant(
    ctx: click.Context, param: click.Parameter, text: str | None
) -> int | None:
    """The same, or none."""
    return None if text is None else _instant(ctx, param, text)


def _once(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Refuse standard input for two files."""
    if value != STREAM:
        return value
    if ctx.meta.setdefault("leadpact.stdin", param.name) != param.name:
        msg = "only one file can be standard input"
        raise click.UsageError(msg, ctx)
    return value


def present_option_of(name: str, told: str) -> Callable[[Command], Command]:
    """An option for an instant, which is the present unless given."""
    return click.option(name, metavar="INSTANT", callback=_present, help=told)


present_option = present_option_of(
    "--now",
    "At which instant acknowledgements of advice may have run out, such as "
    "2026-03-13T19:30:00Z; the present unless given.",
)

policy_argument = click.argument("policy", type=FILE)

#: A policy file, or a folder that holds the versions of one policy.
versions_argument = click.argument(
    "policy", type=click.Path(exists=True, path_type=Path)
)

folder_argument = click.argument(
    "folder", type=click.Path(exists=True, file_okay=False, path_type=Path)
)

lead_option = click.option("--lead", required=True, metavar="ID", help="Which lead.")

_NOW_OPTION = click.option(
    "--now",
    metavar="INSTANT",
    callback=_instant,
    help="For which instant, such as 2026-03-13T19:30:00Z. Required: leadpact "
    "does not look at the clock.",
)
_DATA_OPTIONS = (
    click.option(
        "--leads",
        type=SOURCE,
        metavar="FILE",
        callback=_once,
        help="Leads as CSV or JSON Lines, plain or gzip; `-` is standard input. "
        "Without it the events make the leads.",
    ),
    click.option(
        "--events",
        type=SOURCE,
        metavar="FILE",
        callback=_once,
        help="What happened to them, in the same formats.",
    ),
    click.option(
        "--mapping",
        type=FILE,
        metavar="FILE",
        help="Which columns mean what. Without it the files have leadpact's own shape.",
    ),
    click.option(
        "--people",
        type=SOURCE,
        metavar="FILE",
        callback=_once,
        help="Owners of leads, with columns id, name, calendar, address, team, "
        "manager, absences.",
    ),
    _NOW_OPTION,
    click.option(
        "--on-error",
        type=click.Choice(["stop", "skip"]),
        default="stop",
        show_default=True,
        help="What to do about rows and leads that cannot be read.",
    ),
)


trust_option = click.option(
    "--trust",
    type=FILE,
    metavar="FILE",
    help="OpenSSH's `allowed_signers`: judge only by a policy file that every party "
    "signed.",
)


template_option = click.option(
    "--template",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder with templates of your own for the page; the others are those of "
    "leadpact.",
)


output_option = click.option(
    "-o",
    "--output",
    default=STREAM,
    metavar="FILE",
    help="Where to write; standard output if left out.",
)


def history_options(command: Command) -> Command:
    """The options that say which leads a change is tried on."""
    as_of = click.option(
        "--as-of",
        metavar="INSTANT",
        callback=_any_instant,
        help="For which instant leads are judged; that of their last event unless "
        "given.",
    )
    files = [one for one in _DATA_OPTIONS if one is not _NOW_OPTION]
    for option in reversed([*files, as_of]):
        command = option(command)
    return command


def data_options(command: Command) -> Command:
    """The options that say which leads to judge, and when."""
    for option in reversed(_DATA_OPTIONS):
        command = option(command)
    return command
