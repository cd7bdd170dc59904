"""What stands behind an error of the YAML parser, in the words of its author.

PyYAML has two parsers, whose words differ. What follows goes by the words that they
share, and by the characters around the place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    import yaml

#: What to do about a value that YAML takes for something else.
QUOTE_IT = "put single quotes around all of the value"
#: A space that looks like a plain one, where YAML needs a plain one.
_ODD_SPACE = re.compile(r"(?<=[:-])[^\S \n]")
_ESCAPE = re.compile(r"\\.")
#: A line, up to the place of an error, that holds nothing but a key.
_KEY_ALONE = re.compile(r"\s*(?:- +)*[^\s:{}\[\],]+ *")


class Explanation(NamedTuple):
    """What is wrong with the characters ``[start, end)`` of a file, and what to do."""

    message: str
    hint: str
    start: int
    end: int


class _Site(NamedTuple):
    """Where a parser stopped.

    Attributes:
        text: The file.
        since: Offset of what it was reading.
        at: Offset at which it could not go on.
    """

    text: str
    since: int
    at: int

    @property
    def char(self) -> str:
        """The character at which it could not go on; empty at the end of the file."""
        return self.text[self.at : self.at + 1]

    @property
    def before(self) -> str:
        """The part of the line before that character."""
        return self.text[self.text.rfind("\n", 0, self.at) + 1 : self.at]

    def told(self, message: str, hint: str, at: int) -> Explanation:
        """The explanation of one character."""
        return Explanation(message, hint, at, at + 1)

    def line(self, message: str, hint: str, start: int) -> Explanation:
        """The explanation of a line from an offset on."""
        end = self.text.find("\n", start)
        return Explanation(message, hint, start, end if end > 0 else len(self.text))


def explain(text: str, error: yaml.MarkedYAMLError) -> Explanation:
    """What an error of the parser means."""
    text = text.rstrip("\n")
    marks = [mark for mark in (error.context_mark, error.problem_mark) if mark]
    # A parser finds the end of a file behind its last line break: that is no place.
    since, at = (min(mark.index, len(text)) for mark in (marks[0], marks[-1]))
    site = _Site(text, since, at)
    if site.char == "\t":
        return site.told("a tab", "indent with spaces, not with tabs", at)
    above = text.rfind("\n", 0, max(0, at - len(site.before) - 1)) + 1
    if odd := _ODD_SPACE.search(text, above, at):
        message = f"the space U+{ord(odd[0]):04X} where a plain one belongs"
        return site.told(message, "put a plain space there", odd.start())
    words = f"{error.context} {error.problem}"
    for part, explained in _EXPLAINED:
        if part in words:
            return explained(site)
    return site.told("this is not YAML", "look at this line and the one above it", at)


def _first_character(site: _Site) -> Explanation:
    char = site.text[site.since : site.since + 1]
    if not char:
        opened = max(0, site.text.rfind("["), site.text.rfind("{"))
        return _unclosed(site, opened)
    return site.told(f"no plain value begins with `{char}`", QUOTE_IT, site.since)


def _unclosed(site: _Site, at: int) -> Explanation:
    opened = site.text[at]
    closing = {"{": "}", "[": "]"}.get(opened, opened)
    hint = f"close it with `{closing}`"
    return site.told(f"a `{opened}` that is not closed", hint, at)


def _quoted(site: _Site) -> Explanation:
    """An escape that is none, or a quote that is not closed."""
    escape = _ESCAPE.match(site.text, site.text.rfind("\\", 0, site.at + 1))
    if site.char and escape:
        message = f"`{escape[0]}` has no meaning in double quotes"
        return Explanation(message, QUOTE_IT, *escape.span())
    return _unclosed(site, site.since)


def _in_brackets(site: _Site) -> Explanation:
    """A value inside brackets that goes on where it cannot, or no closing bracket."""
    pair = "`{ }`" if site.text[site.since] == "{" else "`[ ]`"
    own_line = f"put it on its own line, or {QUOTE_IT}"
    if site.char and site.char in "[{":
        return site.told(f"`{site.char}` in a value inside {pair}", own_line, site.at)
    if site.before.rstrip().endswith(('"', "'")):
        return _after_quotes(site)
    if site.char == ":" and not _KEY_ALONE.fullmatch(site.before):
        return site.told(f"`: ` in a value inside {pair}", own_line, site.at)
    return _unclosed(site, site.since)


def _after_quotes(site: _Site) -> Explanation:
    message = "a value that begins with a quote and goes on behind it"
    return site.told(message, QUOTE_IT, site.at)


def _colon(site: _Site) -> Explanation:
    """A colon inside a value, or a line that is indented like a part of one."""
    if not _KEY_ALONE.fullmatch(site.before):
        return site.told("`: ` inside a plain value", QUOTE_IT, site.at)
    return _misplaced(site, "a key inside the value above")


def _in_block(site: _Site) -> Explanation:
    """Something between the keys or the items of a block."""
    if site.before.rstrip().endswith(('"', "'")):
        return _after_quotes(site)
    if site.char and site.char in "}]":
        return site.told(f"`{site.char}` closes nothing", "delete it", site.at)
    return _misplaced(site, "the indentation of this line fits nothing above it")


def _misplaced(site: _Site, message: str) -> Explanation:
    hint = "all keys of one mapping, and all items of one list, begin below each other"
    return site.line(message, hint, site.at - len(site.before.lstrip()))


def _no_colon(site: _Site) -> Explanation:
    hint = "write `KEY: VALUE`; what goes on from the line above is indented deeper"
    return site.line("a line without `: `", hint, site.since)


def _bare_colon(site: _Site) -> Explanation:
    hint = f"put a space behind it, or {QUOTE_IT}"
    return site.told("`:` without a space behind it", hint, site.at)


#: Words of the parsers, and what they mean; the first that fit count.
_EXPLAINED: tuple[tuple[str, Callable[[_Site], Explanation]], ...] = (
    ("node content", _first_character),
    ("cannot start any token", _first_character),
    ("entries are not allowed", _first_character),
    ("keys are not allowed", _first_character),
    ("block scalar", _first_character),
    ("an alias", _first_character),
    ("an anchor", _first_character),
    ("quoted scalar", _quoted),
    ("parsing a flow", _in_brackets),
    ("values are not allowed", _colon),
    ("parsing a block", _in_block),
    ("unexpected ':'", _bare_colon),
    ("expected ':'", _no_colon),
)
