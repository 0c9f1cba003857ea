"""The dates of a contract, from what files and people said of it."""

from __future__ import annotations

from datetime import date

from knowledge.rappels.echeances import DatesDuMarche, dates_du_marche
from storage.registre.records import MarcheRecord


def dates_de(marche: MarcheRecord, **dites: date | None) -> DatesDuMarche:
    """The dates of a contract, or those it would have with `fin_dite` or `attribution_dite` changed."""
    voulues = {"fin_dite": marche.fin_dite, "attribution_dite": marche.attribution_dite, **dites}
    return dates_du_marche(
        marche.notifie_le, marche.duree_mois, [une.get("duree_mois") for une in marche.modifications], **voulues
    )
