"""The table of the register as one works in it: any column, ticked lines, cells, undone; views and columns of one's own."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from storage.comptes.records import Role
from storage.registre.records import Genre
from tests.platforms.web.test_registre import ELSEWHERE, marche, site, team, text

__all__ = ["site", "team"]

HOSTILE = "<script>alert(1)</script>"
POSTS = ("/marches", "/cases", "/annuler", "/vues", "/vues/effacer", "/colonnes", "/colonnes/retirer")


def lines(client, query=""):
    """The objects of the lines, in their order."""
    page = client.get(f"/registre/marches?{query}").text
    return re.findall(r'class="objet"><a href="[^"]+">([^<]+)</a>', page)


def column(site, nom="Budget", genre=Genre.NOMBRE, choix=()):
    with site.database.unit_of_work() as uow:
        numero = uow.colonnes.ajouter(nom, nom.lower(), genre, choix, "x", site.now)
        uow.commit()
    return numero


def owned(site, numero):
    with site.database.reading() as memory:
        return memory.colonnes.valeurs([numero]).get(numero, {})


def correct(client, retour="", **cells):
    """Change cells, named as `c_12_direction="avant|apres"`."""
    form = {"retour": retour}
    for nom, dit in cells.items():
        ou = nom.removeprefix("c_").replace("_", ".", 1)
        form[f"a.{ou}"], form[f"c.{ou}"] = dit.split("|")
    return client.post("/registre/cases", data=form)


def undo(client):
    page = client.get("/registre/journal").text
    le = re.search(r'name="le" value="([^"]+)"', page)[1]
    return client.post("/registre/annuler", data={"le": le})


# --- what is shown ----------------------------------------------------------------------------------------------------


def test_what_is_to_come_is_first_then_what_has_no_date_then_what_is_past_the_last_first(site, team):
    site.fill(
        marche(1, "Ancien", fin=date(2022, 1, 1)),
        marche(2, "Lointain", fin=date(2030, 1, 1)),
        marche(3, "Sans date", fin=None),
        marche(4, "Hier", fin=date(2026, 3, 1)),
        marche(5, "Aujourd'hui", fin=date(2026, 3, 2)),
    )
    assert [un.replace("&#39;", "'") for un in lines(team)] == [
        "Aujourd'hui",
        "Lointain",
        "Sans date",
        "Hier",
        "Ancien",
    ]
    assert lines(team, "quand=passes") == ["Hier", "Ancien"]
    assert lines(team, "quand=a_venir")[-1] == "Lointain"


def test_what_is_to_come_is_read_page_after_page(site, team):
    days = [None if n % 7 == 0 else date(2026, 3, 2) + timedelta(days=(n * 37) % 90 - 45) for n in range(1, 131)]
    site.fill(*(marche(n, f"Objet n{n:03}", fin=day) for n, day in enumerate(days, 1)))
    seen, address = [], "/registre/marches?texte=objet"
    while address:
        page = team.get(address).text
        seen += re.findall(r">Objet n(\d{3})<", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following and following[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 130
    found = [days[int(n) - 1] for n in seen]
    to_come = [day for day in found if day and day >= site.now.date()]
    past = [day for day in found if day and day < site.now.date()]
    assert found == sorted(to_come) + [None] * found.count(None) + sorted(past, reverse=True)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tri=titulaire", ["Béton", "Autre", "Crayons"]),
        ("tri=duree&sens=desc", ["Autre", "Crayons", "Béton"]),
        ("tri=p1", ["Crayons", "Béton", "Autre"]),
        ("tri=p1&sens=desc", ["Béton", "Crayons", "Autre"]),
        ("f_titulaire=eclat", ["Béton"]),
        ("f_titulaire=ÉCLAT", ["Béton"]),
        ("f_titulaire=-", ["Crayons"]),
        ("f_montant_de=500&f_montant_a=1 500,50", ["Béton"]),
        ("f_nature=travaux", ["Béton"]),
        ("f_nature=drop+table", ["Autre", "Béton", "Crayons"]),
        ("f_notifie_de=2024-01-01", ["Autre", "Crayons"]),
        ("f_p1_de=50", ["Béton"]),
        ("f_p1=-", ["Autre", "Béton", "Crayons"]),
        ("f_p1_de=-", ["Autre"]),
        ("f_p2=haute", ["Crayons"]),
        ("f_fin_a=2027-01-01&tri=objet", []),
    ],
)
def test_any_column_sorts_and_filters(site, team, query, found):
    budget, priorite = column(site), column(site, "Priorité", Genre.CHOIX, ("haute", "basse"))
    query = query.replace("p1", f"p{budget}").replace("p2", f"p{priorite}")
    eclat, zed = ({"nom": "Éclat"},), ({"nom": "zed"},)
    n = {"notifie_le": date(2023, 1, 1)}
    b, c, _ = site.fill(
        marche(1, "Béton", montant_ht=Decimal(1000), duree_mois=12, nature="travaux", titulaires=eclat, fin=date(2028, 7, 2), **n),
        marche(2, "Crayons", montant_ht=Decimal(2000), duree_mois=24, fin=date(2028, 7, 3), notifie_le=date(2024, 5, 1)),
        marche(3, "Autre", titulaires=zed),
    )  # fmt: skip
    with site.database.unit_of_work() as uow:
        cols = {une.id: une for une in uow.colonnes.toutes()}
        uow.colonnes.ecrire({b: {cols[budget]: "100"}, c: {cols[budget]: "9", cols[priorite]: "haute"}}, "x", site.now)
        uow.commit()
    assert lines(team, query) == found


def test_columns_are_shown_as_they_are_chosen_and_those_that_are_no_more_are_left_out(site, team):
    budget = column(site)
    site.fill(marche(1, cpv="90911200"))
    page = team.get(f"/registre/marches?col=cpv&col=p{budget}&col=drop").text
    assert re.findall(r'<td role="cell" data-titre="([^"]+)"', page) == ["Code CPV", "Budget"]
    assert f"cols=objet.cpv.p{budget}" in page
    assert "Attribution" in team.get("/registre/marches?cols=x").text


def test_a_line_for_each_lot_when_asked(site, team):
    site.fill(marche(1, groupe="g"), marche(2, groupe="g"))
    assert len(lines(team)) == 1
    assert len(lines(team, "lots=1")) == 2


# --- ticked -----------------------------------------------------------------------------------------------------------


def test_ticked_lines_of_any_page_change_together_and_are_undone_together(site, team):
    a, b, c, d = site.fill(marche(1, groupe="g"), marche(2, groupe="g"), marche(3, "Autre"), marche(4, "Reste"))
    form = {"marche": str(a), "aussi": str(c), "v_recurrent": "oui", "v_direction": "Sports", "v_fin": "2029-01-31"}
    response = team.post("/registre/marches", data={**form, "retour": "texte=x&cols=objet.cpv"})
    assert response.headers["location"] == "/registre/marches?texte=x&cols=objet.cpv&note=fait"
    assert [(r.recurrent, r.direction, r.fin) for r in map(site.read, (a, b, c))] == [
        (True, "Sports", date(2029, 1, 31))
    ] * 3
    assert site.read(d).recurrent is None
    assert "3 marchés à la direction Sports" in text(team.get("/registre/marches?note=fait").text)
    site.now += timedelta(minutes=1)
    undo(team)
    assert [(r.recurrent, r.direction, r.fin) for r in map(site.read, (a, b, c))] == [
        (None, None, date(2028, 7, 1))
    ] * 3


def test_all_that_is_filtered_changes_and_a_dash_empties(site, team):
    a, b = site.fill(marche(1, direction="Sports"), marche(2, "Denrées", direction="Sports"))
    team.post("/registre/marches", data={"tous": "1", "v_direction": "-", "retour": "texte=denr"})
    assert [site.read(n).direction for n in (a, b)] == ["Sports", None]


def test_the_same_department_is_written_one_way(site, team):
    a, b = site.fill(marche(1, direction="Bâtiments"), marche(2, "Autre"))
    team.post("/registre/marches", data={"marche": str(b), "v_direction": " batiments "})
    assert site.read(b).direction == site.read(a).direction


@pytest.mark.parametrize(
    ("form", "note"),
    [
        ({"v_recurrent": "oui"}, "rien"),
        ({"marche": "1"}, "sans_valeur"),
        ({"aussi": "99999", "v_recurrent": "oui"}, "rien"),
    ],
)
def test_nothing_to_change_is_said(site, team, form, note):
    (numero,) = site.fill(marche(1))
    sent = {nom: str(numero) if nom == "marche" else dit for nom, dit in form.items()}
    assert team.post("/registre/marches", data=sent).headers["location"].endswith(f"note={note}")


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"marche": "²"}, 404),
        ({"aussi": ".".join(map(str, range(2002)))}, 413),
        ({"marche": "1", "v_fin": "2029-13-01"}, 400),
        ({"marche": "1", "v_recurrent": "peut-être"}, 400),
    ],
)
def test_what_cannot_be_read_changes_nothing(site, team, form, status):
    (numero,) = site.fill(marche(1))
    assert team.post("/registre/marches", data={"v_direction": "Sports", **form}).status_code == status
    assert site.read(numero).direction is None


# --- cells ------------------------------------------------------------------------------------------------------------


def test_cells_are_changed_in_the_table_at_once_and_undone(site, team):
    a, b = site.fill(marche(1), marche(2, "Autre", direction="Voirie"))
    budget, etat = column(site), column(site, "État", Genre.CHOIX, ("À faire", "Fait"))
    page = team.get(f"/registre/marches?edition=1&cols=direction.p{budget}").text
    assert f'name="c.{a}.direction"' in page
    response = correct(
        team, "edition=1&tri=objet", **{f"c_{a}_direction": "|Sports", f"c_{a}_fin": "2028-07-01|2029-01-01",
        f"c_{a}_p{budget}": "|1 234,5", f"c_{b}_direction": "Voirie|", f"c_{b}_recurrent": "|", f"c_{b}_p{etat}": "|fait"},
    )  # fmt: skip
    assert response.headers["location"] == "/registre/marches?edition=1&tri=objet&note=fait"
    assert (site.read(a).direction, site.read(a).fin, owned(site, a)) == (
        "Sports",
        date(2029, 1, 1),
        {budget: "1234.5"},
    )
    assert (site.read(b).direction, owned(site, b)) == (None, {etat: "Fait"})
    site.now += timedelta(minutes=1)
    undo(team)
    assert (site.read(a).direction, site.read(a).fin_dite, owned(site, a)) == (None, None, {})
    assert (site.read(b).direction, owned(site, b)) == ("Voirie", {})
    site.now += timedelta(minutes=1)
    undo(team)
    assert owned(site, a) == {budget: "1234.5"}, "what was undone is done again"


def test_a_cell_that_somebody_else_changed_meanwhile_is_left_and_said(site, team):
    (a,) = site.fill(marche(1))
    correct(site.client("acheteur"), **{f"c_{a}_direction": "|Voirie"})
    response = correct(team, **{f"c_{a}_direction": "|Sports", f"c_{a}_recurrent": "|oui"})
    assert "note=bouge" in response.headers["location"]
    assert (site.read(a).direction, site.read(a).recurrent) == ("Voirie", True)


def test_the_contract_of_another_is_neither_ticked_nor_changed(site):
    (bobs,) = site.fill(marche(1), referent="Bob")
    client = site.client("acheteur")
    assert re.search(rf'value="{bobs}"[^>]* disabled', client.get("/registre/marches").text)
    assert f"c.{bobs}." not in client.get("/registre/marches?edition=1").text
    client.post("/registre/marches", data={"marche": str(bobs), "v_direction": "Sports"})
    correct(client, **{f"c_{bobs}_direction": "|Sports"})
    assert site.read(bobs).direction is None


@pytest.mark.parametrize("dit", ["pas un nombre", "1e400", "9" * 40, "nan"])
def test_a_cell_that_cannot_be_read_changes_nothing(site, team, dit):
    (a,) = site.fill(marche(1))
    budget = column(site)
    assert correct(team, **{f"c_{a}_p{budget}": f"|{dit}", f"c_{a}_direction": "|Sports"}).status_code == 400
    assert (site.read(a).direction, owned(site, a)) == (None, {})


# --- views and columns ------------------------------------------------------------------------------------------------


def test_a_view_is_kept_shared_changed_and_dropped(site, team):
    team.post("/registre/vues", data={"nom": "Mes écoles", "retour": "texte=ecole&cols=objet.cpv&tri=cpv&edition=1"})
    page = team.get("/registre/marches").text
    assert 'href="/registre/marches?texte=ecole&amp;cols=objet.cpv&amp;tri=cpv"' in page
    buyer = site.client("acheteur")
    assert "Mes écoles" not in buyer.get("/registre/marches").text
    team.post("/registre/vues", data={"nom": "mes  ecoles", "partagee": "1", "retour": "texte=ecoles"})
    page = buyer.get("/registre/marches?texte=ecoles").text
    assert page.count("mes ecoles") >= 2, "it is one, and open"
    assert "Supprimer la vue" not in page
    with site.database.reading() as memory:
        (vue,) = memory.vues.ouvertes([])
    assert buyer.post("/registre/vues/effacer", data={"vue": str(vue.id)}).status_code == 403
    assert team.post("/registre/vues/effacer", data={"vue": str(vue.id)}).headers["location"].endswith("vue_effacee")
    assert "mes ecoles" not in team.get("/registre/marches").text


def test_the_team_adds_a_column_and_takes_it_away_and_it_comes_back_with_its_values(site, team):
    (a,) = site.fill(marche(1))
    form = {"nom": "Priorité", "genre": "choix", "choix": "haute\n\n basse \nHaute"}
    assert site.client("acheteur").post("/registre/colonnes", data=form).status_code == 403
    assert team.post("/registre/colonnes", data=form).headers["location"].endswith("colonne_ajoutee")
    assert team.post("/registre/colonnes", data=form).headers["location"].endswith("colonne_deja")
    with site.database.reading() as memory:
        (une,) = memory.colonnes.toutes()
    assert [un.lower() for un in une.choix] == ["haute", "basse"]
    correct(team, **{f"c_{a}_p{une.id}": "|basse"})
    team.post("/registre/colonnes/retirer", data={"colonne": str(une.id)})
    assert "Priorité" not in team.get("/registre/marches").text
    team.post("/registre/colonnes", data=form)
    assert owned(site, a) == {une.id: "basse"}


@pytest.mark.parametrize(
    "form", [{"nom": ""}, {"nom": "x", "genre": "drop"}, {"nom": "x", "genre": "choix", "choix": " "}]
)
def test_a_column_that_means_nothing_is_not_added(site, team, form):
    team.post("/registre/colonnes", data={"genre": "texte", **form})
    with site.database.reading() as memory:
        assert memory.colonnes.toutes() == []


# --- who --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", POSTS)
def test_neither_another_site_nor_a_firm_sends_anything(site, team, path):
    assert team.post(f"/registre{path}", data={"marche": "1"}, headers=ELSEWHERE).status_code == 403
    assert site.client("firme").post(f"/registre{path}", data={"marche": "1"}).status_code == 403
    assert site.client().post(f"/registre{path}", data={"marche": "1"}).status_code == 401


def test_what_is_typed_is_shown_as_it_was_typed(site, team):
    (a,) = site.fill(marche(1))
    texte = column(site, HOSTILE, Genre.CHOIX, (HOSTILE,))
    team.post("/registre/vues", data={"nom": HOSTILE, "retour": f"texte={HOSTILE}"})
    correct(team, **{f"c_{a}_p{texte}": f"|{HOSTILE}", f"c_{a}_direction": f'|"{HOSTILE}'})
    for path in (f"/marches?cols=direction.p{texte}", "/marches?edition=1&note=fait", "/journal", "/colonnes"):
        page = team.get(f"/registre{path}").text
        assert HOSTILE not in page, path
        assert "&lt;script&gt;" in page, path


def test_nobody_sees_or_undoes_what_another_did(site, team):
    (a,) = site.fill(marche(1))
    correct(team, **{f"c_{a}_direction": "|Sports"})
    site.give("autre", Role.EQUIPE)
    other = site.client("autre")
    assert "Sports" not in other.get("/registre/journal").text
    other.post("/registre/annuler", data={"le": site.now.isoformat()})
    assert site.read(a).direction == "Sports"
