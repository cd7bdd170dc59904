"""The digest: blind to layout, and to nothing that means something."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from builders import make_policy

from leadpact.check import check_policy
from leadpact.errors import PolicyError
from leadpact.loading.policy import load_policy
from leadpact.signing.canonical import canonical, digest

if TYPE_CHECKING:
    from collections.abc import Iterator

INBOUND = Path(__file__).parents[2] / "policies/inbound/1.0.0.yaml"
TEXT = INBOUND.read_text("utf-8")


def checked(text: str) -> bytes:
    """The canonical form of the text of a policy."""
    return canonical(check_policy(load_policy("policy.yaml", text.encode())).policy)


def digested(text: str) -> str:
    """The digest of the text of a policy."""
    return digest(check_policy(load_policy("policy.yaml", text.encode())).policy)


DIGEST = digested(TEXT)


class TestForm:
    """RFC 8785 JSON of the model, and its SHA-256."""

    def test_json(self) -> None:
        """Keys are sorted, nothing is spaced, nothing is absent."""
        form = checked(TEXT)
        model = json.loads(form)
        again = json.dumps(
            model, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        assert again.encode() == form
        assert model["policy"] == "inbound"
        assert model["timers"]["accept"]["until"] == ["accepted", "rejected"]
        assert model["timers"]["accept"]["within"] == ["8 business hours"]
        assert "ends" not in model

    def test_deliver(self) -> None:
        """What messages wait for is part of it, by name; absent it is left out."""
        promise = "    within: 8 business hours\n"
        text = TEXT.replace(promise, f"{promise}    deliver: sales\n", 1)
        model = json.loads(checked(text))
        assert model["timers"]["accept"].pop("deliver") == "sales"
        assert model == json.loads(checked(TEXT))

    def test_bind(self) -> None:
        """Which version judges is part of it; what is the default is left out."""
        for word, said in (("start", {}), ("created", {"bind": "created"})):
            model = json.loads(checked(f"{TEXT}bind: {word}\n"))
            assert model == {**json.loads(checked(TEXT)), **said}

    def test_digest(self) -> None:
        """The digest is that of these bytes, in hexadecimal."""
        assert hashlib.sha256(checked(TEXT)).hexdigest() == DIGEST

    def test_no_places(self) -> None:
        """Lines of the file are no part of it."""
        assert b"span" not in checked(TEXT)


class TestLayout:
    """Comments, layout and other spellings of phrases do not change it."""

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("\n", "\r\n"),
            ("leadpact: 1", "# a comment\n\n\nleadpact:   1   # and one more"),
            ("employees >= 50", "employees>=50"),
            ("employees >= 50", "(employees >= 50)"),
            ("employees >= 50", "employees  >=  50"),
            ("employees >= 50", "employees >= 50.0"),
            ("country in [US, CA]", "country in [ US,CA ]"),
            ("within: 8 business hours", "within: [8 business hours]"),
            ("within: 8 business hours", 'within: "8 business hours"'),
            ("within: 8 business hours", "within: 8  business  hours"),
            ("- 1 business day\n", "- 1 business days\n"),
            ("- -20 when free_mail", '- "-20 when free_mail"'),
            ("enough: connected", "enough: [connected]"),
            ("fri: 09:00-16:00", "fri: [09:00-16:00]"),
            (
                "mon-thu: [09:00-12:30, 13:00-17:30]",
                (
                    "mon-tue: [13:00-17:30, 09:00-12:30], "
                    "wed-thu: [09:00-12:30, 13:00-17:30]"
                ),
            ),
            ("employees: integer", "employees: {type: integer}"),
            ("Zieliński", "Zielin\u0301ski"),
            ("500000 USD", "500000.00 USD"),
            ("40%", "40.0%"),
            ("at 75%", "at 75.0%"),
            ("escalate to sales_manager", "escalate sales_manager"),
        ],
    )
    def test_another_spelling(self, old: str, new: str) -> None:
        """Spellings of one thing have one digest."""
        assert digested(TEXT.replace(old, new)) == DIGEST

    def test_defaults(self) -> None:
        """What is said as it would be anyway changes nothing."""
        text = TEXT.replace("unless: [lost", "repeat: keep\n    unless: [lost")
        assert text != TEXT
        assert digested(text) == DIGEST


def _leaves(
    node: yaml.Node | None, path: str = ""
) -> Iterator[tuple[str, yaml.ScalarNode]]:
    """Every scalar of a tree that is no key, with its path."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _leaves(value, f"{path}.{key.value}")
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _leaves(value, f"{path}.{index}")
    else:
        assert isinstance(node, yaml.ScalarNode)
        yield path, node


