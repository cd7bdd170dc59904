"""The plan: from revenue back to leads, and what they cost in money and time."""

from leadpact.planning.averages import (
    averaged_days,
    day_after,
    is_first_day,
    period_before,
    period_of,
    periods_between,
)
from leadpact.planning.history import (
    Average,
    History,
    PartHistory,
    history,
    replanned,
)
from leadpact.planning.mistakes import PlanMistake, plan_mistakes
from leadpact.planning.numbers import (
    ASSUMED_RATE,
    PLAN_NAMES,
    PLAN_NEEDS,
    PartNumbers,
    PlanNumbers,
    Rate,
    Volume,
    Workload,
    plan_names,
    plan_numbers,
    stages_product,
)

__all__ = [
    "ASSUMED_RATE",
    "PLAN_NAMES",
    "PLAN_NEEDS",
    "Average",
    "History",
    "PartHistory",
    "PartNumbers",
    "PlanMistake",
    "PlanNumbers",
    "Rate",
    "Volume",
    "Workload",
    "averaged_days",
    "day_after",
    "history",
    "is_first_day",
    "period_before",
    "period_of",
    "periods_between",
    "plan_mistakes",
    "plan_names",
    "plan_numbers",
    "replanned",
    "stages_product",
]
