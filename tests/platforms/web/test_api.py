"""The register for programs: a key by person, that person's rights, JSON that is what its document says."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from io import StringIO

import jsonschema
import pytest
from starlette.testclient import TestClient

from bot.registre.api import PAR_MINUTE, RACINE
from storage.comptes.records import Role
from storage.registre.records import Genre
from tests.platforms.web.test_registre import ELSEWHERE, marche, site, team, text

__all__ = ["site", "team"]


class Program:
    """What calls the register with somebody's key."""

    def __init__(self, site, personne=None, cle=None):
        self.cle = cle or (site.link(personne, "api", timedelta(days=365)) if personne else "")
        self._client = TestClient(site.app())

    def __call__(self, method, path, status=200, **options):
        headers = {"Authorization": f"Bearer {self.cle}"} if self.cle else {}
        response = self._client.request(method, f"{RACINE}{path}", headers=headers, **options)
        assert response.status_code == status, response.text
        return response.json() if "json" in response.headers["content-type"] else response.text


@pytest.fixture
def equipe(site):
    return Program(site, "equipe")


def checked(document, path, method, answer):
    """The answer, once it is what the document says."""
    schema = document["paths"][path][method]["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.validate(answer, {**schema, "components": document["components"]})
    return answer


def test_the_document_tells_every_address_and_only_those(site, equipe):
    document = equipe("GET", "/openapi.json")
    told = {
        (path, method.upper()) for path, said in document["paths"].items() for method in said if method != "parameters"
    }
    served = {
        (route.path.removeprefix(RACINE).replace("{numero}", "{id}"), method)
        for route in site.app().routes
        if getattr(route, "path", "").startswith(RACINE) and not route.path.endswith("openapi.json")
        for method in route.methods - {"HEAD"}
    }
    assert told == served
    refs = set(re.findall(r"#/components/(\w+)/(\w+)", str(document)))
    assert all(name in document["components"][kind] for kind, name in refs)


def test_contracts_are_read_page_after_page_as_the_document_says(site, equipe):
    document = equipe("GET", "/openapi.json")
    site.fill(*(marche(n, f"Objet {n}", fin=None if n == 3 else date(2020 + n, 1, 1)) for n in range(1, 12)))
    seen, apres = [], ""
    while apres is not None:
        page = checked(document, "/marches", "get", equipe("GET", f"/marches?limite=3&apres={apres}&texte=objet"))
        assert page["combien"] == 11
        seen += [un["numero"] for un in page["marches"]]
        apres = page["suite"]
    assert len(seen) == len(set(seen)) == 11
    assert seen[0] == "7", "what is to come is first"
    une = page["marches"][0]["id"]
    assert checked(document, "/marches/{id}", "get", equipe("GET", f"/marches/{une}"))["id"] == une
    assert checked(document, "/colonnes", "get", equipe("GET", "/colonnes"))["colonnes"][0]["cle"] == "objet"


def test_cells_are_changed_signed_and_undone(site, equipe):
    document = equipe("GET", "/openapi.json")
    a, b = site.fill(marche(1), marche(2, "Autre"))
    with site.database.unit_of_work() as uow:
        budget = uow.colonnes.ajouter("Budget", "budget", Genre.NOMBRE, (), "x", site.now)
        uow.commit()
    after = equipe("PATCH", f"/marches/{a}", json={"direction": "Sports", "recurrent": True, f"p{budget}": 12.5})
    assert (after["direction"], after["recurrent"], after["colonnes"]) == ("Sports", True, {f"p{budget}": "12.5"})
    assert {par for _, _, par in site.history(a)} == {"slack:equipe"}
    site.now += timedelta(minutes=1)
    both = {"marches": [{"id": n, "valeurs": {"fin": "2030-01-31", "referent": "Alice Martin"}} for n in (a, b)]}
    bilan = checked(document, "/marches", "patch", equipe("PATCH", "/marches", json=both))
    assert bilan["changes"] == 2
    assert [site.read(n).attribution_prevue for n in (a, b)] == [date(2030, 1, 31)] * 2
    site.now += timedelta(minutes=1)
    assert equipe("POST", "/annuler", json={"le": bilan["le"]})["changes"] == 2
    assert [(site.read(n).fin, site.read(n).referent) for n in (a, b)] == [(date(2028, 7, 1), None)] * 2
    assert site.read(a).direction == "Sports"


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "erreur"),
    [
        ("PATCH", "/marches/999999", {"direction": "x"}, 404, "marche_inconnu"),
        ("GET", "/marches/abc", None, 404, "marche_inconnu"),
        ("PATCH", "/marches/{a}", {}, 400, "corps_illisible"),
        ("PATCH", "/marches/{a}", [], 400, "corps_illisible"),
        ("PATCH", "/marches/{a}", {"montant_ht": 1}, 400, "colonne_inconnue"),
        ("PATCH", "/marches/{a}", {"fin": "bientôt"}, 400, "case_illisible"),
        ("PATCH", "/marches/{a}", {"direction": ["x"]}, 400, "case_illisible"),
        ("PATCH", "/marches/{a}", {"direction": "x" * 81}, 400, "case_illisible"),
        ("PATCH", "/marches", {"marches": []}, 400, "corps_illisible"),
        ("PATCH", "/marches", {"marches": [{"id": True, "valeurs": {}}]}, 400, "corps_illisible"),
        ("PATCH", "/marches", {"marches": [{"id": 10**30, "valeurs": {"direction": "x"}}]}, 400, "corps_illisible"),
        ("POST", "/annuler", {"le": 12}, 400, "corps_illisible"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(site, equipe, method, path, body, status, erreur):
    (a,) = site.fill(marche(1))
    said = equipe(method, path.replace("{a}", str(a)), status, **({} if body is None else {"json": body}))
    assert said["erreur"] == erreur
    assert said["message"]
    assert site.history(a) == []


def test_all_or_none_are_changed(site, equipe):
    (a,) = site.fill(marche(1))
    body = {"marches": [{"id": a, "valeurs": {"direction": "x"}}, {"id": 999999, "valeurs": {"direction": "x"}}]}
    equipe("PATCH", "/marches", 404, json=body)
    assert site.read(a).direction is None


def test_a_key_opens_what_its_person_may_and_no_more(site):
    (bobs,) = site.fill(marche(1), referent="Bob")
    (nobodys,) = site.fill(marche(2))
    buyer = Program(site, "acheteur")
    assert buyer("GET", f"/marches/{bobs}")["modifiable"] is False
    assert buyer("PATCH", f"/marches/{bobs}", 403, json={"direction": "x"})["erreur"] == "marche_d_un_autre"
    assert buyer("PATCH", f"/marches/{nobodys}", json={"direction": "x"})["direction"] == "x"
    assert buyer("POST", "/marches.csv", 403, content="a")["erreur"] == "equipe"
    assert Program(site, "firme")("GET", "/marches", 403)["erreur"] == "role"


def test_without_a_key_or_with_one_that_is_worth_nothing_any_more_nothing_is_told(site, equipe):
    site.fill(marche(1, "SECRET"))
    assert Program(site)("GET", "/marches", 401)["erreur"] == "sans_cle"
    for cle in ("x" * 32, "x" * 500, site.link("equipe"), site.link("equipe", "agenda")):
        assert Program(site, cle=cle)("GET", "/marches", 401)["erreur"] == "cle_perimee"
    site.take("equipe", Role.EQUIPE)
    assert equipe("GET", "/marches", 403)["erreur"] == "role"
    site.give("equipe", Role.EQUIPE)
    site.now += timedelta(days=366)
    assert equipe("GET", "/marches", 401)["erreur"] == "cle_perimee"
    assert TestClient(site.app()).get(f"/registre/ouvrir/{equipe.cle}").status_code == 410


def test_whoever_asks_without_end_waits(site, equipe):
    for _ in range(PAR_MINUTE):
        equipe("GET", "/colonnes")
    assert equipe("GET", "/colonnes", 429)["erreur"] == "trop_vite"


def test_a_key_is_shown_once_and_taken_back_by_its_person(site, team):
    page = team.post("/registre/acces", data={"geste": "donner"}).text
    cle = re.search(r'class="cle">([^<]+)<', page)[1]
    program = Program(site, cle=cle)
    program("GET", "/marches")
    page = team.get("/registre/acces").text
    assert cle not in page
    numero = re.search(r'name="cle" value="(\d+)"', page)[1]
    other = site.client("acheteur")
    assert "Aucune." in text(other.get("/registre/acces").text)
    other.post("/registre/acces/retirer", data={"cle": numero})
    program("GET", "/marches")
    assert team.post("/registre/acces/retirer", data={"cle": numero}, headers=ELSEWHERE).status_code == 403
    team.post("/registre/acces/retirer", data={"cle": numero})
    program("GET", "/marches", 401)


def test_nobody_draws_keys_without_end(site, team):
    for _ in range(10):
        assert team.post("/registre/acces", data={"geste": "donner"}).status_code == 200
    assert team.post("/registre/acces", data={"geste": "donner"}).status_code == 413
    assert site.client("firme").post("/registre/acces", data={"geste": "donner"}).status_code == 403


def test_a_table_goes_out_and_comes_back(site, equipe):
    site.fill(marche("M-1"), marche("M-2", "Denrées"))
    sent = equipe("GET", "/marches.csv?texte=denr")
    rows = list(csv.reader(StringIO(sent)))
    assert len(rows) == 2
    equipe("POST", "/marches.csv", content=sent)
    again = equipe("POST", "/marches.csv", content=sent)
    assert (again["lus"], again["nouveaux"], again["changes"], again["inchanges"]) == (1, 0, 0, 1)
    assert equipe("POST", "/marches.csv", 400, content=b"\xff\xfe")["erreur"] == "corps_illisible"
    assert equipe("POST", "/marches.csv", 400, content="Machin;Truc\n1;2")["erreur"] == "colonnes_incomprises"
    assert equipe("POST", "/marches.csv", 413, content="x" * 1_100_000)["erreur"] == "trop_long"
