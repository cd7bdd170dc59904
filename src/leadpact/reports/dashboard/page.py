"""The dashboard as a page: a template, a style and a script around its data."""

from __future__ import annotations

import base64
import json
import zlib
from importlib import resources
from typing import TYPE_CHECKING

import jinja2

from leadpact.reports.dashboard.data import DashboardData
from leadpact.wording.phrases import Wording

if TYPE_CHECKING:
    from leadpact.reports.material import Material

#: Raw deflate, which browsers read without help.
_RAW = -15
_LEVEL = 6


def dashboard(material: Material, *, personal: bool = True) -> str:
    """One HTML file with everything inside, which opens offline and asks for nothing.

    Args:
        material: What reports are made from.
        personal: Whether names of people, ids of leads and free text are in the file.
            Without them, owners and leads have numbers; other values stay.

    Returns:
        The same for the same material.
    """
    data = DashboardData(material, personal=personal).data()
    policy = material.policy
    wording = Wording("en", policy)
    files = resources.files(__package__)
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    template = environment.from_string((files / "page.html.j2").read_text("utf-8"))
    return template.render(
        title=policy.title,
        policy=f"{policy.policy} {policy.version}",
        now=wording.amounts.instant(material.now, policy.timezone),
        zone=policy.timezone,
        digest=material.pact.digest,
        personal=personal,
        style=(files / "style.css").read_text("utf-8"),
        script=(files / "app.js").read_text("utf-8"),
        data=packed(data),
    )


def packed(data: object) -> str:
    """Data as JSON, deflated, in letters that HTML holds without escapes."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW)
    return base64.b64encode(packer.compress(text.encode()) + packer.flush()).decode()
