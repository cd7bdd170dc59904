"""Files with another text in place of their own: written whole, or only shown."""

from __future__ import annotations

import difflib
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import attrs
import click

from leadpact.cli.exits import Exit, OutputError, exit_of
from leadpact.cli.files import named_by
from leadpact.cli.output import STREAM, opened
from leadpact.cli.terminal import tell
from leadpact.errors import LayoutError, PolicyError
from leadpact.loading.files import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Command = TypeVar("Command", bound="Callable[..., Any]")


@attrs.frozen
class Rewrite:
    """What becomes of a file.

    Attributes:
        text: Its new text; ``None`` to leave it as it is.
        done: What is said of a file whose text is another one now.
        due: What is said of a file that would get another text.
        kept: What is said of a file that has this text already.
    """

    text: str | None
    done: str
    due: str
    kept: str


#: From the name of a file and its bytes to what becomes of it.
Rewriter: TypeAlias = Callable[[str, bytes], Rewrite]

_OPTIONS = (
    click.argument(
        "paths",
        metavar="PATH...",
        nargs=-1,
        required=True,
        type=click.Path(exists=True, allow_dash=True),
    ),
    click.option(
        "--check",
        "only_check",
        is_flag=True,
        help="Write nothing; exit code 1 if a file would change.",
    ),
    click.option(
        "--diff",
        "only_diff",
        is_flag=True,
        help="Write nothing; print what would change as a unified diff.",
    ),
)


def rewriting_options(command: Command) -> Command:
    """The paths of files to rewrite, and the options that only show what would be."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def rewrite_files(
    paths: Sequence[str],
    rewriter: Rewriter,
    *,
    only_check: bool,
    only_diff: bool,
) -> Exit:
    """Rewrite files, and tell what became of each; how the command ends.

    A file that has its new text already is not touched. Where one cannot be read or
    written, that is told, and the others are rewritten all the same.

    Args:
        paths: Files and folders; or `-` alone, for standard input, whose new text goes
            to standard output.
        rewriter: What becomes of a file.
        only_check: Write nothing, and end with findings if a file would change.
        only_diff: Write nothing, and print the differences.
    """
    ends = {Exit.FINE}
    for name, target, data in _sources(paths, ends):
        try:
            rewrite = rewriter(name, data)
            new = data if rewrite.text is None else _encoded(rewrite.text)
            if only_diff:
                _write(STREAM, _encoded("".join(difference(name, data, new))))
            elif not only_check and (new != data or target == STREAM):
                _write(target, new)
        except (PolicyError, LayoutError, OutputError) as error:
            tell(error.diagnostics, error.sources)
            ends.add(exit_of(error))
            continue
        if new != data and only_check:
            ends.add(Exit.FINDINGS)
        if not only_diff and (only_check or target != STREAM):
            told = rewrite.due if only_check else rewrite.done
            click.echo(f"{name}: {rewrite.kept if new == data else told}")
    return max(ends)


def _sources(paths: Sequence[str], ends: set[Exit]) -> Iterator[tuple[str, str, bytes]]:
    """Name, place and bytes of each file that can be read."""
    if STREAM in paths:
        if len(paths) > 1:
            msg = "`-` is standard input, and stands alone"
            raise click.UsageError(msg)
        yield "stdin", STREAM, sys.stdin.buffer.read()
        return
    for named in [named_by(Path(path)) for path in paths]:
        for file in named.files:
            try:
                yield str(file), str(file), read_bytes(str(file))
            except PolicyError as error:
                tell(error.diagnostics, error.sources)
                ends.add(Exit.POLICY)
        if named.remark:
            click.echo(named.remark, err=True)


def _encoded(text: str) -> bytes:
    # The name of a file may be no text.
    return text.encode(errors="surrogateescape")


def _write(target: str, data: bytes) -> None:
    with opened(target) as stream:
        stream.write(data)


def difference(name: str, before: bytes, after: bytes) -> Iterator[str]:
    """A unified diff, line by line."""
    texts = (before.decode(), after.decode())
    old, new = (list(io.StringIO(text, newline="\n")) for text in texts)
    for line in difflib.unified_diff(old, new, fromfile=name, tofile=name):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
