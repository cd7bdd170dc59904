from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from builders import at, make_lead, make_policy

import leadpact
from leadpact.check import check_policy
from leadpact.diagnostics import Span
from leadpact.errors import PolicyError
from leadpact.loading.composer import MOST_BYTES
from leadpact.loading.files import MOST_FILES, read_file
from leadpact.loading.policy import load_policy, load_shared
from leadpact.pact import Pact
from leadpact.signing.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from leadpact.loading.policy import Loaded

SIZES = "shared: 1\ndefinitions:\n  big: employees >= 200\n"


def loaded(files: Mapping[str, str], include: str, file: str = "policy.yaml") -> Loaded:
    """A policy that includes some of the files."""

    def read(name: str) -> bytes:
        if name not in files:
            raise FileNotFoundError(2, "No such file")
        return files[name].encode()

    text = make_policy(include=include)
    return load_policy(file, text.encode(), read)


def told(files: Mapping[str, str], include: str) -> list[tuple[str, str, str]]:
    """Code, file and message of what is wrong."""
    with pytest.raises(PolicyError) as caught:
        check_policy(loaded(files, include))
    return [
        (found.code, found.span.file, found.message)
        for found in caught.value.diagnostics
    ]


class TestInclude:
    """`include` puts the sections of other files into the policy."""

    def test_same_as_written_out(self) -> None:
        """A policy means the same with a section in a file of its own."""
        apart = Pact(check_policy(loaded({"sizes.yaml": SIZES}, "sizes.yaml")))
        whole = leadpact.loads(make_policy(definitions="{big: employees >= 200}"))
        assert apart.digest == whole.digest
        assert canonical(apart.checked.policy) == canonical(whole.checked.policy)

    def test_names_of_one_section(self) -> None:
        """Names of one section may come from several files."""
        found = loaded(
            {"a.yaml": SIZES, "b.yaml": SIZES.replace("big", "large")},
            "[a.yaml, b.yaml]",
        )
        assert set(found.policy.definitions) == {"big", "large"}
        assert check_policy(found).diagnostics == ()

    def test_places(self) -> None:
        """Each name stands in the file that it was written in."""
        policy = loaded({"sizes.yaml": SIZES}, "sizes.yaml").policy
        assert policy.spans["definitions.big"] == Span("sizes.yaml", 3, 3, 3, 6)
        assert policy.spans["fields"].file == "policy.yaml"

    def test_from_another_folder(self) -> None:
        """A place is seen from the file that names it."""
        files = {
            "shared/all.yaml": "shared: 1\ninclude: deep/sizes.yaml\n",
            "shared/deep/sizes.yaml": SIZES,
        }
        found = loaded(files, "../../shared/all.yaml", "policies/ours/1.0.0.yaml")
        assert set(found.policy.definitions) == {"big"}

    def test_twice(self) -> None:
        """A file that two others include is read once."""
        files = {
            "a.yaml": "shared: 1\ninclude: sizes.yaml\n",
            "b.yaml": "shared: 1\ninclude: sizes.yaml\n",
            "sizes.yaml": SIZES,
        }
        found = loaded(files, "[a.yaml, b.yaml]")
        assert check_policy(found).diagnostics == ()

    def test_twice_in_one_list(self) -> None:
        """A place that stands twice was meant to be another one."""
        assert told({"a.yaml": SIZES}, "[a.yaml, a.yaml]") == [
            ("LP2002", "policy.yaml", "`a.yaml` stands twice")
        ]

    def test_circle(self) -> None:
        """A circle is told at each place that closes one."""
        files = {"a.yaml": "shared: 1\ninclude: a.yaml\n"}
        assert told(files, "a.yaml") == [
            ("LP1012", "a.yaml", "a circle: `a.yaml` -> `a.yaml`")
        ]

    def test_too_many(self) -> None:
        """More files than anybody reads are refused."""
        names = [f"f{number}.yaml" for number in range(MOST_FILES)]
        files = dict.fromkeys(names, "shared: 1\n")
        enough = "[" + ", ".join(names[:-1]) + "]"
        assert check_policy(loaded(files, enough)).diagnostics == ()
        assert told(files, "[" + ", ".join(names) + "]") == [
            ("LP1013", "policy.yaml", f"more than {MOST_FILES} files")
        ]

    def test_lists_do_not_join(self) -> None:
        """The order of a list would depend on the order of files."""
        stages = "shared: 1\nstages: [{name: A, party: sales, enter: won}]\n"
        assert told({"a.yaml": stages, "b.yaml": stages}, "[a.yaml, b.yaml]") == [
            ("LP2002", "b.yaml", "`stages` stands in a.yaml, line 2, already")
        ]

    def test_broken_file(self) -> None:
        """A file that is no YAML ends the work, at its place."""
        assert told({"a.yaml": "shared: 1\nfields: {"}, "a.yaml") == [
            ("LP1002", "a.yaml", "a `{` that is not closed")
        ]

    def test_parameters_of_another_file(self) -> None:
        """Phrases use parameters whichever file states them."""
        files = {
            "a.yaml": "shared: 1\nparameters: {ready: 200}\n",
            "b.yaml": ("shared: 1\ndefinitions: {big: employees >= ready}\n"),
        }
        pact = Pact(check_policy(loaded(files, "[b.yaml, a.yaml]")))
        result = pact.evaluate(make_lead(employees=200), now=at("mon 09:00"))
        assert result.definitions["big"].value is True

    def test_from_disk(self, tmp_path: Path) -> None:
        """`load` reads included files; `loads` has no place to look from."""
        (tmp_path / "sizes.yaml").write_text(SIZES)
        text = make_policy(include="sizes.yaml")
        (tmp_path / "policy.yaml").write_text(text)
        pact = leadpact.load(tmp_path / "policy.yaml")
        assert "big" in pact.checked.policy.definitions
        with pytest.raises(PolicyError, match="given as a text includes no files"):
            leadpact.loads(text)


