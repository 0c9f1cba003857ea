"""What firms told of themselves and let us keep, and the registry in which buyers find those that agreed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, select, update

from storage.comptes.accounts import among
from storage.comptes.records import CompteRecord
from storage.insertion import insert_unless_present
from storage.ligne_directe.records import EntrepriseRecord, StatutEntreprise
from storage.ligne_directe.tables import Entreprise

_ENTREPRISES = select(
    Entreprise.id,
    Entreprise.plateforme,
    Entreprise.personne,
    Entreprise.siret,
    Entreprise.nom,
    Entreprise.metier,
    Entreprise.effectif,
    Entreprise.statuts,
    Entreprise.contact,
    Entreprise.consenti_le,
    Entreprise.annuaire_le,
    Entreprise.modifie_le,
)


class Entreprises:
    """The firms of every account; whoever serves a firm must ask for its own accounts only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def de(self, comptes: Collection[CompteRecord]) -> EntrepriseRecord | None:
        """What the person of these accounts told, under the one that told last."""
        row = self._connection.execute(
            _ENTREPRISES.where(_of(comptes)).order_by(Entreprise.modifie_le.desc(), Entreprise.id.desc()).limit(1)
        ).one_or_none()
        return None if row is None else _record(row)

    def enregistrer(
        self, compte: CompteRecord, comptes: Collection[CompteRecord], values: Mapping[str, Any], now: datetime
    ) -> None:
        """Keep what a firm said (siret, nom, metier, effectif, statuts, contact), with its consent of this moment; the rest stays.

        What the person told under another of its accounts is completed there: it is one firm.
        """
        said = {**values, "modifie_le": now}
        known = self.de(comptes)
        if known is None:
            account = {"plateforme": compte.plateforme, "personne": compte.personne}
            new = {**account, **said, "consenti_le": now, "cree_le": now}
            if insert_unless_present(self._connection, Entreprise, tuple(account), new) is not None:
                return
        where = _of([compte]) if known is None else Entreprise.id == known.id
        self._connection.execute(update(Entreprise).where(where).values(**said))

    def annuaire(self, comptes: Collection[CompteRecord], le: datetime | None) -> bool:
        """Let buyers find that firm from that moment on, or no more; False when there is no such firm."""
        known = self.de(comptes)
        if known is None:
            return False
        # Two accounts that were joined after each had told may hold two of them: all are taken out, one is put in.
        where = _of(comptes) if le is None else Entreprise.id == known.id
        self._connection.execute(update(Entreprise).where(where).values(annuaire_le=le))
        return True

    def supprimer(self, comptes: Collection[CompteRecord]) -> bool:
        """Erase all that the person of these accounts told; False when nothing was kept."""
        return self._connection.execute(delete(Entreprise).where(_of(comptes))).rowcount > 0

    def dans_l_annuaire(self) -> list[EntrepriseRecord]:
        """The firms that agreed to be found and that can be, the last to have said something first: for buyers."""
        found = (Entreprise.annuaire_le, Entreprise.nom, Entreprise.metier, Entreprise.contact)
        rows = self._connection.execute(
            _ENTREPRISES.where(*(column.is_not(None) for column in found)).order_by(
                Entreprise.modifie_le.desc(), Entreprise.id
            )
        )
        return [_record(row) for row in rows]


def _of(comptes: Collection[CompteRecord]) -> ColumnElement[bool]:
    return among(Entreprise.plateforme, Entreprise.personne, comptes)


def _record(row: Row[Any]) -> EntrepriseRecord:
    return EntrepriseRecord(
        id=row.id,
        compte=CompteRecord(row.plateforme, row.personne),
        siret=row.siret,
        nom=row.nom,
        metier=row.metier,
        effectif=row.effectif,
        statuts=None if row.statuts is None else tuple(StatutEntreprise(statut) for statut in row.statuts),
        contact=row.contact,
        consenti_le=row.consenti_le,
        annuaire_le=row.annuaire_le,
        modifie_le=row.modifie_le,
    )


__all__ = ["Entreprises"]
