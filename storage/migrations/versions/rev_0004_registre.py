"""The register of contracts, their reminders, the files that fill it, and the addresses that open it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_UTC = sa.DateTime(timezone=True)
_JSON = sa.JSON().with_variant(JSONB(), "postgresql")
_RAPPELS = "etat IN ('a_dire', 'dit', 'repondu', 'perime')"
_REPONSES = "reponse IN ('occupe', 'reporte', 'transfere', 'sans_objet', 'diagnostic')"
_DEPOTS = "etat IN ('a_confirmer', 'a_importer', 'en_cours', 'importe', 'abandonne')"


def _table(name: str, *items: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        *items,
    )


def _columns(kind: sa.types.TypeEngine[Any], names: str, *, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=nullable) for name in names.split()]


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    text, day, whole, yes = sa.Text(), sa.Date(), sa.Integer(), sa.Boolean()
    _table(
        "referents",
        *_columns(text, "nom cle"),
        *_columns(text, "direction plateforme personne", nullable=True),
        *_columns(_UTC, "cree_le"),
        sa.UniqueConstraint("cle", name="uq_referents_cle"),
        sa.UniqueConstraint("plateforme", "personne", name="uq_referents_compte"),
    )
    _table(
        "preferences",
        *_columns(text, "plateforme personne"),
        *_columns(yes, "groupes"),
        *_columns(whole, "de_minutes a_minutes", nullable=True),
        *_columns(day, "silence_jusqu_au", nullable=True),
        sa.UniqueConstraint("plateforme", "personne", name="uq_preferences_compte"),
    )
    _table(
        "imports",
        *_columns(text, "nom par"),
        *_columns(_UTC, "cree_le"),
        *_columns(_UTC, "fini_le", nullable=True),
        *_columns(_JSON, "bilan"),
    )
    _table(
        "lignes_import",
        *_columns(whole, "import_id ligne"),
        *_columns(text, "contrat gravite cause champ lu"),
        *_columns(text, "retenu", nullable=True),
        _refers("lignes_import", "import_id", "imports"),
    )
    op.create_index("ix_lignes_import_import", "lignes_import", ["import_id", "ligne"])
    _table(
        "depots",
        *_columns(whole, "conversation_id"),
        *_columns(text, "plateforme personne nom"),
        *_columns(sa.LargeBinary(), "contenu", nullable=True),
        *_columns(_JSON, "correspondance", nullable=True),
        *_columns(sa.String(16), "etat"),
        *_columns(_UTC, "bail_jusqu_au", nullable=True),
        *_columns(whole, "import_id", nullable=True),
        *_columns(_UTC, "cree_le"),
        _refers("depots", "conversation_id", "conversations"),
        _refers("depots", "import_id", "imports"),
        sa.CheckConstraint(_DEPOTS, name=op.f("ck_depots_etat")),
    )
    op.create_index("ix_depots_etat", "depots", ["etat"])
    _table(
        "contrats",
        *_columns(text, "acheteur_id numero acheteur"),
        *_columns(text, "acheteur_nom", nullable=True),
        *_columns(yes, "concession"),
        *_columns(text, "objet", nullable=True),
        *_columns(text, "cle_objet"),
        *_columns(text, "cpv nature", nullable=True),
        *_columns(yes, "nature_deduite"),
        *_columns(text, "procedure", nullable=True),
        *_columns(yes, "accord_cadre", nullable=True),
        *_columns(sa.BigInteger(), "montant_ht", nullable=True),
        *_columns(whole, "duree_mois", nullable=True),
        *_columns(day, "notifie_le publie_le", nullable=True),
        *_columns(_JSON, "titulaires modifications"),
        *_columns(text, "lot", nullable=True),
        *_columns(text, "groupe version"),
        *_columns(_JSON, "decp"),
        *_columns(text, "empreinte"),
        *_columns(whole, "import_id", nullable=True),
        *_columns(yes, "recurrent recurrence_proposee", nullable=True),
        *_columns(_JSON, "recurrence_motif", nullable=True),
        *_columns(text, "direction", nullable=True),
        *_columns(whole, "referent_id", nullable=True),
        *_columns(day, "fin_dite attribution_dite fin attribution_prevue", nullable=True),
        *_columns(yes, "a_revoir"),
        *_columns(_UTC, "cree_le modifie_le"),
        _refers("contrats", "import_id", "imports"),
        _refers("contrats", "referent_id", "referents"),
        sa.UniqueConstraint("acheteur_id", "numero", name="uq_contrats_numero"),
    )
    op.create_index("ix_contrats_attribution", "contrats", ["recurrent", "acheteur", "attribution_prevue"])
    op.create_index("ix_contrats_prochains", "contrats", ["attribution_prevue"])
    op.create_index("ix_contrats_groupe", "contrats", ["groupe"])
    op.create_index("ix_contrats_referent", "contrats", ["referent_id"])
    op.create_index("ix_contrats_a_revoir", "contrats", ["a_revoir", "id"])
    _table(
        "changements",
        *_columns(whole, "contrat_id"),
        *_columns(text, "champ"),
        *_columns(text, "avant apres", nullable=True),
        *_columns(_UTC, "le"),
        *_columns(text, "par"),
        _refers("changements", "contrat_id", "contrats"),
    )
    op.create_index("ix_changements_contrat", "changements", ["contrat_id"])
    _table(
        "seances",
        *_columns(text, "acheteur"),
        *_columns(day, "jour"),
        sa.UniqueConstraint("acheteur", "jour", name="uq_seances_jour"),
    )
    _table(
        "passages",
        *_columns(text, "cle"),
        *_columns(day, "jusqu_au"),
        sa.UniqueConstraint("cle", name="uq_passages_cle"),
    )
    _table(
        "campagnes",
        *_columns(text, "jalon"),
        *_columns(day, "jusqu_au"),
        *_columns(_UTC, "cree_le"),
        *_columns(text, "par"),
        *_columns(_UTC, "envoyee_le", nullable=True),
    )
    _table(
        "rappels",
        *_columns(whole, "contrat_id"),
        *_columns(text, "jalon"),
        *_columns(day, "base"),
        *_columns(text, "avance destinataire"),
        *_columns(day, "du_le"),
        *_columns(sa.String(16), "etat"),
        *_columns(text, "enveloppe", nullable=True),
        *_columns(_UTC, "dit_le", nullable=True),
        *_columns(day, "relance_le", nullable=True),
        *_columns(sa.String(16), "reponse", nullable=True),
        *_columns(text, "motif", nullable=True),
        *_columns(_UTC, "repondu_le", nullable=True),
        *_columns(text, "repondu_par", nullable=True),
        *_columns(whole, "campagne_id", nullable=True),
        *_columns(_UTC, "cree_le"),
        _refers("rappels", "contrat_id", "contrats"),
        _refers("rappels", "campagne_id", "campagnes"),
        sa.UniqueConstraint("contrat_id", "jalon", "base", "avance", "destinataire", name="uq_rappels_cle"),
        sa.CheckConstraint(_RAPPELS, name=op.f("ck_rappels_etat")),
        sa.CheckConstraint(_REPONSES, name=op.f("ck_rappels_reponse")),
    )
    op.create_index("ix_rappels_a_dire", "rappels", ["etat", "du_le", "destinataire"])
    op.create_index("ix_rappels_relance", "rappels", ["etat", "relance_le"])
    op.create_index("ix_rappels_enveloppe", "rappels", ["enveloppe"])
    _table(
        "liens",
        *_columns(text, "empreinte genre plateforme personne"),
        *_columns(_UTC, "cree_le expire_le"),
        sa.UniqueConstraint("empreinte", name="uq_liens_empreinte"),
    )
    op.create_index("ix_liens_compte", "liens", ["plateforme", "personne", "genre"])
    with op.batch_alter_table("diagnostics") as diagnostics:
        diagnostics.add_column(sa.Column("contrat_id", whole, nullable=True))
        diagnostics.create_foreign_key(op.f("fk_diagnostics_contrat_id"), "contrats", ["contrat_id"], ["id"])
    op.create_index("ix_diagnostics_contrat", "diagnostics", ["contrat_id"])


def downgrade() -> None:
    op.drop_index("ix_diagnostics_contrat", "diagnostics")
    with op.batch_alter_table("diagnostics") as diagnostics:
        diagnostics.drop_constraint(op.f("fk_diagnostics_contrat_id"), type_="foreignkey")
        diagnostics.drop_column("contrat_id")
    for table in (
        "liens",
        "rappels",
        "campagnes",
        "passages",
        "seances",
        "changements",
        "contrats",
        "depots",
        "lignes_import",
        "imports",
        "preferences",
        "referents",
    ):
        op.drop_table(table)
