"""The dashboard in a browser: its numbers, its filters, one lead, and paper."""

from __future__ import annotations

import base64
import json
import os
import re
import zlib
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from zoneinfo import ZoneInfo

import pytest
from browser import Browser, browser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    #: Runs a command in this process; how it ended.
    Run: TypeAlias = Callable[..., Any]

DATA = (
    *("--leads", "leads.csv", "--events", "events.csv", "--mapping", "mapping.yaml"),
    *("--now", "2026-03-13T19:30:00Z"),
)
ZONE = ZoneInfo("America/New_York")
OPEN = frozenset({"running", "at_risk", "paused"})
#: Fields that tell who a lead is, and names of owners.
PERSONAL = re.compile(r"example\.com|\.example|Ortiz|Shah|Cole|L-10\d\d")
#: What the table of promises shows, by promise and column.
NUMBERS = """
Object.fromEntries(
  [...document.querySelectorAll("#sides tr[data-promise]")]
    .filter((row) => row.querySelector("[data-kind]"))
    .map((row) => [
      row.dataset.promise,
      Object.fromEntries([...row.querySelectorAll("[data-kind]")].map((cell) => [
        cell.dataset.kind, Number(cell.textContent.replace(/,/g, ""))
      ])),
    ])
)
"""
READY = """
new Promise((done) => {
  const wait = setInterval(() => {
    if (document.body.dataset.ready) { clearInterval(wait); done(true); }
  }, 10);
})
"""
SHOWN = (
    "[...document.querySelectorAll('#leads tbody th')].map((one) => one.textContent)"
)


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all pages."""
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def made(run: Run, desk: Path, *options: str) -> Path:
    """The dashboard of the sample."""
    assert desk.is_dir()
    ended = run("report", "dashboard", "policy.yaml", *DATA, "-o", "d.html", *options)
    assert (ended.code, ended.err) == (0, "")
    return Path("d.html").resolve()


def show(tab: Browser, page: Path, *, width: int = 1280, dark: bool = False) -> None:
    """Open a page, and wait until it has counted."""
    tab.open(page, width=width, dark=dark)
    tab.run(READY)


def inside(page: Path) -> dict[str, Any]:
    """The data of a page."""
    text = page.read_text("utf-8")
    packed = text.split('id="data">')[1].split("</script>")[0]
    data: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(packed), -15))
    return data


def timers(run: Run) -> list[dict[str, Any]]:
    """The rows of promises of the result, and of each the country of its lead."""
    ended = run("evaluate", "policy.yaml", *DATA, "--format", "json")
    rows: list[dict[str, Any]] = json.loads(ended.out)["timers"]
    return rows


def day(text: str) -> date:
    """The day of an instant, in the zone of the policy."""
    return datetime.fromisoformat(text).astimezone(ZONE).date()


def counted(rows: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """How promises ended, as the page tells it."""
    found: dict[str, Counter[str]] = {}
    for row in rows:
        outcome = "open" if row["outcome"] in OPEN else row["outcome"]
        found.setdefault(row["timer"], Counter())[outcome] += 1
    kinds = ("met", "met_late", "never_met", "open")
    return {
        name: {kind: counts[kind] for kind in kinds} for name, counts in found.items()
    }


def check(tab: Browser, rows: list[dict[str, Any]]) -> None:
    """The page shows the counts of some rows, and none of other promises."""
    shown, expected = tab.run(NUMBERS), counted(rows)
    assert len(shown) == 4
    for name, cells in shown.items():
        assert cells == expected.get(name, dict.fromkeys(cells, 0)), name


def select(tab: Browser, field: str, value: str) -> None:
    """Choose in a filter."""
    tab.run(
        f"{{ const field = document.getElementById({json.dumps(field)});"
        f"field.value = {json.dumps(value)};"
        'field.dispatchEvent(new Event("change", {bubbles: true})); }'
    )


def option(tab: Browser, field: str, label: str) -> str:
    """The value of what a filter calls so."""
    found: str = tab.run(
        f"[...document.querySelectorAll('#{field} option')]"
        f".find((one) => one.textContent === {json.dumps(label)}).value"
    )
    return found


def axe(tab: Browser) -> tuple[int, list[tuple[str, str]]]:
    """How many rules hold, and what breaks one."""
    tab.run(Path(os.environ["LEADPACT_AXE"]).read_text(encoding="utf-8"))
    told = tab.run("axe.run()")
    return len(told["passes"]), [
        (one["id"], node["html"]) for one in told["violations"] for node in one["nodes"]
    ]


@pytest.mark.browser
class TestNumbers:
    """What the page counts is what the result says."""

    def test_all(self, run: Run, desk: Path, tab: Browser) -> None:
        """Without filters."""
        show(tab, made(run, desk))
        check(tab, timers(run))
        assert tab.errors == []

    @pytest.mark.parametrize("owner", ["Lena Ortiz", "Ravi Shah", "Dana Cole"])
    def test_owner(self, run: Run, desk: Path, tab: Browser, owner: str) -> None:
        """Of one owner, by who held the lead at due."""
        show(tab, made(run, desk))
        select(tab, "owner", option(tab, "owner", owner))
        check(tab, [row for row in timers(run) if row["owner_at_due"] == owner])

    def test_days(self, run: Run, desk: Path, tab: Browser) -> None:
        """Of some days, the first and the last included; the open ones stay."""
        show(tab, made(run, desk))
        select(tab, "days", "own")
        select(tab, "from", "2026-03-05")
        select(tab, "to", "2026-03-09")
        first, last = date(2026, 3, 5), date(2026, 3, 9)
        check(
            tab,
            [
                row
                for row in timers(run)
                if (
                    day(row["start_at"]) <= last
                    if row["outcome"] in OPEN
                    else first <= day(row["due_at"] or row["start_at"]) <= last
                )
            ],
        )

    def test_segment(self, run: Run, desk: Path, tab: Browser) -> None:
        """Of one segment, and all again when filters are cleared."""
        page = made(run, desk)
        show(tab, page)
        select(tab, "segment", option(tab, "segment", "Country: US"))
        lines = Path("leads.csv").read_text("utf-8").splitlines()
        heads, *cells = [line.split(",") for line in lines]
        place = heads.index("Country")
        american = {row[0] for row in cells if row[place] == "US"}
        assert 0 < len(american) < len(cells)
        check(tab, [row for row in timers(run) if row["lead"] in american])
        tab.run("document.querySelector('#filters [type=reset]').click()")
        tab.run("new Promise((done) => setTimeout(done, 50))")
        check(tab, timers(run))

    def test_goals(self, run: Run, desk: Path, tab: Browser) -> None:
        """Goals that are off track stand above, and where their line is."""
        show(tab, made(run, desk))
        alerts = tab.run("document.getElementById('alerts').textContent")
        assert "behind leads: 32; asked for: at least 200 leads" in alerts
        sides = tab.run("document.getElementById('sides').textContent")
        assert "the line of today is at 83.8" in sides


@pytest.mark.browser
class TestLeads:
    """The leads behind a number, and one of them."""

    def test_drill_down(self, run: Run, desk: Path, tab: Browser) -> None:
        """A number shows its leads, and the focus goes there."""
        show(tab, made(run, desk))
        cell = "#sides tr[data-promise=accept] [data-kind=never_met] button"
        tab.run(f"document.querySelector('{cell}').click()")
        shown = tab.run(SHOWN)
        missed = {
            row["lead"]
            for row in timers(run)
            if row["timer"] == "accept" and row["outcome"] == "never_met"
        }
        assert set(shown) == missed
        assert tab.run("document.activeElement.id") == "leads-title"
        tab.run("document.querySelector('#leads .body .quiet').click()")
        assert tab.run("document.getElementById('leads-title').textContent") == (
            "Leads: 40"
        )

    def test_one_lead(self, run: Run, desk: Path, tab: Browser) -> None:
        """Its fields, its clocks, what happened to it, and what followed."""
        show(tab, made(run, desk))
        found = "document.querySelector('#leads input')"
        tab.run(f"{found}.value = 'l-1015'; {found}.dispatchEvent(new Event('input'))")
        tab.run("document.querySelector('#leads tbody button').click()")
        assert tab.run("document.getElementById('lead').open")
        text = tab.run("document.getElementById('lead').textContent")
        assert "never kept Accept or reject every lead" in text
        assert "due Thu 5 Mar 2026, 13:55" in text
        assert "alert the owner" in text
        assert tab.run("document.querySelectorAll('#lead .track u').length") == 2
        tab.run("document.querySelector('#lead button').click()")
        assert not tab.run("document.getElementById('lead').open")
        assert tab.errors == []

    def test_pages(self, run: Run, desk: Path, tab: Browser) -> None:
        """What fits one page has neither a page before it nor one after."""
        show(tab, made(run, desk))
        assert tab.run(
            "[...document.querySelectorAll('#leads .pages button')]"
            ".every((one) => one.disabled)"
        )


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_fits(run: Run, desk: Path, tab: Browser, width: int, *, dark: bool) -> None:
    """Nothing is wider than the window, and the theme is the one asked for."""
    show(tab, made(run, desk), width=width, dark=dark)
    assert tab.run("document.documentElement.scrollWidth") <= width
    paper = "getComputedStyle(document.body).backgroundColor"
    before = tab.run(paper)
    assert (before == "rgb(255, 255, 255)") is not dark
    tab.run("document.getElementById('theme').click()")
    assert tab.run(paper) != before


@pytest.mark.browser
@pytest.mark.axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(
    run: Run, desk: Path, tab: Browser, width: int, *, dark: bool
) -> None:
    """The page, and one lead, are as axe-core wants them."""
    show(tab, made(run, desk), width=width, dark=dark)
    for opened in (False, True):
        if opened:
            tab.run("document.querySelector('#leads tbody button').click()")
        passes, violations = axe(tab)
        assert passes > 20
        assert violations == []


@pytest.mark.browser
@pytest.mark.axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_tables(
    run: Run, desk: Path, tab: Browser, width: int, *, dark: bool
) -> None:
    """All reports on one page are as axe-core wants them, and fit the window."""
    asked = ("report", "all", "policy.yaml", *DATA, "--of", "country", "--format")
    assert run(*asked, "html", "-o", str(desk / "all.html")).code == 0
    tab.open(desk / "all.html", width=width, dark=dark)
    assert tab.run("document.documentElement.scrollWidth") <= width
    passes, violations = axe(tab)
    assert passes > 20
    assert violations == []


@pytest.mark.browser
def test_paper(run: Run, desk: Path, tab: Browser) -> None:
    """Printed, it is a few pages of light paper, also from a dark window."""
    show(tab, made(run, desk), dark=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", tab.print(595.28, 841.89)))
    assert 1 < pages < 6


@pytest.mark.browser
def test_no_network(run: Run, desk: Path, tab: Browser) -> None:
    """Nothing may be fetched, by the page's own rule."""
    show(tab, made(run, desk))
    asked = tab.run("fetch('https://example.com').then(() => 'sent', () => 'refused')")
    assert asked == "refused"
    text = Path("d.html").read_text("utf-8")
    assert "default-src 'none'" in text
    assert not re.search(r"(src|href)=", text)


