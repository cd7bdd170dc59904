"""Templates of companies, friendly and hostile, through `render`."""

from __future__ import annotations

import importlib.util
import re
from typing import TYPE_CHECKING

import pytest
from builders_agreement import bare_view, full_view

from leadpact.agreement import Target, confined, render
from leadpact.agreement.confined import Limits
from leadpact.errors import AgreementError

if TYPE_CHECKING:
    from pathlib import Path

    from leadpact.diagnostics import Diagnostic

TARGETS = {"typ": Target.PDF, "html": Target.HTML, "md": Target.MARKDOWN}
EVERY_TARGET = pytest.mark.parametrize("kind", list(TARGETS))
#: A document of Typst that is one page when nothing follows.
TITLE = '#set document(title: "a")\n'


def made(folder: Path, kind: str, text: str, **others: str) -> bytes:
    """The page of the full agreement by the template of a target."""
    (folder / f"page.{kind}.j2").write_text(text)
    for name, other in others.items():
        (folder / f"{name}.j2").write_text(other)
    return render(full_view(), TARGETS[kind], template=folder)


def refusal(folder: Path, kind: str, text: str) -> Diagnostic:
    """The one mistake for which a template is refused."""
    with pytest.raises(AgreementError) as error:
        made(folder, kind, text)
    (found,) = error.value.diagnostics
    return found


class TestOwnTemplate:
    """What a company changes, and what stays."""

    @EVERY_TARGET
    def test_one_that_only_extends_changes_nothing(
        self, tmp_path: Path, kind: str
    ) -> None:
        """Not a byte, but for the policy that every own page of HTML gets."""
        page = made(tmp_path, kind, f'{{% extends "leadpact/page.{kind}.j2" %}}')
        policy = rb"<meta http-equiv=\"Content-Security-Policy\".*>\n"
        shipped = render(full_view(), TARGETS[kind])
        assert re.sub(policy, b"", page) == shipped
        assert len(re.findall(policy, page)) == (kind == "html")

    def test_a_target_without_a_template_is_the_shipped_page(
        self, tmp_path: Path
    ) -> None:
        """A folder may hold the template of one target alone."""
        made(tmp_path, "md", "# own")
        for target in (Target.PDF, Target.HTML):
            page = render(bare_view(), target, template=tmp_path)
            assert page == render(bare_view(), target)


class TestMistakes:
    """A template that cannot be used: what is said, and where."""

    @pytest.mark.parametrize(
        ("text", "message", "hint"),
        [
            ("{% if %}", "the template fails: expected an expression, got", ""),
            ("{{ vew.title }}", "`vew` is undefined", "did you mean `view`?"),
            (
                "{{ view.titel }}",
                "`AgreementView` has no attribute `titel`",
                "did you mean `title`?",
            ),
            ("{{ 1 / 0 }}", "the template fails: division by zero", ""),
            ("{% include 'p.j2' %}", "there is no template `p.j2`", "known here: "),
            ("{{ [view.title] | map('safe') | list }}", "the template fails: no f", ""),
        ],
    )
    def test_a_mistake_is_told_with_its_line(
        self, tmp_path: Path, text: str, message: str, hint: str
    ) -> None:
        """LP5011, on the line of the template."""
        found = refusal(tmp_path, "md", f"a\n  {text}\n")
        place = f"{tmp_path / 'page.md.j2'}:2:3"
        assert (found.code, str(found.span)) == ("LP5011", place)
        assert found.message.startswith(message)
        assert found.hint.startswith(hint)

    def test_the_line_is_shown(self, tmp_path: Path) -> None:
        """The error carries the texts of the templates."""
        with pytest.raises(AgreementError) as error:
            made(tmp_path, "md", "{{ titel }}")
        (found,) = error.value.diagnostics
        assert error.value.sources[found.span.file] == "{{ titel }}"

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ('#panic("x")', 'panicked with: x, in `#panic("x")`'),
            ("#while true {}", "condition is always true, in `#while true {}`"),
            ("#{let f(n) = f(n); f(1)}", "maximum function call depth exceeded, in `"),
            ("#let", "expected"),
        ],
    )
    def test_what_typst_refuses(self, tmp_path: Path, text: str, message: str) -> None:
        """Its words, and the line of the template that it stumbled over."""
        pytest.importorskip("typst")
        found = refusal(tmp_path, "typ", f"{TITLE}\n{text}\n")
        assert (found.code, found.span.line) == ("LP5011", 3)
        assert found.message.startswith(f"Typst refuses the page: {message}")

    def test_two_pages(self, tmp_path: Path) -> None:
        """An own page is one page like any other."""
        pytest.importorskip("typst")
        found = refusal(tmp_path, "typ", f"{TITLE}a #pagebreak() b")
        assert found.code == "LP5001"
        assert found.message.endswith("one page of a4 paper as the template sets it")

    def test_a_character_that_no_font_has(self, tmp_path: Path) -> None:
        """As with the shipped page."""
        pytest.importorskip("typst")
        found = refusal(tmp_path, "typ", f"{TITLE}\u6f22")
        assert (found.code, "`\u6f22`" in found.message) == ("LP5004", True)

    def test_the_day_is_that_of_the_policy(self, tmp_path: Path) -> None:
        """A page that prints today would be another one tomorrow."""
        pytest.importorskip("typst")
        today = "#assert(datetime.today().display() == str({{ view.effective }}))"
        page = made(tmp_path, "typ", f"{TITLE}{today}")
        assert page.startswith(b"%PDF-")


