"""Which buyer a text names, as people write it: "la ville", "Clermont-Ferrand", "métro", "CAM", "vile"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from knowledge.francais.texte import plier

_RESSEMBLANCE_MIN = 85
# So short, a word misspells nothing; so long, the beginning of a name is enough to know it by.
_COURT, _LONG, _DEBUT = 4, 8, 5
_LIAISONS = frozenset("de du des d la le les l et".split())  # noqa: SIM905
# Words of their own, however near they are to the name of a buyer.
_AUTRES_MOTS = frozenset("mille veille vieille vielle vaille taille faille".split())  # noqa: SIM905
_MOT = re.compile(r"[a-z]+")
_COLLE = re.compile(r"[\s'-]*(?:(?:de|du|des|d|la|le|les|l)[\s'-]+)*")
_APPARTENANCE = re.compile(r"(?:de|du)\s|d'")


@dataclass(frozen=True, slots=True)
class Nomme:
    """A buyer that is named, and where in the folded text; `qui` is None when the words may be of several."""

    qui: str | None
    debut: int
    fin: int


def lire_acheteurs(plie: str, acheteurs: Mapping[str, str]) -> list[Nomme]:
    """The buyers that a folded text names, in order; a word that their names share names none by itself.

    `acheteurs`: by id, the name of each, then on lines of their own the other words for it.

    >>> qui = {"ville": "Ville de Clermont-Ferrand", "metropole": "Clermont Auvergne Métropole"}
    >>> [nomme.qui for nomme in lire_acheteurs("clermont-ferrand 40, clermont auvergne metropole 45", qui)]
    ['ville', 'metropole']
    >>> [[nomme.qui for nomme in lire_acheteurs(dit, qui)] for dit in ("la vile", "cam", "clermont", "metropole de clermont-ferrand")]
    [['ville'], ['metropole'], [], ['metropole']]
    """
    propres, communs = _mots(tuple(acheteurs.items()))
    nommes: list[Nomme] = []
    # The run of words under way: whose it is, where it began and ended.
    qui: str | None = None
    debut = fin = -1
    for mot in _MOT.finditer(plie):
        sien = _de_qui(mot[0], propres)
        if sien is None and mot[0] not in communs:
            continue
        suit = debut >= 0 and _COLLE.fullmatch(plie, fin, mot.start()) is not None
        if not suit:
            if qui is not None:
                nommes.append(Nomme(qui, debut, fin))
            qui, debut = sien, mot.start()
        elif sien is not None and qui is not None and sien != qui:
            if not _APPARTENANCE.search(plie, debut, mot.start()):
                # "Clermont-Ferrand Métropole": of one, or of the other.
                nommes.append(Nomme(None, debut, mot.end()))
                qui, debut = None, -1
                continue
        else:
            qui = qui or sien
        fin = mot.end()
    if qui is not None:
        nommes.append(Nomme(qui, debut, fin))
    return nommes


@lru_cache(maxsize=64)
def _mots(acheteurs: tuple[tuple[str, str], ...]) -> tuple[Mapping[str, str], frozenset[str]]:
    """The words that name one buyer only, with its initials; and those that several names share."""
    de_qui: dict[str, set[str]] = {}
    for nom, entier in acheteurs:
        officiel, *aussi = entier.split("\n")
        mots = [mot for mot in _MOT.findall(plier(officiel).texte) if mot not in _LIAISONS]
        siens = {*mots, *(mot for dit in aussi for mot in _MOT.findall(plier(dit).texte) if mot not in _LIAISONS)}
        if len(mots) > 2:
            siens.add("".join(mot[0] for mot in mots))
        if nom.isalpha():
            siens.add(nom)
        for mot in siens:
            de_qui.setdefault(mot, set()).add(nom)
    propres = {mot: next(iter(qui)) for mot, qui in de_qui.items() if len(qui) == 1}
    return propres, frozenset(mot for mot, qui in de_qui.items() if len(qui) > 1)


def _de_qui(mot: str, propres: Mapping[str, str]) -> str | None:
    if (exact := propres.get(mot)) is not None:
        return exact
    if len(mot) < _COURT or mot in _AUTRES_MOTS:
        return None
    proches = {
        qui
        for propre, qui in propres.items()
        if len(propre) > _COURT
        and (
            propre.startswith(mot)
            or (len(propre) >= _LONG and mot.startswith(propre[:_DEBUT]))
            or fuzz.ratio(mot, propre) >= _RESSEMBLANCE_MIN
        )
    }
    return next(iter(proches)) if len(proches) == 1 else None


__all__ = ["Nomme", "lire_acheteurs"]
