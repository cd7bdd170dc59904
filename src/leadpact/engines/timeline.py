"""One lead as the versions of a policy see it, each while it is in force.

A policy alone sees it all. With a book, each event and each instant belongs to the
version in force then, and what follows from the events is shared: stages and what
became of timers have one history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from leadpact.engines.bound import BoundPlan
from leadpact.engines.facts import Facts
from leadpact.engines.history import History, Source
from leadpact.instants import format_instant
from leadpact.model.binding import begun, binding, creation, in_force
from leadpact.model.policy import Bind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadpact.model.lead import Lead


@attrs.frozen(eq=False)
class Term:
    """A version and the time in which it is in force: from start, before end.

    Attributes:
        bound: The version.
        start: Its first instant, in microseconds since the epoch.
        end: The first instant after it; ``None`` if there is no such.
        bind: Which version judges what starts in it.
    """

    bound: BoundPlan
    start: int
    end: int | None
    bind: Bind


class Timeline:
    """What holds for one lead until ``now``, version by version.

    Attributes:
        now: Instant of the evaluation.
        facts: The lead as each version reads it, with what follows up to ``now``.
        terms: When each of them is in force; empty for a policy alone.
        created: Instant at which the lead was created, where there are terms; ``None``
            for a lead without events.
        present: That of the version whose scores and definitions are told.
        turns: Instants at which versions come into force and end.
    """

    __slots__ = ("created", "facts", "now", "present", "terms", "turns")

    def __init__(
        self,
        read: Sequence[tuple[BoundPlan, History]],
        terms: Sequence[Term],
        now: int,
        turns: Sequence[int] = (),
    ) -> None:
        self.now = now
        self.terms = terms
        self.turns = turns
        first = Facts(*read[0])
        self.facts = [first]
        self.present = first
        self.created: int | None = None
        if terms:
            self.facts += [Facts(bound, history, first) for bound, history in read[1:]]
            records = first.history.records or ()
            moments = ((record.at, record.type) for record in records)
            self.created = creation(moments)
            self.present = self.facts[_last_begun(terms, now)]

    @classmethod
    def alone(cls, bound: BoundPlan, source: Source, now: int) -> Timeline:
        """A lead as one policy sees it, whenever that is in force."""
        return cls(((bound, History(source, now)),), (), now)

    @classmethod
    def read(cls, terms: Sequence[Term], lead: Lead, now: int) -> Timeline:
        """A lead as the versions see it that were in force since its first event.

        The version in force at ``now`` types it strictly; before the first version,
        that one does. What another version cannot read is missing for that version,
        and a finding.

        Raises:
            RecordError: As ``Source.read``.
        """
        present = _last_begun(terms, now)
        own = Source.read(lead, terms[present].bound.types)
        first = own.records[0].at if own.records else now
        known = [
            term
            for term in terms[: present + 1]
            if term is terms[present] or term.end is None or term.end > first
        ]
        refusals: list[str] = []
        read = [
            (
                term.bound,
                own
                if term is terms[present]
                else Source.read(lead, term.bound.types, refusals),
            )
            for term in known
        ]
        ends = (term.end for term in terms)
        turns = {*(term.start for term in terms), *(end for end in ends if end)}
        views = [(bound, History(source, now)) for bound, source in read]
        made = cls(views, known, now, sorted(turns))
        for refusal in refusals:
            made.present.find("LP4004", refusal)
        return made

    def at(self, now: int) -> Timeline:
        """The same lead, if nothing happens until another instant."""
        read = [(facts.bound, facts.history) for facts in self.facts]
        return Timeline(read, self.terms, now, self.turns)

    def known_before(self, recorded: int, now: int) -> Timeline:
        """The lead by what had been written down before an instant."""
        read = [
            (
                facts.bound,
                History(facts.history.source.known_before(recorded), now),
            )
            for facts in self.facts
        ]
        return Timeline(read, self.terms, now, self.turns)

    def in_force(self, at: int) -> Facts | None:
        """The lead as the version in force at an instant sees it."""
        if not self.terms:
            return self.present
        return self._of(in_force(self.terms, at))

    def judging(self, started: int) -> Facts | None:
        """The lead as the version sees it that judges what starts at an instant."""
        if not self.terms:
            return self.present
        created = started if self.created is None else self.created
        return self._of(binding(self.terms, started, created))

    def spans(self) -> Iterator[tuple[Facts, int, int]]:
        """Each version's view, with the first and the last instant of its term."""
        for index, facts in enumerate(self.facts):
            if not self.terms:
                yield facts, _ALWAYS, self.now
                continue
            term = self.terms[index]
            last = self.now if term.end is None else min(self.now, term.end - 1)
            yield facts, term.start, last

    @property
    def owes(self) -> bool:
        """Whether anything can follow from a promise."""
        return any(facts.bound.owes for facts in self.facts)

    def tell_gap(self) -> None:
        """Note that no version is in force at ``now``, if none is."""
        if self.terms and self.in_force(self.now) is None:
            plan, end = self.present.bound.plan, self.terms[-1].end or self.now
            self.present.find(
                "LP4015",
                f"no version of `{plan.policy}` is in force: scores and definitions "
                f"are those of `{plan.version}`, which ended at {format_instant(end)}",
            )

    def _of(self, term: Term | None) -> Facts | None:
        return None if term is None else self.facts[self.terms.index(term)]


def _last_begun(terms: Sequence[Term], now: int) -> int:
    """The place of the last version that has come into force, else of the first."""
    return max(begun(terms, now) - 1, 0)


#: Before every instant.
_ALWAYS = -(2**63)
