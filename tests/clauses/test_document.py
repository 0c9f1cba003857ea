"""Whole files from real purchases: each part in its place, what remains to decide at the end, in Word and in PDF."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from bot.clauses.impression import imprimer
from handlers.clauses.atelier import Atelier
from handlers.clauses.document import Annexe, rediger
from knowledge.clauses.calculs import Reglages
from knowledge.diagnostic.diagnostic import diagnostiquer

LE_JOUR = date(2026, 11, 30)


@pytest.fixture
def annexe(pack, bibliotheque):
    def de(contrat):
        juge = diagnostiquer(pack, contrat, LE_JOUR, presumer=True)
        return Annexe(Atelier(pack, bibliotheque, juge, Reglages(), None, frozenset(), {}), 12, 7, LE_JOUR)

    return de


@pytest.mark.parametrize(
    ("achat", "dits"),
    [
        ("nettoyage", ["277 heures", "ICHT, section N", "Nettoyer avec moins"]),
        ("denrees", ["restauration scolaire", "produits alimentaires livrés"]),
        ("gymnase", ["750 heures", "index « bâtiment » (BT)"]),
    ],
)
def test_a_whole_file(achat, dits, request, pack, knowledge, annexe):
    texte = rediger(pack, knowledge.wording, annexe(request.getfixturevalue(achat)))
    plat = texte.replace("\u202f", " ").replace("\xa0", " ").replace("\\", "")
    for dit in dits:
        assert dit in plat
    titres = [ligne for ligne in texte.splitlines() if ligne.startswith("## ")]
    assert titres[0] == "## Préparation"
    assert titres[-1] == "## Ce qui reste à décider"
    assert "{" not in plat
    assert "None" not in plat


def test_the_same_in_word_and_in_pdf(pack, knowledge, annexe, nettoyage):
    faite = annexe(nettoyage)
    word = Document(BytesIO(imprimer(pack, knowledge.wording, faite, "docx")))
    styles = {paragraphe.style.name for paragraphe in word.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "Quote"} <= styles
    pdf = PdfReader(BytesIO(imprimer(pack, knowledge.wording, faite, "pdf")))
    assert "Ce qui reste à décider" in "".join(page.extract_text() for page in pdf.pages).replace("\xa0", " ")
