"""What is told of a contract of the register that has a column for it: its amount, its end, its procedure, its department."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from knowledge.francais.dates import lire_dates
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import plier
from knowledge.lecture.montants import unite_d_argent
from knowledge.recherche.choses import Chose, Choses
from knowledge.registre.demandes import MONTANT_MIN, restent_inexpliques
from knowledge.registre.enumerations import lire_une_procedure

_MOTIFS = lire_motifs(__file__)


@dataclass(frozen=True, slots=True)
class ValeursDites:
    """What each column is told to be; None where nothing is. `reste`: the words that tell none of it."""

    montant_ht: Decimal | None = None
    fin_dite: date | None = None
    procedure: str | None = None
    direction: str | None = None
    reste: str = ""

    @property
    def dites(self) -> dict[str, Any]:
        return {nom: dit for nom, dit in asdict(self).items() if dit is not None and nom != "reste"}

    @property
    def seules(self) -> bool:
        """Whether nothing else is told, the name of the contract being taken out."""
        return not restent_inexpliques(_MOTIFS.outil.sub(" ", self.reste))


def affirme(texte: str) -> bool:
    """Whether a message tells how something is, in a sentence: a name beside a figure may be of a purchase."""
    return "?" not in texte and _MOTIFS.affirme.search(plier(texte).texte) is not None


def lire_les_valeurs(dit: str, aujourdhui: date, directions: Sequence[str] = ()) -> ValeursDites:
    """What words tell of one contract; `directions`: those that the register knows.

    >>> lues = lire_les_valeurs("est à 240 000 HT, c'est un appel d'offres, et finit le 31 août 2027", date(2026, 12, 2))
    >>> lues.montant_ht, lues.procedure, lues.fin_dite, lues.seules
    (Decimal('240000'), 'appel_offres', datetime.date(2027, 8, 31), True)
    >>> lire_les_valeurs("c'est les moyens généraux", date(2026, 12, 2), ["Voirie", "Moyens généraux"]).dites
    {'direction': 'Moyens généraux'}
    >>> lire_les_valeurs("1 200 heures d'insertion en 2026", date(2026, 12, 2)).dites
    {}
    """
    texte = plier(dit).texte
    procedure, texte = lire_une_procedure(texte)
    fin, texte = _fin(texte, aujourdhui)
    montant, texte = _montant(texte, aujourdhui)
    direction, texte = _direction(texte, directions)
    return ValeursDites(montant, fin, procedure, direction, texte)


def _ote(texte: str, debut: int, fin: int) -> str:
    return texte[:debut] + " " * (fin - debut) + texte[fin:]


def _fin(texte: str, aujourdhui: date) -> tuple[date | None, str]:
    """The one day that is told, where it is said to be that of the end."""
    lues = lire_dates(texte, aujourdhui)
    if len(lues) != 1 or _MOTIFS.fin.search(texte) is None:
        return None, texte
    return lues[0].haut, _ote(texte, lues[0].debut, lues[0].fin)


def _montant(texte: str, aujourdhui: date) -> tuple[Decimal | None, str]:
    """The one amount that is told, taxes left out; a year is none."""
    plie = plier(texte)
    jours = [(une.debut, une.fin) for une in lire_dates(texte, aujourdhui)]
    lus = []
    for nombre in lire_nombres(texte):
        unite = unite_d_argent(plie, nombre)
        if any(debut <= nombre.debut < fin for debut, fin in jours):
            continue
        if unite is None or _MOTIFS.autre_unite.match(texte[nombre.fin :]):
            continue
        valeur = nombre.valeur * unite[0]
        if unite[2] or valeur >= MONTANT_MIN:
            lus.append((valeur, nombre.debut, unite[1]))
    if len(lus) != 1 or _MOTIFS.ttc.search(texte) is not None:
        return None, texte
    valeur, debut, fin = lus[0]
    return valeur, _ote(texte, debut, fin)


def _direction(texte: str, directions: Sequence[str]) -> tuple[str | None, str]:
    choses = Choses(Chose(rang, "", (nom, "", "")) for rang, nom in enumerate(directions))
    lue = choses.designer(texte)
    if len(lue.numeros) != 1:
        return None, texte
    return directions[lue.numeros[0]], _ote(texte, lue.debut, lue.fin)


__all__ = ["ValeursDites", "affirme", "lire_les_valeurs"]
