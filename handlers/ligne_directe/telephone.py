"""The number at which a firm is called back, in figures or in words."""

from __future__ import annotations

from knowledge.francais.telephones import en_chiffres
from storage.ligne_directe import coordonnees


def lire_un_telephone(texte: str) -> str | None:
    """The first valid number of a message, written the French way; None when there is none."""
    return coordonnees.lire_un_telephone(texte) or coordonnees.lire_un_telephone(en_chiffres(texte))


__all__ = ["lire_un_telephone"]
