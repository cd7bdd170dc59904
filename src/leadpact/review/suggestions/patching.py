"""Other numbers of a timer in the text of its policy; nothing else in it changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from leadpact.language.nodes import Literal
from leadpact.loading.policy import load_policy
from leadpact.units import Duration, plain

if TYPE_CHECKING:
    from leadpact.diagnostics import Span
    from leadpact.language.nodes import Case
    from leadpact.loading.files import ReadFile
    from leadpact.model.policy import Policy

#: A line with what ends it; the last one may have no end.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
#: An amount as a policy says it, at the start of a phrase, which may stand in quotes.
_AMOUNT = re.compile(r"""["']?([0-9.]+ +(?:(?:business|calendar) +)?[a-z]+)""")
#: A count as it stands there.
_COUNT = re.compile(r"""["']?([0-9]+)""")
#: A name in the place of one.
_NAME = re.compile(r"""["']?([A-Za-z][A-Za-z0-9_]*)""")

#: A line, counted from 0, and the columns ``[start, end)`` in it.
_Place: TypeAlias = tuple[int, int, int]


@attrs.frozen
class Key:
    """A key of a timer whose numbers may be other ones.

    Attributes:
        name: How the file spells it.
        pattern: How a number stands at the start of a phrase.
        read: What it means.
    """

    name: str
    pattern: re.Pattern[str]
    read: Callable[[str], object]


WITHIN = Key("within", _AMOUNT, Duration.parse)
TIMES = Key("times", _COUNT, int)
#: A number in a condition, which is no key of its own.
_NUMBER = Key("", re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)"), Decimal)


@attrs.frozen
class Patch:
    """The text of a policy with other numbers.

    Attributes:
        text: The text.
        left: What is to be changed by hand, in sentences: what stands in another file,
            or under a name that more than this timer uses.
    """

    text: str
    left: tuple[str, ...]


def patch_timer(
    file: str,
    data: bytes,
    timer: str,
    numbers: Mapping[Key, Sequence[object]],
    read: ReadFile | None = None,
) -> Patch:
    """Put other numbers in the place of those of a timer.

    Args:
        file: Name of the file of a policy without errors.
        data: Its bytes.
        timer: Name of the timer.
        numbers: What is to change, with a value for each of its cases: durations, or
            whole numbers.
        read: Reads the files that it includes, or ``None`` to include none.
    """
    text = _Text(file, data.decode(), read)
    left: list[str] = []
    for key, values in numbers.items():
        cases = text.cases(timer, key)
        for place, (case, value) in enumerate(zip(cases, values, strict=True)):
            if value == case.value:
                continue
            edit = text.own(case.span, key, case.value) or text.named(
                timer, key, place, value
            )
            if edit is None:
                left.append(f"{case.span}: change it to {value} by hand")
            else:
                text.edits[edit] = str(value)
    return Patch(text.edited(text.edits), tuple(left))


def patch_number(
    file: str,
    data: bytes,
    place: Literal,
    number: Decimal,
    read: ReadFile | None = None,
) -> Patch:
    """Put another number in the place of one that stands in a condition.

    Args:
        file: Name of the file of a policy without errors.
        data: Its bytes.
        place: The number that stands there.
        number: Which number is to stand there.
        read: Reads the files that it includes, or ``None`` to include none.
    """
    text = _Text(file, data.decode(), read)
    edit = text.own(place.span, _NUMBER, place.value)
    if edit is None:
        told = f"{place.span}: change it to {plain(number)} by hand"
        return Patch(text.edited({}), (told,))
    return Patch(text.edited({edit: plain(number)}), ())


class _Text:
    """The text of a policy, and numbers to be replaced in it.

    Attributes:
        policy: The policy.
        edits: What stands in place of which number.
    """

    def __init__(self, file: str, text: str, read: ReadFile | None) -> None:
        self._file = file
        self._read = read
        self._lines: list[str] = _LINE.findall(text)
        self.policy = self._load(text)
        self.edits: dict[_Place, str] = {}

    def cases(self, timer: str, key: Key) -> Sequence[Case[Any]]:
        """The cases of a key."""
        found: Sequence[Case[Any]] = getattr(self.policy.timers[timer], key.name)
        return found

    def own(self, span: Span, key: Key, value: object) -> _Place | None:
        """Where a number stands, at the start of a phrase; ``None`` if it does not."""
        found = self._at(span, key.pattern)
        if found is None or key.read(found[1]) != value:
            return None
        return span.line - 1, found.start(1), found.end(1)

    def named(self, timer: str, key: Key, case: int, value: object) -> _Place | None:
        """Where the number stands that a case uses by name, and nothing else does."""
        wanted = list(self.cases(timer, key))
        found = self._at(wanted[case].span, _NAME)
        parameter = self.policy.parameters.get(found[1]) if found else None
        stated = parameter.value if parameter else None
        place = None
        if isinstance(stated, Literal):
            place = self.own(stated.span, key, stated.value)
        if place is None:
            return None
        wanted[case] = attrs.evolve(wanted[case], value=value)
        after = self._load(self.edited({place: str(value)}))
        changed: Any = {key.name: tuple(wanted)}
        return place if self._differs_by(timer, changed, after) else None

    def edited(self, edits: Mapping[_Place, str]) -> str:
        """The text with other numbers."""
        lines = [*self._lines]
        # From the end on, so that the places before an edit stay what they are.
        for (line, start, end), new in sorted(edits.items(), reverse=True):
            lines[line] = f"{lines[line][:start]}{new}{lines[line][end:]}"
        return "".join(lines)

    def _at(self, span: Span, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What stands at a place, if it is of this file."""
        if span.file != self._file:
            return None
        return pattern.match(self._lines[span.line - 1], span.column - 1)

    def _differs_by(self, timer: str, changed: Any, after: Policy) -> bool:  # noqa: ANN401 - of the model
        """Whether a policy has other numbers for a timer, and is the same otherwise."""
        limited = attrs.evolve(self.policy.timers[timer], **changed)
        return after == attrs.evolve(
            self.policy,
            timers={**self.policy.timers, timer: limited},
            parameters=after.parameters,
            spans=after.spans,
        )

    def _load(self, text: str) -> Policy:
        return load_policy(self._file, text.encode(), self._read).policy
