# ruff: noqa: RUF001 - the sentences have typographic quotes, dashes and signs.
from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs
import pytest
from builders import make_pact
from builders_wording import make_policy, make_wording, pattern

from leadpact.language.parser import (
    parse_measure,
    parse_name_case,
    parse_points,
    parse_step,
)
from leadpact.language.source import Source
from leadpact.model.evaluation import Outcome, State
from leadpact.model.policy import Period
from leadpact.units import Duration, Money, Percent
from leadpact.wording import Wording

if TYPE_CHECKING:
    from leadpact.model.values import FieldValue


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "30 when employees >= 200",
            "30 points when number of employees is at least 200",
        ),
        ("1 when free_mail", "1 point when it is free mail"),
        ("-20 when free_mail", "-20 points when it is free mail"),
        (
            "2 each touched in last 14 days where channel is web, up to 20 points",
            (
                "2 points for each touch via web in the last 14 days, "
                "at most 20 points in all"
            ),
        ),
        ("-1 each unsubscribed", "-1 points for each unsubscribe"),
    ],
)
def test_points(text: str, shown: str) -> None:
    """A line of a score tells its points and why."""
    assert make_wording().points(parse_points(Source.inline(text))) == shown


@pytest.mark.parametrize(
    ("text", "shown", "timing", "mark"),
    [
        ("alert owner", "alert the owner", "at once", "0"),
        ("flag", "flag the lead", "at once", "0"),
        (
            "alert owner at 75%",
            "alert the owner at 75% of the time",
            "at 75% of the time",
            "75%",
        ),
        (
            "escalate to sales_manager after 1 business hour",
            "escalate to the sales manager after 1 business hour",
            "after 1 business hour",
            "+1 business hour",
        ),
        (
            "return to marketing for nurture after 4 business hours",
            "return the lead to marketing for nurture after 4 business hours",
            "after 4 business hours",
            "+4 business hours",
        ),
        (
            "alert owner and sales_manager 30 minutes before due",
            "alert the owner and the sales manager 30 minutes before it is due",
            "30 minutes before it is due",
            "-30 minutes",
        ),
        (
            "alert owner after 1 hour every 2 hours at most 3 times",
            "alert the owner after 1 hour, then every 2 hours, at most 3 times in all",
            "after 1 hour, then every 2 hours, at most 3 times in all",
            "+1 hour",
        ),
        (
            'meet marketing and sales by 5 business days "agree how to catch up"',
            (
                "hold a meeting of marketing and sales within 5 business days: "
                "agree how to catch up"
            ),
            "within 5 business days",
            "+5 business days",
        ),
        ("reroute to partners", "reroute the lead to Channel Partners", "at once", "0"),
        ("send_gift", "send gift", "at once", "0"),
        ("send_gift to owner", "send gift: the owner", "at once", "0"),
        ("make_good", "make good the shortfall", "at once", "0"),
        ("celebrate sales", "celebrate with sales", "at once", "0"),
    ],
)
def test_step(text: str, shown: str, timing: str, mark: str) -> None:
    """A step is a command; its timing also stands alone, in words and as a mark."""
    wording, step = make_wording(), parse_step(Source.inline(text))
    assert wording.step(step) == shown
    assert wording.step_timing(step) == timing
    assert wording.step_mark(step) == mark


@pytest.mark.parametrize(
    "verb",
    [
        "alert",
        "escalate",
        "reroute",
        "return",
        "flag",
        "meet",
        "remediate",
        "make_good",
        "celebrate",
    ],
)
def test_every_verb_has_words(verb: str) -> None:
    """The standard verbs read well with and without somebody to act on."""
    wording = make_wording()
    alone, with_sales = (
        wording.step_action(verb, []),
        wording.step_action(verb, ["sales"]),
    )
    assert "_" not in alone
    assert len(alone.split()) > 1 or verb in {"escalate", "celebrate"}
    assert with_sales != alone
    assert with_sales.endswith("sales")


