"""Diagnostics as a log in SARIF 2.1.0, the format that code scanning reads.

Source: docs.oasis-open.org/sarif/sarif/v2.1.0.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote

from leadpact.cli.catalogue import page_of, version
from leadpact.diagnostics import CODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from leadpact.diagnostics import Diagnostic

Data: TypeAlias = "Mapping[str, object]"

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif_log(diagnostics: Iterable[Diagnostic], root: Path) -> Data:
    """The log of one run.

    Args:
        diagnostics: What was found.
        root: The folder that places are told from, where they lie below it.
    """
    driver = {
        "name": "leadpact",
        "version": version(),
        "rules": [_rule(code, title) for code, title in CODES.items()],
    }
    run = {
        "tool": {"driver": driver},
        # Columns count characters, as in every diagnostic.
        "columnKind": "unicodeCodePoints",
        "results": [_result(found, root) for found in diagnostics],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, title: str) -> Data:
    rule = {"id": code, "shortDescription": {"text": title}}
    if page := page_of(code):
        return {**rule, "helpUri": page}
    text = f"{title}: see {code} in the reference of diagnostics"
    return {**rule, "help": {"text": text}}


def _result(found: Diagnostic, root: Path) -> Data:
    hint = f"\nhint: {found.hint}" if found.hint else ""
    return {
        "ruleId": found.code,
        "ruleIndex": list(CODES).index(found.code),
        # The words for the three severities are the same.
        "level": found.severity.value,
        "message": {"text": f"{found.message}{hint}"},
        "locations": [{"physicalLocation": _location(found, root)}],
    }


def _location(found: Diagnostic, root: Path) -> Data:
    span = found.span
    return {
        "artifactLocation": {"uri": uri(Path(span.file), root)},
        "region": {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        },
    }


def uri(file: Path, root: Path) -> str:
    """A file as a URI, relative where it lies below a folder.

    Example:
        >>> uri(Path("/desk/our policies/a.yaml"), Path("/desk"))
        'our%20policies/a.yaml'
        >>> uri(Path("/elsewhere/a.yaml"), Path("/desk"))
        'file:///elsewhere/a.yaml'
    """
    whole = root / file
    if whole.is_relative_to(root):
        return quote(whole.relative_to(root).as_posix(), errors="surrogateescape")
    return whole.as_uri()
