"""What one process knows: the pack, what reads messages, what words answers."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from handlers.conversation.wording import Wording
from knowledge.apprentissage.anonymat import anonymiser
from knowledge.cpv import Proposition, Reconnaisseur
from knowledge.diagnostic.affirmations import Affirmations
from knowledge.ecoute import Ecoute
from knowledge.lecture.lecture import Lecteur
from knowledge.ligne_directe.entrees import LigneDirecte
from knowledge.ligne_directe.gardes import Gardien
from knowledge.ligne_directe.repondeur import Repondeur
from knowledge.plan.pack import Pack
from knowledge.recherche import Chercheur
from storage.ligne_directe.records import EntreePromueRecord


@dataclass(frozen=True)
class Knowledge:
    """What is true, and what reads and words it: built once, shared by every turn."""

    pack: Pack
    wording: Wording
    lecteur: Lecteur
    chercheur: Callable[[], Chercheur]
    mots_connus: Callable[[], Collection[str]]
    reconnaisseur: Callable[[], Reconnaisseur]
    ligne: Callable[[], LigneDirecte]
    repondeur: Callable[[tuple[EntreePromueRecord, ...]], Repondeur]
    repondeur_aux_acheteurs: Callable[[], Repondeur]
    gardien: Gardien
    ecoute: Ecoute
    affirmations: Affirmations

    def anonymiser(self, texte: str) -> str:
        return anonymiser(texte, self.mots_connus())

    def reconnaitre(self, objet: str) -> Proposition | None:
        return self.reconnaisseur().proposer(objet)

    def probables(self, objet: str) -> tuple[Proposition, ...]:
        return self.reconnaisseur().probables(objet)