def test_cases_of_names() -> None:
    """Calendars may depend on the lead, too."""
    cases = [
        parse_name_case(Source.inline("night_desk when country is MX")),
        parse_name_case(Source.inline("lead_day")),
    ]
    shown = make_wording().cases(cases)
    assert shown == "night desk when country is MX, else lead day"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("count(entered MQL) >= planned_leads", "at least 800 leads entering MQL"),
        ("count(entered MQL) >= 1", "at least 1 lead entering MQL"),
        ("count(meeting) >= 20", "at least 20 meetings"),
        ("count(rejected) <= 1", "at most 1 rejection"),
        (
            "share(first_touch) >= 95%",
            "at least 95% of leads on time for ‘Reach out first’",
        ),
        (
            "median(first_touch) <= 10 minutes",
            "a median of at most 10 minutes for ‘Reach out first’",
        ),
        (
            "average(stalled) <= 2 business days",
            "an average of at most 2 business days for ‘stalled’",
        ),
        (
            "p90(first_touch) <= 1 hour",
            "a 90th percentile of at most 1 hour for ‘Reach out first’",
        ),
        (
            "rate(qualified of accepted) >= 50%",
            "at least 50% as many qualifications as acceptances",
        ),
        (
            "sum(worth of entered MQL) >= 60000 USD",
            "a total worth of at least $60,000 from leads entering MQL",
        ),
        (
            "sum(amount * win_probability of won) >= planned_revenue",
            "a total amount × win probability of at least $200,000 from wins",
        ),
        (
            "average(amount of won) >= 10000 USD",
            "an average amount of at least $10,000 from wins",
        ),
        (
            "median(amount of won) >= 10000 USD",
            "a median amount of at least $10,000 from wins",
        ),
        (
            "p90(amount of won) >= 10000 USD",
            "a 90th percentile of amount of at least $10,000 from wins",
        ),
    ],
)
def test_measure(text: str, shown: str) -> None:
    """A measure is a noun; plan numbers stand in it as numbers."""
    assert make_wording().measure(parse_measure(Source.inline(text))) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("free_mail", "email ends with “@yahoo.com” or “@hotmail.com”"),
        (
            "workable",
            (
                "all of: number of employees is at least 50; country is US or CA; "
                "it is not free mail"
            ),
        ),
        ("one_line", "number of employees is at least 50"),
        (
            "promising",
            (
                "at least one of: number of employees is at least 50; "
                "there was a demo request"
            ),
        ),
        ("hopeless", "none of: it is free mail"),
        (
            "band",
            (
                "hot when fit + intent is at least 80, "
                "warm when fit + intent is at least 50, else cold"
            ),
        ),
        (
            "worth",
            (
                "$100 when title contains “ceo” or “chief”, "
                "$50 when title contains “director”, else $40"
            ),
        ),
    ],
)
def test_definition(name: str, shown: str) -> None:
    """A definition tells its condition, its lines or its cases."""
    assert make_wording().definition(name) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("MQL", "It is a company we can serve and fit + intent is at least 50"),
        ("SAL", "An acceptance"),
        (
            "SQL",
            (
                "When number of employees is at least 50: "
                "a qualification or a meeting, "
                "with amount, expected close and win probability filled in"
            ),
        ),
        ("WON", "A win"),
    ],
)
def test_stage(name: str, shown: str) -> None:
    """A stage tells what enters it and what must be filled in."""
    assert make_wording().stage(name) == shown


