from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from builders import ROOT
from builders_regions import checked

from leadpact.pact import Pact, load
from leadpact.review.cases import run_suite
from leadpact.review.cases.boundaries import blind_spots, boundaries
from leadpact.review.cases.coverage import cover
from leadpact.review.cases.mutation import mutate
from leadpact.review.cases.suggesting import suggested
from leadpact.review.cases.suites import Shelf

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = ["inbound", "segments", "speed-to-lead", "starter"]


def names(**sections: str) -> list[str]:
    """The boundaries of a policy with the fields of the analysis."""
    return [one.name for one in boundaries(checked(**sections))]


class TestBoundaries:
    """The values at which a verdict turns."""

    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            ("n >= 20", ["n == 20", "n == 19", "n is missing"]),
            ("n > 20", ["n == 20", "n == 21", "n is missing"]),
            ("20 < n", ["n == 20", "n == 21", "n is missing"]),
            ("d <= 0.5", ["d == 0.5", "d == 0.51", "d is missing"]),
            ("m >= 100 USD", ["m == 100 USD", "m == 99.99 USD", "m is missing"]),
            ("p < 40%", ["p == 40%", "p == 39.99%", "p is missing"]),
            (
                "n between 1 and 3",
                ["n == 1", "n == 0", "n is missing", "n == 3", "n == 4"],
            ),
            ("day >= 2026-01-05", ["day == 2026-01-05", "day is missing"]),
            ("k is A", ["k is A", "k not in [A]", "k is missing"]),
            ("k in [A, B]", ["k is A", "k is B", "k not in [A, B]", "k is missing"]),
            ("n in [1, 2]", ["n == 1", "n == 2", "n is missing"]),
            (
                "t contains any [a, b]",
                [
                    "t contains a",
                    "t contains b",
                    "not t contains any [a, b]",
                    "t is missing",
                ],
            ),
            ("f", ["f", "not f", "f is missing"]),
            ("t is known", ["t is known", "not t is known"]),
            (
                "count(touched in last 2 days) >= 2",
                [
                    "count(touched in last 2 days) == 2",
                    "count(touched in last 2 days) == 1",
                ],
            ),
            ("count(touched) >= 0", ["count(touched) == 0"]),
            (
                "happened(touched where channel is web)",
                [
                    "happened(touched where channel is web)",
                    "not happened(touched where channel is web)",
                ],
            ),
            ("n > d", []),
        ],
    )
    def test_of_comparison(self, condition: str, expected: list[str]) -> None:
        """At the constant, beside it, and no value at all."""
        assert names(definitions=f"\ntested: {condition}\n") == expected

    def test_of_score(self) -> None:
        """Beside a threshold lie the nearest points that a lead can have."""
        found = names(
            scoring="{fit: [30 when n >= 5, 25 when f]}",
            stages="[{name: MQL, party: marketing, when: fit >= 50}]",
        )
        assert "fit == 30" in found
        assert "fit == 50" not in found
        assert "fit is missing" in found

    def test_lead_matters(self) -> None:
        """The lead of a boundary is one for which it decides."""
        found = boundaries(checked(definitions="\ntested: n >= 20 and k is A\n"))
        lead = found[0].lead
        assert lead is not None
        assert str(lead) == "k = A, n = 20"

    def test_cannot_be(self) -> None:
        """A value that no lead has is no boundary."""
        found = names(
            scoring="{fit: [30 when n >= 5]}", definitions="\ntested: fit >= 31\n"
        )
        assert "fit == 31" not in found


