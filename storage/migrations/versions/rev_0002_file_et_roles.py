"""The queue of texts that were not understood, the roles, and the codes that give one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_UTC = sa.DateTime(timezone=True)
_JSON = sa.JSON().with_variant(JSONB(), "postgresql")
_ROLES = "role IN ('acheteur', 'expert', 'equipe', 'entreprise')"


def _id(table: str) -> list[sa.schema.SchemaItem]:
    return [sa.Column("id", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("id", name=f"pk_{table}")]


def upgrade() -> None:
    op.create_table(
        "incompris",
        *_id("incompris"),
        sa.Column("genre", sa.String(24), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("cle", sa.Text(), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("suggestions", _JSON, nullable=False),
        sa.Column("compte", sa.Integer(), nullable=False),
        sa.Column("premier_jour", sa.Date(), nullable=False),
        sa.Column("dernier_jour", sa.Date(), nullable=False),
        sa.Column("etat", sa.String(16), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("regle_jour", sa.Date(), nullable=True),
        sa.UniqueConstraint("genre", "question", "cle", name="uq_incompris_texte"),
        sa.CheckConstraint(
            "genre IN ('recherche', 'recherche_refusee', 'description', 'reponse')", name=op.f("ck_incompris_genre")
        ),
        sa.CheckConstraint("etat IN ('a_traiter', 'traite', 'sans_objet')", name=op.f("ck_incompris_etat")),
    )
    op.create_index("ix_incompris_etat", "incompris", ["etat", "compte"])
    op.create_table(
        "roles",
        *_id("roles"),
        sa.Column("plateforme", sa.Text(), nullable=False),
        sa.Column("personne", sa.Text(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("donne_le", _UTC, nullable=False),
        sa.Column("donne_par", sa.Text(), nullable=False),
        sa.UniqueConstraint("plateforme", "personne", "role", name="uq_roles_personne"),
        sa.CheckConstraint(_ROLES, name=op.f("ck_roles_role")),
    )
    op.create_table(
        "codes_de_role",
        *_id("codes_de_role"),
        sa.Column("empreinte", sa.Text(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("cree_le", _UTC, nullable=False),
        sa.Column("cree_par", sa.Text(), nullable=False),
        sa.Column("expire_le", _UTC, nullable=False),
        sa.Column("utilise_le", _UTC, nullable=True),
        sa.UniqueConstraint("empreinte", name="uq_codes_de_role_empreinte"),
        sa.CheckConstraint(_ROLES, name=op.f("ck_codes_de_role_role")),
    )
    op.create_table(
        "essais_de_code",
        *_id("essais_de_code"),
        sa.Column("plateforme", sa.Text(), nullable=False),
        sa.Column("personne", sa.Text(), nullable=False),
        sa.Column("le", _UTC, nullable=False),
    )
    op.create_index("ix_essais_de_code_personne", "essais_de_code", ["plateforme", "personne", "le"])


def downgrade() -> None:
    for table in ("essais_de_code", "codes_de_role", "roles", "incompris"):
        op.drop_table(table)
