"""Which version of a policy judges what of a lead, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from leadpact.book import Which
from leadpact.explain import Explanation, Part
from leadpact.model.policy import Bind
from leadpact.wording import Explanations, Wording

if TYPE_CHECKING:
    from leadpact.book import Book, Start, Version


def explain_which(book: Book, found: Which) -> Explanation:
    """The sentences behind the choice of versions for a lead.

    Args:
        book: The versions.
        found: What it told of the lead.

    Returns:
        Sentences in the language of the version in force at ``now``, else of the last
        one. The days of a version are told in its own zone, all else in that version's.
    """
    policy = (found.present or book.versions[-1]).policy
    told = Explanations(Wording(policy.language, policy), policy.timezone)
    return _Versions(told, found).explanation(book)


@attrs.frozen
class _Versions:
    """Says which versions judge a lead."""

    told: Explanations
    found: Which

    def explanation(self, book: Book) -> Explanation:
        none = self.text("which.no_starts")
        starts = tuple(map(self._start, self.found.starts)) or (none,)
        at = self.told.at(self.found.now)
        return Explanation(
            self.text("which.title", lead=self.found.lead, policy=book.policy, at=at),
            (
                Part(
                    self.text("which.versions"),
                    tuple(map(self._in_force, book.versions)),
                ),
                Part(self.text("which.lead"), (self._created(),)),
                Part(self.text("which.starts"), starts),
                Part(self.text("which.now"), (self._present(),)),
            ),
        )

    def _in_force(self, version: Version) -> str:
        amounts, zone = self.told.wording.amounts, version.policy.timezone
        places = {
            "version": version.number,
            "start": amounts.instant(version.start, zone),
        }
        if version.end is None:
            return self.text("which.from", **places)
        end = amounts.instant(version.end, zone)
        return self.text("which.until", end=end, **places)

    def _created(self) -> str:
        if self.found.created is None:
            return self.text("which.no_events")
        at = self.told.at(self.found.created)
        return self._versioned("created", self.found.at_creation, at=at)

    def _start(self, start: Start) -> str:
        return self.text(
            "which.start",
            timer=start.timer,
            event=self.told.wording.event(start.kind),
            at=self.told.at(start.start),
            reason=self._reason(start),
        )

    def _reason(self, start: Start) -> str:
        """Which version judges, and why that one."""
        at_start = start.at_start
        if at_start is None or at_start.bind is Bind.START:
            return self._versioned("by_start", at_start)
        bound = at_start.number
        return self._versioned("by_creation", start.version, bound=bound)

    def _present(self) -> str:
        present = self.found.present
        digest = {"digest": present.pact.digest} if present else {}
        return self._versioned("present", present, **digest)

    def _versioned(self, name: str, version: Version | None, **places: str) -> str:
        """A message about a version; another one tells that there is none."""
        if version is None:
            return self.text(f"which.{name}_none", **places)
        return self.text(f"which.{name}", version=version.number, **places)

    def text(self, key: str, **places: str) -> str:
        """A message without forms."""
        return self.told.wording.text(key, None, **places)
