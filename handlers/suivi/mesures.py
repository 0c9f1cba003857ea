"""What the indicators need of a purchase that is diagnosed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from knowledge.diagnostic.diagnostic import Diagnostic
from knowledge.droit.qualification import LOT
from knowledge.plan.pack import Pack
from knowledge.regles.faits import Faits
from knowledge.regles.lots import Lot
from storage.suivi.records import LotAchete

FORMALISEES = frozenset({"appel_offres", "procedure_negociee", "dialogue_competitif"})


def mesures_du_diagnostic(pack: Pack, diagnostic: Diagnostic) -> dict[str, Any]:
    """By column of a followed purchase; what the diagnosis does not know is None."""
    faits = diagnostic.faits
    procedure = faits.valeur("procedure")
    attribution = _jour(faits, "date_attribution")
    return {
        "annee": (attribution or diagnostic.jour).year,
        "nature": faits.valeur("nature"),
        "montant_ht": faits.valeur("montant_ht"),
        "formalise": None if procedure is None else procedure in FORMALISEES,
        "alloti": faits.valeur("alloti"),
        "consultation_le": _jour(faits, "date_consultation"),
        "attribution_le": attribution,
        "lots": [_lot(lot).en_json() for lot in diagnostic.lots_dits] or None,
        "anticipe": None if attribution is None else _mois_entre(diagnostic.jour, attribution) >= pack.anticipe_mois,
    }


def _lot(lot: Lot) -> LotAchete:
    montant = lot.faits.valeur(LOT) if LOT in lot.faits else None
    return LotAchete(lot.numero, lot.intitule, montant if isinstance(montant, Decimal) else None)


def _jour(faits: Faits, nom: str) -> date | None:
    valeur = faits.valeur(nom)
    return valeur if isinstance(valeur, date) else None


def _mois_entre(jour: date, ensuite: date) -> int:
    return (ensuite.year - jour.year) * 12 + ensuite.month - jour.month - (ensuite.day < jour.day)


__all__ = ["FORMALISEES", "mesures_du_diagnostic"]
