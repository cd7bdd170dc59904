"""What history suggests, as text and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from leadpact.review.suggestions.limits import Answer
from leadpact.text_tables import Table, aligned
from leadpact.units import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from leadpact.review.difference import PolicyDifference
    from leadpact.review.suggestions.attempts import AttemptAdvice
    from leadpact.review.suggestions.limits import CaseLimit, LimitAdvice, Tally
    from leadpact.review.suggestions.thresholds import ThresholdAdvice

#: The format of the JSON.
FORMAT = 1
#: What no advice can say.
CAUTION = (
    "This is what happened under the limits of then. Under another limit people would "
    "have acted otherwise, and nothing here says how."
)
ATTEMPT_CAUTION = (
    "Only tries that people made are counted. What one more would have brought, "
    "nothing here says."
)
_TRIES = ("try", "leads", "connected", "of these", "of all that connected")
THRESHOLD_CAUTION = (
    "The score is that at the first hand-off. What has not converted so far counts as "
    "not converted."
)
_SCORES = (
    *("score from", "leads", "converted", "of these"),
    *("leads from here on", "converted", "of these"),
)
_COLUMNS = ("", "promises", "limit", "met", "suggested", "met then")


def limit_lines(title: str, found: LimitAdvice) -> Iterator[str]:
    """Lines for people."""
    yield (
        f"{title}, {found.timer}: the tightest limit that history would have met for "
        f"{found.target}, from {_leads(found.leads)}"
    )
    yield CAUTION
    yield ""
    rows = tuple(
        _row(case, _named(case, is_only=len(found.cases) == 1)) for case in found.cases
    )
    yield from aligned(Table("", _COLUMNS, rows))
    yield from _left_out(found)


def _named(case: CaseLimit, *, is_only: bool) -> str:
    if case.when:
        return f"when {case.when}"
    return "every lead" if is_only else "every other lead"


def _row(case: CaseLimit, name: str) -> tuple[str, ...]:
    return (
        name,
        f"{case.now.decided:,}",
        str(case.present),
        _percent(case.now),
        *_answer(case),
    )


def _answer(case: CaseLimit) -> tuple[str, str]:
    """What is suggested, and the share that is met then."""
    match case.answer:
        case Answer.TOO_FEW:
            return "none, too few promises", ""
        case Answer.OUT_OF_REACH:
            return f"none, {_percent(case.longest)} were ever met", ""
        case Answer.KEPT:
            return f"{case.suggested}, as now", _percent(case.then)
    return str(case.suggested), _percent(case.then)


def _percent(tally: Tally) -> str:
    return "" if tally.percent is None else f"{tally.percent}%"


def _left_out(found: LimitAdvice) -> Iterator[str]:
    """How many promises and leads do not count."""
    counts = {
        "still open": sum(case.now.open for case in found.cases),
        "no longer owed": sum(case.now.released for case in found.cases),
        "of leads that cannot be judged": found.refused,
    }
    told = [f"{count:,} {what}" for what, count in counts.items() if count]
    if told:
        yield ""
        yield f"Left out: {', '.join(told)}."


def attempt_lines(title: str, found: AttemptAdvice) -> Iterator[str]:
    """Lines for people."""
    yield (
        f"{title}, {found.timer}: after how many tries {found.target} of the leads "
        f"that connect have connected, from {_leads(found.pursued)}"
    )
    yield ATTEMPT_CAUTION
    yield ""
    rows = tuple(
        (
            str(one.number),
            f"{one.tried:,}",
            f"{one.connected:,}",
            f"{one.of_tried}%",
            "" if one.of_all is None else f"{one.of_all}%",
        )
        for one in found.tries
    )
    yield from aligned(Table("", _TRIES, rows))
    yield ""
    yield _tries_told(found)
    counts = {
        "that connected before any try": found.untried,
        "that cannot be judged": found.refused,
    }
    told = [f"{count:,} {what}" for what, count in counts.items() if count]
    if told:
        yield f"Left out: {', '.join(told)}."


def _tries_told(found: AttemptAdvice) -> str:
    """What is suggested, in a sentence."""
    if found.suggested is None:
        return f"Suggested: none, since only {found.connected} connected after a try."
    number = "1 try" if found.suggested == 1 else f"{found.suggested} tries"
    if found.answer is Answer.KEPT:
        return f"Suggested: {number}, as now."
    now = "" if found.present is None else f", now {found.present}"
    return f"Suggested: {number}{now}."


def threshold_lines(title: str, found: ThresholdAdvice) -> Iterator[str]:
    """Lines for people."""
    yield (
        f"{title}, {' + '.join(found.scores)}: from which score on {found.target} of "
        f"the leads come to `{found.goal}`, from {_leads(found.leads)}"
    )
    yield THRESHOLD_CAUTION
    yield ""
    rows = tuple(
        (
            plain(one.low),
            f"{one.leads:,}",
            f"{one.converted:,}",
            f"{one.percent}%",
            f"{one.leads_from:,}",
            f"{one.converted_from:,}",
            f"{one.percent_from}%",
        )
        for one in found.ranges
    )
    yield from aligned(Table("", _SCORES, rows))
    yield ""
    yield _threshold_told(found)
    counts = {
        "that were not handed off": found.unscored,
        "that cannot be judged": found.refused,
    }
    told = [f"{count:,} {what}" for what, count in counts.items() if count]
    if told:
        yield f"Left out: {', '.join(told)}."


def _threshold_told(found: ThresholdAdvice) -> str:
    """What is suggested, in a sentence."""
    if found.suggested is not None:
        return f"Suggested: {plain(found.suggested)} or more."
    if found.answer is Answer.TOO_FEW:
        return f"Suggested: none, since only {_leads(found.leads)} were handed off."
    return f"Suggested: none, since no score with enough leads reaches {found.target}."


def _leads(count: int) -> str:
    return "1 lead" if count == 1 else f"{count:,} leads"


def change_lines(found: PolicyDifference) -> Iterator[str]:
    """Whether a change is major, minor or patch, and what it is for whom."""
    assert found.grade is not None  # noqa: S101 - another limit is a difference
    yield f"A {found.grade.value} change"
    for party in found.parties:
        for clause, effect in found.effects(party):
            told = f"{clause.label}: {effect.reason}"
            yield f"  {effect.direction.value} for {party}: {told}"
            if effect.lead:
                yield f"    such as for a lead with {effect.lead}"


def limit_json(
    title: str, found: LimitAdvice, change: PolicyDifference | None, patch: str
) -> str:
    """All of it as JSON.

    Args:
        title: Which version of which policy.
        found: What is suggested.
        change: What it changes; ``None`` where nothing is, or where the policy would
            have mistakes.
        patch: A unified diff of the file; empty for none.
    """
    told = {
        "timer": found.timer,
        "leads": found.leads,
        "refused": found.refused,
        "cases": [_case(case) for case in found.cases],
    }
    return _json(title, CAUTION, found, told, change, patch)


def attempt_json(
    title: str, found: AttemptAdvice, change: PolicyDifference | None, patch: str
) -> str:
    """The same of a number of tries."""
    told = {
        "timer": found.timer,
        "leads": found.pursued,
        "refused": found.refused,
        "untried": found.untried,
        "connected": found.connected,
        "answer": found.answer.value,
        "times": found.present,
        "suggested": found.suggested,
        "tries": [
            {
                "try": one.number,
                "leads": one.tried,
                "connected": one.connected,
                "so_far": one.so_far,
            }
            for one in found.tries
        ],
    }
    return _json(title, ATTEMPT_CAUTION, found, told, change, patch)


def threshold_json(
    title: str, found: ThresholdAdvice, change: PolicyDifference | None, patch: str
) -> str:
    """The same of a threshold."""
    told = {
        "scores": [*found.scores],
        "goal": found.goal,
        "leads": found.leads,
        "unscored": found.unscored,
        "refused": found.refused,
        "answer": found.answer.value,
        "suggested": None if found.suggested is None else plain(found.suggested),
        "ranges": [
            {
                "from": plain(one.low),
                "leads": one.leads,
                "converted": one.converted,
                "leads_from": one.leads_from,
                "converted_from": one.converted_from,
            }
            for one in found.ranges
        ],
    }
    return _json(title, THRESHOLD_CAUTION, found, told, change, patch)


def _json(
    title: str,
    caution: str,
    found: LimitAdvice | AttemptAdvice | ThresholdAdvice,
    told: Mapping[str, object],
    change: PolicyDifference | None,
    patch: str,
) -> str:
    data = {
        "format": FORMAT,
        "title": title,
        "caution": caution,
        "target": str(found.target),
        **told,
        "grade": change and change.grade and change.grade.value,
        "effects": _effects(change) if change else [],
        "patch": patch or None,
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _case(case: CaseLimit) -> dict[str, object]:
    return {
        "when": case.when or None,
        "answer": case.answer.value,
        "limit": str(case.present),
        "now": _tally(case.now),
        "suggested": str(case.suggested) if case.answer is Answer.SUGGESTED else None,
        "then": _tally(case.then),
        "ever": _tally(case.longest),
    }


def _tally(tally: Tally) -> dict[str, object]:
    return {
        "met": tally.met,
        "missed": tally.missed,
        "open": tally.open,
        "released": tally.released,
        "percent": None if tally.percent is None else str(tally.percent),
    }


def _effects(change: PolicyDifference) -> list[dict[str, str]]:
    return [
        {
            "party": party,
            "direction": effect.direction.value,
            "what": clause.label,
            "reason": effect.reason,
        }
        for party in change.parties
        for clause, effect in change.effects(party)
    ]
