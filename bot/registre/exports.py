"""The register as files: official DECP v2, or a flat table that people complete and send back."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TextIO

from knowledge.registre.colonnes import proteger
from knowledge.registre.export_decp import Incomplet, exporter
from knowledge.registre.export_tableau import en_brut, entetes, exporter_csv, rangee
from knowledge.registre.marche import MarcheLu, Modification, Titulaire
from storage.registre.records import MarcheRecord
from storage.unit_of_work import Reading

LUS_ENSEMBLE = 400


def marche_lu(marche: MarcheRecord) -> MarcheLu:
    """A contract of the register as a file would tell it: the dates that were entered, not those that are reckoned."""
    return MarcheLu(
        acheteur_id=marche.acheteur_id,
        numero=marche.numero,
        concession=marche.concession,
        acheteur_nom=marche.acheteur_nom,
        objet=marche.objet,
        cpv=marche.cpv,
        nature=marche.nature,
        nature_deduite=marche.nature_deduite,
        procedure=marche.procedure,
        accord_cadre=marche.accord_cadre,
        montant_ht=marche.montant_ht,
        duree_mois=marche.duree_mois,
        notifie_le=marche.notifie_le,
        publie_le=marche.publie_le,
        titulaires=tuple(Titulaire(**un) for un in marche.titulaires),
        modifications=tuple(_modification(dict(une)) for une in marche.modifications),
        lot=marche.lot,
        groupe=marche.groupe,
        version=marche.version,
        decp=marche.decp,
        recurrent=marche.recurrent,
        fin=marche.fin_dite,
        attribution_prevue=marche.attribution_dite,
        direction=marche.direction,
        referent=marche.referent,
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

    def tous() -> Iterator[MarcheLu]:
        nonlocal vus
        for marche in _publics(memory):
            vus += 1
            yield marche_lu(marche)

    incomplets = exporter(tous(), sortie)
    return vus, incomplets


def en_csv(memory: Reading, sortie: TextIO) -> int:
    """Write the register as a table; returns how many contracts. Open `sortie` with newline="" and utf-8-sig."""
    return exporter_csv(map(marche_lu, _publics(memory)), sortie)


def en_csv_brut(memory: Reading, numeros: Sequence[int], sortie: TextIO) -> int:
    """Write these contracts for another program (Grist, a script): commas, ISO dates, decimal points, then the columns that the team added.

    Its titles are those that the import knows: sent back, it changes what changed in it. Open `sortie` with newline="".
    """
    ecrivain = csv.writer(sortie, lineterminator="\n")
    propres = memory.colonnes.toutes()
    ecrivain.writerow([*entetes(), *(une.nom for une in propres)])
    combien = 0
    for debut in range(0, len(numeros), LUS_ENSEMBLE):
        some = numeros[debut : debut + LUS_ENSEMBLE]
        valeurs = memory.colonnes.valeurs(some) if propres else {}
        for marche in memory.marches.plusieurs(some):
            if not marche.acheteur_id:
                continue
            siennes = valeurs.get(marche.id, {})
            ajoutees = (proteger(siennes.get(une.id, "")) for une in propres)
            ecrivain.writerow([*map(en_brut, rangee(marche_lu(marche))), *ajoutees])
            combien += 1
    return combien


def _publics(memory: Reading) -> Iterator[MarcheRecord]:
    return (marche for marche in memory.marches.tous() if marche.acheteur_id)


__all__ = ["en_csv", "en_csv_brut", "en_decp", "marche_lu"]
