from __future__ import annotations

from datetime import date

import pytest
from builders import make_policy
from builders_mistakes import advised, timers

from leadpact.check import advise_policy, check_policy
from leadpact.loading.policy import load_policy
from leadpact.pact import loads

CODES = ("LP2105", "LP2109", "LP2110")
ALLOWED = "allow LP2105 until 2026-06-30: sales agreed on 4 March"
LATER = ("warning", "3 business days", "`touch` may take longer than `accept`")


def policy(comment: str, within: str = "within: 3 business days") -> str:
    """A policy whose first touch may take too long, with a comment beside that."""
    text = timers(
        "accept / from: handed_off / until: accepted / within: 2 business days",
        f"touch / from: handed_off / until: attempt / {within} {comment}",
    )
    return make_policy(timers=text)


def found(comment: str, today: date | None = None) -> list[tuple[str, str, str]]:
    """The advice on that policy, and on the comment."""
    return advised(policy(comment), *CODES, today=today)


class TestAcknowledged:
    """Advice that a comment settles."""

    def test_without(self) -> None:
        """Without a comment, or with another one, the advice is given."""
        assert found("") == [LATER]
        assert found("# allow for holidays") == [LATER]
        assert found("# allowing LP2105 until 2026-06-30: no such word") == [LATER]

    @pytest.mark.parametrize(
        "comment",
        [
            f"# {ALLOWED}",
            f"#{ALLOWED}",
            "# allow LP2105 until 2026-06-30: a reason: with a colon, and # a mark",
            "#  allow   LP2105   until   2026-06-30   :   spaces",
        ],
    )
    def test_settled(self, comment: str) -> None:
        """A code, a day and a reason settle the advice of the line."""
        assert found(comment) == []

    @pytest.mark.parametrize(
        ("today", "over"), [("2026-06-29", 0), ("2026-06-30", 0), ("2026-07-01", 2)]
    )
    def test_day(self, today: str, over: int) -> None:
        """The day is the last one on which it counts; later both are told."""
        told = found(f"# {ALLOWED}", date.fromisoformat(today))
        message = "the acknowledgement of `LP2105` ran out on 2026-06-30"
        assert told == [LATER, ("warning", "LP2105", message)][:over]

    def test_several(self) -> None:
        """Several codes stand in one comment; each is judged for itself."""
        told = found("# allow LP2105, LP2101 until 2026-06-30: both")
        assert told == [("warning", "LP2101", "no `LP2101` is given here")]

    def test_other_advice(self) -> None:
        """Only the named codes of the line are settled."""
        message = "no `LP2103` is given here"
        told = found("# allow LP2103 until 2026-06-30: another")
        assert told == [LATER, ("warning", "LP2103", message)]

    def test_folded(self) -> None:
        """Beside the mark of a block, a comment is about all lines of the block."""
        text = policy(f"# {ALLOWED}", "within: >").replace(
            "4 March", "4 March\n        3 business\n        days"
        )
        assert advised(text, *CODES) == []

    def test_key(self) -> None:
        """Advice that points at a key is settled on the line of the key."""
        text = make_policy(
            fields="\n  spare: text # allow LP2101 until 2026-06-30: ours"
        )
        assert "spare" not in str(advised(text, "LP2101", "LP2110"))

    def test_meaning(self) -> None:
        """Meaning and digest stay."""
        assert loads(policy(f"# {ALLOWED}")).digest == loads(policy("")).digest

    def test_windows(self) -> None:
        """The line ends of Windows are no part of a comment."""
        data = policy(f"# {ALLOWED}").replace("\n", "\r\n").encode()
        loaded = load_policy("policy.yaml", data)
        check_policy(loaded)
        assert not {each.code for each in advise_policy(loaded)} & {*CODES}


class TestMistakes:
    """Comments that acknowledge nothing."""

    @pytest.mark.parametrize(
        ("comment", "shown", "message"),
        [
            (
                "# allow LP2105: a reason",
                "# allow LP2105: a reason",
                "an acknowledgement without an end",
            ),
            (
                "# allow LP2105 until 2026-06-30",
                "# allow LP2105 until 2026-06-30",
                "an acknowledgement without a reason",
            ),
            (
                "# allow LP2105 until 2026-06-30:",
                "# allow LP2105 until 2026-06-30:",
                "an acknowledgement without a reason",
            ),
            (
                "# allow until 2026-06-30: why",
                "# allow until 2026-06-30: why",
                "an acknowledgement without a code",
            ),
            (
                "# allow LP2105 until 2026-06-31: why",
                "# allow LP2105 until 2026-06-31: why",
                "`2026-06-31` is not a day such as `2026-06-30`",
            ),
            (
                "# allow LP2105 until 20260630: why",
                "# allow LP2105 until 20260630: why",
                "`20260630` is not a day such as `2026-06-30`",
            ),
            (
                "# allow lp2105 until 2026-06-30: why",
                "lp2105",
                "unknown code `lp2105`",
            ),
            (
                "# allow LP2001 until 2026-06-30: why",
                "LP2001",
                "`LP2001`, an unknown name, cannot be acknowledged",
            ),
            (
                "# allow LP2110 until 2026-06-30: why",
                "LP2110",
                "`LP2110`, an acknowledgement of nothing, cannot be acknowledged",
            ),
        ],
    )
    def test_told(self, comment: str, shown: str, message: str) -> None:
        """Each has a message of its own, and settles nothing."""
        assert found(comment) == [LATER, ("warning", shown, message)]

    def test_own_line(self) -> None:
        """On a line of its own it would be about no line in particular."""
        text = policy("").replace("touch:", f"# {ALLOWED}\n  touch:")
        message = "an acknowledgement on a line of its own"
        assert advised(text, *CODES) == [("warning", f"# {ALLOWED}", message), LATER]

    def test_settled_long_ago(self) -> None:
        """What is given no longer is told, whatever the day."""
        text = policy(f"# {ALLOWED}", "within: 1 business day")
        expected = [("warning", "LP2105", "no `LP2105` is given here")]
        assert advised(text, *CODES) == expected
        assert advised(text, *CODES, today=date(2027, 1, 1)) == expected

    def test_quotes(self) -> None:
        """A `#` inside a text begins no comment."""
        text = policy("").replace("summary: A policy", f"summary: 'x # {ALLOWED}' #")
        assert advised(text, *CODES) == [LATER]


class TestShared:
    """Comments in a file that several policies include."""

    @pytest.mark.parametrize(("points", "expected"), [(10, []), (60, [])])
    def test_of_one_of_them(self, points: int, expected: list[str]) -> None:
        """What is advised to one policy only is acknowledged for that one."""
        shared = (
            "shared: 1\ndefinitions:\n"
            "  big: fit >= 50 # allow LP2204 until 2026-06-30: few points\n"
        )
        text = make_policy(
            include="s.yaml", scoring=f"{{fit: [{points} when employees > 5]}}"
        )
        loaded = load_policy("p.yaml", text.encode(), lambda _: shared.encode())
        check_policy(loaded)
        found = advise_policy(loaded, today=date(2026, 3, 1))
        codes = [one.code for one in found if one.span.file == "s.yaml"]
        assert codes == expected
