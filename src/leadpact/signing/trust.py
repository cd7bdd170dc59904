"""Whom a service trusts to sign: OpenSSH's `allowed_signers`, and keys withdrawn.

The file says which key may sign for which namespace, and when. It is the service's
own: whoever can change a policy must not be able to say who may sign it.
"""

from __future__ import annotations

import fnmatch
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import attrs

from leadpact.diagnostics import Diagnostic, Span
from leadpact.errors import TrustError
from leadpact.instants import to_instant
from leadpact.signing.keys import PublicKey
from leadpact.signing.kinds import WeakError
from leadpact.signing.wire import WireError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")

#: A word of a line: quoted parts may hold blanks.
_WORD = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^\s"])+')
#: An option among several, with its value.
_OPTION = re.compile(r'([a-z-]+)(?:="((?:[^"\\]|\\.)*)")?(?:,|$)', re.IGNORECASE)
_KINDS = ("ssh-", "ecdsa-", "sk-")
#: How a day or an instant may be written, by its digits.
_TIMES = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")


@attrs.frozen
class Allowed:
    """One line of trust.

    Attributes:
        principals: Who has the key, as the file says it.
        key: The key.
        namespaces: Patterns of what it may sign; empty where the line does not say.
        after: First instant at which it is valid, in microseconds since the epoch.
        before: The last such instant; to OpenSSH, too, it counts.
    """

    principals: str
    key: PublicKey
    namespaces: tuple[str, ...] = ()
    after: int | None = None
    before: int | None = None

    def covers(self, namespace: str) -> bool:
        """Whether it may sign for a namespace; a pattern after `!` takes that back."""
        patterns = [one for one in self.namespaces if not one.startswith("!")]
        refused = [one[1:] for one in self.namespaces if one.startswith("!")]
        return _matches(namespace, patterns) and not _matches(namespace, refused)

    def is_valid(self, at: int) -> bool:
        """Whether the key is valid at an instant."""
        is_early = self.after is not None and at < self.after
        return not is_early and (self.before is None or at <= self.before)


def _matches(text: str, patterns: Iterable[str]) -> bool:
    # OpenSSH knows `*` and `?`, and no sets of characters.
    return any(
        fnmatch.fnmatchcase(text, pattern.replace("[", "[[]")) for pattern in patterns
    )


@attrs.frozen
class Trust:
    """Keys that may sign, and keys that may not any more.

    Attributes:
        file: Where it comes from, for places.
        allowed: Its lines in order.
        revoked: Fingerprints of keys that are trusted no more, whatever they signed.
    """

    file: str
    allowed: tuple[Allowed, ...]
    revoked: frozenset[str] = frozenset()

    @classmethod
    def read(
        cls,
        file: str | os.PathLike[str],
        revoked: str | os.PathLike[str] | None = None,
    ) -> Trust:
        """Trust from files on disk.

        Args:
            file: Keys as `ssh-keygen` takes them with `-f`: `allowed_signers`. Times
                without `Z` are taken for UTC.
            revoked: Keys that are withdrawn: public keys or fingerprints, one a line.

        Raises:
            TrustError: LP6017, a file cannot be read, with every line that is wrong.
        """
        return cls.parse(
            _text(file),
            str(file),
            "" if revoked is None else _text(revoked),
            str(revoked),
        )

    @classmethod
    def parse(
        cls,
        text: str,
        file: str = "<allowed_signers>",
        revoked: str = "",
        revoked_file: str = "<revoked>",
    ) -> Trust:
        """The same from texts.

        Raises:
            TrustError: LP6017, with every line that is wrong.
        """
        mistakes: list[Diagnostic] = []
        allowed = tuple(_each(text, file, _allowed, mistakes))
        withdrawn = frozenset(_each(revoked, revoked_file, _revoked, mistakes))
        if mistakes:
            raise TrustError(mistakes)
        return cls(file, allowed, withdrawn)

    def of(self, key: PublicKey) -> tuple[Allowed, ...]:
        """What is said of a key."""
        return tuple(one for one in self.allowed if one.key == key)


def _text(file: str | os.PathLike[str]) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        message = f"the file cannot be read: {reason.lower()}"
        raise TrustError([Diagnostic("LP6017", message, Span(str(file)))]) from None


def _each(
    text: str, file: str, read: Callable[[str], T], mistakes: list[Diagnostic]
) -> Iterator[T]:
    """What the lines of a file say; those that are wrong are noted."""
    # Not `splitlines`: to OpenSSH, other ends of lines are part of a comment.
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        try:
            yield read(stripped)
        except (WireError, WeakError, ValueError) as error:
            place = Span(file, number, 1, number, len(line) + 1)
            mistakes.append(Diagnostic("LP6017", str(error), place))


def _allowed(line: str) -> Allowed:
    """One line of `allowed_signers`.

    Raises:
        ValueError: It is none.
    """
    words = _WORD.findall(line)
    if len(words) < 3:  # noqa: PLR2004 - who, the kind of key, the key
        msg = "expected who may sign, and their key"
        raise ValueError(msg)
    principals = words[0].strip('"')
    has_options = not words[1].startswith(_KINDS)
    options = _options(words[1]) if has_options else {}
    key = PublicKey.parse(" ".join(words[2 if has_options else 1 :]))
    namespaces = options.pop("namespaces", "")
    after, before = options.pop("valid-after", ""), options.pop("valid-before", "")
    if options:
        msg = f"the option `{next(iter(options)):.60}` is not known"
        if "cert-authority" in options:
            msg = "certificates are not known; list the keys themselves"
        raise ValueError(msg)
    first, last = _instant(after), _instant(before)
    if first is not None and last is not None and last <= first:
        msg = f"`{before:.60}` is not later than `{after:.60}`"
        raise ValueError(msg)
    names = tuple(one.strip() for one in namespaces.split(",") if one.strip())
    return Allowed(principals, key, names, first, last)


def _options(text: str) -> dict[str, str]:
    at, options = 0, dict[str, str]()
    while at < len(text):
        found = _OPTION.match(text, at)
        if found is None:
            msg = f"`{text:.60}` is no list of options"
            raise ValueError(msg)
        name = found[1].lower()
        if name in options:
            msg = f"the option `{name:.60}` stands twice"
            raise ValueError(msg)
        options[name] = found[2] or ""
        at = found.end()
    return options


def _instant(text: str) -> int | None:
    if not text:
        return None
    digits = text.removesuffix("Z").removesuffix("z")
    try:
        moment = datetime.strptime(digits, _TIMES[len(digits)]).replace(tzinfo=UTC)
    except (KeyError, ValueError):
        msg = f"`{text:.60}` is no time such as `20260105Z` or `202601050930Z`"
        raise ValueError(msg) from None
    return to_instant(moment)


def _revoked(line: str) -> str:
    """The fingerprint of a key that is withdrawn."""
    if _FINGERPRINT.fullmatch(line):
        return line
    return PublicKey.parse(line).fingerprint
