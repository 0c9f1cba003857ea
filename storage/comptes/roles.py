"""Who may open what: the roles of a person, and the codes that give one, once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from storage.columns import columns
from storage.comptes.codes import digest, draw
from storage.comptes.identites import Identites
from storage.comptes.records import EssaiRecord, Role, RoleRecord
from storage.comptes.tables import CodeDeRole, EssaiDeCode, Identite, RoleDonne
from storage.insertion import insert_unless_present

WRONG_CODES_MAX = 5
WRONG_CODES_WITHIN = timedelta(hours=1)

_MINE = aliased(Identite)
_OTHER = aliased(Identite)
_OF = select(RoleDonne.role).where(
    or_(
        and_(RoleDonne.plateforme == bindparam("plateforme"), RoleDonne.personne == bindparam("personne")),
        # An account that the same person joined to this one.
        select(_OTHER.id)
        .join(_MINE, _MINE.groupe == _OTHER.groupe)
        .where(
            _MINE.plateforme == bindparam("plateforme"),
            _MINE.personne == bindparam("personne"),
            _OTHER.plateforme == RoleDonne.plateforme,
            _OTHER.personne == RoleDonne.personne,
        )
        .exists(),
    )
)


class Roles:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def de(self, plateforme: str, personne: str) -> frozenset[Role]:
        """Read the roles of a person, those of the accounts they joined included."""
        rows = self._connection.execute(_OF, {"plateforme": plateforme, "personne": personne})
        return frozenset(row.role for row in rows)

    def tous(self) -> list[RoleRecord]:
        """List every role given, by person."""
        rows = self._connection.execute(
            select(*columns(RoleDonne, RoleRecord)).order_by(RoleDonne.plateforme, RoleDonne.personne, RoleDonne.role)
        )
        return [RoleRecord(*row) for row in rows]

    def donner(self, plateforme: str, personne: str, role: Role, par: str, now: datetime) -> bool:
        """Give a role; False when the person has it already."""
        values = {
            "plateforme": plateforme,
            "personne": personne,
            "role": role,
            "donne_le": now,
            "donne_par": par,
        }
        return (
            insert_unless_present(self._connection, RoleDonne, ("plateforme", "personne", "role"), values) is not None
        )

    def retirer(self, plateforme: str, personne: str, role: Role) -> bool:
        """Take a role back; False when the person does not have it."""
        taken = self._connection.execute(
            delete(RoleDonne).where(
                RoleDonne.plateforme == plateforme, RoleDonne.personne == personne, RoleDonne.role == role
            )
        )
        return taken.rowcount > 0

    def creer_code(self, role: Role, par: str, now: datetime, valable: timedelta) -> str:
        """Make a code that gives this role to the first who types it; it is told here and nowhere else."""
        code = draw()
        self._connection.execute(
            insert(CodeDeRole).values(
                empreinte=digest(code), role=role, cree_le=now, cree_par=par, expire_le=now + valable
            )
        )
        return code

    def utiliser_code(self, code: str, plateforme: str, personne: str, now: datetime) -> EssaiRecord:
        """Give the role of this code (eight letters and digits, upper case), or count a wrong try.

        After WRONG_CODES_MAX of them within WRONG_CODES_WITHIN no code of that person is looked at, right or wrong.
        """
        self._connection.execute(delete(EssaiDeCode).where(EssaiDeCode.le <= now - WRONG_CODES_WITHIN))
        wrong = self._connection.execute(
            select(func.count()).where(EssaiDeCode.plateforme == plateforme, EssaiDeCode.personne == personne)
        ).scalar_one()
        restants = max(0, WRONG_CODES_MAX - wrong)
        if not restants:
            return EssaiRecord(None, deja=False, restants=0)
        empreinte = digest(code)
        given = self._connection.execute(
            update(CodeDeRole)
            .where(
                CodeDeRole.empreinte == empreinte,
                CodeDeRole.utilise_le.is_(None),
                CodeDeRole.expire_le > now,
            )
            .values(utilise_le=now)
            .returning(CodeDeRole.id, CodeDeRole.role)
        ).one_or_none()
        if given is not None:
            self.donner(plateforme, personne, given.role, _by_code(given.id), now)
            return EssaiRecord(given.role, deja=False, restants=restants)
        if (before := self._given_by(empreinte, plateforme, personne)) is not None:
            return EssaiRecord(before, deja=True, restants=restants)
        liaison = Identites(self._connection).liaison(empreinte, now)
        if liaison is not None:
            return EssaiRecord(None, deja=False, restants=restants, liaison=liaison)
        self._connection.execute(insert(EssaiDeCode).values(plateforme=plateforme, personne=personne, le=now))
        return EssaiRecord(None, deja=False, restants=restants - 1)

    def _given_by(self, empreinte: str, plateforme: str, personne: str) -> Role | None:
        """Find the role that this very person owes to this very code: they type it again."""
        code = self._connection.execute(
            select(CodeDeRole.id, CodeDeRole.role).where(CodeDeRole.empreinte == empreinte)
        ).one_or_none()
        if code is None:
            return None
        owed = select(RoleDonne.id).where(
            RoleDonne.plateforme == plateforme,
            RoleDonne.personne == personne,
            RoleDonne.role == code.role,
            RoleDonne.donne_par == _by_code(code.id),
        )
        return code.role if self._connection.execute(owed).first() is not None else None


def _by_code(numero: int) -> str:
    return f"code {numero}"


__all__ = ["WRONG_CODES_MAX", "WRONG_CODES_WITHIN", "Roles"]
