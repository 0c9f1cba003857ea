"""The register as files: official DECP v2, or a flat table that people complete and send back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, TextIO

from knowledge.registre.contrat import ContratLu, Modification, Titulaire
from knowledge.registre.export_decp import Incomplet, exporter
from knowledge.registre.export_tableau import exporter_csv
from storage.registre.records import ContratRecord
from storage.unit_of_work import Reading


def contrat_lu(contrat: ContratRecord) -> ContratLu:
    """A contract of the register as a file would tell it: the dates that were entered, not those that are reckoned."""
    return ContratLu(
        acheteur_id=contrat.acheteur_id,
        numero=contrat.numero,
        concession=contrat.concession,
        acheteur_nom=contrat.acheteur_nom,
        objet=contrat.objet,
        cpv=contrat.cpv,
        nature=contrat.nature,
        nature_deduite=contrat.nature_deduite,
        procedure=contrat.procedure,
        accord_cadre=contrat.accord_cadre,
        montant_ht=contrat.montant_ht,
        duree_mois=contrat.duree_mois,
        notifie_le=contrat.notifie_le,
        publie_le=contrat.publie_le,
        titulaires=tuple(Titulaire(**un) for un in contrat.titulaires),
        modifications=tuple(_modification(dict(une)) for une in contrat.modifications),
        lot=contrat.lot,
        groupe=contrat.groupe,
        version=contrat.version,
        decp=contrat.decp,
        recurrent=contrat.recurrent,
        fin=contrat.fin_dite,
        attribution_prevue=contrat.attribution_dite,
        direction=contrat.direction,
        referent=contrat.referent,
    )


def _modification(dite: dict[str, Any]) -> Modification:
    """As `bot.registre.imports` keeps it in JSON."""
    jours = {
        nom: None if dite.get(nom) is None else date.fromisoformat(dite[nom]) for nom in ("notifiee_le", "publiee_le")
    }
    montant = dite.get("montant_ht")
    return Modification(
        **{
            **dite,
            **jours,
            "montant_ht": None if montant is None else Decimal(montant),
            "titulaires": tuple(Titulaire(**un) for un in dite.get("titulaires", ())),
        }
    )


def en_decp(memory: Reading, sortie: TextIO) -> tuple[int, list[Incomplet]]:
    """Write what is complete as DECP v2; returns how many contracts there are in all, and those that lack something.

    A contract told in the conversation only has no number of its buyer's: it is none of these yet.
    """
    vus = 0

    def tous() -> Iterator[ContratLu]:
        nonlocal vus
        for contrat in _publics(memory):
            vus += 1
            yield contrat_lu(contrat)

    incomplets = exporter(tous(), sortie)
    return vus, incomplets


def en_csv(memory: Reading, sortie: TextIO) -> int:
    """Write the register as a table; returns how many contracts. Open `sortie` with newline="" and utf-8-sig."""
    return exporter_csv(map(contrat_lu, _publics(memory)), sortie)


def _publics(memory: Reading) -> Iterator[ContratRecord]:
    return (contrat for contrat in memory.contrats.tous() if contrat.acheteur_id)


__all__ = ["contrat_lu", "en_csv", "en_decp"]
