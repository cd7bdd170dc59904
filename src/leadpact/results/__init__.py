"""The one result schema, format 1: a head, a summary, and rows of four tables.

Result documents, JSON Lines, CSV and the data of a single evaluation all hold the
same rows. `schemas/result-1.json` describes them.
"""

from leadpact.results.collector import Results
from leadpact.results.reading import evaluation_from_data
from leadpact.results.rows import FORMAT, Row, Table, evaluation_to_data
from leadpact.results.writers import csv_text, json_lines, json_text

__all__ = [
    "FORMAT",
    "Results",
    "Row",
    "Table",
    "csv_text",
    "evaluation_from_data",
    "evaluation_to_data",
    "json_lines",
    "json_text",
]
