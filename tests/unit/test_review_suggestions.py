from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs
import pytest
from builders import SHIPPED, at, make_lead, make_policy, make_timer

import leadpact
from leadpact.language.printer import print_phrase
from leadpact.loading.files import read_file
from leadpact.loading.policy import load_policy
from leadpact.review.difference import diff
from leadpact.review.suggestions.amounts import amounts_up_to
from leadpact.review.suggestions.attempts import AttemptAdvice, suggest_attempts
from leadpact.review.suggestions.limits import (
    FEWEST,
    Answer,
    LimitAdvice,
    Tally,
    suggest_limits,
)
from leadpact.review.suggestions.patching import (
    WITHIN,
    Patch,
    patch_number,
    patch_timer,
)
from leadpact.review.suggestions.reports import (
    attempt_json,
    attempt_lines,
    change_lines,
    limit_json,
    limit_lines,
    threshold_json,
    threshold_lines,
)
from leadpact.review.suggestions.thresholds import (
    ThresholdAdvice,
    comparisons,
    suggest_threshold,
)
from leadpact.units import Duration, Percent

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from leadpact.model.lead import Lead, Person
    from leadpact.pact import Pact

REPLY = "from: handed_off / until: attempt / within: 8 business hours"
MINUTE = 60 * 10**6


def answered(*hours: int, days: str = "mon") -> list[Lead]:
    """Leads handed off at 9:00, each answered so many hours later."""
    return [
        make_lead(
            f"{days} 09:00 handed_off; {days} {9 + hour:02}:00 attempt",
            identity=f"{days}-{place}",
        )
        for place, hour in enumerate(hours)
    ]


def advise(
    pact: Pact,
    leads: Iterable[Lead | dict[str, object]],
    target: str = "95%",
    people: Iterable[Person] = (),
) -> LimitAdvice:
    """What the history of some leads until the end of the second week suggests."""
    return suggest_limits(
        pact,
        "reply",
        leads,
        now=at("sun2 00:00"),
        target=Percent.parse(target),
        people=people,
        fewest=1,
    )


def only(found: LimitAdvice) -> tuple[str, int, int]:
    """The limit of the one case, and how many are met and missed under it."""
    (case,) = found.cases
    return str(case.suggested), case.then.met, case.then.missed


class TestAmounts:
    """The amounts that may be proposed."""

    def test_clock(self) -> None:
        """Steps grow with the amount; hours are told as hours."""
        found = amounts_up_to(Duration.parse("8 hours"), 12 * 1440 * MINUTE)
        told = [str(one) for one in found]
        assert told[8:14] == [
            *("9 minutes", "10 minutes", "15 minutes"),
            *("20 minutes", "25 minutes", "30 minutes"),
        ]
        assert told[19:26] == [
            *("1 hour", "75 minutes", "90 minutes", "105 minutes"),
            *("2 hours", "3 hours", "4 hours"),
        ]
        assert told[-3:] == ["240 hours", "264 hours", "288 hours"]

    def test_minutes(self) -> None:
        """An hour stays what it was told as; two are hours."""
        found = amounts_up_to(Duration.parse("60 business minutes"), 120 * MINUTE)
        assert [str(one) for one in found[-6:]] == [
            *("55 business minutes", "60 business minutes", "75 business minutes"),
            *("90 business minutes", "105 business minutes", "2 business hours"),
        ]

    @pytest.mark.parametrize("unit", ["business days", "calendar days"])
    def test_days(self, unit: str) -> None:
        """Each day, and the present amount where that lies beyond."""
        found = amounts_up_to(Duration.parse(f"5 {unit}"), 3)
        assert [int(one.amount) for one in found] == [1, 2, 3, 5]

    def test_present(self) -> None:
        """The present amount stands among the others, in its own words."""
        found = amounts_up_to(Duration.parse("0.2 hours"), 20 * MINUTE)
        assert [str(one) for one in found[-4:]] == [
            *("10 minutes", "0.2 hours", "15 minutes", "20 minutes"),
        ]


