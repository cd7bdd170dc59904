"""The real lead desk of ``examples/loan-desk``, judged in two independent ways.

The second way is here: plain Python over the rows of the log, with opening hours
counted day by day. It shares nothing with leadpact but the log itself.
"""

from __future__ import annotations

import csv
import functools
import gzip
import hashlib
import io
import itertools
import json
import os
import subprocess
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import attrs
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

EXAMPLE = Path(__file__).parents[2] / "examples" / "loan-desk"
NOW = "2012-03-14T15:04:54.681Z"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OPENS, CLOSES = time(9), time(17)
TIMERS = ("first_touch", "first_touch_business", "qualify", "qualify_open")
OUTCOMES = (
    *("met", "met_late", "never_met", "running", "at_risk", "paused", "void"),
    "excused",
)


def log() -> Path:
    """The log; only tests that are marked ``realdata`` may ask for it."""
    return Path(os.environ["LEADPACT_DATA"]) / "bpi2012-loan-leads" / "events.csv.gz"


def judge(events: Path, output: Path) -> dict[str, Any]:
    """What the installed command says about a log."""
    subprocess.run(
        [
            *("leadpact", "evaluate", str(EXAMPLE / "policy.yaml")),
            *("--events", str(events), "--mapping", str(EXAMPLE / "mapping.yaml")),
            *("--now", NOW, "--format", "json", "-o", str(output)),
        ],
        check=True,
        capture_output=True,
    )
    found: dict[str, Any] = json.loads(output.read_bytes())
    return found


