from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import builders_pades as forgery
import pytest
from builders import make_policy
from builders_pades import added, certificate, forge, personal_key
from builders_signing import SIGNED_AT
from hypothesis import given
from hypothesis import strategies as st

import leadpact
from leadpact.agreement import Paper, Target, agreement_view, render
from leadpact.signed_page import Page, page_problems, read_page, sign_page, stated

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from leadpact.pact import Pact
    from leadpact.signing.pades import Certificate

PACT = leadpact.loads(make_policy())
PAGE = render(agreement_view(PACT.checked), Target.PDF, paper=Paper.A4)
SIGNERS = {"marketing": certificate("Ana"), "sales": certificate("Tom")}


def a_page(pdf: bytes, page: bytes = PAGE) -> Page:
    """A PDF that is said to be the page of the policy."""
    return Page(pdf, "page.pdf", page)


def signed(pdf: bytes, party: str, name: str, **key: Any) -> bytes:  # noqa: ANN401
    """The page with one more signature."""
    signer = personal_key(name, **key)
    return sign_page("1.0.0.yaml", PACT, a_page(pdf), party, signer, SIGNED_AT)


MARKETING = signed(PAGE, "marketing", "Ana")
BOTH = signed(MARKETING, "sales", "Tom")


def forged(party: str, name: str, pdf: bytes = PAGE, **ways: Any) -> bytes:  # noqa: ANN401
    """The same with pyHanko alone."""
    reason = ways.pop("reason", "") or stated(PACT, party)
    return forge(pdf, party, name, reason=reason, **ways)


def refused(pdf: bytes, now: int = SIGNED_AT, **signers: Certificate) -> list[str]:
    """The codes for which a PDF is not the signed page."""
    page = a_page(pdf)
    try:
        found = page.signatures()
    except leadpact.TrustError as error:
        return [one.code for one in error.diagnostics]
    known = {**SIGNERS, **signers}
    return [one.code for one in page_problems(PACT, page, found, known, now)]


class TestVerified:
    """Pages that both parties signed."""

    def test_both(self) -> None:
        """Each signature tells who, as what, for which policy and when."""
        assert refused(BOTH) == []
        first, other = a_page(BOTH).signatures()
        assert (first.party, first.certificate) == ("marketing", SIGNERS["marketing"])
        assert (other.party, other.certificate.name) == ("sales", "Tom")
        assert first.date == SIGNED_AT
        assert first.reason == (
            f"VP Marketing for marketing: trial 1.0.0 sha256:{PACT.digest}"
        )

    def test_other_order(self) -> None:
        """Who signs first does not matter."""
        assert refused(signed(signed(PAGE, "sales", "Tom"), "marketing", "Ana")) == []

    def test_rsa(self) -> None:
        """A key of RSA with 2048 bits will do."""
        pdf = signed(MARKETING, "sales", "Rob", kind="2048")
        assert refused(pdf, sales=certificate("Rob", "2048")) == []

    @pytest.mark.pdftotext
    def test_by_others(self, tmp_path: Path) -> None:
        """Poppler, too, finds two valid signatures, the last over all of the file."""
        (tmp_path / "page.pdf").write_bytes(BOTH)
        told = subprocess.run(
            ("pdfsig", "-nocert", tmp_path / "page.pdf"),
            capture_output=True,
            check=True,
            encoding="utf-8",
        ).stdout
        assert told.count("Signature Validation: Signature is Valid.") == 2
        assert told.count("Total document signed") == 1


class TestMissing:
    """Pages that not every party signed."""

    def test_unsigned(self) -> None:
        """Each party that has not signed is told."""
        assert refused(PAGE) == ["LP6001", "LP6001"]
        assert refused(MARKETING) == ["LP6001"]


