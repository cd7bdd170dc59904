"""A format as JSON Schema, for editors that complete and explain YAML.

It is of draft 7, which the language server for YAML knows best, and holds what that
server understands beside it: ``markdownDescription``, ``patternErrorMessage`` and
``defaultSnippets``. An editor reads YAML with types, leadpact without: where `NO`
may stand as a text, the schema takes the boolean too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias, assert_never

import attrs

from leadpact.loading.format.shapes import (
    CASED,
    Choice,
    Either,
    Key,
    Kind,
    ListOf,
    MapOf,
    Section,
    Shape,
    Snippet,
    Text,
)
from leadpact.loading.format.told import is_text, told

if TYPE_CHECKING:
    from collections.abc import Mapping

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json]"

_DRAFT = "http://json-schema.org/draft-07/schema#"
#: Words that YAML reads as a number.
_NUMBER = re.compile("[0-9]+")


def json_schema(root: Section, title: str) -> dict[str, Json]:
    """The JSON Schema of a file.

    Args:
        root: The format of the whole file.
        title: What such a file is called.
    """
    definitions = _Definitions()
    whole = definitions.section(root)
    return {
        "$schema": _DRAFT,
        **whole,
        "title": title,
        "definitions": dict(sorted(definitions.found.items())),
    }


@attrs.frozen
class _Definitions:
    """Schemas that others refer to, by name."""

    found: dict[str, Json] = attrs.field(factory=dict)

    def schema(self, shape: Shape) -> dict[str, Json]:  # noqa: PLR0911 - one case a type
        """The schema of a shape; of kinds and sections, a reference to it."""
        match shape:
            case Text(kind):
                return self._refer(kind.name, _kind(kind))
            case Choice():
                return _choice(shape)
            case ListOf(item):
                return self._list(item)
            case MapOf():
                return self._map(shape)
            case Section(name):
                if _slug(name) in self.found:
                    return _reference(name)
                return self._refer(name, self.section(shape))
            case Either(forms):
                return {"anyOf": [self.schema(form) for form in forms]}
            case _:
                assert_never(shape)

    def _refer(self, name: str, schema: dict[str, Json]) -> dict[str, Json]:
        if self.found.setdefault(_slug(name), schema) != schema:
            msg = f"two things are called `{name}`"
            raise ValueError(msg)
        return _reference(name)

    def section(self, section: Section) -> dict[str, Json]:
        """The schema of a mapping with known keys."""
        found: dict[str, Json] = {
            "title": section.name,
            **_described(section.description),
            "type": "object",
            "properties": {key.name: self._key(key) for key in section.keys},
            "additionalProperties": False,
        }
        if required := [key.name for key in section.keys if key.required]:
            found["required"] = [*required]
        if section.some_of:
            found["anyOf"] = _required_each(section.some_of)
        if section.one_of:
            found["oneOf"] = _required_each(section.one_of)
        if rules := [_rule(key) for key in section.keys if key.required_with]:
            found["allOf"] = [*rules]
        return found

    def _key(self, key: Key) -> dict[str, Json]:
        """The schema of a value, with what its key means."""
        about: dict[str, Json] = {
            "title": key.name,
            **_described(key.description, _hover(key)),
        }
        found = {**self.schema(key.value), **about}
        if isinstance(key.value, ListOf) and is_text(key.value.item):
            # An editor tells of the form that fits, and would forget the key.
            one, several = self.schema(key.value.item), self._several(key.value.item)
            found["anyOf"] = [{**one, **about}, several]
        if key.default:
            found["default"] = key.default
        return found

    def _list(self, item: Shape) -> dict[str, Json]:
        several = self._several(item)
        return {"anyOf": [self.schema(item), several]} if is_text(item) else several

    def _several(self, item: Shape) -> dict[str, Json]:
        return {"type": "array", "items": self.schema(item), "minItems": 1}

    def _map(self, shape: MapOf) -> dict[str, Json]:
        value = self.schema(shape.value)
        found: dict[str, Json] = {"type": "object", "additionalProperties": value}
        if shape.keys.name != "text":
            found["propertyNames"] = {"pattern": _pattern(shape.keys)}
        if shape.offered:
            found["properties"] = {
                key: {**value, **(_described(meaning) if meaning else {})}
                for key, meaning in shape.offered.items()
            }
        return found


def _slug(name: str) -> str:
    """A name as a part of a reference."""
    return re.sub("[^a-z]+", "-", name)


def _reference(name: str) -> dict[str, Json]:
    return {"$ref": f"#/definitions/{_slug(name)}"}


def _described(text: str, markdown: str = "") -> dict[str, Json]:
    more: dict[str, Json] = {"markdownDescription": markdown} if markdown else {}
    return {"description": text, **more}


def _hover(key: Key) -> str:
    """What a key means, what it holds, how that looks, and its default."""
    inner = key.value.item if isinstance(key.value, ListOf) else key.value
    value = [f"Value: {told(key.value)}."]
    if isinstance(inner, Text):
        value.append(inner.kind.description)
    if key.default:
        value.append(f"By default `{key.default}`.")
    words = _meanings(inner) if isinstance(inner, Choice) else ""
    return "\n\n".join(filter(None, (key.description, " ".join(value), words)))


def _meanings(choice: Choice) -> str:
    """A line for each word that needs one."""
    lines = (
        f"- `{word}`: {meaning}" for word, meaning in choice.words.items() if meaning
    )
    return "\n".join(lines)


def _required_each(keys: tuple[str, ...]) -> list[Json]:
    return [{"required": [key]} for key in keys]


def _rule(key: Key) -> dict[str, Json]:
    """A key that is required with a word of another one."""
    assert key.required_with is not None  # noqa: S101 - the caller has asked
    other, words = key.required_with
    return {
        "if": {"properties": {other: {"enum": [*words]}}, "required": [other]},
        "then": {"required": [key.name]},
    }


def _choice(choice: Choice) -> dict[str, Json]:
    found: dict[str, Json] = {"enum": _read(choice.words)}
    if meanings := _meanings(choice):
        found["markdownDescription"] = meanings
    return found


def _read(words: Mapping[str, str]) -> list[Json]:
    """Words, and the numbers that YAML makes of them; an editor offers the first."""
    numbers = [int(word) for word in words if _NUMBER.fullmatch(word)]
    return [*numbers, *words]


def _kind(kind: Kind) -> dict[str, Json]:
    """The schema of one text."""
    found: dict[str, Json] = {
        "title": kind.name,
        **_described(kind.description),
        "type": ["string", *kind.reads_as] if kind.reads_as else "string",
        "pattern": _pattern(kind),
        "patternErrorMessage": (
            f"expected {kind.name.removesuffix(CASED)}. {kind.description}"
        ),
    }
    if kind.examples:
        found["examples"] = [*kind.examples]
    # An enumeration would forbid all other texts, and a hover would list all examples.
    known = (Snippet(text, text) for text in kind.known)
    if offered := (*kind.snippets, *known):
        found["defaultSnippets"] = [
            {"label": snippet.label, "body": snippet.body} for snippet in offered
        ]
    return found


def _pattern(kind: Kind) -> str:
    # Quotes may hold blanks, and blocks end with a line break.
    return rf"^\s*(?:{kind.core})\s*$"
