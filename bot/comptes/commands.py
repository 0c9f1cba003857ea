"""What the SPASER team and whoever runs the program do by command: read the queue, give and take roles."""

from __future__ import annotations

import argparse
import re
import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

import orjson
import yaml

from bot.envois.composer import Composer
from bot.envois.push import push
from handlers.conversation.vocabulary import Reply
from handlers.conversation.wording import Wording
from knowledge.apprentissage.anonymat import aplatir
from storage.apprentissage.records import NOTE_MAX, EtatIncompris, IncomprisRecord
from storage.comptes.records import Role, RoleRecord
from storage.database import Database
from storage.limits import NUMERO_MAX

PARIS = ZoneInfo("Europe/Paris")
PHRASES: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("commands.yaml").read_text("utf-8"))
TEXTE_MAX = 80
MESSAGE_MAX = 1500
VALABLE_MAX = timedelta(days=30)
_DUREE = re.compile(r"(?P<combien>[0-9]{1,5})\s?(?P<unite>min|m|h|heures?|j|jours?)", re.IGNORECASE)
_UNITES = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "j": timedelta(days=1)}


class RefusedError(Exception):
    """An order that cannot be carried out; the message says why, in French."""


def lire_numero(brut: str) -> int:
    """The number of an entry. Raises argparse.ArgumentTypeError."""
    if not (brut.isascii() and brut.isdecimal() and len(brut) <= len(str(NUMERO_MAX)) and 0 < int(brut) <= NUMERO_MAX):
        raise argparse.ArgumentTypeError(PHRASES["incompris"]["numero"].format(brut=brut))
    return int(brut)


def lire_role(brut: str) -> Role:
    """A role by its word, accents and case forgiven. Raises argparse.ArgumentTypeError."""
    try:
        return Role(aplatir(brut))
    except ValueError as error:
        connus = ", ".join(Role)
        raise argparse.ArgumentTypeError(PHRASES["roles"]["inconnu"].format(brut=brut, connus=connus)) from error


def lire_duree(brut: str) -> timedelta:
    """How long a code is good for. Raises argparse.ArgumentTypeError.

    >>> str(lire_duree("24h")), str(lire_duree("30 min")), str(lire_duree("2 jours"))
    ('1 day, 0:00:00', '0:30:00', '2 days, 0:00:00')
    """
    lue = _DUREE.fullmatch(brut.strip())
    duree = int(lue["combien"]) * _UNITES[lue["unite"][0].lower()] if lue else timedelta()
    if not timedelta() < duree <= VALABLE_MAX:
        raise argparse.ArgumentTypeError(PHRASES["roles"]["duree"].format(brut=brut))
    return duree


# --- the queue --------------------------------------------------------------------------------------------------------


def montrer_la_file(database: Database, output: TextIO, *, tout: bool, en_json: bool) -> None:
    """The queue, most frequent first, as a table or as one JSON object a line; `tout`: settled entries too."""
    with database.reading() as memory:
        entrees = memory.apprentissage.tout()
    if not tout:
        entrees = [entree for entree in entrees if entree.etat is EtatIncompris.A_TRAITER]
    if en_json:
        output.writelines(orjson.dumps(_en_json(entree)).decode() + "\n" for entree in entrees)
        return
    phrases = PHRASES["incompris"]
    if not entrees:
        output.write(phrases["vide"] + "\n")
        return
    output.write(table(phrases["entete"], [_ligne(entree) for entree in entrees]))


def _en_json(entree: IncomprisRecord) -> dict[str, Any]:
    return {
        "numero": entree.id,
        "genre": entree.genre,
        "question": entree.question,
        "texte": entree.texte,
        "suggestions": entree.suggestions,
        "compte": entree.compte,
        "premier_jour": entree.premier_jour,
        "dernier_jour": entree.dernier_jour,
        "etat": entree.etat,
        "note": entree.note,
        "regle_jour": entree.regle_jour,
    }


def _ligne(entree: IncomprisRecord) -> list[str]:
    phrases = PHRASES["incompris"]
    genre = phrases["genres"][entree.genre].format(question=entree.question)
    if entree.suggestions:
        genre += phrases["suggestions"].format(fiches=", ".join(map(str, entree.suggestions)))
    texte = entree.texte if len(entree.texte) <= TEXTE_MAX else entree.texte[: TEXTE_MAX - 1] + "…"
    return [
        str(entree.id),
        str(entree.compte),
        _jour(entree.dernier_jour),
        phrases["etats"][entree.etat],
        genre,
        texte,
        entree.note or "",
    ]


