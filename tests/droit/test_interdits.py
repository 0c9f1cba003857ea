"""Sentences that must never come out, wherever they are written or said; their data are in interdits.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.droit.conftest import a_plat

INTERDITS = yaml.safe_load(Path(__file__).with_name("interdits.yaml").read_text("utf-8"))
# One conversation each, and what is then asked of the diagnosis.
ACHATS = (
    "nettoyage de bureaux, services, 85 000 € HT sur 36 mois, MAPA",
    "restauration scolaire, 210 000 € HT, 12 mois, MAPA",
    "travaux de rénovation d'une école, 300 000 € HT, 8 mois, MAPA",
    "maîtrise d'œuvre d'un gymnase neuf, 280 000 € HT, appel d'offres",
    "mobilier, accord-cadre de 215 999 € HT, 48 mois, appel d'offres",
    "véhicules et pneus, 216 000 € HT, appel d'offres",
    "gardiennage, 70 000 € HT, 12 mois, MAPA, service spécifique",
    "concession d'un café, 30 000 €, 36 mois",
    "délégation de service public de la piscine, 6 000 000 €, 84 mois",
    "travaux de voirie, 120 000 € HT, consultation en janvier 2027, MAPA",
)
SUITES = ("résultat", "tout", "loi", "conseils", "détail 17", "fiche 11")

identifie = pytest.mark.parametrize("interdit", INTERDITS, ids=lambda un: f"{un['point']}, {un['pourquoi']}")


def fautifs(interdit: dict[str, Any], textes: Iterable[str]) -> list[str]:
    """The passages that an entry forbids in these texts."""
    motif, sans = re.compile(interdit["motif"], re.IGNORECASE), re.compile(interdit.get("sans", r"(?!)"), re.IGNORECASE)
    return [trouve[0] for texte in textes if (trouve := motif.search(texte)) and not sans.search(texte)]


def test_enough_is_forbidden():
    assert len({un["motif"] for un in INTERDITS}) >= 40


@identifie
def test_it_takes_what_is_false_and_leaves_what_is_right(interdit):
    assert fautifs(interdit, [interdit["faux"]])
    assert not fautifs(interdit, [interdit.get("juste", "")])


@identifie
def test_no_text_says_it(interdit, ecrits):
    dits = {nom: trouves for nom, textes in ecrits.items() if (trouves := fautifs(interdit, textes))}
    assert dits == {}


@identifie
def test_no_answer_to_a_firm_says_it(interdit, reponses):
    dits = {nom: trouves for nom, texte in reponses.items() if (trouves := fautifs(interdit, [a_plat(texte)]))}
    assert dits == {}


@identifie
def test_no_diagnosis_says_it(interdit, diagnostics):
    dits = {achat: trouves for achat, textes in diagnostics.items() if (trouves := fautifs(interdit, textes))}
    assert dits == {}


def test_nothing_is_both_to_be_confirmed_and_verified(reponses, diagnostics):
    """Answer by answer, and law by law in what a buyer is shown."""
    blocs = [*reponses.values(), *(bloc for textes in diagnostics.values() for bloc in textes)]
    assert [bloc for bloc in blocs if "À confirmer" in bloc and re.search(r"\b[Vv]érifiée? le ", bloc)] == []


def test_an_exception_told_ends_a_sentence_that_holds(knowledge):
    """« Sauf » is followed by a case, never by the word alone."""
    for entree in (*knowledge.ligne().entrees.values(), *knowledge.ligne().acheteurs.values()):
        for exception in entree.exceptions:
            assert exception[0].islower(), entree.id
            assert len(exception) > 20, entree.id


@pytest.fixture(scope="module")
def diagnostics(converse):
    """What each purchase is told, by block: a law, an action."""
    return {
        achat: [a_plat(bloc) for dit in (achat, *SUITES) for bloc in re.split(r"\n\n(?=\*\*)|\n## ", dit_a(dit))]
        for achat in ACHATS
        for dit_a in [converse()]
    }
