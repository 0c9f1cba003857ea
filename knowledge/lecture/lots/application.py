"""The lots of a contract once what a message does to them is carried out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import reduce

from knowledge.lecture.lots.operations import (
    MONTANT_LOT,
    Dire,
    Fusionner,
    Operation,
    Renommer,
    Renumeroter,
    Reserver,
    Retirer,
    Structure,
)
from knowledge.regles.faits import OUI, Ensemble, Faits, Intervalle, Options, Possible, Vocabulaire
from knowledge.regles.lots import Lot

RESERVATION, DUREE = "reservation", "duree_mois"
AUCUNE = "aucune"
INSERTION, _OUI = "clause_insertion", Options(frozenset({OUI}))
_A_QUI: Mapping[frozenset[Structure], str] = {
    frozenset({Structure.EA}): "ea_esat",
    frozenset({Structure.ESAT}): "ea_esat",
    frozenset({Structure.EA, Structure.ESAT}): "ea_esat",
    frozenset({Structure.SIAE}): "siae",
    frozenset({Structure.ESS}): "ess",
}
_DE_PLUSIEURS = "ea_esat_siae"


def appliquer(vocabulaire: Vocabulaire, connus: Sequence[Lot], operations: Iterable[Operation]) -> tuple[Lot, ...]:
    """The lots after these operations, by number; what bears on a lot that there is not does nothing."""
    lots = {lot.numero: lot for lot in connus}
    for operation in operations:
        match operation:
            case Dire():
                lots[operation.numero] = _dire(vocabulaire, lots.get(operation.numero), operation)
            case Retirer(numeros):
                lots = {numero: lot for numero, lot in lots.items() if numero not in numeros}
            case Fusionner(numeros, intitule):
                siens = [lots.pop(numero) for numero in sorted(numeros) if numero in lots]
                if siens:
                    lots[siens[0].numero] = _fondre(siens, intitule)
            case Renommer(numero, intitule):
                if numero in lots:
                    lots[numero] = replace(lots[numero], intitule=intitule)
            case Renumeroter(paires):
                nouveaux = dict(paires)
                lots = {(n := nouveaux.get(numero, numero)): replace(lot, numero=n) for numero, lot in lots.items()}
            case Reserver(numeros):
                for numero in set(numeros) & lots.keys():
                    lot = lots[numero]
                    faits = _tenir(lot.faits, RESERVATION, _reservation(vocabulaire, operation))
                    lots[numero] = replace(lot, faits=faits)
    return tuple(lots[numero] for numero in sorted(lots))


def _dire(vocabulaire: Vocabulaire, lot: Lot | None, dire: Dire) -> Lot:
    faits = vocabulaire.aucun_fait() if lot is None else lot.faits
    for dit in dire.dits:
        faits = _tenir(faits, dit.nom, dit.possible)
    par_an = dire.par_an
    if par_an is not None and all(dit.nom != MONTANT_LOT for dit in dire.dits):
        # What it was for all the years is known no more.
        faits = faits.oublier(MONTANT_LOT)
    elif par_an is None and lot is not None and all(dit.nom != MONTANT_LOT for dit in dire.dits):
        par_an = lot.par_an
    return Lot(dire.numero, dire.intitule or (lot.intitule if lot else ""), faits, par_an)


def compter_les_annees(lots: Sequence[Lot], duree_mois: Decimal) -> tuple[Lot, ...]:
    """The lots told by the year, each with its amount over that duration, or over its own."""
    return tuple(
        lot
        if lot.par_an is None or MONTANT_LOT not in lot.faits.vocabulaire
        else replace(lot, faits=lot.faits.corriger(MONTANT_LOT, _fois(lot.par_an, _duree(lot, duree_mois) / 12)))
        for lot in lots
    )


def _duree(lot: Lot, duree_mois: Decimal) -> Decimal:
    sienne = lot.faits.valeur(DUREE) if DUREE in lot.faits.vocabulaire else None
    return sienne if isinstance(sienne, Decimal) else duree_mois


def somme_des_lots(lots: Sequence[Lot]) -> Intervalle | None:
    """What lots make together; None where the amount of one is not known."""
    montants = [lot.faits.dits().get(MONTANT_LOT) for lot in lots]
    dits = [possible for possible in montants if isinstance(possible, Intervalle)]
    return reduce(_ajouter, dits) if len(dits) == len(lots) > 1 else None


def _fois(possible: Intervalle, annees: Decimal) -> Intervalle:
    bas, haut = (
        (bout * annees).quantize(Decimal("0.01")).normalize() + 0 if isinstance(bout, Decimal) else None
        for bout in (possible.bas, possible.haut)
    )
    return replace(possible, bas=bas, haut=haut)


def _tenir(faits: Faits, nom: str, possible: Possible | None) -> Faits:
    """What is said last holds; of a pack that has no such fact, nothing does."""
    return faits if possible is None or nom not in faits.vocabulaire else faits.corriger(nom, possible)


def _reservation(vocabulaire: Vocabulaire, operation: Reserver) -> Possible | None:
    if RESERVATION not in vocabulaire:
        return None
    if operation.nie:
        return Options(frozenset({AUCUNE}))
    if not operation.a:
        # Reserved, nobody said to whom.
        return Options(vocabulaire[RESERVATION].options - {AUCUNE})
    return Options(frozenset({_A_QUI.get(operation.a, _DE_PLUSIEURS)}))


def _fondre(lots: Sequence[Lot], intitule: str) -> Lot:
    """Several lots in one: amounts add up, families are together, of the rest only what all said alike is kept."""
    premier = lots[0]
    dits = dict(premier.faits.dits())
    for nom in list(dits):
        siens = [lot.faits.dits().get(nom) for lot in lots]
        possibles = [possible for possible in siens if possible is not None]
        if nom == MONTANT_LOT and len(possibles) == len(lots):
            dits[nom] = reduce(_ajouter, possibles)
        elif isinstance(dits[nom], Ensemble):
            dits[nom] = Ensemble(frozenset().union(*[un.dedans for un in possibles if isinstance(un, Ensemble)]))
        elif any(possible != dits[nom] for possible in siens):
            del dits[nom]
    if any(lot.faits.dits().get(INSERTION) == _OUI for lot in lots):
        # A clause that was wanted of one of them is not dropped in silence.
        dits[INSERTION] = _OUI
    nom_commun = intitule or " et ".join(lot.intitule for lot in lots if lot.intitule)
    annuels = [lot.par_an for lot in lots if lot.par_an is not None]
    par_an = reduce(_ajouter, annuels) if len(annuels) == len(lots) else None
    faits = premier.faits.remplacer(dits, premier.faits.dits().keys() - dits.keys())
    return Lot(premier.numero, nom_commun, faits, par_an)


def _ajouter(un: Possible, autre: Possible) -> Intervalle:
    assert isinstance(un, Intervalle)
    assert isinstance(autre, Intervalle)
    bas = None if un.bas is None or autre.bas is None else un.bas + autre.bas  # type: ignore[operator]
    haut = None if un.haut is None or autre.haut is None else un.haut + autre.haut  # type: ignore[operator]
    return Intervalle(bas, haut, un.bas_inclus and autre.bas_inclus, un.haut_inclus and autre.haut_inclus)


__all__ = ["appliquer", "compter_les_annees", "somme_des_lots"]