@pytest.mark.parametrize(
    ("name", "party", "promise", "bound"),
    [
        (
            "accept",
            "Sales",
            "accept or reject every lead ",
            "within 8 business hours of the hand-off",
        ),
        (
            "first_touch",
            "Sales",
            "reach out first ",
            (
                "within 5 business minutes when band is hot, 1 business hour when "
                "band is warm, else 1 business day, counted from the hand-off"
            ),
        ),
        (
            "persistence",
            "Sales",
            "try six times before giving up: ",
            (
                "6 attempts by a human, at least 4 hours apart, "
                "within 10 business days of the acceptance"
            ),
        ),
        (
            "stalled",
            "Sales",
            "record a qualification, a recycling or a loss ",
            "within 5 business days of the latest acceptance, attempt or note",
        ),
        (
            "each_note",
            "Channel Partners",
            "record ",
            (
                "meetings (2 when band is hot, else 1), "
                "within 3 calendar days of each note"
            ),
        ),
        (
            "one_call",
            "Sales",
            "call back: ",
            (
                "1 attempt via call, within 1 hour when country is US or CA, and it "
                "is not free mail; else 2 hours, counted from missing "
                "‘Accept or reject every lead’"
            ),
        ),
    ],
)
def test_timer(name: str, party: str, promise: str, bound: str) -> None:
    """A timer's promise is a sentence, an item of a list, and a bound alone."""
    wording = make_wording()
    assert wording.timer(name) == f"{party} will {promise}{bound}"
    assert wording.timer_item(name) == f"{promise.capitalize()}{bound}"
    assert wording.timer_bound(name) == bound


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("accept", ["Counts: an acceptance or a rejection"]),
        (
            "first_touch",
            ["Counts: an attempt by a human", "Only when it is a company we can serve"],
        ),
        (
            "persistence",
            [
                "Kept at once by a connect",
                "No longer owed after a loss or an unsubscribe",
                "The clock stops from a pause to a resumption",
            ],
        ),
        ("stalled", ["Only when the stage is SAL"]),
        (
            "each_note",
            [
                (
                    "Counted in night desk hours when country is MX, "
                    "else the owner’s hours"
                ),
                "Messages wait until night desk hours",
            ],
        ),
        ("one_call", ["Counted in sales hours"]),
    ],
)
def test_terms(name: str, shown: list[str]) -> None:
    """The small print names what the promise itself leaves out."""
    assert list(make_wording().terms(name)) == shown


def test_role_terms() -> None:
    """A role says what its messages wait for, where it has hours of its own."""
    wording = make_wording()
    assert wording.role_terms("night_manager") == (
        "Messages wait until night desk hours",
    )
    assert wording.role_terms("sales_manager") == ()


def test_limits() -> None:
    """A limit says what is not allowed, and when."""
    wording = make_wording()
    never = "no attempt via call when it is outside lead day hours"
    assert wording.limit("quiet_hours") == f"Sales will allow {never}"
    assert wording.limit_item("quiet_hours") == f"Allow {never}"
    assert wording.limit_alone("quiet_hours") == f"Sales will allow {never}"
    assert wording.limit_bound("quiet_hours") == never
    assert wording.limit("no_spam") == (
        "Marketing will leave leads in peace: no note or meeting"
    )
    assert wording.limit_alone("no_spam") == "Marketing will allow no note or meeting"


def test_what_binds_to_all_alternatives_stands_first() -> None:
    """A condition behind the last of them would seem to be of that one alone."""
    pact = make_pact(
        fields="{vip: flag}",
        stages="""
            - {name: one, party: sales, enter: accepted, when: vip}
            - name: two
              party: sales
              enter: [qualified, attempt where actor is human]
              when: vip
        """,
        limits="""
            peace:
              party: sales
              never: [note, attempt where actor is human]
              when: vip
        """,
    )
    wording = Wording("en", pact.checked.policy)
    assert wording.stage("one") == "An acceptance when vip is yes"
    assert wording.stage("two") == (
        "When vip is yes: a qualification, or an attempt by a human"
    )
    assert wording.limit_bound("peace") == (
        "none of these when vip is yes: a note, or an attempt by a human"
    )


@pytest.mark.parametrize(
    ("more", "shown", "short"),
    [
        ("", "if kept", "kept"),
        ("times: 6, ", "if kept", "kept"),
        ("times: 6, enough: connected, ", "after the last try", "last try"),
        ("enough: connected, ", "if kept by an attempt", "kept by an attempt"),
    ],
)
def test_when_steps_of_a_kept_promise_are_due(
    more: str, shown: str, short: str
) -> None:
    """What is enough keeps the promise, and the steps do not come."""
    timer = "party: sales, from: accepted, until: attempt, within: 2 hours"
    pact = make_pact(timers=f"{{tries: {{{timer}, {more}met: [flag]}}}}")
    wording = Wording("en", pact.checked.policy)
    assert wording.timer_kept("tries") == shown
    assert wording.timer_kept("tries", short=True) == short


