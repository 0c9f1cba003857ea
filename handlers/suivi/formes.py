"""The acts that the buttons of a purchase encode; what answers a question typed is the same act."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.conversation.acts import Forme
from handlers.suivi.moments import (
    ACHETEUR,
    ATTRIBUTION,
    EXECUTION,
    INSCRITES,
    MARCHE,
    MONTANT,
    MOTIF,
    OFFRES,
    PUBLICATION,
    SOCIAL,
    TPE_PME,
)
from knowledge.ecoute import Acte

# By the first word of a button, what it answers and how; `dit` is the answer.
REPONSES: Mapping[str, tuple[str, Forme]] = {
    "pub": (PUBLICATION, Forme("suivi.publier", ("numero", "dit"))),
    "ach": (ACHETEUR, Forme("suivi.acheteur", ("numero", "dit"))),
    "ins": (INSCRITES, Forme("suivi.inscrire", ("numero", "dit*"))),
    "mot": (MOTIF, Forme("suivi.motiver", ("numero", "action", "dit"))),
    "att": (ATTRIBUTION, Forme("suivi.attribuer", ("numero", "dit"))),
    "ctr": (MARCHE, Forme("suivi.rattacher", ("numero", "dit"))),
    "off": (OFFRES, Forme("suivi.offres", ("numero", "dit"))),
    "mon": (MONTANT, Forme("suivi.montant", ("numero", "dit"))),
    "pme": (TPE_PME, Forme("suivi.taille", ("numero", "dit"))),
    "soc": (SOCIAL, Forme("suivi.qualifier", ("numero", "dit*"))),
    "exe": (EXECUTION, Forme("suivi.realiser", ("numero", "annee", "action", "dit"))),
}
# Any other first word is of a trait of the plan: see `TraitDuPlan.verbe`.
D_UN_TRAIT = Forme("suivi.dire_un_trait", ("verbe", "numero", "dit"))
FORMES: Mapping[str, Forme] = {
    **{f"s:{verbe}": forme for verbe, (_, forme) in REPONSES.items()},
    "s:voir": Forme("suivi.voir", ("numero",)),
    "s:rouvrir": Forme("suivi.rouvrir", ("numero", "genre*")),
    # As it was asked which purchase is meant.
    "s:quel": Forme("suivi.rouvrir", ("numero", "genre")),
    "s:detacher": Forme("suivi.detacher", ("numero",)),
    "s:stop": Forme("suivi.arreter", ("numero",)),
    "s:tard": Forme("suivi.plus_tard"),
    "s:suite": Forme("suivi.suite"),
    "s:dit": Forme("suivi.dire", ("numero", "verbe", "dit")),
    "s": D_UN_TRAIT,
}


def lire_une_reponse(valeur: str) -> Acte | None:
    """The act of a button that answers a question; None for any other button."""
    mots = valeur.split(":")
    if mots[0] != "s" or len(mots) < 4:
        return None
    forme = FORMES.get(f"s:{mots[1]}")
    if forme is None:
        return D_UN_TRAIT.decoder(mots[1:])
    return forme.decoder(mots[2:]) if mots[1] in REPONSES else None


__all__ = ["FORMES", "REPONSES", "lire_une_reponse"]
