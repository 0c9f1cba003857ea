"""The log of recommendations: what was said, on which facts, under which pack, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, insert, select

from storage.errors import UnknownRecommendationError
from storage.models import Decision, Diagnostic, ObligationDite, Recommandation
from storage.records import (
    DecisionRecord,
    DiagnosticRecord,
    NouveauDiagnostic,
    ObligationRecord,
    RecommandationRecord,
)


class Journal:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def inscrire(self, conversation_id: int, diagnostic: NouveauDiagnostic, now: datetime) -> int:
        """Log a diagnosis and return its number."""
        number = self._connection.execute(
            insert(Diagnostic)
            .values(
                conversation_id=conversation_id,
                cree_le=now,
                jour=diagnostic.jour,
                pack=diagnostic.pack,
                pack_version=diagnostic.pack_version,
                pack_empreinte=diagnostic.pack_empreinte,
                faits=dict(diagnostic.faits),
                sans_reponse=list(diagnostic.sans_reponse),
                objet=diagnostic.objet,
                acheteur=diagnostic.acheteur,
                contrat_id=diagnostic.contrat_id,
            )
            .returning(Diagnostic.id)
        ).scalar_one()
        if diagnostic.recommandations:
            self._connection.execute(
                insert(Recommandation), [{"diagnostic_id": number, **said} for said in diagnostic.recommandations]
            )
        if diagnostic.obligations:
            self._connection.execute(
                insert(ObligationDite),
                [
                    {"diagnostic_id": number, "obligation": said["id"], "a_confirmer": said["a_confirmer"]}
                    for said in diagnostic.obligations
                ],
            )
        return number

    def decider(self, diagnostic_id: int, action: int, etape: str, motif: str | None, par: str, now: datetime) -> bool:
        """Log what became of an action; False, and nothing logged, when it already stands so, whoever said it.

        Raises UnknownRecommendationError when the diagnosis does not recommend the action.
        """
        # The lock makes two clicks at once come one after the other.
        self._connection.execute(select(Diagnostic.id).where(Diagnostic.id == diagnostic_id).with_for_update())
        recommended = select(Recommandation.id).where(
            Recommandation.diagnostic_id == diagnostic_id, Recommandation.action == action
        )
        if self._connection.execute(recommended.limit(1)).first() is None:
            raise UnknownRecommendationError(
                f"Diagnosis {diagnostic_id} does not recommend action {action}: decide only on those it lists."
            )
        last = self._connection.execute(
            select(Decision.etape, Decision.motif)
            .where(Decision.diagnostic_id == diagnostic_id, Decision.action == action)
            .order_by(Decision.id.desc())
            .limit(1)
        ).one_or_none()
        if last is not None and (last.etape, last.motif) == (etape, motif):
            return False
        self._connection.execute(
            insert(Decision).values(
                diagnostic_id=diagnostic_id, action=action, etape=etape, motif=motif, le=now, par=par
            )
        )
        return True

    def decisions(self, diagnostic_id: int) -> dict[int, DecisionRecord]:
        """Read the last decision of each action of that diagnosis."""
        rows = self._connection.execute(
            select(Decision.action, Decision.etape, Decision.motif, Decision.le, Decision.par)
            .where(Decision.diagnostic_id == diagnostic_id)
            .order_by(Decision.id)
        )
        return {row.action: DecisionRecord(*row) for row in rows}

    def diagnostic(self, diagnostic_id: int) -> DiagnosticRecord | None:
        found = self._read([diagnostic_id])
        return found[0] if found else None

    def derniers(self, limit: int) -> list[DiagnosticRecord]:
        """Read the last diagnoses, the newest first."""
        return self._read(
            self._connection.scalars(select(Diagnostic.id).order_by(Diagnostic.id.desc()).limit(limit)).all()
        )

    def _read(self, numbers: Collection[int]) -> list[DiagnosticRecord]:
        recommandations: dict[int, list[RecommandationRecord]] = defaultdict(list)
        for advice in self._connection.execute(
            select(*Recommandation.__table__.columns)
            .where(Recommandation.diagnostic_id.in_(numbers))
            .order_by(Recommandation.id)
        ):
            recommandations[advice.diagnostic_id].append(
                RecommandationRecord(advice.action, advice.regle, advice.portee, advice.verdict, advice.motif)
            )
        obligations: dict[int, list[ObligationRecord]] = defaultdict(list)
        for duty in self._connection.execute(
            select(*ObligationDite.__table__.columns)
            .where(ObligationDite.diagnostic_id.in_(numbers))
            .order_by(ObligationDite.id)
        ):
            obligations[duty.diagnostic_id].append(ObligationRecord(duty.obligation, duty.a_confirmer))
        rows = self._connection.execute(
            select(*Diagnostic.__table__.columns).where(Diagnostic.id.in_(numbers)).order_by(Diagnostic.id.desc())
        )
        return [
            DiagnosticRecord(
                **{
                    **row._asdict(),
                    "sans_reponse": tuple(row.sans_reponse),
                    "recommandations": tuple(recommandations[row.id]),
                    "obligations": tuple(obligations[row.id]),
                }
            )
            for row in rows
        ]
