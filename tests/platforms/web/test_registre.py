"""The pages of the register: who may open and change what, what they show, and what is decided on them."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
import python_calamine
from icalendar import Calendar
from starlette.testclient import TestClient

from bot.registre.pages import routes
from storage.comptes.records import Role
from storage.errors import DatabaseUnavailableError
from storage.rappels.records import EtatRappel, NouveauRappel
from storage.registre.records import NouveauMarche

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
JOUR = START.date()
PAGES = ("/registre", "/registre/marches", "/registre/tri", "/registre/registre.xlsx", "/registre/echeances.ics")
ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


class Site:
    """The pages over a database, people of each role, and a clock that tests set."""

    def __init__(self, database, pack, make_app) -> None:
        self.database = database
        self.now = START
        self._make_app, self._pack = make_app, pack

    def app(self, **options):
        def roles(memory, plateforme, personne):
            return memory.roles.de(plateforme, personne) or frozenset({Role.ENTREPRISE})

        options = {"https": False, "adresse": "https://spaser.example", **options}
        return self._make_app(
            routes=routes(self.database, self._pack, roles, lambda: self.now, **options), https=options["https"]
        )

    def link(self, personne, genre="registre", valable=timedelta(hours=12)):
        with self.database.unit_of_work() as uow:
            cle = uow.liens.creer(genre, "slack", personne, self.now, valable)
            uow.commit()
        return cle

    def give(self, personne, role):
        with self.database.unit_of_work() as uow:
            uow.roles.donner("slack", personne, role, "x", self.now)
            uow.commit()

    def take(self, personne, role):
        with self.database.unit_of_work() as uow:
            uow.roles.retirer("slack", personne, role)
            uow.commit()

    def client(self, personne=None):
        """A browser, with the register open when a person is named."""
        client = TestClient(self.app(), follow_redirects=False)
        if personne is not None:
            client.get(f"/registre/ouvrir/{self.link(personne)}")
        return client

    def fill(self, *nouveaux, referent=None, compte=None):
        with self.database.unit_of_work() as uow:
            qui = None if referent is None else uow.referents.nommer(referent, referent.lower(), self.now)
            if compte is not None:
                uow.referents.reconnaitre(qui.id, "slack", compte)
            numeros = []
            for un in nouveaux:
                numeros.append(uow.marches.creer(un, "import", self.now))
                if qui is not None:
                    uow.marches.changer(numeros[-1], {"referent_id": qui.id}, "import", self.now)
            uow.commit()
        return numeros

    def read(self, numero):
        with self.database.reading() as memory:
            return memory.marches.trouver(numero)

    def history(self, numero):
        with self.database.reading() as memory:
            return [
                (champ, apres, par) for champ, _, apres, _, par in memory.marches.changements(numero) if par != "import"
            ]


@pytest.fixture
def site(database, pack, make_app):
    site = Site(database, pack, make_app)
    for personne, role in (
        ("equipe", Role.EQUIPE),
        ("acheteur", Role.ACHETEUR),
        ("expert", Role.EXPERT),
        ("firme", Role.ENTREPRISE),
    ):
        site.give(personne, role)
    return site


@pytest.fixture
def team(site):
    return site.client("equipe")


def marche(numero, objet="Nettoyage des écoles", fin=date(2028, 7, 1), **valeurs):
    defauts = {"acheteur": "ville", "cle_objet": objet.lower(), "fin": fin, "attribution_prevue": fin}
    defauts |= {"notifie_le": date(2024, 7, 1), "duree_mois": 48} if fin == date(2028, 7, 1) else {}
    return NouveauMarche(acheteur_id="21630113500010", numero=str(numero), objet=objet, **{**defauts, **valeurs})


def text(html):
    """The words of a page, without its tags; lists of suggestions left out."""
    html = re.sub(r"<(datalist|select)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(
        re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " ").replace("\u202f", " ").replace("&#39;", "'").split()
    )


# --- who --------------------------------------------------------------------------------------------------------------


def test_a_link_opens_the_register_and_no_address_keeps_its_key(site):
    client = site.client()
    cle = site.link("equipe")
    response = client.get(f"/registre/ouvrir/{cle}")
    assert (response.status_code, response.headers["location"]) == (303, "/registre")
    cookie = response.headers["set-cookie"]
    assert cookie.startswith(f"registre={cle};")
    assert {"HttpOnly", "Path=/registre", "SameSite=strict", "Max-Age=43200"} <= set(cookie.split("; "))
    assert cle not in client.get("/registre").text


def test_over_https_the_cookie_travels_over_https_only(site):
    client = TestClient(site.app(https=True), base_url="https://testserver", follow_redirects=False)
    cookie = client.get(f"/registre/ouvrir/{site.link('equipe')}").headers["set-cookie"]
    assert cookie.startswith("__Secure-registre=")
    assert "; Secure" in cookie
    assert client.get("/registre").status_code == 200


@pytest.mark.parametrize("cle", ["", "x" * 32, "x" * 500, "../../etc", "%00"])
def test_an_unknown_key_says_how_to_get_another(site, cle):
    response = site.client().get(f"/registre/ouvrir/{cle or 'y'}")
    if response.status_code != 404:
        assert response.status_code == 410
        assert "écrivez « registre » ou « tableau de bord » à l'assistant" in text(response.text).lower().replace(
            "Écrivez", "écrivez"
        )
    assert "set-cookie" not in response.headers


def test_a_key_for_an_agenda_does_not_open_the_register(site):
    assert site.client().get(f"/registre/ouvrir/{site.link('equipe', 'agenda')}").status_code == 410


@pytest.mark.parametrize("path", PAGES)
def test_an_expired_link_opens_nothing_any_more(site, team, path):
    assert team.get(path).status_code == 200
    site.now += timedelta(hours=13)
    response = team.get(path)
    assert response.status_code == 401
    assert "Cette adresse n'ouvre plus rien" in text(response.text)


@pytest.mark.parametrize("path", PAGES)
def test_without_a_link_nothing_is_shown(site, path):
    (numero,) = site.fill(marche(1, "SECRET"))
    for address in (path, f"/registre/marches/{numero}"):
        response = site.client().get(address)
        assert response.status_code == 401
        assert "SECRET" not in response.text


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("personne", "status"), [("equipe", 200), ("acheteur", 200), ("expert", 200), ("firme", 403), ("personne", 403)]
)
def test_people_of_the_house_read_everything_and_firms_nothing(site, personne, status, path):
    (numero,) = site.fill(marche(1, "SECRET", recurrent=True), referent="Bob")
    client = site.client(personne)
    for address in (path, f"/registre/marches/{numero}"):
        response = client.get(address)
        assert response.status_code == status
        if status != 200:
            assert "SECRET" not in response.text


@pytest.mark.parametrize("path", PAGES)
def test_a_role_that_is_taken_back_closes_the_page_at_once(site, team, path):
    site.take("equipe", Role.EQUIPE)
    assert team.get(path).status_code == 403


def test_the_page_can_be_closed_on_a_browser(team):
    key = team.cookies["registre"]
    response = team.post("/registre/fermer")
    assert 'registre="";' in response.headers["set-cookie"]
    assert team.get("/registre").status_code == 401
    team.cookies.set("registre", key)
    assert team.get("/registre").status_code == 401, "the key is worth nothing wherever it was copied"


def test_a_link_followed_from_another_site_comes_in_again_from_here(site):
    response = site.client().get("/registre", headers=ELSEWHERE)
    assert 'content="0; url=/registre?entree=1"' in response.text
    assert site.client().get("/registre?entree=1", headers=ELSEWHERE).status_code == 401


@pytest.mark.parametrize("path", ["/registre/marches/{}", "/registre/tri", "/registre/tri/annuler", "/registre/fermer"])
def test_what_another_site_sends_changes_nothing(site, team, path):
    (numero,) = site.fill(marche(1))
    form = {"marche": str(numero), "decision": "recurrent", "recurrent": "oui", "avant_recurrent": ""}
    for headers in (ELSEWHERE, {"Origin": "https://ailleurs.example"}):
        response = team.post(path.format(numero), data=form, headers=headers)
        assert response.status_code == 403
        assert "refusée" in response.text
    assert site.read(numero).recurrent is None
    assert team.get("/registre").status_code == 200


# --- what is shown ----------------------------------------------------------------------------------------------------


def test_the_calendar_shows_what_falls_due_by_month_with_the_sessions_of_the_committee(site, team):
    site.fill(
        marche(1, recurrent=True),
        marche(2, "Denrées", recurrent=True, fin=date(2027, 5, 31), acheteur="metropole"),
        marche(3, "Ponctuel", recurrent=False),
        marche(4, "Indécis"),
    )
    with site.database.unit_of_work() as uow:
        uow.seances.convoquer("metropole", date(2026, 4, 9))
        uow.commit()
    words = text(team.get("/registre").text)
    assert "Juillet 2026 1er J-24 Nettoyage des écoles Ville · sans référent" in words
    assert (
        "Avril 2026 9 Comité Comité, Clermont Auvergne Métropole 9 J-12 Denrées Métropole · sans référent · à la séance"
        in words
    )
    assert "Ponctuel Ville" not in words
    assert "Indécis" not in words
    ville = text(team.get("/registre?acheteur=ville").text)
    assert "Nettoyage des écoles" in ville
    assert "Denrées" not in ville


def test_a_month_that_holds_too_much_is_shown_alone(site, team):
    site.fill(*(marche(n, f"Objet {n}", recurrent=True) for n in range(12)))
    page = team.get("/registre").text
    assert "4 autres en juillet 2026" in text(page)
    alone = team.get("/registre?mois=2026-07").text
    assert len(re.findall(r"J-24</span>\s*<span class=\"quoi\"", alone)) == 12
    assert "Objet 11" in alone


@pytest.mark.parametrize(
    "query",
    [
        "mois=abc",
        "mois=9999-12",
        "mois=0001-01",
        "depuis=2026-13",
        "acheteur=%00",
        "a=2026-99-99",
        "apres=-1",
        "apres=99999999999999999999",
        "tri=drop",
        "referent=²",
        "texte=" + "%25_" * 200,
    ],
)
@pytest.mark.parametrize("path", PAGES)
def test_an_address_that_means_nothing_is_still_answered(team, path, query):
    assert team.get(f"{path}?{query}").status_code == 200


def test_the_lots_of_a_consultation_are_one_line(site, team):
    a, b, _c = site.fill(marche(1, groupe="g"), marche(2, groupe="g"), marche(3, "Autre"))
    page = text(team.get("/registre/marches").text)
    assert "2 consultations, 3 marchés." in page
    assert "Nettoyage des écoles 2 lots" in page
    assert page.count("Nettoyage des écoles") == 1
    assert f"/registre/marches/{b}" in team.get(f"/registre/marches/{a}").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("texte=NETTOYAGE", {"Nettoyage"}),
        ("texte=%C3%A9coles+nettoyage", {"Nettoyage"}),
        ("texte=M-2", {"Denrées"}),
        ("acheteur=metropole", {"Denrées"}),
        ("acheteur=autre", {"Étude"}),
        ("direction=Sports", {"Denrées"}),
        ("direction=-", {"Nettoyage", "Étude"}),
        ("referent=moi", {"Nettoyage"}),
        ("referent=-", {"Denrées", "Étude"}),
        ("recurrent=oui", {"Nettoyage"}),
        ("recurrent=non", {"Denrées"}),
        ("recurrent=a_trier", {"Étude"}),
        ("de=2027-01-01&a=2027-12-31", {"Denrées"}),
        ("retard=1", set()),
        ("sans_date=1", {"Étude"}),
        ("inconnu=1", {"Nettoyage", "Denrées", "Étude"}),
    ],
)
def test_filters_stand_in_the_address(site, query, found):
    site.fill(marche(1, "Nettoyage des ecoles", recurrent=True), referent="Alice", compte="acheteur")
    site.fill(
        marche("M-2", "Denrées", acheteur="metropole", fin=date(2027, 5, 1), recurrent=False, direction="Sports"),
        marche(3, "Étude", acheteur="", fin=None),
    )
    page = text(site.client("acheteur").get(f"/registre/marches?{query}").text)
    assert {objet for objet in ("Nettoyage", "Denrées", "Étude") if objet in page} == found


def test_pages_follow_each_other_and_keep_the_filter(site, team):
    site.fill(*(marche(n, f"Objet n{n:03}") for n in range(120)))
    seen, address = [], "/registre/marches?texte=objet&tri=objet&sens=desc"
    while address:
        page = team.get(address).text
        assert "120 consultations" in text(page)
        seen += re.findall(r">Objet n(\d{3})<", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following and following[1].replace("&amp;", "&")
    assert seen == [f"{n:03}" for n in reversed(range(120))]


def test_a_contract_shows_its_dates_and_how_they_were_reckoned(site, team):
    (numero,) = site.fill(
        marche(
            1,
            recurrent=True,
            duree_mois=36,
            modifications=(
                {"numero": 1, "notifiee_le": "2025-01-10", "duree_mois": 48, "montant_ht": None, "titulaires": []},
            ),
        )
    )
    words = text(team.get(f"/registre/marches/{numero}").text)
    assert (
        "Notifié le 1er juillet 2024 + 48 mois, reconductions comprises = fin le 1er juillet 2028 (durée portée de 36 à 48 mois par avenant)."
        in words
    )
    assert "Avenant 1, notifié le 10 janvier 2025 : durée portée à 48 mois." in words
    assert "J-24 1er juillet 2026 : ouvrir le travail sur le renouvellement" in words


def test_a_contract_shows_its_reminders_and_who_answered(site, team):
    (numero,) = site.fill(marche(1, recurrent=True), referent="Alice Martin", compte="acheteur")
    with site.database.unit_of_work() as uow:
        (referent,) = uow.referents.tous()
        uow.rappels.armer(
            [NouveauRappel(numero, "j24", date(2028, 7, 1), "30", f"referent:{referent.id}", JOUR)], site.now
        )
        (rappel,) = uow.rappels.du_marche(numero)
        assert rappel.etat is EtatRappel.A_DIRE
        uow.rappels.dire([rappel.id], "e", site.now, None)
        uow.rappels.repondre([rappel.id], "occupe", None, "slack:acheteur", site.now)
        uow.commit()
    words = text(team.get(f"/registre/marches/{numero}").text)
    assert "J-24 dit le 2 mars 2026 à Alice Martin : je m'en occupe, le 2 mars 2026 par Alice Martin" in words


def test_what_is_late_is_counted_and_listed(site, team):
    site.fill(marche(1, "Oublié", recurrent=True, fin=date(2026, 2, 1)), marche(2, recurrent=True))
    assert "1 consultation en retard" in text(team.get("/registre").text)
    words = text(team.get("/registre/marches?retard=1").text)
    assert "Oublié" in words
    assert "dépassée" in words
    assert "Nettoyage" not in words


def test_everything_that_people_wrote_is_escaped(site, team):
    evil = "<script>alert(1)</script>\"'><img src=x>"
    site.fill(marche(evil, evil, direction=evil, acheteur="", acheteur_nom=evil, lot=evil, groupe="g"), referent=evil)
    (numero, _) = site.fill(marche("z", evil, groupe="g"), marche("y", evil, groupe="g"))
    with site.database.unit_of_work() as uow:
        uow.marches.proposer({numero: (True, {"genre": "mots", "mots": [evil], "contrats": []})})
        uow.commit()
    for path in (
        "/registre/marches",
        "/registre/tri",
        f"/registre/marches/{numero}",
        "/registre/marches/1",
        "/registre?texte=%3Cscript%3E",
        f"/registre/marches?texte={evil}&direction={evil}",
    ):
        page = team.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_no_page_needs_what_the_content_policy_forbids(site, team):
    (numero,) = site.fill(marche(1, recurrent=True))
    for path in ("/registre", "/registre/marches", "/registre/tri", f"/registre/marches/{numero}"):
        response = team.get(path)
        assert response.headers["cache-control"] == "no-store"
        assert "style=" not in response.text
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son[a-z]+=", response.text)
        for asset in re.findall(r'(?:href|src)="(/static/[^"]+)"', response.text):
            assert team.get(asset).status_code == 200


class Down:
    def reading(self):
        raise DatabaseUnavailableError("sqlite:///x.db: locked")

    unit_of_work = reading


def test_a_database_that_is_down_is_said(site, pack, make_app):
    client = TestClient(
        make_app(routes=routes(Down(), pack, None, lambda: site.now, https=False)), cookies={"registre": "x"}
    )
    for response in (client.get("/registre/marches"), client.post("/registre/tri", data={"marche": "1"})):
        assert response.status_code == 503
        assert "La mémoire de l'assistant ne répond pas" in text(response.text)
    assert client.get("/calendrier/x.ics").status_code == 503


# --- what is decided --------------------------------------------------------------------------------------------------


def change(client, numero, **fields):
    return client.post(f"/registre/marches/{numero}", data={f"avant_{nom}": "" for nom in fields} | fields)


def test_a_decision_is_signed_and_has_the_reminders_looked_at_again(site, team):
    (numero,) = site.fill(marche(1))
    response = change(team, numero, recurrent="oui", direction=" Sports ", referent="Alice Martin")
    assert (response.status_code, response.headers["location"]) == (303, f"/registre/marches/{numero}?note=fait")
    after = site.read(numero)
    assert (after.recurrent, after.direction, after.referent, after.a_revoir) == (True, "Sports", "Alice Martin", True)
    assert {par for _, _, par in site.history(numero)} == {"slack:equipe"}
    assert "C'est noté." in text(team.get(response.headers["location"]).text)


def test_a_date_that_is_entered_moves_what_is_reckoned_from_it_and_emptied_comes_back(site, team):
    (numero,) = site.fill(marche(1, recurrent=True))
    change(team, numero, fin_dite="2028-12-31")
    after = site.read(numero)
    assert (after.fin_dite, after.fin, after.attribution_prevue) == (
        date(2028, 12, 31),
        date(2028, 12, 31),
        date(2028, 12, 31),
    )
    change(team, numero, attribution_dite="2028-10-01")
    assert site.read(numero).attribution_prevue == date(2028, 10, 1)
    assert "Fin le 31 décembre 2028 , dite par quelqu'un" in text(team.get(f"/registre/marches/{numero}").text)
    team.post(
        f"/registre/marches/{numero}",
        data={
            "fin_dite": "",
            "avant_fin_dite": "2028-12-31",
            "attribution_dite": "",
            "avant_attribution_dite": "2028-10-01",
        },
    )
    after = site.read(numero)
    assert (after.fin_dite, after.attribution_dite, after.fin, after.attribution_prevue) == (
        None,
        None,
        date(2028, 7, 1),
        date(2028, 7, 1),
    )


def test_fields_that_were_not_touched_do_not_undo_what_somebody_else_did(site, team):
    (numero,) = site.fill(marche(1))
    change(site.client("acheteur"), numero, direction="Voirie")
    shown_before = {"recurrent": "oui", "avant_recurrent": "", "direction": "", "avant_direction": ""}
    team.post(f"/registre/marches/{numero}", data=shown_before)
    after = site.read(numero)
    assert (after.recurrent, after.direction) == (True, "Voirie")


def test_the_other_lots_follow_when_asked(site, team):
    a, b = site.fill(marche(1, groupe="g"), marche(2, groupe="g"))
    change(team, a, recurrent="oui")
    assert [site.read(n).recurrent for n in (a, b)] == [True, None]
    team.post(f"/registre/marches/{a}", data={"recurrent": "non", "avant_recurrent": "oui", "lots": "1"})
    assert [site.read(n).recurrent for n in (a, b)] == [False, False]


@pytest.mark.parametrize("fin_dite", ["demain", "2028-02-30", "1900-01-01", "9999-12-31", "2028-1-1"])
def test_a_date_that_cannot_be_one_changes_nothing(site, team, fin_dite):
    (numero,) = site.fill(marche(1))
    response = change(team, numero, fin_dite=fin_dite)
    assert response.status_code == 400
    assert "Cette date n'a pas été lue" in text(response.text)
    assert site.read(numero).fin_dite is None


@pytest.mark.parametrize("numero", ["0", "999", "abc", "99999999999999", "%C2%B2"])
def test_a_contract_that_is_not_there_is_said(team, numero):
    assert team.get(f"/registre/marches/{numero}").status_code == 404
    assert team.post(f"/registre/marches/{numero}", data={"recurrent": "oui"}).status_code == 404


@pytest.mark.parametrize("personne", ["acheteur", "expert"])
def test_others_than_the_team_change_what_is_theirs_or_nobodys(site, personne):
    (theirs,) = site.fill(marche(1), referent="Alice", compte=personne)
    (bobs,) = site.fill(marche(2), referent="Bob")
    (nobodys,) = site.fill(marche(3))
    client = site.client(personne)
    assert [change(client, n, recurrent="oui").status_code for n in (theirs, bobs, nobodys)] == [303, 403, 303]
    assert [site.read(n).recurrent for n in (theirs, bobs, nobodys)] == [True, None, True]
    assert "Enregistrer" not in client.get(f"/registre/marches/{bobs}").text


@pytest.mark.parametrize("personne", ["firme", "personne"])
@pytest.mark.parametrize("path", ["/registre/marches/{}", "/registre/tri", "/registre/tri/annuler"])
def test_firms_change_nothing(site, personne, path):
    (numero,) = site.fill(marche(1))
    form = {"marche": str(numero), "decision": "recurrent", "recurrent": "oui", "avant_recurrent": ""}
    assert site.client(personne).post(path.format(numero), data=form).status_code == 403
    assert site.read(numero).recurrent is None


# --- triage -----------------------------------------------------------------------------------------------------------


def sort_out(client, *numeros, **fields):
    return client.post("/registre/tri", data={"marche": [str(n) for n in numeros], **fields})


@pytest.fixture
def proposed(site):
    """Three contracts to sort: one proposed from an earlier one, one from its words, one not at all."""
    (ancien,) = site.fill(
        marche(0, "Nettoyage de 2020", recurrent=True, notifie_le=date(2020, 7, 1), fin=date(2024, 7, 1))
    )
    oui, non, rien = site.fill(marche(1), marche(2, "Construction"), marche(3, "Formations"))
    with site.database.unit_of_work() as uow:
        uow.marches.proposer(
            {
                oui: (True, {"genre": "anterieur", "contrats": [ancien], "mots": []}),
                non: (False, {"genre": "mots", "contrats": [], "mots": ["construction"]}),
            }
        )
        uow.commit()
    return ancien, oui, non, rien


def test_what_is_proposed_is_shown_with_its_proof_and_decides_nothing(site, team, proposed):
    ancien, *others = proposed
    page = team.get("/registre/tri").text
    assert "Proposé : récurrent parce que le même acheteur a déjà passé Nettoyage de 2020 (2020)" in text(page)
    assert f'href="/registre/marches/{ancien}"' in page
    assert "Proposé : ponctuel d'après les mots seuls, moins sûr : construction" in text(page)
    assert [site.read(n).recurrent for n in others] == [None] * 3
    assert "Construction" not in text(team.get("/registre/tri?propose=oui").text)


def test_several_are_decided_at_once_with_their_lots(site, team):
    a, b, c, d = site.fill(marche(1, groupe="g"), marche(2, groupe="g"), marche(3, "Autre"), marche(4, "Reste"))
    response = sort_out(
        team,
        a,
        c,
        decision="recurrent",
        direction="Sports",
        referent="Alice",
        retour="texte=x&apres=3&note=z&https://evil",
    )
    assert response.headers["location"] == "/registre/tri?texte=x&note=fait"
    assert [(r.recurrent, r.direction, r.referent) for r in map(site.read, (a, b, c))] == [
        (True, "Sports", "Alice")
    ] * 3
    assert site.read(d).recurrent is None


def test_a_double_submit_changes_nothing_more(site, team):
    (a,) = site.fill(marche(1))
    sort_out(team, a, decision="ponctuel")
    before = site.history(a)
    assert sort_out(team, a, decision="ponctuel").headers["location"] == "/registre/tri?note=deja"
    assert site.history(a) == before
    assert len(before) == 1


def test_taking_what_is_proposed_takes_each_its_own_and_leaves_what_was_decided_meanwhile(site, team, proposed):
    _, oui, non, rien = proposed
    change(team, non, recurrent="oui")
    sort_out(team, oui, non, rien, decision="propose")
    assert [site.read(n).recurrent for n in (oui, non, rien)] == [True, True, None]


def test_a_direction_alone_decides_nothing_of_the_recurrence(site, team):
    (a,) = site.fill(marche(1))
    sort_out(team, a, decision="", direction="Sports")
    assert (site.read(a).recurrent, site.read(a).direction) == (None, "Sports")


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({"decision": "recurrent"}, "rien"),
        ({"marche": "1", "decision": ""}, "sans_decision"),
        ({"marche": "999999", "decision": "recurrent"}, "deja"),
    ],
)
def test_nothing_to_decide_is_said(site, team, fields, note):
    site.fill(marche(1))
    response = team.post("/registre/tri", data=fields)
    assert response.headers["location"] == f"/registre/tri?note={note}"
    assert "Rien n'a changé" in text(team.get(response.headers["location"]).text)


def test_what_is_somebody_elses_is_refused_in_bulk_too(site):
    (bobs,) = site.fill(marche(1), referent="Bob")
    (nobodys,) = site.fill(marche(2))
    client = site.client("acheteur")
    assert re.search(rf'value="{bobs}"[^>]* disabled', client.get("/registre/tri").text)
    response = sort_out(client, bobs, nobodys, decision="recurrent")
    assert response.headers["location"] == "/registre/tri?note=refus"
    assert [site.read(n).recurrent for n in (bobs, nobodys)] == [None, True]


def undo(client):
    page = client.get("/registre/tri").text
    le = re.search(r'name="le" value="([^"]+)"', page)
    return None if le is None else client.post("/registre/tri/annuler", data={"le": le[1], "retour": "texte=x"})


def test_the_last_decision_can_be_undone_once_and_then_redone(site, team):
    a, b = site.fill(marche(1, direction="Voirie"), marche(2))
    sort_out(team, a, b, decision="recurrent", direction="Sports")
    assert "Votre dernière décision : 2 marchés récurrents, 2 marchés à la direction Sports" in text(
        team.get("/registre/tri").text
    )
    site.now += timedelta(minutes=1)
    assert undo(team).headers["location"] == "/registre/tri?texte=x&note=annule"
    assert [(r.recurrent, r.direction) for r in map(site.read, (a, b))] == [(None, "Voirie"), (None, None)]
    site.now += timedelta(minutes=1)
    undo(team)
    assert [(r.recurrent, r.direction) for r in map(site.read, (a, b))] == [(True, "Sports"), (True, "Sports")]


def test_undoing_leaves_what_somebody_changed_since(site, team):
    a, b = site.fill(marche(1), marche(2))
    sort_out(team, a, b, decision="recurrent")
    site.now += timedelta(minutes=1)
    site.give("autre", Role.EQUIPE)
    team.post("/registre/tri/annuler", data={"le": "2020-01-01T00:00:00+00:00"})
    change_by_other = site.client("autre").post(
        f"/registre/marches/{a}", data={"recurrent": "non", "avant_recurrent": "oui"}
    )
    assert change_by_other.status_code == 303
    undo(team)
    assert [site.read(n).recurrent for n in (a, b)] == [False, None]


def test_nobody_undoes_what_somebody_else_decided(site, team):
    (a,) = site.fill(marche(1))
    sort_out(team, a, decision="recurrent")
    site.give("autre", Role.EQUIPE)
    assert undo(site.client("autre")) is None
    site.client("autre").post("/registre/tri/annuler", data={"le": site.now.isoformat()})
    assert site.read(a).recurrent is True


@pytest.mark.parametrize("le", ["", "hier", "2026-03-02T09:00:00", "9999-12-31T23:59:59+00:00"])
def test_an_undo_of_nothing_changes_nothing(team, le):
    assert team.post("/registre/tri/annuler", data={"le": le}).status_code == 303


# --- files ------------------------------------------------------------------------------------------------------------


def test_the_workbook_holds_what_is_filtered(site, team):
    site.fill(marche(1, recurrent=True), marche(2, "=1+1", recurrent=False))
    response = team.get("/registre/registre.xlsx?recurrent=non")
    assert "registre-spaser-2026-03-02.xlsx" in response.headers["content-disposition"]
    sheet = python_calamine.load_workbook(BytesIO(response.content)).get_sheet_by_name("Contrats").to_python()
    assert [row[sheet[0].index("Objet")] for row in sheet[1:]] == ["=1+1"]


def test_whoever_waits_for_a_workbook_is_told_how_far_it_is(site, team, monkeypatch):
    monkeypatch.setattr("bot.registre.pages.SUIVI_S", 0.001)
    site.fill(*(marche(numero) for numero in range(1, 300)))
    response = team.get("/registre/registre.xlsx?suivi=1")
    *avances, dernier = [json.loads(line) for line in response.text.splitlines()]
    assert avances
    assert [une["fait"] for une in avances] == sorted(une["fait"] for une in avances)
    sheet = python_calamine.load_workbook(BytesIO(base64.b64decode(dernier["contenu"]))).get_sheet_by_name("Contrats")
    assert (dernier["nom"], len(sheet.to_python())) == ("registre-spaser-2026-03-02.xlsx", 300)


def test_the_deadlines_of_what_is_filtered_make_a_file_for_an_agenda(site, team):
    numero, _ = site.fill(marche(1, recurrent=True), marche(2, "Denrées", recurrent=True))
    response = team.get("/registre/echeances.ics?texte=nettoyage")
    assert response.headers["content-type"].startswith("text/calendar")
    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert {str(event["uid"]).split("-")[1] for event in events} == {str(numero)}
    assert f"https://spaser.example/registre/marches/{numero}" in str(events[0]["description"])


def test_a_feed_is_read_again_only_when_it_changes(site):
    site.fill(marche(1, recurrent=True), referent="Alice", compte="acheteur")
    client = site.client()
    address = f"/calendrier/{site.link('acheteur', 'agenda', timedelta(days=400))}.ics"
    response = client.get(address)
    assert len(Calendar.from_ical(response.content).walk("VEVENT")) == 4
    assert response.headers["cache-control"] == "private, max-age=3600"
    assert client.get(address, headers={"If-None-Match": response.headers["etag"]}).status_code == 304
    site.fill(marche(2, recurrent=True), referent="Alice")
    assert client.get(address, headers={"If-None-Match": response.headers["etag"]}).status_code == 200


def test_a_feed_that_was_closed_expired_or_is_a_firms_gives_nothing(site):
    client = site.client()
    address = f"/calendrier/{site.link('acheteur', 'agenda', timedelta(days=400))}.ics"
    assert client.get(address).status_code == 200
    with site.database.unit_of_work() as uow:
        uow.liens.retirer("agenda", "slack", "acheteur")
        uow.commit()
    assert client.get(address).status_code == 404
    assert client.get(f"/calendrier/{site.link('firme', 'agenda')}.ics").status_code == 404
    assert client.get(f"/calendrier/{site.link('acheteur', 'registre')}.ics").status_code == 404
    address = f"/calendrier/{site.link('acheteur', 'agenda')}.ics"
    site.now += timedelta(days=401)
    assert client.get(address).status_code == 404
