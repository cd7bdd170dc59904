"""What the page shows, as plain values: finished strings and numbers.

A template places these values and decides nothing. A section that the policy does
not fill is ``None`` or empty, and the page closes over it. Every text is one line
of composed characters, so that it prints and compares alike everywhere.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date

import attrs

from leadpact.diagnostics import Span


def one_line(text: str) -> str:
    """A text with its runs of white space as single spaces, composed (NFC).

    Spaces that do not break a line stay.

    Example:
        >>> one_line("five   minutes ")
        'five minutes'
    """
    words = text.replace("\t", " ").replace("\n", " ").replace("\r", " ").split(" ")
    return unicodedata.normalize("NFC", " ".join(word for word in words if word))


def _stretch(text: str) -> str:
    """A part of a line, with the space that parts it from its neighbour."""
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() else ""
    return f"{before}{one_line(text)}{after}"


def _in_lines(value: object) -> object:
    """A value with all its texts as lines."""
    match value:
        case str():
            return one_line(value)
        case tuple():
            return tuple(_in_lines(item) for item in value)
    return value


def _values(
    _: type, attributes: list[attrs.Attribute[object]]
) -> list[attrs.Attribute[object]]:
    """Attributes that turn whatever text they are given into lines."""
    return [
        attribute.evolve(converter=attribute.converter or _in_lines)
        for attribute in attributes
    ]


@attrs.frozen(field_transformer=_values)
class Side:
    """A party as the page shows it.

    Attributes:
        tone: Which colour is its own, counted from 0; the name always stands with it.
        name: Such as `Marketing`.
    """

    tone: int
    name: str


@attrs.frozen(field_transformer=_values)
class Figure:
    """One big number: `800` `leads`, a caption, and who answers for it."""

    value: str
    unit: str
    caption: str
    side: Side


@attrs.frozen(field_transformer=_values)
class Stage:
    """One step of the funnel.

    Attributes:
        name: Such as `SAL`.
        label: Its full name, or an empty string.
        side: Who answers for leads on their way into it.
        definition: When a lead enters it, a sentence.
        promise: The time promised for it, or an empty string.
    """

    name: str
    label: str
    side: Side
    definition: str
    promise: str = ""


@attrs.frozen(field_transformer=_values)
class Note:
    """A short text with a lead-in: a persona, agreed reasons, a rule."""

    title: str
    text: str
    detail: str = ""


@attrs.frozen(field_transformer=_values)
class Funnel:
    """What counts as a lead, and whose it is."""

    heading: str
    stages: tuple[Stage, ...]


@attrs.frozen(field_transformer=_values)
class Commitment:
    """One promise of a party, in the order of its language.

    Attributes:
        before: The words before the measure.
        measure: What is measured, such as `within 8 business hours of the hand-off`;
            empty for a commitment in words alone.
        after: The words behind it.
        terms: The small print.
    """

    before: str = attrs.field(converter=_stretch)
    measure: str
    after: str = attrs.field(converter=_stretch, default="")
    terms: str = ""


@attrs.frozen(field_transformer=_values)
class Bar:
    """One figure on the way from revenue back to leads.

    Attributes:
        value: Such as `$200k`.
        text: What it is.
        share: Length of its bar, from 0 to 1.
    """

    value: str
    text: str
    share: float


@attrs.frozen(field_transformer=_values)
class Derivation:
    """Why a party owes so many leads."""

    heading: str
    bars: tuple[Bar, ...]
    note: str = ""


@attrs.frozen(field_transformer=_values)
class Table:
    """Header and rows of equal length; the first column names the row."""

    heading: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@attrs.frozen(field_transformer=_values)
class Personas:
    """The buyers that the parties look for."""

    heading: str
    notes: tuple[Note, ...]


@attrs.frozen(field_transformer=_values)
class Pledge:
    """What one party will do.

    Attributes:
        heading: Such as `Sales will`.
        side: The party.
        commitments: Its promises.
        derivation: Where the number of leads comes from.
        personas: Whose leads they are to be.
        speed: Times and tries, by kind of lead.
    """

    heading: str
    side: Side
    commitments: tuple[Commitment, ...]
    derivation: Derivation | None = None
    personas: Personas | None = None
    speed: Table | None = None


@attrs.frozen(field_transformer=_values)
class Playbook:
    """How a party follows up: the try, its channel, its content."""

    heading: str
    side: Side
    plays: tuple[Note, ...]


@attrs.frozen(field_transformer=_values)
class Mark:
    """One moment of the hand-off clock.

    Attributes:
        when: Such as `75%` or `+1 business hour`.
        what: What happens then.
        late: Whether the promise is missed by then.
    """

    when: str
    what: str
    late: bool = False


@attrs.frozen(field_transformer=_values)
class Clock:
    """The hand-off, moment by moment."""

    heading: str
    side: Side
    marks: tuple[Mark, ...]


@attrs.frozen(field_transformer=_values)
class Consequence:
    """What a party owes when it misses a promise."""

    side: Side
    trigger: str
    what: str


@attrs.frozen(field_transformer=_values)
class Consequences:
    """What happens when a promise is missed, for all parties."""

    heading: str
    header: tuple[str, ...]
    rows: tuple[Consequence, ...]


@attrs.frozen(field_transformer=_values)
class Contact:
    """Somebody to call; ``terms`` tells in what hours, where the policy does."""

    label: str
    who: str
    address: str
    side: Side
    terms: str = ""


@attrs.frozen(field_transformer=_values)
class Contacts:
    """Who to call."""

    heading: str
    entries: tuple[Contact, ...]


@attrs.frozen(field_transformer=_values)
class Listing:
    """A short list: needs, review, numbers to watch, ending."""

    heading: str
    items: tuple[str, ...]


@attrs.frozen(field_transformer=_values)
class Signature:
    """The place where one party signs, or has signed.

    Attributes:
        heading: Such as `For sales`.
        side: The party.
        signatory: The role that signs.
        date_label: Stands below the date.
        name: Who has signed; empty for nobody, like the others.
        date: When.
        key: The fingerprint of the key.
    """

    heading: str
    side: Side
    signatory: str
    date_label: str
    name: str = ""
    date: str = ""
    key: str = ""


@attrs.frozen(field_transformer=_values)
class Code:
    """A QR code: what a scanner reads, and what stands for it where nobody sees it."""

    text: str
    label: str


@attrs.frozen(field_transformer=_values)
class AgreementView:
    """The whole page, whatever its paper.

    Attributes:
        language: Of its words, an IETF tag such as `en`.
        effective: First day in force; it dates the document.
        title: The title of the policy.
        kicker: One line over the title.
        facts: Short lines beside the title: version, digest, days in force.
        summary: A few sentences.
        figures: Big numbers, four where the policy has as many.
        figures_heading: Over them, where their place alone does not tell.
        funnel: The stages.
        notes: Definitions and agreed reasons, under the funnel.
        notes_heading: Over them, where their place alone does not tell.
        pledges: What each party will do.
        playbook: How they follow up, try by try.
        clock: The hand-off clock.
        rules: How leads are handed over, what counts as contact, whose hours.
        rules_heading: Over them, where their place alone does not tell.
        consequences: What is owed for a missed promise.
        contacts: Who to call.
        listings: Needs, review, numbers to watch, ending.
        signatures: One for each party.
        footer: Short lines at the foot: full digest, version, what it replaces.
        code: The digest for a scanner.
        draft: The word that stands across a draft, or an empty string.
        is_annex: Whether it is the annex of a page, on which nobody signs.
        places: Where the sections of the policy file begin, by their keys; errors
            point there.
    """

    language: str
    effective: date
    title: str
    kicker: str
    facts: tuple[str, ...]
    summary: str
    footer: tuple[str, ...]
    signatures: tuple[Signature, ...]
    figures: tuple[Figure, ...] = ()
    figures_heading: str = ""
    funnel: Funnel | None = None
    notes: tuple[Note, ...] = ()
    notes_heading: str = ""
    pledges: tuple[Pledge, ...] = ()
    playbook: Playbook | None = None
    clock: Clock | None = None
    rules: tuple[Note, ...] = ()
    rules_heading: str = ""
    consequences: Consequences | None = None
    contacts: Contacts | None = None
    listings: tuple[Listing, ...] = ()
    code: Code | None = None
    draft: str = ""
    is_annex: bool = False
    places: Mapping[str, Span] = attrs.field(factory=dict, eq=False, repr=False)
