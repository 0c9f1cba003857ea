"""The acts that the buttons of a purchase encode; what answers a question typed is the same act."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.conversation.acts import Forme
from handlers.suivi import moments
from knowledge.ecoute import Acte

# By the first word of a button, what it answers and how; `dit` is the answer.
REPONSES: Mapping[str, tuple[str, Forme]] = {
    "pub": (moments.PUBLICATION, Forme("suivi.publier", ("numero", "dit"))),
    "ach": (moments.ACHETEUR, Forme("suivi.acheteur", ("numero", "dit"))),
    "ins": (moments.INSCRITES, Forme("suivi.inscrire", ("numero", "dit*"))),
    "mot": (moments.MOTIF, Forme("suivi.motiver", ("numero", "action", "dit"))),
    "att": (moments.ATTRIBUTION, Forme("suivi.attribuer", ("numero", "dit"))),
    "ctr": (moments.MARCHE, Forme("suivi.rattacher", ("numero", "dit"))),
    "off": (moments.OFFRES, Forme("suivi.offres", ("numero", "dit"))),
    "mon": (moments.MONTANT, Forme("suivi.montant", ("numero", "dit"))),
    "pme": (moments.TPE_PME, Forme("suivi.taille", ("numero", "dit"))),
    "soc": (moments.SOCIAL, Forme("suivi.qualifier", ("numero", "dit*"))),
    "res": (moments.RESERVE, Forme("suivi.trancher_le_reserve", ("numero", "dit"))),
    "exe": (moments.EXECUTION, Forme("suivi.realiser", ("numero", "annee", "action", "dit"))),
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
