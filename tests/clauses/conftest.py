from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from knowledge.clauses.chargement import clauses_de
from knowledge.regles.faits import Ensemble, Genre, Intervalle, Options, Texte

LE_JOUR = date(2026, 11, 30)


@pytest.fixture(scope="session")
def bibliotheque(pack):
    return clauses_de(pack)


@pytest.fixture(scope="session")
def contrat(pack):
    """The facts of a contract, as they would be said."""

    def possible(fait, valeur):
        match fait.genre:
            case Genre.TEXTE:
                return Texte(valeur)
            case Genre.NOMBRE:
                return Intervalle.point(Decimal(valeur))
            case Genre.CHOIX:
                return Options(frozenset({valeur}))
            case Genre.OUI_NON:
                return Options(frozenset({"oui" if valeur else "non"}))
            case _:
                return Ensemble(frozenset(valeur), fait.options - frozenset(valeur))

    def faits(**dits):
        connus = pack.vocabulaire.aucun_fait()
        for nom, valeur in dits.items():
            connus = connus.corriger(nom, possible(pack.vocabulaire[nom], valeur))
        return connus

    return faits


@pytest.fixture(scope="session")
def nettoyage(contrat):
    return contrat(
        objet="nettoyage des locaux", nature="services", montant_ht=180000, duree_mois=36, segments=["nettoyage"]
    )


@pytest.fixture(scope="session")
def denrees(contrat):
    return contrat(
        objet="denrées alimentaires pour la restauration scolaire", nature="fournitures", montant_ht=400000,
        duree_mois=48, segments=["restauration_scolaire", "alimentation"], livraisons=True,
    )  # fmt: skip


@pytest.fixture(scope="session")
def gymnase(contrat):
    return contrat(
        objet="rénovation du gymnase", nature="travaux", montant_ht=1200000, duree_mois=14, segments=["renovation"]
    )
