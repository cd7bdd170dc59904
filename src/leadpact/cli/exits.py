"""Exit codes: the one table for every command."""

from __future__ import annotations

import enum

from leadpact.errors import (
    AgreementError,
    LayoutError,
    LeadpactError,
    PolicyError,
    RecordError,
    TrustError,
)


class Exit(enum.IntEnum):
    """How a command ends."""

    FINE = 0
    FINDINGS = 1
    USAGE = 2
    POLICY = 3
    DATA = 4
    TRUST = 5
    OUTPUT = 6
    INTERRUPTED = 130


class OutputError(LeadpactError):
    """A file or stream cannot be written."""


#: The exit code of each kind of error.
_EXITS: dict[type[LeadpactError], Exit] = {
    PolicyError: Exit.POLICY,
    RecordError: Exit.DATA,
    TrustError: Exit.TRUST,
    AgreementError: Exit.OUTPUT,
    LayoutError: Exit.OUTPUT,
    OutputError: Exit.OUTPUT,
    # Nothing else should come so far; if it does, its message is told all the same.
    LeadpactError: Exit.FINDINGS,
}


def exit_of(error: LeadpactError) -> Exit:
    """The exit code of an error: that of its class, or of the nearest one above it."""
    return next(_EXITS[kind] for kind in type(error).__mro__ if kind in _EXITS)