def regler(
    database: Database,
    numero: int,
    etat: EtatIncompris,
    note: str | None,
    jour: date,
    output: TextIO,
    anonymiser: Callable[[str], str],
) -> None:
    """Settle an entry, its note without what is personal; saying so again is harmless.

    Raises RefusedError for a number that is not in the queue.
    """
    phrases = PHRASES["incompris"]
    gardee = anonymiser(note)[:NOTE_MAX] or None if note and note.strip() else None
    with database.unit_of_work() as uow:
        avant = uow.apprentissage.trouver(numero)
        if avant is None:
            raise RefusedError(phrases["inconnu"].format(numero=numero))
        change = uow.apprentissage.regler(numero, etat, gardee, jour)
        uow.commit()
    dit = phrases["regle" if change else "deja"].format(numero=numero, etat=phrases["etats"][etat])
    if change and avant.etat not in (EtatIncompris.A_TRAITER, etat):
        dit += phrases["au_lieu_de"].format(etat=phrases["etats"][avant.etat])
    if change and gardee is not None:
        dit += phrases["note_gardee"].format(note=gardee)
        if avant.note is not None and avant.note != gardee:
            dit += phrases["note_remplacee"].format(note=avant.note)
    output.write(dit + phrases["fin"] + "\n")


# --- writing to somebody ----------------------------------------------------------------------------------------------


def ecrire(
    database: Database, wording: Wording, plateforme: str, personne: str, texte: str, now: datetime, output: TextIO
) -> None:
    """Put a message for a person in the outbox: the server sends it. Raises RefusedError."""
    phrases = PHRASES["ecrire"]
    plateforme, personne = _qui(plateforme, personne)
    if not texte.strip() or len(texte) > MESSAGE_MAX:
        raise RefusedError(phrases["texte"].format(longueur=len(texte), maximum=MESSAGE_MAX))
    reply = Reply("message_de_l_equipe", {"texte": texte.strip()})
    with database.unit_of_work() as uow:
        # Short enough for every platform: nothing to split here.
        if not push(uow, Composer(wording), plateforme, personne, reply, f"ecrire:{uuid.uuid4().hex}", now):
            raise RefusedError(phrases["inconnue"].format(personne=personne, plateforme=plateforme))
        uow.commit()
    output.write(phrases["fait"].format(personne=personne, plateforme=plateforme) + "\n")


# --- the roles --------------------------------------------------------------------------------------------------------


def montrer_les_roles(database: Database, output: TextIO) -> None:
    with database.reading() as memory:
        donnes = memory.roles.tous()
    phrases = PHRASES["roles"]
    output.write(table(phrases["entete"], [_donne(role) for role in donnes]) if donnes else phrases["vide"] + "\n")


def _donne(role: RoleRecord) -> list[str]:
    return [role.plateforme, role.personne, role.role, _jour(role.donne_le.astimezone(PARIS).date()), role.donne_par]


def donner(
    database: Database, role: Role, plateforme: str, personne: str, par: str, now: datetime, output: TextIO
) -> None:
    """Give a role; giving it again is harmless. Raises RefusedError."""
    plateforme, personne = _qui(plateforme, personne)
    with database.unit_of_work() as uow:
        nouveau = uow.roles.donner(plateforme, personne, role, par, now)
        uow.commit()
    dit = PHRASES["roles"]["donne" if nouveau else "deja"]
    output.write(dit.format(personne=personne, plateforme=plateforme, role=role) + "\n")


def retirer(database: Database, role: Role, plateforme: str, personne: str, output: TextIO) -> None:
    """Take a role back. Raises RefusedError when the person does not have it: a name was perhaps misspelt."""
    plateforme, personne = _qui(plateforme, personne)
    with database.unit_of_work() as uow:
        retire = uow.roles.retirer(plateforme, personne, role)
        uow.commit()
    dit = PHRASES["roles"]["retire" if retire else "absent"].format(personne=personne, plateforme=plateforme, role=role)
    if not retire:
        raise RefusedError(dit)
    output.write(dit + "\n")


def _qui(plateforme: str, personne: str) -> tuple[str, str]:
    if not plateforme.strip() or not personne.strip():
        raise RefusedError(PHRASES["roles"]["personne_vide"])
    return plateforme.strip().lower(), personne.strip()


def creer_un_code(database: Database, role: Role, valable: timedelta, par: str, now: datetime, output: TextIO) -> None:
    """Print a code that gives a role once; nothing else ever tells it."""
    with database.unit_of_work() as uow:
        code = uow.roles.creer_code(role, par, now, valable)
        uow.commit()
    fin = (now + valable).astimezone(PARIS)
    moitie = len(code) // 2
    dit = PHRASES["roles"]["code"].format(
        code=f"{code[:moitie]}-{code[moitie:]}", role=role, jour=_jour(fin.date()), heure=f"{fin:%H:%M}"
    )
    output.write(dit + "\n")


def _jour(jour: date) -> str:
    return f"{jour:%d/%m/%Y}"


def table(entete: Sequence[str], lignes: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their words."""
    toutes = [entete, *lignes]
    largeurs = [max(len(ligne[rang]) for ligne in toutes) for rang in range(len(entete))]
    return "".join(
        "  ".join(mot.ljust(largeur) for mot, largeur in zip(ligne, largeurs, strict=True)).rstrip() + "\n"
        for ligne in toutes
    )
