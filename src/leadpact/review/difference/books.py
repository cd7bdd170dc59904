"""What differs between two books: every version of a policy, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from leadpact.model.versions import is_prerelease, rank
from leadpact.review.difference.comparing import compare_policies, version_of
from leadpact.review.difference.model import PolicyDifference, Version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from leadpact.check import CheckedPolicy


@attrs.frozen
class BookDifference:
    """What differs between two books.

    Attributes:
        changed: Versions that say something else than before, and those that are new,
            each against the one before it; in their order.
        first: Versions that are new, with none before them.
        gone: Versions that are not there any more.
    """

    changed: tuple[PolicyDifference, ...] = ()
    first: tuple[Version, ...] = ()
    gone: tuple[Version, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.changed or self.first or self.gone)


def compare_books(
    before: Iterable[CheckedPolicy], after: Iterable[CheckedPolicy]
) -> BookDifference:
    """What differs between two books.

    Args:
        before: The versions before.
        after: The versions after.

    Source: docs/explanation/difference.md.
    """
    old, new = (
        {checked.policy.version: checked for checked in side}
        for side in (before, after)
    )
    changed: list[PolicyDifference] = []
    first: list[Version] = []
    for number in sorted(new, key=rank):
        base = old.get(number) or _earlier({**old, **new}, number)
        if base is None:
            first.append(version_of(new[number]))
            continue
        found = compare_policies(base, new[number])
        if number not in old or found.clauses:
            changed.append(found)
    gone = [version_of(old[number]) for number in sorted(old.keys() - new, key=rank)]
    return BookDifference(tuple(changed), tuple(first), tuple(gone))


def _earlier(known: Mapping[str, CheckedPolicy], number: str) -> CheckedPolicy | None:
    """The last version before a number that was released."""
    earlier = [
        one for one in known if rank(one) < rank(number) and not is_prerelease(one)
    ]
    return known[max(earlier, key=rank)] if earlier else None
