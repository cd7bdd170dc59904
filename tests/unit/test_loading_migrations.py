from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from leadpact.errors import PolicyError
from leadpact.loading.document import Entries, Scalar
from leadpact.loading.formats import NEWEST, FileKind
from leadpact.loading.migrations import MIGRATIONS, Edit, migrate

if TYPE_CHECKING:
    from collections.abc import Iterator

OLD = b"""\
# Two old words.
leadpact:  1  # the format
timers:
  a: {from: x, til: y}   # one
  b:
    # why it is long
    til: 'y'
"""


def rename_til(root: Entries) -> Iterator[Edit]:
    """A migration for tests: `til` becomes `until`."""
    _, timers = root.entries["timers"]
    assert isinstance(timers, Entries)
    for _, _, timer in timers:
        assert isinstance(timer, Entries)
        key, _ = timer.entries["til"]
        yield Edit(key.span, "until")


def capitals(root: Entries) -> Iterator[Edit]:
    """Another one: the value of the first timer in capitals."""
    _, timers = root.entries["timers"]
    assert isinstance(timers, Entries)
    _, timer = timers.entries["a"]
    assert isinstance(timer, Entries)
    _, value = timer.entries["until"]
    assert isinstance(value, Scalar)
    yield Edit(value.span, value.text.upper())


class TestMigrate:
    """Files in the newest format."""

    def test_current(self) -> None:
        """A file of the newest format keeps its text."""
        found = migrate("a.yaml", OLD)
        assert (found.kind, found.found, found.newest) == (FileKind.POLICY, 1, 1)
        assert found.text.encode() == OLD

    def test_two_steps(self) -> None:
        """One migration follows the other, and what is between edits stays."""
        found = migrate(
            "a.yaml",
            OLD,
            {FileKind.POLICY: {1: rename_til, 2: capitals}},
            {FileKind.POLICY: 3},
        )
        assert (found.found, found.newest) == (1, 3)
        assert (
            found.text
            == """\
# Two old words.
leadpact:  3  # the format
timers:
  a: {from: x, until: Y}   # one
  b:
    # why it is long
    until: 'y'
"""
        )

    def test_last_step_only(self) -> None:
        """A file of a later format skips the migrations before it."""
        found = migrate(
            "a.yaml",
            b"leadpact: 2\ntimers: {a: {until: y}}\n",
            {FileKind.POLICY: {1: rename_til, 2: capitals}},
            {FileKind.POLICY: 3},
        )
        assert found.text == "leadpact: 3\ntimers: {a: {until: Y}}\n"

    @pytest.mark.parametrize("value", ["2", "0", "x"])
    def test_unknown(self, value: str) -> None:
        """A format that is not known is refused."""
        with pytest.raises(PolicyError) as caught:
            migrate("a.yaml", f"mapping: {value}\n".encode())
        assert [found.code for found in caught.value.diagnostics] == ["LP1010"]
        assert "`mapping: 1`" in caught.value.diagnostics[0].hint

    @pytest.mark.parametrize("kind", list(FileKind))
    def test_every_older_format(self, kind: FileKind) -> None:
        """There is a way from each format to the next one."""
        assert sorted(MIGRATIONS[kind]) == list(range(1, NEWEST[kind]))
