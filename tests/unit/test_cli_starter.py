from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from builders import make_policy

from leadpact.cli import starter
from leadpact.cli.starter import (
    Starter,
    policies_folder,
    shipped_policies,
    starter_files,
)
from leadpact.pact import load

if TYPE_CHECKING:
    from pathlib import Path

SHARED = "shared: 1\ndefinitions: {small: employees < 9}\n"


def write(folder: Path, files: dict[str, str]) -> None:
    """Some files in a folder, by their places in it."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands in for the shipped policies."""
    found = tmp_path / "policies"
    monkeypatch.setattr(starter, "_folder", lambda: found)
    return found


class TestPoliciesFolder:
    """`policies_folder`."""

    def test_a_wheel_holds_it_inside(self, tmp_path: Path) -> None:
        """Nothing outside the package counts, whatever stands there."""
        package = tmp_path / "lib" / "site-packages" / "leadpact"
        inside = package / "policies"
        inside.mkdir(parents=True)
        (tmp_path / "lib" / "policies").mkdir()
        assert policies_folder(package) == inside

    def test_a_checkout_holds_it_at_the_top(self, tmp_path: Path) -> None:
        """Two levels above the sources."""
        package = tmp_path / "src" / "leadpact"
        package.mkdir(parents=True)
        (tmp_path / "policies").mkdir()
        assert policies_folder(package) == tmp_path / "policies"

    def test_an_archive_holds_it_inside(self, tmp_path: Path) -> None:
        """A package that is no folder on disk has nothing above it."""
        file = tmp_path / "packages.zip"
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("leadpact/policies/ours/1.0.0.yaml", "leadpact: 1\n")
        package = zipfile.Path(file, "leadpact/")
        found = policies_folder(package)
        assert [book.name for book in found.iterdir()] == ["ours"]


class TestShippedPolicies:
    """`shipped_policies`."""

    def test_the_newest_version_counts(self, folder: Path) -> None:
        """By number: 1.10.0 is newer than 1.9.0."""
        write(
            folder,
            {
                "b/1.9.0.yaml": "",
                "b/1.10.0.yaml": "",
                "b/1.10.0.signatures.json": "",
                "b/tests/2.0.0.yaml": "",
                "a/1.0.0.yaml": "",
                "shared/ours.yaml": "",
                "README.md": "",
            },
        )
        assert shipped_policies() == {"a": "a/1.0.0.yaml", "b": "b/1.10.0.yaml"}
        assert list(shipped_policies()) == ["a", "b"]


class TestStarterFiles:
    """`starter_files`."""

    @pytest.mark.parametrize(
        ("places", "written"),
        [
            ("../shared/ours.yaml", "ours.yaml"),
            ('"../shared/ours.yaml" # both', "ours.yaml # both"),
            (
                "[ ../shared/ours.yaml , 'near.yaml' ]",
                "[ ours.yaml , near.yaml ]",
            ),
            ("\n  - ../shared/ours.yaml\n", "\n  - ours.yaml\n"),
        ],
    )
    def test_included_files_stand_beside(
        self, folder: Path, tmp_path: Path, places: str, written: str
    ) -> None:
        """Their places change, however they are written, and nothing else."""
        text = f"# Ours.\n{make_policy()}\ninclude: {places}"
        files = {
            "ours/1.0.0.yaml": text,
            "ours/near.yaml": "shared: 1\ndefinitions: {big: employees > 99}\n",
            "shared/ours.yaml": SHARED,
        }
        write(folder, files)
        found = starter_files("ours")
        header, copied = found["policy.yaml"].decode().split("\n", 1)
        assert header == "# yaml-language-server: $schema=policy.schema.json"
        assert copied == text.replace(places, written)
        assert found["ours.yaml"].decode() == SHARED
        for name, data in found.items():
            (tmp_path / name).write_bytes(data)
        here = load(tmp_path / "policy.yaml")
        assert here.digest == load(folder / "ours" / "1.0.0.yaml").digest

    def test_what_an_included_file_includes_comes_too(self, folder: Path) -> None:
        """Files of one folder stay together."""
        files = {
            "ours/1.0.0.yaml": f"{make_policy()}\ninclude: ../shared/all.yaml",
            "shared/all.yaml": "shared: 1\ninclude: ours.yaml\n",
            "shared/ours.yaml": SHARED,
        }
        write(folder, files)
        names = list(starter_files("ours"))
        assert names[:-1] == ["policy.yaml", "all.yaml", "ours.yaml"]

    def test_samples_come_with_it(self, folder: Path) -> None:
        """What stands in the folder of samples, by name."""
        write(
            folder,
            {
                "ours/1.0.0.yaml": make_policy(),
                "ours/sample/mapping.yaml": "mapping: 1\n",
                "ours/sample/leads.csv": "id\n",
            },
        )
        found = starter_files("ours")
        assert list(found)[:-1] == ["policy.yaml", "leads.csv", "mapping.yaml"]
        assert found["leads.csv"] == b"id\n"


class TestStarter:
    """`Starter`."""

    @pytest.mark.parametrize(
        ("names", "commands"),
        [
            (("policy.yaml",), ["check", "agreement"]),
            (("policy.yaml", "mapping.yaml"), ["check", "evaluate", "agreement"]),
            (("policy.yaml", "tests/leads.yaml"), ["check", "test", "agreement"]),
        ],
    )
    def test_only_samples_can_be_judged(
        self, tmp_path: Path, names: tuple[str, ...], commands: list[str]
    ) -> None:
        """The commands to try are those that the files are enough for."""
        tour = Starter(tmp_path, names).tour
        assert [command for command, *_ in tour] == commands
