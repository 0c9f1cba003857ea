"""Which of many named things the words of a message mean: by a reference, by what they are, by who holds them, by whose they are."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.francais.langue import VIDES, radical
from knowledge.francais.texte import plier, simplifier

_MOT = re.compile(r"[a-z0-9]+(?:[-/.][a-z0-9]+)*|[^\w\s'’]")
_LIENS = frozenset("a au aux avec chez d de des du en et l la le les par pour sur".split())  # noqa: SIM905
# A reference holds figures, and is no amount nor year.
_REFERENCE_MIN = 5
MOT_MIN = 3
# Shorter words are spelt right; longer ones may hold two slips.
FLOU_MIN, LONG = 6, 9
# What a name of each kind weighs: what it is, who holds it, whose it is.
POIDS = (1.0, 1.0, 0.6)
# Things that are named nearly as well as the best are meant as much.
PRESQUE = 0.85


@dataclass(frozen=True, slots=True)
class Chose:
    """One thing: its number, its reference, and its names: what it is, who holds it, whose it is."""

    numero: int
    reference: str
    noms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Designees:
    """The things that words mean, the best named first; the words that named them, as they were typed, and where in the folded text."""

    numeros: tuple[int, ...] = ()
    dits: str = ""
    debut: int = 0
    fin: int = 0


@dataclass(frozen=True, slots=True)
class _Suite:
    """Words that follow each other and name something: for each word, what it weighs for each thing."""

    debut: int
    fin: int
    poids: Mapping[int, float]


class Choses:
    """Named things, their words counted once."""

    def __init__(self, choses: Iterable[Chose]) -> None:
        self._references: dict[str, list[int]] = {}
        self._mots: dict[str, dict[int, float]] = {}
        combien = 0
        for chose in choses:
            combien += 1
            self._references.setdefault(simplifier(chose.reference), []).append(chose.numero)
            for poids, nom in zip(POIDS, chose.noms, strict=True):
                for mot in set(_mots_pleins(nom)):
                    connus = self._mots.setdefault(mot, {})
                    connus[chose.numero] = max(poids, connus.get(chose.numero, 0.0))
        self._rares = {mot: log(1 + combien / len(choses)) for mot, choses in self._mots.items()}
        self._connus = [mot for mot in self._mots if len(mot) >= FLOU_MIN - 2]

    def designer(self, texte: str, sans: Collection[str] = (), parmi: Collection[int] | None = None) -> Designees:
        """Those that the words mean, among `parmi` if it is told; `sans`: words that name none here.

        >>> choses = Choses([Chose(1, "2024-044", ("Restauration scolaire", "DENREES SAS", "Éducation")),
        ...                  Chose(2, "2024-200", ("Autocars des sorties scolaires", "CARS", "Éducation")),
        ...                  Chose(3, "2024-120", ("Gardiennage des bâtiments", "SECU 63", "Patrimoine"))])
        >>> [choses.designer(dit).numeros for dit in ("la restauration scolaire, l'éducation a répondu ?", "le gardienage", "le 2024-200")]
        [(1,), (3,), (2,)]
        >>> choses.designer("ceux de l'éducation").numeros, choses.designer("Prolonger le Gardiennage").dits, choses.designer("le ménage").numeros
        ((1, 2), 'Gardiennage', ())
        """
        plie = plier(texte)
        suites: list[_Suite] = []
        debut = fin = 0
        poids: dict[int, float] = {}
        for lu in _MOT.finditer(plie.texte):
            mot = lu[0]
            if cites := self._cites(mot, parmi):
                return Designees(tuple(cites), plie.mots(*lu.span()), *lu.span())
            if mot in _LIENS:
                continue
            siens = {} if mot in VIDES or mot in sans else self._pour(mot, parmi)
            if not siens:
                if poids:
                    suites.append(_Suite(debut, fin, poids))
                poids = {}
                continue
            debut = debut if poids else lu.start()
            fin = lu.end()
            poids = {numero: poids.get(numero, 0.0) + siens.get(numero, 0.0) for numero in poids.keys() | siens.keys()}
        if poids:
            suites.append(_Suite(debut, fin, poids))
        if not suites:
            return Designees()
        # What names one thing best; said as well twice, it is the first.
        meilleure = max(suites, key=lambda suite: round(max(suite.poids.values()), 6))
        dites = _les_mieux_nommees(meilleure.poids)
        for autre in suites:
            # What is said elsewhere tells which of several.
            if autre is not meilleure and len(dites) > 1:
                dites = [un for un in dites if un in autre.poids] or dites
        return Designees(tuple(dites), plie.mots(meilleure.debut, meilleure.fin), meilleure.debut, meilleure.fin)

    def _cites(self, mot: str, parmi: Collection[int] | None) -> list[int]:
        if len(mot) < _REFERENCE_MIN or mot.isalpha() or mot.isdecimal():
            return []
        return [un for un in self._references.get(mot, ()) if parmi is None or un in parmi]

    def _pour(self, mot: str, parmi: Collection[int] | None) -> dict[int, float]:
        """The things that one word may name, and how much it tells them from the others."""
        tige = radical(mot)
        connu = tige if tige in self._mots else self._proche(mot, tige)
        if connu is None or len(mot) < MOT_MIN:
            return {}
        rare = self._rares[connu]
        return {un: rare * poids for un, poids in self._mots[connu].items() if parmi is None or un in parmi}

    def _proche(self, mot: str, tige: str) -> str | None:
        if len(mot) < FLOU_MIN or not mot.isalpha():
            return None
        # A long word whose stem is short would be taken for any other: "pourraient" is no "propre".
        fautes = 2 if len(tige) >= LONG - 2 else 1
        trouve = process.extractOne(tige, self._connus, scorer=OSA.distance, score_cutoff=fautes)
        return None if trouve is None or trouve[0][0] != tige[0] else str(trouve[0])


def _les_mieux_nommees(poids: Mapping[int, float]) -> list[int]:
    seuil = PRESQUE * max(poids.values())
    return sorted((un for un, sien in poids.items() if sien >= seuil), key=lambda un: (-poids[un], un))


@lru_cache(maxsize=8192)
def _mots_pleins(nom: str) -> Sequence[str]:
    return [
        radical(mot)
        for mot in _MOT.findall(simplifier(nom))
        if len(mot) >= MOT_MIN and mot not in VIDES and (mot.isalnum() or "-" in mot)
    ]


__all__ = ["Chose", "Choses", "Designees"]
