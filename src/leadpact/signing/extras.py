"""Packages that signing needs, and that not everybody installs."""

from __future__ import annotations

import importlib

from leadpact.diagnostics import NOWHERE, Diagnostic
from leadpact.errors import TrustError


def require_cryptography() -> None:
    """Refuse to go on without what SSH signatures need.

    Raises:
        TrustError: LP5002, it is not installed.
    """
    _require("cryptography", "signatures", "signing")


def require_pyhanko() -> None:
    """Refuse to go on without what signatures in a PDF need.

    Raises:
        TrustError: LP5002, it is not installed.
    """
    _require("pyhanko", "signatures in a PDF", "pades")


def _require(package: str, what: str, extra: str) -> None:
    try:
        importlib.import_module(package)
    except ImportError:
        message = f"{what} need the package `{package}`, which is not installed"
        hint = f"pip install 'leadpact[{extra}]'"
        raise TrustError([Diagnostic("LP5002", message, NOWHERE, hint)]) from None