def office_days(start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The opening hours of each working day from the day of an instant on, in UTC."""
    first = start.astimezone(AMSTERDAM).date()
    for count in itertools.count():
        day: date = first + timedelta(days=count)
        if day.isoweekday() <= 5:
            opens = datetime.combine(day, OPENS, AMSTERDAM)
            closes = datetime.combine(day, CLOSES, AMSTERDAM)
            yield opens.astimezone(UTC), closes.astimezone(UTC)


def after_business(start: datetime, span: timedelta) -> datetime:
    """The earliest instant at which a span of opening hours has passed."""
    left = span
    for opens, closes in office_days(start):
        begin = max(opens, start)
        if closes - begin >= left:
            return begin + left
        left -= max(closes - begin, timedelta())
    raise AssertionError


@attrs.frozen
class Promise:
    """One promise on one lead: from when, due when, and what may end it."""

    start: datetime
    due: datetime
    until: list[datetime]
    unless: list[datetime]
    risk: datetime | None

    def outcome(self, now: datetime) -> str:
        """What became of it."""
        met = min((at for at in self.until if at >= self.start), default=None)
        void = min((at for at in self.unless if at >= self.start), default=None)
        # At one instant the promise is kept rather than void.
        if void is not None and (met is None or void < met):
            return "void" if void < self.due else "never_met"
        if met is not None:
            return "met" if met <= self.due else "met_late"
        if self.due <= now:
            return "never_met"
        return "at_risk" if self.risk and self.risk <= now else "running"


@attrs.frozen
class Case:
    """The instants of one lead that matter, by what happened."""

    scheduled: list[datetime] = attrs.field(factory=list)
    started: list[datetime] = attrs.field(factory=list)
    preaccepted: list[datetime] = attrs.field(factory=list)
    accepted: list[datetime] = attrs.field(factory=list)
    lost: list[datetime] = attrs.field(factory=list)

    def take(self, row: Mapping[str, str]) -> None:
        """Note an event."""
        at = datetime.fromisoformat(row["timestamp"]).astimezone(UTC)
        activity, lifecycle = row["activity"], row["lifecycle"]
        if activity.startswith("W_") and lifecycle == "SCHEDULE":
            self.scheduled.append(at)
        if activity.startswith("W_") and lifecycle == "START":
            self.started.append(at)
        if activity == "A_PREACCEPTED":
            self.preaccepted.append(at)
        if activity == "A_ACCEPTED":
            self.accepted.append(at)
        if activity in {"A_DECLINED", "A_CANCELLED"}:
            self.lost.append(at)

    def promises(self, hours: int = 8) -> Iterator[tuple[str, Promise]]:
        """The promises on the lead, by timer; the first touch within some hours."""
        for start in sorted(self.scheduled)[:1]:
            due = start + timedelta(hours=hours)
            yield "first_touch", Promise(start, due, self.started, [], None)
            due = after_business(start, timedelta(hours=8))
            risk = after_business(start, timedelta(hours=6))
            yield "first_touch_business", Promise(start, due, self.started, [], risk)
        for start in sorted(self.preaccepted)[:1]:
            due = start + timedelta(hours=96)
            qualified = sorted(self.accepted)[:1]
            yield "qualify", Promise(start, due, qualified, [], None)
            yield "qualify_open", Promise(start, due, qualified, self.lost, None)


def read(rows: Iterable[Mapping[str, str]]) -> dict[str, Case]:
    """The leads of the rows of a log, by id."""
    cases: dict[str, Case] = {}
    for row in rows:
        cases.setdefault(row["case_id"], Case()).take(row)
    return cases


def count(rows: Iterable[Mapping[str, str]]) -> dict[str, dict[str, int]]:
    """Outcomes of all timers over the rows of a log."""
    cases = read(rows)
    now = datetime.fromisoformat(NOW)
    found = Counter(
        (timer, promise.outcome(now))
        for case in cases.values()
        for timer, promise in case.promises()
    )
    return {
        timer: {outcome: found[timer, outcome] for outcome in OUTCOMES}
        for timer in TIMERS
    }


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The result for the log."""
    file = tmp_path_factory.mktemp("desk") / "out.json"
    judge(log(), file)
    return file


@functools.cache
def cases() -> dict[str, Case]:
    """The leads of the log, read here."""
    with gzip.open(log(), "rt", encoding="utf-8", newline="") as file:
        return read(csv.DictReader(file))


def report(name: str, *options: str) -> list[dict[str, Any]]:
    """The rows of a report on the log."""
    told = subprocess.run(
        [
            *("leadpact", "report", name, str(EXAMPLE / "policy.yaml")),
            *("--events", str(log()), "--mapping", str(EXAMPLE / "mapping.yaml")),
            *("--now", NOW, "--format", "json", *options),
        ],
        check=True,
        capture_output=True,
    ).stdout
    found: list[dict[str, Any]] = json.loads(told)["rows"]
    return found


@pytest.mark.realdata
class TestLog:
    """The log as it was published."""

    def test_counts(self, output: Path) -> None:
        """Every outcome of every timer is counted as the rows say."""
        summary = json.loads(output.read_bytes())["summary"]
        with gzip.open(log(), "rt", encoding="utf-8", newline="") as file:
            expected = count(csv.DictReader(file))
        assert summary["timers"] == expected
        assert summary["leads"] == 13_087
        assert summary["rows"]["read"] == 262_200
        assert summary["rows"]["skipped"] == 0

    def test_kept(self) -> None:
        """Who kept the promise, month by month, is what the rows say."""
        now = datetime.fromisoformat(NOW)
        first, last = date(2012, 1, 1), date(2012, 1, 31)
        bounds = [
            datetime.combine(day, time(), AMSTERDAM)
            for day in (first, last + timedelta(days=1))
        ]
        told = report("kept", "--from", str(first), "--to", str(last))
        for timer in TIMERS:
            found = Counter(
                promise.outcome(now)
                for case in cases().values()
                for name, promise in case.promises()
                if name == timer and bounds[0] <= promise.due < bounds[1]
            )
            (row,) = (one for one in told if one["promise"] == timer)
            assert row["on_time"] == found["met"]
            assert row["late"] == found["met_late"]
            assert row["never"] == found["never_met"]
            assert row["void"] == found["void"]
            decided = found["met"] + found["met_late"] + found["never_met"]
            assert row["share"] == pytest.approx(found["met"] / decided, abs=1e-6)

    def test_speed(self) -> None:
        """Median, slowest tenth and mean of each month are what the rows say."""
        now = datetime.fromisoformat(NOW)
        told = report("speed", "--every", "month")
        months: dict[str, list[Promise]] = {}
        for case in cases().values():
            for name, promise in case.promises():
                if name == "first_touch":
                    local = promise.start.astimezone(AMSTERDAM)
                    months.setdefault(f"{local:%Y-%m}-01", []).append(promise)
        rows = {one["first"]: one for one in told if one["promise"] == "first_touch"}
        assert rows.keys() == months.keys()
        for month, promises in months.items():
            row = rows[month]
            outcomes = Counter(one.outcome(now) for one in promises)
            spans = sorted(
                (min(at for at in one.until if at >= one.start) - one.start)
                for one in promises
                if one.outcome(now) in {"met", "met_late"}
            )
            decided = len(spans) + outcomes["never_met"]
            assert (row["begun"], row["kept"]) == (len(promises), len(spans))
            assert row["open"] == len(promises) - decided
            for name, rank in (
                ("median", (decided + 1) // 2),
                ("ninetieth", -(-9 * decided // 10)),
            ):
                expected = spans[rank - 1] if rank <= len(spans) else None
                assert row[name] == (expected and expected.total_seconds())
            mean = sum(spans, timedelta()) / len(spans)
            assert row["average"] == pytest.approx(mean.total_seconds(), abs=1e-3)

    def test_goals(self) -> None:
        """Each month of both goals is what the rows say."""
        now = datetime.fromisoformat(NOW)
        told = report("goals", "--from", "2011-10-01")
        months = {one["first"] for one in told}
        assert len(months) == 6
        for month in months:
            rows = {one["goal"]: one for one in told if one["first"] == month}
            outcomes = Counter(
                promise.outcome(now)
                for case in cases().values()
                for name, promise in case.promises()
                if name == "first_touch_business"
                and f"{promise.due.astimezone(AMSTERDAM):%Y-%m}" == month[:7]
            )
            decided = outcomes["met"] + outcomes["met_late"] + outcomes["never_met"]
            share = outcomes["met"] / decided
            assert rows["taken_up"]["observed"] == decided
            assert rows["taken_up"]["value"] == pytest.approx(share, abs=1e-6)
            accepted = sum(
                f"{min(case.preaccepted).astimezone(AMSTERDAM):%Y-%m}" == month[:7]
                for case in cases().values()
                if case.preaccepted
            )
            assert rows["accepted"]["value"] == accepted
            is_over = month != "2012-03-01"
            expected = "met" if accepted >= 1000 and is_over else "behind"
            assert rows["accepted"]["state"] == expected

    def test_stalled(self) -> None:
        """What is due and has not ended."""
        now = datetime.fromisoformat(NOW)
        overdue = Counter(
            (name, now - promise.due)
            for case in cases().values()
            for name, promise in case.promises()
            if promise.due <= now
            and not any(at >= promise.start for at in (*promise.until, *promise.unless))
        )
        told = Counter(
            (one["promise"], timedelta(seconds=one["overdue"]))
            for one in report("stalled")
        )
        assert {key[0] for key in told} == {key[0] for key in overdue}
        assert sum(told.values()) == sum(overdue.values()) > 2000
        assert max(span for _, span in told) == max(span for _, span in overdue)

    def test_funnel(self) -> None:
        """How many come from stage to stage is what the rows say."""
        told = {one["stage"]: one for one in report("funnel")}
        submitted = cases().values()
        sql = [case for case in submitted if case.accepted]
        assert told["SQL"]["leads"] == len(sql)

    def test_backtest(self, tmp_path: Path) -> None:
        """Four hours instead of eight: as many breaches more as the rows say."""
        shorter, text = tmp_path / "new.yaml", (EXAMPLE / "policy.yaml").read_text()
        assert text.count("within: 8 hours") == 1
        shorter.write_text(text.replace("within: 8 hours", "within: 4 hours"))
        told = subprocess.run(
            [
                *("leadpact", "backtest", str(EXAMPLE / "policy.yaml"), str(shorter)),
                *("--events", str(log()), "--mapping", str(EXAMPLE / "mapping.yaml")),
                *("--now", NOW, "--format", "json"),
            ],
            check=True,
            capture_output=True,
        ).stdout
        with gzip.open(log(), "rt", encoding="utf-8", newline="") as file:
            cases = read(csv.DictReader(file))
        now = datetime.fromisoformat(NOW)
        late = [
            {
                lead
                for lead, case in cases.items()
                for timer, promise in case.promises(hours)
                if timer == "first_touch"
                and promise.outcome(now) in {"met_late", "never_met"}
            }
            for hours in (8, 4)
        ]
        (found,) = [
            one for one in json.loads(told)["timers"] if one["timer"] == "first_touch"
        ]
        assert found["breaches"] == {
            "name": "first_touch",
            "before": len(late[0]),
            "after": len(late[1]),
            "gained": len(late[1] - late[0]),
            "lost": 0,
        }
        assert late[1] > late[0]

    @pytest.mark.parametrize("target", [80, 95, 99])
    def test_suggest(self, target: int) -> None:
        """The least whole hours within which a share was taken up, as the rows say."""
        told = subprocess.run(
            [
                *("leadpact", "suggest", str(EXAMPLE / "policy.yaml"), "first_touch"),
                *("--events", str(log()), "--mapping", str(EXAMPLE / "mapping.yaml")),
                *("--now", NOW, "--target", f"{target}%", "--format", "json"),
            ],
            check=True,
            capture_output=True,
        ).stdout
        (case,) = json.loads(told)["cases"]
        with gzip.open(log(), "rt", encoding="utf-8", newline="") as file:
            cases = read(csv.DictReader(file))
        now = datetime.fromisoformat(NOW)
        promises = [
            promise
            for one in cases.values()
            for timer, promise in one.promises()
            if timer == "first_touch" and promise.outcome(now) != "running"
        ]
        waits = [
            min(at for at in one.until if at >= one.start) - one.start
            for one in promises
            if one.until and max(one.until) >= one.start
        ]
        # After two days amounts grow by four hours.
        least, met = next(
            (hours, met)
            for hours in [*range(3, 49), *range(52, 240, 4)]
            if (met := sum(wait <= timedelta(hours=hours) for wait in waits)) * 100
            >= target * len(promises)
        )
        assert case["suggested"] == f"{least} hours"
        assert (case["then"]["met"], case["then"]["missed"]) == (
            met,
            len(promises) - met,
        )

    def test_order_of_rows(self, output: Path, tmp_path: Path) -> None:
        """The same rows in another order give the same bytes."""
        header, *rows = gzip.decompress(log().read_bytes()).splitlines(keepends=True)
        rows.sort(key=lambda row: hashlib.sha256(row).digest())
        shuffled = tmp_path / "shuffled.csv.gz"
        shuffled.write_bytes(gzip.compress(b"".join([header, *rows]), 1))
        judge(shuffled, tmp_path / "out.json")
        assert (tmp_path / "out.json").read_bytes() == output.read_bytes()


#: Rows of one lead each: the order of the log, the event, and when it happened on
#: Monday 9 January 2012 in Amsterdam; then what becomes of each timer.
TIES: Mapping[str, tuple[list[tuple[int, str, str]], dict[str, str]]] = {
    "start at the instant of the hand-off": (
        [(1, "W_a/START", "10:00:00"), (2, "W_a/SCHEDULE", "10:00:00")],
        {"first_touch": "met", "first_touch_business": "met"},
    ),
    "start before the hand-off": (
        [(1, "W_a/START", "09:59:59.999"), (2, "W_a/SCHEDULE", "10:00:00")],
        {"first_touch": "never_met", "first_touch_business": "never_met"},
    ),
    "start at the due instant": (
        [(1, "W_a/SCHEDULE", "09:00:00"), (2, "W_b/START", "17:00:00")],
        {"first_touch": "met", "first_touch_business": "met"},
    ),
    "start a moment after the due instant": (
        [(1, "W_a/SCHEDULE", "09:00:00"), (2, "W_b/START", "17:00:00.001")],
        {"first_touch": "met_late", "first_touch_business": "met_late"},
    ),
    "only the first hand-off counts": (
        [
            (1, "W_a/SCHEDULE", "08:00:00"),
            (2, "W_b/SCHEDULE", "15:00:00"),
            (3, "W_b/START", "16:30:00"),
        ],
        {"first_touch": "met_late", "first_touch_business": "met"},
    ),
    "two hand-offs at one instant": (
        [
            (2, "W_a/SCHEDULE", "09:00:00"),
            (1, "W_b/SCHEDULE", "09:00:00"),
            (3, "W_b/START", "09:00:00"),
        ],
        {"first_touch": "met", "first_touch_business": "met"},
    ),
    "qualified at the instant of acceptance": (
        [
            (1, "A_ACCEPTED/COMPLETE", "10:00:00"),
            (2, "A_PREACCEPTED/COMPLETE", "10:00:00"),
        ],
        {"qualify": "met", "qualify_open": "met"},
    ),
    "qualified before acceptance, and after": (
        [
            (1, "A_ACCEPTED/COMPLETE", "09:00:00"),
            (2, "A_PREACCEPTED/COMPLETE", "10:00:00"),
            (3, "A_ACCEPTED/COMPLETE", "11:00:00"),
        ],
        # Only the first row that tells of it is the event.
        {"qualify": "never_met", "qualify_open": "never_met"},
    ),
    "qualified and lost at one instant": (
        [
            (1, "A_PREACCEPTED/COMPLETE", "10:00:00"),
            (2, "A_DECLINED/COMPLETE", "11:00:00"),
            (3, "A_ACCEPTED/COMPLETE", "11:00:00"),
        ],
        {"qualify": "met", "qualify_open": "met"},
    ),
    "accepted and lost at one instant": (
        [
            (1, "A_CANCELLED/COMPLETE", "10:00:00"),
            (2, "A_PREACCEPTED/COMPLETE", "10:00:00"),
        ],
        {"qualify": "never_met", "qualify_open": "void"},
    ),
    "lost before acceptance": (
        [
            (1, "A_DECLINED/COMPLETE", "09:00:00"),
            (2, "A_PREACCEPTED/COMPLETE", "10:00:00"),
        ],
        {"qualify": "never_met", "qualify_open": "never_met"},
    ),
    "lost, then qualified": (
        [
            (1, "A_PREACCEPTED/COMPLETE", "10:00:00"),
            (2, "A_DECLINED/COMPLETE", "11:00:00"),
            (3, "A_ACCEPTED/COMPLETE", "12:00:00"),
        ],
        {"qualify": "met", "qualify_open": "void"},
    ),
    "lost at the due instant": (
        [
            (1, "A_PREACCEPTED/COMPLETE", "10:00:00"),
            (2, "A_DECLINED/COMPLETE", "4 10:00:00"),
        ],
        {"qualify": "never_met", "qualify_open": "never_met"},
    ),
    "lost a moment before the due instant": (
        [
            (1, "A_PREACCEPTED/COMPLETE", "10:00:00"),
            (2, "A_DECLINED/COMPLETE", "4 09:59:59.999"),
        ],
        {"qualify": "never_met", "qualify_open": "void"},
    ),
}


class TestTies:
    """Rows made for this test, with the deciding events at one instant."""

    COLUMNS = (
        *("case_id", "reg_date", "amount_req", "event_no", "activity", "lifecycle"),
        *("resource", "timestamp"),
    )

    def rows(self) -> list[dict[str, str]]:
        """The rows of all cases."""
        return [
            {
                **dict.fromkeys(self.COLUMNS, ""),
                "case_id": case,
                "event_no": str(number),
                "activity": event.split("/")[0],
                "lifecycle": event.split("/")[1],
                "timestamp": self.instant(when),
            }
            for case, (events, _) in TIES.items()
            for number, event, when in events
        ]

    def instant(self, when: str) -> str:
        """An instant on Monday, or so many days later."""
        *later, clock = when.split()
        day = date(2012, 1, 9) + timedelta(days=int(later[0]) if later else 0)
        return f"{day}T{clock}+01:00"

    @pytest.fixture
    def write(self, tmp_path: Path) -> Callable[[Iterable[dict[str, str]]], Path]:
        """What writes rows to a file of events."""

        def write(rows: Iterable[dict[str, str]]) -> Path:
            text = io.StringIO(newline="")
            writer = csv.DictWriter(text, self.COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
            file = tmp_path / "events.csv"
            file.write_text(text.getvalue(), encoding="utf-8")
            return file

        return write

    def test_outcomes(
        self, write: Callable[[Iterable[dict[str, str]]], Path], tmp_path: Path
    ) -> None:
        """Each case has the outcomes that it was made for."""
        found: dict[str, dict[str, str]] = {}
        for row in judge(write(self.rows()), tmp_path / "out.json")["timers"]:
            found.setdefault(row["lead"], {})[row["timer"]] = row["outcome"]
        assert found == {case: outcomes for case, (_, outcomes) in TIES.items()}

    def test_order_of_rows(
        self, write: Callable[[Iterable[dict[str, str]]], Path], tmp_path: Path
    ) -> None:
        """The same rows in another order give the same bytes."""
        results = []
        for rows in (self.rows(), self.rows()[::-1]):
            judge(write(rows), tmp_path / "out.json")
            results.append((tmp_path / "out.json").read_bytes())
        assert results[0] == results[1]

    def test_counted_twice(self) -> None:
        """The count over rows, which judges the log, has the same outcomes here."""
        expected = Counter(
            (timer, outcome)
            for _, outcomes in TIES.values()
            for timer, outcome in outcomes.items()
        )
        found = count(self.rows())
        assert expected == Counter(
            {
                (timer, outcome): number
                for timer, counts in found.items()
                for outcome, number in counts.items()
                if number
            }
        )
