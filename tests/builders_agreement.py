"""Pages to render: a full one, a bare one, one that is too long."""

from __future__ import annotations

from datetime import date

import attrs

from leadpact.agreement.view import (
    AgreementView,
    Bar,
    Clock,
    Code,
    Commitment,
    Consequence,
    Consequences,
    Contact,
    Contacts,
    Derivation,
    Figure,
    Funnel,
    Listing,
    Mark,
    Note,
    Personas,
    Playbook,
    Pledge,
    Side,
    Signature,
    Stage,
    Table,
)

DIGEST = "4be2c10f5d3b7a9e8c6f1d2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e"
MARKETING = Side(tone=0, name="Marketing")
SALES = Side(tone=1, name="Sales")


def signature(side: Side, signatory: str) -> Signature:
    """A place to sign."""
    return Signature(
        heading=f"For {side.name}",
        side=side,
        signatory=signatory,
        date_label="Date",
    )


def full_view() -> AgreementView:
    """An agreement with every section filled."""
    return AgreementView(
        language="en",
        effective=date(2026, 1, 5),
        title="Leads, delivered and followed up",
        kicker="Inbound · service level agreement of Marketing and Sales",
        facts=(
            "Version 1.0.0, policy 4be2 c10f 5d3b",
            "In force from 5 Jan 2026 to 31 Dec 2026",
        ),
        summary=(
            "Marketing delivers leads worth calling. Sales calls each of them fast, "
            "and until there is an answer."
        ),
        figures_heading="At a glance",
        figures=(
            Figure(
                value="800",
                unit="leads",
                caption="reach MQL every month",
                side=MARKETING,
            ),
            Figure(
                value="5",
                unit="business minutes",
                caption="to the first touch of a hot lead",
                side=SALES,
            ),
            Figure(
                value="6",
                unit="attempts",
                caption="within 10 business days",
                side=SALES,
            ),
            Figure(
                value="$200k",
                unit="revenue",
                caption="from leads of marketing, monthly",
                side=MARKETING,
            ),
        ),
        funnel=Funnel(
            heading="What counts as a lead, and whose it is",
            stages=(
                Stage(
                    name="MQL",
                    label="Marketing qualified",
                    side=MARKETING,
                    definition=(
                        "A company we can serve, and fit + intent is at least 50."
                    ),
                    promise="800 every month",
                ),
                Stage(
                    name="SAL",
                    label="Sales accepted",
                    side=SALES,
                    definition="An acceptance.",
                    promise="Within 8 business hours of the hand-off",
                ),
                Stage(
                    name="SQL",
                    label="Sales qualified",
                    side=SALES,
                    definition=(
                        "A qualification, with amount, expected close and win "
                        "probability filled in."
                    ),
                    promise="Within 5 business days of the latest attempt",
                ),
                Stage(
                    name="WON",
                    label="Customer",
                    side=SALES,
                    definition="A win.",
                ),
            ),
        ),
        notes_heading="Definitions",
        notes=(
            Note(
                title="A company we can serve",
                text="has 50 employees or more and sits in the US or in Canada.",
            ),
            Note(
                title="Reasons to reject",
                text="No budget · wrong country · duplicate · student.",
            ),
        ),
        pledges=(
            Pledge(
                heading="Marketing will",
                side=MARKETING,
                commitments=(
                    Commitment(
                        before="Deliver the leads that the plan needs ",
                        measure="at least 800 leads entering MQL each month",
                    ),
                    Commitment(
                        before="Deliver leads of value ",
                        measure="a total worth of at least $60,000 each month",
                    ),
                    Commitment(
                        before="Answer every rejection ",
                        measure="within 3 business days of the rejection",
                    ),
                ),
                derivation=Derivation(
                    heading="Why 800: from revenue back to leads, per month",
                    bars=(
                        Bar(value="$500k", text="revenue from all sources", share=1.0),
                        Bar(
                            value="$200k",
                            text="of it from marketing's leads, 40%",
                            share=0.4,
                        ),
                        Bar(value="20", text="customers at $10,000 each", share=0.025),
                        Bar(value="800", text="leads, of which 2.5% buy", share=1.0),
                    ),
                ),
                personas=Personas(
                    heading="Who we look for",
                    notes=(
                        Note(
                            title="Lab manager",
                            text="QA/QC lab, 20\N{EN DASH}500 staff, DACH and Benelux.",
                            detail="Needs fewer failed audits. Tomasz Zieliński.",
                        ),
                        Note(
                            title="Process engineer",
                            text="Food or pharma plant.",
                            detail="Needs inline readings. Jörg Ødegård.",
                        ),
                    ),
                ),
            ),
            Pledge(
                heading="Sales will",
                side=SALES,
                commitments=(
                    Commitment(
                        before="Accept or reject every lead ",
                        measure="within 8 business hours of the hand-off",
                    ),
                    Commitment(
                        before="Reach out first ",
                        measure=(
                            "within 5 business minutes to 1 business day, by band; "
                            "at least 95% on time each month, a median of at most "
                            "10 minutes each week"
                        ),
                    ),
                    Commitment(
                        before="Try six times before giving up ",
                        measure="6 attempts, 4 hours apart, within 10 business days",
                    ),
                    Commitment(
                        before="Move every accepted lead on ",
                        measure="within 5 business days of the latest attempt or note",
                    ),
                ),
                speed=Table(
                    heading="Speed and persistence, by band",
                    header=("Band", "What it is", "First touch", "Tries"),
                    rows=(
                        ("hot", "score 80 or more", "5 business min", "6 in 10 days"),
                        ("warm", "score 50 to 79", "1 business hour", "6 in 10 days"),
                        ("cold", "all others", "1 business day", "6 in 10 days"),
                    ),
                ),
            ),
        ),
        playbook=Playbook(
            heading="How Sales follows up",
            side=SALES,
            plays=(
                Note(
                    title="Tries 1\N{EN DASH}2:",
                    text="call, then e-mail.",
                    detail="The offer that the lead asked for.",
                ),
                Note(
                    title="Tries 3\N{EN DASH}5:",
                    text="call and e-mail.",
                    detail="A case study of the same trade.",
                ),
                Note(
                    title="Try 6:",
                    text="e-mail.",
                    detail="A last word, and the way back.",
                ),
            ),
        ),
        clock=Clock(
            heading="Hand-off clock: accept or reject every lead",
            side=SALES,
            marks=(
                Mark(
                    when="0",
                    what="Lead handed off",
                ),
                Mark(
                    when="75%",
                    what="Alert the owner",
                ),
                Mark(
                    when="8 business hours",
                    what="Missed: alert the owner",
                    late=True,
                ),
                Mark(
                    when="+1 business hour",
                    what="Escalate to the sales manager",
                    late=True,
                ),
                Mark(
                    when="+4 business hours",
                    what="Return the lead to Marketing for nurture",
                    late=True,
                ),
            ),
        ),
        rules_heading="Rules",
        rules=(
            Note(
                title="Hand-off.",
                text="Round robin by territory; the owner gets an alert and a task.",
            ),
            Note(
                title="Quiet hours.",
                text="No calls outside 08:00\N{EN DASH}20:00 in the lead's time zone.",
            ),
            Note(
                title="An automatic reply is not contact.",
                text="Only attempts by a human count.",
            ),
            Note(
                title="Business hours.",
                text="Mon to Thu 09:00\N{EN DASH}17:30, New York.",
            ),
        ),
        consequences=Consequences(
            heading="When a promise is missed",
            header=("Who", "If", "Then"),
            rows=(
                Consequence(
                    side=MARKETING,
                    trigger="Fewer than 800 leads reach MQL in a month",
                    what="Both teams meet within 5 business days; $5,000 of brand "
                    "budget moves to demand.",
                ),
                Consequence(
                    side=MARKETING,
                    trigger="Leads worth less than $60,000 in a month",
                    what="Scoring is reviewed within 5 days.",
                ),
                Consequence(
                    side=SALES,
                    trigger="First touch on time below 95% in a month",
                    what="Hot leads go to the inside team for 30 days.",
                ),
                Consequence(
                    side=SALES,
                    trigger="No answer after six tries, or 5 days without progress",
                    what="The lead returns to Marketing and counts as delivered.",
                ),
            ),
        ),
        contacts=Contacts(
            heading="Who to call",
            entries=(
                Contact(
                    label="Marketing",
                    who="VP Marketing",
                    address="marketing@example.com",
                    side=MARKETING,
                ),
                Contact(
                    label="Sales",
                    who="VP Sales",
                    address="sales@example.com",
                    side=SALES,
                ),
                Contact(
                    label="Sales manager",
                    who="head of inside sales",
                    address="managers@example.com",
                    side=SALES,
                ),
            ),
        ),
        listings=(
            Listing(
                heading="Both teams need",
                items=(
                    "CRM alerts by chat and phone",
                    "Two inside reps on shift, 09:00\N{EN DASH}17:30",
                    "One dashboard, read by both teams",
                ),
            ),
            Listing(
                heading="Both watch",
                items=("Leads", "First touch on time", "Median speed", "Value"),
            ),
            Listing(
                heading="Review",
                items=(
                    "Missed promises and rejects: every Monday",
                    "Scoring and bands: monthly",
                    "This agreement: quarterly",
                ),
            ),
            Listing(
                heading="Ending it",
                items=(
                    "Either party, 30 days' written notice to the other",
                    "Lapses when a later version is signed by both",
                ),
            ),
        ),
        signatures=(
            signature(MARKETING, "VP Marketing"),
            signature(SALES, "VP Sales"),
        ),
        footer=(f"sha256:{DIGEST}", "inbound 1.0.0, replaces 0.9.0"),
        code=Code(text=f"leadpact:sha256:{DIGEST}", label="QR code of the digest"),
    )


