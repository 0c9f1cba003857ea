"""The files of the register, for the team alone."""

from __future__ import annotations

from bot.documents import Commande


def rapport(commande: Commande) -> bytes | None:
    """What became of each row of an import, by its number."""
    from bot.registre.imports import rapport

    if commande.numero is None or not commande.de_l_equipe:
        return None
    return rapport(commande.memory, commande.numero)


def registre(commande: Commande) -> bytes | None:
    """The workbook of the register, whole: "tout"."""
    from bot.registre.classeur import classeur

    if commande.cle != "tout" or not commande.de_l_equipe:
        return None
    return classeur(commande.memory, commande.knowledge.pack)


FICHIERS = {"rapport": rapport, "registre": registre}
