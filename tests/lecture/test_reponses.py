"""The answer to one asked question."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from knowledge.lecture import Lecteur, Reponse
from knowledge.regles.faits import NON, OUI, Ensemble, Intervalle, Options, Texte, Vocabulaire


def nombre(valeur: str) -> Intervalle:
    return Intervalle.point(Decimal(valeur))


@pytest.mark.parametrize(
    ("texte", "reponse"),
    [
        ("120 000", Reponse(nombre("120000"))),
        ("85k", Reponse(nombre("85000"))),
        ("1,2 M", Reponse(nombre("1200000"))),
        ("environ 120000 euros", Reponse(nombre("120000"))),
        ("quatre-vingt mille", Reponse(nombre("80000"))),
        ("30 000 par an sur 3 ans", Reponse(nombre("90000"))),
        ("entre 60 et 80 k€", Reponse(Intervalle(Decimal(60_000), Decimal(80_000)))),
        ("60-80k", Reponse(Intervalle(Decimal(60_000), Decimal(80_000)))),
        ("maxi 80 000", Reponse(Intervalle(None, Decimal(80_000)))),
        ("12", Reponse(nombre("12"), "trop_petit")),
        ("10 milliards", Reponse(nombre("10000000000"), "trop_grand")),
        ("-500", Reponse(None, "negatif")),
        ("0 €", Reponse(None, "zero")),
        ("90 000 TTC", Reponse(None, "ttc")),
        ("90 000 TTC, tva 20 %", Reponse(nombre("75000"))),
        ("24 mois", Reponse(None)),
        ("15 %", Reponse(None)),
        ("tva 20 %", Reponse(None)),
        ("120000 ttc tva 20%", Reponse(nombre("100000"))),
        ("100 000 €", Reponse(nombre("100000"))),
        ("85k par an", Reponse(None, "annuel")),
        ("5 000 par mois", Reponse(None, "annuel")),
        ("non 150 000", Reponse(nombre("150000"))),
        ("accord-cadre maxi 300 000", Reponse(nombre("300000"))),
        ("12 personnes", Reponse(None)),
        ("beaucoup", Reponse(None)),
        ("je ne sais pas", Reponse(None)),
    ],
)
def test_montant(lecteur: Lecteur, vocabulaire: Vocabulaire, aujourdhui: date, texte: str, reponse: Reponse) -> None:
    assert lecteur.lire_reponse(vocabulaire["montant_ht"], texte, aujourdhui) == reponse


@pytest.mark.parametrize(
    ("texte", "reponse"),
    [
        ("24", Reponse(nombre("24"))),
        ("2 ans", Reponse(nombre("24"))),
        ("un an renouvelable 3 fois", Reponse(nombre("48"))),
        ("3 ans max", Reponse(nombre("36"))),
        ("au plus 3 ans", Reponse(Intervalle(None, Decimal(36)))),
        ("600 mois", Reponse(nombre("600"), "trop_grand")),
        ("0", Reponse(None, "zero")),
        ("-3", Reponse(None, "negatif")),
        ("85 k€", Reponse(None)),
        ("120 000", Reponse(None)),
        ("garantie 2 ans", Reponse(None)),
    ],
)
def test_duree(lecteur: Lecteur, vocabulaire: Vocabulaire, aujourdhui: date, texte: str, reponse: Reponse) -> None:
    assert lecteur.lire_reponse(vocabulaire["duree_mois"], texte, aujourdhui) == reponse


@pytest.mark.parametrize(
    ("nom", "texte", "valeurs"),
    [
        ("nature", "travaux", {"travaux"}),
        ("nature", "2", {"fournitures"}),
        ("nature", "la troisième", {"services"}),
        ("nature", "maitrise d oeuvre", {"maitrise_oeuvre"}),
        ("nature", "servces", {"services"}),
        ("nature", "services ou fournitures", {"services", "fournitures"}),
        ("nature", "un achat de chaises", {"fournitures"}),
        ("nature", "6", None),
        ("nature", "c'est quoi une concession ?", None),
        ("nature", "je sais pas", None),
        ("procedure", "MAPA", {"mapa"}),
        ("procedure", "adaptée", {"mapa"}),
        ("procedure", "devis", {"sans_publicite"}),
        ("procedure", "c'est quoi un MAPA ?", None),
    ],
)
def test_choix(
    lecteur: Lecteur, vocabulaire: Vocabulaire, aujourdhui: date, nom: str, texte: str, valeurs: set[str] | None
) -> None:
    attendu = Reponse(None if valeurs is None else Options(frozenset(valeurs)))

    assert lecteur.lire_reponse(vocabulaire[nom], texte, aujourdhui) == attendu


def test_a_number_is_a_rank_in_the_list_that_was_shown(
    lecteur: Lecteur, vocabulaire: Vocabulaire, aujourdhui: date
) -> None:
    reponse = lecteur.lire_reponse(vocabulaire["procedure"], "2", aujourdhui, proposes=["mapa", "appel_offres"])

    assert reponse == Reponse(Options(frozenset({"appel_offres"})))


@pytest.mark.parametrize(
    ("texte", "valeur"),
    [
        ("oui", OUI),
        ("ui", OUI),
        ("wi", OUI),
        ("oe", OUI),
        ("yep", OUI),
        ("nn", NON),
        ("Ouais", OUI),
        ("yes", OUI),
        ("OUI !", OUI),
        ("je pense que oui", OUI),
        ("non", NON),
        ("nan", NON),
        ("pas du tout", NON),
        ("absolument pas", NON),
        ("oui en 4 lots", OUI),
        ("3 lots", OUI),
        ("lot unique", NON),
        ("oui et non", None),
        ("je ne sais pas", None),
        ("non, en fait 120 000", None),
        ("est-ce obligatoire ?", None),
        ("120 000", None),
    ],
)
def test_oui_non(lecteur: Lecteur, vocabulaire: Vocabulaire, aujourdhui: date, texte: str, valeur: str | None) -> None:
    attendu = Reponse(None if valeur is None else Options(frozenset({valeur})))

    assert lecteur.lire_reponse(vocabulaire["alloti"], texte, aujourdhui) == attendu


@pytest.mark.parametrize(
    ("texte", "valeur"), [("32 salariés", OUI), ("32", OUI), ("180", NON), ("TPE", OUI), ("non", NON)]
)
def test_effectif(lecteur: Lecteur, vocabulaire: Vocabulaire, aujourdhui: date, texte: str, valeur: str) -> None:
    reponse = lecteur.lire_reponse(vocabulaire["titulaire_moins_50_salaries"], texte, aujourdhui)

    assert reponse == Reponse(Options(frozenset({valeur})))


@pytest.mark.parametrize(
    ("texte", "dedans"),
    [
        ("1, 3", {"restauration_scolaire", "objets_promotionnels"}),
        ("1 et 2", {"restauration_scolaire", "traiteur"}),
        ("nettoyage et espaces verts", {"nettoyage", "espaces_verts"}),
        ("Netoyage", {"nettoyage"}),
        ("aucune", set()),
        ("aucun de ceux-là", set()),
        ("rien de tout ça", set()),
        ("99", None),
        ("je sais pas", None),
    ],
)
def test_ensemble(
    lecteur: Lecteur, vocabulaire: Vocabulaire, aujourdhui: date, texte: str, dedans: set[str] | None
) -> None:
    segments = vocabulaire["segments"]
    attendu = None if dedans is None else Ensemble(frozenset(dedans), segments.options - dedans)

    assert lecteur.lire_reponse(segments, texte, aujourdhui) == Reponse(attendu)


@pytest.mark.parametrize(
    ("texte", "reponse"),
    [
        ("03/2028", Reponse(Intervalle.point(date(2028, 3, 1)))),
        ("15 juin 2028", Reponse(Intervalle.point(date(2028, 6, 15)))),
        ("15/06/2024", Reponse(Intervalle.point(date(2024, 6, 15)), "passe")),
        ("bientôt", Reponse(None)),
    ],
)
def test_date(lecteur: Lecteur, vocabulaire: Vocabulaire, aujourdhui: date, texte: str, reponse: Reponse) -> None:
    assert lecteur.lire_reponse(vocabulaire["date_attribution"], texte, aujourdhui) == reponse


def test_texte(lecteur: Lecteur, vocabulaire: Vocabulaire, aujourdhui: date) -> None:
    assert lecteur.lire_reponse(vocabulaire["objet"], "  des  chaises ", aujourdhui) == Reponse(Texte("des chaises"))
    assert lecteur.lire_reponse(vocabulaire["objet"], "  ", aujourdhui) == Reponse(None)


@pytest.mark.parametrize(
    ("nom", "texte", "approximatif"),
    [
        ("montant_ht", "environ 90 000", True),
        ("montant_ht", "90 000", False),
        ("duree_mois", "environ 24", True),
        ("duree_mois", "24 mois", False),
    ],
)
def test_an_answer_can_be_rough(
    lecteur: Lecteur, vocabulaire: Vocabulaire, aujourdhui: date, nom: str, texte: str, approximatif: bool
) -> None:
    assert lecteur.lire_reponse(vocabulaire[nom], texte, aujourdhui).approximatif is approximatif


def test_a_yearly_answer_counts_over_the_known_duration(
    lecteur: Lecteur, vocabulaire: Vocabulaire, aujourdhui: date
) -> None:
    connus = vocabulaire.aucun_fait().apprendre("duree_mois", nombre("36"))
    reponse = lecteur.lire_reponse(vocabulaire["montant_ht"], "85k par an", aujourdhui, connus=connus)

    assert reponse == Reponse(nombre("255000"))


@pytest.mark.parametrize(
    ("texte", "places"),
    [
        ("la 1 et la 3 pis c'est tout", {0, 2}),
        ("1 et 2 chef", {0, 1}),
        ("les trois", {0, 1, 2}),
        ("les deux premiers alors", {0, 1}),
        ("Merci ! Pour la famille : la 2.", {1}),
        ("la 2, pas la 1", {1}),
        ("il y a 3 lots", None),
        ("dans 2 ans", None),
        ("pas la 2", None),
    ],
)
def test_the_families_that_were_shown_are_named_by_their_places(
    lecteur: Lecteur, vocabulaire: Vocabulaire, aujourdhui: date, texte: str, places: set[int] | None
) -> None:
    ordre = ["nettoyage", "textile", "mobilier"]
    dites = None if places is None else frozenset(ordre[place] for place in places)
    reponse = lecteur.lire_reponse(vocabulaire["segments"], texte, aujourdhui, proposes=ordre)
    assert reponse.possible == (None if dites is None else Ensemble(dites, frozenset(ordre) - dites))
