from __future__ import annotations

import pytest
from builders_mistakes import hints, mistakes, timers

PARTY = "{signatory: A, contact: a@example.com}"
GOAL = "{party: PARTY, require: count(won) >= 5, per: month}"


class TestParties:
    """Two sides at least, each with a name of its own."""

    def test_alone(self) -> None:
        """An agreement has two parties."""
        parties = "{sales: {signatory: A, contact: a@example.com}}"
        message = "an agreement needs two parties or more"
        expected = [("LP2007", "parties", message)]
        assert mistakes(parties=parties) == expected
        assert mistakes(parties="{}", roles="") == expected

    def test_broken(self) -> None:
        """A party with a mistake is a party."""
        parties = "{sales: {signatory: A, contact: b}, marketing: {signatory: B}}"
        ((code, shown, _),) = mistakes(parties=parties)
        assert (code, shown) == ("LP1006", "marketing")

    def test_missing(self) -> None:
        """Nothing more is said where the section is missing."""
        assert [code for code, *_ in mistakes(parties="")] == ["LP1006"]

    @pytest.mark.parametrize(
        ("section", "text"),
        [
            ("parties", f"{{sales: {PARTY}, owner: {PARTY}}}"),
            ("roles", "{owner: {party: sales, who: A, contact: b}}"),
        ],
    )
    def test_owner(self, section: str, text: str) -> None:
        """`owner` is whoever has the lead, and no party or role."""
        expected = ("LP2002", "owner", "`owner` is whoever the lead was assigned to")
        assert mistakes(**{section: text}) == [expected]

    def test_role_and_party(self) -> None:
        """A role has another name than any party."""
        roles = "{sales: {party: sales, who: All, contact: a@example.com}}"
        expected = ("LP2002", "sales", "`sales` is a role, and a party")
        assert mistakes(roles=roles) == [expected]


class TestNamed:
    """Whoever is named is known, and so is every calendar of a party."""

    def test_everywhere(self) -> None:
        """Unknown parties of all sections are told at their places."""
        found = mistakes(
            roles="{manager: {party: a, who: B, contact: b@example.com}}",
            stages="[{name: A, party: b, enter: won}]",
            timers=timers("reply / from: won / until: note / within: 4 hours").replace(
                "party: sales", "party: c"
            ),
            limits="{quiet: {party: d, never: attempt}}",
            goals=f"{{many: {GOAL.replace('PARTY', 'e')}}}",
        )
        assert found == [
            ("LP2001", name, f"unknown party `{name}`") for name in "abcde"
        ]

    def test_calendar(self) -> None:
        """The calendar of a party stands under `calendars`."""
        parties = """
            sales: {signatory: A, contact: a@example.com, calendar: desks}
            marketing: {signatory: B, contact: b@example.com}
        """
        expected = ("LP2001", "desks", "unknown calendar `desks`")
        assert mistakes(parties=parties) == [expected]
        assert hints(parties=parties) == ["did you mean `desk`?"]

    def test_deliver(self) -> None:
        """So does the one that messages to a role wait for."""
        roles = "{boss: {party: sales, who: A, contact: a@example.com, deliver: desks}}"
        expected = ("LP2001", "desks", "unknown calendar `desks`")
        assert mistakes(roles=roles) == [expected]
        assert hints(roles=roles) == ["did you mean `desk`?"]
