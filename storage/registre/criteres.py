"""What the table of the register is sorted and filtered by: its own columns, and those that the team added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Integer, and_, case, cast, func, select, true

from storage.pliage import plie
from storage.registre.records import Genre
from storage.registre.tables import Marche, Referent, ValeurPropre


class Tri(StrEnum):
    """A column of the register; what has no value comes last, whichever way it is sorted.

    `A_VENIR` is an order only: what is awarded from today on, then what has no date, then what is past, the last first.
    """

    A_VENIR = "a_venir"
    ATTRIBUTION = "attribution"
    FIN = "fin"
    NOTIFIE = "notifie"
    OBJET = "objet"
    NUMERO = "numero"
    LOT = "lot"
    ACHETEUR = "acheteur"
    DIRECTION = "direction"
    REFERENT = "referent"
    RECURRENT = "recurrent"
    MONTANT = "montant"
    DUREE = "duree"
    NATURE = "nature"
    PROCEDURE = "procedure"
    CPV = "cpv"
    TITULAIRE = "titulaire"
    MODIFIE = "modifie"


@dataclass(frozen=True, slots=True)
class Propre:
    """A column that the team added."""

    id: int
    genre: Genre


Colonne: TypeAlias = "Tri | Propre"


@dataclass(frozen=True, slots=True)
class Critere:
    """What is asked of a column: folded words it holds, bounds (included), one value, or nothing at all."""

    colonne: Colonne
    mots: tuple[str, ...] = ()
    de: date | Decimal | None = None
    a: date | Decimal | None = None
    valeur: str | bool | None = None
    vide: bool = False


# The first of those it was given to; the others are on its page.
_TITULAIRE = Marche.titulaires[0]["nom"].as_string()
_VALEURS: dict[Tri, Any] = {
    Tri.A_VENIR: Marche.attribution_prevue,
    Tri.ATTRIBUTION: Marche.attribution_prevue,
    Tri.FIN: Marche.fin,
    Tri.NOTIFIE: Marche.notifie_le,
    Tri.OBJET: func.nullif(Marche.cle_objet, ""),
    Tri.NUMERO: Marche.numero,
    Tri.LOT: Marche.lot,
    Tri.ACHETEUR: func.nullif(Marche.acheteur, ""),
    Tri.DIRECTION: Marche.direction,
    Tri.REFERENT: Referent.nom,
    # Booleans are compared with nothing, and booleans in SQL.
    Tri.RECURRENT: cast(Marche.recurrent, Integer),
    Tri.MONTANT: Marche.montant_ht,
    Tri.DUREE: Marche.duree_mois,
    Tri.NATURE: Marche.nature,
    Tri.PROCEDURE: Marche.procedure,
    Tri.CPV: Marche.cpv,
    Tri.TITULAIRE: func.nullif(_TITULAIRE, ""),
    Tri.MODIFIE: Marche.modifie_le,
}
_EN_TOUTES_LETTRES = frozenset((Tri.NUMERO, Tri.LOT, Tri.DIRECTION, Tri.REFERENT, Tri.TITULAIRE))


def valeur_de(colonne: Colonne) -> ColumnElement[Any]:
    """What a contract holds there."""
    if isinstance(colonne, Tri):
        valeur: ColumnElement[Any] = _VALEURS[colonne]
        return valeur
    kept = ValeurPropre.nombre if colonne.genre is Genre.NOMBRE else ValeurPropre.texte
    return (
        select(kept)
        .where(ValeurPropre.marche_id == Marche.id, ValeurPropre.colonne_id == colonne.id)
        .correlate(Marche)
        .scalar_subquery()
    )


def ordre_de(colonne: Colonne) -> ColumnElement[Any]:
    """What it is compared by: texts without their case or accents."""
    texte = colonne in _EN_TOUTES_LETTRES if isinstance(colonne, Tri) else colonne.genre in (Genre.TEXTE, Genre.CHOIX)
    return plie(valeur_de(colonne)) if texte else valeur_de(colonne)


def rang_a_venir(attribution: Any, aujourdhui: date) -> ColumnElement[Any]:
    """To come, undated, past."""
    return case((attribution >= aujourdhui, 0), (attribution.is_(None), 1), else_=2)


def tenu(critere: Critere) -> ColumnElement[bool]:
    """The condition that a contract must meet."""
    valeur = valeur_de(critere.colonne)
    conditions: list[ColumnElement[bool]] = []
    if critere.vide:
        conditions.append(valeur.is_(None))
    if critere.mots:
        # The object is kept folded; so are the letters of its words.
        folded = valeur if critere.colonne is Tri.OBJET else plie(valeur)
        conditions += [folded.contains(mot, autoescape=True) for mot in critere.mots]
    if critere.de is not None:
        conditions.append(valeur >= critere.de)
    if critere.a is not None:
        conditions.append(valeur <= critere.a)
    if isinstance(critere.valeur, bool):
        conditions.append(valeur == int(critere.valeur))
    elif critere.valeur is not None:
        conditions.append(valeur == critere.valeur)
    return and_(true(), *conditions)


__all__ = ["Colonne", "Critere", "Propre", "Tri", "ordre_de", "rang_a_venir", "tenu", "valeur_de"]
