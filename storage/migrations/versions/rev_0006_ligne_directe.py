"""The ligne directe: requests to a person, promoted answers, what firms let us keep, and sessions for them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_UTC = sa.DateTime(timezone=True)
_JSON = sa.JSON().with_variant(JSONB(), "postgresql")
_OUVERTE = sa.text("etat IN ('a_prendre', 'prise', 'repondue')")


def _table(name: str, *items: sa.schema.SchemaItem, numbered_once: bool = False) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        *items,
        **({"sqlite_autoincrement": True} if numbered_once else {}),
    )


def _columns(kind: sa.types.TypeEngine[Any], names: str, *, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=nullable) for name in names.split()]


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _check(table: str, column: str, words: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words.split())
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}"))


def upgrade() -> None:
    text, day, whole, yes, word = sa.Text(), sa.Date(), sa.Integer(), sa.Boolean(), sa.String(16)
    _table(
        "demandes",
        *_columns(whole, "conversation_id"),
        *_columns(text, "plateforme personne"),
        *_columns(text, "garde sujet", nullable=True),
        *_columns(text, "question"),
        *_columns(_JSON, "faits"),
        *_columns(word, "etat"),
        *_columns(text, "responsable_plateforme responsable_personne telephone", nullable=True),
        *_columns(yes, "silence"),
        *_columns(whole, "relances"),
        *_columns(_UTC, "relance_le", nullable=True),
        *_columns(_UTC, "promis_le"),
        *_columns(_UTC, "prochain_le annoncee_le", nullable=True),
        *_columns(_UTC, "cree_le"),
        *_columns(_UTC, "prise_le repondue_le close_le", nullable=True),
        _refers("demandes", "conversation_id", "conversations"),
        _check("demandes", "etat", "a_prendre prise repondue close annulee"),
        numbered_once=True,
    )
    op.create_index(
        "uq_demandes_ouverte",
        "demandes",
        ["conversation_id"],
        unique=True,
        sqlite_where=_OUVERTE,
        postgresql_where=_OUVERTE,
    )
    op.create_index("ix_demandes_etat", "demandes", ["etat", "relance_le"])
    op.create_index("ix_demandes_compte", "demandes", ["plateforme", "personne"])
    _table(
        "lignes_de_demande",
        *_columns(whole, "demande_id"),
        *_columns(word, "sens"),
        *_columns(text, "genre texte plateforme personne"),
        *_columns(_UTC, "le"),
        *_columns(_UTC, "transmise_le", nullable=True),
        _refers("lignes_de_demande", "demande_id", "demandes"),
        _check("lignes_de_demande", "sens", "entreprise agent suivi"),
    )
    op.create_index("ix_lignes_de_demande_demande", "lignes_de_demande", ["demande_id"])
    op.create_index("ix_lignes_de_demande_transmise", "lignes_de_demande", ["transmise_le", "id"])
    _table(
        "entrees_promues",
        *_columns(whole, "demande_id"),
        *_columns(text, "titre question reponse par"),
        *_columns(_UTC, "cree_le"),
        *_columns(_UTC, "retiree_le", nullable=True),
        _refers("entrees_promues", "demande_id", "demandes"),
        sa.UniqueConstraint("demande_id", name="uq_entrees_promues_demande"),
        numbered_once=True,
    )
    _table(
        "entreprises",
        *_columns(text, "plateforme personne"),
        *_columns(text, "siret nom metier", nullable=True),
        *_columns(whole, "effectif", nullable=True),
        *_columns(_JSON, "statuts", nullable=True),
        *_columns(text, "contact", nullable=True),
        *_columns(_UTC, "consenti_le"),
        *_columns(_UTC, "annuaire_le", nullable=True),
        *_columns(_UTC, "cree_le modifie_le"),
        sa.UniqueConstraint("plateforme", "personne", name="uq_entreprises_compte"),
    )
    op.create_index("ix_entreprises_annuaire", "entreprises", ["annuaire_le"])
    _table(
        "accompagnements",
        *_columns(text, "titre"),
        *_columns(day, "jour"),
        *_columns(text, "heure lieu", nullable=True),
        *_columns(word, "etat"),
        *_columns(whole, "participants", nullable=True),
        *_columns(text, "par"),
        *_columns(_UTC, "cree_le modifie_le"),
        _check("accompagnements", "etat", "programme realise annule"),
        numbered_once=True,
    )
    op.create_index("ix_accompagnements_jour", "accompagnements", ["jour"])
    _table(
        "inscriptions",
        *_columns(whole, "accompagnement_id"),
        *_columns(text, "plateforme personne"),
        *_columns(_UTC, "le"),
        _refers("inscriptions", "accompagnement_id", "accompagnements"),
        sa.UniqueConstraint("accompagnement_id", "plateforme", "personne", name="uq_inscriptions_compte"),
    )


def downgrade() -> None:
    """Without what it added; requests, what firms told and sessions are lost."""
    for table in (
        "inscriptions",
        "accompagnements",
        "entreprises",
        "entrees_promues",
        "lignes_de_demande",
        "demandes",
    ):
        op.drop_table(table)
