"""The facts that a message tells, whatever was asked: the answer awaited, what else is said, and what is denied or put right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.francais.avis import lire_avis
from knowledge.lecture.lecture import Lecteur, Lecture
from knowledge.lecture.montants import compter_les_lots
from knowledge.regles.faits import NON, OUI, Faits, Genre, Options, Possible


class Origine(StrEnum):
    """Whether a fact was said, or is only likely and to be confirmed."""

    DIT = "dit"
    DEVINE = "devine"


@dataclass(frozen=True, slots=True)
class Attente:
    """The question that waits: its fact, the values proposed in the order shown, or the one supposed ("C'est bien cela ?")."""

    fait: str
    proposes: tuple[str, ...] = ()
    suppose: Possible | None = None


@dataclass(frozen=True, slots=True)
class FaitDit:
    """One fact told. `nie`: only what it is not was said; `corrige`: it replaces what was said before."""

    nom: str
    possible: Possible
    mots: str
    origine: Origine = Origine.DIT
    incertain: bool = False
    nie: bool = False
    corrige: bool = False


@dataclass(frozen=True, slots=True)
class FaitsDits:
    """What a message tells; `accord` is the yes or no to what was supposed, `lots` how many are counted.

    `doute` is why the answer awaited was not taken as it stands (see `Reponse`); `lecture` is the reading it comes from.
    """

    dits: tuple[FaitDit, ...]
    lecture: Lecture
    accord: bool | None = None
    lots: int | None = None
    doute: str | None = None

    def __getitem__(self, nom: str) -> FaitDit:
        return next(dit for dit in self.dits if dit.nom == nom)

    def __contains__(self, nom: str) -> bool:
        return any(dit.nom == nom for dit in self.dits)


def lire_faits(
    lecteur: Lecteur, texte: str, aujourdhui: date, attente: Attente | None = None, connus: Faits | None = None
) -> FaitsDits:
    """Every fact that a text tells, once it is known that it tells some: a message, or the clauses an act opened."""
    fait = lecteur.vocabulaire.get(attente.fait) if attente is not None else None
    avis = lire_avis(texte)
    reste = avis.suite if avis is not None and avis.suite else texte
    lecture = lecteur.lire(reste, aujourdhui, connus)
    dits = {
        lu.nom: FaitDit(
            lu.nom,
            lu.possible,
            lu.mots,
            Origine.DIT if lu.sur else Origine.DEVINE,
            nie=lu.nie,
            corrige=lecture.correction,
        )
        for lu in (*lecture.lus, *lecture.sous_reserve)
    }
    accord, doute = None, None
    if attente is not None and fait is not None:
        possible: Possible | None = None
        if avis is not None and attente.suppose is not None:
            accord = avis.accord
            if accord and attente.fait not in dits:
                possible = attente.suppose
            elif not accord and fait.genre is Genre.OUI_NON and isinstance(attente.suppose, Options):
                possible = Options(frozenset({OUI, NON}) - attente.suppose.possibles)
        if possible is None:
            reponse = lecteur.lire_reponse(fait, reste, aujourdhui, attente.proposes or None, connus)
            possible, doute = reponse.possible, reponse.incertitude
        if possible is not None and fait.genre is not Genre.TEXTE:
            dits[fait.nom] = FaitDit(fait.nom, possible, texte, corrige=lecture.correction)
    return FaitsDits(tuple(dits.values()), lecture, accord, compter_les_lots(texte), doute)
