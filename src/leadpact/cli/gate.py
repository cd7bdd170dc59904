"""`leadpact gate`: whether a change of policies may be merged."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from leadpact.check import check_policy
from leadpact.cli.backtest import LAST_EVENT, compared, title_of
from leadpact.cli.desk import Source
from leadpact.cli.exits import Exit
from leadpact.cli.files import named_by
from leadpact.cli.options import (
    history_options,
    output_option,
    present_option_of,
)
from leadpact.cli.output import STREAM, opened
from leadpact.cli.revisions import archive
from leadpact.cli.terminal import printable, tell
from leadpact.cli.verdicts import Verdict, judge, judge_books
from leadpact.diagnostics import Diagnostic, Severity
from leadpact.errors import PolicyError
from leadpact.loading.files import read_bytes, read_file
from leadpact.loading.formats import FileKind, kind_of
from leadpact.loading.policy import load_policy
from leadpact.pact import Pact
from leadpact.results.tables import Span
from leadpact.review.backtest import Backtest
from leadpact.review.backtest_reports import backtest_head, backtest_markdown
from leadpact.review.cases import run_suite
from leadpact.review.cases.reports import SuiteResult, counted, told_lines
from leadpact.review.cases.suites import Shelf, test_files
from leadpact.review.difference.reports import headline, markdown
from leadpact.review.gate import Changed, Found, gate
from leadpact.signing.envelope import Envelope
from leadpact.text_tables import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@attrs.frozen
class Trial:
    """A backtest with its title."""

    title: str
    found: Backtest


@attrs.frozen
class Report:
    """What was found of a change.

    Attributes:
        verdicts: On every file of the policies, as `leadpact check` gives them.
        tests: What became of the tests beside them.
        broken: Files of tests that cannot be read, with why.
        changed: Policies that the change touches.
        trials: What both versions make of the same leads, by the file of the policy;
            ``None`` if no leads were given.
    """

    verdicts: tuple[Verdict, ...]
    tests: tuple[SuiteResult, ...]
    broken: tuple[Diagnostic, ...]
    changed: tuple[Changed, ...]
    trials: Mapping[str, Trial] | None = None

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """What of the change itself must not be merged."""
        return tuple(one for each in self.changed for one in each.problems)

    @property
    def exit(self) -> Exit:
        """How the command ends."""
        if self.broken or not all(verdict.ok for verdict in self.verdicts):
            return Exit.POLICY
        failed = any(each.unmet for each in self.tests)
        return Exit.FINDINGS if failed or self.problems else Exit.FINE


@click.command(
    epilog="""\b
Examples:
  leadpact gate main
  leadpact gate origin/main --path policies --format markdown -o comment.md
  leadpact gate v1 v2 --require-signatures
  leadpact gate main --path policies/inbound --leads leads.csv --events events.csv \\
      --mapping mapping.yaml
