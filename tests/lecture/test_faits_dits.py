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
from knowledge.regles.faits import NON, OUI, Intervalle, Options, Possible, Texte
from tests.fixtures.knowledge import pack_reel

JOUR = date(2026, 11, 27)
LECTEUR = Lecteur(pack_reel().vocabulaire)


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
        ("on achète 40 bancs à 310 € HT et 12 tables à 480 € HT", 18160),
        ("12 t de sable à 38 € la tonne et 3 t de gravier à 0,05 le kilo ht", 606),
        ("fauteuils : 30 à 220, tables : 15 à 400, le tout HT", 12600),
        ("3 agents de sécurité, 10 heures, 26 € HT de l'heure", 780),
        ("500 repas par jour, 140 jours, 3,80 € HT le repas, marché de 2 ans", 532000),
        ("10 000 flyers à 4 centimes, 200 affiches à 3 euros", 1000),
        ("lot 1 : gros œuvre, 120 000 ; lot 2 : électricité, 45 000, HT", 165000),
        ("2 lots : nord 50 000 par an et sud 40 000 par an, 3 ans", 270000),
        ("nettoyage de 3 écoles, 2 fois par semaine, 24 000 HT par an, 2 ans", 48000),
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
        ("pas 40 chaises, 35", 3_000, {"redit": "40 chaises à 45 € HT et 10 tables à 120 € HT"}, 2_775),
        ("les tables c'est 150", 3_000, {"redit": "40 chaises à 45 € HT et 10 tables à 120 € HT"}, 3_300),
        ("enlevez les tables", 3_000, {"redit": "40 chaises à 45 € HT et 10 tables à 120 € HT"}, 1_800),
        ("le lot 2 passe à 45 000", 90_000, {"redit": "2 lots : nord 50 000, sud 40 000"}, 95_000),
        ("ajoutez 5 bancs à 80", 3_000, {"redit": "40 chaises à 45 € HT et 10 tables à 120 € HT"}, 3_400),
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
        ("Cinq mois d'études, deux mois de marché, onze mois de chantier", 18),
        ("tranche ferme 12 mois, optionnelle 6", 18),
        ("3 ans ferme, 2 x 1 an ensuite", 60),
        ("4 phases de 2 mois", 8),
        ("un an x3", 36),
        ("2 x 24", 48),
        ("Semestre, renouvelable une fois", 12),
        ("mars à juin, reconduit deux fois", 12),
        ("un an, et on reconduit deux coups si ça va", 36),
        ("trois hivers", 36),
        ("vous avez noté trois ans, non non, deux", 24),
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
    [
        ("deux", 2),
        ("un lot nord un lot sud", 2),
        ("lot 1 tables, lot 2 chaises, lot 3 lits", 3),
        ("non", None),
        ("jardin, voirie, bâtiment", 3),
        ("les camions d'un côté et les voitures de l'autre", 2),
        ("un par école, y en a 4", 4),
        ("fruits 40 000, viande 60 000, pain 12 000", 3),
    ],
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


@pytest.mark.parametrize(
    ("texte", "mois"),
    [
        ("Durée : 24 et non 36. Montant : 180 000 HT.", 24),
        ("c'est pas trois ans la durée, finalement le DGS a dit deux", 24),
        ("ils m'ont marqué deux ans mais c'est quatre", 48),
    ],
)
def test_a_duration_is_put_right_under_another_question(texte: str, mois: int) -> None:
    assert dire(texte, "alloti")["duree_mois"].possible == entre(mois, mois)


@pytest.mark.parametrize(
    ("texte", "mois"),
    [
        ("non attends, reconductible deux fois seulement, l'ancien c'était trois", 36),
        ("ah pardon je relis le projet de contrat c'est renouvelable 2 fois seulement", 36),
        ("non, une seule reconduction", 24),
        ("en fait on ne peut le reconduire que trois fois", 48),
    ],
)
@pytest.mark.parametrize("question", [None, "montant_ht", "alloti", "procedure", "duree_mois"])
def test_renewals_put_right_alone_follow_the_firm_period(question: str | None, texte: str, mois: int) -> None:
    lus = dire(texte, question, duree_mois=60, duree_ferme_mois=12)
    assert lus["duree_mois"].possible == entre(mois, mois)
    assert lus.lots is None
    assert not {"montant_ht", "alloti", "procedure", "objet"} & {dit.nom for dit in lus.dits}


