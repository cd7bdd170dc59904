"""Acknowledged advice: `# allow LP2105 until 2026-06-30: sales agreed on 4 March`.

Such a comment stands at the end of the line that the advice points at. It tells a
code or several, the last day on which it counts, and a reason; whoever reads it later
knows what was meant, and until when. Comments change no meaning and no digest.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import attrs

from leadpact.diagnostics import CODES, Diagnostic, Severity, Span, near
from leadpact.loading.comments import comments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from leadpact.loading.comments import Comment

#: What an author may know better: codes of advice begin so, but for those below.
_ADVICE = ("LP21", "LP22")
_OWN = {"LP2109", "LP2110"}

# Words that only look like an acknowledgement, `# allow for delays`, are none.
_OPENING = re.compile(r"#\s*allow\s+(?=LP\d|until\b)", re.IGNORECASE)
_UNTIL = re.compile(r"(?:^|\s)until(?:\s|$)")
_CODE = re.compile(r"[^\s,]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_EXAMPLE = "write `# allow LP2105 until 2026-06-30: the reason`"


@attrs.frozen
class Acknowledgement:
    """One code that a comment acknowledges, until the end of a day.

    Attributes:
        code: The code.
        until: The last day on which it counts.
        span: Where the code stands in the comment.
        lines: The lines whose advice it is about.
    """

    code: str
    until: date
    span: Span
    lines: range

    def is_over(self, today: date | None) -> bool:
        """Whether it has run out on some day."""
        return today is not None and self.until < today

    @property
    def places(self) -> set[tuple[str, int]]:
        """The code on each of the lines that it is about."""
        return {(self.code, line) for line in self.lines}


def without_acknowledged(
    found: Iterable[Diagnostic],
    file: str,
    text: str,
    today: date | None,
    *,
    is_shared: bool = False,
) -> Iterator[Diagnostic]:
    """Advice that nobody acknowledged, and what is wrong with acknowledgements.

    Args:
        found: Advice about one file.
        file: Its name.
        text: Its text.
        today: The day to judge at; without one no acknowledgement has run out.
        is_shared: Whether other policies include the file too: what is not given here
            may be given to them.
    """
    found = list(found)
    given = {(each.code, each.span.line) for each in found if each.span.file == file}
    settled: set[tuple[str, int]] = set()
    for comment in comments(file, text):
        opening = _OPENING.match(comment.text)
        if opening is None:
            continue
        reader = _Reader(comment, opening.end())
        for one in reader.acknowledgements():
            settled |= set() if one.is_over(today) else one.places
            if not is_shared or one.places & given:
                yield from _judge(one, given, today)
        yield from reader.mistakes
    for each in found:
        place = each.code, each.span.line
        if each.span.file != file or place not in settled:
            yield each


def _judge(
    one: Acknowledgement, given: set[tuple[str, int]], today: date | None
) -> Iterator[Diagnostic]:
    """What is wrong with an acknowledgement that can be read."""
    if one.places.isdisjoint(given):
        message = f"no `{one.code}` is given here"
        yield _warning("LP2110", message, one.span, "delete it")
    elif one.is_over(today):
        message = f"the acknowledgement of `{one.code}` ran out on {one.until}"
        hint = "do as the advice says, or agree on a later day"
        yield _warning("LP2109", message, one.span, hint)


def _warning(code: str, message: str, span: Span, hint: str) -> Diagnostic:
    return Diagnostic(code, message, span, hint, Severity.WARNING)


class _Reader:
    """Reads one comment.

    Attributes:
        mistakes: Why it acknowledges nothing, or some of its codes nothing.
    """

    def __init__(self, comment: Comment, start: int) -> None:
        self.comment = comment
        self.mistakes: list[Diagnostic] = []
        head, _, reason = comment.text.partition(":")
        until = _UNTIL.search(head, start - 1)
        self._codes = range(start, until.start() if until else len(head))
        self._day = head[until.end() :].strip() if until else ""
        self._reason = reason.strip()

    def acknowledgements(self) -> list[Acknowledgement]:
        """A comment without day or reason acknowledges nothing."""
        codes = list(self._read_codes())
        day = self._read_day()
        if not self._reason:
            self._mistake("an acknowledgement without a reason", _EXAMPLE)
        if not self.comment.lines:
            hint = "put it at the end of the line that the advice points at"
            self._mistake("an acknowledgement on a line of its own", hint)
        if day is None or not self._reason or not self.comment.lines:
            return []
        lines = self.comment.lines
        return [Acknowledgement(code, day, span, lines) for code, span in codes]

    def _read_codes(self) -> Iterator[tuple[str, Span]]:
        """Codes that can be acknowledged; the others are mistakes."""
        found = _CODE.finditer(self.comment.text, self._codes.start, self._codes.stop)
        codes = [(one[0], self._part(one.start(), one.end())) for one in found]
        if not codes:
            self._mistake("an acknowledgement without a code", _EXAMPLE)
        for code, span in codes:
            if code not in CODES:
                advice = [known for known in CODES if _is_advice(known)]
                hint = near(code, advice) or _EXAMPLE
                self._mistake(f"unknown code `{code}`", hint, span)
            elif not _is_advice(code):
                message = f"`{code}`, {CODES[code]}, cannot be acknowledged"
                self._mistake(message, "delete it: only advice can", span)
            else:
                yield code, span

    def _read_day(self) -> date | None:
        if not self._day:
            self._mistake("an acknowledgement without an end", _EXAMPLE)
            return None
        try:
            if _DATE.fullmatch(self._day):
                return date.fromisoformat(self._day)
        except ValueError:
            pass
        self._mistake(f"`{self._day}` is not a day such as `2026-06-30`", _EXAMPLE)
        return None

    def _part(self, start: int, end: int) -> Span:
        return self.comment.span.part(start, end)

    def _mistake(self, message: str, hint: str, span: Span | None = None) -> None:
        place = span or self.comment.span
        self.mistakes.append(_warning("LP2110", message, place, hint))


def _is_advice(code: str) -> bool:
    return code.startswith(_ADVICE) and code not in _OWN
