"""Charts: what they say in words, that nothing in them runs or is fetched, and that they are the same each time."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from bot.indicateurs import graphiques
from bot.indicateurs.graphiques import (
    cibles,
    combien_suivies,
    entonnoirs,
    evolution,
    par_acheteur,
    png,
    pour_ecran,
    repartition,
    svg,
)
from bot.indicateurs.lettres import large
from knowledge.plan.tableau_de_bord import VIDE, Chiffre, Dashboard, Entonnoir, Genre, Valeur
from tests.indicateurs.exemple import exemple

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</text><script>alert(1)</script> "role=\'x\' #eval("1") $x$ %s {0} \x00 \u202e 😀'


def chiffre(*valeurs, unite="%", genre=Genre.PART, **autres):
    annees = tuple((2026 - len(valeurs) + 1 + rang, valeur) for rang, valeur in enumerate(valeurs))
    return Chiffre("8.x", "Part", "realisation", genre, unite, annees, action=8, **autres)


def nombre(valeur):
    return VIDE if valeur is None else Valeur(Decimal(str(valeur)))


def texts(drawn):
    return ["".join(un.itertext()) for un in ET.fromstring(drawn).iter(f"{SVG}text")]


def specs(pack):
    for vide in (False, True):
        tableau = exemple(pack, vide=vide)
        for largeur in (340, 680):
            yield cibles(tableau, pack, largeur)
            yield entonnoirs(tableau, pack, largeur)
        yield from filter(None, (evolution(un) for un in tableau.chiffres[:6]))
        yield from filter(None, (par_acheteur(un, pack) for un in tableau.chiffres[:3]))


def test_a_chart_is_an_image_with_a_title_and_a_description_and_nothing_that_runs_or_is_fetched(pack):
    for spec in specs(pack):
        drawn = svg(spec)
        racine = ET.fromstring(drawn)
        titre, description = racine.find(f"{SVG}title"), racine.find(f"{SVG}desc")
        assert racine.get("role") == "img"
        assert racine.get("aria-labelledby") == titre.get("id")
        assert racine.get("aria-describedby") == description.get("id")
        assert (titre.text, description.text) == (spec["usermeta"]["titre"], spec["description"])
        assert {un.tag.removeprefix(SVG) for un in racine.iter()} <= {
            "svg",
            "title",
            "desc",
            "rect",
            "g",
            "path",
            "line",
            "text",
        }
        attributes = {nom for un in racine.iter() for nom in un.attrib}
        assert not [nom for nom in attributes if nom.startswith("on") or "href" in nom or nom == "style"]
        # No word of the drawing library is left to read out.
        assert [
            un for un in racine.iter() if un is not racine and ("role" in un.attrib or "aria-label" in un.attrib)
        ] == []


def test_a_chart_is_the_same_in_another_process(pack):
    spec = cibles(exemple(pack), pack)
    code = "import json,sys; from bot.indicateurs.graphiques import svg; sys.stdout.buffer.write(svg(json.load(sys.stdin)).encode())"
    other = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(spec).encode(), capture_output=True, check=True
    )
    assert other.stdout.decode() == svg(spec)


def test_importing_the_charts_loads_no_drawing_library():
    code = "import sys, bot.indicateurs.graphiques, bot.indicateurs.image, bot.indicateurs.pdf; print({'vl_convert', 'typst'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert found.stdout.strip() == "set()"


def test_a_chart_drawn_before_is_not_drawn_again(pack):
    spec = entonnoirs(exemple(pack), pack)
    assert svg(spec) is svg(json.loads(json.dumps(spec)))


def test_a_target_says_its_value_its_targets_and_what_is_left(pack):
    tableau = exemple(pack)
    suivie = replace(
        tableau.cibles[0],
        chiffre=replace(tableau.cibles[0].chiffre, annees=((2026, nombre("57.44")),)),
        manque_points=Decimal("12.56"),
        manque_contrats=4,
        a_venir=6,
    )
    tableau = replace(tableau, cibles=(suivie,))
    dits = texts(svg(cibles(tableau, pack)))
    assert {dit.replace("\xa0", " ") for dit in dits} == {
        "% de contrats avec un critère environnemental",
        "57,4 %",
        "Cible 2026 de 70 % · il manque 12,6 points, soit 4 contrats de plus (6 à attribuer)",
        "2024 : 30 %",
        "2026 : 70 %",
    }
    assert "57,4\xa0%" in cibles(tableau, pack)["description"]


def placed(spec):
    """Where each text of a drawing stands: its height, its two ends, and its words."""
    for layer in spec["layer"]:
        if layer["mark"]["type"] == "text":
            gras = layer["mark"]["fontWeight"] != 400
            for un in layer["data"]["values"]:
                long = large(un["dit"], un["taille"], gras=gras)
                debut = un["x"] - {"left": 0, "center": long / 2, "right": long}[un["cote"]]
                yield un["y"], debut, debut + long, un["dit"]


@pytest.mark.parametrize("largeur", [320, 436, 560, 860, 1220])
@pytest.mark.parametrize("dashboard", list(Dashboard))
def test_no_text_is_over_another_nor_out_of_the_drawing(pack, dashboard, largeur):
    tableau = exemple(pack, dashboard)
    pleine = replace(tableau.cibles[0].chiffre, annees=((2026, nombre(100)),), maintenant=nombre("33.3"))
    proches = replace(tableau.cibles[0], chiffre=pleine, objectifs={2024: 50, 2026: 55})
    tableau = replace(tableau, cibles=(*tableau.cibles, proches))
    for spec in (cibles(tableau, pack, largeur), entonnoirs(tableau, pack, largeur)):
        dits = sorted(placed(spec))
        assert not [un for un in dits if un[1] < -0.5 or un[2] > largeur + 0.5]
        for (y, _, fin, dit), (autre_y, debut, _, autre) in pairwise(dits):
            assert autre_y - y >= 10 or debut >= fin or y != autre_y, (dit, autre)
        assert not [un for un in dits if un[3].endswith("…")]


def test_on_a_screen_a_text_is_as_wide_as_it_was_laid_out(pack):
    drawn = pour_ecran(svg(cibles(exemple(pack), pack, 320)))
    textes = [un for un in ET.fromstring(drawn).iter(f"{SVG}text") if len(un.text or "") > 1]
    assert len(textes) > 12
    for un in textes:
        gras = un.get("font-weight") == "600"
        assert float(un.get("textLength")) == pytest.approx(
            large(un.text, float(un.get("font-size")[:-2]), gras=gras), abs=0.1
        )
        assert un.get("lengthAdjust") == "spacingAndGlyphs"
    assert texts(drawn) == texts(svg(cibles(exemple(pack), pack, 320)))


def test_letters_are_measured_as_they_are_drawn():
    # As typst lays it out, kerning aside.
    assert large("% de contrats clausés insertion / ciblés", 10) == pytest.approx(185.708, abs=0.001)
    assert large("œuvre – « 12\xa0% »", 12, gras=True) > large("œuvre – « 12\xa0% »", 12)


def test_counts_are_not_cut_in_halves():
    dits = texts(svg(evolution(chiffre(nombre(0), nombre(1), unite="nombre", genre=Genre.NOMBRE))))
    assert not [dit for dit in dits if "," in dit]


def test_a_target_without_data_has_no_bar_and_says_so(pack):
    spec = cibles(exemple(pack, vide=True), pack)
    barres = spec["layer"][0]["data"]["values"]
    assert len(barres) == 6  # what is behind each bar
    assert texts(svg(spec)).count("pas de donnée") == 6
    assert "0\xa0%" not in texts(svg(spec))


@pytest.mark.parametrize("valeur", [0, 100, 140])
def test_a_bar_stays_within_its_chart(pack, valeur):
    tableau = exemple(pack)
    suivie = replace(tableau.cibles[0], chiffre=replace(tableau.cibles[0].chiffre, annees=((2026, nombre(valeur)),)))
    barres = cibles(replace(tableau, cibles=(suivie,)), pack)["layer"][0]["data"]["values"]
    assert {barre["x2"] for barre in barres} <= {graphiques.LARGEUR}


def test_the_steps_are_counted_in_words_and_on_one_scale(pack):
    tableau = replace(exemple(pack), entonnoirs=(Entonnoir(8, 40, 20, 10, 5, 2), Entonnoir(12, 0, 0, 0, 0, 1)))
    spec = entonnoirs(tableau, pack)
    assert (
        "8 · Étendre la clause d'insertion : 40 proposées, 20 visées, 10 inscrites, 5 réalisées, 2 écartées."
        in spec["description"].replace("\xa0", " ")
    )
    longueurs = [round(barre["x2"] - barre["x"], 1) for barre in spec["layer"][0]["data"]["values"]]
    assert longueurs[0] == pytest.approx(2 * longueurs[1], abs=0.2)
    assert longueurs[1] == pytest.approx(2 * longueurs[2], abs=0.2)


def test_only_the_most_followed_actions_are_kept_in_their_order(pack):
    pas = (Entonnoir(8, 1), Entonnoir(9, 50), Entonnoir(10, 3), Entonnoir(11, 70))
    dit = entonnoirs(replace(exemple(pack), entonnoirs=pas), pack, 440, 2)["description"]
    assert re.findall(r"(\d+) · ", dit) == ["9", "11"]


def test_actions_that_nothing_reached_are_not_among_the_most_followed(pack):
    pas = (Entonnoir(8, 1), *(Entonnoir(n) for n in range(9, 17)))
    tableau = replace(exemple(pack), entonnoirs=pas)
    assert re.findall(r"(\d+) · ", entonnoirs(tableau, pack, 440, 6)["description"]) == ["8"]
    assert combien_suivies(tableau) == 1


def test_actions_that_nothing_followed_draw_nothing(pack):
    assert texts(svg(entonnoirs(exemple(pack, vide=True), pack))) == ["Aucune action suivie"]


def test_a_year_without_data_is_a_gap_and_not_zero():
    spec = evolution(chiffre(nombre(20), VIDE, nombre(0), nombre(40)))
    assert [une["valeur"] for une in spec["data"]["values"]] == [20, None, 0, 40]
    racine = ET.fromstring(svg(spec))
    traits = [
        un.get("d")
        for un in racine.iter(f"{SVG}path")
        if (un.get("stroke"), un.get("stroke-width")) == (graphiques.BLEU, "2") and un.get("d", "").count("L")
    ]
    points = [un for un in racine.iter(f"{SVG}path") if un.get("fill") == graphiques.BLEU]
    # One lone point, then a line of two.
    assert [trait.count("M") for trait in traits] == [2]
    assert len(points) == 3
    assert "2024 : pas de donnée." in spec["description"]


@pytest.mark.parametrize(
    "sans_trait", [chiffre(VIDE, VIDE), chiffre(Valeur(texte="bien"), unite="texte", genre=Genre.SAISIE), chiffre(VIDE)]
)
def test_without_a_number_there_is_no_line(sans_trait):
    assert evolution(sans_trait) is None


def test_yes_and_no_are_written_so():
    dits = texts(svg(evolution(chiffre(nombre(0), nombre(1), unite="oui_non", genre=Genre.FAIT))))
    assert {"oui", "non"} <= set(dits)


def test_axes_have_french_numbers():
    dits = texts(svg(evolution(chiffre(nombre(120_000), nombre("250000.5"), unite="euros", genre=Genre.SOMME))))
    assert "200\xa0000" in dits
    assert "250\xa0001\xa0€" in dits


def test_buyers_stand_side_by_side_and_who_has_no_data_says_so(pack):
    un = chiffre(nombre(20), par_acheteur={"ville": nombre(33), "metropole": VIDE})
    dits = texts(svg(par_acheteur(un, pack)))
    assert dits.count("pas de donnée") == 1
    assert {"Ville de Clermont-Ferrand", "33\xa0%", "Clermont Auvergne Métropole"} <= set(dits)
    assert par_acheteur(chiffre(VIDE, par_acheteur={"ville": VIDE}), pack) is None


def test_a_breakdown_is_drawn_with_its_counts():
    un = chiffre(Valeur(repartition=(("Travaux", 12), ("Services", 3))), unite="nombre", genre=Genre.REPARTITION)
    assert {"Travaux", "12", "Services", "3"} == set(texts(svg(repartition(un))))
    assert repartition(chiffre(VIDE)) is None


def test_what_people_type_is_only_text(pack):
    tableau = exemple(pack)
    hostile = replace(tableau.cibles[0], chiffre=replace(tableau.cibles[0].chiffre, titre=HOSTILE))
    drawn = svg(cibles(replace(tableau, cibles=(hostile,)), pack, 2000))
    assert "<script" not in drawn
    assert any("</text><script>alert(1)</script> \"role='x' #eval" in dit for dit in texts(drawn))


def test_every_title_of_the_pack_fits_its_place(pack):
    for dashboard in Dashboard:
        for largeur in (340, 436, 680):
            racine = ET.fromstring(svg(entonnoirs(exemple(pack, dashboard), pack, largeur)))
            assert not [dit for dit in racine.itertext() if dit.endswith("…")]
            # Nothing drawn runs over the width that was asked for.
            assert float(racine.get("width")) <= largeur + 6


def test_colours_have_enough_contrast_on_white():
    def luminance(couleur):
        parts = [int(couleur[rang : rang + 2], 16) / 255 for rang in (1, 3, 5)]
        lues = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * lues[0] + 0.7152 * lues[1] + 0.0722 * lues[2]

    for couleur in (
        graphiques.ENCRE,
        graphiques.DOUCE,
        graphiques.BLEU,
        graphiques.VERT,
        graphiques.ORANGE,
        graphiques.GRIS,
    ):
        assert 1.05 / (luminance(couleur) + 0.05) >= 3


def test_a_png_is_as_large_as_asked(pack):
    spec = cibles(exemple(pack), pack, 340)
    drawn = png(spec, 2)
    assert drawn[:8] == b"\x89PNG\r\n\x1a\n"
    assert 680 <= int.from_bytes(drawn[16:20]) <= 700
