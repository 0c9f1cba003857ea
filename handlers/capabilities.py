"""The capabilities of the house: the folders here that hold a `capability.py`, where each declares what it answers."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.donnees import lire_donnees

if TYPE_CHECKING:
    from handlers.conversation.capability import Capability

_ICI = Path(__file__).parent
# The kernel is no capability: it has no answer of its own.
_NOYAU = "conversation"


def _noms() -> tuple[str, ...]:
    """In the order of their `actes.yaml`, which is that of the help."""
    trouves = [fichier.parent.name for fichier in _ICI.glob("*/capability.py") if fichier.parent.name != _NOYAU]
    return tuple(sorted(trouves, key=lambda nom: (int(lire_donnees(_ICI / nom / "actes.yaml")["ordre"]), nom)))


NOMS = _noms()


@cache
def capabilities() -> tuple[Capability, ...]:
    """What each capability answers, from `handlers/<name>/capability.py`, in the order of `NOMS`."""
    return tuple(importlib.import_module(f"handlers.{nom}.capability").CAPABILITY for nom in NOMS)
