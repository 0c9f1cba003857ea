"""The files of deadlines."""

from __future__ import annotations

from bot.documents import Commande
from storage.comptes.records import Role


def agenda(commande: Commande) -> bytes | None:
    """One's own deadlines, for a calendar: "moi"."""
    from bot.rappels.agenda import fichier

    plateforme, personne = commande.address.plateforme, commande.address.personne
    # Whoever was told to be of a firm has no contract of the register any more, whatever their name answers for.
    given = commande.memory.roles.de(plateforme, personne)
    if commande.cle != "moi" or (Role.ENTREPRISE in given and not given & {Role.EQUIPE, Role.ACHETEUR}):
        return None
    comptes = commande.memory.identites.comptes(plateforme, personne)
    return fichier(commande.memory, commande.knowledge.pack, comptes, commande.jour, commande.page)


FICHIERS = {"agenda": agenda}
