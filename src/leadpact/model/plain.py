"""Plain data, as JSON gives it: read with the place of everything that is wrong.

Mistakes are noted and reading goes on, so that the caller sees all of them at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeVar

import attrs

from leadpact.diagnostics import NOWHERE, Diagnostic, near
from leadpact.errors import RecordError
from leadpact.language.types import Kind, Type
from leadpact.model.values import FieldError, from_native, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

T = TypeVar("T")

#: The code of keys and values that do not make up what is read.
SHAPE: Final = "LP4017"
#: Mistakes that are told at once; beyond, that there are more.
MOST_MISTAKES: Final = 200
_INSTANT: Final = Type(Kind.INSTANT)
_INTEGER: Final = Type(Kind.INTEGER)


@attrs.frozen
class Members:
    """The members of one plain object.

    Attributes:
        given: Those that may be read, by key.
        place: Where the object stands in the whole, such as `events[3]`.
        mistakes: What has been found wrong in the whole so far.
    """

    given: Mapping[str, object]
    place: str
    mistakes: list[Diagnostic]

    @classmethod
    def of(
        cls, whole: object, keys: Collection[str], optional: Collection[str] = ()
    ) -> Members:
        """The members of the outermost object.

        Args:
            whole: The object.
            keys: Those that must be there; null is not enough.
            optional: Those that may be there; any other is a mistake.
        """
        return cls({}, "", []).inside("", whole, keys, optional)

    def inside(
        self,
        place: str,
        value: object,
        keys: Collection[str],
        optional: Collection[str] = (),
    ) -> Members:
        """The members of an object in the whole; the place is that of the object."""
        if not isinstance(value, Mapping):
            self._note(place, other("an object", value))
            return attrs.evolve(self, given={}, place=place)
        for key in value:
            if key not in keys and key not in optional:
                word = shown(key)
                hint = near(word, [*keys, *optional])
                self._note(place, FieldError(f"unknown key `{word}`", hint=hint), SHAPE)
        for key in keys:
            if value.get(key) is None:
                self._note(place, FieldError(f"`{key}` is missing"), SHAPE)
        return attrs.evolve(self, given=value, place=place)

    def member(
        self, key: str, keys: Collection[str], optional: Collection[str] = ()
    ) -> Members:
        """The members of the object under a key; none where it is absent."""
        value = self.given.get(key)
        if value is None:
            return attrs.evolve(self, given={}, place=self._path(key))
        return self.inside(self._path(key), value, keys, optional)

    def items(self, key: str) -> Iterator[tuple[str, object]]:
        """Each value in a list, with its place; none if there is no list."""
        for index, value in enumerate(self.read(key, a_list, tuple[object, ...]())):
            yield f"{self._path(key)}[{index}]", value

    def entries(self, key: str) -> Iterator[tuple[str, str, object]]:
        """Each name and value of an object of names, with the place of the value."""
        for name, value in self.read(key, an_object, dict[str, object]()).items():
            yield name, f"{self._path(key)}.{name}", value

    def read(self, key: str, reader: Callable[[object], T], otherwise: T) -> T:
        """A member.

        Args:
            key: The key.
            reader: What reads the value; a ``FieldError`` that it raises is noted.
            otherwise: What an absent member, null and a mistake stand for.
        """
        value = self.given.get(key)
        if value is None:
            return otherwise
        try:
            return reader(value)
        except FieldError as error:
            self._note(self._path(key), error)
            return otherwise

    def settle(self, whole: str) -> None:
        """Refuse the whole if anything in it is wrong.

        Raises:
            RecordError: LP4017 for keys that are unknown or missing, the codes of the
                readers for values.
        """
        if self.mistakes:
            raise RecordError(
                [
                    attrs.evolve(found, message=f"{whole}: {found.message}")
                    for found in self.mistakes
                ]
            )

    def _path(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def _note(self, place: str, error: FieldError, code: str = "") -> None:
        told = len(self.mistakes)
        if told > MOST_MISTAKES:
            return
        message = f"`{place}`: {error}" if place else str(error)
        found = Diagnostic(code or error.code, message, NOWHERE, error.hint)
        if told == MOST_MISTAKES:
            message = f"more is wrong than the {told} mistakes that are told"
            found = Diagnostic(SHAPE, message, NOWHERE)
        self.mistakes.append(found)


def other(expected: str, value: object) -> FieldError:
    """The mistake of a value that is something else."""
    if value is None:
        return FieldError(f"expected {expected}, found nothing", code=SHAPE)
    message = f"expected {expected}, found `{shown(value)}` ({type(value).__name__})"
    return FieldError(message)


def a_text(value: object) -> str:
    """A text that a file could hold."""
    if not isinstance(value, str):
        raise other("text", value)
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise FieldError("half a character stands in the text") from None
    return value


def a_list(value: object) -> tuple[object, ...]:
    """A list of any values."""
    if not isinstance(value, list | tuple):
        raise other("a list", value)
    return tuple(value)


def an_object(value: object) -> dict[str, object]:
    """An object of any values; its keys and texts are such that a file could hold."""
    if not isinstance(value, Mapping):
        raise other("an object", value)
    return {
        a_text(key): a_text(each) if isinstance(each, str) else each
        for key, each in value.items()
    }


def a_whole_number(value: object) -> int:
    """A whole number within 2^53."""
    found = from_native(value, _INTEGER, "") if isinstance(value, int) else None
    if not isinstance(found, int):
        raise other("a whole number", value)
    return found


def an_instant(value: object) -> datetime:
    """An aware datetime, or ISO 8601 text with an offset; in UTC."""
    known = isinstance(value, str | datetime)
    found = from_native(value, _INSTANT, "") if known else None
    if not isinstance(found, datetime):
        raise other("an instant such as `2026-01-05T09:30:00Z`", value)
    return found
