"""`leadpact agreement`: the page that both parties sign."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leadpact.agreement import (
    Paper,
    Target,
    agreement_view,
    annex_view,
    fit_page,
    render,
)
from leadpact.agreement.refusals import too_long
from leadpact.cli.options import FILE, policy_argument, template_option
from leadpact.cli.output import STREAM, opened
from leadpact.contract import signed_view
from leadpact.errors import AgreementError
from leadpact.pact import load
from leadpact.signed import read_trust, replaced, status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leadpact.agreement import AgreementView, Fit

_TARGETS = {target.value: target for target in Target}
_PAPERS = {paper.value: paper for paper in Paper}


@click.command(
    epilog="""\b
Examples:
  leadpact agreement policy.yaml -o agreement.pdf
  leadpact agreement policy.yaml -o agreement.pdf --paper letter
  leadpact agreement policy.yaml -o - --format md
  leadpact agreement policy.yaml -o agreement.pdf --template our-page
  leadpact agreement policy.yaml --fit
"""
)
@policy_argument
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Where to write, such as page.pdf; `-` is standard output.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(_TARGETS)),
    help="What to write, if the ending of the file does not tell.",
)
@click.option(
    "--paper",
    type=click.Choice(list(_PAPERS)),
    help="Paper of the PDF, and of the HTML when it is printed.  [default: a4]",
)
@template_option
@click.option(
    "--font-dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder with more fonts for the PDF, for characters that its own lack.",
)
@click.option(
    "--trust",
    type=FILE,
    metavar="FILE",
    help="OpenSSH's `allowed_signers`: print the signed edition, with who signed; "
    "refused unless every party did.",
)
@click.option(
    "--fit",
    is_flag=True,
    help="Print how it fits on A4 and Letter, or on one paper, and write no page.",
)
def command(  # noqa: PLR0913, PLR0917 - one an option
    policy: Path,
    output: str | None,
    form: str | None,
    paper: str | None,
    template: Path | None,
    font_dir: Path | None,
    trust: Path | None,
    *,
    fit: bool,
) -> None:
    """Print the one-page agreement as PDF, HTML or Markdown.

    What the policy marks as `annex` becomes a page of its own beside it, such as
    `agreement-annex.pdf`. With `--fit` nothing is written; the exit code is 6 if a page
    does not fit.
    """
    if fit:
        _refuse_beside_fit(output, form, template)
        papers = [_PAPERS[paper]] if paper else [Paper.A4, Paper.LETTER]
        _tell_fits(_documents(policy, trust), papers, font_dir)
        return
    if output is None:
        msg = "say with `-o FILE` where to write, or ask with `--fit` how it fits"
        raise click.UsageError(msg)
    target = _TARGETS[form] if form else _by_ending(output)
    _refuse_unused(target, paper, font_dir)
    views = _documents(policy, trust)
    files = [output, _beside(output)] if len(views) > 1 else [output]
    sheet = Paper(paper or Paper.A4)
    pages = [
        render(view, target, paper=sheet, template=template, font_dir=font_dir)
        for view in views
    ]
    own = template.glob("*.j2") if template else ()
    read = [policy, trust, *own]
    with contextlib.ExitStack() as stack:
        # No file appears before all of them are written.
        streams = [stack.enter_context(opened(file, *read)) for file in files]
        for stream, page in zip(streams, pages, strict=True):
            stream.write(page)


def _documents(policy: Path, trust: Path | None) -> list[AgreementView]:
    """The page, signed or to be signed, and its annex if it has one."""
    if trust is None:
        pact = load(policy)
        older = replaced(policy, pact.checked.policy)
        before = None if older is None else older.checked.policy
        page = agreement_view(pact.checked, before=before)
    else:
        known, now = read_trust(trust, policy), datetime.now(UTC)
        pact, verdict = status(policy, trust=known, now=now)
        page = signed_view(policy, pact, verdict)
    annex = annex_view(pact.checked)
    return [page, *([annex] if annex else [])]


def _beside(output: str) -> str:
    """The file of the annex of a page.

    Raises:
        UsageError: Standard output holds one document.
    """
    if output == STREAM:
        msg = "the policy has an annex, and standard output holds one document"
        raise click.UsageError(f"{msg}: name a file with `-o`")
    path = Path(output)
    return str(path.with_name(f"{path.stem}-annex{path.suffix}"))


def _refuse_beside_fit(
    output: str | None, form: str | None, template: Path | None
) -> None:
    if output or form or template:
        msg = "`--fit` writes no page: leave out `-o`, `--format` and `--template`"
        raise click.UsageError(msg)


def _refuse_unused(target: Target, paper: str | None, font_dir: Path | None) -> None:
    """Refuse what a target would pass over."""
    if paper and target is Target.MARKDOWN:
        msg = "Markdown has no paper: leave out `--paper`"
        raise click.UsageError(msg)
    if font_dir and target is not Target.PDF:
        msg = "`--font-dir` is for the PDF: HTML and Markdown take any character"
        raise click.UsageError(msg)


def _tell_fits(
    views: Sequence[AgreementView], papers: Sequence[Paper], font_dir: Path | None
) -> None:
    """Print how pages fit on some papers.

    Raises:
        AgreementError: LP5001, one of them does not fit.
    """
    refused = []
    for view in views:
        fits = [fit_page(view, paper, font_dir=font_dir) for paper in papers]
        title = "annex" if view.is_annex else "page"
        for label, cells, remark in _fit_rows(title, fits):
            shown = "".join(f"{cell:>11}" for cell in cells)
            click.echo(f"{label:<14}{shown}  {remark}".rstrip())
        refused += [too_long(view, fit) for fit in fits if not fit.fits]
    if refused:
        raise AgreementError(refused)


def _fit_rows(title: str, fits: Sequence[Fit]) -> Iterator[tuple[str, list[str], str]]:
    """The lines of the table: a label, a cell for each paper, a remark."""
    smallest = ", ".join(dict.fromkeys(f"{fit.smallest:.3g} pt" for fit in fits))
    yield title, [fit.paper.value for fit in fits], ""
    yield "text", [f"{fit.text_size:.1f} pt" for fit in fits], ""
    yield "room left", [_mm(fit.room) for fit in fits], f"with text of {smallest}"
    for same in zip(*(fit.sections for fit in fits), strict=True):
        first = same[0]
        cells = [_mm(section.height) for section in same]
        yield f"  {first.name}", cells, ", ".join(first.keys)


def _mm(length: float) -> str:
    return f"{length:.1f} mm"


def _by_ending(output: str) -> Target:
    """What the ending of a file asks for.

    Raises:
        UsageError: It asks for nothing that is known.
    """
    ending = Path(output).suffix.removeprefix(".").lower()
    if ending in _TARGETS:
        return _TARGETS[ending]
    known = ", ".join(f"`.{word}`" for word in _TARGETS)
    if output == STREAM:
        msg = "say with `--format` what to write to standard output: pdf, html or md"
    else:
        msg = f"`{output}` ends in none of {known}: add `--format`, or name it so"
    raise click.UsageError(msg)
