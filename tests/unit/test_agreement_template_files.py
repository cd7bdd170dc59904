from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadpact.agreement import template_digest, template_files
from leadpact.agreement.template_files import read_templates, shipped_templates
from leadpact.errors import AgreementError

#: Bytes of templates, by name; a page is always among them.
FOLDERS = st.dictionaries(
    st.from_regex(r"[a-z]{1,3}\.j2", fullmatch=True), st.text().map(str.encode)
).map(lambda files: {"page.md.j2": b"#", **files})


def folder_of(place: Path, files: dict[str, bytes]) -> Path:
    """A new folder that holds some files."""
    folder = place / hashlib.sha256(repr(files).encode()).hexdigest()
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def refusal(folder: Path) -> str:
    """What is said of a folder that cannot be read, without its name."""
    with pytest.raises(AgreementError) as error:
        read_templates(folder)
    (found,) = error.value.diagnostics
    assert found.code == "LP5010"
    assert template_digest_refuses(folder)
    return str(found).replace(str(folder), "DIR")


def template_digest_refuses(folder: Path) -> bool:
    """Whether a folder that cannot be read has no digest either."""
    try:
        template_digest(folder)
    except AgreementError:
        return True
    return False


class TestReadTemplates:
    """`read_templates`."""

    def test_own_templates_stand_beside_the_shipped_ones(self, tmp_path: Path) -> None:
        """Their names cannot meet, and a page without an own template is shipped."""
        (tmp_path / "page.md.j2").write_text("# own")
        (tmp_path / "parts.j2").write_text("part")
        (tmp_path / "notes.txt").write_text("not read")
        templates = read_templates(tmp_path)
        own = {"page.md.j2": "# own", "parts.j2": "part"}
        assert templates.files == {**shipped_templates().files, **own}
        assert templates.page("page.md.j2") == "page.md.j2"
        assert templates.page("page.typ.j2") == "leadpact/page.typ.j2"

    def test_a_link_inside_the_folder_is_followed(self, tmp_path: Path) -> None:
        """A folder may be laid out by a tool that links."""
        (tmp_path / "text").write_text("# own")
        (tmp_path / "page.md.j2").symlink_to("text")
        assert read_templates(tmp_path).files["page.md.j2"] == "# own"

    def test_a_link_out_of_the_folder_is_refused(self, tmp_path: Path) -> None:
        """Also to a file that anybody may read."""
        (tmp_path / "page.md.j2").write_text("# own")
        (tmp_path / "secret.j2").symlink_to("/etc/passwd")
        assert "`DIR/secret.j2` cannot be read: it is a link out" in refusal(tmp_path)

    def test_what_is_no_template_is_refused(self, tmp_path: Path) -> None:
        """Each with its reason."""
        assert "`DIR` cannot be read: no such file" in refusal(tmp_path / "none")
        (tmp_path / "page.tpy.j2").write_text("")
        said = refusal(tmp_path)
        assert "holds none of `page.typ.j2`, `page.html.j2`, `page.md.j2`" in said
        assert "hint: did you mean `page.tpy.j2`?" in said
        (tmp_path / "page.md.j2").write_bytes(b"\xff")
        assert "`DIR/page.md.j2` cannot be read: it is not UTF-8" in refusal(tmp_path)
        (tmp_path / "page.md.j2").unlink()
        (tmp_path / "page.md.j2").mkdir()
        assert "`DIR/page.md.j2` cannot be read: it is no file" in refusal(tmp_path)

    def test_a_link_to_itself_is_refused(self, tmp_path: Path) -> None:
        """It leads nowhere."""
        (tmp_path / "page.md.j2").symlink_to("page.md.j2")
        assert "`DIR/page.md.j2` cannot be read: it is no file" in refusal(tmp_path)

    def test_a_protected_file_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """With the reason of the system."""

        def protected(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        (tmp_path / "page.md.j2").write_text("# own")
        monkeypatch.setattr(Path, "open", protected)
        said = refusal(tmp_path)
        assert "`DIR/page.md.j2` cannot be read: permission denied" in said

    def test_a_large_folder_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """By its bytes and by its files; what is within both limits is read."""
        monkeypatch.setattr(template_files, "MOST_FILES", 2)
        (tmp_path / "page.md.j2").write_bytes(b"x" * 600_000)
        (tmp_path / "more.j2").write_bytes(b"x" * 400_000)
        assert len(read_templates(tmp_path).files["page.md.j2"]) == 600_000
        (tmp_path / "more.j2").write_bytes(b"x" * 400_001)
        assert "it holds more than 1,000,000 bytes" in refusal(tmp_path)
        (tmp_path / "third.j2").write_bytes(b"")
        assert "it holds more than 2 templates" in refusal(tmp_path)


class TestTemplateDigest:
    """`template_digest`."""

    def test_anybody_can_compute_it(self, tmp_path: Path) -> None:
        """From the names and bytes of all templates, sorted by name."""
        (tmp_path / "page.md.j2").write_bytes(b"# own")
        shipped = Path(template_files.__file__).parent / "templates"
        files = {f"leadpact/{each.name}": each for each in shipped.iterdir()}
        told = b""
        for name in sorted(files):
            data = files[name].read_bytes()
            told += name.encode() + b"\0" + str(len(data)).encode() + b"\0" + data
        assert template_digest(None) == hashlib.sha256(told).hexdigest()
        told += b"page.md.j2\x005\x00# own"
        assert template_digest(tmp_path) == hashlib.sha256(told).hexdigest()

    @given(one=FOLDERS, two=FOLDERS)
    def test_other_templates_have_another_digest(
        self,
        tmp_path_factory: pytest.TempPathFactory,
        one: dict[str, bytes],
        two: dict[str, bytes],
    ) -> None:
        """Two folders have one digest if and only if their templates are the same."""
        place = tmp_path_factory.getbasetemp()
        digests = [template_digest(folder_of(place, files)) for files in (one, two)]
        assert (digests[0] == digests[1]) == (one == two)
        assert template_digest(None) not in digests
