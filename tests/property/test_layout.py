"""Laws of the normal layout: it changes how a file looks, and nothing else."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies_layout import rearranged, relaid
from strategies_mutations import mutants

import leadpact
from leadpact.errors import PolicyError
from leadpact.loading.layout import lay_out
from leadpact.loading.policy import load_mapping

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[2]
FILES = {
    "inbound": ROOT / "policies" / "inbound" / "1.0.0.yaml",
    "loan-desk": ROOT / "examples" / "loan-desk" / "policy.yaml",
    "starter": ROOT / "policies" / "starter" / "1.0.0.yaml",
    "mapping": ROOT / "policies" / "starter" / "sample" / "mapping.yaml",
}
TEXTS = {name: file.read_text("utf-8") for name, file in FILES.items()}
EVERY = pytest.mark.parametrize("name", list(TEXTS))


def meaning(name: str, data: bytes) -> object:
    """What a file means: the digest of a policy, or the mapping."""
    if name == "mapping":
        return load_mapping(name, data)
    return leadpact.loads(data, name).digest


def marks(text: str) -> Sequence[str]:
    """The lines of a text without their blanks, but for lines that hold nothing else.

    Laid out, a text keeps them all, comments among them, each on its line.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    return [line for each in lines.split("\n") if (line := "".join(each.split()))]


def laid_out(data: bytes) -> str:
    """The normal layout of a file; it keeps every line, and is kept itself."""
    result = lay_out("a.yaml", data)
    assert marks(result) == marks(data.decode())
    assert lay_out("a.yaml", result.encode()) == result
    assert result.endswith("\n")
    assert not result.startswith("\n")
    assert "\r" not in result
    return result


@EVERY
@given(data=st.data())
def test_normal_layout(name: str, data: st.DataObject) -> None:
    """Whatever a layout was before, the normal one is always the same."""
    text = TEXTS[name]
    assert laid_out(data.draw(relaid(text))) == text


@EVERY
@given(data=st.data())
def test_meaning(name: str, data: st.DataObject) -> None:
    """A file that is laid out means what it meant, and has all its comments."""
    other = data.draw(rearranged(TEXTS[name]))
    assert meaning(name, other) == meaning(name, TEXTS[name].encode())
    assert meaning(name, laid_out(other).encode()) == meaning(name, other)


@EVERY
@given(data=st.data())
def test_mistakes(name: str, data: st.DataObject) -> None:
    """A file with mistakes keeps every line too, or is refused."""
    with contextlib.suppress(PolicyError):
        laid_out(data.draw(mutants(TEXTS[name])))


PARTS = (
    *("a", "k: ", "x: 1", "- ", "- - ", "? ", ": ", "{", "}", "[", "]", ", ", ",", ":"),
    *("\n", "\n  ", "\n    ", "\n     ", "  \n", " ", "  ", "\t", "# c", " # d", "#"),
    *(
        "|",
        "|\n",
        "|+\n",
        ">-\n",
        "|2\n",
        "|1-\n",
        "'q'",
        '"q"',
        '"q\n r"',
        "'a\n\n b'",
    ),
    *("p q", "word\n  more", "k:\n- a\n- b\n", "m:\n    n: o\n", "---\n", "...\n"),
    *("!!str ", "&a ", "*a ", "\r\n", "-"),
)


@given(st.lists(st.sampled_from(PARTS), max_size=14).map("".join))
@example("k:\n- a\n  # in the list\nm: n\n")
@example("k: p   \n   q\n")
@example("k: |\n      a\n  # below\nm: n\n")
@example("- [\n  --- a\n]\n")
def test_marks_of_yaml(text: str) -> None:
    """Any YAML that can be read keeps every line."""
    with contextlib.suppress(PolicyError):
        laid_out(f"a: 1\n{text}".encode())
