from __future__ import annotations

import pickle
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from builders import at, make_book, make_history, make_lead, make_person, said
from builders import told as told_of

import leadpact
from leadpact.explain import Part
from leadpact.model.lead import Event
from leadpact.model.policy import Bind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from leadpact.book import Book, Start, Version, Which
    from leadpact.model.records import SomeLead

NOW = "fri3 12:00"
TIMER = "\n  reply: {party: sales, from: handed_off, until: attempt, within: 1 hour}"

#: Two versions, from Monday to Sunday and from Monday of the week after.
TWO = (
    {"timers": TIMER},
    {"version": "1.1.0", "effective": "2026-01-12", "timers": TIMER},
)


#: A lead as JSON gives it.
PLAIN: dict[str, object] = {
    "id": "L1",
    "events": [{"type": "handed_off", "at": "2026-01-05T09:00:00Z"}],
}


def book_of(folder: Path, *versions: dict[str, str]) -> Book:
    """The book of some versions."""
    return leadpact.load_book(make_book(folder, *versions))


def codes(error: leadpact.LeadpactError) -> list[str]:
    """The codes of an error."""
    return [found.code for found in error.diagnostics]


def number(version: Version | None) -> str:
    """The number of a version; `none` for none."""
    return version.number if version else "none"


def told(start: Start) -> str:
    """A start: timer, instant, type of event, who judges, who was in force."""
    words = (start.timer, said(start.start), start.kind, number(start.version))
    return f"{' '.join(words)} ({number(start.at_start)})"


def which(book: Book, events: str | None, now: str = NOW) -> Which:
    """What a book says of a lead of one employee."""
    return book.which(make_lead(events, employees=1), now=at(now))


class TestLoadBook:
    """`load_book`."""

    def test_order(self, tmp_path: Path) -> None:
        """Versions come in the order of their numbers, each until the next."""
        book = book_of(
            tmp_path,
            {"version": "1.10.0", "effective": "2026-01-19", "ends": "2026-01-23"},
            {"version": "1.9.0", "effective": "2026-01-12"},
            {"version": "1.0.0", "ends": "2026-01-11"},
        )
        days = [
            (one.number, said(one.start_at), said(one.end_at)) for one in book.versions
        ]
        assert days == [
            ("1.0.0", "mon 00:00", "mon2 00:00"),
            ("1.9.0", "mon2 00:00", "mon3 00:00"),
            ("1.10.0", "mon3 00:00", "sat3 00:00"),
        ]
        assert repr(book) == "Book(trial 1.0.0, 1.9.0, 1.10.0)"
        assert (book.policy, book.diagnostics) == ("trial", ())
        assert book.versions[0].bind is Bind.START

    def test_gap(self, tmp_path: Path) -> None:
        """Days without a version are a warning of the book."""
        book = book_of(tmp_path, {"ends": "2026-01-09"}, TWO[1])
        assert [found.code for found in book.diagnostics] == ["LP2305"]
        assert book.versions[-1].end_at is None

    def test_all_mistakes_at_once(self, tmp_path: Path) -> None:
        """Those of each file and those of the files beside each other, with texts."""
        versions = (
            {"ends": "2026-01-31"},
            {"version": "1.1.0", "effective": "2026-01-12"},
            {"version": "1.2.0", "order": "[nobody]"},
        )
        folder = make_book(tmp_path, *versions)
        (folder / "1.3.0.yaml").write_text("leadpact: 1\n- no YAML")
        with pytest.raises(leadpact.PolicyError) as caught:
            leadpact.load_book(folder)
        assert codes(caught.value) == ["LP2304", "LP2001", "LP1002"]
        files = [found.span.file for found in caught.value.diagnostics]
        assert files == sorted(files)
        assert set(files) <= caught.value.sources.keys()

    def test_empty(self, tmp_path: Path) -> None:
        """A folder without versions is refused."""
        with pytest.raises(leadpact.PolicyError) as caught:
            leadpact.load_book(tmp_path)
        assert codes(caught.value) == ["LP2301"]

    def test_pickle(self, tmp_path: Path) -> None:
        """Workers of a pool may be handed one."""
        book = book_of(tmp_path, {"ends": "2026-01-09"}, TWO[1])
        copy = pickle.loads(pickle.dumps(book))  # noqa: S301 - of our own making
        assert repr(copy) == repr(book)
        assert copy.diagnostics == book.diagnostics
        lead, now = make_lead(), at("mon3 09:00")
        verdict = copy.in_force(now).evaluate(lead, now=now)
        assert verdict == book.in_force(now).evaluate(lead, now=now)


