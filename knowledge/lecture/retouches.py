"""What an amount already known becomes when a message puts a part of it right: "230 et pas 210", "ajoutez 2 000"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from knowledge.francais.texte import Jeton, ensemble, jetons
from knowledge.lecture.montants import TAUX_ADMIS, hors_taxe
from knowledge.lecture.quantites import Mesure, Quantite, est_une_annee

_AJOUTE = ensemble("ajoute ajoutez ajouter rajoute rajoutez rajouter")
_RETIRE = ensemble("retire retirez retirer enleve enlevez enlever soustrais soustrayez deduisez deduire otez")
_PAR_AN = ensemble("an annee année annuel annuelle annuels")
_OU = ensemble("ou sinon")
_TAXE_COMPRISE = ensemble("ttc")
# "45" beside 43 000 is said for 45 000: no more is left out.
_ECHELLES = (Decimal(1), Decimal(1000), Decimal(10**6))
_PART_MIN = 100
# Beyond that, two amounts are not two values of the same.
_ECART = 2


@dataclass(frozen=True, slots=True)
class Retouche:
    """The amount once put right; `entier` when the text gives the whole of it again."""

    montant: Decimal
    entier: bool = False


@dataclass(frozen=True, slots=True)
class Quantifie:
    """A folded text and its quantities."""

    texte: str
    quantites: Sequence[Quantite]


def retoucher(
    quantites: Sequence[Quantite],
    mots: Collection[str],
    connu: Decimal,
    comptes: Sequence[Quantite] = (),
    *,
    redit: bool = True,
    annees: Decimal | None = None,
    demande: bool = False,
    en_plus: bool = False,
) -> Retouche | None:
    """The amount known, put right by the quantities of a text; None where they say nothing of it.

    `comptes` is how many things it was counted for, `redit` whether the text comes back to what was said, `en_plus` whether what it tells comes on top, and
    `annees` how many years it lasts, and `demande` whether it is the amount that is asked: "non, c'est par an" multiplies it.

    >>> from knowledge.francais.contexte import lire_contexte
    >>> from knowledge.francais.nombres import lire_nombres
    >>> from knowledge.francais.texte import plier
    >>> from knowledge.lecture.quantites import lire_quantites
    >>> def dire(texte, connu):
    ...     quantites = lire_quantites(plier(texte), lire_nombres(plier(texte).texte), lire_contexte(plier(texte).texte))
    ...     return retoucher(quantites, plier(texte).texte.split(), Decimal(connu))
    >>> dire("ajoutez 2 000 pour les plinthes", 28_000)
    Retouche(montant=Decimal('30000'), entier=False)
    >>> dire("non, 230 et pas 210", 210_000)
    Retouche(montant=Decimal('230000'), entier=True)
    """
    taxe = not _TAXE_COMPRISE.isdisjoint(mots)
    prix = [q for q in quantites if _peut_etre_un_prix(q) and not (taxe and q.bas in TAUX_ADMIS)]
    prix = [q for q in prix if not (q.ecarte and any(q.bas == compte.bas for compte in comptes))]
    if any(q.total or q.borne for q in prix):
        return None
    ajoute, retire = en_plus or not _AJOUTE.isdisjoint(mots), not _RETIRE.isdisjoint(mots)
    if not prix:
        if (redit or ajoute) and (recompte := _recompter(quantites, connu, comptes, ajoute=ajoute)) is not None:
            return Retouche(recompte, entier=redit)
        if taxe:
            return _sans_sa_taxe(quantites, connu)
        par_an = demande and annees is not None and not _PAR_AN.isdisjoint(mots)
        return Retouche(connu * annees, entier=True) if par_an and annees is not None else None
    if redit and _OU.isdisjoint(mots) and (nouveau := _a_la_place_du_connu(prix, connu)) is not None:
        return Retouche(nouveau, entier=True)
    comptees = [q for q in quantites if q.mesure is Mesure.COMPTE and prix[0].par == (q.mot,)]
    if len(prix) != 1 or prix[0].ecarte or (prix[0].par and not comptees) or ajoute is retire:
        return None
    part = prix[0].bas * (comptees[0].bas if comptees else 1)
    if en_plus and annees is not None and not _PAR_AN.isdisjoint(mots):
        # "12 000 de plus par an"
        part *= annees
    if not comptees and prix[0].mesure is Mesure.NU and part < _PART_MIN:
        return None
    return Retouche(connu + part if ajoute else connu - part) if part < connu else None


def reprendre_une_part(avant: Quantifie, apres: Quantifie, connu: Decimal) -> Retouche | None:
    """The amount told as a sum of parts, one of which is told again: "12 000 le matériel, 3 000 de pose", then "la pose, 4 000".

    The part is the one whose words the new text says.
    """
    # "Peinture 53 000 résine 9 000": what follows a price may look counted.
    dites = [replace(q, mesure=Mesure.NU) if q.mesure is Mesure.COMPTE else q for q in avant.quantites]
    parts = [q for q in dites if _peut_etre_un_prix(q) and not (q.ecarte or q.par)]
    nouveaux = [q for q in apres.quantites if _peut_etre_un_prix(q) and not q.ecarte]
    echelle = next((un for un in _ECHELLES if sum(q.bas for q in parts) * un == connu), None)
    if len(parts) < 2 or len(nouveaux) != 1 or nouveaux[0].total or nouveaux[0].par or echelle is None:
        return None
    dits = {jeton.racine for jeton in _mots_pleins(apres.texte)}
    touchees = {_sa_part(avant.texte, parts, jeton) for jeton in _mots_pleins(avant.texte) if jeton.racine in dits}
    if len(touchees) != 1:
        return None
    part, nouvelle = touchees.pop().bas * echelle, nouveaux[0].bas
    montants = [nouvelle * un for un in _ECHELLES if part / _ECART <= nouvelle * un <= part * _ECART]
    return Retouche(connu - part + montants[0]) if montants else None


def _sa_part(texte: str, parts: Sequence[Quantite], jeton: Jeton) -> Quantite:
    """The price of what a word names: the one that nothing parts it from, else the one after it where names come first."""
    avant = next((q for q in reversed(parts) if q.fin <= jeton.debut), None)
    apres = next((q for q in parts if q.debut >= jeton.fin), None)
    if avant is None or apres is None:
        return avant or apres or parts[0]
    coupe_avant, coupe_apres = (
        _COUPE.search(texte, avant.fin, jeton.debut),
        _COUPE.search(texte, jeton.fin, apres.debut),
    )
    if bool(coupe_avant) is not bool(coupe_apres):
        return apres if coupe_avant else avant
    return apres if any(un.fin <= parts[0].debut for un in _mots_pleins(texte)) else avant


_COUPE = re.compile(r"[,;.:/+\n]| (?:et|puis|plus) ")


def _mots_pleins(texte: str) -> list[Jeton]:
    return [jeton for jeton in jetons(texte) if len(jeton.mot) > _COURT and jeton.mot.isalpha()]


_COURT = 3


def _peut_etre_un_prix(q: Quantite) -> bool:
    return q.mesure in (Mesure.NU, Mesure.ARGENT) and q.bas == q.haut and q.bas > 1 and not est_une_annee(q)


def _a_la_place_du_connu(prix: Sequence[Quantite], connu: Decimal) -> Decimal | None:
    """The one other amount of a text that says the known one again: "240, c'est 260"."""
    for echelle in _ECHELLES:
        anciens = [q for q in prix if q.bas * echelle == connu]
        autres = [q for q in prix if q.bas * echelle != connu]
        if anciens and len(autres) == 1 and not (autres[0].ecarte or autres[0].par or autres[0].ailleurs):
            # "140 000 c'est faux, c'est 155": the thousands are not said again.
            montants = [autres[0].bas * un for un in (echelle, *_ECHELLES)]
            return next((un for un in montants if connu / _ECART <= un <= connu * _ECART), None)
    return None


def _recompter(
    quantites: Sequence[Quantite], connu: Decimal, comptes: Sequence[Quantite], *, ajoute: bool
) -> Decimal | None:
    """The amount for another count of the things it was counted for: "310 portables, pas 320", "mettez-en neuf"."""
    if len(comptes) != 1 or not comptes[0].bas:
        return None
    ancien = comptes[0]
    nouveaux = [q for q in quantites if not q.ecarte and q.mesure is Mesure.COMPTE and q.mot in ("", ancien.mot)]
    if len(nouveaux) != 1:
        return None
    compte = ancien.bas + nouveaux[0].bas if ajoute else nouveaux[0].bas
    return (connu * compte / ancien.bas).quantize(Decimal("0.01")).normalize() + 0


def _sans_sa_taxe(quantites: Sequence[Quantite], connu: Decimal) -> Retouche | None:
    """ "C'était du TTC, à 20": the amount known was with its tax."""
    taux = {q.bas for q in quantites if q.bas in TAUX_ADMIS}
    return Retouche(hors_taxe(connu, taux.pop()), entier=True) if len(taux) == 1 else None
