from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    #: Runs a command in this process; how it ended.
    Run: TypeAlias = Callable[..., Any]

DATA = (
    *("--leads", "leads.csv", "--events", "events.csv", "--mapping", "mapping.yaml"),
    *("--now", "2026-03-13T19:30:00Z"),
)
ASKED = ("suggest", "policy.yaml", "accept", *DATA, "--target", "80%")


def summary(run: Run, policy: str) -> dict[str, int]:
    """What becomes of the promise to accept, as `leadpact evaluate` finds it."""
    result = json.loads(run("evaluate", policy, *DATA, "--format", "json").out)
    found: dict[str, int] = result["summary"]["timers"]["accept"]
    return found


@pytest.mark.usefixtures("desk")
def test_as_evaluated(run: Run) -> None:
    """The shares are those of the policy, and of the one that is written."""
    ended = run(*ASKED, "--format", "json", "--write", "new.yaml")
    assert (ended.code, ended.err) == (0, "")
    (case,) = json.loads(ended.out)["cases"]
    for policy, told in (("policy.yaml", case["now"]), ("new.yaml", case["then"])):
        found = summary(run, policy)
        missed = found["met_late"] + found["never_met"]
        assert (found["met"], missed) == (told["met"], told["missed"])
    assert case["then"]["percent"] == "80.5"


@pytest.mark.usefixtures("desk")
def test_text(run: Run) -> None:
    """A row, the change with whom it is harder for, and the patch."""
    told = run(*ASKED).out.splitlines()
    assert told[0].startswith("starter 1.0.0, accept: the tightest limit")
    assert "A major change" in told
    assert "-    within: 8 business hours" in told
    assert "+    within: 4 business hours" in told


@pytest.mark.usefixtures("desk")
def test_written(run: Run) -> None:
    """Of the file nothing but the amount changes, and the diff is of the same class."""
    assert run(*ASKED, "--write", "new.yaml").code == 0
    before, after = (Path(one).read_text() for one in ("policy.yaml", "new.yaml"))
    assert after == before.replace(
        "8 business hours\n    warn", "4 business hours\n    warn"
    )
    assert "major" in run("diff", "policy.yaml", "new.yaml").out


@pytest.mark.usefixtures("desk")
def test_nothing_suggested(run: Run) -> None:
    """Few leads suggest nothing; what is written then is the policy as it is."""
    ended = run("suggest", "policy.yaml", "feedback", *DATA, "--write", "new.yaml")
    assert (ended.code, "none, too few promises" in ended.out) == (0, True)
    assert Path("new.yaml").read_bytes() == Path("policy.yaml").read_bytes()


@pytest.mark.usefixtures("desk")
def test_by_hand(run: Run) -> None:
    """A limit under a name that others use is told, and left to people."""
    text = Path("policy.yaml").read_text()
    text = text.replace("within: 8 business hours", "within: patience")
    text = text.replace("within: 2 business days", "within: patience")
    Path("policy.yaml").write_text(
        f"{text}\nparameters: {{patience: 8 business hours}}\n"
    )
    ended = run(*ASKED)
    assert (ended.code, "+++" in ended.out) == (0, False)
    assert "change it to 4 business hours by hand" in ended.err


@pytest.mark.usefixtures("desk")
def test_no_policy(run: Run) -> None:
    """A warning may lie before the start then: that is told, and nothing is written."""
    text = Path("policy.yaml").read_text()
    text = text.replace("alert owner at 75%", "alert owner 5 business hours before due")
    Path("policy.yaml").write_text(text)
    ended = run(*ASKED, "--write", "new.yaml")
    assert (ended.code, "+    within: 4 business hours" in ended.out) == (3, True)
    assert "5 business hours before due" in ended.err
    assert not Path("new.yaml").exists()


@pytest.fixture
def calls(desk: Path) -> tuple[str, ...]:
    """Events of leads that connect at the first or at the second of four tries."""
    lines = ["lead,at,type,actor"]
    for number in range(30):
        day = f"2026-03-{3 + number % 3:02}"
        lines.append(f"L{number},{day}T15:00:00Z,accepted,human")
        lines += [
            f"L{number},{day}T16:{minute}:00Z,attempt,human" for minute in (10, 40)
        ]
        minute = 20 if number % 2 else 50
        lines.append(f"L{number},{day}T16:{minute}:00Z,connected,human")
    (desk / "calls.csv").write_text("\n".join(lines))
    text = (desk / "policy.yaml").read_text()
    (desk / "policy.yaml").write_text(text.replace("    apart: 4 hours\n", ""))
    return ("--events", "calls.csv", "--now", "2026-03-13T19:30:00Z", "--attempts")


