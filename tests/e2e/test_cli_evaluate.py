from __future__ import annotations

import csv
import gzip
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from builders import make_book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOW = "2026-03-13T19:30:00Z"


def document(text: str) -> dict[str, Any]:
    """A JSON document."""
    found: dict[str, Any] = json.loads(text)
    return found


class TestSample:
    """The sample leads tell what they were made to tell."""

    @pytest.fixture
    def rows(self, evaluate: Callable[..., Any]) -> list[dict[str, Any]]:
        """The rows of all timers and limits."""
        timers: list[dict[str, Any]] = document(evaluate("--format", "json").out)[
            "timers"
        ]
        return timers

    @pytest.mark.parametrize(
        ("lead", "timer", "outcome", "due_at"),
        [
            # Handed over at 09:06, hot, called at 09:12.
            ("L-1001", "first_touch", "met", "2026-03-02T14:21:00Z"),
            # Hot, called after 69 minutes.
            ("L-1005", "first_touch", "met_late", "2026-03-02T19:36:00Z"),
            # An automatic reply came at once, a person only after 74 minutes.
            ("L-1006", "first_touch", "met_late", "2026-03-03T14:41:00Z"),
            # Four tries, of which three within an hour of the first.
            ("L-1013", "persistence", "never_met", "2026-03-11T15:20:00Z"),
            # From Wednesday 11:21: 6 h 9 min to closing, the rest on Thursday.
            ("L-1014", "accept", "met_late", "2026-03-05T15:51:00Z"),
            ("L-1015", "accept", "never_met", "2026-03-05T18:55:00Z"),
            # Handed over on Friday at 17:20: ten minutes are left until closing, and
            # five on Monday, after the clocks went forward.
            ("L-1017", "first_touch", "met", "2026-03-09T13:05:00Z"),
            # On hold from Friday 09:00 to Tuesday 09:00, two open days, which the
            # clocks going forward do not change.
            ("L-1018", "persistence", "running", "2026-03-16T14:15:00Z"),
            ("L-1019", "persistence", "paused", None),
            ("L-1020", "persistence", "void", "2026-03-12T16:00:00Z"),
            ("L-1021", "persistence", "void", "2026-03-12T19:00:00Z"),
            ("L-1022", "accept", "excused", "2026-03-06T20:29:00Z"),
            # One open hour on Thursday, seven on Friday; it is 15:30 now.
            ("L-1035", "accept", "at_risk", "2026-03-13T20:00:00Z"),
            ("L-1037", "accept", "running", "2026-03-16T13:35:00Z"),
            # 08:30 in New York is 05:30 in Los Angeles.
            ("L-1010", "quiet_hours", "never_met", "2026-03-04T13:30:00Z"),
            # 15:05 in New York is 21:05 in Berlin.
            ("L-1011", "quiet_hours", "never_met", "2026-03-04T20:05:00Z"),
            ("L-1008", "feedback", "met_late", "2026-03-05T18:10:00Z"),
        ],
    )
    def test_outcome(
        self,
        rows: list[dict[str, Any]],
        lead: str,
        timer: str,
        outcome: str,
        due_at: str | None,
    ) -> None:
        """A promise on one lead has the outcome and the due instant that it should."""
        (found,) = (
            row for row in rows if row["lead"] == lead and row["timer"] == timer
        )
        assert (found["outcome"], found["due_at"]) == (outcome, due_at)

    def test_every_outcome(self, evaluate: Callable[..., Any]) -> None:
        """No outcome is without an example."""
        timers = document(evaluate("--format", "json").out)["summary"]["timers"]
        for outcome in timers["accept"]:
            assert any(counts[outcome] for counts in timers.values()), outcome

    def test_ladder(self, evaluate: Callable[..., Any]) -> None:
        """A lead that nobody accepts is announced, escalated and sent back, once."""
        found = [
            (row["due_at"], row["verb"], [to["id"] or to["name"] for to in row["to"]])
            for row in document(evaluate("--format", "json").out)["consequences"]
            if row["lead"] == "L-1015"
        ]
        # Due on Thursday at 13:55, at six of eight hours two hours before; the return
        # is due eight open hours later, of which 3 h 35 min are left on Thursday.
        assert found == [
            ("2026-03-05T16:55:00Z", "alert", ["Ravi Shah"]),
            ("2026-03-05T18:55:00Z", "alert", ["Ravi Shah"]),
            ("2026-03-05T19:55:00Z", "escalate", ["sales_manager"]),
            ("2026-03-06T18:25:00Z", "return", ["marketing"]),
        ]


