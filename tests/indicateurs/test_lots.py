"""Lots and contracts: what counts contracts counts those of one consultation once, on made-up purchases and by hand."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from random import Random

import pytest

from handlers.indicateurs.tableau_de_bord import voulu
from storage.indicateurs.repository import Compte, Perimetre, Somme
from storage.suivi.records import Pas
from tests.indicateurs import semis

ACHETEURS = ("ville", "metropole", "?")
PERIMETRE = Perimetre(ACHETEURS)
COMPTES = (
    Compte(),
    Compte(vrais=frozenset({"attribue"})),
    Compte(vrais=frozenset({"attribue", "reserve"}), mesure="montant_ht"),
    Compte(vrais=frozenset({"attribue"}), mesure="offres"),
    Compte(vrais=frozenset({"tpe_pme"}), connus=frozenset({"esus"})),
    Compte(action=8, pas=(Pas.INSCRITE, Pas.RETENUE | Pas.CIBLEE)),
    Compte(action=8, pas=(Pas.INSCRITE,), mesure="offres"),
    Compte(action=14, pas=(Pas.RETENUE | Pas.CIBLEE,), vrais=frozenset({"alloti"})),
    Compte(action=18, vrais=frozenset({"tpe_pme"})),
    Compte(lignes=True, pas=(Pas.PROPOSEE,)),
)


@pytest.fixture
def seme(database):
    hasard = Random(5)
    numeros = []
    with database.unit_of_work() as uow:
        for rang in range(240):
            consultation = None if rang % 3 == 0 else f"lots/{hasard.randint(1, 40)}"
            numero = uow.achats.creer({**semis.achat(hasard), "consultation": consultation}, semis.NOW)
            numeros.append(numero)
            if dites := semis.etapes(hasard, (8, 14, 18, 22, 24, 25)):
                uow.achats.dire(numero, dites, semis.NOW)
        uow.commit()
    return database, numeros


def a_la_main(memory, un, lots, numeros):
    """What is counted, contract by contract: each of its lots that counts, under one key or its own."""
    achats, suivis = memory.achats.plusieurs(numeros), memory.achats.suivis(numeros)
    groupes = defaultdict(list)
    for numero, achat in achats.items():
        if achat.annee is None or achat.acheteur not in ACHETEURS or (achat.conclu and not achat.attribue):
            continue
        if not all(achat.traits[nom] for nom in un.vrais) or any(achat.traits[nom] is None for nom in un.connus):
            continue
        valeur = None if un.mesure is None else getattr(achat, un.mesure)
        if un.mesure is not None and valeur is None:
            continue
        cle = achat.consultation if achat.consultation and not lots else numero
        siennes = [
            ligne.action
            for ligne in suivis.get(numero, ())
            if un.action in (None, ligne.action) and all(ligne.passage & pas for pas in un.pas)
        ]
        for action in siennes if un.de_lignes else (None,):
            groupes[achat.annee, achat.acheteur, cle, action].append(valeur)
    trouve = defaultdict(Somme)
    for (annee, acheteur, *_), valeurs in groupes.items():
        combine = max if un.mesure == "offres" else sum
        total = Decimal(0) if un.mesure is None else Decimal(combine(valeurs))
        trouve[annee, acheteur] += Somme(1, total)
    return dict(trouve)


@pytest.mark.parametrize("lots", [False, True])
def test_the_database_counts_as_by_hand(seme, lots):
    database, numeros = seme
    with database.reading() as memory:
        # All at once, as the dashboards do.
        voulus = [Compte(**{**{nom: getattr(c, nom) for nom in c.__slots__}, "lots": lots}) for c in COMPTES]
        trouves = memory.indicateurs.compter(voulus, PERIMETRE)
        for un, voulu_ in zip(COMPTES, voulus, strict=True):
            trouve = {cle: somme for cle, somme in trouves[voulu_].items() if somme.nombre}
            assert trouve == a_la_main(memory, un, lots, numeros), un


def test_every_figure_of_the_plan_opens_as_many_as_it_counts(seme, pack):
    perimetre = Perimetre(ACHETEURS, None, (2026,))
    with seme[0].reading() as memory:
        for cle, chiffre in pack.chiffres.items():
            calcul = chiffre.calcul
            if calcul is None or calcul.compte is None or calcul.de.lignes or calcul.distinct:
                continue
            besoin = voulu(calcul)
            sommes = memory.indicateurs.compter(besoin.tous, perimetre)
            dans = None if besoin.dans is None else besoin.connus
            combien, au_numerateur = memory.indicateurs.combien_derriere(besoin.de, dans, perimetre)
            de, connus = (sum(somme.nombre for somme in sommes[un].values()) for un in (besoin.de, besoin.connus))
            # A consultation may be of two buyers here, made up as they are: it is behind the figure once.
            assert au_numerateur <= de, cle
            assert combien <= (de if dans is None else connus), cle
            if calcul.lots:
                assert au_numerateur == de, cle


def test_three_lots_are_one_contract_and_three_holders(database, pack):
    """A contract of three lots, one reserved, two to small firms; and a contract alone."""
    with database.unit_of_work() as uow:
        for offres, montant, reserve, petite in (
            (4, 10_000, True, True),
            (7, 20_000, False, True),
            (2, 30_000, False, False),
        ):
            uow.achats.creer(
                {"acheteur": "ville", "annee": 2026, "attribue": True, "conclu": True, "consultation": "lots/fete", "offres": offres,
                 "montant_ht": Decimal(montant), "reserve": reserve, "tpe_pme": petite},
                semis.NOW,
            )  # fmt: skip
        seul = {
            "acheteur": "ville",
            "annee": 2026,
            "attribue": True,
            "conclu": True,
            "offres": 3,
            "tpe_pme": True,
            "reserve": False,
        }
        uow.achats.creer(seul, semis.NOW)
        uow.commit()

    def somme(memory, cle, lequel):
        besoin = voulu(pack.chiffres[cle].calcul)
        un = getattr(besoin, lequel)
        return memory.indicateurs.compter([un], Perimetre(("ville",)))[un].get((2026, "ville"), Somme())

    with database.reading() as memory:
        assert somme(memory, "11.evolution_contrats_reserves", "de").nombre == 1
        assert somme(memory, "11.evolution_contrats_reserves", "sur").nombre == 2
        assert somme(memory, "14.part_titulaires_tpe_pme", "de").nombre == 3
        assert somme(memory, "14.part_titulaires_tpe_pme", "sur").nombre == 4
        assert somme(memory, "11.volume_contrats_reserves", "de") == Somme(1, Decimal(10_000))
        # Seven firms at the most to one lot, and three.
        assert somme(memory, "15.soumissionnaires_moyen", "de") == Somme(2, Decimal(10))