def test_attempts(run: Run, calls: tuple[str, ...]) -> None:
    """After how many tries leads connect, as a patch."""
    ended = run("suggest", "policy.yaml", "persistence", *calls)
    assert (ended.code, ended.err) == (0, "")
    told = ended.out.splitlines()
    assert "Suggested: 2 tries, now 4." in told
    assert {"-    times: 4", "+    times: 2"} <= {*told}
    assert any("for sales" in line for line in told)
    data = json.loads(
        run("suggest", "policy.yaml", "persistence", *calls, "--format", "json").out
    )
    assert [one["connected"] for one in data["tries"]] == [15, 15]


def test_attempts_by_hand(run: Run, calls: tuple[str, ...]) -> None:
    """Where the policy says no number, or several, people write it."""
    text = Path("policy.yaml").read_text()
    Path("policy.yaml").write_text(text.replace("    times: 4\n", ""))
    ended = run("suggest", "policy.yaml", "persistence", *calls)
    assert (ended.code, "+++" in ended.out) == (0, False)
    assert "say `times: 2` by hand" in ended.err
    few = run("suggest", "policy.yaml", "persistence", *calls, "--target", "50%")
    assert "Suggested: 1 try, as now." in few.out


GOAL = ("--goal", "qualified", "--target", "20%")


@pytest.mark.usefixtures("desk")
def test_threshold(run: Run) -> None:
    """From which score on leads convert; which threshold that is, people know."""
    ended = run("suggest", "policy.yaml", "fit+intent", *DATA, *GOAL)
    assert ended.code == 0
    assert "Suggested: 35 or more." in ended.out.splitlines()
    places = ("policy.yaml:54:18", "policy.yaml:55:19")
    conditions = ("fit + intent >= 70", "fit + intent >= 40")
    assert ended.err.splitlines() == [
        f"{place}: `{condition}` now"
        for place, condition in zip(places, conditions, strict=True)
    ]
    asked = ("suggest", "policy.yaml", "intent", *DATA, *GOAL, "--format", "json")
    data = json.loads(run(*asked).out)
    assert (data["goal"], data["grade"], data["patch"]) == ("qualified", None, None)


@pytest.mark.usefixtures("desk")
def test_one_threshold(run: Run) -> None:
    """Where the policy has but one, that is another number in the patch."""
    text = Path("policy.yaml").read_text()
    text = text.replace("      - warm when fit + intent >= 40\n", "")
    text = text.replace("band is not cold", "band is hot")
    text = text.replace("      - 2 business hours when band is warm\n", "")
    Path("policy.yaml").write_text(text)
    ended = run("suggest", "policy.yaml", "fit + intent", *DATA, *GOAL)
    assert (ended.code, ended.err) == (0, "")
    assert "+      - hot when fit + intent >= 35" in ended.out.splitlines()
    none = run("suggest", "policy.yaml", "fit + intent", *DATA, "--goal", "won")
    assert (none.code, "Suggested: none" in none.out, none.err) == (0, True, "")


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("acept", *DATA), "there is no timer `acept`: did you mean `accept`?"),
        (("accept", *DATA, "--target", "0%"), "above 0%, up to 100%"),
        (("accept", *DATA, "--target", "some"), "`some` is not a percentage"),
        (("fitt", *DATA, *GOAL), "there is no score `fitt`: did you mean `fit`?"),
        (("fit", *DATA, "--goal", "wonn"), "there is no event `wonn`"),
        (("fit", *DATA, *GOAL, "--attempts"), "give one of them"),
        (("accept", "--now", "2026-03-13T19:30:00Z"), "name the leads"),
    ],
)
def test_usage(run: Run, arguments: tuple[str, ...], told: str) -> None:
    """What cannot be suggested."""
    ended = run("suggest", "policy.yaml", *arguments)
    assert (ended.code, told in ended.err) == (2, True)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("option", ["-o", "--write"])
def test_keeps_what_it_reads(run: Run, option: str) -> None:
    """No version is changed in place."""
    assert run(*ASKED, option, "policy.yaml").code == 6