class TestFile:
    """What the file holds."""

    def test_personal(self, run: Run, desk: Path) -> None:
        """Names, ids and free text are inside, unless they are left out."""
        page = made(run, desk)
        assert PERSONAL.search(json.dumps(inside(page)))
        page = made(run, desk, "--no-personal")
        assert not PERSONAL.search(page.read_text("utf-8"))
        data = inside(page)
        assert not PERSONAL.search(json.dumps(data))
        assert data["leads"]["id"][0] == "Lead 1"
        assert set(data["owners"]) == {"owner 1", "owner 2", "owner 3"}

    def test_alike(self, run: Run, desk: Path) -> None:
        """The same leads make the same file."""
        once = made(run, desk).read_bytes()
        assert made(run, desk).read_bytes() == once

    def test_events(self, run: Run, desk: Path) -> None:
        """Every event up to now is inside, in its order."""
        data = inside(made(run, desk))
        assert sum(data["events"]["count"]) == len(data["events"]["at"])
        now = datetime.fromisoformat(DATA[-1]).timestamp()
        place = 0
        for count in data["events"]["count"]:
            steps = data["events"]["at"][place : place + count]
            assert all(step >= 0 for step in steps[1:])
            assert sum(steps) <= now
            place += count

    def test_only_html(self, run: Run, desk: Path) -> None:
        """Other forms are refused before anything is read."""
        assert desk.is_dir()
        ended = run("report", "dashboard", "policy.yaml", *DATA, "--format", "csv")
        assert ended.code == 2
        assert "is made as html, not as csv" in ended.err