class TestInForce:
    """`Book.in_force`."""

    @pytest.mark.parametrize(
        ("when", "version"),
        [
            ("mon 00:00", "1.0.0"),
            ("sun 23:59:59", "1.0.0"),
            ("mon2 00:00", "1.1.0"),
            ("2999-01-01 00:00", "1.1.0"),
        ],
    )
    def test_instants(self, tmp_path: Path, when: str, version: str) -> None:
        """From its first instant until that of the next."""
        found = book_of(tmp_path, *TWO).in_force(at(when))
        assert found.checked.policy.version == version

    @pytest.mark.parametrize(
        ("when", "reason"),
        [
            ("sun0 23:59", "`1.0.0` comes into force at 2026-01-05 00:00:00+00:00"),
            (
                "sat 00:00",
                (
                    "`1.0.0` ended at 2026-01-10 00:00:00+00:00, and "
                    "`1.1.0` comes into force at 2026-01-12 00:00:00+00:00"
                ),
            ),
            ("sat2 00:00", "`1.1.0` ended at 2026-01-17 00:00:00+00:00"),
        ],
    )
    def test_none(self, tmp_path: Path, when: str, reason: str) -> None:
        """Before the first, between two and after the last there is none."""
        versions = ({"ends": "2026-01-09"}, {**TWO[1], "ends": "2026-01-16"})
        with pytest.raises(leadpact.RecordError) as caught:
            book_of(tmp_path, *versions).in_force(at(when))
        (found,) = caught.value.diagnostics
        start = f"no version of `trial` is in force at {at(when)}: "
        assert (found.code, found.message) == ("LP4015", start + reason)

    def test_naive(self, tmp_path: Path) -> None:
        """An instant has a zone."""
        with pytest.raises(leadpact.RecordError) as caught:
            book_of(tmp_path, {}).in_force(at(NOW).replace(tzinfo=None))
        assert codes(caught.value) == ["LP4002"]


