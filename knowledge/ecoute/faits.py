"""The facts told, as the acts carry them: the one place that knows the reader of facts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import exp
from typing import Any

from knowledge.ecoute.actes import Contexte
from knowledge.lecture.faits_dits import Attente, FaitsDits, Origine, lire_faits
from knowledge.lecture.lecture import Lecteur
from knowledge.regles.faits import NON, OUI, Ensemble, Faits, Intervalle, Options, Possible, Texte

# So sure a fact must be told for it to be recorded; below, it is only offered as possible.
FAIT_SUR = 0.65
# Under this score of the model, a fact that nothing reads is none.
SCORE_MIN = -1.5


@dataclass(frozen=True, slots=True)
class Connus:
    """What the conversation knows beside the context: the facts told before, and how the question was put."""

    faits: Faits | None = None
    attente: Attente | None = None


@dataclass(frozen=True, slots=True)
class FaitsLus:
    """What a message tells: `dits` were said, `devines` are only likely; a value of None is told and not settled."""

    dits: Mapping[str, Any] = field(default_factory=dict)
    devines: Mapping[str, Any] = field(default_factory=dict)
    incertain: bool = False
    source: FaitsDits | None = None


class LecteurDeFaits:
    """Reads the facts of a message, once it is known that it tells some."""

    def __init__(self, lecteur: Lecteur) -> None:
        self._lecteur = lecteur

    def lire(self, texte: str, contexte: Contexte, jour: date, connus: Connus | None = None) -> FaitsLus:
        connus = connus or Connus()
        attente = connus.attente
        if attente is None and contexte.etape in ("question", "proposition") and contexte.question is not None:
            attente = Attente(contexte.question)
        lus = lire_faits(self._lecteur, texte, jour, attente, connus.faits)
        dits = {dit.nom: en_valeur(dit.possible) for dit in lus.dits if dit.origine is Origine.DIT}
        if lus.lots is not None and lus.lots > 1:
            dits["lots"] = lus.lots
        devines = {dit.nom: en_valeur(dit.possible) for dit in lus.dits if dit.origine is not Origine.DIT}
        return FaitsLus(dits, devines, any(dit.incertain for dit in lus.dits), lus)

    def nommes(self, texte: str, jour: date) -> tuple[str, ...]:
        """The facts that a text calls by their names, with or without a value."""
        return self._lecteur.lire(texte, jour).designes


def signes(nom: str, score: float, lus: FaitsLus, contexte: Contexte, natures: Collection[str]) -> dict[str, float]:
    """What says whether a fact is told: the model, the reader, the question, and what else the message does."""
    dit, devine = float(nom in lus.dits), float(nom in lus.devines)
    pose = float(nom == contexte.question)
    corrige = float("corriger" in natures)
    autres = float(min(2, len(lus.dits.keys() - {nom})))
    score = max(-8.0, min(8.0, score))
    return {
        "toujours": 1.0,
        "score": score,
        "score haut": max(0.0, score),
        "dit": dit,
        "deviné": devine,
        "posé": pose,
        "autres": autres,
        "corrige": corrige,
        "suppose": float("et_si" in natures),
        "score dit": score * dit,
        "score deviné": score * devine,
        "score posé": score * pose,
        "score corrigé": score * corrige,
        "dit posé": dit * pose,
        "dit corrigé": dit * corrige,
        "posé corrigé": pose * corrige,
        "posé, autres": pose * autres,
        "question posée": pose * (contexte.etape == "question"),
        "oui ou non posé": pose * (contexte.attendu == "oui_non"),
        "un autre posé et dit": (1 - pose) * (contexte.question in lus.dits),
        nom: 1.0,
        f"{nom} dit": dit,
        f"{nom} deviné": devine,
    }


def chance(signes: Mapping[str, float], poids: Mapping[str, float]) -> float:
    """How likely, from 0 to 1, a fact with these signs is told."""
    return 1 / (1 + exp(-sum(valeur * poids.get(nom, 0.0) for nom, valeur in signes.items())))


def candidats(lus: FaitsLus, scores: Mapping[str, float], contexte: Contexte) -> tuple[str, ...]:
    """The facts that may be told: those read, the one asked, and those that the model hears though nothing reads them."""
    pose = {contexte.question} if contexte.question is not None else set()
    entendus = {nom for nom, score in scores.items() if score > SCORE_MIN}
    return tuple(sorted((lus.dits.keys() | lus.devines.keys() | pose | entendus) - {"lots"}))


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


__all__ = ["FAIT_SUR", "Connus", "FaitsLus", "LecteurDeFaits", "candidats", "chance", "en_valeur", "signes"]
