"""Differences of the shipped policies and hand-changed copies, as read by a person.

A case is a folder of `difference/` named after a policy. `changes.txt` holds what is
changed, a line `OLD => NEW` each; the difference is told as text and as Markdown.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders import ROOT

from leadpact.check import check_policy
from leadpact.loading.files import read_file
from leadpact.loading.policy import load_policy
from leadpact.pact import load
from leadpact.review.difference import compare_policies
from leadpact.review.difference.reports import markdown, text_lines
from leadpact.signing.changes import changes

if TYPE_CHECKING:
    from collections.abc import Callable

    from leadpact.check import CheckedPolicy
    from leadpact.review.difference import PolicyDifference

CASES = sorted(each for each in (Path(__file__).parent / "difference").iterdir())


def changed(file: Path, case: Path) -> CheckedPolicy:
    """A shipped policy with the changes of a case, each of which must be one."""
    text = file.read_text("utf-8").replace("version: 1.0.0", "version: 1.1.0")
    for line in (case / "changes.txt").read_text("utf-8").splitlines():
        old, _, new = line.replace("\\n", "\n").partition(" =>")
        assert text.count(old) == 1, old
        text = text.replace(old, new.removeprefix(" "))
    return check_policy(load_policy(str(file), text.encode(), read_file))


def compared(case: Path) -> tuple[CheckedPolicy, CheckedPolicy, PolicyDifference]:
    """Both versions, and how they differ."""
    file = ROOT / "policies" / case.name / "1.0.0.yaml"
    before, after = load(file).checked, changed(file, case)
    return before, after, compare_policies(before, after)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.name))
def test_case(case: Path, golden: Callable[[Path, str], None]) -> None:
    """What is told of each change, and for whom it gets harder."""
    *_, found = compared(case)
    golden(case / "expected.txt", "".join(f"{line}\n" for line in text_lines(found)))
    golden(case / "expected.md", markdown(found))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.name))
def test_every_change_is_told(case: Path) -> None:
    """Each leaf of the canonical form that differs belongs to a clause that is told."""
    before, after, found = compared(case)
    told = {(clause.section, clause.name) for clause in found.clauses}
    for change in changes(before.policy, after.policy):
        section, _, rest = change.path.partition(".")
        name = rest.partition(".")[0]
        if section == "stages":
            name = after.policy.stages[int(name) - 1].name
        assert (section, name) in told or (section, "") in told, change
    assert len(found.clauses) > 3
