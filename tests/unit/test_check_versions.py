"""Versions beside each other; all of it with its place."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from builders import make_policy

from leadpact.check import check_policy
from leadpact.check.versions import check_versions, end_instant, first_instant
from leadpact.diagnostics import Severity
from leadpact.instants import format_instant
from leadpact.loading.policy import load_policy

if TYPE_CHECKING:
    from leadpact.model.policy import Policy


def policy(file: str = "1.0.0.yaml", **sections: str) -> Policy:
    """A policy of a file; its version is that of the name."""
    text = make_policy(**{"version": file.removesuffix(".yaml"), **sections})
    return check_policy(load_policy(file, text.encode())).policy


def said(*policies: Policy, **broken: None) -> list[str]:
    """What is wrong with versions: code, file, line of the key, message."""
    files: dict[str, Policy | None] = {
        one.spans["policy"].file: one for one in policies
    }
    files |= {
        file.replace("_", ".") + ".yaml": policy for file, policy in broken.items()
    }
    return [
        f"{one.code} {one.span.file}:{one.span.line} {one.message}"
        for one in check_versions("book", files)
    ]


def when(effective: str, ends: str = "", zone: str = "UTC") -> dict[str, str]:
    """The days in force."""
    days = {"effective": effective, "timezone": zone}
    return {**days, "ends": ends} if ends else days


class TestDaysInForce:
    """`first_instant` and `end_instant`."""

    @pytest.mark.parametrize(
        ("zone", "effective", "ends", "first", "end"),
        [
            ("UTC", "2026-01-05", "2026-01-05", "2026-01-05T00", "2026-01-06T00"),
            # Clocks in New York go on by an hour on 8 March.
            (
                *("America/New_York", "2026-03-08", "2026-03-08"),
                *("2026-03-08T05", "2026-03-09T04"),
            ),
            # Cairo went from 23:59:59 on 25 April 2024 to 01:00.
            (
                *("Africa/Cairo", "2024-04-26", "2024-04-26"),
                *("2024-04-25T22", "2024-04-26T21"),
            ),
            # Havana has two midnights on 1 November 2020; the first counts.
            (
                *("America/Havana", "2020-11-01", "2020-11-01"),
                *("2020-11-01T04", "2020-11-02T05"),
            ),
            # Samoa had no 30 December 2011.
            (
                *("Pacific/Apia", "2011-12-29", "2011-12-30"),
                *("2011-12-29T10", "2011-12-30T10"),
            ),
        ],
    )
    def test_days_begin_in_the_zone(
        self, zone: str, effective: str, ends: str, first: str, end: str
    ) -> None:
        """A day begins at the first instant that the zone has of it."""
        found = policy(**when(effective, ends, zone))
        last = end_instant(found)
        assert last is not None
        told = [format_instant(first_instant(found)), format_instant(last)]
        assert told == [f"{first}:00:00Z", f"{end}:00:00Z"]

    @pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue"])
    def test_all_dates(self, zone: str) -> None:
        """The first and the last day of all stand for always and for ever."""
        found = policy(**when(str(date.min), str(date.max), zone))
        end = end_instant(found)
        assert end is not None
        assert format_instant(first_instant(found)).startswith("0002-01-0")
        assert format_instant(end).startswith("9998-12-")

    def test_no_end(self) -> None:
        """Without `ends` there is no end."""
        assert end_instant(policy()) is None


class TestFolder:
    """What a folder holds."""

    def test_empty(self) -> None:
        """A folder without versions is told at its own name."""
        assert said() == ["LP2301 book:1 the folder holds no version of a policy"]

    def test_one(self) -> None:
        """One version is a book."""
        assert said(policy()) == []

    def test_name_of_the_file(self) -> None:
        """A file is named after its version."""
        found = said(policy("1.0.0.yaml", version="1.1.0"))
        assert found == ["LP2302 1.0.0.yaml:3 version `1.1.0` in the file `1.0.0.yaml`"]

    def test_ending(self) -> None:
        """Either ending of YAML will do, one of them."""
        one, two = policy("1.0.0.yml", version="1.0.0"), policy("1.0.0.yaml")
        assert said(one) == []
        assert said(two, one) == [
            "LP2303 1.0.0.yml:3 `1.0.0` is the version in `1.0.0.yaml` too"
        ]

    def test_other_policy(self) -> None:
        """The name that most versions have is the policy; others are told."""
        found = said(
            policy("1.0.0.yaml", policy="other"),
            policy("1.1.0.yaml", effective="2026-02-01"),
            policy("1.2.0.yaml", effective="2026-03-01"),
        )
        assert found == ["LP2302 1.0.0.yaml:2 `other` beside versions of `trial`"]


class TestOrder:
    """Versions and their days."""

    def test_numbers(self) -> None:
        """Versions are ordered by number: 1.10 comes after 1.9."""
        assert (
            said(policy("1.10.0.yaml", effective="2026-02-01"), policy("1.9.0.yaml"))
            == []
        )

    def test_earlier(self) -> None:
        """A higher version comes into force later; both places are told by day."""
        found = said(
            policy("1.0.0.yaml", effective="2026-02-01"),
            policy("2.0.0.yaml", effective="2026-01-05"),
        )
        assert found == [
            (
                "LP2303 2.0.0.yaml:4 `2.0.0` is effective on 2026-01-05, "
                "not after `1.0.0` on 2026-02-01"
            )
        ]

    def test_draft(self) -> None:
        """A draft comes before its release, and not after the one before."""
        draft, final = "1.1.0-draft.1.yaml", "1.1.0.yaml"
        first = policy("1.0.0.yaml", effective="2026-01-05")
        assert said(first, policy(draft, effective="2026-02-01")) == []
        both = {each: policy(each, effective="2026-02-01") for each in (draft, final)}
        (found,) = check_versions("book", both)
        assert found.code == "LP2303"
        assert found.hint == "delete the draft `1.1.0-draft.1`, or move `effective`"

    def test_same_instant(self) -> None:
        """One instant is no order, though the days have two names."""
        apia = {"timezone": "Pacific/Apia"}
        found = said(
            policy("1.0.0.yaml", effective="2011-12-30", **apia),
            policy("2.0.0.yaml", effective="2011-12-31", **apia),
        )
        assert [one[:6] for one in found] == ["LP2303"]

    def test_one_number(self) -> None:
        """Zeros in front make no other version."""
        found = said(
            policy("1.0.0.yaml"), policy("01.0.0.yaml", effective="2026-02-01")
        )
        assert [one[:6] for one in found] == ["LP2303"]
        assert "`01.0.0` is the version in `1.0.0.yaml` too" in found[0]


class TestEnds:
    """Versions with a last day."""

    def test_seamless(self) -> None:
        """The next day is the next version's."""
        assert (
            said(
                policy("1.0.0.yaml", ends="2026-01-31"),
                policy("2.0.0.yaml", effective="2026-02-01"),
            )
            == []
        )

    def test_open(self) -> None:
        """A version without an end gives way to the next."""
        assert said(policy(), policy("2.0.0.yaml", effective="2026-02-01")) == []

    @pytest.mark.parametrize("ends", ["2026-02-01", "2026-12-31", "9999-12-31"])
    def test_overlap(self, ends: str) -> None:
        """A last day on or after the first day of the next is an error at `ends`."""
        one = policy("1.0.0.yaml", ends=ends)
        found = said(one, policy("2.0.0.yaml", effective="2026-02-01"))
        assert found == [
            (
                f"LP2304 1.0.0.yaml:{one.spans['ends'].line} `1.0.0` ends on {ends}, "
                "but `2.0.0` is effective on 2026-02-01 already"
            )
        ]

    def test_gap(self) -> None:
        """Days in between are a warning at `ends`."""
        one = policy("1.0.0.yaml", ends="2026-01-30")
        two = policy("2.0.0.yaml", effective="2026-02-01")
        assert said(one, two) == [
            (
                f"LP2305 1.0.0.yaml:{one.spans['ends'].line} no version is in force "
                "after 2026-01-30, until `2.0.0` is effective on 2026-02-01"
            )
        ]
        (found,) = check_versions("book", {"1.0.0.yaml": one, "2.0.0.yaml": two})
        assert found.severity is Severity.WARNING

    @pytest.mark.parametrize(
        ("zones", "code"),
        [
            (("America/New_York", "Europe/Oslo"), "LP2304"),
            (("Europe/Oslo", "America/New_York"), "LP2305"),
        ],
    )
    def test_zones(self, zones: tuple[str, str], code: str) -> None:
        """Days of two zones are compared as instants, and told with their zones."""
        found = said(
            policy("1.0.0.yaml", **when("2026-01-05", "2026-01-31", zones[0])),
            policy("2.0.0.yaml", **when("2026-02-01", zone=zones[1])),
        )
        assert [one[:6] for one in found] == [code]
        assert f"2026-01-31 in {zones[0]}" in found[0]
        assert f"2026-02-01 in {zones[1]}" in found[0]


