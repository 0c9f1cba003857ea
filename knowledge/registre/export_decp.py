"""Contracts written as official DECP v2 JSON; those that lack what the format demands are told, never filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, TextIO

from knowledge.registre.decp import NUMERO_MAX, en_nombre
from knowledge.registre.enumerations import enumerations
from knowledge.registre.marche import Modification, Titulaire
from knowledge.registre.valeurs import SIRET

OBJET_MAX = 1000
# What the format demands of a marché beside what is written from our own fields. Source: schéma DECP v2.0.4.
_EXIGES = (
    "techniques", "modalitesExecution", "marcheInnovant", "ccag", "offresRecues", "attributionAvance",
    "typeGroupementOperateurs", "procedure", "lieuExecution", "typesPrix", "formePrix", "sousTraitanceDeclaree",
    "considerationsSociales", "considerationsEnvironnementales",
)  # fmt: skip
_EXIGES_CONCESSION = (
    "nature", "procedure", "dateDebutExecution", "montantSubventionPublique", "considerationsSociales",
    "considerationsEnvironnementales",
)  # fmt: skip
_FACULTATIFS = ("idAccordCadre", "tauxAvance", "origineUE", "origineFrance")
_TYPES = frozenset({"SIRET", "TVA", "TAHITI", "RIDET", "FRWF", "IREP", "HORS-UE"})
_CPV = re.compile(r"\d{8}")


class Exportable(Protocol):
    """What is written of a contract: the fields of `MarcheLu`, wherever they are kept."""

    @property
    def acheteur_id(self) -> str: ...
    @property
    def numero(self) -> str: ...
    @property
    def concession(self) -> bool: ...
    @property
    def objet(self) -> str | None: ...
    @property
    def cpv(self) -> str | None: ...
    @property
    def montant_ht(self) -> Decimal | None: ...
    @property
    def duree_mois(self) -> int | None: ...
    @property
    def notifie_le(self) -> date | None: ...
    @property
    def publie_le(self) -> date | None: ...
    @property
    def titulaires(self) -> Sequence[Titulaire]: ...
    @property
    def modifications(self) -> Sequence[Modification]: ...
    @property
    def decp(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Incomplet:
    """A contract that cannot be published as it is: the official names of what it lacks, or has and the format refuses."""

    acheteur_id: str
    numero: str
    manque: tuple[str, ...]


def exporter(marches: Iterable[Exportable], sortie: TextIO) -> list[Incomplet]:
    """Write the contracts that are complete, one at a time, and give back the others with what they lack.

    Both lists of the format are always there, be they empty. Concessions wait for the marchés: they are few.
    """
    incomplets: list[Incomplet] = []
    concessions: list[dict[str, Any]] = []
    sortie.write('{"marches": {"marche": [')
    premier = True
    for marche in marches:
        element, manque = en_decp(marche)
        if manque:
            incomplets.append(Incomplet(marche.acheteur_id, marche.numero, manque))
        elif marche.concession:
            concessions.append(element)
        else:
            sortie.write(("\n" if premier else ",\n") + _json(element))
            premier = False
    sortie.write('\n], "contrat-concession": [')
    for rang, element in enumerate(concessions):
        sortie.write((",\n" if rang else "\n") + _json(element))
    sortie.write("\n]}}\n")
    return incomplets


def _json(element: Mapping[str, Any]) -> str:
    return json.dumps(element, ensure_ascii=False)


def en_decp(marche: Exportable) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A contract as the official format has it, and the names of what it lacks; complete when that is empty."""
    element: dict[str, Any] = {"id": marche.numero if len(marche.numero) <= NUMERO_MAX else None}
    acheteur = {"id": marche.acheteur_id} if SIRET.fullmatch(marche.acheteur_id) else None
    element["autoriteConcedante" if marche.concession else "acheteur"] = acheteur
    objet = marche.objet
    element["objet"] = objet if objet is not None and len(objet) <= OBJET_MAX else None
    element["dureeMois"] = marche.duree_mois
    element["datePublicationDonnees"] = _jour(marche.publie_le)
    montant = None if marche.montant_ht is None else en_nombre(marche.montant_ht)
    if marche.concession:
        element |= {"dateSignature": _jour(marche.notifie_le), "valeurGlobale": montant}
        element |= _des_concessions(marche)
    else:
        element |= {"dateNotification": _jour(marche.notifie_le), "montant": montant}
        element |= _des_marches(marche)
    manque = tuple(nom for nom, valeur in element.items() if valeur is None)
    if marche.modifications:
        modifications = [_modification(une, concession=marche.concession) for une in marche.modifications]
        if None in modifications:
            manque = (*manque, "modifications")
        element["modifications"] = [{"modification": une} for une in modifications]
    return element, manque


