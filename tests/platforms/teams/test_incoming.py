"""What each recorded activity of Teams means."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.envois.adapters import WELCOME_CHOICE, WELCOME_ID
from bot.platforms.teams.incoming import Consent, Received, organisation, read
from handlers.conversation.vocabulary import Address, Document

ALICE = "a11ce000-0000-4000-8000-000000000001"
TENANT = "72f9aa10-0000-4000-8000-0000000000aa"
IGNORED = [
    "canal_sans_mention",
    "vide",
    "modifie_canal",
    "restaure",
    "supprime",
    "reaction",
    "frappe",
    "installation_equipe",
    "desinstallation",
    "arrivee_canal",
    "arrivee_robot_canal",
    "canal_renomme",
    "invocation_inconnue",
    "robot",
    "soi_meme",
    "webchat",
]


def test_a_private_message_is_read_whole(payload):
    received = read(payload("message"))
    assert received == Received(received.incoming)
    incoming = received.incoming
    assert incoming.address == Address("teams", "a:1personnelAlice", ALICE)
    assert (incoming.message_id, incoming.text, incoming.choice) == (
        "1764000000100",
        "Marché de nettoyage, 85 k€ HT par an",
        None,
    )
    assert incoming.prive
    assert not incoming.modifie
    assert incoming.organisation == ""


def test_coordinates_are_all_it_takes_to_write_again(payload):
    told = read(payload("canal_mention")).incoming.coordonnees
    assert told == {
        "service_url": f"https://smba.trafficmanager.net/fr/{TENANT}/",
        "conversation_id": "19:canalAchats@thread.tacv2;messageid=1764000000001",
        "conversation_type": "channel",
        "tenant_id": TENANT,
        "bot_id": "28:5f3b1c9e-0000-4000-8000-00000000b07a",
        "user_id": "29:1aliceXw-Yz",
        "team_id": "19:equipe@thread.tacv2",
    }
    json.dumps(told)


@pytest.mark.parametrize("name", IGNORED)
def test_what_is_not_said_to_the_bot_is_ignored(payload, name):
    assert read(payload(name)) is None


@pytest.mark.parametrize(
    ("name", "texte"),
    [
        ("message_html", "gras & 5 < 6 🙂\n- un\n- deux"),
        ("message_entites", "vins & spiritueux : 5 < 6"),
        ("message_cite", "oui, celui-là"),
        ("message_entite_inconnue", "bonjour"),
        ("canal_mention", "C<data> pour Bob Roux"),
        ("canal_mention_seule", ""),
        ("groupe_mention", "marché de Bob Roux"),
    ],
)
def test_words_are_those_that_were_typed(payload, name, texte):
    assert read(payload(name)).incoming.text == texte


@pytest.mark.parametrize("name", ["canal_mention", "groupe_mention"])
def test_a_channel_and_a_group_are_not_private(payload, name):
    activity = payload(name)
    incoming = read(activity).incoming
    assert not incoming.prive
    assert incoming.address.canal == activity["conversation"]["id"]


@pytest.mark.parametrize(
    ("name", "fichiers", "texte"),
    [("fichier", ("CCTP.docx",), "le cahier des charges"), ("image", ("image",), ""), ("gif", ("image",), "")],
)
def test_files_are_named(payload, name, fichiers, texte):
    incoming = read(payload(name)).incoming
    assert (tuple(file.nom for file in incoming.fichiers), incoming.text) == (fichiers, texte)


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("fichier", {"url": "https://ville-my.sharepoint.com/_layouts/15/download.aspx?UniqueId=1150&tempauth=jeton"}),
        ("image", {"url": "https://smba.trafficmanager.net/fr/v3/attachments/0-weu/views/original"}),
        ("gif", {}),
    ],
)
def test_a_file_is_found_again_by_its_address(payload, name, reference):
    (fichier,) = read(payload(name)).incoming.fichiers
    assert (fichier.octets, fichier.reference) == (None, reference)


def test_a_person_without_directory_entry_goes_by_their_teams_id(payload):
    assert read(payload("sans_annuaire")).incoming.address.personne == "29:1anonyme"


def test_an_edit_is_a_message_of_its_own_stable_when_delivered_again(payload):
    first, again = read(payload("modifie")), read(payload("modifie"))
    later = read(payload("modifie", timestamp="2026-11-24T09:13:00.000Z"))
    assert first.incoming.modifie
    assert first.edited == "1764000000100"
    assert first.incoming.message_id == again.incoming.message_id
    assert len({first.incoming.message_id, later.incoming.message_id, "1764000000100"}) == 3


@pytest.mark.parametrize("name", ["installation", "ouverture"])
def test_opening_the_bot_in_private_greets(payload, name):
    incoming = read(payload(name)).incoming
    assert (incoming.message_id, incoming.choice) == (WELCOME_ID, WELCOME_CHOICE)


def test_a_press_tells_its_choice_its_card_and_its_owner(payload):
    received = read(payload("appui"))
    assert (received.incoming.choice, received.incoming.text) == ("q:nature:services", "")
    assert (received.reference, received.owner) == ("1764000000200", ALICE)
    assert received.incoming.message_id == "f:appui-1"


def test_ticked_choices_come_together(payload):
    assert read(payload("appui_coches")).incoming.choice == "q:segments:nettoyage, q:segments:textile"
    assert read(payload("appui_rien_coche")).incoming.choice == ""


def test_a_press_in_a_channel_needs_no_mention_and_tells_who_pressed(payload):
    received = read(payload("appui_autre"))
    assert received.owner == ALICE
    assert received.incoming.address.personne == "b0b00000-0000-4000-8000-000000000002"


def test_accepting_a_file_tells_where_to_put_it(payload):
    consent = read(payload("accord"))
    assert isinstance(consent, Consent)
    assert consent.document == Document("diagnostic", "12", "diagnostic-spaser-12.docx")
    assert consent.address == Address("teams", "a:1personnelAlice", ALICE)
    assert consent.upload["uploadUrl"].startswith("https://ville-my.sharepoint.com/")
    assert consent.reference == "1764000000300"


def test_refusing_a_file_tells_no_place(payload):
    assert read(payload("refus")).upload is None


def test_a_file_s_card_answered_by_somebody_else_is_theirs(payload):
    other = payload("accord", **{"from": {"id": "29:1bob", "aadObjectId": "bob"}})
    assert read(other).address.personne == "bob"


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        ({"userRole": "user", "tenantId": TENANT, "userPrincipalName": "alice@ville.example"}, TENANT),
        ({"userRole": "user", "tenantId": "autre", "userPrincipalName": "x@autre.example"}, "autre"),
        ({"userRole": "guest", "tenantId": TENANT}, ""),
        ({"userRole": "anonymous"}, ""),
        ({"userRole": "user", "tenantId": TENANT, "userPrincipalName": "x_autre#EXT#@ville.example"}, ""),
        ({"tenantId": TENANT}, ""),
        ({}, ""),
    ],
)
def test_a_guest_has_not_the_trust_of_their_host(member, expected):
    assert organisation(member) == expected


LEAVES = st.none() | st.booleans() | st.integers() | st.text()
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)
NAMES = ["from", "recipient", "conversation", "channelData", "entities", "attachments", "value", "text", "membersAdded"]


@given(
    changes=st.dictionaries(st.sampled_from(NAMES), JSON),
    kind=st.sampled_from(["message", "messageUpdate", "conversationUpdate", "installationUpdate", "invoke"]),
)
def test_no_shape_of_an_activity_is_a_fault(payload, changes, kind):
    read({**payload("canal_mention", type=kind, name="fileConsent/invoke"), **changes})


@given(texte=st.text(), rich=st.text())
def test_no_text_is_a_fault(payload, texte, rich):
    read(payload("message", text=texte, attachments=[{"contentType": "text/html", "content": rich}]))


@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1))
def test_what_is_typed_is_what_is_read_through_html(payload, texte):
    import html

    rich = f"<p>{html.escape(texte)}</p>"
    assert (
        read(payload("message", text="", attachments=[{"contentType": "text/html", "content": rich}])).incoming.text
        == texte
    )
