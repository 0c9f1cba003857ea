"""Another collectivité is another folder: the engine answers, follows, reminds and counts by its pack alone."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot import cli, wiring
from bot.indicateurs.commands import Voulu, montrer
from knowledge.ligne_directe.calculs import Contexte, calculer
from knowledge.ligne_directe.entrees import Calcul
from knowledge.plan.chargement import PackInconnuError, charger
from knowledge.verification import verifier
from tests.packs.conftest import DOSSIER, NOW, rien_d_ailleurs

PARIS = ZoneInfo("Europe/Paris")
SIRET = "13002526500013"
FICHIER = (
    "SIRET acheteur;Numéro;Objet;Montant HT (€);Durée (mois);Date de notification;Récurrent;Direction;Référent\n"
    f"{SIRET};2024-1;Nettoyage des collèges;160000;48;2024-06-01;oui;Collèges;\n"
    f"{SIRET};2025-2;Mobilier des collèges;60000;24;2025-01-10;oui;Collèges;\n"
).encode()


@pytest.fixture
def programme(monkeypatch, capsys, tmp_path):
    """One command of the program, opened by SPASER_PACK."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SPASER_PACK", str(DOSSIER))
    monkeypatch.setenv("SPASER_DATABASE_URL", f"sqlite:///{tmp_path}/essai.db")

    def lancer(*arguments, lignes=()):
        entree = io.TextIOWrapper(io.BytesIO("".join(json.dumps(une) + "\n" for une in lignes).encode()))
        monkeypatch.setattr(sys, "stdin", entree)
        statut = cli.main(arguments)
        dit = capsys.readouterr()
        assert statut == 0, dit.err + dit.out
        return dit.out

    return lancer


# --- the folder -------------------------------------------------------------------------------------------------------


def test_a_pack_is_opened_by_its_path():
    assert charger(str(DOSSIER)).collectivite == "Département de la Haute-Loutre"
    assert charger(str(DOSSIER)).nom == "haute_loutre"


@pytest.mark.parametrize("nom", ["tests", "/nulle/part", "", str(DOSSIER.parent), "Clermont"])
def test_what_holds_no_pack_opens_none(nom):
    with pytest.raises(PackInconnuError):
        charger(nom)


def test_its_folder_has_no_fault():
    rapport = verifier(str(DOSSIER))
    assert [str(faute) for faute in rapport.fautes] == []
    assert rapport.comptes["fiches"] == 6
    assert rapport.comptes["réponses aux entreprises"] == 2


# --- commands ---------------------------------------------------------------------------------------------------------


def test_the_program_checks_it(programme):
    assert programme("verifier").startswith("(avertissement)")


def test_a_contract_is_diagnosed_by_its_rules(programme):
    lignes = [
        {
            "id": 1,
            "nature": "fournitures",
            "montant_ht": 60000,
            "rive": "gauche",
            "reprise_possible": True,
            "alloti": False,
        },
        {
            "id": 2,
            "nature": "travaux",
            "montant_ht": 160000,
            "rive": "droite",
            "reprise_possible": False,
            "alloti": True,
        },
    ]
    un, deux = map(json.loads, programme("diagnostiquer", lignes=lignes).splitlines())
    assert [une["action"] for une in un["recommandations"]] == [204, 205, 301]
    assert [une["action"] for une in deux["recommandations"]] == [101]
    rien_d_ailleurs(json.dumps([un["recommandations"], un["conseils"], un["a_preciser"]], ensure_ascii=False))


def test_the_calendar_has_its_milestones(programme):
    assert json.loads(programme("calendrier", lignes=[{"id": 1, "date_attribution": "2028-06-01"}])) == {
        "id": 1,
        "amont": "2026-12-01",
        "redaction": "2027-09-01",
    }


def test_its_facts_are_understood(programme):
    lu = json.loads(
        programme("comprendre", lignes=[{"id": 1, "texte": "du mobilier rive gauche pour le sdis, 40 000 € HT"}])
    )
    assert lu["faits"]["rive"] == "gauche"
    assert lu["faits"]["acheteur"] == "pompiers"


def test_its_fiches_are_found(programme):
    trouve = json.loads(programme("chercher", lignes=[{"id": 1, "q": "réparer plutôt que jeter"}]))
    assert trouve["resultats"][0]["action"] == 301