class TestFormats:
    """What is written, and where."""

    def test_text(self, evaluate: Callable[..., Any]) -> None:
        """The summary is a table of promises, with what is urgent."""
        ended = evaluate()
        assert ended.code == 0
        lines = [" ".join(line.split()) for line in ended.out.splitlines()]
        assert "accept sales 88.2% 30 1 3 1 2 0 0 1" in lines
        assert "quiet_hours sales 2" in lines
        assert "L-1035 accept 2026-03-13T20:00:00Z Lena Ortiz" in lines
        assert "\x1b" not in ended.out

    def test_formats_agree(self, evaluate: Callable[..., Any]) -> None:
        """JSON Lines and CSV hold the rows of the JSON document."""
        whole = document(evaluate("--format", "json").out)
        lines = [
            json.loads(line) for line in evaluate("--format", "jsonl").out.splitlines()
        ]
        assert lines[0]["summary"] == whole["summary"]
        for table in ("leads", "timers", "consequences", "findings"):
            rows = [{"table": table, **row} for row in whole[table]]
            assert [line for line in lines if line["table"] == table] == rows
            text = evaluate("--format", "csv", "--table", table).out
            found = csv.DictReader(io.StringIO(text, newline=""))
            assert [row["lead"] for row in found] == [
                row["lead"] for row in whole[table]
            ]

    def test_csv_is_of_timers(self, evaluate: Callable[..., Any]) -> None:
        """Without a choice CSV is the table of timers."""
        chosen = evaluate("--format", "csv", "--table", "timers").out
        assert evaluate("--format", "csv").out == chosen

    def test_table_needs_csv(self, evaluate: Callable[..., Any]) -> None:
        """A table cannot be chosen for a format that holds all tables."""
        assert evaluate("--format", "json", "--table", "leads").code == 2

    def test_output(self, evaluate: Callable[..., Any], desk: Path) -> None:
        """A file holds what standard output would, and nothing else is printed."""
        shown = evaluate("--format", "json").out
        ended = evaluate("--format", "json", "-o", "out.json")
        assert (ended.code, ended.out) == (0, "")
        assert (desk / "out.json").read_bytes() == shown.encode()

    def test_same_bytes(self, evaluate: Callable[..., Any], desk: Path) -> None:
        """The order of rows in the files does not show."""
        before = evaluate("--format", "json").out
        for name in ("leads.csv", "events.csv"):
            header, *rows = (desk / name).read_text().splitlines(keepends=True)
            (desk / name).write_text("".join([header, *reversed(rows)]))
        assert evaluate("--format", "json").out == before


