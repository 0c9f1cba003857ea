"""Deadlines in an agenda: what it shows, that a moved date moves its event, and that any client can read it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from bot.rappels.agenda import choisis, fichier
from handlers.suivi.dates import dates_de
from storage.comptes.records import CompteRecord, Role
from storage.registre.records import NouveauMarche

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
JOUR = NOW.date()
ALICE = CompteRecord("slack", "U1")


def marche(numero, objet="Nettoyage des écoles", notifie=date(2024, 7, 1), duree=48, **valeurs):
    defauts = {"acheteur": "ville", "recurrent": True, "fin": date(2028, 7, 1), "attribution_prevue": date(2028, 7, 1)}
    return NouveauMarche(
        acheteur_id="21630113500010",
        numero=str(numero),
        objet=objet,
        notifie_le=notifie,
        duree_mois=duree,
        **{**defauts, **valeurs},
    )


@pytest.fixture
def fill(database):
    def fill(*nouveaux, referent=None):
        with database.unit_of_work() as uow:
            qui = None if referent is None else uow.referents.nommer(referent, referent.lower(), NOW).id
            numeros = [uow.marches.creer(un, "web:x", NOW) for un in nouveaux]
            for numero in numeros if qui else ():
                uow.marches.changer(numero, {"referent_id": qui}, "web:x", NOW)
            uow.commit()
        return numeros

    return fill


@pytest.fixture
def team(database):
    with database.unit_of_work() as uow:
        uow.roles.donner("slack", "U1", Role.EQUIPE, "x", NOW)
        uow.commit()


@pytest.fixture
def events(database, pack):
    """What somebody's agenda holds, by the name of the event."""

    def read(comptes=(ALICE,), aujourdhui=JOUR, **options):
        with database.reading() as memory:
            return by_uid(fichier(memory, pack, comptes, aujourdhui, **options))

    return read


def by_uid(content):
    return {str(event["uid"]): event for event in Calendar.from_ical(content).walk("VEVENT")}


def test_each_milestone_and_the_award_is_a_whole_day(events, fill, team):
    (numero,) = fill(marche(1))
    found = events(aujourdhui=None)
    assert {uid.split("@")[0]: event["dtstart"].dt for uid, event in found.items()} == {
        f"marche-{numero}-j24": date(2026, 7, 1),
        f"marche-{numero}-j14": date(2027, 5, 1),
        f"marche-{numero}-j12": date(2027, 7, 1),
        f"marche-{numero}-attribution": date(2028, 7, 1),
    }
    for event in found.values():
        assert type(event["dtstart"].dt) is date
        assert event["dtend"].dt - event["dtstart"].dt == timedelta(days=1)
    j24 = found[f"marche-{numero}-j24@clermont.spaser"]
    assert str(j24["summary"]) == "J-24 : Nettoyage des écoles"
    assert "1er juillet 2028 (notifié le 1er juillet 2024 + 48 mois, reconductions comprises)" in str(
        j24["description"]
    )
    assert "Ville de Clermont-Ferrand, marché 1. Référent : personne." in str(j24["description"])


def test_the_team_sees_a_year_ahead_and_a_person_all_that_is_theirs(database, events, fill, team):
    (numero,) = fill(marche(1), referent="Bob")
    with database.unit_of_work() as uow:
        assert uow.referents.reconnaitre(uow.referents.nommer("Bob", "bob", NOW).id, "teams", "B")
        uow.commit()
    assert [uid.split("@")[0] for uid in events()] == [f"marche-{numero}-j24"]
    assert len(events((CompteRecord("teams", "B"),))) == 4


def test_a_date_that_moves_moves_the_event_and_says_so(database, events, fill, team):
    (numero,) = fill(marche(1))
    before = events()[f"marche-{numero}-j24@clermont.spaser"]
    with database.unit_of_work() as uow:
        dates = dates_de(uow.marches.trouver(numero), attribution_dite=date(2028, 9, 1))
        changes = {"attribution_dite": date(2028, 9, 1), "attribution_prevue": dates.attribution}
        uow.marches.changer(numero, changes, "slack:U1", NOW + timedelta(hours=1))
        uow.commit()
    after = events()[f"marche-{numero}-j24@clermont.spaser"]
    assert (before["dtstart"].dt, after["dtstart"].dt) == (date(2026, 7, 1), date(2026, 9, 1))
    assert after["sequence"] > before["sequence"]
    assert after["last-modified"].dt == NOW + timedelta(hours=1)


