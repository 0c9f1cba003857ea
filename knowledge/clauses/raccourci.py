"""What of a text stands alone: its first rule, with the list that it opens."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A rule is no shorter than that; what is left out is told by its first words.
MOTS_MIN, MOTS_CITES = 8, 8
_PHRASES = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý«])")


@dataclass(frozen=True, slots=True)
class Raccourci:
    """The lines that are kept, and the first words of the paragraphs, or sentences, that are left out."""

    garde: tuple[str, ...]
    laisse: tuple[str, ...]


def en_court(texte: str) -> Raccourci | None:
    """The first paragraph of a text, with the list that it opens; its first sentence where there is no other. None where it is one.

    >>> en_court("Le titulaire confie 100 heures à des personnes éloignées de l'emploi.\\nIl en tient un relevé chaque mois.").laisse
    ('Il en tient un relevé chaque mois.',)
    >>> en_court("Les heures d'insertion sont relevées chaque mois par le titulaire.") is None
    True
    """
    lignes = [ligne for ligne in texte.splitlines() if ligne.strip()]
    fin = 1
    while fin < len(lignes) and (lignes[fin - 1].rstrip().endswith((":", ";", ","))):
        fin += 1
    if fin < len(lignes):
        return Raccourci(tuple(lignes[:fin]), tuple(map(debut_de, lignes[fin:])))
    phrases = _PHRASES.split(texte.strip())
    if len(lignes) > 1 or len(phrases) == 1:
        return None
    fin = 1 if len(phrases[0].split()) >= MOTS_MIN else 2
    return Raccourci((" ".join(phrases[:fin]),), tuple(map(debut_de, phrases[fin:]))) if fin < len(phrases) else None


def debut_de(phrase: str) -> str:
    """The first words of a sentence."""
    mots = phrase.split()
    return phrase if len(mots) <= MOTS_CITES else f"{' '.join(mots[:MOTS_CITES])}…"


__all__ = ["Raccourci", "debut_de", "en_court"]
