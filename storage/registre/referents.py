"""Who answers for contracts, and the account that is theirs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, or_, select, update

from storage.columns import columns
from storage.comptes.accounts import among_those, those
from storage.comptes.records import CompteRecord
from storage.insertion import insert_unless_present
from storage.registre.records import ReferentRecord
from storage.registre.tables import Referent

_REFERENTS = select(*columns(Referent, ReferentRecord))
_OF_ACCOUNTS = _REFERENTS.where(among_those(Referent.plateforme, Referent.personne)).order_by(Referent.id)


class Referents:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def trouver(self, numero: int) -> ReferentRecord | None:
        row = self._connection.execute(_REFERENTS.where(Referent.id == numero)).one_or_none()
        return None if row is None else ReferentRecord(*row)

    def tous(self) -> list[ReferentRecord]:
        return [ReferentRecord(*row) for row in self._connection.execute(_REFERENTS.order_by(Referent.cle))]

    def nommer(self, nom: str, cle: str, now: datetime) -> ReferentRecord:
        """The one of that name (`cle`: the name, folded), made if it is new.

        An account that said no name yet is called by its own, under another key: a file that tells it means that one.
        """
        if (same := self._connection.execute(_REFERENTS.where(Referent.nom == nom).limit(2)).all()) and len(same) == 1:
            return ReferentRecord(*same[0])
        values = {"nom": nom, "cle": cle, "cree_le": now}
        insert_unless_present(self._connection, Referent, ("cle",), values)
        return ReferentRecord(*self._connection.execute(_REFERENTS.where(Referent.cle == cle)).one())

    def de(self, comptes: Collection[CompteRecord]) -> list[ReferentRecord]:
        """Those that one of these accounts is."""
        rows = self._connection.execute(_OF_ACCOUNTS, those(comptes))
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


__all__ = ["Referents"]
