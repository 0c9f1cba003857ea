"""The document of a purchase, in Word and in PDF: what a buyer must find in it, in its two pages and in its annexes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm

from bot.diagnostic.impression import imprimer, papier_de
from bot.diagnostic.lines import lire_faits, lire_valeur
from bot.diagnostic.lots import lire_lots
from bot.envois.markup import Filet, Titre, words
from bot.envois.papier import donnees, pdf
from bot.envois.word import word
from handlers.conversation.entretien import Entretien
from handlers.conversation.wording import Wording
from handlers.diagnostic.document import Reference
from handlers.diagnostic.vue import lire_la_page
from knowledge.francais.redaction import typographie
from knowledge.plan.sources import mention_de
from storage.diagnostic.records import DecisionRecord

JOUR = date(2026, 11, 24)
NETTOYAGE = {
    "objet": "Nettoyage des locaux",
    "acheteur": "ville",
    "nature": "services",
    "montant_ht": 120000,
    "duree_mois": 12,
    "procedure": "mapa",
    "segments": ["nettoyage"],
}
PAPETERIE = {"objet": "papeterie", "nature": "fournitures", "montant_ht": 8000, "procedure": "sans_publicite"}
ECOLE = {
    "objet": "rénovation d'une école", "nature": "travaux", "duree_mois": 12, "procedure": "mapa", "alloti": True,
    "lots": [
        {"numero": 1, "intitule": "gros œuvre", "montant_lot_ht": 500000},
        {"numero": 2, "intitule": "électricité", "montant_lot_ht": 250000},
        {"numero": 3, "intitule": "peinture|sols", "montant_lot_ht": 150000},
    ],
}  # fmt: skip
REFERENCE = Reference(12, 30, JOUR, a_change=False)


@pytest.fixture(scope="module")
def wording(pack):
    return Wording(pack)


@pytest.fixture
def page_de(pack, wording):
    def lire(contrat, *, decisions=None, de=pack, **etat):
        faits, sans_reponse = lire_faits(de, {nom: dit for nom, dit in contrat.items() if nom != "lots"})
        lots, _ = lire_lots(de, contrat.get("lots", []), faits, lire_valeur)
        entretien = Entretien(faits, sans_reponse=frozenset(sans_reponse), lots=lots, **etat)
        return lire_la_page(de, wording, entretien, JOUR, decisions or {})

    return lire


@pytest.fixture
def exporter(pack, wording, page_de):
    def exporter(contrat, *, reference=REFERENCE, **autres) -> bytes:
        return imprimer(pack, wording, page_de(contrat, **autres), reference, "docx")

    return exporter


def plat(texte: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", texte)


def lignes(fichier: bytes) -> list[str]:
    """The paragraphs of the body, cells included, with plain spaces."""
    corps = Document(BytesIO(fichier)).element.body
    return [plat("".join(t.text or "" for t in p.iter(qn("w:t")))) for p in corps.iter(qn("w:p"))]


def texte(fichier: bytes) -> str:
    return "\n".join(lignes(fichier))


def rangees(fichier: bytes, en_tete: str) -> list[list[str]]:
    """The rows of the table whose header starts with that column."""
    table = next(table for table in Document(BytesIO(fichier)).tables if table.cell(0, 0).text == en_tete)
    return [[plat(cell.text) for cell in row.cells] for row in table.rows[1:]]


def dit_comme(*attendus: str) -> list[str]:
    return [plat(typographie(un)) for un in attendus]


# --- what it says -----------------------------------------------------------------------------------------------------


def test_each_action_is_there_with_its_reason_its_tasks_its_services_and_its_articles(exporter, page_de, pack):
    page, dit = page_de(NETTOYAGE), texte(exporter(NETTOYAGE))
    assert 8 in page.diagnostic.actions
    for carte in page.cartes:
        attendus = [f"Action {carte.numero} : {carte.fiche.titre_court}", *(s.nom for s in carte.contacts)]
        for regle in carte.regles:
            attendus += [regle.motif, *regle.faire, regle.articles, *([regle.justifier] if regle.justifier else [])]
        assert [un for un in dit_comme(*attendus) if un not in dit] == []


def test_every_obligation_advice_and_open_point_is_told(exporter, page_de, pack):
    contrat = {**NETTOYAGE, "alloti": None}
    page, dit = page_de(contrat), texte(exporter(contrat))
    attendus = [
        *(due.obligation.texte for due in page.diagnostic.obligations),
        *(mention_de(pack, due.obligation, JOUR, due.a_confirmer).source for due in page.diagnostic.obligations),
        *(exception for due in page.diagnostic.obligations for exception in due.obligation.exceptions),
        *(propose.conseil.texte for propose in page.diagnostic.conseils),
        *(ouverte.obligation.titre[1:] for ouverte in page.loi.ouvertes),
        *(f"Si {un.si}" for un in page.avenir),
    ]
    assert len(attendus) > 50
    assert [un for un in dit_comme(*attendus) if un not in dit] == []


def test_each_fact_says_whether_it_was_told_follows_or_is_presumed(exporter):
    dits = {ligne[0]: ligne[1:] for ligne in rangees(exporter(NETTOYAGE, devines=frozenset({"nature"})), "Fait")}
    assert dits["Montant"] == ["120 000 € HT", "dit"]
    assert dits["Nature"] == ["Services", "déduit des mots"]
    assert dits["Livraisons"][0] == "Aucune livraison n’est prévue"
    assert dits["Livraisons"][1].startswith("présumé : ")
    assert dits["Centrale d’achat"] == ["Hors centrale d’achat", "présumé"]
    inconnu = {ligne[0]: ligne[1:] for ligne in rangees(exporter({**NETTOYAGE, "recurrent": None}), "Fait")}
    assert inconnu["Contrat récurrent"] == ["Inconnu", "pas encore su"]


def test_the_day_of_the_diagnosis_is_not_said_to_have_been_told(exporter):
    contrat = {**NETTOYAGE, "date_consultation": "2026-11-24"}
    garde = {"diagnostique": {"jour": "2026-11-24"}}
    dits = {ligne[0]: ligne[2] for ligne in rangees(exporter(contrat, **garde), "Fait")}
    assert "jour du diagnostic" in dits.values()


def test_what_is_not_verified_says_what_to_check(exporter, page_de):
    douteuses = [due.a_confirmer for due in page_de(PAPETERIE).diagnostic.obligations if due.a_confirmer]
    dites = lignes(exporter(PAPETERIE))
    assert douteuses
    assert [un for un in dit_comme(*(f"À confirmer : {doute}" for doute in douteuses)) if un not in dites] == []


def test_a_procedure_the_amount_forbids_comes_before_the_facts(exporter):
    dites = lignes(exporter({"nature": "fournitures", "montant_ht": 240000, "procedure": "sans_publicite"}))
    impossible = next(rang for rang, dite in enumerate(dites) if dite.startswith("Achat direct impossible"))
    assert dites.index("À vérifier d’abord") < impossible < dites.index("Ce qu’on sait de l’achat")


def test_the_figures_of_the_law_and_of_the_advance_are_in_the_first_pages(exporter):
    loi = dict(rangees(exporter({**NETTOYAGE, "titulaire_moins_50_salaries": True}), "Domaine"))
    assert "Un contrat écrit (25 000 € HT)" in loi["Exécution"]
    assert "14 400 € TTC, soit 10 % de 144 000 € TTC" in loi["Avance"]
    ramenee = dict(rangees(exporter({**NETTOYAGE, "duree_mois": 24}), "Domaine"))["Avance"]
    assert "3 600 € TTC, soit 5 % de 72 000 € TTC (montant ramené à douze mois)" in ramenee


def test_a_concession_has_no_advance(exporter):
    dit = texte(exporter({"nature": "concession", "montant_ht": 8000000, "duree_mois": 120}))
    assert "Montants de l’avance" not in dit


def test_what_hangs_on_the_holder_is_told_as_a_condition(exporter):
    fichier = exporter({**NETTOYAGE, "montant_ht": 30000})
    avance = next(rangee for rangee in rangees(fichier, "N°") if rangee[0] == "17")
    assert avance[2] == "Si le titulaire a moins de 50 salariés"
    assert "Si le titulaire a moins de 50 salariés." in lignes(fichier)


def test_decisions_are_printed_with_their_day_in_paris_and_their_author(exporter):
    decisions = {
        8: DecisionRecord(8, "retenue", None, datetime(2026, 11, 30, 23, 30, tzinfo=UTC), "Camille"),
        18: DecisionRecord(
            18, "ecartee", "Besoin <déjà> défini | écrit", datetime(2026, 11, 25, 9, tzinfo=UTC), "a" * 32
        ),
        22: DecisionRecord(22, "proposee", None, datetime(2026, 11, 25, 9, tzinfo=UTC), "Léa"),
    }
    dites = {rangee[0]: rangee[4] for rangee in rangees(exporter(NETTOYAGE, decisions=decisions), "N°")}
    assert dites["8"] == "Retenue le 1er décembre 2026, par Camille"
    assert dites["18"] == "Écartée le 25 novembre 2026 : Besoin <déjà> défini | écrit"
    assert (dites["22"], dites["24"]) == ("À décider", "À décider")


def test_a_message_to_an_expert_is_ready_and_a_service_says_how_to_reach_it(pack, wording, page_de):
    plie = replace(pack.services["plie"], joindre="04 00 00 00 00")
    joignable = replace(pack, services={**pack.services, "plie": plie})
    page = page_de(NETTOYAGE, de=joignable)
    dit = texte(imprimer(joignable, wording, page, REFERENCE, "docx"))
    assert dit_comme(f"{plie.nom} (PLIE), 04 00 00 00 00")[0] in dit
    assert "Le SPASER demande d’étudier l’action 8" in dit


def test_the_lots_their_sum_and_what_bears_on_each(exporter):
    lots = rangees(exporter(ECOLE), "Lot")
    assert [ligne[0] for ligne in lots] == ["1 · gros œuvre", "2 · électricité", "3 · peinture|sols"]
    assert lots[0][1:] == ["500 000 € HT", "8, 17"]
    dit = texte(exporter(ECOLE))
    assert "Les lots font ensemble 900 000 € HT." in dit
    assert "Lot 2 : minimum légal 15 000 € TTC, soit 5 % de 300 000 € TTC." in dit
    assert "Une avance est due (tous les lots)" in dit
    assert "Les lots" not in lignes(exporter(NETTOYAGE))


def test_the_calendar_counts_back_from_the_award_and_marks_what_is_past(exporter):
    jalons = rangees(exporter({**NETTOYAGE, "recurrent": True, "date_attribution": "2028-03"}), "Repère")
    assert [jalon[1] for jalon in jalons] == ["1er mars 2026 (date passée)", "1er janvier 2027", "1er mars 2027"]
    assert "Annexe : le calendrier" not in lignes(exporter(NETTOYAGE))


def test_a_changed_plan_is_said_and_an_unchanged_one_is_not(exporter):
    assert "a changé depuis ce diagnostic" in texte(exporter(NETTOYAGE, reference=replace(REFERENCE, a_change=True)))
    assert "a changé depuis ce diagnostic" not in texte(exporter(NETTOYAGE))


def test_nothing_known_is_a_document_all_the_same(exporter):
    dites = lignes(exporter({}))
    assert "Achat sans objet précisé" in dites
    assert "Validé par" in dites


# --- what people type -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "objet", ["R&D <b>", "&amp; &lt;w:p/>", "{{ pack }} {% if x %}", "# *a* | `b`", "12. bis", "🎪 \u202eabc"]
)
def test_an_object_prints_as_typed(pack, wording, page_de, objet):
    papier = papier_de(pack, wording, page_de({**NETTOYAGE, "objet": objet}), REFERENCE)
    dit = plat(objet).replace("\u202e", " ")
    assert plat(papier.titre) == dit
    assert plat(Document(BytesIO(word(papier))).paragraphs[0].text) == dit
    assert pdf(papier).startswith(b"%PDF")


def test_control_characters_of_an_object_become_spaces(exporter):
    corps = Document(BytesIO(exporter({**NETTOYAGE, "objet": "un\x00deux\ntrois\x0cquatre\ud800"})))
    assert corps.paragraphs[0].text == "Un deux trois quatre"


# --- what it is -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "contrat", [PAPETERIE, {**NETTOYAGE, "duree_mois": 36}, ECOLE], ids=["petit", "ecoles", "lots"]
)
def test_what_is_signed_holds_two_pages(pack, wording, page_de, contrat):
    papier = papier_de(pack, wording, page_de(contrat), REFERENCE)
    [saut] = [rang for rang, bloc in enumerate(papier.blocs) if isinstance(bloc, Filet)]
    titres = [words(bloc.spans) for bloc in papier.blocs[:saut] if isinstance(bloc, Titre)]
    assert titres[-1] == "Visa"
    court = replace(papier, texte=papier.texte.partition("\n---\n")[0])
    assert int(re.search(rb"/Count (\d+)", pdf(court))[1]) <= 2


def test_the_pdf_says_what_the_word_file_says(pack, wording, page_de):
    papier = papier_de(pack, wording, page_de(NETTOYAGE), REFERENCE)
    assert _mots(donnees(papier)["blocs"]) == plat("".join(lignes(word(papier)))).replace(" ", "")
    assert pdf(papier) == pdf(papier)
    for marque in (b"/StructTreeRoot", b"/Lang(fr-FR)"):
        assert marque in pdf(papier)


def _mots(blocs) -> str:
    """The words of what the PDF prints, without blanks."""
    match blocs:
        case {"texte": str(dit)}:
            return re.sub(r"\s", "", dit)
        case dict():
            return "".join(_mots(un) for un in blocs.values())
        case list() | tuple():
            return "".join(map(_mots, blocs))
        case _:
            return ""


def test_every_table_repeats_its_header_and_keeps_its_rows_whole(exporter):
    tables = Document(BytesIO(exporter({**ECOLE, "recurrent": True, "date_attribution": "2028-03"}))).tables
    assert len(tables) == 6
    for table in tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_the_outline_uses_the_heading_styles(exporter):
    corps = Document(BytesIO(exporter(NETTOYAGE)))
    styles = {plat(paragraphe.text): paragraphe.style.name for paragraphe in corps.paragraphs}
    assert styles["Nettoyage des locaux"] == "Title"
    assert styles["Annexe : les actions, une à une"] == "Heading 1"
    assert styles["Action 8 : Étendre la clause d’insertion"] == "Heading 2"


def test_the_page_is_a4_in_french_with_its_number_and_its_day(exporter):
    corps = Document(BytesIO(exporter(NETTOYAGE)))
    page = corps.sections[0]
    assert (round(page.page_width / Cm(1), 1), round(page.page_height / Cm(1), 1)) == (21.0, 29.7)
    assert 'w:lang w:val="fr-FR"' in corps.styles["Normal"].element.xml
    assert plat(page.header.paragraphs[0].text).startswith("Diagnostic SPASER n° 12, 24 novembre 2026\t")
    assert re.findall(r'w:fldSimple w:instr="(\w+)"', page.footer._element.xml) == ["PAGE", "NUMPAGES"]
    assert corps.core_properties.created.date() == JOUR


def test_the_number_is_printed_unless_it_is_zero(exporter):
    assert any(
        dite.startswith("Diagnostic SPASER n° 12, achat n° 30, rendu le") for dite in lignes(exporter(NETTOYAGE))
    )
    sans_numero = exporter(NETTOYAGE, reference=Reference(0, None, JOUR, a_change=False))
    assert any(dite.startswith("Diagnostic SPASER, rendu le") for dite in lignes(sans_numero))
