"""From a checked policy to the page that both parties sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.agreement.figures import big_numbers
from leadpact.agreement.funnel import funnel, funnel_notes
from leadpact.agreement.handoff import clock, consequences, rules
from leadpact.agreement.material import Material
from leadpact.agreement.promises import pledges
from leadpact.agreement.view import (
    AgreementView,
    Contact,
    Contacts,
    Listing,
    Note,
    Playbook,
    Signature,
)
from leadpact.model.policy import Bind
from leadpact.signing.canonical import digest
from leadpact.wording.names import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.check import CheckedPolicy

_SHORT_DIGEST, _GROUP = 12, 4


def agreement_view(checked: CheckedPolicy) -> AgreementView:
    """Everything that the page shows, in the language of the policy."""
    material = Material.of(checked)
    policy = material.policy
    sha256 = digest(policy)
    return AgreementView(
        language=policy.language,
        effective=policy.effective,
        title=policy.title,
        kicker=material.wording.text(
            "page.kicker",
            policy=words(policy.policy),
            parties=material.wording.catalogue.joined(
                [side.name for side in material.sides.values()], "and"
            ),
        ),
        facts=tuple(_facts(material, sha256)),
        summary=policy.summary,
        figures=big_numbers(material),
        figures_heading=material.wording.text("page.figures"),
        funnel=funnel(material),
        notes=funnel_notes(material),
        notes_heading=material.wording.text("page.notes"),
        pledges=pledges(material),
        playbook=_playbook(material),
        clock=clock(material),
        rules=rules(material),
        rules_heading=material.wording.text("page.rules"),
        consequences=consequences(material),
        contacts=_contacts(material),
        listings=tuple(_listings(material)),
        signatures=tuple(_signatures(material)),
        footer=(f"sha256:{sha256}", _identity(material)),
        places={
            key: span for key, span in policy.spans.items() if not {*".:"} & {*key}
        },
    )


def _facts(material: Material, sha256: str) -> Iterator[str]:
    """Which version it is, and when it is in force."""
    policy, wording = material.policy, material.wording
    short = sha256[:_SHORT_DIGEST]
    groups = [short[at : at + _GROUP] for at in range(0, len(short), _GROUP)]
    yield wording.text("page.version", version=policy.version, digest=" ".join(groups))
    first = wording.amounts.date(policy.effective)
    if policy.ends is None:
        yield wording.text("page.in_force_from", None, **{"from": first})
    else:
        last = wording.amounts.date(policy.ends)
        yield wording.text("page.in_force", None, **{"from": first, "to": last})
    if policy.bind is Bind.CREATED:
        yield wording.text("page.bind_created")


def _playbook(material: Material) -> Playbook | None:
    policy, wording = material.policy, material.wording
    if not policy.playbook:
        return None
    side = material.follower
    return Playbook(
        heading=wording.text("page.playbook", party=side.name),
        side=side,
        plays=tuple(
            Note(
                title=material.sentence(play.attempt),
                text=wording.channel(play, material.follower.name),
                detail=play.content,
            )
            for play in policy.playbook
        ),
    )


def _contacts(material: Material) -> Contacts:
    """The signatories of all parties, then the roles."""
    policy = material.policy
    parties = (
        Contact(
            label=side.name,
            who=policy.parties[name].signatory,
            address=policy.parties[name].contact,
            side=side,
        )
        for name, side in material.sides.items()
    )
    roles = (
        Contact(
            label=material.sentence(words(name)),
            who=material.wording.holder(name),
            address=policy.roles[name].contact,
            side=material.sides[policy.roles[name].party.name],
            terms=material.beside(material.wording.role_terms(name)),
        )
        for name in material.ranked(policy.roles)
    )
    return Contacts(
        heading=material.wording.text("page.contacts"), entries=(*parties, *roles)
    )


def _listings(material: Material) -> Iterator[Listing]:
    """Short lists, without those that the policy leaves empty."""
    policy, wording = material.policy, material.wording
    lists = (
        (wording.text("page.aims"), policy.aims),
        (wording.text("page.needs"), policy.needs),
        (wording.text("page.kpis"), map(material.sentence, wording.kpis())),
        (wording.text("page.review"), map(wording.meeting, policy.review)),
        (wording.text("page.ending"), policy.cancellation),
    )
    for heading, items in lists:
        if found := tuple(items):
            yield Listing(heading=heading, items=found)


def _signatures(material: Material) -> Iterator[Signature]:
    wording = material.wording
    for name, side in material.sides.items():
        yield Signature(
            heading=wording.text("page.signed_for", party=side.name),
            side=side,
            signatory=material.policy.parties[name].signatory,
            date_label=wording.text("page.date"),
        )


def _identity(material: Material) -> str:
    """The version by name, and the one that it replaces."""
    policy, wording = material.policy, material.wording
    name, version = policy.policy, policy.version
    if not policy.supersedes:
        return wording.text("page.identity", policy=name, version=version)
    return wording.text(
        "page.replaces", policy=name, version=version, supersedes=policy.supersedes
    )
