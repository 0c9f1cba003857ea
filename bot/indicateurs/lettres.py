"""How wide a text is in our fonts, read from their tables: what is laid out by it never overlaps."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bot.envois.composition import POLICES

# Of a letter that the font does not have, in its height.
INCONNUE = 0.6


@cache
def _avances(*, gras: bool) -> Mapping[int, float]:
    """The advance of each letter, in parts of the height."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(POLICES / ("Inter-SemiBold.ttf" if gras else "Inter-Regular.ttf"), lazy=True) as police:
        hauteur, avances = police["head"].unitsPerEm, police["hmtx"]
        return {code: avances[glyphe][0] / hauteur for code, glyphe in police.getBestCmap().items()}


def large(texte: str, taille: float, *, gras: bool = False) -> float:
    """How wide a text is, in the unit of its height.

    >>> round(large("Proposées", 11)), round(large("Proposées", 11, gras=True)), large("", 11)
    (56, 57, 0.0)
    """
    avances = _avances(gras=gras)
    return float(taille) * sum(avances.get(ord(lettre), INCONNUE) for lettre in texte)


def replier(texte: str, largeur: float, taille: float, *, gras: bool = False) -> list[str]:
    """The lines of a text none of which is wider than that, but for a word that is so by itself: it is cut.

    >>> replier("Étendre la clause d'insertion", 90, 12)
    ['Étendre la', 'clause', "d'insertion"]
    """
    lignes = [""]
    for mot in texte.split(" "):
        essai = f"{lignes[-1]} {mot}" if lignes[-1] else mot
        if large(essai, taille, gras=gras) <= largeur:
            lignes[-1] = essai
            continue
        lignes += [mot] if lignes[-1] else []
        if not lignes[-1]:
            lignes[-1] = mot
        while large(lignes[-1], taille, gras=gras) > largeur and len(lignes[-1]) > 1:
            tient = max(
                1, next(n for n in range(len(lignes[-1])) if large(lignes[-1][: n + 1], taille, gras=gras) > largeur)
            )
            lignes[-1:] = [lignes[-1][:tient], lignes[-1][tient:]]
    return lignes


__all__ = ["large", "replier"]
