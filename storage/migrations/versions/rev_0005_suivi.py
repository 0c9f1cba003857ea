"""What becomes of recommendations: purchases and the steps of their actions, entered figures, and yearly snapshots."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_UTC = sa.DateTime(timezone=True)
_JSON = sa.JSON().with_variant(JSONB(), "postgresql")
_QUESTIONS = "etat IN ('a_poser', 'posee', 'repondue', 'sans_objet')"
_PARIS = ZoneInfo("Europe/Paris")
# The bits of storage.limits.Pas, as they were when this was written.
_PROPOSEE, _RETENUE, _ECARTEE = 1, 2, 32


def _table(name: str, *items: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        *items,
    )


def _columns(kind: sa.types.TypeEngine[Any], names: str, *, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=nullable) for name in names.split()]


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    text, day, whole, yes = sa.Text(), sa.Date(), sa.Integer(), sa.Boolean()
    _table(
        "achats",
        *_columns(text, "acheteur"),
        *_columns(text, "direction", nullable=True),
        *_columns(whole, "annee", nullable=True),
        *_columns(text, "objet nature", nullable=True),
        *_columns(whole, "contrat_id remplace_id conversation_id", nullable=True),
        *_columns(day, "consultation_le attribution_le fin", nullable=True),
        *_columns(sa.BigInteger(), "montant_ht", nullable=True),
        *_columns(whole, "offres", nullable=True),
        *_columns(yes, "attribue conclu cible responsable"),
        *_columns(
            yes,
            "anticipe infructueux formalise alloti reserve critere_environnemental consideration_environnementale",
            nullable=True,
        ),
        *_columns(
            yes,
            "consideration_sociale clause_insertion avance_bonifiee sous_traitance economie_circulaire",
            nullable=True,
        ),
        *_columns(yes, "vise_economie_circulaire vise_tpe_pme"),
        *_columns(yes, "tpe_pme esus insertion_handicap", nullable=True),
        *_columns(_JSON, "officiels avant", nullable=True),
        *_columns(_UTC, "cree_le modifie_le"),
        _refers("achats", "contrat_id", "contrats"),
        _refers("achats", "remplace_id", "contrats"),
        _refers("achats", "conversation_id", "conversations"),
        sa.UniqueConstraint("contrat_id", name="uq_achats_contrat"),
    )
    op.create_index("ix_achats_annee", "achats", ["acheteur", "annee"])
    op.create_index("ix_achats_conversation", "achats", ["conversation_id"])
    op.create_index("ix_achats_cree", "achats", ["cree_le"])
    _table(
        "etapes",
        *_columns(whole, "achat_id action"),
        *_columns(text, "etape"),
        *_columns(text, "motif", nullable=True),
        *_columns(day, "jour"),
        *_columns(_UTC, "le"),
        *_columns(text, "par source"),
        _refers("etapes", "achat_id", "achats"),
    )
    op.create_index("ix_etapes_achat", "etapes", ["achat_id", "action"])
    _table(
        "suivis",
        *_columns(whole, "achat_id action passage"),
        *_columns(text, "acheteur"),
        *_columns(whole, "annee", nullable=True),
        *_columns(text, "direction", nullable=True),
        *_columns(yes, "attribue"),
        *_columns(yes, "critere_environnemental alloti", nullable=True),
        *_columns(whole, "offres", nullable=True),
        *_columns(sa.BigInteger(), "montant_ht", nullable=True),
        _refers("suivis", "achat_id", "achats"),
        sa.UniqueConstraint("achat_id", "action", name="uq_suivis_action"),
    )
    op.create_index(
        "ix_suivis_compte",
        "suivis",
        [
            "action",
            "annee",
            "acheteur",
            "passage",
            "attribue",
            "critere_environnemental",
            "alloti",
            "direction",
            "offres",
            "montant_ht",
        ],
    )
    _table(
        "questions_de_suivi",
        *_columns(whole, "achat_id"),
        *_columns(text, "genre"),
        *_columns(day, "du_le"),
        *_columns(sa.String(16), "etat"),
        *_columns(_UTC, "posee_le", nullable=True),
        *_columns(whole, "fois"),
        *_columns(_UTC, "repondue_le", nullable=True),
        *_columns(text, "repondue_par", nullable=True),
        _refers("questions_de_suivi", "achat_id", "achats"),
        sa.UniqueConstraint("achat_id", "genre", name="uq_questions_de_suivi_genre"),
        sa.CheckConstraint(_QUESTIONS, name=op.f("ck_questions_de_suivi_etat")),
    )
    op.create_index("ix_questions_de_suivi_etat", "questions_de_suivi", ["etat", "du_le"])
    _table(
        "saisies",
        *_columns(text, "indicateur"),
        *_columns(whole, "annee"),
        *_columns(text, "acheteur"),
        *_columns(text, "valeur numerateur denominateur texte", nullable=True),
        *_columns(yes, "dans_les_delais", nullable=True),
        *_columns(_UTC, "le"),
        *_columns(text, "par"),
    )
    op.create_index("ix_saisies_indicateur", "saisies", ["annee", "indicateur", "acheteur"])
    _table(
        "demandes_de_saisie",
        *_columns(text, "indicateur"),
        *_columns(whole, "annee"),
        *_columns(text, "service"),
        *_columns(whole, "fois"),
        *_columns(_UTC, "demandee_le", nullable=True),
        *_columns(day, "promise_le", nullable=True),
        sa.UniqueConstraint("indicateur", "annee", name="uq_demandes_de_saisie_indicateur"),
    )
    _table(
        "pilotes",
        *_columns(text, "service"),
        *_columns(whole, "referent_id"),
        _refers("pilotes", "referent_id", "referents"),
        sa.UniqueConstraint("service", name="uq_pilotes_service"),
    )
    _table(
        "cliches",
        *_columns(whole, "annee"),
        *_columns(text, "acheteur"),
        *_columns(_UTC, "le"),
        *_columns(text, "par pack_version"),
        *_columns(_JSON, "contenu"),
        sa.UniqueConstraint("annee", "acheteur", name="uq_cliches_annee"),
    )
    with op.batch_alter_table("diagnostics") as diagnostics:
        diagnostics.add_column(sa.Column("achat_id", whole, nullable=True))
    _follow_what_was_logged(op.get_bind())
    with op.batch_alter_table("diagnostics") as diagnostics:
        diagnostics.alter_column("achat_id", existing_type=whole, nullable=False)
        diagnostics.create_foreign_key(op.f("fk_diagnostics_achat_id"), "achats", ["achat_id"], ["id"])
    op.create_index("ix_diagnostics_achat", "diagnostics", ["achat_id"])
    op.drop_table("decisions")


def _follow_what_was_logged(connection: sa.Connection) -> None:
    """Diagnoses of one conversation, of one object and of one contract replaced, are those of one purchase."""
    tables = sa.MetaData()
    names = ("diagnostics", "recommandations", "decisions", "achats", "etapes", "suivis")
    tables.reflect(connection, only=names)
    diagnostics, recommandations, decisions, achats, etapes, suivis = (tables.tables[name] for name in names)
    purchases: dict[tuple[Any, ...], int] = {}
    standing: dict[int, dict[int, int]] = {}
    for row in connection.execute(sa.select(diagnostics).order_by(diagnostics.c.id)).all():
        # Without an object, nothing tells one purchase from another.
        key = (row.conversation_id, row.contrat_id, row.objet or row.id, row.acheteur)
        if key not in purchases:
            purchases[key] = connection.execute(
                sa.insert(achats)
                .values(
                    acheteur=row.acheteur or "?",
                    objet=row.objet,
                    annee=row.jour.year,
                    remplace_id=row.contrat_id,
                    conversation_id=row.conversation_id,
                    attribue=False,
                    conclu=False,
                    cible=False,
                    responsable=False,
                    vise_economie_circulaire=False,
                    vise_tpe_pme=False,
                    cree_le=row.cree_le,
                    modifie_le=row.cree_le,
                )
                .returning(achats.c.id)
            ).scalar_one()
        achat = purchases[key]
        connection.execute(sa.update(diagnostics).where(diagnostics.c.id == row.id).values(achat_id=achat))
        said = set(
            connection.execute(
                sa.select(recommandations.c.action).where(recommandations.c.diagnostic_id == row.id).distinct()
            ).scalars()
        )
        lines = standing.setdefault(achat, {})
        # The last diagnosis says which actions are recommended: the others are withdrawn, with what was decided of them.
        for action in sorted(lines.keys() - said):
            _step(connection, etapes, achat, action, "retiree", None, row.jour, row.cree_le, "")
            del lines[action]
        for action in sorted(said - lines.keys()):
            _step(connection, etapes, achat, action, "proposee", None, row.jour, row.cree_le, "")
            lines[action] = _PROPOSEE
        for une in connection.execute(
            sa.select(decisions).where(decisions.c.diagnostic_id == row.id).order_by(decisions.c.id)
        ).all():
            jour = _aware(une.le).astimezone(_PARIS).date()
            _step(connection, etapes, achat, une.action, une.etape, une.motif, jour, une.le, une.par)
            if une.action in lines:
                lines[une.action] = (lines[une.action] & ~_ECARTEE) | (_ECARTEE if une.etape == "ecartee" else _RETENUE)
    for row in connection.execute(sa.select(achats.c.id, achats.c.acheteur, achats.c.annee)).all():
        for action, passage in standing.get(row.id, {}).items():
            connection.execute(
                sa.insert(suivis).values(
                    achat_id=row.id,
                    action=action,
                    passage=passage,
                    acheteur=row.acheteur,
                    annee=row.annee,
                    attribue=False,
                )
            )


def _aware(moment: datetime) -> datetime:
    # SQLite gives back what was stored in UTC without saying so.
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("UTC"))


def _step(
    connection: sa.Connection,
    etapes: sa.Table,
    achat: int,
    action: int,
    etape: str,
    motif: str | None,
    jour: Any,
    le: Any,
    par: str,
) -> None:
    connection.execute(
        sa.insert(etapes).values(
            achat_id=achat, action=action, etape=etape, motif=motif, jour=jour, le=le, par=par, source="personne"
        )
    )


def downgrade() -> None:
    """Without what it added; what was decided of actions is lost."""
    _table(
        "decisions",
        *_columns(sa.Integer(), "diagnostic_id action"),
        *_columns(sa.Text(), "etape"),
        *_columns(sa.Text(), "motif", nullable=True),
        *_columns(_UTC, "le"),
        *_columns(sa.Text(), "par"),
        _refers("decisions", "diagnostic_id", "diagnostics"),
    )
    op.create_index("ix_decisions_action", "decisions", ["diagnostic_id", "action"])
    op.drop_index("ix_diagnostics_achat", "diagnostics")
    with op.batch_alter_table("diagnostics") as diagnostics:
        diagnostics.drop_constraint(op.f("fk_diagnostics_achat_id"), type_="foreignkey")
        diagnostics.drop_column("achat_id")
    for table in (
        "cliches",
        "pilotes",
        "demandes_de_saisie",
        "saisies",
        "questions_de_suivi",
        "suivis",
        "etapes",
        "achats",
    ):
        op.drop_table(table)
