"""The sessions for firms, and the places of whoever writes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from handlers.conversation.vocabulary import Address
from storage.accompagnements.records import AccompagnementRecord
from storage.comptes.records import CompteRecord
from storage.unit_of_work import Reading


class PlacesDeLaPersonne:
    """The sessions for firms, and the places of the person of this turn only."""

    def __init__(self, uow: Reading, address: Address) -> None:
        self._accompagnements = uow.accompagnements
        self._identites = uow.identites
        self._compte = CompteRecord(address.plateforme, address.personne)

    def a_venir(self, jour: date) -> Sequence[AccompagnementRecord]:
        return self._accompagnements.a_venir(jour)

    def trouver(self, numero: int) -> AccompagnementRecord | None:
        return self._accompagnements.trouver(numero)

    def miennes(self) -> Collection[int]:
        return self._accompagnements.inscriptions_de(self._comptes())

    def inscrire(self, numero: int, now: datetime) -> bool:
        # One place each, under whichever of their accounts.
        return numero not in self.miennes() and self._accompagnements.inscrire(numero, self._compte, now)

    def desinscrire(self, numero: int) -> bool:
        return self._accompagnements.desinscrire(numero, self._comptes())

    def _comptes(self) -> Sequence[CompteRecord]:
        return self._identites.comptes(self._compte.plateforme, self._compte.personne)
