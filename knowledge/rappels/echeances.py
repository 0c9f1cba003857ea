"""The dates of a contract and of its renewal: where each comes from, and when somebody must be told."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.plan.pack import Jalon
from knowledge.rappels.jalons import mois_avant

# A committee sits once a year: one that sat earlier than that before a milestone was another year's.
SEANCE_AU_PLUS_TOT_MOIS = 12
LE_DERNIER_JOUR = date(9999, 1, 1)


def mois_apres(jour: date, mois: int) -> date | None:
    """The same day that many calendar months later, clamped to the month's end; None past the calendar's end.

    >>> mois_apres(date(2024, 1, 31), 1), mois_apres(date(2024, 1, 1), 200_000)
    (datetime.date(2024, 2, 29), None)
    """
    annee, mois_zero = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    if not 1 <= annee < LE_DERNIER_JOUR.year:
        return None
    return date(annee, mois_zero + 1, min(jour.day, calendar.monthrange(annee, mois_zero + 1)[1]))


@dataclass(frozen=True, slots=True)
class DatesDuMarche:
    """When a contract ends and when the next one should be awarded, with what each was reckoned from.

    `fin_dite` and `attribution_dite` were entered by somebody and win; `duree_mois` is the one in force, `duree_initiale`
    the first where an amendment changed it. None where nothing tells.
    """

    notifie_le: date | None
    duree_mois: int | None
    duree_initiale: int | None
    fin_dite: date | None
    attribution_dite: date | None
    fin: date | None
    attribution: date | None


def dates_du_marche(
    notifie_le: date | None,
    duree_mois: int | None,
    durees_modifiees: Iterable[int | None] = (),
    fin_dite: date | None = None,
    attribution_dite: date | None = None,
) -> DatesDuMarche:
    """End = notification + duration in force (renewals included, the last amendment's); award of the next = entered, else the end.

    `duree_mois` is the first duration, `durees_modifiees` those of the amendments, in their order.

    >>> dates = dates_du_marche(date(2024, 7, 1), 36, [None, 48])
    >>> str(dates.fin), str(dates.attribution), dates.duree_initiale
    ('2028-07-01', '2028-07-01', 36)
    """
    en_vigueur = duree_mois
    for modifiee in durees_modifiees:
        en_vigueur = modifiee if modifiee is not None else en_vigueur
    comptee = None if notifie_le is None or en_vigueur is None else mois_apres(notifie_le, en_vigueur)
    fin = fin_dite or comptee
    return DatesDuMarche(
        notifie_le=notifie_le,
        duree_mois=en_vigueur,
        duree_initiale=duree_mois if en_vigueur != duree_mois else None,
        fin_dite=fin_dite,
        attribution_dite=attribution_dite,
        fin=fin,
        attribution=attribution_dite or fin,
    )


@dataclass(frozen=True, slots=True)
class Echeance:
    """A milestone of one contract: its day by the months, and the session that what it asks for must be ready for, if known."""

    jalon: Jalon
    repere: date
    seance: date | None

    @property
    def jour(self) -> date:
        """The day by which it must be done."""
        return self.seance or self.repere


def a_venir(seances: Mapping[str, Sequence[date]], jour: date) -> dict[str, tuple[date, ...]]:
    """The sessions of each buyer for which something can still be ready: what a past one asked for is nobody's to do any more."""
    return {acheteur: tuple(une for une in siennes if une >= jour) for acheteur, siennes in seances.items()}


def echeance(jalon: Jalon, attribution: date, seances: Sequence[date] = ()) -> Echeance:
    """That milestone of a contract whose successor is awarded then; `seances` are those of its buyer, in any order.

    What a milestone of the committee asks for is ready for the last session before it, if one is known within the year
    that precedes it. Source: SPASER, actions 1 and 2.
    """
    repere = mois_avant(attribution, jalon.mois_avant)
    seance = None
    if jalon.comite:
        depuis = mois_avant(repere, SEANCE_AU_PLUS_TOT_MOIS)
        seance = max((jour for jour in seances if depuis < jour <= repere), default=None)
    return Echeance(jalon, repere, seance)


def echeances(attribution: date, jalons: Iterable[Jalon], seances: Sequence[date] = ()) -> list[Echeance]:
    """All the milestones of a contract, the first to come first."""
    return sorted((echeance(jalon, attribution, seances) for jalon in jalons), key=lambda e: e.jour)


@dataclass(frozen=True, slots=True)
class Avertissement:
    """Something to say: of which milestone, so many days before its day (0: on the day)."""

    echeance: Echeance
    avance: int

    @property
    def du_le(self) -> date:
        return self.echeance.jour - timedelta(days=self.avance)


def avertissements(attribution: date, jalons: Iterable[Jalon], seances: Sequence[date] = ()) -> list[Avertissement]:
    """Every warning of a contract, in the order in which they fall due."""
    tous = [
        Avertissement(une, avance)
        for une in echeances(attribution, jalons, seances)
        for avance in une.jalon.prevenir_jours_avant
    ]
    return sorted(tous, key=lambda a: (a.du_le, -a.echeance.jalon.mois_avant, -a.avance))


def a_dire(
    attribution: date, jalons: Iterable[Jalon], aujourdhui: date, seances: Sequence[date] = ()
) -> list[Avertissement]:
    """What holds on that day, the last fallen due last. Nothing before the first warning, or once the award is past.

    Of one milestone the last warning says all that those before it did, and so does one of a later milestone that falls due
    after them. An early session may have a later milestone warned of first: then both hold.
    """
    if attribution < aujourdhui:
        return []
    hold: list[Avertissement] = []
    for une in avertissements(attribution, jalons, seances):
        if une.du_le <= aujourdhui:
            hold = [other for other in hold if other.echeance.jalon.mois_avant < une.echeance.jalon.mois_avant]
            hold.append(une)
    return hold


def derniere_attribution(jalon: Jalon, avance: int, jour: date, seances: Sequence[date] = ()) -> date:
    """The latest award whose warning has fallen due on `jour`: all earlier ones have too.

    What `du_le` says grows with the award, so the day can be searched for.
    """
    bas, haut = date.min.toordinal() + 366 * 4, LE_DERNIER_JOUR.toordinal()
    while bas < haut:
        milieu = (bas + haut + 1) // 2
        if Avertissement(echeance(jalon, date.fromordinal(milieu), seances), avance).du_le <= jour:
            bas = milieu
        else:
            haut = milieu - 1
    return date.fromordinal(bas)


__all__ = [
    "Avertissement",
    "DatesDuMarche",
    "Echeance",
    "a_dire",
    "a_venir",
    "avertissements",
    "dates_du_marche",
    "derniere_attribution",
    "echeance",
    "echeances",
    "mois_apres",
]
