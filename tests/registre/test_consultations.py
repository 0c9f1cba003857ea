"""The register by consultation: lots in one line, any order, page after page, and what was decided last."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from storage.rappels.records import EtatRappel, NouveauRappel
from storage.registre.consultations import Selection
from storage.registre.criteres import Critere, Propre, Tri
from storage.registre.records import Filtre, Genre, NouveauMarche

JUIN, JUILLET = date(2028, 6, 1), date(2028, 7, 1)


def marche(numero, **valeurs):
    return NouveauMarche(acheteur_id="21630113500010", numero=str(numero), acheteur="ville", **valeurs)


@pytest.fixture
def fill(database, now):
    def fill(*nouveaux):
        with database.unit_of_work() as uow:
            numeros = [uow.marches.creer(un, "web:alice", now) for un in nouveaux]
            uow.commit()
        return numeros

    return fill


def pages(database, selection, limit, **options):
    """All the pages, as the numbers and the lots of their lines."""
    lines, apres = [], None
    with database.reading() as memory:
        while (page := memory.consultations.page(selection, limit=limit, apres=apres, **options)).lignes:
            assert (page.marches, page.combien) == memory.consultations.compter(selection)
            lines.append([(line.marche.id, line.lots) for line in page.lignes])
            apres = page.lignes[-1].marche.id
        assert (page.marches, page.combien) == memory.consultations.compter(selection)
    return lines


def test_lots_that_are_awarded_together_are_one_line(database, fill):
    a, _b, c, d, e = fill(
        marche(1, groupe="g", attribution_prevue=JUIN),
        marche(2, groupe="g", attribution_prevue=JUIN),
        marche(3, groupe="g", attribution_prevue=JUILLET),
        marche(4, attribution_prevue=JUIN),
        marche(5, attribution_prevue=JUIN),
    )
    assert pages(database, Selection(), 10) == [[(a, 2), (d, 1), (e, 1), (c, 1)]]
    with database.reading() as memory:
        assert memory.consultations.compter(Selection()) == (5, 4)
        assert memory.consultations.compter(Selection(Filtre(texte="rien"))) == (0, 0)
        assert [un.id for un in memory.consultations.du_numero([c])[c]] == [a, _b, c]
        assert [un.id for un in memory.consultations.du_numero([d])[d]] == [d]


@pytest.mark.parametrize("descendant", [False, True])
@pytest.mark.parametrize("tri", sorted({*Tri} - {Tri.A_VENIR, Tri.NUMERO, Tri.MODIFIE}))
def test_page_after_page_in_any_order_every_line_comes_once_those_without_a_value_last(
    database, fill, now, tri, descendant
):
    with database.unit_of_work() as uow:
        alice = uow.referents.nommer("Alice", "alice", now).id
        uow.commit()
    rempli = marche(
        0,
        attribution_prevue=JUIN,
        fin=JUIN,
        notifie_le=JUIN,
        cle_objet="balais",
        direction="Sports",
        referent_id=alice,
        recurrent=False,
        montant_ht=Decimal(100),
        lot="1",
        duree_mois=12,
        nature="services",
        procedure="mapa",
        cpv="90911200",
        titulaires=({"nom": "Éclat", "identifiant": ""},),
    )
    plus = {
        "attribution_prevue": JUILLET, "fin": JUILLET, "notifie_le": JUILLET, "cle_objet": "craies", "direction": "Voirie",
        "recurrent": True, "montant_ht": Decimal(2000),
    }  # fmt: skip
    vide = replace(marche(3), acheteur="")
    fill(
        replace(rempli, numero="1", **plus),
        replace(rempli, numero="2"),
        vide,
        replace(rempli, numero="4"),
        replace(vide, numero="5"),
    )
    lines = pages(database, Selection(), 2, tri=tri, descendant=descendant)
    numeros = [numero for page in lines for numero, _ in page]
    assert len(numeros) == len(set(numeros)) == 5
    assert numeros == [
        numero for page in pages(database, Selection(), 5, tri=tri, descendant=descendant) for numero, _ in page
    ]
    with database.reading() as memory:
        last = {un.numero for un in memory.marches.plusieurs(numeros[-2:])}
    assert last == {"3", "5"}


def test_late_is_what_should_have_been_awarded_or_has_a_milestone_that_nobody_answered(database, fill, now):
    hier, demain = now.date() - timedelta(days=1), now.date() + timedelta(days=400)
    passe, ponctuel, muet, repondu, annonce = fill(
        marche(1, recurrent=True, attribution_prevue=hier),
        marche(2, recurrent=False, attribution_prevue=hier),
        marche(3, recurrent=True, attribution_prevue=demain),
        marche(4, recurrent=True, attribution_prevue=demain),
        marche(5, recurrent=True, attribution_prevue=demain),
    )
    with database.unit_of_work() as uow:
        uow.rappels.armer(
            [
                NouveauRappel(muet, "j14", demain, "0", "equipe", hier),
                NouveauRappel(repondu, "j14", demain, "0", "equipe", hier),
                NouveauRappel(annonce, "j14", demain, "30", "equipe", hier),
            ],
            now,
        )
        rappels = {
            rappel.marche.id: rappel.id
            for rappel in (
                *uow.rappels.du_marche(muet),
                *uow.rappels.du_marche(repondu),
                *uow.rappels.du_marche(annonce),
            )
        }
        uow.rappels.dire(list(rappels.values()), "e", now, None)
        uow.rappels.repondre([rappels[repondu]], "occupe", None, "web:alice", now)
        uow.commit()
    late = Selection(en_retard=now.date())
    assert sorted(numero for page in pages(database, late, 10) for numero, _ in page) == [passe, muet]
    with database.reading() as memory:
        assert memory.consultations.numeros(late) == [passe, muet]
        assert {r.etat for r in memory.rappels.du_marche(muet)} == {EtatRappel.DIT}
    assert ponctuel


def test_what_is_proposed_can_be_asked_for(database, fill):
    oui, non, rien = fill(marche(1), marche(2), marche(3))
    with database.unit_of_work() as uow:
        uow.marches.proposer({oui: (True, {}), non: (False, {})})
        uow.commit()
    with database.reading() as memory:
        found = {quoi: memory.consultations.numeros(Selection(proposee=quoi)) for quoi in (True, False, "aucune")}
    assert found == {True: [oui], False: [non], "aucune": [rien]}


def test_the_calendar_reads_one_line_per_consultation_with_its_last_change(database, fill, now):
    a, b, _c = fill(
        marche(1, groupe="g", attribution_prevue=JUIN, recurrent=True),
        marche(2, groupe="g", attribution_prevue=JUIN, recurrent=True),
        marche(3, recurrent=True),
    )
    later = now + timedelta(hours=1)
    with database.unit_of_work() as uow:
        uow.marches.changer(b, {"direction": "Sports"}, "web:alice", later)
        uow.commit()
    with database.reading() as memory:
        (une,) = memory.consultations.prochaines(Filtre(recurrent=True))
    assert (une.id, une.lots, une.acheteur, une.attribution, une.modifie_le) == (a, 2, "ville", JUIN, later)


def test_the_last_decision_of_somebody_is_all_that_they_decided_at_once(database, fill, now):
    a, b = fill(marche(1), marche(2))
    with database.unit_of_work() as uow:
        uow.marches.changer(a, {"recurrent": False}, "web:alice", now)
        uow.marches.changer(a, {"recurrent": True, "fin_dite": JUIN}, "web:alice", now + timedelta(minutes=1))
        uow.marches.changer(b, {"recurrent": True}, "web:alice", now + timedelta(minutes=1))
        uow.marches.changer(b, {"recurrent": False}, "web:bob", now + timedelta(minutes=2))
        uow.commit()
    with database.reading() as memory:
        le, changes = memory.consultations.derniere_decision("web:alice", now)
        assert memory.consultations.derniere_decision("web:alice", now + timedelta(minutes=5)) is None
        assert memory.consultations.derniere_decision("web:carole", now) is None
    assert le == now + timedelta(minutes=1)
    assert [(un.marche_id, un.champ, un.avant, un.apres) for un in changes] == [
        (a, "recurrent", "False", "True"),
        (a, "fin_dite", None, "2028-06-01"),
        (b, "recurrent", None, "True"),
    ]


def test_what_is_to_come_comes_first_page_after_page(database, fill):
    jour = date(2028, 6, 15)
    dates = [JUIN, JUILLET, None, jour, date(2020, 1, 1), None, JUILLET]
    numeros = fill(*(marche(n, attribution_prevue=le) for n, le in enumerate(dates)))
    a, b, c, d, e, f, g = numeros
    for limit in (1, 2, 10):
        found = pages(database, Selection(), limit, tri=Tri.A_VENIR, aujourdhui=jour)
        assert [numero for page in found for numero, _ in page] == [d, b, g, c, f, a, e]


def test_columns_of_ones_own_sort_and_filter_as_what_they_hold(database, fill, now):
    a, b, c = fill(marche(1, titulaires=({"nom": "Éclat"},)), marche(2), marche(3))
    with database.unit_of_work() as uow:
        for nom, genre in (("budget", Genre.NOMBRE), ("note", Genre.TEXTE)):
            uow.colonnes.ajouter(nom, nom, genre, (), "web:alice", now)
        budget, note = uow.colonnes.toutes()
        moved = uow.colonnes.ecrire({a: {budget: "9", note: "Été"}, b: {budget: "100"}}, "web:alice", now)
        assert moved == {a: {f"propre:{budget.id}", f"propre:{note.id}"}, b: {f"propre:{budget.id}"}}
        assert uow.colonnes.ecrire({a: {budget: "9"}}, "web:alice", now) == {}
        uow.commit()
    par_budget, par_note = Propre(budget.id, Genre.NOMBRE), Propre(note.id, Genre.TEXTE)
    for limit in (1, 5):
        for tri, descendant, wanted in (
            (par_budget, False, [a, b, c]),
            (par_budget, True, [b, a, c]),
            (par_note, False, [a, b, c]),
        ):
            found = pages(database, Selection(), limit, tri=tri, descendant=descendant)
            assert [numero for page in found for numero, _ in page] == wanted
    for critere, wanted in (
        (Critere(par_budget, de=Decimal(10)), [b]),
        (Critere(par_budget, a=Decimal("9.50")), [a]),
        (Critere(par_budget, vide=True), [c]),
        (Critere(par_note, mots=("ete",)), [a]),
        (Critere(Tri.TITULAIRE, mots=("eclat",)), [a]),
        (Critere(Tri.REFERENT, vide=True), [a, b, c]),
        (Critere(Tri.MONTANT, de=Decimal(1)), []),
    ):
        with database.reading() as memory:
            assert memory.consultations.numeros(Selection(criteres=(critere,))) == wanted


def test_many_contracts_change_at_once_each_from_what_it_was(database, fill, now):
    numeros = fill(*(marche(n, direction="Voirie" if n % 2 else None) for n in range(1000)))
    with database.unit_of_work() as uow:
        moved = uow.marches.changer_ensemble({n: {"direction": "Voirie"} for n in numeros}, "web:alice", now)
        assert sorted(moved) == numeros[::2]
        assert uow.marches.changer_ensemble({10**9: {"direction": "x"}}, "web:alice", now) == {}
        uow.commit()
    with database.reading() as memory:
        assert {un.direction for un in memory.marches.plusieurs(numeros)} == {"Voirie"}
        (_, changes) = memory.consultations.derniere_decision("web:alice", now)
    assert len(changes) == 500