"""
)
@click.argument("base")
@click.argument("head", required=False)
@click.option(
    "--path",
    default=".",
    metavar="FOLDER",
    help="Where the policies lie.  [default: the current folder]",
)
@click.option(
    "--require-signatures",
    "signed",
    is_flag=True,
    help="Refuse a new version that not every party has signed.",
)
@present_option_of("--now", "When it is merged; the present unless given.")
@history_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown"]),
    default="text",
    show_default=True,
    help="For people, or as a comment for a pull request.",
)
@output_option
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one an option
    ctx: click.Context,
    /,
    base: str,
    head: str | None,
    path: str,
    signed: bool,  # noqa: FBT001 - a flag
    now: int,
    form: str,
    output: str,
    **files: Any,  # noqa: ANN401 - what a history is made of
) -> None:
    """Tell whether a change of policies may be merged.

    BASE and HEAD are revisions of git; without HEAD it is what lies in the folder.
    Every policy is checked, every test beside them is run, and of each policy that the
    change touches it is told what changes, and whether its number, its day and its
    signatures fit. With `--leads` or `--events` it is also told what both versions make
    of the same history.

    The exit code is 0 if it may be merged, 1 if it may not, and 3 if a file is invalid.
    """
    target = output if output == STREAM else str(Path(output).absolute())
    source = _source(Path(path), files)
    with contextlib.ExitStack() as stack:
        before = _found(stack.enter_context(_checkout(base, path)), path)
        if head is not None:
            folder = stack.enter_context(_checkout(head, path))
            stack.enter_context(contextlib.chdir(folder))
        report = _report(Path(path), before, now, signed=signed)
        if source is not None:
            report = attrs.evolve(report, trials=_trials(report, source))
    lines = _text(report) if form == "text" else _markdown(report)
    with opened(target) as stream:
        text = "".join(f"{printable(line)}\n" for line in lines)
        stream.write(text.encode(errors="backslashreplace"))
    sources = {
        file: text
        for verdict in report.verdicts
        for file, text in verdict.sources.items()
    }
    tell((*_errors(report), *report.problems), sources)
    ctx.exit(report.exit)


def _source(path: Path, files: dict[str, Any]) -> Source | None:
    """The leads that a change is tried on, wherever the command works later."""
    as_of = files.pop("as_of")
    for name in ("leads", "events", "mapping", "people"):
        given = files[name]
        if given is not None and given != STREAM:
            files[name] = type(given)(os.path.abspath(given))  # noqa: PTH100
    now = LAST_EVENT if as_of is None else as_of
    source = Source(policy=path, now=now, **files)
    return None if source.leads is None and source.events is None else source


def _trials(report: Report, source: Source) -> dict[str, Trial]:
    """Both versions of each policy that changes, over the same leads."""
    found = {}
    for each in report.changed:
        if each.versions is not None:
            before, after = map(Pact, each.versions)
            span = Span(None, None, after.checked.policy.timezone)
            result, _ = compared(before, after, source, span)
            found[each.file] = Trial(title_of(before, after), result)
    return found


@contextlib.contextmanager
def _checkout(revision: str, path: str) -> Iterator[Path]:
    """A folder with the files of a revision, for as long as they are needed."""
    with tempfile.TemporaryDirectory(prefix="leadpact-") as folder:
        data = archive(revision, path)
        if data is not None:
            with zipfile.ZipFile(io.BytesIO(data)) as files:
                files.extractall(folder)
        yield Path(folder)


def _found(root: Path, path: str) -> dict[str, Found]:
    """The policies below a folder, by their names seen from the root.

    What was broken before is no standard, and is passed over.
    """
    if not (root / path).is_dir():
        return {}
    found = {}
    for file in _policies(root / path):
        with contextlib.suppress(PolicyError):
            loaded = load_policy(str(file), read_bytes(str(file)), read_file)
            name = os.path.normpath(file.relative_to(root))
            found[name] = Found(check_policy(loaded), Envelope.beside(file))
    return found


def _policies(folder: Path) -> tuple[Path, ...]:
    try:
        files = named_by(folder).files
    except click.UsageError:
        return ()
    return tuple(
        file for file in files if kind_of(read_bytes(str(file))) is FileKind.POLICY
    )


def _report(path: Path, before: dict[str, Found], now: int, *, signed: bool) -> Report:
    verdicts = judge_books([judge(file, [path], now) for file in named_by(path).files])
    after = {
        os.path.normpath(verdict.file): Found(
            verdict.pact.checked, Envelope.beside(verdict.file)
        )
        for verdict in verdicts
        if verdict.pact is not None
    }
    broken = {os.path.normpath(one.file) for one in verdicts if one.pact is None}
    known = {name: found for name, found in before.items() if name not in broken}
    tests, mistakes = _tests(path)
    changed = tuple(gate(known, after, now, signed=signed))
    return Report(verdicts, tests, mistakes, changed)


def _tests(path: Path) -> tuple[tuple[SuiteResult, ...], tuple[Diagnostic, ...]]:
    """What becomes of the tests; of policies that are broken there are none."""
    shelf, found = Shelf(), []
    mistakes: list[Diagnostic] = []
    for file in test_files(path):
        try:
            suite = shelf.read(file)
        except PolicyError as error:
            mistakes += error.diagnostics
        else:
            found.append(SuiteResult(suite, tuple(run_suite(suite))))
    return tuple(found), tuple(dict.fromkeys(mistakes))


def _errors(report: Report) -> list[Diagnostic]:
    """Errors of all files, each once."""
    found = [
        one
        for verdict in report.verdicts
        for one in verdict.diagnostics
        if one.severity is Severity.ERROR
    ]
    return [*dict.fromkeys((*found, *report.broken))]


def _verdict(report: Report) -> str:
    words = {Exit.FINE: "may be merged", Exit.FINDINGS: "must not be merged yet"}
    return words.get(report.exit, "must not be merged: a file is invalid")


def _text(report: Report) -> Iterator[str]:
    """Lines for people: each policy that changes, the tests, and what comes of it."""
    for each in report.changed:
        if each.difference is None:
            yield f"{each.file}: the first version"
        else:
            yield f"{each.file}: {headline(each.difference)}"
            for party in each.difference.parties:
                directions = [
                    effect.direction.value
                    for _, effect in each.difference.effects(party)
                ]
                told = ", ".join(dict.fromkeys(directions))
                yield f"  for {party}: {told}"
            if report.trials is not None:
                yield from _tried(report.trials[each.file].found)
    if not report.changed:
        yield "no policy changes"
    yield from _tested(report)
    yield f"the change {_verdict(report)}"


def _tried(found: Backtest) -> Iterator[str]:
    """Promises that would have ended otherwise, a line each."""
    yield f"  backtest: {backtest_head(found)}"
    for one in found.timers:
        count = one.breaches
        if count.gained or count.lost:
            yield f"    {one.timer}: breaches gained {count.gained}, lost {count.lost}"


def _tested(report: Report) -> Iterator[str]:
    for each in report.tests:
        for one in each.unmet:
            yield from told_lines(each.suite.file, one)
        yield f"{each.suite.file}: {counted(each.results, each.unmet)}"


def _markdown(report: Report) -> Iterator[str]:
    """A comment: what comes of it first, then why, then what changes."""
    mark = "✅" if report.exit is Exit.FINE else "❌"
    yield f"## {mark} The change of the policies {_verdict(report)}"
    if wrong := [*_errors(report), *report.problems]:
        yield ""
        yield from (
            f"- {escaped(one.headline + _hint(one), code=True)}" for one in wrong
        )
    for each in report.changed:
        yield ""
        if each.difference is None:
            yield f"### `{each.file}`: the first version"
        else:
            yield markdown(each.difference).rstrip()
            yield ""
            yield from _markdown_trial(each, report)
    if report.tests:
        yield ""
        yield from _markdown_tests(report.tests)


def _markdown_trial(each: Changed, report: Report) -> Iterator[str]:
    """The backtest of a change, folded."""
    if report.trials is None:
        yield "No backtest: no leads were given."
        return
    trial = report.trials[each.file]
    gained = sum(one.breaches.gained for one in trial.found.timers)
    lost = sum(one.breaches.lost for one in trial.found.timers)
    told = f"breaches gained {gained}, lost {lost}"
    yield f"<details><summary>Backtest: {told}</summary>"
    yield ""
    yield backtest_markdown(trial.title, trial.found).rstrip()
    yield ""
    yield "</details>"


def _hint(one: Diagnostic) -> str:
    return f": {one.hint}" if one.hint else ""


def _markdown_tests(found: Sequence[SuiteResult]) -> Iterator[str]:
    yield "### Tests"
    yield ""
    for each in found:
        yield f"- `{each.suite.file}`: {counted(each.results, each.unmet)}"
    for each in found:
        for one in each.unmet:
            yield from ("", "```text", *told_lines(each.suite.file, one), "```")
