from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadpact.model.binding import binding, creation, in_force
from leadpact.model.policy import Bind

INSTANTS = st.integers(0, 40)


@attrs.frozen
class Span:
    """A version, as far as it matters here."""

    start: int
    end: int | None
    bind: Bind = Bind.START


@st.composite
def spans(draw: st.DrawFn) -> list[Span]:
    """Versions in order without an overlap; the last may have no end."""
    edges = draw(st.lists(INSTANTS, unique=True, max_size=8).map(sorted))
    found = [
        Span(start, end, draw(st.sampled_from(Bind)))
        for start, end in zip(edges[::2], edges[1::2], strict=False)
    ]
    if len(edges) % 2:
        found.append(Span(edges[-1], None))
    return found


class TestInForce:
    """`in_force`."""

    @given(spans(), INSTANTS)
    def test_is_the_one_that_holds_the_instant(
        self, versions: list[Span], at: int
    ) -> None:
        """At most one version is in force, from its start, before its end."""
        holding: list[Span | None] = [
            one
            for one in versions
            if one.start <= at and (one.end is None or at < one.end)
        ]
        assert [in_force(versions, at)] == (holding or [None])


class TestBinding:
    """`binding`."""

    @given(spans(), INSTANTS, INSTANTS)
    def test_start_decides(
        self, versions: list[Span], started: int, created: int
    ) -> None:
        """The version in force at the start says which of the two it is."""
        at_start = in_force(versions, started)
        found = binding(versions, started, created)
        if at_start is None:
            assert found is None
        elif at_start.bind is Bind.START:
            assert found is at_start
        else:
            assert found is in_force(versions, created)

    @given(spans(), INSTANTS)
    def test_one_instant(self, versions: list[Span], at: int) -> None:
        """A lead created at the start has one version, however it is bound."""
        assert binding(versions, at, at) is in_force(versions, at)

    @given(spans(), INSTANTS, INSTANTS)
    def test_later_versions_change_nothing(
        self, versions: list[Span], started: int, created: int
    ) -> None:
        """A version that comes into force later never takes a start over."""
        latest = max(started, created)
        known = [one for one in versions if one.start <= latest]
        assert binding(known, started, created) is binding(versions, started, created)


class TestCreation:
    """`creation`."""

    @pytest.mark.parametrize(
        ("events", "expected"),
        [
            ([], None),
            ([(5, "note"), (3, "attempt")], 3),
            ([(3, "attempt"), (7, "created"), (5, "created")], 5),
        ],
    )
    def test_first_created(
        self, events: list[tuple[int, str]], expected: int | None
    ) -> None:
        """The first `created` tells, else the first event, whatever their order."""
        assert creation(events) == expected
        assert creation(events[::-1]) == expected
