"""The catalogue of codes for readers outside: versions, and where pages are."""

from __future__ import annotations

import functools
from importlib import metadata

_PACKAGE = "leadpact"


def version() -> str:
    """The version of leadpact."""
    return metadata.version(_PACKAGE)


def page_of(code: str) -> str:
    """Address of the section about a code; empty while it is published nowhere."""
    pages = _documentation()
    return f"{pages}/reference/diagnostics/#{code.lower()}" if pages else ""


@functools.cache
def _documentation() -> str:
    """Where the documentation is published, as the package's own metadata tell."""
    urls = metadata.metadata(_PACKAGE).get_all("Project-URL") or []
    places = dict(url.split(", ", 1) for url in urls)
    return str(places.get("Documentation", "")).rstrip("/")
