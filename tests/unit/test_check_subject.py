from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import SHIPPED, make_policy
from builders_mistakes import diagnostics, mistakes, timers

from leadpact.check import CheckedPolicy, check_policy
from leadpact.check.subject import Subject
from leadpact.errors import PolicyError
from leadpact.language.types import Kind, Type
from leadpact.loading.files import read_file
from leadpact.loading.policy import load_policy

if TYPE_CHECKING:
    from pathlib import Path

TIMER = "t / from: won / until: note / within: 4 hours"


def subject(**sections: str) -> Subject:
    """What rules judge of a policy."""
    return Subject.of(load_policy("policy.yaml", make_policy(**sections).encode()))


class TestCheckPolicy:
    """All mistakes of a file at once, by place."""

    @pytest.mark.parametrize("file", SHIPPED, ids=lambda f: f.parent.name)
    def test_sound(self, file: Path) -> None:
        """Nothing is said of the example policies."""
        loaded = load_policy(str(file), file.read_bytes(), read_file)
        checked = check_policy(loaded)
        assert isinstance(checked, CheckedPolicy)
        assert checked.policy is loaded.policy
        assert checked.diagnostics == ()

    def test_order(self) -> None:
        """Mistakes of shape, phrases and meaning come in one list, by place."""
        found = diagnostics(
            make_policy(
                title="''",
                definitions="{a: employes > 5, b: (, c: country is UK}",
                timers=timers("t / from: won / until: note / within: 4 days"),
            )
        )
        assert [each.code for each in found] == [
            "LP1007",
            "LP2001",
            "LP3001",
            "LP3003",
            "LP2006",
        ]
        assert [each.span for each in found] == sorted(each.span for each in found)

    def test_many(self) -> None:
        """A file full of mistakes is refused with the first of them."""
        text = make_policy(kpis=f"[{', '.join(f'x{n}' for n in range(1000))}]")
        found = diagnostics(text)
        assert len(found) == 201
        assert found[0].code == "LP1011"

    def test_sources(self) -> None:
        """The error carries the text of the file."""
        text = make_policy(kpis="[a]")
        with pytest.raises(PolicyError) as caught:
            check_policy(load_policy("policy.yaml", text.encode()))
        assert caught.value.sources == {"policy.yaml": text}


class TestNoEcho:
    """A mistake is told once, and not again wherever its name is used."""

    @pytest.mark.parametrize(
        ("section", "broken", "uses"),
        [
            (
                "fields",
                "{size: number}",
                {"definitions": "{a: size > 5 and size is x}"},
            ),
            ("definitions", "{size: '('}", {"scoring": "{b: [5 when size is large]}"}),
            ("scoring", "{size: [5]}", {"definitions": "{a: size > 5}"}),
            (
                "events",
                "{demo: {size: huge}}",
                {"definitions": "{a: happened(demo where size > 5 or kind is x)}"},
            ),
            (
                "events",
                "{rejected: {reason: word}}",
                {"reject_reasons": "{x: y}", "definitions": "{a: happened(rejected)}"},
            ),
            (
                "calendars",
                "{desk: {timezone: UTC, open: 9-17}}",
                {"definitions": "{a: open(desk)}"},
            ),
            (
                "stages",
                "[{name: SAL, party: sales, entr: won}]",
                {"definitions": "{a: stage is SAL and happened(entered SAL)}"},
            ),
            (
                "timers",
                "{t: {party: sales, from: won, until: note, within: 4}}",
                {
                    "goals": "{g: {party: sales, require: share(t) >= 95%, per: day}}",
                    "order": "[t]",
                    "consequences": "{t: x}",
                },
            ),
            ("goals", "{g: {party: sales, per: day}}", {"kpis": "[g]"}),
            ("limits", "{g: {party: sales}}", {"kpis": "[g]"}),
            (
                "roles",
                "{boss: {party: sales}}",
                {
                    "order": "[boss]",
                    "timers": timers(f"{TIMER} / missed: alert boss"),
                },
            ),
        ],
    )
    def test_names(self, section: str, broken: str, uses: dict[str, str]) -> None:
        """The name of a thing with a mistake is known everywhere."""
        found = mistakes(**{section: broken, **uses})
        if section == "calendars":  # The trial policy has a second calendar in use.
            found = [each for each in found if "late_desk" not in each[2]]
        assert len(found) == 1
        assert found[0][0] != "LP2001"

    @pytest.mark.parametrize(
        "section",
        [
            *("parties", "roles", "fields", "events", "calendars", "definitions"),
            *("scoring", "stages", "timers", "limits", "goals"),
        ],
    )
    def test_sections(self, section: str) -> None:
        """Where a section cannot be read, no name is called unknown."""
        names = {"definitions": "{a: A is known and happened(B)}", "order": "[C]"}
        assert [shown for _, shown, _ in mistakes(**names)] == ["A", "B", "C"]
        found = mistakes(**{**names, section: "no names"})
        assert [(code, shown) for code, shown, _ in found] == [("LP1008", "no names")]


class TestScope:
    """Names with their types, as phrases see them."""

    def test_types(self) -> None:
        """Fields, definitions, scores, plan numbers and the stage have types."""
        names = subject(
            definitions="""
                yes: email is known
                band: {first: [hot when yes, cold]}
                worth: {first: [5 USD when yes, 1 USD]}
                rank: {first: [1 when yes, 2.5]}
                day: {first: [2026-01-05 when yes, 2026-01-06]}
                odd: {first: [1 when yes, cold]}
            """,
            scoring="{fit: [5 when yes]}",
            stages="""
                - {name: SAL, party: sales, enter: accepted}
                - {name: A, party: sales, enter: won}
            """,
        ).scope.names
        assert names["yes"] == Type(Kind.FLAG)
        assert names["band"] == Type(Kind.CHOICE, ("hot", "cold"))
        assert names["worth"] == Type(Kind.MONEY)
        assert names["rank"] == names["fit"] == Type(Kind.DECIMAL)
        assert names["day"] == Type(Kind.DATE)
        assert names["odd"] is None
        assert names["stage"] == Type(Kind.CHOICE, ("SAL", "A"))
        assert names["employees"] == Type(Kind.INTEGER)
        assert "planned_leads" not in names

    def test_events(self) -> None:
        """Standard events, narrowed or not, and those of the policy."""
        events = subject(
            events="{rejected: {reason: {type: choice, choices: [x]}}, demo: {}}"
        ).scope.events
        assert events["rejected"] == {"reason": Type(Kind.CHOICE, ("x",))}
        assert events["attempt"] == {
            "channel": Type(Kind.CHOICE),
            "outcome": Type(Kind.CHOICE),
        }
        assert events["demo"] == {}