def bare_view() -> AgreementView:
    """An agreement with a single promise, and nothing that may be left out."""
    whole = full_view()
    sales = Pledge(
        heading="Sales will",
        side=SALES,
        commitments=whole.pledges[1].commitments[:1],
    )
    return AgreementView(
        language="en",
        effective=whole.effective,
        title="Call every lead",
        kicker=whole.kicker,
        facts=whole.facts,
        summary="Sales accepts or rejects every lead on the day it comes in.",
        figures=whole.figures[1:2],
        figures_heading=whole.figures_heading,
        pledges=(sales,),
        signatures=whole.signatures,
        footer=whole.footer,
    )


def long_view(times: int = 3) -> AgreementView:
    """The full agreement with its commitments and consequences repeated."""
    whole = full_view()
    assert whole.consequences
    return attrs.evolve(
        whole,
        pledges=tuple(
            attrs.evolve(pledge, commitments=pledge.commitments * times)
            for pledge in whole.pledges
        ),
        consequences=attrs.evolve(
            whole.consequences, rows=whole.consequences.rows * times
        ),
    )


#: Texts that a target may take for its markup, or that no column can hold.
HOSTILE = (
    '#read("/etc/passwd")',
    'a "quote" and a \\backslash\\',
    "\\u{41} \\n #let x = 1",
    "<script>alert(1)</script> &amp; <b>bold</b>",
    "| a | b | *c* _d_ `e` ~f~",
    "[link](http://example.com) ![image](x)",
    "$x^2$ @reference = heading {{ view }} {% raw %}",
    "1. first",
    "- item",
    "+ item",
    "# heading",
    "> quoted",
    "---",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
)


