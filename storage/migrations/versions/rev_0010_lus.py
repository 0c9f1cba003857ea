"""What files said last of what people decide: importing an old file again undoes no decision."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
_DECIDED = ("recurrent", "direction", "referent_id", "fin_dite", "attribution_dite")
_CONTRATS = sa.table(
    "contrats",
    sa.column("id", sa.Integer()),
    sa.column("import_id", sa.Integer()),
    sa.column("version", sa.String()),
    sa.column("recurrent", sa.Boolean()),
    sa.column("direction", sa.String()),
    sa.column("referent_id", sa.Integer()),
    sa.column("fin_dite", sa.Date()),
    sa.column("attribution_dite", sa.Date()),
    sa.column("lus", _JSON),
)
_CHANGEMENTS = sa.table("changements", sa.column("id"), sa.column("contrat_id"), sa.column("champ"), sa.column("avant"))


def upgrade() -> None:
    op.add_column("contrats", sa.Column("lus", _JSON, nullable=True))
    connection = op.get_bind()
    # What nobody changed is as a file said it; what somebody did was, before the first change.
    before: dict[int, dict[str, str | None]] = {}
    changes = sa.select(_CHANGEMENTS.c.contrat_id, _CHANGEMENTS.c.champ, _CHANGEMENTS.c.avant)
    for row in connection.execute(changes.where(_CHANGEMENTS.c.champ.in_(_DECIDED)).order_by(_CHANGEMENTS.c.id)):
        before.setdefault(row.contrat_id, {}).setdefault(row.champ, row.avant)
    told = []
    for row in connection.execute(sa.select(_CONTRATS).where(_CONTRATS.c.import_id.is_not(None))).all():
        stands = {champ: getattr(row, champ) for champ in _DECIDED}
        said = {champ: None if value is None else str(value) for champ, value in stands.items()}
        said |= before.get(row.id, {})
        day = row.version.partition("|")[0]
        if lus := {champ: [value, day] for champ, value in said.items() if value is not None}:
            told.append({"contrat_id": row.id, "dits": lus})
    if told:
        connection.execute(
            sa.update(_CONTRATS)
            .where(_CONTRATS.c.id == sa.bindparam("contrat_id"))
            .values(lus=sa.bindparam("dits", type_=_JSON)),
            told,
        )


def downgrade() -> None:
    """What people decided stays; a file that is imported again may change it, as before."""
    op.drop_column("contrats", "lus")
