"""What a party signs: a few facts that name the policy, the page and the person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import attrs
import rfc8785

from leadpact.errors import RecordError
from leadpact.instants import format_instant, parse_instant

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMAT = 1
#: Ends the namespace of every signature of this format.
_NAMESPACE = "leadpact.v1"
#: Whose namespace is that of people who attest what they have seen on paper. It is
#: no name, so that no party can be called so.
_WITNESS = "attest-paper"
_SHA256 = re.compile(r"[0-9a-f]{64}")


class ShapeError(ValueError):
    """Data that are not what leadpact writes."""


def namespace(party: str) -> str:
    """The namespace of a party's signatures, such as `sales@leadpact.v1`."""
    return f"{party}@{_NAMESPACE}"


#: The namespace of attestations.
WITNESS = namespace(_WITNESS)


@attrs.frozen
class Replaced:
    """The version before.

    Attributes:
        version: Its number.
        digest: SHA-256 of its canonical form, 64 hexadecimal digits.
    """

    version: str
    digest: str


@attrs.frozen
class ClosedDates:
    """The public holidays that the policy's calendars close.

    Attributes:
        version: Of the package `holidays` that told them.
        through: The last day that counts, as ISO 8601 writes it.
        sha256: SHA-256 of the dates by calendar, as RFC 8785 JSON.
    """

    version: str
    through: str
    sha256: str


@attrs.frozen
class Document:
    """The page that was signed.

    Attributes:
        paper: Such as `a4`.
        language: Of its words, such as `en`.
        template: SHA-256 of the template that it was made with.
        engine: Version of leadpact that made it.
        typst: Version of Typst that set it.
        babel: Version of Babel that wrote its numbers and dates.
        sha256: SHA-256 of the PDF.
        text: SHA-256 of its words alone, as Markdown; whatever the engine.
    """

    paper: str
    language: str
    template: str
    engine: str
    typst: str
    babel: str
    sha256: str
    text: str


@attrs.frozen
class Statement:
    """What one party states of one version.

    Attributes:
        policy: Name of the policy.
        version: Its version.
        digest: SHA-256 of its canonical form, 64 hexadecimal digits.
        party: The party that signs.
        role: Of the person, as the policy names the signatory.
        name: Of the person.
        date: Instant of the signature, in microseconds since the epoch.
        document: The page.
        supersedes: The version that it replaces, if any.
        holidays: The public holidays that it counts on, if any.
    """

    policy: str
    version: str
    digest: str
    party: str
    role: str
    name: str
    date: int
    document: Document
    supersedes: Replaced | None = None
    holidays: ClosedDates | None = None

    @property
    def namespace(self) -> str:
        """What its signature must be made for."""
        return namespace(self.party)

    def data(self) -> dict[str, object]:
        """As plain data."""
        return {"leadpact": FORMAT, "statement": "agreement", **_data(self)}

    def bytes(self) -> bytes:
        """The very bytes that are signed: RFC 8785 JSON in UTF-8."""
        return rfc8785.dumps(self.data())  # type: ignore[arg-type]

    @classmethod
    def read(cls, data: object) -> Statement:
        """A statement from plain data.

        Raises:
            ShapeError: It is none.
        """
        given = _headed(data, "agreement", cls)
        replaced, holidays = given.get("supersedes"), given.get("holidays")
        return cls(
            **_texts(given, "policy", "version", "party", "role", "name"),
            digest=_sha256(given, "digest"),
            date=_date(given),
            document=_document(given["document"]),
            supersedes=None if replaced is None else _replaced(replaced),
            holidays=None if holidays is None else _closed_dates(holidays),
        )


