"""What a plan says of a purchase beyond the law, whatever the plan."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("achats", sa.Column("du_plan", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True))


def downgrade() -> None:
    """What such plans said of their purchases is forgotten."""
    op.drop_column("achats", "du_plan")
