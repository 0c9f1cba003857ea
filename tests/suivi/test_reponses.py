"""What is typed about a purchase, in the words of people in a hurry."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.suivi.reponses import (
    lire_actions,
    lire_attribution,
    lire_jour_d_un_fait,
    lire_offres,
    lire_publication,
    lire_realisation,
    lire_social,
    lire_tpe_pme,
    ne_sait_pas,
)

RIEN = {"esus": False, "handicap": False}


@pytest.mark.parametrize(
    ("dit", "lu"),
    [
        ("publié", "oui"), ("oui depuis hier", "oui"), ("mis en ligne le 3", "oui"), ("non publié", "non"),
        ("on la publie demain", "non"), ("la semaine prochaine", "non"), ("pas encore", "non"), ("annulé", "abandon"),
        ("bof", None),
    ],
)  # fmt: skip
def test_publications(dit, lu):
    assert lire_publication(dit) == lu


@pytest.mark.parametrize(
    ("dit", "lu"),
    [
        ("attribué", "oui"), ("attribué mais pas encore notifié", "oui"), ("attribué, pas signé", "oui"),
        ("non attribué", "non"), ("pas attribué", "non"), ("infructueux", "infructueux"), ("aucune offre", "infructueux"),
        ("un lot infructueux, l'autre attribué", None), ("lot 1 attribué, lot 2 sans suite", None), ("sans suite", "sans_suite"),
    ],
)  # fmt: skip
def test_awards(dit, lu):
    assert lire_attribution(dit) == lu


@pytest.mark.parametrize(
    ("dit", "lu"),
    [
        ("fait", "oui"), ("réalisé à 100 %", "oui"), ("500 heures sur 500, c'est fait", "oui"), ("le titulaire n'a rien fait", "encours"),
        ("fait à moitié seulement", "encours"), ("fait à 80 %", "encours"), ("réalisé 300 heures sur 500", "encours"),
        ("réalisée mais pas entièrement", "encours"), ("non réalisé", "encours"), ("en partie", "encours"), ("abandonnée", "non"),
    ],
)  # fmt: skip
def test_what_is_done(dit, lu):
    assert lire_realisation(dit) == lu


@pytest.mark.parametrize(
    ("dit", "lues"),
    [
        ("8, 22", {8, 22}), ("8,22", {8, 22}), ("8/22", {8, 22}), ("8 oui 22 non", {8}), ("huit et vingt-deux", {8, 22}), ("la 8", {8}),
        ("comme prévu", {8, 11}), ("comme prévu sauf la 8", {11}), ("tout sauf 8", {11, 22}), ("tout sauf 17", {8, 11, 22}),
        ("rien", set()), ("les deux", None), ("on verra", None), ("8 %", None),
    ],
)  # fmt: skip
def test_actions_in_the_file(dit, lues):
    lu = lire_actions(dit, (8, 11, 22), (8, 11))
    assert (None if lu is None else set(lu.actions)) == lues
    assert lu is None or not lu.inconnues


@pytest.mark.parametrize(
    ("dit", "lu"),
    [
        ("4", 4), ("4 plis", 4), ("3 ofres", 3), ("2 offres recevables sur 5", 5), ("4 offres reçues dont 1 hors délai", 4), ("une dizaine", None),
        ("au moins 3", None), ("aucune", 0), ("24 mois", None),
    ],
)  # fmt: skip
def test_offers(dit, lu):
    assert lire_offres(dit) == lu


@pytest.mark.parametrize(
    ("dit", "lu"),
    [
        ("PME", True),
        ("ni TPE ni PME", False),
        ("un grand groupe", False),
        ("pas sûr que ce soit une PME", None),
        ("non", False),
    ],
)
def test_small_firms(dit, lu):
    assert lire_tpe_pme(dit) is lu


@pytest.mark.parametrize(
    ("dit", "lu"),
    [
        ("ni esus ni esat", RIEN), ("pas ESUS", {"esus": False}), ("non ESUS", {"esus": False}), ("pas d'ESAT", {"handicap": False}),
        ("c'est un ESAT, pas ESUS", {"esus": False, "handicap": True}), ("une ETI classique", None), ("EI", None),
        ("une entreprise d'insertion", {"esus": False, "handicap": True}), ("les deux", {"esus": True, "handicap": True}),
        ("agréée ESUS", {"esus": True, "handicap": False}), ("non", RIEN), ("aucun des deux", RIEN), ("fin de chantier", None),
    ],
)  # fmt: skip
def test_social_firms(dit, lu):
    assert lire_social(dit) == lu


@pytest.mark.parametrize(
    "dit", ["je ne sais pas", "jsp", "je n'ai pas encore l'info", "pas sûr", "je ne suis pas sûre", "nc", "n/a", "à voir", "pas de retour"]
)  # fmt: skip
def test_not_known(dit):
    assert ne_sait_pas(dit)


@pytest.mark.parametrize("dit", ["je sais que oui", "non", "pas de clause", "12", "pas encore publié"])
def test_known(dit):
    assert not ne_sait_pas(dit)


@pytest.mark.parametrize(
    ("jour", "dit", "lu"),
    [
        (date(2026, 9, 7), "attribué le 15 juillet", date(2026, 7, 15)),
        (date(2026, 11, 2), "attribué le 15 octobre, 3 plis", date(2026, 10, 15)),
        (date(2026, 2, 20), "publié le 15 mars", date(2026, 3, 15)),
        (date(2026, 11, 24), "publié le 30 avril", date(2026, 4, 30)),
        (date(2026, 11, 24), "attribué en décembre", date(2026, 12, 1)),
        (date(2026, 11, 24), "attribué le 3 mars 2028", date(2028, 3, 3)),
        (date(2026, 11, 24), "attribué", None),
    ],
)  # fmt: skip
def test_the_day_of_what_is_done_leans_to_the_past(jour, dit, lu):
    assert lire_jour_d_un_fait(dit, jour) == lu
