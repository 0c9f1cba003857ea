"""The file of a session made ready from the database: its contracts, and where the targets stand outside of it."""

from __future__ import annotations

from datetime import date

from handlers.cad.dossier import Dossier, annee_visee, monter
from handlers.cad.presentation import lire_la_seance
from handlers.cad.seance import Savoir, bareme_de
from handlers.indicateurs.tableau_de_bord import atteignent_les_cibles
from storage.cad.records import SeanceRecord
from storage.unit_of_work import Reading


def preparer(memory: Reading, savoir: Savoir, seance: SeanceRecord, jour: date) -> Dossier:
    """What the documents of a session show, as it stands on a day."""
    lue = lire_la_seance(memory, savoir, seance, jour)
    siens = {un.achat_id for un in lue.seance.contrats if un.achat_id is not None}
    return monter(
        savoir.pack,
        bareme_de(savoir.pack),
        lue.seance,
        jour,
        deja=atteignent_les_cibles(memory, savoir.pack, annee_visee(lue.seance), seance.acheteur, siens),
        imposes=lue.imposes,
        exclus=lue.exclus,
    )


__all__ = ["preparer"]
