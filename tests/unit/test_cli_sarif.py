from __future__ import annotations

import json
from email.message import Message
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from leadpact.cli import catalogue
from leadpact.cli.catalogue import page_of
from leadpact.cli.sarif import sarif_log, uri
from leadpact.diagnostics import CODES, Diagnostic, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path("/desk")
FOUND = (
    Diagnostic("LP2001", "unknown name `a`", Span("x/a b.yaml", 3, 5, 3, 9), "`b`?"),
    Diagnostic("LP1002", "a tab", Span("/desk/c.yaml"), severity=Severity.WARNING),
    Diagnostic("LP3001", "odd", Span("/é/c.yaml", 1, 1, 2, 1), severity=Severity.NOTE),
)

_TEXT = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string", "minLength": 1}},
    "additionalProperties": False,
}
_PLACE = {"type": "integer", "minimum": 1}
#: What SARIF 2.1.0 asks of the objects that we write: sections 3.13 (log), 3.14 (run),
#: 3.19 (driver), 3.49 (rule), 3.27 (result), 3.29 (place) and 3.30 (region).
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {"driver": {"$ref": "#/$defs/driver"}},
                        "additionalProperties": False,
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
    "$defs": {
        "driver": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {"type": "string"},
                "version": {"type": "string"},
                "rules": {
                    "type": "array",
                    "uniqueItems": True,
                    "items": {
                        "type": "object",
                        "required": ["id"],
                        "properties": {
                            "id": {"type": "string"},
                            "shortDescription": _TEXT,
                            "help": _TEXT,
                            "helpUri": {"type": "string", "format": "uri"},
                        },
                        "additionalProperties": False,
                    },
                },
            },
            "additionalProperties": False,
        },
        "result": {
            "type": "object",
            "required": ["message"],
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": 0},
                "level": {"enum": ["none", "note", "warning", "error"]},
                "message": _TEXT,
                "locations": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["physicalLocation"],
                        "properties": {
                            "physicalLocation": {
                                "type": "object",
                                "required": ["artifactLocation"],
                                "properties": {
                                    "artifactLocation": {
                                        "type": "object",
                                        "properties": {"uri": {"type": "string"}},
                                        "additionalProperties": False,
                                    },
                                    "region": {
                                        "type": "object",
                                        "properties": {
                                            "startLine": _PLACE,
                                            "startColumn": _PLACE,
                                            "endLine": _PLACE,
                                            "endColumn": _PLACE,
                                        },
                                        "additionalProperties": False,
                                    },
                                },
                                "additionalProperties": False,
                            }
                        },
                        "additionalProperties": False,
                    },
                },
            },
            "additionalProperties": False,
        },
    },
}


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Metadata of the package that no other test has changed."""
    catalogue._documentation.cache_clear()  # noqa: SLF001 - a cache for the process
    yield
    catalogue._documentation.cache_clear()  # noqa: SLF001 - as above


def publish(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the package say where its documentation is."""
    told = Message()
    told["Project-URL"] = "Source, https://example.com/source"
    told["Project-URL"] = "Documentation, https://docs.example.com/"
    monkeypatch.setattr(metadata, "metadata", lambda _: told)


def run() -> dict[str, Any]:
    """The only run of a log, as a reader gets it."""
    log = json.loads(json.dumps(sarif_log(FOUND, ROOT)))
    jsonschema.Draft202012Validator(SCHEMA).validate(log)
    ((only,),) = (log["runs"],)
    assert isinstance(only, dict)
    return only


class TestSarifLog:
    """Logs in SARIF 2.1.0."""

    def test_rules(self) -> None:
        """Each code of the catalogue is a rule, with its title."""
        driver = run()["tool"]["driver"]
        assert (driver["name"], driver["version"]) == ("leadpact", "0.1.0")
        rules = driver["rules"]
        assert {one["id"]: one["shortDescription"]["text"] for one in rules} == CODES
        assert all(one["id"] in one["help"]["text"] for one in rules)

    def test_help_is_published(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where the documentation is published, the rules lead there."""
        publish(monkeypatch)
        rule = run()["tool"]["driver"]["rules"][0]
        page = "https://docs.example.com/reference/diagnostics/#lp1001"
        assert rule["helpUri"] == page
        assert "help" not in rule

    def test_results(self) -> None:
        """Each diagnostic is a result of its rule, with its hint and its place."""
        one = run()
        assert one["columnKind"] == "unicodeCodePoints"
        rules = [rule["id"] for rule in one["tool"]["driver"]["rules"]]
        results = one["results"]
        assert [each["ruleId"] for each in results] == ["LP2001", "LP1002", "LP3001"]
        assert [rules[each["ruleIndex"]] for each in results] == [
            each["ruleId"] for each in results
        ]
        assert [each["level"] for each in results] == ["error", "warning", "note"]
        assert results[0]["message"]["text"] == "unknown name `a`\nhint: `b`?"
        places = [each["locations"][0]["physicalLocation"] for each in results]
        assert places[0]["region"] == {
            "startLine": 3,
            "startColumn": 5,
            "endLine": 3,
            "endColumn": 9,
        }
        assert [place["artifactLocation"]["uri"] for place in places] == [
            "x/a%20b.yaml",
            "c.yaml",
            "file:///%C3%A9/c.yaml",
        ]

    def test_nothing_found(self) -> None:
        """A run that found nothing has no results, and says so."""
        assert sarif_log((), ROOT)["runs"][0]["results"] == []  # type: ignore[index]


class TestUri:
    """Files as URIs."""

    def test_not_a_text(self) -> None:
        """A name in another encoding is kept byte by byte."""
        assert uri(Path("a\udcff.yaml"), ROOT) == "a%FF.yaml"


class TestPageOf:
    """Pages about codes."""

    def test_not_published(self) -> None:
        """While nothing is published there is no page."""
        assert page_of("LP2001") == ""

    def test_published(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The page is found through the metadata of the package."""
        publish(monkeypatch)
        page = "https://docs.example.com/reference/diagnostics/#lp2001"
        assert page_of("LP2001") == page