def test_its_answers_to_firms_are_given(programme):
    lu = json.loads(programme("conseiller", lignes=[{"id": 1, "q": "comment livrer par le bac ?"}]))
    assert "embarquement" in lu["reponse"]


def test_a_conversation_is_replayed_until_it_concludes(programme):
    tours = ["Des meubles pour les collèges, 60 000 € HT, rive gauche, mapa, alloti"]
    lu = json.loads(programme("rejouer", "--conclure", lignes=[{"id": 1, "tours": tours}]))
    assert 204 in lu["recommandations"]
    rien_d_ailleurs(json.dumps(lu["reponses"], ensure_ascii=False))


def test_what_the_program_says_of_itself_names_no_plan(programme, capsys):
    for arguments in (["--help"], ["indicateurs", "--help"], ["verifier", "--help"]):
        with pytest.raises(SystemExit):
            cli.main(arguments)
    rien_d_ailleurs(capsys.readouterr().out)


def test_a_plan_without_an_advance_of_its_own_leaves_that_of_the_code(autre):
    dits = {"montant_ht": 80000, "duree_mois": 12, "effectif": 10}
    calcul = calculer(Calcul.AVANCE, dits, Contexte(autre.pack, autre.ligne(), NOW.date()))
    assert calcul.valeurs["plan"] is False
    assert calcul.valeurs["due"] is True


# --- the conversation -------------------------------------------------------------------------------------------------


def test_everything_that_helps_cites_this_plan(equipe, acheteuse):
    for conversation in (equipe, acheteuse):
        for dit in (
            "bonjour",
            "aide",
            "n'importe quoi zzz",
            "fiches",
            "fiche 301",
            "objectif 2",
            "c'est quoi une cale ?",
        ):
            conversation(dit)
    for dit in (
        "registre",
        "pilotes",
        "mes chiffres",
        "mes rappels",
        "file",
        "sessions",
        "annuaire",
        "envois",
        "mes droits",
    ):
        equipe(dit)


def test_actions_are_named_by_their_own_numbers(acheteuse):
    acheteuse("Des meubles, 60 000 € HT, rive gauche, mapa, non alloti, reprise de l'ancien matériel, 24 mois")
    assert "301 · Reprendre et réparer" in acheteuse("fournitures") + acheteuse("résultat")
    assert "Faire venir l'atelier du réemploi" in acheteuse("détail 301")
    assert "vous retenez l'action 301" in acheteuse("retenir 301")
    assert "vous écartez l'action 204" in acheteuse("écarter 204 : trop loin")
    assert "Le plan de la Haute-Loutre demande" in acheteuse("loi", loi=True)
    acheteuse("conseils")
    acheteuse("exporter")


def test_a_purchase_of_which_the_plan_asks_nothing_has_a_result_too(acheteuse):
    acheteuse("papier, fournitures, 500 € HT, achat unique")
    dit = acheteuse("résultat")
    assert "Le plan ne demande rien de sûr pour cet achat." in dit
    assert "Dites tout, loi ou pdf" in dit
    assert "Diagnostic n° 1, en entier" in acheteuse("tout")
    assert "Ce qui change" in acheteuse("en fait c'est 600 €")
    assert "document Word" in acheteuse("exporter")


def test_the_calendar_of_a_purchase_counts_its_months(acheteuse):
    acheteuse("Des meubles, 160 000 € HT, rive gauche, mapa, alloti, 24 mois, attribution en juin 2028")
    acheteuse("résultat")
    assert "J-18 mois" in acheteuse("calendrier")


@pytest.mark.parametrize("dit", ["séances", "comité de la Régie le 12 décembre 2026", "cibler 301 pour l'achat 1"])
def test_there_is_no_committee(equipe, dit):
    assert "Ce plan n'a pas de comité" in equipe(dit)


def test_what_the_plan_asks_of_a_purchase_is_asked_and_kept(acheteuse):
    acheteuse(
        "Des meubles pour le Département, 60 000 € HT, rive gauche, mapa, alloti, reprise de l'ancien matériel, 24 mois"
    )
    acheteuse("résultat")
    acheteuse("mon achat est publié")
    assert "reprend-on ou répare-t-on" in acheteuse("204")
    assert "entreprise de la vallée" in acheteuse("oui") + acheteuse("l'achat 1 est attribué, 4 offres")
    assert "une entreprise d'ailleurs" in acheteuse("non")
    acheteuse("ni l'un ni l'autre")
    achat = acheteuse("achat 1")
    assert "reprise ou réparation : oui" in achat
    assert "titulaire de la vallée : non" in achat
    assert "45 % visés en 2028" in acheteuse("les cibles")
    assert "100 %" in acheteuse("les cibles")
    acheteuse("expliquer l'achat 1")


