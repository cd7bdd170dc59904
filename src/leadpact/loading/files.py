"""Files that a policy is made of: itself, and the shared definitions that it includes.

Sections of shared definitions stand in the policy as if they were written there, each
at the place where it really stands. No text is replaced.
"""

from __future__ import annotations

import errno
import os.path
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import TypeAlias

import attrs

from leadpact.diagnostics import Diagnostic, Span
from leadpact.errors import PolicyError
from leadpact.loading.composer import MOST_BYTES, compose, decode
from leadpact.loading.document import (
    Entries,
    InvalidNodeError,
    Node,
    Scalar,
    refuse,
    report,
)
from leadpact.loading.formats import FileKind, require_newest
from leadpact.loading.structure import read_items
from leadpact.loading.texts import text_of
from leadpact.model.policy import FORMAT

#: Reads a file by its name; raises ``OSError`` if it cannot be read.
ReadFile: TypeAlias = Callable[[str], bytes]

#: Files that one policy may be made of: more would hide what is agreed.
MOST_FILES = 20

#: The first key of a file of shared definitions, with its format.
SHARED = FileKind.SHARED.value

#: What belongs to one version of one agreement, so that it is never shared.
NOT_SHARED = frozenset(
    (
        *("leadpact", "policy", "version", "effective", "ends", "supersedes"),
        *("bind", "title", "summary", "language", "order", "annex"),
    )
)


def read_file(file: str) -> bytes:
    """The bytes of an included file on disk; raises ``OSError``.

    A pipe or a device, which may never end, is none.
    """
    path = Path(file)
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "not a regular file")
    return _read_some(path)


def read_bytes(file: str) -> bytes:
    """The bytes of a policy, mapping or shared file that a user names.

    Raises:
        PolicyError: LP1001, it cannot be read.
    """
    try:
        return _read_some(Path(file))
    except OSError as error:
        message = f"the file cannot be read: {_reason(error)}"
        raise PolicyError([Diagnostic("LP1001", message, Span(file))]) from None


def _read_some(path: Path) -> bytes:
    """What a file holds; of one that is too large no more than shows that it is."""
    with path.open("rb") as stream:
        return stream.read(MOST_BYTES + 1)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


@attrs.frozen
class _Gathering:
    """The files met so far.

    Attributes:
        read: Reads a file, or ``None`` where a policy is given as a text.
        path: Files that are being included, from the policy to the innermost.
        done: Files that were read, by where they really are.
        sections: What they hold.
    """

    read: ReadFile | None
    path: list[str] = attrs.field(factory=list)
    done: set[str] = attrs.field(factory=set)
    sections: dict[str, tuple[Scalar, Node]] = attrs.field(factory=dict)


def with_included(root: Entries, read: ReadFile | None) -> Entries:
    """The keys of a policy, with those of all files that it includes.

    Raises:
        PolicyError: An included file is no file of shared definitions at all.
    """
    if "include" not in root.entries:
        return root
    file = os.path.normpath(root.document.file)
    gathering = _Gathering(read, [file], {os.path.realpath(file)})
    gathering.sections.update(root.entries)
    _include(root, gathering)
    return attrs.evolve(root, entries=gathering.sections)


def shared_sections(root: Entries) -> Entries:
    """What a file of shared definitions holds for those who include it.

    Raises:
        PolicyError: It is of another format.
    """
    require_newest(root, FileKind.SHARED, FORMAT)
    sections = {}
    for key, at, value in root:
        if key in NOT_SHARED:
            message = f"`{key}` in a file of shared definitions"
            hint = "it belongs to one version of one agreement: put it into the policy"
            report(at, "LP2007", message, hint)
        elif key != SHARED:
            sections[key] = at, value
    return attrs.evolve(root, entries=sections)


def _include(root: Entries, gathering: _Gathering) -> None:
    """Add the sections of the files that a file includes."""
    _, node = root.entries.get("include", (None, None))
    if node is None:
        return
    try:
        places = read_items(node, _place)
    except InvalidNodeError as error:
        places = error.rest or ()  # type: ignore[assignment]
    seen: set[str] = set()
    for place in places:
        if place.text in seen:
            report(place, "LP2002", f"`{place.text}` stands twice", "delete it")
        else:
            seen.add(place.text)
            _include_file(place, gathering)


def _place(node: Node) -> Scalar:
    """The place of a file beside the one that includes it."""
    text = text_of(node)
    is_odd = "\\" in text or ":" in text or not text.isprintable()
    if is_odd or PurePosixPath(text).is_absolute():
        hint = "name a file from here, as `../shared/fields.yaml`"
        refuse(node, "LP1012", f"`{text}` is not a place beside this file", hint)
    assert isinstance(node, Scalar)  # noqa: S101 - text_of refuses all others
    return node


def _include_file(place: Scalar, gathering: _Gathering) -> None:
    document = place.document
    file = os.path.normpath(os.path.join(os.path.dirname(document.file), place.text))  # noqa: PTH118, PTH120 - names, not files
    real = os.path.realpath(file)
    path = [os.path.realpath(each) for each in gathering.path]
    if real in path:
        steps = [*gathering.path[path.index(real) :], file]
        message = "a circle: " + " -> ".join(f"`{step}`" for step in steps)
        report(place, "LP1012", message, "leave one of them out")
    elif real not in gathering.done:
        gathering.done.add(real)
        _add_file(file, place, gathering)


def _add_file(file: str, place: Scalar, gathering: _Gathering) -> None:
    data = _read(file, place, gathering)
    if data is None:
        return
    document = place.document
    beside = decode(file, data, document.converter, document)
    included = shared_sections(compose(beside, f"{SHARED}: {FORMAT}"))
    gathering.path.append(file)
    for key, at, value in included:
        if key != "include":
            _add_section(key, at, value, gathering.sections)
    _include(included, gathering)
    gathering.path.pop()


def _read(file: str, place: Scalar, gathering: _Gathering) -> bytes | None:
    """The bytes of an included file; ``None`` after a report."""
    if gathering.read is None:
        hint = "load the policy from its file"
        report(place, "LP1012", "a policy given as a text includes no files", hint)
    elif len(gathering.done) > MOST_FILES:
        message = f"more than {MOST_FILES} files"
        report(place, "LP1013", message, "put some of them together")
    else:
        try:
            return gathering.read(file)
        except OSError as error:
            message = f"`{file}` cannot be read: {_reason(error)}"
            report(place, "LP1012", message, "a place is seen from the file it is in")
    return None


def _add_section(
    key: str, at: Scalar, value: Node, sections: dict[str, tuple[Scalar, Node]]
) -> None:
    """Add a section; names of a section may come from several files."""
    if key not in sections:
        sections[key] = at, value
        return
    first, known = sections[key]
    if isinstance(known, Entries) and isinstance(value, Entries):
        entries = dict(known.entries)
        for name, name_at, inner in value:
            if name in entries:
                _twice(name, name_at, entries[name][0])
            else:
                entries[name] = name_at, inner
        sections[key] = first, attrs.evolve(known, entries=entries)
    else:
        _twice(key, at, first)


def _twice(name: str, at: Scalar, first: Scalar) -> None:
    message = f"`{name}` stands in {first.span.file}, line {first.span.line}, already"
    report(at, "LP2002", message, "keep one of them")
