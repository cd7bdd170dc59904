"""The verdicts on all files as one report: text, JSON, SARIF, or annotations."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import attrs
import click

from leadpact.cli.catalogue import page_of
from leadpact.cli.output import STREAM, opened
from leadpact.cli.sarif import sarif_log
from leadpact.cli.terminal import printable, tell
from leadpact.cli.verdicts import Verdict
from leadpact.diagnostics import Severity

if TYPE_CHECKING:
    from leadpact.diagnostics import Diagnostic


@attrs.frozen
class Batch:
    """The verdicts on all files that one path named.

    Attributes:
        verdicts: One for each file.
        remark: What is to be said of files without a verdict, or nothing.
    """

    verdicts: tuple[Verdict, ...]
    remark: str


def tell_text(batches: Sequence[Batch]) -> None:
    """Print mistakes to standard error, and a line for each sound file."""
    told: set[Diagnostic] = set()
    for batch in batches:
        for verdict in batch.verdicts:
            tell(_fresh(verdict, told), verdict.sources)
            if verdict.ok:
                click.echo(f"{verdict.file}: {_praise(verdict)}")
        _remark(batch)
    if invalid := sum(not verdict.ok for verdict in _verdicts(batches)):
        files = "file is" if invalid == 1 else "files are"
        click.echo(f"{invalid} {files} invalid", err=True)


def _fresh(verdict: Verdict, told: set[Diagnostic]) -> Iterator[Diagnostic]:
    """What is new of a verdict: a file that several include is judged with each."""
    for found in verdict.diagnostics:
        if found not in told:
            told.add(found)
            yield found


def _diagnostics(batches: Sequence[Batch]) -> Iterator[Diagnostic]:
    """Everything found in all files, each once."""
    told: set[Diagnostic] = set()
    for verdict in _verdicts(batches):
        yield from _fresh(verdict, told)


def _praise(verdict: Verdict) -> str:
    """What is said of a sound file."""
    if verdict.pact is None:
        return f"{verdict.kind.word}, fine"
    policy = verdict.pact.checked.policy
    return f"{policy.policy} {policy.version}, fine, digest {verdict.pact.digest}"


def tell_json(batches: Sequence[Batch]) -> None:
    """Print one JSON document, as `schemas/check-1.json` describes it."""
    verdicts = _verdicts(batches)
    document = {
        "format": 1,
        "files": [_file_row(verdict) for verdict in verdicts],
        "diagnostics": [*map(_diagnostic_row, _diagnostics(batches))],
    }
    _print(batches, f"{json.dumps(document, ensure_ascii=False, indent=2)}\n")


def _file_row(verdict: Verdict) -> Mapping[str, object]:
    policy = verdict.pact.checked.policy if verdict.pact else None
    return {
        "file": verdict.file,
        "kind": verdict.kind.name.lower(),
        "ok": verdict.ok,
        "policy": policy.policy if policy else None,
        "version": policy.version if policy else None,
        "digest": verdict.pact.digest if verdict.pact else None,
    }


def _diagnostic_row(found: Diagnostic) -> Mapping[str, object]:
    span = found.span
    row = {
        "code": found.code,
        "severity": found.severity.value,
        "message": found.message,
        "hint": found.hint,
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
    url = page_of(found.code)
    return {**row, "url": url} if url else row


def tell_sarif(batches: Sequence[Batch]) -> None:
    """Print a log in SARIF 2.1.0, as code scanning reads it."""
    found = [*_diagnostics(batches)]
    log = json.dumps(sarif_log(found, Path.cwd()), ensure_ascii=False, indent=2)
    _print(batches, f"{log}\n")


#: How GitHub calls what we call an error, a warning and a note.
_COMMANDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}


def tell_github(batches: Sequence[Batch]) -> None:
    """Print a command for each mistake that makes a GitHub workflow show it."""
    found = _diagnostics(batches)
    _print(batches, "".join(f"{github_command(each)}\n" for each in found))


def github_command(found: Diagnostic) -> str:
    """The command of a GitHub workflow that shows a diagnostic at its place.

    Source: docs.github.com, "Workflow commands for GitHub Actions".
    """
    span = found.span
    file, root = Path(span.file), Path.cwd()
    file = file.relative_to(root) if file.is_relative_to(root) else file
    places = {"file": file.as_posix(), "line": span.line, "endLine": span.end_line}
    if span.line == span.end_line:
        # GitHub drops columns that are not on one line, with a complaint.
        places |= {"col": span.column, "endColumn": span.end_column}
    told = {**places, "title": found.code}
    properties = ",".join(f"{key}={_property(value)}" for key, value in told.items())
    text = f"{found.message}\nhint: {found.hint}" if found.hint else found.message
    return f"::{_COMMANDS[found.severity]} {properties}::{_escaped(printable(text))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _escaped(str(value)).replace(":", "%3A").replace(",", "%2C")


def _verdicts(batches: Sequence[Batch]) -> Sequence[Verdict]:
    return [verdict for batch in batches for verdict in batch.verdicts]


def _print(batches: Sequence[Batch], text: str) -> None:
    """Print a report for programs, and remarks beside it."""
    for batch in batches:
        _remark(batch)
    with opened(STREAM) as stream:
        # The name of a file may be no text.
        stream.write(text.encode(errors="replace"))


def _remark(batch: Batch) -> None:
    for remark in (*(each.remark for each in batch.verdicts), batch.remark):
        if remark:
            click.echo(remark, err=True)


Report: TypeAlias = Callable[[Sequence[Batch]], None]

#: How each format is printed.
REPORTS: Mapping[str, Report] = {
    "text": tell_text,
    "json": tell_json,
    "sarif": tell_sarif,
    "github": tell_github,
}
