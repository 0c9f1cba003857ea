"""What was read of a file, as lines of JSON from one process to another: the one that receives them believes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import orjson

from knowledge.registre.causes import causes
from knowledge.registre.marche import Gravite, Lecture, MarcheLu, Modification, Remarque, Titulaire

_TEXTES = ("acheteur_id", "numero", "groupe", "version")
_TEXTES_OU_RIEN = ("acheteur_nom", "objet", "cpv", "nature", "procedure", "lot", "direction", "referent")
_BOOLEENS = ("concession", "nature_deduite")
_BOOLEENS_OU_RIEN = ("accord_cadre", "recurrent")
_DATES = ("notifie_le", "publie_le", "fin", "attribution_prevue")


def ecrire(message: Mapping[str, Any]) -> bytes:
    """One line. Raises TypeError for what JSON cannot say."""
    return orjson.dumps(message, default=_autrement, option=orjson.OPT_APPEND_NEWLINE)


def _autrement(valeur: object) -> object:
    match valeur:
        case Decimal():
            return str(valeur)
        case Mapping():
            return dict(valeur)
        case _:
            raise TypeError


def lecture_de(dite: Mapping[str, Any]) -> Lecture:
    """A Lecture that `ecrire` wrote. Raises KeyError, TypeError, ValueError or ArithmeticError for anything else."""
    marche = dite["marche"]
    return Lecture(
        _de(int, dite["ligne"]),
        None if marche is None else _marche(marche),
        _ou_rien(int, dite["regroupe_avec"]),
        _remarques(dite["remarques"]),
        _de(str, dite["extrait"]),
    )


def _marche(dit: Mapping[str, Any]) -> MarcheLu:
    champs: dict[str, Any] = {nom: _de(str, dit[nom]) for nom in _TEXTES}
    champs |= {nom: _ou_rien(str, dit[nom]) for nom in _TEXTES_OU_RIEN}
    champs |= {nom: _de(bool, dit[nom]) for nom in _BOOLEENS}
    champs |= {nom: _ou_rien(bool, dit[nom]) for nom in _BOOLEENS_OU_RIEN}
    champs |= {nom: _jour(dit[nom]) for nom in _DATES}
    return MarcheLu(
        **champs,
        montant_ht=_montant(dit["montant_ht"]),
        duree_mois=_ou_rien(int, dit["duree_mois"]),
        titulaires=_titulaires(dit["titulaires"]),
        modifications=tuple(_modification(une) for une in dit["modifications"]),
        decp=_de(dict, dit["decp"]),
        remarques=_remarques(dit["remarques"]),
    )


def _modification(dite: Mapping[str, Any]) -> Modification:
    return Modification(
        _de(int, dite["numero"]),
        _jour(dite["notifiee_le"]),
        _ou_rien(int, dite["duree_mois"]),
        _montant(dite["montant_ht"]),
        _titulaires(dite["titulaires"]),
        _jour(dite["publiee_le"]),
    )


def _titulaires(dits: Sequence[Mapping[str, Any]]) -> tuple[Titulaire, ...]:
    return tuple(
        Titulaire(_de(str, un["type_identifiant"]), _de(str, un["identifiant"]), _de(str, un["nom"])) for un in dits
    )


def _remarques(dites: Sequence[Mapping[str, Any]]) -> tuple[Remarque, ...]:
    return tuple(
        Remarque(
            Gravite(une["gravite"]),
            _connue(une["cause"]),
            _de(str, une["champ"]),
            _de(str, une["lu"]),
            _ou_rien(str, une["retenu"]),
        )
        for une in dites
    )


def _connue(cause: Any) -> str:
    if not isinstance(cause, str) or cause not in causes():
        raise ValueError
    return cause


def _de(genre: type[Any], valeur: Any) -> Any:
    if type(valeur) is not genre:
        raise TypeError
    return valeur


def _ou_rien(genre: type[Any], valeur: Any) -> Any:
    return None if valeur is None else _de(genre, valeur)


def _jour(valeur: Any) -> date | None:
    return None if valeur is None else date.fromisoformat(valeur)


def _montant(valeur: Any) -> Decimal | None:
    if valeur is None:
        return None
    montant = Decimal(_de(str, valeur))
    if not montant.is_finite():
        raise ValueError
    return montant


__all__ = ["ecrire", "lecture_de"]
