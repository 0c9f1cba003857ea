"""Answers of the team that the ligne directe gives by itself since."""

from __future__ import annotations

from knowledge.ligne_directe.entrees import Entree
from storage.ligne_directe.records import EntreePromueRecord

PREFIXE = "promue_"


def en_entree(promue: EntreePromueRecord) -> Entree:
    """A promoted answer as the search and the conversation take entries; it has no figure by name, and no source but the team."""
    titre = _sans_renvoi(promue.titre)
    return Entree(
        id=f"{PREFIXE}{promue.id}",
        titre=titre,
        sujet=titre,
        questions=(promue.question,),
        reponse=_sans_renvoi(promue.reponse),
        verifie_le=promue.cree_le.date(),
    )


def _sans_renvoi(texte: str) -> str:
    """No name between braces is read in what a person wrote."""
    return texte.replace("{", "(").replace("}", ")")


__all__ = ["PREFIXE", "en_entree"]
