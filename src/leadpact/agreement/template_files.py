"""The files that a page is made from: those of leadpact, and a company's own."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from pathlib import Path

import attrs

from leadpact.diagnostics import Diagnostic, Span, near
from leadpact.errors import AgreementError

#: What a folder of templates may hold; the shipped ones take 45,000 bytes.
MOST_FILES, MOST_BYTES = 50, 1_000_000
#: The templates of whole pages: of the PDF, of the screen, of git.
PAGES = ("page.typ.j2", "page.html.j2", "page.md.j2")
#: What the name of a shipped template begins with.
SHIPPED = "leadpact/"

_FOLDER = Path(__file__).parent / "templates"


@attrs.frozen
class Templates:
    """Templates by name: the shipped ones, and over them those of a folder.

    Attributes:
        files: Their texts. Names of shipped ones begin with `leadpact/`.
        folder: Where the others stand, as the user gave it.
    """

    files: Mapping[str, str]
    folder: str = ""

    def page(self, name: str) -> str:
        """The name of the template of a page: the own one, else the shipped one.

        Example:
            >>> shipped_templates().page("page.md.j2")
            'leadpact/page.md.j2'
        """
        return name if name in self.files else f"{SHIPPED}{name}"

    def place(self, name: str, line: int) -> Span:
        """A line of a template, without its indentation."""
        file = name if name.startswith(SHIPPED) else str(Path(self.folder, name))
        lines = self.files.get(name, "").splitlines()
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        start = len(text) - len(text.lstrip()) + 1
        return Span(file, line, start, line, max(len(text.rstrip()) + 1, start))

    def written(self, line: str, page: str) -> Span:
        """Where a line that a page has stands as it is in an own template.

        Args:
            line: A line of what was rendered; white space at its ends does not count.
            page: The page; where no template has the line, its beginning is meant.
        """
        for name, text in self.files.items():
            if name.startswith(SHIPPED) or not line.strip():
                continue
            for number, each in enumerate(text.splitlines(), start=1):
                if each.strip() == line.strip():
                    return self.place(name, number)
        return self.place(self.page(page), 1)

    def sources(self) -> Mapping[str, str]:
        """The own templates by the names that places have, for the excerpts."""
        return {self.place(name, 0).file: text for name, text in self.files.items()}


def read_templates(folder: Path | None) -> Templates:
    """The templates of a folder, over those of leadpact.

    A template is a file ``*.j2`` of the folder itself. What else stands there is not
    read.

    Raises:
        AgreementError: LP5010, a file cannot be read, is a link to outside, is too
            large, or there is no template of a page.
    """
    if folder is None:
        return shipped_templates()
    own = {name: _decoded(folder, name, data) for name, data in _bytes(folder).items()}
    if own.keys().isdisjoint(PAGES):
        known = ", ".join(f"`{name}`" for name in PAGES)
        hint = next(filter(None, (near(name, own) for name in PAGES)), "")
        raise _unreadable(folder, f"it holds none of {known}", hint)
    return Templates({**shipped_templates().files, **own}, str(folder))


def template_digest(folder: Path | None) -> str:
    """The SHA-256 of the templates that a page is made from, in hexadecimal.

    It runs over the shipped templates and those of the folder, sorted by name: each
    as its name in UTF-8, a zero byte, the number of its bytes in digits, a zero byte,
    and its bytes. Names of shipped ones begin with `leadpact/`.

    Args:
        folder: A folder of templates; ``None`` for the shipped ones alone.

    Raises:
        AgreementError: LP5010, as with ``read_templates``.
    """
    files = {f"{SHIPPED}{name}": data for name, data in _bytes(_FOLDER).items()}
    if folder is not None:
        read_templates(folder)  # What no page is made from has no digest.
        files |= _bytes(folder)
    digest = hashlib.sha256()
    for name, data in sorted(files.items()):
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


@functools.cache
def shipped_templates() -> Templates:
    """The templates of leadpact alone."""
    files = _bytes(_FOLDER).items()
    return Templates({f"{SHIPPED}{name}": data.decode() for name, data in files})


def _bytes(folder: Path) -> Mapping[str, bytes]:
    """The templates of a folder as they are, by name.

    A name that is no Unicode cannot stand in a digest, and hardly in an `extends`.
    """
    try:
        files = sorted(each for each in folder.iterdir() if each.suffix == ".j2")
    except OSError as error:
        raise _unreadable(folder, (error.strerror or str(error)).lower()) from None
    if len(files) > MOST_FILES:
        raise _unreadable(folder, f"it holds more than {MOST_FILES} templates")
    room, found = MOST_BYTES, {}
    for file in files:
        data = _read(folder, file, room + 1)
        room -= len(data)
        if room < 0:
            raise _unreadable(folder, f"it holds more than {MOST_BYTES:,} bytes")
        found[file.name] = data
    return found


def _read(folder: Path, file: Path, most: int) -> bytes:
    """The first bytes of a file, if it truly stands in a folder."""
    try:
        # A link that leads in a circle is no file, and cannot be resolved.
        if not file.is_file():
            raise _unreadable(file, "it is no file")
        if not file.resolve().is_relative_to(folder.resolve()):
            raise _unreadable(file, "it is a link out of the folder")
        with file.open("rb") as stream:
            return stream.read(most)
    except OSError as error:
        raise _unreadable(file, (error.strerror or str(error)).lower()) from None


def _decoded(folder: Path, name: str, data: bytes) -> str:
    try:
        name.encode()
        return data.decode()
    except UnicodeError:
        raise _unreadable(folder / name, "it is not UTF-8") from None


def _unreadable(path: Path, reason: str, hint: str = "") -> AgreementError:
    hint = hint or "name a folder with `page.typ.j2`, `page.html.j2` or `page.md.j2`"
    shown = Span(str(path))
    message = f"the template `{path}` cannot be read: {reason}"
    return AgreementError([Diagnostic("LP5010", message, shown, hint)])
