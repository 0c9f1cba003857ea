"""What becomes of each lot: of which lots a step is said, the lots of a purchase, and which contracts are of one consultation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("achats", sa.Column("consultation", sa.Text(), nullable=True))
    op.add_column("achats", sa.Column("lots", _JSON, nullable=True))
    op.add_column("etapes", sa.Column("lots", _JSON, nullable=True))
    op.create_index("ix_achats_consultation", "achats", ["consultation"])
    # The group of a contract that is no lot is its own key: only those of lots begin so.
    op.execute(
        "UPDATE achats SET consultation ="
        " (SELECT groupe FROM marches WHERE marches.id = achats.marche_id AND groupe LIKE 'lots/%')"
        " WHERE marche_id IS NOT NULL"
    )


def downgrade() -> None:
    """What was said of one lot is said of the contract; the lots themselves are forgotten."""
    op.drop_index("ix_achats_consultation", "achats")
    op.drop_column("etapes", "lots")
    op.drop_column("achats", "lots")
    op.drop_column("achats", "consultation")
