"""A dashboard made up from the real fiches: every kind of figure, missing ones, odd ones, for whoever draws it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

from knowledge.plan.tableau_de_bord import (
    VIDE,
    ASavoir,
    Chiffre,
    CibleSuivie,
    Dashboard,
    Entonnoir,
    Genre,
    Requete,
    TableauDeBord,
    Valeur,
)

ANNEES = (2023, 2024, 2025, 2026)


def exemple(pack, dashboard=Dashboard.ACTIONS, annee=2026, acheteur=None, graine=7, vide=False):
    """A dashboard of that pack; `vide`: nothing was ever followed."""
    hasard = Random(graine)
    numeros = [n for n in pack.fiches if (n <= 7) == (dashboard is Dashboard.DEPLOIEMENT)]
    chiffres = []
    for numero in numeros:
        for indicateur in pack.fiches[numero].indicateurs:
            saisie = indicateur.saisie
            unite = "%" if saisie is None else _unite(saisie)
            genre = Genre.PART if saisie is None else Genre.SAISIE
            chiffres.append(
                Chiffre(
                    f"{numero}.{indicateur.id}",
                    indicateur.titre,
                    indicateur.famille,
                    genre,
                    unite,
                    tuple((an, VIDE if vide else _valeur(hasard, unite, genre)) for an in ANNEES if an <= annee),
                    action=numero,
                    par=None if saisie is None else "plie",
                    ouvrable=saisie is None,
                    sens=1,
                    par_acheteur={a.id: VIDE if vide else _valeur(hasard, unite, genre) for a in pack.acheteurs},
                    figees=frozenset() if vide else frozenset({annee}),
                    maintenant=None if vide else Valeur(Decimal(40), Decimal(8), Decimal(20), 20, 24),
                )
            )
    cibles = [_cible(cible, hasard, vide) for cible in pack.cibles]
    return TableauDeBord(
        Requete(dashboard, annee, acheteur),
        date(annee, 11, 25),
        ANNEES,
        0 if vide else 214,
        0 if vide else 251,
        tuple(chiffres),
        tuple(cibles),
        tuple(Entonnoir(n) if vide else Entonnoir(n, 120 - n, 60 - n, 40 - n, max(0, 22 - n), 9) for n in numeros),
        (
            ASavoir("Deux cibles sur six sont atteintes.", None, "neutre"),
            ASavoir("La clause d'insertion progresse de 12 points en un an.", "8.part_clauses_insertion", "bon"),
            ASavoir("14 chiffres attendent leur pilote.", None, "manque", saisies=True),
        ),
        14,
        5,
        None if vide else date(annee, 12, 10),
    )


def _unite(saisie):
    return saisie["unite"] if isinstance(saisie, dict) else saisie.unite


def _valeur(hasard, unite, genre):
    if hasard.random() < 0.2:
        return VIDE
    if unite == "texte":
        return Valeur(texte="Femmes 41 %, moins de 26 ans 18 % <script>alert(1)</script>")
    if unite == "oui_non":
        return Valeur(Decimal(hasard.randint(0, 1)), dans_les_delais=hasard.random() < 0.5)
    if genre is Genre.PART:
        sur = hasard.randint(1, 80)
        combien = hasard.randint(0, sur)
        return Valeur(Decimal(100 * combien) / sur, Decimal(combien), Decimal(sur), sur, sur + hasard.randint(0, 9))
    return Valeur(Decimal(hasard.randint(0, 2_500_000)) / 10)


def _cible(cible, hasard, vide):
    valeurs = tuple((an, VIDE if vide else _valeur(hasard, "%", Genre.PART)) for an in ANNEES)
    chiffre = Chiffre(f"cible.{cible.id}", cible.titre, "cible", Genre.PART, "%", valeurs, ouvrable=True, sens=1)
    reste = None if valeurs[-1][1].valeur is None else max(Decimal(0), cible.derniere - valeurs[-1][1].valeur)
    manque = None if reste is None else int(reste // 3)
    return CibleSuivie(chiffre, dict(cible.valeurs), cible.derniere, 2026, reste, manque, 6)
