"""`leadpact diff`: what a version changes, in words, and for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from leadpact.cli.exits import Exit
from leadpact.cli.options import output_option
from leadpact.cli.output import opened
from leadpact.cli.revisions import Place
from leadpact.cli.terminal import printable
from leadpact.model.versions import rank
from leadpact.pact import load
from leadpact.review.difference import (
    BookDifference,
    compare_books,
    compare_policies,
)
from leadpact.review.difference.reports import (
    book_json,
    book_lines,
    book_markdown,
    json_text,
    markdown,
    text_lines,
)
from leadpact.signed import broken_chain, replaced

if TYPE_CHECKING:
    from leadpact.check import CheckedPolicy
    from leadpact.review.difference import PolicyDifference


@click.command(
    epilog="""\b
Examples:
  leadpact diff policies/inbound/1.1.0.yaml
  leadpact diff policies/inbound/1.0.0.yaml policies/inbound/1.1.0.yaml
  leadpact diff main:policies/inbound policies/inbound --format markdown
"""
)
@click.argument("old", metavar="[OLD]")
@click.argument("new", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="For people, for a pull request, or for programs.",
)
@output_option
@click.pass_context
def command(
    ctx: click.Context, old: str, new: str | None, form: str, output: str
) -> None:
    """Tell what a version changes, in words, and for which party it gets harder.

    OLD and NEW are policy files, or folders of versions; each may be of a revision of
    git, `REVISION:PATH`. Of two folders every version is compared with itself, and a
    new one with the version before it. One file is compared with the version that it
    supersedes.

    Conditions are compared for every lead that there can be. The exit code is 0 if
    nothing differs, and 1 if anything does.
    """
    found = (
        _superseded(old) if new is None else _compared(*map(Place.parse, (old, new)))
    )
    with opened(output) as stream:
        stream.write(_report(found, form).encode(errors="backslashreplace"))
    ctx.exit(Exit.FINE if _is_empty(found) else Exit.FINDINGS)


def _is_empty(found: PolicyDifference | BookDifference) -> bool:
    return found.is_empty if isinstance(found, BookDifference) else not found.clauses


def _compared(old: Place, new: Place) -> PolicyDifference | BookDifference:
    """Two versions, or two folders of them."""
    if old.is_folder() and new.is_folder():
        return compare_books(_versions(old), _versions(new))
    return compare_policies(_newest(old), _newest(new))


def _superseded(file: str) -> PolicyDifference:
    """A version against the one that it supersedes.

    Raises:
        UsageError: It supersedes none that is there.
    """
    place = Place.parse(file)
    if place.revision or place.is_folder():
        msg = "with one argument, name the file of a version that supersedes another"
        raise click.UsageError(msg)
    pact = load(file)
    older = replaced(file, pact.checked.policy)
    if older is None:
        told = [found.message for found in broken_chain(file, pact.checked.policy)]
        reason = told[0] if told else "the policy supersedes no version"
        msg = f"{reason}: name both, `leadpact diff OLD NEW`"
        raise click.UsageError(msg)
    return compare_policies(older.checked, pact.checked)


def _newest(place: Place) -> CheckedPolicy:
    """The policy of a file, or the newest version of a folder."""
    if not place.is_folder():
        return place.load()
    return max(_versions(place), key=lambda checked: rank(checked.policy.version))


def _versions(place: Place) -> list[CheckedPolicy]:
    """The versions of a folder.

    Raises:
        UsageError: The folder has none.
    """
    versions = [place.load(file) for file in place.files()]
    if not versions:
        msg = f"there is no version of a policy in `{place.text}`"
        raise click.UsageError(msg)
    return versions


def _report(found: PolicyDifference | BookDifference, form: str) -> str:
    if isinstance(found, BookDifference):
        text, comment, data = book_lines(found), book_markdown(found), book_json(found)
    else:
        text, comment, data = text_lines(found), markdown(found), json_text(found)
    if form == "json":
        return data
    if form == "markdown":
        return printable(comment)
    return "".join(f"{printable(line)}\n" for line in text)
