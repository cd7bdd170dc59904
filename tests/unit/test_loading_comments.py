from __future__ import annotations

import pytest
import yaml
from builders_mistakes import marked

from leadpact.loading.comments import comments

PARSERS = [getattr(yaml, "CBaseLoader", yaml.BaseLoader), yaml.BaseLoader]

TEXT = """\
# first
a: > # head
  folded # no

  more

# below
b: "x # y" # behind quotes
c: [a, # inside
 d#e] # two
e: plain
  words # last
f: |
  x
   # no
g: 'it''s
  # no' # end
h: http://x.org/#no
i:
  - {j: "#", k: '#'}   # spaces\t
"""


@pytest.fixture(params=PARSERS, ids=["default", "python"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test with the parser written in C, and with the one in Python."""
    monkeypatch.setattr("leadpact.loading.comments.LOADER", request.param)


class TestComments:
    """`comments`."""

    def test_found(self) -> None:
        """Every comment is found, and no `#` inside a text."""
        assert [(one.text, [*one.lines]) for one in comments("f", TEXT)] == [
            ("# first", []),
            ("# head", [2, 3, 4, 5]),
            ("# below", []),
            ("# behind quotes", [8]),
            ("# inside", [9]),
            ("# two", [10]),
            ("# last", [11, 12]),
            ("# end", [16, 17]),
            ("# spaces", [20]),
        ]

    def test_places(self) -> None:
        """A comment stands where its text stands."""
        for one in comments("f", TEXT):
            assert marked(one.span, TEXT) == one.text
            assert one.span.file == "f"

    @pytest.mark.parametrize("text", ["", "\n", "a: 1", "a:", "a: |", "a: ''"])
    def test_none(self, text: str) -> None:
        """A file without comments has none."""
        assert list(comments("f", text)) == []

    @pytest.mark.parametrize("text", ["a: | # x", "a: # x", "# x", "a: 1 # x"])
    def test_end_of_file(self, text: str) -> None:
        """A comment may end the file without a break."""
        assert [one.text for one in comments("f", text)] == ["# x"]
