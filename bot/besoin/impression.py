"""The note of an interview before buying, in Word."""

from __future__ import annotations

from bot.envois.papier import Papier
from bot.knowledge import Knowledge
from handlers.besoin.deroulement import du_journal
from handlers.besoin.note import rediger
from handlers.conversation.vocabulary import Address
from handlers.diagnostic.document import PARIS
from knowledge.francais.redaction import jour
from storage.comptes.records import Role
from storage.unit_of_work import Reading


def note(knowledge: Knowledge, memory: Reading, numero: int, address: Address) -> bytes | None:
    """The note of that purchase as it stands; None where there is none, or for who does not answer for the purchase."""
    achat = memory.achats.trouver(numero)
    sien = memory.achats.est_de(numero, memory.identites.comptes(address.plateforme, address.personne))
    de_l_equipe = Role.EQUIPE in memory.roles.de(address.plateforme, address.personne)
    cas = du_journal(knowledge.pack, memory, achat) if achat is not None and (sien or de_l_equipe) else None
    if cas is None or cas.garde is None:
        return None
    from bot.envois.word import word  # slow to import, and only an export needs it

    le = cas.garde.modifie_le.astimezone(PARIS).date()
    return word(
        Papier(
            rediger(knowledge.pack, knowledge.wording, memory, cas),
            auteur=knowledge.pack.collectivite,
            tete=f"Note sur le besoin, achat n° {numero}",
            pied=f"{knowledge.pack.collectivite} · {jour(le)}",
            jour=le,
        )
    )


__all__ = ["note"]
