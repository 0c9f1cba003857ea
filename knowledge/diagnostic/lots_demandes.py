"""What is asked of the lots of a purchase, and is answered from them: which have a clause, their total, what became of them."""

from __future__ import annotations

import re
from enum import StrEnum

from knowledge.francais.texte import mots_de, plier


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
    if _SUIVI.search(plie):
        return Demande.SUIVI
    if _QUELS_LOTS.search(plie) and not _A_FAIRE.search(plie):
        return next((demande for demande, motif in _DE_QUOI if motif.search(plie)), None)
    chiffres = re.search(r"\d", _LOT_DIT.sub(" ", plie)) is not None
    return Demande.TOTAL if _TOTAL.search(plie) and not chiffres else None


MOTS_MAX = 16
_LOT_DIT = re.compile(r"\blots? \d{1,2}(?:(?:, | et | a )\d{1,2}){0,8}")
_QUELS_LOTS = re.compile(
    r"\b(?:quels?|quelles?|lesquels|combien de|les) lots?\b(?=.*\?)|\bquels lots?\b|\blesquels\b(?=.*\?)|\bou (?:est|y a|a-t-on|ai-je)\b(?=.*lot)"
)
# What could be done is looked up, and is not what is noted.
_A_FAIRE = re.compile(
    r"\b(?:reserver|inserer|mettre|peut|peux|pourrait|puis|faut|faudrait|dois|doit|devrait|conseill\w+|possible)\b"
)
_DE_QUOI = (
    (Demande.RESERVATION, re.compile(r"\breserve\w*")),
    (Demande.INSERTION, re.compile(r"\bd?ins?er[a-z]{0,3}ion\b|\bclauses?\b")),
)
_TOTAL = re.compile(
    r"^(?:et |ok |bon |donc |alors |du coup |quel est |c'est quoi |donne\w*(?:-| )moi |redonne\w*(?:-| )moi |rappelle\w*(?:-| )moi |ca donne quoi ){0,3}(?:le |au |en )?(?:montant )?total(?: des lots| de (?:tous )?les lots| general)?(?: (?:c'est|ca fait|fait|est de) combien| maintenant| du coup)?[ ?.!]*$"
    r"|\b(?:combien|ca) (?:ca |cela )?(?:fait|font|donne)(?: combien)?(?: tous)?(?: les lots)?(?: ensemble| en tout| au total)?(?: maintenant| du coup)?[ ?]*$(?<!ca fait)(?<!ca donne)|\bcombien (?:ca fait |font les lots )?(?:en tout|au total|ensemble)\b"
)
_SUIVI = re.compile(
    r"\b(?:gard|not|retenu|enregistr|conserv|memoris)\w* (?:bien )?(?:le |les )?(?:resultats?|attributions?|attributaires?|titulaires?) d(?:u|es|e) (?:la )?(?:lots?|consultation|marche)"
)
__all__ = ["Demande", "lire_une_demande"]
