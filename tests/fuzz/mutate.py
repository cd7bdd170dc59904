"""Mutants of a text: what people, editors, merges and enemies do to a policy.

A mutant comes from a seed alone. Each change takes the lines of a file and gives back
others; what was changed is told, so that a failure can be read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import attrs

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    Change: TypeAlias = "Callable[[random.Random, list[str], Pool], list[str]]"

#: What YAML, phrases, terminals or readers may trip over.
SNIPPETS = (
    *(" ", "\t", "\n", "\r", "\r\n", "\0", "\x07", "\x1b[31m", "\x7f", "\x85"),
    *("\u00a0", "\u00ad", "\u061c", "\u200b", "\u200d", "\u200e", "\u2028", "\u202e"),
    *("\u2066", "\ufeff", "\ufffe", "\ufffd", "\ue000", "\U000e0041", "\U0010ffff"),
    *("é", "e\u0301", "🚀", "👩\u200d🚀", "漢字", "²", "٣", "ﬁ", "\u0131", "ß", "µ"),
    *("{", "}", "[", "]", "[]", "{}", ",", ", ", ":", ": ", "::", "- ", "-", "#", " #"),
    *("'", '"', "''", '""', "\\", '"\\u12"', '"\\x00"', '"\\ud800"', '"\\U00110000"'),
    *("&a ", "*a", "<<: ", "!!str ", "!x ", "? ", "| ", "> ", "|", "%", "@", "`", "="),
    *("---", "...", "--- |", "%YAML 1.1", "~", "null", "true", "NO", "Yes", "", "_"),
    *(
        "(",
        ")",
        "()",
        "==",
        "<>",
        "!=",
        "+",
        "*",
        "/",
        "0x1F",
        "1e9",
        ".5",
        "5.",
        "1_0",
    ),
    *("owner", "team", "stage", "closed", "leadpact", "span", "spans", "default"),
)
NUMBERS = (
    *("0", "-0", "-1", "00", "010", "1.10", "0.1", "0.000001", "0.0000001", "1e400"),
    *("99", "100", "101", "1000", "1001", "9007199254740992", "9007199254740993"),
    *("9" * 19, "9" * 400, "9" * 5000, "-9007199254740992", "999999999999.999999"),
    *("12:30", "24:00", "2026-02-30", "0001-01-01", "9999-12-31", "10000-01-01", "٣"),
)
VALUES = (
    *("5", "-5 USD", "5%", "500%", "5 USD", "5 EUR", "4 days", "4 business hours"),
    *("0 business minutes", "1.5 business days", "9999999 business hours", "3 weeks"),
    *("100000 calendar days", "1 month", "09:00-17:00", "22:00-06:00", "00:00-24:00"),
    *("US", "Asia/Manila", "2026-12-24", "mon-sun", "text", "choice", "closed"),
    *("{type: choice, choices: [a, b]}", "{}", "[]", "[[a]]", "{a: {b: c}}", "first"),
)
#: Words of the language, for phrases.
WORDS = (
    *("and", "or", "not", "between", "in", "is", "missing", "known", "contains"),
    *("starts", "ends", "with", "any", "open", "happened", "count", "first", "last"),
    *("entered", "missed", "met", "where", "when", "each", "of", "to", "for", "after"),
    *("every", "at", "before", "by", "due", "up", "points", "most", "times", "minutes"),
    *("business", "calendar", "days", "hours", "months", "USD", "EUR", "share", "sum"),
    *("median", "p90", "average", "rate", "actor", "human", "stage", "owner", "x"),
)
_TOKEN = re.compile(r'"[^"]*"|\w+(?:[.:]\d+)*|[<>=!]=|[^\w\s]|\s+')
_KEY = re.compile(r"(\s*(?:- )?(?:\{)?)([\w-]+)(:(?: |$))")
_ANY_KEY = re.compile(r"(?<![\w\"])[A-Za-z_][\w-]*(?=:(?: |$))")
_WORD = re.compile(r"[^\W\d_]\w+")
_NUMBER = re.compile(r"\d+(?:[.:]\d+)?")
_FLOW = re.compile(r"(\s*)(- )?([\w-]+: )?\{(.*)\}$")
_ITEM = re.compile(r"(\s*)- (.*)")


@attrs.frozen
class Pool:
    """What stands elsewhere, to be put in the wrong place.

    Attributes:
        lines: Lines of every file.
        keys: Keys of every file.
        values: What stands behind keys.
        words: Names, and words of the language.
    """

    lines: Sequence[str]
    keys: Sequence[str]
    values: Sequence[str]
    words: Sequence[str]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Pool:
        """The pool of some files."""
        lines = [line for text in texts for line in text.split("\n") if line.strip()]
        keys = {key for line in lines for key in _ANY_KEY.findall(line)}
        values = {_after_key(line) for line in lines} | {*VALUES}
        words = {word for line in lines for word in _WORD.findall(line)} | {*WORDS}
        return cls(
            tuple(lines), *(tuple(sorted(each)) for each in (keys, values, words))
        )


@attrs.frozen
class Mutant:
    """A changed file.

    Attributes:
        data: Its bytes.
        changes: What was done, in order.
    """

    data: bytes
    changes: tuple[str, ...]


def mutant(rng: random.Random, text: str, pool: Pool) -> Mutant:
    """A text with one change, or a few of them; in the end as bytes."""
    lines = text.split("\n")
    changes = []
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 5))):
        change = rng.choice(_CHANGES)
        lines = change(rng, lines, pool) or [""]
        # Later changes see the lines that an earlier one may have put into one.
        lines = "\n".join(lines).split("\n")
        changes.append(change.__name__.lstrip("_"))
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    if rng.random() < 0.15:
        encode = rng.choice(_ENCODINGS)
        data = encode(rng, data)
        changes.append(encode.__name__.lstrip("_"))
    return Mutant(data, tuple(changes))


def _after_key(line: str) -> str:
    found = _KEY.match(line)
    return line[found.end() :] if found else line.strip().removeprefix("- ")


def _at(rng: random.Random, lines: list[str]) -> int:
    """The number of a line, mostly of one that says something."""
    at = rng.randrange(len(lines))
    if not lines[at].strip():
        at = rng.randrange(len(lines))
    return at


def _with(lines: list[str], at: int, *new: str) -> list[str]:
    return [*lines[:at], *new, *lines[at + 1 :]]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _block(lines: list[str], at: int) -> int:
    """The number of the line behind a line and all that is indented deeper."""
    end = at + 1
    while end < len(lines) and (
        not lines[end].strip() or _indent(lines[end]) > _indent(lines[at])
    ):
        end += 1
    return end


# Lines and blocks.


def _delete_line(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    return _with(lines, _at(rng, lines))


def _copy_line(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    line, to = lines[_at(rng, lines)], rng.randrange(len(lines))
    return [*lines[:to], line, *lines[to:]]


def _swap_lines(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    one, two = _at(rng, lines), _at(rng, lines)
    if rng.random() < 0.5:
        two = min(one + 1, len(lines) - 1)
    lines = [*lines]
    lines[one], lines[two] = lines[two], lines[one]
    return lines


def _line_of_another(rng: random.Random, lines: list[str], pool: Pool) -> list[str]:
    to, line = rng.randrange(len(lines)), rng.choice(pool.lines)
    if rng.random() < 0.7:
        line = " " * _indent(lines[to]) + line.lstrip()
    return [*lines[:to], line, *lines[to:]]


def _delete_block(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    at = _at(rng, lines)
    return [*lines[:at], *lines[_block(lines, at) :]]


def _copy_block(rng: random.Random, lines: list[str], pool: Pool) -> list[str]:
    """A block once more, under a name of its own."""
    at = _at(rng, lines)
    end = _block(lines, at)
    named = _KEY.sub(rf"\g<1>{rng.choice(pool.words)}\g<3>", lines[at], count=1)
    return [*lines[:end], named, *lines[at + 1 : end], *lines[end:]]


def _move_block(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    at = _at(rng, lines)
    end = _block(lines, at)
    rest = [*lines[:at], *lines[end:]]
    fitting = [
        number
        for number, line in enumerate(rest)
        if line.strip() and _indent(line) == _indent(lines[at])
    ]
    to = rng.choice(fitting or [0])
    return [*rest[:to], *lines[at:end], *rest[to:]]


def _indent_line(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    at = _at(rng, lines)
    return _with(lines, at, rng.choice((" ", "  ", "    ", "\t")) + lines[at])


def _outdent_line(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    at = _at(rng, lines)
    return _with(lines, at, lines[at].removeprefix(rng.choice((" ", "  "))))


def _indent_block(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    at = _at(rng, lines)
    end = _block(lines, at)
    start = at if rng.random() < 0.5 else at + 1
    deeper = [f"  {line}" for line in lines[start:end]]
    return [*lines[:start], *deeper, *lines[end:]]


def _join_lines(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    at = _at(rng, lines)
    joined = "".join(lines[at : at + 2])
    return [*lines[:at], joined, *lines[at + 2 :]]


def _break_line(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    at = _at(rng, lines)
    line = lines[at]
    to = rng.randrange(len(line) + 1)
    return _with(lines, at, line[:to], " " * (_indent(line) + 2) + line[to:])


def _cut_off(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    return lines[: 1 + rng.randrange(len(lines))]


def _comment(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    at = _at(rng, lines)
    line = rng.choice((f"{lines[at]}  # why: {{[", f"# {lines[at]}", f"{lines[at]}#"))
    return _with(lines, at, line)


def _blank(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    at = _at(rng, lines)
    blank = rng.choice(("", "   ", "\t", "  # a comment", "#"))
    return [*lines[:at], blank, *lines[at:]]


# Keys and values.


def _rename_key(rng: random.Random, lines: list[str], pool: Pool) -> list[str]:
    at = _at(rng, lines)
    keys = [*_ANY_KEY.finditer(lines[at])]
    if not keys:
        return lines
    found = rng.choice(keys)
    new = rng.choice(
        (rng.choice(pool.keys), rng.choice(pool.words), _typo(rng, found[0]))
    )
    line = lines[at]
    return _with(lines, at, line[: found.start()] + new + line[found.end() :])


def _other_value(rng: random.Random, lines: list[str], pool: Pool) -> list[str]:
    at = _at(rng, lines)
    head = lines[at].removesuffix(_after_key(lines[at]))
    values = rng.choice((pool.values, VALUES, SNIPPETS, NUMBERS))
    return _with(lines, at, head + rng.choice(values))


def _swap_values(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    one, two = _at(rng, lines), _at(rng, lines)
    first, second = (_after_key(lines[each]) for each in (one, two))
    lines = [*lines]
    lines[one] = lines[one].removesuffix(first) + second
    if one != two:
        lines[two] = lines[two].removesuffix(second) + first
    return lines


def _no_value(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    at = _at(rng, lines)
    return _with(lines, at, lines[at].removesuffix(_after_key(lines[at])))


def _quote(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    """A value in quotes, or as a block, with the same text or another."""
    at = _at(rng, lines)
    value = _after_key(lines[at])
    head = lines[at].removesuffix(value)
    inner = " " * (_indent(lines[at]) + 2)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    single = value.replace("'", "''")
    new = rng.choice(
        (
            f"'{single}'",
            f'"{escaped}"',
            f"'{value}'",
            f'"{value}"',
            f"'{value}",
            f">-\n{inner}{value}",
            f">\n{inner}{value}\n",
            f"|\n{inner}{value}",
            f"|2-\n  {inner}{value}",
            f'"\\x41{escaped}"',
            value.replace("'", "").replace('"', ""),
        )
    )
    return _with(lines, at, head + new)


def _fold(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    """A value over several lines, broken where it has spaces."""
    at = _at(rng, lines)
    value = _after_key(lines[at])
    inner = " " * (_indent(lines[at]) + 2)
    head = lines[at].removesuffix(value)
    return _with(lines, at, head + value.replace(" ", f"\n{inner}", rng.randint(1, 3)))


def _to_block(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    """A flow mapping as a block, where commas do not nest."""
    fitting = [at for at, line in enumerate(lines) if _FLOW.match(line)]
    if not fitting:
        return lines
    at = rng.choice(fitting)
    found = _FLOW.match(lines[at])
    assert found is not None
    indent, item, key, inner = found.groups(default="")
    parts = re.split(r", (?=\w+: )", inner)
    deeper = indent + "  "
    if not key:
        return _with(
            lines, at, f"{indent}{item}{parts[0]}", *(deeper + p for p in parts[1:])
        )
    deeper += "  " if item else ""
    return _with(lines, at, f"{indent}{item}{key}", *(deeper + each for each in parts))


def _to_flow(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    """A list in brackets behind its key."""
    fitting = [
        at
        for at, line in enumerate(lines[:-1])
        if line.endswith(":") and _ITEM.match(lines[at + 1])
    ]
    if not fitting:
        return lines
    at = rng.choice(fitting)
    end = _block(lines, at)
    items = [found[2] for line in lines[at + 1 : end] if (found := _ITEM.match(line))]
    return [*lines[:at], f"{lines[at]} [{', '.join(items)}]", *lines[end:]]


# Phrases, token by token.


def _tokens(rng: random.Random, lines: list[str], pool: Pool) -> list[str]:
    at = _at(rng, lines)
    value = _after_key(lines[at])
    tokens = _TOKEN.findall(value)
    if not tokens:
        return lines
    one, two = rng.randrange(len(tokens)), rng.randrange(len(tokens))
    pools = (pool.words, WORDS, NUMBERS, SNIPPETS)
    other = rng.choice(rng.choice(pools))
    match rng.randrange(6):
        case 0:
            del tokens[one]
        case 1:
            tokens.insert(one, f"{tokens[one]} ")
        case 2:
            tokens[one], tokens[two] = tokens[two], tokens[one]
        case 3:
            tokens[one] = other
        case 4:
            tokens.insert(one, f" {other} ")
        case _:
            tokens[one] = rng.choice(pool.words)
    return _with(lines, at, lines[at].removesuffix(value) + "".join(tokens))


def _bracket(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    at = _at(rng, lines)
    value = _after_key(lines[at])
    depth = rng.choice((1, 1, 2, 20, 49, 50, 51, 60, 500))
    before, after = rng.choice(
        (("(", ")"), ("not ", ""), ("-", ""), ("[", "]"), ("{a: ", "}"))
    )
    new = before * depth + value + after * depth
    return _with(lines, at, lines[at].removesuffix(value) + new)


def _misspell(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    at = _at(rng, lines)
    words = [*_WORD.finditer(lines[at])]
    if not words:
        return lines
    found = rng.choice(words)
    line = lines[at]
    new = _typo(rng, found[0])
    return _with(lines, at, line[: found.start()] + new + line[found.end() :])


def _typo(rng: random.Random, word: str) -> str:
    at = rng.randrange(len(word))
    letter = rng.choice("aeinrstx_1é")
    return rng.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            word.upper(),
            word.capitalize(),
            word + "s",
            word.replace("_", "-"),
            unicodedata.normalize("NFD", word),
        )
    )


def _number(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    fitting = [at for at, line in enumerate(lines) if _NUMBER.search(line)]
    if not fitting:
        return lines
    at = rng.choice(fitting)
    line = lines[at]
    found = rng.choice([*_NUMBER.finditer(line)])
    new = rng.choice((rng.choice(NUMBERS), str(rng.randrange(10**6)), f"{found[0]}0"))
    return _with(lines, at, line[: found.start()] + new + line[found.end() :])


# Characters.


def _characters(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    at = _at(rng, lines)
    line = lines[at]
    start = rng.randrange(len(line) + 1)
    end = min(len(line), start + rng.choice((0, 0, 1, 1, 2)))
    new = rng.choice((rng.choice(SNIPPETS), "", chr(rng.randrange(32, 127)), _any(rng)))
    return _with(lines, at, line[:start] + new + line[end:])


def _any(rng: random.Random) -> str:
    """A character from anywhere, halves of characters among them."""
    return chr(rng.randrange(rng.choice((0x100, 0x3000, 0x10000, 0x110000))))


def _swap_characters(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    at = _at(rng, lines)
    line = lines[at]
    to = rng.randrange(len(line) + 1)
    return _with(lines, at, line[:to] + line[to : to + 2][::-1] + line[to + 2 :])


# Sizes.


def _long(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    """A value, a key or a comment that is far too long."""
    at = _at(rng, lines)
    line = lines[at]
    value = _after_key(line)
    length = rng.choice((100, 1990, 2001, 5000, 60_000))
    head = line.removesuffix(value)
    new = rng.choice(
        (
            head + (value + " and ") * (length // (len(value) + 5)) + value,
            head + "a" * length,
            head + '"' + "\\u00e9" * (length // 6) + '"',
            f"{line}  # {'x' * length}",
            f"{' ' * _indent(line)}{'k' * length}: {value}",
            head + f"[{', '.join([value] * (length // (len(value) + 2) + 1))}]",
            head + " " * length + value,
        )
    )
    return _with(lines, at, new)


def _many(rng: random.Random, lines: list[str], pool: Pool) -> list[str]:
    """A block many times, numbered where it has a name."""
    at = _at(rng, lines)
    end = _block(lines, at)
    times = min(rng.choice((3, 30, 200)), 2000 // (end - at))
    word = rng.choice(pool.words)
    copies = [
        line
        for number in range(times)
        for line in (
            _KEY.sub(rf"\g<1>{word}{number}\g<3>", lines[at], count=1),
            *lines[at + 1 : end],
        )
    ]
    return [*lines[:end], *copies, *lines[end:]]


def _row(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    """Definitions or scores that need each other in a row, some of them twice."""
    sections = ("definitions:", "scoring:")
    fitting = [at for at, line in enumerate(lines) if line in sections]
    if not fitting:
        return lines
    at = rng.choice(fitting)
    form = rng.choice(
        ("row{}: row{}", "row{}: row{} or not row{}", "row{}: {{all: [row{}, row{}]}}")
        if lines[at] == "definitions:"
        else ("row{}: 1 when row{} > 1", "row{}: [1 when row{} > 1, 2 when row{} > 3]")
    )
    last = rng.choice((5, 45, 150))
    row = (f"  {form.format(n + 1, n, n)}" for n in range(last))
    first = rng.choice(("  row0: stage is known", "  row0: 1 when stage is known"))
    return [*lines[: at + 1], first, *row, *lines[at + 1 :]]


def _deep(rng: random.Random, lines: list[str], _: Pool) -> list[str]:
    at = _at(rng, lines)
    value = _after_key(lines[at])
    head = lines[at].removesuffix(value)
    depth = rng.choice((5, 28, 31, 300, 3000))
    new = rng.choice(("[" * depth, "{a: " * depth, "- " * depth, "? " * depth))
    if rng.random() < 0.5:
        new += "x" + "]" * new.count("[") + "}" * new.count("{")
    return _with(lines, at, head + new)


_CHANGES: tuple[Change, ...] = (
    *(_delete_line, _copy_line, _swap_lines, _line_of_another, _indent_line),
    *(_outdent_line, _join_lines, _break_line, _cut_off, _comment, _blank),
    *(_delete_block, _copy_block, _copy_block, _move_block, _move_block, _indent_block),
    *(_rename_key, _rename_key, _other_value, _other_value, _swap_values, _no_value),
    *(_quote, _quote, _fold, _to_block, _to_flow),
    *(_tokens, _tokens, _tokens, _tokens, _bracket, _misspell, _misspell, _number),
    *(_number, _characters, _characters, _swap_characters, _long, _many, _row, _deep),
)


# The bytes of a file.


def _windows(_: random.Random, data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")


def _old_mac(_: random.Random, data: bytes) -> bytes:
    return data.replace(b"\n", b"\r")


def _mixed_ends(rng: random.Random, data: bytes) -> bytes:
    return b"".join(
        line + rng.choice((b"\n", b"\r\n", b"\r")) for line in data.split(b"\n")
    )


def _mark_first(_: random.Random, data: bytes) -> bytes:
    return b"\xef\xbb\xbf" + data


def _mark_within(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + b"\xef\xbb\xbf" + data[at:]


def _other_encoding(rng: random.Random, data: bytes) -> bytes:
    text = data.decode(errors="replace")
    return text.encode(rng.choice(("utf-16", "utf-32", "cp1252")), "replace")


def _raw_bytes(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.randbytes(rng.randint(1, 3)) + data[at + rng.randint(0, 2) :]


def _tabs(_: random.Random, data: bytes) -> bytes:
    return data.replace(b"  ", b"\t", 3)


def _spaces_behind(_: random.Random, data: bytes) -> bytes:
    return data.replace(b"\n", b"  \n")


def _huge(rng: random.Random, data: bytes) -> bytes:
    """A file around the limit of its size."""
    return data + b"# " + b"x" * (rng.choice((900_000, 1_000_001)) - len(data))


_ENCODINGS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    *(_windows, _old_mac, _mixed_ends, _mark_first, _mark_within, _other_encoding),
    *(_raw_bytes, _raw_bytes, _tabs, _spaces_behind, _huge),
)
