"""The sessions of the committee of each buyer: what is presented to them, rated, decided and kept as minutes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from storage.cad.records import CotationRecord, DitRecord, Genre, NouveauDit, SeanceRecord
from storage.cad.tables import Cotation, DitEnSeance, MembreDuComite, ProcesVerbal, Seance
from storage.columns import columns
from storage.insertion import insert_unless_present
from storage.registre.records import ReferentRecord
from storage.registre.tables import Marche, Referent

_SEANCES = select(
    Seance.id, Seance.acheteur, Seance.jour, ProcesVerbal.tenue, ProcesVerbal.notes, ProcesVerbal.le, Seance.presents
).outerjoin(ProcesVerbal, ProcesVerbal.seance_id == Seance.id)
_DITS = select(*columns(DitEnSeance, DitRecord)).order_by(DitEnSeance.id)
_COTATIONS = select(*columns(Cotation, CotationRecord))
# What was rated without a session is still worth something at one that sits that much later.
VALABLES = timedelta(days=366)


class Seances:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # --- sessions -----------------------------------------------------------------------------------------------------

    def toutes(self) -> dict[str, tuple[date, ...]]:
        """The days on which each buyer's committee sits, in order."""
        par_acheteur: dict[str, tuple[date, ...]] = {}
        for une in self.liste():
            par_acheteur[une.acheteur] = (*par_acheteur.get(une.acheteur, ()), une.jour)
        return par_acheteur

    def liste(self) -> list[SeanceRecord]:
        """Every session, in order, with what its minutes say."""
        return [SeanceRecord(*row) for row in self._connection.execute(_SEANCES.order_by(Seance.jour, Seance.id))]

    def trouver(self, numero: int) -> SeanceRecord | None:
        row = self._connection.execute(_SEANCES.where(Seance.id == numero)).one_or_none()
        return None if row is None else SeanceRecord(*row)

    def convoquer(self, acheteur: str, jour: date) -> bool:
        """Note a session; False when it was. What was rated for none, be it one that was called off, is rated for it."""
        numero = insert_unless_present(
            self._connection, Seance, ("acheteur", "jour"), {"acheteur": acheteur, "jour": jour}
        )
        if numero is None:
            return False
        siennes = select(Marche.id).where(Marche.acheteur == acheteur)
        en_attente = (
            select(func.max(Cotation.id))
            .where(
                Cotation.seance_id.is_(None),
                Cotation.marche_id.in_(siennes),
                Cotation.le >= datetime.combine(jour - VALABLES, time(), UTC),
            )
            .group_by(Cotation.marche_id, Cotation.qui)
        )
        numeros = list(self._connection.scalars(en_attente))
        self._connection.execute(update(Cotation).where(Cotation.id.in_(numeros)).values(seance_id=numero))
        return True

    def decommander(self, acheteur: str, jour: date) -> bool:
        """Take a session away, its ratings kept for the next one; False when there is none, or it decided something already."""
        numero = self._connection.execute(
            select(Seance.id).where(Seance.acheteur == acheteur, Seance.jour == jour)
        ).scalar_one_or_none()
        if numero is None or self.a_decide(numero):
            return False
        self._connection.execute(delete(DitEnSeance).where(DitEnSeance.seance_id == numero))
        self._connection.execute(update(Cotation).where(Cotation.seance_id == numero).values(seance_id=None))
        self._connection.execute(delete(Seance).where(Seance.id == numero))
        return True

    def noter_les_presents(self, numero: int, presents: str) -> None:
        """Keep who sat, in the place of what was told before."""
        self._connection.execute(update(Seance).where(Seance.id == numero).values(presents=presents))

    def a_decide(self, numero: int) -> bool:
        """Whether a session has minutes, or decisions were said of it."""
        decided = select(DitEnSeance.id).where(DitEnSeance.seance_id == numero, DitEnSeance.genre == Genre.DECISION)
        minutes = select(ProcesVerbal.id).where(ProcesVerbal.seance_id == numero)
        return any(self._connection.execute(one.limit(1)).first() is not None for one in (decided, minutes))

    def dresser(self, numero: int, notes: str | None, par: str, now: datetime, *, tenue: bool) -> None:
        """Record the minutes of a session, in the place of those that were."""
        self._connection.execute(delete(ProcesVerbal).where(ProcesVerbal.seance_id == numero))
        self._connection.execute(
            insert(ProcesVerbal).values(seance_id=numero, tenue=tenue, notes=notes, le=now, par=par)
        )

    # --- what is said of contracts ------------------------------------------------------------------------------------

    def dire(self, seance_id: int, dits: Iterable[NouveauDit], par: str, now: datetime) -> None:
        """Add what is said of contracts for a session: the last of its kind holds."""
        rows = [
            {
                "seance_id": seance_id,
                "marche_id": un.marche_id,
                "sujet": un.sujet,
                "genre": un.genre,
                "valeur": un.valeur,
                "motif": un.motif,
                "le": now,
                "par": par,
            }
            for un in dits
        ]
        if rows:
            self._connection.execute(insert(DitEnSeance), rows)

    def dits(self, seance_id: int) -> list[DitRecord]:
        """What holds for a session: of each contract, kind and subject the last thing said, those taken back left out."""
        return [un for un in derniers(self.tous_les_dits(seance_id)).values() if un.valeur is not None]

    def tous_les_dits(self, seance_id: int) -> list[DitRecord]:
        """All that was said for a session, in order, what was taken back included."""
        return self._dits_de(_DITS.where(DitEnSeance.seance_id == seance_id))

    def dernier_dit(self) -> int:
        """The number of the last thing said, whatever the session."""
        return self._connection.execute(select(func.max(DitEnSeance.id))).scalar_one() or 0

    def _dits_de(self, statement: Any) -> list[DitRecord]:
        return [DitRecord(*row) for row in self._connection.execute(statement)]

    # --- ratings ------------------------------------------------------------------------------------------------------

    def coter(self, cotation: CotationRecord) -> None:
        """Keep the answers of one side, in the place of those that it gave for that session."""
        row = {
            "seance_id": cotation.seance_id,
            "marche_id": cotation.marche_id,
            "qui": cotation.qui,
            "reponses": dict(cotation.reponses),
            "finie": cotation.finie,
            "le": cotation.le,
            "par": cotation.par,
        }
        # Without a session, none is that of another: the last one is written again.
        libre = (
            None
            if cotation.seance_id is None
            else insert_unless_present(self._connection, Cotation, ("seance_id", "marche_id", "qui"), row)
        )
        if cotation.seance_id is None and self.cotation(None, cotation.marche_id, cotation.qui) is None:
            self._connection.execute(insert(Cotation).values(row))
        elif libre is None:
            self._connection.execute(
                update(Cotation)
                .where(
                    Cotation.seance_id == cotation.seance_id,
                    Cotation.marche_id == cotation.marche_id,
                    Cotation.qui == cotation.qui,
                )
                .values({name: row[name] for name in ("reponses", "finie", "le", "par")})
            )

    def cotations(self, seance_id: int | None) -> list[CotationRecord]:
        """Every rating given for a session, begun or finished; for none, the last ones."""
        rows = self._connection.execute(_COTATIONS.where(Cotation.seance_id == seance_id).order_by(Cotation.id))
        lues = [CotationRecord(*row) for row in rows]
        return list({(une.marche_id, une.qui): une for une in lues}.values())

    def cotation(self, seance_id: int | None, marche_id: int, qui: str) -> CotationRecord | None:
        row = self._connection.execute(
            _COTATIONS.where(Cotation.seance_id == seance_id, Cotation.marche_id == marche_id, Cotation.qui == qui)
            .order_by(Cotation.id.desc())
            .limit(1)
        ).one_or_none()
        return None if row is None else CotationRecord(*row)

    def derniere_cotation(self, marches: Collection[int], qui: str, sauf: int | None) -> CotationRecord | None:
        """The last finished rating of any of these contracts by that side, but for that session."""
        row = self._connection.execute(
            _COTATIONS.where(
                Cotation.marche_id.in_(marches),
                Cotation.qui == qui,
                Cotation.finie,
                or_(Cotation.seance_id.is_(None), Cotation.seance_id != sauf)
                if sauf
                else Cotation.seance_id.is_not(None),
            )
            .order_by(Cotation.le.desc(), Cotation.id.desc())
            .limit(1)
        ).one_or_none()
        return None if row is None else CotationRecord(*row)

    def cotes(self) -> frozenset[int]:
        """The contracts that some side has finished rating, for any session."""
        return frozenset(self._connection.scalars(select(Cotation.marche_id).where(Cotation.finie).distinct()))

    # --- members ------------------------------------------------------------------------------------------------------

    def nommer_membre(self, acheteur: str, referent_id: int) -> bool:
        """Have somebody sit on the committee of a buyer; False when they do."""
        values = {"acheteur": acheteur, "referent_id": referent_id}
        return insert_unless_present(self._connection, MembreDuComite, ("acheteur", "referent_id"), values) is not None

    def retirer_membre(self, acheteur: str, referent_id: int) -> bool:
        gone = self._connection.execute(
            delete(MembreDuComite).where(MembreDuComite.acheteur == acheteur, MembreDuComite.referent_id == referent_id)
        )
        return gone.rowcount > 0

    def membres(self) -> dict[str, list[ReferentRecord]]:
        """Who sits on the committee of each buyer."""
        found: dict[str, list[ReferentRecord]] = {}
        rows = self._connection.execute(
            select(MembreDuComite.acheteur, *columns(Referent, ReferentRecord))
            .join(Referent, Referent.id == MembreDuComite.referent_id)
            .order_by(Referent.nom)
        )
        for row in rows:
            found.setdefault(row.acheteur, []).append(ReferentRecord(*row[1:]))
        return found

    def comites_de(self, referents: Collection[int]) -> frozenset[str]:
        """The buyers on whose committee any of these names sits."""
        if not referents:
            return frozenset()
        rows = self._connection.scalars(
            select(MembreDuComite.acheteur).where(MembreDuComite.referent_id.in_(referents))
        )
        return frozenset(rows)


def derniers(dits: Iterable[DitRecord]) -> dict[tuple[int, Genre, str | None], DitRecord]:
    """Of things said in order, the last of each contract, kind and subject."""
    return {(un.marche_id, un.genre, un.sujet): un for un in dits}


def par_marche(dits: Iterable[DitRecord]) -> Mapping[int, Sequence[DitRecord]]:
    """What is said, by contract."""
    found: dict[int, list[DitRecord]] = {}
    for un in dits:
        found.setdefault(un.marche_id, []).append(un)
    return found


__all__ = ["Seances", "derniers", "par_marche"]