def view_with(text: str) -> AgreementView:
    """The full agreement with one text in many of its places."""
    whole = full_view()
    assert whole.funnel
    assert whole.clock
    assert whole.consequences
    assert whole.contacts
    first, *others = whole.pledges
    speed = Table(heading=text, header=(text, "b"), rows=(("a", text), (text, "b")))
    note = Note(title=text, text=text, detail=text)
    return attrs.evolve(
        whole,
        title=text,
        kicker=text,
        summary=text,
        figures=(attrs.evolve(whole.figures[0], caption=text), *whole.figures[1:]),
        funnel=attrs.evolve(
            whole.funnel,
            stages=(
                attrs.evolve(whole.funnel.stages[0], definition=text, label=text),
                *whole.funnel.stages[1:],
            ),
        ),
        notes=(note,),
        pledges=(
            attrs.evolve(
                first,
                commitments=(Commitment(before=f"{text} ", measure=text, terms=text),),
                speed=speed,
            ),
            *others,
        ),
        clock=attrs.evolve(whole.clock, marks=(Mark(when="0", what=text),)),
        rules=(),
        playbook=None,
        consequences=attrs.evolve(
            whole.consequences,
            rows=(Consequence(side=SALES, trigger=text, what=text),),
        ),
        contacts=attrs.evolve(
            whole.contacts,
            entries=(
                Contact(label="Sales", who=text, address=text, side=SALES, terms=text),
            ),
        ),
        listings=(Listing(heading=text, items=(text, "b")),),
    )


def view_of(texts: tuple[str, ...]) -> AgreementView:
    """A short agreement with each of some texts in all kinds of places."""
    whole = bare_view()
    rows = tuple((text, text) for text in texts)
    return attrs.evolve(
        whole,
        title=texts[0],
        summary=texts[-1],
        notes=tuple(Note(title="Note", text=text) for text in texts),
        pledges=(
            Pledge(
                heading="Sales will",
                side=SALES,
                commitments=tuple(Commitment("", measure=text) for text in texts),
                speed=Table(heading="Speed", header=("a", "b"), rows=rows),
            ),
        ),
        clock=Clock(
            heading="Clock",
            side=SALES,
            marks=tuple(Mark(when="0", what=text) for text in texts),
        ),
        consequences=Consequences(
            heading="Missed",
            header=("Who", "If", "Then"),
            rows=tuple(
                Consequence(side=SALES, trigger=text, what="done") for text in texts
            ),
        ),
        listings=(Listing(heading="List", items=texts),),
    )
