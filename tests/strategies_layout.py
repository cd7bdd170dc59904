"""Strategies for files that say the same in another layout.

Every line is changed in several ways, which would be thousands of draws: chance is
drawn once, and decides the rest.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from typing import TYPE_CHECKING

import yaml
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

_COLUMNS = 2
#: A line with a value that is no phrase, no mapping and no list, and needs no quotes.
_PLAIN = re.compile(r"( *)((?:- )?(?:\w+: )?)((?:\w+ )+\w+)")
#: A line whose value is in brackets, none of its texts in quotes.
_BRACKETS = re.compile(r" *(?:- |\w+: )[\[{][^\"'#]*")
#: Keys whose values are prose.
_PROSE = ("label: ", "promise: ", "summary: ", "title: ", "routing: ", "notice: ")


def _blanks(chance: Random, least: int = 0) -> str:
    return " " * chance.randint(least, 4)


@st.composite
def relaid(draw: st.DrawFn, text: str) -> bytes:
    """A file in the normal layout, in another one that the normal one replaces.

    Only what the layout decides is changed: laid out, it is the file again.
    """
    chance = draw(st.randoms(use_true_random=True))
    lines = _indented(chance, text.split("\n"))
    lines = [
        _spaced(chance, line) if chance.choice((True, False)) else line
        for line in lines
    ]
    # A tab on a line of its own is refused.
    lines = [line + chance.choice(("", "  ", " \t" if line else " ")) for line in lines]
    for at in reversed(range(len(lines))):
        if not lines[at].strip():
            lines[at:at] = [_blanks(chance)] * chance.randint(0, 2)
    start = "\n" * chance.randint(0, 2)
    return _encoded(chance, start + "\n".join(lines))


@st.composite
def rearranged(draw: st.DrawFn, text: str) -> bytes:
    """A file with other lines, breaks, quotes and comments that means the same."""
    changes = (_commented, _remarked, _folded, _broken, _quoted, _boxed)
    chance = draw(st.randoms(use_true_random=True))
    lines: list[str] = []
    for number, line in enumerate(text.split("\n")):
        change = chance.choice((*changes, None, None, None))
        lines += change(chance, line, number) if change else [line]
    return _encoded(chance, "\n".join(_indented(chance, lines)))


def _encoded(chance: Random, text: str) -> bytes:
    """The text with line ends and a start of some system."""
    end = chance.choice(("\n", "\r\n", "\r"))
    text = text.rstrip("\n") + "\n" * chance.randint(0, 3)
    return chance.choice(("", "\ufeff")).encode() + text.replace("\n", end).encode()


def _indented(chance: Random, lines: list[str]) -> list[str]:
    """Lines with other widths of their levels."""
    first = chance.randint(0, 3)
    widths = [first, *(chance.randint(1, 5) for _ in range(12))]
    hanging = chance.choice((True, False))
    result, block = [], 0
    for line in lines:
        columns = len(line) - len(line.lstrip(" "))
        level = columns // _COLUMNS
        # Lines that go on with a list go with it.
        if line.startswith("- ", columns):
            block = level
        elif level <= block:
            block = 0
        width = sum(widths[: level + 1]) + columns % _COLUMNS
        if hanging and block:
            width -= widths[block]
        result.append(" " * width + line.lstrip(" ") if line.strip() else line)
    return result


def _spaced(chance: Random, line: str) -> str:
    """A line with other blanks behind its key and its dash, in brackets, in phrases."""
    line = re.sub(r"^( *-) ", lambda found: found[1] + _blanks(chance, 1), line)
    line = re.sub(
        r"^( *(?:-  *)?\w+): (?=\S)",
        lambda found: f"{found[1]}{_blanks(chance)}:{_blanks(chance, 1)}",
        line,
    )
    for mark in (">=", "<=", "+"):
        spaced = f"{_blanks(chance)}{mark}{_blanks(chance)}"
        line = line.replace(f" {mark} ", spaced)
    if _BRACKETS.fullmatch(line):
        line = re.sub(r"[{\[]", lambda found: found[0] + _blanks(chance), line)
        line = re.sub(r"[}\]]", lambda found: _blanks(chance) + found[0], line)
        line = re.sub(r", ", lambda _: f"{_blanks(chance)},{_blanks(chance, 1)}", line)
    return line


def _commented(chance: Random, line: str, number: int) -> list[str]:
    """A comment above a line, not so deep as a block above it, and blank lines."""
    columns = chance.choice((0, _COLUMNS, len(line) - len(line.lstrip(" "))))
    blank = [""] * chance.randint(0, 3)
    return [*blank, f"{' ' * columns}# above {number}", *blank, line]


def _remarked(chance: Random, line: str, number: int) -> list[str]:
    """A comment behind a line."""
    return [f"{line}{_blanks(chance, 1)}# behind {number} #" if line.strip() else line]


def _folded(chance: Random, line: str, number: int) -> list[str]:
    """A plain text that goes on in the next line."""
    found = _PLAIN.fullmatch(line)
    if not found or not found[2]:
        return [line]
    words = found[3].split(" ")
    at = chance.randint(1, len(words) - 1)
    below = " " * (len(found[1]) + 2 * _COLUMNS + number % 2)
    return [f"{found[1]}{found[2]}{' '.join(words[:at])}", below + " ".join(words[at:])]


def _broken(chance: Random, line: str, number: int) -> list[str]:
    """Brackets over several lines, with a comment between them."""
    if not _BRACKETS.fullmatch(line) or ", " not in line:
        return [line]
    first, _, rest = line.partition(", ")
    below = _blanks(chance)
    remark = [f"{_blanks(chance)}# inside {number}"] * chance.randint(0, 1)
    return [f"{first},", *remark, f"   {below}{rest}"]


def _quoted(_: Random, line: str, number: int) -> list[str]:
    """A value in quotes that it does not need."""
    found = _PLAIN.fullmatch(line)
    quote = "'\""[number % 2]
    return [f"{found[1]}{found[2]}{quote}{found[3]}{quote}" if found else line]


def _boxed(chance: Random, line: str, number: int) -> list[str]:
    """Prose in a block."""
    columns = len(line) - len(line.lstrip(" "))
    key = next((key for key in _PROSE if line.startswith(key, columns)), None)
    if not key:
        return [line]
    mark = chance.choice(("|", ">", ">-", f"|  # head {number}"))
    below = " " * (columns + 2 * _COLUMNS)
    blank = [""] * chance.randint(0, 2)
    return [f"{line[:columns]}{key}{mark}", below + line[columns + len(key) :], *blank]


# Files written anew from the tree of another one.


@st.composite
def rewritten(draw: st.DrawFn, text: str) -> bytes:
    """A file that holds the same tree, written in any other way.

    Keys stand in any order, lists and mappings in lines or in brackets, texts in any
    quotes and over several lines, letters with accents as one character or as two.
    """
    chance = draw(st.randoms(use_true_random=True))
    lines = _node(chance, _tree(text), -1).removeprefix("\n")
    text = f"{_remark(chance)}{lines}\n"
    if chance.random() < _SOMETIMES:
        text = unicodedata.normalize("NFD", text)
    return _encoded(chance, text)


@functools.cache
def _tree(text: str) -> yaml.Node:
    """The nodes of a file."""
    root = yaml.compose(text, yaml.BaseLoader)
    assert root is not None
    return root


def _node(chance: Random, node: yaml.Node, depth: int) -> str:
    """A node as it stands behind its key: on new lines, or behind a blank."""
    if isinstance(node, yaml.ScalarNode):
        return " " + _scalar(chance, node.value, depth)
    if not node.value or (depth >= 0 and chance.random() < _SOMETIMES):
        return " " + _bracketed(chance, node, depth)
    depth += chance.choice((1, 2, 4))
    pad = "\n" + " " * depth
    if isinstance(node, yaml.MappingNode):
        lines = (
            f"{_key(chance, key)}:{_node(chance, value, depth)}"
            for key, value in chance.sample(node.value, len(node.value))
        )
    else:
        lines = (f"-{_node(chance, value, depth)}" for value in node.value)
    return "".join(f"{pad.join(['', *_remarks(chance)])}{pad}{line}" for line in lines)


#: How often a list stands in brackets, a text goes on in another line, and so on.
_SOMETIMES = 0.3


def _remarks(chance: Random) -> list[str]:
    """Comments and blank lines before an entry, mostly none."""
    return chance.choice(([], [], [], [""], ["# a: [remark] {with} 'signs"]))


def _remark(chance: Random) -> str:
    """A comment on the first line, or none."""
    return chance.choice(("", "# first\n", "\n", "#\n\n"))


def _bracketed(chance: Random, node: yaml.Node, depth: int) -> str:
    """A node in brackets, on one line or on several."""
    if isinstance(node, yaml.ScalarNode):
        return _quoted_text(chance, node.value)
    comma = ", "
    if chance.random() < _SOMETIMES:
        comma = f",{chance.choice(('', '  # between'))}\n{' ' * (depth + 1)}"
    if isinstance(node, yaml.MappingNode):
        entries = (
            f"{_key(chance, key)}: {_bracketed(chance, value, depth)}"
            for key, value in chance.sample(node.value, len(node.value))
        )
        return f"{{{comma.join(entries)}}}"
    items = (_bracketed(chance, value, depth) for value in node.value)
    return f"[{comma.join(items)}]"


def _key(chance: Random, key: yaml.Node) -> str:
    return chance.choice((_plain, _quoted_text))(chance, str(key.value))


def _scalar(chance: Random, text: str, depth: int) -> str:
    """A text in any style, and on several lines where that is the same."""
    styles: tuple[Callable[[Random, str], str], ...] = (_plain, _quoted_text)
    written = chance.choice(styles)(chance, text)
    below = "\n" + " " * (depth + chance.randint(1, 4))
    if chance.random() < _SOMETIMES and _FOLDABLE.fullmatch(text):
        mark = chance.choice((">", ">-", ">  # folded"))
        return f"{mark}{below}{_in_lines(chance, text, below)}"
    if chance.random() < _SOMETIMES and _FOLDABLE.fullmatch(text):
        return f"|{chance.choice(('', '-', '  # kept'))}{below}{text}"
    return _in_lines(chance, written, below)


#: A text whose words have one blank between them, so that a line may end there.
_FOLDABLE = re.compile(r"[^\s#]\S*(?: \S+)*")


def _in_lines(chance: Random, text: str, below: str) -> str:
    """A text that goes on in other lines, which begin with a letter or a digit."""
    return re.sub(
        r"(?<=\S) (?=[^\W_])",
        lambda _: chance.choice((" ", " ", " ", below)),
        text,
    )


def _plain(chance: Random, text: str) -> str:
    """A text without quotes, if it needs none."""
    if re.fullmatch(r"[A-Za-z](?:[\w .%@/-]*[\w%])?", text):
        return text
    return _quoted_text(chance, text)


def _quoted_text(chance: Random, text: str) -> str:
    """A text in quotes of one kind or the other, with escapes or without."""
    if chance.choice((True, False)) and "\n" not in text:
        return "'" + text.replace("'", "''") + "'"
    # YAML knows no pairs of escapes for one character.
    return json.dumps(text, ensure_ascii=text.isprintable() and max(text) < "\uffff")
