"""What is long to compute and hangs on nothing but the project's own files: computed by one process, read again by the next.

It is kept where Python keeps the modules that it compiled, and as they are: whoever may not write there computes it again.
Its arrays are mapped, not read: they cost no memory of their own, and all the processes of a machine share them.
"""

from __future__ import annotations

import marshal
import mmap
import os
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

# By name: arrays, or plain dicts, lists, tuples, frozensets, strings and numbers.
Donnees: TypeAlias = "Mapping[str, Any]"

DOSSIER = Path(__file__).parent / "__pycache__"
# Of each thing, those of the last versions: while some processes run the one before.
VERSIONS_MAX = 3
_SOURCES = sorted(Path(__file__).parents[1].glob("francais/*.py")) + sorted(Path(__file__).parent.glob("*.py"))


def deja_calcule(nom: str, lu: str, sources: Iterable[Path], calculer: Callable[[], Donnees]) -> Donnees:
    """What `calculer` makes of what was read, by the code of these files, of this folder and of the French that it knows."""
    cle = sha256(sys.version.encode())
    for source in (*_SOURCES, *sources):
        cle.update(source.read_bytes())
    cle.update(lu.encode())
    chemin = DOSSIER / f"{nom}.{cle.hexdigest()[:16]}.bin"
    connu = _lire(chemin)
    if connu is None:
        calcule = calculer()
        _ecrire(chemin, calcule)
        _oublier(chemin.parent, nom)
        # Read again, so that what was computed leaves the memory.
        connu = _lire(chemin) or calcule
    return connu


# A digest of all that follows, how long the head is, the head, then each array where the head says.
_SOMME, _LONGUEUR, _ALIGNEMENT = 32, 8, 64


def _lire(chemin: Path) -> Donnees | None:
    """None for what is not there, or not whole."""
    try:
        with chemin.open("rb") as fichier:
            somme = fichier.read(_SOMME)
            if file_digest(fichier, "sha256").digest() != somme:
                return None
            carte = mmap.mmap(fichier.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError:
        return None
    debut = _SOMME + _LONGUEUR
    tete = debut + int.from_bytes(carte[_SOMME:debut], "little")
    simples, tableaux = marshal.loads(carte[debut:tete])  # noqa: S302 - we wrote it, and it is whole
    lus = {
        nom: np.ndarray(forme, sorte, carte, _aligne(tete) + place) for nom, (sorte, forme, place) in tableaux.items()
    }
    return {**simples, **lus}


def _aligne(place: int) -> int:
    return -(-place // _ALIGNEMENT) * _ALIGNEMENT


def _ecrire(chemin: Path, donnees: Donnees) -> None:
    """Whole or not at all, whoever else writes the same."""
    simples: dict[str, Any] = {}
    tableaux: dict[str, tuple[str, tuple[int, ...], int]] = {}
    corps = bytearray()
    for nom, valeur in donnees.items():
        if isinstance(valeur, np.ndarray):
            corps.extend(bytes(_aligne(len(corps)) - len(corps)))
            tableaux[nom] = valeur.dtype.str, valeur.shape, len(corps)
            corps += valeur.tobytes()
        else:
            simples[nom] = valeur
    tete = marshal.dumps((simples, tableaux))
    debut = _SOMME + _LONGUEUR + len(tete)
    suite = len(tete).to_bytes(_LONGUEUR, "little") + tete + bytes(_aligne(debut) - debut) + corps
    brouillon = chemin.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    try:
        chemin.parent.mkdir(exist_ok=True)
        brouillon.write_bytes(sha256(suite).digest() + suite)
        brouillon.replace(chemin)
    except OSError:
        with suppress(OSError):
            brouillon.unlink()


def _oublier(dossier: Path, nom: str) -> None:
    """Drop the oldest."""
    with suppress(OSError):
        gardes = sorted(dossier.glob(f"{nom}.*"), key=lambda un: un.stat().st_mtime, reverse=True)
        for ancien in gardes[VERSIONS_MAX:]:
            ancien.unlink(missing_ok=True)
