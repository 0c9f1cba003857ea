"""How wide a text is in the fonts of this folder, read from their tables: what is laid out by it never overlaps."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

POLICES = Path(__file__).with_name("polices")
# Of a letter that the font does not have, in its height.
INCONNUE = 0.6


class Police(NamedTuple):
    """The advance of each letter, in parts of the height."""

    avances: Mapping[int, float]


@cache
def _police(*, gras: bool) -> Police:
    lue = (POLICES / ("Inter-SemiBold.ttf" if gras else "Inter-Regular.ttf")).read_bytes()
    tables = {}
    for rang in range(struct.unpack_from(">H", lue, 4)[0]):
        nom, _, debut, _ = struct.unpack_from(">4sLLL", lue, 12 + 16 * rang)
        tables[nom] = debut
    hauteur = struct.unpack_from(">H", lue, tables[b"head"] + 18)[0]
    combien = struct.unpack_from(">H", lue, tables[b"hhea"] + 34)[0]
    avances = [struct.unpack_from(">H", lue, tables[b"hmtx"] + 4 * rang)[0] for rang in range(combien)]
    glyphes = _glyphes(lue, tables[b"cmap"])
    return Police({code: avances[min(un, combien - 1)] / hauteur for code, un in glyphes.items()})


def _glyphes(lue: bytes, cmap: int) -> dict[int, int]:
    """The glyph of each letter of the basic plane (a table of format 4). Source: OpenType, cmap."""
    for rang in range(struct.unpack_from(">H", lue, cmap + 2)[0]):
        table = cmap + struct.unpack_from(">L", lue, cmap + 4 + 8 * rang + 4)[0]
        if struct.unpack_from(">H", lue, table)[0] != 4:
            continue
        segments = struct.unpack_from(">H", lue, table + 6)[0] // 2
        fins = table + 14
        debuts, ecarts, sauts = (fins + 2 + 2 * segments * n for n in (1, 2, 3))
        glyphes = {}
        for un in range(segments):
            fin, debut, ecart, saut = (
                struct.unpack_from(">H", lue, place + 2 * un)[0] for place in (fins, debuts, ecarts, sauts)
            )
            for code in range(debut, min(fin, 0xFFFE) + 1):
                ou = sauts + 2 * un + saut + 2 * (code - debut)
                glyphe = code if not saut else struct.unpack_from(">H", lue, ou)[0]
                if glyphe:
                    glyphes[code] = (glyphe + ecart) & 0xFFFF
        return glyphes
    raise ValueError("the font has no table of letters that is read here")


def large(texte: str, taille: float, *, gras: bool = False) -> float:
    """How wide a text is, in the unit of its height.

    >>> round(large("Proposées", 11)), round(large("Proposées", 11, gras=True)), large("", 11)
    (56, 57, 0.0)
    """
    avances = _police(gras=gras).avances
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


__all__ = ["POLICES", "large", "replier"]
