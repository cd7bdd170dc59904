"""A second reader of policies, for undeclared keys and names alone.

It shares no code with the loader: PyYAML composes the file, the classes of the model
tell the keys, and regular expressions find the names in phrases. It says nothing of
shapes and types, so that whatever it finds is wrong for certain.
"""

from __future__ import annotations

import enum
import functools
import re
import types
import typing
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, get_args, get_origin

import attrs
import yaml

from leadpact.calendars import CalendarSpec, Joined
from leadpact.language import nodes
from leadpact.language.types import Type
from leadpact.model.lead import EVENT_ATTRIBUTES, STANDARD_EVENTS
from leadpact.model.policy import Definition, Event, Field, Parameter, Policy
from leadpact.units import Duration

Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
Root: TypeAlias = yaml.MappingNode

#: Words that have a meaning wherever they stand.
_LANGUAGE = frozenset(
    (
        *("and", "or", "not", "between", "in", "is", "missing", "known", "contains"),
        *("starts", "ends", "with", "any", "open", "happened", "count", "first"),
        *("last", "entered", "missed", "met", "where", "when", "each", "of", "to"),
        *("for", "after", "every", "at", "before", "by", "due", "up", "points"),
        *("most", "times", "minute", "minutes", "hour", "hours", "day", "days"),
        *("week", "weeks", "month", "months", "business", "calendar", "share"),
        *("rate", "sum", "average", "median", "p90", "stage", "owner", "team"),
        *("alert", "celebrate", "escalate", "flag", "make_good", "meet", "remediate"),
        *("reroute", "return", "planned_revenue", "planned_customers", "planned_leads"),
    )
)
_REPORTS = frozenset(
    ("waterfall", "speed", "depth", "funnel", "closed_loop", "dashboard")
)
_KINDS = frozenset(
    (
        *("integer", "decimal", "text", "choice", "flag"),
        *("date", "instant", "money", "percent", "set"),
    )
)
#: Keys of what is written otherwise than the attributes of its class tell.
_QUANTIFIERS = frozenset(("all", "any", "none"))
_CALENDAR = frozenset(("timezone", "open", "holidays", "days", "all"))
_HOLIDAYS = frozenset(("country", "subdivision", "also"))
#: Sections of promises: they share the page, and one set of names.
_PROMISES = ("goals", "timers", "limits")

#: Sections that may stand in the annex of the page.
_ANNEXED = frozenset(
    (
        *("timers", "limits", "goals", "plan", "scoring", "roles", "commitments"),
        *("personas", "handoff", "playbook", "reject_reasons", "disqualify_reasons"),
        *("aims", "needs", "kpis", "review", "cancellation"),
    )
)

#: Whom or what the names under a key stand for: sections, and words beside them.
_NAMES: Mapping[str, tuple[tuple[str, ...], frozenset[str]]] = {
    "party": (("parties",), frozenset()),
    "calendar": (("calendars",), frozenset(["owner"])),
    "complete": (("fields",), frozenset()),
    "by": (("fields",), frozenset(["owner", "team"])),
    "kpis": (_PROMISES, _REPORTS),
    "order": ((*_PROMISES, "roles", "parties", "definitions"), frozenset()),
    "annex": ((*_PROMISES, "roles", "scoring", "definitions"), _ANNEXED),
}
#: Whom or what the keys of a mapping of texts stand for.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "commitments": ("parties",),
    "owners": ("parties",),
    "consequences": _PROMISES,
}
#: Names that stand in one place of a phrase, by a pattern with one group.
_PLACES: Sequence[tuple[re.Pattern[str], tuple[str, ...]]] = (
    (re.compile(r"\bopen *\( *([^\W\d]\w*)"), ("calendars",)),
    (re.compile(r"\b(?:missed|met) +([^\W\d]\w*)"), ("timers",)),
    (re.compile(r"\bentered +([^\W\d]\w*)"), ("stages", "definitions")),
    (re.compile(r"\bshare *\( *([^\W\d]\w*)"), ("timers",)),
    (
        re.compile(
            r"\b(?:happened|count|first|last|rate) *\( *"
            r"(?!(?:entered|missed|met)\b)([^\W\d]\w*)"
        ),
        ("events",),
    ),
)
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_LIST = re.compile(r"\[[^\[\]]*\]")
#: Words that stand for themselves behind these.
_FREE = re.compile(r"\b(is +not|is|contains|with|for) +(?!not\b|any\b)([^\W\d]\w*)")
_CHOSEN = re.compile(r"(?<![\w.])([^\W\d]\w*) +is +(?:not +)?([^\W\d]\w*)")
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")
_CURRENCY = re.compile(r"(?<![\w.])[\d.]+ +([A-Z]{3})\b")
_CONDITIONS = frozenset(get_args(nodes.Condition))


