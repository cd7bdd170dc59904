"""LP6026: letters that deceive, which nobody can sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.model.characters import deceptive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.check.subject import Subject
    from leadpact.diagnostics import Diagnostic


def check_characters(subject: Subject) -> Iterator[Diagnostic]:
    """Invisible characters and look-alikes, in all that the policy says."""
    yield from deceptive(subject.policy)
