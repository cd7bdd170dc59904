"""Calendars: opening hours, holidays and zone; open time and due instants.

``BusinessClock`` computes on instants as whole microseconds. It is made of a
``CalendarSpec``, which is what a policy states.
"""

from leadpact.calendars.agenda import Day, Rule
from leadpact.calendars.clocks import BusinessClock, clock_of
from leadpact.calendars.hours import (
    WEEKDAYS,
    Hours,
    day_hours,
    parse_days,
    parse_hours,
)
from leadpact.calendars.public_data import (
    check_holidays,
    countries,
    data_versions,
    holiday_names,
    subdivisions,
    time_zone,
    zone_names,
)
from leadpact.calendars.specs import (
    Absence,
    Away,
    Calendars,
    CalendarSpec,
    Holidays,
    Joined,
    ZoneField,
    parse_absences,
    parts_of,
    zone_fields,
)
from leadpact.calendars.stretches import Closed, Stretch
from leadpact.calendars.wall_clock import day_start, days_later, reading

__all__ = [
    "WEEKDAYS",
    "Absence",
    "Away",
    "BusinessClock",
    "CalendarSpec",
    "Calendars",
    "Closed",
    "Day",
    "Holidays",
    "Hours",
    "Joined",
    "Rule",
    "Stretch",
    "ZoneField",
    "check_holidays",
    "clock_of",
    "countries",
    "data_versions",
    "day_hours",
    "day_start",
    "days_later",
    "holiday_names",
    "parse_absences",
    "parse_days",
    "parse_hours",
    "parts_of",
    "reading",
    "subdivisions",
    "time_zone",
    "zone_fields",
    "zone_names",
]
