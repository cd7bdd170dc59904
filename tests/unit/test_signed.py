from __future__ import annotations

import json
import pickle
import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from builders import make_policy
from builders_signing import (
    SIGNED_AT,
    allowed_signers,
    edited,
    make_document,
    make_statement,
    private_key,
    sign,
    signed_envelope,
    write_signed,
)
from hypothesis import given
from hypothesis import strategies as st

import leadpact
from leadpact.calendars import Holidays, holiday_names
from leadpact.model.characters import deceptive
from leadpact.signing.envelope import Entry, Envelope
from leadpact.signing.holidays import closed_dates
from leadpact.signing.sshsig import SshSignature
from leadpact.signing.statement import Attestation, Replaced

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = datetime(2026, 2, 2, 12, tzinfo=UTC)
POLICY = make_policy()
PACT = leadpact.loads(POLICY)
MARKETING, SALES = private_key("marketing"), private_key("sales")


def refused(file: Path, trust: Path | leadpact.Trust, **options: Any) -> list[str]:  # noqa: ANN401
    """The codes of why a policy is refused."""
    with pytest.raises(leadpact.TrustError) as caught:
        leadpact.load_signed(file, **{"trust": trust, "now": NOW, **options})
    return [found.code for found in caught.value.diagnostics]


def both(**changes: Any) -> Envelope:  # noqa: ANN401
    """Signatures of both parties under statements with some attributes replaced."""
    return signed_envelope(PACT, **changes)


