"""Instances of one timer: the history folded, never a running total.

At one instant, what ends an instance comes before what starts one, and an event never
ends the instance that it opened.
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, TypeVar

from leadpact.compile.plan import kind_of
from leadpact.diagnostics import near
from leadpact.engines.clocks import Clock, Pauses, Span, pauses
from leadpact.engines.history import RANK, Record, derived_record
from leadpact.engines.runs import BREACHED, Run
from leadpact.errors import NeverOpenError, refusal
from leadpact.language.nodes import Source
from leadpact.model.evaluation import Ending, Outcome
from leadpact.model.policy import Repeat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from leadpact.calendars import Away
    from leadpact.engines.bound import BoundCase, BoundTimer
    from leadpact.engines.facts import Facts, LeadMoment
    from leadpact.engines.timeline import Timeline
    from leadpact.model.lead import Person

T = TypeVar("T")

#: The word that stands for the calendar of whoever owns the lead.
OWNER = "owner"

_NO_EVENTS: Sequence[Record] = ()


class TimerFold:
    """What one timer needs of a lead's history to open instances and to end them.

    An instance takes what it needs at once: its end is the earliest event that ends
    it, and a later start can only cut it short.

    Attributes:
        enough: Events that are enough at once.
        voiding: What voids, and what excuses, in this order at one instant.
        lasting: Waivers that last, each with its end.
        stretches: When clocks stand still.
        spent: With `each`, ids of events that counted for an older instance.
    """

    enough: Sequence[Record] = ()
    voiding: Sequence[tuple[Ending, Sequence[Record]]] = ()
    lasting: Sequence[tuple[Record, int]] = ()
    stretches: Pauses = ()

    def __init__(
        self,
        facts: Facts,
        timer: BoundTimer,
        people: Mapping[str, Person],
        spent: set[str],
    ) -> None:
        self.facts = facts
        self.timer = timer
        self.people = people
        plan = timer.plan
        matches = facts.all_matches
        self.until = matches(plan.until)
        self.spent = spent
        if plan.enough:
            self.enough = matches(plan.enough)
        if plan.unless:
            self.voiding = [(Ending.UNLESS, matches(plan.unless))]
        if "waived" in facts.history.by_type:
            waivers = self._waivers()
            self.voiding = [*self.voiding, (Ending.WAIVED, waivers)]
            ends = ((record, record.data.get("until")) for record in waivers)
            self.lasting = [(one, end) for one, end in ends if isinstance(end, int)]
        if plan.pause:
            self.stretches = pauses(matches(plan.pause), matches(plan.resume))

    def holds(self, record: Record) -> bool:
        """Whether the guard holds at a start."""
        moment = self.facts.at(record.at)
        holds = self.timer.holds is None or self.timer.holds(moment)
        if holds is None:
            self._tell_unknown(moment)
        return holds is True

    def open_after(self, run: Run | None, record: Record) -> Run | None:
        """The instance that a start opens after the last one, if it does."""
        if self.timer.holds is not None and not self.holds(record):
            return None
        if run is not None and not self.timer.is_each and not self._ends(run, record):
            return None
        opened = self._open(record)
        if opened is not None:
            self._take(opened)
        return opened

    def _ends(self, run: Run, record: Record) -> bool:
        """Whether the last instance is over, or ends by a start."""
        if run.is_over_before(record.at):
            return True
        if run.start < record.at and run.is_past_due(record.at):
            self._cut(run, Ending.SUPERSEDED, record)
            return True
        if self.timer.plan.repeat is Repeat.RESTART:
            self._cut(run, Ending.RESTARTED, record)
            return True
        return False

    def _cut(self, run: Run, ending: Ending, record: Record) -> None:
        """End an instance by a start. A new one has counted nothing at its instant."""
        run.finish(record.at, ending, record)
        last = record.at if run.start < record.at else record.at - 1
        run.counted = [each for each in run.counted if each.at <= last]

    def _take(self, run: Run) -> None:
        """Let an instance take what it counts, and what ends it first."""
        if run.needed == 1:
            last = self._first(run, self.until)
            counted = _NO_EVENTS if last is None else (last,)
        else:
            counted, last = self._count(run)
        if last is not None:
            run.end, run.ending, run.ender = last.at, Ending.UNTIL, last
        if self.enough:
            self._end_by(run, Ending.ENOUGH, self.enough)
        for ending, records in self.voiding:
            self._end_by(run, ending, records)
        for record, end in self.lasting:
            begins_in_it = record.at < run.start < end
            if begins_in_it and (run.end is None or run.start < run.end):
                run.finish(run.start, Ending.WAIVED, record)
        if run.ender is not last and run.end is not None:
            counted = [each for each in counted if each.at <= run.end]
        run.counted = counted
        if self.timer.is_each:
            self.spent.update(record.id for record in counted)
            if run.ending is Ending.ENOUGH and run.ender is not None:
                self.spent.add(run.ender.id)

    def _end_by(self, run: Run, ending: Ending, records: Sequence[Record]) -> None:
        """End an instance by the first of some events, if nothing ends it before."""
        record = self._first(run, records)
        if record is not None and (run.end is None or record.at < run.end):
            run.finish(record.at, ending, record)

    def _first(self, run: Run, records: Sequence[Record]) -> Record | None:
        """The first event from the start on that may end an instance."""
        start, opener, spent = run.start, run.opener, self.spent
        for record in records:
            if (
                record.at >= start
                and record is not opener
                and not (spent and record.id in spent)
            ):
                return record
        return None

    def _count(self, run: Run) -> tuple[Sequence[Record], Record | None]:
        """The `until` events that count, and the one that is the last needed."""
        counted: list[Record] = []
        for record in self.until:
            if (
                record.at < run.start
                or record is run.opener
                or (self.spent and record.id in self.spent)
                or not self._is_apart(run, counted, record)
            ):
                continue
            counted.append(record)
            if len(counted) == run.needed:
                return counted, record
        return counted, None

    def _is_apart(self, run: Run, counted: Sequence[Record], record: Record) -> bool:
        """Whether a try lies far enough from the last one that counted."""
        if run.apart is None or not counted:
            return True
        zone = self.facts.bound.plan.timezone
        return record.at >= run.apart.later(counted[-1].at, run.calendar, zone)

    def _open(self, record: Record) -> Run | None:
        """The instance that a start opens, by what was true then."""
        timer = self.timer
        zone = self.facts.bound.plan.timezone
        try:
            if timer.is_plain and timer.fixed_within is not None:
                within, calendar = timer.fixed_within, timer.fixed_calendar
                name = timer.plan.fallback
                clock = Clock.begin(within, record.at, calendar, zone, self.stretches)
                return Run(self.facts, timer, record, clock, calendar, name, within)
            moment = self.facts.at(record.at)
            within = self._choose(moment, timer.within, "within")
            name, away = timer.plan.fallback, None
            if timer.calendar:
                name, away = self._calendar_name(moment)
            calendar = moment.calendar(name, away) if name else None
            clock = Clock.begin(within, record.at, calendar, zone, self.stretches)
        except NeverOpenError:
            self._tell_never_open(name, within)
            return None
        run = Run(self.facts, timer, record, clock, calendar, name, within)
        if timer.times:
            run.needed = self._choose(moment, timer.times, "times")
        if timer.apart:
            run.apart = self._choose(moment, timer.apart, "apart")
        return run

    def _tell_never_open(self, calendar: str, within: Span) -> None:
        """A lead may have none of the hours that a promise counts in."""
        message = (
            f"timer `{self.timer.plan.name}`: the calendar `{calendar}` is not open "
            f"for {within.text} from then on; it does not start"
        )
        self.facts.find("LP4018", message)

    def _calendar_name(self, moment: LeadMoment) -> tuple[str, Away | None]:
        """The calendar in force at the start, by name; empty for none.

        That of the owner, which is the party's where they have none, is closed while
        they are away.
        """
        fallback = self.timer.plan.fallback
        name = self._choose(moment, self.timer.calendar, "calendar")
        if name != OWNER:
            return name, None
        owner = self.facts.owner(moment.at)
        person = self.people.get(owner) if owner else None
        if person is None:
            return fallback, None
        if not person.calendar:
            return fallback, person.away
        known = [calendar.name for calendar in self.facts.bound.plan.calendars]
        if person.calendar not in known:
            message = f"person `{person.id}`: unknown calendar `{person.calendar}`"
            raise refusal("LP4012", message, near(person.calendar, known))
        return person.calendar, person.away

    def _choose(
        self, moment: LeadMoment, cases: Sequence[BoundCase[T]], what: str
    ) -> T:
        """The first case that holds; unknown ones that were passed over are told."""
        value, certain = moment.choose(cases)
        if not certain:
            missing = {
                name
                for case in cases
                if case.when is not None
                and case.holds is not None
                and case.holds(moment) is None
                for name in moment.behind(case.when)
            }
            self._tell(f"a case of `{what}` was passed over", sorted(missing))
        return value

    def _tell_unknown(self, moment: LeadMoment) -> None:
        when = self.timer.plan.when
        missing = moment.behind(when) if when is not None else ()
        self._tell("`when` is unknown, so it does not start", missing)

    def _tell(self, what: str, missing: Sequence[str]) -> None:
        names = ", ".join(f"`{name}`" for name in missing)
        self.facts.find(
            "LP4008", f"timer `{self.timer.plan.name}`: {what}: {names} is missing"
        )

    def _waivers(self) -> list[Record]:
        """Waivers of this timer that name who and why; the others are told."""
        found = []
        for record in self.facts.history.by_type.get("waived", ()):
            if record.data.get("timer") != self.name:
                continue
            if record.data.get("by") and record.data.get("why"):
                found.append(record)
            else:
                self.facts.find(
                    "LP4013",
                    f"waiver `{record.id}` does not tell who and why; it has no effect",
                )
        return found

    @property
    def name(self) -> str:
        """Name of the timer."""
        return self.timer.plan.name


def fold_timer(
    timeline: Timeline, name: str, people: Mapping[str, Person]
) -> list[Run]:
    """All instances of a timer, by start.

    A start belongs to the version that judges it; instances go on across versions.
    """
    last: Run | None = None
    runs: list[Run] = []
    for fold, record in _starts(timeline, name, people):
        run = fold.open_after(last, record)
        if run is not None:
            runs.append(run)
            last = run
    for run in runs:
        if run.clock.stretches:
            run.settle()
    return runs


def starts(
    timeline: Timeline, name: str, people: Mapping[str, Person]
) -> Iterator[tuple[Record, Facts | None]]:
    """What starts a timer, also where it finds an instance, and who judges it.

    Nobody, ``None``, judges what a version takes for a start where none is in force.
    """
    for fold, record in _starts(timeline, name, people):
        if fold.holds(record):
            yield record, fold.facts
    for record in unjudged(timeline, name, people):
        yield record, None


def openings(timeline: Timeline, name: str, people: Mapping[str, Person]) -> list[Run]:
    """Each start of a timer with the instance that it would open, by start.

    Each is told as if no other start had been, but that with `each` an event counts for
    one of them: which of them open an instance depends on the time allowed, and what
    would end them does not.
    """
    found = (
        fold.open_after(None, record)
        for fold, record in _starts(timeline, name, people)
    )
    return [run for run in found if run is not None]


def unjudged(
    timeline: Timeline, name: str, people: Mapping[str, Person]
) -> Iterator[Record]:
    """What a version takes for a start of a timer where none is in force."""
    for facts in timeline.facts:
        timer = facts.bound.timers.get(name)
        if timer is None:
            continue
        matches = facts.all_matches(timer.plan.starts)
        found = [each for each in matches if timeline.judging(each.at) is None]
        if found:
            fold = TimerFold(facts, timer, people, set())
            yield from filter(fold.holds, found)


def _starts(
    timeline: Timeline, name: str, people: Mapping[str, Person]
) -> Iterable[tuple[TimerFold, Record]]:
    """Every start of a timer, with what its version needs to open an instance."""
    spent: set[str] = set()
    if not timeline.terms:
        facts = timeline.present
        timer = facts.bound.timers[name]
        starts = facts.all_matches(timer.plan.starts)
        if not starts:
            return ()
        return zip(repeat(TimerFold(facts, timer, people, spent)), starts)
    found: list[tuple[TimerFold, Record]] = []
    for facts in timeline.facts:
        if name not in facts.bound.timers:
            continue
        timer = facts.bound.timers[name]
        starts = [
            each
            for each in facts.all_matches(timer.plan.starts)
            if timeline.judging(each.at) is facts
        ]
        if starts:
            fold = TimerFold(facts, timer, people, spent)
            found += [(fold, record) for record in starts]
    return sorted(found, key=lambda pair: pair[1].rank)


def derive(timeline: Timeline, name: str, runs: Iterable[Run]) -> None:
    """Let other timers and questions see what became of a timer's instances."""
    now, derived = timeline.now, timeline.present.derived
    missed, met = [], []
    for run in runs:
        outcome = run.outcome(now)
        if run.due is not None and outcome in BREACHED:
            missed.append(_outcome_record(Source.MISSED, run, run.due))
        if run.end is not None and outcome is Outcome.MET:
            met.append(_outcome_record(Source.MET, run, run.end))
    derived[kind_of(Source.MISSED, name)] = sorted(missed, key=RANK)
    derived[kind_of(Source.MET, name)] = sorted(met, key=RANK)


def _outcome_record(source: Source, run: Run, at: int) -> Record:
    name = run.timer.plan.name
    identity = f"{source.value}:{name}:{run.opener.id}"
    return derived_record(at, 0, identity, kind_of(source, name))
