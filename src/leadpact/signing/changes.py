"""What differs between two versions, leaf by leaf of their canonical forms."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import attrs

from leadpact.signing.canonical import to_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.model.policy import Policy
    from leadpact.signing.canonical import Json

#: What every version has anew.
_NUMBERING = frozenset({"version", "effective", "ends", "supersedes"})


@attrs.frozen
class Change:
    """One leaf that differs.

    Attributes:
        path: Keys of the file and places in lists from 1, such as
            `timers.accept.within.1`.
        before: The old value as text; ``None`` where there was none.
        after: The new one; ``None`` where there is none.
    """

    path: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.path}: new: {self.after}"
        if self.after is None:
            return f"{self.path}: gone: {self.before}"
        return f"{self.path}: {self.before} -> {self.after}"


def changes(old: Policy, new: Policy) -> tuple[Change, ...]:
    """What a version changes, without its number and its days, in order of place."""
    before, after = to_json(old), to_json(new)
    assert isinstance(before, dict)  # noqa: S101 - a policy is an object
    assert isinstance(after, dict)  # noqa: S101 - a policy is an object
    found = (
        change
        for key in sorted({*before, *after} - _NUMBERING)
        for change in leaves_between(key, before.get(key), after.get(key))
    )
    return tuple(found)


def leaves_between(path: str, old: Json | None, new: Json | None) -> Iterator[Change]:
    """The leaves that differ between two values of JSON at a place."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted({*old, *new}):
            yield from leaves_between(f"{path}.{key}", old.get(key), new.get(key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (one, other) in enumerate(zip(old, new, strict=True), start=1):
            yield from leaves_between(f"{path}.{number}", one, other)
    else:
        yield Change(path, _shown(old), _shown(new))


def _shown(value: Json | None) -> str | None:
    """A value on one line."""
    match value:
        case None:
            return None
        case str():
            return value
        case list() if all(isinstance(one, str) for one in value):
            return "; ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False)
