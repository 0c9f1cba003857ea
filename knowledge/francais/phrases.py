"""A message in sentences."""

from __future__ import annotations

import re

from knowledge.francais.texte import ensemble

_FIN = re.compile(r"(?<=[.!?;…])\s+|\s*\n\s*")
_OUVRANTS, _FERMANTS = "«“(", "»”)"
# A full stop ends no sentence after these.
_ABREGES = ensemble("m mm mme mr art env approx cf ex min mini max maxi etc nb no tel dept av bd st p n r l d")
_MOT = re.compile(r"\w+")


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


def _ouverts(texte: str) -> int:
    return sum(texte.count(signe) for signe in _OUVRANTS) - sum(texte.count(signe) for signe in _FERMANTS)


def _est_abrege(morceau: str) -> bool:
    """Whether a full stop only shortens the last word."""
    mots = _MOT.findall(morceau.lower())
    return morceau.endswith(".") and not morceau.endswith("..") and bool(mots) and mots[-1] in _ABREGES


__all__ = ["phrases"]
