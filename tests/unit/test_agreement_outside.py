from __future__ import annotations

import pytest

from leadpact.agreement.outside import closed_page
from leadpact.agreement.template_files import Templates
from leadpact.errors import AgreementError

HEAD = '<!doctype html>\n<html lang="en">\n<head>\n'


def refusal(page: str) -> str:
    """What is said of a page whose template is the page itself."""
    templates = Templates({"page.html.j2": page}, "DIR")
    with pytest.raises(AgreementError) as error:
        closed_page(page, templates)
    (found,) = error.value.diagnostics
    assert found.code == "LP5012"
    return found.headline


class TestClosedPage:
    """`closed_page`."""

    @pytest.mark.parametrize(
        "body",
        [
            '<img src="data:image/png;base64,AA=="><a href="mailto:a@b.example">a</a>',
            '<a href="https://example.com">a</a><svg><use href="#mark"/></svg>',
            "<style>a { background: url(data:image/png;base64,AA==) }</style>",
            "<p>a url(http://example.com/) and @import in the text</p>",
        ],
    )
    def test_a_closed_page_gets_its_policy_first(self, body: str) -> None:
        """Before anything that it could be about; the rest stays as it is."""
        closed = closed_page(HEAD + body, Templates({}))
        assert closed.startswith(f"{HEAD}<meta http-equiv=")
        assert "default-src 'none'" in closed.splitlines()[3]
        assert closed.endswith(body)

    @pytest.mark.parametrize(
        ("body", "what"),
        [
            ('<script src="http://example.com/a.js"></script>', "an element `script`"),
            ("<script>1</script>", "an element `script`"),
            ('<link rel="stylesheet" href="a.css">', "an element `link`"),
            ('<iframe srcdoc="a"></iframe>', "an element `iframe`"),
            ('<base href="http://example.com/">', "an element `base`"),
            ('<img src="http://example.com/a.png">', "`src` at an element `img`"),
            ('<img src="//example.com/a.png">', "`src` at an element `img`"),
            ('<img SRCSET="a.png 2x">', "`srcset` at an element `img`"),
            ('<p onclick="a()">', "`onclick` at an element `p`"),
            (
                '<meta http-equiv="refresh" content="0; url=http://example.com/">',
                "`http-equiv` at an element `meta`",
            ),
            ('<svg><image href="a.png"/></svg>', "`href` at an element `image`"),
            ('<p style="background: url(a.png)">', "`style` at an element `p`"),
            ("<style>\n@import 'a.css';</style>", "a style that loads something"),
            ("<style>\na { src: URL( 'a') }</style>", "a style that loads something"),
        ],
    )
    def test_what_loads_or_runs_is_refused(self, body: str, what: str) -> None:
        """With the line of the template that wrote it."""
        line = 5 if "\n" in body else 4
        assert refusal(HEAD + body).startswith(f"DIR/page.html.j2:{line}:")
        assert refusal(HEAD + body).endswith(f"the page has {what}")

    @pytest.mark.parametrize(
        "page",
        [
            "<p>",
            "<script></script><!doctype html><html><head>",
            "<!doctype html><!-- <html><head> -->",
            '<!doctype html><html a="><head>',
            "<!doctype html><html><script></script><head>",
        ],
    )
    def test_a_page_begins_like_a_page(self, page: str) -> None:
        """What stands before the policy would be free of it."""
        told = "the page begins with other than `<!doctype html><html><head>`"
        assert refusal(page) == f"DIR/page.html.j2:1:1: error[LP5012]: {told}"
