"""The public holidays that a signed policy counts on.

A policy names a country; the dates come from a package that is upgraded. What is signed
holds a digest of the dates, so that no upgrade changes what was agreed without a word.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

import rfc8785

from leadpact.calendars import CalendarSpec, data_versions, holiday_names
from leadpact.signing.statement import ClosedDates

if TYPE_CHECKING:
    from leadpact.model.policy import Policy

#: How far ahead dates are signed for a version without an end.
_YEARS = 10


def closed_dates(policy: Policy, through: date | None = None) -> ClosedDates | None:
    """The public holidays of all calendars, from the first day in force on.

    Args:
        policy: The version.
        through: The last day that counts; by default that of `ends`, and without one
            the end of the tenth year.

    Returns:
        ``None`` for a policy that closes no public holidays.
    """
    first = policy.effective
    last = through or policy.ends or date(min(first.year + _YEARS, 9998), 12, 31)
    dates = {
        name: [
            str(day)
            for year in range(first.year, last.year + 1)
            for day in holiday_names(spec.holidays, year)
            if first <= day <= last
        ]
        for name, spec in policy.calendars.items()
        if isinstance(spec, CalendarSpec) and spec.holidays and spec.holidays.country
    }
    if not dates:
        return None
    return ClosedDates(
        version=data_versions()["holidays"],
        through=str(last),
        sha256=hashlib.sha256(rfc8785.dumps(dates)).hexdigest(),
    )
