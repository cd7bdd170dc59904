"""The versions of a policy, each with what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from leadpact.book import Version
from leadpact.review.difference import PolicyDifference, compare_policies
from leadpact.signing.envelope import Envelope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.book import Book


@attrs.frozen
class Step:
    """One version of a policy.

    Attributes:
        version: The version.
        envelope: The signatures beside it, believed or not.
        difference: What it changed; ``None`` for the first.
    """

    version: Version
    envelope: Envelope
    difference: PolicyDifference | None


def history(book: Book) -> Iterator[Step]:
    """The versions of a policy in the order in which they come into force.

    Raises:
        TrustError: LP6011, signatures cannot be read.
    """
    before: Version | None = None
    for version in book.versions:
        file = version.policy.spans["version:"].file
        found = None
        if before is not None:
            found = compare_policies(before.pact.checked, version.pact.checked)
        yield Step(version, Envelope.beside(file), found)
        before = version
