"""Who answers for contracts, the account that is theirs, and how they want to be reminded."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select, update

from storage.comptes.accounts import among
from storage.comptes.records import CompteRecord
from storage.insertion import insert_unless_present
from storage.registre.records import PreferenceRecord, ReferentRecord
from storage.registre.tables import Preference, Referent

_REFERENTS = select(Referent.id, Referent.nom, Referent.direction, Referent.plateforme, Referent.personne)


class Referents:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def trouver(self, numero: int) -> ReferentRecord | None:
        row = self._connection.execute(_REFERENTS.where(Referent.id == numero)).one_or_none()
        return None if row is None else ReferentRecord(*row)

    def tous(self) -> list[ReferentRecord]:
        return [ReferentRecord(*row) for row in self._connection.execute(_REFERENTS.order_by(Referent.cle))]

    def nommer(self, nom: str, cle: str, now: datetime) -> ReferentRecord:
        """The one of that name (`cle`: the name, folded), made if it is new."""
        values = {"nom": nom, "cle": cle, "cree_le": now}
        insert_unless_present(self._connection, Referent, ("cle",), values)
        return ReferentRecord(*self._connection.execute(_REFERENTS.where(Referent.cle == cle)).one())

    def de(self, comptes: Collection[CompteRecord]) -> list[ReferentRecord]:
        """Those that one of these accounts is."""
        rows = self._connection.execute(
            _REFERENTS.where(among(Referent.plateforme, Referent.personne, comptes)).order_by(Referent.id)
        )
        return [ReferentRecord(*row) for row in rows]

    def reconnaitre(self, numero: int, plateforme: str, personne: str) -> bool:
        """Say which account that name is; False when it is another's already, or the account has another name."""
        # Said by the update itself: of two who claim one name at once, one has it.
        taken = select(Referent.id).where(
            Referent.plateforme == plateforme, Referent.personne == personne, Referent.id != numero
        )
        if self._connection.execute(taken).first() is not None:
            return False
        done = self._connection.execute(
            update(Referent)
            .where(
                Referent.id == numero,
                or_(
                    Referent.personne.is_(None),
                    (Referent.plateforme == plateforme) & (Referent.personne == personne),
                ),
            )
            .values(plateforme=plateforme, personne=personne)
        )
        return done.rowcount > 0

    def liberer(self, numero: int) -> bool:
        """Have a name be nobody's account again; False when it was."""
        done = self._connection.execute(
            update(Referent)
            .where(Referent.id == numero, Referent.personne.is_not(None))
            .values(plateforme=None, personne=None)
        )
        return done.rowcount > 0

    # --- how they want to be reminded ---------------------------------------------------------------------------------

    def preference(self, comptes: Collection[CompteRecord]) -> PreferenceRecord:
        """What one of these accounts asked for last; the usual when none did."""
        row = self._connection.execute(
            select(Preference.groupes, Preference.de_minutes, Preference.a_minutes, Preference.silence_jusqu_au)
            .where(among(Preference.plateforme, Preference.personne, comptes))
            .order_by(Preference.id.desc())
            .limit(1)
        ).one_or_none()
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


__all__ = ["Referents"]