class TestSources:
    """Where leads and events come from."""

    def judge(self, run: Callable[..., Any], *data: str, stdin: bytes = b"") -> str:
        """The table of timers for some files."""
        ended = run(
            *("evaluate", "policy.yaml", "--mapping", "mapping.yaml", *data),
            *("--now", NOW, "--format", "csv"),
            stdin=stdin,
        )
        assert ended.code == 0, ended.err
        text: str = ended.out
        return text

    def test_stdin_and_gzip(
        self, run: Callable[..., Any], evaluate: Callable[..., Any], desk: Path
    ) -> None:
        """Events may come from standard input, plain or gzip, or from a gzip file."""
        expected = evaluate("--format", "csv").out
        plain = (desk / "events.csv").read_bytes()
        packed = gzip.compress(plain)
        (desk / "events.csv.gz").write_bytes(packed)
        leads = ("--leads", "leads.csv")
        for stdin in (plain, packed):
            found = self.judge(run, *leads, "--events", "-", stdin=stdin)
            assert found == expected
        assert self.judge(run, *leads, "--events", "events.csv.gz") == expected

    def test_events_make_leads(self, run: Callable[..., Any], desk: Path) -> None:
        """Without a file of leads, those that have events are judged."""
        assert desk.is_dir()
        rows = csv.DictReader(io.StringIO(self.judge(run, "--events", "events.csv")))
        assert len({row["lead"] for row in rows}) == 38

    def test_own_shape(self, run: Callable[..., Any], desk: Path) -> None:
        """Without a mapping, JSON Lines of leadpact's own shape are read."""
        rows = [
            {"lead": "A", "type": "handed_off", "at": "2026-03-13T14:00:00Z"},
            {
                "lead": "A",
                "type": "attempt",
                "at": "2026-03-13T14:30:00Z",
                "actor": "human",
                "data": {"channel": "email"},
            },
        ]
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (desk / "own.jsonl").write_text(text)
        ended = run(
            *("evaluate", "policy.yaml", "--events", "own.jsonl", "--now", NOW),
            *("--format", "json"),
        )
        timers = document(ended.out)["summary"]["timers"]
        assert timers["first_touch"]["met"] == 1
        # Eight open hours from 10:00 last until Monday at 09:30; it is 15:30 now.
        assert timers["accept"]["running"] == 1

    def test_people(self, run: Callable[..., Any], desk: Path) -> None:
        """The address of an owner comes from the file of people."""
        (desk / "people.csv").write_text("id,address\nRavi Shah,ravi@example.com\n")
        ended = run(
            *("evaluate", "policy.yaml", "--mapping", "mapping.yaml"),
            *("--leads", "leads.csv", "--events", "events.csv"),
            *("--people", "people.csv", "--now", NOW, "--format", "json"),
        )
        addresses = {
            to["address"]
            for row in document(ended.out)["consequences"]
            for to in row["to"]
            if to["id"] == "Ravi Shah"
        }
        assert addresses == {"ravi@example.com"}


