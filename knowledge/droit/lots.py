"""A contract and its lots: what the whole is, from what its lots are; what each lot is, from the whole and its own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from knowledge.droit.qualification import ALLOTI, ASSIETTE, LOT, MINIMUM, MONTANT, NATURE
from knowledge.regles.faits import NON, OUI, Ensemble, Faits, Intervalle, Options, ParLot, Possible, Texte
from knowledge.regles.lots import Lot

MONTANTS = frozenset({MONTANT, LOT, MINIMUM, ASSIETTE})
OBJET, CAS, PETIT_LOT = "objet", "cas_particulier", "petit_lot"
TRAVAUX, FOURNITURES, SERVICES, MAITRISE_OEUVRE = "travaux", "fournitures", "services", "maitrise_oeuvre"
# The three kinds of contract that the code weighs against each other; conceiving a work is a service.
GENRES = (frozenset({TRAVAUX}), frozenset({FOURNITURES}), frozenset({SERVICES, MAITRISE_OEUVRE}))
# How a presumed main nature is told.
PRINCIPALE = "nature de l'ensemble, celle de plus de la moitié du montant des lots, à confirmer"
_OUI, _NON = Options(frozenset({OUI})), Options(frozenset({NON}))
_RIEN = Decimal(0)


class Sens(StrEnum):
    """On which side the lots miss the total that was said."""

    IL_MANQUE = "il_manque"
    C_EST_TROP = "c_est_trop"


@dataclass(frozen=True, slots=True)
class Ecart:
    """The total that was said and the sum of the lots cannot both be true: which one is meant is to be asked."""

    dit: Intervalle
    somme: Intervalle

    @property
    def sens(self) -> Sens:
        """A lot may still be missing, or one is counted too much."""
        return Sens.IL_MANQUE if _plus_grand(self.dit, self.somme) else Sens.C_EST_TROP

    @property
    def de(self) -> Decimal | None:
        """By how much, where both are settled."""
        dit, somme = self.dit.seule, self.somme.seule
        return abs(dit - somme) if isinstance(dit, Decimal) and isinstance(somme, Decimal) else None


@dataclass(frozen=True, slots=True)
class Reunis:
    """A contract with its lots.

    `faits` are the whole's, with what follows from the lots; `dits` what was said of the whole itself; `par_lot` the facts
    on which each lot is judged, in the order of `lots`. `somme` adds up the lots; `presumes` tells what was held without being said.
    """

    lots: tuple[Lot, ...]
    dits: Faits
    faits: Faits
    par_lot: tuple[Faits, ...]
    somme: Intervalle
    ecart: Ecart | None
    presumes: Mapping[str, str]

    def ouverts(self, nom: str) -> frozenset[int]:
        """The lots, by number, whose own value of that fact would settle the whole's; none when it is not theirs to say."""
        if self.faits.vocabulaire[nom].par_lot is None and (nom != MONTANT or self.ecart is not None):
            return frozenset()
        return frozenset(
            lot.numero for lot, faits in zip(self.lots, self.par_lot, strict=True) if not _regle(faits, nom)
        )


def en_plusieurs(faits: Faits, lots: Sequence[Lot]) -> bool:
    """Whether the lots are judged apart: one alone is the contract, unless others are said to come."""
    return len(lots) > 1 or (len(lots) == 1 and faits.valeur(ALLOTI) is True)


def replier(faits: Faits, lots: Sequence[Lot]) -> Faits:
    """The facts of a contract that has one lot at most: what was said of that lot is said of it."""
    if not lots:
        return faits
    (lot,) = lots
    siens = dict(lot.faits.dits())
    if (montant := siens.pop(LOT, None)) is not None:
        siens[MONTANT] = montant
    if OBJET in faits.dits():
        siens.pop(OBJET, None)
    elif lot.intitule:
        siens.setdefault(OBJET, Texte(lot.intitule))
    return faits.remplacer(siens)


