"""What is done by command about the register: import, export, see and send reminders, messages that were lost."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

import yaml

from bot.reminding import Reminding
from bot.team import RefusedError, table
from knowledge.echeances import Avertissement, avertissements
from knowledge.pack import Pack
from storage.database import Database
from storage.records import ContratRecord, Filtre

PARIS = ZoneInfo("Europe/Paris")
PHRASES: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("registry.yaml").read_text("utf-8"))
OBJET_MAX = 50
PERDUS_MAX = 200


# --- reminders --------------------------------------------------------------------------------------------------------


def montrer_les_rappels(database: Database, pack: Pack, aujourdhui: date, jusqu_au: date, output: TextIO) -> None:
    """The warnings that fall due from today to that day, as if it were; nothing is written nor sent."""
    phrases = PHRASES["rappels"]
    lignes = []
    with database.reading() as memory:
        seances = memory.rappels.seances()
        loin = jusqu_au + timedelta(days=31 * max(jalon.mois_avant for jalon in pack.jalons) + 400)
        for contrat in memory.contrats.liste(Filtre(recurrent=True, de=aujourdhui, a=loin)):
            assert contrat.attribution_prevue is not None
            tous = avertissements(contrat.attribution_prevue, pack.jalons, seances.get(contrat.acheteur, ()))
            lignes += [_ligne(un, contrat, aujourdhui) for un in tous if aujourdhui <= un.du_le <= jusqu_au]
        attente = memory.rappels.combien_a_dire(aujourdhui)
    if not lignes:
        output.write(phrases["vide"].format(jour=_jour(jusqu_au)) + "\n")
    else:
        lignes.sort()
        output.write(table(phrases["entete"], [ligne[1:] for ligne in lignes]))
        output.write(phrases["total"].format(combien=len(lignes), jour=_jour(jusqu_au)) + "\n")
    if attente:
        output.write(phrases["attente"].format(combien=attente) + "\n")


def _ligne(un: Avertissement, contrat: ContratRecord, aujourdhui: date) -> list[str]:
    phrases = PHRASES["rappels"]
    echeance = _jour(un.echeance.jour)
    if un.echeance.seance is not None:
        echeance = phrases["seance"].format(jour=echeance)
    if un.echeance.jour < aujourdhui:
        echeance = phrases["retard"].format(jour=echeance)
    return [
        un.du_le.isoformat(),
        _jour(un.du_le),
        f"J-{un.echeance.jalon.mois_avant}",
        echeance,
        str(contrat.id),
        _court(contrat.objet or contrat.numero),
        contrat.referent or phrases["equipe"],
    ]


def envoyer_les_rappels(reminding: Reminding, output: TextIO) -> None:
    """Do now what the server does every minute."""
    phrases = PHRASES["rappels"]
    bilan = reminding.run()
    output.write(
        phrases["envoyes"].format(
            armes=bilan.armes,
            dits=bilan.dits,
            messages=bilan.messages,
            escalades=bilan.escalades,
            perimes=bilan.perimes,
        )
        + "\n"
    )
    if bilan.sans_equipe:
        output.write(phrases["sans_equipe"].format(combien=bilan.sans_equipe) + "\n")
    elif not bilan.dits and bilan.armes:
        output.write(phrases["ferme"] + "\n")


# --- what was lost ----------------------------------------------------------------------------------------------------


def montrer_les_envois_perdus(database: Database, output: TextIO) -> None:
    """The messages that the outbox gave up, without their words."""
    phrases = PHRASES["envois"]
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
            _court(perdu.erreur or ""),
        ]
        for perdu in perdus
    ]
    output.write(table(phrases["entete"], lignes))


def renvoyer(database: Database, numero: int, now: datetime, output: TextIO) -> None:
    """Send a lost message after all. Raises bot.team.RefusedError."""
    with database.unit_of_work() as uow:
        fait = uow.outbox.renvoyer(numero, now)
        uow.commit()
    if not fait:
        raise RefusedError(PHRASES["envois"]["absent"].format(numero=numero))
    output.write(PHRASES["envois"]["renvoye"].format(numero=numero) + "\n")


def _court(texte: str) -> str:
    return texte if len(texte) <= OBJET_MAX else texte[: OBJET_MAX - 1] + "…"


def _jour(jour: date) -> str:
    return f"{jour:%d/%m/%Y}"
