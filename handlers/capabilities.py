"""The capabilities of the house, by name: what each answers is declared in its own folder."""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handlers.conversation.capability import Capability

NOMS = (
    "diagnostic",
    "clauses",
    "besoin",
    "fiches",
    "cad",
    "registre",
    "rappels",
    "suivi",
    "indicateurs",
    "ligne_directe",
    "accompagnements",
    "comptes",
    "apprentissage",
    "envois",
)


@cache
def capabilities() -> tuple[Capability, ...]:
    """What each capability answers, from `handlers/<name>/capability.py`, in the order of `NOMS`."""
    return tuple(importlib.import_module(f"handlers.{nom}.capability").CAPABILITY for nom in NOMS)
