"""A line of the register is a marché, in the database too: tables, columns and constraints are renamed, rows stay as they are."""

from __future__ import annotations

from collections.abc import Callable

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_COLUMNS = {
    "lignes_import": "contrat",
    "changements": "contrat_id",
    "rappels": "contrat_id",
    "achats": "contrat_id",
    "diagnostics": "contrat_id",
}
# What is renamed, by its table and as it was named before: foreign keys (their column, what it refers to), unique constraints,
# and indexes.
_FOREIGN_KEYS: dict[str, dict[str, str]] = {
    "contrats": {"import_id": "imports", "referent_id": "referents"},
    "changements": {"contrat_id": "contrats"},
    "rappels": {"contrat_id": "contrats"},
    "achats": {"contrat_id": "contrats"},
    "diagnostics": {"contrat_id": "contrats"},
}
_UNIQUE: dict[str, dict[str, tuple[str, ...]]] = {
    "contrats": {"uq_contrats_numero": ("acheteur_id", "numero")},
    "achats": {"uq_achats_contrat": ("contrat_id",)},
}
_INDEXES: dict[str, dict[str, tuple[str, ...]]] = {
    "contrats": {
        "ix_contrats_attribution": ("recurrent", "acheteur", "attribution_prevue"),
        "ix_contrats_prochains": ("attribution_prevue",),
        "ix_contrats_groupe": ("groupe",),
        "ix_contrats_referent": ("referent_id",),
        "ix_contrats_a_revoir": ("a_revoir", "id"),
    },
    "changements": {"ix_changements_contrat": ("contrat_id",)},
    "diagnostics": {"ix_diagnostics_contrat": ("contrat_id",)},
}


def upgrade() -> None:
    _rename("contrat", "marche")


def downgrade() -> None:
    """Every name as it was; rows stay as they are."""
    _rename("marche", "contrat")


def _rename(before: str, after: str) -> None:
    """Have every name that holds one word hold the other."""

    def old(name: str) -> str:
        return name.replace("contrat", before)

    def new(name: str) -> str:
        return name.replace("contrat", after)

    op.execute(f"ALTER TABLE {old('contrats')} RENAME TO {new('contrats')}")
    for table, column in _COLUMNS.items():
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {old(column)} TO {new(column)}")
    if op.get_bind().dialect.name == "postgresql":
        _name_on_postgresql(old, new)
    else:
        _name_on_sqlite(old, new)


def _name_on_postgresql(old: Callable[[str], str], new: Callable[[str], str]) -> None:
    """There a name is changed in place, whatever the size of the table."""
    op.execute(f"ALTER SEQUENCE {old('contrats_id_seq')} RENAME TO {new('contrats_id_seq')}")
    for table, columns in _FOREIGN_KEYS.items():
        names = [*(f"fk_{table}_{column}" for column in columns), *_UNIQUE.get(table, ())]
        for name in (*names, "pk_contrats") if table == "contrats" else names:
            op.execute(f"ALTER TABLE {new(table)} RENAME CONSTRAINT {old(name)} TO {new(name)}")
        for name in _INDEXES.get(table, ()):
            op.execute(f"ALTER INDEX {old(name)} RENAME TO {new(name)}")


def _name_on_sqlite(old: Callable[[str], str], new: Callable[[str], str]) -> None:
    """There the name of a constraint is in the text of its table, which is rebuilt: once each."""
    for table, columns in _FOREIGN_KEYS.items():
        indexes = _INDEXES.get(table, {})
        for name in indexes:
            op.drop_index(old(name), new(table))
        with op.batch_alter_table(new(table), recreate="always") as rebuilt:
            if table == "contrats":
                rebuilt.drop_constraint(old("pk_contrats"), type_="primary")
                rebuilt.create_primary_key(new("pk_contrats"), ["id"])
            for column, to in columns.items():
                rebuilt.drop_constraint(op.f(old(f"fk_{table}_{column}")), type_="foreignkey")
                rebuilt.create_foreign_key(op.f(new(f"fk_{table}_{column}")), new(to), [new(column)], ["id"])
            for name, unique in _UNIQUE.get(table, {}).items():
                rebuilt.drop_constraint(old(name), type_="unique")
                rebuilt.create_unique_constraint(new(name), [new(column) for column in unique])
        for name, indexed in indexes.items():
            op.create_index(new(name), new(table), [new(column) for column in indexed])
