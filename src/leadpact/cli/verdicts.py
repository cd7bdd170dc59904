"""What `leadpact check` finds out about each file, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from leadpact.check import advise_policy, check_policy
from leadpact.cli.desk import file_bytes
from leadpact.cli.exits import Exit
from leadpact.diagnostics import Diagnostic, Severity
from leadpact.errors import PolicyError
from leadpact.loading.formats import FileKind, kind_of
from leadpact.loading.policy import load_mapping, load_policy
from leadpact.pact import Pact

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@attrs.frozen
class Verdict:
    """What is to be said of a file.

    Attributes:
        file: Its name as the user gave it.
        kind: What it is.
        pact: The policy, if the file is one without errors.
        diagnostics: Everything found, by place.
        sources: Text of the files that the diagnostics name, where it is known.
    """

    file: str
    kind: FileKind
    pact: Pact | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the file has no error."""
        return all(each.severity is not Severity.ERROR for each in self.diagnostics)


def judge(file: Path) -> Verdict:
    """The verdict on a file."""
    name, kind = str(file), FileKind.POLICY
    try:
        data = file_bytes(file)
        kind = kind_of(data) or kind
        if kind is FileKind.MAPPING:
            load_mapping(name, data)
            return Verdict(name, kind)
        loaded = load_policy(name, data)
        pact = Pact(check_policy(loaded))
    except PolicyError as error:
        return Verdict(name, kind, None, error.diagnostics, error.sources)
    found = (*pact.checked.diagnostics, *advise_policy(loaded))
    return Verdict(name, kind, pact, found, {name: loaded.document.text})


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
