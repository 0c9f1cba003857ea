"""The real pack, read once, and ways to write contracts and broken packs."""

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, settings

from knowledge.diagnostic.diagnostic import Diagnostic, diagnostiquer
from knowledge.plan.chargement import DROIT, PACKS, charger, lire_pack
from knowledge.plan.pack import Pack
from knowledge.regles.faits import NON, OUI, Ensemble, Faits, Genre, Intervalle, Options, Possible, Texte, Vocabulaire
from knowledge.verification import Rapport, cas, verifier

settings.register_profile(
    "knowledge",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("knowledge")

JOUR = date(2026, 11, 24)

Contrat: TypeAlias = Callable[..., Faits]
Diagnostiquer: TypeAlias = Callable[..., Diagnostic]


@cache
def pack_reel() -> Pack:
    return charger()


@pytest.fixture(scope="session")
def pack() -> Pack:
    return pack_reel()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test per example of the pack, named as the example is."""
    if "un_exemple" in metafunc.fixturenames:
        lus = [(un, exemple) for un in cas(pack_reel()) for exemple in un.exemples]
        noms = [f"{next(iter(un.regles)) if un.titre == 'obligation' else un.titre} : {ex.titre}" for un, ex in lus]
        metafunc.parametrize("un_exemple", lus, ids=noms)


def possible(vocabulaire: Vocabulaire, nom: str, valeur: Any) -> Possible:
    """A plain Python value as the set of values still possible."""
    fait = vocabulaire[nom]
    match fait.genre:
        case Genre.NOMBRE:
            return Intervalle.point(Decimal(str(valeur)))
        case Genre.DATE:
            return Intervalle.point(date.fromisoformat(valeur))
        case Genre.OUI_NON:
            return Options(frozenset({OUI if valeur else NON}))
        case Genre.CHOIX:
            return Options(frozenset({valeur}))
        case Genre.ENSEMBLE:
            return Ensemble(frozenset(valeur), fait.options - frozenset(valeur))
        case _:
            return Texte(valeur)


@pytest.fixture(scope="session")
def contrat(pack: Pack) -> Contrat:
    def ecrire(**valeurs: Any) -> Faits:
        faits = pack.vocabulaire.aucun_fait()
        for nom, valeur in valeurs.items():
            faits = faits.corriger(nom, possible(pack.vocabulaire, nom, valeur))
        return faits

    return ecrire


@pytest.fixture(scope="session")
def diagnostic(pack: Pack, contrat: Contrat) -> Diagnostiquer:
    def faire(**valeurs: Any) -> Diagnostic:
        return diagnostiquer(pack, contrat(**valeurs), JOUR)

    return faire


class Copie:
    """A copy of the real pack and the law, to be spoilt."""

    def __init__(self, racine: Path) -> None:
        self.packs = racine / "packs"
        self.droit = racine / "droit"
        shutil.copytree(PACKS / "clermont", self.packs / "clermont")
        shutil.copytree(DROIT, self.droit)

    def chemin(self, fichier: str) -> Path:
        """The file whose path under the pack, or under `droit/`, starts like that."""
        (trouve,) = [*self.packs.glob(f"clermont/{fichier}*"), *self.droit.parent.glob(f"{fichier}*")]
        return trouve

    def changer(self, fichier: str, avant: str, apres: str) -> int:
        """Replace the first occurrence; return its line."""
        chemin = self.chemin(fichier)
        texte = chemin.read_text("utf-8")
        assert avant in texte
        chemin.write_text(texte.replace(avant, apres, 1), "utf-8")
        return texte[: texte.index(avant)].count("\n") + 1

    def lire(self) -> list[str]:
        return [str(faute) for faute in lire_pack("clermont", self.packs, self.droit)[1]]

    def verifier(self, jour: date = JOUR) -> Rapport:
        return verifier("clermont", self.packs, self.droit, jour)


@pytest.fixture
def copie(tmp_path: Path) -> Copie:
    return Copie(tmp_path)
