"""Purchases as the plan follows them: what they are, each step of each action dated and signed, and where it stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.columns import columns
from storage.comptes.accounts import among
from storage.comptes.records import CompteRecord
from storage.conversation.tables import Conversation
from storage.diagnostic.tables import Diagnostic
from storage.registre.marches import by_hundreds
from storage.registre.tables import Marche
from storage.suivi.passages import (
    ABSENTE,
    CIBLEE,
    COMITE,
    DECIBLEE,
    ECARTEE,
    INSCRITE,
    PERSONNE,
    PROPOSEE,
    REALISEE,
    REGISTRE,
    REPRISE,
    RETENUE,
    RETIREE,
    passage,
)
from storage.suivi.records import AchatRecord, EtapeRecord, EtatQuestion, LotAchete, Pas, QuestionRecord, SuiviRecord
from storage.suivi.tables import Achat, EtapeDite, QuestionDeSuivi, Suivi

TRAITS = (
    "anticipe", "infructueux", "formalise", "alloti", "reserve", "critere_environnemental",
    "consideration_environnementale", "consideration_sociale", "clause_insertion", "avance_bonifiee", "sous_traitance",
    "economie_circulaire", "vise_economie_circulaire", "vise_tpe_pme", "tpe_pme", "esus", "insertion_handicap",
    "cible", "responsable", "attribue", "conclu",
)  # fmt: skip
# A point on which the committee targeted a purchase is a trait too: this, and the trait that is aimed at.
VISE = "vise_"
# Those which official data say, and which the actions of a purchase settle too.
OFFICIELS = (
    "reserve", "critere_environnemental", "consideration_environnementale", "consideration_sociale", "clause_insertion",
    "avance_bonifiee",
)  # fmt: skip
_OWN = (
    "id", "acheteur", "direction", "annee", "objet", "nature", "marche_id", "remplace_id", "conversation_id",
    "consultation_le", "attribution_le", "fin", "montant_ht", "offres", "attribue", "conclu", "cree_le", "consultation",
)  # fmt: skip
_ACHATS: Select[Any] = select(
    *(getattr(Achat, name) for name in dict.fromkeys((*_OWN, *TRAITS, "officiels", "du_plan", "lots")))
)
# What the lines of a purchase repeat of it; of no year when it ended without an award, for it never was a contract.
_COPIED = ("acheteur", "annee", "direction", "attribue", "critere_environnemental", "alloti", "offres", "montant_ht")
_TELLS_LINES = (*_COPIED, "conclu")
# What an import says of a contract; where it says nothing, what people answered stays.
_KEPT_IF_SILENT = tuple(
    name for name in ("offres", "montant_ht", "direction", "objet", "nature", "du_plan", *TRAITS)
    if name not in ("cible", "responsable", "vise_economie_circulaire", "vise_tpe_pme", "anticipe", "attribue", "conclu")
)  # fmt: skip

# What a contract tells of the purchase that became it.
_TOLD = (
    "acheteur", "annee", "attribution_le", "fin", "officiels", "attribue", "conclu", "consultation", *_KEPT_IF_SILENT,
)  # fmt: skip

_QUESTIONS = select(*columns(QuestionDeSuivi, QuestionRecord))

# What a turn asks, built once: building a statement costs more than SQLite takes to run it.
_THIS = Achat.id == bindparam("achat_id")
_ACHAT = _ACHATS.where(_THIS)
_HELD = _ACHAT.with_for_update(key_share=True)
_HOLD = select(Achat.id, Achat.lots).where(_THIS).with_for_update(key_share=True)
_CREATE = insert(Achat).returning(Achat.id)
_CHANGE = update(Achat).where(_THIS)
_COPY = select(*(getattr(Achat, name) for name in _TELLS_LINES)).where(_THIS)
_COPY_TO_LINES = update(Suivi).where(Suivi.achat_id == bindparam("of_achat"))
_ATTRIBUE = select(Achat.attribue).where(_THIS)
_OFFICIELS = select(Achat.officiels).where(_THIS)
_OF_DIAGNOSTIC = select(Diagnostic.achat_id).where(Diagnostic.id == bindparam("diagnostic_id"))
_SUIVIS = (
    select(*columns(Suivi, SuiviRecord))
    .where(Suivi.achat_id.in_(bindparam("achats", expanding=True)))
    .order_by(Suivi.achat_id, Suivi.action)
)
_STANDING_OF = select(Suivi.action).where(Suivi.achat_id == bindparam("achat_id"))
_STAND = update(Suivi).where(Suivi.achat_id == bindparam("of_achat"), Suivi.action == bindparam("of_action"))
_ETAPES = (
    select(*EtapeDite.__table__.columns)
    .where(EtapeDite.achat_id.in_(bindparam("achats", expanding=True)))
    .order_by(EtapeDite.id)
)
_ETAPES_OF_ACTIONS = _ETAPES.where(EtapeDite.action.in_(bindparam("actions", expanding=True)))
_SAY = insert(EtapeDite)
_FOLLOW = insert(Suivi)


@dataclass(frozen=True, slots=True)
class Lot:
    """A contract of the register as a lot of its consultation: its number there as it is written, and who holds it."""

    marche_id: int
    lot: str | None
    objet: str | None
    montant_ht: Decimal | None
    titulaires: Sequence[Mapping[str, Any]]


class Achats:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # --- what a purchase is -------------------------------------------------------------------------------------------

    def creer(self, valeurs: Mapping[str, Any], now: datetime) -> int:
        """Follow a new purchase; `valeurs` by column of the table."""
        complete = {"acheteur": "", **valeurs, "cree_le": now, "modifie_le": now}
        return self._connection.execute(_CREATE, complete).scalar_one()

    def changer(self, achat_id: int, valeurs: Mapping[str, Any], now: datetime) -> None:
        """Change what is known of a purchase, and what its lines repeat of it."""
        if not valeurs:
            return
        du_plan = {name: value for name, value in valeurs.items() if name not in _COLUMNS}
        columns = {name: value for name, value in valeurs.items() if name in _COLUMNS}
        if du_plan:
            before = self._connection.execute(select(Achat.du_plan).where(Achat.id == achat_id)).scalar_one_or_none()
            columns["du_plan"] = {**(before or {}), **du_plan}
        self._connection.execute(_CHANGE, {"achat_id": achat_id, **columns, "modifie_le": now})
        if any(name.startswith(VISE) for name in valeurs):
            self._sum_up(achat_id, now)
        if not valeurs.keys().isdisjoint(_TELLS_LINES):
            self._connection.execute(_COPY_TO_LINES, {"of_achat": achat_id, **self._copied(achat_id)})

    def _copied(self, achat_id: int) -> dict[str, Any]:
        """What the lines of a purchase repeat of it."""
        row = self._connection.execute(_COPY, {"achat_id": achat_id}).one()._asdict()
        if row.pop("conclu") and not row["attribue"]:
            row["annee"] = None
        return row

    def verrouiller(self, achat_id: int) -> AchatRecord | None:
        """Read a purchase, and keep others from changing it until the transaction ends."""
        row = self._connection.execute(_HELD, {"achat_id": achat_id}).one_or_none()
        return None if row is None else _achat_of(row)

    def trouver(self, achat_id: int) -> AchatRecord | None:
        row = self._connection.execute(_ACHAT, {"achat_id": achat_id}).one_or_none()
        return None if row is None else _achat_of(row)

    def attribue(self, achat_id: int) -> bool:
        return bool(self._connection.execute(_ATTRIBUE, {"achat_id": achat_id}).scalar_one())

    def plusieurs(self, numeros: Collection[int]) -> dict[int, AchatRecord]:
        return {
            row.id: _achat_of(row)
            for some in by_hundreds(numeros)
            for row in self._connection.execute(_ACHATS.where(Achat.id.in_(some)).order_by(Achat.id))
        }

    def du_diagnostic(self, diagnostic_id: int) -> int | None:
        return self._connection.execute(_OF_DIAGNOSTIC, {"diagnostic_id": diagnostic_id}).scalar_one_or_none()

    def du_marche(self, marche_id: int) -> AchatRecord | None:
        row = self._connection.execute(_ACHATS.where(Achat.marche_id == marche_id)).one_or_none()
        return None if row is None else _achat_of(row)

    def des_marches(self, marches: Collection[int]) -> dict[int, int]:
        """The purchases that these contracts are followed as, by contract."""
        return {
            row.marche_id: row.id
            for some in by_hundreds(marches)
            for row in self._connection.execute(select(Achat.marche_id, Achat.id).where(Achat.marche_id.in_(some)))
        }

    def qui_remplace(self, marche_id: int) -> AchatRecord | None:
        """The last purchase that was diagnosed to replace that contract of the register."""
        row = self._connection.execute(
            _ACHATS.where(Achat.remplace_id == marche_id).order_by(Achat.id.desc()).limit(1)
        ).one_or_none()
        return None if row is None else _achat_of(row)

    def qui_remplacent(self, marches: Collection[int]) -> dict[int, AchatRecord]:
        """The same of many contracts, by contract."""
        return {
            row.remplace_id: _achat_of(row)
            for some in by_hundreds(marches)
            for row in self._connection.execute(_ACHATS.where(Achat.remplace_id.in_(some)).order_by(Achat.id))
        }

    def des_comptes(self, comptes: Collection[CompteRecord], limit: int) -> list[AchatRecord]:
        """The purchases that were diagnosed under any of these accounts, the newest first."""
        rows = self._connection.execute(
            _ACHATS.join(Conversation, Conversation.id == Achat.conversation_id)
            .where(_written_by(comptes))
            .order_by(Achat.id.desc())
            .limit(limit)
        )
        return [_achat_of(row) for row in rows]

    def est_de(self, achat_id: int, comptes: Collection[CompteRecord]) -> bool:
        """Whether a purchase was diagnosed under one of these accounts."""
        mine = select(Achat.id).join(Conversation, Conversation.id == Achat.conversation_id)
        return self._connection.execute(mine.where(Achat.id == achat_id, _written_by(comptes))).first() is not None

    def auteur(self, achat_id: int) -> CompteRecord | None:
        """Who diagnosed a purchase."""
        row = self._connection.execute(
            select(Conversation.plateforme, Conversation.personne)
            .join(Achat, Achat.conversation_id == Conversation.id)
            .where(Achat.id == achat_id)
        ).one_or_none()
        return None if row is None else CompteRecord(*row)

    # --- steps --------------------------------------------------------------------------------------------------------

    def dire(self, achat_id: int, nouvelles: Sequence[EtapeRecord], now: datetime) -> list[EtapeRecord]:
        """Add steps to a purchase and reckon again where its actions stand; returns those that were not there yet.

        In whatever order steps come, the same steps lead to the same state: none is left out because it changes nothing now.
        """
        numeros = _numbers(self._connection.execute(_HOLD, {"achat_id": achat_id}).one().lots)
        actions = {une.action for une in nouvelles}
        connues = self._etapes([achat_id], actions).get(achat_id, [])
        added: list[EtapeRecord] = []
        passages: dict[int, Pas] = {}
        for action in sorted(actions):
            siennes = [une for une in connues if une.action == action]
            for une in (une for une in nouvelles if une.action == action):
                if _says_something(siennes, une):
                    siennes.append(une)
                    added.append(une)
            if any(une.action == action for une in added):
                passages[action] = passage(siennes, numeros)
        if added:
            self._stand(achat_id, passages)
            self._connection.execute(_SAY, [{"achat_id": achat_id, **_columns(une)} for une in added])
            self._sum_up(achat_id, now)
        return added

    def _stand(self, achat_id: int, passages: Mapping[int, Pas]) -> None:
        """Write where actions stand; nothing reached is no line."""
        standing = set(self._connection.scalars(_STANDING_OF, {"achat_id": achat_id}))
        gone = [action for action, pas in passages.items() if not pas and action in standing]
        if gone:
            self._connection.execute(delete(Suivi).where(Suivi.achat_id == achat_id, Suivi.action.in_(gone)))
        moved = [
            {"of_achat": achat_id, "of_action": action, "passage": int(pas)}
            for action, pas in passages.items()
            if pas and action in standing
        ]
        if moved:
            self._connection.execute(_STAND, moved)
        new = [(action, int(pas)) for action, pas in passages.items() if pas and action not in standing]
        if new:
            copied = {"achat_id": achat_id, **self._copied(achat_id)}
            self._connection.execute(_FOLLOW, [{**copied, "action": action, "passage": pas} for action, pas in new])

    def _sum_up(self, achat_id: int, now: datetime) -> None:
        """What the lines of a purchase say of it as a whole."""
        lines = self.suivis([achat_id]).get(achat_id, [])
        row = self._connection.execute(_ACHAT, {"achat_id": achat_id}).one()
        # The committee targets a purchase by an action, or on a point at large.
        vise = any(said and name.startswith(VISE) for name, said in _traits_of(row).items())
        whole: dict[str, Any] = {
            "cible": vise or any(Pas.CIBLEE in line.passage for line in lines),
            "responsable": _responsable([line.passage for line in lines]),
        }
        self.changer(achat_id, whole, now)

    def suivis(self, achats: Collection[int]) -> dict[int, list[SuiviRecord]]:
        """The lines of these purchases, by purchase, in the order of their actions."""
        found: dict[int, list[SuiviRecord]] = {}
        for some in by_hundreds(achats):
            for row in self._connection.execute(_SUIVIS, {"achats": some}):
                found.setdefault(row.achat_id, []).append(SuiviRecord(row.achat_id, row.action, Pas(row.passage)))
        return found

    def etapes(self, achats: Collection[int], action: int | None = None) -> dict[int, list[EtapeRecord]]:
        """Every step of these purchases, of one action or of all, by purchase, in the order in which they were said."""
        return self._etapes(achats, None if action is None else {action})

    def _etapes(self, achats: Collection[int], actions: Collection[int] | None) -> dict[int, list[EtapeRecord]]:
        found: dict[int, list[EtapeRecord]] = {}
        for some in by_hundreds(achats):
            asked: dict[str, Any] = {"achats": some} if actions is None else {"achats": some, "actions": list(actions)}
            for row in self._connection.execute(_ETAPES if actions is None else _ETAPES_OF_ACTIONS, asked):
                found.setdefault(row.achat_id, []).append(_etape_of(row))
        return found

    # --- the register -------------------------------------------------------------------------------------------------

    def suivre(
        self, marches: Mapping[int, Mapping[str, Any]], preuves: Mapping[int, Sequence[EtapeRecord]], now: datetime
    ) -> list[int]:
        """Follow contracts of the register, under their number: what a file tells of each, and the steps that it proves.

        Again changes nothing; what people answered of a contract stays where the file is silent. Returns the purchases that
        were followed already: what their actions settle is to be reckoned again.
        """
        self._lock_contracts(marches)
        known: dict[int, Any] = {}
        for some in by_hundreds(marches):
            for row in self._connection.execute(_ACHATS.where(Achat.marche_id.in_(some)).order_by(Achat.id)):
                known[row.marche_id] = row
        nouveaux = [
            {
                "acheteur": "",
                **dict.fromkeys(_NULLABLE),
                **_STANDING,
                **valeurs,
                "officiels": _official(valeurs),
                "marche_id": numero,
                "cree_le": now,
                "modifie_le": now,
            }
            for numero, valeurs in marches.items()
            if numero not in known
        ]
        if nouveaux:
            self._connection.execute(insert(Achat), nouveaux)
        for numero, row in known.items():
            told = {
                name: value
                for name, value in marches[numero].items()
                if value != getattr(row, name) and not (value is None and name in _KEPT_IF_SILENT)
            }
            officiels = {**(row.officiels or {}), **_official(marches[numero])}
            self.changer(row.id, {**told, **({"officiels": officiels} if officiels != row.officiels else {})}, now)
        self._prove_new({numero: preuves[numero] for numero in marches if numero not in known and preuves.get(numero)})
        for numero, row in known.items():
            self._prove_again(row.id, preuves.get(numero, ()), now)
        return [row.id for row in known.values()]

    def _lock_contracts(self, numeros: Collection[int]) -> None:
        """Keep imports and answers from following the same contracts at once, in one order."""
        for some in by_hundreds(numeros):
            self._connection.execute(
                select(Marche.id).where(Marche.id.in_(some)).order_by(Marche.id).with_for_update(key_share=True)
            ).all()

    def _prove_new(self, preuves: Mapping[int, Sequence[EtapeRecord]]) -> None:
        """The steps and lines of purchases that have none yet, many at once."""
        lines: list[dict[str, Any]] = []
        steps: list[dict[str, Any]] = []
        proved: list[dict[str, Any]] = []
        for some in by_hundreds(preuves):
            for row in self._connection.execute(_ACHATS.where(Achat.marche_id.in_(some))):
                proved.append({"achat_id": row.id})
                copied = {name: getattr(row, name) for name in _COPIED}
                for une in preuves[row.marche_id]:
                    steps.append({"achat_id": row.id, **_columns(une)})
                    lines.append({"achat_id": row.id, "action": une.action, "passage": int(passage([une])), **copied})
        if steps:
            self._connection.execute(insert(EtapeDite), steps)
            self._connection.execute(insert(Suivi), lines)
            self._connection.execute(
                update(Achat).where(Achat.id == bindparam("achat_id")).values(responsable=True), proved
            )

    def _prove_again(self, achat_id: int, preuves: Sequence[EtapeRecord], now: datetime) -> None:
        """What official data prove is what they say now: what they no longer do goes with them."""
        proved = {une.action for une in preuves}
        withdrawn = [
            une.action
            for une in self.etapes([achat_id]).get(achat_id, [])
            if une.source == REGISTRE and une.action not in proved
        ]
        if withdrawn:
            self._take_back(achat_id, withdrawn, EtapeDite.source == REGISTRE, now)
        if preuves:
            self.dire(achat_id, preuves, now)

    def _take_back(self, achat_id: int, actions: Collection[int], which: ColumnElement[bool], now: datetime) -> None:
        """Have these steps of these actions never been said."""
        self._connection.execute(
            delete(EtapeDite).where(EtapeDite.achat_id == achat_id, EtapeDite.action.in_(actions), which)
        )
        self._stand_again(achat_id, actions, now)

    def _stand_again(self, achat_id: int, actions: Collection[int], now: datetime) -> None:
        """Reckon again where these actions stand, from all the steps that are left."""
        numeros = _numbers(self._connection.execute(_HOLD, {"achat_id": achat_id}).one().lots)
        left = self.etapes([achat_id]).get(achat_id, [])
        self._stand(
            achat_id,
            {
                action: passage([une for une in left if une.action == action], numeros)
                for action in sorted(set(actions))
            },
        )
        self._sum_up(achat_id, now)

    # --- lots ---------------------------------------------------------------------------------------------------------

    def dire_les_lots(self, achat_id: int, lots: Sequence[LotAchete], now: datetime) -> None:
        """Keep the lots of a purchase; where its actions stand is reckoned again, for a lot may have come or gone."""
        self.changer(achat_id, {"lots": [lot.en_json() for lot in lots] or None}, now)
        self._stand_again(achat_id, {une.action for une in self.etapes([achat_id]).get(achat_id, [])}, now)

    def marches_de(self, achat_id: int) -> list[Lot]:
        """The contracts of the consultation that a purchase became, itself first; none while it is no contract's."""
        ici = self.trouver(achat_id)
        if ici is None or ici.marche_id is None:
            return []
        rows = self._connection.execute(
            select(Marche.id, Marche.lot, Marche.objet, Marche.montant_ht, Marche.titulaires)
            .where(Marche.id.in_(self._lots(ici.marche_id)))
            .order_by(Marche.id != ici.marche_id, Marche.id)
        )
        return [Lot(*row) for row in rows]

    def rattacher_les_lots(self, achat_id: int, liens: Mapping[int, int | None], now: datetime) -> bool:
        """Say which contract of the consultation each of these lots became, None for none; the others stay as they are.

        A contract has the steps of its lots, and no others. False, and nothing changed, when a contract is not of the
        consultation of the purchase, or a lot is none of its own.
        """
        ici = self.verrouiller(achat_id)
        if ici is None or ici.marche_id is None:
            return False
        siens = set(self._lots(ici.marche_id))
        if not {lot.numero for lot in ici.lots} >= liens.keys() or not siens >= {un for un in liens.values() if un}:
            return False
        self._lock_contracts(siens)
        lots = [replace(lot, marche_id=liens.get(lot.numero, lot.marche_id)) for lot in ici.lots]
        self.changer(achat_id, {"lots": [lot.en_json() for lot in lots]}, now)
        self.partager(achat_id, now)
        return True

    def _share(self, achat: AchatRecord, said: Sequence[EtapeRecord], marches: Collection[int], now: datetime) -> None:
        """Give the other contracts of a consultation what was said of it: of the whole, and of the lots that each is."""
        for marche in sorted(marches):
            autre = self.du_marche(marche)
            if not said or autre is None or autre.id == achat.id or autre.conversation_id is not None:
                continue
            its = {lot.numero for lot in achat.lots if lot.marche_id == marche}
            own = [replace(une, lots=()) for une in said if not une.lots or not its.isdisjoint(une.lots)]
            same = and_(EtapeDite.source != REGISTRE, EtapeDite.le.in_({une.le for une in said}))
            self._take_back(autre.id, {une.action for une in said}, same, now)
            self.dire(autre.id, own, now)

    def partager(self, achat_id: int, now: datetime) -> None:
        """Have the contracts that the lots of a purchase became stand as is said of those lots now."""
        ici = self.verrouiller(achat_id)
        if ici is not None and ici.marche_id is not None:
            self._share(ici, self._said(achat_id), self._lots(ici.marche_id), now)

    def _said(self, achat_id: int) -> list[EtapeRecord]:
        """The steps that people said of it."""
        return [une for une in self.etapes([achat_id]).get(achat_id, []) if une.source != REGISTRE]

    def officiels(self, achat_id: int) -> dict[str, bool]:
        """The traits that official data say of a purchase."""
        found = self._connection.execute(_OFFICIELS, {"achat_id": achat_id}).scalar_one_or_none()
        return dict(found or {})

    def rattacher(self, achat_id: int, marche_id: int, now: datetime) -> bool:
        """Say that a purchase became that contract of the register: the steps and answers of both are one history from then on.

        The other lots of its consultation have the steps that people said of it so far. False when the contract is already
        that of another purchase that was diagnosed.
        """
        lots = self._lots(marche_id)
        self._lock_contracts(lots)
        ici = self.verrouiller(achat_id)
        la = self.du_marche(marche_id)
        if ici is None or ici.marche_id not in (None, marche_id):
            return False
        if la is not None and la.id == achat_id:
            return True
        if la is not None and la.conversation_id is not None:
            return False
        said = self._said(achat_id)
        self.changer(achat_id, {"avant": self._own(achat_id)}, now)
        if la is None:
            self.changer(achat_id, {"marche_id": marche_id, "attribue": True, "conclu": True}, now)
        else:
            self._absorb(achat_id, la.id, marche_id, now)
        self._share(ici, said, lots, now)
        return True

    def detacher(self, achat_id: int, now: datetime) -> list[int]:
        """It did not become that contract after all: it is again what it was, and so are the lots of the consultation.

        Returns the contracts to be followed again by themselves: none when the purchase is no contract's, or always was.
        """
        ici = self.verrouiller(achat_id)
        avant = self._connection.execute(select(Achat.avant).where(Achat.id == achat_id)).scalar_one_or_none()
        if ici is None or ici.marche_id is None or avant is None:
            return []
        lots = self._lots(ici.marche_id)
        self._lock_contracts(lots)
        etapes = self.etapes([achat_id]).get(achat_id, [])
        said = [une for une in etapes if une.source != REGISTRE]
        proved = {une.action for une in etapes if une.source == REGISTRE}
        own = {name: _from_json(name, value) for name, value in avant.items()}
        libres = [replace(lot, marche_id=None).en_json() for lot in ici.lots] or None
        self.changer(achat_id, {**own, "marche_id": None, "avant": None, "lots": libres}, now)
        if proved:
            self._take_back(achat_id, proved, EtapeDite.source == REGISTRE, now)
        for lot in lots:
            autre = self.du_marche(lot)
            if said and autre is not None and autre.conversation_id is None:
                same = and_(EtapeDite.source != REGISTRE, EtapeDite.le.in_({une.le for une in said}))
                self._take_back(autre.id, {une.action for une in said}, same, now)
        return [ici.marche_id]

    def _own(self, achat_id: int) -> dict[str, Any]:
        """What is known of a purchase that a contract may tell otherwise, as JSON."""
        row = self._connection.execute(
            select(*(getattr(Achat, name) for name in _TOLD)).where(Achat.id == achat_id)
        ).one()
        return {name: _to_json(value) for name, value in row._asdict().items()}

    def _lots(self, marche_id: int) -> list[int]:
        """The contracts of the same consultation, itself included."""
        groupe = select(Marche.groupe).where(Marche.id == marche_id).scalar_subquery()
        rows = self._connection.execute(
            select(Marche.id).where(or_(Marche.id == marche_id, and_(Marche.groupe == groupe, Marche.groupe != "")))
        )
        return sorted(row.id for row in rows)

    def _absorb(self, achat_id: int, followed: int, marche_id: int, now: datetime) -> None:
        """Make one purchase of two: that which was diagnosed, and that which the register alone told."""
        values = self._connection.execute(_ACHATS.where(Achat.id == followed)).one()
        mine = self._connection.execute(_ACHATS.where(Achat.id == achat_id)).one()
        theirs = self.etapes([followed]).get(followed, [])
        for table in (EtapeDite, Suivi, QuestionDeSuivi):
            self._connection.execute(delete(table).where(table.achat_id == followed))
        self._connection.execute(delete(Achat).where(Achat.id == followed))
        told = {
            name: getattr(values, name)
            for name in _TOLD
            if name not in ("attribue", "conclu") and getattr(values, name) is not None
        }
        if mine.du_plan:
            told["du_plan"] = {**mine.du_plan, **told.get("du_plan", {})}
        if mine.alloti is not None:
            # The buyer knows; the register only holds no other lot.
            told.pop("alloti", None)
        self.changer(achat_id, {**told, "marche_id": marche_id, "attribue": True, "conclu": True}, now)
        self.dire(achat_id, theirs, now)

    def sans_suivi(self, limit: int) -> list[int]:
        """Contracts of the register that are not followed yet."""
        rows = self._connection.execute(
            select(Marche.id)
            .outerjoin(Achat, Achat.marche_id == Marche.id)
            .where(Achat.id.is_(None))
            .order_by(Marche.id)
            .limit(limit)
        )
        return [row.id for row in rows]

    def ressemblants(self, acheteur: str, depuis: date, limit: int) -> list[tuple[AchatRecord, str]]:
        """Contracts of that buyer notified since then that no diagnosed purchase became yet, with their number in the register."""
        rows = self._connection.execute(
            _ACHATS.add_columns(Marche.numero)
            .join(Marche, Marche.id == Achat.marche_id)
            .where(
                Achat.conversation_id.is_(None),
                Marche.acheteur == acheteur,
                Marche.notifie_le >= depuis,
            )
            .order_by(Marche.notifie_le.desc(), Achat.id)
            .limit(limit)
        )
        return [(_achat_of(row), row.numero) for row in rows]

    # --- questions ----------------------------------------------------------------------------------------------------

    def a_demander(self, jour: date, limit: int, apres: int = 0) -> list[AchatRecord]:
        """Diagnosed purchases that are not concluded, or whose contract runs: what may have to be asked of them."""
        rows = self._connection.execute(
            _ACHATS.where(
                Achat.id > apres,
                Achat.conversation_id.is_not(None),
                or_(Achat.conclu.is_(False), Achat.fin >= jour, Achat.fin.is_(None)),
                or_(Achat.infructueux.is_(None), Achat.infructueux.is_(False)),
            )
            .order_by(Achat.id)
            .limit(limit)
        )
        return [_achat_of(row) for row in rows]

    def poser(self, achat_id: int, genre: str, du_le: date) -> None:
        """Have something asked of a purchase, once; its day moves as long as it was not asked."""
        construct = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        self._connection.execute(
            construct(QuestionDeSuivi)
            .values(achat_id=achat_id, genre=genre, du_le=du_le, etat=EtatQuestion.A_POSER, fois=0)
            .on_conflict_do_nothing(index_elements=("achat_id", "genre"))
        )
        self._connection.execute(
            update(QuestionDeSuivi)
            .where(
                QuestionDeSuivi.achat_id == achat_id,
                QuestionDeSuivi.genre == genre,
                QuestionDeSuivi.etat == EtatQuestion.A_POSER,
                QuestionDeSuivi.fois == 0,
                # Posed again unchanged, it is not held back from whoever asks it now.
                QuestionDeSuivi.du_le != du_le,
            )
            .values(du_le=du_le)
        )

    def questions(self, achats: Collection[int]) -> dict[int, list[QuestionRecord]]:
        found: dict[int, list[QuestionRecord]] = {}
        for some in by_hundreds(achats):
            for row in self._connection.execute(
                _QUESTIONS.where(QuestionDeSuivi.achat_id.in_(some)).order_by(QuestionDeSuivi.id)
            ):
                found.setdefault(row.achat_id, []).append(QuestionRecord(*row))
        return found

    def question(self, numero: int) -> QuestionRecord | None:
        row = self._connection.execute(_QUESTIONS.where(QuestionDeSuivi.id == numero)).one_or_none()
        return None if row is None else QuestionRecord(*row)

    def auteurs_a_questionner(self, jour: date, avant: datetime, fois_max: int) -> list[CompteRecord]:
        """The accounts whose purchases have something to be asked: due by that day, or asked before that moment in vain."""
        rows = self._connection.execute(
            select(Conversation.plateforme, Conversation.personne)
            .join(Achat, Achat.conversation_id == Conversation.id)
            .join(QuestionDeSuivi, QuestionDeSuivi.achat_id == Achat.id)
            .where(_to_ask(jour, avant, fois_max))
            .group_by(Conversation.plateforme, Conversation.personne)
            .order_by(func.min(QuestionDeSuivi.du_le), Conversation.plateforme, Conversation.personne)
        )
        return [CompteRecord(*row) for row in rows]

    def a_poser(
        self, comptes: Collection[CompteRecord], jour: date, avant: datetime, fois_max: int
    ) -> list[QuestionRecord]:
        """Take what is to be asked of these accounts, away from other processes, until the transaction ends."""
        rows = self._connection.execute(
            _QUESTIONS.join(Achat, Achat.id == QuestionDeSuivi.achat_id)
            .join(Conversation, Conversation.id == Achat.conversation_id)
            .where(_to_ask(jour, avant, fois_max), _written_by(comptes))
            .order_by(QuestionDeSuivi.du_le, QuestionDeSuivi.id)
            .with_for_update(skip_locked=True, of=QuestionDeSuivi)
        )
        return [QuestionRecord(*row) for row in rows]

    def ouvertes(self, comptes: Collection[CompteRecord], jour: date) -> list[QuestionRecord]:
        """What these accounts were asked and did not answer, and what falls due by that day."""
        rows = self._connection.execute(
            _QUESTIONS.join(Achat, Achat.id == QuestionDeSuivi.achat_id)
            .join(Conversation, Conversation.id == Achat.conversation_id)
            .where(
                _written_by(comptes),
                or_(
                    QuestionDeSuivi.etat == EtatQuestion.POSEE,
                    and_(QuestionDeSuivi.etat == EtatQuestion.A_POSER, QuestionDeSuivi.du_le <= jour),
                ),
            )
            .order_by(QuestionDeSuivi.du_le, QuestionDeSuivi.id)
        )
        return [QuestionRecord(*row) for row in rows]

    def sans_reponse(self, avant: datetime, fois_min: int, limit: int) -> list[QuestionRecord]:
        """What was asked so many times, the last one before that moment, and nobody answered."""
        rows = self._connection.execute(
            _QUESTIONS.where(
                QuestionDeSuivi.etat == EtatQuestion.POSEE,
                QuestionDeSuivi.posee_le < avant,
                QuestionDeSuivi.fois >= fois_min,
            )
            .order_by(QuestionDeSuivi.posee_le, QuestionDeSuivi.id)
            .limit(limit)
        )
        return [QuestionRecord(*row) for row in rows]

    def posees(self) -> list[QuestionRecord]:
        """What was asked and nobody answered yet, the oldest first."""
        rows = self._connection.execute(
            _QUESTIONS.where(QuestionDeSuivi.etat == EtatQuestion.POSEE).order_by(
                QuestionDeSuivi.posee_le, QuestionDeSuivi.id
            )
        )
        return [QuestionRecord(*row) for row in rows]

    def posee(self, numero: int, now: datetime) -> None:
        self._connection.execute(
            update(QuestionDeSuivi)
            .where(QuestionDeSuivi.id == numero)
            .values(etat=EtatQuestion.POSEE, posee_le=now, fois=QuestionDeSuivi.fois + 1)
        )

    def reporter(self, numero: int, du_le: date) -> None:
        """Ask it again, from that day on."""
        self._connection.execute(
            update(QuestionDeSuivi)
            .where(QuestionDeSuivi.id == numero, QuestionDeSuivi.etat.in_((EtatQuestion.A_POSER, EtatQuestion.POSEE)))
            .values(etat=EtatQuestion.A_POSER, du_le=du_le)
        )

    def rouvrir(self, achat_id: int, genre: str, now: datetime) -> None:
        """Have a question answered again: open, with a `repondue_le` that says that it was."""
        self.poser(achat_id, genre, now.date())
        self._connection.execute(
            update(QuestionDeSuivi)
            .where(QuestionDeSuivi.achat_id == achat_id, QuestionDeSuivi.genre == genre)
            .values(etat=EtatQuestion.POSEE, posee_le=now, fois=1, repondue_le=now)
        )

    def oublier(self, achat_id: int, debut: str) -> None:
        """Have the questions whose kind begins so answered as if they never were."""
        self._connection.execute(
            delete(QuestionDeSuivi).where(
                QuestionDeSuivi.achat_id == achat_id, QuestionDeSuivi.genre.startswith(debut, autoescape=True)
            )
        )

    def repondre(self, achat_id: int, genre: str, etat: EtatQuestion, par: str, now: datetime) -> bool:
        """Settle a question, asked or not; False when it already was."""
        self._connection.execute(
            _statement_of(self._connection)(QuestionDeSuivi)
            .values(achat_id=achat_id, genre=genre, du_le=now.date(), etat=EtatQuestion.A_POSER, fois=0)
            .on_conflict_do_nothing(index_elements=("achat_id", "genre"))
        )
        settled = self._connection.execute(
            update(QuestionDeSuivi)
            .where(
                QuestionDeSuivi.achat_id == achat_id,
                QuestionDeSuivi.genre == genre,
                QuestionDeSuivi.etat.in_((EtatQuestion.A_POSER, EtatQuestion.POSEE)),
            )
            .values(etat=etat, repondue_le=now, repondue_par=par)
        )
        return settled.rowcount > 0

    def combien(self) -> int:
        return int(self._connection.execute(select(func.count()).select_from(Achat)).scalar_one())


