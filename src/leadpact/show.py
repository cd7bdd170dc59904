"""A policy in sentences, section by section, for whoever does not read files.

The sentences are those of the page and of explanations: all are made by ``wording``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

import attrs

from leadpact.agreement.derivation import derivation, plan_terms
from leadpact.agreement.material import Material
from leadpact.language.nodes import Literal
from leadpact.model.policy import Bind
from leadpact.wording import Wording
from leadpact.wording.names import EventNames, words

if TYPE_CHECKING:
    from leadpact.check import CheckedPolicy
    from leadpact.language.nodes import Step
    from leadpact.language.types import Type
    from leadpact.model import policy


@attrs.frozen
class Entry:
    """One thing of a section: what it is called, and what is said of it.

    Attributes:
        title: Its name as the file spells it; empty for a text without a name.
        lines: Sentences, and parts of sentences that follow the title.
    """

    title: str
    lines: tuple[str, ...]


@attrs.frozen
class Section:
    """A section of a policy in sentences; it has at least one entry.

    Attributes:
        key: The key of the file.
        heading: What it holds.
        entries: Its things, as the policy orders them.
    """

    key: str
    heading: str
    entries: tuple[Entry, ...]


_Tell: TypeAlias = Callable[[Wording], Iterable[Entry]]


def show_policy(checked: CheckedPolicy) -> tuple[Section, ...]:
    """A policy in sentences of its own language, in the order of its sections.

    Args:
        checked: The policy.

    Returns:
        The sections that it fills; each key is one of ``SECTIONS``.
    """
    material = Material.of(checked)
    wording = material.wording
    told = {key: tuple(tell(wording)) for key, tell in _OF_WORDS.items()}
    told["plan"] = tuple(_plan(material))
    return tuple(
        Section(key, wording.text(f"show_headings.{key}"), entries)
        for key in SECTIONS
        if (entries := told[key])
    )


def _plan(material: Material) -> Iterator[Entry]:
    """From revenue back to leads, and what else the plan says."""
    derived = derivation(material)
    if derived is not None:
        bars = (f"{bar.value} {bar.text}" for bar in derived.bars)
        yield Entry(derived.heading, (*bars, *plan_terms(material)))


def _agreement(wording: Wording) -> Iterator[Entry]:
    policy, amounts = wording.policy, wording.amounts
    title = wording.text(
        "show.title", title=policy.title, policy=policy.policy, version=policy.version
    )
    first = amounts.date(policy.effective)
    lines = [policy.summary, wording.text("show.since", first=first)]
    if policy.ends is not None:
        last = amounts.date(policy.ends)
        lines[1] = wording.text("show.until", first=first, last=last)
    if policy.supersedes:
        lines.append(wording.text("show.supersedes", version=policy.supersedes))
    if policy.bind is Bind.CREATED:
        lines.append(wording.text("page.bind_created"))
    zone, currency = policy.timezone, policy.currency
    lines.append(wording.text("show.settings", zone=zone, currency=currency))
    if policy.annex:
        marked = [words(name.name) for name in policy.annex]
        parts = wording.catalogue.joined(marked, "and")
        lines.append(wording.text("show.annex", parts=parts))
    yield Entry(title, tuple(lines))


def _parties(wording: Wording) -> Iterator[Entry]:
    policy = wording.policy
    for name in policy.ranked(policy.parties):
        party = policy.parties[name]
        lines = [
            wording.text("show.party", signatory=party.signatory, contact=party.contact)
        ]
        if party.calendar is not None:
            hours = wording.calendar(party.calendar.name)
            lines.append(wording.text("show.party_hours", hours=hours))
        yield Entry(name, tuple(lines))


def _roles(wording: Wording) -> Iterator[Entry]:
    policy = wording.policy
    for name in policy.ranked(policy.roles):
        role = policy.roles[name]
        places = {"who": wording.holder(name), "party": wording.who(role.party.name)}
        if role.contact:
            line = wording.text("show.role", None, contact=role.contact, **places)
        else:
            line = wording.text("show.role_silent", None, **places)
        yield Entry(name, (line, *wording.role_terms(name)))


def _parameters(wording: Wording) -> Iterator[Entry]:
    parameters = wording.policy.parameters
    for name in wording.policy.ranked(parameters):
        yield Entry(name, tuple(_parameter(wording, parameters[name])))


def _parameter(wording: Wording, parameter: policy.Parameter) -> Iterator[str]:
    value = parameter.value
    literals = (value,) if isinstance(value, Literal) else value
    told = [wording.clauses.word(literal) for literal in literals]
    shown = wording.catalogue.joined(told, "more")
    if parameter.unit:
        shown = wording.text("show.parameter_unit", value=shown, unit=parameter.unit)
    yield shown
    if parameter.reason:
        yield wording.text("show.because", reason=parameter.reason)
    if parameter.source:
        yield wording.text("show.source", source=parameter.source)


def _fields(wording: Wording) -> Iterator[Entry]:
    fields = wording.policy.fields
    for name in wording.policy.ranked(fields):
        field = fields[name]
        kind = _kind(wording, field.type)
        if field.label:
            kind = wording.text("show.labelled", kind=kind, label=field.label)
        yield Entry(name, (kind,))


def _kind(wording: Wording, type_: Type) -> str:
    kind = wording.text(f"show_kinds.{type_.kind.value}")
    if type_.choices is None:
        return kind
    choices = wording.catalogue.joined([*map(words, type_.choices)], "more")
    return wording.text("show.choices", kind=kind, words=choices)


def _events(wording: Wording) -> Iterator[Entry]:
    events = wording.policy.events
    for name in wording.policy.ranked(events):
        data = events[name].data
        called = EventNames(wording.catalogue, data).noun
        lines = [
            wording.text(
                "show.datum", name=called(datum), kind=_kind(wording, data[datum])
            )
            for datum in sorted(data)
        ]
        yield Entry(name, tuple(lines) or (wording.text("show.no_data"),))


def _named(key: str, tell: Callable[[Wording, str], str]) -> _Tell:
    """A section whose things are a sentence each."""

    def entries(wording: Wording) -> Iterator[Entry]:
        policy = wording.policy
        for name in policy.ranked(getattr(policy, key)):
            yield Entry(name, (tell(wording, name),))

    return entries


def _definitions(wording: Wording) -> Iterator[Entry]:
    definitions = wording.policy.definitions
    for name in wording.policy.ranked(definitions):
        label = definitions[name].label
        lines = (
            (label, wording.definition(name)) if label else (wording.definition(name),)
        )
        yield Entry(name, lines)


def _scoring(wording: Wording) -> Iterator[Entry]:
    scoring = wording.policy.scoring
    for name in wording.policy.ranked(scoring):
        yield Entry(name, tuple(map(wording.points, scoring[name])))


def _stages(wording: Wording) -> Iterator[Entry]:
    for stage in wording.policy.stages:
        title = f"{stage.name}: {stage.label}" if stage.label else stage.name
        party = wording.who(stage.party.name)
        yield Entry(
            title,
            (
                wording.stage(stage.name),
                wording.text("show.owed_by", party=party),
                *(wording.text("show.duty", duty=duty) for duty in stage.duties),
            ),
        )


def _timers(wording: Wording) -> Iterator[Entry]:
    timers = wording.policy.timers
    for name in wording.policy.ranked(timers):
        timer = timers[name]
        lines = (
            wording.timer(name),
            *wording.terms(name),
            *_steps(wording, "warn", timer.warn),
            *_steps(wording, "missed", timer.missed),
            *_consequence(wording, name),
            *_kept(wording, wording.timer_kept(name), timer.met),
        )
        yield Entry(name, lines)


def _kept(wording: Wording, kept: str, steps: Iterable[Step]) -> Iterator[str]:
    """What follows a kept promise, behind the words for when it does."""
    for step in steps:
        yield wording.text("show.met", kept=kept, step=wording.step(step))


def _steps(wording: Wording, moment: str, steps: Iterable[Step]) -> Iterator[str]:
    for step in steps:
        yield wording.text(f"show.{moment}", step=wording.step(step))


def _consequence(wording: Wording, name: str) -> Iterator[str]:
    """What is owed in words when a promise of a name is missed."""
    if text := wording.policy.consequences.get(name):
        yield wording.text("show.consequence", text=text)


def _limits(wording: Wording) -> Iterator[Entry]:
    for name in wording.policy.ranked(wording.policy.limits):
        yield Entry(name, (wording.limit(name), *_consequence(wording, name)))


def _goals(wording: Wording) -> Iterator[Entry]:
    goals = wording.policy.goals
    for name in wording.policy.ranked(goals):
        lines = (
            wording.goal(name),
            *_steps(wording, "missed", goals[name].missed),
            *_consequence(wording, name),
            *_kept(wording, wording.text("kept.kept"), goals[name].met),
        )
        yield Entry(name, lines)


def _personas(wording: Wording) -> Iterator[Entry]:
    for persona in wording.policy.personas:
        lines = [persona.who]
        if persona.needs:
            lines.append(wording.text("show.needs", needs=persona.needs))
        lines += [
            wording.text(
                "show.owner", who=persona.owners[name], party=wording.who(name)
            )
            for name in wording.policy.ranked(persona.owners)
        ]
        yield Entry(persona.name, tuple(lines))


def _handoff(wording: Wording) -> Iterator[Entry]:
    handoff = wording.policy.handoff
    if handoff is None:
        return
    for part in ("routing", "notice", "activity"):
        if text := getattr(handoff, part):
            yield Entry("", (wording.text(f"show_handoff.{part}", text=text),))


def _playbook(wording: Wording) -> Iterator[Entry]:
    for play in wording.policy.playbook:
        line = wording.channel(play)
        if play.content:
            line = wording.text("show.play", channel=line, content=play.content)
        yield Entry(play.attempt, (line,))


def _reasons(key: str) -> _Tell:
    return _named(key, lambda wording, name: str(getattr(wording.policy, key)[name]))


def _commitments(wording: Wording) -> Iterator[Entry]:
    commitments = wording.policy.commitments
    for name in wording.policy.ranked(commitments):
        yield Entry(name, commitments[name])


def _texts(tell: Callable[[Wording], Iterable[str]]) -> _Tell:
    """A section of texts without names."""
    return lambda wording: (Entry("", (text,)) for text in tell(wording))


#: How each section is told that takes nothing but the words of the policy.
_OF_WORDS: Mapping[str, _Tell] = {
    "policy": _agreement,
    "parties": _parties,
    "roles": _roles,
    "parameters": _parameters,
    "fields": _fields,
    "events": _events,
    "calendars": _named("calendars", Wording.calendar),
    "definitions": _definitions,
    "scoring": _scoring,
    "stages": _stages,
    "actions": _reasons("actions"),
    "timers": _timers,
    "limits": _limits,
    "goals": _goals,
    "personas": _personas,
    "handoff": _handoff,
    "playbook": _playbook,
    "reject_reasons": _reasons("reject_reasons"),
    "disqualify_reasons": _reasons("disqualify_reasons"),
    "commitments": _commitments,
    "aims": _texts(lambda wording: wording.policy.aims),
    "kpis": _texts(Wording.kpis),
    "needs": _texts(lambda wording: wording.policy.needs),
    "review": _texts(lambda wording: map(wording.meeting, wording.policy.review)),
    "cancellation": _texts(lambda wording: wording.policy.cancellation),
}

#: The sections by their keys in the file, in the order in which they are told: the
#: plan stands before the goals that name its numbers.
SECTIONS = tuple(
    key
    for section in _OF_WORDS
    for key in (("plan", section) if section == "goals" else (section,))
)
