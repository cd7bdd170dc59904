"""Letters that deceive: what looks like another text than the one that is there.

A policy is read by people and compared by machines. What the one does not see and the
other does has no place in what is signed: characters without a shape, letters of one
script that look like those of another, and letters that only look like letters.

Source: Unicode Technical Standard 39, mixed scripts and whole-script confusables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from leadpact.diagnostics import Diagnostic, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.model.policy import Policy

_WORD = re.compile(r"\w+")
#: What has no shape, whatever its category: fillers, blanks, selectors of variants.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
#: Categories of what is controlled, invisible, private or not assigned.
_HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
#: Spaces that people type: the usual one, and two that do not break.
_SPACES = frozenset(" \u00a0\u202f")
#: Scripts whose letters look like Latin ones, by the first word of their names.
_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})
#: Letters that look like Latin ones wherever they stand.
_TWINS = frozenset("аеорсухіјѕһԁԛԝқѵАВЕЗКМНОРСТУХІЈЅԚԜαγικνορυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
#: Parts of the model that no person reads.
_UNREAD = frozenset({"span", "spans", "include"})


def deceptive(policy: Policy) -> Iterator[Diagnostic]:
    """Letters of a policy that deceive, as warnings, once for each place.

    What is allowed: letters of any script with their marks, as long as a word keeps to
    one; spaces that do not break; signs and pictures.
    """
    texts = list(_texts(policy, ""))
    own = _scripts_of_its_own(text for _, text in texts)
    for path, text in texts:
        if found := _wrong(text, own):
            span = _span(policy, path)
            hint = "type it anew; nobody can sign what readers cannot see"
            yield Diagnostic("LP6026", found, span, hint, Severity.WARNING)


def _wrong(text: str, own: frozenset[str]) -> str:
    """What deceives in a text, or nothing."""
    for char in text:
        if _BLANK.match(char) or unicodedata.category(char) in _HIDDEN:
            return f"an invisible character, {_named(char)}, in `{_seen(text)}`"
        if char.isspace() and char not in _SPACES:
            return f"an unusual space, {_named(char)}, in `{_seen(text)}`"
        if _is_disguised(char):
            return f"{_named(char)} in the place of a plain letter in `{_seen(text)}`"
    for word in _WORD.findall(text):
        scripts = sorted({_script(char) for char in word} & _ALIKE)
        if len(scripts) > 1:
            listed = " and ".join(script.capitalize() for script in scripts)
            return f"`{word:.60}` mixes {listed} letters"
        if scripts and scripts[0] not in own and set(word) <= _TWINS:
            return f"`{word:.60}` is {scripts[0].capitalize()} and looks Latin"
    return ""


def _scripts_of_its_own(texts: Iterator[str]) -> frozenset[str]:
    """The scripts that a policy is really written in: letters with no Latin twin."""
    letters = {char for text in texts for char in text} - _TWINS
    return frozenset(map(_script, letters)) & _ALIKE


def _script(char: str) -> str:
    """The script of a letter by its name; of anything else an empty string."""
    if not char.isalpha():
        return ""
    return unicodedata.name(char, "").partition(" ")[0]


def _is_disguised(char: str) -> bool:
    """Whether a letter or digit is a Latin one in another width, style or joined."""
    is_letter = unicodedata.category(char) in {"Lu", "Ll", "Nl"}
    if char.isascii() or not (is_letter or char.isdecimal()):
        return False
    plain = unicodedata.normalize("NFKC", char)
    return plain != char and plain.isascii() and plain.isalnum()


def _named(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, 'without a name').lower()}"


def _seen(text: str) -> str:
    """The beginning of a text, with a mark for what has no shape."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if _BLANK.match(char) or unicodedata.category(char) in _HIDDEN
        else char
        for char in text[:60]
    )


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Every text of a part of the model, with its path in the file."""
    match value:
        case str():
            yield path, value
        case tuple():
            for place, item in enumerate(value):
                yield from _texts(item, f"{path}.{place}")
        case Mapping():
            for key, item in value.items():
                yield from _texts(key, f"{path}.{key}")
                yield from _texts(item, f"{path}.{key}")
    if attrs.has(type(value)):
        for attribute in attrs.fields(type(value)):  # type: ignore[arg-type]
            name = attribute.name
            if name not in _UNREAD:
                yield from _texts(getattr(value, name), f"{path}.{name}")


def _span(policy: Policy, path: str) -> Span:
    """The place of a path, or of the nearest thing around it that has one."""
    parts = path.strip(".").split(".")
    for count in range(len(parts), 0, -1):
        key = ".".join(parts[:count])
        for known in (f"{key}:", key):
            if known in policy.spans:
                return policy.spans[known]
    return policy.spans["policy:"]
