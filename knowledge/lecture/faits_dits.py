"""The facts that a message tells, whatever was asked: the answer awaited, what else is said, and what is denied or put right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from knowledge.francais.avis import dire_oui_ou_non
from knowledge.francais.contexte import lire_contexte
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import plier
from knowledge.lecture.calcul import Genre as Compte
from knowledge.lecture.calcul import lire_quantites, sommer
from knowledge.lecture.lecture import ALLOTI, MONTANT, OBJET, Lecteur, Lecture, Reponse
from knowledge.regles.faits import NON, OUI, Fait, Faits, Genre, Intervalle, Options, Possible, Texte


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


_CLAUSE = re.compile(r"[;!?\n…]+|[.,:](?=\s|$)|\s[-–—]\s")
# How many clauses are tried as answers of their own.
_ESSAIS = 4


def lire_faits(
    lecteur: Lecteur, texte: str, aujourdhui: date, attente: Attente | None = None, connus: Faits | None = None
) -> FaitsDits:
    """Every fact that a text tells, once it is known that it tells some: a message, or the clauses an act opened."""
    lecture = lecteur.lire(texte, aujourdhui, connus)
    dits = {
        lu.nom: FaitDit(lu.nom, lu.possible, lu.mots, Origine.DIT if lu.sur else Origine.DEVINE, nie=lu.nie)
        for lu in (*lecture.lus, *lecture.sous_reserve)
    }
    accord, doute = None, None
    fait = lecteur.vocabulaire.get(attente.fait) if attente is not None else None
    if attente is not None and fait is not None:
        if attente.suppose is not None:
            accord = dire_oui_ou_non(texte)
        reponse = _repondre(lecteur, texte, aujourdhui, attente, fait, connus, accord, dits)
        doute = reponse.incertitude
        if reponse.possible is not None:
            nie = fait.nom in dits and dits[fait.nom].nie
            dits[fait.nom] = FaitDit(fait.nom, reponse.possible, texte, Origine.DEVINE if doute else Origine.DIT, nie=nie)
    if OBJET not in dits and lecture.objet_possible and (attente is None or attente.fait == OBJET):
        dits[OBJET] = FaitDit(OBJET, Texte(lecture.objet_possible), lecture.objet_possible, Origine.DEVINE)
    lots = compter_les_lots(texte, attente)
    if lots is not None and ALLOTI in lecteur.vocabulaire and (ALLOTI not in dits or lots > 1):
        dits[ALLOTI] = FaitDit(ALLOTI, Options(frozenset({OUI if lots > 1 else NON})), texte)
    corriges = tuple(replace(dit, corrige=lecture.correction) for dit in dits.values())
    return FaitsDits(corriges, lecture, accord, lots, doute)


def _repondre(
    lecteur: Lecteur,
    texte: str,
    aujourdhui: date,
    attente: Attente,
    fait: Fait,
    connus: Faits | None,
    accord: bool | None,
    dits: dict[str, FaitDit],
) -> Reponse:
    """What the text answers: a value wins over a yes or a no, the whole text over one of its clauses."""
    if fait.genre is Genre.TEXTE:
        return Reponse(None)
    reponses = [
        reponse
        for morceau in _essais(texte, fait)
        if (reponse := lecteur.lire_reponse(fait, morceau, aujourdhui, attente.proposes or None, connus)).possible is not None or reponse.incertitude
    ]
    if reponses:
        return next((un for un in reponses if un.possible is not None), reponses[0])
    if accord is None and attente.suppose is None:
        avis = dire_oui_ou_non(texte) if fait.genre is Genre.OUI_NON else None
        return Reponse(None if avis is None else Options(frozenset({OUI if avis else NON})))
    if accord and fait.nom not in dits:
        return Reponse(attente.suppose)
    if accord is False and isinstance(attente.suppose, Options) and fait.genre in (Genre.OUI_NON, Genre.CHOIX) and fait.nom not in dits:
        reste = fait.options - attente.suppose.possibles
        return Reponse(Options(reste) if reste else None)
    return Reponse(None)


def _essais(texte: str, fait: Fait) -> Iterator[str]:
    yield texte
    morceaux = [un.strip() for un in _CLAUSE.split(texte[:1000]) if un and un.strip(" .,-")]
    if len(morceaux) > 1:
        yield from morceaux[:_ESSAIS]


def compter_les_lots(texte: str, attente: Attente | None) -> int | None:
    """How many lots are told: "3 lots", "lot 1… lot 2…", "deux" where lots are asked."""
    plie = plier(texte[:1000])
    quantites = lire_quantites(plie, lire_nombres(plie.texte), lire_contexte(plie.texte))
    comptes = {q.valeur for q in quantites if q.genre is Compte.COMPTE and q.mot == "lot" and not q.ecarte}
    if len(comptes) == 1 and (valeur := comptes.pop()) is not None:
        return int(valeur)
    rangs = [int(q.valeur) for q in quantites if q.genre is Compte.RANG and q.valeur and plie.texte[: q.debut].rstrip(" n°").endswith("lot")]
    if rangs and rangs == [*range(1, len(rangs) + 1)] and len(rangs) > 1:
        return len(rangs)
    if attente is not None and attente.fait in (ALLOTI, "lots"):
        nus = [q for q in quantites if q.genre is Compte.NU and not q.ecarte]
        if nus and nus[0].valeur is not None and 0 < nus[0].valeur < 100 and nus[0].valeur == int(nus[0].valeur):
            return int(nus[0].valeur)
    return None
