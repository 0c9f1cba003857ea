"""The lots of a diagnosis, beside the facts of the whole contract."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("diagnostics", sa.Column("lots", _JSON, nullable=True))


def downgrade() -> None:
    """What was said of each lot is forgotten; the contract stays."""
    op.drop_column("diagnostics", "lots")