class TestSuggestLimits:
    """The tightest limits."""

    def test_tighter(self) -> None:
        """Nine of ten answer within three hours."""
        leads = answered(1, 1, 1, 2, 2, 2, 3, 3, 3, 7)
        assert only(advise(make_timer(REPLY), leads, "90%")) == (
            *("3 business hours", 9),
            1,
        )

    def test_looser(self) -> None:
        """The last of ten answers only on the next day."""
        late = make_lead("mon 16:00 handed_off; wed 10:00 attempt", identity="late")
        found = advise(make_timer(REPLY), [*answered(*[1] * 9), late], "100%")
        assert only(found) == ("10 business hours", 10, 0)
        assert (found.cases[0].answer, found.is_news) == (Answer.SUGGESTED, True)

    def test_kept(self) -> None:
        """The present limit may be the tightest."""
        found = advise(make_timer(REPLY), answered(8), "100%")
        assert (found.cases[0].answer, found.is_news) == (Answer.KEPT, False)

    def test_closed_hours(self) -> None:
        """An answer at night is late for what was due at closing time."""
        night = make_lead("mon 15:00 handed_off; mon 22:00 attempt")
        assert only(advise(make_timer(REPLY), [night])) == ("3 business hours", 1, 0)

    @pytest.mark.parametrize(
        ("unit", "within", "expected"),
        [
            ("hours", "8 hours", "27 hours"),
            ("business days", "3 business days", "2 business days"),
            ("calendar days", "3 calendar days", "2 calendar days"),
        ],
    )
    def test_units(self, unit: str, within: str, expected: str) -> None:
        """Each unit counts as its promise does."""
        lead = make_lead("mon 09:00 handed_off; tue 11:30 attempt")
        pact = make_timer(f"from: handed_off / until: attempt / within: {within}")
        found = only(advise(pact, [lead]))
        assert (found[0], unit in expected) == (expected, True)

    def test_never_met(self) -> None:
        """What was missed and is still open is missed under every limit."""
        # A second start finds it running.
        never = make_lead("mon 09:00 handed_off; mon 11:00 handed_off")
        leads = [*answered(1), never]
        (case,) = advise(make_timer(REPLY), leads).cases
        assert case.answer is Answer.OUT_OF_REACH
        assert case.suggested == case.present
        assert case.longest == Tally(met=1, missed=1)

    def test_lost_too_late(self) -> None:
        """Nor does a limit reach beyond the day on which such a lead was lost."""
        text = f"{REPLY} / unless: lost"
        lost = make_lead("mon 09:00 handed_off; thu 09:00 lost", identity="lost")
        (case,) = advise(make_timer(text), [*answered(1), lost]).cases
        assert case.longest == Tally(met=1, missed=1)

    def test_left_out(self) -> None:
        """Void ones and young ones count only where the limit is shorter."""
        leads = [
            *answered(1, 1, 6),
            make_lead("mon 09:00 handed_off; mon 13:00 lost", identity="lost"),
            make_lead("fri2 14:00 handed_off", identity="young"),
        ]
        pact = make_timer(f"{REPLY} / unless: lost")
        (case,) = advise(pact, leads, "40%").cases
        assert case.now == Tally(met=3, open=1, released=1)
        # Lost after four hours and open for three: within one both were missed.
        assert str(case.suggested) == "1 business hour"
        assert case.then == Tally(met=2, missed=3)

    def test_lost_at_due(self) -> None:
        """A lead that is lost as the promise is due was missed."""
        lost = make_lead("mon 09:00 handed_off; mon 12:00 lost", identity="lost")
        pact = make_timer(f"{REPLY} / unless: lost")
        (case,) = advise(pact, [*answered(1, 3), lost], "66%").cases
        assert (str(case.suggested), case.then) == (
            *("3 business hours", Tally(met=2, missed=1)),
        )

    def test_restart(self) -> None:
        """A new start in time leaves nothing to be met; too late it was missed."""
        lead = make_lead(
            "mon 09:00 handed_off; mon 12:00 handed_off; mon 13:00 attempt"
        )
        pact = make_timer(f"{REPLY} / repeat: restart")
        (case,) = advise(pact, [lead], "100%").cases
        assert case.now == Tally(met=1, released=1)
        # Due at noon it would be missed.
        assert str(case.suggested) == "4 business hours"

    def test_second_start(self) -> None:
        """A start before due is none; later it begins a promise of its own."""
        lead = make_lead(
            "mon 09:00 handed_off; tue 12:00 handed_off; tue 13:00 attempt"
        )
        (case,) = advise(make_timer(REPLY), [lead], "100%").cases
        assert case.now == Tally(met=1, missed=1)
        assert (str(case.suggested), case.then) == ("12 business hours", Tally(met=1))

    def test_open_again(self) -> None:
        """One that began after the first was kept."""
        events = "mon 09:00 handed_off; mon 10:00 attempt; mon 11:00 handed_off"
        lead = make_lead(f"{events}; mon 14:00 attempt")
        assert only(advise(make_timer(REPLY), [lead])) == ("3 business hours", 2, 0)

    def test_pause(self) -> None:
        """Time in which the clock stands still does not count."""
        lead = make_lead(
            "mon 09:00 handed_off; mon 10:00 paused; mon 14:00 resumed; "
            "mon 15:00 attempt"
        )
        pact = make_timer(f"{REPLY} / pause: {{from: paused, until: resumed}}")
        assert only(advise(pact, [lead])) == ("2 business hours", 1, 0)

    def test_bands(self) -> None:
        """Each case has its own limit; the others stay as they are meanwhile."""
        within = "[2 hours when employees >= 50, 4 hours]"
        pact = make_timer(f"from: handed_off / until: attempt / within: {within}")
        large = [
            make_lead("mon 09:00 handed_off; mon 10:00 attempt", employees=60),
            # Both cases, on one lead: what is large by the second start.
            make_lead(
                "mon 09:00 handed_off; mon 12:00 attempt; "
                "tue 09:00 changed field=employees before=1 value=60; "
                "tue 09:30 handed_off; tue 09:40 attempt",
                identity="L2",
                employees=60,
            ),
        ]
        found = advise(pact, large, "50%")
        assert [str(one) for one in found.limits] == ["10 minutes", "3 hours"]
        assert [case.when for case in found.cases] == ["employees >= 50", ""]

    def test_too_few(self) -> None:
        """A handful of leads suggests nothing."""
        pact, leads = make_timer(REPLY), answered(*[1] * FEWEST)
        share = Percent.parse("95%")
        answers = [
            suggest_limits(
                pact, "reply", some, now=at("sun2 00:00"), target=share
            ).cases[0]
            for some in (leads, leads[1:], [])
        ]
        assert [one.answer for one in answers] == [
            *(Answer.SUGGESTED, Answer.TOO_FEW, Answer.TOO_FEW),
        ]
        assert [one.now.percent is None for one in answers] == [False, False, True]

    def test_refused(self) -> None:
        """A lead that cannot be judged is counted, and the others are judged."""
        found = advise(make_timer(REPLY), [*answered(1), {"id": "odd", "events": "?"}])
        assert (found.leads, found.refused) == (1, 1)

    def test_never_open(self) -> None:
        """A start without open hours opens nothing."""
        pact = make_timer(
            f"{REPLY} / calendar: gone",
            calendars="""
                gone: {timezone: UTC, open: {}, days: {2026-01-05: 09:00-17:00}}
                desk: {timezone: UTC, open: {mon-fri: 09:00-17:00}}
            """,
        )
        late = make_lead("tue 09:00 handed_off; tue 10:00 attempt", identity="late")
        assert only(advise(pact, [*answered(2), late])) == ("2 business hours", 1, 0)