def reunir(faits: Faits, lots: Sequence[Lot]) -> Reunis:
    """Derive the whole contract from its lots, and each lot from the whole.

    A lot has what was said of the contract, and its own words prevail. The amounts add up; a lot of which nothing is known
    leaves the sum without an upper bound. A total that was said bounds the lots; where it cannot be their sum, neither prevails.
    """
    montants = [_montant(lot) for lot in lots]
    somme = _additionner(montants)
    if len(lots) == 1:
        # Others are said to come.
        somme = Intervalle(somme.bas, None, bas_inclus=False)
    dit = faits.dits().get(MONTANT)
    total, ecart = somme, None
    if isinstance(dit, Intervalle):
        total = somme.inter(dit)
        if total.vide:
            ecart = Ecart(dit, somme)
            total = _de_l_un_a_l_autre(dit, somme)
    plafonds = [None] * len(lots) if ecart or not isinstance(dit, Intervalle) else _plafonds(montants, dit)
    par_lot = tuple(
        _faits_du_lot(faits, lot, montant, plafond)
        for lot, montant, plafond in zip(lots, montants, plafonds, strict=True)
    )
    ajoutes: dict[str, Possible] = {ALLOTI: _OUI, MONTANT: total}
    presumes: dict[str, str] = {}
    for nom, fait in faits.vocabulaire.items():
        if fait.par_lot in (None, ParLot.PROPRE):
            continue
        possible = _reunir_un(nom, fait.par_lot, faits, par_lot)
        if fait.par_lot is ParLot.PRINCIPAL and isinstance(possible, Options) and possible.seule is None:
            principale = _principale(possible, par_lot)
            if principale != possible:
                possible, presumes[nom] = principale, PRINCIPALE
        if possible is not None and not possible.vide:
            ajoutes[nom] = possible
    utiles = {nom: possible for nom, possible in ajoutes.items() if possible != faits.vocabulaire.domaine(nom)}
    return Reunis(tuple(lots), faits, faits.remplacer(utiles), par_lot, somme, ecart, presumes)


def _regle(faits: Faits, nom: str) -> bool:
    """Whether one value is left; of a set, whether each member is in or out."""
    match possible := faits[nom]:
        case Options() | Intervalle():
            return possible.seule is not None
        case Ensemble():
            return faits.vocabulaire[nom].options <= possible.dedans | possible.dehors
        case _:
            return True


# --- amounts ----------------------------------------------------------------------------------------------------------


def _montant(lot: Lot) -> Intervalle:
    montant = lot.faits[LOT]
    assert isinstance(montant, Intervalle)
    return montant


def _additionner(montants: Sequence[Intervalle]) -> Intervalle:
    bas = sum([_borne(un.bas) for un in montants], _RIEN)
    ouvert = any(un.haut is None for un in montants)
    return Intervalle(
        bas,
        None if ouvert else sum([_borne(un.haut) for un in montants], _RIEN),
        bas_inclus=all(un.bas_inclus for un in montants),
        haut_inclus=all(un.haut_inclus for un in montants),
    )


def _borne(borne: object) -> Decimal:
    return borne if isinstance(borne, Decimal) else _RIEN


def _plafonds(montants: Sequence[Intervalle], total: Intervalle) -> list[Intervalle | None]:
    """What each lot is at most, once the others have the least that they can have of the total."""
    if not isinstance(total.haut, Decimal):
        return [None] * len(montants)
    au_moins = sum([_borne(un.bas) for un in montants], _RIEN)
    stricts = sum([not un.bas_inclus for un in montants])
    plafonds: list[Intervalle | None] = []
    for un in montants:
        autres_stricts = stricts - (not un.bas_inclus)
        haut = total.haut - (au_moins - _borne(un.bas))
        plafonds.append(Intervalle(None, haut, haut_inclus=total.haut_inclus and not autres_stricts))
    return plafonds


def _de_l_un_a_l_autre(dit: Intervalle, somme: Intervalle) -> Intervalle:
    """Every amount that one or the other says, and those between."""
    petit, grand = (somme, dit) if _plus_grand(dit, somme) else (dit, somme)
    return Intervalle(petit.bas, grand.haut, petit.bas_inclus, grand.haut_inclus)


