from __future__ import annotations

import json
import re
from importlib import resources
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from leadpact.cli import verdicts
from leadpact.diagnostics import Diagnostic, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BAD = "    within: 3 business hour\n"


def advice(told: str) -> list[str]:
    """Severities and codes of what is told, in order."""
    return re.findall(r"(?:error|warning|note)\[LP\d+\]", told)


def spoil(file: Path) -> int:
    """Misspell an event of a policy; the line of the mistake."""
    text = file.read_text()
    spoilt = text.replace("until: [accepted, rejected]", "until: [acepted, rejected]")
    assert spoilt != text
    file.write_text(spoilt)
    return text[: text.index("until: [accepted")].count("\n") + 1


class TestFiles:
    """Files that are named."""

    def test_fine(self, run: Callable[..., Any], desk: Path) -> None:
        """A line of each file tells that it is fine, and the digest of a policy."""
        assert desk.is_dir()
        ended = run("check", "policy.yaml", "mapping.yaml")
        assert (ended.code, ended.err) == (0, "")
        policy, mapping = ended.out.splitlines()
        start, _, digest = policy.rpartition(" ")
        assert start == "policy.yaml: starter 1.0.0, fine, digest"
        assert len(bytes.fromhex(digest)) == 32
        assert mapping == "mapping.yaml: mapping, fine"

    def test_digest_is_of_the_meaning(
        self, run: Callable[..., Any], desk: Path
    ) -> None:
        """A comment leaves the digest as it is, a number changes it."""
        file = desk / "policy.yaml"
        text = file.read_text()
        digests = []
        for changed in (
            text,
            f"# A comment.\n{text}",
            text.replace("employees >= 20", "employees >= 30"),
        ):
            file.write_text(changed)
            digests.append(run("check", "policy.yaml").out.split()[-1])
        assert digests[0] == digests[1]
        assert digests[0] != digests[2]

    def test_mistake(self, run: Callable[..., Any], desk: Path) -> None:
        """A mistake is told with its place, its source, carets and a hint."""
        line = spoil(desk / "policy.yaml")
        ended = run("check", "policy.yaml", "mapping.yaml")
        assert ended.code == 3
        # The other file is checked all the same.
        assert ended.out == "mapping.yaml: mapping, fine\n"
        told = ended.err.splitlines()
        assert told == [
            f"policy.yaml:{line}:13: error[LP2001]: unknown event `acepted`",
            f"{line:>5} |     until: [acepted, rejected]",
            "      |             ^^^^^^^",
            "  hint: did you mean `accepted`?",
            "1 file is invalid",
        ]

    def test_broken_mapping(self, run: Callable[..., Any], desk: Path) -> None:
        """A mapping is checked as a mapping."""
        file = desk / "mapping.yaml"
        file.write_text(
            file.read_text().replace("take", "tak").replace("lead:", "led:")
        )
        ended = run("check", "mapping.yaml")
        assert ended.code == 3
        assert "unknown key `led`" in ended.err

    def test_any_name(self, run: Callable[..., Any], desk: Path) -> None:
        """A file that is named is checked as a policy, whatever it is."""
        assert desk.is_dir()
        assert run("check", "leads.csv").code == 3


