"""After how many tries the leads that connect have connected."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from leadpact.engines.history import Source
from leadpact.engines.record import all_openings
from leadpact.engines.timeline import Timeline
from leadpact.errors import RecordError
from leadpact.instants import to_instant
from leadpact.model.records import as_lead, people_by_id
from leadpact.review.suggestions.limits import FEWEST, Answer, percent_of, reaches
from leadpact.units import Percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from leadpact.engines.history import Record
    from leadpact.engines.runs import Run
    from leadpact.model.lead import Person
    from leadpact.model.records import SomeLead, SomePerson
    from leadpact.pact import Pact

#: What tells that a lead was reached, where the timer does not say what is enough.
CONNECTED = "connected"


@attrs.frozen
class Try:
    """One try, over all leads.

    Attributes:
        number: The first is 1.
        tried: Leads that were tried so often before they connected.
        connected: Those that connected after this try, and before the next.
        so_far: Those that connected after this try or an earlier one.
        of_tried: The share of the tried ones that connected, in percent.
        of_all: The share of all that connected after a try, so far, in percent.
    """

    number: int
    tried: int
    connected: int
    so_far: int
    of_tried: Decimal | None
    of_all: Decimal | None


@attrs.frozen
class AttemptAdvice:
    """What history says of the number of tries.

    Attributes:
        timer: The timer whose tries are counted.
        target: The share of those that connect which is to have connected.
        pursued: How often leads were pursued.
        refused: How many leads could not be judged.
        untried: Those that connected before any try.
        connected: Those that connected after a try.
        tries: Each try that was made.
        present: How many tries the policy asks for; ``None`` where that differs from
            lead to lead.
        answer: What can be said.
        suggested: The least number of tries that reaches the target; ``None`` for none.
    """

    timer: str
    target: Percent
    pursued: int
    refused: int
    untried: int
    connected: int
    tries: tuple[Try, ...]
    present: int | None
    answer: Answer
    suggested: int | None


@attrs.frozen
class _Pursuit:
    """How a lead was tried from one start of the timer on.

    Attributes:
        tries: How many tries counted, until it connected or was no longer owed.
        connected: Whether it connected.
    """

    tries: int
    connected: bool


def suggest_attempts(  # noqa: PLR0913 - what a history is made of
    pact: Pact,
    timer: str,
    leads: Iterable[SomeLead],
    *,
    now: datetime,
    target: Percent,
    people: Iterable[SomePerson] = (),
    fewest: int = FEWEST,
) -> AttemptAdvice:
    """The number of tries after which a share of all that connect have connected.

    Tries are the `until` events of the timer, also beyond the number that it asks for;
    those that are not `apart` count as one. What is `enough` for it tells that a lead
    connected or, where it names nothing, the event `connected`. It says nothing of what
    tries would have brought that nobody made.

    Args:
        pact: The policy.
        timer: Name of the timer.
        leads: The leads with their events, or the same as plain data.
        now: Aware instant; events after it do not count.
        target: The share that is to have connected.
        people: Owners of leads.
        fewest: Leads that connected which it takes to suggest a number.

    Raises:
        RecordError: ``now`` or one of the people is wrong.

    Source: docs/how-to/suggest-a-limit.md.
    """
    known, at = people_by_id(people), to_instant(now)
    found: list[_Pursuit] = []
    refused = 0
    for lead in leads:
        try:
            found += _pursuits(pact, timer, lead, at, known)
        except RecordError:
            refused += 1
    tries = tuple(_tries(found))
    connected = tries[-1].so_far if tries else 0
    times = pact.checked.policy.timers[timer].times
    present = None if len(times) > 1 else times[0].value if times else 1
    reached = (one.number for one in tries if reaches(one.so_far, connected, target))
    suggested = None if connected < fewest else next(reached, None)
    return AttemptAdvice(
        timer,
        target,
        len(found),
        refused,
        sum(one.connected and not one.tries for one in found),
        connected,
        tries,
        present,
        _answer(suggested, present),
        suggested,
    )


def _answer(suggested: int | None, present: int | None) -> Answer:
    if suggested is None:
        return Answer.TOO_FEW
    return Answer.KEPT if suggested == present else Answer.SUGGESTED


def _pursuits(
    pact: Pact, timer: str, lead: SomeLead, now: int, people: Mapping[str, Person]
) -> list[_Pursuit]:
    """How a lead was tried. A start while it is still tried is none."""
    source = Source.read(as_lead(lead), pact.bound.types)
    timeline = Timeline.alone(pact.bound, source, now)
    found: list[_Pursuit] = []
    since: int | None = None
    for run in all_openings(timeline, pact.plan.order, people, timer):
        if since is not None and run.start <= since:
            continue
        pursuit, end = _pursuit(run)
        found.append(pursuit)
        if end is None:
            break
        since = end
    timeline.present.forget()
    return found


def _pursuit(run: Run) -> tuple[_Pursuit, int | None]:
    """How a lead was tried from a start on, and until when; ``None`` for still."""
    plan, facts = run.timer.plan, run.facts
    enough = facts.all_matches(plan.enough) if plan.enough else _connections(run)
    connected = _first(run, enough)
    released = _first(run, facts.all_matches(plan.unless))
    # At one instant what is enough comes before what releases, and tries before both.
    is_connected = connected is not None and (released is None or connected <= released)
    end = connected if is_connected else released
    return _Pursuit(_count(run, end), is_connected), end


def _connections(run: Run) -> Sequence[Record]:
    return run.facts.history.by_type.get(CONNECTED, ())


def _first(run: Run, records: Iterable[Record]) -> int | None:
    """The instant of the first event from a start on, but for the start itself."""
    found = (one.at for one in records if one.at >= run.start and one is not run.opener)
    return next(found, None)


def _count(run: Run, end: int | None) -> int:
    """How many tries counted until an instant, that instant included."""
    zone = run.facts.bound.plan.timezone
    count, again = 0, run.start
    for record in run.facts.all_matches(run.timer.plan.until):
        if end is not None and record.at > end:
            break
        if record.at < again or record is run.opener:
            continue
        count += 1
        if run.apart is not None:
            again = run.apart.later(record.at, run.calendar, zone)
    return count


def _tries(found: Sequence[_Pursuit]) -> Iterator[Try]:
    """Each try over all leads, up to the last that anybody made."""
    ended = Counter(one.tries for one in found if one.connected)
    connected = sum(ended.values()) - ended[0]
    so_far = 0
    for number in range(1, max((one.tries for one in found), default=0) + 1):
        tried = sum(one.tries >= number for one in found)
        so_far += ended[number]
        yield Try(
            number,
            tried,
            ended[number],
            so_far,
            percent_of(ended[number], tried),
            percent_of(so_far, connected),
        )
