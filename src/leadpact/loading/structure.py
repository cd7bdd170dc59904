"""Nodes to the classes of the model, driven by the classes themselves.

cattrs finds the reader of a type; each reader reports what is wrong at its place and
leaves with ``InvalidNodeError``, and whoever reads a list, a mapping or a class goes
on with the neighbours, so that one pass finds every mistake.
"""

from __future__ import annotations

import enum
import functools
import types
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin

import attrs
import cattrs

from leadpact.diagnostics import near, nearest
from leadpact.language.lexer import is_name
from leadpact.language.nodes import Case, Condition, Literal
from leadpact.language.parser import parse_condition, parse_literal_case
from leadpact.loading.document import (
    Entries,
    InvalidNodeError,
    Items,
    Node,
    Scalar,
    refuse,
    report,
    shape,
)
from leadpact.loading.phrases import PHRASES, TERMS, phrase, term
from leadpact.loading.syntax import QUOTE_IT
from leadpact.loading.texts import (
    FILL,
    checked_text,
    choose,
    name_hint,
    parsed,
    read_date,
    read_integer,
    text_of,
)
from leadpact.model.lead import Actor
from leadpact.model.mapping import Take
from leadpact.model.policy import Bind, Counting, Period, Repeat, Weighing
from leadpact.units import Money, Percent

T = TypeVar("T")

#: A reader as cattrs calls it: the node, and the type that is wanted.
Hook: TypeAlias = Callable[[Node, Any], object]

#: Attributes that the loader fills itself.
_OWN = {"span", "spans"}


def structure(node: Node, wanted: type[T]) -> T:
    """The value of a type that a node holds.

    Raises:
        InvalidNodeError: Everything wrong has been reported.
    """
    return node.document.converter.structure(node, wanted)


def entries_of(node: Node) -> Entries:
    """A node that must be a mapping."""
    if isinstance(node, Entries):
        return node
    if isinstance(node, Scalar):
        text_of(node)
    hint = "write `KEY: VALUE` lines, indented, below the key"
    return refuse(node, "LP1008", f"{shape(node)} where a mapping belongs", hint)


def read_entries(node: Node, wanted: type[T], *, names: bool) -> dict[str, T]:
    """A mapping with values of one type.

    Raises:
        InvalidNodeError: Something is wrong; ``rest`` holds the sound entries.
    """
    result: dict[str, T] = {}
    entries = entries_of(node)
    for key, at, value in entries:
        try:
            if names and not is_name(key):
                refuse(at, "LP1009", f"`{key}` is not a name", name_hint(key))
            result[key] = _placed(structure(value, wanted), at)
        except InvalidNodeError:
            continue
    if len(result) < len(entries.entries):
        raise InvalidNodeError(result)
    return result


def _placed(value: T, key: Scalar) -> T:
    """A named value stands where its name stands."""
    if getattr(value, "span", key.span) != key.span:
        return attrs.evolve(value, span=key.span)  # type: ignore[misc]
    return value


def read_keys(
    node: Entries, readers: Mapping[str, Callable[[Node], object]]
) -> tuple[dict[str, object], set[str]]:
    """The values of known keys, and the keys that are wrong.

    A key is wrong if it is not known, if a key that is not known seems to stand for
    it, or if its value has a mistake; then its value may be there all the same, as
    far as it is sound.
    """
    values: dict[str, object] = {}
    wrong: set[str] = set()
    for key, at, value in node:
        if key not in readers:
            absent = [known for known in readers if known not in node.entries]
            wrong |= {key, nearest(key, absent)}
            hint = near(key, absent)
            if at.in_flow and isinstance(value, Scalar) and not value.text:
                hint = f"`, ` ends a value inside `{{ }}`: {QUOTE_IT}"
            report(at, "LP1005", f"unknown key `{key}`", hint)
            continue
        try:
            if isinstance(value, Scalar):
                text_of(value)
            values[key] = readers[key](value)
        except InvalidNodeError as error:
            wrong.add(key)
            if error.rest is not None:
                values[key] = error.rest
    return values, wrong


