"""The key of a link that is shown again, so that a purchase is not given a new one each time its result is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("liens", sa.Column("cle", sa.Text(), nullable=True))


def downgrade() -> None:
    """The links stay good; the next result draws another."""
    op.drop_column("liens", "cle")
