"""The format of a file, derived from the classes of the model.

Keys, types and defaults are those of the classes; what each key means stands in
their docstrings.
"""

from __future__ import annotations

import enum
import functools
import re
import types
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, get_args, get_origin

import attrs

from leadpact.language.nodes import Case
from leadpact.loading.files import NOT_SHARED, SHARED
from leadpact.loading.format import kinds
from leadpact.loading.format.docstrings import attribute_docs, summary
from leadpact.loading.format.shapes import (
    Choice,
    Either,
    Key,
    Kind,
    ListOf,
    MapOf,
    Section,
    Shape,
    Text,
)
from leadpact.loading.format.special import SPECIAL
from leadpact.loading.format.words import EVENTS, meanings
from leadpact.loading.structure import (
    TEXT_OR_CASES,
    file_attributes,
    has_names,
    is_condition,
    is_enumeration,
    is_optional,
    key_of,
)
from leadpact.model.mapping import MAPPING_FORMAT, DataMapping
from leadpact.model.policy import FORMAT, Policy, Stage
from leadpact.units import Percent

if TYPE_CHECKING:
    from collections.abc import Callable

#: Classes of which one of some keys must be there.
_SOME_OF: Mapping[type, tuple[str, ...]] = {
    DataMapping: ("leads", "events"),
    Stage: ("enter", "when"),
}
#: Keys that editors offer in mappings whose keys the author chooses.
_OFFERED: Mapping[tuple[type, str], Mapping[str, str]] = {(Policy, "events"): EVENTS}

_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@functools.cache
def policy_format() -> Section:
    """The format of policy files."""
    return _rooted(section(Policy), "leadpact", FORMAT)


@functools.cache
def mapping_format() -> Section:
    """The format of mapping files."""
    return _rooted(section(DataMapping), "mapping", MAPPING_FORMAT)


@functools.cache
def shared_format() -> Section:
    """The format of files of shared definitions."""
    whole = policy_format()
    keys = (key for key in whole.keys if key.name not in NOT_SHARED)
    (number,) = (key for key in whole.keys if key.name == "leadpact")
    first = attrs.evolve(
        number,
        name=SHARED,
        value=Choice("format of shared definitions", {str(FORMAT): ""}),
        description="The format of the file; the first line of shared definitions.",
    )
    rest = (attrs.evolve(key, required=False) for key in keys)
    about = "Definitions that several policies include."
    return Section("shared definitions", about, (first, *rest))


def _rooted(root: Section, first: str, number: int) -> Section:
    """The format of a file that begins with the number of its format."""
    (key,) = (key for key in root.keys if key.name == first)
    format_ = Choice(f"format of a {root.name}", {str(number): ""})
    key = attrs.evolve(key, value=format_, required=True, default="")
    rest = (key for key in root.keys if key.name != first)
    return attrs.evolve(root, keys=(key, *rest))


@functools.cache
def section(described: type) -> Section:
    """What the keys of a class of the model are.

    Where Python runs with ``-OO`` there are no docstrings, and nothing is described.

    Raises:
        KeyError: The docstring of the class says nothing of an attribute.
    """
    docs = attribute_docs(described) if described.__doc__ else defaultdict(str)
    return Section(
        _CAPITAL.sub(" ", described.__name__).lower(),
        summary(described),
        tuple(
            _key(described, attribute, docs) for attribute in file_attributes(described)
        ),
        some_of=_SOME_OF.get(described, ()),
    )


def _key(
    described: type, attribute: attrs.Attribute[Any], docs: Mapping[str, str]
) -> Key:
    name = key_of(attribute)
    kind = kinds.BY_ATTRIBUTE.get((described, name))
    if text := attribute.metadata.get("text"):
        kind = kinds.CHECKED[text]
    value = shape(attribute.type, kind)
    if isinstance(value, MapOf):
        offered = _OFFERED.get((described, name), {})
        names = kinds.NAME if attribute.metadata.get("names") else value.keys
        value = attrs.evolve(value, keys=names, offered=offered)
    required = attribute.default is attrs.NOTHING
    default = "" if required else _default(attribute.default)
    return Key(name, value, docs[attribute.name], required, default=default)


def _default(value: object) -> str:
    """A default in one word; empty where it says only that nothing is there."""
    if isinstance(value, enum.Enum):
        return str(value.value)
    return str(value) if isinstance(value, str | int | Percent) else ""


def shape(wanted: Any, kind: Kind | None = None) -> Shape:  # noqa: ANN401 - a type, or what typing makes of one
    """What a value of a type looks like in the file.

    Args:
        wanted: The type.
        kind: The kind of its texts, where that is known better than from the type.

    Raises:
        KeyError: The type is not described.
    """
    for fits, described in _SHAPES:
        if fits(wanted):
            return described(wanted, kind)
    return Text(kind or _kind(wanted))


def _kind(wanted: object) -> Kind:
    """The kind of the texts that make a value of a type."""
    if get_origin(wanted) is Case:
        return kinds.case_of(kinds.BY_TYPE[get_args(wanted)[0]])
    return kinds.BY_TYPE[wanted]


def _optional(wanted: object, kind: Kind | None) -> Shape:
    (inner,) = (arg for arg in get_args(wanted) if arg is not types.NoneType)
    return shape(inner, kind)


def _mapping(wanted: object, kind: Kind | None) -> Shape:
    element = get_args(wanted)[1]
    keys = kinds.NAME if has_names(element) else kinds.TEXT
    return MapOf(keys, shape(element, kind))


#: How types are described, by the first test that fits; what fits none is a text.
_SHAPES: tuple[
    tuple[Callable[[Any], bool], Callable[[Any, Kind | None], Shape]], ...
] = (
    (SPECIAL.__contains__, lambda wanted, _: SPECIAL[wanted]),
    (
        lambda wanted: bool(wanted == TEXT_OR_CASES),
        lambda _, kind: Either(
            (
                Text(kind or kinds.TEXT),
                ListOf(Text(kinds.case_of(kinds.LITERAL))),
            )
        ),
    ),
    (is_enumeration, lambda wanted, _: Choice(*meanings(wanted))),
    (is_condition, lambda _, kind: Text(kind or kinds.CONDITION)),
    (is_optional, _optional),
    (
        lambda wanted: get_origin(wanted) is tuple,
        lambda wanted, kind: ListOf(shape(get_args(wanted)[0], kind)),
    ),
    (lambda wanted: get_origin(wanted) is Mapping, _mapping),
    (
        lambda wanted: (
            wanted not in kinds.BY_TYPE
            and get_origin(wanted) is not Case
            and attrs.has(wanted)
        ),
        lambda wanted, _: section(wanted),
    ),
)
