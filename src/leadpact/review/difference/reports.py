"""A difference as text to read aloud, as a comment for a review, and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from leadpact.review.difference.model import Direction
from leadpact.text_tables import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadpact.review.difference.books import BookDifference
    from leadpact.review.difference.model import (
        Clause,
        Effect,
        PolicyDifference,
        Version,
    )

#: The format of the JSON.
FORMAT = 1
#: In which order a party is told what changes for it.
_ORDER = [*Direction]


def headline(found: PolicyDifference) -> str:
    """Which versions, and how much differs."""
    before, after = found.before, found.after
    named = f"{before.policy} {before.number}"
    other = after.number
    if before.policy != after.policy or before.number == after.number:
        named, other = (
            f"{named} ({before.digest[:12]})",
            (f"{after.policy} {after.number} ({after.digest[:12]})"),
        )
    grade = "nothing differs" if found.grade is None else found.grade.value
    return f"{named} -> {other}: {grade}"


def book_lines(found: BookDifference) -> Iterator[str]:
    """Lines for people on every version that differs."""
    parts = [[*text_lines(one)] for one in found.changed]
    parts += [[line] for line in _lone_lines(found)]
    if not parts:
        yield "nothing differs"
    for place, part in enumerate(parts):
        yield from ("",) * bool(place)
        yield from part


def _lone_lines(found: BookDifference) -> Iterator[str]:
    """Versions that have nothing to be compared with."""
    for one in found.first:
        yield f"{one.policy} {one.number}: new, with no version before it"
    for one in found.gone:
        yield f"{one.policy} {one.number}: gone"


def book_markdown(found: BookDifference) -> str:
    """A comment for a pull request on every version that differs."""
    parts = [markdown(one) for one in found.changed]
    parts += [f"### {escaped(line)}\n" for line in _lone_lines(found)]
    return "\n".join(parts) or "### nothing differs\n"


def book_json(found: BookDifference) -> str:
    """The difference of two books as JSON."""
    data = {
        "format": FORMAT,
        "changed": [_difference(one) for one in found.changed],
        "first": [_version(one) for one in found.first],
        "gone": [_version(one) for one in found.gone],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def text_lines(found: PolicyDifference) -> Iterator[str]:
    """Lines for people: first what it is for each party, then each clause."""
    yield headline(found)
    for party in found.parties:
        yield ""
        yield f"For {party}"
        for clause, effect in _told(found, party):
            yield f"  {effect.direction.value}: {clause.label}: {effect.reason}"
            if effect.lead:
                yield f"    such as for a lead with {effect.lead}"
    for clause in found.clauses:
        yield ""
        yield f"{clause.title} ({clause.grade.value})"
        for mark, line in changed_lines(clause):
            yield f"  {mark} {line}"
        for note in clause.notes:
            yield f"  {note}"


def _told(found: PolicyDifference, party: str) -> Sequence[tuple[Clause, Effect]]:
    """What it is for a party, what is harder first."""
    pairs = found.effects(party)
    return sorted(pairs, key=lambda pair: _ORDER.index(pair[1].direction))


def changed_lines(clause: Clause) -> Iterator[tuple[str, str]]:
    """The sentences that are gone, after `-`, and those that are new, after `+`."""
    yield from (("-", line) for line in clause.before if line not in clause.after)
    yield from (("+", line) for line in clause.after if line not in clause.before)


def markdown(found: PolicyDifference) -> str:
    """A comment for a pull request: what it is for whom, and the clauses folded."""
    return "\n".join(_markdown_lines(found)) + "\n"


def _markdown_lines(found: PolicyDifference) -> Iterator[str]:
    yield f"### {escaped(headline(found))}"
    for party in found.parties:
        yield ""
        yield f"**{escaped(party.capitalize())}**"
        yield ""
        for clause, effect in _told(found, party):
            such = f", such as for a lead with {effect.lead}" if effect.lead else ""
            said = f"{clause.label}: {effect.reason}{such}"
            yield f"- {effect.direction.value}: {escaped(said)}"
    if not found.clauses:
        return
    yield ""
    count = len(found.clauses)
    yield f"<details><summary>{count} clause{'s' * (count > 1)}</summary>"
    for clause in found.clauses:
        yield ""
        yield f"**{escaped(clause.title)}** ({clause.grade.value})"
        lines = [f"{mark} {line}" for mark, line in changed_lines(clause)]
        if lines:
            yield from ("", "```diff", *(line.replace("```", "'''") for line in lines))
            yield "```"
        if clause.notes:
            yield ""
        yield from (f"- {escaped(note, code=True)}" for note in clause.notes)
    yield ""
    yield "</details>"


def json_text(found: PolicyDifference) -> str:
    """The whole difference as JSON."""
    data = {"format": FORMAT, **_difference(found)}
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _difference(found: PolicyDifference) -> dict[str, object]:
    return {
        "before": _version(found.before),
        "after": _version(found.after),
        "grade": found.grade and found.grade.value,
        "clauses": [_clause(clause) for clause in found.clauses],
    }


def _version(version: Version) -> dict[str, str]:
    return {
        "policy": version.policy,
        "version": version.number,
        "digest": version.digest,
    }


def _clause(clause: Clause) -> dict[str, object]:
    return {
        "section": clause.section,
        "name": clause.name or None,
        "label": clause.label,
        "grade": clause.grade.value,
        "file": clause.span.file,
        "line": clause.span.line,
        "before": list(clause.before),
        "after": list(clause.after),
        "effects": [
            {
                "party": effect.party,
                "direction": effect.direction.value,
                "reason": effect.reason,
                "lead": effect.lead or None,
            }
            for effect in clause.effects
        ],
        "notes": list(clause.notes),
    }