class TestHostile:
    """A template that wants more than it may have: each has its own error."""

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (
                "{{ ''.__class__.__mro__ }}",
                "access to attribute `__class__` of `str` object is unsafe",
            ),
            (
                "{{ ''|attr('__class__') }}",
                "the filter `attr` may not stand in a template",
            ),
            (
                "{{ '{0.__class__.__mro__}'.format('') }}",
                "access to attribute `__class__` of `str` object is unsafe",
            ),
            (
                "{{ view.places.clear() }}",
                "access to attribute `clear` of `dict` object is unsafe",
            ),
            (
                "{{ range.__globals__ }}",
                "access to attribute `__globals__` of `function` object is unsafe",
            ),
            (
                "{% include '../../etc/passwd' %}",
                "`../../etc/passwd` is no file of the folder",
            ),
            (
                "{% import '/etc/passwd' as x %}",
                "`/etc/passwd` is no file of the folder",
            ),
            ("{{ view.title|safe }}", "the filter `safe` may not stand in a template"),
            ("{{ view.title|e }}", "the filter `e` may not stand in a template"),
            (
                "{% autoescape false %}{{ view.title }}{% endautoescape %}",
                "`autoescape` may not stand in a template",
            ),
            (
                "{% filter striptags %}{{ view.title }}{% endfilter %}",
                "a `filter` block may not stand in a template",
            ),
        ],
    )
    def test_the_sandbox_refuses(self, tmp_path: Path, text: str, message: str) -> None:
        """LP5012: what is behind the values, files, and unescaped values."""
        found = refusal(tmp_path, "md", f"a\n{text}\n")
        assert (found.code, found.message, found.span.line) == ("LP5012", message, 2)
        assert found.hint

    @pytest.mark.parametrize(
        ("text", "what"),
        [
            ('#read("/etc/passwd")', "a file"),
            ('#read("../../etc/passwd")', "a file"),
            ('#image("a.png")', "a file"),
            ('#include "/etc/passwd"', "a file"),
            ('#import "@preview/x:1.0.0"', "a package"),
            ('#import "@local/x:1.0.0"', "a package"),
            ('#{let p = "@preview/" + "x:1.0.0"; import p: *}', "a package"),
            (
                (
                    "#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' "
                    "width='9' height='9'><image width='9' height='9' "
                    "href='/etc/a.png'/></svg>\"))"
                ),
                "a file",
            ),
        ],
    )
    def test_typst_has_no_files_and_no_packages(
        self, tmp_path: Path, text: str, what: str
    ) -> None:
        """LP5012, with the line of the template, and nothing of the machine."""
        pytest.importorskip("typst")
        found = refusal(tmp_path, "typ", f"{TITLE}\n{text}\n")
        told = f"the page asks for {what}, and there is none for it, in `{text[:20]}"
        assert (found.code, found.span.line) == ("LP5012", 3)
        assert found.message.startswith(told)
        assert str(tmp_path) not in found.message

    def test_html_loads_nothing(self, tmp_path: Path) -> None:
        """LP5012 for a script; the browser holds the page to it besides."""
        found = refusal(
            tmp_path,
            "html",
            '{% extends "leadpact/page.html.j2" %}\n{% block masthead %}\n'
            '<script src="http://example.com/a.js"></script>\n{% endblock %}',
        )
        assert (found.code, found.span.line) == ("LP5012", 3)
        assert found.message == "the page has an element `script`"

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("{% for i in range(10**9) %}x{% endfor %}", "the template counts too far"),
            ("{{ 'x' * 10**10 }}", "the template takes more memory than it may"),
            (
                (
                    "{% set n = namespace(x='x') %}{% for i in range(60) %}{% set n.x ="
                    " n.x ~ n.x %}{% endfor %}"
                ),
                "the template takes more memory than it may",
            ),
            (
                "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
                "the template calls or includes itself without end",
            ),
            (
                "{% include 'page.md.j2' %}",
                "the template calls or includes itself without end",
            ),
            (
                "{% for i in range(1000) %}{{ 'x' * 100000 }}{% endfor %}",
                "the page is larger than it may be",
            ),
        ],
    )
    def test_too_much_is_told_with_its_line(
        self, tmp_path: Path, text: str, message: str
    ) -> None:
        """LP5013: steps, memory, recursion, 100 MB of output."""
        found = refusal(tmp_path, "md", text)
        assert (found.code, found.span.line) == ("LP5013", 1)
        assert found.message.startswith(message)
        assert found.hint

    @pytest.mark.parametrize(
        ("kind", "text", "what"),
        [
            (
                "md",
                (
                    "{% for i in range(99999) %}{% for j in range(99999) %}"
                    "{% endfor %}{% endfor %}"
                ),
                "more than 1 seconds",
            ),
            ("md", "{{ (10 ** (10 ** 9)) > 1 }}", "more than 1 seconds"),
            (
                "typ",
                "#for i in range(99999) { for j in range(99999) { let k = i * j } }",
                "more than 1 seconds",
            ),
            ("typ", '#("x" * 10000000000)', "more memory than it may"),
        ],
    )
    def test_the_system_ends_what_takes_too_much(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        kind: str,
        text: str,
        what: str,
    ) -> None:
        """LP5013: where the process can say nothing, the limit tells."""
        pytest.importorskip("typst")
        monkeypatch.setattr(confined, "LIMITS", Limits(cpu=1))
        found = refusal(tmp_path, kind, f"{TITLE}{text}")
        assert (found.code, found.message) == ("LP5013", f"the page takes {what}")


