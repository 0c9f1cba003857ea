"""The prices of lots that a message tells one after the other: "2 lots : bio 100 000 et le reste 60 000", "19 000 le premier, 23 500 le second"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from knowledge.francais.texte import ensemble, jetons
from knowledge.lecture.montants import PAR_AN
from knowledge.lecture.quantites import PERIODES, Mesure, Quantite, est_une_annee
from knowledge.lecture.sommes import LOT_COMPTE, TROP, nomme_des_parts

_LOTS = ensemble("lot lots tranche tranches secteur secteurs")
_COMPTES = ensemble("lot tranche secteur")
_PARMI = ensemble("dont incluant comprenant")
_MILLE = 1000
_RANG_DIT = "e "
_PEU, _PRES = 20, 40


@dataclass(frozen=True, slots=True)
class Partage:
    """The prices of lots, in euros, each for the same period: `par` is the unit below, empty for a total.

    `lots` is how many there are; none of the tranches of one contract.
    """

    prix: tuple[Quantite, ...]
    par: str = ""
    lots: int | None = None

    def total(self, mois: Decimal | None) -> Decimal | None:
        """What they make together; None by the year where nothing says for how long, and where the numbers are no money."""
        somme = sum((q.bas for q in self.prix), Decimal(0))
        if max(q.bas for q in self.prix) < _PEU:
            return None
        if not self.par:
            return somme
        return None if mois is None else somme * mois / PERIODES[self.par]


def lire_un_partage(texte: str, quantites: Sequence[Quantite], *, demande: bool = False) -> Partage | None:
    """The prices of the lots of a folded text, where it tells those of all; `demande`: lots are what is asked.

    >>> from knowledge.francais.nombres import lire_nombres
    >>> from knowledge.francais.texte import plier
    >>> from knowledge.lecture.quantites import lire_quantites
    >>> def dire(texte):
    ...     partage = lire_un_partage(texte, lire_quantites(plier(texte), lire_nombres(texte)))
    ...     return partage and str(partage.total(None))
    >>> dire("2 lots, bio 100 000 et le reste 60 000"), dire("3 lots, nord 50 000 et sud 60 000")
    ('160000', None)
    """
    if len(quantites) > TROP or (not demande and _LOTS.isdisjoint(jeton.mot for jeton in jetons(texte))):
        return None
    mots = [jeton.mot for jeton in jetons(texte)]
    rangs = [q for q in quantites if _est_un_rang(texte, q)]
    annonces = [q for q in quantites if q.mesure is Mesure.COMPTE and q.mot in (*_COMPTES, "") and q.bas > 1]
    prix = [
        sans_son_nom(texte, q) if q.mesure is Mesure.COMPTE else q
        for q in quantites
        if q not in (*rangs, *annonces) and _est_un_prix(texte, q)
    ]
    dits = {int(q.bas) for q in annonces}
    if rangs:
        dits.add(len(rangs) if [q.bas for q in rangs] == [*range(1, len(rangs) + 1)] else 0)
    prix, compte = _sans_leur_compte(texte, prix)
    dits |= {compte} - {0}
    if len(dits) > 1:
        return None
    prix = _autant_que(prix, next(iter(dits), 0))
    lots_nommes = mots.count(LOT_COMPTE) == len(prix)
    complet = dits == {len(prix)} or (not dits and (lots_nommes or _se_nomment(texte, prix)))
    if len(prix) < 2 or not complet or any(q.borne or q.taxe == "ttc" for q in prix) or _est_un_total(texte, prix):
        return None
    par = _leur_periode(texte, prix)
    lots = None if "tranche" in mots or "tranches" in mots else len(prix)
    return None if par is None else Partage(tuple(_a_l_echelle(prix)), par, lots)


def _est_un_total(texte: str, prix: Sequence[Quantite]) -> bool:
    """ "780 000 au total dont 150 000 pour le photovoltaïque": the second price is a part of the first."""
    return any(_PARMI & {jeton.mot for jeton in jetons(texte[un.fin : autre.debut])} for un, autre in pairwise(prix))


def _leur_periode(texte: str, prix: Sequence[Quantite]) -> str | None:
    """The period all of them are paid for, empty for none; None where they differ, or are the prices of something counted."""
    if any(not set(q.par) <= {*PERIODES, *_COMPTES} for q in prix):
        return None
    debut, fin = prix[0].debut, prix[-1].fin
    if PAR_AN.search(texte, fin) or any(
        "annuel" in bout for bout in (texte[max(0, debut - _PRES) : debut], texte[fin : fin + _PRES])
    ):
        return "an"
    periodes = {next((un for un in q.par if un in PERIODES), "") for q in prix}
    return periodes.pop() if len(periodes) == 1 else None


def _se_nomment(texte: str, prix: Sequence[Quantite]) -> bool:
    """Whether each price stands beside a name, and nothing else is told before the end of their sentence."""
    if len(prix) < 2:
        return False
    fin = min((place for signe in ".;!?" if (place := texte.find(signe, prix[-1].fin)) >= 0), default=len(texte))
    return nomme_des_parts(texte[:fin], prix, permis=_LOTS)


def _sans_leur_compte(texte: str, prix: list[Quantite]) -> tuple[list[Quantite], int]:
    """The prices without the number that counts them: "deux : 6 240 les perruques, 1 980 les robes", "8 000, les trois HT"."""
    autres = len(prix) - 1
    for q in prix[:1] if autres > 1 else ():
        if q.bas == autres and q.debut <= _PEU:
            return prix[1:], autres
    if autres > 1 and prix[-1].bas == autres and texte[: prix[-1].debut].endswith("les "):
        return prix[:-1], autres
    return prix, 0


def sans_son_nom(texte: str, q: Quantite) -> Quantite:
    """A bare number, where the name after it looked counted: "bois 61000 quincaille 17500"."""
    fin = q.debut + texte[q.debut : q.fin].rfind(" ") if q.mot else q.fin
    return replace(q, mesure=Mesure.NU, mot="", fin=fin)


def _est_un_rang(texte: str, q: Quantite) -> bool:
    """ "Lot 1", "1) 16 400", "un 3e lot"."""
    suite = texte[q.fin : q.fin + len(_RANG_DIT)]
    nu = q.mesure is Mesure.NU and q.bas < _PEU and (suite[:1] == ")" or suite == _RANG_DIT)
    return nu or (q.mesure is Mesure.RANG and not q.mot)


def _est_un_prix(texte: str, q: Quantite) -> bool:
    nombre = q.mesure in (Mesure.NU, Mesure.ARGENT) or (q.mesure is Mesure.COMPTE and q.bas >= _MILLE)
    en_nombre = texte[: q.debut].endswith(("lot de ", "lots de "))
    dit = not (q.ecarte or q.ailleurs or q.fois or en_nombre or est_une_annee(q))
    return nombre and dit and q.bas == q.haut and q.bas > 1


def _autant_que(prix: list[Quantite], dits: int) -> list[Quantite]:
    """As many prices as there are lots: what they come to, and a small number told beside, are none."""
    if dits and len(prix) == dits + 1 and prix[-1].bas == sum(q.bas for q in prix[:-1]):
        return prix[:-1]
    grands = [q for q in prix if q.bas >= _MILLE]
    return grands if dits and len(prix) != dits == len(grands) else prix


def _a_l_echelle(prix: Sequence[Quantite]) -> list[Quantite]:
    """All of them in euros: "50 000, 60 000, 34", or all in thousands where nothing tells a unit ("130 + 80")."""
    grand = max(q.bas for q in prix)
    petits = [q for q in prix if q.bas < _MILLE]
    if not petits or grand < _PEU or (grand < _MILLE and any(q.taxe for q in prix)):
        return list(prix)
    return [replace(q, bas=q.bas * _MILLE, haut=q.haut * _MILLE) if q in petits else q for q in prix]


__all__ = ["Partage", "lire_un_partage", "sans_son_nom"]
