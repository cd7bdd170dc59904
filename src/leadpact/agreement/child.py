"""The process in which a page of a company's own template is made."""

from __future__ import annotations

import json
import pickle
import sys
from typing import TYPE_CHECKING

import attrs

from leadpact.agreement.confined import PAGE, REFUSED
from leadpact.agreement.mistakes import jinja_mistake
from leadpact.agreement.render import TEMPLATES, render_page
from leadpact.errors import AgreementError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from leadpact.agreement.confined import Limits
    from leadpact.agreement.fit import Paper
    from leadpact.agreement.render import Target
    from leadpact.agreement.template_files import Templates
    from leadpact.agreement.view import AgreementView
    from leadpact.diagnostics import Diagnostic


def main() -> None:
    """Answer the request on standard input on standard output, within its limits."""
    # The one who asks is leadpact itself, before anything of a template has run.
    limits, request = pickle.load(sys.stdin.buffer)  # noqa: S301
    confine(limits)
    sys.stdout.buffer.write(answer(*request))
    sys.stdout.flush()


def confine(limits: Limits) -> None:
    """Limit this process for the rest of its life."""
    import resource  # noqa: PLC0415 - not on every system

    limited = {
        resource.RLIMIT_AS: (limits.memory, limits.memory),
        # At the first of the two comes a signal that tells what it was.
        resource.RLIMIT_CPU: (limits.cpu, limits.cpu + 1),
        resource.RLIMIT_FSIZE: (limits.output, limits.output),
        resource.RLIMIT_CORE: (0, 0),
        # Fonts are open one after the other.
        resource.RLIMIT_NOFILE: (32, 32),
    }
    for kind, (soft, hard) in limited.items():
        _, most = resource.getrlimit(kind)
        if most == resource.RLIM_INFINITY:
            most = hard
        resource.setrlimit(kind, (min(soft, most), min(hard, most)))


def answer(
    templates: Templates,
    view: AgreementView,
    target: Target,
    paper: Paper,
    font_dir: Path | None = None,
) -> bytes:
    """The page, or what is wrong with the template."""
    try:
        page = render_page(view, target, templates, paper=paper, font_dir=font_dir)
        return PAGE + page
    except AgreementError as error:
        return REFUSED + _told(error.diagnostics)
    except Exception as error:  # noqa: BLE001 - a template may raise anything
        return REFUSED + _told([jinja_mistake(error, TEMPLATES[target], templates)])


def _told(diagnostics: Iterable[Diagnostic]) -> bytes:
    """Diagnostics as the JSON that ``confined`` reads."""
    told = [
        (found.code, found.message, attrs.astuple(found.span), found.hint)
        for found in diagnostics
    ]
    return json.dumps(told).encode()
