"""What the commands of several capabilities share: how one is declared, refused, and what it reads and writes."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import wiring
from bot.wiring import Settings
from knowledge.donnees import lire_donnees
from storage.limits import NUMERO_MAX

if TYPE_CHECKING:
    from storage.database import Database

EXIT_FAULT = 1
Run = Callable[[Settings, argparse.Namespace], int]
# Declares a command by its name, what runs it and its help, then its other names; returns the parser of its arguments.
Command = Callable[..., argparse.ArgumentParser]


class RefusedError(Exception):
    """An order that cannot be carried out; the message says why, in French."""


@cache
def _phrases() -> dict[str, str]:
    phrases: dict[str, str] = lire_donnees(Path(__file__).with_name("command_line.yaml"))
    return phrases


def fail(message: str) -> int:
    """Say what is wrong; returns the exit status."""
    sys.stderr.write(f"spaser: {message}\n")
    return EXIT_FAULT


# --- what is typed ----------------------------------------------------------------------------------------------------


def lire_numero(brut: str) -> int:
    """The number of something that is kept. Raises argparse.ArgumentTypeError.

    >>> lire_numero("12")
    12
    """
    if not (brut.isascii() and brut.isdecimal() and len(brut) <= len(str(NUMERO_MAX)) and 0 < int(brut) <= NUMERO_MAX):
        raise argparse.ArgumentTypeError(_phrases()["numero"].format(brut=brut))
    return int(brut)


def lire_jour(brut: str) -> date:
    """A day, as 2027-03-01. Raises argparse.ArgumentTypeError."""
    try:
        return date.fromisoformat(brut)
    except ValueError as error:
        raise argparse.ArgumentTypeError(_phrases()["jour"].format(brut=brut)) from error


def lire_qui(plateforme: str, personne: str) -> tuple[str, str]:
    """A person by their name on a platform. Raises RefusedError."""
    if not plateforme.strip() or not personne.strip():
        raise RefusedError(_phrases()["personne_vide"])
    return plateforme.strip().lower(), personne.strip()


def ask(question: str) -> str:
    """What is typed in answer; nothing where nobody can type."""
    if not sys.stdin.isatty():
        return ""
    try:
        return input(question)
    except EOFError:
        return ""


# --- what is written --------------------------------------------------------------------------------------------------


def table(entete: Sequence[str], lignes: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their words."""
    toutes = [entete, *lignes]
    largeurs = [max(len(ligne[rang]) for ligne in toutes) for rang in range(len(entete))]
    return "".join(
        "  ".join(mot.ljust(largeur) for mot, largeur in zip(ligne, largeurs, strict=True)).rstrip() + "\n"
        for ligne in toutes
    )


def date_en_chiffres(jour: date) -> str:
    """A day in a column.

    >>> date_en_chiffres(date(2027, 3, 1))
    '01/03/2027'
    """
    return f"{jour:%d/%m/%Y}"


def abrege(texte: str, longueur_max: int) -> str:
    """Words in a column, cut where they are too long for it.

    >>> abrege("Nettoyage des écoles", 10)
    'Nettoyage…'
    """
    return texte if len(texte) <= longueur_max else texte[: longueur_max - 1] + "…"


# --- what a command works on ------------------------------------------------------------------------------------------


@contextmanager
def migrated(settings: Settings) -> Iterator[Database]:
    """The database, up to date, until the command ends."""
    forgive(sys.stdout, "replace", "utf-8")
    database = wiring.build_database(settings)
    try:
        database.migrate()
        yield database
    finally:
        database.close()


def answer(answer_one: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> int:
    """Answer the JSON lines of the standard input, each on its place; returns the exit status."""
    from bot.lines import answer_lines

    forgive(sys.stdin, "surrogateescape", "utf-8")
    forgive(sys.stdout, "strict", "utf-8")
    return answer_lines(sys.stdin, answer_one, sys.stdout)


def forgive(stream: object, errors: str, encoding: str | None = None) -> None:
    """Let one byte or letter that does not fit spoil no more than itself."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=encoding, errors=errors)