class TestOnError:
    """Rows and leads that cannot be judged."""

    @pytest.fixture
    def broken(self, desk: Path) -> Path:
        """The events with an instant that cannot be read, on the last line but one."""
        file = desk / "events.csv"
        lines = file.read_text().splitlines(keepends=True)
        number, lead, when, *rest = lines[-2].split(",")
        lines[-2] = ",".join([number, lead, f"{when}:99", *rest])
        file.write_text("".join(lines))
        return file

    def test_stop(self, evaluate: Callable[..., Any], broken: Path) -> None:
        """By default nothing is judged, and the row is told."""
        line = len(broken.read_text().splitlines()) - 1
        ended = evaluate("--format", "json", "-o", "out.json")
        assert ended.code == 4
        assert f"events.csv:{line}:12: error[LP4003]" in ended.err
        assert not (broken.parent / "out.json").exists()

    def test_skip(self, evaluate: Callable[..., Any], broken: Path) -> None:
        """When asked, the row is left out, told, counted, and listed in the result."""
        line = len(broken.read_text().splitlines()) - 1
        ended = evaluate("--format", "json", "--on-error", "skip")
        assert ended.code == 0
        assert f"events.csv:{line}:12: error[LP4003]" in ended.err
        found = document(ended.out)
        assert found["summary"]["rows"]["skipped"] == 1
        (row,) = (row for row in found["findings"] if row["file"])
        assert (row["code"], row["line"], row["column"]) == ("LP4003", line, 12)

    def test_many_rows(self, evaluate: Callable[..., Any], desk: Path) -> None:
        """Of many rows that are left out the first are told, all are listed."""
        file = desk / "events.csv"
        file.write_text(file.read_text() + "999,L-1001,never\n" * 25)
        ended = evaluate("--format", "json", "--on-error", "skip")
        assert ended.err.count("error[LP4003]") == 20
        assert ended.err.endswith("and 5 more rows that cannot be read\n")
        rows = [row for row in document(ended.out)["findings"] if row["file"]]
        assert len(rows) == 25

    def test_lead(self, run: Callable[..., Any], desk: Path) -> None:
        """A lead that cannot be judged stops the work, or is skipped and told."""
        rows = [
            {"lead": "A", "type": "handed_off", "at": "2026-03-13T14:00:00Z"},
            {"lead": "B", "type": "attempt", "at": "2026-03-13T14:00:00Z"},
        ]
        (desk / "own.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows))
        (desk / "leads.jsonl").write_text(
            '{"id": "A"}\n{"id": "B", "fields": {"lead_timezone": "Mars/Base"}}\n'
        )
        policy = (desk / "policy.yaml").read_text()
        # Every attempt asks for the zone of the lead.
        policy = policy.replace(
            "never: attempt where channel is call", "never: attempt"
        )
        (desk / "policy.yaml").write_text(policy)
        arguments = (
            *("evaluate", "policy.yaml", "--events", "own.jsonl"),
            *("--leads", "leads.jsonl", "--now", NOW, "--format", "json"),
        )
        stopped = run(*arguments)
        assert stopped.code == 4
        assert "LP4009" in stopped.err
        skipped = run(*arguments, "--on-error", "skip")
        assert skipped.code == 0
        summary = document(skipped.out)["summary"]
        assert (summary["leads"], summary["leads_skipped"]) == (1, 1)
        codes = [
            (row["lead"], row["code"]) for row in document(skipped.out)["findings"]
        ]
        assert codes == [("B", "LP4009")]


class TestVersions:
    """A folder of versions in place of a policy."""

    TIMER = "{party: sales, from: handed_off, until: attempt, within: 1 hour}"
    LIMIT = "{party: sales, never: attempt}"

    @pytest.fixture
    def book(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """Two versions: the second has a timer and a limit under other names."""
        monkeypatch.chdir(tmp_path)
        (tmp_path / "events.csv").write_text(
            "lead,type,at\n"
            "L1,handed_off,2026-01-06T10:00:00Z\n"
            "L1,handed_off,2026-01-13T10:00:00Z\n"
            "L1,attempt,2026-01-13T10:30:00Z\n"
        )
        old = {"timers": f"{{answer: {self.TIMER}, reply: {self.TIMER}}}"}
        new = {
            "timers": f"{{reply: {self.TIMER}}}",
            "limits": f"{{calm: {self.LIMIT}}}",
        }
        later = {"version": "1.1.0", "effective": "2026-01-12"}
        return make_book(tmp_path / "trial", old, {**later, **new})

    def test_results(self, run: Callable[..., Any], book: Path) -> None:
        """Timers of all versions are counted; the head is of the version at `now`."""
        assert book.is_dir()
        data = ("--events", "events.csv", "--now", "2026-01-14T00:00:00Z")
        ended = run("evaluate", "trial", *data, "--format", "json")
        assert (ended.code, ended.err) == (0, "")
        found = json.loads(ended.out)
        assert found["policy"]["version"] == "1.1.0"
        assert list(found["summary"]["timers"]) == ["answer", "reply", "calm"]
        columns = ("timer", "version", "outcome")
        rows = [tuple(row[name] for name in columns) for row in found["timers"]]
        assert rows == [
            ("answer", "1.0.0", "met_late"),
            ("reply", "1.0.0", "never_met"),
            ("reply", "1.1.0", "met"),
            ("calm", "1.1.0", "never_met"),
        ]
        summary = run("evaluate", "trial", *data).out
        assert all(name in summary for name in ("answer", "reply", "calm"))

    def test_too_early(self, run: Callable[..., Any], book: Path) -> None:
        """Before the first version nothing is judged."""
        assert book.is_dir()
        early = ("--events", "events.csv", "--now", "2026-01-01T00:00:00Z")
        ended = run("evaluate", "trial", *early)
        assert ended.code == 4
        assert "LP4015" in ended.err

    def test_explain(self, run: Callable[..., Any], book: Path) -> None:
        """An explanation says which version judges each promise."""
        assert book.is_dir()
        data = ("--events", "events.csv", "--now", "2026-01-14T00:00:00Z")
        ended = run("explain", "trial", *data, "--lead", "L1", "--stretches")
        assert (ended.code, ended.err) == (0, "")
        assert "  answer, by version 1.0.0: breached by 6 days 23 h" in ended.out
        assert "      Tue 13 Jan 2026, 10:00 UTC: 1 h counted" in ended.out
