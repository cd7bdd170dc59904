"""The agreement on one page: for print, for the screen, and for git."""

from leadpact.agreement.build import agreement_view
from leadpact.agreement.pdf import Paper
from leadpact.agreement.render import Target, render
from leadpact.agreement.template_files import template_digest
from leadpact.agreement.view import AgreementView

__all__ = [
    "AgreementView",
    "Paper",
    "Target",
    "agreement_view",
    "render",
    "template_digest",
]