class TestWhich:
    """`Book.which`."""

    def test_by_start(self, tmp_path: Path) -> None:
        """A start is judged by the version in force at it."""
        found = which(
            book_of(tmp_path, *TWO),
            "mon 09:00 created; sun 23:59 handed_off; mon2 00:00 handed_off",
        )
        assert [told(one) for one in found.starts] == [
            "reply sun 23:59 handed_off 1.0.0 (1.0.0)",
            "reply mon2 00:00 handed_off 1.1.0 (1.1.0)",
        ]
        assert (found.lead, said(found.now), said(found.created)) == (
            *("L1", NOW, "mon 09:00"),
        )
        assert number(found.present) == "1.1.0"
        assert number(found.at_creation) == "1.0.0"

    def test_by_creation(self, tmp_path: Path) -> None:
        """A version that binds so leaves its starts to that of the creation."""
        book = book_of(tmp_path, TWO[0], {**TWO[1], "bind": "created"})
        found = which(book, "mon 09:00 note; mon2 00:00 handed_off")
        assert said(found.created) == "mon 09:00"
        (start,) = found.starts
        assert told(start) == "reply mon2 00:00 handed_off 1.0.0 (1.1.0)"

    def test_timer_of_one_version(self, tmp_path: Path) -> None:
        """A timer that the judging version does not have does not start."""
        older = {
            "timers": TIMER.replace("reply", "early").replace("handed_off", "note")
        }
        book = book_of(tmp_path, older, TWO[1])
        found = which(
            book,
            "mon 09:00 note; tue 09:00 handed_off;"
            "mon2 09:00 note; tue2 09:00 handed_off",
        )
        assert [told(one) for one in found.starts] == [
            "early mon 09:00 note 1.0.0 (1.0.0)",
            "reply tue2 09:00 handed_off 1.1.0 (1.1.0)",
        ]

    def test_no_version(self, tmp_path: Path) -> None:
        """A start that nobody judges is told once."""
        versions = ({**TWO[0], "ends": "2026-01-09"}, TWO[1])
        book = book_of(tmp_path, *versions)
        found = which(book, "sun 09:00 created; sun 10:00 handed_off", "sun 12:00")
        assert [told(one) for one in found.starts] == [
            "reply sun 10:00 handed_off none (none)"
        ]
        assert (found.present, found.at_creation) == (None, None)

    def test_running(self, tmp_path: Path) -> None:
        """A start that finds the timer running is told like any other."""
        book = book_of(tmp_path, *TWO)
        found = which(book, "mon 09:00 handed_off; mon 09:10 handed_off")
        assert [said(one.start) for one in found.starts] == ["mon 09:00", "mon 09:10"]

    def test_guard(self, tmp_path: Path) -> None:
        """Where the guard of the judging version does not hold, nothing starts."""
        guarded = TIMER.replace("within", "when: employees > 9, within")
        book = book_of(tmp_path, TWO[0], {**TWO[1], "timers": guarded})
        found = which(book, "mon 09:00 handed_off; mon2 09:00 handed_off")
        assert [number(one.version) for one in found.starts] == ["1.0.0"]

    def test_derived(self, tmp_path: Path) -> None:
        """What a missed timer starts is told by what it is, at its instant."""
        more = TIMER + TIMER.replace("reply", "sorry").replace(
            "handed_off, until: attempt", "missed reply, until: note"
        )
        book = book_of(tmp_path, {**TWO[0], "timers": more}, {**TWO[1], "timers": more})
        found = which(book, "sun 23:30 handed_off")
        assert [told(one) for one in found.starts] == [
            "reply sun 23:30 handed_off 1.0.0 (1.0.0)",
            "sorry mon2 00:30 missed reply 1.1.0 (1.1.0)",
        ]

    def test_people(self, tmp_path: Path) -> None:
        """Calendars of owners move what follows from a due instant."""
        more = (
            "\n  reply: {party: sales, from: handed_off, until: attempt,"
            " within: 1 business hour, calendar: owner}"
            "\n  sorry: {party: sales, from: missed reply, until: note, within: 1 hour}"
        )
        book = book_of(tmp_path, {**TWO[0], "timers": more})
        lead = make_lead("mon 09:00 assigned to=ann; mon 09:00 handed_off")
        people = [make_person("ann", calendar="late_desk")]
        found = book.which(lead, now=at(NOW), people=people)
        assert [said(one.start) for one in found.starts] == ["mon 09:00", "mon 14:00"]

    @pytest.mark.parametrize("events", [None, "", "sat3 09:00 handed_off"])
    def test_nothing_yet(self, tmp_path: Path, events: str | None) -> None:
        """Without an event up to `now` nothing was created and nothing started."""
        found = which(book_of(tmp_path, *TWO), events)
        assert (found.created, found.at_creation, found.starts) == (None, None, ())

    def test_later(self, tmp_path: Path) -> None:
        """A later version changes nothing about what has started."""
        events = "mon 09:00 handed_off; wed 09:00 handed_off; fri 09:00 handed_off"
        before = which(book_of(tmp_path, TWO[0]), events)
        after = which(book_of(tmp_path, *TWO), events)
        assert [told(one) for one in after.starts] == [
            told(one) for one in before.starts
        ]
        assert after.present is not None
        assert after.present.start_at - at("mon 00:00") == timedelta(days=7)

    def test_derived_by_the_version_that_missed(self, tmp_path: Path) -> None:
        """What a timer of an old version missed starts one of the new version."""
        sorry = (
            "\n  sorry: {party: sales, from: missed reply, until: note, within: 1 hour}"
        )
        longer = TIMER.replace("1 hour", "8 hours") + sorry
        book = book_of(
            tmp_path, {**TWO[0], "timers": longer}, {**TWO[1], "timers": TIMER + sorry}
        )
        found = which(book, "sun 20:00 handed_off")
        assert [told(one) for one in found.starts] == [
            "reply sun 20:00 handed_off 1.0.0 (1.0.0)",
            "sorry mon2 04:00 missed reply 1.1.0 (1.1.0)",
        ]

    def test_stage(self, tmp_path: Path) -> None:
        """An entry starts a timer under its own name."""
        more = {
            "timers": TIMER.replace("handed_off", "entered SAL"),
            "stages": "\n  - {name: SAL, party: sales, enter: accepted}",
        }
        found = which(book_of(tmp_path, {**TWO[0], **more}), "mon 09:00 accepted")
        assert [told(one) for one in found.starts] == [
            "reply mon 09:00 entered SAL 1.0.0 (1.0.0)"
        ]

    def test_a_value_that_only_the_present_version_knows(self, tmp_path: Path) -> None:
        """It is no reason to refuse the lead, as it is none to judge it."""
        fields = "\n  country: {{type: choice, choices: [{}]}}"
        book = book_of(
            tmp_path,
            {**TWO[0], "fields": fields.format("US")},
            {**TWO[1], "fields": fields.format("US, NO")},
        )
        lead = make_lead("fri 09:00 handed_off", country="NO")
        found = book.which(lead, now=at("mon2 12:00"))
        assert [number(one.version) for one in found.starts] == ["1.0.0"]

    def test_created_at_the_epoch(self, tmp_path: Path) -> None:
        """The first microsecond of all clocks is an instant like any other."""
        versions = (
            {**TWO[0], "effective": "1970-01-01"},
            {**TWO[1], "bind": "created"},
        )
        book = book_of(tmp_path, *versions)
        lead = make_lead(
            [
                Event("created", at("1970-01-01 00:00")),
                *make_history("mon2 09:00 handed_off"),
            ]
        )
        now = at("mon2 12:00")
        (start,) = book.which(lead, now=now).starts
        (instance,) = book.evaluate(lead, now=now).instances
        assert (number(start.version), instance.version) == ("1.0.0", "1.0.0")

    def test_plain_data(self, tmp_path: Path) -> None:
        """Leads and people are taken as JSON gives them."""
        book = book_of(tmp_path, *TWO)
        found = book.which(PLAIN, now=at(NOW), people=[{"id": "ann"}])
        assert [told(one) for one in found.starts] == [
            "reply mon 09:00 handed_off 1.0.0 (1.0.0)"
        ]


