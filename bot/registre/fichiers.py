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
    """The workbook of the register, whole ("tout") or of these contracts: "7-4-12"."""
    from bot.registre.classeur import classeur

    numeros = [int(un) for un in commande.cle.split("-") if un.isascii() and un.isdecimal()]
    if not commande.de_l_equipe or not (numeros or commande.cle == "tout"):
        return None
    return classeur(commande.memory, commande.knowledge.pack, numeros or None)


FICHIERS = {"rapport": rapport, "registre": registre}
