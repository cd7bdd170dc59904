"""Exceptions: the caller cannot go on. What is wrong travels as diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.diagnostics import NOWHERE, Diagnostic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class LeadpactError(Exception):
    """Root of every exception that leadpact raises on purpose.

    Attributes:
        diagnostics: What is wrong, in order of file and place.
        sources: Text of each file that the diagnostics name, where it is known.
    """

    def __init__(
        self,
        diagnostics: Sequence[Diagnostic],
        sources: Mapping[str, str] | None = None,
    ) -> None:
        self.diagnostics = tuple(diagnostics)
        self.sources = dict(sources or {})
        super().__init__("\n".join(str(found) for found in self.diagnostics))

    def __reduce__(self) -> tuple[type[LeadpactError], tuple[object, ...]]:
        # A pool of processes hands errors on: Python would make them of their text.
        return type(self), (self.diagnostics, self.sources)


class PolicyError(LeadpactError):
    """A policy or mapping file has mistakes; ``diagnostics`` lists them all."""


class RecordError(LeadpactError):
    """A lead, an event, a person or an instant cannot be judged as it is."""


class NeverOpenError(RecordError):
    """A calendar has no open time where some is asked for."""


class AgreementError(LeadpactError):
    """The agreement, a chart or a workbook cannot be rendered or written."""


class TrustError(LeadpactError):
    """A signature is missing or wrong, or nobody trusts it."""


class LayoutError(LeadpactError):
    """A file cannot be laid out so that it provably says the same."""


def refusal(code: str, message: str, hint: str = "") -> RecordError:
    """The error for a value that a caller gives and that stands in no file."""
    return RecordError([Diagnostic(code, message, NOWHERE, hint)])