def test_a_figure_is_told_buyer_by_buyer(equipe):
    equipe("mes chiffres")
    dit = equipe("visites de services 2026 : Département 12, pompiers 8, Régie 4")
    assert "Service d'incendie et de secours : 8" in dit
    assert "Écrivez par exemple « Département" in equipe("visites de services 2025 : 12, 8")


# --- the register, the reminders, the dashboards ----------------------------------------------------------------------


def test_a_file_is_imported_and_its_contracts_are_reminded_of(equipe):
    equipe("", fichier=("marches.csv", FICHIER))
    equipe("oui")
    equipe.travailler(NOW)
    assert "Nettoyage des collèges" in equipe("échéances")
    assert "J-18" in equipe("marché 1")
    assert "Département de la Haute-Loutre" in equipe("marché 1")
    equipe("qui atteint J-9 d'ici décembre 2027 ?")
    assert "revoir le besoin" in equipe.travailler(datetime(2026, 12, 1, 10, tzinfo=PARIS)) + equipe("mes rappels")


def test_the_figures_and_the_dashboards_are_of_this_plan(autre, equipe, tmp_path):
    equipe("", fichier=("marches.csv", FICHIER))
    equipe("oui")
    equipe.travailler(NOW)
    for dit in ("tableau de bord", "le déploiement", "les cibles", "bilan 2025", "où en est-on sur le réemploi ?"):
        equipe(dit)
    out = io.StringIO()
    database = equipe.replay.database
    for acheteur in (None, "pompiers"):
        montrer(database, autre.pack, Voulu(annee=2025, acheteur=acheteur, par="alice"), NOW, out)
    montrer(database, autre.pack, Voulu(annee=2025, acheteur=None, par="alice", publier=tmp_path), NOW, out)
    rien_d_ailleurs(out.getvalue())
    for fichier in tmp_path.iterdir():
        rien_d_ailleurs(fichier.read_text("utf-8"))


def test_the_workbook_is_of_this_plan(autre, equipe):
    from bot.indicateurs.classeur import classeur
    from handlers.indicateurs.tableau_de_bord import lignes_du_classeur, tableaux_de_bord
    from knowledge.plan.tableau_de_bord import Dashboard, Requete

    equipe("", fichier=("marches.csv", FICHIER))
    equipe("oui")
    requete = Requete(Dashboard.ACTIONS, 2025)
    with equipe.replay.database.reading() as memory:
        deux = tableaux_de_bord(memory, autre.pack, requete, date(2026, 11, 24))
        lignes = list(lignes_du_classeur(memory, autre.pack, requete))
    livre = zipfile.ZipFile(io.BytesIO(classeur(deux, lignes, autre.pack)))
    for nom in livre.namelist():
        if nom.startswith("xl/") and nom.endswith(".xml"):
            rien_d_ailleurs(livre.read(nom).decode())


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_opens_on_this_plan(autre, tmp_path):
    from starlette.testclient import TestClient

    from bot.envois.adapters import Adapter
    from bot.platforms.web.app import create_app
    from bot.platforms.web.hub import Hub, WebAdapter

    settings = wiring.Settings(database_url=f"sqlite:///{tmp_path}/page.db", pack=str(DOSSIER))
    database = wiring.build_database(settings)
    database.migrate()
    hub = Hub()
    adapters: list[Adapter] = [WebAdapter(hub)]
    bot = wiring.build_bot(autre, database, adapters, wiring.build_access(settings), lambda: NOW)
    app = create_app(
        engine=bot.engine,
        database=database,
        hub=hub,
        documents=bot.documents,
        collectivite=autre.pack.collectivite,
        https=False,
    )
    with TestClient(app) as client:
        assert "Département de la Haute-Loutre" in client.get("/").text
        client.post("/messages", data={"texte": "fiche 204"})
        page = client.get("/").text
    assert "Penser à la vallée" in page
    rien_d_ailleurs(page)
    database.close()