class TestProcess:
    """The process itself, with other things to run in the place of leadpact."""

    def failure(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, code: str
    ) -> tuple[str, str]:
        """What is told of a process that runs some code."""
        monkeypatch.setattr(confined, "CODE", code)
        found = refusal(folder, "md", "# own")
        return found.code, found.message

    @pytest.mark.parametrize(
        ("code", "told"),
        [
            (
                "import os; os.kill(os.getpid(), 9)",
                "the process that makes the page failed: it ended with signal 9",
            ),
            (
                "import sys; sys.exit('no room')",
                (
                    "the process that makes the page failed: it ended with status 1: "
                    "no room"
                ),
            ),
            (
                "print('hello')",
                "the process that makes the page failed: it gives no page",
            ),
            (
                "print('refused\\n[]')",
                "the process that makes the page failed: it gives no page",
            ),
            (
                'print(\'refused\\n[["LP9999", "a", ["a", 1, 1, 1, 1], ""]]\')',
                "the process that makes the page failed: it gives no page",
            ),
            (
                'print(\'refused\\n[["LP5011", "a", [1], ""]]\')',
                "the process that makes the page failed: it gives no page",
            ),
        ],
    )
    def test_an_end_without_an_answer(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, told: str
    ) -> None:
        """LP5014, whatever the process did instead."""
        assert self.failure(tmp_path, monkeypatch, code) == ("LP5014", told)

    def test_waiting_ends(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Also what takes no time of a processor is ended."""
        monkeypatch.setattr(confined, "LIMITS", Limits(wall=1))
        told = self.failure(tmp_path, monkeypatch, "import time; time.sleep(60)")
        assert told == ("LP5013", "the page takes more than 1 seconds")

    def test_it_has_nothing_of_ours(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """No environment, an empty folder, and a proxy that never answers."""
        monkeypatch.setenv("SECRET", "x")
        code = (
            "import os, sys; here = os.getcwd(); "
            "known = sorted(set(os.environ) - {'LC_CTYPE', 'PWD', 'SHLVL'}); "
            "sys.exit(f'{known} {os.listdir(here)} {os.environ[\"HOME\"] == here} '"
            "f'{os.environ[\"https_proxy\"]}')"
        )
        names = ["HOME", "MALLOC_ARENA_MAX", "RAYON_NUM_THREADS", "TMPDIR"]
        names += ["http_proxy", "https_proxy"]
        _, told = self.failure(tmp_path, monkeypatch, code)
        assert told.endswith(f"status 1: {names} [] True http://127.0.0.1:0")

    def test_a_system_without_limits_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A template is not run where it cannot be stopped."""
        monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
        found = refusal(tmp_path, "md", "# own")
        assert found.code == "LP5014"
        assert found.message.endswith("this system has no limits for a process")
        assert found.hint == (
            "own templates need a system that limits a process, such as Linux"
        )

    def test_a_process_that_does_not_start(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The reason of the system is told."""
        monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
        found = refusal(tmp_path, "md", "# own")
        assert found.code == "LP5014"
        assert "it does not start: " in found.message
