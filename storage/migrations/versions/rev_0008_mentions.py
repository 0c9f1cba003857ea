"""Which messages tell of a request of a firm: what is erased of it is erased of them."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# How messages named a request until now: by their key, or by their words.
_KEY = re.compile(r"demande:(\d+):")
_WORDS = re.compile(r"emande n°\s?(\d+)|^- \*\*n°\s(\d+)\*\*", re.MULTILINE)
_OUTBOX = sa.table("outbox", sa.column("id"), sa.column("cle"), sa.column("texte"))
_DEMANDES = sa.table("demandes", sa.column("id"))


def upgrade() -> None:
    mentions = op.create_table(
        "mentions",
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("demande_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("outbox_id", "demande_id", name="pk_mentions"),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_mentions_outbox_id")),
        sa.ForeignKeyConstraint(["demande_id"], ["demandes.id"], name=op.f("fk_mentions_demande_id")),
    )
    op.create_index("ix_mentions_demande", "mentions", ["demande_id"])
    connection = op.get_bind()
    known = set(connection.execute(sa.select(_DEMANDES.c.id)).scalars())
    said = connection.execute(sa.select(_OUTBOX).where(_OUTBOX.c.texte != "")).all() if known else []
    named: dict[str, set[int]] = {}
    for row in said:
        found = _KEY.findall(row.cle)[:1] + [one or other for one, other in _WORDS.findall(row.texte)]
        # The rest of a long answer names nothing: it goes with the message that does.
        named.setdefault(row.cle.rpartition(":")[0], set()).update(known.intersection(map(int, found)))
    rows = [{"outbox_id": row.id, "demande_id": numero} for row in said for numero in named[row.cle.rpartition(":")[0]]]
    if rows:
        op.bulk_insert(mentions, rows)


def downgrade() -> None:
    """The messages name their requests by their words, as before."""
    op.drop_table("mentions")
