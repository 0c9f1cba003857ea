"""A text retouched in its buyer's words: what is read, what is done, what stays by law, what is undone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from handlers.clauses.atelier import Atelier, _reglages, en_json
from handlers.clauses.document import Annexe, rediger
from handlers.clauses.retouches import appliquer, defaire, en_clair, le_plus_concerne
from knowledge.clauses.calculs import Reglages
from knowledge.clauses.interdits import relever
from knowledge.clauses.retouches import A_RELIRE, tenus
from knowledge.clauses.retouches_dites import lire_les_retouches
from knowledge.diagnostic.diagnostic import diagnostiquer
from storage.clauses.records import ReglageRecord
from tests.clauses.conftest import LE_JOUR

REVISION, LIVRAISONS, GARANTIE = "19.revision_prix_courant", "25.suivi_livraisons_courant", "22.garantie_courant"
LUES = [
    ("Enlevez la part fixe s'il y en a une, et mettez une limite à 3 % de hausse par an", ["regle part_fixe", "regle 3 pct"]),
    ('trop long. 4 lignes max. et parle de "candidats" pas de "soumissionnaires"', ["mot soumissionnaires>candidats", "4 lignes"]),
    ("rajoute 40 % mini pour les bordures et enlève le blabla sur les camions", ["ajout", "ote"]),
    ("ajoute les structures d'insertion aussi et pas de produit chimique", ["ajout", "ajout"]),
    ("Remplace 7 ans par 8, ajoute que la pièce peut être reconditionnée", ["regle 8 ans", "ajout"]),
    ("Trimestriel plutôt qu'annuel, et une petite pénalité, disons 50 € par semaine de retard", ["rythme an>trimestre", "regle 50 eur"]),
    ("passez-le à 8 et mettez 2 points sur la reprise", ["regle 8 None", "regle 2 pct"]),
    ("sans les émissions, nos fournisseurs sont petits", ["ote"]),
    ("une fois par an", ["rythme >an"]),
    ("je le prends", []),
    ("et pour les livraisons ?", []),
    ("résumez-moi tout en dix lignes", []),
    ("", []),
]  # fmt: skip


def _en_bref(dites):
    bref = []
    for une in dites.demandees:
        match une.geste.value:
            case "regle":
                bref.append(f"regle {une.de or f'{une.reglage.valeur} {une.reglage.unite}'}")
            case "rythme" | "mot":
                bref.append(f"{une.geste.value} {une.de}>{une.a}")
            case geste:
                bref.append(geste)
    return bref + ([f"{dites.lignes} lignes"] if dites.lignes else [])


@pytest.mark.parametrize(("texte", "attendu"), LUES)
def test_what_is_asked_of_a_text_is_read(texte, attendu):
    assert _en_bref(lire_les_retouches(texte)) == attendu


@pytest.fixture(scope="module")
def atelier(pack, bibliotheque, contrat):
    faits = contrat(
        objet="écrans pour les écoles", nature="fournitures", montant_ht=120000, duree_mois=36,
        segments=["informatique"], livraisons=True,
    )  # fmt: skip
    return Atelier(
        pack, bibliotheque, diagnostiquer(pack, faits, LE_JOUR, presumer=True), Reglages(), None, frozenset(), {}
    )


def _apres(atelier, cle, *messages):
    for message in messages:
        atelier = (copie := appliquer(atelier, cle, None, lire_les_retouches(message))).atelier
    return copie


def test_a_rhythm_a_value_and_a_cap_are_set_in_the_text(atelier):
    copie = _apres(atelier, REVISION, "une fois par an, sans part fixe", "plafonne la hausse à 3 %")
    texte = copie.offert.rempli.texte
    assert "révisés une fois par an" in texte
    assert "P = P0 × (I ÷ I0)" in texte
    assert "de plus de 3 %, à la hausse comme à la baisse" in texte.replace("\u00a0", " ").replace("\u202f", " ")
    assert copie.offert.titre == "Prix révisables une fois par an"


def test_a_sentence_goes_by_its_words_unless_the_law_or_the_text_needs_it(atelier):
    copie = _apres(atelier, REVISION, "enlève la phrase sur l'indice qui cesse d'être publié")
    assert "cesse d’être publié" not in copie.offert.rempli.texte
    garde = _apres(atelier, REVISION, "enlève le passage à la hausse comme à la baisse")
    assert [une["pourquoi"] for une in garde.refusees] == ["tenu"]
    assert garde.offert.rempli.texte == atelier.texte(REVISION).rempli.texte
    assert [une["pourquoi"] for une in _apres(atelier, REVISION, "enlève la phrase sur les chevaux").refusees] == [
        "phrase_absente"
    ]


@pytest.mark.parametrize(
    "ajout",
    ["ajoute que le titulaire est à moins de 80 km", "ajoute que seuls les écrans de marque Dell sont acceptés", "ajoute une politique RSE générale"],
)  # fmt: skip
def test_an_addition_that_no_text_may_say_is_refused_with_why(atelier, ajout):
    copie = _apres(atelier, GARANTIE, ajout)
    assert [une["pourquoi"] for une in copie.refusees] == ["interdit"]
    assert not copie.faites


def test_an_addition_is_to_be_read_again_and_stands_in_the_text(atelier):
    copie = _apres(atelier, GARANTIE, "ajoute que les pièces peuvent être d'occasion")
    assert copie.offert.rempli.texte.splitlines()[-1] == f"Les pièces peuvent être d'occasion. {A_RELIRE}"


def test_of_the_texts_just_shown_the_one_that_has_the_value_is_meant(atelier):
    assert le_plus_concerne(atelier, (LIVRAISONS, GARANTIE), lire_les_retouches("remplace 5 ans par 8")) == GARANTIE
    assert le_plus_concerne(atelier, (LIVRAISONS, GARANTIE), lire_les_retouches("1,2 M€ HT, 14 mois")) is None


def test_retouches_are_kept_and_undone_one_by_one(atelier):
    copie = _apres(atelier, GARANTIE, "garantie 4 ans", "garantie 5 ans", "remplace titulaire par fournisseur")
    reglages = copie.atelier.reglages
    assert _reglages(ReglageRecord("courant", en_json(reglages))) == reglages
    assert [une["geste"] for une in en_clair(copie.atelier, copie.offert)] == ["regle", "mot"]
    souche = copie.modele.souche
    for valeur in (Decimal(5), Decimal(4), None):
        reglages, defaite = defaire(reglages, souche)
        assert defaite is not None
        assert reglages.valeurs.get("22.garantie_min", reglages.valeurs.get("22.garantie")) == valeur
    assert defaire(reglages, souche)[1] is None
    assert replace(atelier, reglages=reglages).texte(GARANTIE).rempli == atelier.texte(GARANTIE).rempli


def test_the_word_file_tells_the_retouches(atelier, pack, knowledge):
    copie = _apres(atelier, GARANTIE, "garantie 5 ans", "ajoute que les pièces peuvent être d'occasion")
    texte = rediger(pack, knowledge.wording, Annexe(copie.atelier, 12, 7, LE_JOUR))
    assert "Retouché par l'acheteur, à relire : Combien d’années de garantie" in texte
    assert "votre ajout, à relire" in texte


@pytest.mark.parametrize("regle", tenus(), ids=lambda regle: regle.id)
def test_what_a_text_must_keep_is_found(regle):
    assert all(any(trouve is regle for trouve, _ in relever(phrase, tenus())) for phrase in regle.refuse)
    assert not any(trouve is regle for phrase in regle.accepte for trouve, _ in relever(phrase, tenus()))
