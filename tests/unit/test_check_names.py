from __future__ import annotations

import pytest
from builders_mistakes import hints, mistakes, timers

TIMER = "reply / from: handed_off / until: attempt / within: 4 hours"


class TestTwice:
    """A name stands once in its namespace."""

    def test_one_namespace(self) -> None:
        """Fields, definitions and scores are named alike in conditions."""
        found = mistakes(
            definitions="{employees: email is known}",
            scoring="{employees: [5 when email is known], score: 5 each note}",
        )
        assert [message for _, _, message in found] == [
            "`employees` is a definition, and a field in line 15",
            "`employees` is a score, and a field in line 15",
            "`score` is a score, and a field in line 16",
        ]
        assert {(code, shown) for code, shown, _ in found} == {
            ("LP2002", "employees"),
            ("LP2002", "score"),
        }

    def test_names_of_the_language(self) -> None:
        """`stage` is taken, and the numbers of a plan are where there is a plan."""
        fields = "{stage: text, planned_leads: integer}"
        plan = (
            "{per: month, revenue_quota: 5 USD, marketing_share: 40%, "
            "average_sale: 1 USD, lead_to_customer: 5%}"
        )
        taken = ("LP2002", "stage", "`stage` is a name of the language, and a field")
        assert mistakes(fields=fields, calendars=CALENDARS) == [taken]
        assert len(mistakes(fields=fields, calendars=CALENDARS, plan=plan)) == 2

    def test_promises(self) -> None:
        """Timers, limits and goals stand together in results."""
        goal = "{party: sales, require: count(won) >= 5, per: month}"
        limit = "{party: sales, never: attempt}"
        found = mistakes(
            timers=timers(TIMER),
            limits=f"{{reply: {limit}, quiet: {limit}}}",
            goals=f"{{quiet: {goal}, other: {goal}}}",
        )
        assert [(code, shown) for code, shown, _ in found] == [
            ("LP2002", "reply"),
            ("LP2002", "quiet"),
        ]

    def test_stages(self) -> None:
        """Stages stand in a list, where YAML does not see equal names."""
        stages = """
            - {name: SAL, party: sales, enter: accepted}
            - {party: sales, enter: won, name: SAL}
        """
        message = "`SAL` is a stage already in line 29"
        assert mistakes(stages=stages) == [("LP2002", "SAL", message)]


CALENDARS = "{desk: {timezone: UTC, open: {mon-fri: 09:00-17:00}}}"


class TestStages:
    """Stages say how leads enter them, and name fields that there are."""

    def test_entry(self) -> None:
        """A stage has `enter`, `when` or both."""
        stages = """
            - {name: A, party: sales}
            - {name: B, party: sales, enter: won}
            - {name: C, party: sales, when: employees > 5}
            - {name: D, party: sales, when: employees > 5, enter: won}
        """
        message = "stage `A` has neither `enter` nor `when`"
        assert mistakes(stages=stages) == [("LP1006", "A", message)]

    def test_fields(self) -> None:
        """What a stage wants filled is a field."""
        stages = "[{name: A, party: sales, enter: won, complete: [amount, clse]}]"
        assert mistakes(stages=stages) == [("LP2001", "clse", "unknown field `clse`")]
        assert hints(stages=stages) == ["did you mean `close`?"]


class TestEvents:
    """A policy narrows standard events, and does not change what their data are."""

    def test_narrowed(self) -> None:
        """Choices and further data are fine, and so are events of one's own."""
        events = """
            rejected: {reason: {type: choice, choices: [no_budget]}, size: integer}
            demo: {reason: integer}
        """
        assert mistakes(events=events) == []

    def test_changed(self) -> None:
        """Another kind of datum is told at its name, with the kind to keep."""
        events = "{rejected: {reason: text}, won: {amount: decimal}}"
        assert mistakes(events=events) == [
            (
                "LP2007",
                "reason",
                "`reason` of the standard event `rejected` is a choice",
            ),
            ("LP2007", "amount", "`amount` of the standard event `won` is money"),
        ]
        first, _ = hints(events=events)
        assert first == "keep the type `choice`, or use an event of your own"

    def test_values_of_a_change(self) -> None:
        """They are of the field that changed, and have no type of their own."""
        events = "{changed: {value: integer, before: integer, size: integer}}"
        message = "`{}` of the standard event `changed` is of the field that changed"
        assert mistakes(events=events) == [
            ("LP2007", "value", message.format("value")),
            ("LP2007", "before", message.format("before")),
        ]
        assert set(hints(events=events)) == {"leave it out: `fields` tells its type"}
        assert mistakes(events="{altered: {value: integer}}") == []


class TestTexts:
    """Words of the page that stand for something of the policy."""

    @pytest.mark.parametrize(
        ("section", "text", "shown", "message"),
        [
            ("kpis", "[reply, funel]", "funel", "unknown goal or report `funel`"),
            ("order", "[manager, replies]", "replies", "unknown name `replies`"),
            (
                "annex",
                "[reply, timers, stages]",
                "stages",
                "unknown part of the page `stages`",
            ),
            ("annex", "[needs]", "needs", "unknown part of the page `needs`"),
            ("annex", "[sales]", "sales", "unknown part of the page `sales`"),
            (
                "consequences",
                "{reply: x, rely: y}",
                "rely",
                "unknown goal, timer or limit `rely`",
            ),
            (
                "personas",
                "[{name: A, who: B, owners: {sales: C, seles: D}}]",
                "seles",
                "unknown party `seles`",
            ),
        ],
    )
    def test_unknown(self, section: str, text: str, shown: str, message: str) -> None:
        """A word that stands for nothing is told at its place."""
        sections = {"timers": timers(TIMER), section: text}
        assert mistakes(**sections) == [("LP2001", shown, message)]

    def test_known(self) -> None:
        """Reports, promises, roles, parties and definitions may be named."""
        found = mistakes(
            timers=timers(TIMER),
            definitions="{hot: employees > 5}",
            kpis="[reply, funnel, closed_loop]",
            order="[hot, manager, sales, reply]",
            annex="[reply, manager, timers, roles]",
            consequences="{reply: lunch}",
        )
        assert found == []

    def test_annex_has_what_the_page_shows(self) -> None:
        """A definition without a label stands on no page, so it cannot move."""
        message = "unknown part of the page `hot`"
        silent = mistakes(definitions="{hot: employees > 5}", annex="[hot]")
        assert silent == [("LP2001", "hot", message)]
        labelled = "{hot: {label: Hot, all: [employees > 5]}}"
        assert mistakes(definitions=labelled, annex="[hot]") == []

    def test_reasons(self) -> None:
        """Reasons are those of the narrowed event; any word goes without a list."""
        reasons = "{no_budget: No budget, student: A student}"
        narrowed = "{rejected: {reason: {type: choice, choices: [no_budget]}}}"
        assert mistakes(reject_reasons=reasons) == []
        assert mistakes(reject_reasons=reasons, events=narrowed) == [
            ("LP2001", "student", "unknown reason `student`")
        ]

    def test_broken_reasons(self) -> None:
        """Nothing is said of reasons where their list has a mistake."""
        (found,) = mistakes(
            reject_reasons="{student: A student}", events="{rejected: {reason: word}}"
        )
        assert found[:2] == ("LP1009", "word")


class TestLanguage:
    """The language of the page."""

    def test_one_that_is_not_shipped(self) -> None:
        """The languages there are stand in the hint."""
        found = mistakes(language="xx")
        assert found == [("LP1009", "xx", "`xx` is not a language of the page")]
