"""Laws of suggested cases: they are read, met, and leave no boundary out."""

from __future__ import annotations

import tempfile
from pathlib import Path

from builders import make_policy
from builders_regions import FIELDS
from hypothesis import given
from strategies import field_conditions

from leadpact.pact import load
from leadpact.review.cases import run_suite
from leadpact.review.cases.boundaries import boundaries
from leadpact.review.cases.coverage import cover
from leadpact.review.cases.suggesting import suggested
from leadpact.review.cases.suites import Shelf


@given(field_conditions(events=True), field_conditions())
def test_suggested(one: str, other: str) -> None:
    """Put beside the policy they are met, and nothing more is suggested."""
    definitions = f"\ntested: {one}\nother: {other}\n"
    text = make_policy(fields=FIELDS, definitions=definitions)
    with tempfile.TemporaryDirectory() as folder:
        policy = Path(folder) / "1.0.0.yaml"
        policy.write_text(text)
        pact = load(policy)
        found = boundaries(pact.checked)
        file = Path(folder) / "tests" / "suggested.yaml"
        file.parent.mkdir()
        file.write_text(suggested(found, pact))
        if not any(boundary.lead for boundary in found):
            return
        suite = Shelf().read(file)
        failed = [result for result in run_suite(suite) if not result.is_met]
        assert failed == []
        left = [one for one in cover([suite]).boundaries if one.lead is not None]
        assert left == []
