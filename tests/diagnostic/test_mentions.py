"""Wherever a source is printed, it is read or to be confirmed, never both; past its day of review it turns by itself."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.diagnostic.impression import imprimer
from bot.diagnostic.lines import Diagnostiqueur, lire_faits
from handlers.conversation.entretien import Entretien
from handlers.diagnostic.document import Reference
from handlers.diagnostic.vue import lire_la_page
from handlers.ligne_directe.contextes import d_une_entree
from knowledge.diagnostic.diagnostic import diagnostiquer
from knowledge.diagnostic.lots import Dite
from knowledge.plan.sources import cites, mention_de

JOUR = date(2026, 11, 28)
# Today, the day a text of the list must be read again, between two of its days, once every reading is over.
JOURS = (JOUR, date(2027, 1, 1), date(2027, 10, 15), date(2028, 6, 1), date(2035, 1, 1))
RELU = re.compile(r"\brelus? le ")
A_CONFIRMER = re.compile(r"à confirmer", re.IGNORECASE)
CONTRATS = (
    {"nature": "services", "montant_ht": 120000, "duree_mois": 12, "procedure": "mapa", "alloti": True},
    {"nature": "travaux", "montant_ht": 120000, "procedure": "sans_publicite"},
    {"nature": "fournitures", "montant_ht": 400000, "procedure": "appel_offres", "segments": ["restauration_scolaire"]},
    {"nature": "concession", "montant_ht": 8000000, "duree_mois": 84},
)


def en_lignes(rendu):
    return [ligne for ligne in rendu.splitlines() if ligne.strip()]


@pytest.fixture
def rendre(knowledge, pack):
    wording, ligne = knowledge.wording, knowledge.ligne()

    def rendus(au):
        """Every fiche, way of reading, answer, definition and duty, as it is printed on that day: its name, its words."""
        for fiche in pack.fiches.values():
            objectif = pack.objectif(fiche.objectif)
            contexte = {"fiche": fiche, "objectif": objectif, "liens": [], "voisines": [], "services": pack.services}
            yield f"fiche {fiche.numero}", wording.render("fiche", {**contexte, "au": au})
            # How a fiche was read may itself speak of what is to be confirmed: its own source is the last of it.
            lectures = wording.render("lectures", {"fiche": fiche, "au": au})
            yield f"lectures {fiche.numero}", lectures[lectures.index("*Source") :]
        for entree in ligne.entrees.values():
            rendu = wording.render("conseil", {**d_une_entree(entree, None, ligne, pack, au), "question": None})
            fin = (
                rendu.rpartition("*À confirmer*")[1:] if "*À confirmer*" in rendu else rendu.rpartition("Source :")[1:]
            )
            yield f"réponse {entree.id}", "".join(fin)
        for terme in pack.glossaire:
            yield f"terme {terme.terme}", wording.render("terme", {"terme": terme, "fiches": [], "au": au})
        for contrat in CONTRATS:
            diagnostic = diagnostiquer(pack, lire_faits(pack, contrat)[0], JOUR)
            for due in diagnostic.obligations:
                contexte = {"obligations": [Dite(due, ())], "lots": (), "tables": [], "montants": {}, "au": au}
                lignes = en_lignes(wording.render("loi", contexte))
                yield f"loi {due.obligation.id}", "\n".join(un for un in lignes if un.startswith("*"))

    return rendus


@pytest.mark.parametrize("au", JOURS)
def test_nothing_is_printed_both_as_read_and_as_to_be_confirmed(rendre, au):
    rendus = list(rendre(au))
    assert len(rendus) > 300
    assert [nom for nom, dit in rendus if RELU.search(dit) and A_CONFIRMER.search(dit)] == []
    assert [nom for nom, dit in rendus if re.search(r"vérifiée? le", dit, re.IGNORECASE)] == []


def test_once_every_reading_is_over_nothing_of_the_law_is_printed_as_read(rendre, pack):
    du_plan_seul = {f"{mot} {une.numero}" for une in pack.fiches.values() for mot in ("fiche", "lectures")}
    encore = {nom for nom, dit in rendre(JOURS[-1]) if RELU.search(dit)}
    # The plan does not change by itself: what rests on it alone stays read.
    assert all(nom in du_plan_seul or nom.startswith("réponse ") for nom in encore)
    assert "fiche 1" in encore
    assert "fiche 17" not in encore


def test_what_rests_on_a_text_turns_the_day_after_its_last_good_one(pack):
    contrat = next(une for une in pack.obligations if une.id == "contrat_ecrit")
    (citation,) = pack.textes.citations("CCP R2112-1")
    dernier = citation.texte.lecture.relire_le - timedelta(days=1)
    avant, apres = mention_de(pack, contrat, dernier), mention_de(pack, contrat, dernier + timedelta(days=1))
    assert (avant.a_confirmer, avant.relue_le) == (None, citation.texte.lecture.le)
    assert apres.relue_le is None
    assert "texte à relire depuis le" in apres.a_confirmer
    assert apres.a_confirmer.endswith("à trancher par le service de la commande publique.")


def test_the_watch_list_turns_what_it_names_and_nothing_else(pack):
    veille, jour_de_l_an = date(2026, 12, 31), date(2027, 1, 1)
    dispense = next(une for une in pack.obligations if une.id == "achat_direct_seuil_atteint")
    ecrit = next(une for une in pack.obligations if une.id == "contrat_ecrit")
    assert [mention_de(pack, dispense, jour).a_confirmer is None for jour in (veille, jour_de_l_an)] == [True, False]
    assert [mention_de(pack, ecrit, jour).a_confirmer is None for jour in (veille, jour_de_l_an)] == [True, True]


def test_a_text_read_since_its_day_is_sure_again(pack):
    textes = pack.textes
    ancien = textes.textes["CCP R2122-8"]
    relecture = replace(ancien.lecture, le=date(2027, 1, 4), relire_le=date(2028, 1, 4))
    relus = {nom: replace(textes.textes[nom], lecture=relecture) for nom in ("CCP R2122-8", "CCP R2122-9-1")}
    relu = replace(pack, textes=replace(textes, textes={**textes.textes, **relus}))
    dispense = next(une for une in relu.obligations if une.id == "achat_direct_seuil_atteint")
    assert mention_de(relu, dispense, date(2027, 1, 5)).a_confirmer is None
    assert mention_de(pack, dispense, date(2027, 1, 5)).a_confirmer is not None


def test_a_contract_launched_later_is_judged_on_the_texts_of_its_day(pack, knowledge):
    contrat = {"nature": "travaux", "montant_ht": 120000, "procedure": "sans_publicite"}
    dire = Diagnostiqueur(pack, knowledge.wording, JOUR)
    par_jour = {}
    for lancement in ("2026-12-15", "2027-02-01"):
        dues = dire({**contrat, "date_consultation": lancement})["obligations"]
        par_jour[lancement] = {due["id"]: due for due in dues}
        assert all((due["relue_le"] is None) is (due["a_confirmer"] is not None) for due in dues)
        assert all(due["source"] for due in dues)
    assert par_jour["2026-12-15"]["contrat_ecrit"]["relue_le"] == "2026-11-24"
    seuil = {lancement: dues.get("achat_direct_seuil_atteint") for lancement, dues in par_jour.items()}
    assert seuil["2026-12-15"]["relue_le"] == "2026-11-24"


def test_the_word_file_follows_the_same_days(pack, knowledge):
    from tests.diagnostic.test_document import texte

    faits = lire_faits(pack, CONTRATS[0])[0]

    def ecrit(au):
        page = lire_la_page(pack, knowledge.wording, Entretien(faits), au, {})
        return texte(imprimer(pack, knowledge.wording, page, Reference(1, 1, au, a_change=False), "docx"))

    assert "CCP R2123-5 (copie de mi-2025), relu le 27 novembre 2026" in ecrit(JOUR)
    plus_tard = ecrit(JOURS[-1])
    assert RELU.search(plus_tard) is None
    assert "À confirmer : texte à relire depuis le 24 novembre 2027" in plus_tard


def test_whatever_cites_something_can_be_told(pack):
    for nom, objet in cites(pack):
        lue = mention_de(pack, objet, JOUR)
        assert lue is None or (lue.relue_le is None) is (lue.a_confirmer is not None), nom


def test_a_text_that_nobody_knows_is_to_be_confirmed(pack):
    obligation = replace(pack.obligations[0], sources=("CCP R9999-1",), a_confirmer=None)
    lue = mention_de(pack, obligation, JOUR)
    assert str(lue) == (
        "CCP R9999-1. À confirmer : texte pas encore lu, à trancher par le service de la commande publique."
    )
