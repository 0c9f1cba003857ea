"""The lots that a message tells of: golden sentences, and laws."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from knowledge.lecture import Lecteur
from knowledge.lecture.lots_gestes import (
    Dire,
    Fusionner,
    LectureLots,
    Operation,
    Renommer,
    Renumeroter,
    Reserver,
    Retirer,
)
from knowledge.plan.chargement import charger
from knowledge.regles.faits import Ensemble, Intervalle, Options, Possible

JOUR = date(2026, 11, 28)
LECTEUR = Lecteur(charger().vocabulaire)
VIDES = LECTEUR.vocabulaire.aucun_fait()
CAS = yaml.safe_load((Path(__file__).parent / "lots.yaml").read_text("utf-8")) if (Path(__file__).parent / "lots.yaml").exists() else []


# --- operations as text -----------------------------------------------------------------------------------------------


def valeur(possible: Possible) -> str:
    match possible:
        case Intervalle():
            if possible.seule is not None:
                return f"{possible.seule:f}"
            return f"{'' if possible.bas is None else possible.bas}..{'' if possible.haut is None else possible.haut}"
        case Options():
            return "|".join(sorted(possible.possibles))
        case Ensemble():
            return "+".join(sorted(possible.dedans))
        case _:
            return str(possible)


def en_clair(operation: Operation) -> str:
    match operation:
        case Dire():
            faits = [
                f"{'~' if d.origine != 'dit' else ''}{d.nom}={valeur(d.possible)}{' (incertain)' if d.incertain else ''}"
                for d in operation.dits
            ]
            titulaire = [f"titulaire {operation.titulaire}"] if operation.titulaire else []
            nom = [f"« {operation.intitule} »"] if operation.intitule else []
            verbe = "nouveau" if operation.nouveau else "dire"
            return " ; ".join([" ".join([verbe, str(operation.numero), *nom]), *faits, *titulaire])
        case Retirer():
            return f"retirer {' '.join(map(str, operation.numeros))}"
        case Fusionner():
            return f"fusionner {' '.join(map(str, operation.numeros))} « {operation.intitule} »"
        case Renommer():
            return f"renommer {operation.numero} « {operation.intitule} »"
        case Renumeroter():
            return f"renumeroter {' '.join(f'{a}→{b}' for a, b in operation.numeros)}"
        case Reserver():
            return f"{'ne plus ' if operation.nie else ''}reserver {' '.join(map(str, operation.numeros))} : {' '.join(sorted(operation.a))}"


def ecrire(lecture: LectureLots) -> dict[str, object]:
    """A reading as the golden file writes it; what is empty is left out."""
    doutes = [f"{d.motif} {' '.join(map(str, d.numeros))}".strip() for d in lecture.doutes]
    total = "" if lecture.total is None else f"{'~' if lecture.total.origine != 'dit' else ''}{valeur(lecture.total.possible)}"
    tout = {
        "operations": [en_clair(un) for un in lecture.operations],
        "nombre": lecture.nombre,
        "total": total,
        "doutes": doutes,
        "reste": lecture.reste,
    }
    return {nom: dit for nom, dit in tout.items() if dit not in (None, "", [])}
