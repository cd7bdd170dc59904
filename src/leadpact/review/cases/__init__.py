"""Tests beside a policy: leads, what happens to them, and what is to follow."""

from leadpact.review.cases.reading import read_suite
from leadpact.review.cases.running import CaseResult, Failure, run_case, run_suite
from leadpact.review.cases.suite import Case, Suite

__all__ = [
    "Case",
    "CaseResult",
    "Failure",
    "Suite",
    "read_suite",
    "run_case",
    "run_suite",
]
