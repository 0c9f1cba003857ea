"""Answers of the team that the ligne directe gives by itself since."""

from __future__ import annotations

from knowledge.ligne_directe.entrees import Entree
from storage.records import EntreePromueRecord

PREFIXE = "promue_"


def en_entree(promue: EntreePromueRecord) -> Entree:
    """A promoted answer as the search and the conversation take entries; it has no figure by name, and no source but the team."""
    return Entree(
        id=f"{PREFIXE}{promue.id}",
        titre=promue.titre,
        sujet=promue.titre,
        questions=(promue.question,),
        # No name between braces is read in what a person wrote.
        reponse=promue.reponse.replace("{", "(").replace("}", ")"),
        verifie_le=promue.cree_le.date(),
    )


__all__ = ["PREFIXE", "en_entree"]
