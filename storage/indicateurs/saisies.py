"""Figures that pilots enter, those asked of them, who they are, and the yearly snapshots."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.columns import columns
from storage.indicateurs.records import ClicheRecord, DemandeDeSaisieRecord, SaisieRecord
from storage.indicateurs.tables import Cliche, DemandeDeSaisie, Pilote, Saisie
from storage.insertion import insert_unless_present
from storage.registre.records import ReferentRecord
from storage.registre.tables import Referent

_DEMANDES = select(*columns(DemandeDeSaisie, DemandeDeSaisieRecord))
_REFERENT = (Referent.id, Referent.nom, Referent.direction, Referent.plateforme, Referent.personne)


class Saisies:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # --- figures ------------------------------------------------------------------------------------------------------

    def entrer(self, saisie: SaisieRecord) -> bool:
        """Enter a figure; False when it already stands so. Earlier ones stay, dated and signed."""
        lasts = self.dernieres((saisie.annee,), (saisie.indicateur,))
        key = (saisie.indicateur, saisie.annee, saisie.acheteur)
        last = lasts.get(key)
        told = ("valeur", "numerateur", "denominateur", "texte", "dans_les_delais")
        same = last is not None and all(getattr(last, name) == getattr(saisie, name) for name in told)
        # A total that is said again after its parts stands against them: it is the last word.
        if same and (saisie.acheteur or next(reversed(lasts)) == key):
            return False
        self._connection.execute(
            insert(Saisie).values(
                indicateur=saisie.indicateur,
                annee=saisie.annee,
                acheteur=saisie.acheteur,
                valeur=_text(saisie.valeur),
                numerateur=_text(saisie.numerateur),
                denominateur=_text(saisie.denominateur),
                texte=saisie.texte,
                dans_les_delais=saisie.dans_les_delais,
                le=saisie.le,
                par=saisie.par,
            )
        )
        return True

    def dernieres(
        self, annees: Collection[int] = (), indicateurs: Collection[str] = ()
    ) -> dict[tuple[str, int, str], SaisieRecord]:
        """The figures that count, by (indicator, year, buyer): the last entered of each, in the order in which they were."""
        statement = select(*Saisie.__table__.columns).order_by(Saisie.id)
        if annees:
            statement = statement.where(Saisie.annee.in_(annees))
        if indicateurs:
            statement = statement.where(Saisie.indicateur.in_(indicateurs))
        lasts: dict[tuple[str, int, str], SaisieRecord] = {}
        for row in self._connection.execute(statement):
            key = (row.indicateur, row.annee, row.acheteur)
            lasts.pop(key, None)
            lasts[key] = _saisie_of(row)
        return lasts

    def historique(self, indicateur: str, annee: int) -> list[SaisieRecord]:
        rows = self._connection.execute(
            select(*Saisie.__table__.columns)
            .where(Saisie.indicateur == indicateur, Saisie.annee == annee)
            .order_by(Saisie.id)
        )
        return [_saisie_of(row) for row in rows]

    # --- asked --------------------------------------------------------------------------------------------------------

    def demander(self, indicateur: str, annee: int, service: str) -> None:
        """Have a figure asked for; once, however often."""
        construct = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        self._connection.execute(
            construct(DemandeDeSaisie)
            .values(indicateur=indicateur, annee=annee, service=service, fois=0)
            .on_conflict_do_nothing(index_elements=("indicateur", "annee"))
        )

    def demandes(self, annee: int, services: Collection[str] | None = None) -> list[DemandeDeSaisieRecord]:
        statement = _DEMANDES.where(DemandeDeSaisie.annee == annee).order_by(DemandeDeSaisie.id)
        if services is not None:
            statement = statement.where(DemandeDeSaisie.service.in_(services))
        return [DemandeDeSaisieRecord(*row) for row in self._connection.execute(statement)]

    def demande(self, numero: int) -> DemandeDeSaisieRecord | None:
        row = self._connection.execute(_DEMANDES.where(DemandeDeSaisie.id == numero)).one_or_none()
        return None if row is None else DemandeDeSaisieRecord(*row)

    def dues(self, annee: int, jour: date, avant: datetime, fois_max: int) -> list[DemandeDeSaisieRecord]:
        """What is to be asked now, away from other processes.

        Never asked, or asked before that moment and fewer than so many times; what was promised, on its day and not before.
        """
        rows = self._connection.execute(
            _DEMANDES.where(
                DemandeDeSaisie.annee == annee,
                or_(
                    and_(DemandeDeSaisie.promise_le.is_(None), DemandeDeSaisie.demandee_le.is_(None)),
                    and_(
                        DemandeDeSaisie.promise_le.is_(None),
                        DemandeDeSaisie.demandee_le < avant,
                        DemandeDeSaisie.fois < fois_max,
                    ),
                    DemandeDeSaisie.promise_le <= jour,
                ),
            )
            .order_by(DemandeDeSaisie.id)
            .with_for_update(skip_locked=True)
        )
        return [DemandeDeSaisieRecord(*row) for row in rows]

    def demandees(self, numeros: Collection[int], now: datetime) -> None:
        self._connection.execute(
            update(DemandeDeSaisie)
            .where(DemandeDeSaisie.id.in_(numeros))
            .values(demandee_le=now, fois=DemandeDeSaisie.fois + 1, promise_le=None)
        )

    def promettre(self, numeros: Collection[int], jour: date) -> None:
        self._connection.execute(update(DemandeDeSaisie).where(DemandeDeSaisie.id.in_(numeros)).values(promise_le=jour))

    def rendre(self, annee: int, service: str) -> None:
        """Have the figures of a service asked anew, of whoever enters them now."""
        self._connection.execute(
            update(DemandeDeSaisie)
            .where(DemandeDeSaisie.annee == annee, DemandeDeSaisie.service == service)
            .values(fois=0, demandee_le=None, promise_le=None)
        )

    # --- pilots -------------------------------------------------------------------------------------------------------

    def nommer_pilote(self, service: str, referent_id: int) -> None:
        self._connection.execute(delete(Pilote).where(Pilote.service == service))
        self._connection.execute(insert(Pilote).values(service=service, referent_id=referent_id))

    def retirer_pilote(self, service: str) -> bool:
        """Have nobody in particular enter the figures of a service; False when nobody did."""
        return self._connection.execute(delete(Pilote).where(Pilote.service == service)).rowcount > 0

    def pilotes(self) -> dict[str, ReferentRecord]:
        """Who enters the figures of each service, for those that have somebody."""
        rows = self._connection.execute(
            select(Pilote.service, *_REFERENT).join(Referent, Referent.id == Pilote.referent_id)
        )
        return {row.service: ReferentRecord(*row[1:]) for row in rows}

    # --- snapshots ----------------------------------------------------------------------------------------------------

    def figer(
        self, annee: int, acheteur: str, contenu: Mapping[str, Any], pack_version: str, par: str, now: datetime
    ) -> bool:
        """Freeze the figures of a year and a buyer; False when they already were: a snapshot is never taken again."""
        return (
            insert_unless_present(
                self._connection,
                Cliche,
                ("annee", "acheteur"),
                {
                    "annee": annee,
                    "acheteur": acheteur,
                    "le": now,
                    "par": par,
                    "pack_version": pack_version,
                    "contenu": dict(contenu),
                },
            )
            is not None
        )

    def cliche(self, annee: int, acheteur: str) -> ClicheRecord | None:
        row = self._connection.execute(
            select(*columns(Cliche, ClicheRecord)).where(Cliche.annee == annee, Cliche.acheteur == acheteur)
        ).one_or_none()
        return None if row is None else ClicheRecord(*row)

    def cliches(self) -> dict[tuple[int, str], datetime]:
        """When each snapshot was taken, by year and buyer."""
        return {
            (row.annee, row.acheteur): row.le
            for row in self._connection.execute(select(Cliche.annee, Cliche.acheteur, Cliche.le))
        }

    def combien(self, annee: int) -> int:
        return int(
            self._connection.execute(select(func.count()).select_from(Saisie).where(Saisie.annee == annee)).scalar_one()
        )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _saisie_of(row: Row[Any]) -> SaisieRecord:
    return SaisieRecord(
        row.indicateur,
        row.annee,
        row.acheteur,
        _number(row.valeur),
        _number(row.numerateur),
        _number(row.denominateur),
        row.texte,
        row.dans_les_delais,
        row.le,
        row.par,
    )


__all__ = ["Saisies"]
