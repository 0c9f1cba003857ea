"""The pages of the dashboards: who may open them, what they show of a figure, and what is frozen."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from starlette.testclient import TestClient

from bot.indicateurs.pages import adresse_de_la_courbe, routes
from bot.registre import pages as registre_pages
from handlers.conversation.wording import en_tete
from handlers.indicateurs import tableau_de_bord as figures
from knowledge.plan.tableau_de_bord import Chiffre, Dashboard, Genre, Requete, Valeur
from storage.comptes.records import Role
from tests.indicateurs.exemple import exemple
from tests.platforms.web.fausse_source import Ecart, FausseSource

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
PAGES = (
    "actions",
    "deploiement",
    "cliche",
    "chiffre/8.part_clauses_insertion",
    "courbe.svg?unite=nombre&annees=2025:1",
)
FILES = ("tableaux.xlsx", "tableaux.pdf", "indicateurs.csv", "dictionnaire.csv")
BASE = "/registre/tableaux"
ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


class Site:
    """The pages over a source that is made up unless another is given, and people of each role."""

    def __init__(self, database, pack, make_app, source) -> None:
        self.database, self.source, self.now = database, source, NOW

        def roles(memory, plateforme, personne):
            return memory.roles.de(plateforme, personne) or frozenset({Role.ENTREPRISE})

        parts = (database, pack, roles, lambda: self.now)
        self.app = make_app(
            routes=[*registre_pages.routes(*parts, https=False), *routes(*parts, source=self.source, https=False)],
            https=False,
        )

    def client(self, personne=None, vers=""):
        client = TestClient(self.app, follow_redirects=False)
        if personne is not None:
            with self.database.unit_of_work() as uow:
                cle = uow.liens.creer("registre", "slack", personne, self.now, timedelta(hours=12))
                uow.commit()
            client.entree = client.get(f"/registre/ouvrir/{cle}{vers}")
        return client


@pytest.fixture
def source():
    return FausseSource()


@pytest.fixture
def site(database, pack, make_app, source):
    with database.unit_of_work() as uow:
        for personne, role in (
            ("equipe", Role.EQUIPE),
            ("acheteur", Role.ACHETEUR),
            ("expert", Role.EXPERT),
            ("firme", Role.ENTREPRISE),
        ):
            uow.roles.donner("slack", personne, role, "x", NOW)
        uow.commit()
    return Site(database, pack, make_app, source)


@pytest.fixture
def team(site):
    return site.client("equipe")


def words(html):
    """The words of a page, without its tags nor what is to be chosen."""
    html = re.sub(r"<select\b.*?</select>", " ", html, flags=re.DOTALL)
    return re.sub(r"[ \n\u00a0]+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


# --- who --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*PAGES, *FILES])
def test_without_a_link_nothing_is_shown(site, path):
    response = site.client().get(f"{BASE}/{path}")
    assert response.status_code == 401
    assert site.source.demandes == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("personne", "status"), [("equipe", 200), ("acheteur", 200), ("expert", 200), ("firme", 403), ("personne", 403)]
)
def test_people_of_the_house_read_the_dashboards_and_firms_nothing(site, personne, status, path):
    assert site.client(personne).get(f"{BASE}/{path}").status_code == status


def test_a_link_that_is_over_opens_nothing_any_more(site, team):
    site.now += timedelta(hours=13)
    assert team.get(f"{BASE}/actions").status_code == 401


def test_what_is_to_be_repaired_is_the_team_s(site, team):
    assert team.get(f"{BASE}/a-reparer").status_code == 200
    assert "À réparer" in team.get(f"{BASE}/actions").text
    acheteur = site.client("acheteur")
    assert acheteur.get(f"{BASE}/a-reparer").status_code == 403
    page = acheteur.get(f"{BASE}/actions").text
    assert "a-reparer" not in page
    assert "réservée à l'équipe SPASER" in words(acheteur.get(f"{BASE}/a-reparer").text)


def test_a_link_of_the_chat_leads_to_the_dashboards(site):
    entree = site.client("equipe", "?vers=tableaux").entree
    assert (entree.status_code, entree.headers["location"]) == (303, BASE)
    assert site.client("equipe", "?vers=https://ailleurs.example").entree.headers["location"] == "/registre"


def test_a_page_followed_from_another_site_comes_in_again_where_it_was_going(site, team):
    response = site.client().get(f"{BASE}/actions?annee=2025&axe=2", headers=ELSEWHERE)
    assert f'content="0; url={BASE}/actions?annee=2025&amp;axe=2&amp;entree=1"' in response.text
    assert team.get(f"{BASE}/actions?annee=2025&entree=1").status_code == 200


def test_the_dashboards_are_entered_by_those_of_the_actions(team):
    assert team.get(BASE).headers["location"] == f"{BASE}/actions"
    assert f'href="{BASE}" aria-current="page"' in team.get(f"{BASE}/actions").text
    assert f'href="{BASE}"' in team.get("/registre").text


# --- what is asked for ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "requete"),
    [
        ("", Requete(Dashboard.ACTIONS, 2026)),
        ("annee=2024&acheteur=ville", Requete(Dashboard.ACTIONS, 2024, "ville")),
        ("acheteur=metropole&axe=2", Requete(Dashboard.ACTIONS, 2026, "metropole", None, 2)),
        ("direction=Sports+%26+loisirs", Requete(Dashboard.ACTIONS, 2026, None, "Sports & loisirs")),
        ("annee=1492&acheteur=x&direction=Autre&axe=9", Requete(Dashboard.ACTIONS, 2026)),
        ("annee=²&axe=-1&direction=%00&acheteur=%00", Requete(Dashboard.ACTIONS, 2026)),
        ("annee=99999999999999999999999&axe=1", Requete(Dashboard.ACTIONS, 2026)),  # no action of axis 1 is there
    ],
)
def test_filters_stand_in_the_address_and_what_means_nothing_is_left_out(site, team, query, requete):
    assert team.get(f"{BASE}/actions?{query}").status_code == 200
    assert site.source.demandes == [requete]


@pytest.mark.parametrize(
    ("query", "dit"),
    [
        ("annee=2031", "année « 2031 »"),
        ("annee=abc&acheteur=zz", "année « abc », acheteur « zz »"),
        ("direction=Autre&axe=9", "direction « Autre », axe « 9 »"),
        ("direction=" + "x" * 300, "direction « " + "x" * 60 + "… »"),
        ("direction=<b>", "direction « <b> »"),
    ],
)
@pytest.mark.parametrize("path", ["actions", "cliche", "chiffre/8.part_clauses_insertion", "a-reparer"])
def test_a_filter_that_is_not_known_is_said_so(team, query, dit, path):
    page = words(team.get(f"{BASE}/{path}?{query}").text)
    assert f"Filtre non reconnu : {dit}. Ce qui suit est sans ce filtre : tous les acheteurs ensemble, 2026." in page


@pytest.mark.parametrize(
    "query", ["", "annee=2024&acheteur=ville", "direction=Sports+%26+loisirs", "direction=%28sans%29"]
)
def test_a_filter_that_is_known_is_not(team, query):
    assert "Filtre non reconnu" not in words(team.get(f"{BASE}/actions?{query}").text)


def test_a_department_of_a_long_name_or_of_odd_spaces_is_found(site, team, monkeypatch):
    longue = "Direction  de la " + "maintenance et de la " * 14 + "logistique"
    monkeypatch.setattr(FausseSource, "directions", lambda *_: [longue])
    page = team.get(f"{BASE}/actions", params={"direction": longue}).text
    assert site.source.demandes[-1].direction == longue
    assert "<option selected>Direction  de la" in page


def test_what_has_no_department_can_be_asked_for(site, team):
    page = team.get(f"{BASE}/actions?direction=%28sans%29").text
    assert site.source.demandes[-1].direction == ""
    assert "Tous les acheteurs ensemble, sans direction (actions 8 et suivantes)" in words(page)
    assert '<option value="(sans)" selected>' in page
    assert "tableaux.xlsx?annee=2026&amp;direction=%28sans%29" in page


def test_links_keep_the_filters(team):
    page = team.get(f"{BASE}/actions?annee=2025&acheteur=ville&axe=2").text
    assert f'{BASE}/tableaux.xlsx?annee=2025&amp;acheteur=ville&amp;axe=2"' in page
    assert (
        f"{BASE}/chiffre/8.part_clauses_insertion?annee=2025&amp;acheteur=ville&amp;axe=2&amp;tableau=actions" in page
    )
    # The other dashboard has other axes.
    assert f'href="{BASE}/deploiement?annee=2025&amp;acheteur=ville"' in page


# --- what is shown ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dashboard", list(Dashboard))
def test_every_indicator_of_the_plan_is_shown_under_its_action(team, pack, dashboard):
    page = words(team.get(f"{BASE}/{dashboard.value}").text)
    for numero, fiche in pack.fiches.items():
        shown = (numero <= 7) == (dashboard is Dashboard.DEPLOIEMENT)
        assert (f"{numero}. {fiche.titre_court} " in page) == shown
        for indicateur in fiche.indicateurs if shown else ():
            assert en_tete(indicateur.titre).replace("\u00a0", " ") in page


def test_what_is_known_comes_first_then_the_targets_then_the_axes(team):
    page = team.get(f"{BASE}/actions").text
    titres = [" ".join(re.sub("<[^>]+>", " ", un).split()) for un in re.findall(r"<h3\b.*?</h3>", page, re.DOTALL)]
    assert titres[:3] == ["Trois choses à savoir", "Les six cibles du plan", "De la proposition à la réalisation"]
    assert [titre[:5] for titre in titres[3:]] == ["Axe 2", "Axe 3", "Axe 4"]
    assert "À savoir Deux cibles sur six sont atteintes." in words(page)


def test_a_target_says_how_far_it_is_and_what_it_takes(site, team, pack, monkeypatch):
    cible = exemple(pack).cibles[0]
    v = Valeur(Decimal(25), Decimal(3), Decimal(12), 12, 40)
    loin = replace(
        cible,
        chiffre=replace(cible.chiffre, annees=((2026, v),)),
        manque_points=Decimal("44.96"),
        manque_contrats=18,
        a_venir=6,
    )
    atteinte = replace(loin, manque_points=Decimal(0), manque_contrats=0, atteinte=True)
    inconnue = replace(loin, chiffre=replace(cible.chiffre, annees=((2026, Valeur()),)), manque_points=None)
    page = show(site, team, monkeypatch, cibles=(loin, atteinte, replace(inconnue, manque_contrats=None)))
    start = f"{cible.chiffre.titre} 25 % 3 sur 12 renseigné pour 12 des 40 contrats 30 % 70 % "
    takes = "45 points jusqu'à l'objectif 2026 encore 18 contrats parmi ceux déjà comptés ; 6 restent à attribuer"
    assert start + takes in page
    assert f"{start}Atteinte — rien de plus" in page
    assert f"{cible.chiffre.titre} pas de donnée 30 % 70 % on ne sait pas — pas de donnée" in page
    perdue = show(site, team, monkeypatch, cibles=(replace(loin, passee=True, a_venir=None),))
    assert "Écart à l'objectif En contrats" in perdue
    assert "45 points jusqu'à l'objectif 2026 il a manqué 18 contrats parmi ceux comptés" in perdue


@pytest.mark.parametrize(
    ("before", "now", "sens", "said"),
    [
        (20, 40, 1, "▲ + 20 points en progrès"),
        (40, 20, 1, "▼ − 20 points en recul"),
        (40, 20, -1, "▼ − 20 points en progrès"),
        (20, 40, 0, "▲ + 20 points en hausse"),
        (20, 20, 1, "= stable"),
    ],
)
def test_an_evolution_is_said_with_a_sign_and_a_word(site, team, monkeypatch, before, now, sens, said):
    chiffre = un_chiffre((2025, Valeur(Decimal(before))), (2026, Valeur(Decimal(now))), sens=sens)
    assert said in show(site, team, monkeypatch, chiffre)


def test_no_data_is_not_zero_and_says_who_enters_it(site, team, monkeypatch):
    chiffre = un_chiffre((2025, Valeur()), (2026, Valeur()), par="plie", unite="heures")
    page = show(site, team, monkeypatch, chiffre)
    assert "Un chiffre pas de donnée à saisir par le PLIE" in page
    chiffre = un_chiffre((2025, Valeur()), (2026, Valeur(Decimal(2500000))), par="plie", unite="heures")
    assert "Un chiffre 2\u202f500\u202f000 heures saisi par le PLIE" in show(site, team, monkeypatch, chiffre)


def test_a_share_says_of_what_and_how_much_is_known(site, team, monkeypatch):
    v = Valeur(Decimal(25), Decimal(3), Decimal(12), 12, 40)
    page = show(site, team, monkeypatch, un_chiffre((2026, v)))
    assert "25 % 3 sur 12 renseigné pour 12 des 40 contrats" in page
    page = show(site, team, monkeypatch, un_chiffre((2026, replace(v, sur=12))))
    assert "25 % 3 sur 12 12 contrats, tous renseignés" in page


def test_a_frozen_value_is_shown_where_it_differs(site, team, monkeypatch):
    site.source.figer(None, None, 2026, None, "slack:equipe", NOW)
    v, fige = Valeur(Decimal("41.25")), Valeur(Decimal(40))
    assert "Un chiffre 40 % Depuis corrigé 41,3 %" in show(
        site, team, monkeypatch, un_chiffre((2026, fige), maintenant=v)
    )
    assert "Depuis corrigé" not in show(site, team, monkeypatch, un_chiffre((2026, fige), maintenant=fige))


def test_each_buyer_has_its_value_where_they_are_counted_together(site, team, monkeypatch):
    chiffre = un_chiffre(
        (2026, Valeur(Decimal(30))), par_acheteur={"ville": Valeur(Decimal(40)), "metropole": Valeur()}
    )
    page = show(site, team, monkeypatch, chiffre)
    assert "Ville 40 %" in page
    assert "Métropole pas de donnée" in page


def test_what_a_pilot_typed_is_text(team):
    page = team.get(f"{BASE}/actions").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_nothing_followed_is_no_data(site, team):
    site.source.vide = True
    page = team.get(f"{BASE}/actions").text
    assert "0 marché attribué dans l'année" in words(page)
    assert "pas de donnée, et non zéro" in words(page)
    assert " 0 %" not in words(page.partition('class="axe')[2])
    assert "data:image" not in page


def test_charts_say_in_words_what_they_draw(team):
    page = team.get(f"{BASE}/actions").text
    images = re.findall(r"<img\b[^>]*>", page)
    assert len(images) > 20
    for une in images:
        assert re.search(r'alt="[^"]{12,}"', une), une
    assert page.count("<picture") == 2


# --- small charts -----------------------------------------------------------------------------------------------------


def test_a_small_chart_is_drawn_from_its_address(team):
    chiffre = un_chiffre((2024, Valeur(Decimal("33.33333"))), (2025, Valeur()), (2026, Valeur(Decimal(50))))
    address = adresse_de_la_courbe(chiffre)
    assert address == f"{BASE}/courbe.svg?unite=%25&annees=2024%3A33.333%2C2025%3A%2C2026%3A50"
    response = team.get(address)
    assert response.headers["content-type"] == "image/svg+xml"
    assert response.text.startswith("<svg")
    assert "2025" in response.text
    assert adresse_de_la_courbe(un_chiffre((2025, Valeur()), (2026, Valeur(Decimal(50))))) is None


@pytest.mark.parametrize(
    "query",
    [
        "",
        "unite=%25",
        "unite=%25&annees=",
        "unite=%25&annees=2024:x",
        "unite=%25&annees=2024:1;2025:2",
        "unite=%25&annees=2024:NaN",
        "unite=%25&annees=2024:1e9",
        "unite=drop&annees=2024:1,2025:2",
        "unite=%25&annees=2024:,2025:",
        "unite=%25&annees=" + ",".join(f"{2000 + n}:1" for n in range(40)),
    ],
)
def test_an_address_that_draws_nothing_is_refused(team, query):
    assert team.get(f"{BASE}/courbe.svg?{query}").status_code == 404


# --- the contracts behind a figure ------------------------------------------------------------------------------------


def test_the_contracts_behind_a_figure_follow_each_other(team):
    seen, address = [], f"{BASE}/chiffre/8.part_clauses_insertion?annee=2026&tableau=actions"
    while address:
        page = team.get(address).text
        assert "120 contrats derrière ce chiffre" in words(page)
        seen += re.findall(r"Nettoyage des écoles, lot (\d{3})", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following and following[1].replace("&amp;", "&")
    assert seen == sorted(set(seen))
    assert len(seen) == 96


def test_a_contract_says_its_steps_its_reason_and_whether_it_counts(team):
    page = team.get(f"{BASE}/chiffre/8.part_clauses_insertion").text
    assert '<a href="/registre/marches/1">Nettoyage des écoles, lot 000</a>' in page
    said = words(page)
    assert (
        "90\u202f500 € Oui Proposée le 5 janvier 2026 Inscrite dans la consultation le 1er mars 2026 (marché réservé)"
        in said
    )
    assert "Écartée le 1er février 2026 : « <b>aucun</b> candidat au PLIE »" in said
    assert "Achat 4 pas encore de marché au registre" in said


@pytest.mark.parametrize("cle", ["inconnu", "8.heures_insertion", "x" * 500, "%00", "8.part%2F..%2F"])
def test_a_figure_that_opens_nothing_is_said_so(team, cle):
    assert team.get(f"{BASE}/chiffre/{cle}").status_code == 404


def test_a_target_opens_its_contracts(team):
    assert "critère environnemental" in team.get(f"{BASE}/chiffre/cible.critere_environnemental").text


# --- repairs and snapshots --------------------------------------------------------------------------------------------


def test_what_is_to_be_repaired_is_said_in_french(team):
    page = words(team.get(f"{BASE}/a-reparer").text)
    assert (
        "Montant hors de l'ordinaire : 1 contrat Voir les contrats Nettoyage des écoles : 111\u202f859\u202f144 €"
        in page
    )
    assert "Quelque chose : 1 contrat Voir les contrats Achat sans objet achat 2, dit dans la conversation" in page
    assert "Montant inconnu : 9\u202f456 contrats Voici les 1 premiers." in page
    assert "Axe du plan" not in team.get(f"{BASE}/a-reparer").text


def test_all_the_buyers_are_frozen_with_each(site, team):
    page = words(team.get(f"{BASE}/cliche?annee=2024").text)
    tous = "tous les acheteurs ensemble, et pour chacun (Ville de Clermont-Ferrand, Clermont Auvergne Métropole)"
    assert f"Je fige les chiffres de 2024 pour {tous}" in page
    response = team.post(f"{BASE}/figer", data={"annee": "2024", "acheteur": "", "confirme": "1"})
    assert f"Ils le sont pour {tous}." in words(team.get(response.headers["location"]).text)
    assert set(site.source.cliches) == {(2024, None), (2024, "ville"), (2024, "metropole")}


def test_the_team_freezes_a_year_once_confirmed(site, team):
    assert "Ces chiffres ne sont pas figés" in words(team.get(f"{BASE}/cliche?annee=2025").text)
    form = {"annee": "2025", "acheteur": "ville"}
    assert team.post(f"{BASE}/figer", data=form).headers["location"].endswith("note=a_confirmer")
    assert site.source.cliches == {}
    response = team.post(f"{BASE}/figer", data={**form, "confirme": "1"})
    assert response.headers["location"] == f"{BASE}/cliche?annee=2025&acheteur=ville&note=fige"
    assert [(cle, un.par) for cle, un in site.source.cliches.items()] == [((2025, "ville"), "slack:equipe")]
    page = words(team.get(response.headers["location"]).text)
    assert "Les chiffres sont figés." in page
    assert "Figé le 25 novembre 2026, 10 h 00. Chiffres du" in page
    assert "slack:" not in page
    assert "40 % 8 sur 20 41,3 %" in page
    again = team.post(f"{BASE}/figer", data={**form, "confirme": "1"})
    assert again.headers["location"].endswith("note=deja_fige")


def test_a_figure_that_says_the_same_is_not_told_as_corrected(site, team, pack, monkeypatch):
    chiffre = un_chiffre((2026, Valeur()))
    v = Valeur(Decimal(25), Decimal(3), Decimal(12), 12, 40)
    ecarts = [
        Ecart(chiffre, v, replace(v, sur=41)),
        Ecart(replace(chiffre, titre="Autre"), v, replace(v, numerateur=Decimal(4))),
    ]
    monkeypatch.setattr(FausseSource, "ecarts", lambda *_: ecarts)
    site.source.figer(None, pack, 2026, None, "slack:equipe", NOW)
    page = words(team.get(f"{BASE}/cliche").text)
    assert "Un chiffre" not in page
    assert "Autre action 8 25 % 3 sur 12 25 % 4 sur 12" in page


@pytest.mark.parametrize("form", [{"annee": "1492"}, {"annee": "x"}, {"annee": "2025", "acheteur": "x"}, {}])
def test_what_cannot_be_read_is_not_frozen(site, team, form):
    assert team.post(f"{BASE}/figer", data={**form, "confirme": "1"}).status_code == 400
    assert site.source.cliches == {}


@pytest.mark.parametrize("personne", ["acheteur", "expert", "firme", None])
def test_only_the_team_freezes(site, personne):
    client = site.client(personne)
    response = client.post(f"{BASE}/figer", data={"annee": "2025", "acheteur": "", "confirme": "1"})
    assert response.status_code == (403 if personne else 401)
    assert site.source.cliches == {}
    if personne in {"acheteur", "expert"}:
        assert "Cela ne se défait pas" not in client.get(f"{BASE}/cliche").text


def test_what_another_site_sends_freezes_nothing(site, team):
    form = {"annee": "2025", "acheteur": "", "confirme": "1"}
    assert team.post(f"{BASE}/figer", data=form, headers=ELSEWHERE).status_code == 403
    assert site.source.cliches == {}


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "kind", "begins"),
    [
        ("tableaux.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("tableaux.pdf", "application/pdf", b"%PDF"),
        ("indicateurs.csv", "text/csv; charset=utf-8", None),
        ("dictionnaire.csv", "text/csv; charset=utf-8", None),
    ],
)
def test_files_hold_both_dashboards_as_they_are_filtered(site, team, path, kind, begins):
    pytest.importorskip("bot.indicateurs.ouverture")
    response = team.get(f"{BASE}/{path}?annee=2025&acheteur=ville")
    assert (response.status_code, response.headers["content-type"]) == (200, kind)
    assert response.content.startswith(begins or b"")
    assert len(response.content) > 200
    if path != "dictionnaire.csv":
        assert f"2025.{path.rpartition('.')[2]}" in response.headers["content-disposition"]
        assert site.source.demandes == [Requete(un, 2025, "ville") for un in Dashboard]


def test_files_of_an_axis_hold_the_dashboard_that_has_it(site, team):
    team.get(f"{BASE}/tableaux.pdf?axe=3")
    assert site.source.demandes == [Requete(un, 2026, axe=3) for un in Dashboard]


def test_open_data_hold_each_buyer_and_are_filtered_by_nothing_else(site, team):
    team.get(f"{BASE}/indicateurs.csv")
    assert site.source.demandes == [Requete(un, 2026, qui) for qui in (None, "ville", "metropole") for un in Dashboard]
    for filtre in ("axe=3", "direction=Restauration", "direction=%28sans%29"):
        response = team.get(f"{BASE}/indicateurs.csv?{filtre}")
        assert response.status_code == 400
        assert "Les données ouvertes ne se filtrent pas" in words(response.text)
        assert f'href="{BASE}"' in response.text
    page = team.get(f"{BASE}/actions?axe=3&direction=Restauration&acheteur=ville").text
    assert f'href="{BASE}/indicateurs.csv?annee=2026&amp;acheteur=ville">données ouvertes entières' in page


@pytest.mark.parametrize("path", ["tableaux.xlsx", "tableaux.pdf", "indicateurs.csv"])
@pytest.mark.parametrize("filtre", ["annee=2031", "annee=abc", "acheteur=zz", "direction=Autre", "axe=9"])
def test_a_file_of_something_else_is_not_given(site, team, path, filtre):
    response = team.get(f"{BASE}/{path}?{filtre}")
    assert response.status_code == 400
    assert "Ce filtre n'est pas reconnu" in words(response.text)
    assert site.source.demandes == []


@pytest.mark.parametrize("source", [figures])
def test_the_real_figures_are_shown_opened_frozen_and_given_as_files(site, team):
    for path in (*PAGES, *FILES, "a-reparer", "actions?annee=2025&acheteur=ville&axe=2"):
        assert team.get(f"{BASE}/{path}").status_code == 200, path
    assert team.get(f"{BASE}/chiffre/8.inconnu").status_code == 404
    response = team.post(f"{BASE}/figer", data={"annee": "2026", "acheteur": "", "confirme": "1"})
    assert "Cette année court encore" in words(team.get(response.headers["location"]).text)
    with site.database.unit_of_work() as uow:
        uow.achats.creer({"acheteur": "ville", "annee": 2025}, NOW)
        uow.commit()
    response = team.post(f"{BASE}/figer", data={"annee": "2025", "acheteur": "", "confirme": "1"})
    assert "Les chiffres sont figés." in team.get(response.headers["location"]).text


def test_the_share_of_sessions_opens_the_sessions_and_not_contracts(database, pack, make_app):
    """The real source, on its database."""
    site = Site(database, pack, make_app, figures)
    with database.unit_of_work() as uow:
        uow.roles.donner("slack", "equipe", Role.EQUIPE, "x", NOW)
        faite = uow.accompagnements.programmer("<b>Premier</b> marché", date(2026, 3, 3), "14:00", "CCI", "x", NOW)
        uow.accompagnements.realiser(faite, 14, "x", NOW)
        autre = uow.accompagnements.programmer("Signature électronique", date(2026, 12, 3), None, None, "x", NOW)
        uow.achats.creer({"acheteur": "ville", "annee": 2025}, NOW)
        uow.commit()
    team = site.client("equipe")
    address = f"{BASE}/chiffre/16.part_accompagnements_realises"
    assert f"{address}?annee=2026" in team.get(f"{BASE}/actions?annee=2026").text
    page = words(team.get(f"{address}?annee=2026").text)
    assert "2 sessions derrière ce chiffre, dont 1 comptée" in page
    assert f"<b>Premier</b> marché n° {faite} 3 mars 2026 à 14 h CCI Oui Réalisée, 14 participants" in page
    assert f"Signature électronique n° {autre} 3 décembre 2026 — pas de donnée Non Programmée" in page
    assert "contrat derrière" not in page
    # Nothing was planned that year: no data, and nothing to open.
    assert team.get(f"{address}?annee=2025").status_code == 404
    assert address not in team.get(f"{BASE}/actions?annee=2025").text


def un_chiffre(*annees, unite="%", genre=Genre.PART, **autres):
    return Chiffre("8.x", "Un chiffre", "realisation", genre, unite, annees, action=8, **autres)


def show(site, team, monkeypatch, *chiffres, cibles=()):
    """The words of the page of a dashboard that holds these figures alone."""
    real = FausseSource.tableau_de_bord

    def tableau_de_bord(self, *arguments):
        return replace(real(self, *arguments), chiffres=chiffres, cibles=cibles, entonnoirs=())

    monkeypatch.setattr(FausseSource, "tableau_de_bord", tableau_de_bord)
    page = words(team.get(f"{BASE}/actions").text)
    monkeypatch.undo()
    return page
