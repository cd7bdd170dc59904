"""What stands around the promises: parties, roles, fields, events, commitments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from leadpact.model.policy import Policy
from leadpact.review.difference.model import Direction, Effect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.language.types import Type

_DIFFERENT = Direction.DIFFERENT


@attrs.frozen
class Terms:
    """Holds what is no promise over a lead against the table.

    Attributes:
        before: The version before.
        after: The version after.
    """

    before: Policy
    after: Policy

    def party(self, name: str) -> Iterator[Effect]:
        """A party that is new or gone, or whose promises another calendar counts."""
        old, new = self.before.parties.get(name), self.after.parties.get(name)
        if old is None or new is None:
            reason = "the party is new" if old is None else "the party is gone"
            yield Effect(name, _DIFFERENT, reason)
        elif old.calendar != new.calendar:
            yield Effect(name, _DIFFERENT, "other hours count")

    def role(self, name: str) -> Iterator[Effect]:
        """A role that another party has."""
        old, new = self.before.roles.get(name), self.after.roles.get(name)
        if old is None or new is None or old.party == new.party:
            return
        for party in (old.party.name, new.party.name):
            yield Effect(party, _DIFFERENT, f"{new.party.name} has this role now")

    def field(self, name: str) -> Iterator[Effect]:
        """A field of which a value is read in another way, or no more."""
        old, new = self.before.fields.get(name), self.after.fields.get(name)
        if old is not None and new is not None:
            yield from self._read(old.type, new.type)

    def event(self, name: str) -> Iterator[Effect]:
        """An event of which a datum is read in another way, or no more."""
        old, new = self.before.events.get(name), self.after.events.get(name)
        if old is not None and new is not None:
            for datum in sorted(old.data.keys() & new.data.keys()):
                yield from self._read(old.data[datum], new.data[datum])

    def commitment(self, name: str) -> Iterator[Effect]:
        """Words that a party commits to; what is worded anew people must compare."""
        old = self.before.commitments.get(name, ())
        new = self.after.commitments.get(name, ())
        added, gone = {*new} - {*old}, {*old} - {*new}
        if added and not gone:
            yield Effect(name, Direction.HARDER, "it commits to more")
        elif gone and not added:
            yield Effect(name, Direction.EASIER, "it commits to less")

    def _read(self, old: Type, new: Type) -> Iterator[Effect]:
        """What another type is for all whose promises may ask for it."""
        gone = sorted({*(old.choices or ())} - {*(new.choices or ())})
        if old.kind is not new.kind:
            reason = f"read as {new} instead of {old}"
        elif new.choices is not None and old.choices is None:
            reason = f"no other words than {', '.join(new.choices)}"
        elif new.choices is not None and gone:
            reason = f"no longer {', '.join(gone)}"
        else:
            return
        for party in sorted(self.after.parties):
            yield Effect(party, _DIFFERENT, reason)
