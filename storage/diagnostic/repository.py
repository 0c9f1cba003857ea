"""The log of recommendations: what was said, on which facts, under which pack, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, func, insert, select

from storage.diagnostic.records import (
    DecisionRecord,
    DiagnosticRecord,
    NouveauDiagnostic,
    ObligationRecord,
    RecommandationRecord,
)
from storage.diagnostic.tables import Diagnostic, ObligationDite, Recommandation
from storage.errors import UnknownRecommendationError
from storage.suivi.records import ACHETEUR_NON_DIT, EtapeRecord, LotAchete, Pas
from storage.suivi.repository import ECARTEE, PERSONNE, PROPOSEE, RETENUE, RETIREE, Achats

PARIS = ZoneInfo("Europe/Paris")

# What a turn asks, built once: building a statement costs more than SQLite takes to run it.
_LOG = insert(Diagnostic).returning(Diagnostic.id)
_RECOMMEND = insert(Recommandation)
_TELL = insert(ObligationDite)
_ACTIONS = select(Recommandation.action).where(Recommandation.diagnostic_id == bindparam("diagnostic_id"))


def _day(now: datetime) -> date:
    return now.astimezone(PARIS).date()


def _as_they_ended(lots: Sequence[LotAchete], before: Sequence[LotAchete]) -> list[LotAchete]:
    """Lots as they are told now, each with what became of the one of its number."""
    ended = {lot.numero: lot for lot in before}
    return [
        replace(lot, issue=was.issue, titulaire=was.titulaire, marche_id=was.marche_id)
        if (was := ended.get(lot.numero)) is not None
        else lot
        for lot in lots
    ]


class Journal:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._achats = Achats(connection)

    def inscrire(self, conversation_id: int, diagnostic: NouveauDiagnostic, now: datetime) -> int:
        """Log a diagnosis and return its number.

        One that corrects another is of the same purchase: what was decided of an action that stays is kept, an action
        that is no longer recommended is withdrawn.
        """
        achat_id = self._achat(conversation_id, diagnostic, now)
        number = self._connection.execute(
            _LOG,
            {
                "conversation_id": conversation_id,
                "cree_le": now,
                "jour": diagnostic.jour,
                "pack": diagnostic.pack,
                "pack_version": diagnostic.pack_version,
                "pack_empreinte": diagnostic.pack_empreinte,
                "faits": dict(diagnostic.faits),
                "sans_reponse": list(diagnostic.sans_reponse),
                "lots": [dict(lot) for lot in diagnostic.lots] or None,
                "origines": dict(diagnostic.origines) or None,
                "objet": diagnostic.objet,
                "acheteur": diagnostic.acheteur,
                "marche_id": diagnostic.marche_id,
                "achat_id": achat_id,
            },
        ).scalar_one()
        if diagnostic.recommandations:
            self._connection.execute(
                _RECOMMEND, [{"diagnostic_id": number, **said} for said in diagnostic.recommandations]
            )
        if diagnostic.obligations:
            self._connection.execute(
                _TELL,
                [
                    {"diagnostic_id": number, "obligation": said["id"], "a_confirmer": said["a_confirmer"]}
                    for said in diagnostic.obligations
                ],
            )
        self._propose(achat_id, diagnostic, now)
        return number

    def _achat(self, conversation_id: int, diagnostic: NouveauDiagnostic, now: datetime) -> int:
        """The purchase of a diagnosis: that of the one it corrects, else a new one."""
        told = {"acheteur": diagnostic.acheteur or ACHETEUR_NON_DIT, "objet": diagnostic.objet, **diagnostic.achat}
        same = None if diagnostic.corrige is None else self._achats.du_diagnostic(diagnostic.corrige)
        if same is not None:
            # A contract of the register tells its own facts: a late correction of the diagnosis changes none of them.
            before = self._achats.trouver(same)
            if before is not None and not before.attribue:
                lots = [LotAchete.de_json(lot) for lot in told.pop("lots", None) or ()]
                self._achats.changer(same, told, now)
                self._achats.dire_les_lots(same, _as_they_ended(lots, before.lots), now)
            return same
        if (waiting := self._waiting_for(diagnostic)) is not None:
            # The committee decided of it before anybody described it.
            self._achats.changer(waiting, {**told, "conversation_id": conversation_id}, now)
            return waiting
        return self._achats.creer(
            {
                "annee": diagnostic.jour.year,
                **told,
                "conversation_id": conversation_id,
                "remplace_id": diagnostic.marche_id,
            },
            now,
        )

    def _waiting_for(self, diagnostic: NouveauDiagnostic) -> int | None:
        """The purchase that is to replace that contract and that nobody has described yet."""
        if diagnostic.marche_id is None:
            return None
        last = self._achats.qui_remplace(diagnostic.marche_id)
        return None if last is None or last.conversation_id is not None or last.attribue else last.id

    def _propose(self, achat_id: int, diagnostic: NouveauDiagnostic, now: datetime) -> None:
        """Say which actions are recommended now, and which are no longer."""
        proposed = {int(said["action"]) for said in diagnostic.recommandations}
        standing = {line.action: line.passage for line in self._achats.suivis([achat_id]).get(achat_id, [])}
        steps = [(action, PROPOSEE) for action in sorted(proposed - standing.keys())]
        # What the committee targeted, what is written into the contract or done, and what was chosen though the rules never proposed
        # it, stays whatever they say now.
        steps += [
            (action, RETIREE)
            for action, reached in sorted(standing.items())
            if action not in proposed
            and Pas.PROPOSEE in reached
            and not reached & (Pas.CIBLEE | Pas.INSCRITE | Pas.REALISEE)
        ]
        self._achats.dire(
            achat_id,
            [EtapeRecord(action, etape, None, diagnostic.jour, now, "", PERSONNE) for action, etape in steps],
            now,
        )

    def decider(
        self,
        diagnostic_id: int,
        action: int,
        etape: str,
        motif: str | None,
        par: str,
        now: datetime,
        *,
        au_choix: bool = False,
    ) -> bool:
        """Log what became of an action; False, and nothing logged, when it already stands so, whoever said it.

        Raises UnknownRecommendationError when the diagnosis does not recommend the action, unless the buyer chooses it (`au_choix`).
        """
        achat_id = self._achats.du_diagnostic(diagnostic_id)
        # The lock makes two clicks at once come one after the other.
        if achat_id is not None:
            self._achats.verrouiller(achat_id)
        if achat_id is None or not (au_choix or action in self._recommended(diagnostic_id)):
            raise UnknownRecommendationError(
                f"Diagnosis {diagnostic_id} does not recommend action {action}: decide only on those it lists."
            )
        last = self.decisions(diagnostic_id).get(action)
        if last is not None and (last.etape, last.motif) == (etape, motif):
            return False
        self._achats.dire(achat_id, [EtapeRecord(action, etape, motif, _day(now), now, par, PERSONNE)], now)
        return True

    def decisions(self, diagnostic_id: int) -> dict[int, DecisionRecord]:
        """Read what somebody decided last of each action of that diagnosis: kept or set aside."""
        achat_id = self._achats.du_diagnostic(diagnostic_id)
        if achat_id is None:
            return {}
        recommended, proposed = self._recommended(diagnostic_id), set[int]()
        last: dict[int, DecisionRecord] = {}
        for step in self._achats.etapes([achat_id]).get(achat_id, []):
            if step.etape == RETIREE:
                last.pop(step.action, None)
                proposed.discard(step.action)
            elif step.etape == PROPOSEE:
                proposed.add(step.action)
            elif (step.action in recommended or step.action not in proposed) and step.etape in (RETENUE, ECARTEE):
                last[step.action] = DecisionRecord(step.action, step.etape, step.motif, step.le, step.par)
        return last

    def _recommended(self, diagnostic_id: int) -> set[int]:
        return set(self._connection.scalars(_ACTIONS, {"diagnostic_id": diagnostic_id}))

    def diagnostic(self, diagnostic_id: int) -> DiagnosticRecord | None:
        found = self._read([diagnostic_id])
        return found[0] if found else None

    def derniers(self, limit: int) -> list[DiagnosticRecord]:
        """Read the last diagnoses, the newest first."""
        return self._read(
            self._connection.scalars(select(Diagnostic.id).order_by(Diagnostic.id.desc()).limit(limit)).all()
        )

    def de_l_achat(self, achat_id: int) -> list[DiagnosticRecord]:
        """Read every diagnosis of a purchase, the newest first."""
        return self._read(self._connection.scalars(select(Diagnostic.id).where(Diagnostic.achat_id == achat_id)).all())

    def depuis(self, jour: date, limit: int, avant: int | None = None) -> list[DiagnosticRecord]:
        """Read the last diagnosis of each purchase since that day, the newest first; `avant`: those before that number."""
        last = select(func.max(Diagnostic.id)).where(Diagnostic.jour >= jour).group_by(Diagnostic.achat_id)
        if avant is not None:
            last = last.having(func.max(Diagnostic.id) < avant)
        return self._read(self._connection.scalars(last.order_by(func.max(Diagnostic.id).desc()).limit(limit)).all())

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
                    "lots": tuple(row.lots or ()),
                    "recommandations": tuple(recommandations[row.id]),
                    "obligations": tuple(obligations[row.id]),
                }
            )
            for row in rows
        ]
