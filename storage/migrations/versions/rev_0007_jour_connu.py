"""The day of a session that whoever has a place in it was last told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inscriptions", sa.Column("jour_connu", sa.Date(), nullable=True))


def downgrade() -> None:
    """Without what it added: a session that is called off is told on its last day."""
    op.drop_column("inscriptions", "jour_connu")