class TestBroken:
    """Versions that have mistakes of their own."""

    def test_gap_may_be_filled(self) -> None:
        """Nobody knows when a broken version is in force."""
        one = policy("1.0.0.yaml", ends="2026-01-30")
        two = policy("3.0.0.yaml", effective="2026-02-05", supersedes="2.0.0")
        assert said(one, two, **{"2_0_0": None}) == []
        assert [each[:6] for each in said(one, two)] == ["LP2001", "LP2305"]

    def test_overlap_is_one(self) -> None:
        """Two sound versions that overlap do so whatever else there is."""
        one = policy("1.0.0.yaml", ends="2026-02-05")
        two = policy("3.0.0.yaml", effective="2026-02-05")
        assert [each[:6] for each in said(one, two, **{"2_0_0": None})] == ["LP2304"]

    def test_all_broken(self) -> None:
        """A folder of broken versions holds versions."""
        assert said(**{"2_0_0": None}) == []


class TestSupersedes:
    """`supersedes`."""

    def test_there(self) -> None:
        """The version that it names is beside it."""
        two = policy("2.0.0.yaml", effective="2026-02-01", supersedes="1.0.0")
        assert said(policy(), two) == []

    def test_not_there(self) -> None:
        """It is told, with what is known."""
        two = policy("2.0.0.yaml", effective="2026-02-01", supersedes="1.0.1")
        files: dict[str, Policy | None] = {"1.0.0.yaml": policy(), "2.0.0.yaml": two}
        (found,) = check_versions("book", files)
        assert (found.code, found.message) == ("LP2001", "unknown version `1.0.1`")
        assert found.span == two.spans["supersedes:"]
        assert found.hint == "did you mean `1.0.0`?"
