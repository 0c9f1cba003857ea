"""Conditions that read as text: parsing, and what each one says about a set of possible values."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, TypeAlias

from knowledge.regles.faits import (
    NON,
    OUI,
    Borne,
    Decoupage,
    Ensemble,
    Fait,
    Faits,
    Genre,
    Intervalle,
    Options,
    Vocabulaire,
)
from knowledge.regles.seuils import Seuil


@dataclass(frozen=True, slots=True)
class Toujours:
    """True of every contract."""


@dataclass(frozen=True, slots=True)
class Parmi:
    """The fact is one of these choices (`nature parmi travaux, services`, `alloti = non`)."""

    fait: str
    valeurs: frozenset[str]
    texte: str


@dataclass(frozen=True, slots=True)
class Contient:
    """The set holds at least one of these members (`segments contient traiteur`)."""

    fait: str
    valeurs: frozenset[str]
    texte: str


@dataclass(frozen=True, slots=True)
class Compare:
    """The number or the date compares with a fixed value (`montant_ht > 90 000`)."""

    fait: str
    signe: str
    valeur: Borne
    texte: str


@dataclass(frozen=True, slots=True)
class CompareSeuil:
    """The number compares with a legal value that depends on the nature and on the day the consultation is launched."""

    fait: str
    signe: str
    seuil: Seuil
    texte: str


@dataclass(frozen=True, slots=True)
class Toutes:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class UneDe:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Aucune:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Qualifie:
    """What the law calls a contract, by name (`service_liste`): it stands for the condition that defines it."""

    nom: str
    quand: Condition


Atome: TypeAlias = "Parmi | Contient | Compare | CompareSeuil"
Condition: TypeAlias = "Toujours | Atome | Toutes | UneDe | Aucune | Qualifie"

SIGNES: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
}
COMBINAISONS: Mapping[str, Callable[[tuple[Condition, ...]], Condition]] = {
    "toutes": Toutes,
    "une_de": UneDe,
    "aucune": Aucune,
}


class ConditionFautiveError(ValueError):
    """A condition that cannot be read; the message is in French, for whoever edits the fiche."""


def atomes(condition: Condition, *, qualifies: bool = True) -> Iterator[Atome]:
    """Every elementary condition, left to right; with `qualifies` False, not those of the named ones."""
    match condition:
        case Toutes(parts) | UneDe(parts) | Aucune(parts):
            for part in parts:
                yield from atomes(part, qualifies=qualifies)
        case Qualifie(_, quand):
            if qualifies:
                yield from atomes(quand)
        case Toujours():
            return
        case _:
            yield condition


_COMPARAISON = re.compile(r"^(?P<fait>\w+)\s*(?P<signe>>=|<=|!=|=|>|<)\s*(?P<valeur>.+)$")
_PARMI = re.compile(r"^(?P<fait>\w+)\s+parmi\s+(?P<valeurs>.+)$")
_CONTIENT = re.compile(r"^(?P<fait>\w+)\s+contient\s+(?:un de\s+)?(?P<valeurs>.+)$")
_SEUIL = re.compile(r"^seuil\((?P<nom>\w+)\)$")
_NOM = re.compile(r"^[a-z]\w*$")


def lire_condition(
    texte: str,
    vocabulaire: Vocabulaire,
    seuils: Mapping[str, Seuil],
    qualifications: Mapping[str, Condition] = MappingProxyType({}),
) -> Condition:
    """Parse one elementary condition, or the name of a qualification.

    >>> lire_condition("toujours", Vocabulaire([]), {})
    Toujours()

    Raises ConditionFautiveError, with what is wrong and what to write.
    """
    texte = " ".join(texte.split())
    if texte == "toujours":
        return Toujours()
    if texte in qualifications:
        return Qualifie(texte, qualifications[texte])
    if qualifications and _NOM.match(texte):
        raise ConditionFautiveError(f"qualification inconnue « {texte} »{suggestion(texte, qualifications)}")
    if trouve := _CONTIENT.match(texte):
        fait = _fait(trouve["fait"], vocabulaire)
        if fait.genre is not Genre.ENSEMBLE:
            raise ConditionFautiveError(f"« contient » ne va pas avec « {fait.nom} », qui n'est pas un ensemble")
        return Contient(fait.nom, _valeurs(trouve["valeurs"], fait.nom, fait.options), texte)
    if trouve := _PARMI.match(texte):
        fait = _fait(trouve["fait"], vocabulaire)
        if fait.genre is not Genre.CHOIX:
            raise ConditionFautiveError(f"« parmi » ne va pas avec « {fait.nom} », qui n'est pas un choix")
        return Parmi(fait.nom, _valeurs(trouve["valeurs"], fait.nom, fait.options), texte)
    if trouve := _COMPARAISON.match(texte):
        return _comparaison(trouve["fait"], trouve["signe"], trouve["valeur"].strip(), texte, vocabulaire, seuils)
    raise ConditionFautiveError(
        f"condition illisible « {texte} » ; par exemple : montant_ht > 40 000, nature parmi travaux, services, "
        "segments contient traiteur, alloti = non, toujours"
    )


def _comparaison(
    nom: str, signe: str, valeur: str, texte: str, vocabulaire: Vocabulaire, seuils: Mapping[str, Seuil]
) -> Atome:
    fait = _fait(nom, vocabulaire)
    match fait.genre:
        case Genre.NOMBRE:
            if trouve := _SEUIL.match(valeur):
                seuil = seuils.get(trouve["nom"])
                if seuil is None:
                    raise ConditionFautiveError(
                        f"seuil inconnu « {trouve['nom']} »" + suggestion(trouve["nom"], seuils)
                    )
                return CompareSeuil(nom, signe, seuil, texte)
            try:
                nombre = Decimal(re.sub(r"\s", "", valeur).replace(",", "."))
            except InvalidOperation:
                nombre = Decimal("nan")
            if not nombre.is_finite():
                raise ConditionFautiveError(f"« {valeur} » n'est pas un nombre, dans « {texte} »")
            return Compare(nom, signe, nombre, texte)
        case Genre.DATE:
            try:
                return Compare(nom, signe, date.fromisoformat(valeur), texte)
            except ValueError:
                raise ConditionFautiveError(f"« {valeur} » n'est pas une date AAAA-MM-JJ, dans « {texte} »") from None
        case Genre.CHOIX | Genre.OUI_NON:
            if signe not in {"=", "!="}:
                raise ConditionFautiveError(f"« {signe} » ne va pas avec « {nom} » : écrivez = ou !=")
            possibles = fait.options if fait.genre is Genre.CHOIX else frozenset({OUI, NON})
            dites = _valeurs(valeur, nom, possibles)
            return Parmi(nom, dites if signe == "=" else possibles - dites, texte)
        case Genre.ENSEMBLE:
            raise ConditionFautiveError(f"« {nom} » est un ensemble : écrivez « {nom} contient … »")
        case _:
            raise ConditionFautiveError(f"aucune règle ne peut dépendre du texte « {nom} »")


def _fait(nom: str, vocabulaire: Vocabulaire) -> Fait:
    if nom not in vocabulaire:
        raise ConditionFautiveError(f"fait inconnu « {nom} »" + suggestion(nom, vocabulaire))
    return vocabulaire[nom]


def _valeurs(texte: str, nom: str, possibles: frozenset[str]) -> frozenset[str]:
    dites = [valeur.strip() for valeur in texte.split(",")]
    for valeur in dites:
        if valeur not in possibles:
            raise ConditionFautiveError(f"« {nom} » ne peut pas valoir « {valeur} »" + suggestion(valeur, possibles))
    return frozenset(dites)


def suggestion(mot: str, connus: Iterable[str]) -> str:
    """Word what was probably meant, or what is possible: the end of a message about an unknown word.

    >>> suggestion("montant", ["montant_ht", "nature"])
    ' ; voulez-vous dire « montant_ht » ?'
    """
    connus = sorted(connus)
    proches = get_close_matches(mot, connus, n=1)
    return f" ; voulez-vous dire « {proches[0]} » ?" if proches else f" ; possibles : {', '.join(connus)}"


# --- what a condition says of the values still possible ---------------------------------------------------------------


def juger(condition: Condition, faits: Faits) -> bool | None:
    """True or False when every possible value says so, else None; exact for one elementary condition.

    For a combination this is plain three-valued logic: good for wording what is left open. Verdicts come from
    `knowledge.regles.decision`, which is exact for combinations too.
    """
    return _JUGES[type(condition)](condition, faits)


def _juger_parmi(condition: Parmi, faits: Faits) -> bool | None:
    possible = faits[condition.fait]
    assert isinstance(possible, Options)
    if possible.possibles <= condition.valeurs:
        return True
    return False if possible.possibles.isdisjoint(condition.valeurs) else None


def _juger_contient(condition: Contient, faits: Faits) -> bool | None:
    membres = faits[condition.fait]
    assert isinstance(membres, Ensemble)
    if not membres.dedans.isdisjoint(condition.valeurs):
        return True
    return False if condition.valeurs <= membres.dehors else None


def _juger_compare(condition: Compare, faits: Faits) -> bool | None:
    intervalle = faits[condition.fait]
    assert isinstance(intervalle, Intervalle)
    return _compare(intervalle, condition.signe, condition.valeur)


def _juger_seuil(condition: CompareSeuil, faits: Faits) -> bool | None:
    intervalle = faits[condition.fait]
    assert isinstance(intervalle, Intervalle)
    avis = {_compare(intervalle, condition.signe, valeur) for valeur in valeurs_possibles(condition.seuil, faits)}
    return avis.pop() if len(avis) == 1 else None


def _juger_aucune(condition: Aucune, faits: Faits) -> bool | None:
    une = _combiner(condition.parts, faits, decisif=True)
    return None if une is None else not une


# Looked up by type: a contract is judged on dozens of these before any rule.
_JUGES: Mapping[type, Callable[[Any, Faits], bool | None]] = {
    Toujours: lambda *_: True,
    Toutes: lambda condition, faits: _combiner(condition.parts, faits, decisif=False),
    UneDe: lambda condition, faits: _combiner(condition.parts, faits, decisif=True),
    Aucune: _juger_aucune,
    Qualifie: lambda condition, faits: juger(condition.quand, faits),
    Parmi: _juger_parmi,
    Contient: _juger_contient,
    Compare: _juger_compare,
    CompareSeuil: _juger_seuil,
}


def valeurs_possibles(seuil: Seuil, faits: Faits) -> tuple[Decimal, ...]:
    """The values the threshold can have for the natures and the days still possible, ascending."""
    natures = faits["nature"]
    jours = faits["date_consultation"]
    assert isinstance(natures, Options)
    assert isinstance(jours, Intervalle)
    if isinstance(jour := jours.seule, date):
        return seuil.au(jour).valeurs(natures.possibles)
    points = tuple(periode.depuis for periode in seuil.periodes[1:])
    masque = Decoupage(points).masque(jours)
    rangs = {(cellule + 1) // 2 for cellule in range(2 * len(points) + 1) if masque >> cellule & 1}
    return tuple(sorted({valeur for rang in rangs for valeur in seuil.periodes[rang].valeurs(natures.possibles)}))


def ce_qui_reste(condition: Condition, faits: Faits) -> Condition:
    """The condition without what is already settled: the "if" of conditional advice."""
    match condition:
        case Toutes(parts):
            ouvertes = tuple(
                ce_qui_reste(part, faits)
                for part in parts
                if juger(part, faits) is None and juger(part, _en_admettant(parts, part, faits)) is None
            )
            return ouvertes[0] if len(ouvertes) == 1 else Toutes(ouvertes)
        case UneDe(parts):
            ouvertes = tuple(ce_qui_reste(part, faits) for part in parts if juger(part, faits) is None)
            return ouvertes[0] if len(ouvertes) == 1 else UneDe(ouvertes)
        case Aucune(parts):
            return Aucune(tuple(ce_qui_reste(part, faits) for part in parts if juger(part, faits) is None))
        case Qualifie(_, quand):
            return ce_qui_reste(quand, faits)
        case Contient(nom, valeurs, texte):
            membres = faits[nom]
            assert isinstance(membres, Ensemble)
            return Contient(nom, valeurs - membres.dehors, texte)
        case _:
            return condition


def _en_admettant(parts: tuple[Condition, ...], sauf: Condition, faits: Faits) -> Faits:
    """The facts if the other parts hold: "a MAPA" leaves nothing to say of "no concession"."""
    for part in parts:
        if part is not sauf and isinstance(part, Parmi):
            faits = faits.corriger(part.fait, Options(part.valeurs))
    return faits


def _combiner(parts: tuple[Condition, ...], faits: Faits, *, decisif: bool) -> bool | None:
    inconnu = False
    for part in parts:
        avis = _JUGES[type(part)](part, faits)
        if avis is decisif:
            return decisif
        if avis is None:
            inconnu = True
    return None if inconnu else not decisif


def _compare(intervalle: Intervalle, signe: str, valeur: Borne) -> bool | None:
    if (seule := intervalle.seule) is not None:
        return SIGNES[signe](seule, valeur)
    # Below the value, the value, above it.
    masque = Decoupage((valeur,)).masque(intervalle)
    compare = SIGNES[signe]
    avis = {compare(cellule, 1) for cellule in (0, 1, 2) if masque >> cellule & 1}
    return avis.pop() if len(avis) == 1 else None