def require(node: Entries, required: Sequence[str], wrong: set[str]) -> set[str]:
    """Report required keys that are missing, and return all keys that are wrong."""
    missing = [key for key in required if key not in node.entries.keys() | wrong]
    if missing:
        keys = " and ".join(f"`{key}`" for key in missing)
        verb = "is" if len(missing) == 1 else "are"
        hint = "add it"
        if len(required) > 1:
            hint = "required here: " + ", ".join(f"`{key}`" for key in required)
        report(node, "LP1006", f"{keys} {verb} missing", hint, node.head)
    return wrong.union(missing)


@functools.cache
def _fields(wanted: type) -> tuple[attrs.Attribute[Any], ...]:
    attributes: tuple[attrs.Attribute[Any], ...] = attrs.fields(wanted)
    return attributes


def file_attributes(wanted: type) -> tuple[attrs.Attribute[Any], ...]:
    """The attributes of a class that stand in the file, their types resolved."""
    attrs.resolve_types(wanted)
    return tuple(each for each in _fields(wanted) if each.name not in _OWN)


def _names(wanted: type) -> set[str]:
    return {attribute.name for attribute in _fields(wanted)}


@functools.cache
def _keys(wanted: type) -> Mapping[str, str]:
    """The keys of the file by the attributes that they stand for."""
    return {attribute.name: key_of(attribute) for attribute in _fields(wanted)}


def key_of(attribute: attrs.Attribute[Any]) -> str:
    """The key of the file that an attribute stands for."""
    return str(attribute.metadata.get("key", attribute.name))


@functools.cache
def class_readers(wanted: type) -> Mapping[str, Callable[[Node], object]]:
    """A reader for each key of a class."""
    return {
        key_of(attribute): _reader(attribute) for attribute in file_attributes(wanted)
    }


def _reader(attribute: attrs.Attribute[Any]) -> Callable[[Node], object]:
    if text := attribute.metadata.get("text"):
        return functools.partial(checked_text, text)
    if attribute.metadata.get("names"):
        return lambda node: read_entries(node, str, names=True)
    wanted = attribute.type
    return lambda node: structure(node, wanted)  # type: ignore[arg-type]


@functools.cache
def required_keys(wanted: type) -> tuple[str, ...]:
    """Keys that a class requires."""
    return tuple(
        key_of(attribute)
        for attribute in file_attributes(wanted)
        if attribute.default is attrs.NOTHING
    )


def build(wanted: type[T], values: Mapping[str, object], **own: object) -> T:
    """An instance of a class from the values of its keys."""
    known: type = wanted
    keys = _keys(known)
    given = {name: values[key] for name, key in keys.items() if key in values}
    if "span" not in keys:
        own.pop("span", None)
    return wanted(**given, **own)


def _read_class(node: Node, wanted: type) -> object:
    entries = entries_of(node)
    values, wrong = read_keys(entries, class_readers(wanted))
    if require(entries, required_keys(wanted), wrong):
        raise InvalidNodeError
    _, name = entries.entries.get("name", (None, None))
    return build(wanted, values, span=name.span if name else entries.head)


def _read_tuple(node: Node, wanted: type) -> tuple[object, ...]:
    """A list; one text stands for a list of one."""
    element = get_args(wanted)[0]
    if isinstance(node, Entries):
        refuse(node, "LP1008", "a mapping where a list belongs", "begin with `- `")
    return read_items(node, lambda item: structure(item, element))


def _read_mapping(node: Node, wanted: type) -> dict[str, object]:
    element = get_args(wanted)[1]
    return read_entries(node, element, names=has_names(element))


def has_names(element: object) -> bool:
    """Whether the keys of a mapping with such values are names, rather than texts."""
    return not (element in {str, tuple[str, ...]} or is_enumeration(element))


