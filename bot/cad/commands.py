"""What is done by command about the committee: see what its next session looks at, write its documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from bot.cad.classeur import classeur
from bot.cad.impression import imprimer
from bot.cad.preparation import preparer
from bot.command_line import RefusedError, abrege, date_en_chiffres, table
from bot.knowledge import Knowledge
from handlers.cad.dossier import Dossier
from handlers.cad.seance import a_preparer
from handlers.conversation.wording import nombre
from handlers.indicateurs.mots import nombre_de
from knowledge.donnees import lire_donnees
from storage.cad.records import SeanceRecord
from storage.database import Database
from storage.unit_of_work import Reading

PHRASES: dict[str, Any] = lire_donnees(Path(__file__).with_name("commands.yaml"))
OBJET_MAX = 50
FORMATS = ("pdf", "docx")


@dataclass(frozen=True, slots=True)
class Voulu:
    """Which session, of which buyer, and the files to write: "dossier", "proces_verbal", "classeur"."""

    acheteur: str | None
    seance: date | None
    fichiers: Mapping[str, Path]


def preparer_la_seance(database: Database, knowledge: Knowledge, voulu: Voulu, jour: date, output: TextIO) -> None:
    """Show a session and write what is wanted of it. Raises RefusedError, and OSError where a file cannot be written."""
    pack = knowledge.pack
    if pack.comite is None:
        raise RefusedError(PHRASES["sans_comite"])
    acheteurs = [un.id for un in pack.acheteurs]
    if voulu.acheteur is not None and voulu.acheteur not in acheteurs:
        raise RefusedError(PHRASES["acheteur_inconnu"].format(acheteur=voulu.acheteur, possibles=", ".join(acheteurs)))
    for quoi, nom in voulu.fichiers.items():
        if quoi != "classeur" and _format(nom) not in FORMATS:
            raise RefusedError(PHRASES["format"].format(nom=nom))
    with database.reading() as memory:
        seance = _celle(memory, [voulu.acheteur] if voulu.acheteur else acheteurs, voulu.seance, jour)
        if seance is None:
            output.write(PHRASES["sans_seance"] + "\n")
            return
        dossier = preparer(memory, knowledge, seance, jour)
    _montrer(dossier, output)
    for quoi, nom in voulu.fichiers.items():
        if quoi == "classeur":
            nom.write_bytes(classeur(dossier))
        else:
            nom.write_bytes(imprimer(knowledge.wording, dossier, quoi, _format(nom)))
        output.write(PHRASES["ecrit"].format(nom=nom) + "\n")


def _format(nom: Path) -> str:
    return nom.suffix.removeprefix(".").lower()


def _celle(memory: Reading, acheteurs: list[str], voulue: date | None, jour: date) -> SeanceRecord | None:
    """The session of that day, else the one under way; None when none is."""
    siennes = [une for une in memory.seances.liste() if une.acheteur in acheteurs]
    if voulue is None:
        return next(iter(a_preparer(siennes, acheteurs, jour)), None)
    trouvee = next((une for une in siennes if une.jour == voulue), None)
    if trouvee is None:
        connues = ", ".join(date_en_chiffres(une.jour) for une in siennes) or PHRASES["aucune"]
        raise RefusedError(PHRASES["seance_inconnue"].format(jour=date_en_chiffres(voulue), connues=connues))
    return trouvee


def _montrer(dossier: Dossier, output: TextIO) -> None:
    contrats, programme = dossier.contrats, dossier.programme
    output.write(
        PHRASES["seance"].format(
            jour=date_en_chiffres(dossier.seance.jour),
            acheteur=dossier.acheteur,
            combien=nombre_de(len(contrats), PHRASES["contrats"]),
        )
        + "\n"
    )
    if not contrats:
        return
    output.write(
        table(
            PHRASES["entete"],
            [
                [
                    str(un.rang),
                    abrege(un.contrat.objet, OBJET_MAX),
                    "" if un.contrat.echeance is None else date_en_chiffres(un.contrat.echeance),
                    f"{PHRASES['forces'][un.cotation.pertinence.force]} ({un.cotation.pertinence.points})",
                    ", ".join(map(str, un.proposees)),
                    "" if un.decision is None else PHRASES["issues"][un.decision.issue],
                ]
                for un in contrats
            ],
        )
    )
    output.write(
        PHRASES["possible" if programme.possible else "impossible"].format(
            actions=nombre_de(dossier.nombre_d_actions, PHRASES["actions"]),
            contrats=nombre_de(len(dossier.retenus), PHRASES["sur_contrats"]),
            effort=nombre(programme.effort),
        )
        + "\n"
    )
    for charge in programme.charges:
        manque = PHRASES["manque"].format(manque=nombre(charge.manque)) if charge.manque else ""
        output.write(
            PHRASES["charge"].format(
                expert=dossier.cotes[charge.expert],
                prises=nombre(charge.prises),
                dispose=nombre(charge.dispose),
                manque=manque,
            )
            + "\n"
        )


__all__ = ["Voulu", "preparer_la_seance"]
