"""What is learned from contracts is only ever proposed, and only when it is sure."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.cpv import Familles, Reconnaisseur
from knowledge.cpv.nomenclature import _FICHIER as NOMENCLATURE
from knowledge.cpv.nomenclature import tous
from knowledge.cpv.reconnaisseur import FICHIER
from knowledge.cpv.traits import mots, traits
from knowledge.recherche.modele import Modele
from tests.fixtures.knowledge import pack_reel

MO = 1_000_000
PACK = pack_reel()
RECONNAISSEUR = Reconnaisseur(Familles(PACK.familles))


@pytest.mark.parametrize(
    ("objet", "famille"),
    [
        ("médicaments", "sante"),
        ("lots de medicamants pour le dispensaire", "sante"),
        ("plomberie sanitaire du groupe scolaire", "travaux"),
        ("police d'assurance flotte automobile", "assurances"),
        ("location et entretien du linge plat", "blanchisserie"),
    ],
)
def test_an_object_is_recognised(objet, famille):
    proposition = RECONNAISSEUR.proposer(objet)
    assert proposition is not None
    assert proposition.famille.id == famille


@pytest.mark.parametrize(
    "objet", ["", "zorblaxes à gogo", "lot 3", "12 000", "sel de déneigement", "médecine du travail", "le la les", "🙂"]
)
def test_nothing_is_proposed_of_an_object_that_says_nothing_sure(objet):
    assert RECONNAISSEUR.proposer(objet) is None


@given(
    st.lists(st.sampled_from([*list(Modele.lire(FICHIER).traits)[::50], "12", "lot", "é🙂", "xxxxxxxx"]), max_size=12)
)
def test_any_words_are_answered(mots_tires):
    proposition = RECONNAISSEUR.proposer(" ".join(mots_tires))
    assert proposition is None or (proposition.famille.faits and 0 < proposition.surete <= 1)


def test_what_is_shipped_stays_small_and_knows_only_families_of_the_pack():
    assert FICHIER.stat().st_size + NOMENCLATURE.stat().st_size < 5 * MO
    modele = Modele.lire(FICHIER)
    assert set(modele.classes) <= {famille.id for famille in PACK.familles}
    assert 0.5 < modele.seuil < 1


def test_sureness_is_a_share():
    surete = Modele.lire(FICHIER).surete(traits(mots("maintenance des ascenseurs de la mairie")))
    assert sum(surete) == pytest.approx(1)
    assert min(surete) >= 0


def test_a_pack_without_those_families_proposes_nothing():
    assert Reconnaisseur(Familles(())).proposer("médicaments") is None


# --- the command ------------------------------------------------------------------------------------------------------

OBJETS = {
    "90910000": ("nettoyage des locaux", "nettoyage des vitres", "propreté des écoles", "entretien ménager"),
    "34110000": ("achat de voitures", "voitures électriques", "acquisition de véhicules", "location de voitures"),
    "45233140": ("travaux de voirie", "réfection de chaussée", "enrobés rue haute", "trottoirs et chaussées"),
}


@pytest.fixture
def contrats(tmp_path):
    """Fifteen made-up buyers who each buy three things."""
    chemin = tmp_path / "decp.jsonl.gz"
    with gzip.open(chemin, "wt", encoding="utf-8") as sortie:
        for acheteur in range(15):
            for code, objets in OBJETS.items():
                objet = f"{objets[acheteur % 4]} {objets[(acheteur + 1) % 4]}"
                ligne = {"_objet": objet, "_cpv8": code, "_acheteur": str(acheteur)}
                sortie.write(json.dumps(ligne, ensure_ascii=False) + "\n")
        sortie.write(json.dumps({"_objet": "hors nomenclature", "_cpv8": "12345678", "_acheteur": "0"}) + "\n")
    return chemin


def test_learning_is_reproducible(contrats, tmp_path, capsys, monkeypatch):
    apprendre = pytest.importorskip("knowledge.training.cpv")
    # One label in ten of the nomenclature: it is learned from twelve times.
    quelques_uns = [un for rang, un in enumerate(tous()) if rang % 10 == 0 or un[0] in OBJETS]
    monkeypatch.setattr(apprendre, "tous", lambda: iter(quelques_uns))
    jugements = tmp_path / "jugements.jsonl"
    jugements.write_text("", encoding="utf-8")
    octets = []
    for nom in ("un.bin", "deux.bin"):
        sortie = tmp_path / nom
        assert apprendre.main([str(contrats), "--sortie", str(sortie), "--jugements", str(jugements)]) == 0
        octets.append(sortie.read_bytes())
    assert octets[0] == octets[1]
    assert "45 objets distincts de 15 acheteurs" in capsys.readouterr().out
    modele = Modele.lire(tmp_path / "un.bin")
    surete = dict(zip(modele.classes, modele.surete(traits(mots("nettoyage des écoles"))), strict=True))
    assert max(surete, key=surete.__getitem__) == "nettoyage"
    # Nothing was judged: nothing may be proposed.
    assert modele.seuil > 1


def test_missing_contracts_are_told(tmp_path, capsys):
    apprendre = pytest.importorskip("knowledge.training.cpv")
    assert apprendre.main([str(tmp_path / "absent.jsonl.gz")]) == 2
    assert "il n'y a pas de contrats à cet endroit" in capsys.readouterr().err
