"""What was answered on the need of a purchase, before it is bought."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_UTC = sa.DateTime(timezone=True)
_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "besoins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("achat_id", sa.Integer(), nullable=False),
        sa.Column("reponses", _JSON, nullable=False),
        sa.Column("courante", sa.Text(), nullable=True),
        sa.Column("par", sa.Text(), nullable=False),
        sa.Column("commence_le", _UTC, nullable=False),
        sa.Column("modifie_le", _UTC, nullable=False),
        sa.Column("fini_le", _UTC, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_besoins"),
        sa.ForeignKeyConstraint(["achat_id"], ["achats.id"], name=op.f("fk_besoins_achat_id")),
        sa.UniqueConstraint("achat_id", name="uq_besoins_achat"),
    )


def downgrade() -> None:
    """What was answered goes."""
    op.drop_table("besoins")
