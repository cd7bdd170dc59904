"""The agreement on one page: for print, for the screen, and for git."""

from leadpact.agreement.build import SignedBy, agreement_view, annex_view
from leadpact.agreement.fit import Fit, Paper, Section
from leadpact.agreement.pdf import fit_page
from leadpact.agreement.render import Target, render
from leadpact.agreement.template_files import template_digest
from leadpact.agreement.view import AgreementView

__all__ = [
    "AgreementView",
    "Fit",
    "Paper",
    "Section",
    "SignedBy",
    "Target",
    "agreement_view",
    "annex_view",
    "fit_page",
    "render",
    "template_digest",
]
