"""Plain data of Python, read as if it stood in a file."""

from __future__ import annotations

import json
from collections.abc import Mapping

import attrs

from leadpact.calendars import Calendars
from leadpact.diagnostics import Span
from leadpact.loading.composer import MOST_DEPTH, compose, decode
from leadpact.loading.document import InvalidNodeError
from leadpact.loading.policy import ANY_CALENDAR, converter, places
from leadpact.loading.structure import read_entries


@attrs.frozen
class LoadedCalendars:
    """Calendars by name, as plain data states them.

    Attributes:
        calendars: Each of them without mistakes of its own.
        spans: Places by dotted path, as in a policy.
        sources: The text that the places are in.
    """

    calendars: Calendars
    spans: Mapping[str, Span]
    sources: Mapping[str, str]


def load_calendars(data: Mapping[str, object]) -> LoadedCalendars:
    """The calendars that plain data states, as the section `calendars` would.

    Args:
        data: By name, mappings of texts, dates, lists and mappings.

    Raises:
        PolicyError: It has mistakes; their places are those of the data written out
            as a text, which the error carries.
    """
    # Half a surrogate is no text: `decode` says so, as of a file.
    written = _written(data).encode(errors="surrogatepass")
    document = decode("<calendars>", written, converter())
    root = compose(document, "NAME: {timezone: UTC}")
    try:
        calendars = read_entries(root, ANY_CALENDAR, names=False)
    except InvalidNodeError:
        raise document.error() from None
    if document.diagnostics:
        raise document.error()
    return LoadedCalendars(calendars, places(root), document.sources)


def _written(data: object, depth: int = 0) -> str:
    """Data as a file could state it: one key or item a line, every text in quotes."""
    if depth > MOST_DEPTH:
        # The reader refuses so many levels, whatever they hold, themselves even.
        return "[]"
    if isinstance(data, Mapping):
        # Two keys may read alike, as a date and its text: then the reader refuses.
        entries = (
            f"{_written(key, depth)}: {_written(data[key], depth + 1)}" for key in data
        )
        return "{" + ",\n".join(entries) + "}"
    if isinstance(data, list | tuple):
        return "[" + ",\n".join(_written(item, depth + 1) for item in data) + "]"
    return json.dumps("" if data is None else str(data), ensure_ascii=False)
