"""What a buyer made of the texts of a purchase, and the opinions that they asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from storage.clauses.records import AvisRecord, EtatAvis, EtatTexte, ReglageRecord, TexteRecord
from storage.clauses.tables import Avis, Reglage, TexteGarde
from storage.columns import columns
from storage.insertion import insert_unless_present


class Clauses:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # --- texts --------------------------------------------------------------------------------------------------------

    def reglage(self, achat_id: int) -> ReglageRecord | None:
        """How far the texts of a purchase go, and what was set; None where nothing was."""
        row = self._connection.execute(
            select(*columns(Reglage, ReglageRecord)).where(Reglage.achat_id == achat_id)
        ).first()
        return None if row is None else ReglageRecord(*row)

    def regler(self, achat_id: int, niveau: str, valeurs: Mapping[str, Any], now: datetime) -> None:
        """Set how far they go, and every value that is set."""
        dit = {"achat_id": achat_id, "niveau": niveau, "valeurs": dict(valeurs), "modifie_le": now}
        if insert_unless_present(self._connection, Reglage, ("achat_id",), dit) is None:
            self._connection.execute(update(Reglage).where(Reglage.achat_id == achat_id).values(dit))

    def textes(self, achat_id: int) -> dict[str, TexteRecord]:
        """What became of each text of a purchase, by its model."""
        rows = self._connection.execute(
            select(*columns(TexteGarde, TexteRecord)).where(TexteGarde.achat_id == achat_id).order_by(TexteGarde.id)
        )
        return {row.modele: TexteRecord(*row) for row in rows}

    def garder(self, achat_id: int, texte: TexteRecord) -> None:
        """Say what became of a text; what was said of it before is no more."""
        dit = {
            "achat_id": achat_id, "modele": texte.modele, "action": texte.action, "etat": texte.etat, "texte": texte.texte,
            "motif": texte.motif, "par": texte.par, "le": texte.le,
        }  # fmt: skip
        if insert_unless_present(self._connection, TexteGarde, ("achat_id", "modele"), dit) is None:
            mien = (TexteGarde.achat_id == achat_id) & (TexteGarde.modele == texte.modele)
            self._connection.execute(update(TexteGarde).where(mien).values(dit))

    def oublier(self, achat_id: int, modele: str) -> bool:
        """Nothing is said of a text any more; False when nothing was."""
        mien = (TexteGarde.achat_id == achat_id) & (TexteGarde.modele == modele)
        return self._connection.execute(delete(TexteGarde).where(mien)).rowcount > 0

    def inscrire(self, achat_id: int, actions: Collection[int], now: datetime) -> int:
        """The texts that were taken for these actions are in the consultation; how many were not yet."""
        pris = (TexteGarde.achat_id == achat_id) & TexteGarde.action.in_(actions) & (TexteGarde.etat == EtatTexte.GARDE)
        return self._connection.execute(update(TexteGarde).where(pris).values(etat=EtatTexte.INSCRIT, le=now)).rowcount

    # --- opinions -----------------------------------------------------------------------------------------------------

    def demander(self, avis: Mapping[str, Any], now: datetime) -> int | None:
        """Ask a service its opinion; None when it is awaited already. One that was given, or called off, is asked anew."""
        dit = {
            **avis, "etat": EtatAvis.ATTENDU, "demande_le": now, "reponse": None, "repondu_par": None, "repondu_le": None,
        }  # fmt: skip
        numero = insert_unless_present(self._connection, Avis, ("achat_id", "action", "service"), dit)
        if numero is not None:
            return numero
        mien = (
            (Avis.achat_id == avis["achat_id"])
            & (Avis.action == avis["action"])
            & (Avis.service == avis["service"])
            & (Avis.etat != EtatAvis.ATTENDU)
        )
        row = self._connection.execute(update(Avis).where(mien).values(dit).returning(Avis.id)).first()
        return None if row is None else int(row.id)

    def avis(self, numero: int) -> AvisRecord | None:
        """That opinion."""
        row = self._connection.execute(select(*columns(Avis, AvisRecord)).where(Avis.id == numero)).first()
        return None if row is None else AvisRecord(*row)

    def avis_de(self, achats: Collection[int]) -> list[AvisRecord]:
        """The opinions asked for these purchases, the first asked first."""
        rows = self._connection.execute(
            select(*columns(Avis, AvisRecord)).where(Avis.achat_id.in_(achats)).order_by(Avis.demande_le, Avis.id)
        )
        return [AvisRecord(*row) for row in rows]

    def attendus(self, limit: int) -> list[AvisRecord]:
        """The opinions that are awaited, the first asked first."""
        rows = self._connection.execute(
            select(*columns(Avis, AvisRecord))
            .where(Avis.etat == EtatAvis.ATTENDU)
            .order_by(Avis.demande_le, Avis.id)
            .limit(limit)
        )
        return [AvisRecord(*row) for row in rows]

    def rendus(self, depuis: datetime, limit: int) -> list[AvisRecord]:
        """The opinions that were given since that moment, the first given first."""
        rows = self._connection.execute(
            select(*columns(Avis, AvisRecord))
            .where(Avis.etat == EtatAvis.RENDU, Avis.repondu_le >= depuis)
            .order_by(Avis.repondu_le, Avis.id)
            .limit(limit)
        )
        return [AvisRecord(*row) for row in rows]

    def rendre(self, numero: int, reponse: str, par: str, now: datetime) -> bool:
        """Give an opinion; False when it is not awaited any more."""
        attendu = (Avis.id == numero) & (Avis.etat == EtatAvis.ATTENDU)
        dit = {"etat": EtatAvis.RENDU, "reponse": reponse, "repondu_par": par, "repondu_le": now}
        return self._connection.execute(update(Avis).where(attendu).values(dit)).rowcount > 0


__all__ = ["Clauses"]