def test_what_the_committee_must_see_is_due_at_its_session(database, events, fill, team):
    (numero,) = fill(marche(1))
    with database.unit_of_work() as uow:
        uow.seances.convoquer("ville", date(2027, 3, 18))
        uow.seances.convoquer("metropole", date(2027, 6, 1))
        uow.commit()
    found = events(aujourdhui=date(2026, 9, 1))
    assert found[f"marche-{numero}-j12@clermont.spaser"]["dtstart"].dt == date(2027, 3, 18)
    assert found["comite-metropole-2027-06-01@clermont.spaser"]["dtstart"].dt == date(2027, 6, 1)
    assert "Clermont Auvergne Métropole" in str(found["comite-metropole-2027-06-01@clermont.spaser"]["summary"])


def test_lots_that_are_awarded_together_are_one_event(events, fill, team):
    fill(
        marche(1, groupe="g"),
        marche(2, groupe="g"),
        marche(3, groupe="g", attribution_prevue=date(2028, 7, 2), fin_dite=date(2028, 7, 2)),
    )
    summaries = sorted(str(event["summary"]) for event in events().values() if "j24" in str(event["uid"]))
    assert summaries == ["J-24 : Nettoyage des écoles", "J-24 : Nettoyage des écoles (2 lots)"]


def test_a_buyer_has_their_own_contracts_whatever_account_they_are_known_by_and_nobody_else_has(database, events, fill):
    (mine,) = fill(marche(1), referent="Alice")
    fill(marche(2), referent="Bob")
    fill(marche(3))
    assert events() == {}
    with database.unit_of_work() as uow:
        alice = uow.referents.nommer("Alice", "alice", NOW)
        assert uow.referents.reconnaitre(alice.id, "teams", "A")
        uow.commit()
    found = events((ALICE, CompteRecord("teams", "A")))
    assert {uid.split("-")[1] for uid in found} == {str(mine)}


def test_what_does_not_recur_has_no_date_or_is_far_away_is_left_out(events, fill, team):
    fill(
        marche(1, recurrent=False),
        marche(2, recurrent=None),
        marche(3, notifie=None, fin=None, attribution_prevue=None),
        marche(4, attribution_prevue=date(2035, 1, 1)),
        marche(5, attribution_prevue=date(2025, 1, 1)),
    )
    assert events() == {}


def test_any_client_can_read_what_people_wrote(database, pack, fill, team):
    objet = "Denrées ; lot 1, « pain » \\ viennoiseries\nBEGIN:VEVENT\r\nX-INJECTE:1 é" + "œ" * 200
    (numero,) = fill(marche("=1,2;3", objet), referent="Ève, O'Neil; fils")
    with database.reading() as memory:
        content = choisis(memory, pack, [numero], JOUR, "https://spaser.example")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert b"\nX-INJECTE" not in content
    found = by_uid(content)
    assert len(found) == 4
    j24 = found[f"marche-{numero}-j24@clermont.spaser"]
    assert str(j24["summary"]).startswith(
        "J-24 : Denrées ; lot 1, « pain » \\ viennoiseries BEGIN:VEVENT X-INJECTE:1 éœ"
    )
    assert "marché =1,2;3. Référent : Ève, O'Neil; fils." in str(j24["description"])
    assert f"https://spaser.example/registre/marches/{numero}" in str(j24["description"])


def test_the_same_deadlines_give_the_same_bytes(database, pack, fill, team):
    fill(marche(1), marche(2, groupe="g"))
    with database.reading() as memory:
        assert fichier(memory, pack, [ALICE], JOUR) == fichier(memory, pack, [ALICE], JOUR)
