"""How often a file that was sent was taken to be imported: one that kills whoever reads it is not tried for ever."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("depots", sa.Column("essais", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Without what it added: files are tried as long as they are kept."""
    op.drop_column("depots", "essais")
