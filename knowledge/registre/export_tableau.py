"""Contracts as a flat table that people complete, in CSV, which our import reads back without a question."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, TextIO

from knowledge.registre.colonnes import Colonne, colonnes_de_l_export, proteger
from knowledge.registre.decp import en_nombre
from knowledge.registre.export_decp import Exportable
from knowledge.registre.marche import Modification, Titulaire


class Affichable(Exportable, Protocol):
    """What the table shows of a contract: the fields of `MarcheLu`, wherever they are kept."""

    @property
    def acheteur_nom(self) -> str | None: ...
    @property
    def nature(self) -> str | None: ...
    @property
    def nature_deduite(self) -> bool: ...
    @property
    def procedure(self) -> str | None: ...
    @property
    def accord_cadre(self) -> bool | None: ...
    @property
    def lot(self) -> str | None: ...
    @property
    def recurrent(self) -> bool | None: ...
    @property
    def fin(self) -> date | None: ...
    @property
    def attribution_prevue(self) -> date | None: ...
    @property
    def direction(self) -> str | None: ...
    @property
    def referent(self) -> str | None: ...


def entetes() -> list[str]:
    """The titles of the columns, in their order."""
    return [colonne.titre for colonne in colonnes_de_l_export()]


def rangee(marche: Affichable) -> list[str | int | Decimal | date]:
    """The cells of one contract, in the order of the columns; "" for what is not known."""
    return [_cellule(_valeur(marche, colonne)) for colonne in colonnes_de_l_export()]


def _valeur(marche: Affichable, colonne: Colonne) -> Any:
    if colonne.decp is not None:
        return _du_decp(marche.decp.get(colonne.decp))
    match colonne.champ:
        case "titulaires":
            return "\n".join(_titulaire(un) for un in marche.titulaires)
        case "modifications":
            modifications = [_modification(une) for une in marche.modifications]
            return json.dumps(modifications, ensure_ascii=False) if modifications else None
        case "nature_dite":
            return marche.nature
        case "nature_deduite":
            return marche.nature_deduite if marche.nature is not None else None
        case "procedure_dite":
            return marche.procedure
        case champ:
            return getattr(marche, champ)


def _cellule(valeur: Any) -> str | int | Decimal | date:
    match valeur:
        case None:
            return ""
        case bool():
            return "oui" if valeur else "non"
        case int() | Decimal() | date():
            return valeur
        case _:
            return str(valeur)


def _du_decp(valeur: Any) -> Any:
    if isinstance(valeur, list) and all(isinstance(une, str) for une in valeur):
        return " | ".join(valeur)
    if isinstance(valeur, list | Mapping):
        return json.dumps(valeur, ensure_ascii=False)
    return Decimal(str(valeur)) if isinstance(valeur, float) else valeur


def _titulaire(un: Titulaire) -> str:
    if not un.identifiant:
        return un.nom.replace(";", ",")
    return f"{un.type_identifiant} {un.identifiant} {un.nom}".strip()


def _modification(une: Modification) -> dict[str, Any]:
    dite: dict[str, Any] = {
        "id": une.numero,
        "dateNotificationModification": None if une.notifiee_le is None else une.notifiee_le.isoformat(),
        "datePublicationDonneesModification": None if une.publiee_le is None else une.publiee_le.isoformat(),
        "dureeMois": une.duree_mois,
        "montant": None if une.montant_ht is None else en_nombre(une.montant_ht),
        "titulaires": [
            {"typeIdentifiant": un.type_identifiant, "id": un.identifiant, "denominationSociale": un.nom}
            for un in une.titulaires
        ],
    }
    return {nom: valeur for nom, valeur in dite.items() if valeur not in (None, [])}


def exporter_csv(marches: Iterable[Affichable], sortie: TextIO) -> int:
    """Write the table for a French spreadsheet: semicolons, decimal commas, dates by day; gives the number of contracts.

    Open `sortie` with newline="" and utf-8-sig. No cell is taken for a formula.
    """
    ecrivain = csv.writer(sortie, delimiter=";")
    ecrivain.writerow(entetes())
    nombre = 0
    for marche in marches:
        ecrivain.writerow([_pour_csv(cellule) for cellule in rangee(marche)])
        nombre += 1
    return nombre


def _pour_csv(cellule: str | int | Decimal | date) -> str:
    match cellule:
        case str():
            return proteger(cellule)
        case Decimal():
            return f"{cellule:f}".replace(".", ",")
        case date():
            return cellule.strftime("%d/%m/%Y")
        case _:
            return str(cellule)


def en_brut(cellule: str | int | Decimal | date) -> str:
    """A cell for a program: ISO dates, a point before decimals; still no formula where a spreadsheet opens it.

    >>> en_brut(Decimal("1234.50")), en_brut(date(2026, 3, 1)), en_brut("=2+2")
    ('1234.50', '2026-03-01', "'=2+2")
    """
    match cellule:
        case str():
            return proteger(cellule)
        case Decimal():
            return f"{cellule:f}"
        case date():
            return cellule.isoformat()
        case _:
            return str(cellule)


__all__ = ["Affichable", "en_brut", "entetes", "exporter_csv", "rangee"]
