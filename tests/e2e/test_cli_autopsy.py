from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ARGUMENTS = (
    *("autopsy", "policy.yaml", "--leads", "leads.csv", "--events", "events.csv"),
    *("--mapping", "mapping.yaml", "--now", "2026-03-13T19:30:00Z"),
)


def test_elsewhere(
    run: Callable[..., Any],
    desk: Path,
    tmp_path: Path,
    monkeypatch: Any,  # noqa: ANN401
) -> None:
    """A sealed file is judged alike where nothing else is left of the desk."""
    ended = run(*ARGUMENTS, "--lead", "L-1015", "-o", "L.json")
    assert (ended.code, ended.out) == (0, "")
    seal = ended.err.split("seal ")[1][:64]
    (tmp_path / "court").mkdir()
    (desk / "L.json").rename(tmp_path / "court" / "L.json")
    monkeypatch.chdir(tmp_path / "court")
    again = run("replay", "L.json", "--explain")
    assert (again.code, again.err) == (0, "")
    assert f"seal {seal}\n" in again.out
    assert "verdict: the same" in again.out
    assert "signatures: none in the file" in again.out
    assert "Accept or reject every lead: breached, never met" in again.out


def test_corrected(run: Callable[..., Any], desk: Path) -> None:
    """A file that somebody corrected is refused."""
    assert run(*ARGUMENTS, "--lead", "L-1015", "-o", "L.json").code == 0
    whole = json.loads((desk / "L.json").read_bytes())
    whole["lead"]["events"].pop()
    (desk / "L.json").write_text(json.dumps(whole))
    ended = run("replay", "L.json")
    assert (ended.code, ended.out) == (4, "")
    assert "L.json:1:1: error[LP7041]: it was changed after it was sealed" in ended.err


def test_unknown_lead(run: Callable[..., Any], desk: Path) -> None:
    """A lead that is not there leaves no file behind."""
    ended = run(*ARGUMENTS, "--lead", "L-10015", "-o", "L.json")
    assert ended.code == 4
    assert "did you mean" in ended.err
    assert not (desk / "L.json").exists()
