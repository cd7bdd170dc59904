"""Every sentence that leadpact says about a policy or a lead.

The words stand in a message catalogue per language; the code decides what is said,
never how it reads.
"""

from leadpact.wording.catalogue import Catalogue, languages
from leadpact.wording.clauses import Form
from leadpact.wording.explanations import Explanations
from leadpact.wording.phrases import Wording

__all__ = ["Catalogue", "Explanations", "Form", "Wording", "languages"]
