"""The `calendars` section of a policy."""

from __future__ import annotations

import contextlib
import functools
import re
from typing import TYPE_CHECKING

from leadpact.calendars import (
    CalendarSpec,
    Holidays,
    Hours,
    Joined,
    ZoneField,
    check_holidays,
    day_hours,
    parse_days,
    parse_hours,
    subdivisions,
)
from leadpact.diagnostics import near
from leadpact.loading.document import (
    Entries,
    InvalidNodeError,
    Node,
    Scalar,
    refuse,
    report,
)
from leadpact.loading.structure import entries_of, read_items, read_keys, require
from leadpact.loading.texts import checked_text, parsed, read_date, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

#: Calendars that a joined one has at least.
_FEWEST_JOINED = 2
#: Hours as people write them elsewhere: with one digit, without minutes, with a dash
#: of printers or spaces around it.
_LOOSE_HOURS = re.compile(
    r"([0-9]{1,2})(?:[:.]([0-9]{2}))? *[-\u2013\u2014] *([0-9]{1,2})(?:[:.]([0-9]{2}))?"
)


def read_calendar(node: Node, _: object) -> CalendarSpec | Joined:
    """One calendar: calendars that it joins, or hours of its own."""
    entries = entries_of(node)
    return _read_joined(entries) if "all" in entries.entries else _read_own(entries)


def _read_joined(entries: Entries) -> Joined:
    """The names of calendars, two or more."""
    if len(entries.entries) > 1:
        hint = "its zone, hours and holidays are those of the calendars that it joins"
        refuse(entries, "LP2007", "keys beside `all`", hint, entries.head)
    _, node = entries.entries["all"]
    names = read_items(node, functools.partial(checked_text, "name"))
    if len(set(names)) < max(len(names), _FEWEST_JOINED):
        hint = "name two calendars or more, each once"
        refuse(node, "LP2007", "`all` joins a calendar with itself", hint)
    return Joined(names)


def _read_own(entries: Entries) -> CalendarSpec:
    """Zone, hours of the week, holidays, dates of their own."""
    readers: dict[str, Callable[[Node], object]] = {
        "timezone": _read_zone,
        "open": _read_week,
        "holidays": _read_holidays,
        "days": _read_days,
    }
    values = _read_all(entries, readers, "timezone", "open")
    spec = CalendarSpec(**values)  # type: ignore[arg-type]
    if not spec.has_open_time():
        hint = "write hours, as `open: {mon-fri: 09:00-17:00}`"
        refuse(entries, "LP2005", "the calendar is never open", hint, entries.head)
    return spec


def _read_all(
    entries: Entries, readers: Mapping[str, Callable[[Node], object]], *required: str
) -> dict[str, object]:
    """The values of a mapping without mistakes."""
    values, wrong = read_keys(entries, readers)
    if require(entries, required, wrong):
        raise InvalidNodeError
    return values


def _read_zone(node: Node) -> str | ZoneField:
    if not isinstance(node, Entries):
        return _zone_text(node)
    readers: dict[str, Callable[[Node], object]] = {
        "field": text_of,
        "otherwise": _zone_text,
    }
    values = _read_all(node, readers, "field", "otherwise")
    return ZoneField(**values)  # type: ignore[arg-type]


_zone_text = functools.partial(checked_text, "zone")


def _read_week(node: Node) -> tuple[tuple[Hours, ...], ...]:
    """Hours of seven days, Monday first."""
    week: list[tuple[Hours, ...] | None] = [None] * 7
    sound = True
    for key, at, value in entries_of(node):
        try:
            days = parsed(at, _days, key)
            hours = _read_hours(value)
        except InvalidNodeError:
            sound = False
            continue
        if any(week[day] is not None for day in days):
            sound = False
            hint = "name each day once"
            report(at, "LP1003", f"`{key}` names a day that has hours already", hint)
        for day in days:
            week[day] = hours
    if not sound:
        raise InvalidNodeError
    return tuple(hours or () for hours in week)


def _read_hours(node: Node) -> tuple[Hours, ...]:
    """One or more stretches, checked for overlap."""
    hours = read_items(node, lambda item: parsed(item, _hours))
    try:
        return day_hours(hours)
    except ValueError as error:
        hint = "join them, or let one begin where the other ends"
        return refuse(node, "LP1009", str(error), hint)


def _days(text: str) -> tuple[int, ...]:
    try:
        return parse_days(text)
    except ValueError as error:
        meant = "-".join(part.strip().lower()[:3] for part in text.split("-"))
        raise _with_hint(error, meant, parse_days) from None


def _hours(text: str) -> Hours:
    try:
        return parse_hours(text)
    except ValueError as error:
        if text == "closed":
            hint = "leave the day out: one that is not named is closed"
            raise ValueError(str(error), hint) from None
        meant = ""
        if match := _LOOSE_HOURS.fullmatch(text.strip()):
            first, minute, last, other = match.groups("00")
            # Not `9-5`: it would be a shift of twenty hours.
            if int(first) < int(last):
                meant = f"{first:0>2}:{minute}-{last:0>2}:{other}"
        raise _with_hint(error, meant, parse_hours) from None


def _with_hint(
    error: ValueError, meant: str, read: Callable[[str], object]
) -> ValueError:
    """An error, with what may have been meant if that can be read."""
    with contextlib.suppress(ValueError):
        read(meant)
        return ValueError(str(error), f"did you mean `{meant}`?")
    return error


def _read_holidays(node: Node) -> Holidays:
    entries = entries_of(node)
    readers: dict[str, Callable[[Node], object]] = {
        "country": lambda at: parsed(at, _country),
        "subdivision": text_of,
        "also": _also,
    }
    values = _read_all(entries, readers)
    country = str(values["country"]) if "country" in values else None
    if "subdivision" in values:
        _, at = entries.entries["subdivision"]
        parsed(at, functools.partial(_check_subdivision, country))
    return Holidays(**values)  # type: ignore[arg-type]


def _country(text: str) -> str:
    try:
        check_holidays(text, None)
    except ValueError as error:
        hint = "a code of ISO 3166-1, two capitals such as `US`"
        raise ValueError(str(error), hint) from None
    return text


def _check_subdivision(country: str | None, text: str) -> None:
    try:
        check_holidays(country, text)
    except ValueError as error:
        known = subdivisions(country) if country else ()
        hint = near(text, known) or "the part of its ISO 3166-2 code behind the `-`"
        raise ValueError(str(error), hint) from None


def _also(node: Node) -> tuple[date, ...]:
    return read_items(node, lambda item: parsed(item, read_date))


def _read_days(node: Node) -> tuple[tuple[date, tuple[Hours, ...]], ...]:
    """Hours by date; `closed` is none."""
    days: dict[date, tuple[Hours, ...]] = {}
    sound = True
    for key, at, value in entries_of(node):
        try:
            day = parsed(at, read_date, key)
            closed = isinstance(value, Scalar) and value.text == "closed"
            days[day] = () if closed else _read_hours(value)
        except InvalidNodeError:
            sound = False
    if not sound:
        raise InvalidNodeError
    return tuple(sorted(days.items()))