class TestLoadShared:
    """A file of shared definitions by itself."""

    def test_sound(self) -> None:
        """Names of those who include it are not asked for."""
        load_shared("a.yaml", SIZES.encode())

    def test_mistakes(self) -> None:
        """Its shape and its phrases are judged."""
        with pytest.raises(PolicyError) as caught:
            load_shared("a.yaml", b"shared: 1\npolicy: x\ndefinitions: {big: 5 >}\n")
        codes = [found.code for found in caught.value.diagnostics]
        assert codes == ["LP2007", "LP3001"]

    def test_parameters_of_those_who_include_it(self) -> None:
        """A name in the place of a value may be a parameter that stands elsewhere."""
        text = (
            "shared: 1\ndefinitions: {near: country in served}\ntimers:\n"
            "  t: {party: sales, from: won, until: note, within: soon, times: often}\n"
        )
        load_shared("a.yaml", text.encode())

    def test_included(self) -> None:
        """Files that it includes are read with it."""
        files = {"b.yaml": b"shared: 1\nparameters: {soon: 5}\n"}
        text = "shared: 1\ninclude: b.yaml\ntimers:\n  t: {within: soon}\n"
        with pytest.raises(PolicyError, match="`soon` is `5`, a duration belongs here"):
            load_shared("a.yaml", text.encode(), files.__getitem__)


class TestReading:
    """What files are read, and how much of them."""

    @pytest.mark.parametrize("place", ["a\\0b.yaml", "a\\tb.yaml"])
    def test_odd_places(self, place: str) -> None:
        """No place has a character that nobody sees."""
        ((code, _, message),) = told({}, f'"{place}"')
        assert (code, message.endswith("is not a place beside this file")) == (
            "LP1012",
            True,
        )

    def test_links(self, tmp_path: Path) -> None:
        """A file is the same one however a link leads to it."""
        (tmp_path / "s.yaml").write_text("shared: 1\ninclude: link/s.yaml\n")
        (tmp_path / "link").symlink_to(".")
        (tmp_path / "policy.yaml").write_text(make_policy(include="s.yaml"))
        with pytest.raises(PolicyError, match=r"LP1012.*a circle") as caught:
            leadpact.load(tmp_path / "policy.yaml")
        assert len(caught.value.diagnostics) == 1

    def test_pipes(self, tmp_path: Path) -> None:
        """A pipe, which may never end, is no file to include."""
        os.mkfifo(tmp_path / "s.yaml")
        (tmp_path / "policy.yaml").write_text(make_policy(include="s.yaml"))
        with pytest.raises(PolicyError, match="not a regular file"):
            leadpact.load(tmp_path / "policy.yaml")

    def test_endless(self, tmp_path: Path) -> None:
        """Of a file that is too large no more is read than shows that it is."""
        (tmp_path / "s.yaml").write_bytes(b"#" * (MOST_BYTES * 3))
        assert len(read_file(str(tmp_path / "s.yaml"))) == MOST_BYTES + 1
