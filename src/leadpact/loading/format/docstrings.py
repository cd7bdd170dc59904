"""What the classes of the model say about themselves in their docstrings."""

from __future__ import annotations

import inspect
import re

#: The name of an attribute and the beginning of what is said of it.
_ENTRY = re.compile(r"    (\w+): (.+)")
_HEADING = "Attributes:"


def summary(described: type) -> str:
    """The first sentence or two of a class: the first paragraph of its docstring."""
    paragraph, _, _ = _docstring(described).partition("\n\n")
    return " ".join(paragraph.split())


def attribute_docs(described: type) -> dict[str, str]:
    """What a class says of its attributes, by attribute, each as one line."""
    lines = _docstring(described).splitlines()
    if _HEADING not in lines:
        return {}
    found: dict[str, str] = {}
    name = ""
    for line in lines[lines.index(_HEADING) + 1 :]:
        if entry := _ENTRY.fullmatch(line):
            name = entry[1]
            found[name] = entry[2]
        elif name and line.startswith("     "):
            found[name] += f" {line.strip()}"
        else:  # A blank line ends the section.
            break
    return found


def _docstring(described: type) -> str:
    return inspect.cleandoc(described.__doc__ or "")
