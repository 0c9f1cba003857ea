"""The files of the dashboards."""

from __future__ import annotations

from dataclasses import replace

from bot.documents import Commande
from knowledge.plan.tableau_de_bord import Dashboard, Requete
from storage.comptes.records import Role

FORMATS = ("png", "xlsx", "pdf")


def tableau(commande: Commande) -> bytes | None:
    """A dashboard as it stands now: "png:actions:2026:ville", or both as "xlsx:tous:2026:" or "pdf:tous:2026:".

    A fifth part narrows it to a department: "png:actions:2026:ville:DSI".
    """
    genre, quels, annee, acheteur, direction = (*commande.cle.split(":", 4), "", "", "", "", "")[:5]
    if genre not in FORMATS or not (annee.isascii() and annee.isdecimal() and len(annee) == len("2026")):
        return None
    from handlers.indicateurs.tableau_de_bord import lignes_du_classeur, tableaux_de_bord

    address, memory, pack = commande.address, commande.memory, commande.knowledge.pack
    if not commande.access.now(memory, address.plateforme, address.personne, commande.now) - {Role.ENTREPRISE}:
        return None
    dashboard = Dashboard.DEPLOIEMENT if quels == Dashboard.DEPLOIEMENT else Dashboard.ACTIONS
    requete = Requete(dashboard, int(annee), acheteur or None, direction or None)
    deux = tableaux_de_bord(memory, pack, requete, commande.jour)
    if genre == "xlsx":
        from bot.indicateurs.classeur import classeur

        lignes = (
            ligne for un in Dashboard for ligne in lignes_du_classeur(memory, pack, replace(requete, dashboard=un))
        )
        return classeur(deux, lignes, pack)
    if genre == "pdf":
        from bot.indicateurs.pdf import pdf

        return pdf(deux, pack, commande.jour)
    from bot.indicateurs.image import image

    return image(next(un for un in deux if un.requete.dashboard is dashboard), pack)


FICHIERS = {"tableau": tableau}
