"""The lots of a contract as JSON: how `spaser diagnostiquer` reads them, and what it answers of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from bot.lines import CITATION_MAX, LigneFautiveError
from knowledge.diagnostic.allotissement import Allotissement, conseiller_l_allotissement
from knowledge.diagnostic.diagnostic import Diagnostic
from knowledge.diagnostic.lots import vue
from knowledge.droit.qualification import ALLOTI, LOT, MONTANT
from knowledge.plan.pack import Pack
from knowledge.regles.faits import Fait, Faits, Intervalle, Possible
from knowledge.regles.lots import Lot

HORS_FAITS_DU_LOT = ("numero", "intitule")
LOTS_MAX = 999

LireValeur = Callable[[Fait, Any], Possible]


def lire_lots(pack: Pack, donnees: Any, faits: Faits, lire: LireValeur) -> tuple[tuple[Lot, ...], frozenset[str]]:
    """Read the value of `lots`, with the facts that no lot knows; a lot without a number takes that of its place.

    `faits` are those of the contract. Raises LigneFautiveError, which names the lot.
    """
    if not isinstance(donnees, list) or not all(isinstance(un, dict) for un in donnees):
        raise LigneFautiveError(
            f"« lots » doit être une liste de lots, chacun un objet JSON, pas {json.dumps(donnees, default=str)[:CITATION_MAX]}"
        )
    if len(donnees) > LOTS_MAX:
        raise LigneFautiveError(f"« lots » en compte {len(donnees)} : {LOTS_MAX} au plus")
    lots: dict[int, Lot] = {}
    inconnus: list[set[str]] = []
    for place, un in enumerate(donnees, start=1):
        try:
            lot, sans = _lot(pack, un, place, lire)
        except LigneFautiveError as erreur:
            raise LigneFautiveError(f"lot {_nomme(un, place)} : {erreur}") from None
        if lot.numero in lots:
            raise LigneFautiveError(f"le lot {lot.numero} est donné deux fois")
        lots[lot.numero] = lot
        inconnus.append(sans)
    if len(lots) > 1 and faits.valeur(ALLOTI) is False:
        raise LigneFautiveError(f"« {ALLOTI} » est false, mais « lots » en compte {len(lots)}")
    refuses = {nom for sans in inconnus for nom in sans}
    # Not asked of any lot only where each that lacks it said that it is not known.
    tus = {
        nom
        for nom in refuses
        if all(nom in sans or nom in lot.faits for sans, lot in zip(inconnus, lots.values(), strict=True))
    }
    return tuple(lots[numero] for numero in sorted(lots)), frozenset(tus)


def _nomme(donnees: Mapping[str, Any], place: int) -> str:
    numero = donnees.get("numero")
    return f"{numero}" if isinstance(numero, int) else f"en place {place}"


def _lot(pack: Pack, donnees: Mapping[str, Any], place: int, lire: LireValeur) -> tuple[Lot, set[str]]:
    numero = donnees.get("numero", place)
    intitule = donnees.get("intitule", "")
    if not isinstance(numero, int) or isinstance(numero, bool) or not 0 < numero <= LOTS_MAX:
        cite = json.dumps(numero, default=str)[:CITATION_MAX]
        raise LigneFautiveError(f"« numero » doit être un entier de 1 à {LOTS_MAX}, pas {cite}")
    if not isinstance(intitule, str):
        raise LigneFautiveError("« intitule » doit être un texte")
    if MONTANT in donnees and LOT in donnees:
        raise LigneFautiveError(f"« {MONTANT} » et « {LOT} » disent tous deux son montant : n'en donnez qu'un")
    dits: dict[str, Possible] = {}
    sans: set[str] = set()
    for cle, valeur in donnees.items():
        if cle in HORS_FAITS_DU_LOT:
            continue
        nom = LOT if cle == MONTANT else cle
        fait = _fait(pack, nom)
        if valeur is None:
            sans.add(nom)
        else:
            dits[nom] = lire(fait, valeur)
    return Lot(numero, intitule, Faits(pack.vocabulaire, dits)), sans


def _fait(pack: Pack, nom: str) -> Fait:
    propres = [fait.nom for fait in pack.vocabulaire.values() if fait.par_lot is not None]
    if nom not in pack.vocabulaire:
        proches = get_close_matches(nom, [*propres, *HORS_FAITS_DU_LOT, MONTANT], n=1)
        raise LigneFautiveError(
            f"fait inconnu « {nom} »" + (f" ; voulez-vous dire « {proches[0]} » ?" if proches else "")
        )
    fait = pack.vocabulaire[nom]
    if fait.par_lot is None:
        raise LigneFautiveError(f"« {nom} » est du contrat entier : donnez-le hors de « lots »")
    return fait


# --- the answer -------------------------------------------------------------------------------------------------------


def en_dict(diagnostic: Diagnostic, un_jugement: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """What is answered of the lots; nothing of a contract that has none. `un_jugement` writes what bears on one."""
    conseils = conseiller_l_allotissement(diagnostic)
    if conseils is None or diagnostic.reunis is None:
        return {}
    reunis = diagnostic.reunis
    return {
        "lots": [
            {
                "numero": un.lot.numero,
                "intitule": un.lot.intitule,
                **un_jugement(un),
                "procedures_en_plus": conseils.voies(un.lot.numero),
                **un.signaux,
            }
            for un in diagnostic.lots
        ],
        "par_lots": _par_lots(diagnostic),
        "total": {
            "somme_des_lots": _bornes(reunis.somme),
            "ecart": None
            if reunis.ecart is None
            else {"dit": _bornes(reunis.ecart.dit), "sens": reunis.ecart.sens, "de": reunis.ecart.de},
        },
        "allotissement": _allotissement(conseils),
        "question_des_lots": diagnostic.question_des_lots,
    }


def _par_lots(diagnostic: Diagnostic) -> list[dict[str, Any]]:
    """What is said of the same lots, said once: the rules and the obligations of each set of lots."""
    ensemble = vue(diagnostic)
    groupes = []
    for lots in ensemble.groupes:
        regles = [une.recommandation for une in ensemble.recommandations if une.lots == lots]
        obligations = [dite.quoi.obligation.id for dite in ensemble.obligations if dite.lots == lots]
        if regles or obligations:
            groupes.append(
                {
                    "lots": lots,
                    "recommandations": [
                        {"action": une.fiche.numero, "regle": une.regle.id, "verdict": une.verdict} for une in regles
                    ],
                    "obligations": obligations,
                }
            )
    return groupes


def _bornes(possible: Intervalle) -> Decimal | dict[str, Any]:
    """The amount, or what bounds it."""
    seule = possible.seule
    if isinstance(seule, Decimal):
        return seule
    return {
        "de": possible.bas,
        "a": possible.haut,
        "de_inclus": possible.bas_inclus,
        "a_inclus": possible.haut_inclus,
    }


def _allotissement(conseils: Allotissement) -> dict[str, Any]:
    return {
        "reservables": conseils.reservables,
        "reservables_a_l_ess": conseils.a_l_ess,
        "reserves": conseils.reserves,
        "micro_lots": conseils.micro,
        "petits_lots": [
            {
                "voie": un.voie,
                "lots": un.lots,
                "au_dela": un.au_dela,
                "cumul_ht_eur": un.cumul,
                "total_ht_eur": un.total,
                "part_pct": un.part_pct,
                "limite_pct": un.limite_pct,
                "exact": un.exact,
                "sur": un.sur,
            }
            for un in conseils.petits_lots
        ],
    }


__all__ = ["en_dict", "lire_lots"]