TEXT = make_policy(
    parameters="{fast: {value: 30 minutes}}",
    timers="""
        reply: # the first answer
          party: sales
          from: handed_off
          until: attempt
          within:
            - "1 business  hour when employees >= 50" # large
            - 2 business hours when employees < 10
            - fast when country is US   # a parameter
            - 8 business hours
        other: {party: sales, from: handed_off, until: note, within: 8 hours}
    """,
)


def patched(text: str, *limits: str) -> Patch:
    """The text with other limits for `reply`."""
    wanted = [Duration.parse(one) for one in limits]
    return patch_timer("policy.yaml", text.encode(), "reply", {WITHIN: wanted})


class TestPatch:
    """Other limits in the text."""

    def test_in_place(self) -> None:
        """Nothing but the amounts changes."""
        limits = ("20 business minutes", "2 business hours", "30 minutes", "1 hour")
        found = patched(TEXT, *limits)
        assert found.left == ()
        assert found.text == TEXT.replace(
            "1 business  hour when", "20 business minutes when"
        ).replace("- 8 business hours", "- 1 hour")

    def test_lines(self) -> None:
        """Lines keep what ends them."""
        text = TEXT.replace("\n", "\r\n")
        limits = ("1 business hour", "3 business hours", "30 minutes", "8 hours")
        found = patched(text, *limits).text
        assert found.count("\r\n") == text.count("\r\n")
        assert "- 3 business hours when employees < 10\r\n" in found

    @pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
    def test_shipped(self, path: Path) -> None:
        """In every shipped policy the limits change, and nothing else does."""
        file, text = str(path), path.read_text("utf-8")
        policy = load_policy(file, text.encode(), read_file).policy
        for name, timer in policy.timers.items():
            within = tuple(
                attrs.evolve(case, value=attrs.evolve(case.value, amount=Decimal(77)))
                for case in timer.within
            )
            limits = [case.value for case in within]
            found = patch_timer(file, text.encode(), name, {WITHIN: limits}, read_file)
            after = load_policy(file, found.text.encode(), read_file).policy
            changed = {**policy.timers, name: attrs.evolve(timer, within=within)}
            assert (found.left, after) == (
                (),
                attrs.evolve(
                    policy,
                    timers=changed,
                    spans=after.spans,
                    parameters=after.parameters,
                ),
            )

    def test_parameter(self) -> None:
        """A value that is used by name, and only here, is another one."""
        same = ("1 business hour", "2 business hours")
        found = patched(TEXT, *same, "20 minutes", "8 business hours")
        assert found == Patch(TEXT.replace("30 minutes", "20 minutes"), ())

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("within: 8 hours", "within: fast"),
            ("employees < 10", "not happened(note in last fast)"),
        ],
    )
    def test_shared_parameter(self, old: str, new: str) -> None:
        """One that others use, too, is left as it is, and told."""
        text = TEXT.replace(old, new)
        assert text != TEXT
        same = ("1 business hour", "2 business hours")
        found = patched(text, *same, "20 minutes", "8 business hours")
        assert found.text == text
        (told,) = found.left
        assert told.endswith(": change it to 20 minutes by hand")

    def test_included(self, tmp_path: Path) -> None:
        """So is what stands in another file."""
        head, _, timers = TEXT.partition("timers:")
        shared = tmp_path / "shared.yaml"
        shared.write_text(f"shared: 1\ntimers:{timers}")
        file, text = str(tmp_path / "policy.yaml"), f"{head}include: [shared.yaml]\n"
        wanted = [Duration.parse("9 hours")] * 4
        found = patch_timer(file, text.encode(), "reply", {WITHIN: wanted}, read_file)
        assert (found.text, len(found.left)) == (text, 4)


