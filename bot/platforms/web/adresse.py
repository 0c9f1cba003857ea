"""The address of a page beside the chat: what it selects, and who reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from storage.comptes.records import CompteRecord
from storage.registre.records import MarcheRecord, ReferentRecord, relire

AUCUN = "-"


def adresse(base: str, champs: Mapping[str, Any]) -> str:
    """An address with these fields, the empty ones left out.

    >>> adresse("/registre", {"texte": "pain & eau", "tri": "", "apres": 12})
    '/registre?texte=pain+%26+eau&apres=12'
    """
    dits = {nom: valeur for nom, valeur in champs.items() if valeur not in ("", None, False)}
    return f"{base}?{urlencode(dits)}" if dits else base


@dataclass(frozen=True, slots=True)
class Lecteur:
    """Who reads, and when: their names in the register, and whether they change everything."""

    compte: CompteRecord
    equipe: bool
    referents: tuple[ReferentRecord, ...]
    aujourdhui: date
    jusqu_au: datetime

    @property
    def auteur(self) -> str:
        return f"{self.compte.plateforme}:{self.compte.personne}"

    def peut_changer(self, marche: MarcheRecord) -> bool:
        """The team changes any contract; others those they answer for, or that nobody does."""
        return self.equipe or marche.referent_id is None or marche.referent_id in {un.id for un in self.referents}


__all__ = ["AUCUN", "Lecteur", "adresse", "relire"]
