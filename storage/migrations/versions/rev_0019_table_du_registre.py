"""The register as a daily tool: own columns, notes and files of a contract, views of the table, and what somebody did last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
_MOMENT = sa.DateTime(timezone=True)
_GENRES = ("texte", "nombre", "date", "oui_non", "choix")


def upgrade() -> None:
    op.create_index("ix_changements_par", "changements", ["par", "le"])
    op.create_table(
        "colonnes_propres",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("cle", sa.Text(), nullable=False),
        sa.Column(
            "genre",
            sa.Enum(*_GENRES, name="genre", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("choix", _JSON, nullable=False),
        sa.Column("par", sa.Text(), nullable=False),
        sa.Column("cree_le", _MOMENT, nullable=False),
        sa.Column("retiree_le", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_colonnes_propres")),
        sa.UniqueConstraint("cle", name="uq_colonnes_propres_cle"),
    )
    op.create_table(
        "valeurs_propres",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("colonne_id", sa.Integer(), nullable=False),
        sa.Column("marche_id", sa.Integer(), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("nombre", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["colonne_id"], ["colonnes_propres.id"], name=op.f("fk_valeurs_propres_colonne_id")),
        sa.ForeignKeyConstraint(["marche_id"], ["marches.id"], name=op.f("fk_valeurs_propres_marche_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_valeurs_propres")),
        sa.UniqueConstraint("colonne_id", "marche_id", name="uq_valeurs_propres_case"),
    )
    op.create_index("ix_valeurs_propres_marche", "valeurs_propres", ["marche_id"])
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("marche_id", sa.Integer(), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("par", sa.Text(), nullable=False),
        sa.Column("le", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["marche_id"], ["marches.id"], name=op.f("fk_notes_marche_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index("ix_notes_marche", "notes", ["marche_id"])
    op.create_table(
        "pieces",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("marche_id", sa.Integer(), nullable=False),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("octets", sa.Integer(), nullable=False),
        sa.Column("contenu", sa.LargeBinary(), nullable=False),
        sa.Column("par", sa.Text(), nullable=False),
        sa.Column("le", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["marche_id"], ["marches.id"], name=op.f("fk_pieces_marche_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pieces")),
    )
    op.create_index("ix_pieces_marche", "pieces", ["marche_id"])
    op.create_table(
        "vues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("cle", sa.Text(), nullable=False),
        sa.Column("plateforme", sa.Text(), nullable=False),
        sa.Column("personne", sa.Text(), nullable=False),
        sa.Column("partagee", sa.Boolean(), nullable=False),
        sa.Column("adresse", sa.Text(), nullable=False),
        sa.Column("cree_le", _MOMENT, nullable=False),
        sa.Column("modifiee_le", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vues")),
        sa.UniqueConstraint("plateforme", "personne", "cle", name="uq_vues_nom"),
    )


def downgrade() -> None:
    """What people added to the register is forgotten; the contracts and their history stay."""
    for table in ("vues", "pieces", "notes", "valeurs_propres", "colonnes_propres"):
        op.drop_table(table)
    op.drop_index("ix_changements_par", "changements")
