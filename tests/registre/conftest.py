"""Records written for these tests: none is of a real contract."""

import fcntl
import io
import json
import os
import pickle
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge.registre.fichiers import ouvrir
from knowledge.registre.regroupement import lire

ROOT = Path(__file__).parents[2]
DONNEES = Path(os.environ.get("SPASER_DONNEES_DIR") or ROOT.parent / "shared" / "data")
JSONL = DONNEES / "decp.jsonl.gz"
SANS_DONNEES = pytest.mark.skipif(
    not JSONL.exists() and os.environ.get("SPASER_NO_SKIP") != "oui",
    reason=f"no published data in {DONNEES}; set SPASER_DONNEES_DIR",
)

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


# What is read is kept as it comes, and never held.
LIRE = """
import pickle, re, sys
from pathlib import Path
from knowledge.registre.fichiers import ouvrir
from knowledge.registre.regroupement import lire
nombre = 0
with open(sys.argv[1], "rb") as fichier, open(sys.argv[2], "wb") as lues:
    for lecture in lire(ouvrir("decp.jsonl.gz", fichier)):
        pickle.dump(lecture, lues)
        nombre += 1
# What the process took since it began; `ru_maxrss` would count what its parent had.
etat = Path("/proc/self/status")
octets = re.search(r"VmHWM:\\s*(\\d+)", etat.read_text()) if etat.exists() else None
print(nombre, int(octets[1]) / 1024 if octets else "")
"""


@dataclass(frozen=True)
class Publiees:
    """The published records as they are read, and the megabytes that reading them takes, where a process can tell."""

    chemin: Path
    nombre: int
    megaoctets: float | None

    def lectures(self):
        with self.chemin.open("rb") as fichier:
            return [pickle.load(fichier) for _ in range(self.nombre)]


@pytest.fixture(scope="session")
def publiees(tmp_path_factory) -> Publiees:
    """The published records, whole: twenty seconds of reading, once for all the processes that test."""
    dossier = tmp_path_factory.getbasetemp()
    dossier = dossier.parent if "PYTEST_XDIST_WORKER" in os.environ else dossier
    lues, mesure = dossier / "publiees.pickle", dossier / "publiees.mesure"
    with (dossier / "publiees.verrou").open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        if not mesure.exists():
            lire_a_part = [sys.executable, "-c", LIRE, JSONL, lues]
            mesure.write_text(subprocess.run(lire_a_part, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    nombre, *megaoctets = mesure.read_text().split()
    return Publiees(lues, int(nombre), float(megaoctets[0]) if megaoctets else None)
