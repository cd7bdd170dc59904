from __future__ import annotations

import pytest

from leadpact.cli.exits import Exit, OutputError, exit_of
from leadpact.errors import LeadpactError, PolicyError, RecordError
from leadpact.language.source import PhraseError


class CellError(RecordError):
    """A kind of error that the table does not name."""


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (PolicyError([]), Exit.POLICY),
        (RecordError([]), Exit.DATA),
        (OutputError([]), Exit.OUTPUT),
        (CellError([]), Exit.DATA),
        (PhraseError([]), Exit.FINDINGS),
        (LeadpactError([]), Exit.FINDINGS),
    ],
)
def test_exit_of(error: LeadpactError, expected: Exit) -> None:
    """An error ends a command as its class does, or as the nearest one above it."""
    assert exit_of(error) is expected
