from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from builders import make_policy
from builders_mistakes import marked, mistakes

from leadpact.diagnostics import CODES
from leadpact.errors import PolicyError
from leadpact.language.nodes import Logic
from leadpact.language.types import Kind, Type
from leadpact.loading.policy import NAMING, Loaded, load_mapping, load_policy
from leadpact.model.lead import Actor
from leadpact.model.mapping import Take
from leadpact.model.policy import Classification, Lines, Policy, Quantifier, Repeat

INBOUND = Path(__file__).parents[2] / "policies" / "inbound" / "1.0.0.yaml"

MAPPING = """\
mapping: 1
leads:
  id: Lead ID
  fields: {employees: Head count, country: Country}
events:
  lead: Lead ID
  at: {column: When, format: "%d/%m/%Y %H:%M", zone: Europe/Oslo}
  order: No
  actor: {column: Who, values: {robot: automation}, otherwise: human}
  rules:
    - {event: handed_off, where: {What: Sent}, take: first}
    - {event: attempt, where: {What: [Call, "Mail*"]}, data: {channel: How}}
"""


def loaded(text: str) -> Loaded:
    """A policy file as far as it can be read."""
    return load_policy("policy.yaml", text.encode())


def told(text: str) -> list[tuple[str, str, str]]:
    """Code, marked text and message of the mistakes of a mapping file."""
    with pytest.raises(PolicyError) as caught:
        load_mapping("mapping.yaml", text.encode())
    return [
        (found.code, marked(found.span, text), found.message)
        for found in caught.value.diagnostics
    ]


@pytest.fixture(name="inbound")
def _inbound() -> Loaded:
    """The example policy."""
    return load_policy("1.0.0.yaml", INBOUND.read_bytes())


class TestSoundPolicy:
    """A policy without mistakes is read whole."""

    def test_nothing_is_said(self, inbound: Loaded) -> None:
        """Nothing is wrong, broken or unread."""
        assert inbound.document.diagnostics == []
        assert inbound.unread == frozenset()
        assert not any(inbound.broken.values())

    def test_head(self, inbound: Loaded) -> None:
        """Texts and dates are those of the file."""
        policy = inbound.policy
        assert (policy.policy, policy.version) == ("inbound", "1.0.0")
        assert policy.effective == date(2026, 1, 5)
        assert policy.ends is None
        assert policy.fields["country"].type == Type(
            Kind.CHOICE, ("US", "CA", "MX", "NO")
        )
        assert policy.timers["stalled"].repeat is Repeat.RESTART
        assert [stage.name for stage in policy.stages] == ["MQL", "SAL", "SQL", "WON"]

    def test_definitions(self, inbound: Loaded) -> None:
        """A definition is a condition, lines of them, or cases."""
        found = inbound.policy.definitions
        workable, band = found["workable"], found["band"]
        assert isinstance(workable.body, Lines)
        assert workable.body.quantifier is Quantifier.ALL
        assert len(workable.body.conditions) == 3
        assert workable.label == "A company we can serve"
        assert isinstance(band.body, Classification)
        values = [case.value.value for case in band.body.cases]
        assert values == ["hot", "warm", "cold"]

    def test_places(self, inbound: Loaded) -> None:
        """Every key has a place by its path, and every value behind a colon."""
        text, spans = inbound.document.text, inbound.policy.spans
        for path, shown in (
            ("currency", "currency"),
            ("currency:", "USD"),
            ("timers.persistence.pause.from", "from"),
            ("timers.persistence.pause.from:", "paused"),
            ("calendars.lead_day.timezone.field:", "lead_timezone"),
            ("stages.1.name:", "SAL"),
            ("personas.0.owners.sales:", "Tomasz Zieliński"),
            ("timers.accept.until.1:", "rejected"),
        ):
            assert marked(spans[path], text) == shown

    def test_named_places(self, inbound: Loaded) -> None:
        """Named things stand at their names."""
        text, policy = inbound.document.text, inbound.policy
        for sections in (policy.timers, policy.goals, policy.roles, policy.events):
            for name, thing in sections.items():
                assert marked(thing.span, text) == name
        assert [marked(stage.span, text) for stage in policy.stages] == [
            stage.name for stage in policy.stages
        ]

    def test_phrases(self, inbound: Loaded) -> None:
        """Every phrase of the file is kept."""
        texts = [
            marked(phrase.span, inbound.document.text)
            for phrase in inbound.document.phrases
        ]
        assert "not free_mail" in texts
        assert "attempt where channel is call" in texts
        assert "-20 when free_mail" in texts
        assert "alert owner at 75%" in texts
        assert "share(first_touch) >= 95%" in texts

    def test_sections_that_give_names(self) -> None:
        """The sections that give names are sections of a policy."""
        assert set(Policy.__annotations__) >= NAMING


