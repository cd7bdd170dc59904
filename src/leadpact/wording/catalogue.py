"""The messages of one language, by key.

A message is a whole phrase with named places, because languages order their words
differently: `"{party} will {promise}"`. Where a number decides the form, it is a
table with the forms `one` and `other`. A place may change the first letter of what
it is filled with, `{promise:lower}` or `{party:upper}`, since which words a language
writes large is the language's own affair.
"""

from __future__ import annotations

import functools
import string
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

_ENDING = ".toml"


def languages() -> tuple[str, ...]:
    """Codes of the languages that are shipped, sorted."""
    files = resources.files(__package__).joinpath("messages").iterdir()
    names = (file.name for file in files)
    return tuple(
        sorted(name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING))
    )


@attrs.frozen
class Message:
    """One message.

    Attributes:
        other: The template, for every number that ``one`` is not for.
        one: The template for the number 1, or ``None`` where no number matters.
        places: Names of the places in either template.
    """

    other: str
    one: str | None = None
    places: frozenset[str] = attrs.field(init=False)

    @places.default
    def _named_places(self) -> frozenset[str]:
        return _places(self.other) | _places(self.one or "")


@attrs.frozen
class Catalogue:
    """The messages of one language.

    Attributes:
        language: Its code, such as `en`.
        messages: By key, `AREA.NAME`.
    """

    language: str
    messages: Mapping[str, Message] = attrs.field(repr=False)

    @classmethod
    @functools.cache
    def load(cls, language: str) -> Catalogue:
        """The catalogue of a shipped language.

        Raises:
            ValueError: The language is not shipped.
        """
        if language not in languages():
            msg = f"no messages in `{language}`, only in {', '.join(languages())}"
            raise ValueError(msg)
        file = resources.files(__package__).joinpath("messages", language + _ENDING)
        return cls.parse(language, file.read_text(encoding="utf-8"))

    @classmethod
    def parse(cls, language: str, toml: str) -> Catalogue:
        """The catalogue that a TOML text holds: tables of messages, by area."""
        return cls(
            language,
            {
                f"{area}.{name}": _message(content)
                for area, messages in tomllib.loads(toml).items()
                for name, content in messages.items()
            },
        )

    def text(self, key: str, /, n: Decimal | int | None = None, **places: str) -> str:
        """A message with its places filled.

        Args:
            key: Which message.
            n: The number that chooses the form, exactly where the message has forms.
            places: What goes into each place of the message, no more and no less.

        Raises:
            KeyError: There is no such message.
            TypeError: The number or the places do not fit the message.
        """
        message = self.messages[key]
        if (n is None) != (message.one is None):
            needs = "takes no number" if message.one is None else "needs a number"
            msg = f"`{key}` {needs}"
            raise TypeError(msg)
        if places.keys() != message.places:
            msg = f"`{key}` has places {set(message.places)}, not {set(places)}"
            raise TypeError(msg)
        template = message.one if message.one is not None and n == 1 else message.other
        return _FORMATTER.vformat(template, (), places)

    def joined(self, items: Sequence[str], joint: str, *, apart: bool = False) -> str:
        """Items as one list.

        Args:
            items: At least one.
            joint: What stands before the last: `and`, `or`, `nor`, or `more` for a
                comma; `lines` stands between any two, which are sentences.
            apart: Set all items apart, because they hold lists of their own.
        """
        shown = items[0]
        for place, item in enumerate(items[1:], start=2):
            if apart:
                key = f"lists.{joint}_apart"
            elif joint == "lines" or place == len(items):
                key = f"lists.{joint}"
            else:
                key = "lists.more"
            shown = self.text(key, items=shown, item=item)
        return shown


def _message(content: str | Mapping[str, str]) -> Message:
    """A message as TOML tells it: a text, or exactly the two forms."""
    return Message(content) if isinstance(content, str) else Message(**content)


def _places(template: str) -> frozenset[str]:
    """Names of the places in a template."""
    return frozenset(name for _, name, _, _ in _FORMATTER.parse(template) if name)


class _Formatter(string.Formatter):
    """Fills places, and changes first letters where the template asks for it."""

    def format_field(self, value: object, format_spec: str) -> str:
        text = str(value)
        match format_spec:
            case "":
                return text
            case "upper":
                return text[:1].upper() + text[1:]
            case "lower":
                return _lowered(text)
        msg = f"a place is `upper` or `lower`, not `{format_spec}`"
        raise ValueError(msg)


def _lowered(text: str) -> str:
    """A text with a small first letter, unless its first word is one like `CRM`."""
    rest = text.partition(" ")[0][1:]
    return text[:1].lower() + text[1:] if rest == rest.lower() else text


_FORMATTER = _Formatter()