class TestSigner:
    """Signatures by the wrong people."""

    def test_relabelled(self) -> None:
        """Sales' certificate in marketing's field counts for nobody."""
        pdf = forged("sales", "Ana", forged("marketing", "Tom"))
        assert refused(pdf) == ["LP6006", "LP6006"]

    def test_stranger(self) -> None:
        """A name is not enough: it must be the very certificate that is known."""
        namesake = personal_key("Ana", last=2034)
        pdf = namesake.sign(PAGE, "marketing", stated(PACT, "marketing"), SIGNED_AT)
        assert refused(signed(pdf, "sales", "Tom")) == ["LP6006"]

    def test_nobody_known(self) -> None:
        """A party for which no certificate is known is not signed for."""
        page = a_page(BOTH)
        found = page.signatures()
        known = {"sales": SIGNERS["sales"]}
        (problem,) = page_problems(PACT, page, found, known, SIGNED_AT)
        assert (problem.code, "`marketing`" in problem.message) == ("LP6006", True)

    def test_one_key_for_two(self) -> None:
        """One person cannot sign for both parties."""
        pdf = forged("sales", "Ana", MARKETING)
        assert refused(pdf, sales=SIGNERS["marketing"]) == ["LP6007"]

    def test_no_party(self) -> None:
        """A signature for somebody who is no party is none."""
        pdf = forged("finance", "Eve", BOTH, reason="CFO")
        assert refused(pdf) == ["LP6022"]

    @pytest.mark.parametrize("role", ["VP Sales", "Intern"])
    def test_role(self, role: str) -> None:
        """The role, the version and the digest are signed as well."""
        reason = stated(PACT, "marketing").replace("VP Marketing", role)
        pdf = forged("marketing", "Ana", reason=reason)
        assert refused(signed(pdf, "sales", "Tom")) == ["LP6022"]

    def test_another_version(self) -> None:
        """What was stated for another version is not stated for this one."""
        other = leadpact.loads(make_policy(version="1.1.0"))
        pdf = forged("marketing", "Ana", reason=stated(other, "marketing"))
        assert refused(signed(pdf, "sales", "Tom")) == ["LP6022"]


class TestTime:
    """Dates of signatures and certificates."""

    def test_expired(self) -> None:
        """A certificate must be valid on the date of the signature."""
        late = 2_082_758_400_000_000  # 2036
        pdf = personal_key("Ana").sign(
            PAGE, "marketing", stated(PACT, "marketing"), late
        )
        assert refused(pdf, late) == ["LP6009", "LP6001"]

    def test_yet_to_come(self) -> None:
        """A date that has not come yet was not the day of a signature."""
        assert refused(BOTH, SIGNED_AT - 1) == ["LP6021", "LP6021"]


class TestWeak:
    """Algorithms that nobody trusts any more."""

    def test_hash(self) -> None:
        """SHA-1 is refused."""
        pdf = forged("marketing", "Ana", hashing="sha1")
        assert refused(pdf) == ["LP6010", "LP6001"]

    def test_key(self) -> None:
        """So is RSA with 1024 bits."""
        key = personal_key("Rob", "1024")
        pdf = key.sign(PAGE, "marketing", stated(PACT, "marketing"), SIGNED_AT)
        known = certificate("Rob", "1024")
        assert refused(pdf, marketing=known) == ["LP6010", "LP6001"]


CHANGES = (
    forgery.other_words,
    forgery.other_stream,
    forgery.a_note,
    forgery.on_opening,
    forgery.other_pages,
)


