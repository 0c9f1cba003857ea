"""What is done by command about the register: import a file, export it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from stdnum.fr import siret
from tqdm import tqdm

from bot.command_line import RefusedError
from bot.registre.classeur import classeur
from bot.registre.exports import en_csv, en_decp
from bot.registre.imports import Bilan, importer, rapport
from knowledge.donnees import lire_donnees
from knowledge.plan.pack import Pack
from knowledge.registre.a_part import FichierAPart
from knowledge.registre.apercu import Apercu
from knowledge.registre.causes import causes
from knowledge.registre.colonnes import Correspondance, champs_connus, doutes, proteger
from knowledge.registre.fichiers import FichierRefuseError
from knowledge.registre.marche import Gravite
from knowledge.registre.rapport import nom_de_la_gravite
from storage.database import Database
from storage.unit_of_work import Reading

PHRASES: dict[str, dict[str, Any]] = lire_donnees(Path(__file__).with_name("commands.yaml"))
RAPPORTS = (".xlsx", ".csv")


# --- import -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Accord:
    """How a table is to be read: the buyer of rows that name none, "champ=en-tête" corrections, and whether to ask.

    `demander` puts a question and returns what is typed, "" where nobody can.
    """

    acheteur: str | None
    colonnes: tuple[str, ...]
    oui: bool
    demander: Callable[[str], str]


def importer_un_fichier(
    database: Database,
    pack: Pack,
    chemin: Path,
    accord: Accord,
    ou_rapporter: Path | None,
    par: str,
    clock: Callable[[], datetime],
    output: TextIO,
) -> None:
    """Import a file with a progress bar, then tell what became of it. Raises RefusedError, with nothing imported."""
    phrases = PHRASES["importer"]
    if accord.acheteur is not None and not siret.is_valid(accord.acheteur):
        raise RefusedError(phrases["siret"].format(dit=accord.acheteur))
    # Told before anything is imported: the name of the report says what it is.
    if ou_rapporter is not None and ou_rapporter.suffix.lower() not in RAPPORTS:
        raise RefusedError(phrases["rapport_format"].format(chemin=ou_rapporter))
    try:
        # Whether it is there and may be read; another process opens it, then.
        chemin.open("rb").close()
        fichier = FichierAPart(chemin.name, chemin)
        correspondance = _agree(fichier.apercu(), accord, output)
        with tqdm(total=100, unit="%", bar_format="{l_bar}{bar}| {elapsed}", disable=None) as barre:
            numero, bilan = importer(
                database,
                pack,
                fichier,
                correspondance,
                f"terminal:{par}",
                clock,
                acheteur_defaut=accord.acheteur,
                alive=lambda fait: barre.update(round(100 * fait) - barre.n),
            )
    except FichierRefuseError as error:
        cause = causes()[error.cause]
        raise RefusedError(phrases["refuse"].format(nom=chemin.name, cause=f"{cause.phrase} {cause.faire}")) from error
    except OSError as error:
        raise RefusedError(phrases["introuvable"].format(chemin=chemin, raison=error.strerror)) from error
    _tell(bilan, output)
    if ou_rapporter is not None:
        with database.reading() as memory:
            contenu = rapport(memory, numero, en_csv=ou_rapporter.suffix.lower() == ".csv")
        assert contenu is not None
        ou_rapporter.write_bytes(contenu)
        output.write(phrases["rapport"].format(chemin=ou_rapporter) + "\n")


def _agree(apercu: Apercu, accord: Accord, output: TextIO) -> Correspondance | None:
    """Which heading is which field, once it is agreed to; None where the format says it. Raises RefusedError."""
    if apercu.correspondance is None:
        return None
    phrases = PHRASES["importer"]
    correspondance = apercu.correspondance
    for dit in accord.colonnes:
        champ, _, entete = dit.partition("=")
        try:
            correspondance = correspondance.changer(champ.strip(), entete.strip() or None)
        except KeyError as error:
            raise RefusedError(
                phrases["colonne_inconnue"].format(dit=dit, champs=", ".join(champs_connus()))
            ) from error
    if correspondance.officielle or correspondance.maison:
        return correspondance
    output.write(phrases["colonnes"].format(nom=apercu.nom) + "\n")
    for une in correspondance.propositions:
        if une.entete is not None:
            doute = phrases["doute"].format(doute=doutes().get(une.doute, "")) if une.doute else ""
            output.write(phrases["colonne"].format(champ=une.champ, entete=une.entete, doute=doute) + "\n")
    if correspondance.inconnues:
        output.write(phrases["ignorees"].format(entetes=", ".join(correspondance.inconnues)) + "\n")
    output.flush()
    if not accord.oui and accord.demander(phrases["question"]).strip().lower() not in ("o", "oui", "y", "yes"):
        raise RefusedError(phrases["sans_accord"])
    return correspondance.confirmer()


def _tell(bilan: Bilan, output: TextIO) -> None:
    phrases = PHRASES["importer"]
    dit = bilan.en_json()
    output.write(phrases["bilan"].format(**dit) + "\n")
    for cle, combien in sorted(bilan.causes.items(), key=lambda une: -une[1]):
        gravite, _, cause = cle.partition(":")
        output.write(
            phrases["cause"].format(
                combien=combien, gravite=nom_de_la_gravite(Gravite(gravite)), titre=causes()[cause].quoi
            )
            + "\n"
        )


# --- export -----------------------------------------------------------------------------------------------------------


def exporter(database: Database, pack: Pack, chemin: Path, ou_dire_le_reste: Path | None, output: TextIO) -> None:
    """Write the register as DECP v2, CSV or XLSX, as the name of the file says. Raises RefusedError."""
    phrases = PHRASES["exporter"]
    try:
        with database.reading() as memory:
            match chemin.suffix.lower():
                case ".json":
                    _en_decp(memory, chemin, ou_dire_le_reste, output)
                    return
                case ".csv":
                    with chemin.open("w", encoding="utf-8-sig", newline="") as sortie:
                        combien = en_csv(memory, sortie)
                case ".xlsx":
                    chemin.write_bytes(classeur(memory, pack))
                    combien = memory.marches.combien()["tous"]
                case _:
                    raise RefusedError(phrases["format"].format(chemin=chemin))
    except OSError as error:
        raise RefusedError(phrases["impossible"].format(chemin=chemin, raison=error.strerror)) from error
    output.write(phrases["fait"].format(chemin=chemin, combien=combien) + "\n")


def _en_decp(memory: Reading, chemin: Path, ou_dire_le_reste: Path | None, output: TextIO) -> None:
    phrases = PHRASES["exporter"]
    with chemin.open("w", encoding="utf-8") as sortie:
        vus, incomplets = en_decp(memory, sortie)
    output.write(phrases["fait"].format(chemin=chemin, combien=vus - len(incomplets)) + "\n")
    if not incomplets:
        return
    if ou_dire_le_reste is None:
        output.write(phrases["incomplets"].format(combien=len(incomplets)) + "\n")
        return
    with ou_dire_le_reste.open("w", encoding="utf-8-sig", newline="") as reste:
        ecrivain = csv.writer(reste, delimiter=";")
        ecrivain.writerow(phrases["colonnes"])
        for un in incomplets:
            ecrivain.writerow([un.acheteur_id, proteger(un.numero), ", ".join(un.manque)])
    output.write(phrases["incomplets_ecrits"].format(combien=len(incomplets), chemin=ou_dire_le_reste) + "\n")
