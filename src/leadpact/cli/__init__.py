"""The command line: the only code that prints, exits and asks for its surroundings.

A command is a module with a `command` and one line in ``SUMMARIES``. Its module is
imported when it is called for, so that help and completion come at once.
"""

from __future__ import annotations

import importlib
import io
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from leadpact.cli.exits import Exit, exit_of
from leadpact.errors import LeadpactError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

#: The commands in the order of a newcomer's day, with the line that help shows.
SUMMARIES = {
    "demo": "Try everything on a starter policy and its sample leads.",
    "init": "Write a policy to start from, with sample leads.",
    "check": "Check policies and mappings.",
    "test": "Hold policies against the tests beside them.",
    "fmt": "Lay out policies and mappings, and keep all comments.",
    "evaluate": "Judge leads by a policy at an instant.",
    "explain": "Tell in sentences why a lead has its verdict.",
    "autopsy": "Seal all about one disputed lead in a file.",
    "replay": "Judge a disputed lead once more, from its sealed file.",
    "which": "Tell which version of a policy judges a lead, and why.",
    "show": "Say in sentences what a policy says.",
    "plan": "Tell how many leads a plan needs, and why.",
    "agreement": "Print the one-page agreement.",
    "report": "Tell who kept the promise, how fast, and what leads became.",
    "backtest": "Tell what two versions make of the same leads.",
    "suggest": "Tell which limits, tries and scores history suggests.",
    "diff": "Tell what a version changes, and for whom it gets harder.",
    "digest": "Print the digest of what a policy means.",
    "log": "Tell the versions of a policy, and what each changed.",
    "gate": "Tell whether a change of policies may be merged.",
    "sign": "Sign a version of a policy for one party.",
    "verify": "Verify that every party signed a version.",
    "signatures": "Tell who has signed a version so far.",
    "attest": "Attest that a party signed on paper.",
    "sign-page": "Put a party's signature inside the PDF.",
    "verify-page": "Verify that every party signed inside the PDF.",
    "export-signature": "Write a signature as `ssh-keygen` checks it.",
    "schema": "Print the JSON Schema of files, for editors.",
    "migrate": "Bring policies and mappings to the newest format.",
    "completion": "Print the script that completes commands in a shell.",
}


class Commands(click.Group):
    """Commands by name, and how each of them ends."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of all commands."""
        return list(SUMMARIES)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        """A command, imported, or ``None`` if there is none of that name."""
        if cmd_name not in SUMMARIES:
            return None
        module = importlib.import_module(f"leadpact.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; the nearest is told if there is none."""
        if args[0] not in SUMMARIES and not args[0].startswith("-"):
            from leadpact.diagnostics import near  # noqa: PLC0415 - rarely needed

            hint = near(args[0], SUMMARIES)
            ctx.fail(f"there is no command `{args[0]}`: {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))

    def shell_complete(
        self,
        ctx: click.Context,
        incomplete: str,
    ) -> list[CompletionItem[Any]]:
        """Commands and options that a word may become."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - as needed

        found = [
            CompletionItem(name, help=summary)
            for name, summary in SUMMARIES.items()
            if name.startswith(incomplete)
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; whatever stops it becomes a message and an exit code."""
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        try:
            result = super().invoke(ctx)
            # What the buffer holds may be what cannot be written: flush it here.
            click.echo(nl=False)
        except LeadpactError as error:
            from leadpact.cli.terminal import tell  # noqa: PLC0415 - rarely needed

            tell(error.diagnostics, error.sources)
            ctx.exit(exit_of(error))
        except KeyboardInterrupt:
            click.echo("\ninterrupted", err=True)
            ctx.exit(Exit.INTERRUPTED)
        except OSError as error:
            ctx.exit(_unwritten(error))
        return result


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Examples:
  leadpact demo
  leadpact check policies
  leadpact fmt --check policies
  leadpact evaluate policy.yaml --events events.csv --now 2026-03-13T19:30:00Z

\b
Exit codes:
  0 fine, 1 findings, 2 wrong usage, 3 policy invalid, 4 data refused,
  5 signature or trust refused, 6 output impossible, 130 interrupted
""",
)
@click.version_option(package_name="leadpact", message="leadpact %(version)s")
def commands() -> None:
    """The marketing-sales service level agreement as code.

    One policy file judges every lead and prints the page that both teams sign.
    """


def main() -> None:
    """Run the command line and exit."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that has no character for something shows its number.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        commands.main(prog_name="leadpact")
    except OSError as error:  # Help cannot be written either.
        sys.exit(_unwritten(error))


def _unwritten(error: OSError) -> Exit:
    """Say that standard output cannot be written; the exit code for it."""
    # If the reader has left, nobody is there to be told.
    if not isinstance(error, BrokenPipeError):
        reason = error.strerror or error
        click.echo(f"the output cannot be written: {reason}", err=True)
    # Python would try to write the rest at its end, and fail again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.OUTPUT
