"""What is done by command about messages: write to a person, see those that were lost and send them again."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from bot.command_line import RefusedError, abrege, lire_qui, table
from bot.envois.composer import Composer
from bot.envois.push import push
from handlers.conversation.vocabulary import Reply
from handlers.conversation.wording import Wording
from knowledge.donnees import lire_donnees
from storage.database import Database

PARIS = ZoneInfo("Europe/Paris")
PHRASES: dict[str, dict[str, Any]] = lire_donnees(Path(__file__).with_name("commands.yaml"))
MESSAGE_MAX = 1500
PERDUS_MAX = 200
CAUSE_MAX = 50


def ecrire(
    database: Database, wording: Wording, plateforme: str, personne: str, texte: str, now: datetime, output: TextIO
) -> None:
    """Put a message for a person in the outbox: the server sends it. Raises RefusedError."""
    phrases = PHRASES["ecrire"]
    plateforme, personne = lire_qui(plateforme, personne)
    if not texte.strip() or len(texte) > MESSAGE_MAX:
        raise RefusedError(phrases["texte"].format(longueur=len(texte), maximum=MESSAGE_MAX))
    reply = Reply("message_de_l_equipe", {"texte": texte.strip()})
    with database.unit_of_work() as uow:
        # Short enough for every platform: nothing to split here.
        if not push(uow, Composer(wording), plateforme, personne, reply, f"ecrire:{uuid.uuid4().hex}", now):
            raise RefusedError(phrases["inconnue"].format(personne=personne, plateforme=plateforme))
        uow.commit()
    output.write(phrases["fait"].format(personne=personne, plateforme=plateforme) + "\n")


def montrer_les_perdus(database: Database, output: TextIO) -> None:
    """The messages that the outbox gave up, without their words."""
    phrases = PHRASES["perdus"]
    with database.reading() as memory:
        perdus = memory.outbox.abandonnes(PERDUS_MAX)
    if not perdus:
        output.write(phrases["vide"] + "\n")
        return
    lignes = [
        [
            str(perdu.id),
            f"{perdu.cree_le.astimezone(PARIS):%d/%m/%Y %H:%M}",
            perdu.personne,
            perdu.plateforme,
            str(perdu.tentatives),
            abrege(perdu.erreur or "", CAUSE_MAX),
        ]
        for perdu in perdus
    ]
    output.write(table(phrases["entete"], lignes))


def renvoyer(database: Database, numero: int, now: datetime, output: TextIO) -> None:
    """Send a lost message after all. Raises RefusedError."""
    with database.unit_of_work() as uow:
        fait = uow.outbox.renvoyer(numero, now)
        uow.commit()
    if not fait:
        raise RefusedError(PHRASES["perdus"]["absent"].format(numero=numero))
    output.write(PHRASES["perdus"]["renvoye"].format(numero=numero) + "\n")
