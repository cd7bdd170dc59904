"""Columns of instants: texts to aware datetimes in UTC."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from leadpact.calendars import time_zone
from leadpact.sources.cells import REMEMBERED
from leadpact.sources.ledger import RowError

if TYPE_CHECKING:
    from leadpact.model.mapping import Clock

#: Reads the text of one instant. Raises ``RowError``.
InstantReader: TypeAlias = Callable[[str], datetime]

ISO = "iso"


def instant_reader(clock: Clock) -> InstantReader:
    """What reads the texts of a column, to UTC.

    A text without an offset is local time in the clock's zone. An hour that the zone
    has twice means the earlier one; a time that it leaves out is refused. Digits
    beyond the microsecond are cut.

    Raises:
        ValueError: The clock's format or zone means nothing.
    """
    column, form = clock.column, clock.format
    zone = time_zone(clock.zone) if clock.zone else None
    parse = datetime.fromisoformat if form == ISO else _strptime(form)

    def read(text: str) -> datetime:
        try:
            moment = parse(text)
        except ValueError:
            like = "2026-01-05T09:30:00Z" if form == ISO else form
            hint = f"write instants like `{like}`"
            raise _refused("LP4003", "expected an instant", text, hint) from None
        if moment.tzinfo is None and zone is None:
            hint = "add `Z` or an offset, or name the `zone` in the mapping"
            raise _refused("LP4002", "expected an instant with a zone", text, hint)
        try:
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
            found = moment.replace(tzinfo=zone).astimezone(UTC)
            again = found.astimezone(zone).replace(tzinfo=None)
        except OverflowError:
            raise _refused("LP4003", "expected years 1 to 9999", text) from None
        if again != moment:
            message = f"expected a time that exists in {clock.zone}"
            raise _refused("LP4003", message, text, "the clocks leave this one out")
        return found

    def _refused(code: str, message: str, text: str, hint: str = "") -> RowError:
        message = f"`{column}`: {message}, found `{text:.40}`"
        return RowError(code, message, column, hint)

    # Only these two are slow enough to remember: ISO texts with an offset hardly
    # repeat, and are read as fast as they are looked up.
    if zone is not None or form != ISO:
        return functools.lru_cache(maxsize=REMEMBERED)(read)
    return read


def _strptime(form: str) -> Callable[[str], datetime]:
    """A parser by a format of ``strptime``; ``ValueError`` if that is none."""
    try:
        datetime.strptime("", form)  # noqa: DTZ007 - only the format is tried
    except (ValueError, re.error) as error:
        # Python tells a bad format and a text that does not match by the same
        # exception: only the words differ.
        if not str(error).startswith("time data"):
            msg = f"`{form}` is not a format of instants: {error}"
            raise ValueError(msg) from None

    def parse(text: str) -> datetime:
        return datetime.strptime(text, form)  # noqa: DTZ007 - the reader adds the zone

    return parse
