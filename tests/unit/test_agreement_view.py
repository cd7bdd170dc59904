from __future__ import annotations

import pytest

from leadpact.agreement.view import Commitment, Listing, Table, one_line


class TestOneLine:
    """`one_line`."""

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("  five \n minutes\t", "five minutes"),
            ("a\r\nb", "a b"),
            ("Zielin\u0301ski", "Zieli\u0144ski"),
            ("10\u00a0%", "10\u00a0%"),
            ("", ""),
        ],
    )
    def test_texts_are_one_composed_line(self, text: str, shown: str) -> None:
        """White space is one space, letters are composed, hard spaces stay."""
        assert one_line(text) == shown


class TestValues:
    """The classes of the view."""

    def test_every_text_becomes_one_line(self) -> None:
        """Single texts, lists and cells alike."""
        assert Listing(heading=" a\nb ", items=("c  d",)).items == ("c d",)
        table = Table(heading="h", header=("a\nb",), rows=(("c\td",),))
        assert (table.header, table.rows) == (("a b",), (("c d",),))

    def test_the_parts_of_a_promise_keep_the_space_between_them(self) -> None:
        """The words before and behind a measure join to one sentence."""
        promise = Commitment(before="Call  ", measure=" at once ", after="\n, always")
        assert promise.before + promise.measure + promise.after == (
            "Call at once , always"
        )
