"""Finds again where in the files a thing of the pack was written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from knowledge.plan.pack import Fiche, Obligation, Place, Regle, Terme
from knowledge.plan.sources import Source
from knowledge.regles.seuils import Seuil


class Lignes:
    """Finds the line of a word again: what is in memory no longer knows where each word was written."""

    def __init__(self, dossier: Path, droit: Path) -> None:
        self._dossier = dossier
        self._droit = droit

    def du_pack(self, fichier: str, *reperes: str) -> Place:
        return self._place(self._dossier, fichier, reperes)

    def du_droit(self, fichier: str, *reperes: str) -> Place:
        return self._place(self._droit, fichier, reperes)

    def de_ce_qui_cite(self, objet: Obligation | Fiche | Regle | Terme | Seuil | Source) -> Place:
        """Where something that cites texts is written."""
        match objet:
            case Obligation() | Fiche() | Regle():
                return objet.place
            case Terme():
                return self.du_pack("glossaire.yaml", f"terme: {objet.terme}")
            case Seuil():
                return self.du_droit("seuils.yaml", f"nom: {objet.nom}", "articles")
            case _:
                return self.du_droit("indicateurs.yaml")

    def de_la_fiche(self, fiche: Fiche, *reperes: str) -> Place:
        return self._place(self._dossier / "fiches", Path(fiche.place.fichier).name, reperes)

    @staticmethod
    def _place(dossier: Path, fichier: str, reperes: Sequence[str]) -> Place:
        """The line of the last landmark, each one looked for from the line of the one before."""
        lignes = (dossier / fichier).read_text("utf-8").splitlines()
        rang = 0
        for repere in reperes:
            motif = re.compile(rf"(?<!\w){re.escape(repere)}(?!\w)", re.IGNORECASE)
            rang = next((i for i in range(rang, len(lignes)) if motif.search(lignes[i])), rang)
        return Place(f"{dossier.name}/{fichier}", rang + 1)


__all__ = ["Lignes"]