class TestBrokenPolicy:
    """What can be read of a policy with mistakes."""

    def test_neighbours(self) -> None:
        """A thing with a mistake is left out, and its neighbours are kept."""
        text = make_policy(
            fields="\n  a: integer\n  b: number\n  c: {type: choice}\n",
            stages="\n- {name: X, party: sales, enter: won}\n- {name: Y}\n",
        )
        found = loaded(text)
        assert set(found.policy.fields) == {"a"}
        assert found.broken["fields"] == {"b", "c"}
        assert [stage.name for stage in found.policy.stages] == ["X"]
        assert found.broken["stages"] == {"Y"}
        assert found.unread == frozenset()

    def test_nameless_stages(self) -> None:
        """A stage without a name gives none, and a bad name is told."""
        stages = "[won, {name: [a]}, {party: sales}, {name: 2nd, party: sales}]"
        found = loaded(make_policy(stages=stages))
        assert found.broken["stages"] == {"2nd"}
        messages = [mistake.message for mistake in found.document.diagnostics]
        assert "`2nd` is not a name" in messages

    def test_no_names(self) -> None:
        """What cannot be a name is not taken for one."""
        found = loaded(make_policy(fields="{010: integer, when: text, b: number}"))
        assert found.broken["fields"] == {"b"}

    @pytest.mark.parametrize(
        "sections",
        [
            {"fields": "[a, b]"},
            {"fields": "text"},
            {"fields": "''"},
            {"fields": "", "fieldz": "{a: integer}"},
        ],
    )
    def test_unread(self, sections: dict[str, str]) -> None:
        """A section of the wrong shape or name is unread."""
        found = loaded(make_policy(**sections))
        assert "fields" in found.unread
        assert found.policy.fields == {}

    def test_unnamed(self) -> None:
        """Of a list without names nothing is kept if an item has a mistake."""
        personas = "[{name: A, who: B}, {name: C}]"
        found = loaded(make_policy(personas=personas, kpis="[a, b-c]"))
        assert found.policy.personas == ()
        assert found.policy.kpis == ()
        assert found.unread == {"personas", "kpis"}

    def test_substitutes(self) -> None:
        """The rest of a policy can be judged whatever of its head is missing."""
        found = loaded("leadpact: 1\nfields: {a: integer}\n")
        assert set(found.policy.fields) == {"a"}
        assert found.policy.currency == ""
        (mistake,) = found.document.diagnostics
        assert mistake.code == "LP1006"
        assert "`summary` and `parties` are missing" in mistake.message

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("leadpact: 2\nfoo: bar\n", "2"),
            ("leadpact: 1.0\n", "1.0"),
            ("leadpact: [1]\n", "[1]"),
            ("leadpact:\n", "leadpact"),
            ("policy: x\n", "policy"),
        ],
    )
    def test_format(self, text: str, shown: str) -> None:
        """Nothing else is said of a file of another format."""
        with pytest.raises(PolicyError) as caught:
            loaded(text)
        ((mistake),) = caught.value.diagnostics
        assert (mistake.code, marked(mistake.span, text)) == ("LP1010", shown)
        assert mistake.hint.endswith("this version of leadpact reads `leadpact: 1`")


class TestTypes:
    """Types of fields and of what events tell."""

    def test_words(self) -> None:
        """A type is a word, or a mapping that holds it."""
        text = make_policy(fields="{a: date, b: {type: money, label: Worth}}")
        fields = loaded(text).policy.fields
        assert fields["a"].type == Type(Kind.DATE)
        assert (fields["b"].type, fields["b"].label) == (Type(Kind.MONEY), "Worth")

    def test_no_durations(self) -> None:
        """A field is no duration: those stand in phrases only."""
        (mistake,) = loaded(make_policy(fields="{a: duration}")).document.diagnostics
        assert mistake.message == "`duration` is not a type"
        assert "duration" not in mistake.hint

    @pytest.mark.parametrize(
        ("field", "code", "shown", "message"),
        [
            ("choice", "LP1006", "choice", "`choices` is missing"),
            ("{type: choice}", "LP1006", "a", "`choices` is missing"),
            ("{choices: [x]}", "LP1006", "a", "`type` is missing"),
            (
                "{type: text, choices: [x]}",
                "LP2007",
                "choices",
                "only `choice` and `set` have `choices`",
            ),
            (
                "{type: choice, choices: [x, y, x]}",
                "LP2002",
                "x",
                "the choice `x` stands twice",
            ),
            ("{type: choice, choices: [x, [y]]}", "LP1008", "[y]", None),
            ("{type: text, labl: x}", "LP1005", "labl", "unknown key `labl`"),
            ("[text]", "LP1008", "[text]", "a list where a mapping belongs"),
        ],
    )
    def test_mistakes(
        self, field: str, code: str, shown: str, message: str | None
    ) -> None:
        """A type that says too much or too little is told at the word."""
        ((*found, text),) = mistakes(fields=f"{{a: {field}}}")
        assert found == [code, shown]
        assert message in {text, None}

    def test_events(self) -> None:
        """An event has the types of its data, and no labels."""
        text = make_policy(events="{demo: {size: integer}, other: {}}")
        events = loaded(text).policy.events
        assert events["demo"].data == {"size": Type(Kind.INTEGER)}
        assert events["other"].data == {}

    def test_broken_event(self) -> None:
        """An event with a mistake is left out whole."""
        found = loaded(make_policy(events="{demo: {size: huge, kind: text}}"))
        assert found.policy.events == {}
        assert found.broken["events"] == {"demo"}


