"""Policy and mapping files to the model."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs

from leadpact.calendars import CalendarSpec, Joined
from leadpact.language.lexer import is_name
from leadpact.language.nodes import Literal
from leadpact.language.parser import (
    parse_condition,
    parse_constant,
    parse_literal_case,
)
from leadpact.language.types import Kind, Type
from leadpact.loading.calendars import read_calendar
from leadpact.loading.composer import compose, decode
from leadpact.loading.document import (
    Document,
    Entries,
    InvalidNodeError,
    Items,
    Node,
    Scalar,
    refuse,
    report,
)
from leadpact.loading.files import ReadFile, shared_sections, with_included
from leadpact.loading.formats import NEWEST, FileKind, require_newest
from leadpact.loading.phrases import phrase, term
from leadpact.loading.structure import (
    Hook,
    build,
    class_readers,
    entries_of,
    make_converter,
    read_entries,
    read_items,
    read_keys,
    require,
    required_keys,
    structure,
)
from leadpact.loading.texts import choose, text_of
from leadpact.model.mapping import MAPPING_FORMAT, DataMapping
from leadpact.model.policy import (
    FORMAT,
    Classification,
    Definition,
    Event,
    Field,
    Lines,
    Parameter,
    Policy,
    Quantifier,
)

if TYPE_CHECKING:
    from leadpact.diagnostics import Span
    from leadpact.language.source import ParameterValue

#: Sections whose keys are names that other parts of a policy use.
NAMING = frozenset(
    (
        *("parties", "roles", "fields", "events", "calendars", "definitions"),
        *("scoring", "stages", "timers", "limits", "goals", "parameters", "actions"),
    )
)

#: Kinds of values that a field or an event's datum may have.
DATA_KINDS = {kind.value: kind for kind in Kind if kind is not Kind.DURATION}
#: Kinds whose values are chosen from a list.
_CHOOSING = {Kind.CHOICE, Kind.SET}


@attrs.frozen
class Loaded:
    """A policy file as far as it could be read.

    Attributes:
        policy: What is sound of it; complete only without diagnostics.
        broken: By section, the names that the file gives to things that could not be
            read.
        unread: Sections that could not be read at all.
        document: The file, with what was found wrong in it.
    """

    policy: Policy
    broken: Mapping[str, frozenset[str]]
    unread: frozenset[str]
    document: Document


def load_policy(file: str, data: bytes, read: ReadFile | None = None) -> Loaded:
    """Read a policy file.

    Args:
        file: Name of the file, for places and for the files that it includes.
        data: Its bytes, UTF-8.
        read: Reads the files that it includes, or ``None`` to include none.

    Raises:
        PolicyError: The file, or one that it includes, cannot be read at all.
    """
    root = read_nodes(file, data, FileKind.POLICY)
    require_newest(root, FileKind.POLICY, FORMAT)
    root = _whole(root, read)
    values, wrong = read_keys(root, _policy_readers())
    wrong = require(root, required_keys(Policy), wrong)
    # Of a list without names nothing is kept, since places in it go by number.
    values = {key: values[key] for key in values if key in NAMING or key not in wrong}
    unread = frozenset(wrong - set(values))
    if wrong:
        values = {**_SUBSTITUTES, **values}
    policy = build(Policy, values, spans=places(root))
    return Loaded(policy, _broken(root, policy), unread, root.document)


def load_mapping(file: str, data: bytes) -> DataMapping:
    """Read a mapping file.

    Raises:
        PolicyError: It has mistakes; the error lists them all.
    """
    root = read_nodes(file, data, FileKind.MAPPING)
    require_newest(root, FileKind.MAPPING, MAPPING_FORMAT)
    document = root.document
    if not {"events", "leads"} & root.entries.keys():
        hint = "say what the columns of one of them mean"
        report(root, "LP1006", "neither `events` nor `leads`", hint, root.head)
    try:
        mapping = structure(root, DataMapping)
    except InvalidNodeError:
        raise document.error() from None
    if document.diagnostics:
        raise document.error()
    return attrs.evolve(mapping, spans=places(root))


def load_shared(file: str, data: bytes, read: ReadFile | None = None) -> Document:
    """Read a file of shared definitions, without those who include it.

    What its names stand for depends on the policies that include it, so that only
    its shape and its phrases are judged.

    Args:
        file: Name of the file, for places and for the files that it includes.
        data: Its bytes, UTF-8.
        read: Reads the files that it includes, or ``None`` to include none.

    Raises:
        PolicyError: It has mistakes; the error lists them all.
    """
    root = read_nodes(file, data, FileKind.SHARED)
    root = _whole(shared_sections(root), read)
    read_keys(root, _policy_readers())
    if root.document.diagnostics:
        raise root.document.error()
    return root.document


def _whole(root: Entries, read: ReadFile | None) -> Entries:
    """With what it includes; phrases are read with its parameters at hand."""
    root = with_included(root, read)
    if "parameters" not in root.entries:
        return root
    ahead = {"parameters": root.entries["parameters"]}
    return attrs.evolve(root, entries={**ahead, **root.entries})


@functools.cache
def _policy_readers() -> Mapping[str, Callable[[Node], object]]:
    return {**class_readers(Policy), "parameters": _read_parameters}


def _read_parameters(node: Node) -> object:
    """Parameters by name; the document keeps their values for its phrases."""
    if isinstance(node, Entries):
        node.document.parameters.update(dict.fromkeys(node.entries))
    values: dict[str, Parameter] = {}
    try:
        values = read_entries(node, Parameter, names=True)
    except InvalidNodeError as error:
        values = error.rest or {}  # type: ignore[assignment]
        raise
    finally:
        node.document.parameters.update(
            (name, _value(parameter)) for name, parameter in values.items()
        )
    return values


def _value(parameter: Parameter) -> ParameterValue:
    """What phrases see of a parameter."""
    value = parameter.value
    if isinstance(value, Literal):
        return value.value
    return tuple(literal.value for literal in value)


def _read_parameter(node: Node, wanted: Any) -> Parameter:  # noqa: ANN401 - a hook
    """A value or a list of values, alone or with what is said of it."""
    if isinstance(node, Entries):
        values, wrong = read_keys(node, _parameter_readers())
        if require(node, required_keys(wanted), wrong):
            raise InvalidNodeError
        return build(Parameter, values, span=node.head)
    return Parameter(_read_constant(node), span=node.span)


@functools.cache
def _parameter_readers() -> Mapping[str, Callable[[Node], object]]:
    return {**class_readers(Parameter), "value": _read_constant}


def _read_constant(node: Node) -> Literal | tuple[Literal, ...]:
    if isinstance(node, Items):
        return read_items(node, lambda item: term(item, parse_constant))
    return term(node, parse_constant)


def read_nodes(file: str, data: bytes, kind: FileKind) -> Entries:
    """The content of a file as nodes, of whatever format it is.

    Raises:
        PolicyError: It is no YAML, or not one mapping.
    """
    is_shared = kind is FileKind.SHARED
    document = decode(file, data, converter(), is_shared=is_shared)
    return compose(document, f"{kind.value}: {NEWEST[kind]}")


def places(root: Entries) -> dict[str, Span]:
    """Places by dotted path: ``a.b`` of a key, ``a.b:`` of its value.

    Items of lists stand under their number, ``a.0``, counted from 0.
    """
    found: dict[str, Span] = {}
    _add_places(root, "", found)
    return found


def _add_places(node: Entries | Items, path: str, places: dict[str, Span]) -> None:
    """Add the places below a path."""
    inner: Iterable[tuple[str, Node]]
    if isinstance(node, Entries):
        for key, (at, _) in node.entries.items():
            places[f"{path}{key}"] = at.span
        inner = ((key, value) for key, (_, value) in node.entries.items())
    else:
        inner = ((str(number), item) for number, item in enumerate(node.items))
    for name, value in inner:
        places[f"{path}{name}:"] = value.span
        if not isinstance(value, Scalar):
            _add_places(value, f"{path}{name}.", places)


#: What stands in for parts of a file that could not be read, so that the rest of it
#: can still be checked. A policy with substitutes never leaves the loader's callers.
_SUBSTITUTES: Mapping[str, object] = {
    "policy": "policy",
    "version": "0.0.0",
    "effective": date.min,
    "timezone": "UTC",
    "currency": "",
    "title": "",
    "summary": "",
    "parties": {},
}


def _broken(root: Entries, policy: Policy) -> dict[str, frozenset[str]]:
    """By section, names that the file declares and the policy lacks."""
    broken = {}
    for section, (_, node) in root.entries.items():
        named = getattr(policy, section, None)
        if isinstance(node, Entries) and isinstance(named, Mapping):
            broken[section] = frozenset(set(filter(is_name, node.entries)) - set(named))
        elif isinstance(node, Items) and section == "stages":
            names = set(_stage_names(node)) - {stage.name for stage in policy.stages}
            broken[section] = frozenset(names)
    return broken


def _stage_names(node: Items) -> Iterator[str]:
    for item in node.items:
        if isinstance(item, Entries):
            _, name = item.entries.get("name", (None, None))
            if isinstance(name, Scalar):
                yield name.text


def _read_type(node: Node, _: object) -> Type:
    """A type by its word, or `{type: choice, choices: [...]}`."""
    return _described_type(node)[0]


def _read_field(node: Node, _: object) -> Field:
    """A type, with a label where it is a mapping."""
    found, label = _described_type(node, {"label": text_of})
    return Field(found, label, span=node.span)


def _described_type(
    node: Node, more: Mapping[str, Callable[[Node], object]] | None = None
) -> tuple[Type, str]:
    """A type, and the label that a mapping may hold beside it."""
    if isinstance(node, Scalar):
        kind = _read_kind(node)
        if kind in _CHOOSING:
            hint = f"list them, as `{{type: {kind.value}, choices: [US, CA]}}`"
            refuse(node, "LP1006", "`choices` is missing", hint)
        return Type(kind), ""
    entries = entries_of(node)
    readers = {"type": _read_kind, "choices": _choices, **(more or {})}
    values, wrong = read_keys(entries, readers)
    choice = values.get("type") in _CHOOSING
    if require(entries, ["type", "choices"] if choice else ["type"], wrong):
        raise InvalidNodeError
    if "choices" in values and not choice:
        at, _ = entries.entries["choices"]
        hint = "delete them, or say `type: choice`"
        refuse(at, "LP2007", "only `choice` and `set` have `choices`", hint)
    if values.get("type") is Kind.SET:
        _refuse_alike(entries.entries["choices"][1], values["choices"])
    found = Type(values["type"], values.get("choices"))  # type: ignore[arg-type]
    return found, str(values.get("label", ""))


def _read_kind(node: Node) -> Kind:
    return choose(node, DATA_KINDS, "a type")


def _refuse_alike(node: Node, choices: object) -> None:
    """Choices of a set differ in more than capitals, which `contains` does not see."""
    folded = [str(choice).casefold() for choice in choices]  # type: ignore[attr-defined]
    if len(set(folded)) < len(folded):
        hint = "`contains` takes capitals and small letters for the same"
        refuse(node, "LP2002", "choices that differ in capitals alone", hint)


def _choices(node: Node) -> tuple[str, ...]:
    seen: set[str] = set()

    def read(item: Node) -> str:
        word = text_of(item)
        if word in seen:
            refuse(item, "LP2002", f"the choice `{word}` stands twice", "delete it")
        seen.add(word)
        return word

    return read_items(node, read)


def _read_event(node: Node, _: object) -> Event:
    try:
        return Event(read_entries(node, Type, names=True), span=node.span)
    except InvalidNodeError:
        # An event without some of its data would make other phrases look wrong.
        raise InvalidNodeError from None


def _read_definition(node: Node, _: object) -> Definition:
    """One condition, or `all`, `any`, `none` or `first` with lines."""
    if isinstance(node, Scalar):
        return Definition(phrase(node, parse_condition), span=node.span)
    entries = entries_of(node)
    bodies: dict[str, Callable[[Node], object]] = {
        quantifier.value: functools.partial(_conditions, quantifier)
        for quantifier in Quantifier
    }
    bodies["first"] = _classification
    values, wrong = read_keys(entries, {**bodies, "label": text_of})
    if wrong:
        raise InvalidNodeError
    label = str(values.pop("label", ""))
    if len(values) != 1:
        words = ", ".join(f"`{word}`" for word in bodies)
        message = "more than one body" if values else "a definition without a body"
        refuse(node, "LP2007", message, f"write exactly one of {words}", entries.head)
    (body,) = values.values()
    return Definition(body, label, span=node.span)  # type: ignore[arg-type]


def _conditions(quantifier: Quantifier, node: Node) -> Lines:
    return Lines(
        quantifier, read_items(node, lambda item: phrase(item, parse_condition))
    )


def _classification(node: Node) -> Classification:
    return Classification(
        read_items(node, lambda item: phrase(item, parse_literal_case))
    )


#: What the section `calendars` holds by name.
ANY_CALENDAR: Any = CalendarSpec | Joined

#: Readers of classes whose form in the file differs from their attributes; what they
#: read is described in ``format/special.py``.
SPECIAL: Mapping[Any, Hook] = {
    Type: _read_type,
    Field: _read_field,
    Event: _read_event,
    Definition: _read_definition,
    ANY_CALENDAR: read_calendar,
    Parameter: _read_parameter,
}


@functools.cache
def converter() -> Any:  # noqa: ANN401 - cattrs stays inside this package
    """How nodes of policies and mappings become values."""
    return make_converter(SPECIAL)