class TestEvaluateMany:
    """`Book.evaluate_many`."""

    def test_each_as_alone(self, tmp_path: Path) -> None:
        """What cannot be judged is refused, and the others go on."""
        book = book_of(tmp_path, *TWO)
        last = make_lead("mon 09:00 handed_off")
        leads: list[SomeLead] = [PLAIN, {"id": "L2", "events": 5}, last]
        one, refused, other = book.evaluate_many(iter(leads), now=at(NOW))
        assert one == book.evaluate(PLAIN, now=at(NOW))
        assert other == book.evaluate(last, now=at(NOW))
        assert isinstance(refused, leadpact.Refused)
        assert refused.lead == "L2"

    def test_one_at_a_time(self, tmp_path: Path) -> None:
        """Leads are read as results are asked for; what they raise is not kept back."""

        def leads() -> Iterator[dict[str, object]]:
            yield PLAIN
            msg = "the source is gone"
            raise OSError(msg)

        found = book_of(tmp_path, *TWO).evaluate_many(leads(), now=at(NOW))
        assert isinstance(next(found), leadpact.Evaluation)
        with pytest.raises(OSError, match="gone"):
            next(found)

    def test_a_misspelt_field(self, tmp_path: Path) -> None:
        """It is told by what the version at `now` declares."""
        lead = {**PLAIN, "fields": {"employes": 1}}
        found = book_of(tmp_path, *TWO).evaluate(lead, now=at(NOW))
        assert [one.code for one in found.findings] == ["LP4016"]

    def test_before_all(self, tmp_path: Path) -> None:
        """Where no lead can be judged, none is looked at."""
        with pytest.raises(leadpact.RecordError) as caught:
            book_of(tmp_path, *TWO).evaluate_many([], now=at("sun0 12:00"))
        assert codes(caught.value) == ["LP4015"]


