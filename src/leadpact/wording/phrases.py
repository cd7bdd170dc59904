"""What a policy says, in whole sentences of a language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar, cast

import attrs

from leadpact.diagnostics import NOWHERE
from leadpact.instants import to_instant
from leadpact.language.nodes import (
    Case,
    Condition,
    Literal,
    LiteralValue,
    Measure,
    Name,
    Pattern,
    Points,
    Source,
    Step,
)
from leadpact.model.lead import Actor
from leadpact.model.policy import (
    Classification,
    Counting,
    Lines,
    Meeting,
    Period,
    Play,
    Policy,
    Repeat,
    Stage,
    Timer,
)
from leadpact.units import Duration
from leadpact.wording.amounts import Amounts
from leadpact.wording.catalogue import Catalogue
from leadpact.wording.clauses import Clauses, Form
from leadpact.wording.measures import Measures
from leadpact.wording.names import words
from leadpact.wording.opening import OpeningHours
from leadpact.wording.plans import Plans
from leadpact.wording.steps import Steps

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from leadpact.model.values import FieldValue

Value = TypeVar("Value", Literal, Duration, int, Name)


@attrs.frozen
class Wording:
    """Says everything that a policy holds.

    Attributes:
        language: Code of a shipped language; ``ValueError`` if it is not one.
        policy: A checked policy.
        numbers: The plan numbers that its goals name, as ``PlanNumbers.amounts``.
        catalogue: The messages of the language.
        amounts: Writes numbers, money, spans and instants.
        clauses: Writes conditions and patterns.
        plans: Writes the parts of a plan.
    """

    language: str
    policy: Policy
    numbers: Mapping[str, LiteralValue] = attrs.field(factory=dict)
    catalogue: Catalogue = attrs.field(init=False, repr=False)
    amounts: Amounts = attrs.field(init=False, repr=False)
    clauses: Clauses = attrs.field(init=False, repr=False)
    plans: Plans = attrs.field(init=False, repr=False)
    _steps: Steps = attrs.field(init=False, repr=False)
    _measures: Measures = attrs.field(init=False, repr=False)
    _hours: OpeningHours = attrs.field(init=False, repr=False)

    @catalogue.default
    def _load_catalogue(self) -> Catalogue:
        return Catalogue.load(self.language)

    @amounts.default
    def _new_amounts(self) -> Amounts:
        return Amounts(self.catalogue)

    @clauses.default
    def _new_clauses(self) -> Clauses:
        return Clauses(self.catalogue, self.policy)

    @plans.default
    def _new_plans(self) -> Plans:
        return Plans(self.amounts)

    @_steps.default
    def _new_steps(self) -> Steps:
        return Steps(self.clauses)

    @_measures.default
    def _new_measures(self) -> Measures:
        return Measures(self.clauses, self.numbers)

    @_hours.default
    def _new_hours(self) -> OpeningHours:
        return OpeningHours(self.amounts)

    def text(
        self, key: str, /, choice: Decimal | int | None = None, **places: str
    ) -> str:
        """A message of the catalogue; see ``Catalogue.text``."""
        return self.catalogue.text(key, choice, **places)

    # Phrases.

    def condition(self, node: Condition) -> str:
        """A condition as a clause: `employees is at least 50`."""
        return self.clauses.condition(node)

    def pattern(self, node: Pattern, form: Form = Form.ANY) -> str:
        """Events as a noun: `a demo request in the last 30 days`."""
        return self.clauses.pattern(node, form)

    def points(self, node: Points) -> str:
        """A line of a score: `30 points when employees is at least 200`."""
        points = self.score_points(node.points)
        if node.each is None:
            # Points have exactly one of both.
            condition = self.condition(cast("Condition", node.when))
            return self.text("points.when", points=points, condition=condition)
        pattern = self.clauses.pattern(node.each, Form.ONE)
        if node.cap is None:
            return self.text("points.each", points=points, pattern=pattern)
        cap = self.score_points(node.cap)
        return self.text("points.each_capped", points=points, pattern=pattern, cap=cap)

    def score_points(self, amount: Decimal) -> str:
        """An amount of points: `30 points`."""
        return self.text("points.points", amount, amount=self.amounts.number(amount))

    def step(self, node: Step) -> str:
        """A step: `escalate to the sales manager after 1 business hour`."""
        return self._steps.step(node)

    def step_action(
        self, verb: str, to: Sequence[str], place: str | None = None
    ) -> str:
        """What a step does, without when: `escalate to the sales manager`."""
        return self._steps.action(verb, to, place)

    def step_marked(self, node: Step) -> str:
        """All of a step but what its mark on a clock says: `alert the owner`."""
        return self._steps.marked(node)

    def step_timing(self, node: Step) -> str:
        """When a step is due, alone: `after 1 business hour`."""
        return self._steps.timing(node)

    def step_mark(self, node: Step) -> str:
        """When a step is due, as a mark on a clock: `75%`, `+1 business hour`."""
        return self._steps.mark(node)

    def who(self, name: str) -> str:
        """A party, a role or `owner`: `sales`, `the sales manager`, `the owner`."""
        return self._steps.who(name)

    def measure(self, node: Measure) -> str:
        """A measure as a noun: `at least 800 leads entering MQL`."""
        return self._measures.measure(node)

    def cases(self, cases: Sequence[Case[Value]]) -> str:
        """Values by case: `5 minutes when band is hot, else 1 hour`."""
        return self._by_case(cases, [self._value(case.value) for case in cases])

    def value(self, value: FieldValue) -> str:
        """A value of a lead: a word of a choice, an amount, an instant in UTC."""
        match value:
            case bool():
                return self.text("names.yes" if value else "names.no")
            case int():
                return self.amounts.number(value)
            case str():
                return words(value)
            case datetime():
                return self.amounts.instant(to_instant(value), "UTC")
            case frozenset():
                return self.catalogue.joined(sorted(map(words, value)), "and")
        return self.clauses.literal(value)

    # Named things of the policy.

    def holder(self, role: str) -> str:
        """Who holds a role: `Ana Duarte when country is US, else Tomasz Zieliński`."""
        who = self.policy.roles[role].who
        if isinstance(who, str):
            return who
        return self._by_case(who, [str(case.value.value) for case in who])

    def definition(self, name: str) -> str:
        """What a definition means: a condition, lines of them, or cases."""
        body = self.policy.definitions[name].body
        match body:
            case Classification():
                return self.cases(body.cases)
            case Lines(conditions=(condition,)) if body.quantifier.value != "none":
                return self.condition(condition)
            case Lines():
                lines = [self.condition(condition) for condition in body.conditions]
                key = f"definitions.{body.quantifier.value}"
                return self.text(key, lines=self.catalogue.joined(lines, "lines"))
        return self.condition(body)

    def noun(self, name: str) -> str:
        """What a field, definition or score is called."""
        return self.clauses.names.noun(name)

    def stage(self, name: str) -> str:
        """What enters a stage: `An acceptance`."""
        stage = next(stage for stage in self.policy.stages if stage.name == name)
        entering = self._entering(stage)
        if not stage.complete:
            return entering
        fields = [self.noun(field.name) for field in stage.complete]
        joined = self.catalogue.joined(fields, "and")
        return self.text("entering.complete", entering=entering, fields=joined)

    def timer(self, name: str) -> str:
        """A timer's whole promise: `Sales will accept every lead within …`."""
        return self._will(self.policy.timers[name].party, self.timer_item(name))

    def timer_item(self, name: str) -> str:
        """The same as an item of a list that says who: `Accept every lead within …`."""
        timer = self.policy.timers[name]
        if timer.promise:
            key = "promises.counting" if timer.times else "promises.timed"
            return self.text(key, promise=timer.promise, bound=self.timer_bound(name))
        if timer.times:
            return self.text("promises.record_several", bound=self.timer_bound(name))
        until = self.clauses.patterns(timer.until)
        bound = self.timer_bound(name)
        return self.text("promises.record", patterns=until, bound=bound)

    def timer_bound(self, name: str) -> str:
        """What a timer measures: `within 8 business hours of the hand-off`."""
        timer = self.policy.timers[name]
        bound = self.text(
            "promises.within_by_case" if len(timer.within) > 1 else "promises.within",
            within=self.cases(timer.within),
            start=self._start(timer),
        )
        if not timer.times:
            return bound
        return self.text("promises.tries", tries=self._tries(timer), bound=bound)

    def timer_kept(self, name: str, *, short: bool = False) -> str:
        """When the steps of a kept promise are due: `after the last try`.

        They wait for the last `until` event: what is `enough` ends the timer without
        them, though the promise is kept.

        Args:
            name: The timer.
            short: As it stands behind the promise: `last try`.
        """
        timer = self.policy.timers[name]
        if not timer.enough:
            return self.text("kept_short.kept" if short else "kept.kept")
        if timer.times:
            return self.text("kept_short.tries" if short else "kept.tries")
        until = self.clauses.patterns(timer.until)
        key = "kept_short.until" if short else "kept.until"
        return self.text(key, patterns=until)

    def timer_title(self, name: str) -> str:
        """What a timer or limit is called: its promise, else its name as words."""
        return self.clauses.title(name)

    def terms(self, name: str) -> tuple[str, ...]:
        """The small print of a timer, a sentence each."""
        timer = self.policy.timers[name]
        terms = []
        if timer.promise and not timer.times:
            until = self.clauses.patterns(timer.until)
            terms.append(self.text("terms.counts", patterns=until))
        if timer.when is not None:
            condition = self.condition(timer.when)
            terms.append(self.text("terms.when", condition=condition))
        if timer.enough:
            enough = self.clauses.patterns(timer.enough)
            terms.append(self.text("terms.enough", patterns=enough))
        if timer.unless:
            unless = self.clauses.patterns(timer.unless)
            terms.append(self.text("terms.unless", patterns=unless))
        if timer.pause is not None:
            starts = self.clauses.patterns(timer.pause.starts)
            until = self.clauses.patterns(timer.pause.until)
            terms.append(self.text("terms.pause", starts=starts, until=until))
        if timer.calendar:
            hours = [self._calendar_hours(case.value.name) for case in timer.calendar]
            counted = self._by_case(timer.calendar, hours)
            terms.append(self.text("terms.calendar", hours=counted))
        if timer.deliver is not None:
            terms.append(self._waiting(timer.deliver))
        return tuple(terms)

    def role_terms(self, name: str) -> tuple[str, ...]:
        """The small print of a role, a sentence each."""
        deliver = self.policy.roles[name].deliver
        return () if deliver is None else (self._waiting(deliver),)

    def limit(self, name: str) -> str:
        """A limit's whole promise: `Sales will allow no attempt via call when …`."""
        return self._will(self.policy.limits[name].party, self.limit_item(name))

    def limit_alone(self, name: str) -> str:
        """The same without the author's words, which stand beside it."""
        bound = self.text("promises.allow", bound=self.limit_bound(name))
        return self._will(self.policy.limits[name].party, bound)

    def limit_item(self, name: str) -> str:
        """The whole promise as an item of a list that says who: `Allow no …`."""
        promise, bound = self.policy.limits[name].promise, self.limit_bound(name)
        if not promise:
            return self.text("promises.allow", bound=bound)
        return self.text("promises.counting", promise=promise, bound=bound)

    def limit_bound(self, name: str) -> str:
        """What a limit forbids: `no attempt via call when …`."""
        limit = self.policy.limits[name]
        patterns = self.clauses.patterns(limit.never, Form.NO)
        if limit.when is None:
            return self.text("promises.never", patterns=patterns)
        when = self.condition(limit.when)
        if len(limit.never) > 1:
            any_of = self.clauses.patterns(limit.never)
            return self.text("promises.none_when", patterns=any_of, condition=when)
        return self.text("promises.never_when", patterns=patterns, condition=when)

    def goal(self, name: str) -> str:
        """A goal's whole promise: `Marketing will reach at least 800 leads …`."""
        return self._will(self.policy.goals[name].party, self.goal_item(name))

    def goal_item(self, name: str) -> str:
        """The same as an item of a list that says who: `Reach at least 800 leads …`."""
        promise, bound = self.policy.goals[name].promise, self.goal_bound(name)
        if not promise:
            return self.text("promises.reach", bound=bound)
        return self.text("promises.counting", promise=promise, bound=bound)

    def goal_bound(self, name: str) -> str:
        """What a goal measures: `at least 800 leads entering MQL each month`."""
        goal = self.policy.goals[name]
        measure, per = self.measure(goal.require), self.each(goal.per)
        bound = self.text("promises.measure", measure=measure, per=per)
        if goal.counting is Counting.COHORT:
            bound = self.text("promises.cohort", bound=bound)
        if goal.by is not None:
            group = self._group(goal.by.name)
            bound = self.text("promises.by", bound=bound, group=group)
        return bound

    def goal_title(self, name: str) -> str:
        """What a goal is called: its promise, else its name as words."""
        return self.policy.goals[name].promise or self.named(name)

    def each(self, period: Period) -> str:
        """How often: `each month`."""
        return self.text(f"periods.{period.value}")

    def channel(self, play: Play, usual: str = "") -> str:
        """Over what channel one tries, and by whom: `email, automatic, by Marketing`.

        Args:
            play: The try.
            usual: The party that tries where nothing else is said, as it is shown.
        """
        channel = play.channel
        if play.actor is Actor.AUTOMATION:
            channel = self.text("page.play_automatic", channel=channel)
        party = (
            ""
            if play.party is None
            else self.text("page.sentence", text=self.who(play.party.name))
        )
        if party in {"", usual}:
            return channel
        return self.text("page.play_by", channel=channel, party=party)

    def kpis(self) -> list[str]:
        """What both parties watch: goals by their promise, reports by their name."""
        goals = self.policy.goals
        return [
            self.goal_title(name.name)
            if name.name in goals
            else self.text(f"reports.{name.name}")
            for name in self.policy.kpis
        ]

    def meeting(self, meeting: Meeting) -> str:
        """A meeting and its cadence: `Rejected leads: every month`."""
        places = {"meeting": meeting.meeting, "cadence": meeting.cadence}
        if not meeting.at_first:
            return self.text("page.meeting", None, **places)
        first = meeting.at_first
        return self.text("page.meeting_at_first", None, first=first, **places)

    def calendar(self, name: str) -> str:
        """A calendar: week, dates of its own, zone and holidays."""
        return self._hours.calendar(self.policy.calendars, name)

    def week(self, name: str) -> str:
        """The week of a calendar alone: hours by days."""
        return self._hours.week(self.policy.calendars, name)

    def hours(self, name: str) -> str:
        """What the hours of a calendar are called: `sales hours`."""
        return self.text("terms.hours", calendar=self.named(name))

    def named(self, name: str) -> str:
        """A name of the policy that has no label, as words."""
        return self.text("names.word", name=words(name))

    def event(self, name: str) -> str:
        """A type of event as a noun: `hand-off`; `missed accept` is a derived one."""
        source, _, subject = name.partition(" ")
        if not subject:
            return self.clauses.event(name, Form.ONE)
        derived = Name(subject, span=NOWHERE)
        return self.pattern(Pattern(Source(source), derived, span=NOWHERE))

    def state(self, state: str) -> str:
        """A state of a timer, by its word in results."""
        return self.text(f"states.{state}")

    def outcome(self, outcome: str) -> str:
        """An outcome that summaries count, by its word in results."""
        return self.text(f"outcomes.{outcome}")

    def _group(self, name: str) -> str:
        """By whom a goal is judged: the owner, the team, or a field."""
        key = f"groups.{name}"
        return self.text(key) if key in self.catalogue.messages else self.noun(name)

    def _will(self, party: Name, promise: str) -> str:
        return self.text("promises.will", party=self.who(party.name), promise=promise)

    def _tries(self, timer: Timer) -> str:
        first, *others = timer.times
        if others:
            patterns = self.clauses.patterns(timer.until, Form.MANY)
            count = self.cases(timer.times)
            tries = self.text(
                "promises.counted_by_case", patterns=patterns, count=count
            )
        else:
            form = Form.ONE if first.value == 1 else Form.MANY
            patterns = self.clauses.patterns(timer.until, form)
            count = self.amounts.number(first.value)
            tries = self.text("promises.counted", patterns=patterns, count=count)
        if not timer.apart:
            return tries
        apart = self.cases(timer.apart)
        key = "promises.apart_by_case" if len(timer.apart) > 1 else "promises.apart"
        return self.text(key, tries=tries, apart=apart)

    def _start(self, timer: Timer) -> str:
        """What the time is counted from."""
        if timer.repeat is Repeat.KEEP:
            return self.clauses.patterns(timer.starts, Form.THE)
        form = Form.LATEST if timer.repeat is Repeat.RESTART else Form.EACH
        starts = self.clauses.patterns(timer.starts, form)
        return self.text(f"promises.{form.value}", patterns=starts)

    def _entering(self, stage: Stage) -> str:
        when = "" if stage.when is None else self.condition(stage.when)
        if not stage.enter:
            return self.text("entering.when", condition=when)
        patterns = self.clauses.patterns(stage.enter)
        if not when:
            return self.text("entering.at", patterns=patterns)
        # Behind several events the condition would seem to be of the last alone.
        key = "entering.when_at" if len(stage.enter) > 1 else "entering.at_when"
        return self.text(key, patterns=patterns, condition=when)

    def _waiting(self, calendar: Name) -> str:
        """What messages wait for: `Messages wait until desk hours`."""
        hours = self._calendar_hours(calendar.name)
        return self.text("terms.deliver", hours=hours)

    def _calendar_hours(self, name: str) -> str:
        if name == "owner":
            return self.text("terms.owner_hours")
        return self.hours(name)

    def _value(self, value: Literal | Duration | int | Name) -> str:
        match value:
            case Literal():
                return self.clauses.word(value)
            case Duration():
                return self.amounts.duration(value)
            case int():
                return self.amounts.number(value)
        return self.named(value.name)

    def _by_case(self, cases: Sequence[Case[Value]], values: Sequence[str]) -> str:
        """Values with their conditions, set apart if a condition holds a list."""
        if len(cases) == 1:
            return values[0]
        shown = [
            self._case(case.when, value)
            for case, value in zip(cases, values, strict=True)
        ]
        if any("," in one for one in shown):
            return self.catalogue.joined(shown, "lines")
        return self.catalogue.joined(shown, "more")

    def _case(self, when: Condition | None, value: str) -> str:
        if when is None:
            return self.text("cases.else", value=value)
        return self.text("cases.when", value=value, condition=self.condition(when))
