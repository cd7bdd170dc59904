"""Leads, events and people from files: CSV and JSON Lines, plain or gzip."""

from leadpact.sources.cells import Schema
from leadpact.sources.inputs import Input, Progress
from leadpact.sources.ledger import OnError
from leadpact.sources.past import read_past
from leadpact.sources.people import read_people
from leadpact.sources.readings import Reading, read_leads

__all__ = [
    "Input",
    "OnError",
    "Progress",
    "Reading",
    "Schema",
    "read_leads",
    "read_past",
    "read_people",
]
