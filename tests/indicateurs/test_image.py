"""The image for a chat: its width, that it can be read, and that it is the same each time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.indicateurs.image import _donnees, image
from knowledge.plan.tableau_de_bord import ASavoir, Dashboard
from tests.indicateurs.exemple import exemple


def size(drawn):
    assert drawn[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(drawn[16:20]), int.from_bytes(drawn[20:24])


@pytest.mark.parametrize("vide", [False, True])
@pytest.mark.parametrize("dashboard", list(Dashboard))
def test_it_is_1200_pixels_wide_and_no_higher_than_chats_take(pack, dashboard, vide):
    tableau = exemple(pack, dashboard, vide=vide)
    largeur, hauteur = size(image(tableau, pack))
    assert largeur == 1200
    # Telegram takes photos whose sides add up to 10,000 pixels.
    assert hauteur < 4000
    assert image(tableau, pack) == image(replace(tableau), pack)


def test_it_tells_which_dashboard_whose_and_of_when(pack):
    donnees = _donnees(exemple(pack, acheteur="ville"), pack)
    assert donnees["titre"] == "Les actions du SPASER, 2026"
    assert donnees["entite"] == "Ville de Clermont-Ferrand"
    assert donnees["etat"][0].replace("\xa0", " ") == "État au 25 novembre 2026 · chiffres figés le 10 décembre 2026"
    assert [une["ton"] for une in donnees["a_savoir"]] == ["neutre", "bon", "manque"]


def test_with_nothing_to_know_it_says_so(pack):
    donnees = _donnees(replace(exemple(pack), a_savoir=()), pack)
    assert (donnees["titre_a_savoir"], [une["phrase"] for une in donnees["a_savoir"]]) == (
        "À savoir",
        ["Rien à signaler pour l'instant."],
    )


def test_what_people_type_is_neither_markup_nor_code(pack):
    hostile = '#panic("x") *gras* $x$ `c` @ref <label> // \\ ]#["  \x00 日本 😀 ' + "long " * 60
    tableau = exemple(pack)
    tableau = replace(tableau, a_savoir=(ASavoir(hostile),), requete=replace(tableau.requete, direction=hostile))
    assert size(image(tableau, pack))[0] == 1200
