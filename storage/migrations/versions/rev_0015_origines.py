"""Where each fact of a diagnosis comes from: what was presumed is never taken for what was said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("diagnostics", sa.Column("origines", _JSON, nullable=True))


def downgrade() -> None:
    """The diagnoses stay, on the facts that were said."""
    op.drop_column("diagnostics", "origines")
