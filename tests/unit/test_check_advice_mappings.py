from __future__ import annotations

import pytest
from builders import make_policy
from builders_mistakes import marked, timers

from leadpact.check import advise_mapping
from leadpact.loading.policy import load_mapping
from leadpact.pact import loads

POLICY = make_policy(
    definitions="{large: employees > 5 and country is US}",
    stages="[{name: WON, party: sales, enter: won, complete: [amount]}]",
    timers=timers(
        "t / from: handed_off / until: attempt where actor is human / within: 4 hours",
        "u / from: handed_off / until: [accepted, rejected] / within: 4 hours",
    ),
)
FIELDS = "{employees: Size, country: Land, amount: Sum}"
LEADS = f"leads: {{id: ID, fields: {FIELDS}}}"
RULES = ("handed_off", "attempt, actor: human", "accepted", "rejected", "won")
ASKED = "about which the policy asks"


def events(*rules: str, more: str = "") -> str:
    """The part of a mapping with some rules."""
    listed = "".join(f"\n    - {{event: {rule}}}" for rule in rules)
    return f"events:\n  lead: ID\n  at: {{column: When}}{more}\n  rules: {listed}"


def told(*parts: str) -> list[tuple[str, str]]:
    """Place and message of what is said of a mapping beside the policy."""
    text = "\n".join(("mapping: 1", *parts, ""))
    mapping = load_mapping("mapping.yaml", text.encode())
    policy = loads(POLICY).checked.policy
    found = advise_mapping(mapping, policy, file="mapping.yaml", text=text)
    assert {each.code for each in found} <= {"LP2111", "LP2110"}
    return [(marked(each.span, text), each.message) for each in found]


class TestFields:
    """Fields of the policy and of the mapping."""

    def test_fed(self) -> None:
        """A mapping that feeds all is fine."""
        assert told(LEADS) == []
        assert told(LEADS, events(*RULES)) == []

    @pytest.mark.parametrize(
        ("fields", "names"),
        [
            ("{employees: Size, country: Land}", "`amount`"),
            ("{country: Land}", "`amount` or `employees`"),
        ],
    )
    def test_missing(self, fields: str, names: str) -> None:
        """What conditions ask about, and stages have filled, is fed by a column."""
        message = f"no column feeds {names}, {ASKED}"
        assert told(f"leads: {{id: ID, fields: {fields}}}") == [("fields", message)]
        assert told(events(*RULES, more=f"\n  fields: {fields}")) == [
            ("fields", message)
        ]

    def test_none(self) -> None:
        """A part without fields is told of at its key."""
        ((place, message),) = told("leads: {id: ID}")
        assert place == "leads"
        assert message.startswith("no column feeds `amount`, `country` or `employees`")

    def test_own_shape(self) -> None:
        """Leads without a part of their own may stand in leadpact's own shape."""
        assert told(events(*RULES)) == []

    def test_changes(self) -> None:
        """A rule for changes may tell of any field."""
        change = "changed, data: {field: What, value: To}"
        assert told("leads: {id: ID}", events(*RULES, change)) == []

    def test_unknown(self) -> None:
        """A field that the policy has not is told of."""
        fields = FIELDS.replace("{", "{emplyees: Count, ")
        found = told(f"leads: {{id: ID, fields: {fields}}}")
        assert found == [("emplyees", "the policy has no field `emplyees`")]


class TestEvents:
    """Events of the policy and of the mapping."""

    def test_missing(self) -> None:
        """Events that start or stop timers or enter stages have a rule."""
        message = (
            "no rule yields `accepted`, `rejected` or `won`, for which the policy waits"
        )
        assert told(events(*RULES[:2])) == [("rules", message)]

    @pytest.mark.parametrize(
        ("rule", "more"),
        [
            ("attempt, actor: automation", ""),
            ("attempt", "\n  actor: {column: Who}"),
        ],
    )
    def test_actor(self, rule: str, more: str) -> None:
        """The rule or a column tells who did it."""
        rules = [each for each in RULES if "attempt" not in each]
        assert told(events(*rules, rule, more=more)) == []

    def test_no_actor(self) -> None:
        """Where neither does, a condition on the actor never holds."""
        rules = [each for each in RULES if "attempt" not in each]
        message = f"no rule for `attempt` tells `actor`, {ASKED}"
        assert told(events(*rules, "attempt")) == [("event", message)]

    @pytest.mark.parametrize(
        ("rule", "place", "message"),
        [
            ("acepted", "acepted", "the policy has no event `acepted`"),
            (
                "won, data: {amont: Sum}",
                "amont",
                "the event `won` has no `amont`",
            ),
            (
                "changed, data: {field: A, values: B}",
                "values",
                "the event `changed` has no `values`",
            ),
        ],
    )
    def test_unknown(self, rule: str, place: str, message: str) -> None:
        """Events and data that the policy has not are told of."""
        assert told(events(*RULES, rule)) == [(place, message)]

    def test_known(self) -> None:
        """Standard events that the policy does not use are fine, with all data."""
        rules = ("note", "changed, data: {field: A, value: B, before: C}")
        assert told(events(*RULES, *rules)) == []


def test_acknowledged() -> None:
    """A comment of the mapping acknowledges what is said of its line."""
    allowed = "# allow LP2111 until 2026-06-30: the CRM has no sums"
    part = "leads: {id: ID, fields: {employees: Size, country: Land}}"
    assert told(f"{part} {allowed}") == []
    assert told(f"{LEADS} {allowed}") == [("LP2111", "no `LP2111` is given here")]
