"""What differs between two versions of a policy, in words, and for whom."""

from leadpact.review.difference.books import BookDifference, compare_books
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
    "BookDifference",
    "Clause",
    "Direction",
    "Effect",
    "Grade",
    "PolicyDifference",
    "Version",
    "compare_books",
    "compare_policies",
    "diff",
]
