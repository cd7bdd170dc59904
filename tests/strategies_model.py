"""Strategies for policies as models, and for those that differ in one leaf.

Both follow the types of the attributes, so that a new attribute is covered by itself.
"""

from __future__ import annotations

import datetime as dt
import enum
import functools
import types
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, Union, get_args, get_origin

import attrs
import strategies
from hypothesis import reject
from hypothesis import strategies as st

from leadpact.calendars import CalendarSpec, Hours
from leadpact.diagnostics import Span
from leadpact.language import nodes
from leadpact.language.nodes import (
    Case,
    Condition,
    Literal,
    Measure,
    Name,
    Pattern,
    Points,
    Step,
)
from leadpact.units import Duration, Money, Percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")

_UNIONS = {Union, types.UnionType}
_CONDITIONS = set(get_args(Condition))

#: Texts in normal form C, as the canonical form has them.
_texts = st.text(st.sampled_from("aB é\u0301ñ漢-'\"\\#:"), max_size=6).map(
    lambda text: unicodedata.normalize("NFC", text)
)
_hours = st.builds(
    lambda start, length: Hours(start, start + length),
    st.integers(0, 1439),
    st.integers(1, 1440),
)
#: Two stretches of a day might overlap.
_days = st.lists(_hours, max_size=1).map(tuple)
_weeks = st.lists(_days, min_size=7, max_size=7).map(tuple)

#: What types do not tell of their values.
_STRATEGIES: Mapping[Any, Callable[[], st.SearchStrategy[Any]]] = {
    types.NoneType: st.none,
    bool: st.booleans,
    str: lambda: _texts,
    int: lambda: st.integers(0, 2**53 - 1),
    Decimal: strategies.numbers,
    dt.date: st.dates,
    Duration: strategies.durations,
    Money: lambda: st.builds(Money, strategies.numbers(), st.sampled_from("UN")),
    Percent: lambda: st.builds(Percent, strategies.numbers()),
    Hours: lambda: _hours,
    tuple[Hours, ...]: lambda: _days,
    Span: lambda: st.just(Span("strategy")),
    Literal: strategies.literals,
    Name: strategies.names,
    Pattern: strategies.patterns,
    Points: strategies.points,
    Step: strategies.steps,
    Measure: strategies.measures,
    Case[Literal]: strategies.literal_cases,
    Case[Duration]: strategies.duration_cases,
    Case[int]: strategies.integer_cases,
    Case[Name]: strategies.name_cases,
}
#: Values that are changed as a whole.
_LEAVES = (Duration, Money, Percent, Hours, Name)
#: Attributes that do not tell another agreement.
#: An included file counts by what it holds, which stands in the other attributes.
_PASSED_OVER = {"include"}


@st.composite
def models(draw: st.DrawFn, wanted: type[T]) -> T:
    """Instances of a class of the model, whether or not a file could say so."""
    kind: Any = wanted
    found: T = draw(_of_type(kind))
    return found


