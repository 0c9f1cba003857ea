"""What this capability answers, and to what."""

from __future__ import annotations

from handlers.conversation.capability import Capability, Ecoute, par_reste
from handlers.ligne_directe import annuaire, equipe

# For whoever answers firms; what is said to firms comes before all capabilities: see the policy.
CAPABILITY = Capability(
    "ligne_directe",
    boutons={"g": par_reste(equipe.repondre_par_choix)},
    ecoutes=(Ecoute(10, equipe.repondre), Ecoute(160, annuaire.repondre)),
)
