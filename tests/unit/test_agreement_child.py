"""What the process of an own template does, without a process."""

from __future__ import annotations

import io
import json
import pickle
import resource
import sys

import pytest
from builders_agreement import bare_view

from leadpact.agreement import Paper, Target, child
from leadpact.agreement.child import answer, confine
from leadpact.agreement.confined import Limits
from leadpact.agreement.mistakes import jinja_mistake
from leadpact.agreement.render import TEMPLATES
from leadpact.agreement.template_files import Templates, shipped_templates

TITLE = '#set document(title: "a")\n'


def own(target: Target, text: str) -> Templates:
    """The shipped templates, and an own one for a target."""
    return Templates({**shipped_templates().files, TEMPLATES[target]: text}, "DIR")


def told(target: Target, text: str) -> tuple[str, int]:
    """The code and the line that are told of a template."""
    found = answer(own(target, text), bare_view(), target, Paper.A4)
    kind, _, body = found.partition(b"\n")
    assert kind == b"refused"
    ((code, _, (_, line, *_), _),) = json.loads(body)
    return code, line


class TestAnswer:
    """`answer`."""

    @pytest.mark.parametrize(
        ("target", "text", "begin"),
        [
            (Target.MARKDOWN, "own", b"page\nown"),
            (Target.HTML, "<!doctype html><html><head>", b"page\n<!doctype html>"),
            (Target.PDF, TITLE, b"page\n%PDF-"),
        ],
    )
    def test_a_page(self, target: Target, text: str, begin: bytes) -> None:
        """It follows the word for it."""
        if target is Target.PDF:
            pytest.importorskip("typst")
        found = answer(own(target, text), bare_view(), target, Paper.A4)
        assert found.startswith(begin)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("{% if %}", "LP5011"),
            ("{{ view.titel }}", "LP5011"),
            ("{% include 'part.md.j2' %}", "LP5011"),
            ("{{ 1 / 0 }}", "LP5011"),
            ("{{ ''.__class__ }}", "LP5012"),
            ("{% include '../a' %}", "LP5012"),
            ("{{ '' | safe }}", "LP5012"),
            ("{% for i in range(10**9) %}{% endfor %}", "LP5013"),
            ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "LP5013"),
        ],
    )
    def test_a_mistake_of_jinja(self, text: str, code: str) -> None:
        """Each kind has its code."""
        assert told(Target.MARKDOWN, f"\n{text}") == (code, 2)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("#panic()", ("LP5011", 2)),
            ('#read("a")', ("LP5012", 2)),
            ('#import "@local/a:1.0.0"', ("LP5012", 2)),
            # What no line of the template says stands at its beginning.
            ("#panic({{ view.title }})", ("LP5011", 1)),
            ("#pagebreak()", ("LP5001", 1)),
        ],
    )
    def test_a_mistake_of_typst(self, text: str, code: tuple[str, int]) -> None:
        """With the line of the template, where it stands there as it is."""
        pytest.importorskip("typst")
        assert told(Target.PDF, f"{TITLE}{text}") == code

    def test_a_mistake_in_a_block(self) -> None:
        """Its line is told, not that of the shipped template which prints it."""
        text = "{% block notes %}{{ x }}{% endblock %}"
        extends = '{% extends "leadpact/page.md.j2" %}'
        templates = own(Target.MARKDOWN, f"{extends}\n{text}")
        found = answer(templates, bare_view(), Target.MARKDOWN, Paper.A4)
        assert b'"DIR/page.md.j2", 2' in found

    def test_a_large_page(self) -> None:
        """No line of the template is to blame alone."""
        assert told(Target.MARKDOWN, "\n{{ 'x' * 9000000 }}") == ("LP5013", 1)

    def test_no_memory_is_left(self) -> None:
        """Python may still tell it."""
        templates = own(Target.MARKDOWN, "text")
        found = jinja_mistake(MemoryError(), "page.md.j2", templates)
        assert (found.code, found.span.line) == ("LP5013", 1)


class TestMain:
    """`main`."""

    @pytest.fixture
    def limits(self, monkeypatch: pytest.MonkeyPatch) -> dict[int, tuple[int, int]]:
        """The limits that are set, in a process that has one for memory already."""
        found: dict[int, tuple[int, int]] = {}
        most = {resource.RLIMIT_AS: 1000}
        monkeypatch.setattr(resource, "setrlimit", found.__setitem__)
        monkeypatch.setattr(resource, "getrlimit", lambda kind: (0, most.get(kind, -1)))
        return found

    def test_limits_only_get_smaller(self, limits: dict[int, tuple[int, int]]) -> None:
        """A process may not take more than it had."""
        confine(Limits(memory=2000, cpu=3, output=5))
        assert limits[resource.RLIMIT_AS] == (1000, 1000)
        assert limits[resource.RLIMIT_CPU] == (3, 4)
        assert limits[resource.RLIMIT_FSIZE] == (5, 5)
        assert limits[resource.RLIMIT_CORE] == (0, 0)

    def test_a_request_is_answered(
        self,
        monkeypatch: pytest.MonkeyPatch,
        limits: dict[int, tuple[int, int]],
    ) -> None:
        """From standard input to standard output, limited in between."""
        request = own(Target.MARKDOWN, "own"), bare_view(), Target.MARKDOWN, Paper.A4
        data = io.BytesIO(pickle.dumps((Limits(), request)))
        output = io.TextIOWrapper(io.BytesIO())
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(data))
        monkeypatch.setattr(sys, "stdout", output)
        child.main()
        monkeypatch.undo()
        assert output.buffer.getvalue() == b"page\nown"
        assert limits
