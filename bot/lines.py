"""The commands for integrators: one JSON line in, one JSON line out, on the same place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TextIO

import orjson

from knowledge.rappels.jalons import lire_date_attribution

Answer = Callable[[Mapping[str, Any]], Mapping[str, Any]]
# What a line may hold beside the facts.
HORS_FAITS = frozenset({"id", "aujourdhui", "lots", "presumer"})
DECIMALES = Decimal("1e-10")
# An integer longer than this stays a Decimal, which is read in no time; Python refuses integers of 4,300 digits.
CHIFFRES_MAX = 30
CITATION_MAX = 60


class LigneFautiveError(ValueError):
    """A line that cannot be answered; the message, in French, says what to write instead."""


def answer_lines(lines: Iterable[str], answer: Answer, output: TextIO) -> int:
    """Answer each line on its place; a bad one gets `erreur` and the rest goes on. Returns the exit status."""
    status = 0
    for line in lines:
        if not line.strip():
            continue
        reponse, fautive = _answer_line(line, answer)
        status = max(status, int(fautive))
        output.write(reponse + "\n")
    return status


def _answer_line(line: str, answer: Answer) -> tuple[str, bool]:
    """The answer as a line of JSON, and whether the question was at fault."""
    numero = None
    try:
        question = _lire_ligne(line)
        numero = _lire_id(question)
        return _ecrire_ligne({"id": numero, **answer(question)}), False
    except LigneFautiveError as erreur:
        return _ecrire_ligne({"id": numero, "erreur": str(erreur)}), True
    except (ValueError, ArithmeticError, RecursionError):
        return _ecrire_ligne({"id": numero, "erreur": "une valeur de cette ligne ne peut pas être traitée"}), True


def _lire_ligne(line: str) -> dict[str, Any]:
    if not _est_utf8(line):
        raise LigneFautiveError("la ligne n'est pas en UTF-8")
    try:
        question = json.loads(line, parse_float=Decimal, parse_int=_lire_entier, parse_constant=Decimal)
    except json.JSONDecodeError as erreur:
        raise LigneFautiveError(f"JSON illisible : {erreur.msg}, colonne {erreur.colno}") from None
    except RecursionError:
        raise LigneFautiveError("JSON illisible : trop de niveaux") from None
    except ArithmeticError:
        raise LigneFautiveError("JSON illisible : un nombre est trop grand") from None
    if not isinstance(question, dict):
        raise LigneFautiveError("chaque ligne doit être un objet JSON")
    return question


def _lire_id(question: Mapping[str, Any]) -> str | int | Decimal | None:
    numero = question.get("id")
    if numero is None or isinstance(numero, (str, int)) or (isinstance(numero, Decimal) and numero.is_finite()):
        return numero
    raise LigneFautiveError("« id » doit être un texte ou un nombre")


def _lire_entier(chiffres: str) -> int | Decimal:
    return int(chiffres) if len(chiffres) <= CHIFFRES_MAX else Decimal(chiffres)


def _ecrire_ligne(reponse: Mapping[str, Any]) -> str:
    try:
        return orjson.dumps(reponse, default=_en_json).decode()
    except orjson.JSONEncodeError:
        # Half a surrogate pair, or an integer of more than 64 bits: JSON when escaped or spelt out.
        return json.dumps(reponse, allow_nan=False, default=_en_json)


def _est_utf8(ligne: str) -> bool:
    try:
        ligne.encode()
    except UnicodeEncodeError:
        return False
    return True


def _en_json(valeur: Any) -> Any:
    if isinstance(valeur, Decimal) and abs(valeur.adjusted()) > CHIFFRES_MAX:
        return str(valeur)
    if isinstance(valeur, Decimal):
        return int(valeur) if valeur == valeur.to_integral_value() else float(valeur)
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, (set, frozenset)):
        return sorted(valeur)
    raise TypeError(type(valeur).__name__)


def lire_oui_non(question: Mapping[str, Any], cle: str) -> bool:
    """A yes or no that is no unless it is said. Raises LigneFautiveError."""
    valeur = question.get(cle, False)
    if not isinstance(valeur, bool):
        raise LigneFautiveError(f"« {cle} » doit être true ou false")
    return valeur


def lire_jour(valeur: Any) -> date:
    """Read YYYY-MM-DD or YYYY-MM. Raises LigneFautiveError."""
    try:
        return lire_date_attribution(valeur)
    except (TypeError, ValueError):
        raise LigneFautiveError(
            f"date illisible « {str(valeur)[:CITATION_MAX]} » : écrivez AAAA-MM-JJ ou AAAA-MM"
        ) from None


def lire_texte(question: Mapping[str, Any], cle: str) -> str:
    texte = question.get(cle)
    if not isinstance(texte, str):
        raise LigneFautiveError(f"il manque « {cle} », un texte")
    return texte
