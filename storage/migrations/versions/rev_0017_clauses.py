"""What a buyer made of the texts of a purchase, and the opinions that they asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_UTC = sa.DateTime(timezone=True)
_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def _table(name: str, *items: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("achat_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["achat_id"], ["achats.id"], name=op.f(f"fk_{name}_achat_id")),
        *items,
    )


def _words(names: str, *, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names.split()]


def _etat(table: str, *words: str) -> tuple[sa.Column[str], sa.CheckConstraint]:
    said = ", ".join(f"'{word}'" for word in words)
    return sa.Column("etat", sa.String(16), nullable=False), sa.CheckConstraint(
        f"etat IN ({said})", name=op.f(f"ck_{table}_etat")
    )


def upgrade() -> None:
    _table(
        "reglages",
        *_words("niveau"),
        sa.Column("valeurs", _JSON, nullable=False),
        sa.Column("modifie_le", _UTC, nullable=False),
        sa.UniqueConstraint("achat_id", name="uq_reglages_achat"),
    )
    _table(
        "textes_gardes",
        *_words("modele"),
        sa.Column("action", sa.Integer(), nullable=False),
        *_etat("textes_gardes", "garde", "refuse", "inscrit"),
        *_words("texte"),
        *_words("motif", nullable=True),
        *_words("par"),
        sa.Column("le", _UTC, nullable=False),
        sa.UniqueConstraint("achat_id", "modele", name="uq_textes_gardes_modele"),
    )
    _table(
        "avis",
        sa.Column("action", sa.Integer(), nullable=False),
        *_words("service message"),
        *_etat("avis", "attendu", "rendu", "annule"),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        *_words("plateforme demande_par"),
        sa.Column("demande_le", _UTC, nullable=False),
        *_words("reponse repondu_par", nullable=True),
        sa.Column("repondu_le", _UTC, nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_avis_conversation_id")),
        sa.UniqueConstraint("achat_id", "action", "service", name="uq_avis_service"),
    )
    op.create_index("ix_avis_etat", "avis", ["etat", "demande_le"])


def downgrade() -> None:
    """What was set, taken and asked goes; the steps of the actions stay."""
    op.drop_table("avis")
    op.drop_table("textes_gardes")
    op.drop_table("reglages")
