"""Where and when somebody who asked nothing may be written to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.access import Access
from knowledge.francais.jours_ouvres import Heures
from storage.comptes.records import CompteRecord, Role
from storage.rappels.records import PreferenceRecord
from storage.unit_of_work import Reading, UnitOfWork

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Destinataire:
    """The accounts to write to: none when nobody can be; `attend`: they can, later."""

    comptes: tuple[CompteRecord, ...] = ()
    attend: bool = False
    groupes: bool = True


NOBODY = Destinataire()
WAITS = Destinataire(attend=True)


def where_of(access: Access, uow: Reading, comptes: Collection[CompteRecord], now: datetime) -> CompteRecord | None:
    """The account under which somebody of the house last talked with us in private; None for anybody else."""
    where = uow.conversations.last_private(comptes)
    if where is None:
        return None
    compte, _ = where
    roles = access.now(uow, compte.plateforme, compte.personne, now, where)
    return compte if roles - {Role.ENTREPRISE} else None


def team_of(access: Access, uow: Reading, now: datetime) -> Destinataire:
    """Every member who can be written to, each once, whatever accounts they joined."""
    members: list[CompteRecord] = []
    grouped = False
    seen: set[CompteRecord] = set()
    waiting = False
    for given in uow.roles.tous():
        compte = CompteRecord(given.plateforme, given.personne)
        if given.role is not Role.EQUIPE or compte in seen:
            continue
        comptes = uow.identites.comptes(compte.plateforme, compte.personne)
        seen.update(comptes)
        where = where_of(access, uow, comptes, now)
        if where is None:
            continue
        preference = uow.rappels.preference(comptes)
        if takes(preference, now):
            members.append(where)
            grouped = grouped or preference.groupes
        else:
            waiting = True
    if not members and waiting:
        return WAITS
    # They are told alike: one by one only if all of them wish it.
    return Destinataire(tuple(members), groupes=grouped)


def takes(preference: PreferenceRecord, now: datetime) -> bool:
    """Whether somebody takes at this moment what they did not ask for."""
    usual = Heures()
    heures = replace(
        usual,
        de=usual.de if preference.de_minutes is None else _hour(preference.de_minutes),
        a=usual.a if preference.a_minutes is None else _hour(preference.a_minutes),
    )
    silence = preference.silence_jusqu_au
    quiet = silence is not None and now.astimezone(PARIS).date() < silence
    return heures.ouvertes(now) and not quiet


def hold(uow: UnitOfWork, comptes: Sequence[CompteRecord], now: datetime) -> None:
    """Take their conversations before what is said in them, as an answer does: neither waits for what the other has taken."""
    for compte in comptes:
        found = uow.conversations.private_with(compte.plateforme, compte.personne)
        if found is not None:
            uow.conversations.open(compte.plateforme, found[1], compte.personne, now)


def _hour(minutes: int) -> time:
    """That many minutes after midnight; the whole day ends just before the next."""
    return time.max if minutes >= 24 * 60 else time(minutes // 60, minutes % 60)


__all__ = ["NOBODY", "WAITS", "Destinataire", "hold", "takes", "team_of", "where_of"]
