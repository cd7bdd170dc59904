from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING

import pytest

from leadpact.errors import RecordError
from leadpact.sources import inputs
from leadpact.sources.inputs import Input, Meter, is_json_lines, lines, opened

if TYPE_CHECKING:
    from pathlib import Path


def read(given: Input, meter: Meter | None = None) -> list[str]:
    """All lines of an input."""
    with opened(given, meter or Meter((given,), None)) as stream:
        return list(lines(given.name, stream))


def refusal(given: Input) -> tuple[int, int, str]:
    """Line, column and message of the LP4001 that an input raises."""
    with pytest.raises(RecordError) as caught:
        read(given)
    (found,) = caught.value.diagnostics
    assert found.code == "LP4001"
    return found.span.line, found.span.column, found.message


def test_path(tmp_path: Path) -> None:
    """A path is read as its file, under its own name."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"x\r\ny")
    given = Input.of(path)
    assert given.name == str(path)
    assert read(given) == ["x\r\n", "y"]


def test_stream_is_left_open() -> None:
    """A stream is read to its end and not closed."""
    stream = io.BytesIO(b"x\n")
    assert read(Input("-", stream)) == ["x\n"]
    assert not stream.closed


@pytest.mark.parametrize("name", ["nothing", ".", "a\0b"])
def test_no_file(tmp_path: Path, name: str) -> None:
    """A file that is not there, and a folder, cannot be read."""
    line, column, message = refusal(Input("data", tmp_path / name))
    assert (line, column) == (1, 1)
    assert message.startswith("`data` cannot be read: ")


def test_not_utf8() -> None:
    """A byte that is not UTF-8 is told with its line and column of characters."""
    data = "a\né".encode() + b"\xff\n"
    assert refusal(Input("-", io.BytesIO(data))) == (
        2,
        2,
        "the byte 0xff is not UTF-8",
    )


def test_cut_gzip() -> None:
    """A gzip file that ends too early is told at the line it was cut in."""
    rows = "".join(f"{number},{number * 7919}\n" for number in range(50_000))
    data = gzip.compress(rows.encode())
    line, _, message = refusal(Input("x", io.BytesIO(data[: len(data) // 2])))
    assert 1_000 < line < 49_000
    assert message.startswith("`x` cannot be read to its end: ")


@pytest.mark.parametrize(
    "data",
    [b"\x1f\x8b", b"\x1f\x8brubbish", gzip.compress(b"a\n", mtime=0) + b"rubbish"],
)
def test_not_gzip(data: bytes) -> None:
    """What begins like gzip but is none cannot be read, also when only asked."""
    refusal(Input("x", io.BytesIO(data)))


def test_damaged_gzip_when_asked() -> None:
    """Asking for the format of a damaged file tells that it is damaged."""
    given = Input("x", io.BytesIO(b"\x1f\x8brubbish"))
    with (
        opened(given, Meter((given,), None)) as stream,
        pytest.raises(RecordError) as caught,
    ):
        is_json_lines(given, stream)
    assert caught.value.diagnostics[0].code == "LP4001"


def test_endless_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line without end is refused before it fills the memory."""
    monkeypatch.setattr(inputs, "_LONGEST_LINE", 10)
    assert read(Input("-", io.BytesIO(b"012345678\n0123456789"))) != []
    line, _, message = refusal(Input("-", io.BytesIO(b"0\n0123456789\n")))
    assert line == 2
    assert "longer" in message


def test_progress(tmp_path: Path) -> None:
    """Progress counts packed bytes up to the size of all files together."""
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"x\n" * 100_000))
    other = tmp_path / "b.csv"
    other.write_bytes(b"y\n" * 50_000)
    calls: list[tuple[int, int | None]] = []
    given = (Input.of(path), Input.of(other))
    meter = Meter(given, lambda done, total: calls.append((done, total)))
    for one in given:
        read(one, meter)
    size = path.stat().st_size + 100_000
    assert calls[-1] == (size, size)
    assert calls == sorted(calls)


@pytest.mark.parametrize("name", ["stream", "gone"])
def test_progress_without_total(tmp_path: Path, name: str) -> None:
    """The total of a stream, or of a file that is gone, is not known."""
    source = io.BytesIO(b"x\n") if name == "stream" else tmp_path / name
    calls: list[int | None] = []
    meter = Meter((Input(name, source),), lambda _, total: calls.append(total))
    meter.add(1)
    assert calls == [None]