def undeclared(roots: Sequence[Root]) -> list[str]:
    """Keys and names of a policy that nothing declares, in words.

    Args:
        roots: The policy, and all files that it includes.
    """
    names = _Names(roots)
    found: list[str] = []
    for number, root in enumerate(roots):
        own = ("shared", "include") if number else ()
        found += _of_class(root, Policy, names, own)
    return found


def compose(text: str) -> Root | None:
    """The mapping of a file as PyYAML has it, or ``None``."""
    try:
        root = yaml.compose(text.removeprefix("\ufeff"), Loader=Loader)
    except yaml.YAMLError:
        return None
    return root if isinstance(root, yaml.MappingNode) else None


def plain(node: yaml.Node) -> object:
    """A node as texts, lists and mappings; the order of mappings does not count."""
    if isinstance(node, yaml.MappingNode):
        return {_text(key): plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(item) for item in node.value]
    return _text(node)


def scalars(node: yaml.Node) -> Iterator[str]:
    """Every text of a node, keys among them."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from scalars(key)
            yield from scalars(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from scalars(item)
    else:
        yield str(node.value)


def _text(node: yaml.Node) -> str:
    """The text of a scalar; the break behind a block is no part of it."""
    return str(node.value).rstrip("\n") if isinstance(node, yaml.ScalarNode) else ""


def _entries(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield _text(key), value


def _items(node: yaml.Node | None) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.SequenceNode):
        yield from node.value
    elif node is not None:
        yield node


class _Names:
    """What a policy declares.

    Attributes:
        sections: Names by section.
        data: Names of what events tell.
        choices: Choices by field, and by classification.
        reasons: Choices of the reason, by event.
        currency: Its currency.
    """

    def __init__(self, roots: Sequence[Root]) -> None:
        self.sections: dict[str, set[str]] = {"events": {*STANDARD_EVENTS}}
        self.data = {datum for data in STANDARD_EVENTS.values() for datum in data}
        self.data |= EVENT_ATTRIBUTES.keys()
        self.choices: dict[str, set[str]] = {}
        self.reasons: dict[str, set[str]] = {}
        self.currency = ""
        for root in roots:
            for section, node in _entries(root):
                self._add(section, node)
        self.choices["stage"] = self.of("stages")
        leads = ("fields", "definitions", "scoring", "parameters")
        self.lead = self.of(*leads) | _LANGUAGE
        people = (
            "events",
            "stages",
            "timers",
            "calendars",
            "parties",
            "roles",
            "actions",
            "segments",
        )
        self.all = self.lead | self.of(*people) | self.data

    def of(self, *sections: str) -> set[str]:
        """The names of some sections."""
        return {name for each in sections for name in self.sections.get(each, ())}

    def _add(self, section: str, node: yaml.Node) -> None:
        named = self.sections.setdefault(section, set())
        if section == "currency":
            self.currency = _text(node)
        elif section == "stages":
            named |= _listed(node)
        else:
            named |= {_nfc(key) for key, _ in _entries(node)}
        if section == "plan":
            segments = dict(_entries(node)).get("segments")
            self.sections.setdefault("segments", set()).update(_listed(segments))
        if section == "events":
            for event, data in _entries(node):
                self._event(event, data)
        if section in {"fields", "definitions"}:
            for name, value in _entries(node):
                self._choices(name, value)

    def _event(self, event: str, node: yaml.Node) -> None:
        for datum, value in _entries(node):
            self.data.add(_nfc(datum))
            listed = dict(_entries(value)).get("choices")
            if datum == "reason" and listed is not None:
                self.reasons[event] = {_nfc(_text(item)) for item in _items(listed)}

    def _choices(self, name: str, node: yaml.Node) -> None:
        entries = dict(_entries(node))
        if "choices" in entries and _text(entries["type"]) == "choice":
            listed = _items(entries["choices"])
            self.choices[name] = {_nfc(_text(item)) for item in listed}
        elif "first" in entries:
            values = (
                _text(item).partition(" when ")[0] for item in _items(entries["first"])
            )
            words = {_nfc(value.strip('" ')) for value in values}
            self.choices[name] = words | self.of("parameters")


def _listed(node: yaml.Node | None) -> set[str]:
    """The names of things that stand in a list."""
    return {
        _nfc(_text(value))
        for item in _items(node)
        for key, value in _entries(item)
        if key == "name"
    }


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


# Keys, by the classes of the model.


def _of_class(
    node: yaml.Node, wanted: type, names: _Names, more: Sequence[str] = ()
) -> Iterator[str]:
    """What is undeclared in the mapping that a class stands for."""
    known = {
        str(each.metadata.get("key", each.name)): each.name
        for each in attrs.fields(wanted)
        if each.name not in {"span", "spans"}
    }
    hints = _types(wanted)
    for key, value in _entries(node):
        if key in more:
            continue
        if key not in known:
            yield f"key {key!r} of {wanted.__name__}"
            continue
        yield from _keys(key, value, names)
        yield from _of_type(value, hints[known[key]], names, key)


@functools.cache
def _types(wanted: type) -> Mapping[str, Any]:
    """The types of the attributes of a class."""
    return typing.get_type_hints(wanted)


def _keys(key: str, node: yaml.Node, names: _Names) -> Iterator[str]:
    """Keys that are names of something."""
    known: Iterable[str] | None = None
    if key in _KEYS:
        known = names.of(*_KEYS[key])
    elif key.endswith("_reasons"):
        event = {"reject_reasons": "rejected", "disqualify_reasons": "disqualified"}
        known = names.reasons.get(event.get(key, ""))
    for name, _ in _entries(node):
        if known is not None and _nfc(name) not in known:
            yield f"{name!r} under {key!r}"


def _of_type(  # noqa: PLR0911 - one case a form
    node: yaml.Node,
    wanted: Any,  # noqa: ANN401 - a type
    names: _Names,
    key: str,
) -> Iterator[str]:
    """What is undeclared in a value of a type that stands under a key."""
    if special := _SPECIAL.get(wanted):
        return special(node, names)
    if read := _PHRASES.get(wanted):
        return _chain(read(_text(item), names) for item in [node])
    if wanted in _NAMING:
        return _name(_text(node), names, key)
    arguments, origin = get_args(wanted), get_origin(wanted)
    if origin in {typing.Union, types.UnionType}:
        inner = [each for each in arguments if each is not types.NoneType]
        if {*inner} == _CONDITIONS:
            return _phrase(_text(node), names)
        fitting = isinstance(node, yaml.ScalarNode)
        return _chain(
            _of_type(node, each, names, key)
            for each in inner
            if len(inner) == 1 or fitting != (get_origin(each) is tuple)
        )
    if origin is tuple:
        return _chain(_of_type(item, arguments[0], names, key) for item in _items(node))
    if origin is Mapping:
        inner_type = arguments[1]
        return _chain(
            _of_type(value, inner_type, names, key) for _, value in _entries(node)
        )
    if isinstance(wanted, type) and issubclass(wanted, enum.Enum):
        words = {str(each.value) for each in wanted}
        return iter([] if _text(node) in words else [f"word {_text(node)!r}"])
    if attrs.has(wanted):
        return _of_class(node, wanted, names)
    return iter(())


def _chain(parts: Iterable[Iterator[str]]) -> Iterator[str]:
    for part in parts:
        yield from part


def _among(node: yaml.Node, known: Iterable[str], what: str) -> Iterator[str]:
    known = {*known}
    for key, _ in _entries(node):
        if key not in known:
            yield f"key {key!r} of {what}"


def _kind(node: yaml.Node, *more: str) -> Iterator[str]:
    yield from _among(node, ("type", "choices", *more), "a type")
    word = _text(node) or _text(dict(_entries(node)).get("type", node))
    if word not in _KINDS:
        yield f"type {word!r}"


def _event(node: yaml.Node, _: _Names) -> Iterator[str]:
    return _chain(_kind(value) for _, value in _entries(node))


def _calendar(node: yaml.Node, names: _Names) -> Iterator[str]:
    yield from _among(node, _CALENDAR, "a calendar")
    for key, value in _entries(node):
        if key == "all":
            for part in _items(value):
                if _text(part) not in names.of("calendars"):
                    yield f"calendar {_text(part)!r}"
        elif key == "holidays":
            yield from _among(value, _HOLIDAYS, "holidays")
        elif key == "timezone":
            yield from _among(value, ("field", "otherwise"), "a zone")
            for inner, field in _entries(value):
                if inner == "field" and _text(field) not in names.of("fields"):
                    yield f"field {_text(field)!r}"


def _definition(node: yaml.Node, names: _Names) -> Iterator[str]:
    if isinstance(node, yaml.ScalarNode):
        yield from _phrase(node.value, names)
    yield from _among(node, {*_QUANTIFIERS, "first", "label"}, "a definition")
    for key, value in _entries(node):
        for item in _items(value):
            if key in _QUANTIFIERS:
                yield from _phrase(_text(item), names)
            elif key == "first":
                yield from _literal_case(_text(item), names)


def _parameter(node: yaml.Node, _: _Names) -> Iterator[str]:
    known = [each.name for each in attrs.fields(Parameter) if each.name != "span"]
    return _among(node, known, "a parameter")


_SPECIAL: Mapping[Any, Callable[[yaml.Node, _Names], Iterator[str]]] = {
    Type: lambda node, _: _kind(node),
    Field: lambda node, _: _kind(node, "label"),
    Event: _event,
    CalendarSpec | Joined: _calendar,
    Definition: _definition,
    Parameter: _parameter,
}


# Names in phrases.


def _name(text: str, names: _Names, key: str) -> Iterator[str]:
    sections, words = _NAMES.get(key, ((), frozenset()))
    known = names.of(*sections) | words if sections else names.all
    name, _, condition = _nfc(text).partition(" when ")
    if name.strip() not in known:
        yield f"{name!r} under {key!r}"
    yield from _phrase(condition, names)


def _literal_case(text: str, names: _Names) -> Iterator[str]:
    """A case whose value is a word that stands for itself."""
    if re.match(r'"|[\d-]', text):
        yield from _phrase(text, names)
    else:
        yield from _phrase(text.partition(" when ")[2], names)


def _phrase(text: str, names: _Names) -> Iterator[str]:
    """Words of a phrase that nothing declares."""
    text = _LIST.sub("[]", _TEXT.sub('""', _nfc(text)))
    for code in _CURRENCY.findall(text):
        if code != names.currency:
            yield f"currency {code!r}"
    text = _CURRENCY.sub("1", text)
    for place, sections in _PLACES:
        for name in place.findall(text):
            if name not in names.of(*sections):
                yield f"{name!r} is none of {sections}"
    yield from _chosen(text, names)
    for word in _NAME.finditer(_FREE.sub(r"\1 ''", text)):
        known = (
            names.all
            if "where" in text[: word.start()]
            else names.all
            - (
                names.data
                - names.lead
                - names.of("events", "parties", "roles", "actions")
            )
        )
        if word[0] not in known:
            yield f"name {word[0]!r}"


def _chosen(text: str, names: _Names) -> Iterator[str]:
    """Choices that a field or classification does not have."""
    for found in _CHOSEN.finditer(text):
        name, word = found.groups()
        choices = names.choices.get(name)
        if choices is None or "where" in text[: found.start()]:
            continue
        if word not in choices | {"known", "missing", "not"}:
            yield f"choice {word!r} of {name!r}"


_PHRASES: Mapping[Any, Callable[[str, _Names], Iterator[str]]] = {
    nodes.Case[nodes.Literal]: _literal_case,
    nodes.Case[Duration]: _phrase,
    nodes.Case[int]: _phrase,
    nodes.Pattern: _phrase,
    nodes.Points: _phrase,
    nodes.Step: _phrase,
    nodes.Measure: _phrase,
}
_NAMING = {nodes.Name, nodes.Case[nodes.Name]}
