"""Laws of loading: whatever a file holds, its mistakes are told, each at its place."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from builders_mistakes import is_inside, is_well_said
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies_mutations import mutants

import leadpact
from leadpact.check import advise_mapping, advise_policy, check_policy
from leadpact.diagnostics import Severity, render
from leadpact.loading.policy import load_mapping, load_policy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from leadpact.diagnostics import Diagnostic

ROOT = Path(__file__).parents[2]
POLICY = (ROOT / "policies" / "inbound" / "1.0.0.yaml").read_text("utf-8")
DESK = ROOT / "policies" / "starter"
MAPPING = (DESK / "sample" / "mapping.yaml").read_text("utf-8")
STARTER = leadpact.load(DESK / "1.0.0.yaml").checked.policy
#: Much of it is advised against, and some of that is acknowledged.
ADVISED = (
    ROOT / "tests" / "golden" / "diagnostics" / "advice-all" / "policy.yaml"
).read_text("utf-8")

#: Each example takes some milliseconds, so many are cheap. None may take a second,
#: on any machine: that would be more than a hundred times the usual.
MANY = settings(
    max_examples=max(400, settings().max_examples), deadline=timedelta(seconds=1)
)


def mistakes(
    load: Callable[[bytes, str], object], data: bytes
) -> tuple[Diagnostic, ...]:
    """What is wrong with a file; every mistake is well made and inside the file."""
    try:
        load(data, "file.yaml")
    except leadpact.PolicyError as error:
        text = error.sources["file.yaml"]
        found = error.diagnostics
        check_made(found, text)
        assert found
        return found
    return ()


def load_a_mapping(data: bytes, file: str) -> object:
    """Load a mapping as policies are loaded."""
    return load_mapping(file, data)


def check_made(found: Sequence[Diagnostic], text: str) -> None:
    """Diagnostics in order, each well made and inside the file."""
    places = [each.span for each in found]
    assert places == sorted(places)
    for each in found:
        assert each.span.file == "file.yaml"
        assert is_inside(each.span, text), each
        assert is_well_said(each), each
        assert len(render(each, text).splitlines()) <= 4


@MANY
@given(mutants(ADVISED))
def test_advice(data: bytes) -> None:
    """Advice on whatever is valid is well made, and never an error."""
    if mistakes(leadpact.loads, data) == ():
        loaded = load_policy("file.yaml", data)
        check_policy(loaded)
        found = advise_policy(loaded, today=date(2026, 3, 2))
        assert all(each.severity is not Severity.ERROR for each in found)
        check_made(found, loaded.document.text)


@MANY
@given(mutants(MAPPING))
def test_advice_on_mappings(data: bytes) -> None:
    """The same of a mapping beside a policy."""
    if mistakes(load_a_mapping, data) == ():
        mapping = load_mapping("file.yaml", data)
        text = data.decode().replace("\r\n", "\n")
        found = advise_mapping(mapping, STARTER, file="file.yaml", text=text)
        check_made(found, text)


@MANY
@given(mutants(POLICY))
def test_changed_policies(data: bytes) -> None:
    """A policy with changes is loaded, or refused with its mistakes."""
    found = mistakes(leadpact.loads, data)
    assert mistakes(leadpact.loads, data) == found


@MANY
@given(mutants(MAPPING))
def test_changed_mappings(data: bytes) -> None:
    """A mapping with changes is loaded, or refused with its mistakes."""
    mistakes(load_a_mapping, data)


@given(st.binary(max_size=200))
@example(b"\xff\xfel\x00")
@example(b"\xef\xbb\xbf")
@example(b"leadpact: 1\n\xef\xbb\xbf")
@example(b"!<")
@example(b"{")
@example(b"- ? :")
def test_bytes(data: bytes) -> None:
    """Bytes of any kind are refused."""
    assert mistakes(leadpact.loads, data)


@given(st.text(st.sampled_from("a1 :-\n\t{}[],'\"#&*!|>%@`?\\é🚀"), max_size=60))
def test_marks_of_yaml(text: str) -> None:
    """A policy that goes on with any marks of YAML is refused."""
    assert mistakes(leadpact.loads, f"leadpact: 1\n{text}".encode())


@given(st.text(max_size=30))
def test_phrases(text: str) -> None:
    """A phrase of any characters has its mistakes inside its quotes."""
    whole = "'" + text.replace("'", "''").replace("\n", " ").replace("\r", " ") + "'"
    data = POLICY.replace("email ends with any [", f"{whole} #[").encode(
        "utf-8", "replace"
    )
    for found in mistakes(leadpact.loads, data):
        assert found.span.line == POLICY[: POLICY.index("  free_mail:")].count("\n") + 1
