"""From a checked policy to the page that both parties sign."""

from __future__ import annotations

import hashlib
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

import attrs
import rfc8785

from leadpact.agreement.figures import big_numbers
from leadpact.agreement.funnel import funnel, funnel_notes
from leadpact.agreement.handoff import clock, consequences, rules
from leadpact.agreement.material import Material
from leadpact.agreement.promises import pledges
from leadpact.agreement.view import (
    AgreementView,
    Code,
    Contact,
    Contacts,
    Listing,
    Note,
    Playbook,
    Signature,
)
from leadpact.model.policy import Bind
from leadpact.model.versions import is_prerelease
from leadpact.signing.canonical import digest
from leadpact.signing.changes import changes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from leadpact.check import CheckedPolicy
    from leadpact.model.policy import Policy

_SHORT_DIGEST, _GROUP = 12, 4
#: Names of what changed that the page has room for.
_MOST_CHANGES = 5
#: Headings of the short lists, by section of the policy.
_LISTED = {
    "aims": "page.aims",
    "needs": "page.needs",
    "kpis": "page.kpis",
    "review": "page.review",
    "cancellation": "page.ending",
}


@attrs.frozen
class SignedBy:
    """Who signed for a party, as the signed edition of the page tells it.

    Attributes:
        name: Of the person.
        date: Of the signature.
        key: Fingerprint of the key.
    """

    name: str
    date: date
    key: str


def agreement_view(
    checked: CheckedPolicy,
    *,
    before: Policy | None = None,
    signed: Mapping[str, SignedBy] = MappingProxyType({}),
) -> AgreementView:
    """Everything that the page shows, in the language of the policy.

    A version before a release, such as `1.1.0-draft.1`, is marked as a draft. What the
    policy marks as `annex` is left to the annex, which the page names by its digest.

    Args:
        checked: The policy.
        before: The version that it supersedes: the page names what changed.
        signed: Who signed, by party, for the signed edition.
    """
    material = Material.of(checked)
    policy, wording = material.policy, material.wording
    sha256 = digest(policy)
    annex = annex_view(checked)
    named = "" if annex is None else content_digest(annex)
    return attrs.evolve(
        _body(material),
        facts=(
            *_draft(material),
            _version(material, sha256),
            *_in_force(material),
            *([wording.text("page.with_annex", digest=_short(named))] if annex else []),
        ),
        summary=policy.summary,
        figures=big_numbers(material),
        figures_heading=wording.text("page.figures"),
        funnel=funnel(material),
        signatures=tuple(_signatures(material, signed)),
        footer=(
            f"sha256:{sha256}",
            _identity(material),
            *([_annex_line(material, named)] if annex else []),
            *([] if before is None else [_changed(material, before)]),
        ),
        code=Code(text=f"leadpact:sha256:{sha256}", label=wording.text("page.code")),
    )


def annex_view(checked: CheckedPolicy) -> AgreementView | None:
    """What the policy marks as `annex`, as a page of its own; ``None`` for nothing.

    Its last line names it by ``content_digest``, as the page does.
    """
    if not checked.policy.annex:
        return None
    material = Material.of(checked, is_annex=True)
    title = material.wording.text("page.annex", title=checked.policy.title)
    version = _version(material, digest(checked.policy))
    view = attrs.evolve(
        _body(material),
        title=title,
        facts=(*_draft(material), version),
        is_annex=True,
    )
    line = _annex_line(material, content_digest(view))
    return attrs.evolve(view, footer=(line, _identity(material)))


def content_digest(view: AgreementView) -> str:
    """SHA-256 of what a view says, 64 hexadecimal digits, whatever paper shows it.

    The footer, which may name it, does not count: nor do the places of the policy.
    """
    said = attrs.asdict(
        view, filter=lambda each, _: each.name not in {"footer", "places"}
    )
    said["effective"] = view.effective.isoformat()
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


