from __future__ import annotations

import pytest

from leadpact.errors import PolicyError
from leadpact.loading.formats import FileKind, kind_of, read_format, require_newest
from leadpact.loading.policy import read_nodes


class TestKindOf:
    """What a file seems to be."""

    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (b"leadpact: 1\n", FileKind.POLICY),
            (b"# ours\n'leadpact' : 1\n", FileKind.POLICY),
            (b"\xef\xbb\xbfleadpact: 1\n", FileKind.POLICY),
            (b"mapping: 1\n", FileKind.MAPPING),
            (b'\xef\xbb\xbf"mapping": 1\n', FileKind.MAPPING),
            (b"mapping: x\nleadpact: 1\n", FileKind.POLICY),
            (b"site:\n  leadpact: 1\n", None),
            (b"# leadpact: 1\n", None),
            (b"\xff\xfe", None),
        ],
    )
    def test_by_key(self, data: bytes, kind: FileKind | None) -> None:
        """A key at the start of a line tells it, and that of a policy comes first."""
        assert kind_of(data) is kind


def format_of(value: str, newest: int) -> int:
    """The format of a policy that holds nothing else."""
    root = read_nodes("a.yaml", f"leadpact: {value}\n".encode(), FileKind.POLICY)
    return read_format(root, FileKind.POLICY, newest)


class TestReadFormat:
    """The format of a file."""

    @pytest.mark.parametrize("number", [1, 2, 3])
    def test_known(self, number: int) -> None:
        """Every format up to the newest is known."""
        assert format_of(str(number), 3) == number

    @pytest.mark.parametrize(
        ("value", "message", "hint"),
        [
            ("4", "this file is of format 4, newer than this version", "upgrade"),
            ("9" * 5000, "this file is of format 999", "upgrade leadpact: "),
            ("0", "there is no format `0`", "formats count from 1; "),
            ("01", "there is no format `01`", "formats count from 1; "),
            ("-1", "`-1` is not a format", "a format is a whole number; "),
            ("1.0", "`1.0` is not a format", "a format is a whole number; "),
            ("²", "`²` is not a format", "a format is a whole number; "),
            ("abc", "`abc` is not a format", "a format is a whole number; "),
            ("", "`leadpact` tells no format", ""),
            ("[1]", "`leadpact` tells no format", ""),
        ],
    )
    def test_unknown(self, value: str, message: str, hint: str) -> None:
        """The hint says what to do, and names the formats that are known."""
        with pytest.raises(PolicyError) as caught:
            format_of(value, 3)
        ((found),) = caught.value.diagnostics
        assert found.code == "LP1010"
        assert found.message.startswith(message)
        assert found.hint.startswith(hint)
        reads = "this version of leadpact reads `leadpact: 1` to `leadpact: 3`"
        assert found.hint.endswith(reads)


class TestRequireNewest:
    """Files that must be of the newest format."""

    def test_newest(self) -> None:
        """The newest is fine."""
        root = read_nodes("a.yaml", b"mapping: 2\n", FileKind.MAPPING)
        require_newest(root, FileKind.MAPPING, 2)

    def test_older(self) -> None:
        """An older one is refused with the command that brings it up to date."""
        root = read_nodes("a.yaml", b"mapping: 1\n", FileKind.MAPPING)
        with pytest.raises(PolicyError) as caught:
            require_newest(root, FileKind.MAPPING, 2)
        ((found),) = caught.value.diagnostics
        assert (found.code, found.span.column) == ("LP1010", 10)
        assert (
            found.message == "this file is of format 1, older than this version reads"
        )
        assert found.hint == "run `leadpact migrate a.yaml`"
