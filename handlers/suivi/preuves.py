"""Follows the contracts of the register: what official data tell of each, and the actions that they prove."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from handlers.suivi.dates import dates_de
from handlers.suivi.etapes import etablir
from handlers.suivi.mesures import FORMALISEES
from knowledge.plan.pack import AvanceDuPlan, Pack
from knowledge.registre.lots import est_de_lots
from storage.database import Database
from storage.registre.marches import Marches
from storage.registre.records import MarcheRecord
from storage.suivi.records import EtapeRecord
from storage.suivi.repository import INSCRITE, REGISTRE, Achats

# Contracts followed in one transaction: few, for SQLite has one writer, and whoever talks meanwhile waits for that one.
AT_ONCE = 20
# What the official lists say for nothing. Source: DECP schema v2.0.4.
_AUCUNE_SOCIALE = "Pas de considération sociale"
_AUCUNE_ENVIRONNEMENTALE = "Pas de considération environnementale"
_CRITERE_ENVIRONNEMENTAL = "Critère environnemental"
_RESERVE = "Marché réservé"


class Registre(Protocol):
    """What following needs of a transaction."""

    @property
    def marches(self) -> Marches: ...

    @property
    def achats(self) -> Achats: ...


def suivre(uow: Registre, pack: Pack, numeros: Collection[int], now: datetime) -> None:
    """Follow these contracts as the register tells them now; again changes nothing."""
    marches = uow.marches.plusieurs(numeros)
    avec_lots = uow.marches.groupes_a_lots({marche.groupe for marche in marches if marche.groupe})
    plan = _avance(pack)
    mesures = {marche.id: mesures_du_marche(marche, plan, lots=marche.groupe in avec_lots) for marche in marches}
    preuves = {marche.id: preuves_du_marche(pack, marche, mesures[marche.id], now) for marche in marches}
    for achat in uow.achats.suivre(mesures, preuves, now):
        etablir(uow.achats, pack, achat, now)


def rattraper(database: Database, pack: Pack, now: datetime) -> int:
    """Follow what people told, or what was in the register before purchases were followed; returns how many."""
    combien = 0
    while True:
        with database.unit_of_work() as uow:
            numeros = uow.achats.sans_suivi(AT_ONCE)
            if not numeros:
                return combien
            suivre(uow, pack, numeros, now)
            uow.commit()
        combien += len(numeros)


def _avance(pack: Pack) -> AvanceDuPlan | None:
    return next((fiche.avance for fiche in pack.fiches.values() if fiche.avance is not None), None)


def mesures_du_marche(marche: MarcheRecord, plan: AvanceDuPlan | None, *, lots: bool) -> dict[str, Any]:
    """By column of a followed purchase, from the official data of a contract; what they do not tell is None.

    `lots`: whether the register holds others of its consultation. A declared « pas de considération » is a no, a silence
    is not.
    """
    environnementales = _liste(marche.decp, "considerationsEnvironnementales")
    sociales = _liste(marche.decp, "considerationsSociales")
    taux = _nombre(marche.decp.get("tauxAvance"))
    avance = marche.decp.get("attributionAvance")
    offres = marche.decp.get("offresRecues")
    dates = dates_de(marche)
    considere = None if sociales is None else any(une != _AUCUNE_SOCIALE for une in sociales)
    return {
        # Withdrawn, it counts for nobody, as another buyer's does.
        "acheteur": "" if marche.retire else marche.acheteur,
        "consultation": marche.groupe if est_de_lots(marche.groupe) and not marche.retire else None,
        "direction": marche.direction,
        "annee": None if marche.notifie_le is None else marche.notifie_le.year,
        "objet": marche.objet,
        "nature": "concession" if marche.concession else marche.nature,
        "attribution_le": marche.notifie_le,
        "fin": dates.fin,
        "montant_ht": marche.montant_ht,
        "offres": offres if isinstance(offres, int) else None,
        "attribue": True,
        "conclu": True,
        # The register holds what was awarded: of procedures that failed it says nothing, not even that there were none.
        "infructueux": None,
        # What the older format, or none, says of a procedure may be a concession's: that has no formalised one here.
        "formalise": None if marche.procedure is None or marche.concession else marche.procedure in FORMALISEES,
        # Nothing official says that a contract is no lot: the others may be in no file, or named as none.
        "alloti": True if marche.lot or lots else None,
        "reserve": None if sociales is None else _RESERVE in sociales,
        "critere_environnemental": None if environnementales is None else _CRITERE_ENVIRONNEMENTAL in environnementales,
        "consideration_environnementale": None
        if environnementales is None
        else any(une != _AUCUNE_ENVIRONNEMENTALE for une in environnementales),
        "consideration_sociale": considere,
        # Official data do not tell an insertion clause from another: only that there is none.
        "clause_insertion": False if considere is False else None,
        "avance_bonifiee": _avance_bonifiee(taux, avance, plan),
        "sous_traitance": _booleen(marche.decp.get("sousTraitanceDeclaree")),
    }


def _avance_bonifiee(taux: Decimal | None, accordee: Any, plan: AvanceDuPlan | None) -> bool | None:
    """Whether the advance reaches that of the plan; `taux` is a part of one."""
    if plan is None:
        return None
    if taux is not None:
        return taux * 100 >= plan.taux_pct
    return False if _booleen(accordee) is False else None


def _liste(decp: Mapping[str, Any], nom: str) -> list[str] | None:
    """The official values of a list; None when it says nothing."""
    valeur = decp.get(nom)
    return [str(une) for une in valeur] if valeur else None


def _nombre(valeur: Any) -> Decimal | None:
    try:
        return None if valeur is None or isinstance(valeur, bool) else Decimal(str(valeur))
    except InvalidOperation:
        return None


def _booleen(valeur: Any) -> bool | None:
    return valeur if isinstance(valeur, bool) else None


def preuves_du_marche(pack: Pack, marche: MarcheRecord, mesures: Mapping[str, Any], now: datetime) -> list[EtapeRecord]:
    """The actions that official data prove to be written into a contract, as of its notification."""
    jour = marche.notifie_le
    if jour is None:
        return []
    return [
        EtapeRecord(fiche.numero, INSCRITE, _preuve(fiche.preuves, mesures), jour, now, "", REGISTRE)
        for fiche in pack.fiches.values()
        if any(mesures.get(trait) is True for trait in fiche.preuves)
    ]


def _preuve(preuves: tuple[str, ...], mesures: Mapping[str, Any]) -> str:
    return next(trait for trait in preuves if mesures.get(trait) is True)


__all__ = ["mesures_du_marche", "preuves_du_marche", "rattraper", "suivre"]
