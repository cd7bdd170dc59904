"""What may stand at a place of a file: the parts that a format is described with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import attrs

#: What the name of a kind ends with, if `when CONDITION` may stand behind its texts.
CASED = " by case"


@attrs.frozen
class Snippet:
    """A phrase to start from, as editors offer it.

    Attributes:
        label: What the list of the editor shows.
        body: The phrase; `${1:word}` is a place to fill in.
    """

    label: str
    body: str


@attrs.frozen
class Kind:
    """A kind of text, such as dates or conditions.

    Attributes:
        name: What it is called, such as `date`.
        description: What it looks like, in one sentence.
        core: Regular expression for the whole text, without the blanks around it. It
            may take too much, never too little: leadpact itself reads texts.
        reads_as: Types of JSON, beside `string`, that YAML editors may take such a
            text for: `NO` for a boolean, `010` for a number, `~` for nothing.
        examples: A few texts of the kind, for readers.
        snippets: Phrases to start from.
        known: Texts that editors offer, be they many; others may stand there too.
    """

    name: str
    description: str
    core: str
    reads_as: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    snippets: tuple[Snippet, ...] = ()
    known: tuple[str, ...] = ()


@attrs.frozen
class Text:
    """One text of a kind."""

    kind: Kind


@attrs.frozen
class Choice:
    """One of some words.

    Attributes:
        name: What the words stand for, such as `period`.
        words: Each word, with what it means; empty where the word says it.
    """

    name: str
    words: Mapping[str, str]


@attrs.frozen
class ListOf:
    """A list, never empty; one text stands for a list of one."""

    item: Shape


@attrs.frozen
class MapOf:
    """A mapping whose keys the author chooses.

    Attributes:
        keys: The kind of the keys.
        value: What each key holds.
        offered: Keys that editors offer, with what they mean.
        name: What the whole is called, where it has a name of its own.
    """

    keys: Kind
    value: Shape
    offered: Mapping[str, str] = attrs.field(factory=dict)
    name: str = ""


@attrs.frozen
class Key:
    """One key of a section.

    Attributes:
        name: As in the file.
        value: What it holds.
        description: What it means, in one or two sentences.
        required: Whether it must be there.
        required_with: Another key, and the words of that key with which this one is
            required; with any other it is refused.
        default: What holds without it, where that is one word; else empty.
    """

    name: str
    value: Shape
    description: str
    required: bool = False
    required_with: tuple[str, tuple[str, ...]] | None = None
    default: str = ""


@attrs.frozen
class Section:
    """A mapping with keys that the format knows.

    Attributes:
        name: What it is called, such as `timer`.
        description: What it is for, in one sentence.
        keys: Its keys in the order of the model.
        some_of: Keys of which at least one must be there.
        one_of: Keys of which exactly one must be there.
    """

    name: str
    description: str
    keys: tuple[Key, ...]
    some_of: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()


@attrs.frozen
class Either:
    """One of several forms."""

    forms: tuple[Shape, ...]


Shape: TypeAlias = Text | Choice | ListOf | MapOf | Section | Either
