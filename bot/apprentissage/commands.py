"""What is done by command about what was not understood: read it, and note what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TextIO

import orjson

from bot.command_line import RefusedError, abrege, date_en_chiffres, table
from knowledge.donnees import lire_donnees
from storage.apprentissage.records import NOTE_MAX, EtatIncompris, IncomprisRecord
from storage.database import Database

PHRASES: dict[str, Any] = lire_donnees(Path(__file__).with_name("commands.yaml"))
TEXTE_MAX = 80


def montrer(database: Database, output: TextIO, *, tout: bool, en_json: bool) -> None:
    """What was not understood, most frequent first, as a table or as one JSON object a line; `tout`: settled entries too."""
    with database.reading() as memory:
        entrees = memory.apprentissage.tout()
    if not tout:
        entrees = [entree for entree in entrees if entree.etat is EtatIncompris.A_TRAITER]
    if en_json:
        output.writelines(orjson.dumps(_en_json(entree)).decode() + "\n" for entree in entrees)
        return
    if not entrees:
        output.write(PHRASES["vide"] + "\n")
        return
    output.write(table(PHRASES["entete"], [_ligne(entree) for entree in entrees]))


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
    genre = PHRASES["genres"][entree.genre].format(question=entree.question)
    if entree.suggestions:
        genre += PHRASES["suggestions"].format(fiches=", ".join(map(str, entree.suggestions)))
    return [
        str(entree.id),
        str(entree.compte),
        date_en_chiffres(entree.dernier_jour),
        PHRASES["etats"][entree.etat],
        genre,
        abrege(entree.texte, TEXTE_MAX),
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
    gardee = anonymiser(note)[:NOTE_MAX] or None if note and note.strip() else None
    with database.unit_of_work() as uow:
        avant = uow.apprentissage.trouver(numero)
        if avant is None:
            raise RefusedError(PHRASES["inconnu"].format(numero=numero))
        change = uow.apprentissage.regler(numero, etat, gardee, jour)
        uow.commit()
    dit = PHRASES["regle" if change else "deja"].format(numero=numero, etat=PHRASES["etats"][etat])
    if change and avant.etat not in (EtatIncompris.A_TRAITER, etat):
        dit += PHRASES["au_lieu_de"].format(etat=PHRASES["etats"][avant.etat])
    if change and gardee is not None:
        dit += PHRASES["note_gardee"].format(note=gardee)
        if avant.note is not None and avant.note != gardee:
            dit += PHRASES["note_remplacee"].format(note=avant.note)
    output.write(dit + PHRASES["fin"] + "\n")
