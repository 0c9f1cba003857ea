"""What is done by command about reminders: see those to come, send those that are due."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any, TextIO

from bot.command_line import abrege, date_en_chiffres, table
from bot.envois.due import DueWorker
from bot.rappels.worker import Bilan
from knowledge.donnees import lire_donnees
from knowledge.plan.pack import Pack
from knowledge.rappels.echeances import Avertissement, avertissements
from storage.database import Database
from storage.registre.records import Filtre, MarcheRecord

PHRASES: dict[str, Any] = lire_donnees(Path(__file__).with_name("commands.yaml"))
OBJET_MAX = 50


def montrer(database: Database, pack: Pack, aujourdhui: date, jusqu_au: date, output: TextIO) -> None:
    """The warnings that fall due from today to that day, as if it were; nothing is written nor sent."""
    lignes = []
    with database.reading() as memory:
        seances = memory.seances.toutes()
        loin = jusqu_au + timedelta(days=31 * max(jalon.mois_avant for jalon in pack.jalons) + 400)
        for marche in memory.marches.liste(Filtre(recurrent=True, de=aujourdhui, a=loin)):
            assert marche.attribution_prevue is not None
            tous = avertissements(marche.attribution_prevue, pack.jalons, seances.get(marche.acheteur, ()))
            lignes += [_ligne(un, marche, aujourdhui) for un in tous if aujourdhui <= un.du_le <= jusqu_au]
        attente = memory.rappels.combien_a_dire(aujourdhui)
    if not lignes:
        output.write(PHRASES["vide"].format(jour=date_en_chiffres(jusqu_au)) + "\n")
    else:
        lignes.sort()
        output.write(table(PHRASES["entete"], [ligne[1:] for ligne in lignes]))
        output.write(PHRASES["total"].format(combien=len(lignes), jour=date_en_chiffres(jusqu_au)) + "\n")
    if attente:
        output.write(PHRASES["attente"].format(combien=attente) + "\n")


def _ligne(un: Avertissement, marche: MarcheRecord, aujourdhui: date) -> list[str]:
    echeance = date_en_chiffres(un.echeance.jour)
    if un.echeance.seance is not None:
        echeance = PHRASES["seance"].format(jour=echeance)
    if un.echeance.jour < aujourdhui:
        echeance = PHRASES["retard"].format(jour=echeance)
    return [
        un.du_le.isoformat(),
        date_en_chiffres(un.du_le),
        f"J-{un.echeance.jalon.mois_avant}",
        echeance,
        str(marche.id),
        abrege(marche.objet or marche.numero, OBJET_MAX),
        marche.referent or PHRASES["equipe"],
    ]


def envoyer(rappels: DueWorker, output: TextIO) -> None:
    """Do now what the server does every minute."""
    bilan = rappels.run()
    assert isinstance(bilan, Bilan)
    output.write(
        PHRASES["envoyes"].format(
            armes=bilan.armes,
            dits=bilan.dits,
            messages=bilan.messages,
            escalades=bilan.escalades,
            perimes=bilan.perimes,
        )
        + "\n"
    )
    if bilan.sans_equipe:
        output.write(PHRASES["sans_equipe"].format(combien=bilan.sans_equipe) + "\n")
    elif not bilan.dits and bilan.armes:
        output.write(PHRASES["ferme"] + "\n")