def _read_optional(node: Node, wanted: type) -> object:
    (inner,) = (arg for arg in get_args(wanted) if arg is not types.NoneType)
    return structure(node, inner)


def read_items(node: Node, read: Callable[[Node], T]) -> tuple[T, ...]:
    """What each item of a list holds; one text stands for a list of one.

    Raises:
        InvalidNodeError: Something is wrong; ``rest`` holds the sound items.
    """
    items = node.items if isinstance(node, Items) else (node,)
    if not items:
        refuse(node, "LP1007", "an empty list", FILL)
    found: list[T] = []
    for item in items:
        try:
            if isinstance(item, Scalar):
                text_of(item)
            found.append(read(item))
        except InvalidNodeError:
            continue
    if len(found) < len(items):
        raise InvalidNodeError(tuple(found) if isinstance(node, Items) else None)
    return tuple(found)


#: What the words of an enumeration stand for.
_ENUMERATED: Mapping[type[enum.Enum], str] = {
    Actor: "an actor",
    Bind: "a way to bind",
    Counting: "a way to count",
    Period: "a period",
    Repeat: "a way to repeat",
    Take: "a way to take rows",
    Weighing: "a way to average",
}


def _read_enum(node: Node, wanted: type[enum.Enum]) -> enum.Enum:
    return choose(node, {each.value: each for each in wanted}, _ENUMERATED[wanted])


def _has_origin(generic: object) -> Callable[[object], bool]:
    """Whether a type is a generic class with arguments."""
    return lambda wanted: get_origin(wanted) == generic


#: A text that may differ by case.
TEXT_OR_CASES = str | tuple[Case[Literal], ...]


def _read_text_or_cases(node: Node, _: object) -> str | tuple[Case[Literal], ...]:
    """A plain text, or a list of texts by case."""
    if isinstance(node, Items):
        return read_items(node, lambda item: phrase(item, parse_literal_case))
    return text_of(node)


def is_condition(wanted: object) -> bool:
    """Whether a type is that of conditions, or of one that may be absent."""
    arms = {arg for arg in get_args(wanted) if arg is not types.NoneType}
    return arms == set(get_args(Condition))


def is_optional(wanted: object) -> bool:
    """Whether a value of a type may be absent."""
    return get_origin(wanted) in {Union, types.UnionType} and (
        types.NoneType in get_args(wanted)
    )


def is_enumeration(wanted: object) -> bool:
    """Whether a type is one of some words."""
    return isinstance(wanted, type) and issubclass(wanted, enum.Enum)


#: How texts of each type are read.
_VALUES: tuple[tuple[type, Callable[[str], object]], ...] = (
    (str, str),
    (int, read_integer),
    (date, read_date),
    (Money, Money.parse),
    (Percent, Percent.parse),
)


def make_converter(special: Mapping[Any, Hook]) -> cattrs.Converter:
    """The readers by type.

    Args:
        special: Readers of classes whose form in the file differs from their
            attributes.
    """
    converter = cattrs.Converter()
    by_test = converter.register_structure_hook_func
    by_test(attrs.has, _read_class)
    by_test(lambda wanted: bool(wanted == TEXT_OR_CASES), _read_text_or_cases)
    by_test(_has_origin(tuple), _read_tuple)
    by_test(_has_origin(Mapping), _read_mapping)
    by_test(is_optional, _read_optional)
    by_test(is_condition, lambda node, _: phrase(node, parse_condition))
    by_test(PHRASES.__contains__, lambda node, wanted: phrase(node, PHRASES[wanted]))
    by_test(TERMS.__contains__, lambda node, wanted: term(node, TERMS[wanted]))
    by_test(is_enumeration, _read_enum)
    for kind, read in _VALUES:
        converter.register_structure_hook(kind, _text_hook(read))
    for kind, hook in special.items():
        converter.register_structure_hook(kind, hook)
    return converter


def _text_hook(read: Callable[[str], object]) -> Hook:
    return lambda node, _: parsed(node, read)