class TestEvaluate:
    """`Book.evaluate`: each promise by the version that binds it."""

    def judged(
        self, folder: Path, versions: tuple[dict[str, str], ...], events: str, now: str
    ) -> leadpact.Evaluation:
        """What a book says of a lead of ten employees."""
        lead = make_lead(events, employees=10)
        return book_of(folder, *versions).evaluate(lead, now=at(now))

    def told(self, found: leadpact.Evaluation) -> list[str]:
        """Instances: version, timer, and what became of them."""
        return [f"{one.version} {one.timer} {told_of(one)}" for one in found.instances]

    def test_each_start_by_its_version(self, tmp_path: Path) -> None:
        """A new version never rewrites an old verdict."""
        longer = TIMER.replace("1 hour", "8 hours")
        versions = (TWO[0], {**TWO[1], "timers": longer})
        found = self.judged(
            tmp_path,
            versions,
            "fri 09:00 handed_off; fri 11:00 attempt; mon2 09:00 handed_off",
            "mon2 12:00",
        )
        assert self.told(found) == [
            "1.0.0 reply fri 09:00 met_late, due fri 10:00, until fri 11:00",
            "1.1.0 reply mon2 09:00 running, due mon2 17:00",
        ]
        assert (found.version, said(found.next)) == ("1.1.0", "mon2 17:00")

    def test_by_creation(self, tmp_path: Path) -> None:
        """`bind: created` leaves a start to the version at creation."""
        longer = TIMER.replace("1 hour", "8 hours")
        versions = (TWO[0], {**TWO[1], "timers": longer, "bind": "created"})
        found = self.judged(
            tmp_path, versions, "fri 09:00 created; mon2 09:00 handed_off", "mon2 12:00"
        )
        assert self.told(found) == ["1.0.0 reply mon2 09:00 never_met, due mon2 10:00"]

    @pytest.mark.parametrize(
        ("repeat", "expected"),
        [
            ("keep", ["1.0.0 reply sun 20:00 running, due mon2 08:00"]),
            (
                "restart",
                [
                    "1.0.0 reply sun 20:00 void, due mon2 08:00, restarted mon2 01:00",
                    "1.1.0 reply mon2 01:00 running, due mon2 13:00",
                ],
            ),
            (
                "each",
                [
                    "1.0.0 reply sun 20:00 running, due mon2 08:00",
                    "1.1.0 reply mon2 01:00 running, due mon2 13:00",
                ],
            ),
        ],
    )
    def test_instances_go_on(
        self, tmp_path: Path, repeat: str, expected: list[str]
    ) -> None:
        """A start of a new version finds what runs; its own rule says what follows."""
        later = f"\n  reply: {{party: sales, from: handed_off, until: attempt, within: 12 hours, repeat: {repeat}}}"  # noqa: E501
        first = later.replace(repeat, "keep")
        found = self.judged(
            tmp_path,
            ({"timers": first}, {**TWO[1], "timers": later}),
            "sun 20:00 handed_off; mon2 01:00 handed_off",
            "mon2 02:00",
        )
        assert self.told(found) == expected

    def test_one_event_ends_the_oldest_across_versions(self, tmp_path: Path) -> None:
        """With `each`, an attempt that counted for one version is spent for all."""
        each = "\n  reply: {party: sales, from: handed_off, until: attempt, within: 12 hours, repeat: each}"  # noqa: E501
        found = self.judged(
            tmp_path,
            ({"timers": each}, {**TWO[1], "timers": each}),
            "sun 20:00 handed_off; mon2 01:00 handed_off; mon2 01:30 attempt",
            "mon2 02:00",
        )
        assert self.told(found) == [
            "1.0.0 reply sun 20:00 met, due mon2 08:00, until mon2 01:30",
            "1.1.0 reply mon2 01:00 running, due mon2 13:00",
        ]

    def test_a_timer_that_a_version_drops_runs_on(self, tmp_path: Path) -> None:
        """What was promised stays promised, with its consequences."""
        first = {
            "timers": "\n  reply: {party: sales, from: handed_off, until: attempt, within: 12 hours, missed: alert owner}"  # noqa: E501
        }
        found = self.judged(
            tmp_path,
            (first, {"version": "1.1.0", "effective": "2026-01-12"}),
            "sun 20:00 handed_off; mon2 09:00 handed_off",
            "mon2 12:00",
        )
        assert self.told(found) == ["1.0.0 reply sun 20:00 never_met, due mon2 08:00"]
        assert [one.key.split("/")[:2] for one in found.consequences] == [
            ["trial", "1.0.0"]
        ]

    def test_stages_have_one_history(self, tmp_path: Path) -> None:
        """Each is entered under the version in force then, and kept."""
        stage = "\n  - {{name: MQL, party: marketing, when: employees >= {}}}"
        found = self.judged(
            tmp_path,
            (
                {"stages": stage.format(5)},
                {**TWO[1], "stages": stage.format(50)},
            ),
            "fri 09:00 created; mon2 09:00 note",
            "mon2 12:00",
        )
        assert found.stage == "MQL"
        assert [said(entry.entered) for entry in found.entries] == ["fri 09:00"]

    def test_a_version_without_stages(self, tmp_path: Path) -> None:
        """What a lead entered before is still told."""
        stage = "\n  - {name: MQL, party: marketing, when: employees >= 5}"
        found = self.judged(
            tmp_path,
            ({"stages": stage}, {"version": "1.1.0", "effective": "2026-01-12"}),
            "fri 09:00 created; mon2 09:00 note",
            "mon2 12:00",
        )
        assert found.stage == "MQL"
        assert [said(entry.entered) for entry in found.entries] == ["fri 09:00"]

    def test_a_new_version_looks_at_its_first_instant(self, tmp_path: Path) -> None:
        """A condition that holds by the new version alone is entered as it begins."""
        stage = "\n  - {{name: MQL, party: marketing, when: employees >= {}}}"
        versions = (
            {"stages": stage.format(50)},
            {**TWO[1], "stages": stage.format(5)},
        )
        found = self.judged(tmp_path, versions, "fri 09:00 created", "mon2 12:00")
        assert [said(entry.entered) for entry in found.entries] == ["mon2 00:00"]
        before = self.judged(tmp_path, versions, "fri 09:00 created", "fri 12:00")
        assert (before.stage, said(before.next)) == (None, "mon2 00:00")

    def test_a_gap(self, tmp_path: Path) -> None:
        """What was promised is judged; what starts in a gap is nobody's promise."""
        versions = ({**TWO[0], "ends": "2026-01-08"}, TWO[1])
        events = "thu 23:30 handed_off; fri 09:00 rejected; fri 10:00 handed_off"
        found = self.judged(tmp_path, versions, events, "fri 12:00")
        assert self.told(found) == ["1.0.0 reply thu 23:30 never_met, due fri 00:30"]
        assert {one.code for one in found.findings} == {"LP4015"}
        present, start = sorted(one.message for one in found.findings)
        assert "`1.0.0`, which ended at 2026-01-09T00:00:00Z" in present
        assert start == (
            "timer `reply`: no version judges what started at 2026-01-09T10:00:00Z, so "
            "that nothing is promised"
        )

    def test_created_in_a_gap(self, tmp_path: Path) -> None:
        """A version may leave a promise to one that never was: that is told."""
        versions = (
            {**TWO[0], "ends": "2026-01-08"},
            {**TWO[1], "bind": "created"},
        )
        events = "fri 09:00 created; mon2 09:00 handed_off"
        found = self.judged(tmp_path, versions, events, "mon2 12:00")
        assert self.told(found) == []
        assert [one.code for one in found.findings] == ["LP4015"]

    def test_before_the_first_version(self, tmp_path: Path) -> None:
        """What nobody had promised yet is no finding."""
        found = self.judged(tmp_path, TWO, "sun0 09:00 handed_off", "fri 12:00")
        assert (self.told(found), found.findings) == ([], ())

    def test_a_pass_ends_in_a_gap(self, tmp_path: Path) -> None:
        """A lead that is sent back while no version is in force is in no stage."""
        stages = "\n  - {name: MQL, party: marketing, enter: qualified}"
        versions = (
            {"ends": "2026-01-08", "stages": stages},
            {**TWO[1], "stages": stages},
        )
        events = "thu 09:00 qualified; fri 09:00 {}; mon2 09:00 note"
        kept = self.judged(tmp_path, versions, events.format("note"), "mon2 12:00")
        assert kept.stage == "MQL"
        back = self.judged(tmp_path, versions, events.format("recycled"), "mon2 12:00")
        assert back.stage is None

    def test_before_all(self, tmp_path: Path) -> None:
        """Before the first version there is nothing to judge by."""
        with pytest.raises(leadpact.RecordError) as caught:
            self.judged(tmp_path, TWO, "", "sun0 12:00")
        assert codes(caught.value) == ["LP4015"]

    def test_limits(self, tmp_path: Path) -> None:
        """An event is judged by the version in force at it."""
        limits = "\n  calls: {{party: sales, never: attempt where channel is {}}}"
        found = self.judged(
            tmp_path,
            (
                {"limits": limits.format("call")},
                {**TWO[1], "limits": limits.format("email")},
            ),
            "fri 09:00 attempt channel=call; mon2 09:00 attempt channel=call; "
            "mon2 10:00 attempt channel=email",
            "mon2 12:00",
        )
        assert [(one.version, said(one.start)) for one in found.instances] == [
            ("1.0.0", "fri 09:00"),
            ("1.1.0", "mon2 10:00"),
        ]

    def test_a_value_that_only_the_present_version_knows(self, tmp_path: Path) -> None:
        """For the version before it is missing, and a finding says so."""
        fields = "\n  country: {{type: choice, choices: [{}]}}"
        timer = TIMER.replace("until", "when: country is known, until")
        lead = make_lead("fri 09:00 handed_off; mon2 09:00 handed_off", country="NO")
        book = book_of(
            tmp_path,
            {"fields": fields.format("US"), "timers": timer},
            {**TWO[1], "fields": fields.format("US, NO"), "timers": timer},
        )
        found = book.evaluate(lead, now=at("mon2 12:00"))
        assert [one.version for one in found.instances] == ["1.1.0"]
        assert [one.code for one in found.findings] == ["LP4004"]

    def test_a_circle_between_versions(self, tmp_path: Path) -> None:
        """Timers of two versions that wait for each other have no order."""
        one = "\n  a: {party: sales, from: missed b, until: attempt, within: 1 hour}\n  b: {party: sales, from: note, until: attempt, within: 1 hour}"  # noqa: E501
        other = one.replace("missed b", "note").replace(
            "b: {party: sales, from: note", "b: {party: sales, from: missed a"
        )
        with pytest.raises(leadpact.PolicyError) as caught:
            book_of(tmp_path, {"timers": one}, {**TWO[1], "timers": other})
        assert codes(caught.value) == ["LP2003"]


