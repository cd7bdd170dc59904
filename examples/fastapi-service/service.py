"""A service that judges leads: the policy is loaded once, and shared by all threads."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse

import leadpact

SHIPPED = Path(__file__).parents[2] / "policies" / "inbound" / "1.0.0.yaml"

# A policy with mistakes ends the start here, with all of them, and not a request.
PACT = leadpact.load(os.environ.get("POLICY", SHIPPED))

app = FastAPI(title="Leads, judged")


def clock() -> datetime:
    """The instant to judge at; tests put one that stands still in its place."""
    return datetime.now(UTC)


Now = Annotated[datetime, Depends(clock)]


@app.post("/evaluations")
def evaluate(lead: dict[str, Any], now: Now) -> dict[str, Any]:
    """What the policy says about a lead: format 1 of results."""
    return leadpact.evaluation_to_data(PACT.evaluate(lead, now=now))


@app.post("/evaluations/batch")
def evaluate_batch(leads: list[dict[str, Any]], now: Now) -> list[dict[str, Any]]:
    """The same for many leads, in their order; one that is refused has `errors`."""
    return [
        {"errors": told(found.diagnostics)}
        if isinstance(found, leadpact.Refused)
        else leadpact.evaluation_to_data(found)
        for found in PACT.evaluate_many(leads, now=now)
    ]


@app.exception_handler(leadpact.RecordError)
def refuse(_: Request, error: leadpact.RecordError) -> JSONResponse:
    """A lead that cannot be judged as it is: what is wrong with it, and where."""
    return JSONResponse({"errors": told(error.diagnostics)}, status_code=422)


def told(diagnostics: tuple[leadpact.Diagnostic, ...]) -> list[dict[str, str]]:
    """Diagnostics as data."""
    return [
        {"code": one.code, "message": one.message, "hint": one.hint}
        for one in diagnostics
    ]
