"""The messages of one language, by key.

A message is a whole phrase with named places, because languages order their words
differently: `"{party} will {promise}"`. Where a number or the class of a noun decides
the wording, it is a table of variants: `one` and `other`, or the classes that the
language has. A place may change the first letter of what it is filled with,
`{promise:lower}` or `{party:upper}`, since which words a language writes large is the
language's own affair.

A phrase may have more forms than the one in which it stands alone: German has
`nach 2 Monaten` for `2 Monate`, and `wenn der Wert fehlt` for `der Wert fehlt`. What a
message is in such a form stands under `[forms.NAME]`, and a place asks for it:
`{time:dative}`. Any other place takes the form of the whole, so that a list of days is
a list of days in every form.
"""

from __future__ import annotations

import functools
import string
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import TYPE_CHECKING, Self

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

_ENDING = ".toml"


def languages() -> tuple[str, ...]:
    """Codes of the languages that are shipped, sorted."""
    files = resources.files(__package__).joinpath("messages").iterdir()
    names = (file.name for file in files)
    return tuple(
        sorted(name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING))
    )


#: The form in which a phrase stands alone. A place that asks for it keeps it, whatever
#: the form of the whole.
_PLAIN = "plain"
#: What a place can ask of the first letter.
_LETTERS = ("upper", "lower")
_ONE, _OTHER = "one", "other"


class Phrase(str):
    """A text, and what it is in the forms that differ from it, by their names."""

    __slots__ = ("forms",)
    forms: Mapping[str, str]

    def __new__(cls, text: str, forms: Mapping[str, str] | None = None) -> Self:
        """A phrase; without forms it is the same in all of them."""
        phrase = super().__new__(cls, text)
        phrase.forms = forms or {}
        return phrase


@attrs.frozen
class Template:
    """A text with places.

    Attributes:
        parts: Text, the place behind it, and what the place asks for; both are empty
            at the end.
    """

    parts: tuple[tuple[str, str, str], ...]

    @classmethod
    def parse(cls, text: str) -> Template:
        """The template that a text tells, as `str.format` reads it."""
        return cls(
            tuple(
                (before, place or "", asked or "")
                for before, place, asked, _ in string.Formatter().parse(text)
            )
        )


@attrs.frozen
class Message:
    """One message.

    Attributes:
        variants: Its templates: `one` and `other`, or one for each class of nouns; a
            single one, without a name, where nothing decides.
        places: Names of the places in any of them.
    """

    variants: Mapping[str, Template]
    places: frozenset[str] = attrs.field(init=False)

    @places.default
    def _named_places(self) -> frozenset[str]:
        parts = (part for one in self.variants.values() for part in one.parts)
        return frozenset(place for _, place, _ in parts if place)

    @classmethod
    def parse(cls, content: str | Mapping[str, str]) -> Message:
        """A message as TOML tells it: a text, or a table of variants."""
        texts = {"": content} if isinstance(content, str) else content
        return cls({name: Template.parse(text) for name, text in texts.items()})

    @property
    def by_number(self) -> bool:
        """Whether a number chooses the variant."""
        return _OTHER in self.variants


@attrs.frozen
class Catalogue:
    """The messages of one language.

    Attributes:
        language: Its code, such as `en`.
        messages: By key, `AREA.NAME`.
        forms: Further forms of some of them, by the name of the form, then by key.
    """

    language: str
    messages: Mapping[str, Message] = attrs.field(repr=False)
    forms: Mapping[str, Mapping[str, Message]] = attrs.field(repr=False)

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
        """The catalogue that a TOML text holds: tables of messages, by area.

        Raises:
            ValueError: A place asks for a form that the language does not have.
        """
        areas = tomllib.loads(toml)
        forms = areas.pop("forms", {})
        found = cls(
            language,
            _messages(areas),
            {form: _messages(areas) for form, areas in forms.items()},
        )
        for key, asked in found.asked():
            if asked not in {"", _PLAIN, *_LETTERS, *forms}:
                msg = f"`{key}` asks for `{asked}`, which is not a form of `{language}`"
                raise ValueError(msg)
        return found

    def asked(self) -> Iterator[tuple[str, str]]:
        """What places ask for, each with the key of its message."""
        for messages in (self.messages, *self.forms.values()):
            for key, message in messages.items():
                for template in message.variants.values():
                    yield from ((key, asked) for _, _, asked in template.parts)

    def text(
        self, key: str, /, choice: Decimal | int | str | None = None, **places: str
    ) -> str:
        """A message with its places filled, a ``Phrase``.

        Args:
            key: Which message.
            choice: What chooses the variant, exactly where the message has any: a
                number, or the class of a noun. A class is also given where only other
                languages have a variant for it.
            places: What goes into each place of the message, no more and no less.

        Raises:
            KeyError: There is no such message, or no variant for the class.
            TypeError: The number or the places do not fit the message.
        """
        message = self.messages[key]
        is_number = choice is not None and not isinstance(choice, str)
        if is_number != message.by_number:
            needs = "needs a number" if message.by_number else "takes no number"
            msg = f"`{key}` {needs}"
            raise TypeError(msg)
        if places.keys() != message.places:
            msg = f"`{key}` has places {set(message.places)}, not {set(places)}"
            raise TypeError(msg)
        return Phrase(
            _filled(_chosen(message, choice), places, _PLAIN),
            {
                form: _filled(_chosen(others.get(key, message), choice), places, form)
                for form, others in self.forms.items()
                if key in others
                or any(form in _forms(text) for text in places.values())
            },
        )

    def joined(self, items: Sequence[str], joint: str, *, apart: bool = False) -> str:
        """Items as one list, a ``Phrase``.

        Args:
            items: At least one.
            joint: What stands before the last: `and`, `or`, `nor`, `none` between what
                must not be, or `more` for a comma; `lines` stands between any two,
                which are sentences.
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


def _messages(
    areas: Mapping[str, Mapping[str, str | Mapping[str, str]]],
) -> Mapping[str, Message]:
    """Messages by key."""
    return {
        f"{area}.{name}": Message.parse(content)
        for area, messages in areas.items()
        for name, content in messages.items()
    }


def _chosen(message: Message, choice: Decimal | int | str | None) -> Template:
    """The variant for a number or a class."""
    variants = message.variants
    if message.by_number:
        return variants[_ONE if choice == 1 else _OTHER]
    return variants[""] if "" in variants else variants[str(choice)]


def _forms(text: str) -> Mapping[str, str]:
    """The further forms of a text."""
    return text.forms if isinstance(text, Phrase) else {}


def _filled(template: Template, places: Mapping[str, str], form: str) -> str:
    """A template with its places filled, in a form."""
    return "".join(
        before + (_shown(places[place], asked, form) if place else "")
        for before, place, asked in template.parts
    )


def _shown(text: str, asked: str, form: str) -> str:
    """What a place shows of a text."""
    if asked and asked not in _LETTERS:
        return _forms(text).get(asked, text)
    shown = _forms(text).get(form, text)
    match asked:
        case "upper":
            return shown[:1].upper() + shown[1:]
        case "lower":
            return _lowered(shown)
    return shown


def _lowered(text: str) -> str:
    """A text with a small first letter, unless its first word is one like `CRM`."""
    rest = text.partition(" ")[0][1:]
    return text[:1].lower() + text[1:] if rest == rest.lower() else text
