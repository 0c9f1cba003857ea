"""What the ligne directe makes of a message, whoever asks: a person must answer, an entry does, or nothing fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from handlers.wording import quantite
from knowledge.ligne_directe.calculs import Contexte, Resultat, calculer
from knowledge.ligne_directe.entrees import RENVOI, Entree, LigneDirecte, valeur_du_renvoi
from knowledge.ligne_directe.faits import lire_les_faits
from knowledge.ligne_directe.gardes import Garde, Gardien
from knowledge.ligne_directe.repondeur import Repondeur
from knowledge.pack import Pack

AUTRES_MAX = 3


@dataclass(frozen=True, slots=True)
class Avis:
    """`garde` says why a person must answer; else `entree` is the answer, `autres` what comes next.

    Nothing of these: nothing fits. `faits` are what the message says of the firm and of a contract.
    """

    garde: Garde | None = None
    entree: Entree | None = None
    autres: tuple[Entree, ...] = ()
    faits: Mapping[str, Any] | None = None


def juger(texte: str, repondeur: Repondeur, gardien: Gardien, jour: date) -> Avis:
    """Read one message of a firm."""
    trouvees = repondeur.chercher(texte)
    if (garde := gardien.garder(texte, trouvees.meilleure)) is not None:
        return Avis(garde=garde)
    faits = lire_les_faits(texte, jour)
    sures = [trouvee.entree for trouvee in trouvees.sures]
    autres = [trouvee.entree for trouvee in trouvees.autres]
    if not sures:
        return Avis(autres=tuple(autres[:AUTRES_MAX]), faits=faits)
    return Avis(entree=sures[0], autres=tuple([*sures[1:], *autres][:AUTRES_MAX]), faits=faits)


def pour_cette_taille(avis: Avis, effectif: int | None, ligne: LigneDirecte) -> Avis:
    """The same, with the next answer first where the best is for firms larger than this one."""
    entree = avis.entree
    if entree is None or entree.effectif_min is None or effectif is None:
        return avis
    if effectif >= ligne.chiffres[entree.effectif_min].valeur:
        return avis
    suivante = next((une for une in avis.autres if une.effectif_min is None and une.calcul is entree.calcul), None)
    if suivante is None:
        return avis
    return replace(avis, entree=suivante, autres=(entree, *(une for une in avis.autres if une is not suivante)))


def garder(texte: str, repondeur: Repondeur, gardien: Gardien) -> Garde | None:
    """Why a person must answer this message; None when the assistant may."""
    return gardien.garder(texte, repondeur.chercher(texte).meilleure)


def calculer_pour(entree: Entree, faits: Mapping[str, Any], contexte: Contexte) -> Resultat | None:
    """What the facts allow to work out under that entry; None when it computes nothing."""
    return None if entree.calcul is None else calculer(entree.calcul, faits, contexte)


def remplir(texte: str, ligne: LigneDirecte, pack: Pack, jour: date) -> str:
    """The text of an entry with its figures of that day. Raises KeyError for a name that means nothing."""

    def dire(nom: str, reste: str | None) -> str:
        valeur = valeur_du_renvoi(nom, reste, ligne, pack, jour)
        if valeur is None:
            raise KeyError(nom)
        return valeur if isinstance(valeur, str) else quantite(*valeur)

    return RENVOI.sub(lambda trouve: dire(trouve["nom"], trouve["reste"]), texte)


__all__ = ["AUTRES_MAX", "Avis", "calculer_pour", "garder", "juger", "pour_cette_taille", "remplir"]