@attrs.frozen
class Attestation:
    """What somebody states who has seen a signed paper; it is no signature.

    Attributes:
        policy: Name of the policy.
        version: Its version.
        digest: SHA-256 of its canonical form.
        party: Whose signature stands on the paper.
        name: Of the person who attests.
        date: Instant of the attestation, in microseconds since the epoch.
        scan: SHA-256 of the scan.
    """

    policy: str
    version: str
    digest: str
    party: str
    name: str
    date: int
    scan: str

    @property
    def namespace(self) -> str:
        """What its signature must be made for."""
        return WITNESS

    def data(self) -> dict[str, object]:
        """As plain data."""
        return {"leadpact": FORMAT, "statement": "attestation", **_data(self)}

    def bytes(self) -> bytes:
        """The very bytes that are signed: RFC 8785 JSON in UTF-8."""
        return rfc8785.dumps(self.data())  # type: ignore[arg-type]

    @classmethod
    def read(cls, data: object) -> Attestation:
        """An attestation from plain data.

        Raises:
            ShapeError: It is none.
        """
        given = _headed(data, "attestation", cls)
        return cls(
            **_texts(given, "policy", "version", "party", "name"),
            digest=_sha256(given, "digest"),
            date=_date(given),
            scan=_sha256(given, "scan"),
        )


def _data(value: object) -> dict[str, object]:
    """An attrs object as plain data; instants as texts, absent values left out."""
    found: dict[str, object] = {}
    for attribute in attrs.fields(type(value)):  # type: ignore[arg-type]
        given = getattr(value, attribute.name)
        if attribute.name == "date":
            found["date"] = format_instant(given)
        elif attrs.has(type(given)):
            found[attribute.name] = _data(given)
        elif given is not None:
            found[attribute.name] = given
    return found


def members(
    data: object, needed: Sequence[str], optional: Sequence[str] = ()
) -> Mapping[str, object]:
    """The members of an object that has all of some keys and no unknown one.

    Raises:
        ShapeError: It has not.
    """
    if not isinstance(data, Mapping):
        msg = f"expected an object with `{needed[0]}`"
        raise ShapeError(msg)
    for key in needed:
        if key not in data:
            msg = f"`{key}` is missing"
            raise ShapeError(msg)
    for key in data:
        if key not in needed and key not in optional:
            msg = f"unknown key `{key:.60}`"
            raise ShapeError(msg)
    return data


def _keys(kind: type) -> tuple[list[str], list[str]]:
    """The keys of an attrs class: those needed, and those that may be absent."""
    fields = attrs.fields(kind)
    needed = [one.name for one in fields if one.default is attrs.NOTHING]
    return needed, [one.name for one in fields if one.default is not attrs.NOTHING]


def _headed(data: object, word: str, kind: type) -> Mapping[str, object]:
    needed, optional = _keys(kind)
    given = members(data, ["leadpact", "statement", *needed], optional)
    if (given["leadpact"], given["statement"]) != (FORMAT, word):
        msg = f"expected format {FORMAT} of `{word}`"
        raise ShapeError(msg)
    return given


def _document(data: object) -> Document:
    given = members(data, *_keys(Document))
    return Document(
        **_texts(given, "paper", "language", "engine", "typst", "babel"),
        template=_sha256(given, "template"),
        sha256=_sha256(given, "sha256"),
        text=_sha256(given, "text"),
    )


def _replaced(data: object) -> Replaced:
    given = members(data, *_keys(Replaced))
    return Replaced(**_texts(given, "version"), digest=_sha256(given, "digest"))


def _closed_dates(data: object) -> ClosedDates:
    given = members(data, *_keys(ClosedDates))
    through = _texts(given, "through")["through"]
    if str(date.fromisoformat(through)) != through:
        msg = f"`{through:.60}` is no date"
        raise ShapeError(msg)
    return ClosedDates(
        **_texts(given, "version"), through=through, sha256=_sha256(given, "sha256")
    )


def _texts(given: Mapping[str, object], *keys: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for key in keys:
        value = given[key]
        if not isinstance(value, str) or not value.strip():
            msg = f"`{key}` is no text"
            raise ShapeError(msg)
        value.encode()  # Half a character, which JSON can hold, raises ValueError.
        found[key] = value
    return found


def _sha256(given: Mapping[str, object], key: str) -> str:
    value = given[key]
    if not isinstance(value, str) or not _SHA256.fullmatch(value):
        msg = f"`{key}` is no SHA-256"
        raise ShapeError(msg)
    return value


def _date(given: Mapping[str, object]) -> int:
    text = _texts(given, "date")["date"]
    try:
        at = parse_instant(text)
    except RecordError as error:
        raise ShapeError(error.diagnostics[0].message) from None
    if format_instant(at) != text:
        msg = f"`{text:.60}` is not written as `{format_instant(at)}`"
        raise ShapeError(msg)
    return at
