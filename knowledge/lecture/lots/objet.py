"""What a purchase with lots is called: the words around its lots, without how many they are."""

from __future__ import annotations

import re

from knowledge.francais.texte import plier
from knowledge.lecture.lots.designation import NOMBRE
from knowledge.lecture.lots.operations import LectureLots

_EN_LOTS = re.compile(rf"\b(?:(?:alloti|divis|decoup|reparti|separ)\w{{0,6}} )?en (?:{NOMBRE}|plusieurs) lots?\b")
_LOTS_POUR = re.compile(rf"\b(?:{NOMBRE}|plusieurs) lots? (?:pour (?:l')?|de |d'|sur )")


def avant_les_lots(lecture: LectureLots, mots: str) -> str:
    """The words before those of the first lot, which often name the purchase: "3 lots pour la fête de la musique : sono…"."""
    places = [mots.find(operation.mots) for operation in lecture.operations if operation.mots]
    debut = min((place for place in places if place >= 0), default=0)
    avant = mots[:debut].strip(" :,;-(") or (mots.partition(":")[0] if ":" in mots else "")
    plie = plier(avant)
    compte = _LOTS_POUR.search(plie.texte)
    return plie.mots(compte.end(), len(plie.texte)) if compte else avant


def sans_le_nombre(objet: str) -> str:
    """An object without how many lots it is in; as it is where it says nothing else.

    >>> sans_le_nombre("rénovation d'un gymnase, alloti en 5 lots"), sans_le_nombre("en 5 lots")
    ("rénovation d'un gymnase", 'en 5 lots')
    """
    plie = plier(objet)
    place = _EN_LOTS.search(plie.texte)
    return (plie.mots(0, place.start()).rstrip(" ,;:(-") if place else "") or objet


__all__ = ["avant_les_lots", "sans_le_nombre"]
