"""What the clauses of a policy say, in the sentences of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from leadpact.show import show_policy
from leadpact.signing.canonical import to_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from leadpact.check import CheckedPolicy
    from leadpact.diagnostics import Span
    from leadpact.model.policy import Policy
    from leadpact.signing.canonical import Json

#: A section of the file, and a name in it; no name where the section is one clause.
Key: TypeAlias = tuple[str, str]

#: What every version has anew.
_NUMBERING = frozenset({"version", "effective", "ends", "supersedes"})
#: Sections whose things have names, and are a clause each.
NAMED = frozenset(
    {
        *("parties", "roles", "parameters", "fields", "events", "calendars"),
        *("definitions", "scoring", "actions", "timers", "limits", "goals"),
        *("reject_reasons", "disqualify_reasons", "commitments", "consequences"),
    }
)
#: Sections of things with names that stand in a list, since their order matters.
LISTED = frozenset({"stages"})


def clauses(policy: Policy) -> dict[Key, Json]:
    """Every clause of a policy as JSON, by section and name."""
    whole = to_json(policy)
    assert isinstance(whole, dict)  # noqa: S101 - a policy is an object
    return {
        key: value
        for section, given in whole.items()
        if section not in _NUMBERING
        for key, value in _of_section(section, given)
    }


def _of_section(section: str, given: Json) -> Iterator[tuple[Key, Json]]:
    if section in NAMED and isinstance(given, dict):
        yield from (((section, name), value) for name, value in given.items())
    elif section in LISTED and isinstance(given, list):
        names: list[Json] = []
        for one in given:
            assert isinstance(one, dict)  # noqa: S101 - a stage is an object
            names.append(one["name"])
            yield (section, str(one["name"])), one
        # Their order is a clause of its own.
        yield (section, ""), names
    else:
        yield (section, ""), given


def sentences(checked: CheckedPolicy) -> Mapping[Key, tuple[str, ...]]:
    """What each clause says; those without sentences of their own are left out."""
    found: dict[Key, tuple[str, ...]] = {}
    for section in show_policy(checked):
        key = section.key
        if key in NAMED:
            found |= {(key, entry.title): entry.lines for entry in section.entries}
        elif key in LISTED:
            names = [stage.name for stage in checked.policy.stages]
            found[key, ""] = (", ".join(names),)
            found |= {
                (key, name): (entry.title, *entry.lines)
                for name, entry in zip(names, section.entries, strict=True)
            }
        elif key == "plan":
            ((title, lines),) = ((one.title, one.lines) for one in section.entries)
            found[key, ""] = (title, *lines)
        elif key != "policy":
            found[key, ""] = tuple(
                f"{entry.title}: {line}" if entry.title else line
                for entry in section.entries
                for line in entry.lines
            )
    for name, text in checked.policy.consequences.items():
        found["consequences", name] = (text,)
    return found


def place_of(policy: Policy, key: Key) -> Span:
    """Where a clause stands; the policy's name where it has no place of its own."""
    section, name = key
    spans = policy.spans
    if section in LISTED:
        places = [stage.name for stage in policy.stages]
        name = str(places.index(name)) if name in places else name
    for path in (f"{section}.{name}", section, "policy"):
        if path in spans:
            return spans[path]
    return spans["policy:"]
