"""The Word export: what a buyer must find in the file, and what the template must keep being."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm

from bot.diagnostic.lines import lire_faits
from handlers.conversation.wording import Wording
from handlers.diagnostic.document import MODELE, composer
from knowledge.diagnostic.diagnostic import Diagnostic, diagnostiquer
from knowledge.plan.chargement import charger
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


@pytest.fixture(scope="module")
def pack():
    return charger()


@pytest.fixture(scope="module")
def wording(pack):
    return Wording(pack)


@pytest.fixture
def exporter(pack, wording):
    def exporter(
        contrat: Mapping[str, Any] | Diagnostic,
        *,
        numero: int = 12,
        etabli_le: date = JOUR,
        decisions: Mapping[int, DecisionRecord] | None = None,
        meme_pack: bool = True,
    ) -> bytes:
        diagnostic = contrat
        if not isinstance(contrat, Diagnostic):
            faits, sans_reponse = lire_faits(pack, contrat)
            diagnostic = diagnostiquer(pack, faits, JOUR, sans_reponse)
        return composer(
            pack,
            wording,
            diagnostic,
            numero=numero,
            etabli_le=etabli_le,
            decisions=decisions or {},
            meme_pack=meme_pack,
        )

    return exporter


def lignes(fichier: bytes) -> list[str]:
    """The paragraphs of the body, cells included, with plain spaces."""
    corps = Document(BytesIO(fichier)).element.body
    paragraphes = ("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in corps.iter(qn("w:p")))
    return [re.sub(r"[\u00a0\u202f]", " ", paragraphe) for paragraphe in paragraphes]


def texte(fichier: bytes) -> str:
    return "\n".join(lignes(fichier))


def rangees(fichier: bytes, en_tete: str) -> list[list[str]]:
    """The rows of the table whose header starts with that column."""
    tables = Document(BytesIO(fichier)).tables
    table = next(table for table in tables if table.cell(0, 0).text == en_tete)
    return [[re.sub(r"[\u00a0\u202f]", " ", cell.text) for cell in row.cells] for row in table.rows[1:]]


def parties(fichier: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(fichier)) as archive:
        return {nom: archive.read(nom).decode() for nom in archive.namelist() if nom.endswith(".xml")}


# --- what it says -----------------------------------------------------------------------------------------------------


def test_each_action_is_there_with_its_reason_its_tasks_its_services_and_its_articles(exporter, pack, wording):
    faits, _ = lire_faits(pack, NETTOYAGE)
    diagnostic = diagnostiquer(pack, faits, JOUR)
    dit = texte(exporter(diagnostic))
    plat = re.sub(r"[\u00a0\u202f]", " ", dit)
    assert 8 in diagnostic.actions
    for r in diagnostic.recommandations:
        motif = wording.motif(r.regle.phrase, tuple((nom, faits[nom]) for nom in r.decisifs))
        attendus = [
            f"Action {r.fiche.numero} : {r.fiche.titre_court}",
            re.sub(r"[\u00a0\u202f]", " ", motif),
            *(f"☐{chose}" for chose in r.regle.faire),
            *([str(lue.citees)] if (lue := mention_de(pack, r.regle, JOUR)) and lue.a_confirmer else []),
            *([lue.source.replace("\u00a0", " ")] if lue and not lue.a_confirmer else []),
            *(pack.services[service].nom for service in r.regle.contacts),
            *([r.regle.justifier] if r.regle.justifier else []),
        ]
        assert [attendu for attendu in attendus if attendu not in plat] == []


def test_a_service_is_named_with_how_to_reach_it_once_the_team_has_filled_it_in(pack, wording):
    plie = replace(pack.services["plie"], joindre="04 00 00 00 00")
    joignable = replace(pack, services={**pack.services, "plie": plie})
    diagnostic = diagnostiquer(joignable, lire_faits(joignable, NETTOYAGE)[0], JOUR)
    fichier = composer(joignable, wording, diagnostic, numero=0, etabli_le=JOUR, decisions={}, meme_pack=True)
    assert f"{plie.nom} (PLIE) : 04 00 00 00 00 ; " in texte(fichier)


def test_every_obligation_advice_and_open_point_is_told(exporter, pack):
    diagnostic = diagnostiquer(pack, lire_faits(pack, NETTOYAGE)[0], JOUR)
    dit = texte(exporter(diagnostic))
    attendus = [
        *(due.obligation.texte for due in diagnostic.obligations),
        *(
            mention_de(pack, due.obligation, JOUR, due.a_confirmer).source.replace("\u00a0", " ")
            for due in diagnostic.obligations
        ),
        *(exception for due in diagnostic.obligations for exception in due.obligation.exceptions),
        *(propose.conseil.texte for propose in diagnostic.conseils),
        *(o.regle.phrase for o in diagnostic.ouvertes if o.regle),
        *(o.obligation.titre for o in diagnostic.ouvertes if o.obligation),
    ]
    assert len(attendus) > 50
    assert [attendu for attendu in attendus if attendu not in dit] == []


def test_what_is_not_verified_says_what_to_check(exporter, pack):
    contrat = {**NETTOYAGE, "montant_ht": 8000, "procedure": "sans_publicite"}
    diagnostic = diagnostiquer(pack, lire_faits(pack, contrat)[0], JOUR)
    douteuses = [due.a_confirmer for due in diagnostic.obligations if due.a_confirmer]
    dites = lignes(exporter(diagnostic))
    assert douteuses
    assert all(f"À confirmer : {doute}" in dites for doute in douteuses)


def test_a_procedure_the_amount_forbids_comes_before_the_actions(exporter):
    dites = lignes(exporter({"nature": "fournitures", "montant_ht": 240000, "procedure": "sans_publicite"}))
    impossible = dites.index("Achat direct impossible à ce montant")
    assert dites.index("À lire d'abord : la procédure") < impossible < dites.index("Synthèse des actions du plan")
    assert dites.count("Achat direct impossible à ce montant") == 1


def test_the_amounts_of_the_advance_are_in_its_table(exporter):
    contrat = {**NETTOYAGE, "titulaire_moins_50_salaries": True}
    legale, plan, minimale = rangees(exporter(contrat), "Avance")
    ccag = "Pour une PME, si le marché vise un CCAG sans choisir son option B : 30 %, soit 43 200 €."
    assert legale[1:] == ["14 400 €", f"10 % de 144 000 € TTC (TVA supposée à 20 %). {ccag}"]
    assert plan[1:] == ["36 000 €", "30 % du montant HT, sans garantie à première demande."]
    assert minimale[1:] == ["12 000 €", "10 % du montant HT, comme le plan le présente."]


def test_a_longer_contract_brings_the_advance_down_to_twelve_months(exporter):
    legale = rangees(exporter({**NETTOYAGE, "duree_mois": 24}), "Avance")[0]
    assert legale[1] == "3 600 €"
    assert "5 % de 72 000 € TTC (TVA supposée à 20 %), montant ramené à douze mois." in legale[2]


def test_an_undecided_amount_is_not_zero(exporter):
    assert [rangee[1] for rangee in rangees(exporter({}), "Avance")] == ["À chiffrer"] * 3


def test_a_concession_has_no_table_of_advances(exporter):
    dit = texte(exporter({"nature": "concession", "montant_ht": 8000000, "duree_mois": 120}))
    assert "ni la loi ni le plan n'imposent d'avance" in dit


def test_what_hangs_on_the_holder_is_told_as_a_condition(exporter):
    dites = lignes(exporter({**NETTOYAGE, "montant_ht": 30000}))
    assert "Sous condition : si le titulaire a moins de 50 salariés, ce qui se sait à l'attribution." in dites
    avance = next(rangee for rangee in rangees(exporter({**NETTOYAGE, "montant_ht": 30000}), "N°") if rangee[0] == "17")
    assert avance[3] == "Systématique (sous condition)"


def test_unknown_facts_are_printed_as_unknown_after_the_known_ones(exporter):
    faits = rangees(exporter(NETTOYAGE), "Fait")
    assert ["Montant", "120 000 € HT"] in faits
    assert ["Division en lots", "Inconnu"] in faits
    assert ["Titulaire de moins de 50 salariés", "Inconnu, se saura à l'attribution"] in faits
    inconnus = [valeur.startswith("Inconnu") for _, valeur in faits]
    assert inconnus == sorted(inconnus)


def test_a_fact_known_in_part_says_its_part(exporter, pack):
    faits = pack.vocabulaire.aucun_fait()
    fourchette = replace(faits["montant_ht"], haut=lire_faits(pack, NETTOYAGE)[0].valeur("montant_ht"))
    diagnostic = diagnostiquer(pack, faits.apprendre("montant_ht", fourchette), JOUR)
    assert ["Montant", "Au plus 120 000 € HT"] in rangees(exporter(diagnostic), "Fait")


def test_what_stays_open_says_if_then_and_what_is_missing(exporter):
    ouvertes = rangees(exporter({"nature": "services", "recurrent": False}), "Si…")
    insertion = next(rangee for rangee in ouvertes if rangee[1].startswith("Action 8 "))
    assert insertion[0].replace("\t", " ") == "– le montant dépasse 90 000 € HT"
    assert insertion[2] == "Montant"


def test_an_open_obligation_that_is_not_verified_is_marked_and_no_other(exporter, pack):
    dites = lignes(exporter({"nature": "services"}))
    marquees = [dite for dite in dites if dite.endswith(" À confirmer")]
    assert marquees
    douteuses = {obligation.titre for obligation in pack.obligations if mention_de(pack, obligation, JOUR).a_confirmer}
    assert all(dite.split(" (")[0] in douteuses for dite in marquees)


def test_decisions_are_printed_with_their_day_in_paris_and_their_author(exporter):
    decisions = {
        8: DecisionRecord(8, "retenue", None, datetime(2026, 11, 30, 23, 30, tzinfo=UTC), "Camille"),
        18: DecisionRecord(18, "ecartee", "Besoin <déjà> défini & écrit", datetime(2026, 11, 25, 9, tzinfo=UTC), "Léa"),
        22: DecisionRecord(22, "proposee", None, datetime(2026, 11, 25, 9, tzinfo=UTC), "Léa"),
    }
    fichier = exporter(NETTOYAGE, decisions=decisions)
    dites = lignes(fichier)
    assert "Décision : retenue le 1er décembre 2026, par Camille" in dites
    assert "Décision : écartée le 25 novembre 2026, par Léa ; motif : Besoin <déjà> défini & écrit" in dites
    dits = {rangee[0]: rangee[4] for rangee in rangees(fichier, "N°")}
    assert (dits["8"], dits["18"], dits["22"], dits["24"]) == ("Retenue", "Écartée", "À décider", "À décider")
    a_signer = sum(ligne.startswith("Date, nom et signature") for ligne in dites)
    assert a_signer == len(dits) - 2


def test_the_calendar_counts_back_from_the_award_and_marks_what_is_past(exporter):
    contrat = {**NETTOYAGE, "recurrent": True, "date_attribution": "2028-03"}
    jalons = rangees(exporter(contrat), "Repère")
    assert [jalon[:2] for jalon in jalons] == [
        ["J-24", "1er mars 2026 (date passée)"],
        ["J-14", "1er janvier 2027"],
        ["J-12", "1er mars 2027"],
    ]


@pytest.mark.parametrize("contrat", [{}, {"recurrent": False, "date_attribution": "2028-03"}])
def test_without_an_award_or_a_next_contract_there_is_no_calendar(exporter, contrat):
    assert "Calendrier" not in lignes(exporter({**NETTOYAGE, **contrat}))


def test_a_changed_plan_is_said_and_an_unchanged_one_is_not(exporter):
    assert "a changé depuis ce diagnostic" in texte(exporter(NETTOYAGE, meme_pack=False))
    assert "a changé depuis ce diagnostic" not in texte(exporter(NETTOYAGE))


def test_the_number_is_printed_unless_it_is_zero(exporter):
    assert "n° 12, rendu le 24 novembre 2026" in lignes(exporter(NETTOYAGE))
    sans_numero = exporter(NETTOYAGE, numero=0)
    assert "rendu le 24 novembre 2026" in lignes(sans_numero)
    en_tete = Document(BytesIO(sans_numero)).sections[0].header.paragraphs[0].text
    assert en_tete.startswith("Diagnostic SPASER\t")


def test_the_pack_is_named_with_its_version_and_its_fingerprint(exporter, pack):
    assert f"{pack.nom}, version {pack.version}, empreinte {pack.empreinte}" in lignes(exporter(NETTOYAGE))


# --- what people type -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "objet",
    ["R&D <b>", "l'« atelier » d'\"été\"", "&amp; &lt;w:p/>", "{{ pack }} {% if x %}", "a  b", "100 % : 5 € ?", "🎪"],
)
def test_an_object_prints_as_typed(exporter, objet):
    corps = Document(BytesIO(exporter({**NETTOYAGE, "objet": objet})))
    assert corps.paragraphs[1].text == objet
    assert corps.tables[0].cell(0, 1).text == objet


def test_control_characters_of_an_object_become_spaces(exporter):
    corps = Document(BytesIO(exporter({**NETTOYAGE, "objet": "un\x00deux\ntrois\x0cquatre\ud800"})))
    assert corps.paragraphs[1].text == "un deux trois quatre"


# --- what it is -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("contrat", [{}, NETTOYAGE])
def test_no_tag_is_left(exporter, contrat):
    for nom, xml in parties(exporter(contrat)).items():
        assert not re.search(r"\{\{|\{%|%\}|\}\}", re.sub(r"<[^>]+>", "", xml)), nom


def test_the_empty_diagnosis_has_its_headings_and_no_action(exporter, pack):
    diagnostic = replace(
        diagnostiquer(pack, pack.vocabulaire.aucun_fait(), JOUR),
        recommandations=(),
        obligations=(),
        conseils=(),
    )
    vars(diagnostic)["ouvertes"] = ()
    dites = lignes(exporter(diagnostic))
    assert "Objet du contrat non précisé" in dites
    assert "Aucune action du plan ne s'applique à ce contrat au vu des faits connus." in dites
    assert "Rien : les faits connus suffisent à tout trancher." in dites
    assert {"Obligations légales", "Conseils", "Actions du plan"}.isdisjoint(dites)
    assert "À compléter" in dites


def test_every_table_with_columns_repeats_its_header(exporter):
    corps = Document(BytesIO(exporter({**NETTOYAGE, "recurrent": True, "date_attribution": "2028-03"})))
    references, *tables = corps.tables
    assert references.cell(0, 0).text == "Objet du contrat"
    assert len(tables) >= 6
    for table in tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table.style.name == "Tableau"


def test_the_outline_uses_the_heading_styles(exporter):
    corps = Document(BytesIO(exporter(NETTOYAGE)))
    styles = {paragraphe.text.replace("\u00a0", " "): paragraphe.style.name for paragraphe in corps.paragraphs}
    assert styles["Diagnostic SPASER"] == "Title"
    assert styles["Obligations légales"] == "Heading 1"
    assert styles["À étudier"] == "Heading 2"
    assert styles["Action 8 : Étendre la clause d'insertion"] == "Heading 3"


def test_the_page_is_a4_in_french_with_its_number(exporter):
    fichier = exporter(NETTOYAGE)
    corps = Document(BytesIO(fichier))
    page = corps.sections[0]
    assert (round(page.page_width / Cm(1), 1), round(page.page_height / Cm(1), 1)) == (21.0, 29.7)
    assert 'w:lang w:val="fr-FR"' in parties(fichier)["word/styles.xml"]
    assert corps.core_properties.language == "fr-FR"
    champs = re.findall(r"<w:instrText[^>]*> (\w+) <", page.footer._element.xml)
    assert champs == ["PAGE", "NUMPAGES"]


def test_the_date_of_the_file_is_the_one_given(exporter):
    proprietes = Document(BytesIO(exporter(NETTOYAGE, etabli_le=date(2027, 1, 4)))).core_properties
    assert (proprietes.created.date(), proprietes.modified.date()) == (date(2027, 1, 4), date(2027, 1, 4))


def test_the_tags_of_the_template_hold_no_quote_that_french_word_would_turn_into_guillemets():
    texte_brut = re.sub(r"<[^>]+>", "", parties(MODELE.read_bytes())["word/document.xml"])
    balises = re.findall(r"\{[{%].*?[%}]\}", texte_brut)
    assert len(balises) > 100
    assert [balise for balise in balises if re.search("['\"«»“”‘’]", balise)] == []


def test_no_french_sentence_stands_in_the_module():
    """Every accented or spaced literal of the module would be a sentence that an editor of the template cannot see."""
    import ast
    import inspect

    import handlers.diagnostic.document as module

    arbre = ast.parse(inspect.getsource(module))
    docstrings = {
        noeud.body[0].value
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.Module | ast.ClassDef | ast.FunctionDef) and isinstance(noeud.body[0], ast.Expr)
    }
    litteraux = [
        noeud.value
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and noeud not in docstrings
    ]
    assert [mot for mot in litteraux if re.search(r"[a-zà-ÿ]{2,} [a-zà-ÿ]{2,}|[à-ÿ]", mot)] == []