class TestBlindSpots:
    """What has no boundary is told, with the reason."""

    @pytest.mark.parametrize(
        ("condition", "reason"),
        [
            ("n > d", "it compares what leads have with each other"),
            (
                "first(touched) < last(note)",
                "it compares what leads have with each other",
            ),
            ("open(desk)", "it hangs on the opening hours of desk"),
            ("stage is SAL", "it needs a lead in a stage"),
        ],
    )
    def test_reason(self, condition: str, reason: str) -> None:
        """One of each kind, beside a comparison that has boundaries."""
        policy = checked(
            definitions=f"\ntested: {condition} and n >= 2\n",
            stages="[{name: SAL, party: sales, enter: accepted}]",
        )
        (found,) = blind_spots(policy)
        assert (found.name, found.reason) == (condition, reason)
        pact = Pact(policy)
        text = suggested(boundaries(policy), pact, "", blind_spots(policy))
        assert f"# tested, {condition}: no case, since {reason}\n" in text

    def test_definitions(self) -> None:
        """A definition that is asked for has boundaries of its own."""
        policy = checked(
            definitions="""
                tested: size is big and sound
                sound: n >= 2
                size: {first: [big when n >= 9, small]}
            """
        )
        assert blind_spots(policy) == ()

    def test_names_differ(self) -> None:
        """Two cases of one suite have two names."""
        policy = checked(
            definitions="\ntested: n >= 2\n", scoring="{tested_: [1 when n >= 2]}"
        )
        text = suggested(boundaries(policy), Pact(policy))
        found = re.findall(r"- name: (.+)", text)
        assert len(found) == len(set(found)) == 6


class TestSuggested:
    """Cases that are written for boundaries."""

    def test_text(self) -> None:
        """Each case can be read aloud, and has what the policy says now."""
        pact = Pact(checked(definitions="\ntested: n >= 20 and k is A\n"))
        first, *_ = suggested(boundaries(pact.checked), pact).split("  - name: ")[1:]
        assert first == (
            '"tested: n equals 20"\n'
            "    at: 2026-01-05 12:00\n"
            "    lead: {k: A, n: 20}\n"
            "    expect: {tested: true}  # confirm\n"
        )

    def test_version(self) -> None:
        """Tests of an older version name it."""
        pact = Pact(checked(definitions="\ntested: n >= 20\n"))
        text = suggested(boundaries(pact.checked), pact, "1.0.0")
        assert "tests: 1\nversion: 1.0.0\ncases:\n" in text

    @pytest.mark.parametrize(
        ("condition", "reason"),
        [
            ("open(desk) and n >= 2", "tested: n equals 2: no case, since it hangs on"),
            ("stage is SAL and n >= 2", "no case, since it needs a lead in the stage"),
        ],
    )
    def test_no_case(self, condition: str, reason: str) -> None:
        """What there is no case for is told."""
        pact = Pact(
            checked(
                definitions=f"\ntested: {condition}\n",
                stages="[{name: SAL, party: sales, enter: accepted}]",
            )
        )
        assert reason in suggested(boundaries(pact.checked), pact)

    @pytest.mark.parametrize("name", SHIPPED)
    def test_shipped(self, name: str, tmp_path: Path) -> None:
        """For a policy without tests they are met, complete, and notice thresholds."""
        shutil.copytree(ROOT / "policies" / "shared", tmp_path / "shared")
        folder = tmp_path / name
        folder.joinpath("tests").mkdir(parents=True)
        shutil.copy(ROOT / "policies" / name / "1.0.0.yaml", folder)
        pact = load(folder / "1.0.0.yaml")
        file = folder / "tests" / "suggested.yaml"
        file.write_text(suggested(boundaries(pact.checked), pact))
        suite = Shelf().read(file)
        assert all(result.is_met for result in run_suite(suite))
        assert cover([suite]).boundaries == ()
        missed = [
            (one.before, one.after)
            for one in mutate([suite]).missed
            if is_threshold(one.before, one.after)
        ]
        assert missed == []


def is_threshold(before: str, after: str) -> bool:
    """Whether a mutant has another constant, or another border, in a comparison."""
    first, second = (
        re.sub(r"(>=|>|<=|<) [0-9.]+", "threshold", text) for text in (before, after)
    )
    return "threshold" in first and first == second


def test_threshold() -> None:
    """What counts as a threshold."""
    assert is_threshold("30 when employees >= 200", "30 when employees >= 199")
    assert is_threshold("employees >= 20", "employees > 20")
    assert not is_threshold("30 when employees >= 200", "31 when employees >= 200")