class TestChanged:
    """PDFs that show something else than the page, or may do so."""

    def test_edited(self) -> None:
        """A byte of the page, or of a signature, that is another one."""
        for place in (100, len(PAGE) - 100):
            pdf = BOTH[:place] + bytes([BOTH[place] ^ 1]) + BOTH[place + 1 :]
            assert refused(pdf) == ["LP6018"]
        date, year = BOTH.rindex(b"/M ("), BOTH.rindex(b"20260102")
        assert date < year
        pdf = BOTH[:year] + b"20250102" + BOTH[year + 8 :]
        assert refused(pdf) == ["LP6018"]

    @pytest.mark.parametrize("change", CHANGES)
    def test_by_the_first_signer(self, change: Callable[..., None]) -> None:
        """What the first party changed under its own signature."""
        pdf = forged("marketing", "Ana", change=change)
        assert refused(pdf) == ["LP6018"]
        with pytest.raises(leadpact.TrustError):
            signed(pdf, "sales", "Tom")

    @pytest.mark.parametrize("change", CHANGES)
    def test_by_the_last_signer(self, change: Callable[..., None]) -> None:
        """What the last party changed under its own signature."""
        assert refused(forged("sales", "Tom", MARKETING, change=change)) == ["LP6018"]

    @pytest.mark.parametrize("change", CHANGES)
    def test_after_the_last(self, change: Callable[..., None]) -> None:
        """What was added behind both signatures."""
        assert refused(added(BOTH, change)) == ["LP6018"]

    def test_appended(self) -> None:
        """Bytes behind the end of the file."""
        assert refused(BOTH + b"\n% signed\n") == ["LP6018"]

    def test_visible(self) -> None:
        """A field that lies on the page could cover a number on it."""
        pdf = forged("marketing", "Ana", box=(50, 400, 300, 500))
        assert refused(pdf) == ["LP6018"]

    def test_another_pdf_behind(self) -> None:
        """The page is there, byte by byte, and a viewer shows another one."""
        other = leadpact.loads(make_policy(title="Another agreement"))
        shown = render(agreement_view(other.checked), Target.PDF, paper=Paper.A4)
        start = int(shown.split(b"startxref")[1].split()[0])
        moved = shown.replace(
            b"startxref\n%d" % start, b"startxref\n%d" % (start + len(PAGE))
        )
        assert refused(PAGE + moved) == ["LP6018"]

    def test_another_page(self) -> None:
        """The page of another version is none of this policy."""
        other = leadpact.loads(make_policy(version="1.1.0"))
        page = render(agreement_view(other.checked), Target.PDF, paper=Paper.A4)
        assert refused(forged("marketing", "Ana", page)) == ["LP6018"]

    @given(st.data())
    def test_any_bytes(self, data: st.DataObject) -> None:
        """Whatever is changed, it is refused or means the same: no other error."""
        place = data.draw(st.integers(len(PAGE), len(BOTH) - 1))
        given_ = data.draw(st.binary(min_size=1, max_size=8))
        pdf = BOTH[:place] + given_ + BOTH[place + len(given_) :]
        assert refused(pdf) in ([], ["LP6018"])


class TestSignPage:
    """What cannot be signed."""

    @pytest.mark.parametrize(
        ("pdf", "party", "name", "key", "code"),
        [
            (MARKETING, "marketing", "Ana", {}, "LP6011"),
            (MARKETING, "sales", "Ana", {}, "LP6007"),
            (PAGE, "finance", "Eve", {}, "LP6022"),
            (PAGE, "sales", "Old", {"last": 2026}, "LP6009"),
            (PAGE, "sales", "Rob", {"kind": "1024"}, "LP6010"),
            (PAGE + b" ", "sales", "Tom", {}, "LP6018"),
        ],
    )
    def test_refused(
        self, pdf: bytes, party: str, name: str, key: dict[str, Any], code: str
    ) -> None:
        """Each with its reason."""
        with pytest.raises(leadpact.TrustError) as caught:
            signed(pdf, party, name, **key)
        assert [one.code for one in caught.value.diagnostics] == [code]

    def test_draft(self) -> None:
        """Nobody signs a draft."""
        draft = leadpact.loads(make_policy(version="1.0.0-draft.1"))
        with pytest.raises(leadpact.TrustError, match="LP6025"):
            sign_page(
                *("1.0.0.yaml", draft, a_page(PAGE), "sales"),
                personal_key("Tom"),
                SIGNED_AT,
            )


class TestReadPage:
    """PDFs on disk."""

    @pytest.mark.parametrize("paper", list(Paper))
    def test_papers(self, tmp_path: Path, paper: Paper) -> None:
        """The page may be of any paper."""
        pdf = render(agreement_view(PACT.checked), Target.PDF, paper=paper)
        (tmp_path / "page.pdf").write_bytes(pdf)
        assert read(tmp_path, PACT).page == pdf

    def test_another(self, tmp_path: Path) -> None:
        """Any other PDF is refused."""
        (tmp_path / "page.pdf").write_bytes(b"%PDF-1.7\n")
        with pytest.raises(leadpact.TrustError, match="LP6018"):
            read(tmp_path, PACT)


def read(folder: Path, pact: Pact) -> Page:
    """The page in a folder."""
    return read_page(folder / "1.0.0.yaml", pact, folder / "page.pdf")
