"""Drawn contracts: whatever the purchase and the level, no filled text says what is refused, and none has a brace left."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from knowledge.clauses.calculs import Reglages
from knowledge.clauses.choix import offrir
from knowledge.clauses.interdits import relever
from knowledge.clauses.modeles import Niveau
from knowledge.diagnostic.diagnostic import diagnostiquer
from knowledge.regles.faits import Ensemble, Genre, Intervalle, Options, Texte

LE_JOUR = date(2026, 11, 30)
OBJETS = ("nettoyage des locaux", "rénovation d'un gymnase", "fourniture de denrées", "étude de programmation")
MONTANTS = (3000, 40000, 60000, 89999, 90000, 90001, 140000, 215000, 216000, 400000, 1200000, 6000000)
DUREES = (1, 2, 3, 4, 12, 13, 24, 36, 48)


def tirer(pack, hasard):
    """A contract of which some facts are known."""
    faits = pack.vocabulaire.aucun_fait()
    for nom, fait in pack.vocabulaire.items():
        if hasard.random() < 0.45 or nom in ("date_consultation", "date_attribution"):
            continue
        match fait.genre:
            case Genre.TEXTE:
                possible = Texte(hasard.choice(OBJETS)) if nom == "objet" else None
            case Genre.NOMBRE:
                possible = Intervalle.point(Decimal(hasard.choice(DUREES if fait.unite == "mois" else MONTANTS)))
            case Genre.CHOIX:
                possible = Options(frozenset({hasard.choice(sorted(fait.options))}))
            case Genre.OUI_NON:
                possible = Options(frozenset({hasard.choice(("oui", "non"))}))
            case Genre.ENSEMBLE:
                dedans = frozenset(hasard.sample(sorted(fait.options), hasard.choice((0, 1, 1, 2))))
                possible = Ensemble(dedans, fait.options - dedans)
            case _:
                possible = None
        if possible is not None:
            faits = faits.corriger(nom, possible)
    return faits


@cache
def refuses(texte):
    return tuple((interdit.id, morceau) for interdit, morceau in relever(texte))


def essayer(pack, bibliotheque, combien, graine):
    hasard = random.Random(graine)
    vus = 0
    for _ in range(combien):
        juge = diagnostiquer(pack, tirer(pack, hasard), LE_JOUR, presumer=True)
        niveau = hasard.choice(list(Niveau))
        for offert in offrir(pack, bibliotheque, juge, Reglages(niveau)):
            vus += 1
            for dit in (offert.rempli.texte, offert.rempli.preuve or ""):
                assert refuses(dit) == (), (offert.modele.cle, dit)
                assert not set("{}") & set(dit), offert.modele.cle
                assert "  " not in dit and " ." not in dit and " ," not in dit, (offert.modele.cle, dit)  # noqa: PT018
    return vus


def test_thirty_drawn_contracts(pack, bibliotheque):
    assert essayer(pack, bibliotheque, 30, 1) > 300


@pytest.mark.long
def test_five_hundred_drawn_contracts(pack, bibliotheque):
    assert essayer(pack, bibliotheque, 500, 2) > 5000
