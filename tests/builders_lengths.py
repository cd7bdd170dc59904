"""Policies of any number of clauses, to see whether their pages hold.

`lengths/LANGUAGE.yaml` is a whole policy, far too long for one page. A policy of `n`
clauses is what is left of it when all but `n` of them are taken out, and with them
what nothing names any more. A clause is what a reader of the page would call one: an
entry of a section in `_ENTRIES`, or a section in `_WHOLE`. No clauses are the title
and the summary, the parties, their roles and calendars, the fields and events, and
definitions without a label, which the page does not list.
"""

from __future__ import annotations

import functools
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import yaml

from leadpact.check import check_policy
from leadpact.loading.policy import load_policy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from leadpact.check import CheckedPolicy

#: Twenty policies of very different length.
CLAUSES = (5, 6, 7, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 35, 40, 46, 53, 60)
#: Up to so many clauses fit on one page of any paper.
SURELY_FITTING = 30

_FOLDER = Path(__file__).parent / "lengths"
_ENTRIES = (
    *("definitions", "scoring", "stages", "timers", "limits", "goals", "consequences"),
    *("personas", "playbook", "aims", "needs", "review", "cancellation"),
    *("commitments.marketing", "commitments.sales"),
)
_WHOLE = ("plan", "handoff", "reject_reasons")
_FIRST = ("timers", "accept")


@attrs.frozen
class _Clause:
    """One clause of a whole policy.

    Attributes:
        section: Its section, such as `timers` or `commitments.sales`.
        key: Its name, or its position in a list.
        value: What the file says.
    """

    section: str
    key: str | int
    value: Any

    @property
    def counts(self) -> bool:
        """Whether the page shows it as a clause of its own."""
        return self.section != "definitions" or "label" in self.value

    @property
    def name(self) -> str:
        """What other clauses call it; empty for one that has no name."""
        if self.section == "stages":
            return str(self.value["name"])
        is_named = self.section in {"definitions", "scoring", "timers", "goals"}
        return "planned_leads" if self.section == "plan" else str(self.key) * is_named

    def needs(self, names: Mapping[str, _Clause]) -> list[_Clause]:
        """The clauses that it names."""
        words = set(re.findall(r"\w+", yaml.safe_dump(self.value)))
        if self.section == "consequences":
            words.add(str(self.key))
        return [names[word] for word in sorted(words & (names.keys() - {self.name}))]


def policy_text(clauses: int, language: str) -> str:
    """The policy of so many clauses, always the same one."""
    whole = _whole(language)
    found = list(_clauses(whole))
    names = {clause.name: clause for clause in found if clause.name}
    # The same draw in each language.
    random.Random(clauses).shuffle(found)  # noqa: S311 - no secret
    found.sort(key=lambda clause: (clause.section, clause.key) != _FIRST)
    kept: list[_Clause] = []
    for clause in found:
        more = [each for each in _closed(clause, names) if each not in kept]
        if sum(each.counts for each in (*kept, *more)) <= clauses:
            kept += more
    assert sum(clause.counts for clause in kept) == clauses
    return yaml.safe_dump(
        _only(whole, kept), allow_unicode=True, sort_keys=False, width=1000
    )


@functools.cache
def policy_of(clauses: int, language: str) -> CheckedPolicy:
    """The policy of so many clauses, checked."""
    data = policy_text(clauses, language).encode()
    return check_policy(load_policy(f"{language}-{clauses}.yaml", data))


def _whole(language: str) -> dict[str, Any]:
    text = (_FOLDER / f"{language}.yaml").read_text(encoding="utf-8")
    # Only texts: what `12:30` and `no` mean is for the loader under test to say.
    whole: dict[str, Any] = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - as above
    for party, lines in whole.pop("commitments").items():
        whole[f"commitments.{party}"] = lines
    return whole


def _clauses(whole: Mapping[str, Any]) -> Iterator[_Clause]:
    for section in _ENTRIES:
        entries = whole[section]
        pairs = entries.items() if isinstance(entries, dict) else enumerate(entries)
        for key, value in pairs:
            yield _Clause(section, key, value)
    for section in _WHOLE:
        yield _Clause(section, "", whole[section])


def _closed(clause: _Clause, names: Mapping[str, _Clause]) -> list[_Clause]:
    """A clause and all that it names, directly or not."""
    found = [clause]
    for each in found:  # grows while it is read
        found += [other for other in each.needs(names) if other not in found]
    return found


def _only(whole: Mapping[str, Any], kept: list[_Clause]) -> dict[str, Any]:
    """The whole policy without the clauses that are not kept."""
    places = {(clause.section, clause.key) for clause in kept}
    policy: dict[str, Any] = {}
    for section, value in whole.items():
        rest = value
        if section in _WHOLE:
            rest = value if (section, "") in places else None
        elif section in _ENTRIES and isinstance(value, dict):
            rest = {
                key: each for key, each in value.items() if (section, key) in places
            }
        elif section in _ENTRIES:
            rest = [each for i, each in enumerate(value) if (section, i) in places]
        elif section == "order":
            named = {clause.name for clause in kept}
            rest = [name for name in value if name in named]
        party = section.removeprefix("commitments.")
        if rest and party != section:
            policy.setdefault("commitments", {})[party] = rest
        elif rest:
            policy[section] = rest
    return policy
