"""Packages that not everybody installs, since few parts of leadpact need them."""

from __future__ import annotations

import importlib
from typing import Any

from leadpact.diagnostics import NOWHERE, Diagnostic
from leadpact.errors import AgreementError


def extra_package(package: str, what: str, extra: str) -> Any:  # noqa: ANN401 - a module
    """A package, imported when it is first needed.

    Args:
        package: Its name to import.
        what: What needs it, such as `charts`.
        extra: The extra of leadpact that brings it.

    Raises:
        AgreementError: LP5002, it is not installed.
    """
    try:
        return importlib.import_module(package)
    except ImportError:
        message = f"{what} need the package `{package}`, which is not installed"
        hint = f"pip install 'leadpact[{extra}]'"
        found = Diagnostic("LP5002", message, NOWHERE, hint)
        raise AgreementError([found]) from None