class TestManyLeads:
    """`Book.evaluate_many` and `Book.begun`."""

    LEAD = make_lead("tue 09:00 handed_off; tue2 09:00 handed_off", employees=1)

    def test_each(self, tmp_path: Path) -> None:
        """A verdict of each lead, and a refusal where it cannot be judged."""
        book = book_of(tmp_path / "trial", *TWO)
        now = at("tue2 12:00")
        found, refused = book.evaluate_many([self.LEAD, {"id": 1}], now=now)
        assert found == book.evaluate(self.LEAD, now=now)
        assert isinstance(refused, leadpact.Refused)

    def test_begun(self, tmp_path: Path) -> None:
        """Versions count from the start of their first day."""
        book = book_of(tmp_path / "trial", *TWO)
        for now, numbers in (
            ("sun 23:59", ["1.0.0"]),
            ("mon2 00:00", ["1.0.0", "1.1.0"]),
        ):
            assert [version.number for version in book.begun(at(now))] == numbers

    def test_too_early(self, tmp_path: Path) -> None:
        """Before the first version nothing is judged, however many leads there are."""
        book = book_of(tmp_path / "trial", *TWO)
        with pytest.raises(leadpact.RecordError) as caught:
            book.evaluate_many([], now=at("sun0 12:00"))
        assert codes(caught.value) == ["LP4015"]


class TestExplain:
    """`Book.explain`."""

    def headings(self, book: Book) -> list[str]:
        """The promises on a lead that was handed off under each version."""
        events = "tue 09:00 handed_off; tue2 09:00 handed_off; tue2 09:30 attempt"
        found = book.explain(make_lead(events, employees=1), now=at(NOW))
        return [
            line.heading
            for part in found.parts
            for line in part.lines
            if isinstance(line, Part)
        ]

    def test_versions(self, tmp_path: Path) -> None:
        """Each promise names the version that judges it, and is told in its words."""
        promised = TIMER.replace("{", "{promise: Answer, ")
        book = book_of(tmp_path / "trial", TWO[0], {**TWO[1], "timers": promised})
        assert self.headings(book) == [
            "reply, by version 1.0.0: breached, never met",
            "Answer, by version 1.1.0: met with 30 min to spare",
        ]

    def test_one_version(self, tmp_path: Path) -> None:
        """Where there is one version, it is not worth a word."""
        book = book_of(tmp_path / "trial", TWO[0])
        assert self.headings(book)[0] == "reply: breached, never met"
