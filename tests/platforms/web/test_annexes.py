"""Notes, files and columns of one's own on the page of a contract: whoever may change it adds, their author or the team erases."""

from __future__ import annotations

import re

import pytest

from bot.registre.annexes_pages import PIECE_MAX
from bot.registre.pages import LARGER
from storage.registre.records import Genre
from tests.platforms.web.test_registre import ELSEWHERE, marche, site, team, text

__all__ = ["site", "team"]


def join(client, numero, nom="Devis été.pdf", contenu=b"%PDF-1", **options):
    fichiers = {"fichier": (nom, contenu, "text/html")}
    return client.post("/registre/pieces", data={"marche": str(numero)}, files=fichiers, **options)


def numbers(client, numero, nom):
    return re.findall(rf'name="{nom}" value="(\d+)"', client.get(f"/registre/marches/{numero}").text)


def test_a_note_is_kept_as_it_was_written_and_erased_by_its_author_or_the_team(site, team):
    (a,) = site.fill(marche(1))
    buyer, other = site.client("acheteur"), site.client("expert")
    said = "Relancer <b>Éclat</b>\r\n\r\navant juin"
    response = buyer.post("/registre/notes", data={"marche": str(a), "texte": said})
    assert response.headers["location"] == f"/registre/marches/{a}?note=note_gardee"
    page = other.get(f"/registre/marches/{a}").text
    assert "Relancer &lt;b&gt;Éclat&lt;/b&gt;\n\navant juin" in page
    assert "Effacer" not in page
    (note,) = numbers(buyer, a, "note")
    assert other.post("/registre/notes/effacer", data={"note": note}).status_code == 403
    team.post("/registre/notes/effacer", data={"note": note})
    assert "Relancer" not in team.get(f"/registre/marches/{a}").text
    assert team.post("/registre/notes/effacer", data={"note": note}).status_code == 404
    assert "note est vide" in text(
        team.get(team.post("/registre/notes", data={"marche": str(a), "texte": " \n "}).headers["location"]).text
    )


def test_a_file_is_joined_given_back_as_it_was_and_never_opened_here(site, team):
    (a,) = site.fill(marche(1))
    assert join(team, a, "../Devis été.html", b"<script>").headers["location"].endswith("note=piece_jointe")
    (piece,) = numbers(team, a, "piece")
    given = site.client("acheteur").get(f"/registre/pieces/{piece}")
    assert (given.content, given.headers["content-type"]) == (b"<script>", "application/octet-stream")
    assert given.headers["content-disposition"].startswith('attachment; filename="Devis _t_.html"; filename*=UTF-8')
    assert "Notes et fichiers" in team.get("/registre/marches?col=annexes").text
    assert site.client("acheteur").post("/registre/pieces/effacer", data={"piece": piece}).status_code == 403
    team.post("/registre/pieces/effacer", data={"piece": piece})
    assert team.get(f"/registre/pieces/{piece}").status_code == 404


@pytest.mark.parametrize("contenu", [b"", b"x" * (PIECE_MAX + 1)])
def test_a_file_that_is_empty_or_too_large_is_not_kept(site, contenu):
    (a,) = site.fill(marche(1))
    make_app, site._make_app = site._make_app, lambda **parts: make_app(larger=LARGER, **parts)
    client = site.client("equipe")
    assert join(client, a, contenu=contenu).status_code == 413
    assert join(client, a, contenu=b"x" * 2_000_000).status_code == 303
    assert len(numbers(client, a, "piece")) == 1


def test_what_is_anothers_or_comes_from_elsewhere_is_refused(site, team):
    (bobs,) = site.fill(marche(1), referent="Bob")
    buyer = site.client("acheteur")
    assert buyer.post("/registre/notes", data={"marche": str(bobs), "texte": "x"}).status_code == 403
    assert join(buyer, bobs).status_code == 403
    assert "Joindre" not in buyer.get(f"/registre/marches/{bobs}").text
    assert join(team, bobs, headers=ELSEWHERE).status_code == 403
    assert join(site.client("firme"), bobs).status_code == 403
    assert site.client("firme").get("/registre/pieces/1").status_code == 403
    with site.database.reading() as memory:
        assert (memory.annexes.notes(bobs), memory.annexes.pieces(bobs)) == ([], [])


def test_columns_of_ones_own_are_changed_on_the_page_of_the_contract_and_undone_there(site, team):
    (a,) = site.fill(marche(1))
    with site.database.unit_of_work() as uow:
        budget = uow.colonnes.ajouter("Budget", "budget", Genre.NOMBRE, (), "x", site.now)
        uow.commit()
    form = {f"p{budget}": "1 200,50", f"avant_p{budget}": ""}
    page = team.get(team.post(f"/registre/marches/{a}", data=form).headers["location"]).text
    assert "Budget 1200,5" in text(page)
    le = re.search(r'name="le" value="([^"]+)"', page)[1]
    back = team.post("/registre/annuler", data={"le": le, "vers": str(a)})
    assert back.headers["location"] == f"/registre/marches/{a}?note=annule"
    with site.database.reading() as memory:
        assert memory.colonnes.valeurs([a]) == {}
    assert team.post(f"/registre/marches/{a}", data={**form, f"p{budget}": "cher"}).status_code == 400