TRIES = "from: accepted / until: attempt / within: 5 business days / times: 4"


def tried(*hours: int, connected: int | None = None, identity: str = "L") -> Lead:
    """A lead that is accepted at 9:00, and tried at some hours."""
    events = [f"mon {hour:02}:00 attempt" for hour in hours]
    if connected is not None:
        events.append(f"mon {connected:02}:30 connected")
    return make_lead("; ".join(["mon 09:00 accepted", *events]), identity=identity)


def count(
    pact: Pact, *leads: Lead | dict[str, object], target: str = "95%", fewest: int = 1
) -> AttemptAdvice:
    """What the history of some leads says of tries."""
    share, now = Percent.parse(target), at("sun2 00:00")
    return suggest_attempts(pact, "reply", leads, now=now, target=share, fewest=fewest)


class TestSuggestAttempts:
    """After how many tries leads connect."""

    LEADS = (
        tried(10, 12, 14, connected=12, identity="A"),
        tried(10, connected=10, identity="B"),
        tried(10, 11, 12, identity="C"),
        tried(connected=9, identity="D"),
        tried(10, 11, 12, connected=13, identity="E"),
    )

    def test_tries(self) -> None:
        """Tries until each lead connected, and what share that is."""
        found = count(make_timer(TRIES), *self.LEADS, target="60%")
        assert (found.pursued, found.untried, found.connected) == (5, 1, 3)
        told = [(one.tried, one.connected, one.so_far) for one in found.tries]
        assert told == [(4, 1, 1), (3, 1, 2), (2, 1, 3)]
        shares = [(str(one.of_tried), str(one.of_all)) for one in found.tries]
        assert shares == [("25.0", "33.3"), ("33.3", "66.6"), ("50.0", "100.0")]
        assert (found.present, found.suggested) == (4, 2)
        assert found.answer is Answer.SUGGESTED

    def test_kept(self) -> None:
        """The present number may be the one; without `times` that is one try."""
        pact = make_timer(TRIES.replace("times: 4", "times: 3"))
        assert count(pact, *self.LEADS).answer is Answer.KEPT
        once = make_timer(TRIES.replace(" / times: 4", ""))
        assert count(once, self.LEADS[1]).answer is Answer.KEPT

    def test_too_few(self) -> None:
        """Leads that never connect suggest nothing."""
        found = count(make_timer(TRIES), self.LEADS[2])
        assert (found.answer, found.suggested) == (Answer.TOO_FEW, None)
        assert found.tries[0].of_all is None
        assert count(make_timer(TRIES)).tries == ()
        assert count(make_timer(TRIES), *self.LEADS, fewest=4).suggested is None

    def test_released(self) -> None:
        """Tries after a lead is lost do not count; nor does a connection then."""
        lead = make_lead(
            "mon 09:00 accepted; mon 10:00 attempt; mon 11:00 lost; mon 12:00 attempt; "
            "mon 13:00 connected"
        )
        found = count(make_timer(f"{TRIES} / unless: lost"), lead)
        assert (found.connected, [one.tried for one in found.tries]) == (0, [1])

    def test_starts(self) -> None:
        """A start counts once it is over; tries that lie too close count as one."""
        lead = make_lead(
            "mon 09:00 accepted; mon 09:10 attempt; mon 09:30 attempt; "
            "mon 10:10 accepted; mon 10:10 attempt; mon 10:30 meeting; "
            "tue 09:00 accepted; tue 10:00 attempt; tue 11:00 meeting"
        )
        pact = make_timer(f"{TRIES} / apart: 1 hour / enough: meeting")
        found = count(pact, lead, {"id": "odd", "events": "?"})
        assert (found.pursued, found.refused) == (2, 1)
        assert [one.connected for one in found.tries] == [1, 1]

    def test_text(self) -> None:
        """Rows, and what is suggested in a sentence."""
        lines = [*attempt_lines("t 1", count(make_timer(TRIES), *self.LEADS))]
        assert lines[0] == (
            "t 1, reply: after how many tries 95% of the leads that connect have "
            "connected, from 5 leads"
        )
        assert "nothing here says" in lines[1]
        assert cells(lines[5]) == "2 | 3 | 1 | 33.3% | 66.6%"
        assert lines[-2:] == [
            "Suggested: 3 tries, now 4.",
            "Left out: 1 that connected before any try.",
        ]

    @pytest.mark.parametrize(
        ("times", "lead", "told"),
        [
            ("1", 1, "Suggested: 1 try, as now."),
            ("[2 when employees >= 50, 3]", 1, "Suggested: 1 try."),
            ("1", 2, "Suggested: none, since only 0 connected after a try."),
        ],
    )
    def test_sentence(self, times: str, lead: int, told: str) -> None:
        """One try; cases; and none."""
        pact = make_timer(TRIES.replace("times: 4", f"times: {times}"))
        assert [*attempt_lines("t", count(pact, self.LEADS[lead]))][-1] == told

    def test_json(self) -> None:
        """All of it, for programs."""
        found = count(make_timer(TRIES), *self.LEADS)
        told = json.loads(attempt_json("t", found, None, ""))
        assert (told["times"], told["suggested"], told["patch"]) == (4, 3, None)
        assert told["tries"][1] == {
            "try": 2,
            "leads": 3,
            "connected": 1,
            "so_far": 2,
        }


