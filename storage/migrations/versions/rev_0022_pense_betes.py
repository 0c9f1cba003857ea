"""What people ask to be reminded of on a day, in their own words; who sat at a session."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    utc = sa.DateTime(timezone=True)
    op.create_table(
        "pense_betes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plateforme", sa.Text(), nullable=False),
        sa.Column("personne", sa.Text(), nullable=False),
        sa.Column("jour", sa.Date(), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("sujet", sa.Text(), nullable=True),
        sa.Column("cree_le", utc, nullable=False),
        sa.Column("annule_le", utc, nullable=True),
        sa.Column("dit_le", utc, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_pense_betes"),
    )
    op.create_index("ix_pense_betes_a_dire", "pense_betes", ["dit_le", "jour"])
    op.create_index("ix_pense_betes_compte", "pense_betes", ["plateforme", "personne"])
    op.add_column("seances", sa.Column("presents", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("seances", "presents")
    op.drop_table("pense_betes")
