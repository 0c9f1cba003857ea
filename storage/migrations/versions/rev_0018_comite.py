"""What is presented to a session of the committee, rated by each side, decided, and kept as minutes; who sits on it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_UTC = sa.DateTime(timezone=True)
_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def _table(name: str, *items: sa.schema.SchemaItem) -> None:
    op.create_table(
        name, sa.Column("id", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("id", name=f"pk_{name}"), *items
    )


def _columns(kind: sa.types.TypeEngine[Any], names: str, *, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=nullable) for name in names.split()]


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    text, whole, yes = sa.Text(), sa.Integer(), sa.Boolean()
    _table(
        "dits_en_seance",
        *_columns(whole, "seance_id marche_id"),
        *_columns(text, "sujet", nullable=True),
        *_columns(sa.String(16), "genre"),
        *_columns(text, "valeur motif", nullable=True),
        *_columns(_UTC, "le"),
        *_columns(text, "par"),
        _refers("dits_en_seance", "seance_id", "seances"),
        _refers("dits_en_seance", "marche_id", "marches"),
        sa.CheckConstraint("genre IN ('place', 'epingle', 'decision')", name=op.f("ck_dits_en_seance_genre")),
    )
    op.create_index("ix_dits_en_seance_seance", "dits_en_seance", ["seance_id", "marche_id"])
    _table(
        "cotations",
        *_columns(whole, "seance_id", nullable=True),
        *_columns(whole, "marche_id"),
        *_columns(text, "qui"),
        *_columns(_JSON, "reponses"),
        *_columns(yes, "finie"),
        *_columns(_UTC, "le"),
        *_columns(text, "par"),
        _refers("cotations", "seance_id", "seances"),
        _refers("cotations", "marche_id", "marches"),
        sa.UniqueConstraint("seance_id", "marche_id", "qui", name="uq_cotations_qui"),
    )
    op.create_index("ix_cotations_marche", "cotations", ["marche_id", "qui"])
    _table(
        "proces_verbaux",
        *_columns(whole, "seance_id"),
        *_columns(yes, "tenue"),
        *_columns(text, "notes", nullable=True),
        *_columns(_UTC, "le"),
        *_columns(text, "par"),
        _refers("proces_verbaux", "seance_id", "seances"),
        sa.UniqueConstraint("seance_id", name="uq_proces_verbaux_seance"),
    )
    _table(
        "membres_du_comite",
        *_columns(text, "acheteur"),
        *_columns(whole, "referent_id"),
        _refers("membres_du_comite", "referent_id", "referents"),
        sa.UniqueConstraint("acheteur", "referent_id", name="uq_membres_du_comite"),
    )


def downgrade() -> None:
    for name in ("membres_du_comite", "proces_verbaux", "cotations", "dits_en_seance"):
        op.drop_table(name)
