"""Addresses of the page given to one person for a while: drawn at random, and known here by their digest."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from storage.columns import columns
from storage.comptes.accounts import among
from storage.comptes.records import CleRecord, CompteRecord, LienRecord
from storage.comptes.tables import Lien

KEY_BYTES = 24


class Liens:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def creer(
        self, genre: str, plateforme: str, personne: str, now: datetime, valable: timedelta, *, a_redire: bool = False
    ) -> str:
        """Draw the key of an address; it is told here and nowhere else, but where it is `a_redire`.

        That is for what opens to nobody by the key alone, and stands in the conversation anyway.
        """
        cle = secrets.token_urlsafe(KEY_BYTES)
        self._connection.execute(
            insert(Lien).values(
                empreinte=_digest(cle),
                genre=genre,
                plateforme=plateforme,
                personne=personne,
                cree_le=now,
                expire_le=now + valable,
                cle=cle if a_redire else None,
            )
        )
        return cle

    def redire(self, genre: str, plateforme: str, personne: str, jusqu_a: datetime) -> str | None:
        """The key of that kind that somebody was given and that is good beyond that moment; None where there is none."""
        return self._connection.execute(
            select(Lien.cle)
            .where(
                Lien.genre == genre,
                Lien.plateforme == plateforme,
                Lien.personne == personne,
                Lien.cle.is_not(None),
                Lien.expire_le > jusqu_a,
            )
            .order_by(Lien.expire_le.desc())
            .limit(1)
        ).scalar_one_or_none()

    def ouvrir(self, cle: str, genre: str, now: datetime) -> LienRecord | None:
        """Whom that key of that kind was given to; None if it is worth nothing (any more)."""
        row = self._connection.execute(
            select(*columns(Lien, LienRecord)).where(
                Lien.empreinte == _digest(cle), Lien.genre == genre, Lien.expire_le > now
            )
        ).one_or_none()
        return None if row is None else LienRecord(*row)

    def de(self, genre: str, comptes: Collection[CompteRecord], now: datetime) -> list[CleRecord]:
        """The keys of that kind that somebody has, the last first: never the keys themselves."""
        rows = self._connection.execute(
            select(*columns(Lien, CleRecord))
            .where(Lien.genre == genre, Lien.expire_le > now, among(Lien.plateforme, Lien.personne, comptes))
            .order_by(Lien.id.desc())
        )
        return [CleRecord(*row) for row in rows]

    def retirer_une(self, numero: int, genre: str, comptes: Collection[CompteRecord]) -> bool:
        """Make one of these keys worth nothing; False when it is not theirs, or is no more."""
        gone = self._connection.execute(
            delete(Lien).where(Lien.id == numero, Lien.genre == genre, among(Lien.plateforme, Lien.personne, comptes))
        )
        return gone.rowcount > 0

    def retirer(self, genre: str, plateforme: str, personne: str) -> int:
        """Make all the addresses of that kind that somebody was given worth nothing."""
        gone = self._connection.execute(
            delete(Lien).where(Lien.genre == genre, Lien.plateforme == plateforme, Lien.personne == personne)
        )
        return gone.rowcount

    def fermer(self, cle: str) -> None:
        """Make that address worth nothing."""
        self._connection.execute(delete(Lien).where(Lien.empreinte == _digest(cle)))

    def oublier(self, now: datetime) -> int:
        return self._connection.execute(delete(Lien).where(Lien.expire_le <= now)).rowcount


def _digest(cle: str) -> str:
    # 24 bytes at random: nothing to search through, so a fast digest is enough.
    return hashlib.sha256(cle.encode()).hexdigest()


__all__ = ["Liens"]
