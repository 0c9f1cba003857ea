"""Requests of firms that are over: the last ones, for whoever looks back."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import tuple_

from storage.demandes import _DEMANDES, OUVERTES, Demandes
from storage.models import Demande
from storage.records import CompteRecord, DemandeRecord


def dernieres_closes(
    demandes: Demandes, limit: int, *, responsables: Collection[CompteRecord] | None = None
) -> list[DemandeRecord]:
    """Those that ended, the last ended first; only those that `responsables` had."""
    statement = _DEMANDES.where(Demande.etat.not_in(OUVERTES))
    if responsables is not None:
        siens = tuple_(Demande.responsable_plateforme, Demande.responsable_personne)
        statement = statement.where(siens.in_([(un.plateforme, un.personne) for un in responsables]))
    return demandes._all(statement.order_by(Demande.close_le.desc(), Demande.id.desc()).limit(limit))  # noqa: SLF001 - of this table too


__all__ = ["dernieres_closes"]