def _plus_grand(un: Intervalle, autre: Intervalle) -> bool:
    """Of two that have nothing in common: whether the first stands above the second."""
    return autre.haut is not None and _borne(un.bas) >= _borne(autre.haut)


# --- the other facts --------------------------------------------------------------------------------------------------


def _faits_du_lot(faits: Faits, lot: Lot, montant: Intervalle, plafond: Intervalle | None) -> Faits:
    """The lot as a contract of its own: its amount is the amount, and it is not divided any more."""
    siens = {**lot.faits.dits(), ALLOTI: _NON}
    if lot.intitule:
        siens.setdefault(OBJET, Texte(lot.intitule))
    borne = montant if plafond is None else montant.inter(plafond)
    if not borne.vide and borne != faits.vocabulaire.domaine(MONTANT):
        siens[MONTANT] = siens[LOT] = borne
    # An amount that is said of the whole is not that of one; nor is one small because some are.
    return faits.remplacer(siens, MONTANTS if faits.valeur(CAS) != PETIT_LOT else MONTANTS | {CAS})


def _reunir_un(nom: str, facon: ParLot | None, faits: Faits, par_lot: Sequence[Faits]) -> Possible | None:
    """What the whole has of a fact, from what its lots have; None: what was said of it, or nothing."""
    leurs = [un[nom] for un in par_lot]
    match facon:
        case ParLot.UN_SUFFIT:
            return _un_suffit([un for un in leurs if isinstance(un, Options)])
        case ParLot.REUNION:
            dit = faits[nom]
            assert isinstance(dit, Ensemble)
            ensembles = [un for un in leurs if isinstance(un, Ensemble)]
            dedans = dit.dedans.union(*[un.dedans for un in ensembles])
            communs = frozenset.intersection(*[un.dehors for un in ensembles])
            return Ensemble(dedans, (communs | dit.dehors) - dedans)
        case ParLot.PLUS_LONG if nom not in faits.dits():
            return _plus_long([un for un in leurs if isinstance(un, Intervalle)])
        case ParLot.COMMUN | ParLot.PRINCIPAL if nom not in faits.dits():
            # Where they differ, which one is the whole's is not settled: one of theirs.
            return Options(frozenset().union(*[un.possibles for un in leurs if isinstance(un, Options)]))
        case _:
            return None


def _un_suffit(leurs: Sequence[Options]) -> Options | None:
    if any(un == _OUI for un in leurs):
        return _OUI
    return _NON if all(un == _NON for un in leurs) else None


def _plus_long(leurs: Sequence[Intervalle]) -> Intervalle:
    bas = max(leurs, key=lambda un: (_borne(un.bas), not un.bas_inclus))
    hauts = [un.haut for un in leurs]
    if any(haut is None for haut in hauts):
        return Intervalle(bas.bas, None, bas.bas_inclus)
    haut = max(leurs, key=lambda un: (_borne(un.haut), un.haut_inclus))
    return Intervalle(bas.bas, haut.haut, bas.bas_inclus, haut.haut_inclus)


def _principale(natures: Options, par_lot: Sequence[Faits]) -> Options:
    """Of these natures, what is left of those whose kind weighs more than half of the amount, whatever is still open.

    Source: the contracts of several natures (CCP L1111-5, not read): services or supplies by their value, works by their
    main object, of which the value is the sign. All of them where no kind weighs so much.
    """
    montants = [un[MONTANT] for un in par_lot]
    for genre in GENRES:
        au_moins, au_plus = _RIEN, _RIEN
        for faits, montant in zip(par_lot, montants, strict=True):
            nature = faits[NATURE]
            assert isinstance(nature, Options)
            assert isinstance(montant, Intervalle)
            if nature.possibles <= genre:
                au_moins += _borne(montant.bas)
            elif montant.haut is None:
                break
            else:
                au_plus += _borne(montant.haut)
        else:
            if au_moins > au_plus:
                return Options(natures.possibles & genre)
    return natures


__all__ = ["Ecart", "Reunis", "Sens", "en_plusieurs", "replier", "reunir"]
