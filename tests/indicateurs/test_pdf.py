"""The PDF for the elected members: what it says, that it is tagged, and that nothing typed is code in it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import typst

from bot.envois.composition import composer
from bot.indicateurs.pdf import GABARIT, _donnees, pdf
from knowledge.plan.tableau_de_bord import VIDE, Dashboard, Entonnoir, Genre, Valeur
from tests.indicateurs.exemple import exemple

JOUR = date(2026, 11, 25)


def both(pack, **autres):
    return [exemple(pack, dashboard, **autres) for dashboard in Dashboard]


def lines(donnees):
    return [une for tableau in donnees["tableaux_de_bord"] for axe in tableau["axes"] for une in axe["lignes"]]


@pytest.mark.parametrize("vide", [False, True])
def test_it_has_a_few_pages_keeps_to_pdf_ua_and_is_the_same_each_time(pack, vide):
    tableaux_de_bord = both(pack, vide=vide)
    fait = pdf(tableaux_de_bord, pack, JOUR)
    assert 2 <= int(re.search(rb"/Count (\d+)", fait)[1]) <= 8
    assert fait == composer(GABARIT, _donnees(tableaux_de_bord, pack), JOUR, "pdf", normes=("ua-1",))
    for marque in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang(fr-FR)", b"/DisplayDocTitle true"):
        assert marque in fait
    assert b"D:20261125" in fait


def test_every_figure_of_the_26_actions_is_there_under_its_axis(pack):
    donnees = _donnees(both(pack), pack)
    assert sum("action" in une for une in lines(donnees)) == 26
    assert sum("quoi" in une for une in lines(donnees)) == sum(len(fiche.indicateurs) for fiche in pack.fiches.values())
    titres = [axe["titre"][:5] for tableau in donnees["tableaux_de_bord"] for axe in tableau["axes"]]
    assert titres == ["Axe 1", "Axe 2", "Axe 3", "Axe 4"]


def test_a_figure_tells_its_value_the_year_before_and_on_what_it_stands(pack):
    (tableau,) = [exemple(pack)]
    un = replace(
        tableau.chiffres[0],
        genre=Genre.PART,
        unite="%",
        annees=((2025, Valeur(Decimal(50))), (2026, Valeur(Decimal("62.5"), Decimal(5), Decimal(8), 8, 12))),
        maintenant=Valeur(Decimal(60)),
        par=None,
    )
    ligne = next(une for une in lines(_donnees([replace(tableau, chiffres=(un,))], pack)) if "quoi" in une)
    assert {
        nom: str(ligne[nom]).replace("\xa0", " ") for nom in ("valeur", "avant", "evolution", "fonde", "par", "depuis")
    } == {
        "valeur": "62,5 %",
        "avant": "50 %",
        "evolution": "+ 12,5 points",
        "fonde": "5 sur 8 ; renseigné pour 8 sur 12 contrats",
        "par": "None",
        "depuis": "depuis corrigé : 60 %",
    }


def test_every_kind_of_figure_is_written(pack):
    tableau = exemple(pack)
    valeurs = {
        "%": Valeur(Decimal("99.97")),
        "nombre": Valeur(Decimal(12)),
        "euros": Valeur(Decimal("2500000.4")),
        "heures": Valeur(Decimal("1.5")),
        "tCO2e": Valeur(Decimal("12.25")),
        "note": Valeur(Decimal("3.44")),
        "oui_non": Valeur(Decimal(1), dans_les_delais=True),
        "texte": Valeur(texte="Bois\net paille"),
        "repartition": Valeur(repartition=(("Travaux", 12), ("Services", 3))),
    }
    chiffres = [
        replace(
            tableau.chiffres[0],
            cle=f"8.{nom}",
            unite=nom.replace("repartition", "nombre"),
            annees=((2026, valeur),),
            maintenant=None,
        )
        for nom, valeur in valeurs.items()
    ]
    tableau = replace(tableau, chiffres=tuple(chiffres))
    assert [une["valeur"].replace("\xa0", " ") for une in lines(_donnees([tableau], pack)) if "quoi" in une] == [
        "99,9 %",
        "12",
        "2 500 000 €",
        "1,5 heure",
        "12,3 t CO₂e",
        "3,4",
        "oui, dans les délais",
        "Bois et paille",
        "Travaux : 12, Services : 3",
    ]
    assert pdf([tableau], pack, JOUR).startswith(b"%PDF")


def test_no_data_is_never_zero(pack):
    for ligne in lines(_donnees(both(pack, vide=True), pack)):
        if "quoi" in ligne:
            assert (ligne["valeur"], ligne["avant"], ligne["evolution"]) == ("pas de donnée", "pas de donnée", "")


def test_who_enters_what_is_missing_is_named_with_the_actions(pack):
    tableau = exemple(pack)
    manquent = [replace(un, par="plie", annees=((2026, VIDE),)) for un in tableau.chiffres[:2]]
    donnees = _donnees([replace(tableau, chiffres=tuple(manquent))], pack)
    assert [dit.replace("\xa0", " ") for dit in donnees["manque"]] == [
        "Plan local pluriannuel pour l'insertion et l'emploi : 2 chiffres attendus (action 8)"
    ]


def test_what_several_actions_share_is_missing_once(pack):
    partagee = next(ident for ident, une in pack.saisies.items() if une.actions == (15, 16, 17))
    chiffres = [
        replace(un, annees=((2026, VIDE),))
        for tableau in both(pack)
        for un in tableau.chiffres
        if (declare := pack.chiffres[un.cle]).saisie is not None and declare.saisie.id == partagee
    ]
    assert len(chiffres) > 1
    chiffres = [replace(un, par="commande_publique") for un in chiffres]
    donnees = _donnees([replace(exemple(pack), chiffres=tuple(chiffres))], pack)
    [dit] = donnees["manque"]
    assert "1 chiffre attendu (actions 15, 16 et 17)" in dit.replace("\xa0", " ")


def test_one_is_said_as_one(pack):
    pas = (Entonnoir(8, 1, 2, 1, 0, 1, prouvees=1),)
    [premiere, *_] = lines(_donnees([replace(exemple(pack), entonnoirs=pas)], pack))
    dites = "1 proposée, 2 visées, 1 inscrite (dont 1 sans diagnostic), 0 réalisée, 1 écartée"
    assert premiere["etapes"].replace("\xa0", " ") == dites


def test_a_mean_is_no_share(pack):
    un = replace(
        exemple(pack).chiffres[0],
        genre=Genre.MOYENNE,
        unite="nombre",
        annees=((2026, Valeur(Decimal("3.3"), Decimal(475), Decimal(145), 145, 145)),),
        ouvrable=True,
    )
    ligne = next(une for une in lines(_donnees([replace(exemple(pack), chiffres=(un,))], pack)) if "quoi" in une)
    assert ligne["fonde"].replace("\xa0", " ") == "renseigné pour 145 sur 145 contrats"


def test_what_the_law_adds_stands_apart(pack):
    tableau = exemple(pack)
    loi = replace(tableau.chiffres[0], cle="loi.achats_esus", famille="loi", action=None)
    donnees = _donnees([replace(tableau, chiffres=(*tableau.chiffres, loi))], pack)
    assert donnees["tableaux_de_bord"][0]["axes"][-1]["titre"] == "Ce que la loi demande"


@pytest.mark.parametrize(
    "hostile",
    [
        '#panic("x") #eval("1") *gras* $x$ `c` @ref <label> // \\ ]#["',
        "日本 😀 العربية",
        "\x00\x07\u202e\ud800",
        "sansespace" * 60,
    ],
)
def test_what_people_type_is_neither_markup_nor_code_and_never_stops_the_page(pack, hostile):
    tableau = exemple(pack)
    un = replace(tableau.chiffres[0], titre=hostile, unite="texte", annees=((2026, Valeur(texte=hostile)),))
    fait = pdf([replace(tableau, chiffres=(un,), requete=replace(tableau.requete, direction=hostile))], pack, JOUR)
    assert fait.startswith(b"%PDF")


def test_a_letter_that_no_font_has_costs_the_norm_and_not_the_page(pack):
    tableau = exemple(pack)
    donnees = _donnees([replace(tableau, chiffres=(replace(tableau.chiffres[0], titre="日本"),))], pack)
    with pytest.raises(typst.TypstError, match="could not be displayed"):
        composer(GABARIT, donnees, JOUR, "pdf", normes=("ua-1",))
