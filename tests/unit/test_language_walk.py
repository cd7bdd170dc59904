"""What a phrase asks about."""

from __future__ import annotations

import pytest

from leadpact.language.nodes import Name
from leadpact.language.parser import (
    parse_condition,
    parse_literal_case,
    parse_measure,
    parse_pattern,
    parse_points,
    parse_step,
)
from leadpact.language.source import Source
from leadpact.language.walk import (
    calendars_in,
    children,
    depth,
    names_in,
    patterns_in,
    walk,
)

LONG = Source.inline(
    "not a and (b is hot or c in [x, y]) and -d + e > f and g between h and i "
    "and title contains vp and open(desk) and happened(touched where channel is web) "
    "and email is known"
)


class TestNames:
    """`names_in` finds what a lead is asked."""

    def test_every_node_is_searched(self) -> None:
        """Names stand anywhere in a condition; words to compare with are none."""
        assert names_in(parse_condition(LONG)) == {*"abcdefghi", "title", "email"}

    def test_names_of_events_are_left_out(self) -> None:
        """What `where` asks of an event is no name of the lead."""
        pattern = parse_pattern(Source.inline("attempt where actor is human"))
        assert names_in(pattern) == set()

    def test_other_phrases(self) -> None:
        """Cases, points and measures have names too, steps have none."""
        assert names_in(parse_literal_case(Source.inline("hot when a"))) == {"a"}
        assert names_in(parse_points(Source.inline("5 when b"))) == {"b"}
        measure = parse_measure(Source.inline("sum(worth of won) >= planned"))
        assert names_in(measure) == {"worth", "planned"}
        assert names_in(parse_step(Source.inline("alert owner"))) == set()


class TestPatterns:
    """`patterns_in` finds the events that matter."""

    def test_patterns_of_a_condition(self) -> None:
        """A question holds one pattern."""
        (found,) = patterns_in(parse_condition(LONG))
        assert found == parse_pattern(Source.inline("touched where channel is web"))

    def test_a_pattern_is_its_own(self) -> None:
        """A pattern comes first, then those in its condition."""
        text = "a where happened(b) and count(c) > 1"
        pattern = parse_pattern(Source.inline(text))
        assert [found.name.name for found in patterns_in(pattern)] == ["a", "b", "c"]

    @pytest.mark.parametrize(
        ("text", "events"),
        [("rate(won of accepted) >= 5%", ["won", "accepted"]), ("share(a) >= 1%", [])],
    )
    def test_measures(self, text: str, events: list[str]) -> None:
        """Both patterns of a rate are found, in order."""
        found = patterns_in(parse_measure(Source.inline(text)))
        assert [pattern.name.name for pattern in found] == events

    def test_points(self) -> None:
        """Points for each event have its pattern."""
        (found,) = patterns_in(parse_points(Source.inline("2 each touched")))
        assert found.name.name == "touched"


class TestCalendars:
    """`calendars_in` finds the calendars asked about."""

    def test_open(self) -> None:
        """Each `open` names a calendar."""
        text = "not open(desk) or open(lead_day) and open(desk)"
        assert calendars_in(parse_condition(Source.inline(text))) == {
            "desk",
            "lead_day",
        }


class TestWalk:
    """`walk`, `children` and `depth` know every node."""

    def test_parents_come_first(self) -> None:
        """A tree is walked in order of its phrase."""
        tree = parse_condition(Source.inline("a + b > c and d"))
        names = [node.name for node in walk(tree) if isinstance(node, Name)]
        assert names == ["a", "b", "c", "d"]
        assert next(iter(walk(tree))) is tree

    def test_children_are_one_level(self) -> None:
        """Only the operands of a node itself are its children."""
        tree = parse_condition(Source.inline("a and not b"))
        assert [type(child).__name__ for child in children(tree)] == ["Name", "Not"]

    def test_depth(self) -> None:
        """A name is one deep, each node above it one more."""
        tree = parse_condition(Source.inline("not not a"))
        assert depth(tree) == 3
