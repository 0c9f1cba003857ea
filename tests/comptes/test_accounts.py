"""One person on several platforms: joining accounts, whose code it is, and a purchase that goes on elsewhere."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.documents import Documents
from handlers.conversation.vocabulary import Address, Document
from storage.comptes.records import Role

DESCRIPTION = "gardiennage, services, 120 k€ HT, 24 mois, MAPA"


def code_of(answer):
    return re.search(r"code ([A-Z0-9]{4}-[A-Z0-9]{4})", answer)[1]


@pytest.fixture
def alice(person):
    return person("slack", organisation="T1")


@pytest.fixture
def phone(person):
    return person("telegram", "4242")


@pytest.fixture
def join(alice, phone):
    def join():
        phone(f"code {code_of(alice('relier mes comptes'))}")
        return phone("oui")

    return join


def test_the_role_follows_and_the_purchase_goes_on_there(alice, phone, join):
    alice(DESCRIPTION)
    assert "réservé aux acheteurs" in phone("récapitule")
    assert "gardiennage" in join()
    assert "Acheteur" in phone("mes droits")
    assert "« gardiennage »" in phone("reprendre ici")
    assert alice.state() == {}
    assert "120\u202f000" in phone("récapitule")
    assert "120\u202f000" not in alice("récapitule")


def test_accounts_are_never_joined_where_others_read(person, alice):
    public = person("slack", canal="general", organisation="T1", prive=False)
    assert "en tête à tête" in public("relier mes comptes")
    made = code_of(alice("relier mes comptes"))
    group = person("telegram", "4242", canal="groupe", prive=False)
    assert "ne vaut plus rien" in group(f"code {made}")
    assert group.state()["choix_offerts"] == []
    assert "sont les vôtres" not in group("oui")
    # Whoever read it there can do nothing with it.
    assert "pas valable" in person("telegram", "666")(f"code {made}")


def test_whoever_is_sent_a_code_sees_whose_it_is_and_a_no_joins_nothing(person, phone):
    stranger = person("web", "mallory")
    shown = phone(f"code {code_of(stranger('relier mes comptes'))}")
    assert "mallory" in shown
    assert "répondez *non*" in shown
    assert "rien relié" in phone("non")
    assert "mallory" not in phone("mes droits")


@pytest.mark.parametrize("answer", ["Oui, relier", "oui", "1"])
def test_a_yes_is_read_in_any_spelling(alice, phone, answer):
    phone(f"code {code_of(alice('relier mes comptes'))}")
    assert "sont les vôtres" in phone(answer)


@pytest.mark.parametrize("answer", ["Non, ne rien relier", "non", "2"])
def test_a_no_is_read_in_any_spelling(alice, phone, answer):
    phone(f"code {code_of(alice('relier mes comptes'))}")
    assert "rien relié" in phone(answer)


def test_a_yes_to_something_else_later_joins_nothing(alice, phone):
    phone(f"code {code_of(alice('relier mes comptes'))}")
    phone("fiche 8")
    assert "sont les vôtres" not in phone("oui")
    assert "ne vaut plus rien" in phone(choice="lier:oui:1")


def test_a_code_expires_and_serves_once(alice, phone, person, clock):
    made = code_of(alice("relier mes comptes"))
    clock.now += timedelta(minutes=16)
    assert "n'est pas valable" in phone(f"code {made}")
    made = code_of(alice("relier mes comptes"))
    phone(f"code {made}")
    clock.now += timedelta(minutes=16)
    assert "ne vaut plus rien" in phone("oui")
    made = code_of(alice("relier mes comptes"))
    phone(f"code {made}")
    assert "sont les vôtres" in phone("oui")
    assert "n'est pas valable" in person("web", "mallory")(f"code {made}")


def test_a_code_typed_on_its_own_account_or_by_a_joined_one_joins_nothing_anew(alice, phone, join):
    made = code_of(alice("relier mes comptes"))
    assert "vient de ce compte-ci" in alice(f"code {made}")
    join()
    assert "déjà reliés" in phone(f"code {code_of(alice('relier mes comptes'))}")


def test_five_wrong_codes_are_enough_for_codes_that_join_too(alice, phone):
    made = code_of(alice("relier mes comptes"))
    for _ in range(5):
        phone("code BCDF-2346")
    assert "Trop de codes faux" in phone(f"code {made}")


def test_a_purchase_here_is_replaced_only_when_that_is_wanted(alice, phone, join):
    alice(DESCRIPTION)
    join()
    phone("nettoyage, 40 000 € HT")
    assert "Le remplacer" in phone("reprendre ici")
    assert "40\u202f000" in phone("Garder celui d'ici")
    assert alice.state()["faits"]
    assert "Le remplacer" in phone("reprendre ici")
    assert "« gardiennage »" in phone("oui")
    assert alice.state() == {}


def test_a_result_is_given_again_where_the_talk_goes_on(alice, phone, join, database):
    alice(DESCRIPTION)
    alice("résultat")
    join()
    assert "**Diagnostic n°" in phone("reprendre ici")
    with database.reading() as memory:
        assert len(memory.journal.derniers(5)) == 1


def test_old_buttons_of_a_conversation_that_went_elsewhere_do_no_harm(alice, phone, join):
    alice(DESCRIPTION)
    join()
    phone("reprendre ici")
    assert alice(choice="q:alloti:non")
    assert alice("2")
    assert "120\u202f000" not in alice("récapitule")


def test_what_waited_for_a_yes_elsewhere_does_not_wait_here(alice, phone, join, person):
    alice(DESCRIPTION)
    join()
    alice(f"code {code_of(person('web', 'mallory')('relier mes comptes'))}")
    phone("reprendre ici")
    phone("oui")
    assert "mallory" not in phone("mes droits")


def test_nothing_is_resumed_from_somebody_else(alice, person):
    alice(DESCRIPTION)
    bob = person("slack", "bob", organisation="T1")
    answer = bob("reprendre ici")
    assert "relié à aucun autre" in answer
    assert "120" not in answer


def test_separated_accounts_share_nothing_any_more(alice, phone, join):
    alice(DESCRIPTION)
    join()
    assert "n'est plus relié" in phone("délier mes comptes")
    assert "Entreprise" in phone("mes droits")
    assert "réservé" in phone("reprendre ici")
    assert "relié à aucun" in alice("délier mes comptes")


def test_the_names_of_other_accounts_are_not_said_where_others_read(alice, join, person):
    join()
    assert "4242" in alice("mes droits")
    assert "4242" not in person("slack", canal="general", organisation="T1", prive=False)("mes droits")


def test_a_firm_that_joins_two_accounts_stays_a_firm(person):
    here, there = person("telegram", "1"), person("web", "2")
    there(f"code {code_of(here('relier mes comptes'))}")
    there("oui")
    assert "réservé aux acheteurs" in there("nettoyage, 40 000 € HT")
    assert "réservé aux acheteurs" in here("reprendre ici")


def test_the_word_file_is_for_every_account_of_the_person_and_nobody_else(
    alice, phone, join, knowledge, database, clock
):
    alice(DESCRIPTION)
    alice("résultat")
    [*_, message] = alice.hears("exporter")
    document = message.document
    documents = Documents(knowledge, database, clock)
    assert documents.fetch(document, phone.address) is None
    join()
    assert documents.fetch(document, phone.address).startswith(b"PK")
    assert documents.fetch(document, Address("slack", "x", "bob")) is None
    assert documents.fetch(Document("diagnostic", "99", "x"), alice.address) is None
    phone("délier mes comptes")
    assert documents.fetch(document, phone.address) is None


def test_an_explicit_role_of_one_account_holds_in_the_others(alice, phone, join, give):
    give(Role.EQUIPE, "slack")
    join()
    assert "La file est vide" in phone("file")