SCORED = make_policy(
    fields="{size: integer}",
    scoring="""
        fit:
          - 10 when size >= 10
          - 20 when size >= 20
          - -7.5 when size >= 30
        heat: [5 when happened(note)]
    """,
    definitions="""
        hot: fit + heat >= 20
        warm: heat + fit >= 10 and fit > 1 and fit >= fit
        large: fit * 1 >= 10 or fit + heat + fit >= 5
    """,
)


def scored(size: int, *, won: bool, number: int = 0) -> Lead:
    """A lead of a size, handed off, and won or not."""
    events = "mon 09:00 handed_off; mon 10:00 note" + ("; tue 09:00 won" if won else "")
    return make_lead(events, identity=f"{size}-{won}-{number}", size=size)


def worth(
    *leads: Lead | dict[str, object], target: str = "50%", fewest: int = 1
) -> ThresholdAdvice:
    """What the history of some leads says of the sum of both scores."""
    return suggest_threshold(
        leadpact.loads(SCORED),
        ["fit", "heat"],
        leads,
        goal="won",
        now=at("sun2 00:00"),
        target=Percent.parse(target),
        fewest=fewest,
    )


class TestSuggestThreshold:
    """From which score on leads convert."""

    LEADS = (
        scored(5, won=False),
        scored(10, won=False),
        scored(10, won=True),
        scored(20, won=True),
        scored(30, won=True),
    )

    def test_ranges(self) -> None:
        """The scores at the hand-off, without what came later."""
        found = worth(*self.LEADS, target="75%")
        told = [
            (str(one.low), one.leads, one.converted, str(one.percent_from))
            for one in found.ranges
        ]
        assert told == [
            ("0", 1, 0, "60.0"),
            ("10", 2, 1, "75.0"),
            ("22.5", 1, 1, "100.0"),
            ("30", 1, 1, "100.0"),
        ]
        assert (found.answer, found.suggested) == (Answer.SUGGESTED, Decimal(10))

    def test_none(self) -> None:
        """Out of reach, and too few from a score on."""
        lost = worth(scored(20, won=False))
        assert (lost.answer, lost.suggested) == (Answer.OUT_OF_REACH, None)
        few = worth(*self.LEADS, target="100%", fewest=3)
        assert (few.answer, few.suggested) == (Answer.OUT_OF_REACH, None)
        none = worth(*self.LEADS, fewest=6)
        assert (none.answer, none.suggested) == (Answer.TOO_FEW, None)

    def test_left_out(self) -> None:
        """Leads that were not handed off have no score."""
        odd: dict[str, object] = {"id": "odd", "events": "?"}
        early = make_lead("mon 08:00 won; mon 09:00 handed_off", identity="early")
        found = worth(make_lead("mon 09:00 won"), odd, early)
        assert (found.leads, found.unscored, found.refused) == (1, 1, 1)
        assert found.ranges[0].converted == 0

    def test_many(self) -> None:
        """More scores than a reader takes in are told in ranges."""
        text = SCORED.replace("heat: [", "heat: [1 each touched, ")
        leads = [
            make_lead(
                "; ".join([*[f"mon 0{one % 9}:{one + 10} touched" for one in range(n)]])
                + "; mon 10:00 handed_off; mon 11:00 won",
                identity=str(n),
                size=30,
            )
            for n in range(30)
        ]
        found = suggest_threshold(
            leadpact.loads(text),
            ["heat"],
            leads,
            goal="won",
            now=at("sun2 00:00"),
            target=Percent.parse("100%"),
        )
        assert [int(one.low) for one in found.ranges] == [0, 5, 10, 15, 20, 25]
        assert [one.leads for one in found.ranges] == [5] * 6
        assert found.suggested == 0

    def test_comparisons(self) -> None:
        """Where the policy compares the sum, in whatever order it adds up."""
        document = load_policy("policy.yaml", SCORED.encode()).document
        found = [
            (print_phrase(node), str(number.value))
            for node, number in comparisons(document.phrases, ["fit", "heat"])
        ]
        assert found == [("fit + heat >= 20", "20"), ("heat + fit >= 10", "10")]

    def test_patch(self) -> None:
        """The number in the condition, and nothing else."""
        document = load_policy("policy.yaml", SCORED.encode()).document
        ((_, place), _) = comparisons(document.phrases, ["fit", "heat"])
        number = Decimal("22.50")
        found = patch_number("policy.yaml", SCORED.encode(), place, number)
        expected = SCORED.replace("fit + heat >= 20", "fit + heat >= 22.5")
        assert found == Patch(expected, ())

    def test_patch_of_parameter(self) -> None:
        """A number with a name is left to people."""
        text = SCORED.replace("heat >= 20", "heat >= enough")
        text = f"{text}\nparameters: {{enough: 20}}\n"
        document = load_policy("policy.yaml", text.encode()).document
        ((_, place), _) = comparisons(document.phrases, ["fit", "heat"])
        found = patch_number("policy.yaml", text.encode(), place, Decimal(5))
        assert (found.text, "change it to 5 by hand" in found.left[0]) == (text, True)

    @pytest.mark.parametrize(
        ("target", "fewest", "told"),
        [
            ("75%", 1, "10 or more."),
            (
                "90%",
                4,
                "none, since no score with enough leads reaches 90%.",
            ),
            ("90%", 9, "none, since only 5 leads were handed off."),
        ],
    )
    def test_text(self, target: str, fewest: int, told: str) -> None:
        """Rows, and what is suggested in a sentence."""
        found = worth(*self.LEADS, target=target, fewest=fewest)
        lines = [*threshold_lines("t 1", found)]
        assert lines[0] == (
            f"t 1, fit + heat: from which score on {target} of the leads come to "
            "`won`, from 5 leads"
        )
        assert cells(lines[5]) == "10 | 2 | 1 | 50.0% | 4 | 3 | 75.0%"
        assert lines[-1] == f"Suggested: {told}"

    def test_text_left_out(self) -> None:
        """What is left out is told."""
        *_, last = threshold_lines("t", worth(make_lead("mon 09:00 won")))
        assert last == "Left out: 1 that were not handed off."

    def test_json(self) -> None:
        """All of it, for programs."""
        told = json.loads(threshold_json("t", worth(*self.LEADS), None, ""))
        assert (told["scores"], told["suggested"]) == (["fit", "heat"], "0")
        assert told["ranges"][1]["leads_from"] == 4
        none = json.loads(threshold_json("t", worth(), None, ""))
        assert (none["suggested"], none["ranges"]) == (None, [])


