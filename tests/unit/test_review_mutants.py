from __future__ import annotations

import pytest
from builders import ROOT, make_policy
from builders_cases import make_suite

from leadpact.loading.policy import load_policy
from leadpact.review.cases.coverage import cover
from leadpact.review.cases.mutants import mutants
from leadpact.review.cases.mutation import MutationResult, mutate
from leadpact.review.cases.suites import Shelf
from leadpact.review.cases.suites import test_files as files_of_tests

BASE = {
    "fields": """
        size: integer
        country: {type: choice, choices: [US, CA]}
        paid: money
    """,
    "roles": "{boss: {party: sales, who: head of sales, contact: b@example.com}}",
}


def changes(**sections: str) -> set[str]:
    """What is changed in the mutants of a policy."""
    loaded = load_policy("policy.yaml", make_policy(**BASE, **sections).encode())
    return {f"{one.before} => {one.after}" for one in mutants(loaded)}


def timer(parts: str) -> set[str]:
    """The mutants of a policy with one timer."""
    whole = "party: sales, from: handed_off, until: attempt, within: 8 hours"
    return changes(timers=f"{{reply: {{{whole}{parts}}}}}") - changes(
        timers=f"{{reply: {{{whole}}}}}"
    )


class TestMutants:
    """Each kind of mistake, at each place where it can be made."""

    @pytest.mark.parametrize(
        ("condition", "others"),
        [
            ("size >= 5", {"size > 5", "size >= 4", "size >= 6"}),
            ("size < 5", {"size <= 5", "size < 4", "size < 6"}),
            ("size == 5", {"size != 5", "size == 4", "size == 6"}),
            (
                "size between 2 and 5",
                {
                    *("size between 1 and 5", "size between 3 and 5"),
                    *("size between 2 and 4", "size between 2 and 6"),
                },
            ),
            ("paid >= 5 USD", {"paid > 5 USD", "paid >= 4 USD", "paid >= 6 USD"}),
            ("country is US", {"country is not US"}),
            (
                "country in [US, CA]",
                {"country in [CA]", "country in [US]", "country not in [US, CA]"},
            ),
            ("size is known", {"size is missing"}),
            ("not (country is US)", {"country is US", "not country is not US"}),
            (
                "happened(won in last 7 days)",
                {
                    "happened(won in last 6 days)",
                    "happened(won in last 8 days)",
                    "happened(won)",
                },
            ),
            (
                "country is US and size is known",
                {
                    "country is US or size is known",
                    "country is not US and size is known",
                    "country is US and size is missing",
                },
            ),
        ],
    )
    def test_conditions(self, condition: str, others: set[str]) -> None:
        """A condition is another one at its border, or without a word of it."""
        found = changes(definitions=f"{{tested: {condition!r}}}")
        printed = load_policy(
            "policy.yaml",
            make_policy(**BASE, definitions=f"{{tested: {condition!r}}}").encode(),
        )
        assert printed.document.diagnostics == []
        assert {one.split(" => ")[1] for one in found} == others

    def test_lines(self) -> None:
        """A line is gone, and all of them are any of them."""
        found = changes(definitions="{tested: {all: [size is known, country is US]}}")
        assert found == {
            "all => any",
            "size is known => ",
            "country is US => ",
            "size is known => size is missing",
            "country is US => country is not US",
        }

    def test_points(self) -> None:
        """Points are one more or one less, and their bounds; a line is gone."""
        line = "3 each touched, up to 9 points"
        found = changes(scoring=f"{{fit: [{line!r}, '1 when size is known']}}")
        assert {
            f"{line} => {other}"
            for other in (
                "",
                "4 each touched, up to 9 points",
                "2 each touched, up to 9 points",
                "3 each touched, up to 8 points",
                "3 each touched, up to 10 points",
                "3 each touched",
            )
        } <= found

    @pytest.mark.parametrize(
        ("parts", "others"),
        [
            (", times: 2", {"2 => 1", "2 => 3"}),
            (", unless: lost", {"lost => "}),
            (", enough: [won, lost]", {"won => ", "lost => "}),
            (
                ", missed: [alert boss after 2 hours]",
                {
                    "alert boss after 2 hours => ",
                    "alert boss after 2 hours => alert boss after 1 hour",
                    "alert boss after 2 hours => alert boss after 3 hours",
                },
            ),
            (
                ", warn: [alert boss at 50%]",
                {
                    "alert boss at 50% => ",
                    "alert boss at 50% => alert boss at 49%",
                    "alert boss at 50% => alert boss at 51%",
                },
            ),
            (", pause: {from: paused, until: resumed}", {"pause => "}),
            (
                ", repeat: each",
                {"repeat: each => repeat: keep"},
            ),
            (
                ", when: size is known",
                {"size is known => ", "size is known => size is missing"},
            ),
        ],
    )
    def test_timers(self, parts: str, others: set[str]) -> None:
        """Each part of a promise is gone, or another one."""
        assert timer(parts) == others

    def test_sound(self) -> None:
        """What is no policy is no mutant: the word of a band that others ask for."""
        found = changes(
            definitions="{band: {first: [hot when size >= 5, cold]}, "
            "tested: band is hot}"
        )
        assert "hot when size >= 5 => " not in found
        assert "hot when size >= 5 => hot when size > 5" in found


class TestMutate:
    """Tests against mutants."""

    def test_result(self) -> None:
        """Nothing that counts is caught by nothing, and all of it is told."""
        result = MutationResult("policy.yaml", 3, (), ())
        assert result.share == 1
        assert MutationResult("policy.yaml", 0, (), ()).share == 1

    @pytest.mark.parametrize(
        "name", ["inbound", "segments", "speed-to-lead", "starter"]
    )
    def test_shipped(self, name: str) -> None:
        """The tests of a shipped policy notice at least 95 of a hundred mistakes."""
        shelf = Shelf()
        folder = ROOT / "policies" / name
        result = mutate([shelf.read(file) for file in files_of_tests(folder)])
        assert result.share >= 0.95, [(one.before, one.after) for one in result.missed]
        assert result.caught > 90

    @pytest.mark.parametrize(
        "name", ["inbound", "segments", "speed-to-lead", "starter"]
    )
    def test_covered(self, name: str) -> None:
        """And they reach every part of it."""
        shelf = Shelf()
        files = files_of_tests(ROOT / "policies" / name)
        assert cover([shelf.read(file) for file in files]).missed == ()

    def test_suite(self) -> None:
        """What a suite is about is the version that it was read for."""
        suite = make_suite(
            "- {name: A, at: 2026-01-05 09:00, expect: {large: unknown}}"
        )
        assert suite.policy == "1.0.0.yaml"
