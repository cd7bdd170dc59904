"""The dashboard: one HTML file that opens offline, with the leads behind each number.

Source: docs/explanation/reports.md, "The dashboard".
"""

from leadpact.reports.dashboard.page import dashboard

__all__ = ["dashboard"]