def _jour(jour: date | None) -> str | None:
    return None if jour is None else jour.isoformat()


def _des_marches(marche: Exportable) -> dict[str, Any]:
    decp = marche.decp
    element: dict[str, Any] = {
        "nature": decp.get("nature"),
        "codeCPV": marche.cpv if marche.cpv is not None and _CPV.fullmatch(marche.cpv) else None,
        "titulaires": _titulaires(marche.titulaires, "titulaire"),
    }
    element |= {nom: _officiel(nom, decp.get(nom), concession=False) for nom in _EXIGES}
    element |= {nom: decp[nom] for nom in _FACULTATIFS if nom in decp}
    for nom, singulier in (
        ("actesSousTraitance", "acteSousTraitance"),
        ("modificationsActesSousTraitance", "modificationActeSousTraitance"),
    ):
        if decp.get(nom):
            element[nom] = [{singulier: un} for un in _distincts(decp[nom])]
    return element


def _des_concessions(marche: Exportable) -> dict[str, Any]:
    decp = marche.decp
    element: dict[str, Any] = {"concessionnaires": _titulaires(marche.titulaires, "concessionnaire")}
    element |= {nom: _officiel(nom, decp.get(nom), concession=True) for nom in _EXIGES_CONCESSION}
    if decp.get("donneesExecution"):
        element["donneesExecution"] = [
            {"donneesAnnuelles": _annee(une)} for une in _distincts(decp["donneesExecution"])
        ]
    return element


def _annee(une: Mapping[str, Any]) -> dict[str, Any]:
    return {**une, "tarifs": [{"tarif": tarif} for tarif in une["tarifs"]]}


def _distincts(elements: Sequence[Any]) -> list[Any]:
    """Without repetition, which the format refuses."""
    return list({json.dumps(un, sort_keys=True): un for un in elements}.values())


def _officiel(nom: str, valeur: Any, *, concession: bool) -> Any:
    liste = enumerations().listes.get(nom)
    if valeur is None or liste is None:
        return valeur
    # "Réservé" is said otherwise of a marché and of a concession.
    refusee = "Marché réservé" if concession else "Concession réservée"
    return None if refusee in valeur or not valeur else {liste.singulier: list(valeur)}


def _titulaires(titulaires: Sequence[Titulaire], nom: str) -> list[dict[str, Any]] | None:
    """All of them or none: to leave one out would be to publish something false."""
    if not titulaires or any(un.type_identifiant not in _TYPES or not un.identifiant for un in titulaires):
        return None
    return _distincts([{nom: {"typeIdentifiant": un.type_identifiant, "id": un.identifiant}} for un in titulaires])


def _modification(une: Modification, *, concession: bool) -> dict[str, Any] | None:
    if une.notifiee_le is None or une.publiee_le is None:
        return None
    element: dict[str, Any] = {
        "id": une.numero,
        "dateSignatureModification" if concession else "dateNotificationModification": une.notifiee_le.isoformat(),
        "datePublicationDonneesModification": une.publiee_le.isoformat(),
    }
    if une.duree_mois is not None:
        element["dureeMois"] = une.duree_mois
    if une.montant_ht is not None:
        element["valeurGlobale" if concession else "montant"] = en_nombre(une.montant_ht)
    if une.titulaires and not concession:
        titulaires = _titulaires(une.titulaires, "titulaire")
        if titulaires is None:
            return None
        element["titulaires"] = titulaires
    return element


__all__ = ["Exportable", "Incomplet", "en_decp", "exporter"]
