"""The process that reads a file nobody answers for: what kills it kills nothing else. It is told what to do on its standard input.

The order is a line of JSON, then come the bytes of the file, where the order names no path. It answers by lines of JSON.
"""

from __future__ import annotations

import io
import os
import sys
import time
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from knowledge.registre.apercu import apercu_de
from knowledge.registre.colonnes import Correspondance
from knowledge.registre.documents import lire_le_document
from knowledge.registre.echange import ecrire
from knowledge.registre.fichiers import NOM_MAX, FichierRefuseError, Source, lire_les_feuilles, ouvrir
from knowledge.registre.marche import Gravite, Lecture, Remarque
from knowledge.registre.regroupement import lire

# A record told in more than this is none of a contract.
MESSAGE_MAX = 1_000_000
# What is looked at of a table that is no register: its first sheets, rows and columns, and the beginning of each cell.
FEUILLES_MAX, RANGEES_MAX, CASES_MAX, CASE_MAX = 12, 250, 40, 200
# Seconds between two signs of life.
BATTEMENT = 1.0


def main() -> None:
    """Do what is ordered, then say so: what the libraries may print goes elsewhere than the answers."""
    with os.fdopen(os.dup(1), "wb") as sortie:
        os.dup2(2, 1)
        ordre = orjson.loads(sys.stdin.buffer.readline())
        _se_borner(ordre["octets"], ordre["cpu"])
        try:
            chemin = ordre["chemin"]
            with io.BytesIO(sys.stdin.buffer.read()) if chemin is None else Path(chemin).open("rb") as fichier:
                _faire(ordre, fichier, sortie)
            fin: Mapping[str, Any] = {"fin": True}
        except FichierRefuseError as refus:
            fin = {"refus": [refus.cause, refus.detail[:200]]}
        except MemoryError:
            fin = {"refus": ["lecture_trop_lourde", ""]}
        except Exception as erreur:  # noqa: BLE001 - whatever it is, the other process tells the person
            fin = {"panne": _ou(erreur)}
        sortie.write(ecrire(fin))


def _se_borner(octets: int, cpu: int) -> None:
    """Take no more than this of the machine, and after everybody else. Windows has no such bounds."""
    if sys.platform == "win32":
        return
    import resource

    for quoi, combien in ((resource.RLIMIT_AS, octets), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)):
        with suppress(ValueError, OSError):
            resource.setrlimit(quoi, (combien, combien))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))
    with suppress(OSError):
        os.nice(5)


def _faire(ordre: Mapping[str, Any], fichier: BinaryIO, sortie: BinaryIO) -> None:
    if ordre.get("document"):
        document = lire_le_document(ordre["nom"], fichier)
        sortie.write(ecrire({"lues": document.lues, "pages": document.pages}))
        sortie.writelines(ecrire(asdict(bloc)) for bloc in document.blocs)
        return
    if ordre.get("feuilles"):
        for nom, rangees in lire_les_feuilles(ordre["nom"], fichier, FEUILLES_MAX, RANGEES_MAX):
            cases = [[_case(case) for case in rangee[:CASES_MAX]] for rangee in rangees]
            sortie.write(ecrire({"feuille": nom[:NOM_MAX], "rangees": cases}))
        return
    source = ouvrir(ordre["nom"], fichier)
    if not ordre["lire"]:
        apercu = apercu_de(source)
        colonnes = None if apercu.correspondance is None else apercu.correspondance.en_json()
        sortie.write(ecrire({"apercu": apercu.en_json(), "colonnes": colonnes}))
        return
    source.vivant = _battre(source, sortie)
    colonnes = ordre["colonnes"]
    lectures = lire(
        source,
        correspondance=None if colonnes is None else Correspondance.depuis_json(colonnes),
        acheteurs=ordre["acheteurs"],
        acheteur_defaut=ordre["acheteur_defaut"],
    )
    sortie.writelines(map(_dire, lectures))


def _case(case: Any) -> Any:
    """A cell as JSON says it, its words cut: a number stays one."""
    if case is None or isinstance(case, bool | int | float):
        return case
    return (case.isoformat() if isinstance(case, date) else str(case))[:CASE_MAX]


def _battre(source: Source, sortie: BinaryIO) -> Any:
    dernier = time.monotonic()

    def battre() -> None:
        nonlocal dernier
        if time.monotonic() - dernier > BATTEMENT:
            sortie.write(ecrire({"avancement": source.avancement}))
            sortie.flush()
            dernier = time.monotonic()

    return battre


def _dire(lecture: Lecture) -> bytes:
    try:
        message = ecrire({"lecture": lecture})
    except TypeError:
        message = b""
    if message and len(message) < MESSAGE_MAX:
        return message
    remarque = Remarque(Gravite.ECARTE, "enregistrement_illisible", "")
    return ecrire({"lecture": Lecture(lecture.ligne, remarques=(remarque,))})


def _ou(erreur: Exception) -> str:
    """The kind of an error and where it arose: never its words, which may be the file's."""
    cadres = traceback.extract_tb(erreur.__traceback__)[-6:]
    return " < ".join(
        [type(erreur).__name__, *(f"{Path(un.filename).name}:{un.lineno} {un.name}" for un in reversed(cadres))]
    )


if __name__ == "__main__":
    main()
