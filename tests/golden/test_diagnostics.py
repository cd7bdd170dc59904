"""What is said of broken policies, mappings and data, and of every code.

A case is a folder of `diagnostics/`. It holds a policy, or else means the sound one
beside the folders; a mapping, leads and events where it needs them, or one lead as
plain data in `lead.json`; and in `expected.txt` everything that is said of them, as
last approved by a person. Advice is asked for in the cases whose names begin with
`advice-`. A case with a folder `book` is about the versions in it.
"""

from __future__ import annotations

import contextlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import leadpact
from leadpact.check import advise_mapping, advise_policy, check_policy
from leadpact.diagnostics import CODES, render
from leadpact.engines.types import Types
from leadpact.loading.policy import load_mapping, load_policy
from leadpact.pact import Pact
from leadpact.sources import Input, OnError, Schema, read_leads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from leadpact.loading.policy import Loaded

TESTS = Path(__file__).parents[1]
GOLDEN = TESTS / "golden"
SOUND = GOLDEN / "diagnostics" / "policy.yaml"
CASES = sorted(each for each in SOUND.parent.iterdir() if each.is_dir())
PAGE = TESTS.parent / "docs" / "reference" / "diagnostics.md"
NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)

#: Codes of what no input file can show, and the tests that show it.
ELSEWHERE = {
    "LP4019": "unit/test_planning_history.py",
    "LP5001": "unit/test_agreement_pdf.py",
    "LP5002": "unit/test_agreement_pdf.py",
    "LP5003": "e2e/test_cli_bad_input.py",
    "LP5004": "unit/test_agreement_pdf.py",
    "LP5010": "unit/test_agreement_template_files.py",
    "LP5011": "unit/test_agreement_confined.py",
    "LP5012": "unit/test_agreement_confined.py",
    "LP5013": "unit/test_agreement_confined.py",
    "LP5014": "unit/test_agreement_confined.py",
    **dict.fromkeys(
        (
            *("LP6001", "LP6002", "LP6003", "LP6004", "LP6005", "LP6006", "LP6007"),
            *("LP6008", "LP6009", "LP6010", "LP6011", "LP6012", "LP6013", "LP6014"),
            *("LP6015", "LP6016", "LP6020", "LP6021", "LP6022", "LP6024"),
        ),
        "unit/test_signed.py",
    ),
    "LP6017": "unit/test_signing_trust.py",
    "LP6018": "e2e/test_cli_sign.py",
    "LP6019": "e2e/test_cli_sign.py",
    "LP6023": "e2e/test_cli_sign.py",
    "LP6025": "e2e/test_cli_sign.py",
    "LP6026": "unit/test_signed.py",
    **dict.fromkeys(
        ("LP7001", "LP7002", "LP7003", "LP7004"), "unit/test_review_cases.py"
    ),
    "LP7005": "e2e/test_cli_test.py",
    "LP7040": "unit/test_review_sealing.py",
    "LP7041": "unit/test_review_sealing.py",
    **dict.fromkeys(
        ("LP7050", "LP7051", "LP7052", "LP7053", "LP7054"), "e2e/test_cli_gate.py"
    ),
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.name))
def test_case(case: Path, golden: Callable[[Path, str], None]) -> None:
    """Everything wrong with a case is told: place, code, message, hint."""
    golden(case / "expected.txt", "\n\n".join(said(case)) + "\n")


def test_sound() -> None:
    """Nothing is said of the policy that the cases are made of."""
    assert leadpact.loads(SOUND.read_bytes()).checked.diagnostics == ()


def test_golden_has_every_code() -> None:
    """Every code of the catalogue stands in a golden file, or in a test named here."""
    files = [*GOLDEN.glob("*/*/expected.txt")]
    shown = {code for file in files for code in codes(file)}
    told = {code for code, test in ELSEWHERE.items() if code in codes(TESTS / test)}
    assert shown | told == set(CODES)


def test_page_has_every_code() -> None:
    """The page of diagnostics has a section for each code, titled and in order."""
    heading = re.compile(r"^### (LP\d{4}): (.+) \{ #(lp\d{4}) \}$", re.MULTILINE)
    expected = [(code, title, code.lower()) for code, title in CODES.items()]
    assert heading.findall(PAGE.read_text("utf-8")) == expected


def codes(file: Path) -> set[str]:
    """The codes that a file mentions."""
    return set(re.findall(r"LP\d{4}", file.read_text("utf-8")))


def said(case: Path) -> Iterator[str]:
    """Everything that is said of a case: of its files, then of its leads."""
    if (case / "book").exists():
        yield from of_book(case)
        return
    own = case / "policy.yaml"
    data = (own if own.exists() else SOUND).read_bytes()
    try:
        # Files are named as they are seen from the case.
        loaded = load_policy(own.name, data, lambda file: (case / file).read_bytes())
        pact = Pact(check_policy(loaded))
        yield from of_data(case, pact)
        if case.name.startswith("advice-"):
            yield from advice(case, loaded)
    except leadpact.LeadpactError as error:
        for found in error.diagnostics:
            yield render(found, error.sources.get(found.span.file))


def of_book(case: Path) -> Iterator[str]:
    """What is said of the versions of a case, and of the one in force at ``NOW``."""
    with contextlib.chdir(case):
        try:
            book = leadpact.load_book("book")
            for found in book.diagnostics:
                yield render(found, Path(found.span.file).read_text("utf-8"))
            book.in_force(NOW)
        except leadpact.LeadpactError as error:
            for found in error.diagnostics:
                yield render(found, error.sources.get(found.span.file))


def advice(case: Path, loaded: Loaded) -> Iterator[str]:
    """What is allowed in a case and hardly meant, on the day of ``NOW``."""
    today = NOW.date()
    for found in advise_policy(loaded, today=today):
        yield render(found, loaded.document.sources[found.span.file])
    if (file := case / "mapping.yaml").exists():
        text = file.read_text("utf-8")
        mapping = load_mapping(file.name, file.read_bytes())
        for found in advise_mapping(
            mapping, loaded.policy, file=file.name, text=text, today=today
        ):
            yield render(found, text)


def of_data(case: Path, pact: Pact) -> Iterator[str]:
    """What is said of the mapping and of the data of a case."""
    mapping = None
    if (file := case / "mapping.yaml").exists():
        mapping = load_mapping(file.name, file.read_bytes())
    if (file := case / "lead.json").exists():
        yield from verdicts(pact, [json.loads(file.read_text("utf-8"))])
    leads, events = table(case, "leads"), table(case, "events")
    if not (leads or events):
        return
    types = Types.of(pact.plan)
    reading = read_leads(
        leads=leads,
        events=events,
        schema=Schema(types.fields, types.events, types.currency),
        mapping=mapping,
        on_error=OnError.SKIP,
    )
    yield from map(str, (*reading.skipped, *reading.notes))
    yield from verdicts(pact, reading.leads)


def verdicts(
    pact: Pact, leads: Iterable[leadpact.Lead | Mapping[str, object]]
) -> Iterator[str]:
    """What is said of leads, those that cannot be judged included."""
    for found in pact.evaluate_many(leads, now=NOW):
        if isinstance(found, leadpact.Refused):
            yield from (f"lead {found.lead}: {each}" for each in found.diagnostics)
            continue
        for finding in found.findings:
            yield f"lead {found.lead}: {finding.code}: {finding.message}"


def table(case: Path, stem: str) -> Input | None:
    """The file of leads or events of a case."""
    for file in case.glob(f"{stem}.*"):
        return Input(file.name, file)
    return None
