"""Formats of files: the number in the first line tells which one a file has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.loading.document import Scalar, report

if TYPE_CHECKING:
    from leadpact.loading.document import Entries


def refuse_format(root: Entries, key: str, known: int) -> None:
    """Stop at a file of another format: nothing else in it can be trusted.

    Raises:
        PolicyError: LP1010, the key with the format is missing or names another one.
    """
    hint = f"this version of leadpact reads `{key}: {known}`"
    if key not in root.entries:
        report(root, "LP1010", f"`{key}` is missing", hint, root.head)
        raise root.document.error()
    _, value = root.entries[key]
    if not isinstance(value, Scalar) or value.text != str(known):
        report(value, "LP1010", "an unknown format", hint)
        raise root.document.error()
