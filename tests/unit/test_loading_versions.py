from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from builders import make_book, make_policy

from leadpact.errors import PolicyError
from leadpact.loading.versions import is_version, version_files

if TYPE_CHECKING:
    from pathlib import Path


def names(folder: Path) -> list[str]:
    """The versions in a folder, as seen from it."""
    files = version_files(str(folder))
    assert all(file.startswith(str(folder)) for file in files)
    return [file.removeprefix(f"{folder}{os.sep}") for file in files]


class TestVersionFiles:
    """`version_files`."""

    def test_versions(self, tmp_path: Path) -> None:
        """Signatures, mappings, shared files, tests and hidden files are none."""
        make_book(tmp_path, {}, {"version": "1.1.0"})
        (tmp_path / "1.0.0.signatures.json").write_text("{}")
        (tmp_path / "mapping.yaml").write_text("mapping: 1\n")
        (tmp_path / "fields.yaml").write_text("shared: 1\n")
        (tmp_path / "notes.md").write_text("leadpact: 1\n")
        (tmp_path / ".draft.yaml").write_text(make_policy())
        make_book(tmp_path / "tests", {})
        make_book(tmp_path / "2.0.0.yaml", {})
        assert names(tmp_path) == ["1.0.0.yaml", "1.1.0.yaml"]

    def test_any_policy(self, tmp_path: Path) -> None:
        """A policy of another name is one too, and what is named like a version."""
        (tmp_path / "draft.yml").write_text(make_policy())
        (tmp_path / "1.0.0.yaml").write_text("")
        (tmp_path / "2.0.0.yaml").symlink_to("nowhere")
        (tmp_path / "other.yaml").symlink_to("nowhere")
        assert names(tmp_path) == ["1.0.0.yaml", "2.0.0.yaml", "draft.yml"]

    def test_unreadable(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """What cannot be read is a version only by its name."""
        make_book(tmp_path, {})
        (tmp_path / "other.yaml").write_text(make_policy())

        def refuse(_: str) -> bytes:
            raise PolicyError([])

        monkeypatch.setattr("leadpact.loading.versions.read_bytes", refuse)
        assert names(tmp_path) == ["1.0.0.yaml"]

    @pytest.mark.parametrize("name", ["nothing", "1.0.0.yaml"])
    def test_no_folder(self, tmp_path: Path, name: str) -> None:
        """What is no folder is told by its name."""
        make_book(tmp_path, {})
        with pytest.raises(PolicyError) as caught:
            version_files(str(tmp_path / name))
        (found,) = caught.value.diagnostics
        assert (found.code, found.span.file) == ("LP1001", str(tmp_path / name))
        assert found.message.startswith("the folder cannot be read: no")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("1.0.0.yaml", True),
        ("10.2.33.yml", True),
        ("1.1.0-draft.1.yaml", True),
        ("1.1.0-.yaml", False),
        ("1.0.yaml", False),
        ("v1.0.0.yaml", False),
        ("1.0.0.signatures.json", False),
        ("1.0.0.yaml.bak", False),
    ],
)
def test_is_version(tmp_path: Path, name: str, *, expected: bool) -> None:
    """A version and the ending of YAML."""
    assert is_version(tmp_path / name) == expected
