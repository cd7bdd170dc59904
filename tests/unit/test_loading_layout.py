from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
import yaml
from builders import make_policy

from leadpact.errors import LayoutError, PolicyError
from leadpact.loading import composer, layout, pieces
from leadpact.loading.layout import lay_out

ROOT = Path(__file__).parents[2]
SHIPPED = [
    *sorted((ROOT / "policies").rglob("*.yaml")),
    *sorted((ROOT / "examples").glob("*/*.yaml")),
]

#: What a rule does: the text before, and the text after it.
RULES = {
    "line ends, byte order mark, end of file": (
        "\ufeffa: b\r\nc: d\re: f",
        "a: b\nc: d\ne: f\n",
    ),
    "blanks behind a line": ("a: b  \nc:  \n  d: e \n", "a: b\nc:\n  d: e\n"),
    "blank lines": (
        "\n\n  \na: b\n\n \n\nc: d\n\n\n",
        "a: b\n\nc: d\n",
    ),
    "levels": (
        " a:\n    b:\n       - c\n       - d: e\n         f: g\n",
        "a:\n  b:\n    - c\n    - d: e\n      f: g\n",
    ),
    "a list at the column of its key": (
        "a:\n- b\n- c:\n  - d\n  e: f\ng: h\n",
        "a:\n  - b\n  - c:\n      - d\n    e: f\ng: h\n",
    ),
    "lists in lists": ("a:\n -   - b\n     - c\n", "a:\n  - - b\n    - c\n"),
    "blanks behind marks": ("a :   b\nc:\n  -   d\n", "a: b\nc:\n  - d\n"),
    "brackets": (
        "a: { b:c ,d :  [ e,f , g ] , h: [], }\n",
        "a: {b:c, d: [e, f, g], h: [],}\n",
    ),
    "quoted keys in brackets": ("a: {'b'  :c}\n", "a: {'b': c}\n"),
    "brackets over lines": (
        "a:\n    b: [c,\n        d ,\n\n\n        # why\n        e]   # f\n",
        "a:\n  b: [c,\n      d,\n\n      # why\n      e]  # f\n",
    ),
    "a text over lines in brackets": (
        "a:\n    b: [c\n     d,\n  e  \n   f]\n",
        "a:\n  b: [c\n   d,\n e\n f]\n",
    ),
    "a value below its key": ("a:\n     b c\n", "a:\n  b c\n"),
    "a plain text over lines": (
        "a:\n    b: c   d  \n     e\n\n\n        f\n",
        "a:\n  b: c   d\n    e\n\n\n      f\n",
    ),
    "quoted text over lines": (
        "a:\n    b: 'c   d  \n\n\n e' #f\n",
        "a:\n  b: 'c   d  \n\n\n e'  #f\n",
    ),
    "blocks": (
        "a:\n    b: |  \n         c  \n           d\n\n\n         e\n\n\n    f: g\n",
        "a:\n  b: |\n    c  \n      d\n\n\n    e\n\n  f: g\n",
    ),
    "a block that tells its column": (
        "a:\n    b: |1\n        c\n      d\n",
        "a:\n  b: |1\n      c\n    d\n",
    ),
    "explicit keys": ("?   a\n:    b\n", "? a\n: b\n"),
    "a marked document": ("---\na:   b\n", "---\na: b\n"),
    "root in brackets": ("{a:   b,\n  c: d }\n", "{a: b,\n  c: d}\n"),
    "comments behind lines": ("a: b # c\nd: e     # f\n", "a: b  # c\nd: e  # f\n"),
    "comments below each other": (
        "a:   b      # c\ndd:  ee     # f\n\ng: h        # i\n",
        "a: b    # c\ndd: ee  # f\n\ng: h  # i\n",
    ),
    "a comment behind the mark of a block": (
        "a: >  # b\n   c\n",
        "a: >  # b\n  c\n",
    ),
    "comments above lines": (
        "# a\n\n#b\na:\n     # of c\n     c: d\n   # of e\n     e: f\n",
        "# a\n\n#b\na:\n  # of c\n  c: d\n  # of e\n  e: f\n",
    ),
    "comments at the end of a level": (
        "a:\n    b:\n        c: d\n        # b\n      # odd\n    # in a\ne: f\n  #\n",
        "a:\n  b:\n    c: d\n    # b\n  # odd\n  # in a\ne: f\n#\n",
    ),
}


