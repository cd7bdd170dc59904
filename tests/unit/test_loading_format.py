"""The description of the file format, and the schema that is made of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import attrs
import jsonschema
import pytest
from builders import SHIPPED, make_policy
from builders_format import LOADERS, as_json, refusals

from leadpact.check.names import REPORTS
from leadpact.check.steps import VERBS
from leadpact.language.nodes import Case
from leadpact.language.types import Kind as TypeKind
from leadpact.loading.format import (
    json_schema,
    kinds,
    mapping_format,
    policy_format,
    shared_format,
    words,
)
from leadpact.loading.format.describe import section, shape
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
from leadpact.loading.format.special import SPECIAL as DESCRIBED
from leadpact.loading.format.told import told
from leadpact.loading.policy import DATA_KINDS, SPECIAL
from leadpact.loading.structure import (
    class_readers,
    file_attributes,
    required_keys,
)
from leadpact.model.lead import STANDARD_EVENTS
from leadpact.model.mapping import Clock, DataMapping
from leadpact.model.policy import Definition, Pause, Policy, Timer
from leadpact.units import Unit
from leadpact.wording import languages

if TYPE_CHECKING:
    import enum
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
POLICIES = [
    *SHIPPED,
    ROOT / "tests/golden/diagnostics/policy.yaml",
]
MAPPINGS = [
    *sorted(ROOT.glob("examples/*/mapping.yaml")),
    ROOT / "policies/starter/sample/mapping.yaml",
]
POLICY = jsonschema.Draft7Validator(json_schema(policy_format(), "policy"))
SHARED = jsonschema.Draft7Validator(json_schema(shared_format(), "shared"))
MAPPING = jsonschema.Draft7Validator(json_schema(mapping_format(), "mapping"))


def classes(wanted: Any) -> Iterator[type]:  # noqa: ANN401 - a type, or what typing makes of one
    """The classes of the model that a type is made of, phrases left out."""
    if wanted in SPECIAL:
        yield wanted
    elif isinstance(wanted, type) and wanted.__module__.startswith("leadpact.model."):
        if attrs.has(wanted):
            yield wanted
            for attribute in file_attributes(wanted):
                yield from classes(attribute.type)
    else:
        for inner in get_args(wanted):
            yield from classes(inner)


#: The classes of the two files, and those of them whose keys are their attributes.
CLASSES = [*dict.fromkeys((*classes(Policy), *classes(DataMapping)))]
PLAIN = [each for each in CLASSES if each not in SPECIAL]


def shapes(of: Shape) -> Iterator[Shape]:
    """A shape and everything inside it."""
    yield of
    match of:
        case ListOf(inner) | MapOf(_, inner):
            yield from shapes(inner)
        case Section(_, _, keys):
            for key in keys:
                yield from shapes(key.value)
        case Either(forms):
            for form in forms:
                yield from shapes(form)
        case _:
            pass


SECTIONS = {
    each.name: each
    for root in (policy_format(), mapping_format())
    for each in shapes(root)
    if isinstance(each, Section)
}


class TestDocstrings:
    """What docstrings say."""

    def test_summary(self) -> None:
        """The first paragraph comes as one line."""

        class Two:
            """Something that
            takes two lines.

            Something else.
            """  # noqa: D205 - it is what is tested

        assert summary(Two) == "Something that takes two lines."

    def test_attributes(self) -> None:
        """Each attribute comes as one line; what stands behind them does not count."""

        class Two:
            """Something.

            Attributes:
                first: One: with a colon,
                    and a second line.
                second_1: Two.

            Example:
                third: Not one.
            """

        expected = {
            "first": "One: with a colon, and a second line.",
            "second_1": "Two.",
        }
        assert attribute_docs(Two) == expected

    def test_nothing(self) -> None:
        """A class may say nothing of its attributes, or nothing at all."""

        class Silent:
            pass

        assert (summary(Silent), attribute_docs(Silent)) == ("", {})


class TestWords:
    """The tables of words, against the code that reads those words."""

    def test_types(self) -> None:
        """Every type of a field is explained."""
        assert set(words.TYPES) == set(DATA_KINDS.values())

    def test_units(self) -> None:
        """Every unit of time is explained."""
        assert list(words.UNITS) == list(Unit)

    def test_verbs(self) -> None:
        """Every verb of a step is explained."""
        assert set(words.VERBS) == set(VERBS)

    def test_events(self) -> None:
        """Every standard event is explained, in the order of the vocabulary."""
        assert list(words.EVENTS) == list(STANDARD_EVENTS)

    def test_reports(self) -> None:
        """Every report is explained."""
        assert list(words.REPORTS) == list(REPORTS)

    def test_languages(self) -> None:
        """Editors offer the languages that are shipped."""
        assert kinds.LANGUAGE.known == languages()

    @pytest.mark.parametrize("words_", words.CHOICES, ids=lambda each: each.__name__)
    def test_choices(self, words_: type[enum.Enum]) -> None:
        """Nothing is explained that is no word."""
        _, explained = words.CHOICES[words_]
        assert set(explained) <= {each.value for each in words_}


class TestDescription:
    """The format as it is derived from the model."""

    @pytest.mark.parametrize("described", PLAIN, ids=lambda each: str(each.__name__))
    def test_keys(self, described: type) -> None:
        """The keys are those that the loader reads, and so are the required ones."""
        found = section(described)
        assert [key.name for key in found.keys] == list(class_readers(described))
        required = [key.name for key in found.keys if key.required]
        assert tuple(required) == required_keys(described)

    def test_all_classes(self) -> None:
        """Every class of the two files is described, and nothing else is."""
        special = {
            each.name
            for entry in DESCRIBED.values()
            for each in shapes(entry)
            if isinstance(each, Section)
        }
        plain = {section(each).name for each in PLAIN}
        assert len(plain) == len(PLAIN)
        assert plain | special == set(SECTIONS)
        assert {Timer, Pause, Definition, Clock} <= set(CLASSES)

    def test_special_readers(self) -> None:
        """Every reader of its own has a description of its own, and no other has."""
        assert list(DESCRIBED) == list(SPECIAL)

    @pytest.mark.parametrize("name", SECTIONS)
    def test_sentences(self, name: str) -> None:
        """Sections and keys are described in sentences, without words of Python."""
        texts = [SECTIONS[name].description]
        texts += [key.description for key in SECTIONS[name].keys]
        for text in texts:
            assert re.fullmatch(r"[A-Z`].*\.", text), text
            assert "None" not in text
            assert "``" not in text

    def test_file(self) -> None:
        """A file begins with its format, which is required whatever the model says."""
        for root, name in (
            (policy_format(), "leadpact"),
            (mapping_format(), "mapping"),
        ):
            first = root.keys[0]
            assert (first.name, first.required, first.default) == (name, True, "")
            assert isinstance(first.value, Choice)
            assert list(first.value.words) == ["1"]

    def test_defaults(self) -> None:
        """Defaults that are one word are told."""
        found = {
            (name, key.name): key.default
            for name, each in SECTIONS.items()
            for key in each.keys
            if key.default
        }
        assert found == {
            ("policy", "language"): "en",
            ("policy", "bind"): "start",
            ("timer", "repeat"): "keep",
            ("clock", "format"): "iso",
            ("actor column", "otherwise"): "human",
            ("rule", "take"): "every",
            ("goal", "counting"): "period",
            ("averages", "by"): "size",
            ("averages", "closed"): "period",
            ("capacity", "marketing_time"): "100%",
        }

    def test_silent_class(self) -> None:
        """An attribute without a description is refused."""

        @attrs.frozen
        class Silent:
            """A class."""

            key: str

        with pytest.raises(KeyError, match="key"):
            section(Silent)

    def test_without_docstrings(self) -> None:
        """Where Python leaves out docstrings, the keys are there all the same."""

        @attrs.frozen
        class Stripped:
            key: str

        (key,) = section(Stripped).keys
        assert (key.name, key.required, key.description) == ("key", True, "")

    @pytest.mark.parametrize("wanted", [bytes, Case[bytes]])
    def test_unknown_type(self, wanted: object) -> None:
        """A type that is not described is refused."""
        with pytest.raises(KeyError):
            shape(wanted)

    def test_cases(self) -> None:
        """A value by case takes what the value takes, and a condition."""
        found = shape(Case[int])
        assert isinstance(found, Text)
        assert matches(found.kind, "6 when band is hot")
        assert found.kind.reads_as == kinds.INTEGER.reads_as


def matches(kind: Kind, text: str) -> bool:
    """Whether a text is one of a kind, as far as editors can tell."""
    return re.fullmatch(kind.core, text) is not None


class TestKinds:
    """Patterns of texts."""

    @pytest.mark.parametrize(
        ("kind", "text"),
        [
            (kinds.NAME, "größe_2"),
            (kinds.NAME, "ink"),
            (kinds.NAME, "iné"),
            (kinds.SLUG, "loan-desk"),
            (kinds.DATE, "2026-01-05"),
            (kinds.MONEY, "-2.50 USD"),
            (kinds.PERCENT, "2.5 %"),
            (kinds.DURATION, "8  business  hours"),
            (kinds.DURATION, "1.5 hours"),
            (kinds.HOURS, "22:00-06:00"),
            (kinds.WEEKDAY, "sun-thu"),
            (kinds.POINTS, "-20 when(free_mail)"),
            (kinds.MEASURE, "rate(won of entered MQL)>=2.5%"),
            (kinds.case_of(kinds.DURATION), "5 business minutes when band is hot"),
            (kinds.case_of(kinds.NAME), "night_desk when country is PH"),
        ],
    )
    def test_taken(self, kind: Kind, text: str) -> None:
        """What leadpact reads is taken."""
        assert matches(kind, text)

    @pytest.mark.parametrize(
        ("kind", "text"),
        [
            (kinds.NAME, "in"),
            (kinds.NAME, "2nd"),
            (kinds.NAME, "sales-team"),
            (kinds.SLUG, "loan desk"),
            (kinds.VERSION, "1.0"),
            (kinds.DATE, "5 January"),
            (kinds.CURRENCY, "usd"),
            (kinds.MONEY, "$100"),
            (kinds.PERCENT, "0.4"),
            (kinds.DURATION, "8 buisness hours"),
            (kinds.DURATION, "8hours"),
            (kinds.HOURS, "9:00-17:00"),
            (kinds.WEEKDAY, "monday"),
            (kinds.POINTS, "30"),
            (kinds.MEASURE, "share(first_touch) = 95%"),
            (kinds.case_of(kinds.DURATION), "8 hours if band is hot"),
        ],
    )
    def test_refused(self, kind: Kind, text: str) -> None:
        """What is plainly something else is refused."""
        assert not matches(kind, text)

    @pytest.mark.parametrize(
        "kind",
        [each for each in vars(kinds).values() if isinstance(each, Kind)],
        ids=lambda each: str(each.name),
    )
    def test_examples(self, kind: Kind) -> None:
        """Examples, known texts and filled snippets are of their kind."""
        filled = [
            re.sub(r"\$\{\d:([^}]*)\}", r"\1", each.body) for each in kind.snippets
        ]
        for text in (*kind.examples, *kind.known, *filled):
            assert matches(kind, text), text


class TestTold:
    """Shapes in a few words."""

    @pytest.mark.parametrize(
        ("described", "expected"),
        [
            (Text(kinds.DATE), "date"),
            (Choice("x", {"a": "", "b": "", "c": ""}), "`a`, `b` or `c`"),
            (Choice("word", dict.fromkeys("abcdefg", "")), "word"),
            (ListOf(Text(kinds.DATE)), "date, or a list of dates"),
            (ListOf(Section("party", "", ())), "list of parties"),
            (ListOf(Section("play", "", ())), "list of plays"),
            (MapOf(kinds.NAME, Text(kinds.POINTS)), "points, by name"),
            (MapOf(kinds.TEXT, Text(kinds.TEXT)), "texts, by name"),
            (MapOf(kinds.NAME, Text(kinds.TEXT), name="rows"), "rows"),
            (MapOf(kinds.DATE, Choice("x", {"a": ""})), "`a`, by date"),
            (Either((Text(kinds.ZONE), Section("party", "", ()))), "zone or party"),
            (
                ListOf(Text(kinds.case_of(kinds.NAME))),
                "name, or a list of cases",
            ),
        ],
    )
    def test_told(self, described: Shape, expected: str) -> None:
        """A shape is told so that a person knows what to write."""
        assert told(described) == expected


class TestSchema:
    """The JSON Schema."""

    @pytest.mark.parametrize("loader", LOADERS)
    def test_shared(self, loader: type[Any]) -> None:
        """Shared definitions need nothing but their format, and have no version."""
        sound = "shared: 1\nfields: {size: integer}\nparameters: {ready: 50}\n"
        assert refusals(SHARED, as_json(sound, loader)) == []
        for wrong in ("fields: {size: integer}", f"{sound}version: 1.0.0\n"):
            assert refusals(SHARED, as_json(wrong, loader))

    @pytest.mark.parametrize("validator", [POLICY, MAPPING])
    def test_is_a_schema(self, validator: jsonschema.Draft7Validator) -> None:
        """It is a schema of draft 7."""
        jsonschema.Draft7Validator.check_schema(validator.schema)

    @pytest.mark.parametrize("loader", LOADERS)
    @pytest.mark.parametrize("file", POLICIES, ids=str)
    def test_policies(self, file: Path, loader: type[Any]) -> None:
        """Policies that are shipped are valid, whatever types YAML gives."""
        assert refusals(POLICY, as_json(file.read_bytes(), loader)) == []

    @pytest.mark.parametrize("loader", LOADERS)
    @pytest.mark.parametrize("file", MAPPINGS, ids=str)
    def test_mappings(self, file: Path, loader: type[Any]) -> None:
        """Mappings that are shipped are valid, whatever types YAML gives."""
        assert refusals(MAPPING, as_json(file.read_bytes(), loader)) == []

    def test_texts_that_yaml_types(self) -> None:
        """What YAML takes for numbers, flags, dates or nothing may stand as text."""
        text = make_policy(
            title="1.10",
            summary="~",
            fields="{on: flag, country: {type: choice, choices: [NO, 010, 2026-01-05]}"
            "}",
            calendars="{desk: {timezone: UTC, open: {mon: 09:00-17:00},"
            " holidays: {country: NO}}}",
            definitions="{yes: on, no: {first: [1 when on, 0]}}",
        )
        for loader in LOADERS:
            assert refusals(POLICY, as_json(text, loader)) == []

    @pytest.mark.parametrize(
        ("sections", "place"),
        [
            ({"colour": "red"}, ": Additional properties"),
            ({"title": ""}, ": 'title' is a required"),
            ({"parties": "[sales]"}, "parties: "),
            ({"title": "[a, b]"}, "title: "),
            ({"roles": "{boss: {party: sales}}"}, "roles.boss: 'who'"),
            ({"roles": "{boss: {party: sales, who: {a: b}}}"}, "roles.boss.who: "),
            ({"parameters": "{a: {reason: b}}"}, "parameters.a: "),
            ({"parameters": "{a: {value: 5, why: b}}"}, "parameters.a: "),
            ({"actions": "{2nd: again}"}, "actions: "),
            ({"fields": "{wants: {type: set}}"}, "fields.wants: "),
            ({"fields": "{wants: set}"}, "fields.wants: "),
            ({"roles": "{boss: {party: sales, who: me, contact: a, at: b}}"}, "roles."),
            ({"stages": "{name: MQL, party: sales, enter: note}"}, "stages: "),
            ({"stages": "[{name: MQL, party: sales}]"}, "stages.0: "),
            ({"fields": "{size: number}"}, "fields.size: "),
            ({"fields": "{size: choice}"}, "fields.size: "),
            ({"fields": "{size: {type: choice}}"}, "fields.size: "),
            ({"fields": "{size: {choices: [a]}}"}, "fields.size: "),
            ({"events": "{demo_request: integer}"}, "events.demo_request: "),
            ({"definitions": "{a: {label: x}}"}, "definitions.a: "),
            ({"definitions": "{a: {all: b, any: c}}"}, "definitions.a: "),
            ({"calendars": "{desk: {timezone: UTC}}"}, "calendars.desk: "),
            (
                {"calendars": "{desk: {timezone: UTC, open: {}, holidays: US}}"},
                "calendar",
            ),
            (
                {"calendars": "{desk: {timezone: {field: a}, open: {}}}"},
                "calendars.desk: ",
            ),
            (
                {"calendars": "{desk: {timezone: UTC, open: {monday: closed}}}"},
                "calendar",
            ),
            ({"plan": "{per: fortnight}"}, "plan.per: "),
        ],
    )
    def test_refused(self, sections: dict[str, str], place: str) -> None:
        """What is wrong with keys and shapes is refused where it stands."""
        text = make_policy(**sections)
        for loader in LOADERS:
            found = refusals(POLICY, as_json(text, loader))
            assert any(mistake.startswith(place) for mistake in found), found

    def test_hover(self) -> None:
        """An editor tells of a key what it means, what it holds, and its default."""
        schema = json_schema(policy_format(), "policy")
        repeat = _at(schema, "definitions", "timer", "properties", "repeat")
        assert repeat["description"] == "What a start does while the timer runs."
        assert repeat["enum"] == ["keep", "restart", "each"]
        assert repeat["default"] == "keep"
        assert repeat["markdownDescription"] == (
            "What a start does while the timer runs.\n\n"
            "Value: `keep`, `restart` or `each`. By default `keep`.\n\n"
            "- `keep`: A start while the timer runs is ignored.\n"
            "- `restart`: A start ends the run as no longer owed, and begins a new one."
            "\n"
            "- `each`: A start begins one more run; `until` ends the oldest."
        )

    def test_hover_of_one_or_several(self) -> None:
        """Where one text stands for a list, an editor tells of the key all the same."""
        schema = json_schema(policy_format(), "policy")
        within = _at(schema, "definitions", "timer", "properties", "within")
        one, several = within["anyOf"]
        assert one["title"] == within["title"] == "within"
        assert one["description"] == within["description"]
        assert one["$ref"] == several["items"]["$ref"]

    def test_offers(self) -> None:
        """An editor offers standard events, zones, weekdays and the format."""
        schema = json_schema(policy_format(), "policy")
        events = _at(schema, "properties", "events", "properties")
        assert list(events) == list(STANDARD_EVENTS)
        zones = _at(schema, "definitions", "zone", "defaultSnippets")
        assert {"label": "Europe/Oslo", "body": "Europe/Oslo"} in zones
        week = _at(schema, "definitions", "calendar", "properties", "open")
        assert "mon-fri" in week["properties"]
        assert _at(schema, "properties", "leadpact")["enum"] == [1, "1"]

    def test_one_name_for_two_things(self) -> None:
        """Two things of one name are a mistake in the description."""
        one, other = (Text(Kind("thing", "A thing.", core)) for core in "ab")
        root = Section(
            "all", "All.", (Key("one", one, "1."), Key("other", other, "2."))
        )
        with pytest.raises(ValueError, match="two things are called `thing`"):
            json_schema(root, "all")


def _at(schema: Mapping[str, Any], *path: str) -> Any:  # noqa: ANN401 - JSON of any shape
    """The part of a schema under some keys."""
    found: Any = schema
    for key in path:
        found = found[key]
    return found


def test_definition_is_described_once() -> None:
    """A class with a reader of its own is described by its entry."""
    assert shape(Definition) is DESCRIBED[Definition]
    assert TypeKind.DURATION.value not in DATA_KINDS
