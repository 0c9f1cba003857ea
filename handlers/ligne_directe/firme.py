"""What is kept of a firm that writes, and nobody else's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers.conversation.vocabulary import Address, DemandeRecord, EntrepriseRecord
from handlers.ligne_directe.appel import CLE
from storage.comptes.records import CompteRecord
from storage.ligne_directe.records import EtatDemande, NouvelleDemande
from storage.unit_of_work import Reading

REQUESTS_SHOWN = 10


class FirmeQuiEcrit:
    """What is kept of a firm, for the person of this turn only."""

    def __init__(self, uow: Reading, address: Address, conversation: int) -> None:
        self._uow = uow
        self._conversation = conversation
        self._compte = CompteRecord(address.plateforme, address.personne)

    @property
    def _comptes(self) -> list[CompteRecord]:
        return self._uow.identites.comptes(self._compte.plateforme, self._compte.personne)

    def demande(self) -> DemandeRecord | None:
        # Held until this turn ends: the team must not end it between what is read here and what is added to it. A conversation
        # that is not written yet has none, and is only read.
        return self._uow.demandes.ouverte_de(self._conversation, tenue=True) if self._conversation else None

    def demandes(self) -> Sequence[DemandeRecord]:
        return self._uow.demandes.de(self._comptes, REQUESTS_SHOWN)

    def demander(
        self,
        garde: str | None,
        sujet: str | None,
        question: str,
        faits: Mapping[str, Any],
        promis_le: datetime,
        relance_le: datetime,
        now: datetime,
    ) -> DemandeRecord:
        nouvelle = NouvelleDemande(
            self._conversation, self._compte, garde, sujet, question, faits, promis_le, relance_le
        )
        self._uow.demandes.ouvrir(nouvelle, now)
        return self._open()

    def ajouter(self, texte: str, now: datetime) -> None:
        self._uow.demandes.ajouter(self._open().id, texte, self._compte, now)

    def rouvrir(self, promis_le: datetime, relance_le: datetime) -> None:
        demande = self.demande()
        if demande is None:
            # The last one of this conversation, which is closed.
            ici = [une for une in self.demandes() if une.conversation_id == self._conversation]
            demande = ici[0] if ici else None
        if demande is not None:
            self._uow.demandes.rouvrir(demande.id, promis_le, relance_le)

    def clore(self, now: datetime, *, annulee: bool) -> bool:
        demande = self.demande()
        etat = EtatDemande.ANNULEE if annulee else EtatDemande.CLOSE
        if demande is None:
            return False
        # Whoever has it must not go on looking for an answer; whoever answered last expects that it does.
        prevenir = demande.responsable is not None and (annulee or demande.etat is EtatDemande.PRISE)
        return self._uow.demandes.clore(demande.id, etat, self._compte, now, prevenir=prevenir)

    def alerter(self, garde: str, now: datetime) -> None:
        self._uow.demandes.alerter(self._open().id, garde, now)

    def telephone(self, telephone: str | None) -> None:
        self._uow.demandes.telephone(self._open().id, telephone)

    def silence(self, *, silence: bool) -> None:
        self._uow.demandes.silence(self._open().id, silence=silence)

    def entreprise(self) -> EntrepriseRecord | None:
        return self._uow.entreprises.de(self._comptes)

    def enregistrer(self, values: Mapping[str, Any], now: datetime) -> None:
        self._uow.entreprises.enregistrer(self._compte, self._comptes, values, now)

    def annuaire(self, le: datetime | None) -> bool:
        return self._uow.entreprises.annuaire(self._comptes, le)

    def supprimer(self, now: datetime) -> bool:
        comptes = self._comptes
        kept = self._uow.entreprises.supprimer(comptes)
        asked = self._uow.demandes.oublier_de(comptes, now)
        said = self._uow.retention.oublier(comptes, self._uow.demandes.numeros_de(comptes), CLE)
        places = self._uow.accompagnements.oublier_de(comptes)
        return any((kept, asked, said, places))

    def _open(self) -> DemandeRecord:
        demande = self.demande()
        if demande is None:
            raise RuntimeError("no open request in this conversation")
        return demande
