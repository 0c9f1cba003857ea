"""What documents tell of a purchase, whichever kind they are; and what is written in all of them, and tells nothing."""

from __future__ import annotations

import io
from datetime import date

import pytest

from knowledge.lecture.documents import choisis, lire_un_document, lots_du_document
from knowledge.registre.documents import lire_le_document
from knowledge.regles.faits import Ensemble, Intervalle, Options, Texte
from tests.fixtures import documents
from tests.lecture.test_lots import LECTEUR

JOUR = date(2026, 11, 30)


def blocs(contenu):
    return lire_le_document("x", io.BytesIO(contenu)).blocs


def dits(contenu):
    """What is told, each fact as "duree_mois 48"."""

    def court(possible):
        match possible:
            case Texte():
                return possible.texte
            case Options():
                return possible.seule
            case Ensemble():
                return "+".join(sorted(possible.dedans))
            case Intervalle():
                return str(possible.bas if possible.bas == possible.haut else f"{possible.bas}..{possible.haut}")

    lots = lots_du_document(LECTEUR, blocs(contenu), JOUR)
    return [f"{une.lu.nom} {court(une.lu.possible)}" for une in lire_un_document(LECTEUR, blocs(contenu), JOUR, lots)]


DE_LA_NOTE = [
    "objet Nettoyage des écoles maternelles et élémentaires",
    "nature services",
    "segments nettoyage",
    "montant_ht 480000",
    "duree_mois 48",
    "procedure appel_offres",
    "clause_insertion oui",
    "duree_ferme_mois 12",
]


@pytest.mark.parametrize("ecrire", [documents.docx, documents.odt])
def test_a_form_tells_the_same_in_both_kinds_and_its_lots(ecrire):
    note = ecrire(*documents.NOTE)
    assert dits(note) == DE_LA_NOTE
    assert len(lots_du_document(LECTEUR, blocs(note), JOUR)) == 4


@pytest.mark.parametrize("ecrire", [documents.docx, documents.odt, documents.pdf])
def test_a_draft_tells_what_its_articles_say_and_both_of_two_durations(ecrire):
    trouvailles = lire_un_document(LECTEUR, blocs(ecrire(*documents.CCAP)), JOUR)
    assert dits(ecrire(*documents.CCAP)) == [
        "objet maintenance des ascenseurs des bâtiments de la Ville",
        "nature services",
        "montant_ht 160000",
        "duree_mois 48",
        "duree_mois 36",
        "procedure mapa",
        "alloti non",
        "duree_ferme_mois 12",
    ]
    assert [une.phrase for une in trouvailles if une.lu.nom == "duree_mois"][1] == (
        "La durée totale du marché ne peut pas dépasser 36 mois."
    )


def test_what_every_draft_says_of_payment_penalties_and_guarantees_tells_no_amount_no_duration_and_no_procedure():
    assert dits(documents.docx(*documents.BRUIT)) == []


@pytest.mark.parametrize(
    ("paragraphes", "attendu"),
    [
        # A heading announces what stands under it, and the one that goes on with it.
        (["# Durée", "Conclu pour 12 mois.", "# Reconduction", "Reconductible 2 fois, par période de 12 mois."], ["duree_mois 36", "duree_ferme_mois 12"]),
        # The contract before is another one.
        (["# Contexte", "Le marché actuel, de 210 000 € HT, a été conclu pour trois ans."], []),
        (["# Budget", "Le budget est de 60 000 € HT par an.", "# Durée", "Durée : 3 ans."], ["montant_ht 180000", "duree_mois 36"]),
        (["Enveloppe : 90 000 € HT.", "Le montant estimé est de 95 000 € HT."], ["montant_ht 90000", "montant_ht 95000"]),
    ],
)  # fmt: skip
def test_what_is_told_where(paragraphes, attendu):
    assert dits(documents.docx(*paragraphes)) == attendu


NOMS = ("objet", "montant_ht", "duree_mois", "duree_ferme_mois", "procedure")


@pytest.mark.parametrize(
    ("texte", "pris"),
    [
        ("prends tout sauf la durée", {"objet", "montant_ht", "procedure"}),
        ("garde tout, à part l'objet et la procédure, merci", {"montant_ht", "duree_mois", "duree_ferme_mois"}),
        ("seulement le montant et l'objet", {"montant_ht", "objet"}),
        ("le montant est faux", None),
        ("la durée ?", None),
        ("tout sauf", None),
        ("le montant est de 50 000", None),
    ],
)
def test_which_facts_are_taken_in_words(texte, pris):
    assert choisis(LECTEUR, texte, NOMS) == (None if pris is None else frozenset(pris))
