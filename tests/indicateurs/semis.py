"""Purchases made up at random, with every trait known, unknown or contrary, for figures to be counted on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from storage.indicateurs.records import SaisieRecord
from storage.suivi.records import EtapeRecord

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
ACHETEURS = ("ville", "metropole", "ville", "metropole", "", "?")
DIRECTIONS = ("Sports", "Bâtiments", "Écoles", None)
NATURES = ("travaux", "fournitures", "services", None)
TERNAIRES = (
    "anticipe", "infructueux", "formalise", "alloti", "reserve", "critere_environnemental",
    "consideration_environnementale", "consideration_sociale", "clause_insertion", "avance_bonifiee",
    "economie_circulaire", "tpe_pme", "esus", "insertion_handicap",
)  # fmt: skip
ETAPES = ("proposee", "retenue", "ciblee", "inscrite", "realisee", "ecartee", "reprise", "absente")


def achat(hasard):
    """The columns of a purchase."""
    attribue = hasard.random() < 0.7
    return {
        "acheteur": hasard.choice(ACHETEURS),
        "direction": hasard.choice(DIRECTIONS),
        "annee": hasard.choice((2024, 2025, 2026, 2026, None)),
        "objet": "entretien des terrains",
        "nature": hasard.choice(NATURES),
        "montant_ht": hasard.choice((None, Decimal(hasard.randint(1, 90_000_000)) / 100)),
        "offres": hasard.choice((None, hasard.randint(1, 12))),
        "attribue": attribue,
        "conclu": attribue or hasard.random() < 0.3,
        "vise_economie_circulaire": hasard.random() < 0.4,
        "vise_tpe_pme": hasard.random() < 0.4,
        **{nom: hasard.choice((True, False, None)) for nom in TERNAIRES},
    }


def etapes(hasard, actions=range(1, 27)):
    """Some steps of some actions, on any days, in any order."""
    return [
        EtapeRecord(
            action,
            hasard.choice(ETAPES),
            hasard.choice((None, "pas d'offre")),
            date(2026, 1, 1) + timedelta(days=hasard.randint(0, 20)),
            NOW + timedelta(seconds=hasard.randint(0, 10_000)),
            "alice",
            "personne",
        )
        for action in hasard.sample(list(actions), 6)
        for _ in range(hasard.randint(0, 4))
    ]


def semer(uow, hasard, combien):
    """Follow so many purchases, with their steps."""
    for _ in range(combien):
        numero = uow.achats.creer(achat(hasard), NOW)
        if dites := etapes(hasard):
            uow.achats.dire(numero, dites, NOW)


def saisie(indicateur, valeur=None, annee=2026, acheteur="", **autres):
    """A figure that somebody entered."""
    champs = {"numerateur": None, "denominateur": None, "texte": None, "dans_les_delais": None, **autres}
    return SaisieRecord(indicateur, annee, acheteur, valeur, le=NOW, par="alice", **champs)
