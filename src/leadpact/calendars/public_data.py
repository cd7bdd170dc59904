"""Zones and public holidays, as the packages tzdata and holidays know them.

Both are asked in ways that no machine changes: zones come from the package, never
from the operating system, and names of holidays ignore the locale.
"""

from __future__ import annotations

import functools
from importlib import resources
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from leadpact.calendars.specs import Holidays

#: English names are asked for where a country has them; any other country tells the
#: names in its own language.
_LANGUAGE = "en_US"


@functools.cache
def zone_names() -> frozenset[str]:
    """Every IANA zone, links included."""
    listed = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8")
    return frozenset(listed.split())


@functools.cache
def time_zone(name: str) -> ZoneInfo:
    """An IANA zone.

    Raises:
        ValueError: There is no such zone.
    """
    if name not in zone_names():
        msg = f"`{name}` is not a time zone such as `Europe/Paris`"
        raise ValueError(msg)
    path = resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
    with path.open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@functools.cache
def countries() -> frozenset[str]:
    """ISO 3166-1 codes of the countries whose holidays are known."""
    from holidays.registry import EntityLoader  # noqa: PLC0415 - slow to import

    return frozenset(EntityLoader.get_country_codes(include_aliases=False))


def subdivisions(country: str) -> frozenset[str]:
    """Codes of the parts of a known country that have holidays of their own."""
    import holidays  # noqa: PLC0415 - slow to import

    return frozenset(getattr(holidays, country).subdivisions)


def check_holidays(country: str | None, subdivision: str | None) -> None:
    """Refuse a country or a subdivision whose holidays are not known.

    Raises:
        ValueError: There is no such place; ``countries`` and ``subdivisions`` list
            those there are.
    """
    if country is None:
        if subdivision is not None:
            msg = f"`{subdivision}` needs its `country`"
            raise ValueError(msg)
        return
    if country not in countries():
        msg = f"`{country}` is not a country with known holidays"
        raise ValueError(msg)
    if subdivision is not None and subdivision not in subdivisions(country):
        msg = f"`{subdivision}` is not a subdivision of `{country}`"
        raise ValueError(msg)


@functools.lru_cache(maxsize=1024)
def public_holidays(
    country: str, subdivision: str | None, year: int
) -> Mapping[date, str]:
    """Public holidays of one year with their names, observed days included.

    Years for which the package has no rules, beyond 2100 as a rule, have none.
    """
    import holidays  # noqa: PLC0415 - slow to import

    entity = getattr(holidays, country)
    # Without a language that it has, the package would take that of the machine.
    known = _LANGUAGE in entity.supported_languages
    language = _LANGUAGE if known else entity.default_language
    found = entity(subdiv=subdivision, years=year, language=language)
    return dict(sorted(found.items()))


def holiday_names(holidays: Holidays, year: int) -> Mapping[date, str]:
    """Closed dates of a year with their names, in order.

    The name of a date that only the policy closes is empty.
    """
    own = {day: "" for day in holidays.also if day.year == year}
    if holidays.country is None:
        return own
    public = public_holidays(holidays.country, holidays.subdivision, year)
    return dict(sorted((own | dict(public)).items()))


@functools.cache
def data_versions() -> Mapping[str, str]:
    """Versions of the data behind every due instant, for results to carry."""
    from importlib import metadata  # noqa: PLC0415 - slow to import

    import tzdata  # type: ignore[import-untyped]  # noqa: PLC0415 - rarely needed

    return {
        "holidays": metadata.version("holidays"),
        "tzdata": tzdata.IANA_VERSION,
    }
