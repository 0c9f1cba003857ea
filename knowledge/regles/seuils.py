"""Legal values by date of effect and nature of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Periode:
    """The value of a threshold from a day on; `par_nature` wins over `valeur`."""

    depuis: date
    valeur: Decimal | None
    par_nature: tuple[tuple[str, Decimal], ...]
    verifie: bool
    note: str | None = None

    def pour(self, nature: str | None) -> Decimal | None:
        """The value for that nature; None when it depends on a nature that is not known."""
        if self.valeur is not None:
            return self.valeur
        return dict(self.par_nature).get(nature or "")

    def valeurs(self, natures: frozenset[str]) -> tuple[Decimal, ...]:
        """The different values over those natures, ascending."""
        if self.valeur is not None:
            return (self.valeur,)
        return tuple(sorted({montant for nature, montant in self.par_nature if nature in natures}))


@dataclass(frozen=True, slots=True)
class Seuil:
    """A number that the law sets and revises. Source: the articles, checked on `verifie_le`.

    `de_l_ensemble`: it is compared with the value of all the lots together, never with that of one.
    """

    nom: str
    titre: str
    unite: str
    articles: tuple[str, ...]
    periodes: tuple[Periode, ...]
    verifie_le: date
    revision: date | None = None
    de_l_ensemble: bool = False

    def au(self, jour: date) -> Periode:
        """The period in force on that day; the oldest known one before it, the newest after it."""
        if len(self.periodes) == 1 or self.periodes[-1].depuis <= jour:
            return self.periodes[-1]
        en_vigueur = [periode for periode in self.periodes if periode.depuis <= jour]
        return en_vigueur[-1] if en_vigueur else self.periodes[0]

    def change(self, jour: date, nature: str | None) -> tuple[date, Decimal | None]:
        """Since when the value of that day for that nature is what it is, and the one it took the place of; None where none is known."""
        valeur, depuis = self.au(jour).pour(nature), self.au(jour).depuis
        for periode in reversed([periode for periode in self.periodes if periode.depuis < depuis]):
            if (avant := periode.pour(nature)) != valeur:
                return depuis, avant
            depuis = periode.depuis
        return depuis, None

    def sur(self, jour: date) -> bool:
        """Whether the value of that day was verified and no revision is due before it."""
        return self.au(jour).verifie and (self.revision is None or jour < self.revision)


Seuils: TypeAlias = "Mapping[str, Seuil]"