@functools.cache
def _of_type(wanted: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - any type
    """Values of the type of an attribute."""
    if wanted in _STRATEGIES:
        return _STRATEGIES[wanted]()
    origin, inner = get_origin(wanted), get_args(wanted)
    if origin in _UNIONS:
        return _of_union(set(inner))
    if origin is tuple:
        return _of_list(*inner)
    if origin is Mapping:
        return st.dictionaries(_texts, _of_type(inner[1]), max_size=2)
    if issubclass(wanted, enum.Enum):
        return st.sampled_from(wanted)
    own = {CalendarSpec: {"open": _weeks}}.get(wanted, {})
    parts = {name: _of_type(kind) for name, kind in _types(wanted).items()}
    return st.builds(wanted, **(parts | own))


def _of_list(first: Any, *others: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - any types
    """Lists of one type, or one value of each of some types."""
    if others != (...,):
        return st.tuples(_of_type(first), *map(_of_type, others))
    return st.lists(_of_type(first), max_size=2).map(tuple).filter(_is_sound)


def _is_sound(items: tuple[Any, ...]) -> bool:
    """Whether dates with their hours, which a file has as a mapping, stand once."""
    dates = [item[0] for item in items if isinstance(item, tuple) and item]
    dates = [each for each in dates if isinstance(each, dt.date)]
    return len(dates) == len(set(dates))


def _of_union(arms: set[Any]) -> st.SearchStrategy[Any]:
    """Values of some types; all types of conditions stand together."""
    if arms == {str, types.NoneType}:
        # A text that may be absent is never empty in a file.
        return st.none() | _texts.filter(bool)
    if arms >= _CONDITIONS:
        others = map(_of_type, sorted(arms - _CONDITIONS, key=str))
        return st.one_of(*others, strategies.conditions())
    return st.one_of(*map(_of_type, sorted(arms, key=str)))


@functools.cache
def _types(kind: Any) -> Mapping[str, Any]:  # noqa: ANN401 - any class
    """The types of the attributes of a class."""
    attrs.resolve_types(kind)
    return {each.name: each.type for each in attrs.fields(kind)}


#: Values that differ from another one in one leaf at most.
Changed: TypeAlias = st.SearchStrategy[Any]


def changes(value: object, wanted: Any = None) -> Iterator[Changed]:  # noqa: ANN401 - any type
    """For each leaf of a value, the values that differ from it in that leaf at most.

    Leaves are texts, numbers, dates and words, what is there or is not, the items of
    lists and their order, and the entries of mappings and their keys. What phrases
    are made of is not added or taken away: that their text tells all of it is a law
    of its own, in `property/test_language.py`.

    Args:
        value: An instance of a class of the model, or an attribute of one.
        wanted: The type of the attribute.
    """
    kind: Any = type(value)
    if attrs.has(kind) and not isinstance(value, _LEAVES):
        yield from _changes_of_class(value)
    elif isinstance(value, tuple):
        yield from _changes_of_list(value, _arm(wanted, tuple))
    elif isinstance(value, Mapping):
        yield from _changes_of_mapping(value, _arm(wanted, Mapping))
    else:
        # Of a case the type tells nothing.
        yield _of_type(kind if isinstance(wanted, TypeVar) else wanted)


def _changes_of_class(value: Any) -> Iterator[Changed]:  # noqa: ANN401 - any class
    kind: Any = type(value)
    for name, wanted in _types(kind).items():
        old = getattr(value, name)
        if name in _PASSED_OVER or getattr(attrs.fields(kind), name).eq is False:
            continue
        found: Iterable[Changed] = changes(old, wanted)
        if kind.__module__ == nodes.__name__:
            found = _changes_in_phrase(value, name)
        elif old is not None and types.NoneType in get_args(wanted):
            found = (*found, st.just(None))
        for new in found:
            yield new.map(functools.partial(_evolved, value, name))


def _evolved(value: Any, name: str, new: object) -> Any:  # noqa: ANN401 - any class
    """The value with another attribute, if its class takes that."""
    try:
        return attrs.evolve(value, **{name: new})
    except ValueError:
        reject()


def _changes_in_phrase(value: Any, name: str) -> Iterator[Changed]:  # noqa: ANN401 - any class
    """Changes of what is there already."""
    kind: Any = type(value)
    old, wanted = getattr(value, name), _types(kind)[name]
    if isinstance(old, tuple):
        yield from _changes_of_items(old, _arm(wanted, tuple))
    elif old is not None and (name != "times" or value.every):
        yield from changes(old, wanted)


def _changes_of_list(value: tuple[Any, ...], wanted: Any) -> Iterator[Changed]:  # noqa: ANN401 - any type
    element, *others = get_args(wanted)
    yield from _changes_of_items(value, wanted)
    if others != [...]:
        return
    yield _of_type(element).map(lambda new: (*value, new)).filter(_is_sound)
    for at in range(len(value)):
        yield st.just((*value[:at], *value[at + 1 :]))
        yield st.just((*value[:at], *value[at : at + 2][::-1], *value[at + 2 :]))


def _changes_of_items(value: tuple[Any, ...], wanted: Any) -> Iterator[Changed]:  # noqa: ANN401 - any type
    elements = get_args(wanted)
    for at, item in enumerate(value):
        before, after = value[:at], value[at + 1 :]
        element = elements[0] if elements[-1] is ... else elements[at]
        for new in changes(item, element):
            yield new.map(functools.partial(_joined, before, after)).filter(_is_sound)


def _joined(before: tuple[Any, ...], after: tuple[Any, ...], new: object) -> Any:  # noqa: ANN401 - any type
    return (*before, new, *after)


def _changes_of_mapping(value: Mapping[str, Any], wanted: Any) -> Iterator[Changed]:  # noqa: ANN401 - any type
    element = get_args(wanted)[1]
    yield st.tuples(_texts, _of_type(element)).map(functools.partial(_with, value))
    for key, old in value.items():
        rest = {name: each for name, each in value.items() if name != key}
        yield st.just(rest)
        yield st.tuples(_texts, st.just(old)).map(functools.partial(_with, rest))
        for new in changes(old, element):
            yield st.tuples(st.just(key), new).map(functools.partial(_with, rest))


def _with(rest: Mapping[str, Any], entry: tuple[str, Any]) -> Mapping[str, Any]:
    return {**rest, **dict([entry])}


def _arm(wanted: Any, origin: type) -> Any:  # noqa: ANN401 - any type
    """The part of a type that lists or mappings are of."""
    arms = get_args(wanted) if get_origin(wanted) in _UNIONS else (wanted,)
    return next(arm for arm in arms if get_origin(arm) is origin)