class TestDefinitions:
    """Definitions: one condition, lines, or cases."""

    def test_condition(self) -> None:
        """One text is one condition."""
        text = make_policy(definitions="{a: employees > 5 and email is known}")
        assert isinstance(loaded(text).policy.definitions["a"].body, Logic)

    @pytest.mark.parametrize("word", ["all", "any", "none"])
    def test_lines(self, word: str) -> None:
        """Lines are joined by the word above them."""
        text = make_policy(definitions=f"{{a: {{{word}: [employees > 5]}}}}")
        body = loaded(text).policy.definitions["a"].body
        assert isinstance(body, Lines)
        assert body.quantifier is Quantifier(word)

    @pytest.mark.parametrize(
        ("body", "code", "shown", "message"),
        [
            ("{label: x}", "LP2007", "a", "a definition without a body"),
            ("{}", "LP2007", "a", "a definition without a body"),
            ("{all: b is known, any: c}", "LP2007", "a", "more than one body"),
            ("{al: b is known}", "LP1005", "al", "unknown key `al`"),
            ("[b]", "LP1008", "[b]", "a list where a mapping belongs"),
        ],
    )
    def test_mistakes(self, body: str, code: str, shown: str, message: str) -> None:
        """A definition has exactly one body."""
        text = make_policy(definitions=f"{{a: {body}}}")
        (mistake,) = loaded(text).document.diagnostics
        found = (mistake.code, marked(mistake.span, text), mistake.message)
        assert found == (code, shown, message)

    def test_all_lines_are_read(self) -> None:
        """Each line with a mistake is told."""
        text = make_policy(definitions="{a: {all: [b =, c is known, d &&]}}")
        codes = [found.code for found in loaded(text).document.diagnostics]
        assert codes == ["LP3001", "LP3001"]


class TestMapping:
    """Mapping files."""

    def test_sound(self) -> None:
        """Columns, rules and places are those of the file."""
        found = load_mapping("mapping.yaml", MAPPING.encode())
        assert found.leads is not None
        assert found.leads.fields == {"employees": "Head count", "country": "Country"}
        events = found.events
        assert events is not None
        assert (events.at.column, events.at.zone) == ("When", "Europe/Oslo")
        assert events.actor is not None
        assert events.actor.values == {"robot": Actor.AUTOMATION}
        assert events.recorded_at is None
        first, second = events.rules
        assert (first.take, second.take) == (Take.FIRST, Take.EVERY)
        assert second.where == {"What": ("Call", "Mail*")}
        assert marked(found.spans["events.at.column:"], MAPPING) == "When"
        assert marked(found.spans["events.rules.1.event:"], MAPPING) == "attempt"

    def test_all_mistakes(self) -> None:
        """Every mistake is told, by place."""
        text = MAPPING.replace("leads:\n  id: Lead ID\n", "leads:\n")
        text = text.replace("take: first", "take: once").replace("order: No", "order:")
        assert told(text) == [
            ("LP1006", "leads", "`id` is missing"),
            ("LP1007", "order", "an empty value"),
            ("LP1009", "once", "`once` is not a way to take rows"),
        ]

    @pytest.mark.parametrize(
        ("text", "code", "shown"),
        [
            ("mapping: 2\n", "LP1010", "2"),
            ("leads: {id: x}\n", "LP1010", "leads"),
            ("mapping: 1\n", "LP1006", "mapping"),
            ("- mapping: 1\n", "LP1008", "- mapping: 1\n"),
        ],
    )
    def test_refused(self, text: str, code: str, shown: str) -> None:
        """A file that is no mapping, or maps nothing, is refused."""
        ((found, place, _),) = told(text)
        assert (found, place) == (code, shown)

    def test_nearly_sound(self) -> None:
        """A key that stands twice refuses a mapping that could be read."""
        text = "mapping: 1\nleads: {id: a, id: b}\n"
        assert told(text) == [("LP1003", "id", "`id` stands twice")]


def test_codes() -> None:
    """The loader has codes for shape and phrases, and few for meaning."""
    source = Path(load_policy.__code__.co_filename).parent
    text = "".join(file.read_text(encoding="utf-8") for file in source.glob("*.py"))
    assert {code for code in CODES if code in text} >= {
        code for code in CODES if code.startswith("LP1")
    }
