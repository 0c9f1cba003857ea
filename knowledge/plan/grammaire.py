"""How the declaration of an indicator is written in YAML, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from knowledge.plan.declaration import (
    COMPTES,
    LOTS,
    PLAFONDS,
    SANS_NOMBRE,
    UNITES,
    Calcul,
    Etape,
    Fait,
    Mesure,
    Population,
    Saisie,
    Trait,
)
from knowledge.plan.tableau_de_bord import Genre
from knowledge.plan.yaml_reader import Noeud
from knowledge.regles.conditions import suggestion

# « tous » is how the plan names the contracts of the year.
TOUS = "tous"
# The only thing contracts are spread over.
REPARTITION = "nature"

Mot = TypeVar("Mot", bound=StrEnum)


def lire_calcul(noeud: Noeud, traits: Collection[str] = tuple(Trait)) -> Calcul | None:
    """Read how a figure is computed; None, and a fault noted, when that cannot be told. `traits`: those that are known."""
    evolution = noeud.oui_non("evolution", defaut=False)
    formes = [forme for forme in _FORMES if noeud.enfant(forme, requis=False) is not None]
    if len(formes) != 1:
        noeud.faute(f"un calcul s'écrit avec une seule de ces clés : {', '.join(_FORMES)}")
        for cle in (*_AVEC, "compte"):
            noeud.enfant(cle, requis=False)
        noeud.fin()
        return None
    calcul = _FORMES[formes[0]](noeud, evolution, traits)
    compte = _compte(noeud)
    if compte is not None and calcul.compte is None:
        noeud.faute("« compte » ne va qu'avec un calcul qui compte des contrats ; retirez-le")
    noeud.fin()
    return replace(calcul, lots=compte == LOTS)


def _compte(noeud: Noeud) -> str | None:
    """Whether lots or contracts are counted, where that is written."""
    return None if noeud.enfant("compte", requis=False) is None else noeud.parmi("compte", COMPTES)


def lire_saisie(noeud: Noeud, identifiant: str, par: str, aide: str | None) -> Saisie:
    """Read what a pilot enters; `identifiant` is the indicator's, `par` the service, already read."""
    unite = noeud.parmi("unite", UNITES)
    noeud.parmi("periode", ("an",))
    minimum, maximum = (noeud.enfant(borne, requis=False) for borne in ("minimum", "maximum"))
    plancher = None if unite in SANS_NOMBRE else Decimal(0)
    saisie = Saisie(
        unite=unite,
        par=par,
        ensemble=noeud.oui_non("ensemble", defaut=False),
        minimum=plancher if minimum is None else minimum.en_nombre(),
        maximum=PLAFONDS.get(unite) if maximum is None else maximum.en_nombre(),
        aide=aide,
        delai=noeud.oui_non("delai", defaut=False),
        id=noeud.texte_ou_rien("id") or identifiant,
        moyenne=noeud.oui_non("moyenne", defaut=False),
        compte=_compte(noeud),
    )
    if unite in SANS_NOMBRE and (minimum is not None or maximum is not None):
        noeud.faute(f"l'unité « {unite} » n'a ni minimum ni maximum ; retirez-les")
    if saisie.minimum is not None and saisie.maximum is not None and saisie.minimum >= saisie.maximum:
        noeud.faute("le minimum doit être plus petit que le maximum")
    if saisie.delai and unite != "oui_non":
        noeud.faute("« delai » ne va qu'avec l'unité « oui_non »")
    if saisie.moyenne and unite != "nombre":
        noeud.faute("« moyenne » ne va qu'avec l'unité « nombre »")
    noeud.fin()
    return saisie


def lire_traits(noeud: Noeud, cle: str, traits: Collection[str], *, requis: bool = True) -> tuple[str, ...]:
    """Read one trait, or a list of them, among those that are known."""
    enfant = noeud.enfant(cle, requis=requis)
    if enfant is None:
        return ()
    ecrits = list(enfant) if enfant.est_une_liste else [enfant]
    if not ecrits:
        enfant.faute(f"« {cle} » est vide : nommez au moins un trait")
    return tuple(trait for trait in (_trait(ecrit, traits) for ecrit in ecrits) if trait is not None)


def _trait(noeud: Noeud, traits: Collection[str]) -> str | None:
    mot = noeud.brut or ""
    if mot == TOUS:
        return Trait.ATTRIBUE
    if mot not in traits:
        noeud.faute(f"contrats inconnus « {mot} »{suggestion(mot, [TOUS, *traits])}")
        return None
    return mot


