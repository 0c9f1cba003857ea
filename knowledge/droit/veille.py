"""What must be read again, and when: the dated watch list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Veille:
    """Something to read again on a day (`le`), then every `tous_les_mois` months if it comes back: what, and which texts hang on it.

    `qui` is the role that does it.
    """

    id: str
    titre: str
    le: date
    relire: str
    textes: tuple[str, ...]
    qui: str
    tous_les_mois: int | None = None

    def echeances(self) -> Iterator[date]:
        """Its days, from the first on; without end when it comes back."""
        rang = 0
        while True:
            mois = self.le.month - 1 + rang * (self.tous_les_mois or 0)
            annee = self.le.year + mois // 12
            if annee > date.max.year:
                return
            yield date(annee, mois % 12 + 1, self.le.day)
            if self.tous_les_mois is None:
                return
            rang += 1

    def derniere(self, jour: date) -> date | None:
        """Its last day by that one; None before the first."""
        derniere = None
        for une in self.echeances():
            if une > jour:
                break
            derniere = une
        return derniere

    def prochaine(self, jour: date) -> date | None:
        """Its first day after that one; None when it is over."""
        return next((une for une in self.echeances() if une > jour), None)


@dataclass(frozen=True, slots=True)
class Rappel:
    """What the team is told today: `avance` days ahead of `le`, 0 once the day has come."""

    veille: Veille
    le: date
    avance: int


@dataclass(frozen=True, slots=True)
class Veilles:
    """The whole list, and how many days ahead the team is told, the longest first."""

    toutes: tuple[Veille, ...] = ()
    prevenir_jours_avant: tuple[int, ...] = (0,)

    def rappels(self, jour: date) -> Iterator[Rappel]:
        """What may be told on that day, whether or not it was already: of each day, the shortest notice that is reached."""
        for veille in self.toutes:
            for le in (veille.derniere(jour), veille.prochaine(jour)):
                atteintes = [
                    avance
                    for avance in self.prevenir_jours_avant
                    if le is not None and le - timedelta(days=avance) <= jour
                ]
                if le is not None and atteintes:
                    yield Rappel(veille, le, min(atteintes))


__all__ = ["Rappel", "Veille", "Veilles"]
