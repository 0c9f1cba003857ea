"""Addresses of the page given to one person for a while: drawn at random, and known here by their digest alone."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from storage.columns import columns
from storage.comptes.records import LienRecord
from storage.comptes.tables import Lien

KEY_BYTES = 24


class Liens:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def creer(self, genre: str, plateforme: str, personne: str, now: datetime, valable: timedelta) -> str:
        """Draw the key of an address; it is told here and nowhere else."""
        cle = secrets.token_urlsafe(KEY_BYTES)
        self._connection.execute(
            insert(Lien).values(
                empreinte=_digest(cle),
                genre=genre,
                plateforme=plateforme,
                personne=personne,
                cree_le=now,
                expire_le=now + valable,
            )
        )
        return cle

    def ouvrir(self, cle: str, genre: str, now: datetime) -> LienRecord | None:
        """Whom that key of that kind was given to; None if it is worth nothing (any more)."""
        row = self._connection.execute(
            select(*columns(Lien, LienRecord)).where(
                Lien.empreinte == _digest(cle), Lien.genre == genre, Lien.expire_le > now
            )
        ).one_or_none()
        return None if row is None else LienRecord(*row)

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
