"""What is long to compute and hangs on nothing but the project's own files: computed by one process, read again by the next.

It is kept where Python keeps the modules that it compiled, and as they are: whoever may not write there computes it again.
"""

from __future__ import annotations

import gc
import marshal
import os
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

DOSSIER = Path(__file__).parent / "__pycache__"
# Of each thing, those of the last versions: while some processes run the one before.
VERSIONS_MAX = 3
_SOURCES = sorted(Path(__file__).parents[1].glob("francais/*.py")) + sorted(Path(__file__).parent.glob("*.py"))


def deja_calcule(nom: str, lu: str, sources: Iterable[Path], calculer: Callable[[], Any]) -> Any:
    """What `calculer` makes of what was read, by the code of these files, of this folder and of the French that it knows.

    It is of plain dicts, lists, tuples, frozensets, strings and numbers.
    """
    cle = sha256(sys.version.encode())
    for source in (*_SOURCES, *sources):
        cle.update(source.read_bytes())
    cle.update(lu.encode())
    chemin = DOSSIER / f"{nom}.{cle.hexdigest()[:16]}.bin"
    connu = _lire(chemin)
    if connu is None:
        connu = calculer()
        _ecrire(chemin, marshal.dumps(connu))
        _oublier(chemin.parent, nom)
    return connu


def _lire(chemin: Path) -> Any:
    """None for what is not there, or not whole."""
    try:
        octets = chemin.read_bytes()
    except OSError:
        return None
    somme, corps = octets[:32], memoryview(octets)[32:]
    if sha256(corps).digest() != somme:
        return None
    # Nothing of it is to be collected: the collector need not walk it while it grows.
    suspendu = gc.isenabled()
    gc.disable()
    try:
        return marshal.loads(corps)  # noqa: S302 - we wrote it, and it is whole
    finally:
        if suspendu:
            gc.enable()


def _ecrire(chemin: Path, corps: bytes) -> None:
    """Whole or not at all, whoever else writes the same."""
    brouillon = chemin.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    try:
        chemin.parent.mkdir(exist_ok=True)
        brouillon.write_bytes(sha256(corps).digest() + corps)
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
