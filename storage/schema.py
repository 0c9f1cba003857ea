"""Every table of every capability, so that the whole schema is known to whoever makes or compares it."""

from __future__ import annotations

from storage.accompagnements import tables as accompagnements
from storage.apprentissage import tables as apprentissage
from storage.base import Base
from storage.cad import tables as cad
from storage.comptes import tables as comptes
from storage.conversation import tables as conversation
from storage.diagnostic import tables as diagnostic
from storage.envois import tables as envois
from storage.indicateurs import tables as indicateurs
from storage.ligne_directe import tables as ligne_directe
from storage.rappels import tables as rappels
from storage.registre import tables as registre
from storage.suivi import tables as suivi

TABLES = (
    accompagnements,
    apprentissage,
    cad,
    comptes,
    conversation,
    diagnostic,
    envois,
    indicateurs,
    ligne_directe,
    rappels,
    registre,
    suivi,
)
METADATA = Base.metadata
