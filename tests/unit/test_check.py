from __future__ import annotations

from builders import make_policy

from leadpact.check import MOST_ADVICE, advise_policy
from leadpact.diagnostics import Severity
from leadpact.loading.policy import load_policy


class TestMostAdvice:
    """What is told of a policy at most."""

    def test_first(self) -> None:
        """Warnings are told before notes, and one note counts the rest."""
        fields = "".join(f"\n  f{at}: text" for at in range(MOST_ADVICE))
        definitions = "".join(f"\n  d{at}: employees > 5" for at in range(30))
        text = make_policy(fields=f"\n  employees: integer{fields}")
        text += f"\ndefinitions:{definitions}\n"
        *told, last = advise_policy(load_policy("policy.yaml", text.encode()))
        assert len(told) == MOST_ADVICE
        assert told == sorted(told, key=lambda one: one.span)
        warnings = [one for one in told if one.severity is Severity.WARNING]
        assert len(warnings) >= 30
        assert (last.code, last.severity) == ("LP1013", Severity.NOTE)
        assert last.message.startswith("the policy has 3")

    def test_few(self) -> None:
        """As many as are told need no such note."""
        fields = "".join(f"\n  f{at}: text" for at in range(MOST_ADVICE // 2))
        text = make_policy(fields=fields)
        found = advise_policy(load_policy("policy.yaml", text.encode()))
        assert "LP1013" not in {one.code for one in found}
