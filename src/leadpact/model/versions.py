"""Numbers of versions: how they look, and in which order they stand."""

from __future__ import annotations

_PART = "[0-9A-Za-z-]+"
#: Three numbers, and for a draft what stands before its release, as in semver.org.
VERSION = rf"[0-9]+\.[0-9]+\.[0-9]+(?:-{_PART}(?:\.{_PART})*)?"

_Part = tuple[int, int, str]


def is_prerelease(version: str) -> bool:
    """Whether a version is one before a release, such as `1.1.0-draft.1`.

    Example:
        >>> is_prerelease("1.1.0-draft.1"), is_prerelease("1.1.0")
        (True, False)
    """
    return "-" in version


def rank(version: str) -> tuple[list[_Part], bool, list[_Part]]:
    """What versions are ordered by.

    Numbers count by their size, whatever their length and the zeros before them. What
    comes before a release stands before it; its parts are compared one by one, numbers
    before words, and words by their characters.

    Source: semver.org 2.0.0, 11.

    Example:
        >>> sorted(["1.10.0", "1.9.0", "1.10.0-rc.2", "1.10.0-rc.10"], key=rank)
        ['1.9.0', '1.10.0-rc.2', '1.10.0-rc.10', '1.10.0']
    """
    numbers, _, before = version.partition("-")
    return _parts(numbers), not before, _parts(before)


def _parts(text: str) -> list[_Part]:
    return [_part(part) for part in text.split(".")]


def _part(text: str) -> _Part:
    if not text.isdigit():
        return 1, 0, text
    digits = text.lstrip("0")
    return 0, len(digits), digits
