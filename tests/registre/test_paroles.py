"""What is read in the words that people type about contracts."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.registre.paroles import (
    jour_de,
    lire_des_numeros,
    lire_des_verdicts,
    lire_l_accord_d_importer,
    lire_lequel,
    lire_un_jour_dit,
    lire_un_marche,
    lire_un_objet,
    lire_une_colonne,
    lire_une_demande,
    lire_une_direction,
    lire_une_fin,
    lire_une_fin_entendue,
    lire_une_repartition,
    ne_dit_pas_lesquels,
    racines,
)

JOUR = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("dit", "fin", "lu"),
    [
        ("juin 2028", True, {"jour": "2028-06-30"}),
        ("juin 2028", False, {"jour": "2028-06-01"}),
        ("c'est le 15/06/2028 svp", True, {"jour": "2028-06-15"}),
        ("fin 2027", True, {"jour": "2027-12-31"}),
        ("au 31/12", True, {"jour": "2026-12-31"}),
        ("juin 2020", True, {"jour": "2020-06-30", "cause": "passe"}),
        ("en 2029", True, {"cause": "vague"}),
        ("juin 2028, 85 k€", True, {"cause": "illisible"}),
        ("", True, {}),
    ],
)
def test_a_day_is_said_alone_or_why_none_is_taken(dit, fin, lu):
    assert lire_un_jour_dit(dit, JOUR, fin=fin) == lu


def test_what_a_button_holds_for_a_day_may_be_any_word():
    assert jour_de({"jour": "2028-06-30"}) == date(2028, 6, 30)
    assert [jour_de(slots) for slots in ({"jour": "hier"}, {"jour": 12}, {})] == [None, None, None]


@pytest.mark.parametrize(
    ("dit", "nature", "slots"),
    [
        ("marché 12", "voir", {}),
        ("bonjour, le marché 12 finit en juin 2028", "finir", {"jour": "2028-06-30"}),
        ("marché 12 finit", "finir", {}),
        ("marché n° 12 : attribution juin 2028", "dater", {"jour": "2028-06-01"}),
        ("marché 12 référent Alice Martin svp", "confier", {"a": "referent", "nom": "Alice Martin"}),
        ("marché 12 n'est plus récurrent", "ponctuel", {}),
        ("le marché 12 est recurent", "recurrent", {}),
        ("marché 12 : oublier la date d'attribution", "oublier_l_attribution", {}),
        ("je suis référente du marché 12", "prendre", {}),
        ("supprime le marché 12", "retirer", {"numero": 12}),
        ("le marché 12 est attribué à Onet, 4 offres", "voir", {"note": "incompris"}),
        ("marché 12 est-il récurrent ?", "voir", {"note": None}),
    ],
)
def test_an_order_names_its_contract_and_what_is_said_of_it(dit, nature, slots):
    acte = lire_un_marche(dit, JOUR)
    assert acte is not None
    assert (acte.nature, acte.slots) == (f"registre.{nature}", {"numero": 12, **slots})


@pytest.mark.parametrize(
    "dit",
    ["marché 12 mois", "marché 90 000 euros", "marché 3 titulaires", "un marché de 12 lots", "marchés de gardiennage"],
)
def test_what_counts_names_no_contract(dit):
    assert lire_un_marche(dit, JOUR) is None


@pytest.mark.parametrize(
    ("dit", "parmi", "lu"),
    [
        ("le 7", [7, 8], 7),
        ("oui, n° 8", [7, 8], 8),
        ("9", [7, 8], None),
        ("oui", [7], 7),
        ("oui", [7, 8], None),
        ("non", [7], "registre.nouveau"),
        ("c'est un nouveau marché", [7], "registre.nouveau"),
        ("oui", [], "registre.nouveau"),
        ("non", [], "registre.ne_rien_noter"),
        ("nettoyage des vitres", [7], None),
    ],
)
def test_which_contract_is_meant(dit, parmi, lu):
    acte = lire_lequel(dit, parmi)
    assert (acte and acte.slots.get("numero", acte.nature)) == lu


@pytest.mark.parametrize(
    ("dit", "objet", "jour"),
    [
        ("Mon marché de nettoyage des Écoles finit en juin 2028", "nettoyage des Écoles", "2028-06-30"),
        ("bonjour, notre contrat d'ascenseurs s'arrête le 3 avril 2027 merci", "ascenseurs", "2027-04-03"),
    ],
)
def test_an_end_that_is_said_and_nothing_else(dit, objet, jour):
    acte = lire_une_fin(dit, JOUR)
    assert acte is not None
    assert acte.slots == {"objet": objet, "jour": jour}


@pytest.mark.parametrize(
    ("dit", "objet", "jour"),
    [
        ("Affranchissement : terme 30/11/2027.", "Affranchissement", "2027-11-30"),
        ("je note ici que notre abonnement photothèque s'arrête le 3 avril 2027", "photothèque", "2027-04-03"),
        ("ajoute le marché de peinture routière il finit en juin 2027", "peinture routière", "2027-06-30"),
        ("fin de CTA maintenance : 31/12", "CTA maintenance", "2026-12-31"),
        ("l'outillage il a été prolongé, décembre 2027 maintenant", "outillage", "2027-12-31"),
        ("notre marché de gaz est reconduit", "gaz", None),
    ],
)
def test_an_end_that_is_heard_tells_its_object_and_its_day(dit, objet, jour):
    acte = lire_une_fin_entendue(dit, JOUR)
    assert acte is not None
    assert (acte.slots["objet"], acte.slots.get("jour")) == (objet, jour)


def test_the_day_of_something_else_ends_no_contract():
    assert lire_une_fin_entendue("marché récurrent, attribution en mars 2029", JOUR) is None


@pytest.mark.parametrize(
    ("dit", "objet"),
    [
        ("quand finit mon marché de nettoyage des Écoles ?", "nettoyage des Écoles"),
        ("le marché des photocopieurs y fini kan ?", "photocopieurs"),
        ("mes marchés en cours", ""),
        ("les douze prochains mois", ""),
        ("mon marché finit le 3 avril 2027", ""),
    ],
)
def test_an_object_is_what_only_that_contract_is_said_to_be(dit, objet):
    assert lire_un_objet(dit, JOUR) == objet


def test_a_contract_is_found_by_the_roots_of_its_words():
    assert racines("marché de nettoyage des écoles maternelles") == "nettoyag ecole maternelle"


def test_numbers_are_listed_alone():
    dits = ("1-3, 7 et 9", "marchés 9 à 2", "2 fiches", "n°", "12345678901")
    assert [lire_des_numeros(dit) for dit in dits] == [(1, 2, 3, 7, 9), (), None, None, None]


@pytest.mark.parametrize(
    ("dit", "lu"),
    [
        ("récurrents 1 à 3", ([("recurrents", (1, 2, 3))], True)),
        ("récurrents 1, ponctuels 2 3", ([("recurrents", (1,)), ("ponctuels", (2, 3))], True)),
        ("n° 1 : oui, 2 et 4 non", ([("oui", (1,)), ("non", (2, 4))], False)),
        ("oui merci", None),
        ("1 oui 2", None),
        ("1 récurrent ?", None),
    ],
)
def test_a_verdict_goes_with_its_numbers(dit, lu):
    assert lire_des_verdicts(dit) == lu


def test_many_contracts_are_given_at_once():
    lue = lire_une_repartition("Direction de l'Éducation : 12 à 14")
    assert lue is not None
    assert lue.slots == {"a": "direction", "nom": "de l'Éducation", "numeros": [12, 13, 14]}
    thibault = lire_une_repartition("référent Thibault Durand pour 12")
    assert thibault is not None
    assert thibault.slots["nom"] == "Thibault Durand"
    assert lire_une_repartition("direction des sports") is None
    assert [lire_une_direction(dit) for dit in ("de l'Éducation", "pas encore connue")] == ["Éducation", None]
    assert [ne_dit_pas_lesquels(dit) for dit in ("oui sauf 2", "oui 2")] == [True, False]


@pytest.mark.parametrize(
    ("dit", "nom"),
    [
        ("Alice Martin", "Alice Martin"),
        ("alice martin", "Alice Martin"),
        ("jean-paul de la tour", "Jean-Paul de la Tour"),
        ("Zoé Zed", "Zoé Zed"),
        ("Très Pressé", None),
        ("tout perdu", None),
        ("Alice Martin, de la DSI", None),
        ("Alice", None),
    ],
)
def test_who_one_is(dit, nom):
    acte = lire_une_demande(f"je suis {dit}")
    assert (acte and acte.slots["nom"]) == nom


def test_what_is_said_of_a_file():
    dits = ("oui", "ok vas-y", "importe-les", "non merci", "importe le second")
    assert [lire_l_accord_d_importer(dit) for dit in dits] == [True, True, True, False, None]
    assert lire_une_colonne("montant c'est « Prix total »") == ("montant", "Prix total")
    assert lire_une_colonne("oui") is None