def _population(noeud: Noeud, cle: str, traits: Collection[str]) -> Population:
    enfant = noeud.enfant(cle)
    if enfant is None:
        return Population()
    if not enfant.est_un_bloc:
        enfant.faute(f"« {cle} » doit nommer une action et une étape, ou des contrats : {{contrats: {TOUS}}}")
        return Population()
    action = enfant.enfant("action", requis=False)
    lignes = enfant.enfant("actions", requis=False)
    etape = enfant.enfant("etape", requis=False)
    if action is None and lignes is None and enfant.enfant("contrats", requis=False) is None:
        enfant.faute(f"« {cle} » doit nommer une action et une étape, ou des contrats : {{contrats: {TOUS}}}")
    if action is not None and lignes is not None:
        enfant.faute("une seule « action », ou toutes les « actions » : gardez l'une des deux clés")
    if (action is None and lignes is None) != (etape is None):
        enfant.faute("une action va avec son étape : {action: 8, etape: inscrite}")
    if lignes is not None:
        enfant.parmi("actions", ("toutes",))
    population = Population(
        action=None if action is None else action.en_entier(),
        lignes=lignes is not None,
        etape=None if etape is None else _mot(enfant, "etape", Etape),
        traits=frozenset(lire_traits(enfant, "contrats", traits, requis=False)),
    )
    enfant.fin()
    return population


def _mot(noeud: Noeud, cle: str, mots: type[Mot]) -> Mot:
    return mots(noeud.parmi(cle, [mot.value for mot in mots]))


def _part(noeud: Noeud, evolution: bool, traits: Collection[str]) -> Calcul:
    de = _population(noeud, "numerateur", traits)
    objectif = noeud.texte_ou_rien("objectif")
    if objectif is not None:
        return Calcul(Genre.PART, de, objectif=objectif, evolution=evolution)
    mesure = None if noeud.enfant("mesure", requis=False) is None else _mot(noeud, "mesure", Mesure)
    return Calcul(Genre.PART, de, _population(noeud, "denominateur", traits), mesure, evolution=evolution)


def _nombre(noeud: Noeud, evolution: bool, traits: Collection[str]) -> Calcul:
    return Calcul(Genre.NOMBRE, _population(noeud, "nombre", traits), evolution=evolution)


def _somme(noeud: Noeud, evolution: bool, traits: Collection[str]) -> Calcul:
    mesure = _mot(noeud, "somme", Mesure)
    return Calcul(Genre.SOMME, _population(noeud, "de", traits), mesure=mesure, evolution=evolution)


def _moyenne(noeud: Noeud, evolution: bool, traits: Collection[str]) -> Calcul:
    mesure = _mot(noeud, "moyenne", Mesure)
    return Calcul(Genre.MOYENNE, _population(noeud, "de", traits), mesure=mesure, evolution=evolution)


def _repartition(noeud: Noeud, evolution: bool, traits: Collection[str]) -> Calcul:
    noeud.parmi("repartition", (REPARTITION,))
    return Calcul(Genre.REPARTITION, _population(noeud, "de", traits), evolution=evolution)


def _directions(noeud: Noeud, evolution: bool, traits: Collection[str]) -> Calcul:
    return Calcul(Genre.NOMBRE, _population(noeud, "directions", traits), distinct=True, evolution=evolution)


def _fait(noeud: Noeud, evolution: bool, _: Collection[str]) -> Calcul:
    return Calcul(Genre.FAIT, fait=_mot(noeud, "fait", Fait), evolution=evolution)


def _cibles_atteintes(noeud: Noeud, evolution: bool, _: Collection[str]) -> Calcul:
    noeud.parmi("cibles_atteintes", ("oui",))
    return Calcul(Genre.PART, cibles=True, evolution=evolution)


def _accompagnements(noeud: Noeud, evolution: bool, _: Collection[str]) -> Calcul:
    noeud.parmi("accompagnements", ("realises",))
    noeud.parmi("sur", ("programmes",))
    return Calcul(Genre.PART, accompagnements=True, evolution=evolution)


def _saisie_divisee(noeud: Noeud, evolution: bool, traits: Collection[str]) -> Calcul:
    saisie = noeud.texte("saisie")
    return Calcul(Genre.MOYENNE, dans=_population(noeud, "sur", traits), saisie=saisie, evolution=evolution)


_FORMES: Mapping[str, Callable[[Noeud, bool, Collection[str]], Calcul]] = {
    "numerateur": _part,
    "nombre": _nombre,
    "somme": _somme,
    "moyenne": _moyenne,
    "repartition": _repartition,
    "directions": _directions,
    "fait": _fait,
    "cibles_atteintes": _cibles_atteintes,
    "accompagnements": _accompagnements,
    "saisie": _saisie_divisee,
}
# What goes with one of them: not at fault when it is the form that nobody can read.
_AVEC = ("denominateur", "objectif", "mesure", "de", "sur")

__all__ = ["REPARTITION", "TOUS", "lire_calcul", "lire_saisie", "lire_traits"]
