"""The dates of a contract and of its renewal, and which warning holds when: by examples, and against brute force."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.rappels.echeances import (
    LE_DERNIER_JOUR,
    Avertissement,
    a_dire,
    avertissements,
    dates_du_marche,
    derniere_attribution,
    echeance,
    echeances,
    mois_apres,
)
from knowledge.rappels.jalons import mois_avant

JOUR = timedelta(days=1)
jours = st.dates(date(2024, 1, 1), date(2034, 12, 31))
seances_ = st.lists(st.dates(date(2024, 1, 1), date(2034, 12, 31)), max_size=12)
# Days around the ends of months, where clamping shows.
delicats = st.one_of(
    jours,
    st.builds(
        lambda annee, mois, recul: date(annee, mois, calendar.monthrange(annee, mois)[1]) - recul * JOUR,
        st.integers(2024, 2034),
        st.integers(1, 12),
        st.integers(0, 3),
    ),
)


@pytest.fixture(scope="module")
def jalons(pack):
    return {jalon.id: jalon for jalon in pack.jalons}


# --- where the dates come from ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("notifie", "mois", "fin"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2024, 12, 31), 2, date(2025, 2, 28)),
        (date(2024, 5, 15), 0, date(2024, 5, 15)),
    ],
)
def test_a_contract_ends_so_many_calendar_months_after_its_notification(notifie, mois, fin):
    assert mois_apres(notifie, mois) == fin
    assert dates_du_marche(notifie, mois).fin == fin


def test_a_duration_that_no_calendar_holds_gives_no_end():
    assert mois_apres(date(2024, 1, 1), 99_999) is None
    assert dates_du_marche(date(2024, 1, 1), 99_999).attribution is None


def test_what_somebody_entered_wins_and_the_award_follows_the_end():
    dates = dates_du_marche(date(2024, 1, 1), 12, fin_dite=date(2026, 6, 30))
    assert (dates.fin, dates.attribution) == (date(2026, 6, 30), date(2026, 6, 30))
    dates = dates_du_marche(date(2024, 1, 1), 12, fin_dite=date(2026, 6, 30), attribution_dite=date(2026, 3, 1))
    assert (dates.fin, dates.attribution) == (date(2026, 6, 30), date(2026, 3, 1))


def test_the_last_amendment_that_names_a_duration_is_in_force():
    dates = dates_du_marche(date(2024, 1, 1), 12, [24, None, 36, None])
    assert (dates.duree_mois, dates.duree_initiale, dates.fin) == (36, 12, date(2027, 1, 1))
    assert dates_du_marche(date(2024, 1, 1), 12, [None]).duree_initiale is None


def test_without_a_notification_or_a_duration_nothing_is_reckoned():
    assert dates_du_marche(None, 12).fin is None
    assert dates_du_marche(date(2024, 1, 1), None).fin is None


# --- milestones and sessions ------------------------------------------------------------------------------------------


def test_what_the_committee_asks_for_is_ready_for_its_last_session_before(jalons):
    attribution = date(2029, 3, 1)
    connues = [date(2028, 3, 2), date(2027, 12, 10), date(2027, 6, 1), date(2026, 1, 1)]
    assert echeance(jalons["j12"], attribution, connues).jour == date(2027, 12, 10)
    assert echeance(jalons["j12"], attribution, [date(2028, 3, 1)]).jour == date(2028, 3, 1)
    # One of more than a year before was another year's.
    assert echeance(jalons["j12"], attribution, [date(2027, 3, 1)]).jour == date(2028, 3, 1)
    assert echeance(jalons["j12"], attribution, [date(2027, 3, 2)]).jour == date(2027, 3, 2)
    # The other milestones have no committee.
    assert echeance(jalons["j14"], attribution, connues).seance is None


def test_the_milestones_come_in_the_order_of_their_days(pack):
    assert [e.jalon.id for e in echeances(date(2029, 3, 1), pack.jalons)] == ["j24", "j14", "j12"]
    assert [e.jalon.id for e in echeances(date(2029, 3, 1), pack.jalons, [date(2027, 6, 1)])] == ["j24", "j12", "j14"]


@given(attribution=delicats, seances=seances_)
def test_a_session_only_ever_brings_forward_and_by_less_than_a_year(pack, attribution, seances):
    for une in echeances(attribution, pack.jalons, seances):
        assert une.repere == mois_avant(attribution, une.jalon.mois_avant)
        assert mois_avant(une.repere, 12) < une.jour <= une.repere
        assert une.jour == une.repere or (une.jalon.comite and une.jour in seances)


@given(un=delicats, autre=delicats, seances=seances_)
def test_a_later_award_is_never_warned_of_sooner(pack, un, autre, seances):
    tot, tard = sorted((un, autre))
    for jalon in pack.jalons:
        assert echeance(jalon, tot, seances).jour <= echeance(jalon, tard, seances).jour


@given(jour=delicats, seances=seances_, rang=st.integers(0, 6))
def test_the_latest_award_due_is_that_of_brute_force(pack, jour, seances, rang):
    jalon, avance = [(jalon, avance) for jalon in pack.jalons for avance in jalon.prevenir_jours_avant][rang]
    derniere = derniere_attribution(jalon, avance, jour, seances)
    # No further than the milestone, the year that a session may stand before it, the lead and a month's end.
    candidats = (jour + n * JOUR for n in range(31 * (jalon.mois_avant + 13) + avance + 40, -1, -1))
    assert derniere == next(
        award for award in candidats if Avertissement(echeance(jalon, award, seances), avance).du_le <= jour
    )


def test_the_search_for_the_latest_award_ends_at_the_end_of_the_calendar(jalons):
    assert derniere_attribution(jalons["j24"], 30, date(9998, 1, 1)) == LE_DERNIER_JOUR
    assert derniere_attribution(jalons["j24"], 0, date(2027, 2, 28)) == date(2029, 2, 28)
    assert derniere_attribution(jalons["j24"], 0, date(2026, 2, 28)) == date(2028, 2, 29)


# --- what holds -------------------------------------------------------------------------------------------------------


def lu(une):
    return une.echeance.jalon.id, une.avance


def test_from_one_warning_to_the_next_the_last_one_holds(pack):
    attribution = date(2029, 3, 1)
    quand = {lu(une): une.du_le for une in avertissements(attribution, pack.jalons)}
    assert quand == {
        ("j24", 30): date(2027, 1, 30),
        ("j24", 0): date(2027, 3, 1),
        ("j14", 30): date(2027, 12, 2),
        ("j14", 0): date(2028, 1, 1),
        ("j12", 45): date(2028, 1, 16),
        ("j12", 14): date(2028, 2, 16),
        ("j12", 0): date(2028, 3, 1),
    }
    ordre = list(quand)
    for rang, du_le in enumerate(quand.values()):
        assert [lu(une) for une in a_dire(attribution, pack.jalons, du_le)] == [ordre[rang]]
        assert [lu(une) for une in a_dire(attribution, pack.jalons, du_le - JOUR)] == ordre[max(0, rang - 1) : rang]


def test_nothing_holds_before_the_first_warning_nor_once_the_award_is_past(pack):
    attribution = date(2029, 3, 1)
    assert a_dire(attribution, pack.jalons, date(2027, 1, 29)) == []
    assert [lu(une) for une in a_dire(attribution, pack.jalons, attribution)] == [("j12", 0)]
    assert a_dire(attribution, pack.jalons, attribution + JOUR) == []


def test_beside_an_early_session_two_milestones_hold(pack):
    attribution, seance = date(2029, 3, 1), date(2028, 1, 20)
    hold = a_dire(attribution, pack.jalons, date(2028, 1, 4), [seance])
    assert [lu(une) for une in hold] == [("j12", 45), ("j14", 0)]
    assert [lu(une) for une in a_dire(attribution, pack.jalons, date(2028, 1, 6), [seance])] == [("j12", 14)]


@given(attribution=delicats, jour=delicats, seances=seances_)
def test_what_holds_is_what_nothing_makes_stale(pack, attribution, jour, seances):
    hold = a_dire(attribution, pack.jalons, jour, seances)
    dus = [une for une in avertissements(attribution, pack.jalons, seances) if une.du_le <= jour <= attribution]
    assert bool(hold) == bool(dus)
    for une in dus:
        # It holds, or one that does falls due no sooner for a milestone that comes no sooner.
        assert any(
            other.du_le >= une.du_le and other.echeance.jalon.mois_avant <= une.echeance.jalon.mois_avant
            for other in hold
        )
    assert len({une.echeance.jalon.id for une in hold}) == len(hold)
    mois = [une.echeance.jalon.mois_avant for une in hold]
    assert mois == sorted(mois)


@given(attribution=delicats, seances=seances_)
def test_looked_at_every_day_no_warning_is_passed_over(pack, attribution, seances):
    tous = avertissements(attribution, pack.jalons, seances)
    for une in tous:
        # On its own day it holds, but for another of that day whose milestone comes no sooner.
        plus = [other for other in tous if other.du_le == une.du_le and other != une]
        stale = any(other.echeance.jalon.mois_avant <= une.echeance.jalon.mois_avant for other in plus)
        assert stale or une in a_dire(attribution, pack.jalons, une.du_le, seances)
