"""The file of a suite to its cases, with every mistake at its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar, cast

import attrs

from leadpact.diagnostics import Span, near
from leadpact.engines.types import Types
from leadpact.errors import RecordError
from leadpact.loading.document import (
    Entries,
    InvalidNodeError,
    Items,
    Scalar,
    refuse,
    report,
)
from leadpact.loading.formats import NEWEST, FileKind, require_newest
from leadpact.loading.policy import read_nodes
from leadpact.loading.structure import entries_of, read_keys
from leadpact.loading.texts import choose, text_of
from leadpact.model.lead import CHANGED_VALUES, STANDARD_EVENTS, Actor, Lead, Person
from leadpact.model.records import person_from_data
from leadpact.model.values import FieldError, FieldValue, from_native
from leadpact.review.cases.expectations import Reader
from leadpact.review.cases.moments import read_moment
from leadpact.review.cases.suite import Case, Check, Expectation, Happening, Suite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from leadpact.language.types import Type
    from leadpact.loading.document import Node
    from leadpact.pact import Pact
    from leadpact.review.cases.suite import Moment

T = TypeVar("T")

_EVENT_KEYS = ("at", "id", "actor", "recorded_at")
_CASE_KEYS = (
    *("name", "lead", "without", "people", "events", "at", "expect", "check", "each"),
)
_LEAD = "test"


def read_suite(file: str, data: bytes, policy: str, pact: Pact) -> Suite:
    """The cases of a file, read for a version of a policy.

    Args:
        file: Name of the file.
        data: Its bytes, UTF-8.
        policy: Name of the policy's file.
        pact: The version.

    Raises:
        PolicyError: It has mistakes; the error lists them all, by place. LP7001 a name
            that the policy has not, LP7002 something that expects nothing, LP7003 an
            instant that cannot be, LP7004 two cases of one name.
    """
    root = read_nodes(file, data, FileKind.TESTS)
    require_newest(root, FileKind.TESTS, NEWEST[FileKind.TESTS])
    cases = _File(root, pact).cases()
    if root.document.diagnostics:
        raise root.document.error()
    return Suite(file, root.document.text, policy, pact, cases)


def wanted_version(file: str, data: bytes) -> str:
    """The version that a file of cases is about; empty where it does not say.

    Raises:
        PolicyError: It is no file of cases.
    """
    root = read_nodes(file, data, FileKind.TESTS)
    require_newest(root, FileKind.TESTS, NEWEST[FileKind.TESTS])
    _, node = root.entries.get("version", (None, None))
    return node.text if isinstance(node, Scalar) else ""


@attrs.frozen
class _Row:
    """What a row of a table adds to its case."""

    fields: Mapping[str, FieldValue]
    expectations: tuple[Expectation, ...]
    span: Span | None = None


class _File:
    """Reads one file."""

    def __init__(self, root: Entries, pact: Pact) -> None:
        self.root = root
        self.policy = pact.checked.policy
        types = Types.of(pact.plan)
        self.fields = types.fields
        # Types that nobody knows are ignored by the engine: here they are misspelt.
        self.events: dict[str, Mapping[str, Type]] = {**STANDARD_EVENTS, **types.events}

    def cases(self) -> tuple[Case, ...]:
        """All cases that are sound."""
        readers: Mapping[str, Callable[[Node], object]] = {
            FileKind.TESTS.value: text_of,
            "version": text_of,
            "lead": self.lead_fields,
            "people": self.people,
            "cases": _list_of_cases,
        }
        values, wrong = read_keys(self.root, readers)
        if "cases" not in values:
            if "cases" not in wrong:
                hint = "add `cases`, a list of leads and of what is to follow"
                message = "no cases: nothing is tested"
                report(self.root, "LP7002", message, hint, self.root.head)
            return ()
        shared = _Shared(
            cast("Mapping[str, FieldValue]", values.get("lead", {})),
            cast("tuple[Person, ...]", values.get("people", ())),
        )
        nodes = cast("tuple[Node, ...]", values["cases"])
        found: list[Case] = []
        for node in nodes:
            try:
                found += _CaseReader(self, entries_of(node), shared).cases()
            except InvalidNodeError:
                continue
        self._refuse_twice(found)
        return tuple(found)

    def _refuse_twice(self, cases: Sequence[Case]) -> None:
        seen: dict[str, Case] = {}
        for case in cases:
            if seen.setdefault(case.name, case) is not case:
                line = seen[case.name].span.line
                message = f"`{case.name}` is the name of the case in line {line}, too"
                report(self.root, "LP7004", message, "rename one", case.span)

    def lead_fields(self, node: Node) -> dict[str, FieldValue]:
        return self.values(entries_of(node), self.fields, "field")

    def values(
        self, node: Entries, types: Mapping[str, Type], what: str
    ) -> dict[str, FieldValue]:
        """Values by name, each of its type."""
        found = {}
        for name, at, value in node:
            try:
                found[name] = self.value(name, at, value, types, what)
            except InvalidNodeError:
                continue
        if len(found) < len(node.entries):
            raise InvalidNodeError(found)
        return found

    def value(
        self,
        name: str,
        at: Scalar,
        node: Node,
        types: Mapping[str, Type],
        what: str,
    ) -> FieldValue:
        """One value of its type."""
        if name not in types:
            message = f"the policy has no {what} `{name}`"
            refuse(at, "LP7001", message, near(name, types))
        given: object
        if isinstance(node, Items):
            given = [text_of(item) for item in node.items]
        else:
            given = text_of(node)
        try:
            found = from_native(given, types[name], self.policy.currency)
        except FieldError as error:
            return refuse(node, "LP1009", str(error), error.hint)
        if found is None:
            return refuse(node, "LP1007", "an empty value", "leave the field out")
        return found

    def people(self, node: Node) -> tuple[Person, ...]:
        return tuple(self._each_person(node))

    def _each_person(self, node: Node) -> Iterator[Person]:
        for one in _nodes(node, "a list of people"):
            data = {key: text_of(value) for key, _, value in entries_of(one)}
            try:
                person = person_from_data(data)
            except RecordError as error:
                refuse(one, "LP1009", error.diagnostics[0].message)
            if person.calendar and person.calendar not in self.policy.calendars:
                hint = near(person.calendar, self.policy.calendars)
                message = f"the policy has no calendar `{person.calendar}`"
                refuse(one, "LP7001", message, hint)
            yield person


@attrs.frozen
class _Shared:
    """What all cases of a file have, unless they say otherwise."""

    fields: Mapping[str, FieldValue]
    people: tuple[Person, ...]


class _CaseReader:
    """Reads one case, or all rows of one table."""

    def __init__(self, file: _File, node: Entries, shared: _Shared) -> None:
        self.file = file
        self.node = node
        self.shared = shared
        self.zone = file.policy.timezone
        self.anchors: set[str] = set()

    def cases(self) -> Iterator[Case]:
        for key, at, _ in self.node:
            if key not in _CASE_KEYS:
                refuse(at, "LP1005", f"unknown key `{key}`", near(key, _CASE_KEYS))
        name = text_of(self._needed("name"))
        span = self.node.entries["name"][0].span
        happenings = self._happenings()
        fields = self._fields()
        people = self._given("people", self.file.people, self.shared.people)
        checks = self._checks()
        for number, row in enumerate(self._rows(), start=1):
            whole = tuple(self._with(checks, row))
            self._require_checks(whole, happenings)
            yield Case(
                name if row is _NO_ROW else f"{name} [{number}]",
                row.span or span,
                Lead(_LEAD, {**fields, **row.fields}),
                happenings,
                people,
                whole,
            )

    def _needed(self, key: str) -> Node:
        if key not in self.node.entries:
            message = f"`{key}` is missing"
            refuse(self.node, "LP1006", message, "add it", self.node.head)
        return self.node.entries[key][1]

    def _given(self, key: str, read: Callable[[Node], T], otherwise: T) -> T:
        found = self.node.entries.get(key)
        return otherwise if found is None else read(found[1])

    def _list(self, key: str, what: str) -> tuple[Node, ...]:
        """The items below a key; none without it."""
        found = self.node.entries.get(key)
        return () if found is None else _nodes(found[1], what)

    def _fields(self) -> dict[str, FieldValue]:
        nothing: dict[str, FieldValue] = {}
        own = self._given("lead", self.file.lead_fields, nothing)
        left_out: tuple[str, ...] = self._given("without", self._names, ())
        kept = {
            name: value
            for name, value in self.shared.fields.items()
            if name not in left_out
        }
        return {**kept, **own}

    def _names(self, node: Node) -> tuple[str, ...]:
        names = []
        for one in _nodes(node, "a list of fields"):
            name = text_of(one)
            if name not in self.shared.fields:
                hint = near(name, self.shared.fields)
                refuse(one, "LP7001", f"the leads of this file have no `{name}`", hint)
            names.append(name)
        return tuple(names)

    # Events.

    def _happenings(self) -> tuple[Happening, ...]:
        nodes = self._list("events", "a list of events")
        read = [self._typed(node) for node in nodes]
        self.anchors = {
            *(kind for kind, _, _ in read),
            *(
                value.text
                for _, _, node in read
                if isinstance(node, Entries)
                for key, _, value in node
                if key == "id" and isinstance(value, Scalar)
            ),
        }
        return tuple(
            self._happening(number, *one) for number, one in enumerate(read, start=1)
        )

    def _typed(self, node: Node) -> tuple[str, Scalar, Node]:
        """The type of an event, and what is told of it."""
        entries = entries_of(node)
        if len(entries.entries) != 1:
            hint = "write `- TYPE: INSTANT`, or `- TYPE: {at: INSTANT, ...}`"
            refuse(node, "LP1008", "an event is one type with what is told of it", hint)
        ((kind, at, value),) = entries
        if kind not in self.file.events:
            hint = near(kind, self.file.events)
            refuse(at, "LP7001", f"there is no type of event `{kind}`", hint)
        return kind, at, value

    def _happening(self, number: int, kind: str, at: Scalar, node: Node) -> Happening:
        name = f"event {number}"
        if not isinstance(node, Entries):
            return Happening(name, kind, self.moment(node), at.span)
        given = {key: value for key, _, value in node}
        if "at" not in given:
            refuse(node, "LP1006", "`at` is missing", "say when it happened", node.head)
        rest = {
            key: entry for key, entry in node.entries.items() if key not in _EVENT_KEYS
        }
        words = {actor.value: actor for actor in Actor}
        return Happening(
            text_of(given["id"]) if "id" in given else name,
            kind,
            self.moment(given["at"]),
            at.span,
            self._data(kind, attrs.evolve(node, entries=rest)),
            choose(given["actor"], words, "an actor")
            if "actor" in given
            else Actor.HUMAN,
            self.moment(given["recorded_at"]) if "recorded_at" in given else None,
        )

    def _data(self, kind: str, node: Entries) -> dict[str, FieldValue]:
        types = dict(self.file.events[kind])
        if kind == "changed" and "field" in node.entries:
            field = text_of(node.entries["field"][1])
            if field not in self.file.fields:
                at, hint = node.entries["field"][1], near(field, self.file.fields)
                refuse(at, "LP7001", f"the policy has no field `{field}`", hint)
            types |= dict.fromkeys(CHANGED_VALUES, self.file.fields[field])
        return self.file.values(node, types, f"datum of `{kind}`")

    def moment(self, node: Node) -> Moment:
        """An instant of this case."""
        return read_moment(node, self.zone, self.anchors, self.file.policy.timers)

    # What is expected.

    def _checks(self) -> tuple[Check, ...]:
        """The checks of a case, the one that stands in the case itself first."""
        found = []
        if {"at", "expect"} & self.node.entries.keys():
            found.append(self._check(self.node))
        nodes = self._list("check", "a list of checks")
        for one in nodes:
            entries = entries_of(one)
            for key, at, _ in entries:
                if key not in {"at", "expect"}:
                    hint = near(key, ("at", "expect"))
                    refuse(at, "LP1005", f"unknown key `{key}`", hint)
            if "expect" not in entries.entries:
                message = "nothing is expected at this instant"
                refuse(one, "LP7002", message, "add `expect`", entries.head)
            found.append(self._check(entries))
        return tuple(found)

    def _check(self, node: Entries) -> Check:
        at = node.entries.get("at")
        moment = None if at is None else self.moment(at[1])
        expected: tuple[Expectation, ...] = ()
        if "expect" in node.entries:
            expected = self._expectations(node.entries["expect"][1])
        return Check(moment, node.head, expected)

    def _expectations(self, node: Node) -> tuple[Expectation, ...]:
        reader = self._reader()
        found, is_sound = [], True
        for name, at, value in entries_of(node):
            try:
                found.append(reader.read(name, at, value))
            except InvalidNodeError:
                is_sound = False
        if not is_sound:
            raise InvalidNodeError
        if not found:
            hint = "write `NAME: WHAT`, a line each"
            refuse(node, "LP7002", "nothing is expected", hint)
        return tuple(found)

    def _reader(self) -> Reader:
        return Reader(self.file.policy, self.file.events, self.moment)

    # Tables.

    def _rows(self) -> tuple[_Row, ...]:
        nodes = self._list("each", "a list of rows")
        return tuple(map(self._row, nodes)) or (_NO_ROW,)

    def _row(self, node: Node) -> _Row:
        """Columns are fields of the lead, or what is expected of it."""
        fields, expected = {}, []
        reader = self._reader()
        for name, at, value in entries_of(node):
            if name in self.file.fields:
                fields[name] = self.file.value(
                    name, at, value, self.file.fields, "field"
                )
            else:
                expected.append(reader.read(name, at, value))
        if not expected and not self._expects():
            refuse(node, "LP7002", "nothing is expected in this row")
        return _Row(fields, tuple(expected), node.span)

    def _expects(self) -> bool:
        return bool({"expect", "check"} & self.node.entries.keys())

    def _with(self, checks: tuple[Check, ...], row: _Row) -> Iterator[Check]:
        """Checks with what a row expects, at the first of their instants."""
        if not row.expectations:
            yield from checks
            return
        first = checks[0] if checks else Check(None, self.node.head, ())
        both = (*first.expectations, *row.expectations)
        yield attrs.evolve(first, expectations=both)
        yield from checks[1:]

    def _require_checks(
        self, checks: tuple[Check, ...], happenings: tuple[Happening, ...]
    ) -> None:
        if not any(check.expectations for check in checks):
            hint = "add `expect`, or `check` with instants"
            refuse(
                self.node, "LP7002", "the case expects nothing", hint, self.node.head
            )
        if not happenings and any(check.moment is None for check in checks):
            hint = "without events, say `at` which instant"
            refuse(self.node, "LP7003", "no instant is told", hint, self.node.head)


_NO_ROW = _Row({}, ())


def _list_of_cases(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Items) and not node.items:
        refuse(node, "LP7002", "no cases: nothing is tested", "add one")
    return _nodes(node, "a list of cases")


def _nodes(node: Node, what: str) -> tuple[Node, ...]:
    """The items of a list that has some."""
    if not isinstance(node, Items):
        refuse(node, "LP1008", f"{what} belongs here", "begin each with `- `")
    if not node.items:
        refuse(node, "LP1007", "an empty list", "fill it, or delete the key")
    return node.items
