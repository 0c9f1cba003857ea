"""Records written for these tests: none is of a real contract."""

import io
import json

import pytest

from knowledge.registre.fichiers import ouvrir
from knowledge.registre.regroupement import lire

SIRET_VILLE = "21630113500010"
SIRET_METROPOLE = "24630070100079"
SIRET_A = "73282932000074"
SIRET_B = "55208131766522"


@pytest.fixture
def marche():
    """A complete marché in format v2, changed as asked; None takes a field away."""

    def faire(**changements):
        entier = {
            "id": "2024M01",
            "acheteur": {"id": SIRET_VILLE},
            "nature": "Marché",
            "objet": "Entretien ménager des écoles",
            "codeCPV": "90911200-8",
            "procedure": "Appel d'offres ouvert",
            "marcheInnovant": False,
            "ccag": "Fournitures courantes et services",
            "offresRecues": 3,
            "attributionAvance": True,
            "tauxAvance": 0.1,
            "typeGroupementOperateurs": "Pas de groupement",
            "lieuExecution": {"code": "63113", "typeCode": "Code commune"},
            "dureeMois": 48,
            "dateNotification": "2024-03-15",
            "datePublicationDonnees": "2024-04-02",
            "montant": 345678.9,
            "formePrix": "Unitaire",
            "sousTraitanceDeclaree": False,
            "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": SIRET_A}}],
            "considerationsSociales": {"considerationSociale": ["Clause sociale"]},
            "considerationsEnvironnementales": {"considerationEnvironnementale": ["Critère environnemental"]},
            "modalitesExecution": {"modaliteExecution": ["Bons de commande"]},
            "techniques": {"technique": ["Accord-cadre"]},
            "typesPrix": {"typePrix": ["Définitif révisable"]},
        }
        return {nom: valeur for nom, valeur in (entier | changements).items() if valeur is not None}

    return faire


@pytest.fixture
def lire_json():
    """The readings of records given as one official file."""

    def lectures(*enregistrements, concessions=(), **options):
        contenu = json.dumps({"marches": {"marche": enregistrements, "contrat-concession": concessions}})
        return list(lire(ouvrir("decp.json", io.BytesIO(contenu.encode())), **options))

    return lectures


@pytest.fixture
def lire_un(lire_json):
    """The contract of one record, and its remarks as (gravity, cause, field, retained)."""

    def un(enregistrement, **options):
        (lecture,) = lire_json(enregistrement, **options)
        return lecture.marche, [(r.gravite.value, r.cause, r.champ, r.retenu) for r in lecture.remarques]

    return un


@pytest.fixture
def lire_texte():
    """The readings of a text file."""

    def lectures(texte, **options):
        return list(lire(ouvrir("tableau.csv", io.BytesIO(texte.encode())), **options))

    return lectures