#: Words that may stand for each other; a change to the next one is tried.
_KIN = (
    ("marketing", "sales", "sales_manager"),
    ("text", "integer", "decimal", "date", "money", "percent"),
    ("US", "CA", "MX"),
    ("accepted", "attempt", "note", "qualified", "connected", "lost", "won"),
    ("paused", "resumed", "meeting"),
    ("rejected", "recycled", "reconverted"),
    ("handed_off", "created", "notified", "stage_changed"),
    ("rejection_acknowledged", "notice_acknowledged"),
    ("amount", "win_probability", "expected_close", "employees"),
    ("month", "week", "quarter"),
    ("leads", "value", "on_time", "speed", "accept", "first_touch", "persistence"),
    ("stalled", "feedback", "notice", "qualify", "stage_update", "quiet_hours"),
    ("waterfall", "funnel", "closed_loop"),
    ("restart", "each", "keep"),
    ("no_budget", "wrong_country", "duplicate", "student"),
    ("alert", "flag", "remediate"),
    ("workable", "free_mail"),
    ("hot", "warm", "cold"),
    ("hot_from", "sales_ready"),
    ("America/New_York", "Europe/Oslo"),
    ("Asia/Manila", "Europe/Oslo"),
    ("USD", "EUR"),
    ("NY", "CA"),
    ("email", "title"),
    ("en", "de"),
    ("lead_timezone", "email"),
    ("call", "web"),
    ("sales", "night_desk"),
    ("MQL", "SAL", "SQL", "WON"),
    ("unsubscribed", "disqualified"),
)
_WORD = re.compile(r"[A-Za-z_][\w/]*")


def _changes(text: str) -> Iterator[str]:
    """Other values that might be meant: other numbers, other words, more text."""
    for number in re.finditer(r"\d+", text):
        changed = str(int(number[0]) + 1).zfill(len(number[0]))
        yield text[: number.start()] + changed + text[number.end() :]
        changed = str(max(0, int(number[0]) - 1)).zfill(len(number[0]))
        yield text[: number.start()] + changed + text[number.end() :]
    for word in _WORD.finditer(text):
        for kin in _KIN:
            if word[0] in kin:
                for other in kin:
                    if other != word[0]:
                        yield text[: word.start()] + other + text[word.end() :]
    if text.startswith("not "):
        yield text.removeprefix("not ")
    yield f"{text}x"


#: Leaves that cannot change alone, since other leaves name them: a change is refused.
TIED = {
    ".leadpact",
    ".currency",
    ".fields.country.type",
    ".fields.country.choices.0",
    ".fields.country.choices.1",
    ".fields.email",
    ".fields.title",
    ".fields.lead_timezone",
    ".events.rejected.reason.type",
    ".events.rejected.reason.choices.0",
    ".events.rejected.reason.choices.1",
    ".events.rejected.reason.choices.2",
    ".events.rejected.reason.choices.3",
    ".calendars.sales.holidays.country",
    ".stages.0.name",
    ".stages.1.name",
}


class TestMeaning:
    """Any change of a single leaf alters it, or is refused."""

    @pytest.mark.parametrize(
        ("path", "leaf"),
        [
            pytest.param(path, leaf, id=path[1:])
            for path, leaf in _leaves(yaml.compose(TEXT, yaml.BaseLoader))
        ],
    )
    def test_each_leaf(self, path: str, leaf: yaml.ScalarNode) -> None:
        """The first change of a leaf that makes sense changes the digest."""
        before, after = TEXT[: leaf.start_mark.index], TEXT[leaf.end_mark.index :]
        for change in _changes(leaf.value):
            written = json.dumps(change, ensure_ascii=False)
            try:
                changed = digested(f"{before}{written}{after}")
            except PolicyError:
                continue
            assert changed != DIGEST, f"`{leaf.value}` -> `{change}`"
            assert path not in TIED
            return
        assert path in TIED, f"no change of `{leaf.value}` is accepted"

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("until: [accepted, rejected]", "until: [rejected, accepted]"),
            ("choices: [US, CA, MX, NO]", "choices: [CA, US, MX, NO]"),
            ("country in [US, CA]", "country in [CA, US]"),
            ("unless: [lost, unsubscribed]", "unless: [unsubscribed, lost]"),
            ("complete: [amount, expected_close", "complete: [expected_close, amount"),
            ("employees >= 50", "employees > 50"),
            ("  free_mail:", "  free_post:"),
            ("where actor is human\n    within:", "where actor is system\n    within:"),
            ("    repeat: restart\n", ""),
            ("    enough: connected\n", ""),
            ("    apart: 4 hours\n", ""),
            ("    promise: Reach out first\n", ""),
            ("    label: A company we can serve\n", ""),
            ("      - not free_mail\n", ""),
            ("    warn:\n      - alert owner at 75%\n", ""),
            ("order: [", "#order: ["),
            ("  - Two people on shift whenever sales is open\n", ""),
            ("effective: 2026-01-05", "effective: 2026-01-05\nends: 2027-01-05"),
            ("version: 1.0.0", "version: 1.0.0\nsupersedes: 0.9.0"),
            ("currency: USD", "currency: USD\nsupersedes: 0.9.0"),
        ],
    )
    def test_order_and_presence(self, old: str, new: str) -> None:
        """Order in lists counts, and so does everything that is there or is not."""
        text = TEXT.replace(old, new)
        if old.startswith("  free_mail"):
            text = text.replace("free_mail", "free_post")
        if text == TEXT:
            pytest.fail(f"`{old}` is not in the policy")
        assert digested(text) != DIGEST

    def test_cases_of_two_orders(self) -> None:
        """Steps, cases and stages that change places are another agreement."""
        steps = (
            "      - alert owner\n",
            "      - escalate to sales_manager after 1 business hour\n",
        )
        assert "".join(steps) in TEXT
        text = TEXT.replace("".join(steps), "".join(reversed(steps)))
        assert digested(text) != DIGEST

    def test_two_policies(self) -> None:
        """Two policies of one shape that differ in one name differ."""
        one = digested(make_policy())
        assert one != digested(make_policy(policy="other"))
        assert one != digested(make_policy(version="1.0.1"))