class TestBooks:
    """Folders that hold versions of one policy."""

    def book(self, desk: Path, ends: str) -> Path:
        """Two versions; the second comes into force in April."""
        folder = desk / "inbound"
        folder.mkdir()
        text = (desk / "policy.yaml").read_text()
        first = f"effective: 2026-03-02\nends: {ends}\n"
        old = text.replace("effective: 2026-03-02\n", first)
        (folder / "1.0.0.yaml").write_text(old)
        new = text.replace("version: 1.0.0", "version: 1.1.0")
        new = new.replace("effective: 2026-03-02", "effective: 2026-04-01")
        (folder / "1.1.0.yaml").write_text(new)
        return folder

    @pytest.mark.parametrize(
        ("ends", "code", "told"),
        [
            ("2026-03-31", 0, []),
            ("2026-03-30", 1, ["warning[LP2305]"]),
            ("2026-04-01", 3, ["error[LP2304]"]),
        ],
    )
    def test_ends(
        self, run: Callable[..., Any], desk: Path, ends: str, code: int, told: list[str]
    ) -> None:
        """A gap is a warning, an overlap an error of the file that it stands in."""
        self.book(desk, ends)
        ended = run("check", "inbound")
        assert (ended.code, advice(ended.err)) == (code, told)
        fine = [line.split(":")[0] for line in ended.out.splitlines()]
        expected = ["inbound/1.0.0.yaml", "inbound/1.1.0.yaml"]
        assert fine == (expected[1:] if code == 3 else expected)
        # Alone each of them is fine.
        assert run("check", *expected).code == 0

    def test_json(self, run: Callable[..., Any], desk: Path) -> None:
        """A version that overlaps has no digest to be trusted."""
        self.book(desk, "2026-12-31")
        report = json.loads(run("check", "--format", "json", "inbound").out)
        assert [(row["ok"], row["digest"] is None) for row in report["files"]] == [
            (False, True),
            (True, False),
        ]
        (found,) = report["diagnostics"]
        assert (found["code"], found["file"]) == ("LP2304", "inbound/1.0.0.yaml")

    def test_broken_version(self, run: Callable[..., Any], desk: Path) -> None:
        """A gap may be filled by a version that has mistakes of its own."""
        folder = self.book(desk, "2026-03-15")
        (folder / "1.0.1.yaml").write_text("leadpact: 1\n")
        assert advice(run("check", "inbound").err) == ["error[LP1006]"]

    def test_no_book(self, run: Callable[..., Any], desk: Path) -> None:
        """Policies that are not named like versions have nothing to do with others."""
        (desk / "other.yaml").write_text((desk / "policy.yaml").read_text())
        assert advice(run("check", ".").err) == []


