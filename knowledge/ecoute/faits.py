"""The facts told, as the acts carry them: the one place that knows the reader of facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from knowledge.ecoute.actes import Contexte
from knowledge.lecture.faits_dits import Attente, FaitDit, FaitsDits, Origine, lire_faits
from knowledge.lecture.lecture import Lecteur
from knowledge.regles.faits import NON, OUI, Ensemble, Faits, Intervalle, Options, Possible, Texte


@dataclass(frozen=True, slots=True)
class FaitsLus:
    """What clauses tell: `valeurs` were said, `devines` are only likely; a value of None was told and is not settled."""

    valeurs: Mapping[str, Any]
    devines: Mapping[str, Any]
    mots: Mapping[str, str]
    incertain: bool = False
    source: FaitsDits | None = None


RIEN_LU = FaitsLus({}, {}, {})


class LecteurDeFaits:
    """Reads the facts of the clauses that an act opened."""

    def __init__(self, lecteur: Lecteur) -> None:
        self._lecteur = lecteur

    def lire(self, texte: str, contexte: Contexte, aujourdhui: date, connus: Faits | None = None) -> FaitsLus:
        pose = contexte.question if contexte.etape in ("question", "proposition") else None
        attente = Attente(pose) if pose is not None and pose in self._lecteur.vocabulaire else None
        faits = lire_faits(self._lecteur, texte, aujourdhui, attente, connus)
        dits: dict[str, Any] = {}
        devines: dict[str, Any] = {}
        for dit in faits.dits:
            (dits if _est_dit(dit, contexte) else devines)[dit.nom] = en_valeur(dit.possible)
        if faits.lots is not None and faits.lots > 1:
            dits["lots"] = faits.lots
        return FaitsLus(
            dits, devines, {dit.nom: dit.mots for dit in faits.dits}, any(dit.incertain for dit in faits.dits), faits
        )


def _est_dit(dit: FaitDit, contexte: Contexte) -> bool:
    # An object is in the buyer's own words: that it was guessed only says that no label names it.
    return dit.origine is Origine.DIT or dit.nom in ("objet", contexte.question)


def en_valeur(possible: Possible) -> Any:
    """The value as JSON would hold it; None when the words settle none.

    >>> en_valeur(Intervalle(Decimal(1), Decimal(2))), en_valeur(Options(frozenset({OUI})))
    ({'min': 1, 'max': 2}, True)
    """
    match possible:
        case Options():
            seule = possible.seule
            return {OUI: True, NON: False}.get(seule, seule) if seule is not None else None
        case Intervalle() if possible.seule is not None:
            return _simple(possible.seule)
        case Intervalle():
            bornes = {"min": possible.bas, "max": possible.haut}
            return {nom: _simple(borne) for nom, borne in bornes.items() if borne is not None} or None
        case Ensemble():
            return sorted(possible.dedans)
        case Texte():
            return possible.texte


def _simple(valeur: Decimal | date) -> int | float | str:
    if isinstance(valeur, date):
        return valeur.isoformat()
    return int(valeur) if valeur == valeur.to_integral_value() else float(valeur)


__all__ = ["RIEN_LU", "FaitsLus", "LecteurDeFaits", "en_valeur"]
