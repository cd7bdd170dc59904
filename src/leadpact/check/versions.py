"""The versions of one policy: what is wrong with them beside each other."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import PurePath
from typing import TYPE_CHECKING

from leadpact.calendars import day_start
from leadpact.check.subject import unknown
from leadpact.diagnostics import Diagnostic, Severity, Span
from leadpact.language.nodes import Name
from leadpact.model.versions import is_prerelease, rank

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from leadpact.model.policy import Policy

_DAY = timedelta(days=1)
#: Days beyond these are as good as them: clocks tell no instants that far away.
_FIRST, _LAST = date(2, 1, 3), date(9998, 12, 30)


def first_instant(policy: Policy) -> int:
    """The first instant in force, in microseconds: the start of the day `effective`."""
    return _start(policy, policy.effective)


def end_instant(policy: Policy) -> int | None:
    """The end of the day `ends`, in microseconds, or ``None`` without `ends`."""
    ends = policy.ends
    return None if ends is None else _start(policy, min(ends, _LAST - _DAY) + _DAY)


def _start(policy: Policy, day: date) -> int:
    return day_start(policy.timezone, min(max(day, _FIRST), _LAST))


def check_versions(
    folder: str, policies: Mapping[str, Policy | None]
) -> Iterator[Diagnostic]:
    """What is wrong with the versions that one folder holds.

    Args:
        folder: Its name, for the place of what is not there.
        policies: By the names of the files; ``None`` for one that has mistakes, so
            that nothing is said of what it may hold.
    """
    if not policies:
        hint = "a version stands in `<version>.yaml`, such as `1.0.0.yaml`"
        message = "the folder holds no version of a policy"
        yield Diagnostic("LP2301", message, Span(folder), hint)
        return
    sound = {file: policy for file, policy in policies.items() if policy is not None}
    misplaced = dict(_misplaced(sound))
    yield from misplaced.values()
    known = {*map(_stem, policies), *(policy.version for policy in sound.values())}
    for policy in sound.values():
        yield from _supersedes(policy, known)
    placed = [policy for file, policy in sound.items() if file not in misplaced]
    is_whole = len(placed) == len(policies)
    for earlier, later in pairwise(sorted(placed, key=lambda one: rank(one.version))):
        found = _succession(earlier, later)
        # What seems to be a gap may be filled by a version that is not here.
        if found is not None and (is_whole or found.severity is Severity.ERROR):
            yield found


def _misplaced(policies: Mapping[str, Policy]) -> Iterator[tuple[str, Diagnostic]]:
    """What stands in a file of another version, or among those of another policy."""
    counts = Counter(policy.policy for policy in policies.values())
    name = max(counts, key=counts.__getitem__, default="")
    for file, policy in policies.items():
        if policy.policy != name:
            message = f"`{policy.policy}` beside versions of `{name}`"
            hint = "a folder holds the versions of one policy: rename it, or move it"
            span = policy.spans["policy:"]
            yield file, Diagnostic("LP2302", message, span, hint)
        elif _stem(file) != policy.version:
            message = f"version `{policy.version}` in the file `{PurePath(file).name}`"
            hint = f"name the file `{policy.version}.yaml`, or correct the version"
            span = policy.spans["version:"]
            yield file, Diagnostic("LP2302", message, span, hint)


def _stem(file: str) -> str:
    return PurePath(file).stem


def _supersedes(policy: Policy, known: set[str]) -> Iterator[Diagnostic]:
    if policy.supersedes and policy.supersedes not in known:
        before = [each for each in known if rank(each) < rank(policy.version)]
        name = Name(policy.supersedes, span=policy.spans["supersedes:"])
        yield from unknown(name, before, "version")


def _succession(earlier: Policy, later: Policy) -> Diagnostic | None:
    """What is wrong with a version and the next one by number."""
    one, other = f"`{earlier.version}`", f"`{later.version}`"
    if rank(earlier.version) == rank(later.version):
        place = later.spans["version:"]
        twin = PurePath(earlier.spans["version:"].file).name
        message = f"{other} is the version in `{twin}` too"
        return Diagnostic("LP2303", message, place, "count one of them up")
    start, end = first_instant(later), end_instant(earlier)
    begins = f"is effective on {_told(later, later.effective, earlier)}"
    if start <= first_instant(earlier):
        first = _told(earlier, earlier.effective, later)
        message = f"{other} {begins}, not after {one} on {first}"
        hint = "the higher version comes into force later: move `effective`"
        if is_prerelease(earlier.version):
            hint = f"delete the draft {one}, or move `effective`"
        return Diagnostic("LP2303", message, later.spans["effective:"], hint)
    if earlier.ends is None or end is None or end == start:
        return None
    last = _told(earlier, earlier.ends, later)
    place = earlier.spans["ends:"]
    if end > start:
        message = f"{one} ends on {last}, but {other} {begins} already"
        hint = "delete `ends`: a version gives way to the next one by itself"
        return Diagnostic("LP2304", message, place, hint)
    message = f"no version is in force after {last}, until {other} {begins}"
    hint = "delete `ends`, so that a version stays in force until the next one"
    return Diagnostic("LP2305", message, place, hint, Severity.WARNING)


def _told(policy: Policy, day: date, other: Policy) -> str:
    """A day, with its zone where the two versions have different ones."""
    zone = "" if policy.timezone == other.timezone else f" in {policy.timezone}"
    return f"{day}{zone}"