@pytest.mark.parametrize(
    ("question", "texte", "valeur"),
    [
        ("livraisons", "le fournisseur passe le jeudi", OUI),
        ("donnees_personnelles", "les tuyaux n'ont pas d'état civil", NON),
        ("nature", "c'est quelqu'un qui vient avec sa machine", "services"),
        ("nature", "ils travaillent mais ce n'est pas des travaux, c'est un chauffeur", "services"),
        ("procedure", "devis simples", "sans_publicite"),
    ],
)
def test_what_an_answer_means_is_supposed_once_it_is_known_to_answer(question: str, texte: str, valeur: str) -> None:
    faits = LECTEUR.vocabulaire.aucun_fait()
    lus = lire_faits(LECTEUR, texte, JOUR, Attente(question), faits, repond=True)
    assert lus.sous_entendu
    assert (lus[question].possible, lus[question].origine) == (choix(valeur), Origine.DEVINE)
    assert not lire_faits(LECTEUR, texte, JOUR, Attente(question), faits).sous_entendu


@pytest.mark.parametrize(
    "texte", ["", "?", "bonjour", "18 500 € et c'est TTC", "je reviens dans cinq minutes", "\x00" * 50]
)
def test_what_answers_nothing_means_nothing(texte: str) -> None:
    faits = LECTEUR.vocabulaire.aucun_fait()
    for question in ("livraisons", "procedure", "recurrent"):
        assert not lire_faits(LECTEUR, texte, JOUR, Attente(question), faits, repond=True).sous_entendu


@pytest.mark.parametrize(
    "texte",
    [
        "600 tonnes par an à 90 € HT la tonne",
        "0,20 € ht la couche et on en prend 200 000 par an",
        "le tarif c'est 450 euros la séance et dix séances par an",
        "Conception 150 000 HT, puis hébergement 20 000 HT par an",
    ],
)
def test_a_yearly_count_makes_no_amount_before_its_duration(texte: str) -> None:
    lus = dire(texte, "montant_ht")
    assert lus.doute == "annuel"
    assert "montant_ht" not in lus


@pytest.mark.parametrize(
    ("redit", "connu", "texte", "euros"),
    [
        ("600 tonnes par an à 90 € HT la tonne", 216_000, "et finalement c'est 500 tonnes par an pas 600", 180_000),
        ("40 vélos, 1 900 € HT l'unité", 76_000, "ah en fait c'est 30 vélos. Même prix", 57_000),
        ("165 000 HT", 165_000, "165 000 HT c'était sans les options, avec les options c'est 172 000 HT", 172_000),
    ],
)
def test_the_terms_of_an_amount_are_put_right(redit: str, connu: int, texte: str, euros: int) -> None:
    faits = LECTEUR.vocabulaire.aucun_fait().corriger("montant_ht", entre(connu, connu))
    faits = faits.corriger("duree_mois", entre(48, 48))
    lus = lire_faits(LECTEUR, texte, JOUR, None, faits, redit=redit)
    assert (lus["montant_ht"].possible, lus["montant_ht"].origine) == (entre(euros, euros), Origine.DIT)


def test_an_envelope_around_a_price_is_not_added() -> None:
    dit = dire("services, 25 000 € HT, dans une enveloppe d'exposition de 140 000", "montant_ht")
    assert dit["montant_ht"].possible == entre(25_000, 25_000)


def test_one_lot_for_each_kind_is_no_amount() -> None:
    lus = dire("marché de services, 3 lots un par type de déchet", "montant_ht")
    assert "montant_ht" not in lus
    assert lus.lots == 3


@pytest.mark.parametrize(
    ("texte", "nom", "valeurs"),
    [
        ("c'est une psychologue toute seule, elle a pas de salariés", "titulaire_moins_50_salaries", {OUI}),
        ("un petit atelier de trois personnes que nous avons retenu", "titulaire_moins_50_salaries", {OUI}),
        ("le fournisseur sera une grosse boîte, genre 2000", "titulaire_moins_50_salaries", {NON}),
        ("pr les données perso rien, ils ont aucun nom", "donnees_personnelles", {NON}),
        ("jsais pas si c'est une concession ou un marché de service", "nature", {"concession", "services"}),
    ],
)
def test_a_fact_is_told_in_everyday_words(texte: str, nom: str, valeurs: set[str]) -> None:
    lus = dire(texte, "recurrent")
    assert lus[nom].possible == choix(*valeurs)
    assert "recurrent" not in lus


@pytest.mark.parametrize(
    "texte",
    [
        "c'est une grosse boîte de vis",
        "un atelier de trois personnes",
        "un petit groupe de trois personnes",
        "le sortant est une grosse boîte",
    ],
)
def test_what_is_no_holder_has_no_staff(texte: str) -> None:
    assert "titulaire_moins_50_salaries" not in dire(texte)
