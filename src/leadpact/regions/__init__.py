"""Exact analysis of conditions by regions of values: what can hold, and what differs.

Read the conditions of one policy, or of several versions, into one ``Space`` with a
``Reader`` each; then ask ``verdict``, ``difference`` and ``reach``.

Source: docs/explanation/regions.md.
"""

from leadpact.regions.decisions import Decision
from leadpact.regions.diagrams import TooManyRegionsError
from leadpact.regions.reading import Reader
from leadpact.regions.space import Form, Space
from leadpact.regions.verdicts import (
    Change,
    Difference,
    Reach,
    Verdict,
    can_be,
    difference,
    reach,
    verdict,
    with_values,
    witness,
)
from leadpact.regions.witness import Past, Witness

__all__ = [
    "Change",
    "Decision",
    "Difference",
    "Form",
    "Past",
    "Reach",
    "Reader",
    "Space",
    "TooManyRegionsError",
    "Verdict",
    "Witness",
    "can_be",
    "difference",
    "reach",
    "verdict",
    "with_values",
    "witness",
]
