"""The dates of a contract, from what files and people said of it."""

from __future__ import annotations

from datetime import date

from knowledge.rappels.echeances import DatesDuContrat, dates_du_contrat
from storage.registre.records import ContratRecord


def dates_de(contrat: ContratRecord, **dites: date | None) -> DatesDuContrat:
    """The dates of a contract, or those it would have with `fin_dite` or `attribution_dite` changed."""
    voulues = {"fin_dite": contrat.fin_dite, "attribution_dite": contrat.attribution_dite, **dites}
    return dates_du_contrat(
        contrat.notifie_le, contrat.duree_mois, [une.get("duree_mois") for une in contrat.modifications], **voulues
    )