def cells(row: str) -> str:
    """The cells of a row that are not empty."""
    return " | ".join(re.split(" {2,}", row.strip()))


class TestReports:
    """What is printed."""

    def test_text(self) -> None:
        """A row for each case, and what is left out."""
        within = "[2 hours when employees >= 50, 3 hours when country is US, 4 hours]"
        text = f"from: handed_off / until: attempt / unless: lost / within: {within}"
        leads = [
            make_lead("mon 09:00 handed_off; mon 10:00 attempt", employees=60),
            make_lead("mon 09:00 handed_off", identity="L2", employees=1, country="US"),
            make_lead("mon 09:00 handed_off; mon 09:30 lost", identity="L3"),
        ]
        found = advise(make_timer(text), [*leads, {"id": "odd", "events": "?"}])
        _, caution, _, _, *rows = limit_lines("trial 1.0.0", found)
        assert "people would have acted otherwise" in caution
        assert [cells(row) for row in rows] == [
            "when employees >= 50 | 1 | 2 hours | 100.0% | 1 hour | 100.0%",
            "when country is US | 1 | 3 hours | 0.0% | none, 0.0% were ever met",
            "every other lead | 0 | 4 hours | none, too few promises",
            "",
            "Left out: 1 no longer owed, 1 of leads that cannot be judged.",
        ]

    def test_kept(self) -> None:
        """The tightest limit already; nothing is left out."""
        lines = [*limit_lines("t", advise(make_timer(REPLY), answered(8)))]
        assert lines[0].endswith("for 95%, from 1 lead")
        assert cells(lines[-1]).endswith("| 8 business hours, as now | 100.0%")

    def test_change(self) -> None:
        """What another limit is for whom."""
        pact, other = (make_timer(REPLY.replace("8", one)) for one in "84")
        assert [*change_lines(diff(pact, other))] == [
            "A major change",
            "  harder for sales: reply: 4 business hours instead of 8 business hours",
        ]

    def test_change_for_some(self) -> None:
        """Where it is harder for some leads, one of them is told."""
        within = "[8 hours when employees >= 50, 9 hours]"
        pact, other = (
            make_timer(f"from: handed_off / until: attempt / within: {each}")
            for each in (within, within.replace("8", "4"))
        )
        assert [*change_lines(diff(pact, other))][2:] == [
            "    such as for a lead with employees = 50",
        ]

    def test_json(self) -> None:
        """All of it, for programs."""
        found = advise(make_timer(REPLY), answered(1, 2, 8), "60%")
        pact, other = (make_timer(REPLY.replace("8", one)) for one in "82")
        told = json.loads(limit_json("trial", found, diff(pact, other), "+ 2"))
        assert (told["grade"], told["patch"]) == ("major", "+ 2")
        assert told["effects"][0]["direction"] == "harder"
        (case,) = told["cases"]
        assert (case["suggested"], case["then"]["percent"]) == (
            *("2 business hours", "66.6"),
        )
        none = json.loads(limit_json("trial", advise(make_timer(REPLY), []), None, ""))
        assert (none["grade"], none["patch"], none["effects"]) == (None, None, [])
        assert none["cases"][0]["now"]["percent"] is None
