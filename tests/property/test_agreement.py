"""Any text prints as itself, whatever the target takes for markup."""

from __future__ import annotations

import html
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from leadpact.agreement import agreement_view, annex_view
from leadpact.agreement.templating import markdown_text, typst_literal
from leadpact.agreement.view import one_line
from leadpact.pact import loads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.agreement import AgreementView

INBOUND = Path(__file__).parents[2] / "policies" / "inbound" / "1.0.0.yaml"
#: What may stand in the annex of that policy.
PARTS = (
    *("leads", "value", "speed", "accept", "first_touch", "persistence", "feedback"),
    *("quiet_hours", "workable", "fit", "sales_manager", "timers", "goals", "plan"),
    *("personas", "handoff", "playbook", "reject_reasons", "kpis", "needs", "review"),
)

#: One line of anything that a page may hold; a reader trims and joins other spaces.
LINES = (
    st.text(
        st.characters(exclude_categories=["C", "Z"], include_characters=" "),
        min_size=1,
    )
    .map(one_line)
    .filter(bool)
)


@given(LINES)
@example("1) a")
@example("&lt; <!-- --> \\& `` | \\|")
@example("==")
def test_markdown_shows_the_text(text: str) -> None:
    """Alone, behind other words, in an item and in a cell."""
    escaped = markdown_text(text)
    source = f"{escaped}\n\nso {escaped}\n\n- {escaped}\n\n|a|\n|-|\n| {escaped} |\n"
    page = MarkdownIt("commonmark").enable("table").render(source)
    shown = re.findall(r"<(p|li|td)>(.*)</\1>", page)
    assert [(tag, html.unescape(inner)) for tag, inner in shown] == [
        ("p", text),
        ("p", f"so {text}"),
        ("li", text),
        ("td", text),
    ]


@given(LINES)
@example('\\"')
@example("\\u{41}")
def test_typst_reads_the_text_back(text: str) -> None:
    """Undoing the two escapes of a literal gives the text; no quote ends it early."""
    literal = typst_literal(text)
    inner = re.fullmatch(r'"((?:[^"\\]|\\["\\])*)"', literal)
    assert inner
    assert re.sub(r"\\(.)", r"\1", inner[1]) == text


def parts(view: AgreementView) -> Iterator[object]:
    """What a page says that stands for one thing of the policy, with whose it is."""
    yield from view.notes
    for pledge in view.pledges:
        yield from ((pledge.side, each) for each in pledge.commitments)
        yield from (pledge.personas, pledge.derivation)
    yield view.playbook
    yield from view.contacts.entries if view.contacts else ()
    yield from view.listings


@given(st.lists(st.sampled_from(PARTS), unique=True, min_size=1))
def test_page_and_annex_are_the_whole(marked: list[str]) -> None:
    """What is marked stands in the annex alone, all the rest on the page alone."""
    text = INBOUND.read_text(encoding="utf-8")
    whole = agreement_view(loads(text).checked)
    checked = loads(f"{text}\nannex: [{', '.join(marked)}]\n").checked
    page, annex = agreement_view(checked), annex_view(checked)
    assert annex is not None
    split = Counter([*parts(page), *parts(annex)])
    split.pop(None, None)
    expected = Counter(parts(whole))
    expected.pop(None, None)
    assert split == expected
    assert {*page.rules, *annex.rules} == {*whole.rules}
    assert page.footer[-1] == annex.footer[0]
    assert annex.signatures == ()
