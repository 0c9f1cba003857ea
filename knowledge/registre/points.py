"""What is asked of where contracts stand: of one, by its milestones and what was told of it; of all of them."""

from __future__ import annotations

from knowledge.francais.motifs import lire_motifs
from knowledge.francais.texte import plier

_MOTIFS = lire_motifs(__file__)


def demande_le_point(texte: str) -> bool:
    """Whether where one contract stands is asked: how far it is, or its milestones.

    >>> [demande_le_point(dit) for dit in ("et le gardiennage, on en est où ?", "le prochain rappel des denrées ?", "décidé : la 8 pour le gardiennage")]
    [True, True, False]
    """
    plie = plier(texte).texte
    if _MOTIFS.autre.search(plie):
        return False
    if _MOTIFS.point.search(plie):
        return True
    return _MOTIFS.reperes.search(plie) is not None and _MOTIFS.demande.search(plie) is not None


def demande_le_point_de_tous(texte: str) -> bool:
    """Whether where all of them stand is asked, and nothing else; or, whatever is said around, what to begin with.

    >>> [demande_le_point_de_tous(un) for un in ("qu'est-ce que je fais aujourd'hui, dans l'ordre ?", "où en sont les marchés de papier ?")]
    [True, False]
    >>> demande_le_point_de_tous("Faites le point sur les dossiers en cours."), demande_le_point_de_tous("le point sur le nettoyage")
    (True, False)
    """
    plie = plier(texte).texte
    if _MOTIFS.a_faire.search(plie):
        return True
    dit = _MOTIFS.point.search(plie) and _MOTIFS.de_tous.search(plie)
    return bool(dit) and _MOTIFS.autour_de_tous.match(plie) is not None


def dit_l_attribution(texte: str) -> bool:
    """Whether when the next one will be awarded is told.

    >>> dit_l_attribution("on attribuera plutôt le 1er juin 2027, denrées"), dit_l_attribution("c'est attribué quand ?")
    (True, False)
    """
    plie = plier(texte).texte
    return "?" not in plie and _MOTIFS.attribution.search(plie) is not None


__all__ = ["demande_le_point", "demande_le_point_de_tous", "dit_l_attribution"]
