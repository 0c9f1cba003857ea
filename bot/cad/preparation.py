"""The file of a session made ready from the database: its contracts, and where the targets stand outside of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date

from handlers.cad.dossier import Dossier, annee_visee, monter
from handlers.cad.presentation import lire_la_seance
from handlers.cad.seance import Savoir, bareme_de
from handlers.indicateurs.tableau_de_bord import contrats_des_cibles
from knowledge.plan.pack import Pack
from knowledge.plan.tableau_de_bord import Dashboard, Requete
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
        deja=ailleurs(memory, savoir.pack, seance.acheteur, annee_visee(lue.seance), siens),
        imposes=lue.imposes,
        exclus=lue.exclus,
    )


def ailleurs(
    memory: Reading, pack: Pack, acheteur: str, annee: int, sauf: Collection[int]
) -> dict[str, tuple[int, int]]:
    """Of each target, the purchases of that buyer and year that count in it, but for some: how many reach it, how many count."""
    atteints: Counter[str] = Counter()
    comptes: Counter[str] = Counter()
    for ligne in contrats_des_cibles(memory, pack, Requete(Dashboard.ACTIONS, annee, acheteur)):
        if ligne["numero"] in sauf:
            continue
        cible = ligne["cle"].removeprefix("cible.")
        comptes[cible] += 1
        atteints[cible] += bool(ligne["au_numerateur"])
    return {cible: (atteints[cible], combien) for cible, combien in comptes.items()}


__all__ = ["ailleurs", "preparer"]
