from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from builders import at, make_lead, make_person, make_policy

import leadpact
from leadpact.instants import to_instant
from leadpact.review.autopsy import autopsy
from leadpact.review.papers import Papers
from leadpact.review.sealing import seal_of, sealed, unsealed

if TYPE_CHECKING:
    from leadpact.review.autopsy import Autopsy

POLICY = make_policy(
    timers="{reply: {party: sales, from: handed_off, until: attempt, within: 4 hours}}"
)
NOW = to_instant(at("tue 09:00"))


def make_autopsy() -> Autopsy:
    """The autopsy of a lead that nobody called."""
    return autopsy(
        leadpact.loads(POLICY),
        Papers("1.0.0.yaml", {"1.0.0.yaml": POLICY}),
        make_lead("mon 09:00 handed_off", employees=60),
        [make_person("dana")],
        NOW,
    )


def refused(data: str | bytes) -> list[str]:
    """The codes and reasons for which a file is refused."""
    raw = data.encode() if isinstance(data, str) else data
    with pytest.raises(leadpact.RecordError) as caught:
        unsealed(raw, "L1.json")
    return [f"{found.code} {found.message}" for found in caught.value.diagnostics]


def resealed(**changes: Any) -> str:  # noqa: ANN401 - any JSON
    """A file with other members, under a seal that fits."""
    whole = {**json.loads(sealed(make_autopsy())), **changes}
    return json.dumps({**whole, "seal": seal_of(whole)})


class TestUnsealed:
    """Files of disputed leads."""

    def test_whole(self) -> None:
        """What was sealed is read as it was; layout does not matter."""
        kept = make_autopsy()
        found, seal = unsealed(sealed(kept).encode(), "L1.json")
        assert found == kept
        flat = json.dumps(json.loads(sealed(kept)), sort_keys=True)
        assert unsealed(flat.encode(), "L1.json") == (found, seal)
        assert seal in sealed(kept)

    def test_changed(self) -> None:
        """Whatever is changed in the file is seen: LP7041."""
        data = sealed(make_autopsy())
        for old, new in (("handed_off", "accepted"), ('"breached"', '"met"')):
            assert old in data
            found = refused(data.replace(old, new))
            assert found == ["LP7041 it was changed after it was sealed"]

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "it is no JSON"),
            (b"\xff\xfe", "it is no JSON"),
            (b"[]", "it has no `leadpact_autopsy`"),
            (b'{"leadpact_autopsy": 2}', "it is not of format 1"),
            (b'{"leadpact_autopsy": true}', "it is not of format 1"),
            (b'{"leadpact_autopsy": 1}', "it has no seal"),
            (b'{"leadpact_autopsy": 1, "seal": NaN}', "it is no JSON"),
            (b'{"leadpact_autopsy": 1, "seal": 1e999}', "it is no JSON"),
            (b'{"leadpact_autopsy": 1, "a": 1, "a": 1}', "`a` stands twice in it"),
            (b"[" * 100_000, "it is no JSON"),
            (b'{"leadpact_autopsy": 1, "seal": 123456789012345678}', "it is no JSON"),
        ],
    )
    def test_no_such_file(self, data: bytes, reason: str) -> None:
        """Anything else is refused with a reason: LP7040."""
        assert refused(data) == [f"LP7040 {reason}"]

    @pytest.mark.parametrize(
        "name",
        ["../1.0.0.yaml", "/1.0.0.yaml", "a/../../b", "c:x", "a\\b", "", ".", "a\nb"],
    )
    def test_names_that_lead_out(self, name: str) -> None:
        """No file is written elsewhere, whoever sealed it."""
        assert any("leads out" in one for one in refused(resealed(files={name: ""})))
        assert any("leads out" in one for one in refused(resealed(policy=name)))

    def test_other_shapes(self) -> None:
        """What is sealed and of another shape is told with its place."""
        assert refused(resealed(lead={"id": ""}, extra=1)) == [
            "LP4017 `L1.json`: unknown key `extra`"
        ]
        assert (
            "events[0].at"
            in refused(
                resealed(lead={"id": "L1", "events": [{"type": "won", "at": "today"}]})
            )[0]
        )
        assert refused(resealed(people=["dana"])) == [
            "LP4004 `L1.json`: `people`: expected an object, found `dana` (str)"
        ]
        mistakes = refused(resealed(evaluation={}))
        assert "LP4017 an evaluation: `policy` is missing" in mistakes
