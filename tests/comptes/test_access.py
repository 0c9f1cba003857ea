"""Whoever is of no house is a firm: the plan is open to them, and nothing of a purchase."""

from __future__ import annotations

import pytest

from handlers.conversation.vocabulary import Fichier
from storage.comptes.records import Role

DESCRIPTION = "gardiennage, services, 120 k€ HT, 24 mois, MAPA"
INSIDE = ("120\u202f000", "gardiennage", "diagnostic-spaser", "Revenons à votre achat", "Diagnostic n°")

SAID = [
    DESCRIPTION,
    "nettoyage, 40 000 € HT",
    "résultat",
    "récapitule",
    "exporter",
    "loi",
    "conseils",
    "calendrier",
    "retenir 8",
    "détail 8",
    "écarter 8 : non",
    "file",
    "traité 1",
    "pourquoi ?",
    "passer",
    "retour",
    "je ne sais pas",
    "reprendre ici",
    "relier mes comptes",
    "délier mes comptes",
    "mes droits",
    "code BCDF-2346",
    "oui",
    "2",
    "annuler",
    "recommencer",
    "x" * 5000,
    "",
]
PRESSED = [
    "c:resultat",
    "c:recapituler",
    "c:exporter",
    "c:rappels",
    "c:loi",
    "c:ici",
    "c:ici_remplacer",
    "c:decrire",
    "a:detail:8",
    "a:retenir:8",
    "q:nature:services",
    "q:alloti:non",
    "n:nouveau",
    "n:corriger",
    "file:liste",
    "lier:oui",
    "lier:non",
    "zzz",
    "?",
]


@pytest.fixture(params=["a question", "a result"])
def former(request, person, give):
    """A former buyer, who had a purchase under way."""
    give(Role.ACHETEUR, "telegram", "former")
    former = person("telegram", "former")
    former(DESCRIPTION)
    if request.param == "a result":
        former("résultat")
    give(Role.ACHETEUR, "telegram", "former", back=True)
    return former


def count(database):
    with database.reading() as memory:
        return len(memory.journal.derniers(50))


@pytest.mark.parametrize("said", [*((said, None) for said in SAID), *(("", choice) for choice in PRESSED)])
def test_nothing_of_a_purchase_is_shown_to_a_firm_changed_or_logged(said, former, database):
    before, logged = former.state(), count(database)
    answer = former(*said)
    assert answer
    assert not [word for word in INSIDE if word in answer]
    aside = dict.fromkeys(("choix_offerts", "recherche", "ligne", "montre", "aparte", "actes"))
    assert {**former.state(), **aside} == {**before, **aside}
    assert count(database) == logged


def test_a_file_sent_with_words_is_said_not_to_be_read_and_the_words_are_answered(person):
    house = person("slack", organisation="T1")
    answer = house("nettoyage, 85 k€ HT, 3 ans", fichiers=(Fichier("cahier.docx"),))
    assert "cahier.docx" in answer
    assert "85\u202f000" in answer


@pytest.mark.parametrize("more", [{"modifie": True}, {"fichiers": (Fichier("plan.pdf"),)}])
def test_an_edited_message_and_a_file_are_answered_and_show_nothing(former, more):
    answer = former("" if "fichiers" in more else "en fait 3 €", **more)
    assert ("plan.pdf" in answer) or ("modifié" in answer)
    assert not [word for word in INSIDE if word in answer]


@pytest.mark.parametrize("plateforme", ["slack", "teams", "telegram", "matrix", "web"])
def test_an_unknown_person_is_a_firm_on_every_platform(person, plateforme):
    stranger = person(plateforme, "inconnu", organisation="ailleurs")
    assert "réservé aux acheteurs" in stranger(DESCRIPTION)
    assert "Entreprise" in stranger("mes droits")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("bonjour", "ligne directe"),
        ("fiche 17", "17"),
        ("objectif 4", "bjectif 4"),
        ("c'est quoi un MAPA ?", "procédure adaptée"),
        ("aide", "Ce que vous pouvez écrire"),
        ("chercher", "bjectif 1"),
        ("qu'est-ce qu'un marché réservé ?", "éserv"),
        ("raconte-moi une blague", ""),
    ],
)
def test_the_plan_is_open_to_a_firm(person, said, answer):
    stranger = person("telegram", "inconnu")
    told = stranger(said)
    assert answer in told
    assert "réservé aux acheteurs" not in told


def test_the_number_of_an_offered_choice_answers_and_a_no_refuses(person):
    stranger = person("telegram", "inconnu")
    stranger("chercher")
    assert "bjectif 2" in stranger("2")
    stranger("comment acheter à une association d'insertion ?")
    assert "réservé aux acheteurs" not in stranger("ce n'est pas ma question")


@pytest.mark.parametrize(
    ("plateforme", "organisation", "inside"),
    [
        ("slack", "T1", True),
        ("slack", "T2", False),
        ("slack", "", False),
        ("teams", "clermont", True),
        ("teams", "guest", False),
        ("matrix", "clermont.fr", True),
        ("matrix", "matrix.org", False),
        ("terminal", "", True),
        ("web", "", False),
    ],
)
def test_the_house_is_known_by_its_workspace_tenant_or_server(person, plateforme, organisation, inside):
    someone = person(plateforme, organisation=organisation)
    assert ("réservé aux acheteurs" not in someone(DESCRIPTION)) is inside


def test_the_role_of_a_firm_beats_the_workspace(person, give):
    give(Role.ENTREPRISE, "slack")
    assert "réservé aux acheteurs" in person("slack", organisation="T1")(DESCRIPTION)


def test_a_code_makes_a_buyer_of_them_and_their_old_purchase_is_there_again(former, code):
    answer = former(f"code {code(Role.ACHETEUR)}")
    assert "acheteur" in answer
    assert "120\u202f000" in former("récapitule")
