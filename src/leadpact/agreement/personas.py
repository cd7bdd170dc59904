"""The buyers that the parties look for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leadpact.agreement.view import Note, Personas

if TYPE_CHECKING:
    from leadpact.agreement.material import Material
    from leadpact.model.policy import Persona


def personas(material: Material) -> Personas | None:
    """Each persona of the policy, in its order."""
    if not material.policy.personas:
        return None
    return Personas(
        heading=material.wording.text("page.personas"),
        notes=tuple(_persona(material, each) for each in material.policy.personas),
    )


def _persona(material: Material, persona: Persona) -> Note:
    """Who the buyer is, what it needs, and who answers for it in each party."""
    wording = material.wording
    needs = persona.needs and wording.text("page.persona_needs", needs=persona.needs)
    owners = [
        wording.text("page.persona_owner", who=persona.owners[name], party=side.name)
        for name, side in material.sides.items()
        if name in persona.owners
    ]
    return Note(
        title=persona.name,
        text=persona.who,
        detail=material.beside([needs, *owners]),
    )
