"""The register: what files tell and what people decide of a contract, what falls due, and what must be looked at again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from sqlalchemy.exc import IntegrityError

from storage.rappels.records import EcheanceRecord
from storage.registre.records import Filtre, NouveauMarche

JOUR = timedelta(days=1)
BASE = date(2029, 3, 1)


def nouveau(numero, **autres):
    return NouveauMarche("S1", numero, **{"groupe": numero, "acheteur": "ville", "recurrent": True, **autres})


@pytest.fixture
def creer(do, now):
    """Write contracts, and return their numbers."""

    def creer(*nouveaux):
        return [do(lambda uow, un=un: uow.marches.creer(un, "slack:U1", now)) for un in nouveaux]

    return creer


@pytest.fixture
def dus(database):
    def dus(apres, jusqu_au, acheteur="ville", limit=None):
        with database.reading() as memory:
            return [due.id for due in memory.marches.dus(acheteur, apres, jusqu_au, limit)]

    return dus


def a_revoir(do):
    return do(lambda uow: [due.id for due in uow.marches.a_revoir(100)])


def test_a_contract_is_read_as_it_was_written(do, creer, database, now):
    referent = do(lambda uow: uow.referents.nommer("Alice Martin", "alice martin", now))
    ecrit = nouveau(
        "M1",
        objet="nettoyage",
        montant_ht=Decimal("85000.10"),
        duree_mois=36,
        notifie_le=date(2026, 3, 1),
        titulaires=({"id": "123"},),
        modifications=({"duree_mois": 48},),
        decp={"ccag": "travaux"},
        referent_id=referent.id,
        fin=BASE,
        attribution_prevue=BASE,
    )
    [numero] = creer(ecrit)
    with database.reading() as memory:
        lu = memory.marches.trouver(numero)
        assert memory.marches.trouver(numero + 1) is None
    assert lu is not None
    relu = {nom: getattr(lu, nom) for nom in NouveauMarche.__slots__ if hasattr(lu, nom)}
    assert relu == {nom: getattr(ecrit, nom) for nom in relu}
    assert (lu.referent, lu.cree_le) == ("Alice Martin", now)


def test_of_one_buyer_a_number_is_one_contract(creer):
    creer(nouveau("M1"), nouveau("M2"), NouveauMarche("S2", "M1"))
    with pytest.raises(IntegrityError, match=r"uq_marches_numero|marches.acheteur_id"):
        creer(nouveau("M1"))


def test_a_file_that_comes_again_changes_what_it_tells_and_nothing_that_people_decided(do, database, now):
    do(lambda uow: uow.marches.ajouter([nouveau(f"M{n}", montant_ht=Decimal(n)) for n in range(3)], None, now))
    with database.unit_of_work() as memory:
        connus = memory.marches.connus([("S1", f"M{n}") for n in range(5)])
    assert sorted(numero for _, numero in connus) == ["M0", "M1", "M2"]
    numero = connus["S1", "M1"].id
    do(lambda uow: uow.marches.changer(numero, {"direction": "Éducation", "recurrent": False}, "slack:U1", now))
    imported = do(lambda uow: uow.imports.commencer("marches.csv", "slack:U1", now))
    # The caller carries over what people decided.
    dit = nouveau("M1", montant_ht=Decimal(900), recurrent=False, direction="Éducation", attribution_prevue=BASE)
    do(lambda uow: uow.marches.remplacer({numero: dit}, imported, now + JOUR))
    with database.unit_of_work() as memory:
        lu = memory.marches.trouver(numero)
        assert (lu.montant_ht, lu.direction, lu.recurrent, lu.attribution_prevue) == (900, "Éducation", False, BASE)
        assert (lu.cree_le, lu.modifie_le) == (now, now + JOUR)
        # Looked for by hundreds, and found.
        many = [("S1", f"M{n}") for n in range(1_000)]
        assert memory.marches.connus(many).keys() == {("S1", "M0"), ("S1", "M1"), ("S1", "M2")}


def test_each_change_is_dated_and_signed_and_none_is_noted_twice(do, creer, database, now):
    [numero] = creer(nouveau("M1"))
    assert do(
        lambda uow: uow.marches.changer(numero, {"direction": "Sport", "recurrent": True}, "slack:U2", now + JOUR)
    )
    assert not do(lambda uow: uow.marches.changer(numero, {"direction": "Sport"}, "slack:U3", now + 2 * JOUR))
    assert not do(lambda uow: uow.marches.changer(999, {"direction": "Sport"}, "slack:U3", now))
    with database.reading() as memory:
        assert memory.marches.changements(numero) == [
            ("contrat", None, "cree", now, "slack:U1"),
            ("direction", None, "Sport", now + JOUR, "slack:U2"),
        ]


@pytest.mark.parametrize(
    ("valeurs", "encore"),
    [
        ({"attribution_prevue": BASE}, True),
        ({"recurrent": False}, True),
        ({"acheteur": "metropole"}, True),
        ({"direction": "Sport"}, False),
        ({"recurrent": True}, False),
    ],
)
def test_a_change_that_moves_its_reminders_has_a_contract_looked_at_again(do, creer, now, valeurs, encore):
    [numero] = creer(nouveau("M1"))
    do(lambda uow: uow.marches.changer(numero, valeurs, "slack:U2", now))
    assert a_revoir(do) == ([numero] if encore else [])
    do(lambda uow: uow.marches.revus([numero]))
    assert a_revoir(do) == []


def test_what_falls_due_is_read_by_ranges_that_meet_and_never_overlap(creer, dus):
    numeros = creer(*(nouveau(f"M{n}", attribution_prevue=BASE + n * JOUR) for n in range(6)))
    assert dus(BASE, BASE + 2 * JOUR) == numeros[1:3]
    assert dus(BASE + 2 * JOUR, BASE + 9 * JOUR) == numeros[3:]
    assert dus(BASE - JOUR, BASE + 9 * JOUR, limit=2) == numeros[:2]
    assert dus(BASE + 2 * JOUR, BASE) == []


def test_only_the_recurring_contracts_of_that_buyer_fall_due(creer, dus):
    [mien] = creer(nouveau("M1", attribution_prevue=BASE))
    creer(
        nouveau("M2", attribution_prevue=BASE, recurrent=False),
        nouveau("M3", attribution_prevue=BASE, recurrent=None),
        nouveau("M4", attribution_prevue=None),
        nouveau("M5", attribution_prevue=BASE, acheteur=""),
    )
    assert dus(BASE - JOUR, BASE) == [mien]
    assert len(dus(BASE - JOUR, BASE, acheteur="")) == 1


def test_a_committee_that_moves_has_the_contracts_of_its_buyer_looked_at_again(do, creer):
    numeros = creer(
        nouveau("M1", attribution_prevue=BASE),
        nouveau("M2", attribution_prevue=BASE + 10 * JOUR),
        nouveau("M3", attribution_prevue=BASE, acheteur="metropole"),
        nouveau("M4", attribution_prevue=BASE, recurrent=False),
    )
    assert do(lambda uow: uow.marches.revoir("ville", BASE, BASE + 9 * JOUR)) == 1
    assert a_revoir(do) == numeros[:1]


def test_two_processes_at_once_never_look_at_the_same_contracts(creer, url, open_database):
    numeros = creer(*(nouveau(f"M{n}", a_revoir=True) for n in range(40)))
    together = Barrier(2, timeout=30)
    databases = [open_database(url) for _ in range(2)]

    def look(database):
        seen = []
        together.wait(10)
        while True:
            with database.unit_of_work() as uow:
                some = [due.id for due in uow.marches.a_revoir(7)]
                uow.marches.revus(some)
                uow.commit()
            if not some:
                return seen
            seen += some

    with ThreadPoolExecutor(2) as pool:
        un, autre = pool.map(look, databases)
    assert sorted(un + autre) == numeros


def test_the_list_goes_by_planned_award_and_goes_on_where_it_stopped(creer, database):
    creer(*(nouveau(f"M{n}", attribution_prevue=None if n % 3 == 2 else BASE + (n % 4) * JOUR) for n in range(9)))
    with database.reading() as memory:
        tous = memory.marches.liste(Filtre())
        pages, apres = [], None
        while page := memory.marches.liste(Filtre(), 2, apres):
            pages += page
            apres = (page[-1].attribution_prevue, page[-1].id)
    assert pages == tous
    dates = [un.attribution_prevue for un in tous]
    assert dates == sorted(filter(None, dates)) + [None] * 3


def test_a_filter_narrows_by_each_of_its_fields(do, creer, database, now):
    referent = do(lambda uow: uow.referents.nommer("Alice", "alice", now)).id
    creer(
        nouveau("M1", cle_objet="nettoyage des ecoles", direction="Éducation", referent_id=referent),
        nouveau("M2", cle_objet="restauration", recurrent=None, attribution_prevue=BASE),
        nouveau("M-3_a", cle_objet="100 % coton", acheteur="metropole", attribution_prevue=BASE + JOUR),
    )
    attendus = {
        Filtre(): {"M1", "M2", "M-3_a"},
        Filtre(acheteur="metropole"): {"M-3_a"},
        Filtre(direction="Éducation"): {"M1"},
        Filtre(sans_direction=True): {"M2", "M-3_a"},
        Filtre(referents=(referent,)): {"M1"},
        Filtre(referents=()): set(),
        Filtre(sans_referent=True): {"M2", "M-3_a"},
        Filtre(recurrent=True): {"M1", "M-3_a"},
        Filtre(a_trier=True): {"M2"},
        Filtre(de=BASE + JOUR): {"M-3_a"},
        Filtre(a=BASE): {"M2"},
        Filtre(sans_date=True): {"M1"},
        Filtre(texte="ecoles nettoyage"): {"M1"},
        Filtre(texte="100 %"): {"M-3_a"},
        Filtre(texte="3_a"): {"M-3_a"},
        Filtre(texte="3xa"): set(),
    }
    with database.reading() as memory:
        for filtre, numeros in attendus.items():
            assert {un.numero for un in memory.marches.liste(filtre)} == numeros, filtre
            assert memory.marches.compter(filtre) == len(numeros)
        assert memory.marches.combien() == {
            "tous": 3,
            "recurrents": 2,
            "ponctuels": 0,
            "a_trier": 1,
            "sans_date": 1,
        }
        assert memory.marches.directions() == ["Éducation"]


def test_a_contract_is_due_with_what_its_reminders_need(do, creer, now, database):
    referent = do(lambda uow: uow.referents.nommer("Alice", "alice", now)).id
    [numero] = creer(nouveau("M1", attribution_prevue=BASE, referent_id=referent))
    with database.reading() as memory:
        assert memory.marches.dus("ville", BASE - JOUR, BASE) == [
            EcheanceRecord(numero, "ville", BASE, referent, recurrent=True)
        ]


def test_the_whole_register_is_read_some_at_a_time(creer, database):
    numeros = creer(*(nouveau(f"M{n}") for n in range(7)))
    with database.reading() as memory:
        assert [un.id for un in memory.marches.tous(lot=3)] == numeros
        assert [un.id for un in memory.marches.plusieurs(numeros[2:4])] == numeros[2:4]
        assert [un.id for un in memory.marches.du_groupe("M3")] == [numeros[3]]