def test_goals() -> None:
    """A goal says what is reached in each period."""
    wording = make_wording()
    bound = "at least 800 leads entering MQL each month"
    assert wording.goal("leads") == f"Marketing will reach {bound}"
    assert wording.goal_item("leads") == f"Reach {bound}"
    assert wording.goal_bound("leads") == bound
    assert wording.goal("value") == (
        "Marketing will deliver leads of value: a total worth of at least $60,000 "
        "from leads entering MQL each quarter"
    )
    assert wording.goal_title("value") == "Deliver leads of value"
    assert wording.goal_title("on_time") == "on time"


@pytest.mark.parametrize("period", Period)
def test_every_period_has_words(period: Period) -> None:
    """Goals and plans count over any period."""
    assert make_wording().each(period) == f"each {period.value}"


@pytest.mark.parametrize(
    ("name", "shown", "week"),
    [
        (
            "sales",
            (
                "Mon–Thu 9:00–12:30 and 13:00–17:30, Fri 9:00–16:00, "
                "23 Dec 2026 9:00–12:00, 31 Dec 2026 closed, New York time, "
                "US-NY holidays, closed 24 Dec 2026"
            ),
            "Mon–Thu 9:00–12:30 and 13:00–17:30, Fri 9:00–16:00",
        ),
        ("night_desk", "Sun–Thu 22:00–6:00, Manila time", "Sun–Thu 22:00–6:00"),
        ("always", "every day all day, UTC time, DE holidays", "every day all day"),
        (
            "weekend",
            "Sat 10:00–14:00, UTC time, closed 1 Aug 2026",
            "Sat 10:00–14:00",
        ),
        (
            "lead_day",
            ("every day 8:00–20:00, in the time zone of the lead, else New York time"),
            "every day 8:00–20:00",
        ),
        (
            "calls",
            (
                "when both night desk (Sun–Thu 22:00–6:00, Manila time) and lead day "
                "(every day 8:00–20:00, in the time zone of the lead, else New York "
                "time) are open"
            ),
            (
                "when both night desk (Sun–Thu 22:00–6:00) and lead day "
                "(every day 8:00–20:00) are open"
            ),
        ),
        (
            "all_three",
            (
                "when night desk (Sun–Thu 22:00–6:00, Manila time), lead day "
                "(every day 8:00–20:00, in the time zone of the lead, else New York "
                "time) and weekend (Sat 10:00–14:00, UTC time, closed 1 Aug 2026) are "
                "all open"
            ),
            (
                "when night desk (Sun–Thu 22:00–6:00), lead day (every day "
                "8:00–20:00) and weekend (Sat 10:00–14:00) are all open"
            ),
        ),
    ],
)
def test_calendar(name: str, shown: str, week: str) -> None:
    """A calendar tells its week, its dates, its zone and its holidays."""
    assert make_wording().calendar(name) == shown
    assert make_wording().week(name) == week


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("sales", "sales"),
        ("partners", "Channel Partners"),
        ("sales_manager", "the sales manager"),
        ("owner", "the owner"),
    ],
)
def test_who(name: str, shown: str) -> None:
    """Parties go by label or name, roles by name."""
    assert make_wording().who(name) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (True, "yes"),
        (False, "no"),
        (12_000, "12,000"),
        (Decimal("2.50"), "2.5"),
        ("no_budget", "no budget"),
        (date(2026, 1, 5), "5 Jan 2026"),
        (datetime(2026, 1, 5, 9, tzinfo=UTC), "Mon 5 Jan 2026, 09:00 UTC"),
        (Money.parse("40 USD"), "$40"),
        (Percent.parse("40%"), "40%"),
        (Duration.parse("1 hour"), "1 hour"),
    ],
)
def test_value(value: FieldValue, shown: str) -> None:
    """Every value that a lead may have can be said."""
    assert make_wording().value(value) == shown


