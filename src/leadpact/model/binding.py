"""Which version of a policy judges what starts when: the one rule, for everybody."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING, Protocol, TypeVar

from leadpact.model.policy import Bind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Term(Protocol):
    """A version with its days in force; instants are microseconds since the epoch."""

    @property
    def start(self) -> int:
        """The first instant in force."""

    @property
    def end(self) -> int | None:
        """The first instant no longer in force; ``None`` if there is no such."""

    @property
    def bind(self) -> Bind:
        """Which version judges what starts in between."""


V = TypeVar("V", bound=Term)


def begun(versions: Sequence[V], at: int) -> int:
    """How many versions have come into force by an instant: the first ones.

    Args:
        versions: In order of their starts.
        at: Microseconds since the epoch.
    """
    return bisect.bisect_right(versions, at, key=lambda version: version.start)


def in_force(versions: Sequence[V], at: int) -> V | None:
    """The version in force at an instant, or ``None``.

    Args:
        versions: In order of their starts; no two of them overlap.
        at: Microseconds since the epoch.
    """
    past = begun(versions, at)
    if not past:
        return None
    found = versions[past - 1]
    return found if found.end is None or at < found.end else None


def binding(versions: Sequence[V], started: int, created: int) -> V | None:
    """The version that judges a timer instance, or ``None``.

    The version in force at the start decides: it judges itself, or with
    `bind: created` leaves it to the version in force when the lead was created.

    Args:
        versions: In order of their starts; no two of them overlap.
        started: Instant of the start event.
        created: Instant at which the lead was created, as ``creation`` tells it.
    """
    found = in_force(versions, started)
    if found is None or found.bind is Bind.START:
        return found
    return in_force(versions, created)


def creation(events: Iterable[tuple[int, str]]) -> int | None:
    """The instant at which a lead was created: its first `created`, or first event.

    Args:
        events: Instant and type of each event that counts, in any order.

    Returns:
        ``None`` for a lead without events.
    """
    found = [(kind != "created", at) for at, kind in events]
    return min(found)[1] if found else None
