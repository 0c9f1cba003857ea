"""The first tables: conversations, inbox, outbox, and the log of recommendations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_UTC = sa.DateTime(timezone=True)
_JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def _id(table: str) -> list[sa.schema.SchemaItem]:
    return [sa.Column("id", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("id", name=f"pk_{table}")]


def _reference(table: str, column: str, target: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column(column, sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}"),
    ]


def upgrade() -> None:
    op.create_table(
        "conversations",
        *_id("conversations"),
        sa.Column("plateforme", sa.Text(), nullable=False),
        sa.Column("canal", sa.Text(), nullable=False),
        sa.Column("personne", sa.Text(), nullable=False),
        sa.Column("etat", _JSON, nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("cree_le", _UTC, nullable=False),
        sa.Column("modifiee_le", _UTC, nullable=False),
        sa.UniqueConstraint("plateforme", "canal", "personne", name="uq_conversations_adresse"),
    )
    op.create_table(
        "inbox",
        *_id("inbox"),
        *_reference("inbox", "conversation_id", "conversations"),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("choix", sa.Text(), nullable=True),
        sa.Column("recu_le", _UTC, nullable=False),
        sa.UniqueConstraint("conversation_id", "message_id", name="uq_inbox_message"),
        sa.UniqueConstraint("conversation_id", "rang", name="uq_inbox_rang"),
    )
    op.create_table(
        "outbox",
        *_id("outbox"),
        *_reference("outbox", "conversation_id", "conversations"),
        sa.Column("cle", sa.Text(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("choix", _JSON, nullable=False),
        sa.Column("multiple", sa.Boolean(), nullable=False),
        sa.Column("document", _JSON, nullable=True),
        sa.Column("etat", sa.String(16), nullable=False),
        sa.Column("tentatives", sa.Integer(), nullable=False),
        sa.Column("cree_le", _UTC, nullable=False),
        sa.Column("a_envoyer_le", _UTC, nullable=False),
        sa.Column("bail_jusqu_au", _UTC, nullable=True),
        sa.Column("envoye_le", _UTC, nullable=True),
        sa.Column("erreur", sa.Text(), nullable=True),
        sa.UniqueConstraint("cle", name="uq_outbox_cle"),
        sa.UniqueConstraint("conversation_id", "rang", name="uq_outbox_rang"),
        sa.CheckConstraint("etat IN ('a_envoyer', 'en_cours', 'envoye', 'abandonne')", name=op.f("ck_outbox_etat")),
    )
    op.create_index("ix_outbox_etat", "outbox", ["etat", "conversation_id", "rang"])
    op.create_table(
        "diagnostics",
        *_id("diagnostics"),
        *_reference("diagnostics", "conversation_id", "conversations"),
        sa.Column("cree_le", _UTC, nullable=False),
        sa.Column("jour", sa.Date(), nullable=False),
        sa.Column("pack", sa.Text(), nullable=False),
        sa.Column("pack_version", sa.Text(), nullable=False),
        sa.Column("pack_empreinte", sa.Text(), nullable=False),
        sa.Column("faits", _JSON, nullable=False),
        sa.Column("sans_reponse", _JSON, nullable=False),
        sa.Column("objet", sa.Text(), nullable=True),
        sa.Column("acheteur", sa.Text(), nullable=True),
    )
    op.create_index("ix_diagnostics_conversation", "diagnostics", ["conversation_id"])
    op.create_table(
        "recommandations",
        *_id("recommandations"),
        *_reference("recommandations", "diagnostic_id", "diagnostics"),
        sa.Column("action", sa.Integer(), nullable=False),
        sa.Column("regle", sa.Text(), nullable=False),
        sa.Column("portee", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.UniqueConstraint("diagnostic_id", "action", "regle", name="uq_recommandations_regle"),
    )
    op.create_table(
        "obligations_dites",
        *_id("obligations_dites"),
        *_reference("obligations_dites", "diagnostic_id", "diagnostics"),
        sa.Column("obligation", sa.Text(), nullable=False),
        sa.Column("a_confirmer", sa.Text(), nullable=True),
        sa.UniqueConstraint("diagnostic_id", "obligation", name="uq_obligations_dites_obligation"),
    )
    op.create_table(
        "decisions",
        *_id("decisions"),
        *_reference("decisions", "diagnostic_id", "diagnostics"),
        sa.Column("action", sa.Integer(), nullable=False),
        sa.Column("etape", sa.Text(), nullable=False),
        sa.Column("motif", sa.Text(), nullable=True),
        sa.Column("le", _UTC, nullable=False),
        sa.Column("par", sa.Text(), nullable=False),
    )
    op.create_index("ix_decisions_action", "decisions", ["diagnostic_id", "action"])


def downgrade() -> None:
    for table in (
        "decisions",
        "obligations_dites",
        "recommandations",
        "diagnostics",
        "outbox",
        "inbox",
        "conversations",
    ):
        op.drop_table(table)
