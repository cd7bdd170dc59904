from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

import openpyxl
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    #: Runs a command in this process; how it ended.
    Run: TypeAlias = Callable[..., Any]

DATA = (
    *("--leads", "leads.csv", "--events", "events.csv", "--mapping", "mapping.yaml"),
    *("--now", "2026-03-13T19:30:00Z"),
)


def rows(run: Run, name: str, *options: str) -> list[dict[str, Any]]:
    """The rows of a report on the sample."""
    told = run("report", name, "policy.yaml", *DATA, "--format", "json", *options)
    assert (told.code, told.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(told.out)["rows"]
    return found


def test_kept(run: Run, desk: Path) -> None:
    """The counts are those of the result, together and by owner."""
    assert desk.is_dir()
    result = json.loads(run("evaluate", "policy.yaml", *DATA, "--format", "json").out)
    counts = result["summary"]["timers"]
    whole = {one["promise"]: one for one in rows(run, "kept")}
    for name, one in whole.items():
        if name in counts:
            assert one["on_time"] == counts[name]["met"]
            assert one["late"] == counts[name]["met_late"]
            assert one["never"] == counts[name]["never_met"]
            assert one["void"] == counts[name]["void"]
    owners = list(rows(run, "kept", "--by", "owner"))
    assert {one["group"] for one in owners} == {"Dana Cole", "Lena Ortiz", "Ravi Shah"}
    for name, one in whole.items():
        assert one["on_time"] == sum(
            each["on_time"] for each in owners if each["promise"] == name
        )


def test_text(run: Run, desk: Path) -> None:
    """A table for people, as of when and in which zone; columns of nothing are out."""
    assert desk.is_dir()
    ended = run("report", "kept", "policy.yaml", *DATA)
    title, facts, _, head, first, *_ = ended.out.splitlines()
    assert title.startswith("starter 1.0.0, kept: How promises ended")
    assert facts == ("As of 2026-03-13T19:30:00Z, 40 leads; days in America/New_York.")
    assert "group" not in head
    assert first.split() == ["accept", "sales", "30", "1", "3", "88.2%", "0", "1", "3"]


def test_days(run: Run, desk: Path) -> None:
    """Days before there was anything have nothing to tell, and say which they are."""
    assert desk.is_dir()
    ended = run("report", "kept", "policy.yaml", *DATA, "--to", "2026-01-01")
    assert "days in America/New_York to before 2026-01-02T05:00:00Z." in ended.out
    assert "nothing to tell of these days" in ended.out
    assert rows(run, "funnel", "--from", "2026-03-14")[0]["leads"] == 0


def test_segments(run: Run, desk: Path) -> None:
    """By a field or a definition; leads add up, and what is missing has a row."""
    assert desk.is_dir()
    by_field = rows(run, "segments", "--of", "employees")
    assert sum(one["leads"] for one in by_field) == 40
    assert "(missing)" in {one["segment"] for one in by_field}
    by_band = {one["segment"]: one for one in rows(run, "segments", "--of", "band")}
    assert sum(one["leads"] for one in by_band.values()) == 40
    assert sum(one["customers"] for one in by_band.values()) == 2
    for options in ((), ("--of", "nothing")):
        ended = run("report", "segments", "policy.yaml", *DATA, *options)
        assert ended.code == 2


def test_waterfall(run: Run, desk: Path) -> None:
    """Every day of the period, up to today, beside a line that ends at the goal."""
    assert desk.is_dir()
    days = rows(run, "waterfall")
    assert [days[0]["day"], days[-1]["day"]] == ["2026-03-01", "2026-03-31"]
    assert days[-1]["goal"] == 200
    past = [one for one in days if one["so_far"] is not None]
    assert (past[-1]["day"], past[-1]["so_far"]) == ("2026-03-13", 32)
    assert rows(run, "waterfall", "--goal", "leads", "--period", "2026-03-01") == days
    april = rows(run, "waterfall", "--period", "2026-04-01")
    assert (april[-1]["last_period"], april[-1]["so_far"]) == (32, None)
    for options, told in (
        (("--goal", "on_time"), "neither counts nor adds up"),
        (("--period", "2026-03-02"), "is not the first day of a month"),
        (("--amount", "-1"), "is no amount above zero"),
        (("--amount", "nan"), "is no amount above zero"),
    ):
        ended = run("report", "waterfall", "policy.yaml", *DATA, *options)
        assert (ended.code, told in ended.err) == (2, True)


def test_waterfall_of_ones_own(run: Run, desk: Path) -> None:
    """Another goal, and a line that rests on Saturdays and Sundays."""
    assert desk.is_dir()
    days = rows(run, "waterfall", "--amount", "44", "--working-days")
    assert days[-1]["goal"] == 44
    by_day = {one["day"][-2:]: one["goal"] for one in days}
    # March 2026 begins on a Sunday, and has 22 working days.
    assert (by_day["01"], by_day["02"], by_day["06"]) == (0, 2, 10)
    assert by_day["06"] == by_day["07"] == by_day["08"]
    assert by_day["09"] == 12


@pytest.mark.parametrize(
    "name",
    [
        *("kept", "speed", "ranges", "depth", "feedback"),
        *("segments", "funnel", "waterfall"),
    ],
)
def test_formats(run: Run, desk: Path, name: str) -> None:
    """CSV holds the rows of the JSON; Markdown is a table of as many."""
    more = ("--of", "country") if name == "segments" else ()
    expected = rows(run, name, *more)
    asked = ("report", name, "policy.yaml", *DATA, *more)
    ended = run(*asked, "--format", "csv", "-o", "r.csv")
    assert (ended.code, ended.out) == (0, "")
    table = [*csv.DictReader(io.StringIO((desk / "r.csv").read_text()))]
    assert table == [
        {key: "" if value is None else str(value) for key, value in row.items()}
        for row in expected
    ]
    comment = run(*asked, "--format", "markdown").out
    assert comment.count("\n| ") == len(expected) + 2


@pytest.mark.parametrize("name", ["waterfall", "speed", "kept", "funnel"])
def test_pictures(run: Run, desk: Path, name: str) -> None:
    """Some reports are drawn; of the others there is no picture."""
    for form, start in (("svg", b"<svg"), ("png", b"\x89PNG")):
        asked = ("report", name, "policy.yaml", *DATA, "--format", form, "-o", "r")
        assert run(*asked).code == 0
        assert (desk / "r").read_bytes().startswith(start)
    ended = run("report", "ranges", "policy.yaml", *DATA, "--format", "svg")
    assert (ended.code, "`ranges` is made as text, " in ended.err) == (2, True)


def test_book(run: Run, desk: Path) -> None:
    """Versions in a folder judge what is theirs; the one in force tells the rest."""
    text = (desk / "policy.yaml").read_text()
    folder = desk / "book"
    folder.mkdir()
    (folder / "1.0.0.yaml").write_text(text)
    later = text.replace("version: 1.0.0", "version: 2.0.0\nsupersedes: 1.0.0")
    later = later.replace("effective: 2026-03-02", "effective: 2026-03-09")
    (folder / "2.0.0.yaml").write_text(later.replace("8 business hours", "1 minute"))
    ended = run("report", "kept", "book", *DATA)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("starter 2.0.0, kept")


def test_bad_input(run: Run, desk: Path) -> None:
    """Without leads, with a broken policy, or over a file that it reads."""
    assert run("report", "kept", "policy.yaml", *DATA[-2:]).code == 2
    assert run("report", "nothing", "policy.yaml", *DATA).code == 2
    assert run("report", "kept", "policy.yaml", *DATA, "-o", "leads.csv").code == 6
    (desk / "policy.yaml").write_text("leadpact: 1\n")
    assert run("report", "kept", "policy.yaml", *DATA).code == 3


def test_all(run: Run, desk: Path) -> None:
    """Every table of the policy, alike in all forms."""
    asked = ("report", "all", "policy.yaml", *DATA, "--of", "country")
    told = json.loads(run(*asked, "--format", "json").out)
    names = [one["report"] for one in told]
    assert names == [
        *("goals", "kept", "breaches", "stalled", "speed", "ranges", "daily"),
        *("status", "depth", "feedback", "segments", "funnel", "leakage", "waterfall"),
    ]
    text = run(*asked).out
    assert [text.index(f", {name}: ") for name in names] == sorted(
        text.index(f", {name}: ") for name in names
    )
    assert run(*asked, "--format", "html", "-o", "all.html").code == 0
    page = (desk / "all.html").read_text("utf-8")
    assert [page.index(f'id="{name}-title"') for name in names] == sorted(
        page.index(f'id="{name}-title"') for name in names
    )
    assert page.count("<tr>") == sum(len(one["rows"]) + 1 for one in told)


def test_all_without(run: Run, desk: Path) -> None:
    """What the policy does not have is left out; a table that was asked for is not."""
    policy = (desk / "policy.yaml").read_text("utf-8")
    start, end = policy.index("\ngoals:"), policy.index("\n# The rest is words")
    words = policy[end:].replace("[leads, on_time, ", "[").replace("[, ", "[")
    goals = ("  leads: ", "  on_time: ")
    lines = [one for one in words.splitlines() if not one.startswith(goals)]
    (desk / "bare.yaml").write_text(policy[:start] + "\n".join(lines), "utf-8")
    told = json.loads(run("report", "all", "bare.yaml", *DATA, "--format", "json").out)
    assert [one["report"] for one in told] == [
        *("kept", "breaches", "stalled", "speed", "ranges", "daily", "status"),
        *("depth", "feedback", "funnel", "leakage"),
    ]
    assert run("report", "waterfall", "bare.yaml", *DATA).code == 2


def test_workbook(run: Run, desk: Path) -> None:
    """Cells are numbers of their kind: parts of one, spans of days, dates."""
    asked = (
        "report",
        "all",
        "policy.yaml",
        *DATA,
        "--format",
        "xlsx",
        "-o",
        "r.xlsx",
    )
    assert run(*asked).code == 0
    once = (desk / "r.xlsx").read_bytes()
    assert run(*asked).code == 0
    assert (desk / "r.xlsx").read_bytes() == once
    book = openpyxl.load_workbook(desk / "r.xlsx")
    cells = list(book["kept"].values)
    head = cells.index(next(row for row in cells if row[0] == "promise"))
    first = dict(zip(cells[head], cells[head + 1], strict=True))
    assert first["promise"] == "accept"
    assert (first["on time"], first["late"], first["never"]) == (30, 1, 3)
    assert first["share"] == pytest.approx(30 / 34)
    (speed,) = (
        one
        for one in rows(run, "speed")
        if one["first"] == "2026-03-02" and one["promise"] == "accept"
    )
    cells = list(book["speed"].values)
    head = cells.index(next(row for row in cells if row[0] == "promise"))
    first = dict(zip(cells[head], cells[head + 1], strict=True))
    assert first["first"].date() == date(2026, 3, 2)
    assert first["median"].total_seconds() == speed["median"]


def test_goals(run: Run, desk: Path) -> None:
    """How they stand, and what follows once their month is over."""
    assert desk.is_dir()
    told = {one["goal"]: one for one in rows(run, "goals")}
    assert told["leads"]["value"] == 32
    assert told["leads"]["required"] == 200
    assert told["leads"]["line"] == pytest.approx(200 * 13 / 31, abs=1e-6)
    assert told["leads"]["state"] == "behind"
    assert told["on_time"]["value"] == pytest.approx(32 / 36, abs=1e-6)
    later = ("report", "goals", "policy.yaml", *DATA[:-1], "2026-04-02T12:00:00Z")
    text = run(*later).out
    assert "hold a meeting of marketing and sales by 8 Apr 2026" in text
    told = json.loads(run(*later, "--format", "json").out)["rows"]
    (march,) = (
        one for one in told if (one["goal"], one["first"]) == ("leads", "2026-03-01")
    )
    (meeting,) = march["consequences"]
    assert meeting["key"] == "starter/1.0.0/leads/2026-03-01//missed.1/1"
    assert meeting["due_at"] == "2026-04-01T04:00:00Z"
    assert meeting["by_at"] == "2026-04-08T13:00:00Z"
    assert [to["name"] for to in meeting["to"]] == ["marketing", "sales"]
    assert "consequences" not in run(*later, "--format", "csv").out.splitlines()[0]


def test_scorecard(run: Run, desk: Path) -> None:
    """A page of the month that is asked for, which has begun."""
    asked = ("report", "scorecard", "policy.yaml", *DATA, "-o", "card.pdf")
    assert run(*asked, "--period", "2026-03").code == 0
    march = (desk / "card.pdf").read_bytes()
    assert march.startswith(b"%PDF-")
    assert run(*asked).code == 0
    assert (desk / "card.pdf").read_bytes() == march
    ended = run(*asked, "--period", "2026-05")
    assert (ended.code, "2026-05 has not begun" in ended.err) == (2, True)
    assert (desk / "card.pdf").read_bytes() == march
    ended = run(*asked, "--format", "html")
    assert (ended.code, "is made as pdf, not as html" in ended.err) == (2, True)


def test_stalled_has_an_end(run: Run, desk: Path) -> None:
    """People see the first thousand, and how many more there are; programs see all."""
    ids = [f"X{number:04}" for number in range(1003)]
    events = desk / "many.csv"
    lines = [f"{one},handed_off,2026-03-02T15:00:00Z" for one in ids]
    events.write_text("\n".join(["lead,type,at", *lines]) + "\n")
    data = ("policy.yaml", "--events", "many.csv", "--now", "2026-03-13T19:30:00Z")
    told = run("report", "stalled", *data, "--format", "json")
    count = len(json.loads(told.out)["rows"])
    assert count >= 1003
    text = run("report", "stalled", *data).out
    assert sum(line.startswith("  X") for line in text.splitlines()) == 1000
    assert f"The first 1,000 rows; {count - 1000:,} more are in" in text
