"""The rights and the accounts of whoever writes, and nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.conversation.vocabulary import Address, EssaiRecord
from storage.comptes.records import AilleursRecord, CompteRecord
from storage.unit_of_work import Reading


class DroitsDeLaPersonne:
    """The rights and the accounts, for the person of this turn only."""

    def __init__(self, uow: Reading, address: Address) -> None:
        self._roles = uow.roles
        self._identites = uow.identites
        self._who = (address.plateforme, address.personne)

    def utiliser_code(self, code: str, now: datetime) -> EssaiRecord:
        return self._roles.utiliser_code(code, *self._who, now)

    def comptes(self) -> Sequence[CompteRecord]:
        return self._identites.comptes(*self._who)

    def creer_code(self, now: datetime) -> str:
        return self._identites.creer_code(*self._who, now)

    def perimer(self, liaison: int, now: datetime) -> None:
        self._identites.perimer(liaison, now)

    def relier(self, liaison: int, now: datetime) -> CompteRecord | None:
        return self._identites.relier(liaison, *self._who, now)

    def delier(self) -> bool:
        return self._identites.delier(*self._who)

    def ailleurs(self) -> Sequence[AilleursRecord]:
        return self._identites.ailleurs(*self._who)

    def quitter(self, conversation: int) -> bool:
        return self._identites.quitter(conversation, *self._who)
