"""Plans for tests, as a policy file says them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import make_policy

from leadpact.loading.policy import load_policy

if TYPE_CHECKING:
    from leadpact.model.policy import Plan

_PLAN = {
    "per": "month",
    "revenue_quota": "500000 USD",
    "marketing_share": "40%",
    "average_sale": "10000 USD",
    "lead_to_customer": "2.5%",
}
STAGES = """
  - {name: MQL, party: marketing, when: employees >= 50}
  - {name: SAL, party: sales, enter: accepted}
  - {name: SQL, party: sales, enter: qualified}
  - {name: WON, party: sales, enter: won}
"""


def plan_text(**keys: str) -> str:
    """The `plan` section: a small one, with keys changed, added, or emptied away."""
    found = {**_PLAN, **keys}
    return "\n" + "\n".join(
        f"  {key}: {value}" for key, value in found.items() if value
    )


def make_plan(**keys: str) -> Plan:
    """The same as the loader reads it, not yet checked."""
    text = make_policy(plan=plan_text(**keys), stages=STAGES)
    loaded = load_policy("policy.yaml", text.encode())
    assert not loaded.document.diagnostics, loaded.document.diagnostics
    assert loaded.policy.plan
    return loaded.policy.plan
