"""Imported files: what became of their records; and the files that people send, kept until somebody says yes or no."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.registre.records import EtatDepot, LigneImportRecord

HOUR = timedelta(hours=1)


@pytest.fixture
def depot(do, conversation, now):
    """Keep a file of that person's, and return its number."""

    def depot(personne="alice", le=now):
        return do(lambda uow: uow.depots.garder(conversation(personne), "web", personne, "marches.csv", b"a;b", le))

    return depot


def test_an_import_keeps_its_counts_and_forgets_its_lines_in_time(do, now):
    numero = do(lambda uow: uow.imports.commencer("marches.csv", "slack:U1", now))
    lignes = [LigneImportRecord(n, f"M{n}", "ecarte", "date", "notifie_le", "31/02", None) for n in (2, 1)]
    do(lambda uow: uow.imports.noter(numero, lignes))
    do(lambda uow: uow.imports.noter(numero, []))
    do(lambda uow: uow.imports.finir(numero, {"nouveaux": 3}, now + HOUR))
    assert do(lambda uow: list(uow.imports.lignes(numero))) == lignes[::-1]
    assert do(lambda uow: uow.imports.oublier(now)) == 0
    assert do(lambda uow: uow.imports.oublier(now + HOUR)) == 2
    lu = do(lambda uow: uow.imports.trouver(numero))
    assert (lu.nom, lu.bilan, lu.fini_le) == ("marches.csv", {"nouveaux": 3}, now + HOUR)
    assert do(lambda uow: uow.imports.derniers(5)) == [lu]
    assert do(lambda uow: uow.imports.trouver(numero + 1)) is None


def test_files_wait_for_a_yes_or_a_no_each_by_itself(do, depot):
    premier, second = depot(), depot()
    assert do(lambda uow: uow.depots.abandonner(premier))
    assert not do(lambda uow: uow.depots.abandonner(premier))
    assert not do(lambda uow: uow.depots.demander(premier))
    etats = [do(lambda uow, n=n: uow.depots.trouver(n)) for n in (premier, second)]
    assert [(un.etat, un.contenu) for un in etats] == [(EtatDepot.ABANDONNE, None), (EtatDepot.A_CONFIRMER, b"a;b")]


def test_a_yes_is_said_once_and_no_after_it_changes_nothing(do, depot, now):
    numero = depot()
    do(lambda uow: uow.depots.corriger(numero, {"objet": "Intitulé"}))
    assert do(lambda uow: uow.depots.prendre(now, HOUR)) is None
    assert do(lambda uow: uow.depots.demander(numero))
    assert not do(lambda uow: uow.depots.demander(numero))
    assert not do(lambda uow: uow.depots.abandonner(numero))
    pris = do(lambda uow: uow.depots.prendre(now, HOUR))
    assert (pris.id, pris.contenu, pris.correspondance) == (numero, b"a;b", {"objet": "Intitulé"})


def test_a_file_whose_importer_died_is_taken_again_when_its_lease_ends(do, depot, now):
    numero = depot()
    do(lambda uow: uow.depots.demander(numero))
    assert do(lambda uow: uow.depots.prendre(now, HOUR)).id == numero
    assert do(lambda uow: uow.depots.prendre(now + HOUR / 2, HOUR)) is None
    do(lambda uow: uow.depots.prolonger(numero, now + 2 * HOUR))
    assert do(lambda uow: uow.depots.prendre(now + HOUR, HOUR)) is None
    assert do(lambda uow: uow.depots.prendre(now + 2 * HOUR, HOUR)).id == numero
    imported = do(lambda uow: uow.imports.commencer("marches.csv", "web:alice", now))
    do(lambda uow: uow.depots.finir(numero, imported))
    fini = do(lambda uow: uow.depots.trouver(numero))
    assert (fini.etat, fini.contenu, fini.import_id) == (EtatDepot.IMPORTE, None, imported)
    assert do(lambda uow: uow.depots.prendre(now + 9 * HOUR, HOUR)) is None


def test_a_file_that_cannot_be_imported_or_that_nobody_wants_is_not_kept(do, depot, now):
    numero = depot()
    do(lambda uow: uow.depots.demander(numero))
    do(lambda uow: uow.depots.prendre(now, HOUR))
    do(lambda uow: uow.depots.finir(numero, None))
    assert do(lambda uow: uow.depots.trouver(numero)).etat is EtatDepot.ABANDONNE
    attend = depot("bob")
    assert do(lambda uow: uow.depots.oublier(now)) == 0
    assert do(lambda uow: uow.depots.oublier(now + HOUR)) == 1
    assert do(lambda uow: uow.depots.trouver(attend)).contenu is None
