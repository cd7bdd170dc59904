"""The pieces that a YAML file is written with, each with the levels it stands in.

Between two pieces stand blanks, line breaks and comments, and nothing else, so that
whoever moves the pieces apart or together changes only how a file looks.
"""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING

import attrs
import yaml

from leadpact.loading.composer import LOADER

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Columns from one level to the next.
STEP = 2


class Mark(enum.Enum):
    """What a piece is."""

    DASH = "-"
    QUESTION = "?"
    COLON = ":"
    COMMA = ","
    OPEN = "{ or ["
    CLOSE = "} or ]"
    PLAIN = "a text without quotes"
    QUOTED = "a text in quotes"
    BLOCK = "a text below | or >"
    OTHER = "a tag, an anchor, an alias, or a mark of the whole document"


@attrs.frozen
class Level:
    """A mapping or a list whose lines begin at one column.

    Attributes:
        old: The column, counted from 0.
        new: The column where they belong.
        is_list: Whether it is a list.
        implied: Whether it is a list that begins at the column of its own key, which
            YAML allows: then nothing in the file ends it but what comes next.
    """

    old: int
    new: int
    is_list: bool = False
    implied: bool = False


#: What holds the outermost mapping.
GROUND = Level(-STEP, -STEP)


@attrs.frozen
class Piece:
    """A mark or a text.

    Attributes:
        mark: What it is.
        start: Offset of its first character.
        end: Offset after its last character; blank lines behind a block are no part
            of it.
        levels: The mappings and lists around it, from ``GROUND`` on; brackets are
            none.
        enclosed: Whether what stands before it is inside brackets.
        leads: Whether it begins an entry of the innermost level, where it stands
            first on its line.
        indent: Of a block, the column at which its lines begin.
        told: Of a block, how far that is from its level if its mark tells it, else 0.
    """

    mark: Mark
    start: int
    end: int
    levels: tuple[Level, ...]
    enclosed: bool = False
    leads: bool = False
    indent: int = 0
    told: int = 0


def pieces(text: str) -> Iterator[Piece]:
    """The pieces of a file, in order.

    Args:
        text: A file that the composer can read.
    """
    return _Scan(text).pieces()


_MARKS: dict[type[yaml.Token], Mark] = {
    yaml.FlowMappingStartToken: Mark.OPEN,
    yaml.FlowSequenceStartToken: Mark.OPEN,
    yaml.FlowMappingEndToken: Mark.CLOSE,
    yaml.FlowSequenceEndToken: Mark.CLOSE,
    yaml.FlowEntryToken: Mark.COMMA,
    yaml.BlockEntryToken: Mark.DASH,
    yaml.KeyToken: Mark.QUESTION,
    yaml.ValueToken: Mark.COLON,
}


class _Scan:
    """Tokens of PyYAML to pieces."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._levels: tuple[Level, ...] = (GROUND,)
        self._brackets = 0
        self._at_key = False

    def pieces(self) -> Iterator[Piece]:
        for token in yaml.scan(self.text, Loader=LOADER):
            self._enter_or_leave(token)
            start, end = token.start_mark.index, token.end_mark.index
            # Starts and ends of levels, and keys without `?`, take no room.
            if start < end:
                yield self._piece(token, start, end)

    def _enter_or_leave(self, token: yaml.Token) -> None:
        """Follow the levels."""
        top = self._levels[-1]
        match token:
            case yaml.BlockMappingStartToken():
                self._enter(token)
            case yaml.BlockSequenceStartToken():
                self._enter(token, is_list=True)
            case yaml.BlockEndToken():
                self._levels = self._levels[: -2 if top.implied else -1]
            case yaml.KeyToken() | yaml.ValueToken() if not self._brackets:
                if top.implied:
                    self._levels = self._levels[:-1]
            case yaml.BlockEntryToken() if not top.is_list:
                implied = Level(top.old, top.new + STEP, is_list=True, implied=True)
                self._levels = (*self._levels, implied)
            case _:
                pass
        self._at_key |= isinstance(token, yaml.KeyToken)

    def _enter(self, token: yaml.Token, *, is_list: bool = False) -> None:
        new = self._levels[-1].new + STEP
        level = Level(token.start_mark.column, new, is_list=is_list)
        self._levels = (*self._levels, level)

    def _piece(self, token: yaml.Token, start: int, end: int) -> Piece:
        mark = _MARKS.get(type(token), Mark.OTHER)
        if isinstance(token, yaml.ScalarToken):
            mark = _TEXTS.get(self.text[start], Mark.PLAIN)
        enclosed = self._brackets > 0
        self._brackets += {Mark.OPEN: 1, Mark.CLOSE: -1}.get(mark, 0)
        leads = self._at_key or mark in {Mark.DASH, Mark.COLON}
        # A tag or an anchor stands before the key itself.
        self._at_key &= mark is Mark.OTHER
        piece = Piece(mark, start, end, self._levels, enclosed, leads)
        return self._block(piece) if mark is Mark.BLOCK else piece

    def _block(self, piece: Piece) -> Piece:
        """A block with its indentation, and without the blank lines behind it."""
        source = self.text[piece.start : piece.end].removesuffix("\n")
        head, *lines = source.split("\n")
        told = int(found[1]) if (found := _TOLD.match(head)) else 0
        filled = (line for line in lines if line.strip(" "))
        columns = (len(line) - len(line.lstrip(" ")) for line in filled)
        indent = piece.levels[-1].old + told if told else next(columns, len(source))
        while lines and len(lines[-1]) <= indent and not lines[-1].strip(" "):
            lines.pop()
        end = piece.start + len("\n".join([head, *lines]))
        return attrs.evolve(piece, end=end, indent=indent, told=told)


#: The head of a block that tells how deep its lines are indented below their level.
_TOLD = re.compile("[|>][-+]?([1-9])")
#: What the first character of a text tells.
_TEXTS = {"'": Mark.QUOTED, '"': Mark.QUOTED, "|": Mark.BLOCK, ">": Mark.BLOCK}
