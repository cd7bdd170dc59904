"""From pieces to lines: where each piece and each comment belongs.

Every rule puts a line at a column that the same rule would put it at again, so that
a text that was laid out stays as it is.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import attrs

from leadpact.loading.pieces import STEP, Mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leadpact.loading.pieces import Piece

_BLANKS = " \t"


@attrs.define
class _Line:
    """A line of the result.

    Attributes:
        parts: The pieces of the line, and the blanks between them.
        comment: That comment, or an empty string.
        column: Where the comment began in the old text.
    """

    parts: list[str]
    comment: str = ""
    column: int = 0

    @property
    def text(self) -> str:
        """The line without a comment behind it."""
        return "".join(self.parts)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is on it."""
        return not (any(self.parts) or self.comment)


def lay_out_pieces(text: str, parts: Sequence[Piece], new: Mapping[int, str]) -> str:
    """A text with its pieces and comments where they belong.

    Args:
        text: The text.
        parts: Its pieces.
        new: What to write for pieces, by the offset at which they begin, in place of
            what they are.
    """
    writer = _Writer(text, new)
    for before, after in itertools.pairwise((None, *parts, None)):
        writer.go_on(before, after)
    return "".join(_aligned(writer.lines))


class _Writer:
    """Writes a piece after the other.

    Attributes:
        lines: What is written.
    """

    def __init__(self, text: str, new: Mapping[int, str]) -> None:
        self.lines: list[_Line] = []
        self._text = text
        self._new = new
        #: How far lines move to the right that go on with brackets.
        self._shift = 0

    def go_on(self, before: Piece | None, after: Piece | None) -> None:
        """Write what stands between two pieces, and the second of them.

        Args:
            before: The first; ``None`` at the start of the file.
            after: The second; ``None`` at its end.
        """
        end = before.end if before else 0
        gap = self._text[end : after.start if after else len(self._text)]
        moved = None
        if before and after and "\n" not in gap:
            self.lines[-1].parts.append(_spacing(before, after, gap))
        else:
            moved = self._break(gap, before, after)
        if after:
            self._write(after, moved)

    def _break(self, gap: str, before: Piece | None, after: Piece | None) -> int:
        """End a line, write those between, and begin one; how far it moves."""
        between = gap.split("\n")
        if before:
            self._end(between.pop(0), before.end)
        old = len(between.pop()) if after else 0
        new = self._column(after, old) if after else 0
        for line in between:
            comment, at = line.strip(_BLANKS), line.find("#")
            if not comment:
                self._add_blank()
                continue
            if after and after.enclosed:
                at = _moved(at, self._shift)
            else:
                at = _beside(at, old, new, before, after)
            self.lines.append(_Line([" " * at, comment]))
        if after:
            self.lines.append(_Line([" " * new]))
        elif self.lines[-1].is_blank:
            self.lines.pop()
        return new - old

    def _end(self, rest: str, at: int) -> None:
        """Put what is left of a line, from an offset on, behind the last line."""
        if comment := rest.strip(_BLANKS):
            at += rest.index("#")
            line = self.lines[-1]
            line.comment = comment
            line.column = at - (self._text.rfind("\n", 0, at) + 1)

    def _add_blank(self) -> None:
        """Add a blank line, unless it would be the first or follow another."""
        if self.lines and not self.lines[-1].is_blank:
            self.lines.append(_Line([]))

    def _column(self, piece: Piece, old: int) -> int:
        """Where a piece belongs that stands first on its line."""
        if piece.enclosed:
            return _moved(old, self._shift)
        level = piece.levels[-1]
        return level.new if piece.leads else level.new + STEP

    def _write(self, piece: Piece, moved: int | None) -> None:
        """Write a piece.

        Args:
            piece: The piece.
            moved: How far it moves to the right if it stands first on its line.
        """
        level = piece.levels[-1]
        if not piece.enclosed:
            # A value on a line of its own moves as that line does.
            alone = moved is not None and not piece.leads
            self._shift = moved or 0 if alone else level.new - level.old
        written = self._new.get(piece.start, self._text[piece.start : piece.end])
        first, *rest = written.split("\n")
        is_block, is_quoted = piece.mark is Mark.BLOCK, piece.mark is Mark.QUOTED
        # A comment may stand behind the mark of a block.
        text = first.partition("#")[0] if is_block else first
        self.lines[-1].parts.append(text if is_quoted else text.rstrip(_BLANKS))
        if is_block:
            self._end(first[len(text) :], piece.start + len(text))
        self.lines.extend(_Line([self._below(line, piece)]) for line in rest)

    def _below(self, line: str, piece: Piece) -> str:
        """A line of a text that has several, but not the first of them."""
        level = piece.levels[-1]
        if piece.mark is Mark.BLOCK:
            text = line[piece.indent :]
            return " " * (level.new + (piece.told or STEP)) + text if text else ""
        if piece.mark is Mark.QUOTED:
            return line
        text, at = line.strip(_BLANKS), len(line) - len(line.lstrip(_BLANKS))
        if not text:
            return ""
        if piece.enclosed:
            return " " * _moved(at, self._shift) + text
        return " " * max(at + self._shift, level.new + STEP) + text


def _moved(at: int, shift: int) -> int:
    """A column moved to the right, or to the left as far as there is room.

    At the first column of a line some marks have a meaning of their own.
    """
    return max(min(at, 1), at + shift)


def _beside(
    at: int, old: int, new: int, before: Piece | None, after: Piece | None
) -> int:
    """Where a comment belongs that has a line of its own.

    It goes with the line below it, unless it is indented deeper: then it goes with
    the innermost level that reaches to it.

    Args:
        at: Where it begins.
        old: Where the line below it begins.
        new: Where that line belongs.
        before: The piece above it.
        after: The piece below it.
    """
    if at <= old:
        return new
    levels = [level for piece in (before, after) if piece for level in piece.levels]
    return max(new, *(level.new for level in levels if level.old <= at))


#: Marks behind which a blank stands.
_BLANK_AFTER = {Mark.DASH, Mark.QUESTION, Mark.COLON, Mark.COMMA}
#: Texts and brackets, behind which a colon or a comma follows at once.
_CONTENT = {Mark.PLAIN, Mark.QUOTED, Mark.CLOSE}


def _spacing(before: Piece, after: Piece, gap: str) -> str:
    """What belongs between two pieces of one line."""
    pair = before.mark, after.mark
    if before.mark is Mark.OPEN or pair == (Mark.COMMA, Mark.CLOSE):
        return ""
    if after.mark in {Mark.COLON, Mark.COMMA, Mark.CLOSE}:
        # Behind a mark or an alias they could be read as a part of it.
        return "" if before.mark in _CONTENT else gap
    return " " if gap or before.mark in _BLANK_AFTER else ""


def _aligned(lines: Sequence[_Line]) -> Iterator[str]:
    """Lines with the comments behind them, which begin two blanks behind the text.

    Comments right below each other stay so, behind the longest of their lines.
    """
    for column, group in itertools.groupby(lines, key=_column_of_comment):
        members = [(line.text, line.comment) for line in group]
        width = max(len(text) for text, _ in members) + 2
        for text, comment in members:
            yield f"{text if column is None else text.ljust(width)}{comment}\n"


def _column_of_comment(line: _Line) -> int | None:
    return line.column if line.comment else None