def _body(material: Material) -> AgreementView:
    """What a page and its annex have alike."""
    policy, wording = material.policy, material.wording
    return AgreementView(
        language=policy.language,
        effective=policy.effective,
        title=policy.title,
        kicker=wording.text(
            "page.kicker",
            policy=wording.named(policy.policy),
            parties=wording.catalogue.joined(
                [side.name for side in material.sides.values()], "and"
            ),
        ),
        facts=(),
        summary="",
        notes=funnel_notes(material),
        notes_heading=wording.text("page.notes"),
        pledges=pledges(material),
        playbook=_playbook(material),
        clock=clock(material),
        rules=rules(material),
        rules_heading=wording.text("page.rules"),
        consequences=consequences(material),
        contacts=_contacts(material),
        listings=tuple(_listings(material)),
        signatures=(),
        footer=(),
        draft=wording.text("page.draft") if is_prerelease(policy.version) else "",
        places={
            key: span for key, span in policy.spans.items() if not {*".:"} & {*key}
        },
    )


def _short(sha256: str) -> str:
    """The first digits of a digest, in groups for the eye."""
    short = sha256[:_SHORT_DIGEST]
    return " ".join(short[at : at + _GROUP] for at in range(0, len(short), _GROUP))


def _annex_line(material: Material, sha256: str) -> str:
    return material.wording.text("page.annex_digest", digest=f"sha256:{sha256}")


def _draft(material: Material) -> Iterator[str]:
    if is_prerelease(material.policy.version):
        yield material.wording.text("page.draft_fact")


def _version(material: Material, sha256: str) -> str:
    return material.wording.text(
        "page.version", version=material.policy.version, digest=_short(sha256)
    )


def _in_force(material: Material) -> Iterator[str]:
    """Since when and until when it is in force, and for which leads."""
    policy, wording = material.policy, material.wording
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
    if not policy.playbook or not material.shows("playbook"):
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


def _contacts(material: Material) -> Contacts | None:
    """The signatories of all parties, on the page itself, then the roles."""
    policy = material.policy
    parties = [
        Contact(
            label=side.name,
            who=policy.parties[name].signatory,
            address=policy.parties[name].contact,
            side=side,
        )
        for name, side in material.sides.items()
        if not material.is_annex
    ]
    roles = [
        Contact(
            label=material.sentence(material.wording.named(name)),
            who=material.wording.holder(name),
            address=policy.roles[name].contact,
            side=material.sides[policy.roles[name].party.name],
            terms=material.beside(material.wording.role_terms(name)),
        )
        for name in material.shown("roles")
    ]
    if not parties and not roles:
        return None
    return Contacts(
        heading=material.wording.text("page.contacts"), entries=(*parties, *roles)
    )


def _listings(material: Material) -> Iterator[Listing]:
    """Short lists, without those that the policy leaves empty."""
    policy, wording = material.policy, material.wording
    lists = {
        "aims": policy.aims,
        "needs": policy.needs,
        "kpis": map(material.sentence, wording.kpis()),
        "review": map(wording.meeting, policy.review),
        "cancellation": policy.cancellation,
    }
    for section, items in lists.items():
        if material.shows(section) and (found := tuple(items)):
            heading = wording.text(_LISTED[section])
            yield Listing(heading=heading, items=found)


def _signatures(
    material: Material, signed: Mapping[str, SignedBy]
) -> Iterator[Signature]:
    wording = material.wording
    for name, side in material.sides.items():
        by = signed.get(name)
        yield Signature(
            heading=wording.text("page.signed_for", party=side.name),
            side=side,
            signatory=material.policy.parties[name].signatory,
            date_label=wording.text("page.date"),
            name=by.name if by else "",
            date=wording.amounts.date(by.date) if by else "",
            key=by.key if by else "",
        )


def _changed(material: Material, before: Policy) -> str:
    """What differs from the version before, by the names of clauses and sections."""
    wording, version = material.wording, before.version
    paths = (change.path.split(".") for change in changes(before, material.policy))
    named = list(dict.fromkeys(wording.named(path[:2][-1]) for path in paths))
    if not named:
        return wording.text("page.unchanged", version=version)
    shown, more = named[:_MOST_CHANGES], len(named) - _MOST_CHANGES
    if more <= 0:
        what = wording.catalogue.joined(shown, "and")
        return wording.text("page.changed", version=version, what=what)
    what = wording.catalogue.joined(shown, "more")
    count = wording.amounts.number(more)
    return wording.text(
        "page.changed_more", more, version=version, what=what, count=count
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
