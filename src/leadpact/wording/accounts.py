"""How a promise on one lead came to its verdict, in sentences of a language."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import attrs

from leadpact.calendars import Closed, time_zone
from leadpact.instants import from_instant, to_instant
from leadpact.model.evaluation import Ending, Outcome, State
from leadpact.units import Duration
from leadpact.wording.clauses import Form
from leadpact.wording.explanations import Explanations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from leadpact.model.account import Account, ClockStretch
    from leadpact.model.evaluation import Instance
    from leadpact.model.lead import Event
    from leadpact.wording.phrases import Wording

_OPEN = {Outcome.RUNNING, Outcome.AT_RISK, Outcome.PAUSED}
#: Who did it, where that was no human.
_BY = {"automation": "patterns.by_automation", "system": "patterns.by_system"}
#: Endings whose due instant tells nothing: it came to nothing, or is the event itself.
_NOT_DUE = {Ending.RESTARTED, Ending.VIOLATED}
#: Endings that mean something else than that what was asked for came.
_MEANINGS: Mapping[Ending | None, str] = {
    Ending.ENOUGH: "enough",
    Ending.UNLESS: "unless",
    Ending.SUPERSEDED: "anew",
}
_SATURDAY = 5


@attrs.frozen
class Accounts:
    """Says how instances of timers, and violations of limits, came to their verdicts.

    Attributes:
        told: Words for the policy that judged, and for people.
        owner: Id of the lead's owner at ``now``, who is told elsewhere.
    """

    told: Explanations
    owner: str | None = None

    def heading(self, account: Account, *, versioned: bool = False) -> str:
        """The promise and its verdict: `Reach out first: breached by 54 min`.

        Args:
            account: The instance.
            versioned: Whether to name the version that judges it.
        """
        instance = account.instance
        timer = self.wording.timer_title(instance.timer)
        verdict = self._verdict(instance)
        if versioned:
            version = instance.version
            return self._text(
                "versioned", timer=timer, version=version, verdict=verdict
            )
        return self._text("promise", timer=timer, verdict=verdict)

    def lines(self, account: Account) -> tuple[str, ...]:
        """What was promised, what happened when, and who held the lead."""
        events = self._text("events", ids=self._ids(account))
        if account.instance.ending is Ending.RESTARTED:
            # What was asked for is told of the run that took its place.
            return (*self._timeline(account), events)
        return (
            self._text(
                "promised",
                party=self.wording.who(account.instance.party),
                promise=self._promised(account),
            ),
            *self._timeline(account),
            *self._held(account.instance),
            *self._assign_by(account),
            events,
        )

    def clock(self, account: Account) -> tuple[str, ...]:
        """Every stretch up to the due instant that the clock uses, or skips and why.

        Of a run that was started anew there is none: it is told of what took its place.
        """
        instance = account.instance
        if instance.ending is Ending.RESTARTED:
            return ()
        beside: int | None = None
        lines = []
        for stretch in _until_due(account):
            what = self._stretch(stretch, instance.calendar)
            lines.append(self._line(stretch.start, beside, what))
            beside = stretch.start
        if lines and instance.due is not None:
            lines.append(self._line(instance.due, beside, self._text("due")))
        return tuple(lines)

    @property
    def wording(self) -> Wording:
        """Says the phrases of the policy that judged."""
        return self.told.wording

    def _verdict(self, instance: Instance) -> str:
        """What became of it, and by how much."""
        due, end = instance.due, instance.end
        if due is not None and end is not None:
            margin = self.wording.amounts.elapsed(abs(due - end))
            if instance.outcome is Outcome.MET_LATE:
                return self._text("met_late", late=margin)
            if instance.outcome is Outcome.MET:
                if end == due:
                    return self._text("met_at_due")
                return self._text("met_early", spare=margin)
        if instance.outcome is Outcome.NEVER_MET:
            violated = instance.ending is Ending.VIOLATED
            return self._text("violated" if violated else "never_met")
        return self._state(instance)

    def _state(self, instance: Instance) -> str:
        """A state that is no breach, and how much time is left while it is open."""
        if instance.ending is Ending.RESTARTED:
            return self._text("restarted")
        state = self.wording.state(instance.state.value)
        if instance.outcome not in _OPEN:
            return state
        key = "left_business" if instance.calendar else "left"
        left = self._amount(instance, instance.remaining)
        return self._text(key, state=state, left=left)

    def _promised(self, account: Account) -> str:
        """What was asked for in which time: `an attempt within 15 minutes`."""
        instance = account.instance
        if instance.ending is Ending.VIOLATED:
            return self.wording.limit_bound(instance.timer)
        timer = self.wording.policy.timers[instance.timer]
        clauses = self.wording.clauses
        if instance.needed == 1:
            patterns = clauses.patterns(timer.until)
        else:
            count = self.wording.amounts.number(instance.needed)
            many = clauses.patterns(timer.until, Form.MANY)
            patterns = self.wording.text("promises.counted", count=count, patterns=many)
        if account.apart is not None:
            apart = self.wording.amounts.duration(account.apart)
            patterns = self._text("apart", tries=patterns, apart=apart)
        within = self.wording.amounts.duration(Duration.parse(instance.within))
        key = "within" if instance.needed == 1 else "tries_within"
        return self._text(key, patterns=patterns, within=within)

    def _timeline(self, account: Account) -> Iterator[str]:
        """What happened when, in order, each beside the instant told before it."""
        beside: int | None = None
        for at, _, what in sorted(self._happenings(account)):
            yield self._line(at, beside, what)
            beside = at

    def _happenings(self, account: Account) -> Iterator[tuple[int, int, str]]:
        """Instants, their order at one instant, and what happened then."""
        instance, ended = account.instance, account.ended
        yield instance.start, 0, self._event(account.opened)
        for stretch, pause in _pauses(account):
            is_over = stretch is not account.stretches[-1]
            until = self._moment(stretch.end, stretch.start) if is_over else ""
            yield stretch.start, 1, self._pause(pause, until)
        if account.assigned is not None:
            yield to_instant(account.assigned.at), 1, self._event(account.assigned)
        if instance.needed > 1:
            for count, event in enumerate(account.counted, start=1):
                if event != ended:
                    yield to_instant(event.at), 2, self._try(instance, event, count)
        if ended is not None:
            yield to_instant(ended.at), 3, self._end(account, ended)
        if instance.due is not None and instance.ending not in _NOT_DUE:
            yield instance.due, 4, self._text("due")

    def _ids(self, account: Account) -> str:
        """The ids of the events that decided, in order."""
        pauses = [pause for _, pause in _pauses(account)]
        assigned = () if account.assigned is None else (account.assigned,)
        ended = () if account.ended is None else (account.ended,)
        events = [account.opened, *pauses, *assigned, *account.counted, *ended]
        ids = {event.id: event for event in sorted(events, key=lambda one: one.at)}
        return self.wording.catalogue.joined(list(ids), "more")

    def _try(self, instance: Instance, event: Event, count: int) -> str:
        return self._text(
            "try",
            event=self._event(event),
            count=str(count),
            needed=str(instance.needed),
        )

    def _end(self, account: Account, event: Event) -> str:
        """What ended it, and what that means where it is not what was asked for."""
        instance = account.instance
        if instance.ending is Ending.WAIVED:
            return self._waiver(account, event)
        if instance.ending is Ending.UNTIL and instance.needed > 1:
            return self._try(instance, event, instance.counted)
        what = self._event(event)
        if instance.late:
            return self._text("late", event=what)
        key = _MEANINGS.get(instance.ending)
        return self._text(key, event=what) if key else what

    def _waiver(self, account: Account, event: Event) -> str:
        """A waiver with who and why, and until when where it tells that."""
        who = self.told.person(str(event.data["by"]))
        what = self._text("by", event=self._event(event), who=who)
        if account.waived_until is not None:
            until = self._moment(account.waived_until, to_instant(event.at))
            what = self._text("until", event=what, until=until)
        if account.instance.late:
            what = self._text("late", event=what)
        return self._text("why", event=what, why=str(event.data["why"]))

    def _pause(self, event: Event, until: str = "") -> str:
        """A pause, until when, by whom and why, as far as that is known."""
        what = self._event(event)
        if until:
            what = self._text("until", event=what, until=until)
        if by := event.data.get("by"):
            what = self._text("by", event=what, who=self.told.person(str(by)))
        if reason := event.data.get("reason"):
            why = self.wording.value(str(reason))
            what = self._text("why", event=what, why=why)
        return what

    def _event(self, event: Event) -> str:
        """An event: what, by which channel, when recorded if late."""
        what = self.wording.event(event.type)
        if channel := event.data.get("channel"):
            via = self.wording.value(str(channel))
            what = self.wording.text("patterns.via", pattern=what, channel=via)
        if to := event.data.get("to"):
            what = self._text("to", event=what, who=self.told.person(str(to)))
        if key := _BY.get(event.actor.value):
            what = self.wording.text(key, pattern=what)
        if event.recorded_at is not None and event.recorded_at > event.at:
            at = self._moment(to_instant(event.recorded_at), to_instant(event.at))
            return self._text("recorded", event=what, at=at)
        return what

    def _held(self, instance: Instance) -> Iterator[str]:
        """Who held the lead for how long, where the lead's owner does not tell it."""
        held = [
            (owner, sum(each.elapsed for each in group))
            for owner, group in groupby(instance.held, key=lambda one: one.owner)
        ]
        owners = {owner for owner, _ in held}
        if owners <= {None} or owners <= {self.owner}:
            return
        shares = [
            self._text(
                "share", owner=self._holder(owner), span=self._amount(instance, span)
            )
            for owner, span in held
            if span
        ]
        if len(shares) > 1:
            holders = self.wording.catalogue.joined(shares, "more")
        else:
            holders = self._holder(held[-1][0])
        if instance.state is State.BREACHED and len(shares) > 1:
            owner = self._holder(instance.owner_at_due)
            yield self._text("held_at_due", holders=holders, owner=owner)
        else:
            yield self._text("held", holders=holders)

    def _holder(self, owner: str | None) -> str:
        return self._text("nobody") if owner is None else self.told.person(owner)

    def _assign_by(self, account: Account) -> Iterator[str]:
        if account.assign_by is not None:
            at = self._moment(account.assign_by, account.instance.end)
            yield self._text("assign_by", at=at)

    def _stretch(self, stretch: ClockStretch, calendar: str) -> str:
        if stretch.is_used:
            span = self.wording.amounts.open_time(stretch.end - stretch.start)
            return self._text("used", span=span)
        return self._text("skipped", why=self._why(stretch, calendar))

    def _why(self, stretch: ClockStretch, calendar: str) -> str:
        """Why the clock skips a stretch, and which part of a joined calendar does."""
        if stretch.pause is not None:
            return self._pause(stretch.pause)
        closed = "" if stretch.closed is None else stretch.closed.name.lower()
        key = "weekend" if self._is_weekend(stretch) else closed
        places = {"name": stretch.name} if stretch.name else {}
        why = self.wording.text(f"closed.{key}", None, **places)
        if stretch.calendar in {"", calendar}:
            return why
        part = self.wording.named(stretch.calendar)
        return self.wording.text("closed.part", None, why=why, calendar=part)

    def _is_weekend(self, stretch: ClockStretch) -> bool:
        """Whether a closed weekday is one of a weekend on the reader's clock."""
        zone = time_zone(self.told.zone)
        ends = (stretch.start, stretch.end - 1)
        days = [from_instant(at).astimezone(zone).weekday() for at in ends]
        return stretch.closed is Closed.WEEKDAY and min(days) >= _SATURDAY

    def _amount(self, instance: Instance, span: int) -> str:
        """A span on the clock of an instance."""
        amounts = self.wording.amounts
        return amounts.open_time(span) if instance.calendar else amounts.elapsed(span)

    def _moment(self, at: int, beside: int | None) -> str:
        """An instant, beside one that was told: the time alone on the same day."""
        if beside is None:
            return self.told.at(at)
        return self.wording.amounts.moment(at, beside, self.told.zone)

    def _line(self, at: int, beside: int | None, what: str) -> str:
        return self._text("line", time=self._moment(at, beside), what=what)

    def _text(self, key: str, /, **places: str) -> str:
        return self.wording.text(f"account.{key}", None, **places)


def _pauses(account: Account) -> list[tuple[ClockStretch, Event]]:
    """The pauses before the due instant: what comes after it decides nothing."""
    return [
        (one, one.pause)
        for one in account.stretches
        if one.pause is not None and not _is_past_due(account.instance, one.start)
    ]


def _is_past_due(instance: Instance, at: int) -> bool:
    return instance.due is not None and instance.due <= at


def _until_due(account: Account) -> list[ClockStretch]:
    """The stretches that make the due instant: what comes after it is left out."""
    found: list[ClockStretch] = []
    for one in (*account.stretches, *account.ahead):
        if _is_past_due(account.instance, one.start):
            break
        if (
            found
            and attrs.evolve(one, start=found[-1].start, end=found[-1].end) == found[-1]
        ):
            found[-1] = attrs.evolve(found[-1], end=one.end)
        else:
            found.append(one)
    due = account.instance.due
    if found and due is not None:
        found[-1] = attrs.evolve(found[-1], end=min(found[-1].end, due))
    return found
