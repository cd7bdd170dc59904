"""What `leadpact check` finds out about each file, and how it ends."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from leadpact.calendars import time_zone
from leadpact.check import (
    CheckedPolicy,
    advise_mapping,
    advise_policy,
    check_policy,
)
from leadpact.check.versions import check_versions
from leadpact.cli.exits import Exit
from leadpact.cli.files import policies_beside
from leadpact.diagnostics import Diagnostic, Severity, in_order
from leadpact.errors import PolicyError
from leadpact.instants import from_instant
from leadpact.loading.files import read_bytes, read_file
from leadpact.loading.formats import FileKind, kind_of
from leadpact.loading.policy import load_mapping, load_policy, load_shared
from leadpact.loading.versions import is_version
from leadpact.pact import Pact
from leadpact.review.cases.suites import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from leadpact.model.policy import Policy


@attrs.frozen
class Verdict:
    """What is to be said of a file.

    Attributes:
        file: Its name as the user gave it.
        kind: What it is.
        pact: The policy, if the file is one without errors.
        diagnostics: Everything found, by place.
        sources: Text of the files that the diagnostics name, where it is known.
        remark: What was not looked at, and why; or nothing.
    """

    file: str
    kind: FileKind
    pact: Pact | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, str] = attrs.field(factory=dict)
    remark: str = ""

    @property
    def ok(self) -> bool:
        """Whether the file has no error."""
        return all(each.severity is not Severity.ERROR for each in self.diagnostics)


def judge(file: Path, given: Sequence[Path], now: int) -> Verdict:
    """The verdict on a file.

    Args:
        file: The file.
        given: All paths of the command line, for the policy beside a mapping.
        now: The instant at which acknowledgements may have run out, in microseconds.
    """
    name, kind = str(file), FileKind.POLICY
    try:
        data = read_bytes(name)
        kind = kind_of(data) or kind
        return _JUDGES[kind](file, data, given, now)
    except PolicyError as error:
        return Verdict(name, kind, None, error.diagnostics, error.sources)


def judge_books(verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """Verdicts on the files of a folder, with what is wrong between versions.

    The policies of one folder are the versions of one policy where the file of one of
    them at least is named like a version.
    """
    books: dict[Path, dict[str, Policy | None]] = {}
    for each in verdicts:
        if each.kind is FileKind.POLICY:
            policy = each.pact.checked.policy if each.pact else None
            books.setdefault(Path(each.file).parent, {})[each.file] = policy
    found = [
        one
        for folder, policies in books.items()
        if any(is_version(Path(file)) for file in policies)
        for one in check_versions(str(folder), policies)
    ]
    return tuple(_with_more(each, found) for each in verdicts)


def _with_more(verdict: Verdict, found: Iterable[Diagnostic]) -> Verdict:
    """A verdict with what else was found in its file."""
    own = [one for one in found if one.span.file == verdict.file]
    if not own:
        return verdict
    diagnostics = tuple(in_order([*verdict.diagnostics, *own]))
    more = attrs.evolve(verdict, diagnostics=diagnostics)
    return more if more.ok else attrs.evolve(more, pact=None)


def _judge_policy(file: Path, data: bytes, _: Sequence[Path], now: int) -> Verdict:
    name = str(file)
    loaded = load_policy(name, data, read_file)
    pact = Pact(check_policy(loaded))
    advice = advise_policy(loaded, today=_today(pact.checked, now))
    found = (*pact.checked.diagnostics, *advice)
    return Verdict(name, FileKind.POLICY, pact, found, loaded.document.sources)


def _judge_mapping(file: Path, data: bytes, given: Sequence[Path], now: int) -> Verdict:
    """The verdict on a mapping, beside its policy if that one is sound."""
    name, kind = str(file), FileKind.MAPPING
    mapping = load_mapping(name, data)
    beside = policies_beside(file, given)
    if len(beside) != 1:
        remark = f"{name}: not compared with a policy, since there are {len(beside)}"
        return Verdict(name, kind, remark=remark if beside else "")
    policy = str(beside[0])
    try:
        checked = check_policy(load_policy(policy, read_bytes(policy), read_file))
    except PolicyError:
        remark = f"{name}: not compared with {policy}, which has errors"
        # They are told where that file is checked.
        is_told = any(path in {beside[0], *beside[0].parents} for path in given)
        return Verdict(name, kind, remark="" if is_told else remark)
    text, today = _text(data), _today(checked, now)
    found = advise_mapping(mapping, checked.policy, file=name, text=text, today=today)
    return Verdict(name, kind, None, found, {name: text})


def _judge_shared(file: Path, data: bytes, _: Sequence[Path], __: int) -> Verdict:
    load_shared(str(file), data, read_file)
    return Verdict(str(file), FileKind.SHARED)


def _judge_tests(file: Path, *_: object) -> Verdict:
    Shelf().read(file)
    return Verdict(str(file), FileKind.TESTS)


_JUDGES: Mapping[FileKind, Callable[[Path, bytes, Sequence[Path], int], Verdict]] = {
    FileKind.POLICY: _judge_policy,
    FileKind.MAPPING: _judge_mapping,
    FileKind.SHARED: _judge_shared,
    FileKind.TESTS: _judge_tests,
}


def _today(checked: CheckedPolicy, now: int) -> date:
    """The day in the timezone of a policy."""
    moment = from_instant(now)
    with contextlib.suppress(OverflowError):  # In the last hours that a date has.
        moment = moment.astimezone(time_zone(checked.policy.timezone))
    return moment.date()


def _text(data: bytes) -> str:
    """The text of a file that can be loaded, as its places count it."""
    return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


#: Severities for which files that can be used end with findings, by the least of them
#: that does.
_FINDINGS = {
    Severity.ERROR: frozenset[Severity](),
    Severity.WARNING: frozenset({Severity.WARNING}),
    Severity.NOTE: frozenset({Severity.WARNING, Severity.NOTE}),
}


def exit_code(verdicts: Iterable[Verdict], fail_on: Severity) -> Exit:
    """How a command ends after its verdicts.

    Args:
        verdicts: The verdicts.
        fail_on: The least severity that is not fine.
    """
    found = {each.severity for verdict in verdicts for each in verdict.diagnostics}
    if Severity.ERROR in found:
        return Exit.POLICY
    return Exit.FINDINGS if found & _FINDINGS[fail_on] else Exit.FINE
