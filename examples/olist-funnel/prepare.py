"""Puts the first contacts and the won deals into one file of events.

Usage: python prepare.py FOLDER > events.csv
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTACTS = "olist_marketing_qualified_leads_dataset.csv"
DEALS = "olist_closed_deals_dataset.csv"
COLUMNS = ("mql_id", "event", "at", "amount")


def events(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """The events of both files, in the order of their rows."""
    with (folder / CONTACTS).open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield row["mql_id"], "created", row["first_contact_date"], ""
    with (folder / DEALS).open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            amount = row["declared_monthly_revenue"]
            yield row["mql_id"], "won", row["won_date"], amount


def main() -> None:
    """Write the file of events to standard output."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(events(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
