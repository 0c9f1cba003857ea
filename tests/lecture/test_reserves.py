"""What is said without being settled: amounts without HT, contradictions, approximations, corrections."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from knowledge.lecture import Lecteur
from knowledge.regles.faits import OUI, Faits, Intervalle, Options, Texte, Vocabulaire

from .test_montants import lu


def nombre(valeur: int | str) -> Intervalle:
    return Intervalle.point(Decimal(valeur))


@pytest.fixture(scope="session")
def trois_ans(vocabulaire: Vocabulaire) -> Faits:
    return vocabulaire.aucun_fait().apprendre("duree_mois", nombre(36))


@pytest.fixture(scope="session")
def en_accord_cadre(vocabulaire: Vocabulaire) -> Faits:
    return vocabulaire.aucun_fait().apprendre("accord_cadre", Options(frozenset({OUI})))


@pytest.mark.parametrize(
    ("texte", "possible"),
    [
        ("60 000 € de fournitures", nombre(60_000)),
        ("travaux 1,2 M€", nombre(1_200_000)),
        ("cent vingt mille euros de services", nombre(120_000)),
        ("environ 90 000 euros", nombre(90_000)),
        ("achat de 15 000 euros de t-shirts", nombre(15_000)),
        ("100 000 €", nombre(100_000)),
        ("85k de mobilier", nombre(85_000)),
        ("85 k€ par an, nettoyage, 3 ans", nombre(255_000)),
        ("lot 1 : 60 000 €, lot 2 : 40 000 €", nombre(100_000)),
        ("2 lots de 45 000 € chacun", nombre(90_000)),
        ("rénovation de 2 écoles estimée à 60 000 €", nombre(60_000)),
        ("travaux publics 60 000 €", nombre(60_000)),
        ("travaux 100 000 € ; en fait 200 000 € ; non 150 000 €", nombre(150_000)),
        ("accord-cadre maxi 300 000", nombre(300_000)),
        ("accord-cadre mini 20 000 maxi 80 000 nettoyage", Intervalle(Decimal(20_000), Decimal(80_000))),
    ],
)
def test_an_amount_without_ht_is_kept_under_reserve(
    lecteur: Lecteur, aujourdhui: date, texte: str, possible: Intervalle
) -> None:
    lecture = lecteur.lire(texte, aujourdhui)
    (reserve,) = lecture.sous_reserve

    assert (reserve.nom, reserve.possible, reserve.sur) == ("montant_ht", possible, False)
    assert not [autre for autre in lecture.lus if autre.nom == "montant_ht" and autre.possible.seule is not None]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "texte",
    [
        "66 000 € TTC",
        "85 000 € HT",
        "85 k€ par an",
        "budget 2027 : 1 450 000 €",
        "projet de 5 M€, nettoyage",
        "le seuil est de 90 000 €",
        "subvention de 40 000 €",
        "12 PC à 1 200 €",
        "trois véhicules à 25 000 €",
        "1 200 € l'unité",
        "40 € le repas",
        "achat de 2k chaises",
        "12 500 repas",
        "12 rue de la République",
        "traiteur pour le 200e anniversaire",
        "accord-cadre mini 1000 maxi 5000 repas",
        "moins 5000 €",
        "120 000",
    ],
)
def test_what_is_no_amount_of_the_contract_is_not_reserved(lecteur: Lecteur, aujourdhui: date, texte: str) -> None:
    assert lecteur.lire(texte, aujourdhui).sous_reserve == ()


def test_a_yearly_amount_counts_over_the_known_duration(
    lecteur: Lecteur, vocabulaire: Vocabulaire, aujourdhui: date, trois_ans: Faits
) -> None:
    (reserve,) = lecteur.lire("85 k€ par an", aujourdhui, trois_ans).sous_reserve

    assert reserve.possible == nombre(255_000)
    assert reserve.mots == "85 k€ par an"


@pytest.mark.parametrize(
    ("texte", "possible"),
    [
        ("accord-cadre maximum 300 000 € HT", Intervalle(None, Decimal(300_000))),
        ("accord-cadre maximum annuel 75 000 € HT, 4 ans", Intervalle(None, Decimal(300_000))),
        ("accord-cadre mini 20 000 maxi 80 000 € HT", Intervalle(Decimal(20_000), Decimal(80_000))),
        (
            "accord-cadre mini 20 000 maxi 80 000 € TTC, TVA 20 %",
            Intervalle(Decimal("16666.67"), Decimal("66666.67")),
        ),
        ("accord-cadre mini 20 000 maxi 80 000 € TTC", Intervalle(None, Decimal(80_000))),
        ("accord-cadre maximum 300 000 € TTC", Intervalle(None, Decimal(300_000))),
        ("accord-cadre, moins de 90 000 € HT", Intervalle(None, Decimal(90_000), haut_inclus=False)),
        ("pas un accord-cadre, maximum 300 000 € HT", Intervalle(None, Decimal(300_000))),
        ("maximum 300 000 € HT", Intervalle(None, Decimal(300_000))),
    ],
)
def test_the_bounds_of_a_framework_agreement_are_bounds(
    lecteur: Lecteur, aujourdhui: date, texte: str, possible: Intervalle
) -> None:
    montant = lu(lecteur, texte, aujourdhui)

    assert montant is not None
    assert montant.possible == possible
    assert montant.sur


def test_the_maximum_of_a_framework_agreement_is_proposed_as_its_value(
    lecteur: Lecteur, aujourdhui: date, en_accord_cadre: Faits
) -> None:
    for texte, connus in (
        ("maximum 300 000 € HT, accord-cadre à bons de commande", None),
        ("maximum 300 000 € HT", en_accord_cadre),
    ):
        (reserve,) = lecteur.lire(texte, aujourdhui, connus).sous_reserve
        assert reserve.possible == nombre(300_000)


@pytest.mark.parametrize(
    ("texte", "nom", "possible"),
    [
        ("travaux 100 000 € HT ; en fait 200 000 € HT ; non 150 000 € HT", "montant_ht", nombre(150_000)),
        ("100 000 € HT, non 150 000 € HT", "montant_ht", nombre(150_000)),
        ("200 000 € HT et non 150 000 € HT", "montant_ht", nombre(200_000)),
        ("24 mois ; en fait 36 mois ; non 48 mois", "duree_mois", nombre(48)),
        ("24 mois et non 48 mois", "duree_mois", nombre(24)),
    ],
)
def test_the_last_correction_wins(
    lecteur: Lecteur, aujourdhui: date, texte: str, nom: str, possible: Intervalle
) -> None:
    corrige = lu(lecteur, texte, aujourdhui, nom)

    assert corrige is not None
    assert corrige.possible == possible


@pytest.mark.parametrize(
    "texte",
    ["nettoyage 100 000 € HT et 150 000 € HT", "nettoyage 100 000 € et 150 000 €", "mini 90 000 maxi 20 000 € HT"],
)
def test_two_totals_that_disagree_are_named(lecteur: Lecteur, aujourdhui: date, texte: str) -> None:
    lecture = lecteur.lire(texte, aujourdhui)

    assert lecture.contradictions == ("montant_ht",)
    assert lecture.sous_reserve == ()
    assert "montant_ht" not in {lu.nom for lu in lecture.lus}


@pytest.mark.parametrize(
    ("texte", "noms"),
    [
        ("environ 90 000 € HT", ("montant_ht",)),
        ("autour de 90 000 € HT", ("montant_ht",)),
        ("à peu près 90 000 €", ("montant_ht",)),
        ("90 000 € HT environ", ("montant_ht",)),
        ("environ 24 mois", ("duree_mois",)),
        ("90 000 € HT, 24 mois", ()),
        ("entre environ 60 et 80 k€ HT", ()),
    ],
)
def test_what_is_said_roughly_is_named(lecteur: Lecteur, aujourdhui: date, texte: str, noms: tuple[str, ...]) -> None:
    assert lecteur.lire(texte, aujourdhui).approximatifs == noms


@pytest.mark.parametrize("texte", ["non, en fait -5000", "montant : -5000", "en fait moins 5000"])
def test_a_negative_number_is_no_amount(
    lecteur: Lecteur, vocabulaire: Vocabulaire, aujourdhui: date, texte: str
) -> None:
    assert lecteur.lire(texte, aujourdhui).nombre_seul is None
    assert lecteur.lire_reponse(vocabulaire["montant_ht"], texte, aujourdhui).incertitude == "negatif"


@pytest.mark.parametrize(
    ("texte", "objet"),
    [
        ("<b>100 000 € HT</b> de travaux", "travaux"),
        ("<script>alert(1)</script> nettoyage", "nettoyage"),
        ("<a href=\"http://x.fr\" onclick='y()'>nettoyage</a> 100 000 € HT", "nettoyage"),
        ("<img src=x onerror=alert(1)> mobilier<br/>100 000 € HT", "mobilier"),
        ("accord-cadre mini 20 000 maxi 80 000 nettoyage", "nettoyage"),
        ("achat de 15 000 euros de t-shirts", "t-shirts"),
        ("cent vingt mille euros de services", "services"),
    ],
)
def test_the_object_holds_no_tag_and_no_figure(lecteur: Lecteur, aujourdhui: date, texte: str, objet: str) -> None:
    decrit = lu(lecteur, texte, aujourdhui, "objet")
    montant = lu(lecteur, texte, aujourdhui)

    assert decrit is not None
    assert decrit.possible == Texte(objet)
    assert montant is None or montant.possible == nombre(100_000)


def test_a_comparison_is_no_tag(lecteur: Lecteur, aujourdhui: date) -> None:
    montant = lu(lecteur, ">20 000 € HT et <80 000 € HT", aujourdhui)

    assert montant is not None
    assert montant.possible == Intervalle(Decimal(20_000), Decimal(80_000), bas_inclus=False, haut_inclus=False)


@pytest.mark.parametrize(
    ("texte", "possible"),
    [
        ("consultation lancée en août 2026", Intervalle(date(2026, 8, 1), date(2026, 8, 31))),
        ("consultation en mars 2026", Intervalle(date(2026, 3, 1), date(2026, 3, 31))),
        ("consultation lancée fin août 2026", Intervalle(date(2026, 8, 16), date(2026, 8, 31))),
        ("consultation lancée début 2027", Intervalle(date(2027, 1, 1), date(2027, 3, 31))),
        ("consultation lancée en 2027", Intervalle(date(2027, 1, 1), date(2027, 12, 31))),
        ("publication au premier trimestre 2027", Intervalle(date(2027, 1, 1), date(2027, 3, 31))),
        ("publication le 15/08/2026", Intervalle.point(date(2026, 8, 15))),
    ],
)
def test_a_month_of_consultation_is_all_its_days(
    lecteur: Lecteur, vocabulaire: Vocabulaire, aujourdhui: date, texte: str, possible: Intervalle
) -> None:
    consultation = lu(lecteur, texte, aujourdhui, "date_consultation")

    assert consultation is not None
    assert consultation.possible == possible
    assert lecteur.lire_reponse(vocabulaire["date_consultation"], texte, aujourdhui).possible == possible


@pytest.mark.parametrize(
    ("texte", "nom", "valeurs"),
    [
        ("on est la métropole", "acheteur", {"metropole"}),
        ("pour la métro", "acheteur", {"metropole"}),
        ("c'est la ville", "acheteur", {"ville"}),
        ("service social", "service_social_specifique", {"oui"}),
        ("services sociaux", "service_social_specifique", {"oui"}),
        ("services informatiques", "nature", {"services"}),
        ("via l'UGAP", "centrale_achat", {"oui"}),
        ("par une centrale d'achat", "centrale_achat", {"oui"}),
    ],
)
def test_words_of_the_trade(lecteur: Lecteur, aujourdhui: date, texte: str, nom: str, valeurs: set[str]) -> None:
    dit = lu(lecteur, texte, aujourdhui, nom)

    assert dit is not None
    assert dit.possible == Options(frozenset(valeurs))


def test_computing_services_are_services_and_computing(lecteur: Lecteur, aujourdhui: date) -> None:
    familles = lu(lecteur, "services informatiques", aujourdhui, "segments")

    assert familles is not None
    assert familles.possible.dedans == {"informatique"}  # type: ignore[union-attr]
    assert lu(lecteur, "du matériel pour le service informatique", aujourdhui, "segments") is None


@pytest.mark.parametrize(
    "texte",
    [
        "achat",
        "crèche associative",
        "aucune famille",
        "aucune de ces familles",
        "réservé à l'ESS",
        "au singulier",
        "au pluriel",
        "le service social de la ville",
        "c'est la ville de Riom qui paie",
    ],
)
def test_words_that_state_nothing(lecteur: Lecteur, aujourdhui: date, texte: str) -> None:
    assert lecteur.lire(texte, aujourdhui).lus == ()


def test_a_purchase_alone_tells_no_nature(lecteur: Lecteur, vocabulaire: Vocabulaire, aujourdhui: date) -> None:
    assert lecteur.lire_reponse(vocabulaire["nature"], "achat", aujourdhui).possible is None
    devinee = lu(lecteur, "un achat de 30 000 € HT", aujourdhui, "nature")
    assert devinee is None or not devinee.sur


def test_a_procedure_refused_leaves_the_one_that_is_known(
    lecteur: Lecteur, vocabulaire: Vocabulaire, aujourdhui: date
) -> None:
    connus = vocabulaire.aucun_fait().apprendre("procedure", Options(frozenset({"appel_offres"})))
    (procedure,) = lecteur.lire("pas mapa", aujourdhui, connus).lus

    assert procedure.possible == Options(vocabulaire["procedure"].options - {"mapa"})
    assert connus.apprendre("procedure", procedure.possible).valeur("procedure") == "appel_offres"
