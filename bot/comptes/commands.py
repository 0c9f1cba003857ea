"""What is done by command about roles: see, give and take them, and make codes that give them."""

from __future__ import annotations

import argparse
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from bot.command_line import RefusedError, date_en_chiffres, lire_qui, table
from knowledge.apprentissage.anonymat import aplatir
from knowledge.donnees import lire_donnees
from storage.comptes.records import Role, RoleRecord
from storage.database import Database

PARIS = ZoneInfo("Europe/Paris")
PHRASES: dict[str, Any] = lire_donnees(Path(__file__).with_name("commands.yaml"))
VALABLE_MAX = timedelta(days=30)
_DUREE = re.compile(r"(?P<combien>[0-9]{1,5})\s?(?P<unite>min|m|h|heures?|j|jours?)", re.IGNORECASE)
_UNITES = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "j": timedelta(days=1)}


def lire_role(brut: str) -> Role:
    """A role by its word, accents and case forgiven. Raises argparse.ArgumentTypeError."""
    try:
        return Role(aplatir(brut))
    except ValueError as error:
        connus = ", ".join(Role)
        raise argparse.ArgumentTypeError(PHRASES["inconnu"].format(brut=brut, connus=connus)) from error


def lire_duree(brut: str) -> timedelta:
    """How long a code is good for. Raises argparse.ArgumentTypeError.

    >>> str(lire_duree("24h")), str(lire_duree("30 min")), str(lire_duree("2 jours"))
    ('1 day, 0:00:00', '0:30:00', '2 days, 0:00:00')
    """
    lue = _DUREE.fullmatch(brut.strip())
    duree = int(lue["combien"]) * _UNITES[lue["unite"][0].lower()] if lue else timedelta()
    if not timedelta() < duree <= VALABLE_MAX:
        raise argparse.ArgumentTypeError(PHRASES["duree"].format(brut=brut))
    return duree


def montrer_les_roles(database: Database, output: TextIO) -> None:
    with database.reading() as memory:
        donnes = memory.roles.tous()
    output.write(table(PHRASES["entete"], [_donne(role) for role in donnes]) if donnes else PHRASES["vide"] + "\n")


def _donne(role: RoleRecord) -> list[str]:
    return [
        role.plateforme,
        role.personne,
        role.role,
        date_en_chiffres(role.donne_le.astimezone(PARIS).date()),
        role.donne_par,
    ]


def donner(
    database: Database, role: Role, plateforme: str, personne: str, par: str, now: datetime, output: TextIO
) -> None:
    """Give a role; giving it again is harmless. Raises RefusedError."""
    plateforme, personne = lire_qui(plateforme, personne)
    with database.unit_of_work() as uow:
        nouveau = uow.roles.donner(plateforme, personne, role, par, now)
        uow.commit()
    dit = PHRASES["donne" if nouveau else "deja"]
    output.write(dit.format(personne=personne, plateforme=plateforme, role=role) + "\n")


def retirer(database: Database, role: Role, plateforme: str, personne: str, output: TextIO) -> None:
    """Take a role back. Raises RefusedError when the person does not have it: a name was perhaps misspelt."""
    plateforme, personne = lire_qui(plateforme, personne)
    with database.unit_of_work() as uow:
        retire = uow.roles.retirer(plateforme, personne, role)
        uow.commit()
    dit = PHRASES["retire" if retire else "absent"].format(personne=personne, plateforme=plateforme, role=role)
    if not retire:
        raise RefusedError(dit)
    output.write(dit + "\n")


def creer_un_code(database: Database, role: Role, valable: timedelta, par: str, now: datetime, output: TextIO) -> None:
    """Print a code that gives a role once; nothing else ever tells it."""
    with database.unit_of_work() as uow:
        code = uow.roles.creer_code(role, par, now, valable)
        uow.commit()
    fin = (now + valable).astimezone(PARIS)
    moitie = len(code) // 2
    dit = PHRASES["code"].format(
        code=f"{code[:moitie]}-{code[moitie:]}", role=role, jour=date_en_chiffres(fin.date()), heure=f"{fin:%H:%M}"
    )
    output.write(dit + "\n")