def _to_json(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
    return value


def _from_json(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "montant_ht":
        return Decimal(value)
    return date.fromisoformat(value) if name in ("attribution_le", "fin") else value


_COLUMNS = frozenset(column.name for column in Achat.__table__.columns)
_STANDING = {
    "attribue": False, "conclu": False, "cible": False,
    "vise_economie_circulaire": False, "vise_tpe_pme": False,
}  # fmt: skip
_NULLABLE = tuple(
    column.name
    for column in Achat.__table__.columns
    if column.nullable and column.name not in ("id", "marche_id", "cree_le", "modifie_le")
)


def _responsable(passages: Sequence[Pas]) -> bool | None:
    """Whether an action is written into a purchase; None while nobody told what its file holds."""
    if any(Pas.INSCRITE in pas for pas in passages):
        return True
    return False if any(pas & (Pas.DOSSIER_DIT | Pas.ECARTEE) for pas in passages) else None


def _written_by(comptes: Collection[CompteRecord]) -> ColumnElement[bool]:
    return among(Conversation.plateforme, Conversation.personne, comptes)


def _to_ask(jour: date, avant: datetime, fois_max: int) -> ColumnElement[bool]:
    return or_(
        and_(QuestionDeSuivi.etat == EtatQuestion.A_POSER, QuestionDeSuivi.du_le <= jour),
        and_(
            QuestionDeSuivi.etat == EtatQuestion.POSEE,
            QuestionDeSuivi.posee_le < avant,
            QuestionDeSuivi.fois < fois_max,
        ),
    )


def _statement_of(connection: Connection) -> Any:
    return postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert


def _official(valeurs: Mapping[str, Any]) -> dict[str, bool]:
    return {name: valeurs[name] for name in OFFICIELS if valeurs.get(name) is not None}


def _says_something(connues: Sequence[EtapeRecord], une: EtapeRecord) -> bool:
    """Whether a step is not there yet: what the register proves is the same fact whenever it is read again."""
    same = (une.etape, une.motif, une.jour, une.source, une.par, une.lots)
    return not any(
        (connue.etape, connue.motif, connue.jour, connue.source, connue.par, connue.lots) == same
        and (une.source == REGISTRE or connue.le == une.le)
        for connue in connues
    )


def _columns(une: EtapeRecord) -> dict[str, Any]:
    return {**{name: getattr(une, name) for name in EtapeRecord.__slots__}, "lots": list(une.lots) or None}


def _etape_of(row: Row[Any]) -> EtapeRecord:
    return EtapeRecord(row.action, row.etape, row.motif, row.jour, row.le, row.par, row.source, tuple(row.lots or ()))


def _numbers(lots: Sequence[Mapping[str, Any]] | None) -> tuple[int, ...]:
    return tuple(int(lot["numero"]) for lot in lots or ())


def _traits_of(row: Row[Any]) -> dict[str, bool | None]:
    return {**{name: getattr(row, name) for name in TRAITS}, **(row.du_plan or {})}


def _achat_of(row: Row[Any]) -> AchatRecord:
    own = {name: getattr(row, name) for name in _OWN}
    return AchatRecord(**own, traits=_traits_of(row), lots=tuple(map(LotAchete.de_json, row.lots or ())))


__all__ = [
    "ABSENTE", "CIBLEE", "COMITE", "DECIBLEE", "ECARTEE", "INSCRITE", "OFFICIELS", "PERSONNE", "PROPOSEE", "REALISEE", "REGISTRE", "REPRISE", "RETENUE", "RETIREE", "TRAITS", "Achats", "Lot", "passage",
]  # fmt: skip
