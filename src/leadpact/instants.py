"""Instants: whole microseconds since the Unix epoch, in UTC.

Inside leadpact an instant is an ``int``: exact, quick to compare, and without a zone
that could change a difference. Outside it is an aware ``datetime``.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from leadpact.errors import RecordError, refusal

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND, _SECOND = 1_000, 1_000_000
_SECONDS_A_DAY = 86_400


def to_instant(moment: datetime) -> int:
    """The instant of an aware datetime.

    A subclass counts for the datetime that it is, without what it holds beyond the
    microsecond; pandas' `NaT`, a datetime to Python, has no zone.

    Raises:
        RecordError: LP4002 if the datetime has no zone, LP4004 if it is no datetime.

    Example:
        >>> to_instant(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
        1000000
    """
    try:
        since = moment - _EPOCH
        if since.__class__ is not timedelta:
            # Subclasses subtract in ways of their own: pendulum's are some
            # microseconds off, pandas' `NaT` gives no number.
            since = datetime.__sub__(moment, _EPOCH)
    except TypeError:
        if not isinstance(moment, datetime):
            # Callers without types get here.
            message = f"`{moment!r}` is not a datetime"  # type: ignore[unreachable]
            raise refusal(
                "LP4004", message, "read texts with `fromisoformat`"
            ) from None
        raise refusal("LP4002", f"`{moment}` has no zone") from None
    return (since.days * _SECONDS_A_DAY + since.seconds) * _SECOND + since.microseconds


def from_instant(at: int) -> datetime:
    """The datetime of an instant, in UTC.

    Raises:
        RecordError: LP4006 if no datetime reaches that far: before the year 1, or
            after the year 9999.
    """
    try:
        return _EPOCH + timedelta(microseconds=at)
    except OverflowError:
        raise beyond_all_dates() from None


def parse_instant(text: str) -> int:
    """Read an instant as ISO 8601 writes it, with an offset or ``Z``.

    Digits beyond the microsecond are cut.

    Raises:
        RecordError: LP4002 if the text has no offset, LP4004 if it is no instant.

    Example:
        >>> parse_instant("1970-01-01T01:00:01+01:00")
        1000000
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        message = f"`{text}` is not an instant such as `2026-01-05T09:30:00Z`"
        raise refusal("LP4004", message) from None
    if moment.tzinfo is None:
        raise refusal("LP4002", f"`{text}` has no zone: add `Z` or an offset")
    return to_instant(moment)


def format_instant(at: int) -> str:
    """An instant in ISO 8601, in UTC: seconds, and a fraction unless it is zero.

    Example:
        >>> format_instant(1_331_737_494_681_000)
        '2012-03-14T15:04:54.681Z'
    """
    parts = "microseconds"
    if at % _SECOND == 0:
        parts = "seconds"
    elif at % _MILLISECOND == 0:
        parts = "milliseconds"
    return from_instant(at).replace(tzinfo=None).isoformat(timespec=parts) + "Z"


def beyond_all_dates() -> RecordError:
    """What to raise when a computation leaves the years that a datetime has."""
    return refusal("LP4006", "an instant lies outside the years 2 to 9998")
