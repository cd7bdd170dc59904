from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from builders import at, make_book, make_lead, make_person, make_policy
from builders_signing import write_signed

import leadpact
from leadpact.instants import to_instant
from leadpact.review.autopsy import autopsy, replay
from leadpact.review.papers import Papers, papers_of

if TYPE_CHECKING:
    from pathlib import Path

TIMERS = "{reply: {party: sales, from: handed_off, until: attempt, within: 4 hours}}"
NOW = to_instant(at("tue 09:00"))
#: Papers that no test reads.
PAPERS = Papers("1.0.0.yaml", {})


class TestAutopsy:
    """What is kept of a disputed lead."""

    def test_people(self) -> None:
        """Of people only those are kept whom the events name."""
        lead = make_lead("mon 09:00 assigned to=dana")
        people = [make_person("dana"), make_person("eve")]
        pact = leadpact.loads(make_policy(timers=TIMERS))
        kept = autopsy(pact, PAPERS, lead, people, NOW)
        assert [person.id for person in kept.people] == ["dana"]

    def test_decision(self) -> None:
        """The digest of a verdict knows no versions of the engine and its data."""
        pact = leadpact.loads(make_policy(timers=TIMERS))
        lead = make_lead("mon 09:00 handed_off")
        kept = autopsy(pact, PAPERS, lead, [], NOW)
        newer = {**kept.evaluation, "engine": "9.9", "data": {}}
        assert attrs.evolve(kept, evaluation=newer).decision == kept.decision
        later = {**kept.evaluation, "now": "2026-01-07T09:00:00Z"}
        assert attrs.evolve(kept, evaluation=later).decision != kept.decision


class TestReplay:
    """Verdicts that are found once more."""

    def test_another_policy(self) -> None:
        """What differs is told by its place."""
        lead = make_lead("mon 09:00 handed_off")
        pact = leadpact.loads(make_policy(timers=TIMERS))
        kept = autopsy(pact, PAPERS, lead, [], NOW)
        longer = leadpact.loads(make_policy(timers=TIMERS.replace("4", "40")))
        found = replay(kept, longer)
        assert not found.is_same
        assert "timers.1.state: breached -> running" in map(str, found.changes)
        assert found.decision != kept.decision

    def test_other_surroundings(self) -> None:
        """Another engine is told, and is no other verdict."""
        pact = leadpact.loads(make_policy(timers=TIMERS))
        lead = make_lead("mon 09:00 handed_off")
        kept = autopsy(pact, PAPERS, lead, [], NOW)
        older = attrs.evolve(kept, evaluation={**kept.evaluation, "engine": "0.0.1"})
        found = replay(older, pact)
        assert found.is_same
        assert [change.path for change in found.surroundings] == ["engine"]


class TestPapersOf:
    """Files that a policy is loaded from."""

    def test_included(self, tmp_path: Path) -> None:
        """Files that it includes are kept where they lie, seen from the policy."""
        (tmp_path / "a" / "inbound").mkdir(parents=True)
        (tmp_path / "a" / "shared").mkdir()
        shared = tmp_path / "a" / "shared" / "fields.yaml"
        shared.write_text("shared: 1\nfields: {size: integer}\n")
        file = tmp_path / "a" / "inbound" / "1.0.0.yaml"
        file.write_text(make_policy(include="[../shared/fields.yaml]"))
        papers = papers_of(file)
        assert papers.policy == "inbound/1.0.0.yaml"
        assert [*papers.files] == ["inbound/1.0.0.yaml", "shared/fields.yaml"]
        elsewhere = papers.write(tmp_path / "copy")
        assert leadpact.load(elsewhere).digest == leadpact.load(file).digest

    def test_signatures_and_what_it_supersedes(self, tmp_path: Path) -> None:
        """A signed version needs its signatures, and the version before."""
        write_signed(tmp_path, make_policy())
        newer = make_policy(version="1.1.0", supersedes="1.0.0")
        folder = tmp_path / "policies"
        (folder / "1.1.0.yaml").write_text(newer)
        papers = papers_of(folder / "1.1.0.yaml")
        names = ["1.0.0.signatures.json", "1.0.0.yaml", "1.1.0.yaml"]
        assert [*papers.files] == names

    def test_folder(self, tmp_path: Path) -> None:
        """A folder of versions is kept with all of them."""
        dates = ("2026-01-05", "2026-01-06")
        versions = [
            {"version": f"1.{number}.0", "effective": date, "timers": TIMERS}
            for number, date in enumerate(dates)
        ]
        book = make_book(tmp_path / "book", *versions)
        papers = papers_of(book)
        assert papers.policy == "book"
        lead = make_lead("mon 09:00 handed_off")
        kept = autopsy(leadpact.load_book(book), papers, lead, [], NOW)
        copy = papers.write(tmp_path / "copy")
        assert replay(kept, leadpact.load_book(copy)).is_same