class TestLoadSigned:
    """Policies that every party signed."""

    def test_signed(self, tmp_path: Path) -> None:
        """The good case: what it says is said to be signed, also by a copy."""
        pact = leadpact.load_signed(
            *write_signed(tmp_path, POLICY)[:1],
            trust=tmp_path / "trust" / "allowed_signers",
            now=NOW,
        )
        for one in (pact, pickle.loads(pickle.dumps(pact))):  # noqa: S301
            assert one.signed
            assert one.evaluate({"id": "L1"}, now=NOW).signed
            assert one.begin({"id": "L1"}).at(NOW).signed
        assert not leadpact.load(tmp_path / "policies" / "1.0.0.yaml").signed

    def test_trust_as_an_object(self, tmp_path: Path) -> None:
        """A service may hold its trust wherever it likes."""
        file, _ = write_signed(tmp_path, POLICY)
        trust = leadpact.Trust.parse(allowed_signers())
        assert leadpact.load_signed(file, trust=trust, now=NOW).signed

    def test_draft(self, tmp_path: Path) -> None:
        """A policy without signatures is a draft: refused, unless that is allowed."""
        file, trust = write_signed(tmp_path, POLICY, Envelope())
        assert refused(file, trust) == ["LP6001", "LP6001"]
        pact = leadpact.load_signed(file, trust=trust, now=NOW, allow_draft=True)
        assert not pact.signed
        assert not pact.evaluate({"id": "L1"}, now=NOW).signed

    def test_a_version_before_a_release(self, tmp_path: Path) -> None:
        """A version with a hyphen is a draft, even if somebody signed it."""
        file, trust = write_signed(tmp_path, make_policy(version="1.1.0-rc.1"))
        assert refused(file, trust) == ["LP6025"]
        allowed = leadpact.load_signed(file, trust=trust, now=NOW, allow_draft=True)
        assert allowed.signed

    def test_without_cryptography(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The extra that is missing is named."""
        file, trust = write_signed(tmp_path, POLICY)
        monkeypatch.setitem(sys.modules, "cryptography", None)
        assert refused(file, trust) == ["LP5002"]

    def test_a_party_with_an_accent(self, tmp_path: Path) -> None:
        """Names of parties are whatever the language of the policy writes."""
        text = POLICY.replace("sales:", "véndeurs:").replace(
            "party: sales", "party: véndeurs"
        )
        pact = leadpact.loads(text)
        envelope = signed_envelope(pact)
        file, _ = write_signed(tmp_path, text, envelope)
        lines = [
            f'x namespaces="{party}@leadpact.v1" {private_key(party).key}'
            for party in pact.checked.policy.parties
        ]
        trust = leadpact.Trust.parse("\n".join(lines))
        assert leadpact.load_signed(file, trust=trust, now=NOW).signed

    def test_a_wrong_signature_is_no_draft(self, tmp_path: Path) -> None:
        """Whoever allows drafts does not allow forgeries."""
        file, trust = write_signed(tmp_path, POLICY, both(digest="0" * 64))
        assert refused(file, trust, allow_draft=True) == ["LP6002", "LP6002"]

    def test_mistakes_come_first(self, tmp_path: Path) -> None:
        """A policy that cannot be loaded is refused as such."""
        file, trust = write_signed(tmp_path, POLICY)
        file.write_text("leadpact: 1\n")
        with pytest.raises(leadpact.PolicyError):
            leadpact.load_signed(file, trust=trust, now=NOW)


class TestAttacks:
    """What an enemy would try; each attempt has a code of its own."""

    @pytest.mark.parametrize(
        ("envelope", "code"),
        [
            pytest.param(both(digest="0" * 64), "LP6002", id="digest"),
            pytest.param(both(version="1.0.1"), "LP6003", id="version"),
            pytest.param(both(policy="other"), "LP6003", id="policy"),
            pytest.param(both(role="VP Nobody"), "LP6022", id="role"),
            pytest.param(both(date=SIGNED_AT + 10**15), "LP6021", id="future"),
            pytest.param(
                both(supersedes=Replaced("0.9.0", "4" * 64)), "LP6013", id="chain"
            ),
        ],
    )
    def test_stated_otherwise(
        self, tmp_path: Path, envelope: Envelope, code: str
    ) -> None:
        """Statements about something else, soundly signed."""
        assert refused(*write_signed(tmp_path, POLICY, envelope)) == [code, code]

    def test_number_changed(self, tmp_path: Path) -> None:
        """The policy is not the one that was signed."""
        file, trust = write_signed(tmp_path, POLICY)
        text = file.read_text()
        assert "09:00-17:00" in text
        file.write_text(text.replace("09:00-17:00", "09:00-18:00"))
        assert refused(file, trust) == ["LP6002", "LP6002"]

    def test_moved_to_another_version(self, tmp_path: Path) -> None:
        """Signatures of one version stand beside another one."""
        file, trust = write_signed(tmp_path, POLICY)
        later = file.with_name("1.1.0.yaml")
        later.write_text(file.read_text().replace("version: 1.0.0", "version: 1.1.0"))
        signatures = file.with_name("1.0.0.signatures.json").read_bytes()
        file.with_name("1.1.0.signatures.json").write_bytes(signatures)
        assert refused(later, trust) == ["LP6003", "LP6003"]

    @pytest.mark.parametrize(
        "change",
        [
            lambda one: one.update(date="2026-01-01T09:00:00Z"),
            lambda one: one.update(name="Somebody Else"),
            lambda one: one["document"].update(sha256="9" * 64),
            lambda one: one["document"].update(text="9" * 64),
            lambda one: one["document"].update(template="9" * 64),
            lambda one: one.update(role="VP Nobody"),
            lambda one: one.update(digest="9" * 64),
        ],
        ids=["date", "name", "document", "text", "template", "role", "digest"],
    )
    def test_statement_edited(
        self, tmp_path: Path, change: Callable[[dict[str, Any]], None]
    ) -> None:
        """What was signed is changed in the file."""
        file, trust = write_signed(tmp_path, POLICY)
        edited(file, lambda data: change(data["signatures"][0]["statement"]))
        assert refused(file, trust) == ["LP6004"]

    def test_parties_swapped(self, tmp_path: Path) -> None:
        """Each party's signature stands under the name of the other."""

        def swap(data: dict[str, Any]) -> None:
            one, other = data["signatures"]
            one["signature"], other["signature"] = other["signature"], one["signature"]

        file, trust = write_signed(tmp_path, POLICY)
        edited(file, swap)
        assert refused(file, trust) == ["LP6005", "LP6005"]

    def test_relabelled(self, tmp_path: Path) -> None:
        """A signature of marketing is relabelled as one of sales."""

        def relabel(data: dict[str, Any]) -> None:
            data["signatures"][0]["statement"]["party"] = "sales"
            del data["signatures"][1]

        file, trust = write_signed(tmp_path, POLICY)
        edited(file, relabel)
        assert refused(file, trust) == ["LP6005", "LP6001"]

    def test_a_party_of_nobody(self, tmp_path: Path) -> None:
        """A party that the policy does not have cannot sign it."""
        stranger = sign(make_statement(PACT, "finance"), private_key("eve"))
        envelope = attrs.evolve(both(), signatures=(*both().signatures, stranger))
        file, trust = write_signed(tmp_path, POLICY, envelope)
        assert refused(file, trust) == ["LP6006"]
        line = f'eve namespaces="finance@leadpact.v1" {private_key("eve").key}\n'
        known = leadpact.Trust.parse(allowed_signers() + line)
        assert refused(file, known) == ["LP6022"]

    def test_stranger(self, tmp_path: Path) -> None:
        """A key that nobody trusts, soundly signing."""
        envelope = Envelope(
            (
                sign(make_statement(PACT, "marketing"), private_key("eve")),
                sign(make_statement(PACT, "sales"), SALES),
            )
        )
        assert refused(*write_signed(tmp_path, POLICY, envelope)) == ["LP6006"]

    def test_marketing_signs_for_sales(self, tmp_path: Path) -> None:
        """A key of marketing signs for sales as well."""
        envelope = Envelope(
            tuple(
                sign(make_statement(PACT, party), MARKETING)
                for party in ("marketing", "sales")
            )
        )
        assert refused(*write_signed(tmp_path, POLICY, envelope)) == ["LP6006"]

    def test_one_key_for_both(self, tmp_path: Path) -> None:
        """Even where the trust allows it, one person does not stand on both sides."""
        envelope = Envelope(
            tuple(
                sign(make_statement(PACT, party), MARKETING)
                for party in ("marketing", "sales")
            )
        )
        file, _ = write_signed(tmp_path, POLICY, envelope)
        trust = leadpact.Trust.parse(f'ana namespaces="*@leadpact.v1" {MARKETING.key}')
        assert refused(file, trust) == ["LP6007"]

    def test_one_party_missing(self, tmp_path: Path) -> None:
        """Half an agreement is none."""
        envelope = Envelope(both().signatures[:1])
        assert refused(*write_signed(tmp_path, POLICY, envelope)) == ["LP6001"]

    def test_attested_is_not_signed(self, tmp_path: Path) -> None:
        """Somebody's word about a paper stands for no signature."""
        attestation = Attestation(
            "trial", "1.0.0", PACT.digest, "sales", "Kim Park", SIGNED_AT, "5" * 64
        )
        envelope = Envelope(
            both().signatures[:1], (sign(attestation, private_key("kim")),)
        )
        file, _ = write_signed(tmp_path, POLICY, envelope)
        witness = (
            f'kim namespaces="attest-paper@leadpact.v1" {private_key("kim").key}\n'
        )
        trust = leadpact.Trust.parse(allowed_signers() + witness)
        assert refused(file, trust) == ["LP6001"]

    def test_revoked(self, tmp_path: Path) -> None:
        """A key that was withdrawn signs nothing, whenever it signed."""
        file, _ = write_signed(tmp_path, POLICY)
        trust = leadpact.Trust.parse(allowed_signers(), revoked=str(SALES.key))
        assert refused(file, trust) == ["LP6008"]

    @pytest.mark.parametrize(
        "days", ['valid-before="20260102Z"', 'valid-after="20260103Z"']
    )
    def test_outside_its_days(self, tmp_path: Path, days: str) -> None:
        """A key that was not valid when it signed."""
        file, _ = write_signed(tmp_path, POLICY)
        trust = leadpact.Trust.parse(allowed_signers(sales=days))
        assert refused(file, trust) == ["LP6009"]

    def test_weak_hash(self, tmp_path: Path) -> None:
        """A hash that can be forged."""
        first, second = both().signatures
        made = SshSignature.parse(first.signature)
        weak = attrs.evolve(made, hashing="sha1").armor()
        envelope = Envelope((Entry(first.statement, weak), second))
        assert refused(*write_signed(tmp_path, POLICY, envelope)) == ["LP6010"]

    def test_different_pages(self, tmp_path: Path) -> None:
        """Each party signed a page of its own."""
        first, _ = both().signatures
        other = make_statement(PACT, "sales", document=make_document(paper="letter"))
        envelope = Envelope((first, sign(other, SALES)))
        assert refused(*write_signed(tmp_path, POLICY, envelope)) == ["LP6020"]

    def test_signed_twice(self, tmp_path: Path) -> None:
        """Of two signatures of one party nobody knows which counts."""
        envelope = Envelope((*both().signatures, both().signatures[0]))
        assert refused(*write_signed(tmp_path, POLICY, envelope)) == ["LP6011"]

    @pytest.mark.parametrize("place", ["policies", "policies/keys"])
    def test_trust_beside_the_policy(self, tmp_path: Path, place: str) -> None:
        """Who may change the policy must not say who signs it."""
        file, trust = write_signed(tmp_path, POLICY)
        beside = tmp_path / place / "allowed_signers"
        beside.parent.mkdir(exist_ok=True)
        beside.write_bytes(trust.read_bytes())
        assert refused(file, beside) == ["LP6016"]
        link = tmp_path / "elsewhere"
        link.symlink_to(beside)
        assert refused(file, link) == ["LP6016"]
        policy = tmp_path / "trust" / file.name
        policy.symlink_to(file)
        assert refused(policy, trust) == ["LP6016"]


class TestCharacters:
    """Letters that deceive are refused, soundly signed or not."""

    @pytest.mark.parametrize(
        "title",
        [
            "S\u0430les",  # A Cyrillic letter.
            "Sales\u2003team",
            "\uff33ales",
            "\U0001d412ales",
            "Sales \u0430\u0441\u0435",  # All Cyrillic, and looks Latin.
            "Sales\ufe0f",
            "\ue000",
            "\u03bfrder",
        ],
    )
    def test_refused(self, tmp_path: Path, title: str) -> None:
        """Whatever looks like another text has the code LP6026."""
        policy = make_policy(title=json.dumps(title, ensure_ascii=False))
        assert refused(*write_signed(tmp_path, policy)) == ["LP6026"]

    @pytest.mark.parametrize(
        "title", ["Sales\u200b", "Sales \u202eevil", "Sa\u00adles", "\ufeffSales"]
    )
    def test_never_loaded(self, title: str) -> None:
        """What no editor shows is no part of any policy."""
        with pytest.raises(leadpact.PolicyError) as caught:
            leadpact.loads(make_policy(title=json.dumps(title, ensure_ascii=False)))
        assert [found.code for found in caught.value.diagnostics] == ["LP1002"]

    @pytest.mark.parametrize(
        "title",
        [
            "Grüße, l'été à Łódź – „ja“ 10 000 €",  # noqa: RUF001 - as typed
            "Ærlig fullført ☎ ½ №",
            "Продажи и маркетинг",
            "Πωλήσεις και μάρκετινγκ",
            "営業とマーケティングのSLA",
            "Sales, Продажи, 영업",
            "µm, 5 Ω, α-test, 1º",  # noqa: RUF001 - as typed
        ],
    )
    def test_taken(self, tmp_path: Path, title: str) -> None:
        """Any script is as good as another, word by word."""
        policy = make_policy(title=json.dumps(title, ensure_ascii=False))
        file, trust = write_signed(tmp_path, policy)
        assert leadpact.load_signed(file, trust=trust, now=NOW).signed

    @given(st.text(st.characters(codec="latin-1", categories=["L", "N", "P"])))
    def test_western_letters(self, text: str) -> None:
        """What Western keyboards type deceives nobody."""
        policy = attrs.evolve(PACT.checked.policy, title=text)
        assert list(deceptive(policy)) == []

    @given(
        st.text("abc xyz", min_size=1),
        st.sampled_from("\u200b\u200d\u2060\ufeff\u202a\u2066\u00ad\u034f\U000e0041"),
        st.data(),
    )
    def test_anywhere(self, text: str, hidden: str, data: st.DataObject) -> None:
        """An invisible character is found wherever it stands, with its place."""
        at = data.draw(st.integers(0, len(text)))
        policy = attrs.evolve(PACT.checked.policy, title=text[:at] + hidden + text[at:])
        (found,) = deceptive(policy)
        assert found.span == policy.spans["title:"]
        assert "invisible" in found.message


class TestHolidays:
    """Public holidays are part of what is signed."""

    POLICY = make_policy(
        calendars="""
            desk:
              timezone: UTC
              open: {mon-fri: 09:00-17:00}
              holidays: {country: US}
        """
    )

    def test_as_signed(self, tmp_path: Path) -> None:
        """The dates of today are those that were signed, whatever their version."""
        pact = leadpact.loads(self.POLICY)
        dates = closed_dates(pact.checked.policy)
        assert dates is not None
        assert dates.through == "2036-12-31"
        older = attrs.evolve(dates, version="0.1")
        envelope = signed_envelope(pact, holidays=older)
        file, trust = write_signed(tmp_path, self.POLICY, envelope)
        assert leadpact.load_signed(file, trust=trust, now=NOW).signed

    def test_an_upgrade(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A country with one more holiday is no longer the signed one."""
        pact = leadpact.loads(self.POLICY)
        dates = closed_dates(pact.checked.policy)
        envelope = signed_envelope(pact, holidays=dates)
        file, trust = write_signed(tmp_path, self.POLICY, envelope)

        def more(holidays: Holidays, year: int) -> dict[date, str]:
            return {**holiday_names(holidays, year), date(year, 8, 1): "New Day"}

        monkeypatch.setattr("leadpact.signing.holidays.holiday_names", more)
        assert refused(file, trust) == ["LP6024", "LP6024"]

    def test_not_signed(self, tmp_path: Path) -> None:
        """Holidays that nobody signed are refused, and signed ones that are gone."""
        assert refused(*write_signed(tmp_path, self.POLICY)) == ["LP6024", "LP6024"]
        dates = closed_dates(leadpact.loads(self.POLICY).checked.policy)
        envelope = both(holidays=dates)
        assert refused(*write_signed(tmp_path, POLICY, envelope)) == [
            "LP6024",
            "LP6024",
        ]


class TestEnvelope:
    """The file of signatures, which anybody may have written."""

    @pytest.mark.parametrize(
        "change",
        [
            lambda data: data.update(extra=1),
            lambda data: data.update(leadpact=2),
            lambda data: data.update(leadpact=True),
            lambda data: data.pop("signatures"),
            lambda data: data.update(signatures={}),
            lambda data: data["signatures"][0].update(note=""),
            lambda data: data["signatures"][0].pop("signature"),
            lambda data: data["signatures"][0].update(signature=1),
            lambda data: data["signatures"][0]["statement"].update(extra=1),
            lambda data: data["signatures"][0]["statement"].pop("role"),
            lambda data: data["signatures"][0]["statement"].update(name=" "),
            lambda data: data["signatures"][0]["statement"].update(name="\ud800"),
            lambda data: data["signatures"][0]["statement"].update(digest="ABC"),
            lambda data: data["signatures"][0]["statement"].update(date="2026-01-02"),
            lambda data: data["signatures"][0]["statement"].update(
                date="2026-01-02T10:00:00+01:00"
            ),
            lambda data: data["signatures"][0]["statement"].update(statement="other"),
            lambda data: data["signatures"][0]["statement"].update(document=None),
        ],
    )
    def test_another_shape(
        self, tmp_path: Path, change: Callable[[dict[str, Any]], None]
    ) -> None:
        """Unknown, missing and mistyped members are refused."""
        file, trust = write_signed(tmp_path, POLICY)
        edited(file, change)
        assert refused(file, trust) == ["LP6011"]

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"[]",
            b"\xff",
            b"[" * 100_000,
            b'{"leadpact": 1, "signatures": [], "signatures": []}',
            b'{"leadpact": NaN, "signatures": []}',
            b'{"leadpact": 1, "signatures": []}' + b" " * (1 << 20),
        ],
    )
    def test_no_envelope(self, data: bytes) -> None:
        """What is not JSON, says a key twice or is too large is refused."""
        with pytest.raises(leadpact.TrustError) as caught:
            Envelope.parse(data)
        assert [found.code for found in caught.value.diagnostics] == ["LP6011"]

    def test_round_trip(self) -> None:
        """What is written reads back."""
        envelope = both()
        assert Envelope.parse(envelope.bytes()) == envelope
        assert json.loads(envelope.bytes())["leadpact"] == 1


class TestInForce:
    """When a version counts, and which one is too old."""

    @pytest.mark.parametrize(
        ("now", "codes"),
        [
            (datetime(2026, 1, 1, tzinfo=UTC), ["LP6015", "LP6021", "LP6021"]),
            (datetime(2026, 1, 4, 22, tzinfo=UTC), ["LP6015"]),
            (datetime(2026, 7, 1, 12, tzinfo=UTC), ["LP6014"]),
        ],
    )
    def test_days(self, tmp_path: Path, now: datetime, codes: list[str]) -> None:
        """Before its first day and after its last a version is refused."""
        policy = make_policy(ends="2026-06-30")
        file, trust = write_signed(tmp_path, policy)
        assert refused(file, trust, now=now)[:1] == codes[:1]
        assert leadpact.load_signed(file, trust=trust, now=NOW).signed

    def test_floor(self, tmp_path: Path) -> None:
        """A service never takes a version older than one that it has seen."""
        file, trust = write_signed(tmp_path, POLICY)
        for floor in (("1.0.0", PACT.digest), leadpact.Floor("0.9.0", "0" * 64)):
            assert leadpact.load_signed(file, trust=trust, now=NOW, floor=floor).signed
        assert refused(file, trust, floor=("1.0.1", PACT.digest)) == ["LP6012"]
        assert refused(file, trust, floor=("1.0.0", "0" * 64)) == ["LP6012"]

    def test_chain(self, tmp_path: Path) -> None:
        """The version that is superseded stands beside, as it was when it was."""
        earlier, _ = write_signed(tmp_path, POLICY)
        policy = make_policy(version="1.1.0", supersedes="1.0.0")
        pact = leadpact.loads(policy)
        before = Replaced("1.0.0", PACT.digest)
        envelope = signed_envelope(pact, supersedes=before)
        file, trust = write_signed(tmp_path, policy, envelope)
        assert leadpact.load_signed(file, trust=trust, now=NOW).signed
        earlier.write_text(POLICY.replace("09:00-17:00", "09:00-18:00"))
        assert refused(file, trust) == ["LP6013", "LP6013"]
        earlier.unlink()
        assert refused(file, trust) == ["LP6013"]
        silent, _ = write_signed(tmp_path, POLICY), None
        assert silent
        write_signed(tmp_path, policy, signed_envelope(pact))
        assert refused(file, trust) == ["LP6013", "LP6013"]

    def test_ends_soon(self, tmp_path: Path) -> None:
        """For its last 30 days a signed version alerts all parties, once."""
        file, trust = write_signed(tmp_path, make_policy(ends="2026-06-30"))
        pact = leadpact.load_signed(file, trust=trust, now=NOW)
        before = pact.evaluate({"id": "L1"}, now=NOW)
        alerted = datetime(2026, 6, 1, tzinfo=UTC)
        assert (before.consequences, before.next_at) == ((), alerted)
        leads = [{"id": "L1"}, {"id": "L2"}]
        found = [pact.evaluate(lead, now=alerted) for lead in leads]
        assert [one.consequences for one in found] == [found[0].consequences] * 2
        (alert,) = found[0].consequences
        assert (alert.key, alert.verb) == ("trial/1.0.0/ends", "alert")
        assert [to.address for to in alert.to] == [
            "leads@example.com",
            "sales@example.com",
        ]
        assert alert.note == "trial 1.0.0 is in force until 2026-07-01T00:00:00Z"
        data = leadpact.evaluation_to_data(found[0])
        assert leadpact.evaluation_from_data(data) == found[0]
        assert "trial 1.0.0 is in force" in str(pact.explain(leads[0], now=alerted))
        unsigned = leadpact.load(file).evaluate(leads[0], now=alerted)
        assert unsigned.consequences == ()
