"""Finds the figures of the plan that words name, by their titles."""

from __future__ import annotations

import re

from knowledge.francais.texte import simplifier
from knowledge.plan.pack import Pack

MONTRES_MAX = 4
# So many letters tell a word, whatever its ending.
TIGE = 6
_MOT = re.compile(r"[a-z0-9]+")
# Said of any figure, they name none.
_GENERIQUE = re.compile(
    r"(?:marche|contrat|achat|consultation|procedure|nombre|evolution|total|part|volume|pourcentage)s?|taux|moyen(?:ne)?s?"
)
_VIDE = re.compile(
    r"de|d|des|du|l[aes]?|une?|en|a|aux?|et|ou|dans|sur|pour|par|avec|sans|selon|y|il|t|on|nous|nos|notre|vous|vos|ont|est|sont|ete|"
    r"av(?:on|ez)s?|fai(?:t|te)s?|passee?s?|deja|se|s|n|qui|que|qu|cette|annee|an|plan|spaser"
)
# Alone, they are asked of anything.
_PARTOUT = re.compile(r"(?:temps|jour|mois|heure|euro|offre|service)s?")


def nommes(pack: Pack, dit: str) -> list[str] | None:
    """The keys of the figures whose titles say all these words, the nearest first; None when they name no figure in particular."""
    demandes = [mot for mot in _mots(dit) if not _GENERIQUE.fullmatch(mot)]
    if not demandes:
        return None
    if len(demandes) == 1 and _PARTOUT.fullmatch(demandes[0]):
        return []
    notes: list[tuple[float, int, str]] = []
    vus: set[str] = set()
    for rang, (cle, chiffre) in enumerate(pack.chiffres.items()):
        titre = _mots(chiffre.titre)
        # Several actions have the same figure.
        if chiffre.titre not in vus and all(any(_pareils(un, autre) for autre in titre) for un in demandes):
            vus.add(chiffre.titre)
            notes.append((-len(demandes) / len(titre), rang, cle))
    return [cle for _, _, cle in sorted(notes)[:MONTRES_MAX]]


def _mots(texte: str) -> list[str]:
    return [mot for mot in _MOT.findall(simplifier(texte)) if not _VIDE.fullmatch(mot)]


def _pareils(un: str, autre: str) -> bool:
    """The same word, give or take its ending.

    >>> _pareils("reserve", "reserves"), _pareils("heure", "heures"), _pareils("tpe", "tp")
    (True, True, False)
    """
    un, autre = un.rstrip("sx"), autre.rstrip("sx")
    return un == autre or (min(len(un), len(autre)) >= TIGE and un[:TIGE] == autre[:TIGE])


__all__ = ["nommes"]
