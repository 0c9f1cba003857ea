"""What is asked of an answer, and what is told first."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from handlers.ligne_directe.jugement import demandees, suffisent
from knowledge.ligne_directe.faits import lire_les_faits
from knowledge.ligne_directe.sous_questions import demande_oui_non
from tests.ligne_directe.conftest import JOUR


@pytest.mark.parametrize(
    ("entree", "texte", "dites"),
    [
        ("retenue_garantie", "combien maximum, et je peux donner une cautoin à la place ?", ["taux", "remplacee"]),
        ("retenue_garantie", "c'est quoi ce truc", ["regle"]),
        ("sous_traitant_paiement", "et pour 300 euros ?", ["petit"]),
        ("sous_traitant_paiement", "et pour 3 000 euros ?", ["grand"]),
        ("variantes", "et en mapa ?", ["adaptee"]),
        ("achat_direct", "80 000 euros de services", ["services_dessus"]),
        ("achat_direct", "80 000 euros de travaux", ["travaux"]),
        ("depot_electronique", "par mail c possible", ["courriel"]),
    ],
)
def test_the_words_and_the_facts_choose_what_is_told_first(entree, texte, dites, ligne, contexte):
    lus = lire_les_faits(texte, JOUR)
    trouvees = demandees(ligne.entrees[entree], (texte,), lus, contexte, lus)
    assert [une.id for une, _ in trouvees] == dites


def test_what_is_not_known_decides_nothing(ligne, contexte):
    entree = ligne.entrees["achat_direct"]
    for faits in (
        {},
        {"montant_ht": "60000", "montant_ht_min": "50000", "montant_ht_max": "70000", "nature": "services"},
    ):
        (une, _), *_ = demandees(entree, ("et alors",), faits, contexte, faits)
        assert une.generale


@pytest.mark.parametrize(
    ("entree", "texte", "dit"),
    [
        ("depot_electronique", "je peux envoyer mon offre par mail ?", "non"),
        ("signature_electronique", "faut-il une signature électronique ?", "non"),
        ("groupement", "peut-on répondre à plusieurs ?", "oui"),
        # Asked openly, asked the contrary, or asked of something that the sentence does not speak of.
        ("depot_electronique", "comment envoyer mon offre par mail ?", None),
        ("dume_dc1", "je peux me passer du DC1 ?", None),
        ("dume_dc1", "faut-il signer le DC1 ?", None),
    ],
)
def test_a_yes_or_a_no_is_told_where_it_is_asked_and_meant(entree, texte, dit, ligne, contexte):
    assert demandees(ligne.entrees[entree], (texte,), {}, contexte)[0][1] == dit


def test_a_yes_is_asked_for_in_one_way_or_not_at_all():
    assert [demande_oui_non(q) for q in ("on peut ?", "faut-il, et peut-on ?", "", "où puis-je ?")] == [
        "permission", None, None, None,
    ]  # fmt: skip


def test_all_is_told_where_the_sentence_leaves_out_what_was_asked(ligne, contexte):
    entree = ligne.entrees["entreprise_recente"]
    dites = demandees(entree, ("je viens de créer ma boîte, je peux candidater ?",), {}, contexte)
    assert suffisent(dites, entree, ("je viens de créer ma boîte ?",))
    assert not suffisent(dites, entree, ("mes diplômes suffisent ?",))


def test_at_least_forty_answers_are_told_in_a_sentence(ligne):
    assert sum(any(une.generale for une in entree.sous_questions) for entree in ligne.entrees.values()) >= 40


def test_a_condition_is_compared_with_the_value_of_the_day(ligne, contexte):
    entree = ligne.entrees["sous_traitant_paiement"]
    borne = contexte.seuil("paiement_direct")
    for montant, attendue in ((borne - Decimal("0.01"), "petit"), (borne, "grand")):
        faits = {"montant_ttc": str(montant)}
        assert [une.id for une, _ in demandees(entree, ("",), faits, contexte, faits)] == [attendue]


def test_what_was_kept_before_is_still_read():
    from handlers.ligne_directe.appel import Appel

    ancien = {cle: dit for cle, dit in Appel("q", "mapa").en_json().items() if cle not in ("dite", "aussi")}
    assert Appel.depuis_json(json.loads(json.dumps(ancien))) == Appel("q", "mapa")
