"""Who may read a purchase, and who may change it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from handlers.conversation.vocabulary import Address
from handlers.diagnostic.partage import (
    DERNIERS_JOURS,
    LIEN_VALABLE,
    Droit,
    droit_sur,
    genre_du_lien,
    lien_de_partage,
    lien_montre,
    lien_ouvre,
    services_de,
)
from storage.comptes.records import CompteRecord, Role
from storage.diagnostic.records import NouveauDiagnostic
from storage.registre.records import NouveauMarche

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
ACHETEUR, EXPERT, EQUIPE, ENTREPRISE = Role.ACHETEUR, Role.EXPERT, Role.EQUIPE, Role.ENTREPRISE
AUTEUR = "auteur"
PERSONNES = {AUTEUR: "DSI", "collegue": "DSI", "autre_service": "Sports", "sans_service": None}


@pytest.fixture
def memoire(database):
    """A purchase of somebody of the DSI, and people of each service."""
    with database.unit_of_work() as uow:
        conversation = uow.conversations.open("web", AUTEUR, AUTEUR, NOW)
        uow.journal.inscrire(
            conversation.id,
            NouveauDiagnostic(date(2026, 11, 28), "clermont", "1", "x", {}, (), "Serveurs", None, (), ()),
            NOW,
        )
        for rang, (nom, service) in enumerate(PERSONNES.items(), start=1):
            referent = uow.referents.nommer(nom, nom, NOW)
            uow.referents.reconnaitre(referent.id, "web", nom)
            if service is not None:
                uow.marches.creer(
                    NouveauMarche(f"2163{rang}", str(rang), direction=service, referent_id=referent.id), "x", NOW
                )
        uow.commit()
    with database.reading() as memory:
        memory.numero = memory.journal.derniers(1)[0].achat_id
        yield memory


def droit(memoire, qui, roles, *, partage=False):
    return droit_sur(
        memoire, memoire.achats.trouver(memoire.numero), frozenset(roles), [CompteRecord("web", qui)], partage=partage
    )


@pytest.mark.parametrize(
    ("qui", "roles", "sans_lien", "avec_lien"),
    [
        (AUTEUR, {ACHETEUR}, Droit.CHANGER, Droit.CHANGER),
        ("collegue", {ACHETEUR}, Droit.CHANGER, Droit.CHANGER),
        ("autre_service", {ACHETEUR}, Droit.AUCUN, Droit.LIRE),
        ("sans_service", {ACHETEUR}, Droit.AUCUN, Droit.LIRE),
        ("inconnu", {ACHETEUR}, Droit.AUCUN, Droit.LIRE),
        ("inconnu", {EXPERT}, Droit.AUCUN, Droit.LIRE),
        ("inconnu", {EQUIPE}, Droit.CHANGER, Droit.CHANGER),
        ("inconnu", {ENTREPRISE}, Droit.AUCUN, Droit.AUCUN),
        ("inconnu", set(), Droit.AUCUN, Droit.AUCUN),
        # Whoever is told to be of a firm has nothing any more, not even what they wrote.
        (AUTEUR, {ENTREPRISE}, Droit.AUCUN, Droit.AUCUN),
        ("collegue", {ENTREPRISE}, Droit.AUCUN, Droit.AUCUN),
    ],
)
def test_the_buyer_their_service_and_the_team_change_others_of_the_house_read_by_a_link(
    memoire, qui, roles, sans_lien, avec_lien
):
    assert droit(memoire, qui, roles) is sans_lien
    assert droit(memoire, qui, roles, partage=True) is avec_lien


def test_what_does_not_exist_opens_to_nobody(memoire):
    assert droit_sur(memoire, None, {EQUIPE}, [], partage=True) is Droit.AUCUN


def test_the_services_of_a_person_are_those_of_the_contracts_they_answer_for(memoire):
    services = {nom: services_de(memoire, [CompteRecord("web", nom)]) for nom in PERSONNES}
    assert services == {AUTEUR: {"DSI"}, "collegue": {"DSI"}, "autre_service": {"Sports"}, "sans_service": set()}


def test_a_result_shown_again_has_the_link_it_had_until_it_is_revoked_or_nearly_over(database):
    alice, bob = (Address("slack", "dm", qui) for qui in ("alice", "bob"))

    def shown(achat=1, address=alice, now=NOW):
        with database.unit_of_work() as uow:
            lien = lien_montre(uow, achat, address, "https://spaser.example", now)
            uow.commit()
        return lien

    first = shown()
    assert first == shown() == shown(now=NOW + LIEN_VALABLE - DERNIERS_JOURS - timedelta(hours=1))
    # Another purchase, and anybody else, have theirs.
    assert len({first, shown(achat=2), shown(address=bob)}) == 3
    # What is nearly over is not given; what was given stays good as long as it was said to be.
    later = NOW + LIEN_VALABLE - DERNIERS_JOURS
    second = shown(now=later)
    assert first != second == shown(now=later)
    with database.unit_of_work() as uow:
        assert lien_ouvre(uow, 1, first.partition("lien=")[2], later)
        uow.liens.fermer(second.partition("lien=")[2])
        uow.commit()
    assert shown(now=later) not in {first, second}


def test_a_link_drawn_by_hand_is_not_shown_by_results(database):
    alice = Address("slack", "dm", "alice")
    with database.unit_of_work() as uow:
        drawn = lien_de_partage(uow, 1, alice, "", NOW)
        assert lien_montre(uow, 1, alice, "", NOW) != drawn


def test_a_link_opens_its_purchase_alone_and_for_a_while(database, memoire):
    with database.unit_of_work() as uow:
        cle = uow.liens.creer(genre_du_lien(1), "web", AUTEUR, NOW, LIEN_VALABLE)
        uow.commit()
    with database.reading() as memory:
        assert lien_ouvre(memory, 1, cle, NOW)
        assert not lien_ouvre(memory, 2, cle, NOW)
        assert not lien_ouvre(memory, 1, "", NOW)
        assert not lien_ouvre(memory, 1, cle[:-1], NOW)
        assert not lien_ouvre(memory, 1, cle, NOW + LIEN_VALABLE + timedelta(days=1))
