"""A message in sentences."""

from __future__ import annotations

import re

from knowledge.francais.jours import plier_sur_place
from knowledge.francais.texte import ensemble

_FIN = re.compile(r"(?<=[.!?;…])\s+|\s*\n\s*")
_OUVRANTS, _FERMANTS = "«“(", "»”)"
# A full stop ends no sentence after these.
_ABREGES = ensemble("m mm mme mr art env approx cf ex min mini max maxi etc nb no tel dept av bd st p n r l d")
_MOT = re.compile(r"\w+")
_LISTE = re.compile(r"[,;:\n]+ *(?:et )?|[.!?]+(?:\s|$)| et (?=l[ea]s? |l'|ceux? |celui |celle |aussi |n°)")


def phrases(texte: str) -> tuple[str, ...]:
    """The sentences of a message, in order: what is quoted or between brackets is not cut, nor what an abbreviation ends.

    >>> phrases("MAPA. Et si c'était 215 500 ?")
    ('MAPA.', "Et si c'était 215 500 ?")
    >>> phrases("Voir l'art. 3 (« vu. Lu »). Merci !")
    ("Voir l'art. 3 (« vu. Lu »).", 'Merci !')
    """
    lues: list[str] = []
    debut = place = ouverts = guillemets = 0
    for fin in [*_FIN.finditer(texte), None]:
        borne = len(texte) if fin is None else fin.start()
        ouverts += _ouverts(texte[place:borne])
        guillemets += texte.count('"', place, borne)
        place = borne
        entiere = ouverts <= 0 and guillemets % 2 == 0 and not _est_abrege(texte[max(debut, borne - 12) : borne])
        if fin is not None and "\n" not in fin[0] and not entiere:
            continue
        if morceau := texte[debut:borne].strip():
            lues.append(morceau)
        debut, ouverts, guillemets = borne if fin is None else fin.end(), 0, 0
    return tuple(lues)


def parts_d_une_liste(texte: str) -> list[str]:
    """The parts of a list in words, cut at its signs and at "et" before an article.

    >>> parts_d_une_liste("Ajoute les couches et les fruits et légumes, le papier")
    ['Ajoute les couches', 'les fruits et légumes', 'le papier']
    """
    plat = plier_sur_place(texte)
    bords = [lu.span() for lu in _LISTE.finditer(plat)]
    debuts, fins = [0, *(fin for _, fin in bords)], [*(debut for debut, _ in bords), len(texte)]
    return [dit for debut, fin in zip(debuts, fins, strict=True) if (dit := texte[debut:fin].strip())]


def _ouverts(texte: str) -> int:
    return sum(texte.count(signe) for signe in _OUVRANTS) - sum(texte.count(signe) for signe in _FERMANTS)


def _est_abrege(morceau: str) -> bool:
    """Whether a full stop only shortens the last word."""
    mots = _MOT.findall(morceau.lower())
    return morceau.endswith(".") and not morceau.endswith("..") and bool(mots) and mots[-1] in _ABREGES


__all__ = ["parts_d_une_liste", "phrases"]
