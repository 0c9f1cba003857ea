"""Reminders: armed once, said once, answered; how far each lead has gone; campaigns; how one wants to be reminded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.columns import columns
from storage.comptes.accounts import among_those, those
from storage.comptes.records import CompteRecord
from storage.envois.records import EtatEnvoi
from storage.envois.tables import Outbox
from storage.insertion import insert_unless_present
from storage.rappels.records import (
    CampagneRecord,
    EtatRappel,
    NouveauRappel,
    PreferenceRecord,
    RappelRecord,
    ReponseRappel,
)
from storage.rappels.tables import Campagne, Passage, Preference, Rappel
from storage.registre.marches import MARCHES, by_hundreds, marche_de
from storage.registre.tables import Marche

_KEY = ("marche_id", "jalon", "base", "avance", "destinataire")
_KEY_COLUMNS = (Rappel.marche_id, Rappel.jalon, Rappel.base, Rappel.avance, Rappel.destinataire)
_AGAIN = (
    update(Rappel)
    .where(*(column == bindparam(f"b_{column.key}") for column in _KEY_COLUMNS), Rappel.etat == EtatRappel.PERIME)
    .values({name: bindparam(f"b_{name}") for name in ("etat", "du_le", "campagne_id", "cree_le")})
)
_OWN = (
    Rappel.id.label("rappel_id"),
    Rappel.jalon,
    Rappel.base,
    Rappel.avance,
    Rappel.destinataire,
    Rappel.du_le,
    Rappel.etat,
    Rappel.enveloppe,
    Rappel.dit_le,
    Rappel.relance_le,
    Rappel.reponse,
    Rappel.motif,
    Rappel.repondu_le,
    Rappel.repondu_par,
    Rappel.campagne_id,
)
_RAPPELS: Select[Any] = MARCHES.add_columns(*_OWN).join(Rappel, Rappel.marche_id == Marche.id)
_IN_ORDER = (Rappel.base, Rappel.id)
# At every message of a buyer: building it costs more than SQLite takes to run it.
_PREFERENCE = (
    select(*columns(Preference, PreferenceRecord))
    .where(among_those(Preference.plateforme, Preference.personne))
    .order_by(Preference.id.desc())
    .limit(1)
)


def _rappel_of(row: Row[Any]) -> RappelRecord:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name of it
    own = {column.key: values[column.key] for column in _OWN}
    return RappelRecord(id=own.pop("rappel_id"), marche=marche_de(values), **own)


class Rappels:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # --- arming -------------------------------------------------------------------------------------------------------

    def armer(self, nouveaux: Sequence[NouveauRappel], now: datetime) -> int:
        """Arm reminders; those that wait, were said or answered stay as they are, those given up unsaid are to say again.

        Returns how many are to say that were not.
        """
        if not nouveaux:
            return 0
        # Each once, and in one order: two processes that arm the same wait for each other, and never both at once.
        par_cle = {(un.marche_id, un.jalon, un.base, un.avance, un.destinataire): un for un in nouveaux}
        rows = {cle: {**asdict(par_cle[cle]), "etat": EtatRappel.A_DIRE, "cree_le": now} for cle in sorted(par_cle)}
        # An answer under way holds the rows that it settles, and even an insert that does nothing would wait for it.
        standing = self._etats({un.marche_id for un in nouveaux})
        missing = [row for cle, row in rows.items() if cle not in standing]
        given_up = [
            {f"b_{name}": value for name, value in row.items()}
            for cle, row in rows.items()
            if standing.get(cle) is EtatRappel.PERIME
        ]
        construct = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        statement = construct(Rappel).on_conflict_do_nothing(index_elements=_KEY).returning(Rappel.id)
        armed = len(self._connection.execute(statement, missing).all()) if missing else 0
        return armed + (self._connection.execute(_AGAIN, given_up).rowcount if given_up else 0)

    def _etats(self, marches: Collection[int]) -> dict[tuple[Any, ...], EtatRappel]:
        """The state of each reminder of these contracts, by its key."""
        states = select(*_KEY_COLUMNS, Rappel.etat)
        return {
            tuple(row[:-1]): row.etat
            for some in by_hundreds(marches)
            for row in self._connection.execute(states.where(Rappel.marche_id.in_(some)))
        }

    def du_marche(self, marche_id: int) -> list[RappelRecord]:
        """Read all the reminders of a contract, in the order in which they were armed."""
        return [
            _rappel_of(row)
            for row in self._connection.execute(_RAPPELS.where(Rappel.marche_id == marche_id).order_by(Rappel.id))
        ]

    def armes(self, marches: Collection[int], jalon: str) -> set[tuple[int, date]]:
        """Say of which of these contracts somebody was or will be told of that milestone: (marche, base)."""
        told = select(Rappel.marche_id, Rappel.base).where(Rappel.jalon == jalon, Rappel.etat != EtatRappel.PERIME)
        return {
            (row.marche_id, row.base)
            for some in by_hundreds(marches)
            for row in self._connection.execute(told.where(Rappel.marche_id.in_(some)))
        }

    def repondus(self, marches: Collection[int]) -> dict[tuple[int, str, date], frozenset[ReponseRappel]]:
        """Say which milestones of these contracts were answered, and how: by (marche, jalon, base)."""
        said = select(Rappel.marche_id, Rappel.jalon, Rappel.base, Rappel.reponse).where(Rappel.reponse.is_not(None))
        answers: dict[tuple[int, str, date], frozenset[ReponseRappel]] = {}
        for some in by_hundreds(set(marches)):
            for row in self._connection.execute(said.where(Rappel.marche_id.in_(some))):
                cle = (row.marche_id, row.jalon, row.base)
                answers[cle] = answers.get(cle, frozenset()) | {row.reponse}
        return answers

    def passage(self, cle: str) -> date | None:
        """How far that lead has gone, locked until the transaction ends; None if it never went."""
        return self._connection.execute(
            select(Passage.jusqu_au).where(Passage.cle == cle).with_for_update()
        ).scalar_one_or_none()

    def passages(self) -> dict[str, date]:
        """How far every lead has gone."""
        return {row.cle: row.jusqu_au for row in self._connection.execute(select(Passage.cle, Passage.jusqu_au))}

    def passer(self, cle: str, jusqu_au: date) -> None:
        """Note that every award up to that day was seen."""
        if insert_unless_present(self._connection, Passage, ("cle",), {"cle": cle, "jusqu_au": jusqu_au}) is None:
            self._connection.execute(update(Passage).where(Passage.cle == cle).values(jusqu_au=jusqu_au))

    # --- saying -------------------------------------------------------------------------------------------------------

    def destinataires(self, jour: date) -> list[str]:
        """Whom something is to be said to, by that day."""
        rows = self._connection.execute(
            select(Rappel.destinataire)
            .where(Rappel.etat == EtatRappel.A_DIRE, Rappel.du_le <= jour)
            .group_by(Rappel.destinataire)
            .order_by(func.min(Rappel.id))
        )
        return [row.destinataire for row in rows]

    def combien_a_dire(self, jour: date) -> int:
        """Count what is to be said by that day."""
        waiting = select(func.count()).where(Rappel.etat == EtatRappel.A_DIRE, Rappel.du_le <= jour)
        return self._connection.execute(waiting).scalar_one()

    def prendre(self, destinataire: str, jour: date, limit: int) -> list[RappelRecord]:
        """Take what is to be said to somebody by that day, away from other processes, until the transaction ends.

        Their contracts too: whoever changes one waits, and what is given up here is seen by what that change arms again.
        """
        rows = self._connection.execute(
            _RAPPELS.where(Rappel.etat == EtatRappel.A_DIRE, Rappel.du_le <= jour, Rappel.destinataire == destinataire)
            .order_by(*_IN_ORDER)
            .limit(limit)
            .with_for_update(skip_locked=True, key_share=True, of=(Rappel, Marche))
        )
        return [_rappel_of(row) for row in rows]

    def dire(self, numeros: Collection[int], enveloppe: str, now: datetime, relance_le: date | None) -> None:
        """Note that these were said, in the messages of that key; unanswered, they come up again on `relance_le`."""
        self._connection.execute(
            update(Rappel)
            .where(Rappel.id.in_(numeros))
            .values(etat=EtatRappel.DIT, enveloppe=enveloppe, dit_le=now, relance_le=relance_le)
        )

    def perimer(self, numeros: Collection[int]) -> None:
        """Say these no more: something later says more, or their date has moved."""
        if numeros:
            self._connection.execute(
                update(Rappel)
                .where(Rappel.id.in_(numeros), Rappel.etat == EtatRappel.A_DIRE)
                .values(etat=EtatRappel.PERIME)
            )

    def changer_de_destinataire(self, numero: int, destinataire: str) -> bool:
        """Have a reminder that could not be said said to somebody else; False when they have it already."""
        rappel = self._connection.execute(
            select(
                Rappel.marche_id,
                Rappel.jalon,
                Rappel.base,
                Rappel.avance,
                Rappel.du_le,
                Rappel.cree_le,
                Rappel.campagne_id,
            ).where(Rappel.id == numero)
        ).one()
        self.perimer([numero])
        return bool(
            self.armer(
                [
                    NouveauRappel(
                        rappel.marche_id,
                        rappel.jalon,
                        rappel.base,
                        rappel.avance,
                        destinataire,
                        rappel.du_le,
                        rappel.campagne_id,
                    )
                ],
                rappel.cree_le,
            )
        )

    # --- answers ------------------------------------------------------------------------------------------------------

    def trouver(self, numero: int) -> RappelRecord | None:
        row = self._connection.execute(_RAPPELS.where(Rappel.id == numero)).one_or_none()
        return None if row is None else _rappel_of(row)

    def compagnons(self, rappel: RappelRecord) -> list[RappelRecord]:
        """The reminders that one answer settles: those of the lots of one consultation, for one milestone, whoever has them."""
        rows = self._connection.execute(
            _RAPPELS.where(
                Marche.groupe == rappel.marche.groupe,
                Rappel.jalon == rappel.jalon,
                Rappel.etat.in_((EtatRappel.DIT, EtatRappel.A_DIRE)),
            ).order_by(*_IN_ORDER)
        )
        return [_rappel_of(row) for row in rows]

    def de_l_enveloppe(self, enveloppe: str) -> list[RappelRecord]:
        """All that one message said and that is not answered yet."""
        rows = self._connection.execute(
            _RAPPELS.where(Rappel.enveloppe == enveloppe, Rappel.etat == EtatRappel.DIT).order_by(*_IN_ORDER)
        )
        return [_rappel_of(row) for row in rows]

    def repondre(
        self, numeros: Collection[int], reponse: ReponseRappel, motif: str | None, par: str, now: datetime
    ) -> int:
        """Note an answer, dated and signed; returns how many were not answered so before."""
        done = self._connection.execute(
            update(Rappel)
            .where(Rappel.id.in_(numeros), (Rappel.reponse.is_(None)) | (Rappel.reponse != reponse))
            .values(
                etat=EtatRappel.REPONDU,
                reponse=reponse,
                motif=motif,
                repondu_le=now,
                repondu_par=par,
                relance_le=None,
            )
        )
        return done.rowcount

    def de(self, destinataires: Collection[str], limit: int) -> list[RappelRecord]:
        """The last reminders said to these, unanswered first, the newest first."""
        rows = self._connection.execute(
            _RAPPELS.where(
                Rappel.destinataire.in_(destinataires), Rappel.etat.in_((EtatRappel.DIT, EtatRappel.REPONDU))
            )
            .order_by(Rappel.etat, Rappel.dit_le.desc(), Rappel.id.desc())
            .limit(limit)
        )
        return [_rappel_of(row) for row in rows]

    # --- what nobody answered -----------------------------------------------------------------------------------------

    def a_relancer(self, jour: date, limit: int) -> list[RappelRecord]:
        """Take what was said, was not answered, and comes up again by that day."""
        rows = self._connection.execute(
            _RAPPELS.where(Rappel.etat == EtatRappel.DIT, Rappel.relance_le <= jour)
            .order_by(*_IN_ORDER)
            .limit(limit)
            .with_for_update(skip_locked=True, of=Rappel)
        )
        return [_rappel_of(row) for row in rows]

    def relances(self, numeros: Collection[int]) -> None:
        """These came up again, and need not once more."""
        self._connection.execute(update(Rappel).where(Rappel.id.in_(numeros)).values(relance_le=None))

    def perdus(self, limit: int) -> list[RappelRecord]:
        """Take what was put in messages that the outbox gave up, and waits for an answer that cannot come."""
        rows = self._connection.execute(
            _RAPPELS.join(Outbox, Outbox.cle == Rappel.enveloppe + ":0")
            .where(
                Rappel.etat == EtatRappel.DIT,
                Rappel.relance_le.is_not(None),
                Outbox.etat == EtatEnvoi.ABANDONNE,
            )
            .order_by(*_IN_ORDER)
            .limit(limit)
            .with_for_update(skip_locked=True, of=Rappel)
        )
        return [_rappel_of(row) for row in rows]

    # --- campaigns ----------------------------------------------------------------------------------------------------

    def preparer(self, jalon: str, jusqu_au: date, par: str, now: datetime) -> int:
        """Note a campaign that was previewed, and return its number."""
        return self._connection.execute(
            insert(Campagne).values(jalon=jalon, jusqu_au=jusqu_au, cree_le=now, par=par).returning(Campagne.id)
        ).scalar_one()

    def campagne(self, numero: int) -> CampagneRecord | None:
        """Read a campaign, locked until the transaction ends."""
        row = self._connection.execute(
            select(*columns(Campagne, CampagneRecord)).where(Campagne.id == numero).with_for_update()
        ).one_or_none()
        return None if row is None else CampagneRecord(*row)

    def envoyer(self, numero: int, now: datetime) -> None:
        self._connection.execute(update(Campagne).where(Campagne.id == numero).values(envoyee_le=now))

    # --- how they want to be reminded ---------------------------------------------------------------------------------

    def preference(self, comptes: Collection[CompteRecord]) -> PreferenceRecord:
        """What one of these accounts asked for last; the usual when none did."""
        row = self._connection.execute(_PREFERENCE, those(comptes)).one_or_none()
        return PreferenceRecord() if row is None else PreferenceRecord(*row)

    def preferer(self, plateforme: str, personne: str, preference: PreferenceRecord) -> None:
        values: dict[str, Any] = {
            "groupes": preference.groupes,
            "de_minutes": preference.de_minutes,
            "a_minutes": preference.a_minutes,
            "silence_jusqu_au": preference.silence_jusqu_au,
        }
        account = {"plateforme": plateforme, "personne": personne}
        if insert_unless_present(self._connection, Preference, tuple(account), {**account, **values}) is None:
            self._connection.execute(
                update(Preference)
                .where(Preference.plateforme == plateforme, Preference.personne == personne)
                .values(**values)
            )


__all__ = ["Rappels"]
