"""What nobody said: no action was kept by being written, and what was told of a file or of an execution is written down."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_PARIS = ZoneInfo("Europe/Paris")
_RETENUE, _INSCRITE, _REALISEE, _ECARTEE, _DOSSIER_DIT, _EXECUTION_DITE = 2, 8, 16, 32, 64, 128


def upgrade() -> None:
    op.add_column("marches", sa.Column("retire", sa.Text(), nullable=True))
    with op.batch_alter_table("achats") as achats:
        achats.alter_column("responsable", existing_type=sa.Boolean(), nullable=True)
    connection = op.get_bind()
    tables = sa.MetaData()
    etapes = sa.Table("etapes", tables, autoload_with=connection)
    suivis = sa.Table("suivis", tables, autoload_with=connection)
    achats_ = sa.Table("achats", tables, autoload_with=connection)
    questions = sa.Table("questions_de_suivi", tables, autoload_with=connection)
    # The register last: its spellings are those that stay.
    for table in ("achats", "suivis", "referents", "marches"):
        _one_spelling(connection, table)
    _forget_what_was_kept_by_being_written(connection, etapes, suivis)
    _write_what_was_told(connection, etapes, suivis, questions)
    told = suivis.c.passage.op("&")(_INSCRITE | _ECARTEE | _DOSSIER_DIT) != 0
    of = suivis.c.achat_id == achats_.c.id
    connection.execute(
        achats_.update()
        .where(achats_.c.responsable.is_(False), ~sa.exists().where(of, told))
        .values(responsable=sa.null())
    )


def _one_spelling(connection: sa.Connection, table: str) -> None:
    """One department was counted as many times as it was spelt: of its spellings, the register's most used one stays."""
    used = (
        "SELECT direction FROM marches WHERE direction IS NOT NULL GROUP BY direction ORDER BY count(*) DESC, direction"
    )
    kept: dict[str, str] = {}
    for une in connection.execute(sa.text(used)).scalars():
        kept.setdefault(_folded(une), une)
    there = sa.text(f"SELECT DISTINCT direction FROM {table} WHERE direction IS NOT NULL")  # noqa: S608
    for une in connection.execute(there).scalars().all():
        if (spelling := kept.get(_folded(une), une)) != une:
            change = sa.text(f"UPDATE {table} SET direction = :spelling WHERE direction = :une")  # noqa: S608
            connection.execute(change, {"spelling": spelling, "une": une})


def _folded(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", name).casefold() if sign.isalnum())


def _forget_what_was_kept_by_being_written(connection: sa.Connection, etapes: sa.Table, suivis: sa.Table) -> None:
    """Written at the very moment of « inscrite », by the same person: nobody had kept it before."""
    written = etapes.alias("written")
    made_up = etapes.select().where(
        etapes.c.etape == "retenue",
        sa.exists().where(
            written.c.achat_id == etapes.c.achat_id,
            written.c.action == etapes.c.action,
            written.c.etape == "inscrite",
            written.c.le == etapes.c.le,
            written.c.par == etapes.c.par,
        ),
    )
    gone = [(row.id, row.achat_id, row.action) for row in connection.execute(made_up)]
    for start in range(0, len(gone), 500):
        some = gone[start : start + 500]
        connection.execute(etapes.delete().where(etapes.c.id.in_([numero for numero, _, _ in some])))
    kept = sa.exists().where(
        etapes.c.achat_id == suivis.c.achat_id, etapes.c.action == suivis.c.action, etapes.c.etape == "retenue"
    )
    for achat, action in sorted({(achat, action) for _, achat, action in gone}):
        connection.execute(
            suivis.update()
            .where(suivis.c.achat_id == achat, suivis.c.action == action, ~kept)
            .where(suivis.c.passage.op("&")(_RETENUE) != 0)
            .values(passage=suivis.c.passage - _RETENUE)
        )


def _write_what_was_told(connection: sa.Connection, etapes: sa.Table, suivis: sa.Table, questions: sa.Table) -> None:
    """An answer to what is in the file, and « en cours », left no step where they changed nothing."""
    answered = questions.select().where(questions.c.etat == "repondue", questions.c.repondue_le.is_not(None))
    lines: dict[int, dict[int, int]] = defaultdict(dict)
    for row in connection.execute(suivis.select()):
        lines[row.achat_id][row.action] = row.passage
    steps = sa.select(etapes.c.achat_id, etapes.c.le).where(etapes.c.etape.in_(("inscrite", "ecartee")))
    said_at = {(row.achat_id, row.le) for row in connection.execute(steps)}
    for row in connection.execute(answered).all():
        genre, _, detail = row.genre.partition(":")
        mine = lines[row.achat_id]
        if genre == "inscrites" and (row.achat_id, row.repondue_le) in said_at:
            silent = [action for action, passage in mine.items() if not passage & (_INSCRITE | _ECARTEE | _DOSSIER_DIT)]
            _say(connection, etapes, suivis, row, silent, "absente", _DOSSIER_DIT, mine)
        elif genre == "realisee":
            action = int(detail.rpartition(":")[2])
            passage = mine.get(action, 0)
            if passage & _INSCRITE and not passage & (_REALISEE | _ECARTEE | _EXECUTION_DITE):
                _say(connection, etapes, suivis, row, [action], "reprise", _EXECUTION_DITE, mine)


def _say(
    connection: sa.Connection,
    etapes: sa.Table,
    suivis: sa.Table,
    row: sa.Row[Any],
    actions: Sequence[int],
    etape: str,
    bit: int,
    mine: dict[int, int],
) -> None:
    le: datetime = row.repondue_le if row.repondue_le.tzinfo else row.repondue_le.replace(tzinfo=UTC)
    for action in actions:
        mine[action] |= bit
        connection.execute(
            etapes.insert().values(
                achat_id=row.achat_id,
                action=action,
                etape=etape,
                jour=le.astimezone(_PARIS).date(),
                le=row.repondue_le,
                par=row.repondue_par or "",
                source="personne",
            )
        )
        connection.execute(
            suivis.update()
            .where(suivis.c.achat_id == row.achat_id, suivis.c.action == action)
            .values(passage=mine[action])
        )


def downgrade() -> None:
    """What was told stays in the history under the steps that were known then; nobody's word is « no » again."""
    op.execute("DELETE FROM etapes WHERE etape = 'absente'")
    suivis = sa.table("suivis", sa.column("passage", sa.Integer))
    steps = suivis.c.passage.op("&")(_DOSSIER_DIT - 1)
    op.execute(suivis.update().values(passage=steps))
    op.execute("UPDATE achats SET responsable = false WHERE responsable IS NULL")
    op.drop_column("marches", "retire")
    with op.batch_alter_table("achats") as achats:
        achats.alter_column("responsable", existing_type=sa.Boolean(), nullable=False)
