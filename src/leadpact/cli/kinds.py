"""What a YAML file is, and which policy stands beside a mapping."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from leadpact.errors import PolicyError
from leadpact.loading.files import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: Keys at the start of a line that tell what a file is.
_POLICY = re.compile(rb"""^(?:\xef\xbb\xbf)?["']?leadpact["']?\s*:""", re.MULTILINE)
_MAPPING = re.compile(rb"""^["']?mapping["']?\s*:""", re.MULTILINE)
_SHARED = re.compile(rb"""^["']?shared["']?\s*:""", re.MULTILINE)

#: How the names of YAML files end.
YAML = (".yaml", ".yml")


def is_policy(data: bytes) -> bool:
    """Whether a file calls itself a policy."""
    return _POLICY.search(data) is not None


def is_mapping(data: bytes) -> bool:
    """Whether a file calls itself a mapping, and no policy."""
    return _MAPPING.search(data) is not None and not is_policy(data)


def is_shared(data: bytes) -> bool:
    """Whether a file calls itself shared definitions, and no policy."""
    return _SHARED.search(data) is not None and not is_policy(data)


def policy_beside(mapping: Path, given: Iterable[Path]) -> Path | None:
    """The one policy that a mapping is for, if that is certain.

    Args:
        mapping: File of the mapping.
        given: What stands beside it on the command line: the one policy among those
            files counts, else the one in the folder of the mapping.
    """
    named = {path for path in given if path.is_file() and _reads_as_policy(path)}
    if not named:
        files = mapping.parent.glob("*.y*ml")
        named = {
            file for file in files if file.suffix in YAML and _reads_as_policy(file)
        }
    return named.pop() if len(named) == 1 else None


def _reads_as_policy(file: Path) -> bool:
    try:
        return is_policy(read_bytes(str(file)))
    except PolicyError:
        return False
