"""The requests of all firms: for whoever answers them."""

from __future__ import annotations

from handlers.conversation.vocabulary import Guichet
from storage.comptes.records import CompteRecord, Role
from storage.unit_of_work import Reading

# Who may be given the requests of firms.
ANSWERING = frozenset({Role.EQUIPE, Role.EXPERT})


def guichet_de(uow: Reading) -> Guichet:
    """What handlers may use of a transaction to answer firms."""

    def membres() -> list[CompteRecord]:
        donnes = [CompteRecord(un.plateforme, un.personne) for un in uow.roles.tous() if un.role in ANSWERING]
        return list(dict.fromkeys(donnes))

    def nommer(compte: CompteRecord) -> str:
        connus = uow.referents.de(uow.identites.comptes(compte.plateforme, compte.personne))
        return connus[0].nom if connus else compte.personne

    return Guichet(
        uow.demandes, uow.entrees, lambda conversation: uow.transcript.since(conversation, 0), membres, nommer
    )
