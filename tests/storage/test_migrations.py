from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from storage.comptes.records import CompteRecord
from storage.errors import DatabaseFromTheFutureError
from storage.ligne_directe.records import EtatDemande, NouvelleDemande
from storage.migrations import alembic_config, revisions
from storage.registre.records import NouveauMarche
from storage.schema import METADATA
from storage.suivi.records import EtapeRecord, EtatQuestion, Pas


def schema(engine: Engine) -> dict[str, object]:
    """All that the database tells of its tables, but Alembic's."""
    found = inspect(engine)

    def by_name(things):
        return sorted(things, key=lambda thing: thing["name"])

    def worded(indexes):
        """Of which rows an index is, in SQL: two texts are equal where two clauses are not."""
        return [
            {**index, "dialect_options": {key: str(clause) for key, clause in index.get("dialect_options", {}).items()}}
            for index in indexes
        ]

    return {
        table: {
            "columns": [(c["name"], str(c["type"]), c["nullable"], c["default"]) for c in found.get_columns(table)],
            "primary key": found.get_pk_constraint(table),
            "foreign keys": by_name(found.get_foreign_keys(table)),
            "unique": by_name(found.get_unique_constraints(table)),
            "indexes": worded(by_name(found.get_indexes(table))),
            "checks": by_name(found.get_check_constraints(table)),
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }


@pytest.fixture
def database(open_database):
    """One whose schema may be changed."""
    database = open_database()
    database.migrate()
    return database


def test_the_last_file_of_the_history_is_where_alembic_goes(database):
    with database._engine.connect() as connection:
        scripts = ScriptDirectory.from_config(alembic_config(connection))
    assert [script.revision for script in scripts.walk_revisions()] == revisions()[::-1]


def test_alembic_finds_no_difference_between_models_and_migrations(database):
    with database._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []


def test_the_database_itself_finds_no_difference_either(database, open_database):
    from_models = open_database()
    METADATA.create_all(from_models._engine)

    migrated = schema(database._engine)
    assert migrated == schema(from_models._engine)
    assert "ck_outbox_etat" in [check["name"] for check in migrated["outbox"]["checks"]]


def test_every_constraint_has_the_name_we_gave_it(database):
    named = [
        thing["name"]
        for table in schema(database._engine).values()
        for kind in ("foreign keys", "unique", "indexes", "checks")
        for thing in table[kind]
    ]
    assert {name.split("_")[0] for name in named} == {"fk", "uq", "ix", "ck"}


def test_a_downgraded_database_comes_back(database):
    before = schema(database._engine)

    with database._engine.begin() as connection:
        command.downgrade(alembic_config(connection), "base")
    assert schema(database._engine) == {}

    database.migrate()
    assert schema(database._engine) == before


def test_migrating_twice_keeps_what_is_there(database, now):
    with database.unit_of_work() as uow:
        uow.conversations.open("web", "page", "alice", now)
        uow.commit()

    database.migrate()

    with database.reading() as memory:
        assert memory.conversations.find("web", "page", "alice") is not None


def test_the_messages_that_name_a_request_are_found_once_for_all(database, now):
    alice = CompteRecord("web", "alice")
    with database.unit_of_work() as uow:
        here = uow.conversations.open("web", "page", "alice", now).id
        nouvelle = NouvelleDemande(here, alice, None, None, "un cas", {}, now, now)
        first = uow.demandes.ouvrir(nouvelle, now)
        uow.demandes.clore(first, EtatDemande.CLOSE, alice, now)
        second = uow.demandes.ouvrir(nouvelle, now)
        told = {
            f"demande:{first}:ligne:3:0": "L'entreprise écrit",
            "7:0": f"**Demande n° {second}** : le début",
            "7:1": "la suite, qui ne nomme rien",
            "8:0": f"**Demandes que vous suivez**\n\n- **n° {first}** · un cas\n- **n° {second}** · un autre",
            "9:0": f"La demande n° {second}0, la demande {first} et le marché n° {first}",
        }
        for rang, (cle, texte) in enumerate(told.items(), 1):
            uow.outbox.add(here, cle, rang, texte, (), multiple=False, document=None, now=now)
        uow.commit()
    with database._engine.begin() as connection:
        command.downgrade(alembic_config(connection), "0007")

    database.migrate()

    with database._engine.connect() as connection:
        found = connection.execute(
            text("SELECT cle, demande_id FROM mentions JOIN outbox ON outbox.id = outbox_id ORDER BY cle, demande_id")
        )
        assert found.all() == [
            ("7:0", second),
            ("7:1", second),
            ("8:0", first),
            ("8:0", second),
            (f"demande:{first}:ligne:3:0", first),
        ]


REGISTRE = (
    (
        "contrats (id, acheteur_id, numero, acheteur, concession, cle_objet, nature_deduite, titulaires, modifications, groupe,"
        " version, decp, empreinte, a_revoir, cree_le, modifie_le)"
        " VALUES (7, 'S', 'M7', 'ville', FALSE, '', FALSE, '[]', '[]', '', '', '{}', '', FALSE, :now, :now)"
    ),
    "imports (id, nom, par, cree_le, bilan) VALUES (1, 'f', 'p', :now, '{}')",
    "lignes_import (id, import_id, ligne, contrat, gravite, cause, champ, lu) VALUES (1, 1, 2, 'S/M7', 'doute', 'c', '', '')",
    "changements (id, contrat_id, champ, apres, le, par) VALUES (90, 7, 'contrat', 'cree', :now, 'p')",
    (
        "rappels (id, contrat_id, jalon, base, avance, destinataire, du_le, etat, cree_le)"
        " VALUES (1, 7, 'j24', '2028-01-01', '0', 'equipe', '2026-01-01', 'a_dire', :now)"
    ),
    (
        "achats (id, acheteur, contrat_id, remplace_id, attribue, conclu, cible, responsable, vise_economie_circulaire,"
        " vise_tpe_pme, cree_le, modifie_le) VALUES (3, 'ville', 7, 7, TRUE, TRUE, FALSE, FALSE, FALSE, FALSE, :now, :now)"
    ),
    (
        "diagnostics (id, conversation_id, cree_le, jour, pack, pack_version, pack_empreinte, faits, sans_reponse, contrat_id,"
        " achat_id) VALUES (1, :conversation, :now, '2026-01-01', 'p', '1', 'e', '{}', '[]', 7, 3)"
    ),
)


def test_the_register_keeps_its_rows_under_the_names_of_a_marche(database, now):
    """There and back: what referred to a line still does, and nothing is named after what it was."""
    with database.unit_of_work() as uow:
        conversation = uow.conversations.open("web", "page", "alice", now).id
        uow.commit()

    def downgrade():
        with database._engine.connect().execution_options(sqlite_foreign_keys="OFF") as connection, connection.begin():
            command.downgrade(alembic_config(connection), "0011")

    downgrade()
    with database._engine.begin() as connection:
        for row in REGISTRE:
            connection.execute(text(f"INSERT INTO {row}"), {"now": now, "conversation": conversation})
    for _ in range(2):
        database.migrate()
        with database.reading() as memory:
            (rappel,) = memory.rappels.du_marche(7)
            assert (rappel.marche.numero, rappel.jalon) == ("M7", "j24")
            assert memory.achats.du_marche(7).id == memory.achats.qui_remplace(7).id == 3
            assert [change[:3] for change in memory.marches.changements(7)] == [("contrat", None, "cree")]
        with database._engine.connect() as connection:
            assert connection.execute(text("SELECT marche FROM lignes_import")).scalar_one() == "S/M7"
            assert connection.execute(text("SELECT marche_id FROM diagnostics")).scalar_one() == 7
        assert "contrat" not in str(schema(database._engine))
        downgrade()
        assert "marche" not in str(schema(database._engine))
    database.migrate()
    with database.unit_of_work() as uow:
        assert uow.marches.creer(NouveauMarche("S", "M8"), "p", now) > 0


def test_what_was_kept_by_being_written_is_forgotten_and_what_was_told_is_known(database, now):
    def step(action, etape, jours=0):
        le = now + timedelta(days=jours)
        return EtapeRecord(action, etape, None, le.date(), le, "alice", "personne")

    with database.unit_of_work() as uow:
        achat = uow.achats.creer({"acheteur": "ville", "annee": 2026, "attribue": True, "conclu": True}, now)
        muet = uow.achats.creer({"acheteur": "ville", "annee": 2026}, now)
        uow.achats.dire(muet, [step(8, "proposee")], now)
        uow.achats.dire(achat, [*(step(action, "proposee") for action in (8, 22, 24)), step(22, "retenue", 1)], now)
        uow.achats.poser(achat, "inscrites", now.date())
        uow.achats.repondre(achat, "inscrites", EtatQuestion.REPONDUE, "alice", now + timedelta(days=2))
        # As it was written then: kept at the moment of being written.
        uow.achats.dire(achat, [step(8, "retenue", 2), step(8, "inscrite", 2), step(22, "inscrite", 2)], now)
        uow.achats.poser(achat, "realisee:2026:22", now.date())
        uow.achats.repondre(achat, "realisee:2026:22", EtatQuestion.REPONDUE, "alice", now + timedelta(days=300))
        uow.commit()
    with database._engine.connect().execution_options(sqlite_foreign_keys="OFF") as connection, connection.begin():
        command.downgrade(alembic_config(connection), "0016")
        connection.execute(text("UPDATE suivis SET passage = 11 WHERE action = 8 AND passage > 1"))

    database.migrate()

    with database.reading() as memory:
        assert {un.action: un.passage for un in memory.achats.suivis([achat])[achat]} == {
            8: Pas.PROPOSEE | Pas.INSCRITE,
            22: Pas.PROPOSEE | Pas.RETENUE | Pas.INSCRITE | Pas.EXECUTION_DITE,
            24: Pas.PROPOSEE | Pas.DOSSIER_DIT,
        }
        for etapes in memory.achats.etapes([achat, muet]).values():
            assert {un.action for un in etapes if un.etape == "retenue"} <= {22}
        assert memory.achats.trouver(achat).traits["responsable"] is True
        assert memory.achats.trouver(muet).traits["responsable"] is None


def test_a_database_made_by_a_newer_program_is_left_alone(database):
    with database._engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseFromTheFutureError, match="revision 9999 was made by a newer version"):
        database.migrate()


def test_processes_that_migrate_at_once_take_turns(open_database, new_url, now):
    url = new_url()
    program = "import sys; from storage.database import Database; Database(sys.argv[1]).migrate()"
    processes = [
        subprocess.Popen([sys.executable, "-c", program, url], stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]
    errors = [process.communicate(timeout=60)[1] for process in processes]

    assert errors == ["", "", ""]
    with open_database(url).unit_of_work() as uow:
        assert uow.conversations.open("web", "page", "alice", now).rang == 0