class TestRules:
    """What the normal layout is."""

    @pytest.mark.parametrize("parser", ["default", "python"])
    @pytest.mark.parametrize(("before", "after"), RULES.values(), ids=RULES.keys())
    def test_rule(
        self, before: str, after: str, parser: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Each rule does one thing, and does it once, whichever parser is there."""
        if parser == "python":
            for module in (composer, layout, pieces):
                monkeypatch.setattr(module, "LOADER", yaml.BaseLoader)
        assert lay_out("a.yaml", before.encode()) == after
        assert lay_out("a.yaml", after.encode()) == after

    @pytest.mark.parametrize("file", SHIPPED, ids=lambda file: str(file.name))
    def test_shipped(self, file: Path) -> None:
        """Files that are shipped are in the normal layout."""
        assert lay_out(file.name, file.read_bytes()) == file.read_text("utf-8")


class TestPhrases:
    """Phrases of a policy."""

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("employees>=50", "employees >= 50"),
            ("not  country in [US,CA]", "not country in [US, CA]"),
            ("(a or b)and   c", "(a or b) and c"),
            ("count( attempt  in last 3 days )>2", "count(attempt in last 3 days) > 2"),
            ('email   contains "a  b"', 'email contains "a  b"'),
        ],
    )
    def test_blanks(self, before: str, after: str) -> None:
        """The blanks between the words of a phrase are those of the printer."""
        text = make_policy(definitions=f"\none: {before}")
        assert f"\n  one: {after}\n" in lay_out("a.yaml", text.encode())

    @pytest.mark.parametrize(
        "phrase",
        [
            "'employees>=50'",
            '"employees>=50"',
            ">\n  employees>=50",
            "employees>=\n  50",
            "((employees>=50))",
            "employees>=050",
            "employees>=",
            "sum  of",
        ],
    )
    def test_left_alone(self, phrase: str) -> None:
        """What is quoted, on several lines, spelt otherwise or wrong is left alone."""
        lines = f"one: {phrase}"
        text = make_policy(definitions=f"\n{lines}")
        result = lay_out("a.yaml", text.encode())
        assert f"\n{textwrap.indent(lines, '  ')}\n" in result

    def test_too_long(self) -> None:
        """A phrase that would be too long with its blanks is left without them."""
        phrase = "+".join(["1"] * 900) + ">0"
        text = make_policy(definitions=f"\none: {phrase}")
        assert f"\n  one: {phrase}\n" in lay_out("a.yaml", text.encode())

    def test_no_phrase(self) -> None:
        """Texts that look like phrases are none."""
        text = make_policy(summary="a>=b  and(c)")
        assert "summary: a>=b  and(c)\n" in lay_out("a.yaml", text.encode())


class TestRefusals:
    """What cannot be laid out."""

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"a: [\n", "LP1002"),
            (b"a: 1\n---\nb: 2\n", "LP1002"),
            (b"- a\n", "LP1008"),
            (b"", "LP1008"),
            (b"a: *b\n", "LP1004"),
            (b"a: \xff\n", "LP1001"),
        ],
    )
    def test_unread(self, data: bytes, code: str) -> None:
        """A file that is no YAML of ours is refused with its mistakes."""
        with pytest.raises(PolicyError) as caught:
            lay_out("a.yaml", data)
        assert code in {found.code for found in caught.value.diagnostics}

    @pytest.mark.parametrize(
        "data",
        [b"a: 1\na:   2\n", b"a:   &b 1\n", b"leadpact:   7\n", b"mapping:   1\n"],
    )
    def test_mistakes_of_meaning(self, data: bytes) -> None:
        """Other mistakes are left for whoever judges the file."""
        assert lay_out("a.yaml", data) == data.decode().replace("   ", " ")

    @pytest.mark.parametrize(
        "other", ["a: 1  # b\n", "a: 2  # c\n", "a: 2\n", "a: '1'  # c\n", "[a]  # c\n"]
    )
    def test_other_content(self, monkeypatch: pytest.MonkeyPatch, other: str) -> None:
        """A result that does not say the same is never given out."""
        monkeypatch.setattr(layout, "lay_out_pieces", lambda *_: other)
        with pytest.raises(LayoutError) as caught:
            lay_out("a.yaml", b"a: 1 # c\n")
        assert [found.code for found in caught.value.diagnostics] == ["LP5003"]


class TestParameters:
    """Phrases that name parameters are spaced like all others."""

    @pytest.mark.parametrize(
        ("written", "laid_out"),
        [
            ("size>=ready  and size<big", "size >= ready and size < big"),
            ("region  in   near", "region in near"),
            ('region=="NO"', 'region == "NO"'),
            ("region==home", "region == home"),
            ("size  >  ready*2", "size > ready * 2"),
            ("happened( touched in last  soon )", "happened(touched in last soon)"),
        ],
    )
    def test_respaced(self, written: str, laid_out: str) -> None:
        """The name stands where the normal spelling has the value."""
        head = (
            "shared: 1\nparameters:\n  ready: 50\n  big: 100\n  near: [US, CA]\n"
            "  home: US\n  soon: 2 days\ndefinitions:\n  it: "
        )
        assert lay_out("shared.yaml", f"{head}{written}\n".encode()) == (
            f"{head}{laid_out}\n"
        )
