"""What is asked of the lots of a purchase, and is answered from them: which have a clause, their total, what became of them."""

from __future__ import annotations

from enum import StrEnum

from knowledge.francais.motifs import lire_motifs
from knowledge.francais.texte import mots_de, plier

_MOTIFS = lire_motifs(__file__)


class Demande(StrEnum):
    """What is asked."""

    INSERTION = "clause_insertion"
    RESERVATION = "reservation"
    TOTAL = "total"
    SUIVI = "suivi"


def lire_une_demande(texte: str) -> Demande | None:
    """What a message asks of the lots that are known; None where it asks nothing of them, or tells an amount.

    >>> dits = ("Sur quels lots y a-t-il l'insertion ?", "et le total ?", "vous avez gardé le résultat du lot 1 ?", "le total est 20 000", "quels lots réserver ?")
    >>> [str(lire_une_demande(dit) or "") for dit in dits]
    ['clause_insertion', 'total', 'suivi', '', '']
    """
    plie = plier(texte).texte.strip()
    if len(mots_de(texte)) > MOTS_MAX:
        return None
    if _MOTIFS.suivi.search(plie):
        return Demande.SUIVI
    if _MOTIFS.quels_lots.search(plie) and not _MOTIFS.a_faire.search(plie):
        return next((demande for demande, motif in _DE_QUOI if motif.search(plie)), None)
    chiffres = _MOTIFS.chiffre.search(_MOTIFS.lot_dit.sub(" ", plie)) is not None
    return Demande.TOTAL if _MOTIFS.total.search(plie) and not chiffres else None


MOTS_MAX = 16
_DE_QUOI = (
    (Demande.RESERVATION, _MOTIFS.reservation),
    (Demande.INSERTION, _MOTIFS.insertion),
)
__all__ = ["Demande", "lire_une_demande"]