def test_small_words() -> None:
    """Events, states, outcomes and messages of the page have words."""
    wording = make_wording()
    assert wording.event("handed_off") == "hand-off"
    assert wording.event("demo_request") == "demo request"
    assert wording.timer_title("accept") == "Accept or reject every lead"
    assert wording.noun("workable") == "a company we can serve"
    assert wording.pattern(pattern("note")) == "a note"
    assert wording.text("page.will", party="sales") == "Sales will"
    assert wording.text("plan.customers", 20, sale="$10,000") == (
        "customers, at $10,000 each"
    )
    assert {wording.state(state.value) for state in State} == {
        "running",
        "paused",
        "at risk",
        "met",
        "breached",
        "no longer owed",
        "excused",
    }
    assert len({wording.outcome(outcome.value) for outcome in Outcome}) == len(Outcome)


def test_a_language_that_is_not_shipped() -> None:
    """A policy in an unknown language is refused at once."""
    with pytest.raises(ValueError, match="no messages in `xx`"):
        Wording("xx", make_policy())


def test_a_plan_number_that_is_not_supplied() -> None:
    """A plan number that was not supplied is a mistake of the caller."""
    wording = attrs.evolve(make_wording(), numbers={})
    with pytest.raises(KeyError, match="planned_leads"):
        wording.goal("leads")


class TestNamedThings:
    """Words that a policy brings itself."""

    @pytest.fixture
    def wording(self) -> Wording:
        """A policy with names for values, verbs and groups."""
        pact = make_pact(
            parameters="\n  home: US\n  near: [US, CA]\n  ready: 50\n",
            fields="""
                country: {type: choice, choices: [US, CA, NO]}
                wants: {type: set, choices: [crm, web_shop]}
                region: text
                size: integer
            """,
            definitions="""
                at_home: country == home
                abroad: country != home
                close_by: country in near
                ready_to_buy: size >= ready
                for_us: wants contains crm
                for_them: not wants contains any [crm, web_shop]
            """,
            roles="""
                boss:
                  party: sales
                  contact: b@example.com
                  who: ['"Ana Duarte" when country is US', '"Ola Nordmann"']
            """,
            actions="{page: page the person on call}",
            timers="""
                tries:
                  party: sales
                  from: handed_off
                  until: attempt
                  times: 3
                  apart: [4 hours when at_home, 2 hours]
                  within: 2 business days
                  missed: [page boss after 1 hour]
            """,
            goals="""
                deals:
                  party: sales
                  require: rate(won of handed_off) >= 5%
                  per: quarter
                  by: region
                  counting: cohort
            """,
        )
        return Wording("en", pact.checked.policy)

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("at_home", "country is US"),
            ("abroad", "country is not US"),
            ("close_by", "country is US or CA"),
            ("ready_to_buy", "size is at least 50"),
            ("for_us", "wants includes crm"),
            ("for_them", "wants includes neither crm nor web shop"),
        ],
    )
    def test_definitions(self, wording: Wording, name: str, said: str) -> None:
        """A parameter is said as its value; a choice of a set is included."""
        assert wording.definition(name) == said

    def test_steps(self, wording: Wording) -> None:
        """A verb of the policy's own is said in its words."""
        (step,) = wording.policy.timers["tries"].missed
        assert wording.step(step) == ("page the person on call: the boss after 1 hour")

    def test_apart_by_case(self, wording: Wording) -> None:
        """Distances by case are told behind the tries."""
        assert wording.timer_bound("tries") == (
            "3 attempts, apart by at least 4 hours when it is at home, else 2 hours, "
            "within 2 business days of the hand-off"
        )

    def test_holder(self, wording: Wording) -> None:
        """Who holds a role may differ from lead to lead."""
        assert wording.holder("boss") == (
            "Ana Duarte when country is US, else Ola Nordmann"
        )

    def test_groups(self, wording: Wording) -> None:
        """A goal tells whom it is judged for, and which leads it follows."""
        assert wording.goal_bound("deals").endswith(
            "each quarter, among the leads of the same period, for each region alone"
        )
