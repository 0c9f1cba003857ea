"""The facts that a message tells, under a question or under none."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.lecture import Lecteur
from knowledge.lecture.faits_dits import Attente, FaitsDits, Origine, lire_faits
from knowledge.plan.chargement import charger
from knowledge.regles.faits import NON, OUI, Intervalle, Options, Possible, Texte

JOUR = date(2026, 11, 27)
LECTEUR = Lecteur(charger().vocabulaire)


def entre(bas: int | None, haut: int | None) -> Intervalle:
    return Intervalle(None if bas is None else Decimal(bas), None if haut is None else Decimal(haut))


def choix(*valeurs: str) -> Options:
    return Options(frozenset(valeurs))


def dire(
    texte: str, question: str | None = None, suppose: Possible | None = None, redit: str = "", **connus: str | int
) -> FaitsDits:
    faits = LECTEUR.vocabulaire.aucun_fait()
    for nom, valeur in connus.items():
        faits = faits.corriger(nom, Texte(valeur) if isinstance(valeur, str) else entre(valeur, valeur))
    attente = Attente(question, suppose=suppose) if question else None
    return lire_faits(LECTEUR, texte, JOUR, attente, faits, redit=redit)


@pytest.mark.parametrize(
    ("texte", "possible"),
    [
        ("38 mille HT à peu près", entre(38000, 38000)),
        ("12 chaises à 45 € HT pièce", entre(540, 540)),
        ("9 000 euros par place et par an, douze places, trois ans", entre(324000, 324000)),
        ("4 × 62 000 HT", entre(248000, 248000)),
        ("3 soirs x 11 000 de cachets + 4 500 de défraiements", entre(37500, 37500)),
        ("entre 200 et 250 000", entre(200000, 250000)),
        ("60 à 80 k€", entre(60000, 80000)),
        ("un demi-million", entre(500000, 500000)),
        ("deux mille neuf hors taxe", entre(2900, 2900)),
        ("une vingtaine de milliers d'euros", entre(20000, 20000)),
        ("la dernière fois on avait payé 23 000, là je table sur 31", entre(31000, 31000)),
        ("45ke", entre(45000, 45000)),
        ("1,2 M TTC, TVA 20", entre(1000000, 1000000)),
        ("ça ne dépassera pas les 40 000", entre(None, 40000)),
        ("on va dépasser les 40 000", entre(40000, None)),
        ("fourchette basse 640 k€, haute 780 k€", entre(640000, 780000)),
        ("12 000 pour le matériel et 3 000 de pose", entre(15000, 15000)),
        ("le toit c'est 41, les châssis 28 et demi, le reste 12, en milliers d'euros", entre(81500, 81500)),
        ("24 000 avec la TVA à vingt, donc 20 000", entre(20000, 20000)),
        ("14 400 euros toutes taxes, TVA de 20 pour cent", entre(12000, 12000)),
        ("la facture passe de 88 à 131 mille", entre(131000, 131000)),
        ("10 % de 9 M€", entre(900000, 900000)),
        ("48 samedis par an, 620 € la journée, sur 2 ans", entre(59520, 59520)),
        ("30 k€ par an sur 3", entre(90000, 90000)),
        ("j'ai 3 devis : 12 000, 13 500 et 11 800", entre(11800, 13500)),
        ("80 000 plus 10 % d'imprévus", entre(88000, 88000)),
        ("LE BASSIN FAIT 25 M, 6 LIGNES, ET LE MARCHE 85000", entre(85000, 85000)),
        ("120 plateaux à 9,50 HT, dix fois par an, pendant deux ans", entre(22800, 22800)),
    ],
)
def test_the_amount_awaited(texte: str, possible: Intervalle) -> None:
    assert dire(texte, "montant_ht")["montant_ht"].possible == possible


@pytest.mark.parametrize(
    ("texte", "euros"),
    [
        ("40 chaises, 60 € pièce", 2400),
        ("j'en ai compté 84 et il me les fait à 112 euros hors taxes pièce", 9408),
        ("il en faut sept, dans les 380 hors taxes l'une", 2660),
        ("24 véhicules × 312 €/mois HT × 48 mois", 359424),
        ("380 lignes, 3,10 € HT/mois/ligne, 24 mois", 28272),
        ("hors taxes, 8 300 € pour la toile, 1 900 € pour le cadre", 10200),
        ("70 000 ht lannée, 3 ans", 210000),
        ("la peinture du hall quatre mille deux hors taxe", 4200),
    ],
)
def test_an_amount_told_in_passing_is_worked_out(texte: str, euros: int) -> None:
    lus = dire(texte)

    assert lus["montant_ht"].possible == entre(euros, euros)
    assert {lu.possible for lu in (*lus.lecture.lus, *lus.lecture.sous_reserve) if lu.nom == "montant_ht"} <= {
        entre(euros, euros)
    }


@pytest.mark.parametrize(
    ("texte", "question"),
    [
        ("La dernière fois c'était en 2009, vous dire si c'est récurrent", "recurrent"),
        ("j'ai dit 5 mais la menuiserie est infructueuse, donc 4", "accord_cadre"),
        ("quatorze mille euros, taxe comprise", "montant_ht"),
    ],
)
def test_what_is_no_amount_is_not_taken(texte: str, question: str) -> None:
    assert "montant_ht" not in dire(texte, question)


def test_euros_told_are_never_thousands() -> None:
    assert dire("lol 490 balles, je vais pas faire un appel d'offres", "procedure")["montant_ht"].possible == entre(
        490, 490
    )


@pytest.mark.parametrize(
    ("texte", "connu", "avant", "euros"),
    [
        ("non, par an", 14_400, {"duree_mois": 24}, 28_800),
        ("30 000 TTC, TVA 20, par an", 1_000, {"duree_mois": 48}, 100_000),
        ("non pardon, 45 chaises", 2_400, {"objet": "40 chaises"}, 2_700),
        ("c'est du ttc, à 20", 18_000, {}, 15_000),
        ("140 000 c'est faux, c'est 155", 140_000, {}, 155_000),
        ("ajoutez 2 000 pour les plinthes", 28_000, {}, 30_000),
        ("310 portables, pas 320", 297_600, {"objet": "320 portables"}, 288_300),
        ("60 € pièce", 2_000, {"objet": "40 chaises"}, 2_400),
        ("finalement la pose c'est 4 000", 15_000, {"redit": "12 000 pour le matériel et 3 000 de pose"}, 16_000),
        ("rectif résine 12", 62_000, {"redit": "peinture 53000 résine 9000"}, 65_000),
    ],
)
def test_an_amount_known_is_put_right(texte: str, connu: int, avant: dict[str, str | int], euros: int) -> None:
    assert dire(texte, "montant_ht", montant_ht=connu, **avant)["montant_ht"].possible == entre(euros, euros)


def test_a_bare_small_amount_is_guessed_in_thousands() -> None:
    lus = dire("58", "montant_ht")

    assert (lus.doute, lus["montant_ht"].possible) == ("trop_petit", entre(58000, 58000))
    assert lus["montant_ht"].origine is Origine.DEVINE


@pytest.mark.parametrize(
    ("texte", "mois"),
    [
        ("24", 24),
        ("36 ; récapitulez avant de poursuivre.", 36),
        ("1 an reconductible 2x", 36),
        ("Dix-huit mois, reconductibles une seule fois pour un an.", 30),
        ("Deux années, que l'on pourra prolonger d'autant.", 48),
        ("de septembre à juin", 10),
        ("12 + 12 + 12", 36),
        ("on passerait de 12 à 18 mois", 18),
        ("six mois de travaux et deux mois de préparation donc huit", 8),
        ("Jusqu'au 31/08/2028, départ 01/09/2026", 24),
        ("Du 1er novembre 2026 au 31 mars 2029.", 29),
        ("le temps d'une année scolaire, de septembre à juin", 10),
    ],
)
def test_the_duration_awaited(texte: str, mois: int) -> None:
    assert dire(texte, "duree_mois")["duree_mois"].possible == entre(mois, mois)


@pytest.mark.parametrize(
    ("texte", "question", "nom", "possible"),
    [
        ("non pas récurrent", "segments", "recurrent", choix(NON)),
        ("alotti non", "segments", "alloti", choix(NON)),
        ("Non. Négociée. Résultat.", "procedure", "procedure", choix("procedure_negociee")),
        ("Euh... 4 ? Non, 2.", "nature", "nature", choix("fournitures")),
        ("ils sont douze avec le patron", "titulaire_moins_50_salaries", "titulaire_moins_50_salaries", choix(OUI)),
        ("tt les ans ils se font defoncer donc ouais", "recurrent", "recurrent", choix(OUI)),
        ("oui 4 fois l'année au dépôt", "livraisons", "livraisons", choix(OUI)),
        ("Ma foi, non ; les capteurs ne s'intéressent qu'à l'air.", "livraisons", "livraisons", choix(NON)),
        ("ok. non, un seul camion", "donnees_personnelles", "donnees_personnelles", choix(NON)),
        ("oui euh non c'est nous qui allons les chercher", "livraisons", "livraisons", choix(NON)),
        ("Non, ou plutôt si : avec les élections.", "recurrent", "recurrent", choix(OUI)),
        ("la fête oui, la baleine non", "recurrent", "recurrent", choix(NON)),
        ("Dialogue. Non, négociée.", "procedure", "procedure", choix("procedure_negociee")),
        ("Le montant est faux : 94 000 et pas 49 000", None, "montant_ht", entre(94000, 94000)),
        ("Durée : 36, pas 48.", None, "duree_mois", entre(36, 36)),
    ],
)
def test_a_value_is_heard_wherever_it_is_said(texte: str, question: str | None, nom: str, possible: Possible) -> None:
    assert dire(texte, question)[nom].possible == possible


@pytest.mark.parametrize(
    ("texte", "lots"),
    [("deux", 2), ("un lot nord un lot sud", 2), ("lot 1 tables, lot 2 chaises, lot 3 lits", 3), ("non", None)],
)
def test_lots_are_counted(texte: str, lots: int | None) -> None:
    lus = dire(texte, "alloti")

    assert (lus.lots, lus["alloti"].possible) == (lots, choix(OUI if lots else NON))


def test_a_yes_takes_what_was_supposed_and_a_value_wins_over_it() -> None:
    travaux = choix("travaux")

    assert dire("ouep", "nature", travaux)["nature"].possible == travaux
    assert dire("ouep", "nature", travaux).accord is True
    assert dire("non ce sont des services", "nature", travaux)["nature"].possible == choix("services")
    assert lire_faits(LECTEUR, "ça roule", JOUR, Attente("livraisons"), avis=True)["livraisons"].possible == choix(OUI)


@pytest.mark.parametrize(
    ("texte", "question"),
    [
        ("non pas de lot", "donnees_personnelles"),
        ("et pour rappel, les livraisons c'est oui", "alloti"),
        ("Je reviens sur le prix, 24 000 et non 22 000.", "recurrent"),
        ("y a du broyage aussi dans le marché", "titulaire_moins_50_salaries"),
        ("Tous les quinze ans, à peu près", "recurrent"),
    ],
)
def test_what_is_said_of_something_else_answers_nothing(texte: str, question: str) -> None:
    assert question not in dire(texte, question)


@pytest.mark.parametrize(
    "texte", ["non, on les garde dix ans", "non, le vieux a vingt-deux ans", "oui, il y a cinq ans déjà"]
)
def test_a_story_tells_no_duration(texte: str) -> None:
    assert "duree_mois" not in dire(texte, "recurrent")
    assert dire("non, et un an ferme", "recurrent")["duree_mois"].possible == entre(12, 12)


@pytest.mark.parametrize(
    ("texte", "objet"),
    [
        (
            "Merci. Prochain achat : des ballons et des cerceaux, 1 800 euros hors taxes, fournitures.",
            "ballons et des cerceaux",
        ),
        ("cette fois nettoyage des vitres du lycée c ma tutrice qui a le dossier", "nettoyage des vitres du lycée"),
        ("next ticket : câblage RJ45 école Prévert, c'est des travaux, 14 200 HT", "câblage RJ45 école Prévert"),
    ],
)
def test_a_purchase_is_named_without_its_story(texte: str, objet: str) -> None:
    assert objet in str(dire(texte)["objet"].possible)


def test_what_is_told_in_passing_is_only_likely() -> None:
    assert dire("Non. Impossible en épicerie sèche.", "clause_insertion")["segments"].origine is Origine.DEVINE
    assert dire("une baleine qui arrive en camion, disons oui", "livraisons")["segments"].origine is Origine.DEVINE
    assert dire("mapa mais pas sûr", "procedure")["procedure"].incertain


@given(st.text(max_size=300), st.sampled_from([None, *LECTEUR.vocabulaire, "lots"]))
@settings(deadline=None)
def test_any_text_is_read(texte: str, question: str | None) -> None:
    assert dire(texte, question) == dire(texte, question)


@pytest.mark.parametrize(
    "motif", ["1 ", "2x", "un lot ", "45 € par mois, ", "pas 3, ", "a", "3 ans plus ", "non ", "1-", "lot 1 "]
)
def test_four_thousand_signs_are_read_at_once(motif: str) -> None:
    for question in ("montant_ht", "duree_mois", "alloti", None):
        debut = time.process_time()
        dire((motif * 4000)[:4000], question)
        assert time.process_time() - debut < 10


def test_what_comes_on_top_of_the_amount_known_adds_to_it() -> None:
    connus = LECTEUR.vocabulaire.aucun_fait().apprendre("montant_ht", Intervalle.point(Decimal(54000)))
    lus = lire_faits(LECTEUR, "il faut la vidéo en plus, 11 000", JOUR, None, connus)
    assert lus["montant_ht"].possible == Intervalle.point(Decimal(65000))


def test_prices_that_add_up_are_no_months() -> None:
    assert "duree_mois" not in lire_faits(LECTEUR, "40 vélos électriques : 84 000, plus 12 000 d'équipement.", JOUR)


@pytest.mark.parametrize(
    "texte", ["OK. On voudrait aussi que le papier soit recyclé.", "Une autre chose, elles sont fauchées : avance ?"]
)
def test_what_passes_to_another_matter_answers_no_question_of_yes_or_no(texte: str) -> None:
    assert "alloti" not in lire_faits(LECTEUR, texte, JOUR, Attente("alloti", ("oui", "non")))


@pytest.mark.parametrize(
    ("texte", "qui"),
    [
        ("Maîtrise d'œuvre du gymnase de la Ville", "ville"),
        ("nettoyage des écoles de la ville, 120 k€ HT, trois ans", "ville"),
        ("entretien des espaces verts de la Métropole", "metropole"),
        ("fournitures scolaires des écoles de la ville, pour la métropole", "metropole"),
        ("rénovation énergétique de la mairie", "ville"),
        # Both, a place, a policy, another town, a service that is only named beside the object.
        ("achats de fournitures de la Ville et de la Métropole", None),
        ("étude pour la Ville et la Métropole", None),
        ("gardiennage de l'hôtel de ville", None),
        ("politique de la ville, accompagnement", None),
        ("nettoyage des locaux de la ville de Lyon", None),
        ("nettoyage des vitres, le service social de la ville nous aide", None),
    ],
)
def test_the_object_names_its_buyer(lecteur, texte, qui):
    lus = lire_faits(lecteur, texte, date(2026, 11, 30))
    assert (next(iter(lus["acheteur"].possible.possibles)) if "acheteur" in lus else None) == qui