class TestAdvice:
    """Warnings and notes on files that are fine."""

    def lengthen(self, desk: Path, comment: str = "") -> None:
        """Let a first touch take longer than acceptance, with a comment beside it."""
        file = desk / "policy.yaml"
        late = "25 business hours when employees > 9000"
        text = file.read_text().replace("15 business minutes when band is hot", late)
        file.write_text(text.replace(late, f"{late} {comment}"))

    def test_warning(self, run: Callable[..., Any], desk: Path) -> None:
        """A warning is told on stderr, and ends the check with code 1."""
        self.lengthen(desk)
        ended = run("check", "policy.yaml")
        assert ended.code == 1
        assert "warning[LP2105]" in ended.err
        assert ", fine, digest " in ended.out

    @pytest.mark.parametrize(
        ("now", "code"),
        # New York is four hours behind in June.
        [("2026-07-01T03:59:59Z", 0), ("2026-07-01T04:00:00Z", 1)],
    )
    def test_now(
        self, run: Callable[..., Any], desk: Path, now: str, code: int
    ) -> None:
        """An acknowledgement runs out with its last day in the policy's timezone."""
        self.lengthen(desk, "# allow LP2105 until 2026-06-30: as agreed")
        ended = run("check", "policy.yaml", "--now", now)
        assert ended.code == code
        assert ("warning[LP2109]" in ended.err) == bool(code)

    def test_clock(self, run: Callable[..., Any], desk: Path) -> None:
        """Without an instant the present counts."""
        self.lengthen(desk, "# allow LP2105 until 2020-01-01: as agreed")
        assert "warning[LP2109]" in run("check", "policy.yaml").err

    @pytest.mark.parametrize("now", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
    def test_far(self, run: Callable[..., Any], desk: Path, now: str) -> None:
        """The first and the last day of all are days like any other."""
        assert desk.is_dir()
        for zone in ("Pacific/Kiritimati", "Pacific/Niue"):
            file = desk / "policy.yaml"
            text = file.read_text()
            file.write_text(re.sub("(?m)^timezone: .*$", f"timezone: {zone}", text))
            assert run("check", "policy.yaml", "--now", now).code == 0

    def test_bad_now(self, run: Callable[..., Any], desk: Path) -> None:
        """An instant without a zone is wrong usage."""
        assert desk.is_dir()
        ended = run("check", "policy.yaml", "--now", "2026-07-01")
        assert ended.code == 2


class TestMappings:
    """A mapping beside the policy that it is for."""

    @pytest.fixture
    def spoilt(self, desk: Path) -> Path:
        """A desk whose mapping makes no `accepted` events."""
        file = desk / "mapping.yaml"
        text = file.read_text()
        file.write_text(text.replace("event: accepted", "event: note"))
        return desk

    @pytest.mark.parametrize(
        "paths", [("mapping.yaml",), (".",), ("mapping.yaml", "policy.yaml")]
    )
    def test_beside(
        self, run: Callable[..., Any], spoilt: Path, paths: tuple[str, ...]
    ) -> None:
        """It is compared with the one policy in its folder, or on the command line."""
        assert spoilt.is_dir()
        ended = run("check", *paths)
        assert ended.code == 1
        assert "mapping.yaml:17:3: warning[LP2111]: no rule yields" in ended.err
        assert "mapping.yaml: mapping, fine" in ended.out

    def test_elsewhere(
        self, run: Callable[..., Any], spoilt: Path, tmp_path: Path
    ) -> None:
        """A policy that is named counts wherever it stands."""
        (spoilt / "policy.yaml").rename(tmp_path / "other.yaml")
        assert run("check", "mapping.yaml").code == 0
        assert run("check", "mapping.yaml", str(tmp_path / "other.yaml")).code == 1

    def test_several(self, run: Callable[..., Any], spoilt: Path) -> None:
        """Beside two policies it is not certain which one is meant."""
        other = (spoilt / "policy.yaml").read_text()
        (spoilt / "other.yaml").write_text(other)
        assert run("check", "mapping.yaml").code == 0
        assert run("check", "mapping.yaml", "other.yaml").code == 1

    def test_broken_policy(self, run: Callable[..., Any], spoilt: Path) -> None:
        """Beside a policy with errors only the policy is told of."""
        spoil(spoilt / "policy.yaml")
        assert run("check", "mapping.yaml").code == 0
        (spoilt / "policy.yaml").unlink()
        (spoilt / "policy.yaml").symlink_to("nowhere.yaml")
        assert run("check", "mapping.yaml").code == 0


class TestFolders:
    """Folders that are searched."""

    def test_searched(self, run: Callable[..., Any], desk: Path) -> None:
        """Policies and mappings are found below; tests and other YAML are not ours."""
        policy = (desk / "policy.yaml").read_text()
        for name, text in {
            "book/starter/1.0.0.yml": policy,
            "book/starter/tests/1.0.0.yaml": "cases: []\n",
            "book/.old/1.0.0.yaml": "broken: [\n",
            "book/other.yaml": "site_name: ours\n",
        }.items():
            file = desk / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        ended = run("check", str(desk))
        assert ended.code == 0
        named = [line.split(": ")[0] for line in ended.out.splitlines()]
        assert named == [
            str(desk / name)
            for name in ("book/starter/1.0.0.yml", "mapping.yaml", "policy.yaml")
        ]
        told = f"{desk}: passed over 1 file that is neither policy nor mapping\n"
        assert ended.err == told

    def test_every_mistake(self, run: Callable[..., Any], desk: Path) -> None:
        """One broken file does not hide another."""
        (desk / "other.yaml").write_text((desk / "policy.yaml").read_text())
        spoil(desk / "policy.yaml")
        spoil(desk / "other.yaml")
        ended = run("check", ".")
        assert ended.code == 3
        assert ended.err.count("error[LP2001]") == 2
        assert "2 files are invalid" in ended.err

    def test_nothing(self, run: Callable[..., Any], tmp_path: Path) -> None:
        """A folder without a policy is a mistake of the user."""
        ended = run("check", str(tmp_path))
        assert ended.code == 2
        assert "there is no policy and no mapping" in ended.err


class TestFormats:
    """Reports for programs."""

    def test_json(self, run: Callable[..., Any], desk: Path) -> None:
        """A JSON document tells of every file and of every mistake."""
        digest = run("check", "policy.yaml").out.split()[-1]
        (desk / "broken.yaml").write_text((desk / "policy.yaml").read_text())
        line = spoil(desk / "broken.yaml")
        ended = run("check", ".", "--format", "json")
        remark = "mapping.yaml: not compared with a policy, since there are 2\n"
        assert (ended.code, ended.err) == (3, remark)
        report = json.loads(ended.out)
        schema = resources.files("leadpact") / "schemas" / "check-1.json"
        described = json.loads(schema.read_text("utf-8"))
        jsonschema.Draft202012Validator.check_schema(described)
        jsonschema.Draft202012Validator(described).validate(report)
        told = report["diagnostics"]
        report["diagnostics"] = [one for one in told if one["severity"] == "error"]
        nothing = dict.fromkeys(("policy", "version", "digest"))
        sound = {"policy": "starter", "version": "1.0.0", "digest": digest}
        assert report == {
            "format": 1,
            "files": [
                {"file": "broken.yaml", "kind": "policy", "ok": False, **nothing},
                {"file": "mapping.yaml", "kind": "mapping", "ok": True, **nothing},
                {"file": "policy.yaml", "kind": "policy", "ok": True, **sound},
            ],
            "diagnostics": [
                {
                    "code": "LP2001",
                    "severity": "error",
                    "message": "unknown event `acepted`",
                    "hint": "did you mean `accepted`?",
                    "file": "broken.yaml",
                    "line": line,
                    "column": 13,
                    "end_line": line,
                    "end_column": 20,
                }
            ],
        }

    def test_sarif(self, run: Callable[..., Any], desk: Path) -> None:
        """A SARIF log tells places from the working folder."""
        line = spoil(desk / "policy.yaml")
        ended = run("check", str(desk), "--format", "sarif")
        assert (ended.code, ended.err) == (3, "")
        (one,) = json.loads(ended.out)["runs"]
        (result,) = one["results"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {"uri": "policy.yaml"}
        assert place["region"]["startLine"] == line

    def test_github(self, run: Callable[..., Any], desk: Path) -> None:
        """A workflow command tells of each mistake, and none of sound files."""
        line = spoil(desk / "policy.yaml")
        ended = run("check", ".", "--format", "github")
        assert (ended.code, ended.err) == (3, "")
        assert ended.out == (
            f"::error file=policy.yaml,line={line},endLine={line},col=13,endColumn=20,"
            "title=LP2001::unknown event `acepted`%0Ahint: did you mean `accepted`?\n"
        )

    @pytest.mark.parametrize("style", ["json", "sarif", "github"])
    def test_other_files(self, run: Callable[..., Any], desk: Path, style: str) -> None:
        """What is no part of a report stands beside it."""
        (desk / "other.yaml").write_text("site_name: ours\n")
        ended = run("check", ".", "--format", style)
        assert ended.code == 0
        told = ".: passed over 1 file that is neither policy nor mapping\n"
        assert ended.err == told


class TestFailOn:
    """How much it takes to fail."""

    @pytest.mark.parametrize(
        ("severity", "least", "code"),
        [
            ("warning", None, 1),
            ("note", None, 0),
            ("warning", "error", 0),
            ("note", "note", 1),
        ],
    )
    def test_advice(
        self,
        run: Callable[..., Any],
        desk: Path,
        monkeypatch: pytest.MonkeyPatch,
        severity: str,
        least: str | None,
        code: int,
    ) -> None:
        """Advice on a sound file is told, and fails as it is told to."""
        assert desk.is_dir()
        span = Span("policy.yaml", 2, 1, 2, 9)
        advice = Diagnostic("LP2007", "odd", span, severity=Severity(severity))
        monkeypatch.setattr(verdicts, "advise_policy", lambda _, **__: (advice,))
        options = ["--fail-on", least] if least else []
        ended = run("check", "policy.yaml", *options)
        assert ended.code == code
        assert ended.out.startswith("policy.yaml: starter 1.0.0, fine, digest ")
        assert f"policy.yaml:2:1: {severity}[LP2007]: odd" in ended.err

    def test_errors(self, run: Callable[..., Any], desk: Path) -> None:
        """An error always fails."""
        spoil(desk / "policy.yaml")
        assert run("check", "policy.yaml", "--fail-on", "error").code == 3
