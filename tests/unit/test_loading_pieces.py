from __future__ import annotations

import pytest
import yaml

from leadpact.loading import pieces as module
from leadpact.loading.pieces import Mark, pieces


@pytest.fixture(params=["default", "python"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both parsers of PyYAML."""
    if request.param == "python":
        monkeypatch.setattr(module, "LOADER", yaml.BaseLoader)


def told(text: str) -> list[tuple[str, str]]:
    """The name and the text of each piece."""
    return [(one.mark.name, text[one.start : one.end]) for one in pieces(text)]


class TestPieces:
    """The pieces of a file."""

    def test_marks(self) -> None:
        """Every mark and every text is a piece; blanks and comments are none."""
        assert told("a:   # c\n- {b: 'c', d}\n- !t [\"e\" ]\n") == [
            ("PLAIN", "a"),
            ("COLON", ":"),
            ("DASH", "-"),
            ("OPEN", "{"),
            ("PLAIN", "b"),
            ("COLON", ":"),
            ("QUOTED", "'c'"),
            ("COMMA", ","),
            ("PLAIN", "d"),
            ("CLOSE", "}"),
            ("DASH", "-"),
            ("OTHER", "!t"),
            ("OPEN", "["),
            ("QUOTED", '"e"'),
            ("CLOSE", "]"),
        ]

    def test_explicit_keys(self) -> None:
        """A key behind `?` leads its entry, what stands below `?` does not."""
        text = "?\n  a\n: b\n"
        assert [(one.mark, one.leads) for one in pieces(text)] == [
            (Mark.QUESTION, True),
            (Mark.PLAIN, False),
            (Mark.COLON, True),
            (Mark.PLAIN, False),
        ]

    @pytest.mark.parametrize(
        ("head", "below", "indent", "told_indent"),
        [
            ("|", "     x\n\n       y\n", 5, 0),
            (">-  # why", "     x\n", 5, 0),
            ("|2", "     x\n", 4, 2),
            ("|-1", "     x\n", 3, 1),
        ],
    )
    def test_blocks(self, head: str, below: str, indent: int, told_indent: int) -> None:
        """A block ends with its text; its mark or its first line tells its column."""
        text = f"a:\n  b: {head}\n{below}\n   \n  c: d\n"
        (block,) = (one for one in pieces(text) if one.mark is Mark.BLOCK)
        assert text[block.start : block.end] == f"{head}\n{below}".rstrip("\n")
        assert (block.indent, block.told) == (indent, told_indent)

    def test_block_without_text(self) -> None:
        """A block may hold nothing."""
        text = "a: |+\n\n  \nb: c\n"
        assert ("BLOCK", "|+") in told(text)

    def test_levels(self) -> None:
        """Each piece knows the columns of the mappings and lists around it."""
        text = "a:\n   b:\n   -  - c: d\n   e: f\ng: h\n"
        columns = {
            text[one.start]: [(level.old, level.new) for level in one.levels[1:]]
            for one in pieces(text)
            if one.mark is Mark.PLAIN and one.leads
        }
        assert columns == {
            "a": [(0, 0)],
            "b": [(0, 0), (3, 2)],
            # The list begins at the column of its key, the one in it does not.
            "c": [(0, 0), (3, 2), (3, 4), (6, 6), (8, 8)],
            "e": [(0, 0), (3, 2)],
            "g": [(0, 0)],
        }

    def test_brackets(self) -> None:
        """What stands before a piece may be inside brackets."""
        text = "a: [b, {c: d}]\ne: f\n"
        enclosed = "".join(text[one.start] for one in pieces(text) if one.enclosed)
        assert enclosed == "b,{c:d}]"
