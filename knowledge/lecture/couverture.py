"""Whether the facts that were read explain every word of a message."""

from __future__ import annotations

from knowledge.francais.texte import ensemble, mots_de
from knowledge.lecture.faits_dits import FaitsDits, Origine

MOTS_D_UNE_REPONSE = 3
# What tells nothing by itself around a value.
_CREUX = ensemble(
    "a ah alors au aux avec ca ce cela cet cette c d de des donc du duree en est et euh fait finalement il ils l la le les lots "
    "marche montant n ne non nos notre nous oh ok on ou oui par pas plutot pour procedure prevu prevue qu que s sera seront son "
    "sont sur titulaire un une y aura aurait euros eur"
)


def explique_tout(lus: FaitsDits, texte: str, *, enumere: bool = False) -> bool:
    """Whether every word of a text is of a fact that it says, a fact or two being found.

    `enumere`: the text is one piece of a list of facts, where what is only supposed is told too.

    A message that a rule explains from its first word to its last is what that rule says (ECOUTE.md, section 2).
    """
    dits = [dit for dit in lus.dits if dit.nom != "objet" and (enumere or dit.origine is Origine.DIT)]
    if not dits or lus.doute or "?" in texte:
        return False
    mots = mots_de(texte)
    # An answer is told by the whole text, which says of no word what it is for: only a short one is nothing else.
    precis = [dit for dit in dits if enumere or dit.mots != texte or len(mots) <= MOTS_D_UNE_REPONSE]
    expliques = {mot for dit in precis for mot in mots_de(dit.mots)}
    return bool(precis) and set(mots) <= expliques | _CREUX
