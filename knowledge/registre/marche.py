"""A contract as a file tells it, and what had to be said of the way it tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Gravite(StrEnum):
    """What became of a value: put right, kept out of doubt, or the whole record set aside."""

    CORRIGE = "corrige"
    DOUTEUX = "douteux"
    ECARTE = "ecarte"


@dataclass(frozen=True, slots=True)
class Remarque:
    """One thing to say of a record: the field, what was read there, what is kept (None: nothing).

    `cause` is a key of `causes.yaml`, which words it in French.
    """

    gravite: Gravite
    cause: str
    champ: str
    lu: str = ""
    retenu: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Titulaire:
    """A holder: the kind of its number (SIRET, TVA…), the number, its name where the file says it."""

    type_identifiant: str
    identifiant: str
    nom: str = ""


@dataclass(frozen=True, slots=True)
class Modification:
    """An amendment; None where it changes nothing."""

    numero: int
    notifiee_le: date | None
    duree_mois: int | None = None
    montant_ht: Decimal | None = None
    titulaires: tuple[Titulaire, ...] = ()
    publiee_le: date | None = None


@dataclass(frozen=True, slots=True)
class MarcheLu:
    """A contract read from a file, None for all that it does not say or that cannot be trusted.

    `acheteur_id` is a SIRET; with `numero` it names the contract. `groupe` is the same for the lots of one consultation.
    `duree_mois` includes renewals; `montant_ht` is euros before tax over that duration. `version` sorts two tellings of one
    contract: the greater is the later. `decp` holds the official v2 fields that have none of ours, under their official
    names and with official values only. What people add in a table: `recurrent`, `direction`, `referent`, `fin`, `attribution_prevue`.
    """

    acheteur_id: str
    numero: str
    concession: bool = False
    acheteur_nom: str | None = None
    objet: str | None = None
    cpv: str | None = None
    nature: str | None = None  # a value of the fact `nature`
    nature_deduite: bool = False  # whether the CPV code proves it, and the file does not tell it
    procedure: str | None = None  # a value of the fact `procedure`
    accord_cadre: bool | None = None
    montant_ht: Decimal | None = None
    duree_mois: int | None = None
    notifie_le: date | None = None
    publie_le: date | None = None
    titulaires: tuple[Titulaire, ...] = ()
    modifications: tuple[Modification, ...] = ()
    lot: str | None = None
    groupe: str = ""
    version: str = ""
    decp: Mapping[str, Any] = field(default_factory=dict)
    recurrent: bool | None = None
    fin: date | None = None
    attribution_prevue: date | None = None
    direction: str | None = None
    referent: str | None = None
    remarques: tuple[Remarque, ...] = ()


@dataclass(frozen=True, slots=True)
class Lecture:
    """What became of one record of a file, `ligne` being its line, or its rank where lines mean nothing (from 1).

    `marche` stands on the record that gives it; `regroupe_avec` is the line of the record that this one joins (another
    holder, or another telling, of the same contract); a record with neither is set aside, and its remarks say why.
    """

    ligne: int
    marche: MarcheLu | None = None
    regroupe_avec: int | None = None
    remarques: tuple[Remarque, ...] = ()
    extrait: str = ""


__all__ = ["Gravite", "Lecture", "MarcheLu", "Modification", "Remarque", "Titulaire"]
