"""What differs between two versions of a policy, in words, and for whom."""

from leadpact.review.difference.comparing import compare_policies, diff
from leadpact.review.difference.model import (
    Clause,
    Direction,
    Effect,
    Grade,
    PolicyDifference,
    Version,
)

__all__ = [
    "Clause",
    "Direction",
    "Effect",
    "Grade",
    "PolicyDifference",
    "Version",
    "compare_policies",
    "diff",
]
