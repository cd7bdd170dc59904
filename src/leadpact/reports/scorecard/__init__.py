"""The scorecard: one page a month that both heads bring to their meeting.

Source: docs/explanation/reports.md, "The scorecard".
"""

from leadpact.reports.scorecard.page import scorecard

__all__ = ["scorecard"]
