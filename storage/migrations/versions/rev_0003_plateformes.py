"""What platforms need: how to write back, their names for messages, and the accounts that one person joined."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_UTC = sa.DateTime(timezone=True)
_JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("conversations") as conversations:
        # Those of the web page and the terminal: nobody else reads them.
        conversations.add_column(sa.Column("organisation", sa.Text(), nullable=False, server_default=""))
        conversations.add_column(sa.Column("prive", sa.Boolean(), nullable=False, server_default=sa.true()))
        conversations.add_column(sa.Column("coordonnees", _JSON, nullable=False, server_default="{}"))
    with op.batch_alter_table("conversations") as conversations:
        for column in ("organisation", "prive", "coordonnees"):
            conversations.alter_column(column, server_default=None)
    op.add_column("outbox", sa.Column("reference", sa.Text(), nullable=True))
    op.create_index("ix_outbox_reference", "outbox", ["reference"])
    op.create_table(
        "identites",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_identites"),
        sa.Column("plateforme", sa.Text(), nullable=False),
        sa.Column("personne", sa.Text(), nullable=False),
        sa.Column("groupe", sa.Text(), nullable=False),
        sa.Column("reliee_le", _UTC, nullable=False),
        sa.UniqueConstraint("plateforme", "personne", name="uq_identites_personne"),
    )
    op.create_index("ix_identites_groupe", "identites", ["groupe"])
    op.create_table(
        "codes_de_liaison",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_codes_de_liaison"),
        sa.Column("empreinte", sa.Text(), nullable=False),
        sa.Column("plateforme", sa.Text(), nullable=False),
        sa.Column("personne", sa.Text(), nullable=False),
        sa.Column("cree_le", _UTC, nullable=False),
        sa.Column("expire_le", _UTC, nullable=False),
        sa.Column("utilise_le", _UTC, nullable=True),
        sa.UniqueConstraint("empreinte", name="uq_codes_de_liaison_empreinte"),
    )


def downgrade() -> None:
    for table in ("codes_de_liaison", "identites"):
        op.drop_table(table)
    op.drop_index("ix_outbox_reference", "outbox")
    op.drop_column("outbox", "reference")
    with op.batch_alter_table("conversations") as conversations:
        for column in ("coordonnees", "prive", "organisation"):
            conversations.drop_column(column)
